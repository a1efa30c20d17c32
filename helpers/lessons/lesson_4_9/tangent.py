"""g with its tangent, below it g' with the tangent's slope, and what is passed on there."""

from itertools import pairwise

import matplotlib
import numpy as np
from ipywidgets import FloatSlider, ToggleButtons

from helpers.explorers.live import Explorer, activation_menu
from helpers.numeric.activations import ACTIVATIONS, choose_activation
from helpers.pictures.plots import LivePlot
from helpers.pictures.style import GREYS, MATPLOTLIB, ROLES
from helpers.pictures.text import number

REACH = 6.0  # z runs from -6 to 6
HALF_LENGTH = 2.5  # of a tangent, along the z axis
NEAR = 1.25  # how far the upper axis reaches up and down for a g that stays within, else REACH
SATURATED = 0.1  # of the largest slope: below it little is passed on
STEEPEST, MARGIN = 6.0, 1.2  # as far as slopes are drawn, and the room beyond them
LARGEST = max(g.largest_slope for g in ACTIVATIONS.values())
ROOMY = 4.0  # |z| from which on a label does not fit between the mark and the frame
WORD_WIDTH = 1.5  # of a word, along the z axis
NEXT_TO = 1e-9  # how far from a kink g is looked at


class TangentPlot(LivePlot):
    """g with its tangent at z, and below it g' with the tangent's slope marked.

    Where g' is below a tenth of its largest value the ground is shaded. At a kink two dotted
    lines stand for it: the slope from the left, and that from the right.
    """

    def __init__(self, activation):
        super().__init__(700, 460, f"{activation.name}, its tangent and its derivative")
        self.activation = activation
        everywhere = np.linspace(-REACH, REACH, 1201)
        reach = NEAR if np.abs(activation(everywhere)).max() <= NEAR else REACH
        slopes = activation.derivative(everywhere)
        low, high = np.clip([slopes.min(), slopes.max()], -STEEPEST, STEEPEST) * MARGIN
        kinks = [kink for kink in activation.kinks if abs(kink) < REACH]
        with matplotlib.rc_context(MATPLOTLIB):
            look = {"pad": 8, "xlim": (-REACH, REACH), "xticks": range(-6, 7, 2)}
            self.upper = self.axes(
                62, 236, 16, 34, f"{activation.name}: $g$ and its tangent", **look
            )
            self.upper.set(ylim=(-reach, reach), xticklabels=[])
            self.lower = self.axes(62, 52, 16, 286, "$g'$: the slope of the tangent", **look)
            self.lower.set(ylim=(-0.04 if low >= 0 else low - 0.1, max(LARGEST * 1.4, high)))
            if high <= LARGEST * 1.4 and low >= 0:
                self.lower.set_yticks([0, 0.25, 0.5, 0.75, 1])
            self.lower.set_xlabel("$z$", labelpad=2)
            for low, high in pairwise([-REACH, *kinks, REACH]):  # it may jump there
                z = np.linspace(low + NEXT_TO, high - NEXT_TO, 401)
                self.upper.plot(z, activation(z), color=ROLES["hidden"].ink, linewidth=3)
                slopes = activation.derivative(z)
                self.lower.plot(z, slopes, color=ROLES["gradient"].ink, linewidth=3)
            self._shade()
            self._create_artists()
        self.update(0.0)

    def one_sided_slopes(self, z):
        """Return the slopes from the left and from the right of z."""
        return [float(self.activation.derivative(z + side * NEXT_TO)) for side in (-1, 1)]

    def update(self, z):
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
        low, high = self.lower.get_ylim()
        side = 1 if (z >= 0) == (abs(z) <= ROOMY) else -1  # outward, where the frame has room
        self.slope_label.set(
            text=f"$g'(z)$ = {number(slope)}",
            position=(z + side * 0.15, min(max(slope + 0.1, low), high)),
            ha="left" if side > 0 else "right",
            va="bottom",
        )

    def _shade(self):
        z = np.linspace(-REACH, REACH, 1201)
        slopes = np.abs(self.activation.derivative(z))
        is_flat = slopes < SATURATED * slopes.max()
        ink = {"ha": "center", "va": "center", "color": ROLES["gradient"].deep, "size": 13}
        ground = {"color": ROLES["gradient"].pale, "alpha": 0.6, "linewidth": 0}
        for run in np.split(np.arange(len(z)), np.flatnonzero(np.diff(is_flat)) + 1):
            flat = z[run]
            if not is_flat[run[0]]:
                continue
            for frame in (self.upper, self.lower):
                frame.axvspan(flat[0], flat[-1], **ground)
            if flat[-1] - flat[0] > WORD_WIDTH:
                word = "saturated" if slopes[run].any() else "off"
                middle, at = (flat[0] + flat[-1]) / 2, self.lower.get_xaxis_transform()
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
        marks = self.point, self.slope, self.slope_label
        self.animate(*self.guides, self.tangent, *self.one_sided, *marks)


