"""The abbreviations of a derivation (`where`), and which range an index has."""

from dataclasses import dataclass, field, replace
from itertools import chain

from sympy import Basic, Expr, Function, Idx, Indexed, KroneckerDelta, Sum, Symbol

from helpers.symbolic.arrays import shape
from helpers.symbolic.calculus import carry_out, fresh
from helpers.symbolic.terms import Family, FunctionOf
from helpers.symbolic.written import Diff, Written, given, opaque, plain

DEEPEST = 25  # rounds of substitution before definitions are said to go round in a circle


@dataclass(frozen=True)
class Definition:
    """An abbreviation: its key, its value, and the indices in it that stand for any index."""

    key: Basic
    value: Expr
    pattern: tuple

    def match(self, atom, values=()):
        """The values of the pattern's indices where `atom` is an instance of the key, else None."""
        if isinstance(self.key, Symbol):
            return {} if atom == self.key else None
        mine, its = self.key.args, atom.args
        if atom.func != self.key.func or len(mine) != len(its):
            return None
        found = {}
        for ours, other in zip(mine, its, strict=True):
            if ours in self.pattern:
                if found.setdefault(ours, other) != other:
                    return None
            elif ours.xreplace(dict(values)) != other.xreplace(dict(values)):
                return None
        return found


@dataclass
class Definitions:
    """All abbreviations of one derivation, and what is declared of its indices."""

    known: list = field(default_factory=list)
    layered: set = field(default_factory=set)
    declared: dict = field(default_factory=dict)

    @classmethod
    def read(cls, where):
        """From the dictionary that a derivation is given.

        Raises
        ------
        ValueError
            Where a key is not a letter, an entry or a function at a letter.
        """
        self = cls()
        for key, value in where.items():
            value = given(value)
            if shape(key) or shape(value):
                raise ValueError(f"where: {key} is a whole array; define its entry, such as y[i]")
            self.notice(key)
            self.notice(value)
            name = plain(key)
            if not isinstance(name, Symbol | Indexed | Function):
                raise ValueError(f"where: a key must be a letter or an entry, but {key} came")
            skip = 1 + (isinstance(name, Indexed) and name.base.name in self.layered)
            slots = name.args[skip:] if isinstance(name, Indexed) else name.args
            pattern = tuple(slot for slot in slots if isinstance(slot, Symbol))
            meaning = value if isinstance(value, FunctionOf) else plain(value)
            self.known.append(Definition(name, meaning, pattern))
            if getattr(name, "opaque", False) and not isinstance(value, FunctionOf):
                (point,) = name.args
                prime = opaque(name.func.__name__ + "'")(point)
                self.known.append(Definition(prime, Diff(meaning, point), pattern))
        for position, definition in enumerate(self.known):
            if definition.value.has(Diff):
                value = carry_out(definition.value, self)
                self.known[position] = replace(definition, value=value)
        return self

    def notice(self, expression):
        """Note layered families, and indices whose range is declared, in a line as written."""
        for part in _parts(expression):
            if isinstance(part, Family):
                if part.layered:
                    self.layered.add(part.name)
            elif isinstance(part, Idx) and part.lower is not None:
                self.declared.setdefault(plain(part), set()).add((part.lower, part.upper))
            elif isinstance(part, Written):
                for position, limits in getattr(part, "ranges", ()):
                    if isinstance(position, Symbol):
                        limits = tuple(map(plain, limits))
                        self.declared.setdefault(plain(position), set()).add(limits)

    def find(self, atom, keep=None, values=()):
        """The definition of which `atom` is an instance, and its indices; or (None, None)."""
        for definition in self.known:
            if definition is not keep:
                found = definition.match(atom, values)
                if found is not None:
                    return definition, found
        return None, None

    def expand(self, expression, keep=None):
        """All abbreviations but those of `keep` written out; arbitrary functions stay as they are.

        Raises
        ------
        ValueError
            Where definitions go round in a circle.
        """
        for _ in range(DEEPEST):
            swaps = {}
            for atom in expression.atoms(Symbol, Indexed, Function):
                definition, found = self.find(atom, keep)
                if definition and not isinstance(definition.value, FunctionOf):
                    swaps[atom] = fresh(definition.value).xreplace(found)
            if not swaps:
                return expression
            expression = _swap(expression, swaps)
        raise ValueError(f"where: the definitions of {', '.join(map(str, swaps))} go in a circle")

    def ranges(self, expressions):
        """The range of each index: declared, from a sum over its place, else from 1[i = j].

        Parameters
        ----------
        expressions : iterable of plain expressions, abbreviations written out

        Returns
        -------
        dict
            Index: (first, last). An index of which nothing, or two things, are known is not in it.
        """
        places, indices, pairs, bound = {}, {}, [], {}
        for expression in expressions:
            for total in expression.atoms(Sum):
                bound |= {variable: (low, high) for variable, low, high in total.limits}
            for atom in expression.atoms(Indexed):
                name, (first, *_) = atom.base.name, atom.indices
                for slot, position in enumerate(atom.indices):
                    layer = first if name in self.layered and slot else None
                    indices.setdefault(position, set()).add((name, slot, layer))
            pairs += [delta.args for delta in expression.atoms(KroneckerDelta)]
        for position, found in indices.items():
            for place in found if position in bound else ():
                places.setdefault(place, set()).add(bound[position])
        ranges = {}
        for position, found in indices.items():
            limits = set(chain.from_iterable(places.get(place, ()) for place in found))
            limits |= self.declared.get(position, set())
            if len(limits) == 1 and isinstance(position, Symbol) and position not in bound:
                ranges[position] = next(iter(limits))
        for position, limits in self.declared.items():
            if position not in indices and len(limits) == 1:
                ranges.setdefault(position, next(iter(limits)))
        for _ in pairs:  # the two indices of an indicator have one range
            for one, other in pairs:
                for known, new in ((one, other), (other, one)):
                    found = ranges.get(known, bound.get(known))
                    unknown = new not in ranges and new not in bound and isinstance(new, Symbol)
                    if found and unknown and not indices.get(new):
                        ranges[new] = found
        return ranges


def _parts(expression):
    """Every part of a line; of a family only itself, for its sizes are no indices of the line."""
    yield expression
    if not isinstance(expression, Family):
        for part in expression.args:
            yield from _parts(part)


def _swap(expression, swaps):
    if expression in swaps:
        return swaps[expression]
    if isinstance(expression, Indexed) or not expression.args:
        return expression
    return expression.func(*(_swap(part, swaps) for part in expression.args))
