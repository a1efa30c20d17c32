"""The network as its witnesses are asked: who speaks, whom it names, what has come back so far."""

import itertools

import numpy as np

from helpers.pictures import formulas, svg
from helpers.pictures.network import columns, draw_weight, edge_ends, number_places
from helpers.pictures.text import LOSS, label, letter_of_h, name, number, vector

WANTED = 1, (0, 1)  # the layer and the entry of W₁₁₂
UNIT_WIDTH, UNIT_HEIGHT, RADIUS = 110, 50, 29
GAP, PITCH, LEFT = 130, 104, 6  # between two layers; between two units; of the inputs
LOSS_GAP, LOSS_WIDTH, RIGHT = 34, 70, 8
TOP, FOOT, SPEECH = 58, 50, 68  # heights: above the first unit, below the last, of the speech
CHIP, SMALL = 50, 14.5  # the width of a number on an edge; the size of the small letters


def witnesses(network, trace, gradients, y, loss, reply):
    """Draw the network as SVG, with what one reply says below it.

    All is of one sample; a derivative that is None in `gradients` is not known yet. An edge is
    dashed where its weight is negative, the thicker the larger it is. Who speaks is lit, those whom
    it names are framed, the others recede.
    """
    return _Picture(network, trace, gradients, y, loss, reply).draw()


