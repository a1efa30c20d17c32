"""A hidden unit, its paths to the loss, and the gradient that comes back along them."""

import html
import itertools
import re

import numpy as np
from ipywidgets import ToggleButtons

from helpers.data.networks import example_network
from helpers.explorers.live import Explorer, activation_menu, sample, sample_controls
from helpers.numeric.backprop import back_propagation
from helpers.numeric.forward import forward_propagation
from helpers.pictures import formulas, svg
from helpers.pictures.matrices import Matrix, equation_with_numbers
from helpers.pictures.network import columns, draw_key, draw_weight, edge_ends
from helpers.pictures.style import coloured
from helpers.pictures.text import LOSS, bracketed, label, letter_of_h, name, number

UNITS = [
    (name("h", k, j), (k, j))
    for k, n in enumerate(example_network().sizes[1:-1], 1)
    for j in range(1, n + 1)
]
SHOWN = [("paths", 2), ("+ product", 3), ("+ g′", 4)]  # how many pictures
DIGITS = "₀₁₂₃₄₅₆₇₈₉"
INDEXED, LINED = re.compile(f"([a-zŷ])([{DIGITS}]+)"), str.maketrans(DIGITS, "0123456789")


class HiddenUnitExplorer(Explorer):
    """Choose a hidden unit: its paths, their sum [4.6-2], the transpose [4.6-4], ⊙ g′ [4.6-6].

    Examples
    --------
    >>> explorer = HiddenUnitExplorer()
    >>> explorer.turn(unit=(1, 3))
    >>> explorer.gradients.h[1].round(2)
    array([ 1.34,  1.09, -0.02])
    """

    name = "hidden-unit"
    css = """
    .bp-hidden-unit .bp-pictures { display: grid; grid-template-columns: 60fr 40fr; }
    @media (max-width: 900px) {
      .bp-hidden-unit .bp-pictures { grid-template-columns: minmax(0, 1fr); }
    }
    .bp-hidden-unit .bp-sentence i { font-family: $serif; font-size: 1.08em; }
    .bp-hidden-unit .bp-sentence sub { font-size: 0.78em; line-height: 0; }
    """
    css = coloured(css)
    layout = (("unit", "shown"), ("g", "true_class"), ("x1", "x2"))

    def __init__(self):
        super().__init__(
            unit=ToggleButtons(options=UNITS, value=(1, 1), description="hidden unit"),
            shown=ToggleButtons(options=SHOWN, value=2, description="show"),
            g=activation_menu(description="activation g"),
            **sample_controls(),
        )

    def draw(self):
        network = self.network = example_network(g=self.g.value)
        x, y = sample(self)
        trace = self.trace = forward_propagation(network, x)
        gradients = self.gradients = back_propagation(network, trace, y)
        k, j = self.unit.value[0], self.unit.value[1] - 1
        row, column = {"lit": (("row", j),)}, {"lit": (("column", 0),)}
        slopes = network.activation.derivative(trace.a[k])
        told = [[f"g′({name('a', k, i + 1)}) = {number(g)}"] for i, g in enumerate(slopes)]
        transpose = equation_with_numbers(
            Matrix("∇h", gradients.h[k], k, **row),
            "=",
            Matrix("W", network.W[k + 1].T, k + 1, transposed=True, **row),
            Matrix("∇a", gradients.a[k + 1], k + 1, **column),
            title="The same sum in the product of transpose and gradient",
            grow=1.2,
        )
        through_g = equation_with_numbers(
            Matrix("∇a", gradients.a[k], k, **row),
            "=",
            Matrix("∇h", gradients.h[k], k, **row),
            "⊙",
            Matrix(f"g′(a_{k})", slopes, **row, tooltips=told),
            title="Entry by entry through the activation",
            grow=1.2,
        )
        paths = paths_diagram(network, gradients, k, j, network.loss(trace, y))
        value, unit = gradients.h[k][j], name("h", k, j + 1)
        effect = "makes no difference to the loss"
        if value:
            effect = f"means {'more' if value > 0 else 'less'} loss"
        pictures = [paths, path_sum(network, gradients, k, j), transpose, through_g]
        sentence = (
            f"{unit} reaches the loss through the {network.sizes[k + 1]} units of layer {k + 1}: "
            f"{_numbers_of(formulas.gradient_h(network, gradients, k, j))}. More {unit} {effect}."
        )
        if self.shown.value == len(pictures):
            line = formulas.gradient_a(network, trace, gradients, k, j)
            sentence += f" Through the activation: {_numbers_of(line)}."
        return pictures[: self.shown.value], sentence

    def marked_up(self, sentence):
        """Set the letters as the prose does: in italics, their indices lowered."""
        return INDEXED.sub(
            lambda found: f"<i>{found[1]}</i><sub>{found[2].translate(LINED)}</sub>",
            html.escape(sentence),
        )


