"""Predict: an answer is chosen, typed as a number, or dragged, before the truth is said."""

import re
from dataclasses import dataclass, field

import numpy as np

from helpers.exercises.formula import MOST_CHARACTERS, FormulaError, Vocabulary, value_at
from helpers.exercises.mistakes import MISTAKES
from helpers.exercises.outcomes import within
from helpers.exercises.question import Computed, Question, Verdict, digits_latex, told_apart
from helpers.exercises.spelling import plain_signs
from helpers.pictures.text import number

NUMBERS_ALONE = Vocabulary(functions=("tanh", "sigma", "cosh", "sinh", "sech"))


@dataclass(frozen=True, kw_only=True)
class PredictChoice(Question):
    """A question with answers to choose from, counted from 0, of which one is right."""

    options: dict  # what is said of each answer, by the answer, which is plain text for a button
    right: int
    behind: dict = field(default_factory=dict)  # names of known mistakes, by answer

    kind = "predict"

    @property
    def answers(self):
        return tuple(self.options)

    def judge(self, chosen):
        """Return the verdict on a chosen option, counted from 0."""
        if chosen not in range(len(self.options)):
            return Verdict(False, "Choose one of the answers first.", counts=False)
        said = self.options[self.answers[chosen]]
        if chosen == self.right:
            return Verdict(True, f"{said} {self.why}")
        return self.wrong([MISTAKES[self.behind[chosen]]] if chosen in self.behind else [], said)

    def mistakes(self):
        """Return the names of the mistakes behind the options."""
        return tuple(sorted(set(self.behind.values()), key=[*MISTAKES].index))


@dataclass(frozen=True, kw_only=True)
class PredictNumber(Computed):
    """A question whose answer is a number, computed from `values`; its tolerance is relative."""

    left: str  # what the number is, in LaTeX
    values: dict
    tolerance: float = 0.01
    digits: int = 2  # decimals that the truth is shown with
    is_accused_of_two: bool = False  # one number is met by some two mistakes too easily

    kind = "predict"

    def judge(self, text):
        try:
            value = self.read(text)
            is_right = self._same([value], [self.answer])
            if not is_right:
                self._refuse_what_may_be_meant_otherwise(text, value)
        except FormulaError as reason:
            return Verdict(False, str(reason), counts=False)
        said, right = self.shown(value), self.shown(self.answer)
        if is_right:
            close = "and so it is." if said == right else f"close enough: it is ${right}$."
            return Verdict(True, f"You said ${said}$, {close} {self.why}")
        mistakes, slip = self.explain([value])
        if said == right:
            said, right = told_apart(value, self.answer)
        gap = f"You said ${said}$, it is ${right}$"
        gap += "." if mistakes or slip else f": {self._gap(value)}."
        return self.wrong(mistakes, gap, otherwise=slip or self.hints[-1])

    @staticmethod
    def read(text):
        """Return what was typed as a float; raises FormulaError where it is no finite number."""
        is_short = isinstance(text, str) and len(text) <= MOST_CHARACTERS
        text = plainly(text) if is_short else text
        try:
            tree = NUMBERS_ALONE.read(text)
        except FormulaError as reason:
            word, unknown, _ = str(reason).partition(" is not known here: there are")
            if not unknown:
                raise
            told = "type a number, or a calculation with numbers alone"
            raise FormulaError(f"{word} is not known here: {told}.") from None
        value = value_at(tree, {})
        if value is None:
            raise FormulaError("This is no finite real number.")
        return float(value)

    @property
    def answer(self):
        return float(self._outcomes(self.tree)[0])

    def shown(self, value):
        """Return a number as LaTeX, with no more decimals than needed."""
        is_large = abs(value) >= 10**-self.digits
        return digits_latex(f"{round(value, self.digits):g}" if is_large else f"{value:.2g}")

    def _refuse_what_may_be_meant_otherwise(self, text, value):
        """Raise FormulaError where a point may part thousands, or the number is cut off early."""
        typed = text.strip() if isinstance(text, str) else ""
        if re.fullmatch(r"\d{1,3}(\.\d{3})+", typed) and abs(self.answer) >= 1000:
            whole = typed.replace(".", "")
            raise FormulaError(f"A point begins the decimals here: for a thousand write {whole}.")
        cut = re.fullmatch(r"[-−]?\d*[.,](\d{1,2})", typed)
        if cut and value and abs(value - self.answer) <= 0.5001 * 10.0 ** -len(cut[1]):
            raise FormulaError(f"After {typed} more decimals count: please give one more.")

    def _gap(self, value):
        difference = value - self.answer
        if value * self.answer < 0:
            return "the other sign"
        ratio = abs(value / self.answer) if value and self.answer else 1.0
        is_below = self.answer < 0  # of two numbers below 0 the larger is nearer to 0
        if max(ratio, 1 / ratio) >= 3:
            factor = self.shown(max(ratio, 1 / ratio))
            if is_below:
                return f"${factor}$ times too {'far from' if ratio > 1 else 'near to'} 0"
            return f"${factor}$ times too {'large' if ratio > 1 else 'small'}"
        return f"${self.shown(abs(difference))}$ too {'large' if difference > 0 else 'small'}"

    def _outcomes(self, tree):
        return [value_at(tree, _as_arrays(self.values))]

    def _same(self, ones, others):
        scale = max((abs(float(other)) for other in others if other is not None), default=0.0)
        return within(ones, others, self.tolerance * scale)


