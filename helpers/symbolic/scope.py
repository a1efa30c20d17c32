"""What the names of a derivation are: families with their ranges, functions, definitions, shapes."""

from dataclasses import dataclass, field
from fractions import Fraction

from helpers.symbolic.nodes import (
    ONE,
    Binder,
    Call,
    Cases,
    D,
    Definition,
    Depends,
    Entry,
    Gradient,
    Hadamard,
    Index,
    Indicator,
    Letter,
    MatMul,
    Negative,
    Node,
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
    binders,
    children,
    free,
    walk,
)
from helpers.symbolic.printing import text

COLUMN = (ONE, ONE)


@dataclass(frozen=True)
class Family:
    """A vector or matrix by name: the range of each index, and those in layer L if it has layers."""

    ranges: tuple
    last: tuple | None = None

    @property
    def layered(self):
        return self.last is not None


def up_to(*sizes):
    """Ranges from 1 to sizes."""
    return tuple((ONE, Index(size)) for size in sizes)


LECTURE = {  # the lecture's arrays: n units in a layer, k in the last
    "x": Family(up_to("n")),
    "y": Family(up_to("k")),
    "y_hat": Family(up_to("k")),
    "a": Family(up_to("n"), up_to("k")),
    "h": Family(up_to("n"), up_to("k")),
    "b": Family(up_to("n"), up_to("k")),
    "W": Family(up_to("n", "n"), up_to("k", "n")),
}
KNOWN = {  # functions of numbers: how many arguments
    **dict.fromkeys("exp log sqrt tanh sinh cosh sin cos tan erf sigma abs sign relu".split(), 1),
    "max": 2,
    "min": 2,
}
ARRAY_FUNCTIONS = ("softmax", "diag")


