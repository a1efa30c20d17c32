"""Lesson 4.2: the gradient of a whole network as one array, a block for each parameter [4.2-4]."""

from dataclasses import dataclass

import numpy as np
from ipywidgets import IntSlider, ToggleButtons

from helpers.explorers.live import Explorer
from helpers.numeric.backprop import back_propagation
from helpers.numeric.forward import forward_propagation
from helpers.numeric.network import Network
from helpers.pictures import svg
from helpers.pictures.formulas import partial
from helpers.pictures.style import GREYS, ROLES
from helpers.pictures.text import label, name, number

X, SEED = (1.0, -0.5), 2
COUNTED, PRINTED = "every entry once", "as the slide prints it"
CELL, ROW, GAP, TOP, LEFT, BOTTOM = 45, 34, 12, 46, 58, 62  # in CSS pixels
BRACKET = 7


@dataclass(frozen=True)
class Cell:
    """One partial derivative: that by entry `index` of W_k or b_k, and its place in its block."""

    letter: str
    k: int
    index: tuple
    row: int
    column: int
    again: bool = False  # whether it stands in the array already

    @property
    def parameter(self):
        """The name of its parameter."""
        return name(self.letter, self.k, *(place + 1 for place in self.index))

    @property
    def derivative(self):
        """Its own name."""
        return partial(self.letter, self.k, *(place + 1 for place in self.index))


def blocks(network, as_printed=False):
    """Return the cells of W_1, ..., W_L, b_1, ..., b_L, each a list, by letter and layer [4.2-4].

    As the slide prints it, W_L is transposed, and the column of the last class stands there twice.
    """
    found = {}
    for letter, arrays in (("W", network.W), ("b", network.b)):
        for k, array in enumerate(arrays[1:], 1):
            found[letter, k] = [
                Cell(letter, k, place, place[0], place[1] if letter == "W" else 0)
                for place in np.ndindex(array.shape)
            ]
    if as_printed:
        last = network.L
        classes, units = network.W[last].shape
        columns = [*range(classes), classes - 1]
        found["W", last] = [
            Cell("W", last, (ell, unit), unit, column, column == classes)
            for unit in range(units)
            for column, ell in enumerate(columns)
        ]
    return found


def cells_of(network, as_printed=False):
    """Return the entries of a network's gradient as one array, each with its names [4.2-4].

    Parameters
    ----------
    network : Network
    as_printed : bool, optional
        Whether the block of W_L is as the slide prints it: transposed, a column per class, and
        the column of the last class twice.

    Examples
    --------
    >>> network = Network.initialise([2, 3, 2])
    >>> cells = cells_of(network)
    >>> len(cells) == network.parameter_count, cells[1].parameter, cells[1].derivative
    (True, 'W₁₁₂', '∂ℒ/∂W₁₁₂')
    """
    return [cell for block in blocks(network, as_printed).values() for cell in block]


class GradientArrayExplorer(Explorer):
    """The array of all partial derivatives of a network with two hidden layers [4.2-4].

    The outputs are linear, the loss is the squared error against y = (1, 0, ..., 0).

    Attributes
    ----------
    n, k : ipywidgets.IntSlider
        Units of each hidden layer, and outputs.
    arrangement : ipywidgets.ToggleButtons
        Every entry once, or with the column that the slide prints twice.
    entry : ipywidgets.IntSlider
        Which entry is lit and named, counted from 1.

    Examples
    --------
    >>> explorer = GradientArrayExplorer()
    >>> explorer.network, len(explorer.cells)
    (Network(2 → 3 tanh → 3 tanh → 2 linear, 29 parameters), 29)
    >>> explorer.arrangement.value = PRINTED
    >>> len(explorer.cells)
    32
    """

    name = "gradient-array"
    css = """
.bp-gradient-array .bp-controls:nth-of-type(3) > .widget-hslider { max-width: 560px; }
"""
    layout = ("n", "k", "arrangement"), ("entry",)
    case = ("n", "k", "arrangement")

    def __init__(self):
        super().__init__(
            n=IntSlider(3, min=2, max=4, description="hidden units n"),
            k=IntSlider(2, min=2, max=3, description="outputs k"),
            arrangement=ToggleButtons(options=[COUNTED, PRINTED], description="the array"),
            entry=IntSlider(9, min=1, max=29, description="entry"),
        )

    def begin(self):
        """Set up the network of these sizes, its gradients and the cells of the array."""
        n, k = self.n.value, self.k.value
        self.network = Network.initialise([len(X), n, n, k], output="linear", seed=SEED)
        trace = forward_propagation(self.network, X)
        self.gradients = back_propagation(self.network, trace, np.eye(k)[0])
        self.cells = cells_of(self.network, self.as_printed)
        self.entry.max = len(self.cells)

    @property
    def as_printed(self):
        """Whether the array is as the slide prints it."""
        return self.arrangement.value == PRINTED

    def draw(self):
        """Return the array, and the entry that is lit in words."""
        lit = self.entry.value - 1
        picture = gradient_array(self.network, self.gradients, lit, self.as_printed)
        return [picture], f"{self._entry(self.cells[lit])} {self._count()}"

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
            return f"The network has {parameters} parameters: an entry for each."
        return (
            f"The network has {parameters} parameters, but the array {entries} entries: "
            f"{entries - parameters} too many."
        )


