"""What the names of a derivation are: families and their ranges, definitions, shapes."""

import re
from dataclasses import dataclass, field
from fractions import Fraction

from helpers.language import nodes as n
from helpers.language.printing import text

COLUMN = (n.ONE, n.ONE)


@dataclass(frozen=True)
class Family:
    """A vector or matrix: the range of each index, and those in layer L if it has layers."""

    ranges: tuple
    last: tuple | None = None

    @property
    def layered(self):
        return self.last is not None


def up_to(*sizes):
    """Ranges from 1 to sizes."""
    return tuple((n.ONE, n.Index(size)) for size in sizes)


LECTURE = {  # the lecture's arrays: n units in a layer, k in the last
    "x": Family(up_to("n")),
    "y": Family(up_to("k")),
    "y_hat": Family(up_to("k")),
    "a": Family(up_to("n"), up_to("k")),
    "h": Family(up_to("n"), up_to("k")),
    "b": Family(up_to("n"), up_to("k")),
    "W": Family(up_to("n", "n"), up_to("k", "n")),
}
ONES = "exp log sqrt tanh sinh cosh sin cos tan erf sigma abs sign relu"
KNOWN = dict.fromkeys(re.findall(r"\w+", ONES), 1) | {"max": 2, "min": 2}  # how many arguments
ARRAY_FUNCTIONS = ("softmax", "diag")
NUMBERS = {  # parts that must be numbers, and what is said where one is an array
    n.Gradient: {"of": "a gradient is taken of a number"},
    n.Over: {"below": "{} divides by a whole array"},
    n.Power: {
        "exponent": "{} has an array for a power",
        "base": "{} is the power of a whole array",
    },
    n.Product: {"body": "Π multiplies numbers"},
    n.D: {
        "of": "{} is the derivative of a whole array: take its entry",
        "by": "{} is taken by a whole array: write ∇, or take its entry",
    },
    n.Indicator: dict.fromkeys(["left", "right"], "{} compares whole arrays"),
}


