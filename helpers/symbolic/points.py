"""The check: both lines' numbers at small sizes, every index, and several points each."""

from dataclasses import dataclass, field
from fractions import Fraction
from itertools import combinations, combinations_with_replacement, islice, product
from math import prod
from random import Random

from helpers.symbolic import nodes as n
from helpers.symbolic.dual import Kink, OutOfReach, Undefined
from helpers.symbolic.meaning import Meaning

SIZES = range(1, 4)
ENOUGH = 4  # points at which the line before has a value, for each choice of sizes and indices
TRIALS = 24  # points among which these are looked for
MOST_SIMPLER = 12  # settings in which a simpler counterexample is looked for
MOST = 4000  # choices of sizes and indices
DRAWS = (  # from, to, in so many parts of 1; between 0 and 1 so that log(p) and log(1-p) exist
    (1, 5, 1),
    (Fraction(1, 16), Fraction(15, 16), 16),
    (-3, 3, 1),
    (-8, 8, 4),
    (-1, 1, 1),
    (-4, -1, 1),
    (20, 60, 1),
    (0, 0, 1),
    (Fraction(1, 8), 4, 8),
)
CLOSE = Fraction(1, 10**30)  # of two numbers that are not exact


@dataclass(frozen=True)
class Difference:
    """Where two lines differ: sizes and indices, numbers, functions, and the two values."""

    setting: dict
    numbers: dict
    functions: dict
    values: tuple  # of the line before and of this line; None where this line has none
    place: tuple = ()  # row and column, where the lines are arrays
    shape: tuple = ()  # whether there are several rows, several columns
    layers: dict = field(default_factory=dict)  # the numbers that stand for layers, by name
    why: str = ""  # why this line has no value


@dataclass
class Seen:
    """What a comparison has seen: points, points on a kink, and the first difference."""

    points: int = 0
    kinks: bool = False
    why: str = ""  # why the line before has no value where it has none
    difference: Difference | None = None


class World:
    """The numbers and functions of one trial, drawn when they are first asked for."""

    def __init__(self, trial, positive=(), given=None):
        self.trial, self.positive, self.functions = trial, positive, {}
        self.numbers = dict(given or {})

    def random(self, key):
        return Random(f"{self.trial} {key}")

    def number(self, key):
        """A number: small whole ones first, so that a reader can follow; then of every kind."""
        if key not in self.numbers:
            name, _, places = key
            if self.trial == 0:
                place = sum(axis * index for axis, index in enumerate(places, 1))
                value = Fraction(1 + (place + sum(map(ord, name))) % 4)
            else:
                low, high, parts = DRAWS[(self.trial - 1) % len(DRAWS)]
                random = self.random(key)
                value = Fraction(random.randint(int(low * parts), int(high * parts)), parts)
            self.numbers[key] = (abs(value) or Fraction(1)) if name in self.positive else value
        return self.numbers[key]

    def function(self, key, args):
        """An arbitrary function: a polynomial, of degree 2 at first, later of degree 5."""
        total = 0
        for factor, exponents in self.terms(key, len(args)):
            powers = zip(args, exponents, strict=True)
            total = total + factor * prod(u for u, times in powers for _ in range(times))
        return total

    def terms(self, key, count):
        """The terms (factor, powers) of a function's polynomial."""
        if (key, count) not in self.functions:
            random = self.random((key, count, "function"))
            highest = 2 if self.trial < 2 else 5 if count == 1 else 2
            terms = []
            for degree in range(1 if self.trial < 2 else 0, highest + 1):
                for places in combinations_with_replacement(range(count), degree):
                    exponents = tuple(places.count(place) for place in range(count))
                    factor = Fraction(random.randint(1, 3))
                    if self.trial > 1:
                        factor *= Fraction(random.choice((-1, 1)), 2**degree)
                    terms.append((factor, exponents))
            if self.trial > 1 and count > 1:
                terms += [
                    (Fraction(random.randint(1, 5), 4), tuple(3 * (v == w) for w in range(count)))
                    for v in range(count)
                ]
            self.functions[key, count] = terms
        return self.functions[key, count]


def compare(left, right, scope, is_proved=True):
    """Compare two lines at all sizes 1 to 3, every index, and several points each.

    Points where the line before has no value, and points on a kink, are left out; a point at which
    only this line has no value is a difference. Where no proof is known, more points are tried,
    also those at which a number is 0 or two are equal.

    Returns
    -------
    Seen
    """
    seen = Seen()
    every = list(settings((left, right), scope))
    for place, setting in enumerate(every):
        found = 0
        for world in worlds(scope, is_proved):
            try:
                values = _values(left, right, scope, setting, world)
            except Kink:
                seen.kinks = True
                continue
            except Undefined as why:
                seen.why = str(why)
                continue
            found += 1
            seen.difference = _difference(values, left, right, scope, setting, world)
            if seen.difference:
                if world.trial > 1:
                    _find_simpler(seen, left, right, scope, every[place:][:MOST_SIMPLER])
                return seen
            if is_proved and found == ENOUGH or not (world.numbers or world.functions):
                break
        seen.points += found
    return seen