def _numbers_of(line):
    """Leave the formula with letters out: "∂ℒ/∂h₁₁ = Σₘ … = 0.73 + 0.61 = 1.34"."""
    own, _, *numbers = line.split(" = ")
    return " = ".join([own, *numbers])


# The network

UNIT_WIDTH, UNIT_HEIGHT, PITCH = 98, 46, 92  # a unit, and from one to the next
RADIUS = 17  # of an input
GAPS = 30, 80  # behind the input, behind the other layers
LOSS_GAP, LOSS_WIDTH = 28, 54
TOP, BOTTOM, MARGIN = 44, 22, 8


def paths_diagram(network, gradients, k, j, loss):
    """Draw a network and light every path from h_kj to the loss.

    The edges that leave the unit carry their weights; below each unit that they reach stands the
    gradient at its pre-activation, below the unit itself those at both of its halves.
    """
    unit, tall = name("h", k, j + 1), max(network.sizes)
    centre = TOP + UNIT_HEIGHT / 2 + PITCH * (tall - 1) / 2
    layers = columns(
        network.sizes, MARGIN, centre, PITCH, (2 * RADIUS, UNIT_WIDTH), lambda k: GAPS[k > 1]
    )
    loss_left = layers[-1].right + LOSS_GAP
    loss_x, middle = loss_left + LOSS_WIDTH / 2, TOP + PITCH * tall / 2 - 10
    height = TOP + PITCH * tall + BOTTOM
    said = (
        f"{network.sizes[k + 1]} edges leave {unit}, one to each unit of layer {k + 1}; "
        f"{formulas.gradient_h(network, gradients, k, j)}."
    )
    right = loss_left + LOSS_WIDTH + MARGIN
    root = svg.picture(right, height, f"Paths from {unit} to the loss", said)
    for source, target in itertools.pairwise(layers):
        _draw_edges(root, network.W[target.k], source, target, k, j)
    for y in layers[-1].y:
        _lit_line(root, layers[-1].right, y, loss_left, middle)
    for layer in layers:
        for i, y in enumerate(layer.y):
            _draw_unit(root, network, gradients, layer, i, y, (k, j))
        last = " = L" if layer.k == network.L else ""
        words = f"layer {layer.k}{last}" if layer.k else "x"
        svg.text(root, layer.x, height - 10, words, 15, cls="bold" if layer.k == k else "quiet")
    for b, i, x1, y1, x2, y2 in edge_ends(layers[k], layers[k + 1]):
        if b == j:
            weight = number(network.W[k + 1][i, j])
            group = svg.group(root, f"{name('W', k + 1, i + 1, j + 1)} = {weight}")
            place = (x1 + x2) / 2, (y1 + y2) / 2 + 5.5
            svg.text(group, *place, weight, cls="edged bold", literal=True)
    svg.rect(root, loss_left, middle - 28, LOSS_WIDTH, 56, 10, cls="loss-deep")
    svg.text(root, loss_x, middle - 5, f"{LOSS}(θ)", svg.NAME_SIZE, cls="on-deep")
    value = number(loss)
    svg.text(root, loss_x, middle + 17, value, svg.NAME_SIZE, cls="on-deep bold", literal=True)
    draw_key(root, right - 56, 10)
    between = (layers[k].right + layers[k + 1].left) / 2
    svg.text(root, between, 18, "∇", svg.NAME_SIZE, cls="gradient-ink bold")
    svg.arrow(root, between + 26, between - 26, 28, "gradient-ink")
    return svg.to_string(root)


def _lit_line(root, *ends):
    svg.line(root, *ends, 6, cls="halo", stroke_opacity="0.55")
    svg.line(root, *ends, 1.5, cls="ink")


def _draw_edges(root, W, source, target, k, j):
    """Draw the weights between two layers: lit from the unit on, faint before and beside it."""
    for b, i, *line in edge_ends(source, target):
        if source.k < k or (source.k == k and b != j):
            svg.line(svg.group(root, receding=True), *line, 1.2, cls="rule")
        elif source.k > k:
            _lit_line(root, *line)
        else:
            thickness = 2 + 3.5 * abs(W[i, b]) / np.abs(W).max()
            svg.line(root, *line, thickness + 9, cls="halo", stroke_opacity="0.8")
            draw_weight(root, line, W[i, b], thickness)


