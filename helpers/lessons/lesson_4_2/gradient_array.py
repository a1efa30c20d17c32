"""Lesson 4.2: the gradient of a whole network as one array, a block for each parameter [4.2-4]."""

import itertools
from dataclasses import dataclass

import numpy as np
from ipywidgets import IntSlider, ToggleButtons

from helpers.data.networks import INPUT, TRUE_CLASS, example_network
from helpers.explorers.live import Explorer
from helpers.numeric.backprop import back_propagation
from helpers.numeric.forward import forward_propagation
from helpers.numeric.losses import one_hot
from helpers.pictures import svg
from helpers.pictures.formulas import partial
from helpers.pictures.matrices import draw_brackets, number_cell
from helpers.pictures.text import label, letter_of_h, name, number

COUNTED, PRINTED = "every entry once", "as the slide prints it"
CELL, ROW, GAP, TOP, LEFT, BOTTOM, BRACKET = 54, 34, 12, 46, 70, 62, 7  # in CSS pixels


@dataclass(frozen=True)
class Cell:
    """One partial derivative: that by entry `index` of W_k or b_k; row and column in its block."""

    letter: str
    k: int
    index: tuple
    place: tuple
    again: bool = False  # whether it stands in the array already

    @property
    def parameter(self):
        return name(self.letter, self.k, *(i + 1 for i in self.index))

    @property
    def derivative(self):
        return partial(self.letter, self.k, *(i + 1 for i in self.index))


def cells_of(network, as_printed=False):
    """Return the entries of a network's gradient, of W_1, ..., W_L, b_1, ..., b_L [4.2-4].

    As the slide prints it, the block of W_L is transposed, a column per class, and the column of
    the last class stands twice.

    Examples
    --------
    >>> network = example_network()
    >>> cells = cells_of(network)
    >>> len(cells) == network.parameter_count, cells[1].parameter, cells[1].derivative
    (True, 'W₁₁₂', '∂ℒ/∂W₁₁₂')
    """
    found = []
    for letter, arrays in (("W", network.W), ("b", network.b)):
        for k, array in enumerate(arrays[1:], 1):
            if as_printed and letter == "W" and k == network.L:
                classes, units = array.shape
                found += [
                    Cell("W", k, (min(ell, classes - 1), unit), (unit, ell), again=ell == classes)
                    for unit in range(units)
                    for ell in range(classes + 1)
                ]
            else:
                found += [Cell(letter, k, at, (*at, 0)[:2]) for at in np.ndindex(array.shape)]
    return found


class GradientArrayExplorer(Explorer):
    """The array of all partial derivatives of the lessons' network [4.2-4].

    The outputs are softmax, the loss is the cross-entropy of the lessons' sample.

    Examples
    --------
    >>> explorer = GradientArrayExplorer()
    >>> explorer.network, len(explorer.cells)
    (Network(2 → 3 tanh → 2 tanh → 3 softmax, 26 parameters), 26)
    >>> explorer.arrangement.value = PRINTED
    >>> len(explorer.cells)
    28
    """

    name = "gradient-array"
    css = """
.bp-gradient-array .bp-controls:nth-of-type(3) > .widget-hslider { max-width: 560px; }
"""
    layout = ("n1", "n2", "outputs"), ("arrangement", "entry")
    case = ("n1", "n2", "outputs", "arrangement")

    def __init__(self):
        super().__init__(
            n1=IntSlider(3, min=2, max=4, description="units of layer 1"),
            n2=IntSlider(2, min=2, max=4, description="units of layer 2"),
            outputs=IntSlider(3, min=2, max=4, description="outputs"),
            arrangement=ToggleButtons(options=[COUNTED, PRINTED], description="the array"),
            entry=IntSlider(9, min=1, max=26, description="entry"),
        )

    def begin(self):
        outputs = self.outputs.value
        self.network = example_network((len(INPUT), self.n1.value, self.n2.value, outputs))
        trace = forward_propagation(self.network, INPUT)
        y = one_hot(TRUE_CLASS - 1, outputs)
        self.gradients = back_propagation(self.network, trace, y)
        self.cells = cells_of(self.network, as_printed=self.arrangement.value == PRINTED)
        self.entry.max = len(self.cells)

    def draw(self):
        lit = self.cells[self.entry.value - 1]
        picture = gradient_array(self.cells, self.gradients, lit)
        return [picture], f"{self._entry(lit)} {self._count()}"

    def _entry(self, cell):
        value = float(getattr(self.gradients, cell.letter)[cell.k][cell.index])
        said = (
            f"Entry {self.entry.value} of {len(self.cells)}: {cell.derivative} = {number(value)}, "
            f"for {_parameter(cell)}"
        )
        if cell.again:
            return f"{said}; it stands in the column before already."
        verb = "rises" if value > 0 else "falls"
        return f"{said}: raise it a little, and the loss {verb} {number(abs(value))} times as much."

    def _count(self):
        entries, parameters = len(self.cells), self.network.parameter_count
        if entries == parameters:
            return f"The network has {parameters} parameters, and the array one entry for each."
        return (
            f"The network has {parameters} parameters, but the array {entries} entries: "
            f"{entries - parameters} too many."
        )


