"""Lesson 4.1: an edge of the network, its cell of W, and the three indices of its name."""

from ipywidgets import IntSlider

from helpers.data.networks import example_network, example_sample
from helpers.explorers.live import Explorer
from helpers.lessons.lesson_4_1.drawing import PARAMETERS, network_drawing
from helpers.numeric.forward import forward_propagation
from helpers.pictures import svg
from helpers.pictures.matrices import CELL, ROW, draw_brackets, number_cell
from helpers.pictures.text import label, letter_of_h, name, number, width

WIDTH, TOP, LEFT, INDEX_X = 632, 66, 164, 392


class EdgeExplorer(Explorer):
    """Choose a weight by its three indices; its edge, its cell, its row and its column light up.

    Attributes
    ----------
    layer, to, source : ipywidgets.IntSlider
        The indices of W_imj, counted from 1: the layer i, the unit m it leads to, j it comes from.

    Examples
    --------
    >>> explorer = EdgeExplorer()
    >>> explorer.turn(layer=2, to=1, source=3)
    >>> explorer.sentence[:69]
    'W₂₁₃ = −0.40 leads from unit 3 of layer 1 to unit 1 of layer 2. In W₂'
    """

    name = "edge"
    css = """
.bp-edge .bp-pictures { display: block; }
.bp-edge .bp-pictures svg { min-width: 0 !important; }
"""
    layout = (("layer", "to", "source"),)
    case = ("layer",)

    def __init__(self):
        self.network = example_network()
        self.trace = forward_propagation(self.network, example_sample()[0])
        super().__init__(
            layer=IntSlider(1, min=1, max=self.network.L, description="layer i"),
            to=IntSlider(2, min=1, max=3, description="to unit m"),
            source=IntSlider(1, min=1, max=2, description="from unit j"),
        )

    def begin(self):
        """Offer the units of the layer, and of the one below it."""
        self.to.max, self.source.max = self.network.W[self.layer.value].shape

    def draw(self):
        edge = self.layer.value, self.to.value - 1, self.source.value - 1
        drawing = network_drawing(self.network, self.trace, PARAMETERS, edge)
        return [drawing, cell_of_weight(self.network, edge)], self._sentence(*edge)

    def _sentence(self, k, i, j):
        W = self.network.W[k]
        below = f"unit {j + 1} of layer {k - 1}" if k > 1 else f"the input {name('x', j + 1)}"
        own = name("W", k, i + 1, j + 1)
        return (
            f"{own} = {number(W[i, j])} leads from {below} to unit {i + 1} of layer {k}. "
            f"In {name('W', k)}, which is {W.shape[0]} × {W.shape[1]}, it stands in row {i + 1}, "
            f"column {j + 1}; in the code it is network.W[{k}][{i}, {j}]."
        )


def cell_of_weight(network, edge):
    """Draw W_k with the cell, the row and the column of an edge lit, and its name taken apart."""
    k, i, j = edge
    W = network.W[k]
    rows, columns = W.shape
    own = name("W", k, i + 1, j + 1)
    said = f"{own} stands in row {i + 1}, column {j + 1} of {name('W', k)}"
    root = svg.picture(WIDTH, TOP + 3 * ROW + 20, "The cell of the weight", f"{said}.")
    largest, left = abs(W).max(), LEFT
    svg.text(root, 10, TOP + ROW * rows / 2 + 6, f"{label('W', k)} =", 20, "start", cls="bold")
    for row in range(rows):
        cls = "bold" if row == i else "quiet"
        words = f"to {label('a', k, row + 1)}"
        svg.text(root, left - 16, TOP + ROW * row + 21, words, svg.NAME_SIZE, "end", cls=cls)
    for column in range(columns):
        cls = "bold" if column == j else "quiet"
        x = left + CELL * (column + 0.5)
        svg.text(root, x, TOP - 32, "from", 14, cls=cls)
        words = label(*letter_of_h(k - 1), column + 1)
        svg.text(root, x, TOP - 13, words, svg.NAME_SIZE, cls=cls)
    for row in range(rows):
        for column in range(columns):
            value = W[row, column]
            tooltip = f"{name('W', k, row + 1, column + 1)} = {number(value)}"
            cell = svg.group(root, tooltip, receding=row != i and column != j)
            at = left + CELL * column, TOP + ROW * row
            number_cell(cell, *at, CELL, ROW, value, largest, svg.VALUE_SIZE)
    for box in (
        (left, TOP + ROW * i, CELL * columns, ROW, 5),
        (left + CELL * j, TOP, CELL, ROW * rows, 5),
    ):
        svg.rect(root, *box, cls="halo", stroke_width=3)
    place = left + CELL * j, TOP + ROW * i, CELL, ROW, 5
    svg.highlight(root, svg.rect, *place, halo=8, ink=3)
    draw_brackets(root, left, left + CELL * columns, TOP, TOP + ROW * rows, 3, 4)
    _draw_name(root, k, i, j)
    return svg.to_string(root)


def _draw_name(root, k, i, j):
    """Take the name of a weight apart: what each of its three indices says."""
    whole = label("W", k, i + 1, j + 1)
    svg.text(root, INDEX_X, TOP - 18, whole, 32, "start")
    lines = (
        (k, f"into layer {k}"),
        (i + 1, f"to unit {i + 1}: row {i + 1}"),
        (j + 1, f"from unit {j + 1}: column {j + 1}"),
    )
    for place, (index, words) in enumerate(lines):
        y = TOP + ROW * place + 21
        svg.text(root, INDEX_X + 12, y, str(index), 20, cls="bold", literal=True)
        svg.text(root, INDEX_X + 34, y, words, svg.NAME_SIZE, "start", literal=True)
    x = INDEX_X + width(whole, 32)
    svg.text(root, x + 22, TOP - 18, "layer, to, from", 15, "start", cls="quiet")
