"""Where a formula of z has a kink, and where it jumps or has no value and is refused."""

from dataclasses import dataclass

import numpy as np

from helpers.language import nodes as n
from helpers.language.dual import Undefined
from helpers.lessons.lesson_4_9.own_numbers import Exact, Z, difference, exactly, in_numpy, stable

FAR = 700.0  # as far as numbers are compared
NEAR_LINE = 20  # up to there places are looked for in steps of a hundredth, then of a quarter
GRID = np.round(np.concatenate([
    np.arange(-4 * FAR, -4 * NEAR_LINE) / 4, np.arange(-100 * NEAR_LINE, 100 * NEAR_LINE) / 100,
    np.arange(4 * NEAR_LINE, 4 * FAR + 1) / 4,
]), 2)  # fmt: skip
MOST_PLACES = 12  # of one kind, the nearest to 0
LOOKING = Exact(80, goes_on=True)  # for places, where by nature digits cancel
BESIDE = LOOKING.mp.mpf(10) ** -25  # how far from a place both its sides are looked at
NOTHING = 1e-50  # what is smaller at a place that was searched for is 0
STEEP = 1e9  # a slope beside a place that is larger has no bound
NOT_REAL = "a logarithm", "a root", "a power"  # how the reasons begin


class Refused(ValueError):  # noqa: N818
    """What was typed is no activation, and why: one sentence."""


def watched(u, when=()):
    """Yield what must not be 0 or negative, or where it is 0 may make a kink, and where it counts.

    As (kind, tree, conditions, each with whether it holds).
    """
    match u:
        case n.Cases(branches, otherwise):
            for value, condition in branches:
                yield from watched(condition, when)
                yield from watched(value, (*when, (condition, True)))
                when = (*when, (condition, False))
            yield from watched(otherwise, when)
            return
        case n.Over(_, below):
            yield "pole", below, when
        case n.Power(base, exponent) if not _is_whole(exponent):
            yield "power", base, when
        case n.Power(base, n.Negative()):
            yield "pole", base, when
        case n.Call("log", args):
            yield from (("log", part, when) for part in args)
        case n.Call("sqrt", (of,)):
            yield "root", of, when
        case n.Call("tan", (of,)):
            yield "pole", n.Call("cos", (of,)), when
        case n.Call("abs" | "sign" | "relu", (of,)):
            yield "switch", of, when
        case n.Call("max" | "min", (one, other)) | n.Indicator(_, one, other):
            yield "switch", difference(one, other), when
    for part in n.children(u):
        yield from watched(part, when)


def _is_whole(u):
    value = getattr(u.of if isinstance(u, n.Negative) else u, "value", None)
    return value is not None and value.denominator == 1


def places_of(tree):
    """Return the places at which the tree may have a kink or a jump, near 0 first, as digits.

    A place at which a denominator, or what a logarithm is taken of, is 0 is refused.
    """
    found = {}
    for kind, part, when in watched(tree):
        if Z not in n.walk(part):
            continue
        values, _ = in_numpy(stable(part), GRID)
        is_active = np.ones(GRID.shape, bool)
        for condition, is_so in when:
            is_active &= (in_numpy(condition, GRID)[0] > 0) == is_so
        is_bad = values < 0 if kind in ("root", "power") else values == 0
        for z in sorted(GRID[is_active & is_bad], key=abs)[:MOST_PLACES]:
            value_at(tree, repr(float(z)))
        for z in _edges(part, values):
            is_there = all((_quietly(condition, z) == 1) == is_so for condition, is_so in when)
            is_zero = abs(_quietly(part, z)) < NOTHING
            if kind in ("pole", "log") and is_there and is_zero:
                why = "it divides by 0" if kind == "pole" else "a logarithm is taken of 0"
                raise Refused(f"No value at z = {number_of(z)}: {why}.")
            found[round(float(z), 12)] = z
    return sorted(found.values(), key=lambda z: (abs(float(z)), float(z)))


def _quietly(u, z):
    """The number of a part at a place, nan where there is none."""
    try:
        return LOOKING.value(u, z)
    except Undefined:
        return LOOKING.mp.nan