def _parameter(cell):
    unit, *source = (place + 1 for place in cell.index)
    to = f"unit {unit} of layer {cell.k}"
    if not source:
        return f"the bias of {to}"
    below = name("x", *source) if cell.k == 1 else name("h", cell.k - 1, *source)
    return f"the weight from {below} into {to}"


def gradient_array(network, gradients, lit, as_printed=False):
    """Draw the gradient as one array; the entry `lit`, counted from 0 through `cells_of`, is lit.

    >>> network = Network.initialise([2, 3, 2])
    >>> trace = forward_propagation(network, [1.0, 0.5])
    >>> picture = gradient_array(network, back_propagation(network, trace, [1.0, 0.0]), 0)
    >>> picture.count("∂ℒ/∂") == network.parameter_count
    True
    """
    found = blocks(network, as_printed)
    total = sum(map(len, found.values()))
    shapes = {key: (1 + cells[-1].row, 1 + cells[-1].column) for key, cells in found.items()}
    tallest = max(rows for rows, _ in shapes.values())
    across = sum(columns for _, columns in shapes.values()) * CELL + GAP * (len(found) - 1)
    said = f"{total} entries for {network.parameter_count} parameters"
    width, height = LEFT + across + BRACKET + 8, TOP + ROW * tallest + BOTTOM
    root = svg.picture(width, height, "The gradient as one array", said)
    svg.text(root, 4, TOP + ROW * tallest / 2 + 6, "∇θ  =", 19, "start", "bold")
    count = TOP + ROW * tallest + 49
    svg.text(root, 4, count, f"{total}  =", 16, "start", "bold")
    x, first = LEFT, 0
    for (letter, k), cells in found.items():
        transposed = as_printed and (letter, k) == ("W", network.L)
        values = getattr(gradients, letter)[k]
        _draw_block(root, x, letter, k, cells, shapes[letter, k], values, transposed, tallest)
        if first <= lit < first + len(cells):
            cell = cells[lit - first]
            box = (x + CELL * cell.column, TOP + ROW * cell.row, CELL, ROW, 5)
            svg.rect(root, *box, cls="halo", stroke_width=7)
            svg.rect(root, *box, cls="ink", stroke_width=2)
        x += shapes[letter, k][1] * CELL + GAP
        first += len(cells)
        if first < total:
            svg.text(root, x - GAP / 2, count, "+", 16)
    for side, out in ((LEFT, -1), (LEFT + across, 1)):
        bend, bottom = side + out * BRACKET, TOP + ROW * tallest + 3
        svg.path(root, "M", side - out * 2, TOP - 3, "H", bend, "V", bottom, "H", side - out * 2,
                 cls="ink", stroke_width=2)  # fmt: skip
    return svg.to_string(root)


def _draw_block(root, x, letter, k, cells, shape, values, transposed, tallest):
    """Draw one block, its name above, its size and the number of its entries below."""
    rows, columns = shape
    middle = x + columns * CELL / 2
    heading = label(f"∇{letter}", k) + ("^T" if transposed else "")
    role = "weights" if letter == "W" else "hidden"
    svg.rect(root, x + 2, TOP - 9, columns * CELL - 4, 4, 2, cls=role)
    svg.text(root, middle, TOP - 18, heading, svg.NAME_SIZE, cls=f"bold {role}-ink")
    foot = TOP + ROW * tallest
    svg.text(root, middle, foot + 26, f"{rows} × {columns}" if letter == "W" else f"{rows}", 15)
    svg.text(root, middle, foot + 49, f"{len(cells)}", 16, cls="bold")
    largest = np.abs(values).max() or 1.0
    for cell in cells:
        _draw_cell(root, x, cell, float(values[cell.index]), largest)


def _draw_cell(root, x, cell, value, largest):
    again = " (a second time)" if cell.again else ""
    group = svg.group(root, f"{cell.derivative} = {number(value)}{again}")
    left, top = x + CELL * cell.column, TOP + ROW * cell.row
    box = (left + 1.5, top + 1.5, CELL - 3, ROW - 3, 4)
    svg.rect(group, *box, fill=GREYS["cell"])
    tint = ROLES["negative" if value < 0 else "positive"].pale
    strength = f"{0.15 + 0.85 * abs(value) / largest:.2f}" if value else "0"
    svg.rect(group, *box, fill=tint, fill_opacity=strength)
    svg.text(group, left + CELL / 2, top + 22, number(value), 14, cls="on-pale", literal=True)
    if cell.again:
        svg.rect(group, *box, cls="gradient-line", stroke_width=2.5, stroke_dasharray="5 3")
        svg.line(group, left + 5, top + ROW - 5, left + CELL - 5, top + 5, 2.5,
                 cls="gradient-line")  # fmt: skip