def _draw_unit(root, network, gradients, layer, i, y, chosen):
    """Draw a unit or an input; it recedes where no path leads through it."""
    k, is_chosen = layer.k, (layer.k, i) == chosen
    off = k < chosen[0] or (k == chosen[0] and not is_chosen)
    if k == 0:
        group = svg.group(root, receding=off)
        svg.element(group, "circle", cx=layer.x, cy=y, r=RADIUS, cls="input-pale")
        svg.text(group, layer.x, y + 5.5, label("x", i + 1), 16, cls="on-pale")
        return
    role, at_h = "output", None
    if k < network.L:
        role, at_h = "hidden", formulas.gradient_h(network, gradients, k, i)
    at_a = formulas.gradient_a(network, None, None, k, i)
    size, halos = (UNIT_WIDTH, UNIT_HEIGHT), (13, 13) if is_chosen else ()
    halves = svg.unit(root, layer.x, y, *size, role, (at_a, at_h), (off, off), halos)
    letters = ("a", k), letter_of_h(k, network.L)
    for letter, (group, out, ink) in zip(letters, halves, strict=True):
        place = layer.x + 23 * out, y + 5
        svg.text(group, *place, label(*letter, i + 1), svg.NAME_SIZE, cls=ink)
    shown = [("a", -22, "")] if k == chosen[0] + 1 else []
    shown += [("a", -44, ""), ("h", 33, "bold ")] if is_chosen else []
    for letter, out, bold in shown:
        value, cls = getattr(gradients, letter)[k][i], f"edged {bold}gradient-ink"
        place = layer.x + out, y + UNIT_HEIGHT / 2 + 19
        svg.text(root, *place, f"∇ {number(value)}", 15, cls=cls, literal=True)


# The sum

ROW, BAR = 48, 26
SUM_BOTTOM, SUM_MARGIN = 40, 10
NAME, PRODUCT, VALUE, BARS = 66, 122, 72, 116  # widths of the columns


def path_sum(network, gradients, k, j):
    """Draw the sum over the paths of h_kj [4.6-2]: a row a path, each bar from where the last ends.

    Path m leads through a_{k+1,m} and contributes the gradient there times W_{k+1,m,j}; the last
    row is their sum, the gradient at h_kj. The scale is the same for every hidden unit.
    """
    upstream, column = gradients.a[k + 1], network.W[k + 1][:, j]
    parts, ends = upstream * column, bar_ends(network, gradients, k)[:, j]
    every = np.concatenate([bar_ends(network, gradients, i).ravel() for i in range(1, network.L)])
    scale = BARS / np.ptp(every) if np.ptp(every) else 0.0
    products = SUM_MARGIN + NAME + PRODUCT - 8  # where they end
    left = products + 8 + VALUE
    zero = left - every.min() * scale if scale else left + BARS / 2
    bottom = TOP + ROW * len(parts)
    total = formulas.partial("h", k, j + 1)
    said = f"{' + '.join(map(bracketed, parts))} = {number(ends[-1])} = {total}."
    title = f"The paths of {name('h', k, j + 1)}, summed"
    height = bottom + ROW + SUM_BOTTOM
    root = svg.picture(left + BARS + SUM_MARGIN, height, title, said, grow=1.2)
    heading = f"∂{LOSS}/∂{label('a', k + 1, 'm')} · {label('W', k + 1, 'm', j + 1)}"
    svg.text(root, products, 24, heading, svg.NAME_SIZE, "end")

    def draw_bar(row, y, start, part, role):
        svg.text(row, left - 10, y + 6, number(part), anchor="end", cls="bold", literal=True)
        x = zero + min(start, start + part) * scale
        svg.rect(row, x, y - BAR / 2, abs(part) * scale, BAR, 2, cls=role)

    for m, part in enumerate(parts):
        factors = f"{number(upstream[m])}·{bracketed(column[m])}"
        line = f"{formulas.partial('a', k + 1, m + 1)} · {name('W', k + 1, m + 1, j + 1)}"
        row = svg.group(root, f"{line} = {factors} = {number(part)}")
        y = TOP + ROW * (m + 0.5)
        svg.text(row, SUM_MARGIN, y + 6, label("a", k + 1, m + 1), svg.NAME_SIZE, "start")
        svg.text(row, products, y + 6, factors, anchor="end", literal=True)
        draw_bar(row, y, ends[m], part, "negative" if part < 0 else "positive")
        x = zero + ends[m + 1] * scale  # where this bar ends, the next begins
        svg.line(root, x, y + BAR / 2, x, y + ROW - BAR / 2, cls="rule", stroke_dasharray="3 3")
    svg.line(root, SUM_MARGIN, bottom, left - 6, bottom, cls="ink")
    row = svg.group(root, f"{total} = {number(ends[-1])}")
    words, y = f"sum = ∂{LOSS}/∂{label('h', k, j + 1)}", bottom + ROW / 2
    svg.text(row, SUM_MARGIN, y + 6, words, svg.NAME_SIZE, "start", "bold")
    draw_bar(row, y, 0.0, ends[-1], "gradient")
    svg.line(root, zero, TOP - 2, zero, height - SUM_BOTTOM + 4, cls="ink")
    words = "bars: one scale for all hidden units"
    svg.text(root, left + BARS, height - 12, words, 15, "end", "quiet")
    return svg.to_string(root)


def bar_ends(network, gradients, k):
    """Return where the bars of the units of layer k begin and end, a column a unit, 0 on top."""
    parts = gradients.a[k + 1][:, None] * network.W[k + 1]
    return np.concatenate([np.zeros((1, parts.shape[1])), np.cumsum(parts, axis=0)])
