"""Equations of vectors and matrices, with their numbers in brackets."""

from dataclasses import dataclass

import numpy as np

from helpers.pictures import svg
from helpers.pictures.style import GREYS, LAPTOP_WIDTH, PROJECTOR_WIDTH, ROLES
from helpers.pictures.text import label, name, number

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
        As it stands in the equation; a vector is a column.
    k : int, optional
        Its layer.
    transposed : bool, optional
        Whether it is the transpose of what the letter names: a T is set behind it, and entries
        are named by the indices of the original.
    lit : tuple, optional
        What is lit: ("row", i), ("column", j) or ("cell", i, j), counted from 0.
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
            raise ValueError(
                f"{self.letter} has shape {array.shape}, expected finite numbers on 1 or 2 axes"
            )
        return array[:, None] if array.ndim == 1 else array

    @property
    def label(self):
        """The letter with its layer and, where it is transposed, its T."""
        below = label(self.letter) if self.k is None else label(self.letter, self.k)
        return below + ("^T" if self.transposed else "")

    def entry(self, i, j):
        """Return the name of an entry: one index for a vector, two for a matrix, from 1."""
        rows, columns = self.array.shape
        if self.transposed:
            i, j, rows, columns = j, i, columns, rows
        is_vector = columns == 1 and (np.ndim(self.values) == 1 or self.transposed)
        places = (i + 1,) if is_vector else (i + 1, j + 1)
        return name(self.letter, *(() if self.k is None else (self.k,)), *places)

    def is_lit(self, i, j):
        """Return whether a cell is lit."""
        tests = {"row": lambda r: r == i, "column": lambda c: c == j,
                 "cell": lambda r, c: (r, c) == (i, j)}  # fmt: skip
        return any(tests[kind](*place) for kind, *place in self.lit)


def read_by(k):
    """Return letter and layer of what layer k reads, for `Matrix`: x below layer 1, else h.

    Examples
    --------
    >>> read_by(1), read_by(3)
    ({'letter': 'x'}, {'letter': 'h', 'k': 2})
    """
    return {"letter": "x"} if k == 1 else {"letter": "h", "k": k - 1}


