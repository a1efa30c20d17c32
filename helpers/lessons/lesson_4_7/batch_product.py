"""The product ∇a hᵀ of a batch: its factors to the left and on top, a sample a column, a row."""

import numpy as np

from helpers.pictures import svg
from helpers.pictures.matrices import (
    BRACKET,
    CELL,
    MARGIN,
    ROW,
    Matrix,
    check_lit,
    draw_matrix,
    read_by,
    term_width,
    words,
)
from helpers.pictures.text import name, number

ABOVE, BETWEEN, BELOW, APART = 24, 52, 72, 26  # sample numbers; hᵀ's letter; ∇W's; ∇W from ∇b
MOST_SAMPLES = 6


def batch_product(grad_a, h, k, cell, sample=None, grow=1.25):
    """Draw ∇W_k = ∇a_k h_{k-1}^T and ∇b_k with the two factors at the grid's sides.

    A cell of the grid stands where a row of ∇a_k and a column of h_{k-1}^T cross. For one sample
    it is a product of two numbers [4.7-2]; for the batch, row times column.

    Parameters
    ----------
    grad_a : array_like, shape (n_k, N)
        On the left, a column a sample.
    h : array_like, shape (n_{k-1}, N)
        Transposed on top, a row a sample.
    k : int
        The layer.
    cell : (int, int)
        The entry of the grid that is lit, with what it is made of; counted from 0.
    sample : int, optional
        The sample whose outer product fills the grid, counted from 0; by default all, summed.
    grow : float, optional
        As in `svg.picture`.

    Returns
    -------
    str

    Raises
    ------
    ValueError
        Where the factors are no matrices of finite numbers with as many columns, at most six, or
        there is no such cell or sample.

    Examples
    --------
    >>> picture = batch_product([[0.5, 1.0], [2.0, 0.0]], [[3.0, 4.0]], k=1, cell=(1, 0))
    >>> "∇W₁₂₁ = 6.00 from all 2 samples" in picture
    True
    >>> picture = batch_product([[0.5, 1.0], [2.0, 0.0]], [[3.0, 4.0]], k=1, cell=(0, 0), sample=1)
    >>> "∇W₁₁₁ = 4.00 from sample 2" in picture
    True
    """
    grad_a, h = _factors(grad_a, h)
    N = grad_a.shape[1]
    if sample is not None and sample not in range(N):
        raise ValueError(f"sample is {sample!r}, expected one of 0 to {N - 1}, or None")
    chosen = slice(None) if sample is None else slice(sample, sample + 1)
    told = f"from all {N} samples" if sample is None else f"from sample {sample + 1}"
    product, column = grad_a[:, chosen] @ h[:, chosen].T, grad_a[:, chosen].sum(axis=1)
    i, j = cell
    in_row, in_column = (("row", i),), (("column", j),)
    if sample is not None:
        in_row, in_column = (("column", sample), ("cell", i, sample)), (
            ("row", sample), ("cell", sample, j),
        )  # fmt: skip
    below = read_by(k)
    left = Matrix("∇a", grad_a, k, lit=in_row, tooltips=_of_samples("∇a", k, grad_a))
    top = Matrix(
        values=h.T, transposed=True, lit=in_column, **below,
        tooltips=np.transpose(_of_samples(below["letter"], below.get("k"), h)),
    )  # fmt: skip
    grid = Matrix("∇W", product, k, lit=(("cell", i, j),), tooltips=_parts("∇W", k, product, told))
    beside = Matrix("∇b", column, k, lit=(("row", i),), tooltips=_parts("∇b", k, column, told))
    for matrix in (left, top, grid, beside):
        check_lit(matrix)

    side = MARGIN + term_width(left) + APART
    far = side + term_width(grid) + APART
    head = MARGIN + ROW * N + BETWEEN + ABOVE
    middle, base = head + ROW * len(grad_a) / 2, head + ROW * len(grad_a) + 22
    said = f"{told}: {words(grid)} = {words(left)} · {words(top)}, {words(beside)}"
    size = (far + term_width(beside) + MARGIN, head + ROW * len(grad_a) + BELOW)
    root = svg.picture(*size, "The product of a batch", said, grow)
    draw_matrix(root, top, side, MARGIN + ROW * N / 2, MARGIN + ROW * N + 24, True, sized=False)
    draw_matrix(root, left, MARGIN, middle, base, True)
    draw_matrix(root, grid, side, middle, base, False)
    draw_matrix(root, beside, far, middle, base, False)
    for matrix, x in ((grid, side), (beside, far)):
        who = f"all {N}" if sample is None else f"sample {sample + 1}"
        svg.text(root, x + term_width(matrix) / 2, base + 41, who, 14.5, cls="quiet")
    for s in range(N):
        strength = "bold" if s == sample else "quiet"
        x = MARGIN + BRACKET + 4 + CELL * (s + 0.5)
        svg.text(root, x, head - 12, str(s + 1), 14.5, cls=strength)
        y = MARGIN + ROW * (s + 0.5) + 5
        svg.text(root, side - 6, y, f"sample {s + 1}", 14.5, "end", strength)
    svg.text(root, MARGIN + term_width(left) / 2, head - 31, "sample", 14.5, cls="quiet")
    return svg.to_string(root)


def _factors(grad_a, h):
    """Return both as matrices, or raise ValueError."""
    arrays = [np.asarray(values, dtype=float) for values in (grad_a, h)]
    for called, array in zip(("grad_a", "h"), arrays, strict=True):
        if array.ndim != 2 or array.size == 0 or not np.isfinite(array).all():
            raise ValueError(f"{called} has shape {array.shape}, expected finite numbers, (n, N)")
    N, of_h = (array.shape[1] for array in arrays)
    if of_h != N:
        raise ValueError(f"h has {of_h} samples, but grad_a has {N}")
    if N > MOST_SAMPLES:
        raise ValueError(f"grad_a has {N} samples, expected at most {MOST_SAMPLES}")
    return arrays


def _of_samples(letter, k, array):
    layer = () if k is None else (k,)
    return [
        [f"sample {s + 1}: {name(letter, *layer, u + 1)} = {number(value)}"
         for s, value in enumerate(row)]
        for u, row in enumerate(array)
    ]  # fmt: skip


def _parts(letter, k, array, told):
    rows = array[:, None] if array.ndim == 1 else array
    return [
        [f"{name(letter, k, i + 1, *([] if array.ndim == 1 else [j + 1]))} = {number(v)} {told}"
         for j, v in enumerate(row)]
        for i, row in enumerate(rows)
    ]  # fmt: skip
