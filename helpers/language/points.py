"""The check: both lines' numbers at small sizes, every index, and several points each."""

from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache
from itertools import combinations, combinations_with_replacement, product
from math import prod
from random import Random

from helpers.language import nodes as n
from helpers.language.dual import Kink, OutOfReach, Undefined, real
from helpers.language.meaning import Meaning

MOST_SIZE = 7  # tried where no proof is known and a line has numbers beyond 3
ENOUGH = 5  # points at which the line before has a value, for each choice of sizes and indices
TRIALS = 24  # points among which these are looked for
MOST_SIMPLER = 12  # settings in which a simpler counterexample is looked for
MOST = 300  # choices of indices for each choice of sizes; of more, some, evenly
DRAWS = (  # from, to, in so many parts of 1; between 0 and 1 so that log(p) and log(1-p) exist
    (1, 5, 1),
    (-3, -1, 1),
    (-1, 1, 1),
    (0, 0, 1),
    (Fraction(1, 16), Fraction(15, 16), 16),
    (-2, 2, 4),
    (-3, 3, 1),
    (20, 60, 1),
    (Fraction(1, 8), 2, 8),
)
SIGNED = (-3, -2, -1, 1, 2, 3)
MOST_DIGITS = 10_000  # binary, of the exact arguments of an arbitrary function
CLOSE = Fraction(1, 10**45)  # of two numbers that are not exact


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
    """What a comparison has seen: at how many points, and the first difference."""

    points: int = 0
    why: str = ""  # why the line before has no value where it has none
    difference: Difference | None = None


class World:
    """The numbers and functions of one trial, drawn when they are first asked for."""

    def __init__(self, trial, scope, given=None):
        self.trial, self.scope, self.given = trial, scope, given
        self.numbers, self.functions = dict(given or {}), {}

    def number(self, key):
        """A number; a letter that is positive has one that is."""
        if key not in self.numbers:
            value = drawn(self.trial, key)
            value = (abs(value) or Fraction(1)) if key[0] in self.scope.positive else value
            self.numbers[key] = int(value) if value.denominator == 1 else value
        return self.numbers[key]

    def function(self, key, args):
        """An arbitrary function: a polynomial, of degree 2 at first, later of degree 5.

        An argument of very many digits is out of reach: a function of a function of … has millions.
        """
        if any(binary_digits(real(u)) > MOST_DIGITS for u in args):
            raise OutOfReach
        total = 0
        for factor, exponents in self.terms(key, len(args)):
            powers = zip(args, exponents, strict=True)
            total = total + factor * prod(u for u, times in powers for _ in range(times))
        return total

    def terms(self, key, count):
        """The terms (factor, powers) of a function's polynomial."""
        if (key, count) not in self.functions:
            self.functions[key, count] = drawn_terms(self.trial, key, count)
        return self.functions[key, count]


@lru_cache(maxsize=20_000)
def drawn(trial, key):
    """A number: small whole ones first, so that a reader can follow; then of every kind."""
    name, _, places = key
    if trial == 0:
        place = sum(axis * index for axis, index in enumerate(places, 1))
        return Fraction(1 + (place + sum(map(ord, name))) % 4)
    low, high, parts = DRAWS[(trial - 1) % len(DRAWS)]
    steps = Random(f"{trial} {key}").randint(int(low * parts), int(high * parts))
    return Fraction(steps, parts)


@lru_cache(maxsize=5_000)
def drawn_terms(trial, key, count):
    """The terms (factor, powers) of an arbitrary function's polynomial."""
    random = Random(f"{trial} {(key, count, 'function')}")
    highest = 2 if trial < 2 else 5 if count == 1 else 2
    terms = []
    for degree in range(1, highest + 1):
        for places in combinations_with_replacement(range(count), degree):
            factor = random.choice((1, 2, 3) if trial < 2 else SIGNED)
            terms.append((factor, tuple(map(places.count, range(count)))))
    if trial > 1 and count > 1:
        terms += [(1, tuple(3 * (v == w) for w in range(count))) for v in range(count)]
    return tuple(terms)


def binary_digits(number):
    """The binary digits of a number, above and below; a number that is not exact has none."""
    if not isinstance(number, int | Fraction):
        return 0
    return number.numerator.bit_length() + number.denominator.bit_length()


def compare(left, right, scope, is_proved=True):
    """Compare two lines at all sizes 1 to 3, every index, and several points each.

    Points where the line before has no value, and points on a kink, are left out; a point at which
    only this line has no value is a difference. Where no proof is known, more points are tried,
    also those at which a number is 0 or two are equal.
    """
    seen, pair = Seen(), _Pair(left, right, scope)
    most = 3 if is_proved else min(max(3, largest((left, right)) + 1), MOST_SIZE)
    every = list(settings((left, right), scope, most))
    for place, setting in enumerate(every):
        found = 0
        for world in pair.worlds(setting, is_proved):
            try:
                values = pair.values(setting, world)
            except Kink:
                continue
            except Undefined as why:
                seen.why = str(why)
                continue
            found += 1
            if _differ(*values, CLOSE) is not None:
                simpler = product(every[place:][:MOST_SIMPLER], (0, 1)) if world.trial > 1 else ()
                nearby = (pair.difference(near, World(trial, scope)) for near, trial in simpler)
                here = pair.difference(setting, World(world.trial, scope, world.given))
                seen.difference = next(filter(None, nearby), here) if here else None
                if here:
                    return seen
            if (is_proved and found == ENOUGH) or not (world.numbers or world.functions):
                break
        seen.points += found
    return seen