def _edges(part, values):
    """The places at which a part changes its sign, or touches 0."""
    found = []
    edges = np.flatnonzero(np.sign(values[1:]) != np.sign(values[:-1]))
    for i in sorted(edges, key=lambda i: abs(GRID[i]))[:MOST_PLACES]:
        found += _edge(part, *(repr(float(z)) for z in GRID[i : i + 2]))
    left, size, right = (np.abs(values[a : len(values) - 2 + a]) for a in range(3))
    low = (size < left) & (size <= right) & (size > 0)
    low &= np.sign(values[:-2]) == np.sign(values[2:])
    touching = np.flatnonzero(low) + 1
    for i in sorted(touching, key=lambda i: abs(GRID[i]))[: MOST_PLACES // 3]:
        found += _bottom(part, *(repr(float(GRID[j])) for j in (i - 1, i + 1)))
    return found


def _sign(part, z):
    found = _quietly(part, z)
    return None if LOOKING.mp.isnan(found) else int(LOOKING.mp.sign(found))


def _edge(part, low, high):
    """The place between two at which the sign changes, or a short number there."""
    mp = LOOKING.mp
    first, last = _sign(part, low), _sign(part, high)
    if first == last or None in (first, last):
        return []
    for end, sign in ((low, first), (high, last)):
        if sign == 0:
            return [mp.mpf(end)]
    low, high = mp.mpf(low), mp.mpf(high)
    for step in range(200):
        middle = (low + high) / 2
        sign = _sign(part, middle)
        if sign == 0:
            return [middle]
        low, high = (middle, high) if sign == first else (low, middle)
        if step == 50:
            short = mp.mpf(repr(round(float(middle), 9)))
            if _sign(part, short) == 0:
                return [short]
    return [high]


def _bottom(part, low, high):
    """The place between two at which the size is smallest, if that is 0."""
    low, high = map(LOOKING.mp.mpf, (low, high))
    size = lambda z: abs(_quietly(part, z))  # noqa: E731
    for step in range(300):
        one, other = low + (high - low) * 0.382, low + (high - low) * 0.618
        low, high = (low, other) if size(one) < size(other) else (one, high)
        if step == 60:
            short = LOOKING.mp.mpf(repr(round(float(low), 9)))
            if size(short) == 0:
                return [short]
    return [low] if size(low) < NOTHING else []


@dataclass(frozen=True)
class Place:
    """A place, its slope from the left and from the right, and what the formula says there."""

    z: float
    left: float
    right: float
    here: float

    @property
    def is_kink(self):
        """Whether the slopes from both sides differ."""
        return abs(self.left - self.right) > 1e-9 * (1 + abs(self.left))

    @property
    def is_mended(self):
        """Whether the formula of g' misses the slope that both sides have."""
        return not self.is_kink and not abs(self.left - self.here) <= 1e-9 * (1 + abs(self.left))


def examined(tree, slope):
    """Return the places that are no plain points; refuse a jump, or a slope without bound."""
    found = []
    for z in places_of(tree):
        left, here, right = (value_at(tree, z + side * BESIDE) for side in (-1, 0, 1))
        at = number_of(z)
        if max(abs(left - here), abs(right - here)) > 1e-12 * (1 + abs(here)):
            if abs(left - right) <= 1e-12 * (1 + abs(left)):
                raise Refused(
                    f"One value stands apart: {number_of(here)} at z = {at}, but "
                    f"{number_of(left)} beside it."
                )
            raise Refused(
                f"It jumps at z = {at}, from {number_of(left)} to {number_of(right)}: no slope "
                "tells of a jump, so a gradient would be wrong there."
            )
        slopes = [_quietly(slope, z + side * BESIDE) for side in (-1, 1)]
        if not all(abs(each) < STEEP for each in slopes):
            raise Refused(f"Its slope has no bound at z = {at}: the tangent stands upright there.")
        for each, side in zip(slopes, (-1, 1), strict=True):
            nearer = _quietly(slope, z + side * BESIDE / 3)
            if not abs(nearer - each) <= 1e-6 * (1 + abs(each)):
                raise Refused(f"Its slope does not settle near z = {at}: there is no tangent.")
        found.append(Place(*map(float, (z, *slopes, _quietly(slope, z)))))
    return found


def value_at(tree, z):
    """The number at a place, or refuse it."""
    try:
        found = exactly(tree, z)
    except Undefined as why:
        not_real = ", so g is no real number" if str(why).startswith(NOT_REAL) else ""
        raise Refused(f"No value at z = {number_of(z)}: {why}{not_real}.") from None
    if found != found:
        raise Refused(f"No value can be found at z = {number_of(z)}.")
    return found


def number_of(u):
    """A number in at most six digits, with a true minus."""
    u = float(u)
    return f"{u if abs(u) > 1e-15 else 0.0:.6g}".replace("-", "−").replace("e−0", "e−")
