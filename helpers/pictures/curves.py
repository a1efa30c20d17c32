"""Curves that grow: several lines in one frame, each with its name and value at its end."""

import math
from typing import NamedTuple

import matplotlib
import numpy as np
from matplotlib.ticker import FuncFormatter, LogLocator, NullLocator

from helpers.pictures.apart import apart
from helpers.pictures.plots import CSS_DPI, LivePlot
from helpers.pictures.style import MATPLOTLIB
from helpers.pictures.text import number

LABEL_SIZE = 12  # points
LINE_HEIGHT = 17  # of a label, in CSS pixels


class CurveStyle(NamedTuple):
    """How a curve looks: its label, its colour, its line style, and whether its value is shown."""

    label: str
    colour: str
    style: str = "-"
    width: float = 2.5
    valued: bool = True


class Curves(LivePlot):
    """Curves over steps, on a linear or logarithmic axis, named at their ends.

    The axes reach as far as `x_max` and `y_limits`; where the data go beyond, to the next 1, 2 or
    5 times a power of ten: as curves grow, the frame stays or grows a step, and does not jitter.
    The values at the lines' ends are what `readout` makes of them.
    """

    margins = 66, 54, 92, 34

    def __init__(
        self, title, styles, x_label, x_max, y_limits, log=False, readout=number, size=(350, 270)
    ):
        super().__init__(*size, title)
        self.styles, self._readout, self._log = dict(styles), readout, log
        self._start = (0, x_max), tuple(y_limits)
        self.frame = self.axes(*self.margins, x=-58 / (self.width - sum(self.margins[::2])))
        with matplotlib.rc_context(MATPLOTLIB):
            self.frame.set_xlabel(x_label, labelpad=3)
            if log:
                self.frame.set_yscale("log")
                self.frame.yaxis.set_minor_locator(NullLocator())
                self.frame.yaxis.set_major_formatter(FuncFormatter(lambda y, _: f"{y:g}"))
            self.curves = {name: self._curve(style) for name, style in self.styles.items()}
            look = {"va": "center", "size": LABEL_SIZE, "linespacing": 1}
            self._labels = {
                name: self.frame.text(0, 0, "", color=style.colour, **look)
                for name, style in self.styles.items()
            }
        self.animate(*self.curves.values(), *self._labels.values())
        self.update()

    def update(self, **data):
        """Show x and y of each line, by name; a line without data is not drawn."""
        for name, curve in self.curves.items():
            curve.set_data(*data.get(name, ((), ())))
        self._grow()
        self._place_labels()

    def _curve(self, style):
        (curve,) = self.frame.plot([], [], color=style.colour, linestyle=style.style)
        curve.set(linewidth=style.width, clip_on=False)
        curve.set(marker="o", markersize=6, markevery=slice(-1, None))  # at its end alone
        return curve

    def _grow(self):
        (x_low, x_high), (y_low, y_high) = self._start
        xs, ys = np.hstack([curve.get_data() for curve in self.curves.values()])
        if len(xs):
            x_high, y_high = _reach(x_high, xs.max()), _reach(y_high, ys.max())
            y_low = self._reach_down(y_low, ys.min())
        limits = (x_low, x_high), (y_low, y_high)
        if limits != (self.frame.get_xlim(), self.frame.get_ylim()):
            self.frame.set(xlim=limits[0], ylim=limits[1])
            if self._log:
                subs = (1,) if y_high / y_low > 100 else (1, 2, 5)
                self.frame.yaxis.set_major_locator(LogLocator(subs=subs))
            self.redraw_background()

    def _reach_down(self, limit, value):
        if value >= limit:
            return limit
        if self._log:
            return 1 / _nice(1 / value)
        return 0 if value >= 0 else -_nice(-value)

    def _place_labels(self):
        """Put each label right of its line's end, pushed apart, clear of title and axis."""
        ends = []
        for name, curve in self.curves.items():
            x, y = curve.get_data()
            label = self._labels[name]
            label.set_visible(len(x) > 0)
            if len(x):
                label.set_text(self._words(self.styles[name], y[-1]))
                ends.append((*self.frame.transData.transform((x[-1], y[-1])), label))
        ends.sort(key=lambda end: end[1])
        pixel = self.figure.dpi / CSS_DPI
        halves = [LINE_HEIGHT * pixel * (1 + end[2].get_text().count("\n")) / 2 for end in ends]
        base, top = self.frame.bbox.y0, self.frame.bbox.y1 + 8 * pixel
        heights = apart([end[1] - base for end in ends], halves, top - base)
        to_data = self.frame.transData.inverted()
        for (x, _, label), height in zip(ends, heights, strict=True):
            label.set_position(to_data.transform((x + 8 * pixel, base + height)))

    def _words(self, style, value):
        return f"{style.label}\n{self._readout(value)}" if style.valued else style.label


def _reach(limit, value):
    return limit if value <= limit else _nice(value)


def _nice(value):
    """Return the least of 1, 2, 5 times a power of ten that is not below the value, above 0."""
    power = math.floor(math.log10(value))
    steps = (float(f"{m}e{power}") for m in (1, 2, 5, 10))
    return next(step for step in steps if step >= value * (1 - 1e-9))
