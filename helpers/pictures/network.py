"""The network, its units in two halves, with live values, gradients and tooltips."""

import itertools
from typing import NamedTuple

import numpy as np

from helpers.pictures import formulas, svg
from helpers.pictures.text import LOSS, label, letter_of_h, name, number, vector, width

SMALL = 14  # of gradients, biases, and weights
ROW = 20  # from a weight to its gradient
UNIT_WIDTH, UNIT_HEIGHT = 106, 54
INPUT_RADIUS = 27
BIAS_ROW, ROW_BELOW, UNIT_GAP = 24, 24, 14  # above a unit; below it; between two
HEADING, FOOTER = 40, 56
MARGIN, OVERHANG = 10, 7  # of the last unit's heading over the margin
LOSS_GAP, LOSS_WIDTH = 38, 66
MOST_EDGES = 9  # between two layers whose weights are printed
LEAST_BODY = 120  # what the loss and its name take

# Room between two layers, by the most edges that it serves: for weights alone, with gradients.
GAPS = ((1, 70, 78), (4, 88, 118), (6, 106, 125), (MOST_EDGES, 126, 152))
BARE_GAP = 47  # where no numbers are printed
NUMBER_WIDTH = 46, 58  # of a weight alone; with its gradient


def network_diagram(network, trace, gradients=None, y=None, loss=None, lit=None, was=None):
    """Draw a network as SVG: each unit in two halves, a light and h dark, as on the slides.

    All is of one sample; what is None in trace or gradients is not computed yet, and prints
    nothing. With gradients y is drawn too, and the loss: softmax with cross-entropy. An edge is
    dashed where its weight is negative, the thicker the larger it is.

    `lit` is what is in work: ("a", k), ("h", k), ("L",), ("grad_a", k), ("grad_h", k),
    ("grad_W", k), ("grad_b", k), ("W", k) or ("b", k). It gets a halo; what it is computed from
    stays as it is; the rest recedes. `was` is the output and the loss of before a step, a pair:
    they are printed beside those of now, and the loss gets a halo.
    """
    return _Diagram(network, trace, gradients, y, loss, lit, was).draw()


def sources(part, L):
    """Return what a part is computed from: the right-hand side of its equation."""
    kind, k = part[0], part[-1]
    if kind == "L" or part == ("grad_a", L):
        return {("h", L), ("y",)}
    return {
        "a": {("h", k - 1), ("W", k), ("b", k)},  # 4.1-1
        "h": {("a", k)},  # 4.1-2
        "grad_a": {("grad_h", k), ("a", k)},  # 4.6-6
        "grad_h": {("W", k + 1), ("grad_a", k + 1)},  # 4.6-4
        "grad_W": {("grad_a", k), ("h", k - 1)},  # 4.7-3
        "grad_b": {("grad_a", k)},  # 4.7-5
        "W": {("grad_W", k)},  # 4.8-3
        "b": {("grad_b", k)},  # 4.8-3
    }[kind]


