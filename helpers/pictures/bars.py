"""Panels of bars that share one axis of classes: logits, probabilities, their gradient."""

from dataclasses import dataclass

import numpy as np

from helpers.pictures import svg
from helpers.pictures.style import ROLES
from helpers.pictures.text import number, width

ROW, BAR, GAP = 34, 20, 20  # height of a class and of its bar; room between panels
TOP, BOTTOM, MARGIN = 46, 14, 10
WIDTH = 640
NUMBER_ROOM = 50  # to the left of the bars, for the numbers


@dataclass(frozen=True, eq=False)
class Panel:
    """The bars of one vector, an entry a class.

    Parameters
    ----------
    title : str
        In the mini-language of `text.runs`, as "ŷ".
    values : array_like, shape (k,)
    role : str, optional
        What the colour means: a key of `style.ROLES`.
    ghost : array_like, shape (k,), optional
        The values before, drawn as outlines.
    limits : (float, float), optional
        The ends of its axis; 0 always lies between them. By default what the values need.
    join : str, optional
        What stands between this panel and the one to its left, as "−" or "=".

    Examples
    --------
    >>> Panel("ŷ", [0.25, 0.75]).role
    'output'
    """

    title: str
    values: object
    role: str = "output"
    ghost: object = None
    limits: tuple | None = None
    join: str = ""


def bar_panels(panels, true_class=None, names=None, title="Bars"):
    """Draw vectors of k entries side by side as SVG, a row a class, the numbers beside the bars.

    Parameters
    ----------
    panels : sequence of Panel
    true_class : int, optional
        Counted from 0; its row is marked.
    names : sequence of str, optional
        What the classes are called; by default their numbers, from 1.
    title : str, optional

    Returns
    -------
    str

    Raises
    ------
    ValueError
        Where vectors differ in length or hold no finite numbers, limits do not hold a value, or
        a role or the class does not exist.

    Examples
    --------
    >>> picture = bar_panels([Panel("ŷ", [0.25, 0.75]), Panel("e(ℓ)", [0, 1])], true_class=1)
    >>> "true class" in picture
    True
    """
    vectors, ghosts, limits = _check(panels, true_class, names)
    k = len(vectors[0])
    names = [str(i + 1) for i in range(k)] if names is None else list(names)
    axis = MARGIN + max(92 if true_class is not None else 0, *(width(n, 16) + 12 for n in names))
    room = (WIDTH - axis - MARGIN - GAP * len(panels)) / len(panels)
    height = TOP + ROW * k + BOTTOM
    said = "; ".join(
        f"{panel.title} = ({', '.join(map(number, values))})"
        for panel, values in zip(panels, vectors, strict=True)
    )
    root = svg.picture(WIDTH, height, title, said + ".")
    if true_class is not None:
        svg.rect(root, 2, TOP + ROW * true_class + 2, WIDTH - 4, ROW - 4, 8, cls="band")
        svg.rect(root, 2, TOP + ROW * true_class + 2, 5, ROW - 4, 2.5, cls="output")
    for i in range(k):
        middle = TOP + ROW * (i + 0.5) + 5.5
        svg.text(root, axis - 10, middle, names[i], 16, "end", "bold", literal=True)
        if i == true_class:
            svg.text(root, 12, middle, "true class", 14, "start", "output-ink")
    x = axis + GAP / 2
    for panel, values, ghost, ends in zip(panels, vectors, ghosts, limits, strict=True):
        if panel.join:
            svg.text(root, x - GAP / 2 + 8, TOP - 17, panel.join, 20)
        _draw_panel(root, panel, values, ghost, ends, x, room, names)
        x += room + GAP
    return svg.to_string(root)


def _check(panels, true_class, names):
    """Return values, ghosts and limits of each panel, or raise ValueError."""
    if not panels:
        raise ValueError("panels is empty, expected at least one Panel")
    k = np.size(panels[0].values)
    if true_class is not None and true_class not in range(k):
        raise ValueError(f"true_class is {true_class!r}, expected one of 0 to {k - 1}")
    if names is not None and len(names) != k:
        raise ValueError(f"names has {len(names)} entries, but there are {k} classes")
    vectors, ghosts, limits = [], [], []
    for panel in panels:
        if panel.role not in ROLES:
            raise ValueError(f"role is {panel.role!r}, expected one of {', '.join(ROLES)}")
        values = _vector(panel.title, panel.values, k)
        ghost = None if panel.ghost is None else _vector(f"ghost of {panel.title}", panel.ghost, k)
        shown = values if ghost is None else np.concatenate([values, ghost])
        low, high = min(0.0, shown.min()), max(0.0, shown.max())
        if panel.limits is not None:
            if panel.limits[0] > low or panel.limits[1] < high:
                raise ValueError(
                    f"limits of {panel.title} are {panel.limits}, but it goes from "
                    f"{low:.4g} to {high:.4g}"
                )
            low, high = panel.limits
        vectors.append(values)
        ghosts.append(ghost)
        limits.append((low, high if high > low else low + 1))
    return vectors, ghosts, limits


def _vector(name, values, k):
    array = np.asarray(values, dtype=float)
    if array.shape != (k,):
        raise ValueError(f"{name} has shape {array.shape}, expected ({k},)")
    if not np.isfinite(array).all():
        raise ValueError(f"{name} holds NaN or infinity, expected finite numbers")
    return array


def _draw_panel(root, panel, values, ghost, ends, x, room, names):
    """Draw the title, then a row a class: the number, and its bar from the line at 0."""
    low, high = ends
    scale = (room - NUMBER_ROOM) / (high - low)
    zero = x + NUMBER_ROOM - low * scale
    svg.text(root, x + room / 2, TOP - 18, panel.title, svg.NAME_SIZE, cls="bold")
    for i, value in enumerate(values):
        before = "" if ghost is None else f", before {number(ghost[i])}"
        bar = svg.group(root, f"{names[i]}: {number(value)}{before}")
        y = TOP + ROW * i + (ROW - BAR) / 2
        start, length = min(zero, zero + value * scale), abs(value) * scale
        svg.rect(bar, start, y, length, BAR, 2, cls=panel.role)
        if ghost is not None:
            start, length = min(zero, zero + ghost[i] * scale), abs(ghost[i]) * scale
            outline = {"stroke_width": 1.5, "stroke_dasharray": "3 2", "cls": "ink"}
            svg.rect(bar, start, y - 3, length, BAR + 6, **outline)
        place = (x + NUMBER_ROOM - 6, y + 15.5)
        svg.text(bar, *place, number(value), svg.VALUE_SIZE, "end", literal=True)
    svg.line(root, zero, TOP - 4, zero, TOP + ROW * len(values) + 2, 1.5, cls="ink")