def worlds(scope, is_proved):
    """The worlds to try, one after the other; the special ones know what was drawn before."""
    world = None
    for trial in range(TRIALS if is_proved else TRIALS // 2):
        world = World(trial, scope.positive)
        yield world
    if not is_proved:
        drawn = list(world.numbers)[:6]
        numbers = World(1, scope.positive)
        specials = [{key: Fraction(0)} for key in drawn if key[0] not in scope.positive]
        specials += [{u: numbers.number(v)} for u, v in combinations(drawn, 2)]
        for given in specials:
            yield World(1, scope.positive, given)


def _find_simpler(seen, left, right, scope, some):
    """Put a difference in small whole numbers in the place of another, if there is one near."""
    for setting, trial in product(some, (0, 1)):
        world = World(trial, scope.positive)
        try:
            values = _values(left, right, scope, setting, world)
        except Undefined:
            continue
        found = _difference(values, left, right, scope, setting, world)
        if found:
            seen.difference = found
            return


def _values(left, right, scope, setting, world, digits=60):
    """The two lines' numbers; of this line, why it has none where it alone has none."""
    meaning = Meaning(scope, setting, world, digits)
    one = meaning.value(left)
    try:
        return one, meaning.value(right)
    except (Kink, OutOfReach):
        raise
    except Undefined as why:
        return one, why


def _difference(values, left, right, scope, setting, world):
    place = _differ(*values, CLOSE)
    if place is None:
        return None
    why = ""
    if isinstance(values[1], Undefined):
        why, values = str(values[1]), (values[0], None)
    else:  # is it more than rounding?
        values = _values(left, right, scope, setting, world, digits=400)
        place = _differ(*values, CLOSE**6)
        if place is None:
            return None
    shape = ()
    if isinstance(values[0], list):
        shape = len(values[0]) > 1, len(values[0][0]) > 1
        place = place or (0, 0)
        values = tuple(rows and rows[place[0]][place[1]] for rows in values)
    apart = {name: setting[name] for name in scope.layers((left, right))}
    others = {name: value for name, value in setting.items() if name not in apart}
    numbers, functions = dict(world.numbers), dict(world.functions)
    return Difference(others, numbers, functions, values, place, shape, apart, why)


def _differ(one, other, close):
    """None where two values are equal; () where two numbers differ, else the row and column."""
    if isinstance(other, Undefined):
        return ()
    if isinstance(one, list):
        if len(one) != len(other) or any(len(u) != len(v) for u, v in zip(one, other, strict=True)):
            return (0, 0)
        for r, rows in enumerate(zip(one, other, strict=True)):
            for c, (u, v) in enumerate(zip(*rows, strict=True)):
                if _differ(u, v, close) is not None:
                    return r, c
        return None
    distance = abs(one + -1 * other)
    if isinstance(distance, int | Fraction):
        return None if distance == 0 else ()
    largest = max(1, *(int(abs(v)) for v in (one, other)))
    return None if distance - largest * close <= 0 else ()


# ---- sizes and indices


def settings(lines, scope):
    """Small sizes and every index, as dictionaries; the smallest sizes first. Layers stand apart."""
    names, apart = scope.wholes(lines), scope.layers(lines)
    fixed = {name: 10 * place for place, name in enumerate(sorted(apart), 1)}
    running = [name for name in sorted(scope.ranges) if name in names and name not in fixed]
    sizes = sorted(names - set(running) - set(fixed))
    choices = sorted(product(SIZES, repeat=len(sizes)), key=lambda c: (max(c, default=0), c))

    def all_settings():
        for choice in choices:
            yield from _with_indices(dict(zip(sizes, choice, strict=True)) | fixed, running, scope)

    count = sum(1 for _ in islice(all_settings(), 20 * MOST))
    return islice(all_settings(), 0, None, 1 + count // MOST)


def _with_indices(chosen, running, scope):
    if not running:
        yield dict(chosen)
        return
    ready = [
        name
        for name in running
        if all(free <= set(chosen) for free in map(n.free, scope.ranges[name]))
    ] or running[:1]
    first = ready[0]
    meaning = Meaning(scope, chosen)
    low, high = (meaning.whole(limit, {}) for limit in scope.ranges[first])
    rest = [name for name in running if name != first]
    for value in range(low, high + 1):
        yield from _with_indices(chosen | {first: value}, rest, scope)
