"""The tree of a line: what stands on the paper, in its order, and nothing more.

Two lines are the same where their trees are equal. The reader makes them, the printer writes them,
`meaning` evaluates them and the prover translates them.
"""

from dataclasses import dataclass, fields, replace
from fractions import Fraction
from functools import cached_property, lru_cache
from typing import dataclass_transform


@dataclass_transform(frozen_default=True)
class Node:
    """A part of a line; every kind of it is a frozen record of its fields."""

    def __init_subclass__(cls):
        dataclass(frozen=True)(cls)
        cls._hash = cached_property(cls.__hash__)
        cls._hash.__set_name__(cls, "_hash")
        cls.__hash__ = Node.__hash__

    def __hash__(self):
        return self._hash

    def __getstate__(self):  # hashes of text differ from process to process
        return {name: part for name, part in vars(self).items() if name != "_hash"}


class Number(Node):
    """A number as its digits say, exactly."""

    value: Fraction | int

    def __post_init__(self):
        if self.value.denominator == 1:
            object.__setattr__(self, "value", int(self.value))


class Letter(Node):
    """A real number with a name: z, η."""

    name: str


class Index(Node):
    """A whole number with a name: an index such as i and ℓ, or a size such as n and k."""

    name: str


class Constant(Node):
    """A number with a name: e, π."""

    name: str


class Entry(Node):
    """One entry of a family: ŷ[i], a[L,i], W[k,i,j]; `layer` is None where the family has none."""

    name: str
    layer: Node | None
    indices: tuple


class Whole(Node):
    """A whole vector or matrix: x, a[L], W[k]."""

    name: str
    layer: Node | None


class Call(Node):
    """A function at its arguments; of an array, entry by entry. A prime is its derivative."""

    name: str
    args: tuple


class Plus(Node):
    """u + v + …"""

    terms: tuple


class Negative(Node):
    """-u."""

    of: Node


class Times(Node):
    """u · v · …"""

    factors: tuple


class Over(Node):
    """u / v."""

    above: Node
    below: Node


class Power(Node):
    """u ^ v."""

    base: Node
    exponent: Node


class Binder(Node):
    """An index that runs from low to high; an empty range has no step."""

    index: Index
    low: Node
    high: Node


class Sum(Node):
    """Σ over a running index."""

    over: Binder
    body: Node


class Product(Node):
    """Π over a running index."""

    over: Binder
    body: Node


class Indicator(Node):
    """1 where u stands to v as the sign says (=, ≠, <, ≤, >, ≥), else 0."""

    sign: str
    left: Node
    right: Node


class Cases(Node):
    """The value of the first condition that holds, else the last one."""

    branches: tuple  # of (value, Indicator)
    otherwise: Node


class D(Node):
    """The derivative of a number by a letter or an entry: how it changes with that one alone."""

    of: Node
    by: Node


class Gradient(Node):
    """The derivatives of a number by every entry of an array, in the array's shape."""

    of: Node
    by: Node


class Vector(Node):
    """The column, or the matrix, of the values of a body over one or two running indices."""

    over: tuple  # of Binder
    body: Node


class OneHot(Node):
    """e(ℓ): the column over low..high with a 1 at ℓ."""

    at: Node
    low: Node
    high: Node


class Transpose(Node):
    """Rows become columns."""

    of: Node


class MatMul(Node):
    """The matrix product; a row times a column is a number."""

    left: Node
    right: Node


class Hadamard(Node):
    """The product entry by entry, ⊙."""

    left: Node
    right: Node


class Part(Node):
    """One entry of an expression that is an array: softmax(a[L])[i]."""

    of: Node
    indices: tuple


@dataclass(frozen=True)
class Definition:
    """What a letter, an entry or a function stands for."""

    key: Node
    body: Node
    over = ()

    @property
    def parts(self):
        return (self.key, self.body)


@dataclass(frozen=True)
class Depends:
    """A letter or an entry that is an arbitrary smooth function of others."""

    key: Node
    on: tuple  # of nodes
    over: tuple = ()  # of Binder: the indices of `on` that run

    @property
    def parts(self):
        return (self.key, *self.on)


ONE, ZERO = Number(Fraction(1)), Number(Fraction(0))


@lru_cache(maxsize=20_000)
def children(u):
    """The nodes directly below a node."""
    found = []
    for item in fields(u):
        value = getattr(u, item.name)
        for part in value if isinstance(value, tuple) else (value,):
            found += part if isinstance(part, tuple) else (part,)
    return tuple(part for part in found if isinstance(part, Node))


def walk(u):
    """A node and all below it."""
    yield u
    for part in children(u):
        yield from walk(part)


def scoped(u, bound):
    """A node and all below it, each with the ranges of the indices that run there, by name."""
    bound = bound | {b.index.name: (b.low, b.high) for b in binders(u)}
    yield u, bound
    for part in children(u):
        yield from scoped(part, bound)


def rebuilt(u, change):
    """The node with `change` done to each node directly below it."""

    def new(value):
        if isinstance(value, tuple):
            return tuple(map(new, value))
        return change(value) if isinstance(value, Node) else value

    return replace(u, **{item.name: new(getattr(u, item.name)) for item in fields(u)})


def binders(u):
    """The running indices that a node binds in its body."""
    over = getattr(u, "over", ())
    return over if isinstance(over, tuple) else (over,)


def rebound(u, over, body):
    """A sum, product or vector over other indices, of another body."""
    return replace(u, over=tuple(over) if isinstance(u, Vector) else over[0], body=body)


@lru_cache(maxsize=20_000)
def free(u):
    """The names that a node reads and does not bind: of indices, letters and families."""
    own = binders(u)
    if own:
        limits = (free(part) for binder in own for part in (binder.low, binder.high))
        return free(u.body).difference({binder.index.name for binder in own}).union(*limits)
    found = {u.name} if isinstance(u, Letter | Index | Entry | Whole) else ()
    return frozenset(found).union(*map(free, children(u)))


def number(value):
    """A number as a node; a negative one with its minus."""
    value = Fraction(value)
    return Negative(Number(-value)) if value < 0 else Number(value)


def renamed(u, names=None):
    """The tree with its running indices numbered by depth, so that names of them do not count."""
    names = dict(names or {})
    own = binders(u)
    if isinstance(u, Index) and u.name in names:
        return Index(names[u.name])
    if not own:
        return rebuilt(u, lambda part: renamed(part, names))
    limits = []
    for binder in own:
        low, high = renamed(binder.low, names), renamed(binder.high, names)
        names[binder.index.name] = f"#{len(names)}"
        limits.append(Binder(Index(names[binder.index.name]), low, high))
    return rebound(u, limits, renamed(u.body, names))


def put(u, values):
    """The tree with nodes in place of indices, by name; none of theirs is bound by accident."""
    if isinstance(u, Index):
        return values.get(u.name, u)
    own = binders(u)
    if not own:
        return rebuilt(u, lambda part: put(part, values)) if values else u
    bound = {binder.index.name for binder in own}
    inner = {name: value for name, value in values.items() if name not in bound}
    if not inner:
        return u
    used, over = set().union(*map(free, inner.values())), []
    for binder in own:
        name = binder.index.name
        while name in used:
            name += "_"
        if name != binder.index.name:
            inner = inner | {binder.index.name: Index(name)}
        over.append(Binder(Index(name), put(binder.low, values), put(binder.high, values)))
    return rebound(u, over, put(u.body, inner))


def stepped(u, steps):
    """The node u + steps."""
    if isinstance(u, Number):
        return number(u.value + steps)
    return Plus((u, number(steps))) if steps else u
