"""Lesson 4.7: one edge of the running network, value at its tail times blame at its head."""

import itertools

from ipywidgets import IntSlider, ToggleButtons

from helpers.data.networks import example_network
from helpers.explorers.live import Explorer, sample, sample_controls
from helpers.lessons.lesson_4_7.outer_products import outer_product
from helpers.numeric.backprop import back_propagation
from helpers.numeric.forward import forward_propagation
from helpers.pictures import formulas, svg
from helpers.pictures.network import Layer, columns, edge_ends
from helpers.pictures.text import bracketed, label, letter_of_h, name, number

WIDTH, MARGIN, PITCH = 640, 10, 64
UNIT_WIDTH, UNIT_HEIGHT, RADIUS = 116, 48, 25
HEADING, NETWORK = 48, 240  # where the units begin, where the equation does
BOX, BOX_HEIGHT, HEIGHT = 184, 46, 322
GROW = 1.4  # it stands on the lesson's first screen
VIEWS = (("value and blame", "ends"), ("their product", "product"))


def edge_picture(network, trace, gradients, edge, solved=True):
    """Draw the network with value and blame at each unit, and an edge (k, i, j) with its product.

    The units i and j count from 0. A unit's left half, where edges arrive, shows the gradient at
    its pre-activation; its right half, where edges leave, what it gives. Unless it is solved, the
    product is a question mark.
    """
    k, i, j = edge
    value, blame = trace.h[k - 1][j], gradients.a[k][i]
    said = (
        formulas.weight(network, trace, gradients, k, i, j).splitlines()[1]
        if solved
        else (f"value {number(value)}, blame {number(blame)}")
    )
    title = f"The edge of {name('W', k, i + 1, j + 1)}"
    root = svg.picture(WIDTH, HEIGHT, title, said, GROW)
    room = WIDTH - 2 * MARGIN - 2 * RADIUS - network.L * UNIT_WIDTH
    middle = HEADING + (NETWORK - HEADING - 14) / 2
    widths = (2 * RADIUS, UNIT_WIDTH)
    layers = columns(network.sizes, MARGIN, middle, PITCH, widths, lambda _: room / network.L)
    for source, target in itertools.pairwise(layers):
        _draw_edges(root, network, source, target, edge)
    for layer in layers:
        _draw_layer(root, trace, gradients, layer, edge, network.L)
    _draw_equation(root, edge, value, blame, solved)
    return svg.to_string(root)


def _draw_edges(root, network, source, target, edge):
    """Draw the edges between two layers, thin; the chosen one in a halo, with its weight."""
    k, i, j = edge
    chosen = None
    for from_unit, to_unit, *line in edge_ends(source, target):
        group = svg.group(root, name("W", target.k, to_unit + 1, from_unit + 1), target.k != k)
        svg.line(group, *line, 1.5, cls="rule")
        if (target.k, to_unit, from_unit) == (k, i, j):
            chosen = line
    if chosen:
        svg.line(root, *chosen, 13, cls="halo")
        svg.line(root, *chosen, 5, cls="weights-line")
        own, x = label("W", k, i + 1, j + 1), (chosen[0] + chosen[2]) / 2
        svg.text(root, x, 37, own, svg.NAME_SIZE, cls="weights-ink bold")


def _draw_layer(root, trace, gradients, layer: Layer, edge, L):
    """Draw the units of a layer under its letters; the two ends of the edge in a halo."""
    k, i, j = edge
    own, is_tail, is_head = letter_of_h(layer.k, L), layer.k == k - 1, layer.k == k
    svg.text(root, layer.x, 15, f"layer {layer.k}" if layer.k else "input", 14.5, cls="quiet")
    if layer.k == 0:
        svg.text(root, layer.x, 37, label(*own), svg.NAME_SIZE)
        for unit, y in enumerate(layer.y):
            said = formulas.name(*own, unit + 1)
            group = svg.group(root, f"{said} = {number(trace.h[0][unit])}")
            if is_tail and unit == j:
                _halo(group, layer.x - RADIUS, y - RADIUS, 2 * RADIUS, 2 * RADIUS, RADIUS)
            svg.element(group, "circle", cx=layer.x, cy=y, r=RADIUS, cls="input-deep")
            shown = number(trace.h[0][unit])
            svg.text(group, layer.x - 1, y + 5.5, shown, 14.5, cls="on-deep", literal=True)
        return
    svg.text(root, layer.x - 28, 37, label("∇a", layer.k), svg.NAME_SIZE, cls="gradient-ink")
    svg.text(root, layer.x + 28, 37, label(*own), svg.NAME_SIZE)
    role = "output" if layer.k == L else "hidden"
    for unit, y in enumerate(layer.y):
        values = gradients.a[layer.k][unit], trace.h[layer.k][unit]
        names = formulas.partial("a", layer.k, unit + 1), name(*own, unit + 1)
        said = [f"{one} = {number(value)}" for one, value in zip(names, values, strict=True)]
        halos = [9 * (is_head and unit == i), 9 * (is_tail and unit == j)]
        size = UNIT_WIDTH, UNIT_HEIGHT, role, said
        halves = svg.unit(root, layer.x, y, *size, halos=halos)
        for value, (group, out, ink) in zip(values, halves, strict=True):
            place = layer.x + 29 * out - 1, y + 5.5
            svg.text(group, *place, number(value), 15, cls=f"{ink} bold", literal=True)


