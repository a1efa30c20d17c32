"""Is a line equal to the line before? Proved and checked, refuted at a point, or undecided."""

from contextlib import suppress
from dataclasses import dataclass
from enum import Enum
from itertools import islice

from sympy import PolynomialError, Symbol

from helpers.language import nodes as n
from helpers.language.points import compare
from helpers.language.printing import text
from helpers.language.scope import COLUMN, shape_in_words
from helpers.symbolic.bounds import least
from helpers.symbolic.calculus import Calculus, Undecidable
from helpers.symbolic.from_sympy import from_sympy
from helpers.symbolic.guards import grants, unmet_guard
from helpers.symbolic.normal_form import is_zero


class Proof(Enum):
    """How a line stands; the value is its mark."""

    PROVED = "■"
    POINTS = "≈"


@dataclass(frozen=True)
class Verdict:
    """How a line stands, where it is not claimed (on a kink), and what is taken as positive."""

    proof: Proof
    except_at: tuple = ()
    positive: tuple = ()


class Refuted(Exception):  # noqa: N818
    """The two lines differ; `was_proved`: the rules had found them equal, a fault of theirs."""

    def __init__(self, difference, was_proved=False):
        self.difference, self.was_proved = difference, was_proved


def prove(left, right, scope, how="proof"):
    """Prove two lines equal wherever the one before has a value, or raise Refuted or Undecidable.

    The scope has the ranges of all indices. With how="points", lines that merely agree at every
    point tried are let through as such.
    """
    shapes = scope.shape(left), scope.shape(right)
    if shapes[0] != shapes[1]:
        one, other = map(shape_in_words, shapes)
        raise Undecidable(f"shapes differ: the line before is {one}, this line is {other}")
    lines = [Calculus(scope), Calculus(scope)]
    taken = {name for tree, _ in scope.trees((left, right)) for name in n.free(tree)} | set(
        scope.ranges
    )
    positive = tuple(sorted(taken & scope.positive))
    unused = (name for name in "ijmpqrst" if name not in taken)
    places = tuple(n.Index(name) for name in islice(unused, 2))
    ranges, sizes = _ranges(lines[0], (left, right), scope, places, shapes[0])
    for line in lines:
        line.ranges |= ranges
    try:
        one, other = (
            line.plain(line.at(u, *_places(places, shapes[0])) if shapes[0] else u)
            for line, u in zip(lines, (left, right), strict=True)
        )
        reason = _reason(one, other, lines, ranges, sizes)
        seen = compare(left, right, scope, is_proved=reason is None)
    except RecursionError:
        raise Undecidable("the definitions go in a circle, or the line is too deep") from None
    if seen.difference:
        raise Refuted(seen.difference, was_proved=reason is None)
    if not seen.points:
        why = f": {seen.why}" if seen.why else ""
        raise Undecidable(f"no point was found at which the line before has a value{why}")
    if reason is None:
        return Verdict(Proof.PROVED, _kinks(lines), positive)
    if how == "points":
        return Verdict(Proof.POINTS, (), positive)
    raise Undecidable(f"both sides agree at {seen.points} points, but {reason}")


def refuse_outside(line, scope):
    """Raise where an entry lies outside its range whatever the sizes: x[0], x[n+1]."""
    calculus = Calculus(scope)
    sizes = {Symbol(name, integer=True) for name in scope.sizes([line])}

    ranges = {name: _limits(calculus, ends) for name, ends in scope.ranges.items()}
    for u, bound in n.scoped(line, {}):
        if isinstance(u, n.Entry):
            running = {name: _limits(calculus, ends) for name, ends in bound.items()}
            known = {Symbol(x, integer=True): ends for x, ends in (ranges | running).items()}
            for place, limits in zip(u.indices, scope.places(u.name, u.layer) or (), strict=False):
                here, low, high = map(calculus.plain, (place, *limits))
                if any(least(d, known, sizes) >= 1 for d in (low - here, here - high)):
                    run = "..".join(map(text, limits))
                    raise Undecidable(f"{text(u)} does not exist: its index runs {run}")


def _limits(calculus, ends):
    return tuple(map(calculus.plain, ends))


def _kinks(lines):
    """Where the lines have kinks, as trees."""
    kinks = lines[0].kinks | lines[1].kinks
    found = []
    for kink in sorted(kinks, key=str):
        kink = kink.expand().as_content_primitive()[1]
        with suppress(ValueError):
            found.append(
                from_sympy(min(kink, (-kink).expand(), key=lambda u: (len(str(u)), str(u))))
            )
    return tuple(dict.fromkeys(found))


def _places(places, shape):
    return tuple(n.ONE if limits == COLUMN else p for p, limits in zip(places, shape, strict=True))


def _ranges(line, pair, scope, places, shape):
    """Ranges and sizes, as sympy writes them."""
    whole = scope.wholes(pair)
    ranges = {
        Symbol(name, integer=True): _limits(line, limits)
        for name, limits in scope.ranges.items()
        if name in whole
    }
    for place, limits in zip(places, shape, strict=False):
        if limits != COLUMN:
            ranges[line.plain(place)] = _limits(line, limits)
    known = {symbol.name for symbol in ranges}
    sizes = {Symbol(name, integer=True) for name in whole - known - scope.layers(pair)}
    return ranges, sizes


def _reason(one, other, lines, ranges, sizes):
    """None where the lines are proved equal, else why they are not."""
    kinks = lines[0].kinks | lines[1].kinks
    ranges = ranges | lines[0].ranges | lines[1].ranges
    try:
        granted = grants(lines[0].guards, ranges, sizes)
        positive = [what for kind, what in granted if kind == "positive"]
        kinks = kinks | {what for kind, what in granted if kind == "nonzero"}
        if not is_zero(one - other, ranges, sizes, kinks, positive):
            return "no proof was found"
        unmet = unmet_guard(*(line.guards for line in lines), granted, ranges, sizes)
    except (Undecidable, PolynomialError, NotImplementedError) as reason:
        return str(reason)
    if unmet is None:
        return None
    need = {"nonzero": "a denominator that is not 0", "positive": "what is positive"}
    need["in range"] = "an index that lies in its range"
    wanted = need.get(unmet.kind, "what is not negative")
    return f"{text(unmet.source)} needs {wanted}, and the line before does not tell"
