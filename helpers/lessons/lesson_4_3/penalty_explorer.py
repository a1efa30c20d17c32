"""Lesson 4.3: what the probability p of the true class costs, and how hard it is pushed up."""

import numpy as np
from ipywidgets import SelectionSlider, ToggleButtons

from helpers.explorers.live import Explorer
from helpers.lessons.lesson_4_3.curves_at_point import CurvesAtPoint
from helpers.lessons.lesson_4_3.penalties import PENALTIES
from helpers.pictures.curves import Line
from helpers.pictures.style import GREYS, ROLES
from helpers.pictures.text import number

LINES = {
    "minus_log": Line("−log p", ROLES["hidden"].ink),
    "one_minus": Line("1 − p", ROLES["gradient"].ink, "--"),
    "squared": Line("(1 − p)²", ROLES["negative"].ink, "-."),
    "minus_log_10": Line("−log₁₀ p", GREYS["axis"], ":"),
}
SLOPES = {
    "minus_log": Line("1/p", ROLES["hidden"].ink),
    "one_minus": Line("1", ROLES["gradient"].ink, "--", valued=False),
    "squared": Line("2(1 − p)", ROLES["negative"].ink, "-."),
    "minus_log_10": Line("0.43/p", GREYS["axis"], ":"),
}
CHOICES = (
    *(0.001, 0.002, 0.003, 0.005, 0.007, 0.01, 0.02, 0.03, 0.05, 0.07),
    *(0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85),
    *(0.9, 0.95, 0.99, 1.0),
)
P = np.concatenate([np.geomspace(0.001, 0.5, 90), 1 - np.geomspace(0.49, 0.001, 60), [1.0]])
HIGHEST = 7.5  # of the losses' frame: −log 0.001 is 6.9
STEEPEST = (0.02, 1500)  # of the slopes' frame


class PenaltyExplorer(Explorer):
    """The losses −log p, 1 − p and (1 − p)² with their tangents, and the size of their slopes.

    Attributes
    ----------
    p : ipywidgets.SelectionSlider
        The probability of the true class, from 0.001 to 1, closer together near 0.
    logarithm : ipywidgets.ToggleButtons
        Whether the base-10 logarithm is drawn as well.

    Examples
    --------
    >>> explorer = PenaltyExplorer()
    >>> explorer.p.value = 0.5
    >>> explorer.slopes["minus_log"]
    -2.0
    """

    name = "penalties"

    def __init__(self):
        curves = {name: penalty(P) for name, penalty in PENALTIES.items()}
        sizes = {name: np.abs(penalty.slope(P)) for name, penalty in PENALTIES.items()}
        axis = "probability $p$ of the true class"
        title = "How steeply it falls: the size of the slope"
        self._loss = CurvesAtPoint(
            "The loss, with its tangents", LINES, P, curves, axis, (0, 1), (0, HIGHEST)
        )
        self._push = CurvesAtPoint(title, SLOPES, P, sizes, axis, (0, 1), STEEPEST, log=True)
        super().__init__(
            p=SelectionSlider(options=CHOICES, value=0.05, description="probability p"),
            logarithm=ToggleButtons(options=("natural", "base 10 as well"),
                                    description="logarithm"),
        )  # fmt: skip

    @property
    def names(self):
        """The penalties that are drawn."""
        return [name for name in PENALTIES if name != "minus_log_10" or self._has_base_10]

    @property
    def losses(self):
        """The loss at p, by name."""
        return {name: float(PENALTIES[name](self.p.value)) for name in self.names}

    @property
    def slopes(self):
        """The slope at p, by name."""
        return {name: float(PENALTIES[name].slope(self.p.value)) for name in self.names}

    @property
    def _has_base_10(self):
        return self.logarithm.value != "natural"

    def draw(self):
        """Return the losses, the sizes of their slopes, and the sentence."""
        p, losses, slopes = self.p.value, self.losses, self.slopes
        self._loss.update(p, losses, slopes)
        self._push.update(p, {name: abs(slope) for name, slope in slopes.items()})
        return [self._loss, self._push], self._sentence(p, losses, slopes)

    def _sentence(self, p, losses, slopes):
        told = "; ".join(
            f"{PENALTIES[name].label} is {number(losses[name])}, its slope {number(slopes[name])}"
            for name in losses
        )
        return f"The true class gets p = {number(p, 3)}: {told}."
