"""The evidence of a bug hunt: a gradient check as a heat map by layer, and the loss as it falls."""

import math

import numpy as np

from helpers.numeric.agreement import show_error
from helpers.pictures import svg
from helpers.pictures.apart import apart
from helpers.pictures.formulas import partial
from helpers.pictures.matrices import tinted_cell
from helpers.pictures.style import GREYS, LAPTOP_WIDTH, ROLES
from helpers.pictures.text import LOSS, label, name, number, scientific

CELL, ROW, HEAD, MARGIN = 38, 34, 96, 16
BESIDE, BETWEEN = 12, 28  # between a layer's two blocks; between layers
FOOT = 122  # below the cells: size, mark, legend
PALEST, DARKEST = 1e-7, 1e-1  # where the colours end
LEGEND, APART = 562, 5  # its width; between its wrong cells
SAMPLES = 1e-5, 1e-3, 0.1, 2.0  # wrong cells in the legend
LEFT, RIGHT, TOP, HEIGHT, BOTTOM = 52, 210, 34, 132, 44  # of the falling loss
LABEL_HEIGHT = 19
LOOKS = {"with the mistake": ("gradient", None), "repaired": ("hidden", "7 4")}


def gradient_check(check):
    """Draw the relative error of every entry of the gradient, a block of cells for each parameter.

    Layer 1 is at the left, the loss at the right: the backward pass runs from right to left. In
    the block of W_k a row is a unit that an edge leads to, a column one that it comes from.
    """
    L = len(check.errors) // 2
    columns = {block: errors.size // len(errors) for block, errors in check.errors.items()}
    widths = [CELL * (columns[f"W[{k}]"] + 1) + BESIDE for k in range(1, L + 1)]
    foot = HEAD + ROW * max(map(len, check.errors.values()))
    needed = 2 * MARGIN + sum(widths) + BETWEEN * (L - 1)
    width = max(needed, LAPTOP_WIDTH)
    root = svg.picture(width, foot + FOOT, "Gradient check by layer", check_in_words(check))
    svg.text(root, width - MARGIN, 20, f"loss {LOSS}", 15, "end", "bold")
    svg.arrow(root, width - 76, width - 190, 15, "gradient")
    svg.text(root, width - 198, 20, "backward pass", 15, "end", "quiet")
    x = (width - needed) / 2 + MARGIN
    for k, across in enumerate(widths, 1):
        svg.rect(root, x - 10, 32, across + 20, foot + 26, 10, cls="band")
        svg.text(root, x + across / 2, 52, f"layer {k}", 15, cls="quiet")
        _draw_block(root, x, foot, check, "W", k, columns[f"W[{k}]"])
        _draw_block(root, x + across - CELL, foot, check, "b", k, 1)
        x += across + BETWEEN
    _draw_legend(root, (width - LEGEND) / 2, foot + 80, check.tolerance)
    return svg.to_string(root)


def check_in_words(check):
    """Return which blocks agree, and how far off the others are."""
    wrong, right = [], []
    for block, errors in check.errors.items():
        own = f"∇{name(block[0], int(block[2:-1]))}"
        count = f"{int((errors > check.tolerance).sum())} of {errors.size} entries"
        if block in check.wrong:
            wrong.append(f"{own} ({count}, relative error up to {show_error(errors.max())})")
        else:
            right.append(own)
    agree = "Agrees" if len(right) == 1 else "Agree"
    sentences = (
        wrong and f"Wrong: {', '.join(wrong)}.",
        right and f"{agree} with central differences: {', '.join(right)}.",
        check.note,
    )
    return " ".join(filter(None, sentences))


def _draw_block(root, x, foot, check, letter, k, columns):
    """Draw one block, its name above, its size and a mark below."""
    block, across = f"{letter}[{k}]", CELL * columns
    errors, middle = check.errors[block], x + across / 2
    role = "weights" if letter == "W" else "hidden"
    svg.rect(root, x + 2, HEAD - 9, across - 4, 4, 2, cls=role)
    svg.text(root, middle, HEAD - 17, label(f"∇{letter}", k), svg.NAME_SIZE, cls=f"bold {role}-ink")
    for place, error in np.ndenumerate(errors):
        central, given = (float(of[place]) for of in check.arrays[block].values())
        of_floor = f" (of {check.floor:.2g})" if check.small[block][place] else ""
        cell = svg.group(
            root,
            f"{partial(letter, k, *(i + 1 for i in place))}: {number(given, 4)} as given, "
            f"{number(central, 4)} by central differences, relative error "
            f"{show_error(error)}{of_floor}",
        )
        row, column = (*place, 0)[:2]
        _draw_cell(cell, x + CELL * column, HEAD + ROW * row, error, check.tolerance)
    size = f"{len(errors)} × {columns}" if letter == "W" else f"{len(errors)}"
    svg.text(root, middle, foot + 24, size, 15, cls="quiet")
    if block in check.wrong:
        x, y = middle, foot + 43
        cross = ("M", x - 5, y - 5, "L", x + 5, y + 5, "M", x + 5, y - 5, "L", x - 5, y + 5)
        svg.path(root, *cross, cls="gradient-line", stroke_width=3)
    else:
        _draw_tick(root, middle, foot + 43, stroke_width=2.5, cls="ink")


def _draw_cell(parent, x, y, error, tolerance):
    """Draw a cell, the redder the larger the error: a tick where it agrees, else the error."""
    share = math.log10(max(error, PALEST) / PALEST) / math.log10(DARKEST / PALEST)
    strength = f"{0.05 + 0.75 * min(share, 1.0):.2f}"
    red = {"fill": ROLES["gradient"].fill, "fill_opacity": strength}
    tinted_cell(parent, x, y, CELL, ROW, red)
    if error <= tolerance:
        look = {"stroke": GREYS["mark"], "fill": "none"}
        _draw_tick(parent, x + CELL / 2, y + ROW / 2, stroke_width=2, **look)
    else:  # in at most four characters
        decimals = 1 if error >= 0.095 else 2
        shown = number(error, decimals) if error >= 0.0095 else scientific(error)
        line = svg.text(parent, x + CELL / 2, y + 22, shown, 14, cls="on-pale", literal=True)
        if "e" in shown:  # as wide as its cell, in any font
            line.attrib |= {"textLength": f"{CELL - 8}", "lengthAdjust": "spacingAndGlyphs"}


def _draw_tick(parent, x, y, **look):
    svg.path(parent, "M", x - 6, y, "L", x - 2, y + 5, "L", x + 6, y - 6, **look)


def _draw_legend(root, x, y, tolerance):
    """Draw sample cells with what they mean."""
    base = y + 22
    svg.text(root, x, base, "relative error", 15, "start", "bold")
    _draw_cell(root, x + 116, y, PALEST, tolerance)
    agrees = f"at most {scientific(tolerance)}: agrees"
    svg.text(root, x + CELL + 123, base, agrees, 15, "start", literal=True)
    x += CELL + 306
    for place, sample in enumerate(SAMPLES):
        _draw_cell(root, x + (CELL + APART) * place, y, sample, tolerance)
    svg.text(root, x + (CELL + APART) * len(SAMPLES) + 3, base, "wrong", 15, "start")


def falling_loss(planted, repaired=None):
    """Draw the loss of every step as a line: solid with the mistake, dashed without it."""
    curves = {"with the mistake": planted} | ({} if repaired is None else {"repaired": repaired})
    steps, largest = len(planted) - 1, max(map(max, curves.values()))
    unit = 10 ** math.floor(math.log10(max(largest, 1e-9))) / 2
    top = unit * math.ceil(largest / unit)  # a round number

    def at(step, loss):
        across = LAPTOP_WIDTH - LEFT - RIGHT
        return LEFT + across * step / steps, TOP + HEIGHT * (1 - loss / top)

    said = {called: _fall_in_words(called, losses) for called, losses in curves.items()}
    title = "The loss under gradient descent"
    root = svg.picture(LAPTOP_WIDTH, TOP + HEIGHT + BOTTOM, title, " ".join(said.values()))
    svg.text(root, LEFT - 40, 18, f"loss {LOSS}", 15, "start", "bold")
    for share in (0, 0.5, 1):
        (x, y), right = at(0, share * top), LAPTOP_WIDTH - RIGHT
        svg.line(root, x, y, right, y, 1, cls="rule", stroke_opacity="0.5")
        svg.text(root, x - 8, y + 5, f"{share * top:g}", 14, "end", "quiet", literal=True)
    for step in (0, round(0.5 * steps), steps):
        svg.text(root, at(step, 0)[0], TOP + HEIGHT + 20, f"{step}", 14, cls="quiet")
    svg.text(root, (LEFT + right) / 2, TOP + HEIGHT + 40, "step", 14, cls="quiet")
    for called, losses in curves.items():
        role, dashes = LOOKS[called]
        commands = [part for place in enumerate(losses) for part in ("L", *at(*place))]
        look = {"stroke_width": 3, "stroke_dasharray": dashes, "stroke_linejoin": "round"}
        svg.path(svg.group(root, said[called]), "M", *commands[1:], cls=f"{role}-line", **look)
    ends = sorted((*at(steps, losses[-1])[::-1], called) for called, losses in curves.items())
    heights = apart([y for y, *_ in ends], [LABEL_HEIGHT / 2] * len(ends), TOP + HEIGHT + 10)
    for y, (_, x, called) in zip(heights, ends, strict=True):
        words, ink = f"{called}: {number(curves[called][-1])}", f"bold {LOOKS[called][0]}-ink"
        svg.text(root, x + 9, y + 5, words, 15, "start", ink, literal=True)
    return svg.to_string(root)


def _fall_in_words(called, losses):
    steps = len(losses) - 1
    count = "1 step" if steps == 1 else f"{steps} steps"
    first, last = number(losses[0]), number(losses[-1])
    return f"{called.capitalize()} the loss goes from {first} to {last} in {count}."