@dataclass
class Scope:
    """Names of one derivation; `last` is the layer that is the last one."""

    families: dict = field(default_factory=lambda: dict(LECTURE))
    functions: dict = field(default_factory=lambda: {"g": 1, "f": 1})
    letters: set = field(default_factory=set)
    definitions: list = field(default_factory=list)
    declared: dict = field(default_factory=dict)  # index: its range, as the text says
    positive: set = field(default_factory=set)  # names of what is positive
    last: n.Node = field(default_factory=lambda: n.Index("L"))
    ranges: dict = field(default_factory=dict)  # index: its range, as far as it is known
    spellings: dict = field(default_factory=dict)  # other ways to write a name: the name
    closed: bool = False  # whether there are no letters but these

    def places(self, name, layer):
        """The ranges of a family's indices, or None where the family is not declared."""
        family = self.families.get(name)
        if family is None:
            return None
        return family.last if family.layered and layer == self.last else family.ranges

    def ranges_at(self, u):
        """The ranges of the indices of an entry or of a part of an array, as far as known."""
        return self.places(u.name, u.layer) if isinstance(u, n.Entry) else self.shape_or_none(u.of)

    def shape_or_none(self, u):
        try:
            return self.shape(u)
        except ValueError:
            return None

    def shape(self, u):
        """() for a number, else the ranges of rows and columns; unequal shapes raise ValueError.

        >>> scope, W = Scope(), n.Whole("W", n.Index("k"))
        >>> [text(high) for _, high in scope.shape(W)]
        ['n', 'n']
        """
        if isinstance(u, n.Letter | n.Number | n.Index):
            return ()
        for part, told in NUMBERS.get(type(u), {}).items():
            if self.shape(getattr(u, part)):
                raise ValueError(told.format(text(u)))
        match u:
            case n.Whole(name, layer):
                ranges = self.places(name, layer)
                if ranges is None:
                    raise ValueError(f"{text(u)} has no declared size: say with {text(u)}[1..n]")
                if len(ranges) > 2:
                    raise ValueError(f"{text(u)} has more than two indices: it is no matrix")
                return (*ranges, COLUMN)[:2]
            case n.Vector(over):
                return (*((b.low, b.high) for b in over), COLUMN)[:2]
            case n.OneHot(_, low, high):
                return ((low, high), COLUMN)
            case n.Transpose(of):
                return self.shape(of)[::-1]
            case n.MatMul(left, right):
                return self.product_shape(left, right)
            case n.Hadamard(left, right):
                return self.one_shape(u, (left, right), "⊙ takes equal shapes")
            case n.Call("diag" | "softmax" as name, (of,)):
                column = self.column(name, of)
                return column if name == "softmax" else (column[0],) * 2
            case n.Plus(terms):
                return self.one_shape(u, terms, "adds things of different shapes")
            case n.Call(_, args):
                return self.one_shape(u, args, "mixes shapes")
            case n.Negative(of) | n.Over(of) | n.Sum(_, of) | n.Gradient(_, of):
                return self.shape(of)
            case n.Times(factors):
                shapes = [found for found in map(self.shape, factors) if found]
                if len(shapes) > 1:
                    raise ValueError(
                        f"{text(u)} multiplies arrays: write @ for the matrix product, "
                        "⊙ for entry by entry"
                    )
                return shapes[0] if shapes else ()
            case n.Part(of, indices):
                shape = self.shape(of)
                count = 1 if shape[1:] == (COLUMN,) else 2
                if not shape or len(indices) != count:
                    raise ValueError(
                        f"{text(u)} has {len(indices)} indices, but {text(of)} takes "
                        f"{count if shape else 'none: it is a number'}"
                    )
            case n.Cases(branches, otherwise):
                values = [value for value, _ in branches]
                return self.one_shape(u, (*values, otherwise), "mixes shapes")
        return ()

    def column(self, name, u):
        shape = self.shape(u)
        if shape[1:] != (COLUMN,):
            raise ValueError(f"{name} takes a column, but {text(u)} is {shape_in_words(shape)}")
        return shape

    def one_shape(self, u, parts, told):
        shapes = {self.shape(part) for part in parts}
        if len(shapes) > 1:
            found = ", ".join(
                f"{text(part)} is {shape_in_words(self.shape(part))}" for part in parts
            )
            raise ValueError(f"{text(u)} {told}: {found}")
        return shapes.pop()

    def product_shape(self, left, right):
        one, other = self.shape(left), self.shape(right)
        for part, shape in ((left, one), (right, other)):
            if not shape:
                raise ValueError(f"{text(part)} is a number: @ takes two arrays")
        if one[1] != other[0]:
            raise ValueError(
                f"{text(left)} has {size(one[1])} columns, but {text(right)} has "
                f"{size(other[0])} rows"
            )
        shape = (one[0], other[1])
        return () if shape == (COLUMN, COLUMN) else shape

    # ---- which range an index has

    def find_ranges(self, lines):
        """Learn the range of every free index of some lines; a ValueError where one has two."""
        trees = [(line, {}) for line in lines]
        for place, definition in enumerate(self.definitions):
            apart = {name: n.Index(f"{name}@{place}") for name in pattern(definition.key)}
            over = {b.index.name: (b.low, b.high) for b in definition.over}
            trees += [(n.put(part, apart), over) for part in definition.parts]
        parts = [one for tree, bound in trees for one in n.scoped(tree, bound)]
        standing = [place for u, bound in parts for place in self._standing(u, bound)]
        slots, clues = {}, {}
        for _, limits, place, _ in standing:
            if limits and len(place) == 3:
                slots.setdefault(place, []).append(limits)
        for name, limits, place, u in standing:
            there = place if len(place) == 2 else common(slots.get(place, ()))
            if there and not limits and name not in self.declared:
                clues.setdefault(name, {}).setdefault(there, u)
        found = dict(self.declared)
        sizes = self.sizes(lines)
        for name in clues.keys() - sizes:
            found[name] = common(clues[name])
            if found[name] is None:
                (one, u), (other, v), *_ = clues[name].items()
                name = text(n.Index(name.split("@")[0]))
                told = (
                    f"{name} runs to {size(one)} in {text(u)}, but to {size(other)} in {text(v)}: "
                    f"say which, as in: with {name} = 1..{size(one)}"
                )
                raise ValueError(re.sub(r"@\d+", "", told))
        pairs = [
            tuple(bound.get(v.name, v.name) for v in (u.left, u.right))
            for u, bound in parts
            if isinstance(u, n.Indicator) and isinstance(u.left, n.Index)
            if isinstance(u.right, n.Index)
        ]
        for one, other in 2 * [*pairs, *(pair[::-1] for pair in pairs)]:
            limits = one if isinstance(one, tuple) else found.get(one)
            if limits and isinstance(other, str) and other not in sizes:
                found.setdefault(other, limits)
        self.ranges = {name: limits for name, limits in found.items() if "@" not in name}

    def _standing(self, u, bound):
        """What stands as an index: (name, its range if it runs, the range of its place, where)."""
        indices, places = (), ()
        match u:
            case n.Entry(name, layer, indices):
                unknown = [(name, q, layer) for q, _ in enumerate(indices)]
                places = self.places(name, layer) or unknown
            case n.Part(of, indices):
                places = self.shape(of)
            case n.OneHot(at, low, high):
                indices, places = (at,), ((low, high),)
        for position, place in zip(indices, places, strict=False):
            if isinstance(position, n.Index):
                yield position.name, bound.get(position.name), place, u

    def sizes(self, lines):
        """The names that say how far something runs."""
        ranges, running = list(self.declared.values()), set()
        for tree in (*lines, *(definition.key for definition in self.definitions)):
            for u in n.walk(tree):
                if isinstance(u, n.Entry | n.Whole):
                    ranges += self.places(u.name, u.layer) or ()
                ranges += [(b.low, b.high) for b in n.binders(u)]
                running |= {b.index.name for b in n.binders(u)}
        return {name for limits in ranges for end in limits for name in n.free(end)} - running

    # ---- what lines rest on

    def trees(self, lines):
        """Pairs (tree, names bound in it): the lines, and the definitions that they rest on."""
        found, rest = [(line, set()) for line in lines], list(self.definitions)
        for tree, _ in found:
            read = {u.name.rstrip("'") for u in n.walk(tree) if hasattr(u, "name")}
            for definition in [d for d in rest if d.key.name in read]:
                rest.remove(definition)
                bound = {*pattern(definition.key), *(b.index.name for b in definition.over)}
                ends = [end for b in definition.over for end in (b.low, b.high)]
                found += [(part, bound) for part in (*definition.parts, *ends)]
        return found

    def wholes(self, lines):
        """The names of all whole numbers that lines rest on: indices, sizes, layers."""
        names = set()
        for tree, bound in self.trees(lines):
            inside = {u.name for u in n.walk(tree) if isinstance(u, n.Index)}
            names |= (inside & n.free(tree)) - bound
            names |= self.ends(tree)
        for name in names & set(self.ranges):
            names |= n.free(self.ranges[name][0]) | n.free(self.ranges[name][1])
        return names

    def ends(self, tree):
        """The sizes of the arrays that a tree reads."""
        arrays = [u for u in n.walk(tree) if isinstance(u, n.Entry | n.Whole)]
        limits = [pair for u in arrays for pair in self.places(u.name, u.layer) or ()]
        return {name for pair in limits for end in pair for name in n.free(end)}

    def layers(self, lines):
        """The names that stand for layers alone: different names are different layers."""
        above, elsewhere = self._layers_and_others(lines)
        return above - elsewhere

    def refuse_mixed(self, lines):
        """Raise where a name is a layer here and a size or an index there."""
        above, elsewhere = self._layers_and_others(lines)
        for mixed in sorted(above & elsewhere)[:1]:
            name = text(n.Index(mixed))
            raise ValueError(
                f"{name} is a layer here and a size or an index there: name one otherwise"
            )

    def _layers_and_others(self, lines):
        above, elsewhere = set(), set()
        for tree, _ in self.trees(lines):
            elsewhere |= self.ends(tree)
            rest = [tree]
            for u in rest:
                is_array = isinstance(u, n.Entry | n.Whole)
                if is_array and u.layer is not None:
                    above |= n.free(u.layer)
                if isinstance(u, n.Index):
                    elsewhere.add(u.name)
                rest += getattr(u, "indices", ()) if is_array else n.children(u)
        return above, elsewhere


