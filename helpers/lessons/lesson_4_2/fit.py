"""Points of one input and one output, and the curve that a neuron draws through them."""

import matplotlib
import numpy as np
from matplotlib.ticker import MultipleLocator

from helpers.numeric.validate import as_array
from helpers.pictures.plots import LivePlot
from helpers.pictures.style import MATPLOTLIB, ROLES

FAR = 1e3  # beyond any frame: a steeper curve looks the same


class Fit(LivePlot):
    """The samples, the curve of the neuron now and at the start, and each sample's error.

    Parameters
    ----------
    title : str
        Stands above the frame.
    x, y : array_like, shape (N,)
        The samples.
    x_limits, y_limits : (float, float)
        What the frame shows.
    width, height : int
        The size shown, in CSS pixels.

    Examples
    --------
    >>> fit = Fit("Fit", [0, 1], [0, 1], (-1, 2), (-1, 2))
    >>> fit.update(fit.grid, start=0 * fit.grid, y_hat=[0, 1])
    >>> fit.curve.get_ydata()[[0, -1]].tolist()
    [-1.0, 2.0]
    """

    def __init__(self, title, x, y, x_limits, y_limits, width=440, height=520):
        super().__init__(width, height, title)
        self.x, self.y = as_array("x", x, ndim=1), as_array("y", y, ndim=1)
        self.grid = np.linspace(*x_limits, 121)
        self.frame = self.axes(left=56, bottom=112, right=12, top=34)
        with matplotlib.rc_context(MATPLOTLIB):
            self.frame.set_title(title, x=-0.12, pad=10)
            self.frame.set(xlim=x_limits, ylim=y_limits, xlabel="$x$")
            self.frame.yaxis.set_major_locator(MultipleLocator(0.5))
            self.frame.set_ylabel("$y$", rotation=0, labelpad=8)
            self._make_artists()
        self.animate(self.errors, self.before, self.curve, self.points)

    def update(self, curve, start, y_hat):
        """Show these curves and errors.

        Parameters
        ----------
        curve, start : array_like, shape of `grid`
            What the neuron says at each place of `grid`: now, and at the start.
        y_hat : array_like, shape (N,)
            What it says now at each sample.

        Raises
        ------
        ValueError
            Where a shape does not fit, or a number is not finite.
        """
        arrays = (
            ("curve", curve, self.grid),
            ("start", start, self.grid),
            ("y_hat", y_hat, self.y),
        )
        shown = []
        for name, values, like in arrays:
            values = as_array(name, values, ndim=1)
            if values.shape != like.shape:
                raise ValueError(f"{name} has {len(values)} entries, expected {len(like)}")
            shown.append(np.clip(values, -FAR, FAR))
        curve, start, y_hat = shown
        self.curve.set_data(self.grid, curve)
        self.before.set_data(self.grid, start)
        gaps = np.full_like(self.y, np.nan)  # a NaN lifts the pen between two errors
        ends = np.stack([self.y, y_hat, gaps]).T.ravel()
        self.errors.set_data(np.repeat(self.x, 3), ends)

    def _make_artists(self):
        plot = self.frame.plot
        (self.errors,) = plot([], [], color=ROLES["gradient"].ink, lw=2.2, zorder=2, label="error")
        (self.before,) = plot(
            [], [], "--", color=ROLES["input"].deep, lw=2, zorder=3, label="at the start"
        )
        (self.curve,) = plot([], [], color=ROLES["hidden"].ink, lw=3, zorder=4, label="now")
        (self.points,) = plot(
            self.x, self.y, "o", color="black", ms=9, mec="white", mew=1.2, zorder=5,
            label="sample",
        )  # fmt: skip
        self.frame.legend(
            handles=[self.points, self.curve, self.before, self.errors], loc="upper left",
            bbox_to_anchor=(-0.08, -0.12), ncols=2, handlelength=1.6, columnspacing=1.4,
        )  # fmt: skip
