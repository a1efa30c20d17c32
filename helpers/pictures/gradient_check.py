"""A gradient check as a heat map by layer: which entries agree with central differences?"""

import math

import numpy as np

from helpers.numeric.agreement import show_error
from helpers.pictures import svg
from helpers.pictures.formulas import partial
from helpers.pictures.style import GREYS, LAPTOP_WIDTH, ROLES
from helpers.pictures.text import LOSS, label, name, number, scientific

CELL, ROW, TOP, MARGIN = 38, 34, 96, 16
BESIDE, BETWEEN = 12, 28  # between a layer's two blocks; between layers
FOOT = 122  # below the cells: size, mark, legend
PALEST, DARKEST = 1e-7, 1e-1  # where the colours end
LEGEND = 546  # its width
SAMPLES = 1e-5, 1e-3, 0.1, 2.0  # wrong cells in the legend


def gradient_check(check):
    """Draw the relative error of every entry of the gradient, a block of cells for each parameter.

    Layer 1 is at the left, the loss at the right: the backward pass runs from right to left. In
    the block of W_k a row is a unit that an edge leads to, a column one that it comes from.

    Parameters
    ----------
    check : Comparison
        What `check_gradients` found.

    Returns
    -------
    str

    Examples
    --------
    >>> from helpers import Network, back_propagation, check_gradients, forward_propagation
    >>> network, x, y = Network.initialise([3, 2]), [1.0, 2.0, 3.0], [0, 1]
    >>> gradients = back_propagation(network, forward_propagation(network, x), y)
    >>> gradients.b[1][:] *= -1
    >>> picture = gradient_check(check_gradients(network, x, y, gradients=gradients))
    >>> picture.count("by central differences, relative error"), picture.count("relative error 2<")
    (8, 2)
    """
    layers = {
        k: [(letter, check.errors[f"{letter}[{k}]"]) for letter in "Wb"]
        for k in range(1, len(check.errors) // 2 + 1)
    }
    tallest = max(len(errors) for errors in check.errors.values())
    foot = TOP + ROW * tallest
    needed = 2 * MARGIN + sum(map(_width, layers.values())) + BETWEEN * (len(layers) - 1)
    width = max(needed, LAPTOP_WIDTH)
    root = svg.picture(width, foot + FOOT, "Gradient check by layer", describe(check))
    _draw_direction(root, width)
    x = (width - needed) / 2 + MARGIN
    for k, blocks in layers.items():
        across = _width(blocks)
        svg.rect(root, x - 10, 32, across + 20, foot + 26, 10, cls="band")
        svg.text(root, x + across / 2, 52, f"layer {k}", 15, cls="quiet")
        for letter, errors in blocks:
            _draw_block(root, x, foot, check, letter, k, errors)
            x += CELL * _columns(errors) + BESIDE
        x += BETWEEN - BESIDE
    _draw_legend(root, width, foot + 80, check.tolerance)
    return svg.to_string(root)


def describe(check):
    """Return in words which blocks agree, and how far off the others are.

    Examples
    --------
    >>> from helpers.numeric.agreement import Comparison
    >>> wrong = {"numpy": np.array([[2.0, 1.0]]), "sympy": np.array([[1.0, 1.0]])}
    >>> right = {"numpy": np.array([1.0]), "sympy": np.array([1.0])}
    >>> describe(Comparison({"W[1]": wrong, "b[1]": right}, 1e-6))
    'Wrong: ∇W₁ (1 of 2 entries, relative error up to 0.5). Agrees with central differences: ∇b₁.'
    """
    wrong = [
        f"∇{_plain(block)} ({int((errors > check.tolerance).sum())} of {errors.size} entries, "
        f"relative error up to {show_error(check.errors[block].max())})"
        for block, errors in check.errors.items()
        if block in check.wrong
    ]
    right = [f"∇{_plain(block)}" for block in check.errors if block not in check.wrong]
    sentences = []
    if wrong:
        sentences.append(f"Wrong: {', '.join(wrong)}.")
    if right:
        agree = "Agrees" if len(right) == 1 else "Agree"
        sentences.append(f"{agree} with central differences: {', '.join(right)}.")
    return " ".join([*sentences, *filter(None, [check.note])])


def _plain(block):
    return name(block[0], int(block[2:-1]))


def _columns(errors):
    return errors.shape[1] if errors.ndim == 2 else 1


def _width(blocks):
    return BESIDE + CELL * sum(_columns(errors) for _, errors in blocks)


def _draw_direction(root, width):
    """Say which way the backward pass runs."""
    svg.text(root, width - MARGIN, 20, f"loss {LOSS}", 15, "end", "bold")
    svg.arrow(root, width - 76, width - 190, 15, "gradient")
    svg.text(root, width - 198, 20, "backward pass", 15, "end", "quiet")


def _draw_block(root, x, foot, check, letter, k, errors):
    """Draw one block, its name above, its size and a mark below."""
    across = CELL * _columns(errors)
    middle = x + across / 2
    role = "weights" if letter == "W" else "hidden"
    svg.rect(root, x + 2, TOP - 9, across - 4, 4, 2, cls=role)
    svg.text(root, middle, TOP - 17, label(f"∇{letter}", k), svg.NAME_SIZE, cls=f"bold {role}-ink")
    block = f"{letter}[{k}]"
    for place in np.ndindex(errors.shape):
        central, given = (float(of[place]) for of in check.arrays[block].values())
        error = float(errors[place])
        shown = show_error(error)
        if check.small[block][place]:
            shown += f" (of {check.floor:.2g})"
        cell = svg.group(
            root,
            f"{partial(letter, k, *(i + 1 for i in place))}: {number(given, 4)} as given, "
            f"{number(central, 4)} by central differences, relative error {shown}",
        )
        corner = x + CELL * (place[1] if letter == "W" else 0), TOP + ROW * place[0]
        _draw_cell(cell, *corner, error, check.tolerance)
    size = f"{len(errors)} × {_columns(errors)}" if letter == "W" else f"{len(errors)}"
    svg.text(root, middle, foot + 24, size, 15, cls="quiet")
    _draw_mark(root, middle, foot + 43, block in check.wrong)


def _draw_cell(parent, x, y, error, tolerance):
    """Draw a cell: a tick where it agrees, else the error."""
    box = (x + 1.5, y + 1.5, CELL - 3, ROW - 3, 4)
    svg.rect(parent, *box, fill=GREYS["cell"])
    svg.rect(parent, *box, fill=ROLES["gradient"].fill, fill_opacity=f"{_strength(error):.2f}")
    if error <= tolerance:
        _tick(parent, x + CELL / 2, y + ROW / 2, GREYS["mark"], 2)
    else:
        svg.text(parent, x + CELL / 2, y + 22, _short(error), 14, cls="on-pale", literal=True)


def _short(error):
    """The error in at most four characters."""
    return number(error, 1 if error >= 0.095 else 2) if error >= 0.0095 else scientific(error)


def _strength(error):
    """How strong the colour is, on a log scale."""
    low, high = math.log10(PALEST), math.log10(DARKEST)
    place = (math.log10(max(error, PALEST)) - low) / (high - low)
    return 0.05 + 0.75 * min(place, 1.0)


def _draw_mark(parent, x, y, is_wrong):
    if is_wrong:
        cross = ("M", x - 5, y - 5, "L", x + 5, y + 5, "M", x + 5, y - 5, "L", x - 5, y + 5)
        svg.path(parent, *cross, cls="gradient-line", stroke_width=3)
    else:
        _tick(parent, x, y, None, 2.5)


def _tick(parent, x, y, colour, width):
    strokes = ("M", x - 6, y, "L", x - 2, y + 5, "L", x + 6, y - 6)
    paint = {"cls": "ink"} if colour is None else {"stroke": colour, "fill": "none"}
    svg.path(parent, *strokes, stroke_width=width, **paint)


def _draw_legend(root, width, y, tolerance):
    """Draw sample cells with what they mean."""
    base, x = y + 22, (width - LEGEND) / 2
    svg.text(root, x, base, "relative error", 15, "start", "bold")
    x += 116
    _draw_cell(root, x, y, PALEST, tolerance)
    agrees = f"at most {scientific(tolerance)}: agrees"
    svg.text(root, x + CELL + 7, base, agrees, 15, "start", literal=True)
    x += CELL + 190
    for sample in SAMPLES:
        _draw_cell(root, x, y, sample, tolerance)
        x += CELL
    svg.text(root, x + 7, base, "wrong", 15, "start")
