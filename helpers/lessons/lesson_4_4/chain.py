"""A thin network, one unit a layer: the chain of factors of each weight, drawn and explained."""

import math
from typing import NamedTuple

from ipywidgets import FloatSlider, IntSlider

from helpers.explorers.live import Explorer, activation_menu, walk_buttons
from helpers.numeric.forward import forward_propagation
from helpers.numeric.network import Network
from helpers.numeric.validate import as_count
from helpers.pictures import svg
from helpers.pictures.formulas import partial
from helpers.pictures.network import draw_weight
from helpers.pictures.text import LOSS, bracketed, label, name, number

WEIGHTS = (0.8, -1.2, 0.9, 1.5, -0.7)  # the first three are those of the lessons' network
BIASES = (0.3, 0.5, -0.1, 1.0, 0.4)
MOST_LAYERS, MOST_DRAWN = len(WEIGHTS), 4

COLUMN, LEFT, RIGHT = 60, 74, 144  # of one factor; before the first; behind the last
CELL = 54  # the width of a factor's box
UNIT, UNIT_HEIGHT, REACH = 106, 50, 28  # half of the input and of the loss
ARROWS, UNITS, FRACTIONS, ENDS, FIRST_ROW, ROW = 14, 72, 138, 188, 222, 42  # heights


class Factor(NamedTuple):
    """A derivative: both quantities as a letter and, where it has one, a layer, as ("a", 3)."""

    above: tuple
    below: tuple
    value: float


class Chain(NamedTuple):
    """The factors of W_k11, from the loss on; the first `reused` are those of W_{k+1,11} too."""

    k: int
    factors: list
    reused: int

    @property
    def product(self):
        """The derivative of the loss with respect to the weight."""
        return math.prod(factor.value for factor in self.factors)

    @property
    def known(self):
        """The product of the reused factors: the derivative with respect to a_{k+1,1}."""
        return math.prod(factor.value for factor in self.factors[: self.reused])


def thin_network(L, g="tanh"):
    """Return a network of L layers of one unit each, with round numbers and a logistic output.

    L is from 1 to 5; else, as for an unknown g, a ValueError.

    Examples
    --------
    >>> thin_network(3)
    Network(1 → 1 tanh → 1 tanh → 1 logistic, 6 parameters)
    """
    if as_count("L", L) > MOST_LAYERS:
        raise ValueError(f"L is {L}, expected at most {MOST_LAYERS}")
    W = [None, *([[weight]] for weight in WEIGHTS[:L])]
    b = [None, *([bias] for bias in BIASES[:L])]
    return Network(W, b, g, "logistic")


def chain(network, x, y, k, loss=None):
    """Return the factors of the derivative of the loss with respect to W_k11 [4.4-1].

    From the loss down: dL/dy_hat, dy_hat/da_L1, then for each layer on the way da_q1/dh_{q-1,1}
    and dh_{q-1,1}/da_{q-1,1}, last da_k1/dW_k11. Each is computed by itself, none from another.

    Parameters
    ----------
    network : Network
        With one unit in every layer.
    x, y : array_like, shape (1,)
    k : int
        From 1 to L; else, as where the network is not thin, a ValueError.

    Returns
    -------
    list of Factor
        2 (L - k) + 3 of them: the derivative of `above` with respect to `below`, and its `value`.

    Examples
    --------
    >>> factors = chain(thin_network(3), [1.0], [1.0], k=3)
    >>> [(factor.above, factor.below) for factor in factors]
    [(('L',), ('y_hat',)), (('y_hat',), ('a', 3)), (('a', 3), ('W', 3))]
    """
    if set(network.sizes) != {1}:
        raise ValueError(f"network has layers of {network.sizes} units, expected one unit in each")
    if as_count("k", k) > network.L:
        raise ValueError(f"k is {k}, expected a layer from 1 to {network.L}")
    trace = forward_propagation(network, x)
    L, g, loss = network.L, network.activation, network.choose_loss(loss)
    slope = loss.gradient(trace.y_hat, y)[0]
    output_slope = network.output.jacobian(trace.a[L])[0, 0]
    factors = [Factor(("L",), ("y_hat",), float(slope))]
    factors.append(Factor(("y_hat",), ("a", L), float(output_slope)))
    for q in range(L, k, -1):
        g_prime = g.derivative(trace.a[q - 1])[0]
        factors.append(Factor(("a", q), ("h", q - 1), float(network.W[q][0, 0])))
        factors.append(Factor(("h", q - 1), ("a", q - 1), float(g_prime)))
    factors.append(Factor(("a", k), ("W", k), float(trace.h[k - 1][0])))
    return factors


def chains(network, x, y, loss=None):
    """Return the chains of all weights of a thin network, from W_L11 down to W_111 [4.4-6].

    Each shares all but the last of the `factors` of the one before it; how many, says `reused`.

    Examples
    --------
    >>> [(len(c.factors), c.reused) for c in chains(thin_network(3), [1.0], [1.0])]
    [(3, 0), (5, 2), (7, 4)]
    """
    layers = range(network.L, 0, -1)
    return [Chain(k, chain(network, x, y, k, loss), 2 * (network.L - k)) for k in layers]