def _halo(group, *box):
    svg.highlight(group, svg.rect, *box, halo=9, ink=4)


def _draw_equation(root, edge, value, blame, solved):
    """Draw value times blame in boxes: below each what it is."""
    k, i, j = edge
    fraction = (label("a", k, i + 1), label("W", k, i + 1, j + 1))
    product = number(value * blame) if solved else "?"
    boxes = (
        (f"{label(*letter_of_h(k - 1), j + 1)} = {number(value)}", "value at its tail", "hidden"),
        (f"∂ℒ/∂{fraction[0]} = {number(blame)}", "blame at its head", "gradient"),
        (f"∂ℒ/∂{fraction[1]} = {product}", "gradient of the weight", "weights"),
    )
    apart = (WIDTH - 2 * MARGIN - 3 * BOX) / 2
    for place, (own, caption, role) in enumerate(boxes):
        x = MARGIN + place * (BOX + apart)
        role = "input" if role == "hidden" and k == 1 else role
        svg.rect(root, x, NETWORK + 8, BOX, BOX_HEIGHT, 8, cls=f"{role}-deep")
        svg.text(root, x + BOX / 2, NETWORK + 37, own, 17, cls="on-deep bold")
        svg.text(root, x + BOX / 2, NETWORK + 74, caption, 15, cls="quiet")
        if place:
            svg.text(root, x - apart / 2, NETWORK + 39, "·="[place - 1], 24, cls="bold")


class EdgeExplorer(Explorer):
    """Choose a weight W_kij: the value at its tail, the blame at its head; on request the product.

    With the product comes the matrix of all the layer's products, ∇W_k, its cell lit.

    Attributes
    ----------
    layer, i, j : controls
        The weight leads to unit i of the layer, from unit j of the layer before; from 1.
    show : ipywidgets.ToggleButtons
        "ends", or also the "product".
    gradients : Gradients
        Of the running network at the sample.

    Examples
    --------
    >>> explorer = EdgeExplorer()
    >>> explorer.turn(show="product", layer=3, i=2, j=1)
    >>> explorer.gradients.W[3].round(2)
    array([[-0.08,  0.08],
           [ 0.49, -0.47],
           [-0.41,  0.39]])
    """

    name = "edge"
    css = ".bp-edge .bp-controls > .widget-hslider { flex-basis: 150px; }"
    layout = ("layer", "i", "j"), ("show",), ("x1", "x2", "true_class")

    def __init__(self):
        self.network = example_network()
        super().__init__(
            layer=ToggleButtons(options=(1, 2, 3), value=2, description="layer k"),
            i=IntSlider(1, min=1, max=2, description="to unit i"),
            j=IntSlider(3, min=1, max=3, description="from unit j"),
            show=ToggleButtons(options=VIEWS, description="show"),
            **sample_controls(),
        )

    def turned(self, name):
        """Let the units run as far as the two layers have some."""
        if name == "layer":
            self.i.max, self.j.max = self.network.W[self.layer.value].shape

    def draw(self):
        x, y = sample(self)
        self.trace = forward_propagation(self.network, x)
        self.gradients = back_propagation(self.network, self.trace, y)
        k, i, j = edge = self.layer.value, self.i.value - 1, self.j.value - 1
        solved = self.show.value == "product"
        pictures = [edge_picture(self.network, self.trace, self.gradients, edge, solved)]
        if solved:
            factors = self.gradients.a[k], self.trace.h[k - 1]
            pictures.append(outer_product(*factors, k, lit=(i, j)))
        return pictures, self._sentence(k, i, j, solved)

    def _sentence(self, k, i, j, solved):
        value, blame = self.trace.h[k - 1][j], self.gradients.a[k][i]
        weight, tail = name("W", k, i + 1, j + 1), name(*letter_of_h(k - 1), j + 1)
        said = (
            f"{weight} = {number(self.network.W[k][i, j])} leads to unit {i + 1} of layer {k} from "
            f"{f'unit {j + 1} of layer {k - 1}' if k > 1 else f'input {j + 1}'}. The value at its "
            f"tail is {tail} = {number(value)}, the blame at its head "
            f"{formulas.partial('a', k, i + 1)} = {number(blame)}."
        )
        if not solved:
            return said
        gradient = formulas.partial("W", k, i + 1, j + 1)
        product = f"{number(value)} · {bracketed(blame)} = {number(value * blame)}"
        place = f"row {i + 1}, column {j + 1} of {name('∇W', k)}"
        return f"{said} The gradient {gradient} = {product} is {place}."
