"""Lesson 4.3: large logits, the softmax as its formula stands, and the shift that saves it."""

import math

import numpy as np
from ipywidgets import FloatSlider, ToggleButtons

from helpers.explorers.live import Explorer
from helpers.numeric.losses import log_softmax, softmax
from helpers.numeric.validate import as_array
from helpers.pictures import svg
from helpers.pictures.text import number, vector, width

K = 3
WIDTH, LEFT, RIGHT = 640, 118, 462  # of the picture; the line of sizes from left to right
VALUE_END, RESULT_END = 556, 630  # where the columns of numbers end
ROW, TOP, BLOCK = 30, 52, 40  # height of a row, of what stands above, of a block's heading
DECADES = 450  # the line goes from 1e-450 to 1e450
TICKS = (-400, -200, 0, 200, 400)


def naive_exp(a):
    """Return exp(a) as the machine has it: infinity above its largest number, 0 below its least."""
    with np.errstate(over="ignore", under="ignore"):
        return np.exp(as_array("a", a, ndim=(1, 2)))


def naive_softmax(a):
    """Return exp(a) / sum exp(a) without the shift by max a [4.3-3].

    For a comparison; `helpers.numeric.losses.softmax` is the one to use.

    `a` has the shape (k,) or (k, N); NaN stands where infinity is divided by infinity, or 0 by 0.

    Examples
    --------
    >>> naive_softmax([0.0, 0.0]).tolist(), naive_softmax([1000.0, 0.0]).tolist()
    ([0.5, 0.5], [nan, 0.0])
    """
    exponentials = naive_exp(a)
    with np.errstate(over="ignore", invalid="ignore"):
        return exponentials / exponentials.sum(axis=0)


class OverflowExplorer(Explorer):
    """Three logits t, t − d, t − 2d: their exponentials, without and with the shift by max a.

    Examples
    --------
    >>> explorer = OverflowExplorer()
    >>> explorer.turn(size=1000.0, gap=0.0)
    >>> explorer.naive.tolist(), explorer.shifted.round(2).tolist()
    ([nan, nan, nan], [0.33, 0.33, 0.33])
    """

    name = "overflow"

    def __init__(self):
        super().__init__(
            size=FloatSlider(710.0, min=-1000, max=1000, step=10, readout_format=".0f",
                             description="first logit t"),
            gap=FloatSlider(2.0, min=0, max=400, step=1, readout_format=".0f",
                            description="gap d between logits"),
            dtype=ToggleButtons(options=("float64", "float32"), description="numbers"),
        )  # fmt: skip

    @property
    def a(self):
        """The logits, in the chosen dtype, which holds them exactly."""
        logits = self.size.value - self.gap.value * np.arange(K)
        return logits.astype(self.dtype.value)

    @property
    def naive(self):
        """The softmax as its formula stands."""
        return naive_softmax(self.a)

    @property
    def shifted(self):
        """The softmax of the package."""
        return softmax(self.a)

    def draw(self):
        a, shift = self.a, self.a - self.a.max()
        blocks = [
            ("as it stands: exp(a_i)", a, naive_exp(a), self.naive),
            ("shifted: exp(a_i − max a)", shift, naive_exp(shift), self.shifted),
        ]
        return [number_range(blocks, a.dtype)], self._sentence(a)

    def _sentence(self, a):
        divides = ""
        if np.isnan(self.naive).any():
            divides = f"divides {'∞ / ∞' if np.isinf(naive_exp(a)).any() else '0 / 0'} and "
        return (
            f"In {a.dtype.name}, for a = {vector(a, 0)}: as it stands, the formula {divides}gives "
            f"{vector(self.naive)}; after the shift it is {vector(self.shifted)}. "
            f"−log ŷ₃, straight from the logits, is {number(-log_softmax(a)[-1])}."
        )