class _Picture:
    def __init__(self, network, trace, gradients, y, loss, reply):
        self.network, self.trace, self.gradients = network, trace, gradients
        self.y, self.loss, self.reply = y, loss, reply
        most = max(network.sizes)
        self.middle = TOP + UNIT_HEIGHT / 2 + PITCH * (most - 1) / 2
        self.foot = TOP + UNIT_HEIGHT + PITCH * (most - 1)
        widths, n = (2 * RADIUS, UNIT_WIDTH), network.sizes
        self.layers = columns(n, LEFT, self.middle, PITCH, widths, lambda k: GAP)
        self.loss_left = self.layers[-1].right + LOSS_GAP

    def draw(self):
        """Return the picture: edges, their numbers, units, the loss, the speech."""
        size = self.loss_left + LOSS_WIDTH + RIGHT, self.foot + FOOT + SPEECH
        spoken = f"{self.reply.asked} {self.reply.says}".replace("_", "")
        said = f"ŷ = {vector(self.trace.y_hat)}; {LOSS} = {number(self.loss)}. {spoken}"
        title = f"Network {' → '.join(map(str, self.network.sizes))}"
        self.root = svg.picture(*size, title, said, grow=1.3)
        gaps = list(itertools.pairwise(self.layers))
        for gap in gaps:
            self._draw_edges(*gap)
        for gap in gaps:
            self._draw_chips(*gap)
        self._draw_loss()
        for layer in self.layers:
            for index, y in enumerate(layer.y):
                (self._draw_unit if layer.k else self._draw_input)(layer, index, y)
            self._draw_name(layer)
        self._draw_speech()
        return svg.to_string(self.root)

    def _group(self, part, tooltip=None):
        in_view = {*self.reply.lit, *self.reply.names}
        return svg.group(self.root, tooltip, bool(in_view) and part not in in_view)

    def _mark(self, group, part, shape, *place):
        if part in self.reply.lit:
            svg.highlight(group, shape, *place, halo=13, ink=4)
        elif part in self.reply.names:
            shape(group, *place, cls="gradient-line", stroke_width=7)

    # the edges

    def _draw_edges(self, source, target):
        k, W = target.k, self.network.W[target.k]
        largest = max(np.abs(matrix).max() for matrix in self.network.W[1:])
        for j, i, *line in edge_ends(source, target):
            said = formulas.weight(self.network, self.trace, self.gradients, k, i, j)
            group = self._group(("W", k), said)
            if (k, (i, j)) == WANTED:
                svg.line(group, *line, 12, cls="halo")
            draw_weight(group, line, W[i, j], 1 + 4 * abs(W[i, j]) / largest)
            svg.line(group, *line, 14, cls="touch")

    def _draw_chips(self, source, target):
        """Print the derivatives on paper, above all edges; W₁₁₂ has its name until then."""
        k, is_lit = target.k, ("W", target.k) in self.reply.lit
        slopes = self.gradients.W[k]
        places = number_places(source, target, backwards=True, clear=10)
        for (j, i, *_), (x, y) in zip(edge_ends(source, target), places, strict=True):
            is_wanted = (k, (i, j)) == WANTED
            if slopes is None and not is_wanted:
                continue
            box = x - CHIP / 2, y - 10, CHIP, 20, 6
            svg.rect(self.root, *box, cls="paper")
            if is_lit:
                svg.highlight(self.root, svg.rect, *box, halo=6, ink=2)
                svg.rect(self.root, *box, cls="paper")
            if slopes is None:
                svg.text(self.root, x, y + 5.5, label("W", k, i + 1, j + 1), 17, cls="bold")
            else:
                cls = "gradient-ink bold" if is_lit or is_wanted else "gradient-ink"
                words = number(slopes[i, j])
                svg.text(self.root, x, y + 5.5, words, SMALL, cls=cls, literal=True)

    # the units

    def _draw_input(self, layer, j, y):
        value = self.trace.h[0][j]
        group = self._group(("x",), f"{name('x', j + 1)} = {number(value)}")
        self._mark(group, ("x",), _circle, layer.x, y)
        svg.element(group, "circle", cx=layer.x, cy=y, r=RADIUS, cls="input-pale")
        self._letters(group, layer.x, y, label("x", j + 1), value, "on-pale")

    def _draw_unit(self, layer, i, y):
        """Draw a unit: a_ki on the left, h_ki on the right, their derivatives below."""
        network, trace, k, place = self.network, self.trace, layer.k, (layer.x, y)
        role, own = "output" if k == network.L else "hidden", letter_of_h(k, network.L)
        said = formulas.value_a(network, trace, k, i), formulas.value_h(network, trace, k, i)
        parts, shape = (("a", k), ("h", k)), (*place, UNIT_WIDTH / 2, UNIT_HEIGHT)
        sides = [("left", *shape), ("right", *shape)]
        for part, half in zip(parts, sides, strict=True):
            self._mark(svg.group(self.root), part, svg.half, *half)
        groups = [self._group(part, words) for part, words in zip(parts, said, strict=True)]
        halves = zip(groups, parts, sides, strict=True)
        names, inks = (("a", k), own), (("pale", -1), ("deep", 1))
        for (group, part, half), letters, (shade, out) in zip(halves, names, inks, strict=True):
            svg.half(group, *half, cls=f"{role}-{shade}")
            value = formulas.entry(trace, part[0], k, i)
            text = label(*letters, i + 1)
            self._letters(group, layer.x + 26 * out, y, text, value, f"on-{shade}")
            if part != ("h", network.L):
                below = layer.x + 33 * out, y + UNIT_HEIGHT / 2 + 18
                self._print_slope(part, i, *below)
        self._draw_bias(layer, i, y - UNIT_HEIGHT / 2)
        if k == network.L:
            self._draw_target(layer.x + 28, y + UNIT_HEIGHT / 2 + 4, i)

    def _print_slope(self, part, index, x, y):
        """Print a derivative once it is known; what has come back does not recede."""
        slope = formulas.entry(self.gradients, *part, index)
        if slope is not None:
            cls = "gradient-ink bold" if part in self.reply.lit else "gradient-ink"
            svg.text(self.root, x, y, f"∇ {number(slope)}", SMALL, cls=cls, literal=True)

    @staticmethod
    def _letters(group, x, y, own, value, cls):
        svg.text(group, x, y - 5, own, 17, cls=cls)
        svg.text(group, x, y + 16, number(value), 15, cls=f"{cls} bold", literal=True)

    def _draw_bias(self, layer, i, top):
        part, x, y = ("b", layer.k), layer.x - 32, top - 24
        group = self._group(part, formulas.bias(self.network, self.gradients, layer.k, i))
        box = x - 31, y, 62, 19, 4
        self._mark(group, part, svg.rect, *box)
        svg.line(group, x, y + 19, x, top, cls="rule")
        svg.rect(group, *box, cls="weights-pale")
        words = f"b {number(self.network.b[layer.k][i])}"
        svg.text(group, x, y + 14.5, words, 14, cls="on-pale")
        self._print_slope(part, i, layer.x + 36, y + 15)

    def _draw_target(self, x, top, i):
        group = svg.group(self.root, f"{name('y', i + 1)} = {number(self.y[i])}, the true output")
        svg.rect(group, x - 22, top, 44, 19, 4, cls="output-line paper", stroke_width=2)
        svg.text(group, x, top + 14.5, f"y {self.y[i]:g}", SMALL)

    # the loss, the names, the speech

    def _draw_loss(self):
        last, y = self.layers[-1], self.middle
        for unit_y in last.y:
            svg.line(self.root, last.right, unit_y, self.loss_left, y, cls="rule")
        group = svg.group(self.root, formulas.loss_value(self.trace, self.y, self.loss))
        box = self.loss_left, y - 29, LOSS_WIDTH, 58, 10
        if not self.reply.lit:
            svg.highlight(group, svg.rect, *box, halo=14, ink=4)
        svg.rect(group, *box, cls="loss-deep")
        x = self.loss_left + LOSS_WIDTH / 2
        svg.text(group, x, y - 6, f"{LOSS}(θ)", 17, cls="on-deep")
        svg.text(group, x, y + 18, number(self.loss), 18, cls="on-deep bold", literal=True)

    def _draw_name(self, layer):
        L, k = self.network.L, layer.k
        words = "input" if k == 0 else "output layer" if k == L else f"layer {k}"
        ink = "quiet" if k == 0 else "output-ink bold" if k == L else "hidden-ink bold"
        svg.text(self.root, layer.x, 20, words, 16, cls=ink)

    def _draw_speech(self):
        """Draw what is asked and answered in a balloon, its tail below who speaks."""
        left, top, height = 4, self.foot + FOOT - 8, SPEECH
        right, tail = self.loss_left + LOSS_WIDTH, self._tail()
        up = ("L", tail + 11, top, "L", tail, top - 15, "L", tail - 11, top)
        box = ("M", left, top, "V", top + height, "H", right, "V", top, *up, "Z")
        svg.path(self.root, *box, cls="now")
        svg.path(self.root, *box, cls="ink", stroke_width=1.5, stroke_linejoin="round")
        svg.text(self.root, left + 14, top + 27, self.reply.asked, 17, "start")
        svg.text(self.root, left + 14, top + 54, self.reply.says, 18, "start", "bold")

    def _tail(self):
        if not self.reply.lit:
            return self.loss_left + LOSS_WIDTH / 2
        letter, *k = self.reply.lit[0]
        layer = self.layers[k[0] if k else 0]
        return layer.left - GAP / 2 if letter == "W" else layer.x


def _circle(group, x, y, **attributes):
    svg.element(group, "circle", cx=x, cy=y, r=RADIUS, **attributes)
