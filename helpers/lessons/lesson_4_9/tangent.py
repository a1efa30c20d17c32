"""A curve with its tangent, and below it the tangent's slope: g above, g' below."""

from itertools import pairwise

import matplotlib
import numpy as np

from helpers.numeric.activations import ACTIVATIONS
from helpers.pictures.plots import LivePlot
from helpers.pictures.style import GREYS, MATPLOTLIB, ROLES
from helpers.pictures.text import number

REACH = 6.0  # z runs from -6 to 6
HALF_LENGTH = 2.5  # of a tangent, along the z axis
NEAR = 1.25  # how far the upper axis reaches up and down for a g that stays within, else REACH
SATURATED = 0.1  # of the largest slope: below it little is passed on
LARGEST = max(g.largest_slope for g in ACTIVATIONS.values())
ROOMY = 4.0  # |z| from which on a label does not fit between the mark and the frame
BESIDE = 1e-9  # how far from a kink g is looked at


class TangentPlot(LivePlot):
    """g with its tangent at z, and below it g' with the tangent's slope marked.

    Where g' is below a tenth of its largest value the ground is shaded. At a kink two dotted
    lines stand for it: the slope from the left, and that from the right.

    Parameters
    ----------
    activation : Activation
    width, height : int
        The size shown, in CSS pixels.

    Examples
    --------
    >>> from helpers.numeric.activations import logistic
    >>> plot = TangentPlot(logistic)
    >>> plot.update(0.0)
    >>> plot.tangent.get_xdata().tolist(), plot.tangent.get_ydata().tolist()
    ([-2.5, 2.5], [-0.125, 1.125])
    >>> plot.slope_label.get_text()
    "$g'(z)$ = 0.25"
    """

    def __init__(self, activation, width=700, height=460):
        super().__init__(width, height, f"{activation.name}, its tangent and its derivative")
        self.activation = activation
        ends = activation([-REACH, REACH])
        reach = NEAR if np.abs(ends).max() <= NEAR else REACH
        with matplotlib.rc_context(MATPLOTLIB):
            self.upper = self._frame(f"{activation.name}: $g$ and its tangent", 34, 190)
            self.upper.set(ylim=(-reach, reach), xticklabels=[])
            self.lower = self._frame("$g'$: the slope of the tangent", 286, 122)
            self.lower.set(ylim=(-0.04, LARGEST * 1.4), yticks=[0, 0.25, 0.5, 0.75, 1])
            self.lower.set_xlabel("$z$", labelpad=2)
            self._curve(self.upper, activation, ROLES["hidden"].ink)
            self._curve(self.lower, activation.derivative, ROLES["gradient"].ink)
            self._shade()
            self._create_artists()
        self.update(0.0)

    def one_sided_slopes(self, z):
        """Return the slopes from the left and from the right of z."""
        return [float(self.activation.derivative(z + side * BESIDE)) for side in (-1, 1)]

    def update(self, z):
        """Show the tangent at z.

        Parameters
        ----------
        z : float

        Raises
        ------
        ValueError
            Where z is outside of the frame.
        """
        if not -REACH <= z <= REACH:
            raise ValueError(f"z is {z}, expected a number from {-REACH:g} to {REACH:g}")
        height, slope = float(self.activation(z)), float(self.activation.derivative(z))
        is_kink = z in self.activation.kinks
        reach = np.array([-HALF_LENGTH, HALF_LENGTH])
        self.tangent.set_data(z + reach, height + slope * reach)
        self.tangent.set_visible(not is_kink)
        for line, rise in zip(self.one_sided, self.one_sided_slopes(z), strict=True):
            line.set_data(z + reach, height + reach * rise)
            line.set_visible(is_kink)
        for guide in self.guides:
            guide.set_xdata([z, z])
        self.point.set_data([z], [height])
        self.slope.set_data([z], [slope])
        self._place_label(z, slope, f"$g'(z)$ = {number(slope)}")

    def _frame(self, title, top, height):
        frame = self.axes(left=62, bottom=self.height - top - height, right=16, top=top)
        frame.set_title(title, x=0, pad=8)
        frame.set(xlim=(-REACH, REACH), xticks=range(-6, 7, 2))
        return frame

    def _curve(self, frame, function, colour):
        """Draw the function piece by piece: at a kink its values may jump."""
        for low, high in pairwise([-REACH, *self.activation.kinks, REACH]):
            z = np.linspace(low + BESIDE, high - BESIDE, 401)
            frame.plot(z, function(z), color=colour, linewidth=3)

    def _shade(self):
        z = np.linspace(-REACH, REACH, 1201)
        slopes = self.activation.derivative(z)
        is_flat = slopes < SATURATED * slopes.max()
        word = "off" if self.activation.kinks else "saturated"
        for side in (z < 0, z > 0):
            flat = z[is_flat & side]
            if not len(flat):
                continue
            for frame in (self.upper, self.lower):
                frame.axvspan(
                    flat[0], flat[-1], color=ROLES["gradient"].pale, alpha=0.6, linewidth=0
                )
            middle, at = (flat[0] + flat[-1]) / 2, self.lower.get_xaxis_transform()
            ink = {"ha": "center", "va": "center", "color": ROLES["gradient"].deep, "size": 13}
            self.lower.text(middle, 0.8, word, transform=at, **ink)

    def _create_artists(self):
        ink = ROLES["weights"].deep
        (self.tangent,) = self.upper.plot([], [], color=ink, linewidth=3)
        self.one_sided = [self.upper.plot([], [], ":", color=ink)[0] for _ in range(2)]
        thin = {"color": GREYS["axis"], "linestyle": "--", "linewidth": 1.2, "zorder": 1.5}
        self.guides = [frame.axvline(0, **thin) for frame in (self.upper, self.lower)]
        dot = {"color": ink, "markersize": 11, "markeredgecolor": "white", "zorder": 4}
        (self.point,) = self.upper.plot([], [], "o", **dot)
        (self.slope,) = self.lower.plot([], [], "o", clip_on=False, **dot)
        self.slope_label = self.lower.text(0, 0, "", color=ink, size=14, zorder=5)
        self.slope_label.set_bbox({"facecolor": "white", "alpha": 0.85, "pad": 2, "linewidth": 0})
        self.animate(
            *self.guides, self.tangent, *self.one_sided, self.point, self.slope,
            self.slope_label,
        )  # fmt: skip

    def _place_label(self, z, slope, words):
        """Put the slope's value above its mark, where g' falls, or where the frame has room."""
        outward = 1 if z >= 0 else -1
        side = outward if abs(z) <= ROOMY else -outward
        self.slope_label.set(
            text=words,
            position=(z + side * 0.15, slope + 0.1),
            ha="left" if side > 0 else "right",
            va="bottom",
        )