class _Pair:
    """Two lines; what they share at one choice of sizes is worked out once."""

    def __init__(self, left, right, scope):
        self.left, self.right, self.scope = left, right, scope
        below = [n.free(tree) - bound for tree, bound in scope.trees((left, right))[2:]]
        self.running = set(scope.ranges) - set().union(*below)  # which no definition reads
        self.chosen, self.meanings = None, {}
        self.largest = largest((left, right))

    def worlds(self, setting, is_proved):
        """The worlds to try, one after the other; the special ones know what was drawn before."""
        chosen = {name: value for name, value in setting.items() if name not in self.running}
        if chosen != self.chosen:
            self.chosen, self.meanings = chosen, {}
        for trial in range(TRIALS if is_proved else TRIALS // 2):
            yield self.meaning(trial).world
        if not is_proved:
            positive, numbers = self.scope.positive, World(1, self.scope)
            drawn = [key for key in self.meaning(0).world.numbers if key[0] not in positive][:6]
            for u in drawn:
                yield World(1, self.scope, {u: 0})
            for u, v in combinations(drawn, 2):
                yield World(1, self.scope, {u: numbers.number(v)})
            c, half = self.largest, Fraction(1, 2)
            near = [-half, half, 1 + half]
            near += [c - 1, c - half, c, c + half, c + 1, 2 * c] if c > 1 else []
            for u, value in product(drawn, near):
                yield World(1, self.scope, {u: value})

    def meaning(self, trial):
        if trial not in self.meanings:
            self.meanings[trial] = Meaning(self.scope, self.chosen, World(trial, self.scope))
        return self.meanings[trial]

    def values(self, setting, world, digits=None):
        """The two lines' numbers; of this line, why it has none where it alone has none."""
        meaning = self.meaning(world.trial)
        if digits or world is not meaning.world:
            meaning = Meaning(self.scope, setting, world, digits or 60)
        at = {name: setting[name] for name in setting if name in self.running}
        one = meaning.value(self.left, at)
        try:
            return one, meaning.value(self.right, at)
        except (Kink, OutOfReach):
            raise
        except Undefined as why:
            return one, why

    def difference(self, setting, world):
        """The difference at a point, if there is one and it is more than rounding."""
        try:
            values, finer = (self.values(setting, world, digits) for digits in (400, 600))
        except Undefined:
            return None
        place = _differ(*values, CLOSE**6)
        if place is None or not _stays(values, finer, place):
            return None
        why, shape = "", ()
        if isinstance(values[1], Undefined):
            why, values = str(values[1]), (values[0], None)
        if isinstance(values[0], list):
            shape = len(values[0]) > 1, len(values[0][0]) > 1
            place = place or (0, 0)
            values = tuple(rows and rows[place[0]][place[1]] for rows in values)
        apart = {name: setting[name] for name in self.scope.layers((self.left, self.right))}
        others = {name: value for name, value in setting.items() if name not in apart}
        return Difference(others, world.numbers, world.functions, values, place, shape, apart, why)


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


def _stays(values, finer, place):
    """Whether a difference is the same with more digits, as rounding is not."""
    if isinstance(finer[1], Undefined) or isinstance(values[1], Undefined):
        return isinstance(finer[1], Undefined) and isinstance(values[1], Undefined)
    if place:
        sizes = [list(map(len, rows)) for rows in values]
        if sizes[0] != sizes[1]:
            return True
        values, finer = (tuple(u[place[0]][place[1]] for u in pair) for pair in (values, finer))
    here, there = (one + -1 * other for one, other in (values, finer))
    return 2 * abs(here + -1 * there) <= abs(there)


# ---- sizes and indices


def largest(lines):
    """The largest whole number in some lines: what is special may begin beyond it."""
    numbers = [int(u.value) for line in lines for u in n.walk(line) if isinstance(u, n.Number)]
    return max(numbers, default=0)


def settings(lines, scope, most=3):
    """Small sizes and every index, as dictionaries, the smallest sizes first; layers apart."""
    names, apart = scope.wholes(lines), scope.layers(lines)
    fixed = {name: 10 * place for place, name in enumerate(sorted(apart), 1)}
    below = set().union(*(n.free(tree) for tree, _ in scope.trees(lines)[len(lines) :]))
    running = sorted(set(scope.ranges) & names - apart, key=lambda name: (name not in below, name))
    sizes = sorted(names - set(running) - apart)
    choices = product(range(1, most + 1), repeat=len(sizes))
    for choice in sorted(choices, key=lambda choice: (max(choice, default=0), choice)):
        chosen = dict(zip(sizes, choice, strict=True)) | fixed
        every = list(_with_indices(chosen, running, scope))
        yield from every[:: 1 + len(every) // MOST]


def _with_indices(chosen, running, scope):
    if not running:
        yield dict(chosen)
        return
    ends = {name: set().union(*map(n.free, scope.ranges[name])) for name in running}
    first = next((name for name in running if ends[name] <= set(chosen)), running[0])
    meaning = Meaning(scope, chosen)
    low, high = (meaning.whole(limit, {}) for limit in scope.ranges[first])
    rest = [name for name in running if name != first]
    for value in range(low, high + 1):
        yield from _with_indices(chosen | {first: value}, rest, scope)
