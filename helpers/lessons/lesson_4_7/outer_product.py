"""The outer product of a gradient and an activation, as a grid."""

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
    shown,
    term_width,
    words,
)
from helpers.pictures.text import name, number


def outer_product(grad_a, h, k, lit=None):
    """Draw ∇W_k = ∇a_k h_{k-1}^T as a grid: each cell is its row's times its column's number.

    Parameters
    ----------
    grad_a : array_like, shape (n_k,)
        On the left, a row each.
    h : array_like, shape (n_{k-1},)
        On top, a column each.
    k : int
        The layer.
    lit : (int, int), optional
        The cell lit, with the two numbers that it is made of; counted from 0.

    Returns
    -------
    str

    Raises
    ------
    ValueError
        Where one is no vector of finite numbers, or there is no such cell.

    Examples
    --------
    >>> picture = outer_product([0.5, -0.5], [2.0, 3.0], k=1, lit=(0, 1))
    >>> "∇W₁₁₂ = ∇a₁₁ · x₂ = 0.50·3.00 = 1.50" in picture
    True
    """
    below = read_by(k)
    rows, columns = Matrix("∇a", grad_a, k).array, Matrix(values=h, **below).array
    if rows.shape[1] != 1 or columns.shape[1] != 1:
        raise ValueError("grad_a and h must be vectors: the picture shows a single sample")
    product = rows @ columns.T
    tooltips = [
        [_product_line(rows, columns, product, k, i, j) for j in range(len(columns))]
        for i in range(len(rows))
    ]
    i, j = (None, None) if lit is None else lit
    left = Matrix("∇a", grad_a, k, lit=() if lit is None else (("row", i),))
    top = Matrix(
        values=columns.T,
        transposed=True,
        lit=() if lit is None else (("column", j),),
        **below,
    )
    grid = Matrix("∇W", product, k, False, () if lit is None else (("cell", i, j),), tooltips)
    for matrix in (left, top, grid):
        check_lit(matrix)
    side = MARGIN + CELL + 2 * BRACKET + 26  # where the grid starts
    head, down = MARGIN + ROW + 50, ROW * len(shown(len(rows)))
    said = f"{words(grid)} = {words(left)} · {words(top)}"
    size = (side + term_width(grid) + MARGIN, head + down + 52)
    root = svg.picture(*size, "Outer product", said)
    lights = lit is not None
    draw_matrix(root, top, side, MARGIN + ROW / 2, MARGIN + ROW + 22, lights, sized=False)
    draw_matrix(root, left, MARGIN, head + down / 2, head + down + 20, lights)
    draw_matrix(root, grid, side, head + down / 2, head + down + 20, lights)
    return svg.to_string(root)


def _product_line(rows, columns, product, k, i, j):
    h = name("x", j + 1) if k == 1 else name("h", k - 1, j + 1)
    second = number(columns[j, 0])
    second = f"({second})" if second.startswith("−") else second
    return (
        f"{name('∇W', k, i + 1, j + 1)} = {name('∇a', k, i + 1)} · {h} = "
        f"{number(rows[i, 0])}·{second} = {number(product[i, j])}"
    )
