"""The network as the lecture's slide builds it up, step by step, or with one of its edges lit."""

import itertools

import numpy as np

from helpers.pictures import formulas, svg
from helpers.pictures.network import columns, draw_weight
from helpers.pictures.text import label, letter_of_h, name, number, width

INPUTS, HIDDEN, OUTPUT, HALVES, PARAMETERS, VALUES = range(6)  # the steps; each keeps all before
SMALL = 14  # of weights and biases
MARGIN, HEADING, FOOTER = 10, 40, 40
UNIT_WIDTH, UNIT_HEIGHT, INPUT_SIZE = 106, 54, 54
GAP, PORT = 112, 52  # between two layers; of it, where an edge runs level and bears its number
PORT_ROW = 19  # from one edge into a unit to the next
BIAS_ROW, UNIT_GAP = 24, 18


def layers(sizes):
    """Return the width and the height of the picture, and its layers, as `columns` does."""
    room = max(UNIT_HEIGHT, PORT_ROW * max(sizes[:-1]))
    pitch = BIAS_ROW + room + UNIT_GAP
    body = UNIT_HEIGHT + pitch * (max(sizes) - 1)
    middle = HEADING + BIAS_ROW + body / 2
    found = columns(sizes, MARGIN, middle, pitch, (INPUT_SIZE, UNIT_WIDTH), lambda k: GAP)
    return found[-1].right + MARGIN, HEADING + BIAS_ROW + body + FOOTER, found


def network_drawing(network, trace, step=VALUES, edge=None):
    """Draw a network as SVG, as far as a step of the slide; what is still to come is dotted.

    Each edge bears its weight where it enters its unit, those into one unit below each other. With
    `edge`, a tuple (k, i, j) of a layer from 1 and units from 0, that edge alone has its colour.
    """
    return _Drawing(network, trace, step, edge).draw()