class ChainExplorer(Explorer):
    """Ask for one weight of a thin network after the other: what is new in its chain, what known.

    Examples
    --------
    >>> explorer = ChainExplorer()
    >>> explorer.asked.value = 2
    >>> explorer.row.k, explorer.row.reused, len(explorer.row.factors)
    (2, 2, 5)
    """

    name = "chain"
    css = "@media (max-width: 900px) { .bp-chain .bp-sentence { min-height: 4.35em; } }"
    walk = "asked"
    case = ("layers",)
    layout = (("asked", "back_button", "next_button", "layers"), ("x", "y", "g"))

    def __init__(self):
        super().__init__(
            asked=IntSlider(1, min=1, max=3, description="weights asked"),
            **walk_buttons("Next weight"),
            layers=IntSlider(3, min=2, max=MOST_DRAWN, description="layers L"),
            x=FloatSlider(1.0, min=-2, max=2, step=0.1, description="input x₁"),
            y=FloatSlider(1.0, min=0, max=1, step=0.1, description="target y"),
            g=activation_menu(),
        )

    def begin(self):
        self.asked.max = self.layers.value

    def draw(self):
        x, y, count = [self.x.value], [self.y.value], self.asked.value
        self.network = thin_network(self.layers.value, self.g.value)
        rows = chains(self.network, x, y)[:count]
        row = self.row = rows[-1]
        reuse = "It is the first: nothing is known yet, all 3 factors are new."
        if row.reused:
            reuse = (
                f"The first {row.reused} of its {len(row.factors)} factors were multiplied for "
                f"{name('W', row.k + 1, 1, 1)} already: {partial('a', row.k + 1, 1)} = "
                f"{number(row.known)}."
            )
        return [thin_chain(self.network, x, y, rows)], (
            f"{describe(row)}. {reuse} Multiplications so far, after the forward pass: "
            f"{3 * count - 1}. Without keeping anything: {count * (count + 1)}."
        )


def describe(row):
    """Return a chain in words: ∂ℒ/∂W₂₁₁ = −1.23 · 0.24 · 0.80 = −0.23."""
    first, *others = [factor.value for factor in row.factors]
    product = " · ".join([number(first), *map(bracketed, others)])
    return f"{partial('W', row.k, 1, 1)} = {product} = {number(row.product)}"


def meaning(factor):
    """Return a factor in words: ∂h₂₁/∂a₂₁ = g′(a₂₁) = 0.50."""
    above, below, k = _written(factor.above), _written(factor.below), factor.below[-1]
    if factor.below[0] == "W":
        what = _written(("h", k - 1))
    elif factor.above[0] == "a":
        what = _written(("W", k + 1))
    else:
        what = {"L": "2(ŷ − y)", "y_hat": f"O′({below})", "h": f"g′({below})"}[factor.above[0]]
    return f"∂{above}/∂{below} = {what} = {number(factor.value)}"


def _written(quantity, write=name):
    """Return ("a", 3) as a₃₁, or, with `label`, in the mini-language of pictures."""
    if len(quantity) == 1:
        return {"L": LOSS, "y_hat": "ŷ"}[quantity[0]]
    if quantity == ("h", 0):
        return write("x", 1)
    return write(*quantity, 1, 1) if quantity[0] == "W" else write(*quantity, 1)


def thin_chain(network, x, y, rows):
    """Draw a thin network and the chains of its last weights as SVG, the last of them lit.

    The loss is on the left, so that what lies on the way back is read from left to right, as the
    formula is. A factor stands below the step of the network whose derivative it is. In a row, the
    pale factors are those of the row above as well, the deep ones are new. The last factor of each,
    which leaves the way for a weight, has a heading of its own, in the colour of its cell. The rows
    of weights that were not asked yet are empty.
    """
    L, asked = network.L, rows[-1]
    columns = [LEFT + COLUMN * (place + 0.5) for place in range(2 * L + 1)]  # from the loss on
    right, height = LEFT + COLUMN * (2 * L + 1) + RIGHT, FIRST_ROW + ROW * L
    root = svg.picture(right, height, f"Thin network of {L} layers", describe(asked), grow=1.35)
    _draw_directions(root, columns)
    _draw_network(root, network, forward_propagation(network, x), y[0], asked.k, columns)
    headings = [(place, factor, FRACTIONS, "") for place, factor in enumerate(asked.factors[:-1])]
    for row in rows:
        headings.append((len(row.factors) - 1, row.factors[-1], ENDS, "weights-ink"))
    for place, factor, middle, cls in headings:
        group = svg.group(root, meaning(factor))
        above, below = (f"∂{_written(of, label)}" for of in (factor.above, factor.below))
        svg.fraction(group, columns[place], middle, above, below, 0.8 * COLUMN, 16, cls)
    svg.text(root, right - 6, ENDS + 10, "reused + new", 14.5, "end", cls="quiet")
    for place, row in enumerate(rows):
        _draw_row(root, row, FIRST_ROW + ROW * place, columns, right, row is asked)
    for place in range(len(rows), L):
        _draw_empty_row(root, L - place, FIRST_ROW + ROW * place, columns[: 2 * place + 3])
    return svg.to_string(root)