def _parameter(cell):
    unit, *source = (place + 1 for place in cell.index)
    to = f"unit {unit} of layer {cell.k}"
    if not source:
        return f"the bias of {to}"
    below = name(*letter_of_h(cell.k - 1), *source)
    return f"the weight from {below} into {to}"


def gradient_array(cells, gradients, lit):
    """Draw the entries as one array, parameter by parameter; the cell `lit` is lit."""
    grouped = itertools.groupby(cells, lambda cell: (cell.letter, cell.k))
    blocks = [list(block) for _, block in grouped]
    shapes = [np.add(block[-1].place, 1) for block in blocks]
    tallest, across = np.max(shapes, axis=0)[0], np.sum(shapes, axis=0)[1] * CELL
    across += GAP * (len(blocks) - 1)
    foot = TOP + ROW * tallest
    said = f"{len(cells)} entries for {sum(not cell.again for cell in cells)} parameters"
    width, height = LEFT + across + BRACKET + 8, foot + BOTTOM
    root = svg.picture(width, height, "The gradient as one array", said)
    svg.text(root, 4, TOP + ROW * tallest / 2 + 6, "∇θ  =", 19, "start", "bold")
    svg.text(root, 4, foot + 49, f"{len(cells)}  =", 16, "start", "bold")
    x = LEFT
    for block, shape in zip(blocks, shapes, strict=True):
        if block is not blocks[0]:
            svg.text(root, x - GAP / 2, foot + 49, "+", 16)
        _draw_block(root, x, foot, block, shape, getattr(gradients, block[0].letter)[block[0].k])
        if lit in block:
            box = (x + CELL * lit.place[1], TOP + ROW * lit.place[0], CELL, ROW, 5)
            svg.highlight(root, svg.rect, *box, halo=7, ink=2)
        x += shape[1] * CELL + GAP
    draw_brackets(root, LEFT, LEFT + across, TOP, foot, 2, BRACKET)
    return svg.to_string(root)


def _draw_block(root, x, foot, cells, shape, values):
    """Draw one block, its name above, its size and the number of its entries below."""
    (rows, columns), letter = shape, cells[0].letter
    middle = x + columns * CELL / 2
    heading = label(f"∇{letter}", cells[0].k) + ("^T" if cells[-1].again else "")
    role = "weights" if letter == "W" else "hidden"
    svg.rect(root, x + 2, TOP - 9, columns * CELL - 4, 4, 2, cls=role)
    svg.text(root, middle, TOP - 18, heading, svg.NAME_SIZE, cls=f"bold {role}-ink")
    svg.text(root, middle, foot + 26, f"{rows} × {columns}" if letter == "W" else f"{rows}", 15)
    svg.text(root, middle, foot + 49, f"{len(cells)}", 16, cls="bold")
    largest = np.abs(values).max() or 1.0
    for cell in cells:
        _draw_cell(root, x, cell, float(values[cell.index]), largest)


def _draw_cell(root, x, cell, value, largest):
    again = " (a second time)" if cell.again else ""
    group = svg.group(root, f"{cell.derivative} = {number(value)}{again}")
    left, top = x + CELL * cell.place[1], TOP + ROW * cell.place[0]
    number_cell(group, left, top, CELL, ROW, value, largest, 14)
    if cell.again:
        box = (left + 1.5, top + 1.5, CELL - 3, ROW - 3, 4)
        svg.rect(group, *box, cls="gradient-line", stroke_width=2.5, stroke_dasharray="5 3")
        ends = (left + 5, top + ROW - 5, left + CELL - 5, top + 5)
        svg.line(group, *ends, 2.5, cls="gradient-line")
