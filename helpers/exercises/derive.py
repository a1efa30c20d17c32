"""Derive: a typed formula is compared with the truth, whatever its form."""

import math
from dataclasses import dataclass
from itertools import chain, islice

from helpers.exercises.diagnosis import alike, all_alike
from helpers.exercises.digits import digits_latex, told_apart
from helpers.exercises.question import Computed, Verdict
from helpers.exercises.setting import BENDS, Setting
from helpers.exercises.value import NO_VALUE, bare, value_at
from helpers.exercises.words import FormulaError, truth
from helpers.language import nodes as n
from helpers.symbolic.counterexample import Counterexample
from helpers.symbolic.proof import Refuted, prove

MOST_TERMS = 400  # of a formula multiplied out: beyond, a proof would take too long
TOO_MANY = 10**6
ENOUGH = 300  # points to look for a handy one among
PROVED = "It is proved equal to the answer wherever it has a value (■)."
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
    >>> from helpers.exercises.words import words
    >>> square = Derive(name="square", title="A square", text="?", left="f'(u)", truth="2*u",
    ...     setting=Setting(words("u")), hints=("", "", ""), solution="2u",
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
        return self.setting.words.latex(self.setting.words.read(text))

    def judge(self, text):
        """Return the verdict on what was typed."""
        try:
            tree = self.setting.words.read(text)
        except FormulaError as reason:
            return Verdict(False, str(reason), counts=False)
        points = self.setting.points()
        answer = [value_at(tree, values) for _, values in points]
        if all(value is None for value in answer):
            return Verdict(False, NO_VALUE)
        right = self.tree
        if all_alike(answer, self._outcomes(right)):
            refuted, shown = self._proof(tree, bare(right))
            return (
                Verdict(False, refuted) if refuted else Verdict(True, f"Right. {shown} {self.why}")
            )
        mistakes = self.diagnose(answer)
        otherwise = "" if mistakes else self._counterexample(tree, right)
        return self.wrong(mistakes, otherwise=otherwise)

    def _outcomes(self, tree):
        return [value_at(tree, values) for _, values in self.setting.points()]

    def _proof(self, tree, right):
        """Return where a formula fails though it agreed where it was tried, and how it stands."""
        if max(terms(tree), terms(right)) > MOST_TERMS:
            return "", TRIED
        for case in self.setting.cases:
            try:
                prove(tree, right, self.setting.scope(case))
            except Refuted as refuted:
                return self._refuted(case, tree, right, refuted.difference), TRIED
            except Exception:  # whatever it is, the points have decided
                return "", TRIED
        return "", PROVED

    def _refuted(self, case, tree, right, difference):
        """A sentence on where the two differ, if the letters may stand for these numbers."""
        numbers = {name: value for (name, *_), value in difference.numbers.items()}
        if None in difference.values or not self.setting.holds(numbers):
            return ""
        found = Counterexample(right, tree, difference)
        said = found.sentence("the right one", "your formula", self.setting.words.latex, "$")
        return f"{case.label}: {said}" if case.label else said

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
            f"{self.setting.words.latex(n.Letter(name))} = {_short(values[name])}"
            for name in free
            if not isinstance(fixed.get(name), str)
        ]
        if "g" in used:
            told += [name for name, bend in BENDS.items() if bend["g"] is values.get("g")]
        values_told = f"${', '.join(told)}$" if told else ""
        return ", with ".join(filter(None, [case.label, values_told])) or "any numbers"


def names_in(tree):
    """Return the names of a tree, those of functions without their primes.

    Examples
    --------
    >>> sorted(names_in(truth("h * g_prime(1 - h) + x")))
    ['g', 'h', 'x']
    """
    named = (u for u in n.walk(tree) if isinstance(u, n.Letter | n.Call))
    return {u.name.rstrip("'") for u in named}


def terms(u):
    """Return at most how many terms a formula has once it is multiplied out; a million is many.

    A power of a fraction counts as often as the fraction's denominator says.

    Examples
    --------
    >>> terms(truth("(a + b)**3 * (a - b)")), terms(truth("a**0.25"))
    (8, 4)
    """
    match u:
        case n.Plus(parts):
            found = sum(map(terms, parts))
        case n.Power(base, exponent):
            size, steps = _size(exponent)
            found = math.comb(terms(base) + size - 1, size) * steps
        case n.Call(_, parts):
            found = max(map(terms, parts))
        case _:
            found = math.prod(map(terms, n.children(u)))
    return min(found, TOO_MANY)


def _size(exponent):
    """The size of an exponent, rounded up, and its denominator; 12 where it is no number."""
    while isinstance(exponent, n.Negative):
        exponent = exponent.of
    match exponent:
        case n.Number(value):
            return math.ceil(value), value.denominator
        case n.Over(n.Number(above), n.Number(below)) if below:
            return math.ceil(above / below), (above / below).denominator
    return 12, 1


def _is_short(numbers):
    """Whether numbers have three decimals at most, so that a reader can work them out."""
    return all(x is None or abs(x - round(x, 3)) < 1e-12 for x in numbers)


def _short(value):
    return digits_latex(f"{value + 0.0:.4g}")
