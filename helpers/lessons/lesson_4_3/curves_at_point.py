"""Curves over one variable, read at a point: a dot on each, its value, and a tangent."""

import matplotlib
import numpy as np
from matplotlib.ticker import FuncFormatter, NullLocator

from helpers.numeric.validate import as_array
from helpers.pictures.curves import LABEL_SIZE, LINE_HEIGHT, apart
from helpers.pictures.plots import CSS_DPI, LivePlot
from helpers.pictures.style import MATPLOTLIB
from helpers.pictures.text import number

LABEL_ROOM = 144  # CSS pixels to the right of the frame
HALF_LENGTH = 62  # of a tangent, in CSS pixels


class CurvesAtPoint(LivePlot):
    """Several curves in one frame and, at one x, what each of them is there.

    Dotted lines lead from the dots to their labels, right of the frame. A dot beyond the frame is
    drawn at its edge; its label still has the true value.

    Parameters
    ----------
    title : str
        What is drawn; stands above the frame.
    lines : dict of str to Line
        How each curve looks, by name; `Line` is that of `helpers.pictures.curves`.
    x : array_like, shape (M,)
        Where the curves are drawn.
    curves : dict of str to array_like, shape (M,)
        Their heights, by the same names.
    x_label : str
    x_limits, y_limits : tuple of float
    log : bool
        Whether the y axis is logarithmic.
    width, height : int
        The size shown, in CSS pixels.

    Raises
    ------
    ValueError
        Where x or a curve is no vector of finite numbers.

    Examples
    --------
    >>> from helpers.pictures.curves import Line
    >>> x = np.linspace(0, 1, 5)
    >>> lines = {"f": Line("f", "black")}
    >>> plot = CurvesAtPoint("A line", lines, x, {"f": 2 * x}, "$x$", (0, 1), (0, 2))
    >>> plot.update(0.25, {"f": 0.5}, {"f": 2.0})
    >>> plot.dots["f"].get_ydata(), plot.labels["f"].get_text()
    ([0.5], 'f = 0.50')
    """

    def __init__(
        self, title, lines, x, curves, x_label, x_limits, y_limits, log=False, width=530, height=330
    ):
        super().__init__(width, height, title)
        x = as_array("x", x, ndim=1)
        self.specification = dict(lines)
        self.frame = self.axes(left=66, bottom=52, right=LABEL_ROOM, top=34)
        with matplotlib.rc_context(MATPLOTLIB):
            self.frame.set_title(title, x=-58 / (width - 66 - LABEL_ROOM), pad=10)
            self.frame.set_xlabel(x_label, labelpad=3)
            self.frame.set(xlim=x_limits, yscale="log" if log else "linear")
            self.frame.set(ylim=y_limits)
            if log:
                self.frame.yaxis.set_minor_locator(NullLocator())
                self.frame.yaxis.set_major_formatter(FuncFormatter(lambda y, _: f"{y:g}"))
            self._create_artists(x, curves)

    def update(self, x, values, slopes=None):
        """Show the point x.

        Parameters
        ----------
        x : float
        values : dict of str to float
            The height of each curve there; one that is left out is not drawn.
        slopes : dict of str to float, optional
            The slope of each curve there, for tangents.

        Raises
        ------
        ValueError
            Where x is outside of the frame, or there is no such curve.
        """
        low, high = self.frame.get_xlim()
        if not low <= x <= high:
            raise ValueError(f"x is {x}, expected a number from {low:g} to {high:g}")
        for name in [*values, *(slopes or {})]:
            if name not in self.curves:
                raise ValueError(f"{name} is no curve, expected one of {list(self.curves)}")
        bottom, top = self.frame.get_ylim()
        for name in self.curves:
            for artists in (self.curves, self.dots, self.leaders, self.labels):
                artists[name].set_visible(name in values)
            self.tangents[name].set_visible(slopes is not None and name in slopes)
            if name in values:
                y = min(max(values[name], bottom), top)
                self.dots[name].set_data([x], [y])
                self.leaders[name].set_data([x, high], [y, y])
                self.labels[name].set_text(self._words(self.specification[name], values[name]))
        for name, slope in (slopes or {}).items():
            self._lay_tangent(name, x, values[name], slope)
        self._place_labels([name for name in self.curves if name in values])

    def _create_artists(self, x, curves):
        self.curves, self.dots, self.leaders, self.tangents, self.labels = {}, {}, {}, {}, {}
        for name, line in self.specification.items():
            style = {"color": line.colour}
            (self.curves[name],) = self.frame.plot(
                x, as_array(name, curves[name], ndim=1), line.style, linewidth=line.width, **style
            )
            (self.leaders[name],) = self.frame.plot([], [], ":", linewidth=1.3, **style)
            (self.tangents[name],) = self.frame.plot([], [], "-", linewidth=1.6, alpha=0.6, **style)
            (self.dots[name],) = self.frame.plot([], [], "o", clip_on=False, zorder=3, **style)
            self.labels[name] = self.frame.text(0, 0, "", va="center", size=LABEL_SIZE, **style)
        for artists in (self.curves, self.leaders, self.tangents, self.dots, self.labels):
            self.animate(*artists.values())

    def _lay_tangent(self, name, x, y, slope):
        """Lay a tangent of fixed length on the screen, whatever the scales of the axes are."""
        half = HALF_LENGTH * self.figure.dpi / CSS_DPI
        to_screen = self.frame.transData
        point, ahead = to_screen.transform([(x, y), (x + 1e-3, y + 1e-3 * slope)])
        reach = half * (ahead - point) / np.hypot(*(ahead - point))
        ends = to_screen.inverted().transform([point - reach, point + reach])
        self.tangents[name].set_data(*ends.T)

    @staticmethod
    def _words(line, value):
        return f"{line.label} = {number(value)}" if line.valued else line.label

    def _place_labels(self, names):
        """Put each label at the end of its dotted line, pushed apart where they would overlap."""
        pixel = self.figure.dpi / CSS_DPI
        right = self.frame.get_xlim()[1]
        ends = sorted(
            (self.frame.transData.transform((right, self.dots[name].get_ydata()[0]))[1], name)
            for name in names
        )
        halves = [LINE_HEIGHT * pixel * 0.6] * len(ends)
        heights = apart([end[0] for end in ends], halves, self.figure.bbox.height)
        x = self.frame.bbox.x1 + 8 * pixel
        for height, (_, name) in zip(heights, ends, strict=True):
            self.labels[name].set_position(self.frame.transData.inverted().transform((x, height)))
