"""The gradient of a whole network as one array: a block of columns for each parameter."""

from dataclasses import dataclass

import numpy as np

from helpers.pictures import svg
from helpers.pictures.formulas import partial
from helpers.pictures.style import GREYS, ROLES
from helpers.pictures.text import label, name, number

CELL, ROW, GAP, TOP, LEFT, BOTTOM = 45, 34, 12, 46, 58, 62
BRACKET = 7


@dataclass(frozen=True)
class Cell:
    """One partial derivative in the array: its place, and the parameter it belongs to.

    Parameters
    ----------
    letter : str
        "W" or "b".
    k : int
        The layer.
    index : tuple of int
        Its place in W_k or b_k, counted from 0.
    row, column : int
        Where it is drawn in its block.
    again : bool
        Whether the same derivative stands in the array already.

    Examples
    --------
    >>> Cell("W", 1, (1, 0), 1, 0).parameter
    'W₁₂₁'
    """

    letter: str
    k: int
    index: tuple
    row: int
    column: int
    again: bool = False

    @property
    def parameter(self):
        """The name of its parameter."""
        return name(self.letter, self.k, *(place + 1 for place in self.index))

    @property
    def derivative(self):
        """Its own name."""
        return partial(self.letter, self.k, *(place + 1 for place in self.index))


def blocks(network, as_printed=False):
    """Return the blocks of the array, W_1, ..., W_L, b_1, ..., b_L, each a list of cells [4.2-4].

    Parameters
    ----------
    network : Network
    as_printed : bool, optional
        Whether the block of W_L is as the slide prints it: transposed, a column per class, and
        the column of the last class twice.

    Returns
    -------
    dict of (str, int) to list of Cell

    Examples
    --------
    >>> from helpers.numeric.network import Network
    >>> network = Network.initialise([2, 3, 2])
    >>> [len(cells) for cells in blocks(network).values()]
    [6, 6, 3, 2]
    >>> [len(cells) for cells in blocks(network, as_printed=True).values()]
    [6, 9, 3, 2]
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
    """Return the cells of all `blocks`, one after another.

    Examples
    --------
    >>> from helpers.numeric.network import Network
    >>> network = Network.initialise([2, 3, 2])
    >>> len(cells_of(network)) == network.parameter_count
    True
    """
    return [cell for block in blocks(network, as_printed).values() for cell in block]


def gradient_array(network, gradients, lit=None, as_printed=False):
    """Draw the gradient of the loss at every parameter of a network as one array.

    Parameters
    ----------
    network : Network
    gradients : Gradients
    lit : int, optional
        Which entry is lit, counted from 0 through the blocks, each by rows.
    as_printed : bool, optional
        As in `blocks`; what stands there twice is struck out.

    Returns
    -------
    str

    Raises
    ------
    ValueError
        Where there is no such entry.

    Examples
    --------
    >>> from helpers import Network, back_propagation, forward_propagation
    >>> network = Network.initialise([2, 3, 2])
    >>> trace = forward_propagation(network, [1.0, 0.5])
    >>> picture = gradient_array(network, back_propagation(network, trace, [1.0, 0.0]))
    >>> picture.count("∂ℒ/∂") == network.parameter_count
    True
    """
    found = blocks(network, as_printed)
    total = sum(map(len, found.values()))
    if lit is not None and lit not in range(total):
        raise ValueError(f"lit is {lit!r}, expected one of 0 to {total - 1}")
    shapes = {key: _shape(cells) for key, cells in found.items()}
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
        if lit is not None and first <= lit < first + len(cells):
            _light(root, x, cells[lit - first])
        x += shapes[letter, k][1] * CELL + GAP
        first += len(cells)
        if first < total:
            svg.text(root, x - GAP / 2, count, "+", 16)
    for side, out in ((LEFT, -1), (LEFT + across, 1)):
        bend, bottom = side + out * BRACKET, TOP + ROW * tallest + 3
        svg.path(root, "M", side - out * 2, TOP - 3, "H", bend, "V", bottom, "H", side - out * 2,
                 cls="ink", stroke_width=2)  # fmt: skip
    return svg.to_string(root)


def _shape(cells):
    return 1 + max(cell.row for cell in cells), 1 + max(cell.column for cell in cells)


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


def _light(root, x, cell):
    box = (x + CELL * cell.column, TOP + ROW * cell.row, CELL, ROW, 5)
    svg.rect(root, *box, cls="halo", stroke_width=7)
    svg.rect(root, *box, cls="ink", stroke_width=2)
