"""Predict a number: committed before the truth is shown beside it."""

from dataclasses import dataclass

from helpers.exercises.diagnosis import close
from helpers.exercises.digits import digits_latex, told_apart
from helpers.exercises.question import Computed, Verdict
from helpers.exercises.value import result_of, value_at
from helpers.exercises.words import FormulaError, Words

NUMBERS_ALONE = Words()


@dataclass(frozen=True, kw_only=True)
class PredictNumber(Computed):
    """A question whose answer is a number.

    Parameters
    ----------
    left : str
        What the number is, in LaTeX.
    truth : str
        The right answer: text of ours over the names in `values`.
    values : dict
        The numbers, arrays or functions that the truth is computed from.
    tolerance : float, optional
        The largest relative error of a right answer.
    digits : int, optional
        How many decimals the truth is shown with.

    Examples
    --------
    >>> step = PredictNumber(name="step", title="A step", text="?", left="w_1", values={"w": 1.0,
    ...     "eta": 0.05, "slope_w": 8.0}, truth="w - eta * slope_w", hints=("", "", ""),
    ...     solution="0.6", why="Descent.")
    >>> step.judge("3/5").is_right, step.judge("1.4").mistakes
    (True, ('sign',))
    >>> step.judge("0.5").sentence
    'You said $0.5$, it is $0.6$: $0.1$ too small.'
    """

    left: str
    values: dict
    tolerance: float = 0.01
    digits: int = 2

    kind = "predict"

    def judge(self, text):
        """Return the verdict on a typed number."""
        try:
            value = self.read(text)
        except FormulaError as reason:
            return Verdict(False, str(reason), counts=False)
        if self._same([value], [self.answer]):
            return Verdict(True, f"You said {self._near(value)} {self.why}")
        mistakes = self.diagnose([value])
        said, right = self.shown(value), self.shown(self.answer)
        if said == right:
            said, right = told_apart(value, self.answer)
        gap = f"You said ${said}$, it is ${right}$"
        gap += "." if mistakes else f": {self._gap(value)}."
        return self.wrong(mistakes, gap, otherwise=self.hints[-1])

    @staticmethod
    def read(text):
        """Return what was typed as a float; raises FormulaError where it is no finite number."""
        value = value_at(NUMBERS_ALONE.read(text), {})
        if value is None:
            raise FormulaError("This is no finite real number.")
        return float(value)

    @property
    def answer(self):
        """The right answer, a float."""
        return float(self._outcomes(self.tree)[0])

    def shown(self, value):
        """Return a number as LaTeX, with no more decimals than needed."""
        is_large = abs(value) >= 10**-self.digits
        return digits_latex(f"{round(value, self.digits):g}" if is_large else f"{value:.2g}")

    def _near(self, value):
        said, right = self.shown(value), self.shown(self.answer)
        if said == right:
            return f"${said}$, and so it is."
        return f"${said}$, close enough: it is ${right}$."

    def _gap(self, value):
        difference = value - self.answer
        if value * self.answer < 0:
            return "the other sign"
        ratio = abs(value / self.answer) if value and self.answer else 1.0
        if max(ratio, 1 / ratio) >= 3:
            factor = self.shown(max(ratio, 1 / ratio))
            return f"${factor}$ times too {'large' if ratio > 1 else 'small'}"
        amount = self.shown(abs(difference))
        larger = difference > 0 if self.answer >= 0 else difference < 0
        return f"${amount}$ too {'large' if larger else 'small'}"

    def _outcomes(self, tree):
        return [result_of(tree, self.values)]

    def _same(self, ones, others):
        return close(ones, others, self.tolerance * abs(self._scale(others)))

    def _scale(self, others):
        return max((abs(float(other)) for other in others if other is not None), default=0.0)