def plainly(text):
    """Return a calculation as this reader takes it: without separators of thousands, with a point
    for a comma, with * where an x multiplies, and what stands right of the last equals sign.

    >>> plainly("6,570 + 64 x 12 000"), plainly("log(10,100)"), plainly("a = 0,95 = 95 %.")
    ('6570 + 64 * 12000', 'log(10,100)', '95/100')
    """
    text = plain_signs(text).rpartition("=")[2].strip().removeprefix("≈").removeprefix("~")
    text = re.sub(r"(?<=[\d%])\s*[.;]\s*$", "", text)
    text = re.sub(r"(?<=[\d.)])\s*[xX]\s*(?=[-−(.\d])", " * ", text)
    text = re.sub(r"(?<=\d)\s*%", "/100", text)
    parts = re.split(r"(\w+\([^()]*\))", text)
    join = re.compile(r"(?<![\d.,])[1-9]\d{0,2}(?:([ ,'’])\d{3})(?:\1\d{3})*(?![\d,])")
    parts[::2] = (join.sub(lambda n: re.sub(r"[ ,'’]", "", n[0]), part) for part in parts[::2])
    parts[::2] = (re.sub(r"(?<![\d.,])(\d+),(?=\d+(?![\d.,]))", r"\1.", p) for p in parts[::2])
    return "".join(parts)


@dataclass(frozen=True, kw_only=True)
class PredictDrag(Computed):
    """A question whose answer is dragged: a slider for each of several numbers, one array."""

    labels: tuple  # what each slider sets, in LaTeX
    values: dict
    limits: tuple
    step: float = 0.05
    start: float = 0.0
    tolerance: float = 0.1  # in the units of the sliders

    kind = "predict"

    def judge(self, dragged):
        dragged = [float(value) for value in dragged]
        if all(value == self.start for value in dragged):
            return Verdict(False, "Drag the sliders first.", counts=False)
        if self._same([dragged], [self.answer]):
            return Verdict(True, f"Right, to within {number(self.tolerance)}. {self.why}")
        far = int(np.abs(np.subtract(dragged, self.answer)).argmax())
        gap = (
            f"Furthest off is ${self.labels[far]}$: you said ${number(dragged[far])}$, it is "
            f"${number(self.answer[far])}$."
        )
        mistakes, slip = self.explain([dragged])
        return self.wrong(mistakes, gap, otherwise=slip or self.hints[-1])

    @property
    def answer(self):
        return self._outcomes(self.tree)[0]

    def wrong_forms(self):
        """Return the forms of the truth that known mistakes give and the sliders can reach."""
        low, high = self.limits
        forms = super().wrong_forms()
        return [form for form in forms if np.all((form[2][0] >= low) & (form[2][0] <= high))]

    def _outcomes(self, tree):
        value = value_at(tree, _as_arrays(self.values))
        fits = value is not None and np.shape(value) == (len(self.labels),)
        return [value if fits else None]

    def _same(self, ones, others):
        return within(ones, others, self.tolerance)


def _as_arrays(values):
    return {x: np.array(v) if isinstance(v, tuple) else v for x, v in values.items()}
