"""Derive: a typed formula is compared with the truth, whatever its form."""

from dataclasses import dataclass
from itertools import chain, islice

import sympy

from helpers.exercises.diagnosis import alike, all_alike
from helpers.exercises.formula import FormulaError, read
from helpers.exercises.question import Computed, Verdict
from helpers.exercises.setting import BENDS, Setting
from helpers.exercises.tree import names_in, terms
from helpers.exercises.typeset import digits_latex, latex, told_apart
from helpers.exercises.value import NO_VALUE, SYMBOLS, evaluate, truth, value_at

MOST_TERMS = 400  # of a formula multiplied out: beyond, sympy would take too long
ENOUGH = 300  # points to look for a handy one among
PROVED = "sympy has proved it equal to the answer, whatever the letters stand for."
TRIED = "It agrees with the answer at every point that was tried."


@dataclass(frozen=True, kw_only=True)
class Derive(Computed):
    r"""A question whose answer is a formula.

    Parameters
    ----------
    left : str
        What the formula is to equal, in LaTeX.
    setting : Setting
        The letters, and what is known of them.
    example : str, optional
        How to type something of the kind, as a hint in the empty field.

    Examples
    --------
    >>> from helpers.exercises.vocabulary import Letter, Vocabulary
    >>> square = Derive(name="square", title="A square", text="?", left="f'(u)", truth="2*u",
    ...     setting=Setting(Vocabulary((Letter("u", "u"),))), hints=("", "", ""), solution="2u",
    ...     why="Squares are everywhere.")
    >>> square.judge("u + u").is_right, square.judge("u").mistakes
    (True, ('factor 2 lost',))
    >>> square.judge("u**2").sentence
    'Try $u = 1$: there your formula gives $1$, the right one $2$.'
    """

    left: str
    setting: Setting
    example: str = ""

    kind = "derive"

    def __post_init__(self):
        super().__post_init__()
        if any(value is None for value in self._outcomes(self.tree)):
            raise ValueError(f"{self.name}: the truth has no value at some point; see its domains")

    def understood(self, text):
        """Return what was typed as LaTeX; raises FormulaError where it cannot be read."""
        vocabulary = self.setting.vocabulary
        return latex(read(text, vocabulary), vocabulary)

    def judge(self, text):
        """Return the verdict on what was typed."""
        try:
            tree = read(text, self.setting.vocabulary)
        except FormulaError as reason:
            return Verdict(False, str(reason), counts=False)
        points = self.setting.points()
        answer = [value_at(tree, values) for _, values in points]
        if all(value is None for value in answer):
            return Verdict(False, NO_VALUE)
        right = self.tree
        if all_alike(answer, self._outcomes(right)):
            shown = PROVED if self._is_proved(tree, right) else TRIED
            return Verdict(True, f"Right. {shown} {self.why}")
        mistakes = self.diagnose(answer)
        otherwise = "" if mistakes else self._counterexample(tree, right)
        return self.wrong(mistakes, otherwise=otherwise)

    def _outcomes(self, tree):
        return [value_at(tree, values) for _, values in self.setting.points()]

    def _is_proved(self, tree, right):
        if max(terms(tree), terms(right)) > MOST_TERMS:
            return False
        for case in self.setting.cases:
            symbols = self.setting.symbols(case)
            try:
                one, other = (evaluate(side, symbols, SYMBOLS) for side in (tree, right))
                if sympy.simplify((one - other).rewrite(sympy.exp)) != 0:
                    return False
            except Exception:  # sympy cannot tell
                return False
        return True

    def _counterexample(self, tree, right):
        where_they_differ = list(
            islice(
                (
                    (case, values, mine, theirs)
                    for case, values in chain(self.setting.small_points(), self.setting.points())
                    for mine, theirs in [(value_at(tree, values), value_at(right, values))]
                    if theirs is not None and not alike(mine, theirs)
                ),
                ENOUGH,
            )
        )
        by_hand = (point for point in where_they_differ if _is_short(point[2:]))
        case, values, mine, theirs = next(by_hand, where_they_differ[0])
        where = self._where(case, values, tree, right)
        given = "has no value"
        if mine is None:
            theirs = _short(theirs)
        else:
            mine, theirs = told_apart(mine, theirs)
            given = f"gives ${mine}$"
        return f"Try {where}: there your formula {given}, the right one ${theirs}$."

    def _where(self, case, values, tree, right):
        used = names_in(tree) | names_in(right)
        for name, text in reversed((self.setting.definitions or {}).items()):
            if name in used:
                used |= names_in(truth(text))
        free = [name for name, _ in self.setting.free() if name in used]
        fixed = case.fixed or {}
        told = [
            f"{self.setting.vocabulary.letter(name).latex} = {_short(values[name])}"
            for name in free
            if not isinstance(fixed.get(name), str)
        ]
        if used & {"g", "g_prime"}:
            told += [name for name, bend in BENDS.items() if bend["g"] is values.get("g")]
        values_told = f"${', '.join(told)}$" if told else ""
        return ", with ".join(filter(None, [case.label, values_told])) or "any numbers"


def _is_short(numbers):
    """Whether numbers have three decimals at most, so that a reader can work them out."""
    return all(x is None or abs(x - round(x, 3)) < 1e-12 for x in numbers)


def _short(value):
    return digits_latex(f"{value + 0.0:.4g}")
