"""The plane as a network divides it: probabilities as colour, borders, and the samples."""

import matplotlib
import numpy as np

from helpers.lessons.lesson_4_8.raster import Raster
from helpers.numeric.validate import as_array
from helpers.pictures.plots import LivePlot
from helpers.pictures.style import MATPLOTLIB, OKABE_ITO

CLASS_COLOURS = [OKABE_ITO[name] for name in ("blue", "orange", "green", "purple")]
MARKERS = ["o", "^", "s", "D"]
POINTS = 81  # of the grid, along each axis
CERTAIN = 0.62  # how much of a class's colour its most certain places take; the rest is white


class DecisionField(LivePlot):
    """Samples of two to four classes in the plane, over what a network says of every place.

    Each class has a colour and a marker; where the network is certain its colour is full, where
    it wavers the colours mix; the line is where two classes are equally probable.

    Parameters
    ----------
    title : str
        What is shown; stands above the frame.
    half_width : float
        The frame reaches from minus this to plus this along both axes.
    size : int
        Width and height shown, in CSS pixels.

    Examples
    --------
    >>> field = DecisionField("Boundary", half_width=2)
    >>> field.grid.shape
    (2, 6561)
    >>> left = np.where(field.grid[0] < 0, 1.0, 0.0)
    >>> field.update(np.stack([left, 1 - left]), x=[[-1, 1], [0, 0]], labels=[0, 1])
    >>> x_1 = field.borders[0].get_paths()[0].vertices[:, 0]
    >>> bool(abs(x_1).max() < 0.05)
    True
    """

    def __init__(self, title, half_width, size=380):
        super().__init__(size, size + 24, title)
        self.half_width = half_width
        ticks = np.linspace(-half_width, half_width, POINTS)
        self._ticks = ticks
        self.grid = np.stack([g.ravel() for g in np.meshgrid(ticks, ticks)])
        self.frame = self.axes(left=52, bottom=52, right=10, top=34)
        reach = -half_width, half_width
        with matplotlib.rc_context(MATPLOTLIB):
            self.frame.set_title(title, x=-0.1, pad=10)
            self.frame.set(xlabel="$x_1$", xlim=reach, ylim=reach)
            self.frame.set_ylabel("$x_2$", rotation=0, labelpad=4)
            self.frame.grid(False)
            self.frame.set(xticks=range(-int(half_width), int(half_width) + 1))
            self.frame.set(yticks=self.frame.get_xticks())
            style = {"markeredgecolor": "white", "markeredgewidth": 1.2, "zorder": 3}
            self.points = [
                self.frame.plot([], [], marker, color=colour, **style)[0]
                for marker, colour in zip(MARKERS, CLASS_COLOURS, strict=True)
            ]
        self.field = Raster(self.frame)
        self.borders = []
        self.animate(self.field, *self.points)

    def update(self, y_hat, x, labels):
        """Show this field and these samples.

        Parameters
        ----------
        y_hat : array_like, shape (k, grid points)
            The probability of each of k classes at the columns of `grid`.
        x : array_like, shape (2, N)
            The samples.
        labels : array_like of int, shape (N,)
            Their classes, counted from 0.

        Raises
        ------
        ValueError
            Where the shapes do not fit, or there are more than four classes.
        """
        y_hat, x = as_array("y_hat", y_hat, ndim=2), as_array("x", x, ndim=2)
        labels = np.asarray(labels)
        k, n = len(y_hat), self.grid.shape[1]
        if not 2 <= k <= len(MARKERS) or y_hat.shape[1] != n:
            raise ValueError(f"y_hat has shape {y_hat.shape}, expected (2 to 4 classes, {n})")
        if len(x) != 2 or labels.shape != x.shape[1:]:
            raise ValueError(f"x has shape {x.shape}, expected (2, {len(labels)}), a label each")
        self.field.set_colours(self._colours(y_hat))
        self._draw_borders(y_hat)
        for j, points in enumerate(self.points):
            points.set_data(*x[:, labels == j])

    def _colours(self, y_hat):
        full = np.array([matplotlib.colors.to_rgb(colour) for colour in CLASS_COLOURS])
        mixed = 1 - CERTAIN * (1 - full[: len(y_hat)].T @ y_hat)  # (3, n)
        return mixed.T.reshape(POINTS, POINTS, 3)

    def _draw_borders(self, y_hat):
        """Draw where the most probable class changes: where one's lead over the others is 0."""
        self.discard(*self.borders)
        self.borders = []
        for j in range(len(y_hat) if len(y_hat) > 2 else 1):
            lead = y_hat[j] - np.delete(y_hat, j, axis=0).max(axis=0)
            if lead.min() < 0 < lead.max():
                field = lead.reshape(POINTS, POINTS)
                self.borders.append(
                    self.frame.contour(
                        self._ticks, self._ticks, field, levels=[0], colors="black", linewidths=2.5
                    )
                )
        self.animate(*self.borders)
