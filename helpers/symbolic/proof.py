"""Is a line equal to the line before? Proved and checked, refuted at a point, or undecided."""

from dataclasses import dataclass
from enum import Enum
from itertools import product

from sympy import Dummy, Indexed, PolynomialError, Symbol, factor_list

from helpers.symbolic import nodes as n
from helpers.symbolic.bounds import least
from helpers.symbolic.calculus import Calculus, Undecidable
from helpers.symbolic.from_sympy import from_sympy
from helpers.symbolic.normal_form import Finer, Normal, is_zero
from helpers.symbolic.points import compare, layers, used
from helpers.symbolic.printing import text
from helpers.symbolic.scope import COLUMN, said


class Proof(Enum):
    """How a line stands; the value is its mark."""

    PROVED = "■"
    POINTS = "≈"


@dataclass(frozen=True)
class Verdict:
    """How a line stands, and what is left out: points on a kink, in words."""

    proof: Proof
    except_at: tuple = ()


class Refuted(Exception):  # noqa: N818
    """The two lines differ; `was_proved` says that the rules had found them equal: a fault of theirs."""

    def __init__(self, difference, was_proved=False):
        self.difference, self.was_proved = difference, was_proved


def prove(left, right, scope, how="proof"):
    """Prove two lines equal wherever the one before has a value.

    Parameters
    ----------
    left, right : nodes
    scope : Scope
        With the ranges of all indices found.
    how : {"proof", "points"}
        With "points", lines that merely agree at every point tried are let through as such.

    Raises
    ------
    Refuted
        With a point where the lines differ.
    Undecidable
        Where nothing can be shown either way.
    """
    shapes = scope.shape(left), scope.shape(right)
    if shapes[0] != shapes[1]:
        one, other = map(said, shapes)
        raise Undecidable(f"shapes differ: the line before is {one}, this line is {other}")
    lines = [Calculus(scope), Calculus(scope)]
    places = tuple(n.Index(f"·{axis}") for axis in "rc")
    try:
        one, other = (
            line.plain(line.at(u, *_places(places, shapes[0])) if shapes[0] else u)
            for line, u in zip(lines, (left, right), strict=True)
        )
        ranges, sizes = _ranges(lines[0], (left, right), scope, places, shapes[0])
        reason = _reason(one, other, lines, ranges, sizes)
    except RecursionError:
        reason = "the line is too deep"
    seen = compare(left, right, scope, enough=4 if reason is None else 8)
    if seen.difference:
        raise Refuted(seen.difference, was_proved=reason is None)
    if not seen.points:
        raise Undecidable("no point was found at which the line before has a value")
    if reason is None:
        return Verdict(Proof.PROVED, _kinks(lines))
    if how == "points":
        return Verdict(Proof.POINTS)
    raise Undecidable(f"both sides agree at {seen.points} points, but {reason}")


def refuse_outside(line, scope):
    """Raise where an entry lies outside its range whatever the sizes: x[0], x[n+1]."""
    calculus = Calculus(scope)
    sizes = {Symbol(name, integer=True) for name in scope.sizes([line])}

    def visit(u, ranges):
        for b in n.binders(u):
            limits = (calculus.plain(end) for end in (b.low, b.high))
            ranges = ranges | {Symbol(b.index.name, integer=True): tuple(limits)}
        if isinstance(u, n.Entry):
            for place, limits in zip(u.indices, scope.places(u.name, u.layer) or (), strict=False):
                here, low, high = map(calculus.plain, (place, *limits))
                if any(least(d, ranges, sizes) >= 1 for d in (low - here, here - high)):
                    raise Undecidable(f"{text(u)} does not exist: its index runs {text(limits[0])}..{text(limits[1])}")
        for part in n.children(u):
            visit(part, ranges)

    known = {
        Symbol(name, integer=True): tuple(map(calculus.plain, limits))
        for name, limits in scope.ranges.items()
    }
    visit(line, known)


def _kinks(lines):
    """Where the lines have kinks, as trees."""
    kinks = lines[0].kinks | lines[1].kinks
    found = []
    for kink in sorted(kinks, key=str):
        try:
            tree = from_sympy(min(kink, (-kink).expand(), key=lambda u: (len(str(u)), str(u))))
        except ValueError:
            continue
        if tree not in found:
            found.append(tree)
    return tuple(found)


def _places(places, shape):
    return tuple(n.ONE if limits == COLUMN else p for p, limits in zip(places, shape, strict=True))


def _ranges(line, pair, scope, places, shape):
    """Ranges and sizes, as sympy writes them."""
    whole = used(pair, scope)
    ranges = {
        Symbol(name, integer=True): tuple(map(line.plain, limits))
        for name, limits in scope.ranges.items()
        if name in whole
    }
    for place, limits in zip(places, shape, strict=False):
        if limits != COLUMN:
            ranges[line.plain(place)] = tuple(map(line.plain, limits))
    known = {symbol.name for symbol in ranges}
    sizes = {
        Symbol(name, integer=True) for name in whole - known - layers(pair, scope)
    }
    return ranges, sizes


