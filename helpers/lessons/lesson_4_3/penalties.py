"""Lesson 4.3: what the probability p of the true class costs, and how hard it is pushed up."""

from collections.abc import Callable
from typing import NamedTuple

import matplotlib
import numpy as np
from ipywidgets import SelectionSlider

from helpers.explorers.live import Explorer
from helpers.pictures.curves import Curves, CurveStyle
from helpers.pictures.plots import CSS_DPI
from helpers.pictures.style import MATPLOTLIB, ROLES
from helpers.pictures.text import number

NEAR_0 = (0.001, 0.002, 0.003, 0.005, 0.007, 0.01, 0.02, 0.03, 0.05, 0.07)
CHOICES = (*NEAR_0, *(percent / 100 for percent in range(10, 100, 5)), 0.99, 1.0)
P = np.concatenate([np.geomspace(0.001, 0.5, 90), 1 - np.geomspace(0.49, 0.001, 60), [1.0]])
HIGHEST = 7.5  # of the losses' frame: −log 0.001 is 6.9
STEEPEST = (0.02, 1500)  # of the slopes' frame
TANGENT_REACH = 62  # of a tangent, in CSS pixels


class Penalty(NamedTuple):
    """A loss as a function of p alone, the probability given to the true class [4.3-10]."""

    label: str
    value: Callable  # p to the loss, element by element
    slope: Callable  # its derivative by p
    steepness: str  # the size of the slope, as it is written
    look: tuple  # colour and line style of its curves

    def __call__(self, p):
        return self.value(p)


PENALTIES = {
    "minus_log": Penalty(
        "−log p", lambda p: -np.log(p), lambda p: -1 / p, "1/p", (ROLES["hidden"].ink, "-")
    ),
    "one_minus": Penalty(
        "1 − p", lambda p: 1 - p, lambda p: -np.ones_like(p), "1", (ROLES["gradient"].ink, "--")
    ),
    "squared": Penalty(
        "(1 − p)²",
        lambda p: (1 - p) ** 2,
        lambda p: -2 * (1 - p),
        "2(1 − p)",
        (ROLES["negative"].ink, "-."),
    ),
}


class PenaltyExplorer(Explorer):
    """The losses −log p, 1 − p and (1 − p)² with their tangents, and the size of their slopes.

    Examples
    --------
    >>> explorer = PenaltyExplorer()
    >>> explorer.p.value = 0.5
    >>> explorer.slopes["minus_log"]
    -2.0
    """

    name = "penalties"

    def __init__(self):
        losses, slopes, heights, sizes = {}, {}, {}, {}
        for name, penalty in PENALTIES.items():
            losses[name] = CurveStyle(penalty.label, *penalty.look)
            slopes[name] = CurveStyle(penalty.steepness, *penalty.look, valued=name != "one_minus")
            heights[name], sizes[name] = penalty(P), np.abs(penalty.slope(P))
        title = "How steeply it falls: the size of the slope"
        self._loss = CurvesAtPoint("The loss, with its tangents", losses, heights, (0, HIGHEST))
        self._push = CurvesAtPoint(title, slopes, sizes, STEEPEST, log=True)
        super().__init__(p=SelectionSlider(options=CHOICES, value=0.1, description="probability p"))

    @property
    def losses(self):
        return {name: float(penalty(self.p.value)) for name, penalty in PENALTIES.items()}

    @property
    def slopes(self):
        return {name: float(penalty.slope(self.p.value)) for name, penalty in PENALTIES.items()}

    def draw(self):
        p, losses, slopes = self.p.value, self.losses, self.slopes
        self._loss.show(p, losses, slopes)
        self._push.show(p, {name: abs(slope) for name, slope in slopes.items()})
        said = "; ".join(
            f"{PENALTIES[name].label} is {number(losses[name])}, its slope {number(slopes[name])}"
            for name in losses
        )
        return [self._loss, self._push], f"The true class gets p = {number(p, 3)}: {said}."


class CurvesAtPoint(Curves):
    """Curves over p and, at one p, a dot on each; dotted lines lead to their values on the right.

    A dot beyond the frame is drawn at its edge; its label still has the true value.

    >>> style = CurveStyle("f", "black")
    >>> plot = CurvesAtPoint("A line", {"f": style}, {"f": 2 * P}, (0, 2))
    >>> plot.show(0.25, {"f": 0.5})
    >>> plot._words(style, None)
    'f = 0.50'
    """

    margins = 66, 52, 144, 34

    def __init__(self, title, styles, heights, y_limits, log=False):
        x_label = "probability $p$ of the true class"
        super().__init__(title, styles, x_label, 1, y_limits, log, size=(530, 330))
        self.whole, self.tangents = {}, {}
        with matplotlib.rc_context(MATPLOTLIB):
            for name, style in self.styles.items():
                self.curves[name].set(ls=":", lw=1.3, markevery=[0], markersize=8, zorder=3)
                ink = {"color": style.colour}
                (self.whole[name],) = self.frame.plot(P, heights[name], style.style, **ink)
                (self.tangents[name],) = self.frame.plot([], [], lw=1.6, alpha=0.6, **ink)
        self.animate(*self.whole.values(), *self.tangents.values())

    def show(self, p, values, slopes=None):
        """Show this p, the height of each curve there and, for tangents, the slopes."""
        self._values = {self.styles[name]: value for name, value in values.items()}
        heights = {name: np.clip(value, *self.frame.get_ylim()) for name, value in values.items()}
        self.update(**{name: ([p, 1], [y, y]) for name, y in heights.items()})
        for name, slope in (slopes or {}).items():
            self._lay_tangent(name, p, values[name], slope)

    def _words(self, style, _):
        return f"{style.label} = {number(self._values[style])}" if style.valued else style.label

    def _lay_tangent(self, name, x, y, slope):
        """Lay a tangent of fixed length on the screen, whatever the scales of the axes are."""
        half = TANGENT_REACH * self.figure.dpi / CSS_DPI
        to_screen = self.frame.transData
        point, ahead = to_screen.transform([(x, y), (x + 1e-3, y + 1e-3 * slope)])
        reach = half * (ahead - point) / np.hypot(*(ahead - point))
        ends = to_screen.inverted().transform([point - reach, point + reach])
        self.tangents[name].set_data(*ends.T)