class TangentExplorer(Explorer):
    """Choose g and z: the tangent on g above, its slope on g' below, and what it passes on.

    Examples
    --------
    >>> explorer = TangentExplorer()
    >>> explorer.turn(g="tanh", z=0.0)
    >>> explorer.sentence
    'At z = 0.00 tanh has the value g(z) = 0.00 and the slope 1 − g(z)² = 1 − 0.00² = 1.00, \
100 % of its largest slope, 1.'
    """

    name = "tangent"

    def __init__(self):
        self._plots = {}
        super().__init__(
            g=activation_menu("logistic", kind=ToggleButtons),
            z=FloatSlider(1.5, min=-REACH, max=REACH, step=0.1, description="z"),
        )

    def draw(self):
        g, z = choose_activation(self.g.value), round(self.z.value, 2)  # its sums of tenths are off
        plot = self._plots.get(g.name)
        if plot is None or plot.activation is not g:
            plot = self._plots[g.name] = TangentPlot(g)
        plot.update(z)
        return [plot], self._sentence(plot, z)

    def _sentence(self, plot, z):
        g = plot.activation
        value, slope = float(g(z)), float(g.derivative(z))
        share = abs(slope) / g.largest_slope
        is_flat = 0 < share < SATURATED and np.isfinite(g.largest_slope)
        decimals = 5 if is_flat else 2
        at_z = number(slope, decimals)
        here = f"At z = {number(z)} {g.name} has the value g(z) = {number(value, decimals)}"
        if z in g.kinks:
            left, right = plot.one_sided_slopes(z)
            return (
                f"{here} and a kink: the slope is {left:g} from the left and {right:g} from the "
                f"right, so there is no tangent. By convention g′({z:g}) = {number(slope, 0)}."
            )
        if np.isinf(g.largest_slope):
            return f"{here} and the slope g′(z) = {at_z}. Its slope has no bound."
        said = (
            f"{here} and the slope {plugged_in(g.derivative_formula, value, decimals)} = {at_z}, "
            f"{100 * share:.3g} % of its largest slope, {g.largest_slope:.4g}."
        )
        if share >= SATURATED:
            return said
        if slope == 0:
            return f"{said} Off: of a gradient that arrives here, nothing is passed on."
        return f"{said} Saturated: of a gradient of 1 that arrives, {at_z} is passed on."


def plugged_in(formula, value, decimals):
    """Return a slope that is written with g(z), and the same with its value in place of g(z).

    >>> plugged_in("g(z)(1 - g(z))", 0.75, 2), plugged_in("1[z > 0]", 0.0, 2)
    ('g(z)(1 − g(z)) = 0.75 · 0.25', 'g′(z)')
    """
    if "g(z)" not in formula:
        return "g′(z)"
    shown = formula.replace("-", "−").replace("^2", "²")
    g, rest, size = (number(v, decimals) for v in (value, 1 - value, abs(value)))
    filled = shown.replace("(1 − g(z))", f" · {rest}").replace("g(z)²", f"{size}²")
    return f"{shown} = {filled.replace('g(z)', g)}"
