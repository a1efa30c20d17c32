"""Equations of vectors and matrices, with their numbers in brackets."""

from dataclasses import dataclass

import numpy as np

from helpers.pictures import svg
from helpers.pictures.style import GREYS, LAPTOP_WIDTH, PROJECTOR_WIDTH, ROLES
from helpers.pictures.text import label, letter_of_h, name, number, vector

CELL, ROW, BRACKET, OPERATOR, MARGIN = 53, 32, 9, 34, 12
MOST = 6  # rows or columns drawn whole; of more, the first four and the last


@dataclass(frozen=True, eq=False)
class Matrix:
    """A vector or matrix in an equation.

    Parameters
    ----------
    letter : str
        As "W", "∇a".
    values : array_like, shape (m,) or (m, n)
        Finite, else a ValueError; a vector is a column.
    k : int, optional
        Its layer.
    transposed : bool, optional
        Whether it is the transpose of what the letter names: a T is set behind it, and entries
        are named by the indices of the original.
    lit : tuple, optional
        Any of ("row", i), ("column", j), ("cell", i, j), counted from 0; others: a ValueError.
    tooltips : sequence of sequence of str, optional
        One a cell, by row; by default its name and value.

    Examples
    --------
    >>> Matrix("W", [[1.0, 2.0]], k=2).entry(0, 1)
    'W₂₁₂'
    """

    letter: str
    values: object
    k: int | None = None
    transposed: bool = False
    lit: tuple = ()
    tooltips: object = None

    @property
    def array(self):
        """The values as an array of two axes."""
        array = np.asarray(self.values, dtype=float)
        if array.ndim not in (1, 2) or array.size == 0 or not np.isfinite(array).all():
            expected = "expected finite numbers on 1 or 2 axes"
            raise ValueError(f"{self.letter} has shape {array.shape}, {expected}")
        return array[:, None] if array.ndim == 1 else array

    @property
    def own(self):
        """The arguments of `name` and `label` for the whole."""
        return (self.letter,) if self.k is None else (self.letter, self.k)

    def entry(self, i, j):
        """Return the name of an entry: one index for a vector, two for a matrix, from 1."""
        rows, columns = self.array.shape
        if self.transposed:
            i, j, columns = j, i, rows
        is_vector = columns == 1 and (np.ndim(self.values) == 1 or self.transposed)
        return name(*self.own, *((i + 1,) if is_vector else (i + 1, j + 1)))

    def lit_ranges(self):
        """Return the rows and the columns of each part that is lit."""
        rows, columns = self.array.shape
        for part in self.lit:
            kind, *place = part
            sizes = {"row": [rows], "column": [columns], "cell": [rows, columns]}.get(kind, [])
            fits = [p in range(n) for p, n in zip(place, sizes, strict=False)]
            if not (all(fits) and len(sizes) == len(place)):
                raise ValueError(f"lit of {self.letter} is {part}, but it is {rows} × {columns}")
            if any(p not in shown(n) for p, n in zip(place, sizes, strict=True)):
                raise ValueError(f"lit of {self.letter} is {part}, which is among those left out")
            across = shown(rows) if kind == "column" else place[:1]
            yield across, shown(columns) if kind == "row" else place[-1:]


def read_by(k):
    """Return letter and layer of what layer k reads, for `Matrix`: x below layer 1, else h."""
    return dict(zip(("letter", "k"), letter_of_h(k - 1), strict=False))


def equation_with_numbers(*terms, title="Equation", grow=PROJECTOR_WIDTH / LAPTOP_WIDTH):
    """Draw an equation with the numbers in place: brackets, names and sizes beneath.

    Parameters
    ----------
    *terms : Matrix or str
        At least one Matrix, else a ValueError; a string is an operator, as "=", "+", "⊙".
    grow : float, optional
        How many times larger it may get on a projector.

    Examples
    --------
    >>> W = Matrix("W", [[0.5, -1.0]], k=1, lit=(("row", 0),))
    >>> picture = equation_with_numbers(Matrix("a", [1.5], k=1), "=", W, Matrix("x", [1.0, -1.0]))
    >>> "W₁₁₂ = −1.00" in picture and "1 × 2" in picture
    True
    """
    matrices = [term for term in terms if isinstance(term, Matrix)]
    if not matrices:
        raise ValueError("terms holds no Matrix, expected at least one")
    tallest = ROW * max(len(shown(len(matrix.array))) for matrix in matrices)
    total, height = sum(map(term_width, terms)) + 2 * MARGIN, 2 * MARGIN + tallest + 52
    root = svg.picture(total, height, title, " ".join(map(in_words, terms)), grow)
    any_lit, x = any(matrix.lit for matrix in matrices), MARGIN
    for term in terms:
        if isinstance(term, Matrix):
            draw_matrix(root, term, x, MARGIN + tallest / 2, height - 36, any_lit)
        else:
            svg.text(root, x + OPERATOR / 2, MARGIN + tallest / 2 + 7, term, 22)
        x += term_width(term)
    return svg.to_string(root)