class _Diagram:
    """One picture of a network; its parts are named as in `lit`, and ("h", 0) is x."""

    def __init__(self, network, trace, gradients, y, loss, lit, was):
        self.network, self.trace, self.gradients = network, trace, gradients
        self.y, self.loss, self.lit, self.was = y, loss, lit, was
        self.places = arrange(network.sizes, gradients is not None)
        self.in_view = None if lit is None else sources(lit, network.L) | {lit}

    def draw(self):
        """Return the picture: the edges below, then loss, units and captions."""
        network, places = self.network, self.places
        said = f"g is {network.activation.name}, O is {network.output.name}"
        if self.trace.y_hat is not None:
            said += f"; ŷ = {vector(self.trace.y_hat)}"
        if self.loss is not None:
            said += f"; {LOSS} = {number(self.loss)}"
        if self.was is not None:
            said += (
                f"; before the step ŷ was {vector(self.was[0])}, and {LOSS} {number(self.was[1])}"
            )
        title = f"Network {' → '.join(map(str, network.sizes))}"
        self.root = svg.picture(places.width, places.height, title, f"{said}.")
        for source, target in itertools.pairwise(places.layers):
            self._draw_edges(source, target)
        if self.gradients is not None:
            self._draw_loss()
            draw_key(self.root, places.loss_x, places.height - 35)
        for layer in places.layers:
            for index, y in enumerate(layer.y):
                (self._draw_unit if layer.k else self._draw_input)(layer, index, y)
            self._draw_captions(layer)
        self._draw_direction()
        return svg.to_string(self.root)

    # what every part needs

    def _group(self, part, tooltip=None):
        """Add the group of a part; it recedes where it is neither in work nor a source of that."""
        return svg.group(self.root, tooltip, self._recedes(part))

    def _recedes(self, part):
        return self.in_view is not None and part not in self.in_view

    def _highlight(self, group, part, shape, *place, halo):
        if self.lit == part:
            svg.highlight(group, shape, *place, halo=halo, ink=4)

    def _role(self, k):
        return "output" if k == self.network.L else "hidden"

    def _print(self, part, tooltip, x, y, text, cls="", on_edge=False):
        """Print a number beside a unit, or on an edge, in a box where it is in work.

        On an edge it stands on paper of its own, which never recedes: no line runs through it.
        """
        if on_edge:
            reach = width(text, SMALL) / 2 + 2
            svg.rect(self.root, x - reach, y - 13, 2 * reach, 17, 5, cls="paper")
        group = self._group(part, tooltip)
        if self.lit == part:
            svg.rect(group, x - 29.5, y - 14, 59, 18, 6, cls="halo", stroke_width=6)
            svg.rect(group, x - 29.5, y - 14, 59, 18, 6, cls="ink paper", stroke_width=2)
        svg.text(group, x, y, text, SMALL, cls=cls, literal=True)

    def _print_slope(self, letter, k, index, tooltip, x, y, on_edge=False):
        slope = formulas.entry(self.gradients, letter, k, index)
        if slope is not None:
            own, words = tooltip.split("\n")[-1], f"∇ {number(slope)}"
            self._print((f"grad_{letter}", k), own, x, y, words, "gradient-ink", on_edge)

    # the edges

    def _draw_edges(self, source, target):
        """Draw the weights between two layers, and print them, with their gradients, if few."""
        k, W, ends = target.k, self.network.W[target.k], edge_ends(source, target)
        largest = max(np.abs(matrix).max() for matrix in self.network.W[1:]) or 1.0
        part = self.lit if self.lit == ("grad_W", k) else ("W", k)
        said = [
            formulas.weight(self.network, self.trace, self.gradients, k, i, j) for j, i, *_ in ends
        ]
        for (j, i, *line), tooltip in zip(ends, said, strict=True):
            group = self._group(part, tooltip)
            draw_weight(group, line, W[i, j], 1 + 4 * abs(W[i, j]) / largest)
            svg.line(group, *line, 14, cls="touch")
        if len(ends) > MOST_EDGES:
            return
        places = number_places(source, target, self.gradients is not None)
        for (j, i, *_), tooltip, (x, y) in zip(ends, said, places, strict=True):
            above = ROW / 2 if formulas.entry(self.gradients, "W", k, (i, j)) is not None else 0
            self._print(("W", k), tooltip, x, y + 5.5 - above, number(W[i, j]), on_edge=True)
            self._print_slope("W", k, (i, j), tooltip, x, y + 5.5 + above, on_edge=True)

    def _draw_direction(self):
        """Draw an arrow above the gap that the work crosses: forwards, or back."""
        layers, L = self.places.layers, self.network.L
        gaps = {("a", k): k - 1 for k in range(1, L + 1)} | {("grad_h", k): k for k in range(1, L)}
        gap = (gaps | {("L",): L, ("grad_a", L): L}).get(self.lit)
        if gap is None:
            return
        right = layers[gap + 1].left if gap < L else self.places.loss_x
        middle, is_back = (layers[gap].right + right) / 2, self.lit[0].startswith("grad")
        reach, cls = (-22, "gradient-ink") if is_back else (22, "bar")
        svg.arrow(self.root, middle - reach, middle + reach, HEADING + 2, cls)

    # the units

    def _draw_input(self, layer, j, y):
        value = self.trace.h[0][j]
        group = self._group(("h", 0), f"{name('x', j + 1)} = {number(value)}")
        svg.element(group, "circle", cx=layer.x, cy=y, r=INPUT_RADIUS, cls="input-pale")
        self._letters(group, layer.x, y, label("x", j + 1), value, "on-pale")

    def _draw_unit(self, layer, i, y):
        """Draw a unit: a_ki on the left, h_ki on the right, b_ki above, gradients below."""
        network, trace, gradients, k = self.network, self.trace, self.gradients, layer.k
        of_a = formulas.value_a(network, trace, k, i)
        of_h = formulas.value_h(network, trace, k, i)
        if gradients is not None:
            of_a += f"\n{formulas.gradient_a(network, trace, gradients, k, i, self.y)}"
            if k < network.L:
                of_h += f"\n{formulas.gradient_h(network, gradients, k, i)}"
        bottom = y + UNIT_HEIGHT / 2
        parts, said = (("a", k), ("h", k)), (of_a, of_h)
        receding = [self._recedes(part) for part in parts]
        halos = [14 if part == self.lit else 0 for part in parts]
        place = self.root, layer.x, y, UNIT_WIDTH, UNIT_HEIGHT
        halves = svg.unit(*place, self._role(k), said, receding, halos)
        letters = "ah", (("a", k), letter_of_h(k, network.L))
        for letter, own, tooltip, (group, out, ink) in zip(*letters, said, halves, strict=True):
            value = formulas.entry(trace, letter, k, i)
            self._letters(group, layer.x + 26.5 * out, y, label(*own, i + 1), value, ink)
            self._print_slope(letter, k, i, tooltip, layer.x + 31 * out, bottom + 18)
        self._draw_bias(layer, i, y - UNIT_HEIGHT / 2)
        if k == network.L and gradients is not None:
            self._draw_target(layer.x + 28, bottom + 4, i)
        if k == network.L and self.was is not None:
            self._print_former(layer.x - 31, bottom + 18, self.was[0][i])

    def _print_former(self, x, y, value):
        svg.text(self.root, x, y, f"was {number(value)}", SMALL, cls="quiet", literal=True)

    @staticmethod
    def _letters(group, x, y, own, value, cls):
        svg.text(group, x, y - 6, own, svg.NAME_SIZE, cls=cls)
        if value is not None:
            svg.text(group, x, y + 17, number(value), 14.5, cls=f"{cls} bold", literal=True)

    def _draw_bias(self, layer, i, top):
        k, x, y = layer.k, layer.x - UNIT_WIDTH / 4, top - BIAS_ROW
        tooltip = formulas.bias(self.network, self.gradients, k, i)
        group, box = self._group(("b", k), tooltip), (x - 29, y, 56, 19, 4)
        self._highlight(group, ("b", k), svg.rect, *box, halo=12)
        svg.line(group, x, y + 19, x, top, cls="rule")
        svg.rect(group, *box, cls="weights-pale")
        text = f"b {number(self.network.b[k][i])}"
        svg.text(group, x - 1, y + 14.5, text, SMALL, cls="on-pale")
        self._print_slope("b", k, i, tooltip, layer.x + 31, y + 15)

    def _draw_target(self, x, top, i):
        value = number(self.y[i])
        group = self._group(("y",), f"{name('y', i + 1)} = {value}, the true output")
        svg.rect(group, x - 25, top, 50, 19, 4, cls="output-line paper", stroke_width=2)
        svg.text(group, x, top + 14.5, f"y {value}", SMALL)

    # the loss and the captions

    def _draw_loss(self):
        """Draw the loss on the right, where the outputs and the true outputs meet."""
        last, x, y = self.places.layers[-1], self.places.loss_x, self.places.middle
        left = x - LOSS_WIDTH / 2
        for unit_y in last.y:
            svg.line(self._group(("y",)), last.right, unit_y, left, y, cls="rule")
        line = formulas.loss_value(self.trace, self.y, self.loss)
        group, box = self._group(("L",), line), (left, y - 30, LOSS_WIDTH, 60, 10)
        if self.was is not None:
            svg.highlight(group, svg.rect, *box, halo=14, ink=4)
            self._print_former(x, y - 42, self.was[1])
        self._highlight(group, ("L",), svg.rect, *box, halo=14)
        svg.rect(group, *box, cls="loss-deep")
        svg.text(group, x, y - 6, f"{LOSS}(θ)", svg.NAME_SIZE, cls="on-deep")
        if self.loss is not None:
            value = number(self.loss)
            svg.text(group, x, y + 18, value, svg.NAME_SIZE, cls="on-deep bold", literal=True)
        for row, word in enumerate(("cross", "entropy")):
            svg.text(group, x, y + 48 + 17 * row, word, SMALL, cls="quiet")

    def _draw_captions(self, layer):
        """Write the layer's equation above it; its number and its shape below."""
        network, k, x, height = self.network, layer.k, layer.x, self.places.height
        if k == 0:
            heading, shape, cls = "h_0 = x", f"x: {network.sizes[0]}", "quiet"
        else:
            g = network.output.name if k == network.L else network.activation.name
            heading = f"{label(*letter_of_h(k, network.L))} = {g}({label('a', k)})"
            shape = f"W_{k}: {network.sizes[k]} × {network.sizes[k - 1]}"
            cls = f"{self._role(k)}-ink"
        svg.text(self.root, x, 22, heading, svg.NAME_SIZE, cls=cls)
        svg.text(self.root, x, height - 30, f"layer {k}", 15, cls=f"{cls} bold")
        svg.text(self.root, x, height - 9, shape, svg.NAME_SIZE)


