"""Lesson 4.5: the Jacobian of the softmax as a coloured grid."""

import numpy as np

from helpers.numeric.losses import softmax
from helpers.pictures import svg
from helpers.pictures.figure import Figure
from helpers.pictures.matrices import tint, tinted_cell
from helpers.pictures.text import label, name, number

LEFT, TOP, CELL, ROW, MARGIN = 92, 66, 92, 44, 10


def softmax_jacobian(a, true_class, L=3):
    """Return the Jacobian of the softmax as a picture: row i is ŷ_i, column j the logit a_Lj.

    Parameters
    ----------
    a : array_like, shape (k,)
        The logits of layer L.
    true_class : int
        Its row is lit; counted from 1, at most k, else a ValueError.

    Examples
    --------
    >>> softmax_jacobian([0.0, 0.0], true_class=2)
    ∂ŷ₂/∂a₃ⱼ = (−0.250, 0.250): positive at its own logit, negative at all others. Each column \
sums to 0: the probabilities always sum to 1.
    """
    a = np.asarray(a, dtype=float)
    if true_class not in range(1, len(a) + 1):
        raise ValueError(f"true_class is {true_class}, expected 1 to {len(a)}")
    jacobian, ell = softmax.jacobian(a), true_class - 1
    row = ", ".join(number(value, 3) for value in jacobian[ell])
    said = (
        f"∂{name('ŷ', true_class)}/∂{name('a', L, 'j')} = ({row}): positive at its own logit, "
        "negative at all others. Each column sums to 0: the probabilities always sum to 1."
    )
    return Figure(_grid(jacobian, ell, L, said), said)


def _grid(jacobian, ell, L, said):
    """Draw a row for each probability, a column for each logit, and the columns' sums."""
    k = len(jacobian)
    width, bottom = LEFT + CELL * k + MARGIN, TOP + ROW * k
    root = svg.picture(width, bottom + 50, "Jacobian of the softmax", said, grow=1)
    svg.text(root, LEFT + CELL * k / 2, 22, "nudge this logit …", 15, cls="quiet")
    svg.text(root, MARGIN, TOP - 14, "… moves", 15, "start", cls="quiet")
    for j in range(k):
        x = LEFT + CELL * (j + 0.5)
        svg.text(root, x, TOP - 13, label("a", L, j + 1), 18)
        total = number(round(jacobian[:, j].sum(), 9))
        svg.text(root, x, bottom + 32, total, 15.5, literal=True)
    svg.text(root, LEFT - 12, bottom + 32, "sum", 15.5, "end", "quiet")
    svg.line(root, LEFT, bottom + 9, LEFT + CELL * k, bottom + 9, 1.5, cls="ink")
    largest = np.abs(jacobian).max()
    for (i, j), value in np.ndenumerate(jacobian):
        x, y = LEFT + CELL * j, TOP + ROW * i
        cell = svg.group(root, f"∂{name('ŷ', i + 1)}/∂{name('a', L, j + 1)} = {number(value, 3)}")
        tinted_cell(cell, x, y, CELL, ROW, tint(value, largest))
        said = f"+{number(value, 3)}" if value > 0 else number(value, 3)
        bold = " bold" if i == j else ""
        place = (x + CELL / 2, y + ROW / 2 + 6)
        svg.text(cell, *place, said, 17, cls=f"on-pale{bold}", literal=True)
    for i in range(k):
        words = label("ŷ", i + 1)
        svg.text(root, LEFT - 12, TOP + ROW * (i + 0.5) + 6, words, 18, "end")
        if i == ell:
            svg.text(root, MARGIN, TOP + ROW * (i + 0.5) + 6, "true", 15, "start", "output-ink")
    box = (LEFT, TOP + ROW * ell, CELL * k, ROW, 5)
    svg.highlight(root, svg.rect, *box, halo=6, ink=1.5)
    return svg.to_string(root)