def _reason(one, other, lines, ranges, sizes):
    """None where the lines are proved equal, else why they are not."""
    kinks = lines[0].kinks | lines[1].kinks
    try:
        if not is_zero(one - other, ranges, sizes, kinks):
            return "no proof was found"
        unmet = next(unmet_guards(lines, ranges, sizes), None)
    except (Undecidable, PolynomialError, NotImplementedError) as reason:
        return str(reason)
    if unmet is None:
        return None
    need = {"nonzero": "a denominator that is not 0", "positive": "what is positive"}
    wanted = need.get(unmet.kind, "what is not negative")
    return f"{text(unmet.source)} needs {wanted}, and the line before does not tell"


# ---- has this line a value wherever the line before has one?


def unmet_guards(lines, ranges, sizes):
    """What the second line needs to have a value, and the first does not grant."""
    before, this = lines
    given = {(guard.kind, guard.expression) for guard in before.guards}
    needed = [guard for guard in this.guards if (guard.kind, guard.expression) not in given]
    if not needed:
        return
    normal = _WithUnits(ranges | before.ranges | this.ranges, sizes)
    granted = [grant for guard in before.guards for grant in _grants(normal, guard)]
    for guard in needed:
        if not _is_met(normal, guard, granted, before.ranges):
            yield guard


class _WithUnits(Normal):
    """A normal form that takes a finer unit when it needs one."""

    def factors(self, expression):
        """A sign, and pairs (factor, power) of numerator and denominator."""
        for _ in range(4):
            try:
                fraction = self.fraction(expression)
                break
            except Finer as finer:
                self.__init__(self.ranges, self.sizes, self.unit * finer.denominator)
        sign, found = 1, []
        for part, way in ((fraction.numer, 1), (fraction.denom, -1)):
            number, factors = factor_list(part.as_expr())
            sign *= 1 if number > 0 else -1 if number < 0 else 0
            found += [(factor.xreplace(self.atoms), way * times) for factor, times in factors]
        return sign, found

    def sign_of(self, factor):
        """1 or -1 where a factor has one sign, else 0."""
        if self.is_positive(factor):
            return 1
        return -1 if self.is_positive((-factor).expand()) else 0


def _grants(normal, guard):
    """Pairs (kind, factor): what is not 0, and what is positive, where a line has a value."""
    sign, factors = normal.factors(guard.expression)
    open_factors = []
    for factor, times in factors:
        own = normal.sign_of(factor)
        sign *= own**times if own else 1
        if own == 0:
            open_factors.append((factor, times))
            if times > 0 and guard.kind != "not negative":
                yield "nonzero", factor
    if guard.kind != "nonzero" and len(open_factors) == 1 and open_factors[0][1] % 2:
        yield guard.kind, (sign * open_factors[0][0]).expand()


def _is_met(normal, guard, granted, ranges):
    sign, factors = normal.factors(guard.expression)
    if sign == 0:
        return False

    def has(kind, wanted):
        kinds = {"positive": ("positive",), "nonzero": ("nonzero", "positive")}
        kinds = kinds.get(kind, ("not negative", "positive"))
        return any(k in kinds and _matches(normal, have, wanted, ranges) for k, have in granted)

    is_met = True
    for factor, times in factors:
        own = normal.sign_of(factor)
        if own:
            sign *= own**times
        elif guard.kind == "nonzero":
            is_met &= times < 0 or has("nonzero", factor) or has("nonzero", (-factor).expand())
        elif times % 2 == 0:
            ok = has("nonzero", factor) or has("nonzero", (-factor).expand())
            is_met &= ok or guard.kind == "not negative"
        elif has(guard.kind, factor):
            continue
        elif has(guard.kind, (-factor).expand()):
            sign = -sign
        else:
            is_met = guard.kind == "not negative" and normal.is_at_least_0(factor) and is_met
    return is_met and (guard.kind == "nonzero" or sign > 0)


def _matches(normal, have, wanted, ranges):
    """Whether what is granted, for every value of its running indices, covers what is wanted."""
    if have == wanted:
        return True
    running = sorted((s for s in have.free_symbols if isinstance(s, Dummy) and s in ranges), key=str)
    if not running or len(running) > 2:
        return False
    indices = {place for atom in wanted.atoms(Indexed) for place in atom.indices}
    for values in product(sorted(indices, key=str), repeat=len(running)):
        swaps = dict(zip(running, values, strict=True))
        if have.xreplace(swaps) != wanted:
            continue
        limits = [(swaps[s], *(end.xreplace(swaps) for end in ranges[s])) for s in running]
        if all(
            normal.least(value - low) >= 0 and normal.least(high - value) >= 0
            for value, low, high in limits
        ):
            return True
    return False