def draw_weight(parent, line, weight, thickness):
    """Draw a weight as a line in its sign's colour, dashed where it is negative."""
    sign, dashes = ("negative", "7 5") if weight < 0 else ("positive", None)
    svg.line(parent, *line, thickness, cls=f"{sign}-line", stroke_dasharray=dashes)


def draw_key(root, x, y):
    """Draw what a solid and a dashed line mean."""
    for height, sign, weight in ((y, ">", 1), (y + 21, "<", -1)):
        draw_weight(root, (x - 34, height, x - 8, height), weight, 3)
        svg.text(root, x - 2, height + 5, f"W {sign} 0", SMALL, "start")


# where everything stands


class Layer(NamedTuple):
    """A column of the diagram: layer k, the input being 0."""

    k: int
    x: float  # its middle
    y: list  # the middle of each unit
    left: float  # where edges end
    right: float  # where edges start


class Layout(NamedTuple):
    """Where everything stands, in CSS pixels of a laptop."""

    width: float
    height: float
    layers: list
    middle: float
    loss_x: float | None


def arrange(sizes, backwards=False):
    """Return the layout of a network, forwards only or with gradients and the loss."""
    below = ROW_BELOW if backwards else 0
    pitch = BIAS_ROW + UNIT_HEIGHT + UNIT_GAP + below
    body = UNIT_HEIGHT + pitch * (max(sizes) - 1)
    body = max(body, LEAST_BODY) if backwards else body
    middle = HEADING + BIAS_ROW + body / 2

    def gap(k):
        edges = sizes[k - 1] * sizes[k]
        return next((room[1 + backwards] for room in GAPS if edges <= room[0]), BARE_GAP)

    layers = columns(sizes, MARGIN, middle, pitch, (2 * INPUT_RADIUS, UNIT_WIDTH), gap)
    x = layers[-1].right
    loss_x = x + LOSS_GAP + LOSS_WIDTH / 2 if backwards else None
    width = x + MARGIN + (LOSS_GAP + LOSS_WIDTH if backwards else OVERHANG)
    height = HEADING + BIAS_ROW + body + below + FOOTER
    return Layout(width, height, layers, middle, loss_x)


