"""An investigation as a transcript: who was asked, what it answered, how much blame it carries."""

from typing import NamedTuple

from helpers.pictures import svg
from helpers.pictures.text import width

ROW, TOP, LEFT, SIZE = 40, 8, 14, 16
WITNESS, BLAME = 68, 76  # widths beside the answers


class Statement(NamedTuple):
    """What one witness said.

    Parameters
    ----------
    witness : str
        Who, in the mini-language of `text.runs`.
    says : str
        Likewise.
    blame : str
        A number, or nothing.
    role : str
        Its colour, that of a role of `style.ROLES` with ink; empty for none.

    Examples
    --------
    >>> Statement("h_2", "Only g(a_2), passed on.", "0.70", "hidden").blame
    '0.70'
    """

    witness: str
    says: str
    blame: str = ""
    role: str = ""


def transcript(statements, asked):
    """Draw the first statements as SVG, the last of them lit; room is kept for the others.

    Parameters
    ----------
    statements : sequence of Statement
    asked : int
        How many have been made.

    Returns
    -------
    str

    Raises
    ------
    ValueError
        Where there are fewer statements than `asked`, or `asked` is below 1.

    Examples
    --------
    >>> "Ours." in transcript([Statement("b_1", "Ours.", "0.50", "weights")], 1)
    True
    """
    if asked not in range(1, len(statements) + 1):
        raise ValueError(f"asked is {asked}, expected 1 to {len(statements)}")
    across = LEFT + WITNESS + BLAME + 0.93 * max(width(one.says, SIZE) for one in statements)
    said = f"{asked} of {len(statements)} witnesses have answered"
    root = svg.picture(across, 2 * TOP + ROW * len(statements), "Transcript", said, grow=1.2)
    for place, statement in enumerate(statements[:asked]):
        _draw(svg.group(root), statement, TOP + ROW * place, across, place == asked - 1)
    return svg.to_string(root)


def _draw(group, statement, top, across, is_last):
    if is_last:
        svg.rect(group, 4, top, across - 8, ROW - 2, 6, cls="now")
        svg.rect(group, 4, top, 5, ROW - 2, 2.5, cls="weights")
    base = top + ROW / 2 + 5
    ink = f"{statement.role}-ink bold" if statement.role and not is_last else "bold"
    svg.text(group, LEFT, base, statement.witness, SIZE + 1, "start", ink)
    svg.text(group, LEFT + WITNESS, base, statement.says, SIZE, "start")
    if statement.blame:
        ink = "bold" if is_last else "gradient-ink"
        blame = f"∇ {statement.blame}"
        svg.text(group, across - 14, base, blame, SIZE, "end", ink, literal=True)
