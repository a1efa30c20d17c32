"""Predict: a number, a choice, or sliders, committed before the truth is shown beside it."""

from dataclasses import dataclass

import numpy as np

from helpers.exercises.diagnosis import diagnose, wrong_forms
from helpers.exercises.formula import FormulaError, read
from helpers.exercises.mistakes import MISTAKES
from helpers.exercises.question import Question, Verdict
from helpers.exercises.typeset import digits_latex, told_apart
from helpers.exercises.value import evaluate, result_of, truth, value_at
from helpers.exercises.vocabulary import Vocabulary
from helpers.pictures.text import number

NUMBERS_ALONE = Vocabulary()


@dataclass(frozen=True, kw_only=True)
class PredictNumber(Question):
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
    'You said $0.5$, it is $0.6$: $0.1$ too small. Descent.'
    """

    left: str
    truth: str
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
            return Verdict(True, f"You said ${self.shown(value)}$, and so it is. {self.why}")
        mistakes = diagnose([value], truth(self.truth), self._outcomes, self.without, self._same)
        said, right = self.shown(value), self.shown(self.answer)
        if said == right:
            said, right = told_apart(value, self.answer)
        gap = f"You said ${said}$, it is ${right}$"
        if mistakes:
            hints = " And: ".join(mistake.hint for mistake in mistakes)
            return Verdict(False, f"{gap}. {hints}", tuple(mistake.name for mistake in mistakes))
        return Verdict(False, f"{gap}: {self._gap(value)}. {self.why}")

    @staticmethod
    def read(text):
        """Return what was typed as a float; raises FormulaError where it is no finite number."""
        value = value_at(read(text, NUMBERS_ALONE), {})
        if value is None:
            raise FormulaError("This is no finite real number.")
        return float(value)

    @property
    def answer(self):
        """The right answer, a float."""
        return float(self._outcomes(truth(self.truth))[0])

    def shown(self, value):
        """Return a number as LaTeX, with no more decimals than needed."""
        is_large = abs(value) >= 10**-self.digits
        return digits_latex(f"{round(value, self.digits):g}" if is_large else f"{value:.2g}")

    def wrong_forms(self):
        """Return the forms of the truth that known mistakes give."""
        return list(wrong_forms(truth(self.truth), self._outcomes, self.without, self._same))

    def _gap(self, value):
        difference = value - self.answer
        if value * self.answer < 0:
            return "the other sign"
        ratio = abs(value / self.answer) if value and self.answer else 1.0
        if max(ratio, 1 / ratio) >= 3:
            factor = self.shown(max(ratio, 1 / ratio))
            return f"{factor} times too {'large' if ratio > 1 else 'small'}"
        amount = self.shown(abs(difference))
        larger = difference > 0 if self.answer >= 0 else difference < 0
        return f"${amount}$ too {'large' if larger else 'small'}"

    def _outcomes(self, tree):
        return [result_of(tree, self.values)]

    def _same(self, ones, others):
        return close(ones, others, self.tolerance * abs(self._scale(others)))

    def _scale(self, others):
        return max((abs(float(other)) for other in others if other is not None), default=0.0)


@dataclass(frozen=True)
class Option:
    """One of the answers to choose from.

    Parameters
    ----------
    text : str
        The answer; plain text, for a button.
    sentence : str
        What is said to those who choose it: what is true, and where the thought leads astray.
    mistake : str, optional
        The known mistake behind it.

    Examples
    --------
    >>> Option("It falls.", "It rises.", "sign").mistake
    'sign'
    """

    text: str
    sentence: str
    mistake: str = ""

    def __post_init__(self):
        if self.mistake and self.mistake not in MISTAKES:
            raise ValueError(f"mistake is {self.mistake!r}, expected one of {list(MISTAKES)}")


@dataclass(frozen=True, kw_only=True)
class PredictChoice(Question):
    """A question with answers to choose from.

    Parameters
    ----------
    options : tuple of Option
    right : int
        Which of them is right, counted from 0.

    Examples
    --------
    >>> way = PredictChoice(name="way", title="Up or down", text="?", right=1,
    ...     options=(Option("up", "Down.", "sign"), Option("down", "Yes.")),
    ...     hints=("", "", ""), solution="down", why="Descent.")
    >>> way.judge(0).mistakes, way.judge(1).sentence
    (('sign',), 'Yes. Descent.')
    """

    options: tuple
    right: int

    kind = "predict"

    def judge(self, chosen):
        """Return the verdict on a chosen option, counted from 0."""
        if chosen not in range(len(self.options)):
            return Verdict(False, "Choose one of the answers first.", counts=False)
        option = self.options[chosen]
        if chosen == self.right:
            return Verdict(True, f"{option.sentence} {self.why}")
        if not option.mistake:
            return Verdict(False, option.sentence)
        hint = MISTAKES[option.mistake].hint
        return Verdict(False, f"{option.sentence} {hint}", (option.mistake,))

    def mistakes(self):
        """Return the names of the mistakes behind the options."""
        behind = {option.mistake for option in self.options}
        return tuple(name for name in MISTAKES if name in behind)


@dataclass(frozen=True, kw_only=True)
class PredictDrag(Question):
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
    truth: str
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
        mistakes = diagnose([dragged], truth(self.truth), self._outcomes, self.without, self._same)
        hints = " And: ".join(mistake.hint for mistake in mistakes) or self.why
        return Verdict(False, f"{gap} {hints}", tuple(mistake.name for mistake in mistakes))

    @property
    def answer(self):
        """The right answers, an array."""
        return evaluate(truth(self.truth), self.values)

    def wrong_forms(self):
        """Return the forms of the truth that known mistakes give and the sliders can reach."""
        low, high = self.limits
        return [
            form
            for form in wrong_forms(truth(self.truth), self._outcomes, self.without, self._same)
            if np.all((form[2][0] >= low) & (form[2][0] <= high))
        ]

    def _outcomes(self, tree):
        value = result_of(tree, self.values)
        fits = value is not None and np.shape(value) == (len(self.labels),)
        return [value if fits else None]

    def _same(self, ones, others):
        return close(ones, others, self.tolerance)


def close(ones, others, tolerance):
    """Whether two lists of outcomes differ by no more than a tolerance.

    Examples
    --------
    >>> close([0.33], [1 / 3], 0.01), close([None], [1.0], 0.01)
    (True, False)
    """
    return all(
        one is not None
        and other is not None
        and bool(np.all(np.abs(np.subtract(one, other)) <= tolerance + 1e-12))
        for one, other in zip(ones, others, strict=True)
    )