def columns(sizes, left, middle, pitch, widths, gap):
    """Return the layers, by the widths of input and unit and by the gap before each layer k."""
    layers, x = [], left
    for k, n in enumerate(sizes):
        width = widths[k > 0]
        x += gap(k) if k else 0
        ys = [middle + pitch * (i - (n - 1) / 2) for i in range(n)]
        layers.append(Layer(k, x + width / 2, ys, x, x + width))
        x += width
    return layers


def edge_ends(source, target):
    """Return (j, i, x1, y1, x2, y2) of each edge: from unit j to unit i.

    Edges leave and arrive side by side, so that they are told apart near a unit too.
    """
    return [
        (j, i, source.right, y1 + _fan(i, target.y), target.left, y2 + _fan(j, source.y))
        for i, y2 in enumerate(target.y)
        for j, y1 in enumerate(source.y)
    ]


def _fan(place, units):
    last = len(units) - 1
    return (place / last - 0.5) * min(18, 7 * last) if last else 0.0


def number_places(source, target, backwards, clear=2):
    """Return where the number of each edge stands, in the order of `edge_ends`.

    It stands in the middle where one of the layers has one unit; else at the two ends of the
    edges in turn, as the fields of a chessboard, so that all keep clear of each other,
    and by `clear` of the units.
    """
    margin = (NUMBER_WIDTH[backwards] / 2 + clear) / (target.left - source.right)
    is_fan, turn = 1 in (len(source.y), len(target.y)), len(source.y) > len(target.y)
    places = []
    for j, i, x1, y1, x2, y2 in edge_ends(source, target):
        t = 0.5 if is_fan else (margin, 1 - margin)[(i + j + turn) % 2]
        places.append((x1 + t * (x2 - x1), y1 + t * (y2 - y1)))
    return places
