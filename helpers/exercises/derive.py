"""Derive: a typed formula is compared with the truth, whatever its form."""

import math
from contextlib import suppress
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import chain, islice

import numpy as np

from helpers.exercises.formula import (
    NO_VALUE,
    FormulaError,
    Vocabulary,
    bare,
    truth,
    value_at,
    value_of,
    vocabulary,
)
from helpers.exercises.mistakes import HINTS, LEFT_OUT, ONE_HOT, Mistake
from helpers.exercises.outcomes import alike, all_alike
from helpers.exercises.question import Computed, Verdict, digits_latex, told_apart
from helpers.language import nodes as n
from helpers.language.dual import Undefined
from helpers.language.meaning import Meaning
from helpers.language.points import CLOSE, Difference, World
from helpers.language.reader import read
from helpers.language.scope import KNOWN
from helpers.numeric.activations import ACTIVATIONS
from helpers.symbolic.counterexample import Counterexample
from helpers.symbolic.proof import Refuted, prove

MOST_TERMS = 400  # of a formula multiplied out: beyond, a proof would take too long
TOO_MANY = 10**6
MOST_POINTS = 300  # points to look for a handy one among
PROVED = "It is proved equal to the answer wherever it has a value (■)."
TRIED = "It agrees with the answer at every point that was tried."
SMALL_NUMBERS = {  # from small to less small
    "real": (1.0, 2.0, 0.0, -1.0, 0.5),
    "positive": (1.0, 2.0, 3.0, 0.5),
    "probability": (0.5, 0.25, 0.75, 0.1),
    "count": (2.0, 3.0, 4.0),
    "indicator": (0.0, 1.0),
}
RANDOM = {  # of two decimals, so that a point is told in full
    "real": lambda rng: rng.choice([-1, 1]) * round(rng.uniform(0.2, 2.0), 2),
    "positive": lambda rng: round(rng.uniform(0.2, 3.0), 2),
    "probability": lambda rng: round(rng.uniform(0.05, 0.95), 2),
    "count": lambda rng: rng.integers(2, 50),
    "indicator": lambda rng: rng.integers(0, 2),
}
FORMULAS = {name: g.formula for name, g in ACTIVATIONS.items()} | {"sech": "1/cosh(z)"}
BENDS = {  # bends that can be followed by hand
    "g(z) = z^2": {"g": np.square, "g_prime": lambda z: 2 * z},
    "g(z) = z^3": {"g": lambda z: z**3, "g_prime": lambda z: 3 * z**2},
}


def _of_slope(written):
    """A rule that writes something with the value g(z) in place of the slope g'(z)."""

    def rule(u, around):
        if isinstance(u, n.Call) and u.name == "g'":
            return [written(n.Call("g", u.args))]
        return []

    return rule


def _drop_letter(u, around):
    is_factor = isinstance(u, n.Letter) and isinstance(around, n.Times) and u.name not in ONE_HOT
    return [LEFT_OUT] if is_factor else []


def _add_factors(u, around):
    return [n.Plus(u.factors)] if isinstance(u, n.Times) else []


def _multiply_paths(u, around):
    return [n.Times(u.args)] if isinstance(u, n.Call) and u.name == "paths" else []


def _multiply_for_divide(u, around):
    match u:
        case n.Over(above, below) if above != n.ONE:
            return [n.Times((above, below))]
    return []


SHARED_SLIPS = (  # of formulas alone: in other exercises they are no mistake of the catalogue
    Mistake(
        "g for its slope",
        "$g$ itself stands where its slope $g'$ belongs: on the way back through a unit the chain "
        "asks for the slope, not for the value $h = g(a)$.",
        True,
        _of_slope(lambda h: h),
    ),
    Mistake(
        "slope of the logistic",
        "$h\\,(1 - h)$ is the slope of the logistic function alone. Here $g$ may be any function: "
        "write $g'( \\ldots )$.",
        True,
        _of_slope(lambda h: n.Times((h, n.Plus((n.ONE, n.Negative(h)))))),
    ),
    Mistake(
        "slope of tanh",
        "$1 - h^2$ is the slope of tanh alone. Here $g$ may be any function: write "
        "$g'( \\ldots )$.",
        True,
        _of_slope(lambda h: n.Plus((n.ONE, n.Negative(n.Power(h, n.number(2)))))),
    ),
    Mistake(
        "factor left out",
        "A factor is left out. Write the chain down step by step, from the loss to the letter in "
        "question: each step gives a factor, and one of them is not in yours.",
        True,
        _drop_letter,
    ),
    Mistake("added for multiplied", HINTS["added for multiplied"], True, _add_factors),
    Mistake(
        "multiplied for added",
        "What arrives along several paths is added; here it is multiplied.",
        True,
        _multiply_paths,
    ),
    Mistake(
        "multiplied for divided",
        "Here something is multiplied that has to be divided by: it stands below the fraction bar.",
        True,
        _multiply_for_divide,
    ),
)
ALLOWED = {  # whether a variable may stand for a number
    "real": lambda value: True,
    "positive": lambda value: value > 0,
    "probability": lambda value: 0 < value < 1,
    "count": lambda value: value >= 2 and value == int(value),
    "indicator": lambda value: value in (0, 1),
}