def equation_with_numbers(*terms, title="Equation", grow=PROJECTOR_WIDTH / LAPTOP_WIDTH):
    """Draw an equation with the numbers in place: brackets, names and sizes beneath.

    Parameters
    ----------
    *terms : Matrix or str
        In the order of the equation; a string is an operator, as "=", "+", "⊙".
    title : str, optional
    grow : float, optional
        As in `svg.picture`.

    Returns
    -------
    str

    Raises
    ------
    ValueError
        Where there is no term, values are not finite, or `lit` names no row, column or cell.

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
    for matrix in matrices:
        check_lit(matrix)
    tallest = max(len(shown(matrix.array.shape[0])) for matrix in matrices)
    widths = [term_width(term) for term in terms]
    total = sum(widths) + 2 * MARGIN
    height = 2 * MARGIN + ROW * tallest + 52
    root = svg.picture(total, height, title, " ".join(words(term) for term in terms), grow)
    middle = MARGIN + ROW * tallest / 2
    any_lit = any(matrix.lit for matrix in matrices)
    x = MARGIN
    for term, width in zip(terms, widths, strict=True):
        if isinstance(term, Matrix):
            draw_matrix(root, term, x, middle, height - 36, any_lit)
        else:
            svg.text(root, x + width / 2, middle + 7, term, 22)
        x += width
    return svg.to_string(root)


def check_lit(matrix):
    """Raise ValueError where what is lit lies outside the matrix, or is not drawn."""
    rows, columns = matrix.array.shape
    bounds = {"row": (rows,), "column": (columns,), "cell": (rows, columns)}
    for kind, *place in matrix.lit:
        limits = bounds.get(kind, ())
        if (
            len(limits) != len(place)
            or not limits
            or any(p not in range(limit) for p, limit in zip(place, limits, strict=True))
        ):
            raise ValueError(
                f"lit of {matrix.letter} is {(kind, *place)}, but it is {rows} × {columns}"
            )
        for p, limit in zip(place, limits, strict=True):
            if p not in shown(limit):
                raise ValueError(
                    f"lit of {matrix.letter} is {(kind, *place)}, which is among those left out"
                )


def shown(n):
    """Return the indices drawn, None for the dots.

    Examples
    --------
    >>> shown(3), shown(32)
    ([0, 1, 2], [0, 1, 2, 3, None, 31])
    """
    return list(range(n)) if n <= MOST else [0, 1, 2, 3, None, n - 1]


def term_width(term):
    """Return how wide a term of an equation is drawn."""
    if isinstance(term, str):
        return OPERATOR
    return CELL * len(shown(term.array.shape[1])) + 2 * BRACKET + 8


def words(term):
    """Return a term in words and numbers, for the description."""
    if isinstance(term, str):
        return term
    rows = [f"({', '.join(map(number, row))})" for row in term.array[:MOST, :MOST]]
    return f"{name(term.letter, *(() if term.k is None else (term.k,)))} {' '.join(rows)}"


def draw_matrix(root, matrix, x, middle, base, any_lit, sized=True):
    """Draw a matrix whose left end is at x; its letter stands at `base`, its size below."""
    array = matrix.array
    rows, columns = shown(array.shape[0]), shown(array.shape[1])
    largest = np.abs(array).max() or 1.0
    left, top = x + BRACKET + 4, middle - ROW * len(rows) / 2
    width, height = CELL * len(columns), ROW * len(rows)
    for r, i in enumerate(rows):
        for c, j in enumerate(columns):
            corner = (left + CELL * c, top + ROW * r)
            if i is None or j is None:
                dots = "⋱" if i is None and j is None else "⋮" if i is None else "…"
                svg.text(root, corner[0] + CELL / 2, corner[1] + 22, dots, 18)
                continue
            _draw_cell(root, matrix, array[i, j], i, j, corner, largest, any_lit)
    for kind, *place in matrix.lit:
        r, rs = (rows.index(place[0]), 1) if kind != "column" else (0, len(rows))
        c, cs = (columns.index(place[-1]), 1) if kind != "row" else (0, len(columns))
        box = (left + CELL * c, top + ROW * r, CELL * cs, ROW * rs, 5)
        svg.rect(root, *box, cls="halo", stroke_width=6)
        svg.rect(root, *box, cls="ink", stroke_width=1.5)
    for side, out in ((left, -1), (left + width, 1)):
        bend = side + out * 4
        svg.path(root, "M", side - out * 3, top - 3, "H", bend, "V", top + height + 3, "H",
                 side - out * 3, cls="ink", stroke_width=2)  # fmt: skip
    svg.text(root, left + width / 2, base, matrix.label, svg.NAME_SIZE, cls="bold")
    if sized:
        size = f"{array.shape[0]} × {array.shape[1]}"
        svg.text(root, left + width / 2, base + 21, size, 14.5, cls="quiet")


def _draw_cell(root, matrix, value, i, j, corner, largest, any_lit):
    tooltip = f"{matrix.entry(i, j)} = {number(value)}"
    if matrix.tooltips is not None:
        tooltip = matrix.tooltips[i][j]
    cell = svg.group(root, tooltip, receding=any_lit and not matrix.is_lit(i, j))
    x, y = corner
    box = (x + 1.5, y + 1.5, CELL - 3, ROW - 3, 4)
    svg.rect(cell, *box, fill=GREYS["cell"])
    tint = ROLES["negative" if value < 0 else "positive"].pale
    strength = f"{0.15 + 0.85 * abs(value) / largest:.2f}" if value else "0"
    svg.rect(cell, *box, fill=tint, fill_opacity=strength)
    svg.text(cell, x + CELL / 2, y + 21, number(value), svg.VALUE_SIZE, cls="on-pale", literal=True)
