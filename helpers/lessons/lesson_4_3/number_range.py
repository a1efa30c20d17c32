"""Exponentials on the line of all sizes, and which of them a floating-point number can hold."""

import math
from dataclasses import dataclass

import numpy as np

from helpers.numeric.validate import as_float_dtype
from helpers.pictures import svg
from helpers.pictures.text import number, width

WIDTH, LEFT, RIGHT = 640, 118, 462  # of the picture; the line of sizes from left to right
VALUE_END, RESULT_END = 556, 630  # where the columns of numbers end
ROW, TOP, BLOCK = 30, 52, 40  # height of a row, of what stands above, of a block's heading
DECADES = 450  # the line goes from 1e-450 to 1e450
TICKS = (-400, -200, 0, 200, 400)


@dataclass(frozen=True, eq=False)
class Exponentials:
    """A block of the picture: exp of each exponent, as it is and as the machine has it.

    Parameters
    ----------
    title : str
        In the mini-language of `text.runs`.
    exponents : array_like, shape (k,)
        The natural logarithms of the true values.
    values : array_like, shape (k,)
        What the machine has for them: may hold infinity.
    results : array_like, shape (k,)
        What it makes of them; may hold NaN.

    Examples
    --------
    >>> Exponentials("exp(a)", [0.0, 800.0], [1.0, np.inf], [0.0, np.nan]).title
    'exp(a)'
    """

    title: str
    exponents: object
    values: object
    results: object


def number_range(blocks, dtype, result="ŷ", title="Exponentials and the range of numbers"):
    """Draw exponentials as dots on the line of sizes, with the range that a dtype can hold.

    Parameters
    ----------
    blocks : sequence of Exponentials
    dtype : dtype
        float32 or float64.
    result : str, optional
        The heading of the results' column.
    title : str, optional

    Returns
    -------
    str
        SVG.

    Raises
    ------
    ValueError
        Where there is no block, its vectors differ in length, an exponent is not finite, or the
        dtype is neither.

    Examples
    --------
    >>> block = Exponentials("exp(a)", [0.0, 800.0], [1.0, np.inf], [0.0, np.nan])
    >>> "becomes ∞" in number_range([block], "float64")
    True
    """
    dtype = as_float_dtype(dtype)
    blocks = [_check(block) for block in blocks]
    if not blocks:
        raise ValueError("blocks is empty, expected at least one Exponentials")
    heights = [BLOCK + ROW * len(block.exponents) for block in blocks]
    bottom = TOP + sum(heights) + 6
    root = svg.picture(WIDTH, bottom + 30, title, " ".join(map(_said, blocks)))
    least, most = _range(dtype)
    _draw_range(root, dtype, place(least), place(most), bottom)
    svg.text(root, VALUE_END, TOP - 12, "computed", 15.5, "end", "bold")
    svg.text(root, RESULT_END, TOP - 12, result, svg.NAME_SIZE, "end", "bold")
    y = TOP
    for block, height in zip(blocks, heights, strict=True):
        _draw_block(root, block, y, least, most)
        y += height
    return svg.to_string(root)


def place(exponent):
    """Return where 10 to this power stands; beyond the line's ends, at the end.

    Examples
    --------
    >>> place(0), place(10_000) == RIGHT
    (290.0, True)
    """
    share = (min(max(exponent, -DECADES), DECADES) + DECADES) / (2 * DECADES)
    return LEFT + share * (RIGHT - LEFT)


def _range(dtype):
    """Return the powers of ten of the least and the largest positive number."""
    info = np.finfo(dtype)
    return math.log10(info.smallest_subnormal), math.log10(info.max)


def _check(block):
    exponents, values, results = (
        np.asarray(vector, dtype=float) for vector in (block.exponents, block.values, block.results)
    )
    if exponents.ndim != 1 or not exponents.shape == values.shape == results.shape:
        shapes = f"{exponents.shape}, {values.shape} and {results.shape}"
        raise ValueError(f"{block.title} has vectors of shapes {shapes}, expected one length")
    if not np.isfinite(exponents).all():
        raise ValueError(f"{block.title} has an exponent that is not finite")
    return Exponentials(block.title, exponents, values, results)


def _said(block):
    values, results = (", ".join(map(number, v)) for v in (block.values, block.results))
    return f"{block.title} = ({values}), which gives ({results})."


def _draw_range(root, dtype, left, right, bottom):
    """Draw the range as a band, what becomes of numbers beyond it, and the ticks below."""
    svg.rect(root, LEFT, TOP, RIGHT - LEFT, bottom - TOP, cls="gradient-pale")
    svg.rect(root, left, TOP, right - left, bottom - TOP, cls="output-pale")
    middle = (left + right) / 2
    svg.text(root, middle, TOP - 30, f"the range of {dtype.name}", 15.5, cls="output-ink bold")
    for edge, word, anchor in ((left, "becomes 0", "start"), (right, "becomes ∞", "end")):
        svg.line(root, edge, TOP - 4, edge, bottom, 2, cls="ink")
        end = LEFT if anchor == "start" else RIGHT
        svg.text(root, end, TOP - 10, word, 14.5, anchor, "gradient-ink")
    for power in TICKS:
        x = place(power)
        svg.line(root, x, bottom, x, bottom + 5, cls="rule")
        tick = "1" if power == 0 else f"10^{{{power}}}".replace("-", "−")
        svg.text(root, x, bottom + 23, tick, svg.NAME_SIZE)


def _draw_block(root, block, y, least, most):
    """Draw the heading, then a row an entry: its name, its dot, and what the machine has."""
    room = width(block.title, svg.NAME_SIZE) + 16
    svg.rect(root, (LEFT + RIGHT - room) / 2, y + 8, room, 25, 5, cls="paper")
    svg.text(root, (LEFT + RIGHT) / 2, y + 26, block.title, svg.NAME_SIZE, cls="bold")
    rows = zip(block.exponents, block.values, block.results, strict=True)
    for i, (exponent, value, result) in enumerate(rows):
        middle = y + BLOCK + ROW * (i + 0.5)
        power = exponent / math.log(10)
        is_held = least <= power <= most
        row = svg.group(root, f"exp({number(exponent)}) = 10^{number(power, 1)}")
        svg.text(row, LEFT - 10, middle + 5.5, f"exp({number(exponent, 0)})", 15.5, "end")
        svg.line(row, LEFT, middle, RIGHT, middle, 1, cls="rule")
        _draw_dot(row, place(power), middle, abs(power) > DECADES, power > 0, is_held)
        computed = number(value) if value else "0"
        svg.text(row, VALUE_END, middle + 5.5, computed, 15.5, "end", literal=True)
        ink = "bold gradient-ink" if math.isnan(result) else "bold"
        svg.text(row, RESULT_END, middle + 5.5, number(result), 15.5, "end", ink, literal=True)


def _draw_dot(row, x, y, is_beyond, is_right, is_held):
    """Draw a dot, hollow where the machine does not hold it, an arrow where the line ends."""
    if is_beyond:
        tip = 9 if is_right else -9
        svg.path(row, "M", x, y, "L", x - tip * 1.6, y - 8, "V", y + 8, "Z", cls="gradient")
    elif is_held:
        svg.element(row, "circle", cx=x, cy=y, r=8, cls="output")
    else:
        style = {"cls": "gradient-line", "stroke_width": 4}
        svg.element(row, "circle", cx=x, cy=y, r=7, **style)
