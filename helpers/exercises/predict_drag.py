"""Predict by dragging sliders: committed before the truth is shown beside them."""

from dataclasses import dataclass

import numpy as np

from helpers.exercises.diagnosis import close
from helpers.exercises.question import Computed, Verdict
from helpers.exercises.value import evaluate, result_of
from helpers.pictures.text import number


@dataclass(frozen=True, kw_only=True)
class PredictDrag(Computed):
    r"""A question whose answer is dragged: one slider for each of several numbers.

    Parameters
    ----------
    labels : tuple of str
        What each slider sets, in LaTeX.
    truth : str
        The right answers, one array: text of ours over the names in `values`.
    values : dict
        What the truth is computed from.
    limits : tuple of float
        The ends of the sliders.
    step : float, optional
    start : float, optional
        Where the sliders stand before they are dragged.
    tolerance : float, optional
        The largest error of a right answer, in the units of the sliders.

    Examples
    --------
    >>> bars = PredictDrag(name="bars", title="Bars", text="?", labels=(r"\nabla_1", r"\nabla_2"),
    ...     truth="-(e - y_hat)", values={"e": np.array([1, 0]), "y_hat": np.array([0.2, 0.8])},
    ...     limits=(-1.0, 1.0), hints=("", "", ""), solution="", why="It pulls and pushes.")
    Traceback (most recent call last):
    ValueError: bars has no solution
    """

    labels: tuple
    values: dict
    limits: tuple
    step: float = 0.05
    start: float = 0.0
    tolerance: float = 0.1

    kind = "predict"

    def judge(self, dragged):
        """Return the verdict on the sliders' values."""
        dragged = [float(value) for value in dragged]
        if all(value == self.start for value in dragged):
            return Verdict(False, "Drag the sliders first.", counts=False)
        if self._same([dragged], [self.answer]):
            return Verdict(True, f"Right, to within {number(self.tolerance)}. {self.why}")
        gaps = np.abs(np.subtract(dragged, self.answer))
        far = int(gaps.argmax())
        gap = (
            f"Furthest off is ${self.labels[far]}$: you said ${number(dragged[far])}$, it is "
            f"${number(self.answer[far])}$."
        )
        mistakes = self.diagnose([dragged])
        return self.wrong(mistakes, gap, otherwise=self.hints[-1])

    @property
    def answer(self):
        """The right answers, an array."""
        return evaluate(self.tree, self.values)

    def wrong_forms(self):
        """Return the forms of the truth that known mistakes give and the sliders can reach."""
        low, high = self.limits
        return [
            form
            for form in super().wrong_forms()
            if np.all((form[2][0] >= low) & (form[2][0] <= high))
        ]

    def _outcomes(self, tree):
        value = result_of(tree, self.values)
        fits = value is not None and np.shape(value) == (len(self.labels),)
        return [value if fits else None]

    def _same(self, ones, others):
        return close(ones, others, self.tolerance)