@dataclass(frozen=True)
class Case:
    r"""A case that a formula has to hold in: its label, as "$i = \ell$", and what is fixed in it.

    `fixed` has variables by name, with a number, or the name of the variable that they equal.
    """

    label: str = ""
    fixed: dict = None


CASES = (
    Case(r"$i = \ell$", {"e_i": 1, "y_hat_l": "y_hat_i"}),
    Case(r"$i \neq \ell$", {"e_i": 0}),
)


@dataclass(frozen=True)
class Setting:
    """The variables of a formula, those that others define, the cases, and the points to try."""

    vocabulary: Vocabulary
    definitions: dict = None  # by name, text of ours, in the order of computing
    cases: tuple = (Case(),)

    def points(self, count=8):
        """Return random points, `count` for each case, the same each time."""
        rng = np.random.default_rng(7)
        return [
            (case, self.complete({name: RANDOM[domain](rng) for name, domain in self.free()}, case))
            for case in self.cases
            for _ in range(count)
        ]

    def small_points(self, most=3000):
        """Yield points of small round numbers, the smallest first; g is a square, then a cube."""
        bends = BENDS.values() if "g" in self.vocabulary.functions else [{}]
        domains = dict(self.free())
        lengths = [len(SMALL_NUMBERS[domain]) for domain in domains.values()]
        for bend in bends:
            drawn = (
                {
                    x: SMALL_NUMBERS[of][rank]
                    for (x, of), rank in zip(domains.items(), ranks, strict=True)
                }
                for size in range(sum(lengths) - len(lengths) + 1)
                for ranks in _ranks(size, lengths)
            )
            points = ((case, self.complete(v | bend, case)) for v in drawn for case in self.cases)
            yield from islice(points, most)

    def scope(self, case):
        """Return what is known of the variables in a case, for the prover."""
        scope = self.vocabulary.scope
        for name in (FORMULAS.keys() & set(self.vocabulary.functions)) - KNOWN.keys():
            key = n.Call(name, (n.Letter("z"),))
            scope.definitions.append(n.Definition(key, read(FORMULAS[name])))
        for name, value in (case.fixed or {}).items():
            equal = n.Letter(value) if isinstance(value, str) else n.number(str(value))
            scope.definitions.append(n.Definition(n.Letter(name), equal))
        for name, text in (self.definitions or {}).items():
            scope.definitions.append(n.Definition(n.Letter(name), bare(truth(text))))
        scope.positive = {x for x, domain in self.free() if domain not in ("real", "indicator")}
        return scope

    def holds(self, numbers):
        """Whether the variables may stand for these numbers, by name."""
        domains = dict(self.free())
        return all(ALLOWED[domains[name]](value) for name, value in numbers.items())

    def free(self):
        """Return name and domain of each variable that is not defined by others."""
        defined = self.definitions or {}
        variables = self.vocabulary.variables.items()
        return [(name, variable.domain) for name, variable in variables if name not in defined]

    def complete(self, values, case):
        """Return the values with those the case fixes, and those defined."""
        values = {name: x if callable(x) else np.float64(x) for name, x in values.items()}
        for name, value in (case.fixed or {}).items():
            values[name] = values[value] if isinstance(value, str) else np.float64(value)
        for name, text in (self.definitions or {}).items():
            values[name] = value_of(truth(text), values)
        return values


def setting(*names, definitions=None, cases=(Case(),), functions=(), **others):
    """Return a setting with the variables and functions that `vocabulary` takes."""
    return Setting(vocabulary(*names, functions=functions, **others), definitions, cases)


def _ranks(size, lengths):
    """Yield the tuples of ranks below these lengths that sum to `size`."""
    if not lengths:
        if size == 0:
            yield ()
        return
    for first in range(min(size, lengths[0] - 1), -1, -1):
        for rest in _ranks(size - first, lengths[1:]):
            yield first, *rest