def shown(n):
    """Return the indices drawn, None for the dots.

    >>> shown(3), shown(32)
    ([0, 1, 2], [0, 1, 2, 3, None, 31])
    """
    return list(range(n)) if n <= MOST else [0, 1, 2, 3, None, n - 1]


def term_width(term):
    """Return how wide a term of an equation is drawn."""
    if isinstance(term, str):
        return OPERATOR
    return CELL * len(shown(term.array.shape[1])) + 2 * BRACKET + 8


def in_words(term):
    """Return a term in words and numbers, for the description."""
    if isinstance(term, str):
        return term
    rows = map(vector, term.array[:MOST, :MOST])
    return f"{name(*term.own)} {' '.join(rows)}"


def draw_matrix(root, matrix, x, middle, base, any_lit, sized=True):
    """Draw a matrix whose left end is at x; its letter stands at `base`, its size below."""
    array = matrix.array
    rows, columns = map(shown, array.shape)
    largest = np.abs(array).max() or 1.0
    left, top = x + BRACKET + 4, middle - ROW * len(rows) / 2
    width, height = CELL * len(columns), ROW * len(rows)
    lit = list(matrix.lit_ranges())
    for r, i in enumerate(rows):
        for c, j in enumerate(columns):
            at = (left + CELL * c, top + ROW * r)
            if i is None or j is None:
                dots = "⋱" if i is None and j is None else "⋮" if i is None else "…"
                svg.text(root, at[0] + CELL / 2, at[1] + 22, dots, 18)
                continue
            tooltip = f"{matrix.entry(i, j)} = {number(array[i, j])}"
            if matrix.tooltips is not None:
                tooltip = matrix.tooltips[i][j]
            recedes = any_lit and not any(i in across and j in down for across, down in lit)
            cell = svg.group(root, tooltip, recedes)
            number_cell(cell, *at, CELL, ROW, array[i, j], largest, svg.VALUE_SIZE)
    for across, down in lit:
        corner = left + CELL * columns.index(down[0]), top + ROW * rows.index(across[0])
        box = (*corner, CELL * len(down), ROW * len(across), 5)
        svg.highlight(root, svg.rect, *box, halo=6, ink=1.5)
    draw_brackets(root, left, left + width, top, top + height, 3, 4)
    heading = label(*matrix.own) + ("^T" if matrix.transposed else "")
    svg.text(root, left + width / 2, base, heading, svg.NAME_SIZE, cls="bold")
    if sized:
        size = f"{array.shape[0]} × {array.shape[1]}"
        svg.text(root, left + width / 2, base + 21, size, 14.5, cls="quiet")


def tinted_cell(parent, x, y, width, height, tint):
    """Draw a cell of a grid in a tint, as `tint` returns it."""
    box = (x + 1.5, y + 1.5, width - 3, height - 3, 4)
    svg.rect(parent, *box, fill=GREYS["cell"])
    svg.rect(parent, *box, **tint)


def tint(value, largest):
    """Return the tint of a number: its sign's colour, the stronger the nearer to the largest."""
    strength = f"{0.15 + 0.85 * abs(value) / largest:.2f}" if value else "0"
    return {"fill": ROLES["negative" if value < 0 else "positive"].pale, "fill_opacity": strength}


def number_cell(parent, x, y, width, height, value, largest, size):
    """Draw a cell with a number, in its tint."""
    tinted_cell(parent, x, y, width, height, tint(value, largest))
    place = (x + width / 2, y + height / 2 + 5)
    svg.text(parent, *place, number(value), size, cls="on-pale", literal=True)


def draw_brackets(root, left, right, top, bottom, inwards, outwards):
    """Draw the two brackets of a grid, whose ends reach so far in and out."""
    for side, out in ((left, -1), (right, 1)):
        end = side - out * inwards
        corners = ("M", end, top - 3, "H", side + out * outwards, "V", bottom + 3, "H", end)
        svg.path(root, *corners, cls="ink", stroke_width=2)
