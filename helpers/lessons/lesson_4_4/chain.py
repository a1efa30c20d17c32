"""A thin network, one unit a layer: the chain of factors of each weight, drawn and explained."""

import math
from typing import NamedTuple

from ipywidgets import FloatSlider, IntSlider

from helpers.explorers.live import Explorer, activation_menu
from helpers.numeric.forward import forward_propagation
from helpers.numeric.network import Network
from helpers.numeric.validate import as_count
from helpers.pictures import svg
from helpers.pictures.formulas import partial
from helpers.pictures.network import draw_weight
from helpers.pictures.text import LOSS, bracketed, label, name, number

WEIGHTS = (0.8, -1.2, 0.9, 1.5, -0.7)
BIASES = (0.3, 0.5, -0.1, 1.0, 0.4)
MOST_LAYERS = len(WEIGHTS)

MOST_WIDTH, MOST_COLUMN = 640, 53  # of the picture; of one factor
LEFT, RIGHT = 94, 82  # before the middle of the first column; behind that of the last
UNIT, UNIT_HEIGHT, REACH = 1.7, 50, 24  # in columns; in pixels; half of the input and the loss
UNITS, FRACTIONS, ENDS, FIRST_ROW, ROW = 48, 116, 164, 198, 40  # heights


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
    """Choose a weight of a thin network: its factors light up, those known already are counted.

    Examples
    --------
    >>> explorer = ChainExplorer()
    >>> explorer.weight.value = 4
    >>> explorer.asked.reused, len(explorer.asked.factors)
    (0, 3)
    """

    name = "chain"
    case = ("layers",)
    layout = (("weight", "layers"), ("x", "y", "g"))

    def __init__(self):
        super().__init__(
            weight=IntSlider(2, min=1, max=4, description="weight of layer k"),
            layers=IntSlider(4, min=2, max=MOST_LAYERS, description="layers L"),
            x=FloatSlider(1.0, min=-2, max=2, step=0.1, description="input x₁"),
            y=FloatSlider(1.0, min=0, max=1, step=0.1, description="target y"),
            g=activation_menu(),
        )

    def begin(self):
        self.weight.max = self.layers.value

    def draw(self):
        L, k, x, y = self.layers.value, self.weight.value, [self.x.value], [self.y.value]
        self.network = thin_network(L, self.g.value)
        rows = chains(self.network, x, y)
        asked = self.asked = rows[L - k]
        picture = thin_chain(self.network, x, y, rows, k)
        reuse = "It is the first: nothing is known yet, all 3 factors are new."
        if asked.reused:
            reuse = (
                f"The first {asked.reused} of its {len(asked.factors)} factors were multiplied for "
                f"{name('W', k + 1, 1, 1)} already: {partial('a', k + 1, 1)} = "
                f"{number(asked.known)}."
            )
        return [picture], (
            f"{describe(asked)}. {reuse} After the forward pass, one chain per weight takes "
            f"{L * (L + 1)} multiplications for all {L} weights; keeping what is known, "
            f"{3 * L - 1}."
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


def thin_chain(network, x, y, rows, k):
    """Draw a thin network and its chains as SVG, that of W_k11 lit.

    A factor stands below the step of the network whose derivative it is. In a row, the pale
    factors are those of the weight above as well, the deep ones are new. The last factor of each,
    which leaves the way down for a weight, has a heading of its own, in the colour of its cell.
    """
    L = network.L
    asked, longest = rows[L - k].factors, rows[-1].factors
    width = min(MOST_COLUMN, (MOST_WIDTH - LEFT - RIGHT) / (2 * L))
    columns = [LEFT + width * (2 * L - place) for place in range(2 * L + 1)]  # from the loss on
    right, height = columns[0] + RIGHT, FIRST_ROW + ROW * L
    root = svg.picture(right, height, f"Thin network of {L} layers", describe(rows[L - k]))
    _draw_network(root, network, forward_propagation(network, x), y[0], k, columns, width)
    headings = [(place, factor, FRACTIONS, "") for place, factor in enumerate(longest[:-1])]
    for row in rows:
        headings.append((len(row.factors) - 1, row.factors[-1], ENDS, "weights-ink"))
    for place, factor, middle, cls in headings:
        group = svg.group(root, meaning(factor), receding=factor not in asked)
        above, below = (f"∂{_written(of, label)}" for of in (factor.above, factor.below))
        svg.fraction(group, columns[place], middle, above, below, 0.8 * width, 16, cls)
    for line, word in enumerate(("reused", "+ new")):
        svg.text(root, right - 34, ENDS + 2 + 18 * line, word, 14.5, cls="quiet")
    for place, row in enumerate(rows):
        _draw_row(root, row, FIRST_ROW + ROW * place, columns, width, row.k == k)
    return svg.to_string(root)


def _draw_network(root, network, trace, y, k, columns, width):
    L = network.L
    middles = [LEFT + width * (2 * q - 1) for q in range(L + 1)]  # the input, then the units
    loss_x = columns[0] + 26 + REACH
    for q in range(1, L + 1):
        ends = middles[q - 1], UNITS, middles[q], UNITS
        weight = network.W[q][0, 0]
        edge = svg.group(root, f"{name('W', q, 1, 1)} = {number(weight)}")
        if q == k:
            svg.line(edge, *ends, 13, cls="halo")
        draw_weight(edge, ends, weight, 3.5)
        cls = "weights-ink bold" if q == k else "weights-ink"
        svg.text(edge, middles[q] - width, UNITS - 32, label("W", q, 1, 1), 16, cls=cls)
    svg.line(root, middles[L], UNITS, loss_x, UNITS, cls="rule")
    circle = svg.group(root, f"x₁ = {number(trace.h[0][0])}")
    svg.element(circle, "circle", cx=middles[0], cy=UNITS, r=REACH, cls="input-pale")
    _write(circle, middles[0], "x_1", trace.h[0][0], "on-pale")
    size, half = min(14, 0.283 * width), UNIT * width / 2
    for q in range(1, L + 1):
        role, output = ("output", ("y_hat",)) if q == L else ("hidden", ("h", q))
        held = (("a", q), trace.a[q][0]), (output, trace.h[q][0])
        said = [f"{_written(quantity)} = {number(value)}" for quantity, value in held]
        halves = svg.unit(root, middles[q], UNITS, 2 * half, UNIT_HEIGHT, role, said)
        for (quantity, value), (group, out, ink) in zip(held, halves, strict=True):
            x = middles[q] + (half / 2 - 1) * out
            _write(group, x, _written(quantity, label), value, ink, size)
    value = (trace.y_hat[0] - y) ** 2
    box = svg.group(root, f"{LOSS} = (ŷ − y)² = {number(value)}, y = {number(y)}")
    svg.rect(box, loss_x - REACH, UNITS - 25, 2 * REACH, 50, 9, cls="loss-deep")
    _write(box, loss_x, LOSS, value, "on-deep")


def _write(group, x, source, value, cls, size=14):
    svg.text(group, x, UNITS - 5, source, 16, cls=cls)
    svg.text(group, x, UNITS + 15, number(value), size, cls=f"{cls} bold", literal=True)


def _draw_row(root, row, top, columns, width, is_asked):
    own = svg.group(root, describe(row), receding=not is_asked)
    bold, width = " bold" if is_asked else "", width - 4
    for place, (x, factor) in enumerate(zip(columns, row.factors, strict=False)):
        is_reused = place < row.reused
        cell = svg.group(own, meaning(factor))
        box = x - width / 2, top, width, ROW - 8, 6
        if is_asked and not is_reused:
            svg.rect(cell, *box, cls="halo", stroke_width=6)
        role, shade = "output" if place < 2 else "hidden", "pale" if is_reused else "deep"
        cls, ink = f"{role}-{shade}", f"on-{shade}"
        if factor.below[0] == "W":
            cls, ink = "weights", "on-pale"
        svg.rect(cell, *box, cls=cls)
        value, size = number(factor.value), min(15, 0.24 * width)
        svg.text(cell, x, top + 21.5, value, size, cls=ink + bold, literal=True)
    x = columns[len(row.factors) - 1] - width / 2 - 9
    svg.text(own, x, top + 13, label("W", row.k, 1, 1), 16, "end", "weights-ink bold")
    svg.text(own, x, top + 31, f"∇ {number(row.product)}", 15, "end", "gradient-ink", literal=True)
    count = f"{row.reused} + {len(row.factors) - row.reused}"
    svg.text(own, columns[0] + RIGHT - 34, top + 21.5, count, cls="bold" if is_asked else "")
