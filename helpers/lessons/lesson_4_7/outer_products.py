"""∇W = ∇a hᵀ: the outer product of one sample, and the product of a batch."""

import numpy as np

from helpers.pictures import matrices, svg
from helpers.pictures.matrices import MARGIN, Matrix, draw_matrix, in_words, read_by, term_width
from helpers.pictures.text import bracketed, name, number

GROW = 1.25
ABOVE, BETWEEN, BELOW, APART = 24, 52, 72, 26  # sample numbers; hᵀ's letter; ∇W's; ∇W from ∇b


def outer_product(grad_a, h, k, lit=None):
    """Draw ∇W_k = ∇a_k h_{k-1}^T as a grid: each cell is its row's times its column's number.

    Parameters
    ----------
    grad_a, h : array_like, shapes (n_k,) and (n_{k-1},)
        Finite, else a ValueError: on the left, a row each; on top, a column each.
    lit : (int, int), optional
        The cell lit, with the two numbers that it is made of; counted from 0.

    Examples
    --------
    >>> picture = outer_product([0.5, -0.5], [2.0, 3.0], k=1, lit=(0, 1))
    >>> "∇W₁₁₂ = ∇a₁₁ · x₂ = 0.50·3.00 = 1.50" in picture
    True
    """
    in_row, in_column, in_cell = _lit(lit) if lit else ((), (), ())
    left, below = Matrix("∇a", grad_a, k, lit=in_row), Matrix(values=h, **read_by(k))
    if left.array.shape[1] != 1 or below.array.shape[1] != 1:
        raise ValueError("grad_a and h must be vectors: the picture shows a single sample")
    rows, columns = left.array[:, 0], below.array[:, 0]
    top = Matrix(values=columns[None], transposed=True, lit=in_column, **read_by(k))

    def product_line(u, v, product):
        letters = f"{name('∇a', k, u + 1)} · {top.entry(0, v)}"
        numbers = f"{number(rows[u])}·{bracketed(columns[v])}"
        return f"{name('∇W', k, u + 1, v + 1)} = {letters} = {numbers} = {product}"

    product = np.outer(rows, columns)
    grid = Matrix("∇W", product, k, lit=in_cell, tooltips=_tooltips(product, product_line))
    side, head = MARGIN + term_width(left) + 18, MARGIN + matrices.ROW + 50  # where the grid starts
    down = matrices.ROW * len(matrices.shown(len(rows)))
    said = f"{in_words(grid)} = {in_words(left)} · {in_words(top)}"
    size = side + term_width(grid) + MARGIN, head + down + 52
    root = svg.picture(*size, "Outer product", said, GROW)
    draw_matrix(root, top, side, MARGIN + matrices.ROW / 2, head - 28, bool(lit), sized=False)
    for matrix, x in ((left, MARGIN), (grid, side)):
        draw_matrix(root, matrix, x, head + down / 2, head + down + 20, bool(lit))
    return svg.to_string(root)


def batch_product(grad_a, h, k, cell, sample=None):
    """Draw ∇W_k and ∇b_k of a sample, or of all, between ∇a_k and h_{k-1}^T; an entry is lit."""
    N = grad_a.shape[1]
    who, whose, chosen = f"all {N}", f"from all {N} samples", slice(None)
    in_row, in_column, in_cell = _lit(cell)
    beside_it = in_row
    if sample is not None:
        who, whose, chosen = f"sample {sample + 1}", f"from sample {sample + 1}", [sample]
        in_row = ("column", sample), ("cell", cell[0], sample)
        in_column = ("row", sample), ("cell", sample, cell[1])
    product, column = grad_a[:, chosen] @ h[:, chosen].T, grad_a[:, chosen].sum(axis=1)
    unit = Matrix(values=h[:, 0], **read_by(k)).entry
    of_a = _tooltips(grad_a, lambda u, s, v: f"sample {s + 1}: {name('∇a', k, u + 1)} = {v}")
    of_h = _tooltips(h.T, lambda s, u, v: f"sample {s + 1}: {unit(u, 0)} = {v}")
    of_W = _tooltips(product, lambda u, w, v: f"{name('∇W', k, u + 1, w + 1)} = {v} {whose}")
    of_b = _tooltips(column, lambda u, _, v: f"{name('∇b', k, u + 1)} = {v} {whose}")
    left = Matrix("∇a", grad_a, k, lit=in_row, tooltips=of_a)
    top = Matrix(values=h.T, transposed=True, lit=in_column, tooltips=of_h, **read_by(k))
    grid = Matrix("∇W", product, k, lit=in_cell, tooltips=of_W)
    beside = Matrix("∇b", column, k, lit=beside_it, tooltips=of_b)
    side = MARGIN + term_width(left) + APART
    far = side + term_width(grid) + APART
    over, down = MARGIN + matrices.ROW * N, matrices.ROW * len(grad_a)
    head = over + BETWEEN + ABOVE
    middle, base = head + down / 2, head + down + 22
    products = f"{in_words(grid)} = {in_words(left)} · {in_words(top)}"
    said = f"{whose}: {products}, {in_words(beside)}"
    size = far + term_width(beside) + MARGIN, head + down + BELOW
    root = svg.picture(*size, "The product of a batch", said, GROW)
    draw_matrix(root, top, side, (MARGIN + over) / 2, over + 24, True, sized=False)
    draw_matrix(root, left, MARGIN, middle, base, True)
    draw_matrix(root, grid, side, middle, base, False)
    draw_matrix(root, beside, far, middle, base, False)
    for matrix, x in ((grid, side), (beside, far)):
        svg.text(root, x + term_width(matrix) / 2, base + 41, who, 14.5, cls="quiet")
    for s in range(N):
        strength = "bold" if s == sample else "quiet"
        x = MARGIN + matrices.BRACKET + 4 + matrices.CELL * (s + 0.5)
        svg.text(root, x, head - 12, str(s + 1), 14.5, cls=strength)
        y = MARGIN + matrices.ROW * (s + 0.5) + 5
        svg.text(root, side - 6, y, f"sample {s + 1}", 14.5, "end", strength)
    svg.text(root, MARGIN + term_width(left) / 2, head - 31, "sample", 14.5, cls="quiet")
    return svg.to_string(root)


def _lit(cell):
    """Return what is lit in ∇a, in hᵀ and in the grid for one of its cells."""
    i, j = cell
    return (("row", i),), (("column", j),), (("cell", i, j),)


def _tooltips(array, said):
    """Return said(i, j, number) of each cell, by row; of a vector, j is 0."""
    rows = array.reshape(len(array), -1)
    return [[said(i, j, number(v)) for j, v in enumerate(row)] for i, row in enumerate(rows)]
