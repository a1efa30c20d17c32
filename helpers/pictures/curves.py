"""Curves that grow: several lines in one frame, each with its name and value at its end."""

import math
from typing import NamedTuple

import matplotlib
import numpy as np
from matplotlib.ticker import FuncFormatter, LogLocator, NullLocator

from helpers.numeric.validate import as_array
from helpers.pictures.plots import CSS_DPI, LivePlot
from helpers.pictures.style import MATPLOTLIB

LABEL_SIZE = 12  # points
LINE_HEIGHT = 17  # of a label, in CSS pixels


class Line(NamedTuple):
    """How a curve looks: its label, its colour, its line style, and whether its value is shown.

    Examples
    --------
    >>> Line("held out", "blue", "--").style
    '--'
    """

    label: str
    colour: str
    style: str = "-"
    width: float = 2.5
    valued: bool = True


class Curves(LivePlot):
    """Curves over steps, on a linear or logarithmic axis, named at their ends.

    The axes reach as far as `x_max` and `y_limits`; where the data go beyond, to the next 1, 2 or
    5 times a power of ten: as curves grow, the frame stays or grows a step, and does not jitter.

    Parameters
    ----------
    title : str
        What is drawn; stands above the frame.
    lines : dict of str to Line
        By name.
    x_label : str
        What x counts.
    x_max : float
        How far the x axis reaches at first.
    y_limits : tuple of float
        How far the y axis reaches at first.
    log : bool
        Whether the y axis is logarithmic.
    unit : str
        Stands behind the values, as " %".
    readout : str
        The format of the values at the lines' ends.
    width, height : int
        The size shown, in CSS pixels.

    Examples
    --------
    >>> curves = Curves("Loss", {"train": Line("train", "blue")}, "step", 10, (0.1, 1), log=True)
    >>> curves.update(train=([0, 1, 2], [0.9, 0.5, 0.02]))
    >>> [float(limit) for limit in curves.frame.get_ylim()]
    [0.02, 1.0]
    """

    def __init__(
        self,
        title,
        lines,
        x_label,
        x_max,
        y_limits,
        log=False,
        unit="",
        readout=".2f",
        width=350,
        height=270,
    ):
        super().__init__(width, height, title)
        self._unit, self._readout = unit, readout
        self._start = (0, x_max), tuple(y_limits)
        self.specification = dict(lines)
        self.frame = self.axes(left=66, bottom=54, right=92, top=34)
        with matplotlib.rc_context(MATPLOTLIB):
            self.frame.set_title(title, x=-58 / (width - 158), pad=10)
            self.frame.set_xlabel(x_label, labelpad=3)
            if log:
                self.frame.set_yscale("log")
                self.frame.yaxis.set_minor_locator(NullLocator())
                self.frame.yaxis.set_major_formatter(FuncFormatter(lambda y, _: f"{y:g}"))
            self.curves = {name: self._curve(line) for name, line in self.specification.items()}
            self._labels = {name: self._label(line) for name, line in self.specification.items()}
        self.animate(*self.curves.values(), *self._labels.values())
        self.update()

    def update(self, **data):
        """Show these data; a line without data is not drawn.

        Parameters
        ----------
        **data : tuple of array_like
            For each line, by name, x and y of the same length.

        Raises
        ------
        ValueError
            Where there is no such line, the lengths differ, or a value is not finite, or, on a
            logarithmic axis, not above 0.
        """
        for name, curve in self.curves.items():
            x, y = self._checked(name, *data.pop(name, ((), ())))
            curve.set_data(x, y)
        if data:
            raise ValueError(f"{next(iter(data))} is no line, expected one of {list(self.curves)}")
        self._grow()
        self._place_labels()

    def _curve(self, line):
        (curve,) = self.frame.plot([], [], color=line.colour, linestyle=line.style)
        curve.set(linewidth=line.width, clip_on=False)
        curve.set(marker="o", markersize=6, markevery=slice(-1, None))  # at its end alone
        return curve

    def _label(self, line):
        style = {"va": "center", "size": LABEL_SIZE, "linespacing": 1}
        return self.frame.text(0, 0, "", color=line.colour, **style)

    def _checked(self, name, x, y):
        if len(x) != len(y):
            raise ValueError(f"{name} has {len(x)} x but {len(y)} y, expected as many")
        if len(x) == 0:
            return (), ()
        x, y = as_array(f"x of {name}", x, 1), as_array(f"y of {name}", y, 1)
        if self.frame.get_yscale() == "log" and y.min() <= 0:
            raise ValueError(f"{name} holds {y.min():g}, expected numbers above 0 for a log axis")
        return x, y

    def _grow(self):
        (x_low, x_high), (y_low, y_high) = self._start
        drawn = [curve.get_data() for curve in self.curves.values() if len(curve.get_xdata())]
        if drawn:
            xs, ys = (np.concatenate(values) for values in zip(*drawn, strict=True))
            x_high = _reach(x_high, xs.max())
            y_high = _reach(y_high, ys.max())
            y_low = self._reach_down(y_low, ys.min())
        limits = (x_low, x_high), (y_low, y_high)
        if limits != (self.frame.get_xlim(), self.frame.get_ylim()):
            self.frame.set(xlim=limits[0], ylim=limits[1])
            if self.frame.get_yscale() == "log":
                subs = (1,) if y_high / y_low > 100 else (1, 2, 5)
                self.frame.yaxis.set_major_locator(LogLocator(subs=subs))
            self.redraw_background()

    def _reach_down(self, limit, value):
        if value >= limit:
            return limit
        if self.frame.get_yscale() == "log":
            return 1 / _nice(1 / value)
        return 0 if value >= 0 else -_nice(-value)

    def _place_labels(self):
        """Put each label right of its line's end, pushed apart where they would overlap."""
        ends = []
        for name, curve in self.curves.items():
            x, y = curve.get_data()
            self._labels[name].set_visible(len(x) > 0)
            if len(x):
                self._labels[name].set_text(self._words(self.specification[name], y[-1]))
                ends.append((*self.frame.transData.transform((x[-1], y[-1])), self._labels[name]))
        ends.sort(key=lambda end: end[1])
        pixel = self.figure.dpi / CSS_DPI
        halves = [LINE_HEIGHT * pixel * (1 + end[2].get_text().count("\n")) / 2 for end in ends]
        heights = apart([end[1] for end in ends], halves, self.figure.bbox.height)
        to_data = self.frame.transData.inverted()
        for (x, _, label), height in zip(ends, heights, strict=True):
            label.set_position(to_data.transform((x + 8 * pixel, height)))

    def _words(self, line, value):
        if not line.valued:
            return line.label
        return f"{line.label}\n{value:{self._readout}}{self._unit}"


def apart(centres, halves, top):
    """Return the centres moved as little as keeps boxes apart, and between 0 and top.

    Parameters
    ----------
    centres, halves : list of float
        Where each box would be, from the lowest to the highest, and half its height.
    top : float
        They have room for all.

    Examples
    --------
    >>> apart([5, 5, 20], [2, 2, 2], 21)
    [5, 9, 19]
    """
    moved, floor = [], 0
    for centre, half in zip(centres, halves, strict=True):
        moved.append(max(centre, floor + half))
        floor = moved[-1] + half
    for i in reversed(range(len(moved))):
        moved[i] = min(moved[i], top - halves[i])
        top = moved[i] - halves[i]
    return moved


def _reach(limit, value):
    return limit if value <= limit else _nice(value)


def _nice(value):
    """Return the least of 1, 2, 5 times a power of ten that is not below the value, above 0."""
    power = math.floor(math.log10(value))
    steps = (float(f"{m}e{power}") for m in (1, 2, 5, 10))
    return next(step for step in steps if step >= value * (1 - 1e-9))