class _Drawing:
    def __init__(self, network, trace, step, edge):
        self.network, self.trace, self.step, self.edge = network, trace, step, edge
        self.width, self.height, self.layers = layers(network.sizes)

    def draw(self):
        network, shown = self.network, self.layers[: self.depth + 1]
        title = f"Network {' → '.join(map(str, network.sizes))}"
        self.root = svg.picture(self.width, self.height, title, f"{self._said()}.")
        for source, target in itertools.pairwise(shown):
            self._draw_edges(source, target)
        for layer in self.layers:
            for unit, y in enumerate(layer.y):
                if layer not in shown:
                    self._draw_outline(layer, y)
                elif layer.k == 0:
                    self._draw_input(layer, unit, y)
                elif self.step < HALVES:
                    self._draw_whole(layer, unit, y)
                else:
                    self._draw_halves(layer, unit, y)
            if layer in shown:
                self._draw_captions(layer)
        return svg.to_string(self.root)

    @property
    def depth(self):
        """The last layer that is there."""
        L = self.network.L
        return {INPUTS: 0, HIDDEN: L - 1}.get(self.step, L)

    def _said(self):
        if self.edge is not None:
            return f"{formulas.weight(self.network, self.trace, None, *self.edge)} is lit"
        there = (
            "inputs", "hidden layers", "output layer", "pre-activation and activation of each unit",
            "weights and biases", "the values of one sample",
        )  # fmt: skip
        return f"Drawn so far: {', '.join(there[: self.step + 1])}"

    def _role(self, k):
        return "output" if k == self.network.L else "hidden"

    # the edges

    def _draw_edges(self, source, target):
        """Draw the edges into each unit, one below the other in the order of where they start."""
        k, W = target.k, self.network.W[target.k]
        largest = max(np.abs(matrix).max() for matrix in self.network.W[1:]) or 1.0
        places = [(i, j) for i in range(len(target.y)) for j in range(len(source.y))]
        for i, j in sorted(places, key=lambda place: self.edge == (k, *place)):
            y = target.y[i] + PORT_ROW * (j - (len(source.y) - 1) / 2)
            start = source.right, source.y[j] + 5 * (i - (len(target.y) - 1) / 2)
            self._draw_edge(
                (k, i, j), start, (target.left - PORT, y), target.left, W[i, j], largest
            )

    def _draw_edge(self, edge, start, bend, end, weight, largest):
        k, i, j = edge
        below = f"unit {j + 1} of layer {k - 1}" if k > 1 else name("x", j + 1)
        where = f"from {below} to unit {i + 1} of layer {k}"
        value = formulas.weight(self.network, self.trace, None, k, i, j)
        is_signed = self.step >= PARAMETERS and self.edge in (None, edge)
        group = svg.group(self.root, f"{value}: {where}" if self.step >= PARAMETERS else where)
        if self.edge == edge:
            for line in ((*start, *bend), (*bend, end, bend[1])):
                svg.line(group, *line, 15, cls="halo", stroke_linecap="round")
        thickness = 1 + 4 * abs(weight) / largest
        for line, most in (((*start, *bend), thickness), ((*bend, end, bend[1]), 2)):
            if is_signed:
                draw_weight(group, line, weight, min(thickness, most))
            else:
                svg.line(group, *line, 1.2, cls="rule")
            svg.line(group, *line, 14, cls="touch")
        text = number(weight) if self.edge is None else label("W", k, i + 1, j + 1)
        if is_signed:
            reach, middle = width(text, SMALL) / 2 + 2, end - PORT / 2 + 2
            if self.edge == edge:  # clear of the halo of the unit
                reach, middle = reach + 2, middle - 10
            svg.rect(group, middle - reach, bend[1] - 9.5, 2 * reach, 18, 4, cls="paper")
            svg.text(group, middle, bend[1] + 5, text, SMALL, literal=self.edge is None)

    # the units

    def _draw_outline(self, layer, y):
        box = layer.x - UNIT_WIDTH / 2, y - UNIT_HEIGHT / 2, UNIT_WIDTH, UNIT_HEIGHT
        look = {"cls": "rule", "stroke_width": 1.5, "stroke_dasharray": "2 6"}
        svg.rect(self.root, *box, UNIT_HEIGHT / 2, **look)

    def _draw_input(self, layer, j, y):
        value = self.trace.h[0][j]
        group = svg.group(self.root, f"{name('x', j + 1)} = {number(value)}")
        circle = {"cx": layer.x, "cy": y, "r": INPUT_SIZE / 2}
        if self.edge is not None and self.edge[::2] == (1, j):
            for cls, size in (("halo", 14), ("ink", 4)):
                svg.element(group, "circle", cls=cls, stroke_width=size, **circle)
        svg.element(group, "circle", cls="input-pale", **circle)
        self._letters(group, layer.x, y - 2, label("x", j + 1), value, "on-pale")

    def _draw_whole(self, layer, unit, y):
        group = svg.group(self.root, f"unit {unit + 1} of layer {layer.k}")
        box = layer.x - UNIT_WIDTH / 2, y - UNIT_HEIGHT / 2, UNIT_WIDTH, UNIT_HEIGHT
        svg.rect(group, *box, UNIT_HEIGHT / 2, cls=f"{self._role(layer.k)}-pale")
        svg.text(group, layer.x, y + 5, f"unit {unit + 1}", cls="on-pale", literal=True)

    def _draw_halves(self, layer, i, y):
        """Draw a unit: a_ki on the left, h_ki on the right, b_ki above it."""
        network, trace, k = self.network, self.trace, layer.k
        is_target = self.edge is not None and self.edge[:2] == (k, i)
        is_source = self.edge is not None and self.edge[::2] == (k + 1, i)
        letters = ("a", k), letter_of_h(k, network.L)
        said = [name(*own, i + 1) for own in letters]
        if self.step == VALUES:
            said = [of(network, trace, k, i) for of in (formulas.value_a, formulas.value_h)]
        place = self.root, layer.x, y, UNIT_WIDTH, UNIT_HEIGHT
        halos = 14 * is_target, 14 * is_source
        halves = svg.unit(*place, self._role(k), said, halos=halos)
        for of, own, (group, out, ink) in zip((trace.a, trace.h), letters, halves, strict=True):
            value = of[k][i] if self.step == VALUES else None
            self._letters(group, layer.x + 26 * out, y, label(*own, i + 1), value, ink)
        if self.step >= PARAMETERS and self.edge is None:
            self._draw_bias(layer, i, y - UNIT_HEIGHT / 2)

    @staticmethod
    def _letters(group, x, y, own, value, cls):
        svg.text(group, x, y + (6 if value is None else -6), own, svg.NAME_SIZE, cls=cls)
        if value is not None:
            svg.text(group, x, y + 16, number(value), 14.5, cls=f"{cls} bold", literal=True)

    def _draw_bias(self, layer, i, top):
        x, y = layer.x - UNIT_WIDTH / 4, top - BIAS_ROW + 2
        group = svg.group(self.root, formulas.bias(self.network, None, layer.k, i))
        svg.line(group, x, y + 18, x, top, cls="rule")
        svg.rect(group, x - 33, y, 66, 19, 4, cls="weights-pale")
        text = f"b  {number(self.network.b[layer.k][i])}"
        svg.text(group, x, y + 14.5, text, SMALL, cls="on-pale")

    def _draw_captions(self, layer):
        """Write above a layer what it is, or its equation; below it its number."""
        k, L = layer.k, self.network.L
        cls = f"{self._role(k)}-ink" if k else "quiet"
        heading = "input" if k == 0 else "output layer" if k == L else "hidden layer"
        if self.step == VALUES and k:
            g = self.network.output.name if k == L else self.network.activation.name
            heading = f"{label(*letter_of_h(k, L))} = {g}({label('a', k)})"
        elif self.step >= HALVES:
            heading = f"{label('a', k)}  |  {label(*letter_of_h(k, L))}" if k else "h_0 = x"
        size = svg.NAME_SIZE if width(heading, svg.NAME_SIZE) < 130 else 15
        edge = min(layer.x, self.width - width(heading, size) / 2 - 6)
        svg.text(self.root, edge, 22, heading, size, cls=cls)
        svg.text(self.root, layer.x, self.height - 10, f"layer {k}", 15, cls=f"{cls} bold")
