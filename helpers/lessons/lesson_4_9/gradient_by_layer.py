"""The size of the gradient layer by layer, with what it cannot exceed, and the slopes behind it."""

import math

import matplotlib
import numpy as np
from matplotlib.ticker import LogLocator, NullLocator

from helpers.numeric.validate import as_array
from helpers.pictures.plots import LivePlot
from helpers.pictures.style import GREYS, MATPLOTLIB, ROLES
from helpers.pictures.text import number

DECADES = 5  # the log axis reaches to a multiple of so many powers of ten
LABEL_ROOM = 0.12  # of the sizes' range on the log axis, left free at either end
BESIDE_LABEL = 5  # layers over which a label stands
QUIET = GREYS["axis"]


class GradientByLayer(LivePlot):
    """Above, the gradient's size on a log axis, with its bound; below, the mean slope of g.

    The loss is at the right, layer 1 at the left: the backward pass runs from right to left.

    Parameters
    ----------
    last : int
        How many layers the frame has room for.
    width, height : int
        The size shown, in CSS pixels.

    Examples
    --------
    >>> plot = GradientByLayer(last=4)
    >>> plot.update(norms=[1e-7, 0.01, 1.0], bounds=[0.1, 0.5, 1.0], slopes=[0.1, 0.2])
    >>> [float(limit) for limit in plot.upper.get_ylim()], plot.end_label.get_text()
    ([1e-10, 100000.0], '1e−7')
    """

    def __init__(self, last, width=700, height=460):
        super().__init__(width, height, "The size of the gradient, layer by layer")
        self.last = last
        with matplotlib.rc_context(MATPLOTLIB):
            self.upper = self._frame(r"size of $\nabla_{a_k}$ (log axis)", 34, 236)
            self.upper.set(yscale="log", xticklabels=[])
            self.upper.yaxis.set_minor_locator(NullLocator())
            self.lower = self._frame("mean slope $g'(a_k)$", 326, 80)
            self.lower.set(ylim=(-0.04, 1.1), yticks=[0, 0.5, 1])
            self.lower.set_xlabel("layer $k$", labelpad=2)
            self._explain()
            self._create_artists()

    def update(self, norms, bounds, slopes):
        """Show these sizes; entry k - 1 is layer k.

        Parameters
        ----------
        norms, bounds : array_like, shape (L,)
            A size of 0 is not drawn: a log axis has no place for it.
        slopes : array_like, shape (L - 1,)

        Raises
        ------
        ValueError
            Where the lengths do not fit one another or the frame.
        """
        norms, bounds, slopes = (
            as_array(name, values, 1)
            for name, values in (("norms", norms), ("bounds", bounds), ("slopes", slopes))
        )
        L = len(norms)
        if self.last < L or len(bounds) != L or len(slopes) != L - 1:
            raise ValueError(
                f"norms, bounds and slopes have {L}, {len(bounds)} and {len(slopes)} entries, "
                f"expected L, L and L - 1, with L up to {self.last}"
            )
        layers = np.arange(1, L + 1)
        drawn = norms > 0
        self.norms.set_data(layers[drawn], norms[drawn])
        self.bounds.set_data(layers, bounds)
        self.slopes.set_data(layers[:-1], slopes)
        self._fit(np.concatenate([norms[drawn], bounds]))
        self._place_labels(layers[drawn], norms[drawn], bounds)

    def _frame(self, title, top, height):
        frame = self.axes(left=74, bottom=self.height - top - height, right=56, top=top)
        frame.set_title(title, x=0, pad=8)
        frame.set(xlim=(0.5, self.last + 0.5), xticks=[1, *range(5, self.last + 1, 5)])
        return frame

    def _explain(self):
        """Say where the loss is, and which way the gradient goes."""
        at = self.upper.get_yaxis_transform(), self.upper.transAxes
        ink = {"transform": at[1], "color": QUIET, "size": 13}
        self.upper.annotate(
            "", (0.62, 1.07), (0.98, 1.07), xycoords="axes fraction", annotation_clip=False,
            arrowprops={"arrowstyle": "->", "color": QUIET, "linewidth": 1.5},
        )  # fmt: skip
        self.upper.text(0.61, 1.07, "backward pass", ha="right", va="center", **ink)
        self.upper.text(1.0, 1.07, " loss", ha="left", va="center", **ink)

    def _create_artists(self):
        (self.bounds,) = self.upper.plot([], [], "--", color=QUIET, linewidth=2)
        (self.norms,) = self.upper.plot([], [], "o-", color=ROLES["gradient"].ink, markersize=6)
        (self.slopes,) = self.lower.plot([], [], "o-", color=ROLES["hidden"].ink, markersize=5)
        self.end_label = self.upper.text(1, 1, "", color=ROLES["gradient"].ink, size=14)
        self.bound_label = self.upper.text(1, 1, "", color=QUIET, size=13)
        self.animate(self.bounds, self.norms, self.slopes, self.end_label, self.bound_label)

    def _fit(self, sizes):
        """Let the log axis reach as far as the sizes go, in steps of five powers of ten."""
        low, high = np.log10([sizes.min(), sizes.max()]) / DECADES
        room = LABEL_ROOM * (high - low)
        powers = min(-1, math.floor(low - room)), max(1, math.ceil(high + room))
        limits = tuple(10.0 ** (DECADES * power) for power in powers)
        if limits != self.upper.get_ylim():
            self.upper.set_ylim(limits)
            apart = DECADES if powers[1] - powers[0] <= 4 else 2 * DECADES
            self.upper.yaxis.set_major_locator(LogLocator(base=10.0**apart, numticks=12))
            self.redraw_background()

    def _place_labels(self, layers, norms, bounds):
        """Name both lines at their lower ends, where the backward pass comes out."""
        height = self.upper.bbox.height
        low, high = np.log10(self.upper.get_ylim())
        up = 10 ** ((high - low) * 22 / height)  # 11 CSS pixels
        is_falling = norms[0] < norms[-1]
        self.end_label.set(
            text=number(norms[0], 1),
            position=(layers[0] + 0.5, norms[0] / up if is_falling else norms[0] * up),
            va="top" if is_falling else "bottom",
        )
        above = bounds[:BESIDE_LABEL].max() * up ** (1 / 2)
        self.bound_label.set(text="at most", position=(1, above), va="bottom")
