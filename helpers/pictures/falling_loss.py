"""The loss under gradient descent, with a mistake in the backward pass and, beside it, without."""

import math

from helpers.numeric.validate import as_array
from helpers.pictures import svg
from helpers.pictures.style import LAPTOP_WIDTH
from helpers.pictures.text import LOSS, number

LEFT, RIGHT, TOP, HEIGHT, BOTTOM = 52, 176, 34, 132, 44
APART = 19  # the least distance between two labels


def falling_loss(planted, repaired=None):
    """Draw the loss of every step as a line: solid with the mistake, dashed without it.

    Parameters
    ----------
    planted, repaired : sequence of float
        The loss before each step and after all; as many of the one as of the other.

    Returns
    -------
    str

    Raises
    ------
    ValueError
        Where the two have different lengths, there are fewer than two, or one is not finite.

    Examples
    --------
    >>> picture = falling_loss([1.0, 0.5, 0.25], [1.0, 0.4, 0.1])
    >>> "With the mistake the loss goes from 1.00 to 0.25 in 2 steps" in picture
    True
    """
    curves = {"with the mistake": as_array("planted", planted, ndim=1)}
    if repaired is not None:
        curves["repaired"] = as_array("repaired", repaired, ndim=1)
    steps = len(curves["with the mistake"]) - 1
    if steps < 1 or any(len(losses) != steps + 1 for losses in curves.values()):
        lengths = " and ".join(str(len(losses)) for losses in curves.values())
        raise ValueError(f"the curves have {lengths} losses, expected the same, at least 2")
    top = _ceiling(max(losses.max() for losses in curves.values()))
    said = " ".join(_in_words(*curve) for curve in curves.items())
    height = TOP + HEIGHT + BOTTOM
    root = svg.picture(LAPTOP_WIDTH, height, "The loss under gradient descent", said)
    _draw_frame(root, steps, top)
    for name, losses in curves.items():
        points = [(_x(step, steps), _y(loss, top)) for step, loss in enumerate(losses)]
        commands = [part for point in points for part in ("L", *point)]
        is_dashed = name == "repaired"
        curve = svg.group(root, _in_words(name, losses))
        svg.path(curve, "M", *commands[1:], cls="hidden-line" if is_dashed else "gradient-line",
                 stroke_width=3, stroke_dasharray="7 4" if is_dashed else None,
                 stroke_linejoin="round")  # fmt: skip
    _draw_labels(root, curves, steps, top)
    return svg.to_string(root)


def _in_words(name, losses):
    first, last, steps = number(losses[0]), number(losses[-1]), len(losses) - 1
    count = "1 step" if steps == 1 else f"{steps} steps"
    return f"{name.capitalize()} the loss goes from {first} to {last} in {count}."


def _x(step, steps):
    return LEFT + (LAPTOP_WIDTH - LEFT - RIGHT) * step / steps


def _y(loss, top):
    return TOP + HEIGHT * (1 - loss / top)


def _ceiling(largest):
    """The least round number above all losses, in halves of a power of ten."""
    unit = 10 ** math.floor(math.log10(max(largest, 1e-9))) / 2
    return unit * math.ceil(largest / unit)


def _draw_frame(root, steps, top):
    svg.text(root, LEFT - 40, 18, f"loss {LOSS}", 15, "start", "bold")
    left, right = LEFT, LAPTOP_WIDTH - RIGHT
    for share in (0, 0.5, 1):
        y = _y(share * top, top)
        svg.line(root, left, y, right, y, 1, cls="rule", stroke_opacity="0.5")
        svg.text(root, left - 8, y + 5, f"{share * top:g}", 14, "end", "quiet", literal=True)
    for share in (0, 0.5, 1):
        step = round(share * steps)
        svg.text(root, _x(step, steps), TOP + HEIGHT + 20, f"{step}", 14, cls="quiet")
    svg.text(root, (left + right) / 2, TOP + HEIGHT + 40, "step", 14, cls="quiet")


def _draw_labels(root, curves, steps, top):
    """Name each curve at its end; where two ends are close, the labels move apart."""
    ends = sorted((_y(losses[-1], top), name) for name, losses in curves.items())
    heights = [y for y, _ in ends]
    if len(heights) == 2 and heights[1] - heights[0] < APART:
        middle = min(sum(heights) / 2, TOP + HEIGHT - APART / 2)
        heights = [middle - APART / 2, middle + APART / 2]
    for y, (_, name) in zip(heights, ends, strict=True):
        ink = "hidden-ink" if name == "repaired" else "gradient-ink"
        words = f"{name}: {number(curves[name][-1])}"
        x = _x(steps, steps) + 9
        svg.text(root, x, y + 5, words, 15, "start", f"bold {ink}", literal=True)
