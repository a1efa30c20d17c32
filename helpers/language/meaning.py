"""What a line means: a number, at given sizes, indices and values. The judge of every dispute.

The language is defined here, by plain recursion over the line as it is written; no rule of the
prover is used, and nothing is rearranged or substituted.

- A letter or an entry is the number drawn for it, or what its definition says.
- Σ and Π are loops from low to high, empty ones 0 and 1; 1[…] is 1 where it holds, else 0.
- D(u, x): add ε to x alone, wherever x is read, and take the factor of ε in u (ε² = 0). So by an
  abbreviation ŷ[i] it is the derivative with ŷ independent; by anything below, through it.
- g′ is the factor of ε in g(u + ε). A function of which nothing is said is a polynomial, drawn anew
  for each name and trial; so is what "depends on" others, of them.
- A function of an array works entry by entry; a vector is a column, its transpose a row; @ is rows
  times columns, and a row times a column is a number.
- There is no value (Undefined) where a denominator is 0, a logarithm or root is not real, an entry
  lies outside its range; nor of a derivative at a kink, where a comparison that moves is tied.
"""

from fractions import Fraction
from functools import reduce
from itertools import count, product
from math import prod
from operator import add, mul

from helpers.language import nodes as n
from helpers.language.dual import Dual, Undefined, each, functions, matmul, parts, sign
from helpers.language.printing import text
from helpers.language.scope import KNOWN, match

HOLDS = {"=": (0,), "≠": (-1, 1), "<": (-1,), "≤": (-1, 0), ">": (1,), "≥": (0, 1)}


