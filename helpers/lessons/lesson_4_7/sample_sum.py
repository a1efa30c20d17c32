"""A gradient as the sum of what each sample of a batch gives: a tile a sample, then the sum."""

import numpy as np

from helpers.pictures import svg
from helpers.pictures.style import GREYS, ROLES
from helpers.pictures.text import label, name, number

CELL, ROW, GAP, MARGIN, HEAD = 50, 30, 25, 12, 34


def sample_sum(shares, k, cell, upto=None, grow=1.25):
    """Draw ∇W_k as a sum: a matrix a sample, and what they add up to; an entry lit in each.

    Parameters
    ----------
    shares : array_like, shape (N, n_k, n_{k-1})
        What each sample gives: its outer product [4.7-3].
    k : int
        The layer.
    cell : (int, int)
        The entry lit, counted from 0.
    upto : int, optional
        The sample that is chosen, counted from 1: it and those before it are added up, the others
        recede. By default all.
    grow : float, optional
        As in `svg.picture`.

    Returns
    -------
    str

    Raises
    ------
    ValueError
        Where shares are no finite numbers on three axes, or there is no such cell or sample.

    Examples
    --------
    >>> picture = sample_sum([[[1.0, 2.0]], [[0.5, -1.0]]], k=2, cell=(0, 1))
    >>> "∇W₂: row 1, column 2: 1.00" in picture
    True
    """
    shares = np.asarray(shares, dtype=float)
    if shares.ndim != 3 or shares.size == 0 or not np.isfinite(shares).all():
        raise ValueError(f"shares has shape {shares.shape}, expected finite numbers on 3 axes")
    N, m, n = shares.shape
    if cell[0] not in range(m) or cell[1] not in range(n):
        raise ValueError(f"cell is {cell!r}, but a share is {m} × {n}")
    if upto is not None and upto not in range(1, N + 1):
        raise ValueError(f"upto is {upto!r}, expected 1 to {N}, or None")
    added = N if upto is None else upto
    tiles = [*shares, shares[:added].sum(axis=0)]
    names = [f"sample {s + 1}" for s in range(N)]
    so_far = f"samples 1–{added}" if added > 1 else "sample 1"
    names.append(name("∇W", k) if added == N else so_far)
    largest = max(np.abs(tile).max() for tile in tiles) or 1.0
    said = "; ".join(f"{who}: {_rows(tile)}" for who, tile in zip(names, tiles, strict=True))
    width, height = CELL * n, ROW * m
    size = (2 * MARGIN + (N + 1) * width + N * GAP, HEAD + height + MARGIN)
    root = svg.picture(*size, "The sum over the samples", said, grow)
    for s, (who, tile) in enumerate(zip(names, tiles, strict=True)):
        x = MARGIN + s * (width + GAP)
        is_sum = s == N
        part = svg.group(root, receding=added <= s < N)
        if s:
            svg.text(part, x - GAP / 2, HEAD + height / 2 + 7, "=" if is_sum else "+", 21)
        head = label("∇W", k) if is_sum and added == N else who
        strength = "bold" if is_sum or s + 1 == upto else "quiet"
        svg.text(part, x + width / 2, HEAD - 13, head, 16.5 if is_sum else 14.5, cls=strength)
        _tile(part, tile, x, cell, largest, who)
    return svg.to_string(root)


def _rows(tile):
    return " ".join(f"({', '.join(map(number, row))})" for row in tile)


def _tile(parent, tile, x, cell, largest, who):
    """Draw a matrix without brackets, framed; the lit entry in a halo."""
    m, n = tile.shape
    svg.rect(parent, x, HEAD, CELL * n, ROW * m, 4, fill=GREYS["cell"])
    for (i, j), value in np.ndenumerate(tile):
        corner = x + CELL * j, HEAD + ROW * i
        entry = svg.group(parent, f"{who}: row {i + 1}, column {j + 1}: {number(value)}")
        tint = ROLES["negative" if value < 0 else "positive"].pale
        strength = f"{0.15 + 0.85 * abs(value) / largest:.2f}" if value else "0"
        box = (corner[0] + 1, corner[1] + 1, CELL - 2, ROW - 2, 3)
        svg.rect(entry, *box, fill=tint, fill_opacity=strength)
        place = corner[0] + CELL / 2, corner[1] + 20
        svg.text(entry, *place, number(value), 14.5, cls="on-pale", literal=True)
    svg.rect(parent, x, HEAD, CELL * n, ROW * m, 4, cls="rule", stroke_width=1.5)
    box = (x + CELL * cell[1], HEAD + ROW * cell[0], CELL, ROW, 5)
    svg.rect(parent, *box, cls="halo", stroke_width=6)
    svg.rect(parent, *box, cls="ink", stroke_width=1.5)