def _draw_directions(root, columns):
    """Draw above the network which way a forward pass goes, and which way the chain."""
    middle, base = (columns[0] + columns[-1]) / 2, ARROWS + 5
    svg.arrow(root, middle - 14, middle - 64, ARROWS, "bar")
    svg.text(root, middle - 74, base, "forward", 15, "end")
    svg.arrow(root, middle + 14, middle + 64, ARROWS, "gradient-ink")
    svg.text(root, middle + 74, base, "the way back", 15, "start", "gradient-ink")


def _draw_network(root, network, trace, y, k, columns):
    L = network.L
    middles = [columns[2 * (L - q) + 1] for q in range(1, L + 1)]  # of the units, from layer 1
    ends = [columns[-1] + COLUMN / 2 + REACH, *middles]
    loss_x = columns[0] - COLUMN / 2
    svg.line(root, middles[-1], UNITS, loss_x, UNITS, cls="rule")
    for q in range(1, L + 1):
        line = ends[q - 1], UNITS, ends[q], UNITS
        weight = network.W[q][0, 0]
        edge = svg.group(root, f"{name('W', q, 1, 1)} = {number(weight)}")
        if q == k:
            svg.line(edge, *line, 13, cls="halo")
        draw_weight(edge, line, weight, 3.5)
        cls = "weights-ink bold" if q == k else "weights-ink"
        svg.text(edge, columns[2 * (L - q + 1)], UNITS - 32, label("W", q, 1, 1), 16, cls=cls)
    circle = svg.group(root, f"x₁ = {number(trace.h[0][0])}")
    svg.element(circle, "circle", cx=ends[0], cy=UNITS, r=REACH, cls="input-pale")
    _write(circle, ends[0], "x_1", trace.h[0][0], "on-pale")
    for q, middle in enumerate(middles, 1):
        role, output = ("output", ("y_hat",)) if q == L else ("hidden", ("h", q))
        held = (output, trace.h[q][0], "left", "deep"), (("a", q), trace.a[q][0], "right", "pale")
        for out, (quantity, value, side, shade) in zip((-1, 1), held, strict=True):
            group = svg.group(root, f"{_written(quantity)} = {number(value)}")
            svg.half(group, side, middle, UNITS, UNIT / 2, UNIT_HEIGHT, cls=f"{role}-{shade}")
            _write(group, middle + 25.5 * out, _written(quantity, label), value, f"on-{shade}")
    value = (trace.y_hat[0] - y) ** 2
    box = svg.group(root, f"{LOSS} = (ŷ − y)² = {number(value)}, y = {number(y)}")
    svg.rect(box, loss_x - REACH, UNITS - 25, 2 * REACH, 50, 9, cls="loss-deep")
    _write(box, loss_x, LOSS, value, "on-deep")


def _write(group, x, source, value, cls):
    svg.text(group, x, UNITS - 5, source, 16, cls=cls)
    svg.text(group, x, UNITS + 15, number(value), 14, cls=f"{cls} bold", literal=True)


def _cell(x, top):
    return x - CELL / 2, top, CELL, ROW - 10, 6


def _draw_weight_name(group, k, base, bold):
    words, cls = f"{label('W', k, 1, 1)} :", f"weights-ink{bold}"
    svg.text(group, LEFT - 8, base, words, 16, "end", cls)


def _draw_empty_row(root, k, top, columns):
    row = svg.group(root, f"{name('W', k, 1, 1)} has not been asked yet", receding=True)
    _draw_weight_name(row, k, top + 22, "")
    for x in columns:
        svg.rect(row, *_cell(x, top), cls="rule", stroke_width=1.5, stroke_dasharray="4 3")


def _draw_row(root, row, top, columns, right, is_asked):
    own, bold, base = svg.group(root, describe(row)), " bold" if is_asked else "", top + 22
    _draw_weight_name(own, row.k, base, bold)
    for place, (x, factor) in enumerate(zip(columns, row.factors, strict=False)):
        is_reused = place < row.reused
        cell = svg.group(own, meaning(factor))
        box = _cell(x, top)
        if is_asked and not is_reused:
            svg.rect(cell, *box, cls="halo", stroke_width=5)
        role, shade = "output" if place < 2 else "hidden", "pale" if is_reused else "deep"
        cls, ink = f"{role}-{shade}", f"on-{shade}"
        if factor.below[0] == "W":
            cls, ink = "weights", "on-pale"
        svg.rect(cell, *box, cls=cls)
        svg.text(cell, x, base, number(factor.value), 15, cls=ink + bold, literal=True)
    x = columns[len(row.factors) - 1] + CELL / 2 + 8
    words = f"= {number(row.product)}"
    svg.text(own, x, base, words, 16, "start", f"gradient-ink{bold}", literal=True)
    count = f"{row.reused} + {len(row.factors) - row.reused}"
    svg.text(own, right - 6, base, count, 16, "end", bold.strip())