@dataclass
class Scope:
    """Names of one derivation; `last` is the layer that is the last one."""

    families: dict = field(default_factory=lambda: dict(LECTURE))
    functions: dict = field(default_factory=lambda: {"g": 1, "f": 1})
    letters: set = field(default_factory=set)
    definitions: list = field(default_factory=list)
    declared: dict = field(default_factory=dict)  # index: its range, as the text says
    positive: set = field(default_factory=set)  # names of what is positive
    last: Node = Index("L")
    ranges: dict = field(default_factory=dict)  # index: its range, as far as it is known

    def places(self, name, layer):
        """The ranges of a family's indices, or None where the family is not declared."""
        family = self.families.get(name)
        if family is None:
            return None
        return family.last if family.layered and layer == self.last else family.ranges

    def shape(self, u):
        """() for a number, else the ranges of rows and columns; unequal shapes raise ValueError.

        Examples
        --------
        >>> scope, W = Scope(), Whole("W", Index("k"))
        >>> [text(high) for _, high in scope.shape(W)]
        ['n', 'n']
        """
        match u:
            case Whole(name, layer):
                ranges = self.places(name, layer)
                if ranges is None:
                    raise ValueError(f"{text(u)} has no declared size: say with {text(u)}[1..n]")
                if len(ranges) > 2:
                    raise ValueError(f"{text(u)} has more than two indices: it is no matrix")
                return (*ranges, COLUMN)[:2]
            case Vector(over):
                return (*((b.low, b.high) for b in over), COLUMN)[:2]
            case OneHot(_, low, high):
                return ((low, high), COLUMN)
            case Gradient(of, by):
                self.number(of, "a gradient is taken of a number")
                return self.shape(by)
            case Transpose(of):
                return self.shape(of)[::-1]
            case MatMul(left, right):
                return self.product_shape(left, right)
            case Hadamard(left, right):
                return self.one_shape(u, (left, right), "⊙ takes equal shapes")
            case Call("diag", (of,)):
                return (self.column(of, "diag takes a column")[0],) * 2
            case Call("softmax", (of,)):
                return self.column(of, "softmax takes a column")
            case Plus(terms):
                return self.one_shape(u, terms, "adds things of different shapes")
            case Call(_, args):
                shapes = [found for found in map(self.shape, args) if found]
                return self.one_shape(u, args, "mixes shapes") if shapes else ()
            case Negative(of):
                return self.shape(of)
            case Times(factors):
                shapes = [found for found in map(self.shape, factors) if found]
                if len(shapes) > 1:
                    raise ValueError(
                        f"{text(u)} multiplies arrays: write @ for the matrix product, "
                        "⊙ for entry by entry"
                    )
                return shapes[0] if shapes else ()
            case Over(above, below):
                self.number(below, f"{text(u)} divides by a whole array")
                return self.shape(above)
            case Power(base, exponent):
                self.number(exponent, f"{text(u)} has an array for a power")
                self.number(base, f"{text(u)} is the power of a whole array")
            case Sum(_, body) | Product(_, body):
                if isinstance(u, Product):
                    self.number(body, "Π multiplies numbers")
                return self.shape(body)
            case Part(of, indices):
                shape = self.shape(of)
                count = 1 if shape[1:] == (COLUMN,) else 2
                if not shape or len(indices) != count:
                    raise ValueError(
                        f"{text(u)} has {len(indices)} indices, but {text(of)} takes "
                        f"{count if shape else 'none: it is a number'}"
                    )
            case Cases(branches, otherwise):
                values = [value for value, _ in branches]
                return self.one_shape(u, (*values, otherwise), "mixes shapes")
            case D(of, by):
                self.number(of, f"{text(u)} is the derivative of a whole array: take its entry")
                self.number(by, f"{text(u)} is taken by a whole array: write ∇, or take its entry")
            case Indicator(_, left, right):
                self.number(left, f"{text(u)} compares whole arrays")
                self.number(right, f"{text(u)} compares whole arrays")
        return ()

    def number(self, u, told):
        if self.shape(u):
            raise ValueError(told)

    def column(self, u, told):
        shape = self.shape(u)
        if shape[1:] != (COLUMN,):
            raise ValueError(f"{told}, but {text(u)} is {said(shape)}")
        return shape

    def one_shape(self, u, parts, told):
        shapes = {self.shape(part) for part in parts}
        if len(shapes) > 1:
            found = ", ".join(f"{text(part)} is {said(self.shape(part))}" for part in parts)
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
        """Learn the range of every free index of some lines, and of the letters of definitions.

        Raises
        ------
        ValueError
            Where two places give an index two ranges.
        """
        clues, slots, pairs = {}, {}, []
        for line in lines:
            self._gather(line, {}, clues, slots, pairs)
        for place, definition in enumerate(self.definitions):
            patterns = {name: f"{name}@{place}" for name in pattern(definition.key)}
            bodies = definition.on if isinstance(definition, Depends) else (definition.body,)
            over = {b.index.name: (b.low, b.high) for b in getattr(definition, "over", ())}
            for part in (definition.key, *bodies):
                self._gather(part, over, clues, slots, pairs, patterns)
        undeclared = {place: _common(found) for place, found in slots.items()}
        found = {}
        sizes = self.sizes(lines)
        for name, places in clues.items():
            if name in sizes and name not in self.declared:
                continue
            ranges = {r for r, _ in places if r is not None and not isinstance(r[0], str)}
            ranges |= {undeclared.get(r) for r, _ in places if r and isinstance(r[0], str)} - {None}
            if name in self.declared:
                ranges = {self.declared[name]}
            if len(ranges) > 1:
                (one, first), (other, second) = [
                    (r, where) for r, where in places if r in ranges and not isinstance(r[0], str)
                ][:2] or [(r, "") for r in ranges][:2]
                if one == other:
                    one, other = list(ranges)[:2]
                if _common(ranges) is None:
                    raise ValueError(
                        f"{name} runs to {size(one)} in {first}, but to {size(other)} in {second}: "
                        f"say which, as in: with {name} = 1..{size(one)}"
                    )
                ranges = {_common(ranges)}
            if ranges:
                found[name] = ranges.pop()
        found |= {name: limits for name, limits in self.declared.items() if name not in found}
        for _ in pairs:  # the two sides of an indicator have one range
            for one, other in pairs:
                for known, new in ((one, other), (other, one)):
                    limits = known if isinstance(known, tuple) else found.get(known)
                    if limits and isinstance(new, str) and new not in found:
                        found[new] = limits
        self.ranges = {name: limits for name, limits in found.items() if "@" not in name}

    def sizes(self, lines):
        """The names that say how far something runs."""
        ranges = list(self.declared.values())
        for line in (*lines, *(definition.key for definition in self.definitions)):
            for u in walk(line):
                if isinstance(u, Entry | Whole):
                    ranges += self.places(u.name, u.layer) or ()
                ranges += [(b.low, b.high) for b in binders(u)]
        return {name for limits in ranges for end in limits for name in free(end)} - {
            b.index.name for line in lines for u in walk(line) for b in binders(u)
        }

    def _gather(self, u, bound, clues, slots, pairs, names=()):
        """Note where each free index stands, and how far the indices of undeclared families run."""
        own = {b.index.name: (b.low, b.high) for b in binders(u)}
        inner = bound | own

        def side(part):
            if isinstance(part, Index):
                return inner.get(part.name, dict(names or {}).get(part.name, part.name))
            return None

        if isinstance(u, Entry):
            ranges = self.places(u.name, u.layer)
            for slot, position in enumerate(u.indices):
                place = ranges[slot] if ranges else (u.name, slot, u.layer)
                if not isinstance(position, Index):
                    continue
                if position.name in inner:
                    if not ranges:
                        slots.setdefault(place, set()).add(inner[position.name])
                else:
                    name = dict(names or {}).get(position.name, position.name)
                    clues.setdefault(name, []).append((place, text(u)))
        elif isinstance(u, Part | OneHot):
            places = [(u.low, u.high)] if isinstance(u, OneHot) else self.shape(u.of)
            positions = [u.at] if isinstance(u, OneHot) else u.indices
            for limits, position in zip(places, positions, strict=False):
                if isinstance(position, Index) and position.name not in inner:
                    clues.setdefault(position.name, []).append((limits, text(u)))
        elif isinstance(u, Indicator):
            pairs.append((side(u.left), side(u.right)))
        for part in children(u):
            self._gather(part, inner, clues, slots, pairs, names)


