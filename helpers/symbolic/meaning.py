"""What a line means: a number, at given sizes, indices and values. The judge of every dispute.

The language is defined here, by plain recursion over the line as it is written; no rule of the
prover is used, and nothing is rearranged or substituted.

- A letter or an entry is the number drawn for it, or what its definition says.
- Σ and Π are loops from low to high; over an empty range they are 0 and 1.
- 1[…] is 1 where the comparison holds, else 0; sign(0) is 0.
- D(u, x): add ε to x alone, wherever x is read, and take the factor of ε in u (ε² = 0). By an
  abbreviation ŷ[i] it is therefore the derivative with ŷ independent; by anything below, through it.
- g′ is the factor of ε in g(u + ε). A function of which nothing is said is a polynomial, drawn anew
  for each name and trial; so is what "depends on" others, of them.
- A function of an array works entry by entry; a vector is a column, its transpose a row; @ is rows
  times columns, and a row times a column is a number.
- Where a denominator is 0, a logarithm or a root has no real value, or an entry lies outside its
  range, there is no value (Undefined). A derivative has none at a kink, where a comparison that it
  differentiates is just tied (Kink).
"""

from fractions import Fraction
from functools import reduce
from itertools import count, product
from math import prod
from operator import add, mul

from helpers.symbolic.dual import Dual, Functions, Undefined, parts, real, sign
from helpers.symbolic.nodes import (
    Call,
    Cases,
    Constant,
    D,
    Depends,
    Entry,
    Gradient,
    Hadamard,
    Index,
    Indicator,
    Letter,
    MatMul,
    Negative,
    Number,
    OneHot,
    Over,
    Part,
    Plus,
    Power,
    Product,
    Sum,
    Times,
    Transpose,
    Vector,
    Whole,
    free,
)
from helpers.symbolic.printing import text
from helpers.symbolic.scope import pattern

HOLDS = {"=": (0,), "≠": (-1, 1), "<": (-1,), "≤": (-1, 0), ">": (1,), "≥": (0, 1)}


