"""The contributions of all paths from a hidden unit to the loss, end to end, and their sum."""

import numpy as np

from helpers.pictures import svg
from helpers.pictures.text import LOSS, bracketed, label, name, number

ROW, BAR = 48, 26
TOP, BOTTOM, MARGIN = 44, 12, 10
NAME, PRODUCT, VALUE, BARS = 70, 122, 62, 146  # widths of the columns


def path_sum(upstream, column, k, j):
    """Draw the sum over the paths of h_kj, a row a path: each bar begins where the last ends.

    Path m leads through a_{k+1,m} and contributes the gradient there times W_{k+1,m,j}; the last
    row is their sum, the gradient at h_kj [4.6-2].

    Parameters
    ----------
    upstream : array_like, shape (n_{k+1},)
        The gradient at a_{k+1}.
    column : array_like, shape (n_{k+1},)
        The j-th column of W_{k+1}.
    k, j : int
        The layer, and the unit, counted from 0.

    Returns
    -------
    str

    Raises
    ------
    ValueError
        Where the two are no vectors of finite numbers of one length.

    Examples
    --------
    >>> picture = path_sum([0.5, -1.0], [2.0, 0.25], k=1, j=0)
    >>> "∂ℒ/∂a₂₂ · W₂₂₁ = −1.00·0.25 = −0.25" in picture
    True
    """
    upstream, column = _vector("upstream", upstream), _vector("column", column)
    if upstream.shape != column.shape:
        raise ValueError(f"column has {len(column)} entries, but upstream has {len(upstream)}")
    parts = upstream * column
    ends = np.concatenate([[0.0], np.cumsum(parts)])
    low, high = min(ends.min(), 0.0), max(ends.max(), 0.0)
    scale = BARS / (high - low) if high > low else 0.0
    left = MARGIN + NAME + PRODUCT + VALUE
    zero = left - low * scale + (0 if high > low else BARS / 2)
    height = TOP + ROW * (len(parts) + 1) + BOTTOM
    total = name("h", k, j + 1)
    said = f"{' + '.join(map(bracketed, parts))} = {number(ends[-1])} = ∂{LOSS}/∂{total}."
    title = f"The paths of {total}, summed"
    root = svg.picture(left + BARS + MARGIN, height, title, said, grow=1.2)
    _draw_headings(root, k, j)
    for m, part in enumerate(parts):
        factors = f"{number(upstream[m])}·{bracketed(column[m])}"
        line = f"∂{LOSS}/∂{name('a', k + 1, m + 1)} · {name('W', k + 1, m + 1, j + 1)}"
        row = svg.group(root, f"{line} = {factors} = {number(part)}")
        y = TOP + ROW * (m + 0.5)
        svg.text(row, MARGIN, y + 6, label("a", k + 1, m + 1), svg.NAME_SIZE, "start")
        right = MARGIN + NAME + PRODUCT - 8
        svg.text(row, right, y + 6, factors, svg.VALUE_SIZE, "end", literal=True)
        role = "negative" if part < 0 else "positive"
        _draw_bar(row, (left, zero, scale), y, ends[m], part, role)
        x = zero + ends[m + 1] * scale  # where this bar ends, the next begins
        svg.line(root, x, y + BAR / 2, x, y + ROW - BAR / 2, cls="rule", stroke_dasharray="3 3")
    y = TOP + ROW * len(parts)
    svg.line(root, MARGIN, y, left - 6, y, cls="ink")
    row = svg.group(root, f"∂{LOSS}/∂{total} = {number(ends[-1])}")
    words = f"sum = ∂{LOSS}/∂{label('h', k, j + 1)}"
    svg.text(row, MARGIN, y + ROW / 2 + 6, words, svg.NAME_SIZE, "start", "bold")
    _draw_bar(row, (left, zero, scale), y + ROW / 2, 0.0, ends[-1], "gradient")
    svg.line(root, zero, TOP - 2, zero, height - BOTTOM + 4, cls="ink")
    return svg.to_string(root)


def _vector(argument, values):
    array = np.asarray(values, dtype=float)
    if array.ndim != 1 or array.size == 0 or not np.isfinite(array).all():
        raise ValueError(f"{argument} has shape {array.shape}, expected a vector of finite numbers")
    return array


def _draw_headings(root, k, j):
    svg.text(root, MARGIN, 24, "through", 15, "start", "quiet")
    heading = f"∂{LOSS}/∂{label('a', k + 1, 'm')} · {label('W', k + 1, 'm', j + 1)}"
    svg.text(root, MARGIN + NAME + PRODUCT - 8, 24, heading, svg.NAME_SIZE, "end")


def _draw_bar(row, axis, y, start, part, role):
    left, zero, scale = axis
    svg.text(row, left - 10, y + 6, number(part), svg.VALUE_SIZE, "end", "bold", literal=True)
    x = zero + min(start, start + part) * scale
    svg.rect(row, x, y - BAR / 2, abs(part) * scale, BAR, 2, cls=role)