def pattern(key):
    """The names in a definition's key that stand for any value."""
    if isinstance(key, Entry):
        return [position.name for position in key.indices if isinstance(position, Index)]
    return [part.name for part in key.args] if isinstance(key, Call) else []


def match(key, atom, whole):
    """What a definition's indices stand for where its key names an entry, else None.

    `atom` is (name, layer, indices) in numbers; `whole` gives the number of a fixed index.
    """
    name, layer, places = atom
    above, mine = getattr(key, "layer", None), getattr(key, "indices", ())
    if isinstance(key, Call) or key.name != name or len(mine) != len(places):
        return None
    if (above is None) != (layer is None) or above is not None and whole(above, {}) != layer:
        return None
    at = {}
    for place, here in zip(mine, places, strict=True):
        if isinstance(place, Index) and place.name in pattern(key):
            if at.setdefault(place.name, here) != here:
                return None
        elif whole(place, {}) != here:
            return None
    return at


def _common(ranges):
    """The widest of ranges with one end, or None."""
    ranges = [r for r in ranges if r is not None]
    ends = {high for _, high in ranges}
    lows = [low for low, _ in ranges]
    if len(ends) != 1 or not all(isinstance(low, Number) for low in lows):
        return ranges[0] if len(set(ranges)) == 1 else None
    return min(lows, key=lambda low: low.value), ends.pop()


def size(limits):
    """A range's size in words."""
    low, high = limits
    if low == ONE:
        return text(high)
    if isinstance(low, Number) and isinstance(high, Plus):
        shift = Number(Fraction(1))
        if low.value == 0 and high.terms[1:] == (Negative(shift),):
            return text(high.terms[0])
    return f"{text(low)}..{text(high)}"


def said(shape):
    """A shape in words."""
    if not shape:
        return "a number"
    if shape[1] == COLUMN:
        return f"a column of {size(shape[0])}"
    if shape[0] == COLUMN:
        return f"a row of {size(shape[1])}"
    return f"{size(shape[0])} × {size(shape[1])}"


def binder(name, limits):
    """A running index by name and range."""
    return Binder(Index(name), *limits)


__all__ = ["Definition", "Depends", "Family", "Letter", "Scope", "pattern", "said"]
