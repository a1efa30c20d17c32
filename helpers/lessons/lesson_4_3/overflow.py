"""Lesson 4.3: large logits, the softmax as its formula stands, and the shift that saves it."""

import math

import numpy as np
from ipywidgets import FloatSlider, ToggleButtons

from helpers.explorers.live import Explorer
from helpers.numeric.losses import log_softmax, softmax
from helpers.numeric.validate import as_array
from helpers.pictures import svg
from helpers.pictures.style import GREYS
from helpers.pictures.text import number, vector

K = 3
WIDTH, LEFT, RIGHT = 640, 110, 450  # of the picture; both lines from left to right
VALUE_END, RESULT_END = 548, 630  # where the columns of numbers end
TOP, HEADING, STRIP, FUNNEL, ROW, FOOT = 56, 34, 18, 18, 30, 34  # heights, from the top
DECADES = 450  # the whole line goes from 1e-450 to 1e450
CLOSEST = 10  # decades that the magnified part shows at least


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
            size=FloatSlider(700.0, min=-1000, max=1000, step=10, readout_format=".0f",
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
    The whole line stands above; what it holds of the exponentials is magnified below it.
    """
    info = np.finfo(dtype)
    held = math.log10(info.smallest_subnormal), math.log10(info.max)
    above = HEADING + STRIP + FUNNEL + FOOT
    tops = TOP + np.cumsum([0, *(above + ROW * len(exponents) for _, exponents, _, _ in blocks)])
    described = " ".join(
        f"{title} = {vector(values)}, which gives {vector(results)}."
        for title, _, values, results in blocks
    )
    title = "Exponentials and the range of numbers"
    root = svg.picture(WIDTH, tops[-1], title, described)
    left, right = (_place(power, (-DECADES, DECADES)) for power in held)
    svg.text(
        root, (left + right) / 2, 18, f"the range of {dtype.name}", 15.5, cls="output-ink bold"
    )
    for end, word, anchor in ((LEFT, "becomes 0", "start"), (RIGHT, "becomes ∞", "end")):
        svg.text(root, end, 40, word, 15, anchor, "gradient-ink")
    svg.text(root, VALUE_END, 40, "computed", 15.5, "end", "bold")
    svg.text(root, RESULT_END, 40, "ŷ", svg.NAME_SIZE, "end", "bold")
    for block, top in zip(blocks, tops, strict=False):
        _draw_block(root, *block, top, held)
    return svg.to_string(root)


def _place(power, ends):
    """Return where 10 to this power stands on a line between two powers; beyond it, at its end."""
    return np.interp(power, ends, (LEFT, RIGHT))


def magnified(powers):
    """Return the least and the largest power of a part of the line that holds all of them.

    >>> magnified([308.3, 307.5, 306.6])
    (302.0, 312.0)
    """
    spread = max(powers) - min(powers)
    middle, span = (max(powers) + min(powers)) / 2, max(CLOSEST, 2 * math.ceil(0.65 * spread))
    low = float(round(middle - span / 2))
    return low, low + span


def _draw_line(root, ends, held, y, height):
    """Draw a line of sizes as a band: green where the dtype holds a number."""
    svg.rect(root, LEFT, y, RIGHT - LEFT, height, cls="gradient-pale")
    left, right = (_place(power, ends) for power in held)
    svg.rect(root, left, y, right - left, height, cls="output-pale")
    for power, x in zip(held, (left, right), strict=True):
        if ends[0] < power < ends[1]:
            svg.line(root, x, y, x, y + height, 2.5, stroke=GREYS["on_pale"])


def _draw_ticks(root, powers, ends, y):
    for power in powers:
        x = _place(power, ends)
        svg.line(root, x, y, x, y + 5, cls="rule")
        tick = "1" if power == 0 else f"10^{{{power:.0f}}}".replace("-", "−")
        svg.text(root, x, y + 23, tick, svg.NAME_SIZE)


def _draw_block(root, title, exponents, values, results, y, held):
    """Draw the heading, the whole line, and magnified a row an entry: its dot, its numbers."""
    whole, powers = (-DECADES, DECADES), [exponent / math.log(10) for exponent in exponents]
    ends = magnified(powers)
    svg.text(root, LEFT - 10, y + HEADING + 14, "all sizes", 15, "end", "quiet")
    svg.text(root, (LEFT + RIGHT) / 2, y + 20, title, svg.NAME_SIZE, cls="bold")
    strip, top = y + HEADING, y + HEADING + STRIP + FUNNEL
    _draw_line(root, whole, held, strip, STRIP)
    _draw_line(root, ends, held, top, ROW * len(powers))
    near = [_place(power, whole) for power in ends]
    box = near[0] - 1.5, strip + 1, near[1] - near[0] + 3, STRIP - 2, 2
    svg.rect(root, *box, fill="none", stroke=GREYS["on_pale"], stroke_width=2.5)
    for x, end in zip(near, (LEFT, RIGHT), strict=True):
        svg.line(root, x, strip + STRIP, end, top, 1.2, cls="rule")
    for i, (exponent, value, result) in enumerate(zip(exponents, values, results, strict=True)):
        middle = top + ROW * (i + 0.5)
        row = svg.group(root, f"exp({number(exponent)}) = 10^{number(powers[i], 1)}")
        svg.text(row, LEFT - 10, middle + 5.5, f"exp({number(exponent, 0)})", 15.5, "end")
        svg.line(row, LEFT, middle, RIGHT, middle, 1, cls="rule")
        x = _place(powers[i], ends)
        if held[0] <= powers[i] <= held[1]:
            svg.element(row, "circle", cx=x, cy=middle, r=8, cls="output")
        else:
            svg.element(row, "circle", cx=x, cy=middle, r=7, cls="gradient-line", stroke_width=4)
        computed = number(value) if value else "0"
        svg.text(row, VALUE_END, middle + 5.5, computed, 15.5, "end", literal=True)
        ink = "bold gradient-ink" if math.isnan(result) else "bold"
        svg.text(row, RESULT_END, middle + 5.5, number(result), 15.5, "end", ink, literal=True)
    low, high = ends
    _draw_ticks(root, (low, (low + high) / 2, high), ends, top + ROW * len(powers))