class Meaning:
    """The numbers of lines in a scope, at one choice of sizes, layers and indices by name.

    `draw(key)` is the number of a letter or entry, (name, layer, indices);
    `coefficients(key, count)` the polynomial of a function, as pairs (factor, powers).
    """

    def __init__(self, scope, integers, draw, coefficients, digits=60):
        self.scope, self.integers = scope, integers
        self.draw, self.coefficients = draw, coefficients
        self.functions = Functions(digits)
        self.known, self.tags = {}, count(1)

    def value(self, u, at=None, moved=()):
        """The number of a tree, or an array's rows; `at` are running indices, `moved` carry an ε."""
        at = at or {}

        def inner(v, more=None):
            return self.value(v, at | more if more else at, moved)

        def whole(v):
            return self.whole(v, at)

        match u:
            case Number(value):
                return value
            case Constant(name):
                return getattr(self.functions.context, name) + self.functions.number(0)
            case Index(name) | Letter(name) if name in at:
                return at[name]
            case Index(name):
                return self.integers[name]
            case Letter(name):
                return self.atom((name, None, ()), moved)
            case Entry():
                return self.atom(self.key(u, at), moved)
            case Call("softmax", (of,)):
                powers = each(self.functions.exp, inner(of))
                below = self.functions.power(sum(value for (value,) in powers), -1)
                return each(lambda power: power * below, powers)
            case Call("diag", (of,)):
                column = [value for (value,) in inner(of)]
                return [[v * (r == c) for c, _ in enumerate(column)] for r, v in enumerate(column)]
            case Call(name, args):
                stem = name.rstrip("'")
                primes = len(name) - len(stem)
                return each(lambda *v: self.call(stem, primes, v, moved), *map(inner, args))
            case Plus(parts_) | Times(parts_):
                operation = add if isinstance(u, Plus) else mul
                return reduce(lambda v, w: each(operation, v, w), map(inner, parts_))
            case Negative(of):
                return each(lambda v: -1 * v, inner(of))
            case Hadamard(left, right):
                return each(mul, inner(left), inner(right))
            case Over(above, below):
                below = self.functions.power(inner(below), -1)
                return each(lambda v: v * below, inner(above))
            case Power(base, exponent):
                return self.functions.power(inner(base), inner(exponent))
            case Sum(over, body):
                terms = [inner(body, {over.index.name: v}) for v in self.steps(over, at)]
                return reduce(lambda v, w: each(add, v, w), terms) if terms else self.zero(u, at)
            case Product(over, body):
                return prod(inner(body, {over.index.name: v}) for v in self.steps(over, at))
            case Indicator():
                return Fraction(self.holds(u, at, moved))
            case Cases(branches, otherwise):
                hold = (value for value, when in branches if self.holds(when, at, moved))
                return inner(next(hold, otherwise))
            case D(of, by):
                return self.slope(of, by, at, moved)
            case Gradient(of, by):
                places = self.grid(u, at)
                keep = 1 if len(self.scope.places(by.name, by.layer)) == 1 else 2
                entries = [
                    [Entry(by.name, by.layer, tuple(map(number, place[:keep]))) for place in row]
                    for row in places
                ]
                return [[self.slope(of, entry, at, moved) for entry in row] for row in entries]
            case Whole(name, layer):
                layer = None if layer is None else whole(layer)
                keep = 1 if len(self.scope.places(name, u.layer)) == 1 else 2
                return [
                    [self.atom((name, layer, place[:keep]), moved) for place in row]
                    for row in self.grid(u, at)
                ]
            case Vector(over, body):
                rows, columns = (*(self.steps(b, at) for b in over), (None,))[:2]
                first, *second = (b.index.name for b in over)
                return [
                    [inner(body, {first: r} | dict.fromkeys(second, c)) for c in columns]
                    for r in rows
                ]
            case OneHot(position, low, high):
                position = whole(position)
                if not whole(low) <= position <= whole(high):
                    raise Undefined(f"{text(u)} has no place {position}")
                return [[Fraction(r == position)] for r in range(whole(low), whole(high) + 1)]
            case Transpose(of):
                return [list(row) for row in zip(*inner(of), strict=True)]
            case MatMul(left, right):
                columns = list(zip(*inner(right), strict=True))
                rows = [[sum(map(mul, row, column)) for column in columns] for row in inner(left)]
                return rows if self.scope.shape(u) else rows[0][0]
            case Part(of, indices):
                (low, _), (left, _) = self.scope.shape(of)
                row, column = (*map(whole, indices), 1)[:2]
                row, column = row - whole(low), column - whole(left)
                rows = inner(of)
                if not (0 <= row < len(rows) and 0 <= column < len(rows[0])):
                    raise Undefined(f"{text(u)} lies outside")
                return rows[row][column]
        raise TypeError(f"no meaning for {u!r}")

    def whole(self, u, at):
        """The value of an index, a size or a layer."""
        value = Fraction(self.value(u, at))
        if value.denominator != 1:
            raise Undefined("an index is no whole number")
        return int(value)

    def steps(self, over, at):
        return range(self.whole(over.low, at), self.whole(over.high, at) + 1)

    def grid(self, u, at):
        """The pairs (row, column) of an array, row by row."""
        rows, columns = (
            range(self.whole(low, at), self.whole(high, at) + 1) for low, high in self.scope.shape(u)
        )
        return [[(r, c) for c in columns] for r in rows]

    def zero(self, u, at):
        return [[0] * len(row) for row in self.grid(u, at)] if self.scope.shape(u) else 0

    def key(self, u, at):
        """Which number an entry is."""
        places = tuple(self.whole(place, at) for place in u.indices)
        ranges = self.scope.places(u.name, u.layer) or ()
        for place, (low, high) in zip(places, ranges, strict=False):
            if not self.whole(low, {}) <= place <= self.whole(high, {}):
                raise Undefined(f"an index of {text(u)} is {place} here, outside its range")
        return u.name, None if u.layer is None else self.whole(u.layer, at), places

    def atom(self, key, moved):
        """The number of a letter or entry, with an ε where it is moved."""
        if (key, moved) not in self.known:
            value = self.defined(key, moved)
            self.known[key, moved] = value
            for which, tag in moved:
                if which == key:
                    self.known[key, moved] = self.known[key, moved] + Dual(tag, 0, 1)
        return self.known[key, moved]

    def defined(self, key, moved):
        for definition in self.scope.definitions:
            at = self.match(definition.key, *key)
            if at is None:
                continue
            if not isinstance(definition, Depends):
                return self.value(definition.body, at, moved)
            steps = product(*(self.steps(b, at) for b in definition.over))
            names = [b.index.name for b in definition.over]
            runs = [at | dict(zip(names, step, strict=True)) for step in steps]
            on = [self.value(part, run, moved) for part in definition.on for run in runs]
            return self.polynomial(key, on)
        return self.draw(key)

    def match(self, key, name, layer, places):
        """What a definition's indices stand for where its key names this entry, else None."""
        if not isinstance(key, Letter | Entry) or key.name != name:
            return None
        if isinstance(key, Letter):
            return None if places else {}
        if len(key.indices) != len(places) or (key.layer is None) != (layer is None):
            return None
        if layer is not None and self.whole(key.layer, {}) != layer:
            return None
        at, any_value = {}, pattern(key)
        for place, here in zip(key.indices, places, strict=True):
            if isinstance(place, Index) and place.name in any_value:
                if at.setdefault(place.name, here) != here:
                    return None
            elif self.whole(place, {}) != here:
                return None
        return at

    def slope(self, of, by, at, moved):
        """The factor of ε in `of` when `by` is moved."""
        tag = next(self.tags)
        if isinstance(by, Letter) and by.name in at:
            at = at | {by.name: at[by.name] + Dual(tag, 0, 1)}
            return parts(self.value(of, at, moved), tag)[1]
        key = self.key(by, at) if isinstance(by, Entry) else (by.name, None, ())
        known = id(of), key, moved, tuple(at[name] for name in sorted(free(of) & set(at)))
        if known not in self.known:
            self.known[known] = parts(self.value(of, at, (*moved, (key, tag))), tag)[1]
        return self.known[known]

    def call(self, stem, primes, args, moved):
        """A function, or a derivative of it, at numbers."""
        if primes:
            tag = next(self.tags)
            (u,) = args
            return parts(self.call(stem, primes - 1, (u + Dual(tag, 0, 1),), moved), tag)[1]
        for definition in self.scope.definitions:
            if isinstance(definition.key, Call) and definition.key.name == stem:
                names = [letter.name for letter in definition.key.args]
                return self.value(definition.body, dict(zip(names, args, strict=True)), moved)
        if hasattr(Functions, stem) and stem not in ("call", "lifted", "number", "power"):
            return self.functions.call(stem, *args)
        return self.polynomial((stem, None, ()), args)

    def polynomial(self, key, args):
        terms = self.coefficients(key, len(args))
        powers = lambda exponents: prod(  # noqa: E731
            self.functions.power(u, e) for u, e in zip(args, exponents, strict=True) if e
        )
        return sum(factor * powers(exponents) for factor, exponents in terms)

    def holds(self, u, at, moved):
        difference = self.value(u.left, at, moved) + -1 * self.value(u.right, at, moved)
        return sign(difference) in HOLDS[u.sign]


def each(operation, *values):
    """An operation on numbers, or on the entries of arrays of one shape beside numbers."""
    rows = next((v for v in values if isinstance(v, list)), None)
    if rows is None:
        return operation(*values)
    return [
        [operation(*(v[r][c] if isinstance(v, list) else v for v in values)) for c in range(len(row))]
        for r, row in enumerate(rows)
    ]


def number(value):
    return Number(Fraction(value))


__all__ = ["Meaning", "real"]