def pattern(key):
    """The names in a definition's key that stand for any value."""
    if isinstance(key, n.Entry):
        return [position.name for position in key.indices if isinstance(position, n.Index)]
    return [part.name for part in key.args] if isinstance(key, n.Call) else []


def match(key, atom, whole):
    """What a definition's indices stand for where its key names an entry, else None.

    `atom` is (name, layer, indices) in numbers; `whole` gives the number of a fixed index.
    """
    name, layer, places = atom
    above, mine = getattr(key, "layer", None), getattr(key, "indices", ())
    if isinstance(key, n.Call) or key.name != name or len(mine) != len(places):
        return None
    if (above is None) != (layer is None) or (above is not None and whole(above, {}) != layer):
        return None
    at = {}
    for place, here in zip(mine, places, strict=True):
        if isinstance(place, n.Index) and place.name in pattern(key):
            if at.setdefault(place.name, here) != here:
                return None
        elif whole(place, {}) != here:
            return None
    return at


def common(ranges):
    """The widest of ranges with one end, or None."""
    ranges = set(ranges)
    lows, ends = {low for low, _ in ranges}, {high for _, high in ranges}
    if len(ranges) > 1 and (len(ends) > 1 or not all(isinstance(low, n.Number) for low in lows)):
        return None
    return min(ranges, key=lambda limits: getattr(limits[0], "value", 0), default=None)


def size(limits):
    """A range's size in words."""
    low, high = limits
    if low == n.ONE:
        return text(high)
    if isinstance(low, n.Number) and isinstance(high, n.Plus):
        shift = n.Number(Fraction(1))
        if low.value == 0 and high.terms[1:] == (n.Negative(shift),):
            return text(high.terms[0])
    return f"{text(low)}..{text(high)}"


def shape_in_words(shape):
    """A shape in words."""
    if not shape:
        return "a number"
    if shape[1] == COLUMN:
        return f"a column of {size(shape[0])}"
    if shape[0] == COLUMN:
        return f"a row of {size(shape[1])}"
    return f"{size(shape[0])} × {size(shape[1])}"
