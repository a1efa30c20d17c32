"""Points at which two lines are compared, and the point at which they differ."""

from dataclasses import dataclass
from itertools import product
from random import Random

from sympy import (
    Add,
    Dummy,
    Function,
    Indexed,
    Integer,
    KroneckerDelta,
    Mul,
    Rational,
    Sum,
    Symbol,
    exp,
)

from helpers.symbolic.concrete import concrete, variables
from helpers.symbolic.normal import is_zero

SIZES = (2, 3, 4)
DIGITS = 30
MOST_SETTINGS = 160  # compared numerically
MOST_EXACT = 400  # compared exactly
t = Dummy("t", real=True)


@dataclass(frozen=True)
class Difference:
    """Where two lines differ: sizes and indices, numbers, and the two values."""

    setting: dict
    numbers: dict
    values: tuple
    functions: tuple = ()


def settings(expressions, ranges, definitions):
    """Small sizes and every index for each, as dictionaries; the smallest sizes first.

    Parameters
    ----------
    expressions : plain expressions, abbreviations written out, derivatives carried out
    ranges : dict
        Index: (first, last).
    """
    sizes = set()
    for total in set().union(*(expression.atoms(Sum) for expression in expressions)):
        for _, low, high in total.limits:
            sizes |= _sizes(low) | _sizes(high)
        sizes -= {variable for variable, _, _ in total.limits}
    for low, high in ranges.values():
        sizes |= _sizes(low) | _sizes(high)
    loose = _loose(expressions, ranges, sizes)
    sizes -= set(ranges)
    names = sorted(sizes, key=str)
    choices = sorted(product(SIZES, repeat=len(names)), key=lambda c: (max(c, default=0), c))
    for choice in choices:
        chosen = dict(zip(names, map(Integer, choice), strict=True))
        positions = sorted(ranges, key=str)
        spans = [_span(ranges[position], chosen) for position in positions]
        for indices in product(*spans, *[range(1, 4)] * len(loose)):
            pairs = zip([*positions, *loose], map(Integer, indices), strict=True)
            yield {**chosen, **dict(pairs)}


def _sizes(bound):
    entries = bound.atoms(Indexed)
    return entries or bound.free_symbols


def _span(limits, chosen):
    low, high = (limit.xreplace(chosen) for limit in limits)
    return range(int(low), int(high) + 1)


def _loose(expressions, ranges, sizes):
    """Indices of no known range that are compared or used as numbers."""
    found = set()
    for expression in expressions:
        bound = {limit[0] for total in expression.atoms(Sum) for limit in total.limits}
        entries = expression.atoms(Indexed)
        bare = expression.xreplace({entry: Integer(1) for entry in entries}).free_symbols
        deltas = set().union(*(d.free_symbols for d in expression.atoms(KroneckerDelta)))
        found |= ({symbol for symbol in bare if symbol.is_integer} | deltas) - bound
    return sorted(found - set(ranges) - set(sizes), key=str)


def numbers(names, trial):
    """Values for the variables: small whole numbers at first, fractions later."""
    random = Random(1000 + trial)
    names = sorted(names, key=str)
    if trial == 0:
        values = [Integer(1 + place % 3) for place, _ in enumerate(names)]
    elif trial < 2:
        values = [Integer(random.randint(1, 4)) for _ in names]
    elif trial < 5:
        values = [Integer(random.randint(-3, 3)) for _ in names]
    elif trial < 9:
        values = [Rational(random.randint(1, 9), random.randint(2, 9)) for _ in names]
    else:
        values = [Rational(random.randint(-19, 19), random.randint(2, 11)) for _ in names]
    return {name: _allowed(name, v) for name, v in zip(names, values, strict=True)}


def _allowed(name, number):
    """The number, with the sign that the letter is declared to have."""
    if name.is_positive:
        return abs(number) or Integer(1)
    if name.is_negative:
        return -abs(number) or Integer(-1)
    return abs(number) if name.is_nonnegative else number


def value(expression, at, trial=0):
    """The number a concrete expression is at a point, or None where it is not a real number."""
    try:
        number = _known(expression, trial).xreplace(at).evalf(DIGITS + 15)
    except (TypeError, ValueError, ZeroDivisionError, AttributeError):
        return None
    return number if number.is_Rational or number.is_Float else None


def differ(one, other):
    """Whether two numbers differ by more than rounding at 30 digits allows."""
    return abs(one - other) > Rational(1, 10**DIGITS) * max(1, abs(one), abs(other))


def _known(expression, trial):
    """The expression with a sample function in place of each function of which nothing is known."""
    return expression.replace(
        lambda u: getattr(u, "opaque", False), lambda u: sample(u.func.__name__, trial, u.args)
    )


def sample(name, trial, points=(t,)):
    """A sample function: t² first, for readable counterexamples; less special ones later."""
    name, *primes = name.split("'")
    weight = 1 + sum(map(ord, name)) % 5
    slots = [Dummy(real=True) for _ in points]
    if trial == 0 and len(points) == 1:
        body = weight * slots[0] ** 2
    else:
        body = Add(*(exp(slot / (2 + place)) / weight for place, slot in enumerate(slots)))
        body += Mul(*slots) * sum(slots) ** 2
    for prime in primes:
        body = body.diff(slots[int(prime) - 1 if prime else 0])
    return body.xreplace(dict(zip(slots, points, strict=True)))


def compare(left, right, definitions, some_settings, trials):
    """Compare two lines at many points.

    Returns
    -------
    Difference or None, int
        The first point where they differ; the number of settings without a point where both are
        real numbers.
    """
    blind = 0
    for setting in some_settings:
        one, other = (concrete(side, setting, definitions) for side in (left, right))
        names = variables(one) | variables(other)
        seen = False
        for trial in trials:
            at = numbers(names, trial)
            values = value(one, at, trial), value(other, at, trial)
            if None in values:
                continue
            seen = True
            if differ(*values):
                functions = sorted({_stem(u) for side in (one, other) for u in _opaque(side)})
                known = tuple((name, sample(name, trial, (Symbol("t"),))) for name in functions)
                return Difference(setting, at, values, known), blind
        blind += not seen
    return None, blind


def _opaque(expression):
    return [u for u in expression.atoms(Function) if getattr(u, "opaque", False)]


def _stem(u):
    return u.func.__name__.split("'")[0]


def agree_exactly(left, right, definitions, some_settings):
    """Whether two lines are equal, exactly, at each of the settings."""
    for setting in some_settings:
        one, other = (concrete(side, setting, definitions) for side in (left, right))
        if one != other and not is_zero(one - other, {}):
            return False
    return True