@dataclass(frozen=True, kw_only=True)
class Derive(Computed):
    """A question whose answer is a formula."""

    left: str  # what the formula is to equal, in LaTeX
    setting: Setting
    example: str = ""  # how to type something of the kind, shown in the empty field
    unfinished: dict = field(default_factory=dict)  # said of a letter that is still to be cancelled

    kind = "derive"

    def __post_init__(self):
        super().__post_init__()
        if any(value is None for value in self._outcomes(self.tree)):
            raise ValueError(f"{self.name}: the truth has no value at some point; see its domains")

    def understood(self, text):
        """Return what was typed as LaTeX; raises FormulaError where it cannot be read."""
        return self.setting.vocabulary.latex(self.setting.vocabulary.read(text))

    def judge(self, text):
        try:
            tree = self.setting.vocabulary.read(text)
        except FormulaError as reason:
            return Verdict(False, str(reason), counts=False)
        answer, right = self._outcomes(tree), self.tree
        if all(value is None for value in answer):
            return Verdict(False, NO_VALUE)
        if all_alike(answer, self._outcomes(right)):
            refuted, shown = self._proof(tree, bare(right))
            left = [said for name, said in self.unfinished.items() if name in names_in(tree)]
            right = " ".join(["Right.", *left, shown, self.why])
            return Verdict(not refuted, refuted or right)
        mistakes, said = self.explain(answer)
        otherwise = "" if mistakes else said or self.counterexample(tree, right)
        return self.wrong(mistakes, otherwise=otherwise)

    def explain(self, answer):
        """Return what `Computed.explain` does; slips that are shared come before two at once."""
        mistakes, said = super().explain(answer)
        if not said and len(mistakes) != 1 and any(answer):
            for slip in SHARED_SLIPS:
                if any(all_alike(self._outcomes(u), answer) for u in slip.variants(self.tree)):
                    return (slip,), ""
        return mistakes, said

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
        """A sentence on where the two differ, if the variables may stand for these numbers."""
        numbers = {name: value for (name, *_), value in difference.numbers.items()}
        if None in difference.values or not self.setting.holds(numbers):
            difference = next(self._differences(case, tree, right), None)
        if difference is None:
            return ""
        found = Counterexample(right, tree, difference)
        said = found.sentence("the right one", "your formula", self.setting.vocabulary.latex, "$")
        return f"{case.label}: {said}" if case.label else said

    def _differences(self, case, tree, right):
        """Yield where the two differ, to many digits, at small numbers that the variables allow."""
        scope = self.setting.scope(case)
        for own, values in islice(self.setting.small_points(), MOST_POINTS):
            given = {name: Fraction(values[name]) for name, _ in self.setting.free()}
            world = World(0, scope, {(name, None, ()): value for name, value in given.items()})
            meaning = Meaning(scope, {}, world)
            with suppress(Undefined):
                mine, theirs = meaning.value(tree), meaning.value(right)
                if own is case and abs(mine + -1 * theirs) - CLOSE > 0:
                    used = names_in(tree) | names_in(right)
                    numbers = {key: value for key, value in world.numbers.items() if key[0] in used}
                    yield Difference({}, numbers, world.functions, (mine, theirs))

    def counterexample(self, tree, right):
        """A sentence on a point where the two differ, one that can be worked out by hand if any."""
        points = chain(self.setting.small_points(), self.setting.points())
        tried = ((*point, value_at(tree, point[1]), value_at(right, point[1])) for point in points)
        differ = (found for found in tried if found[3] is not None and not alike(*found[2:]))
        some = list(islice(differ, MOST_POINTS))
        by_hand = (found for found in some if _is_short(found[2:]))
        case, values, mine, theirs = next(by_hand, some[0])
        where = self._where(case, values, tree, right)
        if mine is None:
            gives, theirs = "has no value", _short(theirs)
        else:
            mine, theirs = told_apart(mine, theirs)
            gives = f"gives ${mine}$"
        return f"Try {where}: there your formula {gives}, the right one ${theirs}$."

    def _where(self, case, values, tree, right):
        used = names_in(tree) | names_in(right)
        for name, text in reversed((self.setting.definitions or {}).items()):
            if name in used:
                used |= names_in(truth(text))
        fixed = case.fixed or {}
        told = [
            f"{self.setting.vocabulary.latex(n.Letter(name))} = {_short(values[name])}"
            for name, _ in self.setting.free()
            if name in used and not isinstance(fixed.get(name), str)
        ]
        if "g" in used:
            told += [name for name, bend in BENDS.items() if bend["g"] is values.get("g")]
        values_told = f"${', '.join(told)}$" if told else ""
        return ", with ".join(filter(None, [case.label, values_told])) or "any numbers"


def names_in(tree):
    """Return the names of a tree, those of functions without their primes."""
    named = (u for u in n.walk(tree) if isinstance(u, n.Letter | n.Call))
    return {u.name.rstrip("'") for u in named}


def terms(u):
    """Return at most how many terms a formula has once it is multiplied out; a million is many.

    A power of a fraction counts as often as the fraction's denominator says.

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