class Meaning:
    """The numbers of lines in a scope, at one choice of sizes, layers and indices by name.

    The world has the rest: `number(key)` of a letter or entry, (name, layer, indices), and
    `function(key, args)`, an arbitrary function at its arguments.
    """

    def __init__(self, scope, integers, world=None, digits=60):
        self.scope, self.integers, self.world = scope, integers, world
        self.functions = functions(digits)
        self.known, self.tags = {}, count(1)

    def value(self, u, at=None, moved=()):
        """The number of a tree, or an array's rows; `at` has what runs, `moved` what has an ε."""
        at = at or {}

        def inner(v, **more):
            return self.value(v, at | more if more else at, moved)

        whole = lambda v: self.whole(v, at)  # noqa: E731
        match u:
            case n.Index(name) | n.Letter(name) if name in at:
                return at[name]
            case n.Letter() | n.Entry():
                return self.atom(self.key(u, at), moved)
            case n.Index(name):
                return self.integers[name]
            case n.Number(value):
                return value
            case n.Constant(name):
                return getattr(self.functions.context, name) + self.functions.number(0)
            case n.Plus(of) | n.Times(of):
                operation = add if isinstance(u, n.Plus) else mul
                return reduce(lambda v, w: each(operation, v, w), map(inner, of))
            case n.Negative(of):
                return each(lambda v: -1 * v, inner(of))
            case n.Hadamard(left, right):
                return each(mul, inner(left), inner(right))
            case n.Over(above, below):
                below = self.functions.power(inner(below), -1)
                return each(lambda v: v * below, inner(above))
            case n.Power(base, exponent):
                return self.functions.power(inner(base), inner(exponent))
            case n.Sum(over, body):
                terms = [inner(body, **{over.index.name: v}) for v in self.steps(over, at)]
                if not terms:
                    return each(lambda _: 0, self.grid(u, at)) if self.scope.shape(u) else 0
                return reduce(lambda v, w: each(add, v, w), terms)
            case n.Product(over, body):
                return prod(inner(body, **{over.index.name: v}) for v in self.steps(over, at))
            case n.Indicator():
                return Fraction(self.holds(u, at, moved))
            case n.Cases(branches, otherwise):
                hold = (value for value, when in branches if self.holds(when, at, moved))
                return inner(next(hold, otherwise))
            case n.D(of, by):
                return self.slope(of, by, at, moved)
            case n.Call("softmax" | "diag" as name, (of,)):
                return getattr(self.functions, name)(inner(of))
            case n.Call(name, args):
                call = lambda *v: self.call(name, v, moved)  # noqa: E731
                return each(call, *map(inner, args))
            case n.Whole():
                return each(lambda place: inner(entry(u, self.scope, place)), self.grid(u, at))
            case n.Gradient(of, by):
                slope = lambda v: self.slope(of, entry(by, self.scope, v), at, moved)  # noqa: E731
                return each(slope, self.grid(by, at))
            case n.Vector(over, body):
                first, *second = (b.index.name for b in over)
                put = lambda v: {first: v[0]} | dict.fromkeys(second, v[1])  # noqa: E731
                return each(lambda place: inner(body, **put(place)), self.grid(u, at))
            case n.OneHot(position, low, high):
                if not whole(low) <= whole(position) <= whole(high):
                    raise Undefined(f"{text(u)} has no place {whole(position)}")
                return each(lambda place: Fraction(place[0] == whole(position)), self.grid(u, at))
            case n.Transpose(of):
                return [list(row) for row in zip(*inner(of), strict=True)]
            case n.MatMul(left, right):
                rows = matmul(inner(left), inner(right))
                return rows if self.scope.shape(u) else rows[0][0]
            case n.Part(of, indices):
                found, place = {}, (*map(whole, indices), 1)[:2]
                each(found.setdefault, self.grid(of, at), inner(of))
                if place not in found:
                    raise Undefined(f"{text(u)} lies outside")
                return found[place]

    def whole(self, u, at):
        """The value of an index, a size or a layer."""
        if isinstance(u, n.Index):
            value = at[u.name] if u.name in at else self.integers[u.name]
        else:
            value = self.value(u, at)
        if value.denominator != 1:
            raise Undefined("an index is no whole number")
        return int(value)

    def steps(self, over, at):
        return range(self.whole(over.low, at), self.whole(over.high, at) + 1)

    def grid(self, u, at):
        """The places (row, column) of an array, row by row."""
        rows, columns = (self.steps(n.Binder(None, *pair), at) for pair in self.scope.shape(u))
        return [[(r, c) for c in columns] for r in rows]

    def key(self, u, at):
        """Which number a letter or entry is."""
        if isinstance(u, n.Letter):
            return u.name, None, ()
        places = tuple([self.whole(place, at) for place in u.indices])
        if (u, places) not in self.known:
            ranges = self.scope.places(u.name, u.layer) or ()
            for place, (low, high) in zip(places, ranges, strict=False):
                if not self.whole(low, {}) <= place <= self.whole(high, {}):
                    raise Undefined(f"an index of {text(u)} is {place} here, outside its range")
            self.known[u, places] = True
        return u.name, None if u.layer is None else self.whole(u.layer, at), places

    def atom(self, key, moved):
        """The number of a letter or entry, with an ε where it is moved."""
        if (key, moved) not in self.known:
            tags = [Dual(tag, 0, 1) for which, tag in moved if which == key]
            self.known[key, moved] = sum(tags, self.defined(key, moved))
        return self.known[key, moved]

    def defined(self, key, moved):
        definition, at = self.definition(key)
        if definition is None:
            drawn = self.world.number(key)
            return drawn if drawn.denominator == 1 else self.functions.number(drawn)
        if isinstance(definition, n.Definition):
            return self.value(definition.body, at, moved)
        names = [b.index.name for b in definition.over]
        steps = product(*(self.steps(b, at) for b in definition.over))
        runs = [at | dict(zip(names, step, strict=True)) for step in steps]
        on = [self.value(part, run, moved) for part in definition.on for run in runs]
        return self.world.function(key, on)

    def definition(self, key):
        """The definition of a letter or entry, and what its indices are; (None, None) without."""
        if ("defined", key) not in self.known:
            tried = ((d, match(d.key, key, self.whole)) for d in self.scope.definitions)
            found = next(((d, at) for d, at in tried if at is not None), (None, None))
            self.known["defined", key] = found
        return self.known["defined", key]

    def slope(self, of, by, at, moved):
        """The factor of ε in `of` when `by` is moved."""
        tag = next(self.tags)
        if isinstance(by, n.Letter) and by.name in at:
            at = at | {by.name: at[by.name] + Dual(tag, 0, 1)}
            return parts(self.value(of, at, moved), tag)[1]
        key = self.key(by, at)
        known = id(of), key, moved, tuple(at[name] for name in sorted(n.free(of) & set(at)))
        if known not in self.known:
            self.known[known] = parts(self.value(of, at, (*moved, (key, tag))), tag)[1]
        return self.known[known]

    def call(self, name, args, moved):
        """A function, or a derivative of it, at numbers."""
        if name.endswith("'"):
            tag = next(self.tags)
            return parts(self.call(name[:-1], (args[0] + Dual(tag, 0, 1),), moved), tag)[1]
        for definition in self.scope.definitions:
            if isinstance(definition.key, n.Call) and definition.key.name == name:
                names = [letter.name for letter in definition.key.args]
                return self.value(definition.body, dict(zip(names, args, strict=True)), moved)
        known = name in KNOWN and name not in self.scope.functions
        return getattr(self.functions, name)(*args) if known else self.world.function((name,), args)

    def holds(self, u, at, moved):
        difference = self.value(u.left, at, moved) + -1 * self.value(u.right, at, moved)
        return sign(difference) in HOLDS[u.sign]


def entry(u, scope, place):
    """One entry of a whole array, as a tree."""
    own = len(scope.places(u.name, u.layer))
    return n.Entry(u.name, u.layer, tuple(map(n.number, place[:own])))