def number_range(blocks, dtype):
    """Draw exponentials as dots on the line of sizes, with the range that a dtype can hold.

    A block is a title, the exponents, what the machine has for their exponentials, and the results.
    """
    info = np.finfo(dtype)
    held = math.log10(info.smallest_subnormal), math.log10(info.max)
    tops = TOP + np.cumsum([0, *(BLOCK + ROW * len(exponents) for _, exponents, _, _ in blocks)])
    bottom = tops[-1] + 6
    described = " ".join(
        f"{title} = {vector(values)}, which gives {vector(results)}."
        for title, _, values, results in blocks
    )
    title = "Exponentials and the range of numbers"
    root = svg.picture(WIDTH, bottom + 30, title, described)
    _draw_range(root, dtype, *map(_place, held), bottom)
    svg.text(root, VALUE_END, TOP - 12, "computed", 15.5, "end", "bold")
    svg.text(root, RESULT_END, TOP - 12, "ŷ", svg.NAME_SIZE, "end", "bold")
    for block, top in zip(blocks, tops, strict=False):
        _draw_block(root, *block, top, held)
    return svg.to_string(root)


def _place(power):
    """Return where 10 to this power stands; beyond the line's ends, at the end."""
    return np.interp(power, (-DECADES, DECADES), (LEFT, RIGHT))


def _draw_range(root, dtype, left, right, bottom):
    """Draw the range as a band, what becomes of numbers beyond it, and the ticks below."""
    svg.rect(root, LEFT, TOP, RIGHT - LEFT, bottom - TOP, cls="gradient-pale")
    svg.rect(root, left, TOP, right - left, bottom - TOP, cls="output-pale")
    middle = (left + right) / 2
    svg.text(root, middle, TOP - 30, f"the range of {dtype.name}", 15.5, cls="output-ink bold")
    for edge, end, word, anchor in (
        (left, LEFT, "becomes 0", "start"),
        (right, RIGHT, "becomes ∞", "end"),
    ):
        svg.line(root, edge, TOP - 4, edge, bottom, 2, cls="ink")
        svg.text(root, end, TOP - 10, word, 14.5, anchor, "gradient-ink")
    for power in TICKS:
        x = _place(power)
        svg.line(root, x, bottom, x, bottom + 5, cls="rule")
        tick = "1" if power == 0 else f"10^{{{power}}}".replace("-", "−")
        svg.text(root, x, bottom + 23, tick, svg.NAME_SIZE)


def _draw_block(root, title, exponents, values, results, y, held):
    """Draw the heading, then a row an entry: its name, its dot, and what the machine has."""
    room = width(title, svg.NAME_SIZE) + 16
    svg.rect(root, (LEFT + RIGHT - room) / 2, y + 8, room, 25, 5, cls="paper")
    svg.text(root, (LEFT + RIGHT) / 2, y + 26, title, svg.NAME_SIZE, cls="bold")
    rows = zip(exponents, values, results, strict=True)
    for i, (exponent, value, result) in enumerate(rows):
        middle = y + BLOCK + ROW * (i + 0.5)
        power = exponent / math.log(10)
        row = svg.group(root, f"exp({number(exponent)}) = 10^{number(power, 1)}")
        svg.text(row, LEFT - 10, middle + 5.5, f"exp({number(exponent, 0)})", 15.5, "end")
        svg.line(row, LEFT, middle, RIGHT, middle, 1, cls="rule")
        _draw_dot(row, power, middle, held)
        computed = number(value) if value else "0"
        svg.text(row, VALUE_END, middle + 5.5, computed, 15.5, "end", literal=True)
        ink = "bold gradient-ink" if math.isnan(result) else "bold"
        svg.text(row, RESULT_END, middle + 5.5, number(result), 15.5, "end", ink, literal=True)


def _draw_dot(row, power, y, held):
    """Draw a dot, hollow where the machine does not hold it, an arrow where the line ends."""
    x = _place(power)
    if abs(power) > DECADES:
        tip = 9 if power > 0 else -9
        svg.path(row, "M", x, y, "L", x - tip * 1.6, y - 8, "V", y + 8, "Z", cls="gradient")
    elif held[0] <= power <= held[1]:
        svg.element(row, "circle", cx=x, cy=y, r=8, cls="output")
    else:
        svg.element(row, "circle", cx=x, cy=y, r=7, cls="gradient-line", stroke_width=4)
