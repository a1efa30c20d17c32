"""Which blocks of a program are right: a row for each letter, a column for each layer."""

import math
from dataclasses import dataclass

from helpers.pictures import svg
from helpers.pictures.matrices import tinted_cell
from helpers.pictures.style import GREYS, LAPTOP_WIDTH, ROLES
from helpers.pictures.text import Y_HAT, label, name, number, scientific

CELL, ROW, LEFT, MARGIN = 86, 30, 84, 14
HEAD, BETWEEN, FOOT = 52, 16, 40  # of a panel: its heading; below it; the legend
PALEST, DARKEST = 1e-6, 1.0  # relative errors where the red begins, and where it is full
MEANINGS = {"right": "right", "wrong": "wrong, by a relative error", "none": "not computed"}


@dataclass(frozen=True)
class BlockPanel:
    """The blocks of one part of a program.

    `states` has by (letter, layer): "right", "wrong", "shape" or "not computed", and how far off.
    """

    title: str
    L: int
    states: dict


def block_map(panels):
    """Draw the panels below one another: a tick where a block is right, red where it is wrong."""
    heights = [HEAD + ROW * len(_letters(panel)) for panel in panels]
    height = sum(heights) + BETWEEN * len(panels) + FOOT
    said = " ".join(map(_in_words, panels))
    root = svg.picture(LAPTOP_WIDTH, height, "Which blocks are right, by layer", said)
    top = 0
    for panel, tall in zip(panels, heights, strict=True):
        _draw_panel(root, panel, top, tall)
        top += tall + BETWEEN
    _draw_legend(root, top + 4)
    return svg.to_string(root)


def _letters(panel):
    return list(dict.fromkeys(letter for letter, k in panel.states if k))  # in the order of layer 1


def _own(panel, letter, k):
    """The arguments of `name` and `label` for a block."""
    if letter == "h" and k in (0, panel.L):
        return (Y_HAT if k else "x",)
    return letter.replace("grad_", "∇"), k


def _in_words(panel):
    """Say of each state which blocks are in it."""
    by_state = {}
    for (letter, k), (state, _) in panel.states.items():
        said = "of the wrong shape" if state == "shape" else state
        by_state.setdefault(said, []).append(name(*_own(panel, letter, k)))
    parts = "; ".join(f"{state}: {', '.join(blocks)}" for state, blocks in by_state.items())
    return f"{panel.title}: {parts}."


def _draw_panel(root, panel, top, tall):
    svg.rect(root, 2, top + 2, LAPTOP_WIDTH - 4, tall + 6, 10, cls="band")
    svg.text(root, MARGIN, top + 22, panel.title, 15, "start", "bold", literal=True)
    for k in sorted({k for _, k in panel.states}):
        middle = LEFT + CELL * (k + 0.5)
        svg.text(root, middle, top + 44, f"layer {k}" if k else "input", 14, cls="quiet")
    for i, letter in enumerate(_letters(panel)):
        y = top + HEAD + ROW * i
        shown = label(letter.replace("grad_", "∇"), "k")
        svg.text(root, LEFT - 16, y + 21, shown, svg.NAME_SIZE, "end", "bold")
        for (own, k), (state, error) in panel.states.items():
            if own == letter:
                cell = svg.group(root, f"{name(*_own(panel, letter, k))}: {_told(state, error)}")
                _draw_cell(cell, LEFT + CELL * k, y, CELL, state, error)


def _told(state, error):
    if state == "shape":
        return "of the wrong shape"
    return f"wrong, relative error up to {number(error)}" if state == "wrong" else state


def _draw_cell(parent, x, y, width, state, error):
    if state == "not computed":
        look = {"fill": "none", "stroke": GREYS["rule"], "stroke_dasharray": "3 4"}
        svg.rect(parent, x + 2, y + 2, width - 4, ROW - 4, 4, **look)
        return
    size = 1.0 if state == "shape" or not math.isfinite(error) else error
    share = math.log10(max(size, PALEST) / PALEST) / math.log10(DARKEST / PALEST)
    strength = 0.0 if state == "right" else 0.15 + 0.65 * min(share, 1.0)
    red = {"fill": ROLES["gradient"].fill, "fill_opacity": f"{strength:.2f}"}
    tinted_cell(parent, x, y, width, ROW, red)
    middle = x + width / 2
    if state == "right":
        tick = ("M", middle - 6, y + 15, "L", middle - 2, y + 20, "L", middle + 6, y + 9)
        svg.path(parent, *tick, stroke=GREYS["mark"], fill="none", stroke_width=2)
        return
    words = number(error) if error >= 0.01 else scientific(error) if error else ""
    words = "shape" if state == "shape" else words if math.isfinite(error) else "NaN"
    svg.text(parent, middle, y + 20, words, 14, cls="on-pale", literal=True)


def _draw_legend(root, y):
    x = MARGIN
    for state, words in MEANINGS.items():
        _draw_cell(root, x, y, 48, "not computed" if state == "none" else state, 0.3)
        svg.text(root, x + 56, y + 20, words, 14, "start", literal=True)
        x += 56 + 8 * len(words) + 30
