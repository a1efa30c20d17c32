"""A loss over two parameters as a contour map, and the path of descent on it."""

import matplotlib
import numpy as np
from matplotlib.colors import LinearSegmentedColormap

from helpers.numeric.validate import as_array
from helpers.pictures.plots import LivePlot
from helpers.pictures.style import GREYS, MATPLOTLIB, ROLES, SHADES

HEIGHTS = LinearSegmentedColormap.from_list("heights", SHADES)
CONTOUR, PATH = GREYS["mark"], ROLES["gradient"].ink
FAR = 1e3  # half-widths of the map: what lies beyond is not handed to the renderer


class Surface(LivePlot):
    """A contour map with labelled levels; the path, its start and its end move on it.

    The darker a place, the higher the loss there; both axes have one scale, so that angles are
    true: against the gradient is at right angles to a level.

    Parameters
    ----------
    title : str
        Stands above the frame.
    ticks : array_like, shape (m,)
        The places along either axis at which `heights` are given, ascending.
    heights : array_like, shape (m, m)
        The loss, above 0; a row for each b, a column for each w.
    levels : sequence of float
        The losses whose contours are drawn and labelled, ascending.
    size : int
        Width of the picture, in CSS pixels.

    Examples
    --------
    >>> ticks = np.linspace(-2, 2, 21)
    >>> heights = 1 + ticks**2 + ticks[:, None] ** 2
    >>> surface = Surface("Loss", ticks, heights, levels=[2, 5])
    >>> surface.update([[2, 2], [1, 1], [0.5, 0.5]])
    >>> surface.now.get_data()
    (array([0.5]), array([0.5]))
    """

    def __init__(self, title, ticks, heights, levels, size=500):
        super().__init__(size, size + 20, title)
        self.ticks = as_array("ticks", ticks, ndim=1)
        heights = as_array("heights", heights, ndim=2)
        if heights.shape != 2 * self.ticks.shape:
            raise ValueError(f"heights has shape {heights.shape}, expected {2 * self.ticks.shape}")
        if heights.min() <= 0:
            raise ValueError(f"heights holds {heights.min():g}, expected numbers above 0")
        self.frame = self.axes(left=56, bottom=54, right=12, top=34)
        with matplotlib.rc_context(MATPLOTLIB):
            self._draw_map(title, heights, list(levels))
            self._make_artists()
        self.animate(self.path, self.start, self.now, self.off)

    def update(self, path):
        """Show this path, from its start to where it stands now.

        Parameters
        ----------
        path : array_like, shape (steps + 1, 2)
            Places (w, b); those off the map are cut away by the frame.

        Raises
        ------
        ValueError
            Where it is no such array of finite numbers.
        """
        path = as_array("path", path, ndim=2)
        if path.shape[1] != 2:
            raise ValueError(f"path has {path.shape[1]} columns, expected 2: w and b")
        reach = self.ticks[-1] - self.ticks[0]
        near = path[np.abs(path).max(axis=1) < FAR * reach]
        self.path.set_data(*near.T)
        self.start.set_data(*path[:1].T)
        inside = self.holds(path[-1])
        self.now.set_data(*(path[-1:].T if inside else ([], [])))
        self.off.set_visible(not inside)

    def holds(self, place):
        """Return whether a place (w, b) is on the map."""
        return bool(self.ticks[0] <= min(place) and max(place) <= self.ticks[-1])

    def _draw_map(self, title, heights, levels):
        frame, low, high = self.frame, self.ticks[0], self.ticks[-1]
        frame.set_title(title, x=-0.1, pad=10)
        frame.set(xlim=(low, high), ylim=(low, high), xlabel="$w$")
        frame.set_ylabel("$b$", rotation=0, labelpad=8)
        frame.grid(False)
        bounds = np.log(
            [min(heights.min(), levels[0] / 2), *levels, max(heights.max(), levels[-1] * 2)]
        )
        bands = np.interp(np.log(heights), bounds, range(len(bounds)))  # a level, a shade
        frame.contourf(self.ticks, self.ticks, bands, 60, cmap=HEIGHTS)
        self.contours = frame.contour(
            self.ticks, self.ticks, heights, levels, colors=CONTOUR, linewidths=1.3
        )
        frame.clabel(self.contours, fmt="%g", fontsize=12, inline_spacing=3)

    def _make_artists(self):
        (self.path,) = self.frame.plot([], [], "o-", lw=1.6, ms=5, zorder=4, color=PATH)
        (self.start,) = self.frame.plot(
            [], [], "s", ms=11, mfc="white", mec=PATH, mew=2.5, zorder=5, clip_on=False
        )
        (self.now,) = self.frame.plot(
            [], [], "o", ms=14, color=PATH, mec="white", mew=2, zorder=6, clip_on=False
        )
        self.off = self.frame.text(
            0.97, 0.04, "off the map", transform=self.frame.transAxes, ha="right", color="white",
            size=13, weight="bold", zorder=7, bbox={"facecolor": PATH, "edgecolor": "none"},
        )  # fmt: skip
