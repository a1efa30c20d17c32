"""Panels of bars that share one axis of classes: logits, probabilities, their gradient."""

from typing import NamedTuple

import numpy as np

from helpers.pictures import svg
from helpers.pictures.text import number, runs, vector, width

ROW, BAR, GAP = 34, 20, 20  # height of a class and of its bar; room between panels
MARK_ROOM = 100  # to the left of the axis, where the row of the true class is marked
TOP, BOTTOM, MARGIN = 46, 14, 10
WIDTH = 640
NUMBER_ROOM = 50  # to the left of the bars, for the numbers


class Panel(NamedTuple):
    """The bars of one vector, an entry a class."""

    title: str  # in the mini-language of `text.runs`
    values: object
    role: str = "output"  # what the colour means: a key of `style.ROLES`
    ghost: object = None  # the values before, drawn as outlines
    limits: tuple | None = None  # what its axis holds at least, beside all values and 0
    join: str = ""  # what stands between this panel and the one to its left, as "−" or "="
    total: str | None = None  # what the sum of the values is called, which then stands below them

    @property
    def ends(self):
        before = () if self.ghost is None else self.ghost
        held = np.concatenate([self.values, before, self.limits or (), (0.0,)])
        low, high = held.min(), held.max()
        return low, high if high > low else low + 1


def bar_panels(panels, true_class=None, names=None, title="Bars"):
    """Draw vectors of k entries side by side as SVG, a row a class, the numbers beside the bars.

    The row of the true class, counted from 0, is marked; rows are named, in the mini-language of
    `text.runs`, 1 to k by default.
    """
    k = len(panels[0].values)
    names = [str(i + 1) for i in range(k)] if names is None else list(names)
    axis = MARGIN + max(
        MARK_ROOM if true_class is not None else 0, *(width(n, 16) + 12 for n in names)
    )
    room = (WIDTH - axis - MARGIN - GAP * len(panels)) / len(panels)
    said = "; ".join(f"{p.title} = {vector(p.values)}" for p in panels)
    has_sums = any(p.total is not None for p in panels)
    root = svg.picture(WIDTH, TOP + ROW * (k + has_sums) + BOTTOM, title, said + ".")
    if true_class is not None:
        y = TOP + ROW * true_class + 2
        svg.rect(root, 2, y, WIDTH - 4, ROW - 4, 8, cls="band")
        svg.rect(root, 2, y, 5, ROW - 4, 2.5, cls="output")
    for i in range(k):
        middle = TOP + ROW * (i + 0.5) + 5.5
        svg.text(root, axis - 10, middle, names[i], 16, "end", "bold")
        if i == true_class:
            svg.text(root, 12, middle, "true class", 14, "start", "output-ink")
    if has_sums:
        svg.text(root, axis - 10, TOP + ROW * (k + 0.5) + 7.5, "sum", 16, "end", "bold")
    for place, panel in enumerate(panels):
        x = axis + GAP / 2 + (room + GAP) * place
        if panel.join:
            svg.text(root, x - GAP / 2 + 8, TOP - 17, panel.join, 20)
        _draw_panel(root, panel, x, room, names)
    return svg.to_string(root)


def _draw_panel(root, panel, x, room, names):
    """Draw the title, then a row a class: the number, and its bar from the line at 0."""
    low, high = panel.ends
    scale = (room - NUMBER_ROOM) / (high - low)
    zero = x + NUMBER_ROOM - low * scale
    svg.text(root, x + room / 2, TOP - 18, panel.title, svg.NAME_SIZE, cls="bold")

    def draw_bar(parent, value, y, height, radius=0.0, **look):
        svg.rect(
            parent, zero + min(0, value) * scale, y, abs(value) * scale, height, radius, **look
        )

    for i, value in enumerate(panel.values):
        before = "" if panel.ghost is None else f", before {number(panel.ghost[i])}"
        name = "".join(run.text for run in runs(names[i]))
        group = svg.group(root, f"{name}: {number(value)}{before}")
        y = TOP + ROW * i + (ROW - BAR) / 2
        draw_bar(group, value, y, BAR, 2, cls=panel.role)
        if panel.ghost is not None:
            dashes = {"stroke_width": 1.5, "stroke_dasharray": "3 2"}
            draw_bar(group, panel.ghost[i], y - 3, BAR + 6, **dashes, cls="ink")
        place = (x + NUMBER_ROOM - 6, y + 15.5)
        svg.text(group, *place, number(value), svg.VALUE_SIZE, "end", literal=True)
    bottom = TOP + ROW * len(panel.values)
    svg.line(root, zero, TOP - 4, zero, bottom + 2, 1.5, cls="ink")
    if panel.total is not None:
        svg.line(root, x, bottom + 3, x + NUMBER_ROOM - 6, bottom + 3, 1.5, cls="ink")
        y, total = bottom + ROW / 2 + 7.5, number(np.sum(panel.values))
        svg.text(root, x + NUMBER_ROOM - 6, y, total, svg.VALUE_SIZE, "end", "bold", literal=True)
        svg.text(root, x + NUMBER_ROOM, y, panel.total, svg.VALUE_SIZE, "start")
