"""From trees to sympy: definitions written out, derivatives carried out, sizes left open."""

from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from itertools import count

import sympy
from sympy import Dummy, Expr, Function, Indexed, IndexedBase, KroneckerDelta, S, Symbol, Tuple

from helpers.language import nodes as n
from helpers.language.printing import text
from helpers.language.scope import COLUMN, LECTURE, pattern
from helpers.symbolic.bounds import least
from helpers.symbolic.from_sympy import from_sympy

FUNCTIONS = {
    name: getattr(sympy, name) for name in ["exp", "tanh", "sinh", "cosh", "sin", "cos", "erf"]
} | {
    "sigma": lambda u: 1 / (1 + sympy.exp(-u)),
    "abs": lambda u: u * (2 * above(u) - 1),
    "sign": lambda u: above(u) - above(-u),
    "relu": lambda u: u * above(u),
    "max": lambda u, v: v + (u - v) * above(u - v),
    "min": lambda u, v: u - (u - v) * above(u - v),
}
MOST_ROUNDS = 25  # of definitions within definitions before they are said to go in a circle


class Undecidable(ValueError):  # noqa: N818
    """What the rules cannot carry out, or cannot decide."""


class above(Function):  # noqa: N801
    """The indicator 1[u > 0]; its slope is 0 off its kink."""

    @classmethod
    def eval(cls, u):
        truth = u > 0 if u.is_number and u.is_real else None
        return S(int(bool(truth))) if truth in (S.true, S.false) else None

    def fdiff(self, argindex=1):
        return S.Zero


class Unknown(Expr):
    """An arbitrary function of others, differentiated by some of them.

    args: the letter or entry it is; the variables by which it is differentiated already; and, while
    a derivative is carried out, its paths: (variable, what that is written out, *limits).
    """

    is_commutative = is_real = True

    def __new__(cls, atom, orders=(), paths=()):
        orders = sorted(orders, key=sympy.default_sort_key)
        return Expr.__new__(cls, atom, Tuple(*orders), Tuple(*paths))

    def _eval_derivative(self, by):
        atom, orders, paths = self.args
        total = S.Zero
        for path in paths:
            new = {limit[0]: Dummy(limit[0].name, integer=True) for limit in path[2:]}
            variable, meaning, *limits = (part.xreplace(new) for part in path)
            slope = meaning.diff(by)
            if slope != 0:
                term = Unknown(atom, (*orders, variable), paths) * slope
                total += sympy.Sum(term, *limits) if limits else term
        return total


@cache
def opaque(name):
    """A function of which nothing is known; its derivative is the function named with a prime."""

    def fdiff(self, argindex=1):
        stem, *marks = self.func.__name__.split("'")
        marks = sorted([*marks, "" if len(self.args) == 1 else str(argindex)])
        return opaque("'".join([stem, *marks]))(*self.args)

    return type(name, (Function,), {"fdiff": fdiff, "is_real": True})


@dataclass
class Guard:
    """What a line needs to have a value: an expression that is not 0, or that is positive."""

    kind: str  # "nonzero", "positive", "not negative" or "in range"
    expression: Expr
    source: n.Node
    is_sure: bool  # whether what asks for it has no value where this fails
    exponent: Expr | None = None  # of a power, which needs this only for some exponents
    if_moved: bool = False  # of a root, which needs this only where a derivative moves it
    running: tuple = ()  # indices around it whose range may be empty; None for a condition

    @property
    def key(self):
        return self.kind, self.expression, self.exponent, self.if_moved


@dataclass
class Calculus:
    """Carries out one line; notes what it needs to have a value, and where it has kinks."""

    scope: object
    guards: list = field(default_factory=list)
    kinks: set = field(default_factory=set)
    ranges: dict = field(default_factory=dict)  # of the running indices that it has made
    _names: count = field(default_factory=count)
    _running: list = field(default_factory=list)  # pairs (running index, whether it always runs)
    _depth: int = 0
    _at: dict = field(default_factory=dict)  # what the running indices are around an array
    _noted: set = field(default_factory=set)  # what stays, whose needs are noted
    _named: dict = field(default_factory=dict)  # a letter or entry where nothing runs: sympy's own

    def plain(self, u, at=None, keep=(), inside=False):
        """Sympy's expression of a number; inside derivatives, the definitions `keep` stay."""
        at = at or {}

        def inner(v):
            return self.plain(v, at, keep, inside)

        match u:
            case n.Number(value):
                return sympy.Rational(value.numerator, value.denominator)
            case n.Constant(name):
                return S.Exp1 if name == "e" else S.Pi
            case n.Index(name):
                return at[name] if name in at else Symbol(name, integer=True)
            case n.Letter(name) if name in at:
                return at[name]
            case n.Letter() | n.Entry():
                self.guard_places(u, at)
                return self.atom(self.name(u, at), keep, inside)
            case n.Call(name, args):
                return self.call(u, name, [inner(part) for part in args], keep, inside)
            case n.Plus(terms):
                return sympy.Add(*map(inner, terms))
            case n.Negative(of):
                return -inner(of)
            case n.Times(factors):
                return sympy.Mul(*map(inner, factors))
            case n.Over(over, below):
                below = inner(below)
                self.guard("nonzero", below, u)
                return inner(over) / below
            case n.Power(base, exponent):
                return self.power(inner(base), inner(exponent), u, inside)
            case n.Sum(n.Binder(index, low, high), body) | n.Product(
                n.Binder(index, low, high), body
            ):
                dummy = Dummy(index.name, integer=True)
                limits = self.ranges[dummy] = inner(low), inner(high)
                kind = sympy.Sum if isinstance(u, n.Sum) else sympy.Product
                always = self.least(limits[1] - limits[0]) >= 0
                self._running.append((dummy, always))
                body = self.plain(body, at | {index.name: dummy}, keep, inside)
                self._running.pop()
                return kind(body, (dummy, *limits))
            case n.Indicator(sign, left, right):
                return indicator(sign, inner(left), inner(right))
            case n.Cases(branches, otherwise):
                total, left = S.Zero, S.One
                self._running.append((None, False))
                for value, when in branches:
                    truth = inner(when)
                    total += left * truth * inner(value)
                    left *= 1 - truth
                total += left * inner(otherwise)
                self._running.pop()
                return total
            case n.D(of, by):
                return self.derivative(of, by, at, keep, inside)
            case n.MatMul() | n.Part():
                of, indices = (u, ()) if isinstance(u, n.MatMul) else (u.of, u.indices)
                self.guard_range(u, indices, self.scope.shape(of) if indices else (), at)
                before, self._at = self._at, at
                entry = self.entry(of, *indices)
                self._at = before
                return inner(entry)
        raise Undecidable(f"{text(u)} is a whole array; a line of numbers needs its entries")

    def least(self, whole):
        """The smallest value of a whole number."""
        ranges, ends = self._free
        sizes = {s for s in whole.free_symbols if s not in ranges and not isinstance(s, Dummy)}
        return least(whole, ranges | self.ranges, sizes | ends)

    @cached_property
    def _free(self):
        """The ranges of the free indices, and the sizes that end them."""
        ranges = {
            Symbol(name, integer=True): tuple(map(self.plain, limits))
            for name, limits in self.scope.ranges.items()
        }
        ends = {s for pair in ranges.values() for end in pair for s in end.free_symbols}
        return ranges, ends - set(ranges)

    def guard(self, kind, expression, source, is_sure=True, exponent=None, if_moved=False):
        running = tuple(dummy for dummy, always in self._running if not always)
        if not (expression.is_number and expression.is_positive):
            found = Guard(kind, expression, source, is_sure, exponent, if_moved, running)
            self.guards.append(found)

    def guard_places(self, u, at):
        """Note what an entry needs: that its indices lie in their ranges."""
        if isinstance(u, n.Entry):
            self.guard_range(u, u.indices, self.scope.places(u.name, u.layer) or (), at)

    def guard_range(self, u, places, ranges, at):
        for place, limits in zip(places, ranges, strict=False):
            here, low, high = (self.plain(end, at) for end in (place, *limits))
            for steps in (here - low, high - here):
                if self.least(steps) < 0:
                    self.guard("in range", steps, u)

    def power(self, base, exponent, source, inside):
        if exponent.is_integer:
            if not exponent.is_nonnegative:
                self.guard("nonzero", base, source, bool(exponent.is_negative), exponent)
        elif exponent.is_Rational and exponent > 0:
            self.guard("not negative", base, source)
            if inside:
                self.guard("positive", base, source, if_moved=True)
        else:
            self.guard("positive", base, source, bool(exponent.is_Rational), exponent)
        return base**exponent

    def call(self, u, name, args, keep, inside):
        stem = name.rstrip("'")
        primes = len(name) - len(stem)
        if primes:
            return self.slope(
                lambda dummy: self.call(u, stem, [dummy], keep, inside=True), args[0], primes
            )
        for definition in self.scope.definitions:
            if isinstance(definition.key, n.Call) and definition.key.name == stem:
                names = (letter.name for letter in definition.key.args)
                letters = {name: Dummy(name, real=True) for name in names}
                first = len(self.guards)
                value = self.plain(definition.body, letters, keep, inside)
                swaps = dict(zip(letters.values(), args, strict=True))
                self.put(first, swaps)
                return value.xreplace(swaps)
        if name in self.scope.functions:
            return opaque(name)(*args)
        if name == "log":
            for arg in args:
                self.guard("positive", arg, u)
            if args[1:]:
                self.guard("nonzero", sympy.log(args[1]), u)
            return sympy.log(*args)
        if name == "sqrt":
            self.guard("not negative", args[0], u)
            if inside:
                self.guard("positive", args[0], u, if_moved=True)
            return sympy.sqrt(args[0])
        if name == "tan":
            self.guard("nonzero", sympy.cos(args[0]), u)
            return sympy.sin(args[0]) / sympy.cos(args[0])
        return FUNCTIONS.get(name, opaque(name))(*args)

    # ---- letters, entries and what they stand for

    def name(self, u, at):
        """Sympy's own letter or entry; the layer stands in the name, for layers are no numbers."""
        if at:
            return self._name(u, at)
        if u not in self._named:
            self._named[u] = self._name(u, at)
        return self._named[u]

    def _name(self, u, at):
        if isinstance(u, n.Letter):
            return Symbol(u.name, real=True, **self.sign(u.name))
        layer = "" if u.layer is None else f"|{self.plain(u.layer, at)}"
        if u.layer is not None and self.plain(u.layer, at).atoms(Dummy):
            raise Undecidable(f"the layer of {text(u)} runs: layers are no numbers here")
        base = IndexedBase(Symbol(u.name + layer, real=True, **self.sign(u.name)))
        return Indexed(base, *(self.plain(place, at) for place in u.indices))

    def sign(self, name):
        return {"positive": True} if name in self.scope.positive else {}

    def find(self, atom):
        """The definition whose key names this letter or entry, and what its indices stand for."""
        for definition in self.scope.definitions:
            if isinstance(definition.key, n.Call):
                continue
            found = self.match(definition.key, atom)
            if found is not None:
                return definition, found
        return None, None

    def match(self, key, atom):
        """What a key's indices stand for where it names this letter or entry, else None."""
        name, found = self.name(key, {}), {}
        if isinstance(name, Symbol) or isinstance(atom, Symbol):
            return {} if name == atom else None
        if name.base != atom.base or len(name.indices) != len(atom.indices):
            return None
        apart = []
        for ours, other in zip(name.indices, atom.indices, strict=True):
            is_open = ours.is_Symbol and ours.name in pattern(key)
            apart.append(found.setdefault(ours.name, other) - other if is_open else ours - other)
        if any(steps.is_number and steps != 0 for steps in apart):
            return None
        if any(steps != 0 for steps in apart):
            raise Undecidable(f"{readable(atom)} may be {text(key)}, which is defined, or not")
        return found

    def atom(self, atom, keep, inside):
        """A letter or entry, written out if it is defined."""
        definition, found = self.find(atom)
        if definition is None:
            return atom
        if any(definition is kept for kept in keep):
            self.note_needs(atom, definition, found)
            return atom
        self._depth += 1
        if self._depth > MOST_ROUNDS:
            raise ValueError(f"where: the definition of {text(definition.key)} goes in a circle")
        if isinstance(definition, n.Depends):
            if not inside:
                self.note_needs(atom, definition, found)
            result = Unknown(atom, (), self.paths(definition, found, keep) if inside else ())
        else:
            result = self.plain(definition.body, found, keep, inside)
        self._depth -= 1
        return result

    def note_needs(self, atom, definition, found):
        """Note what something needs to have a value that is not written out."""
        if atom not in self._noted:
            self._noted.add(atom)
            if isinstance(definition, n.Depends):
                tuple(self.paths(definition, found, (), inside=False))
            else:
                self.plain(definition.body, found)

    def paths(self, definition, found, keep, inside=True):
        at, limits = dict(found), {}
        for over in definition.over:
            dummy = Dummy(over.index.name, integer=True)
            self.ranges[dummy] = self.plain(over.low, at), self.plain(over.high, at)
            limits[dummy] = (dummy, *self.ranges[dummy])
            at[over.index.name] = dummy
        for part in definition.on:
            variable = self.name(part, at)
            self.guard_places(part, at)
            meaning = self.atom(variable, keep, inside)
            runs = [limit for dummy, limit in limits.items() if variable.has(dummy)]
            yield Tuple(variable, meaning, *(Tuple(*limit) for limit in runs))

    def reopened(self, expression, keep, inside):
        """What stayed while a derivative was taken, written out as its surroundings ask."""
        if isinstance(expression, Unknown):
            atom, orders, _ = expression.args
            definition, found = self.find(atom)
            stays = not inside or any(definition is kept for kept in keep)
            return Unknown(atom, orders, () if stays else self.paths(definition, found, keep))
        if isinstance(expression, Symbol | Indexed):
            return self.atom(expression, keep, inside)
        if not expression.args:
            return expression
        if isinstance(expression, sympy.Sum | sympy.Product):
            self.ranges |= {index: ends for index, *ends in expression.limits}
            body = self.reopened(expression.function, keep, inside)
            return expression.func(body, *expression.limits)
        return expression.func(*(self.reopened(part, keep, inside) for part in expression.args))

    # ---- derivatives

    def derivative(self, of, by, at, keep, inside):
        if isinstance(by, n.Letter) and by.name in at:
            return self.slope(
                lambda dummy: self.plain(of, at | {by.name: dummy}, keep, inside=True), at[by.name]
            )
        variable = self.name(by, at)
        if variable.free_symbols and isinstance(variable, Symbol) and variable.is_integer:
            raise Undecidable(f"a derivative by the whole number {text(by)} has no meaning")
        own, _ = self.find(variable)
        first = len(self.guards)
        self.guard_places(by, at)
        body = self.plain(of, at, keep if own is None else (*keep, own), inside=True)
        for guard in self.guards[first:]:
            for form in self.moved(guard.expression, variable) if guard.if_moved else ():
                put_in = guard.expression.free_symbols - form.free_symbols
                running = tuple(index for index in guard.running if index not in put_in)
                self.guards.append(replace(guard, expression=form, if_moved=False, running=running))
        for guard in self.guards[first:]:
            guard.expression = self.reopened(guard.expression, keep, inside)
        self.refuse_hidden(body, variable, of, by)
        for kept in keep:
            if kept is not own:
                self.refuse_kept(variable, kept, by)
        self.note_kinks(body, variable)
        return self.reopened(body.diff(variable), keep, inside)

    def slope(self, made_of, value, times=1):
        """The derivative, taken so many times, of what is made of a variable, at a value."""
        dummy, first = Dummy(real=True), len(self.guards)
        body = made_of(dummy)
        self.put(first, {dummy: value})
        self.note_kinks(body.diff(dummy) if times > 1 else body, dummy, value)
        return body.diff(dummy, times).xreplace({dummy: value})

    def put(self, first, swaps):
        """Put what a function is at into the guards and kinks that were noted at a dummy."""
        for guard in self.guards[first:]:
            guard.if_moved &= not any(guard.expression.has(dummy) for dummy in swaps)
            guard.expression = guard.expression.xreplace(swaps)
        self.kinks = {kink.xreplace(swaps) for kink in self.kinks}

    def moved(self, expression, variable):
        """The forms of an expression, running indices put in, that surely read a variable."""
        if expression.has(variable):
            return [expression]
        forms = []
        for atom in expression.atoms(Indexed) if isinstance(variable, Indexed) else ():
            pairs = list(zip(atom.indices, variable.indices, strict=False))
            swaps = {ours: other for ours, other in pairs if ours != other}
            if atom.base == variable.base and all(
                ours in self.ranges
                and self.least(other - self.ranges[ours][0]) >= 0
                and self.least(self.ranges[ours][1] - other) >= 0
                for ours, other in swaps.items()
            ):  # what is bound within stays as it is
                free = expression.free_symbols
                forms.append(expression.xreplace({u: v for u, v in swaps.items() if u in free}))
        return forms

    def note_kinks(self, body, variable, value=None):
        """Remember where a comparison that is differentiated is tied."""
        for kink in body.atoms(above):
            if kink.args[0].diff(variable) != 0:
                for form in self.moved(kink.args[0], variable) or [kink.args[0]]:
                    self.kinks.add(form if value is None else form.xreplace({variable: value}))

    def refuse_kept(self, variable, kept, by):
        """Raise where what an outer derivative holds fixed depends on the variable of this one."""
        held, first = self.name(kept.key, {}), len(self.guards)
        slope = self.atom(held, (), inside=True).diff(variable)
        del self.guards[first:]
        if slope != 0:
            raise Undecidable(
                f"a derivative by {text(by)} stands within one by {readable(held)}, which depends "
                "on it: write it out first"
            )

    def refuse_hidden(self, body, variable, of, by):
        """Raise where the lecture's quantities without a definition may depend on the variable."""
        for atom in _read(body):
            if atom != variable and may_depend(atom, variable, self.scope):
                known = readable(atom)
                raise Undecidable(
                    f"does {known} depend on {text(by)}? Say so, as in: "
                    f"where {known} = …, or: where {known} depends on …"
                )

    # ---- entries of arrays

    def entry(self, u, *places):
        """One entry of an array, as a tree; a number is itself."""
        shape = self.scope.shape(u)
        if isinstance(u, n.MatMul):
            left = self.scope.shape(u.left)
            lead = (n.ONE,) if left[0] == COLUMN else ()
            row, column = (*lead, *places, n.ONE, n.ONE)[:2]
            if left[1] == COLUMN:
                return n.Times((self.at(u.left, row, n.ONE), self.at(u.right, n.ONE, column)))
            q = n.Index(f"·{next(self._names)}")
            body = n.Times((self.at(u.left, row, q), self.at(u.right, q, column)))
            return n.Sum(n.Binder(q, *left[1]), body)
        if not shape:
            return u
        return self.at(u, *(*places, n.ONE)[:2])

    def at(self, u, row, column):
        """The entry in a row and column; a column has one column, a row one row."""
        shape = self.scope.shape(u)
        if not shape:
            return u
        places = (row,) if shape[1] == COLUMN else (row, column)
        match u:
            case n.Whole(name, layer):
                own = len(self.scope.places(name, layer))
                return n.Entry(name, layer, (row, column)[:own])
            case n.Vector(over, body):
                return n.put(body, {b.index.name: p for b, p in zip(over, places, strict=True)})
            case n.OneHot(position, low, high):
                self.guard_range(u, (position,), ((low, high),), self._at)
                return n.Indicator("=", position, row)
            case n.Gradient(of, by):
                return n.D(of, self.at(by, row, column))
            case n.Transpose(of):
                return self.at(of, column, row)
            case n.MatMul():
                return self.entry(u, *((column,) if shape[0] == COLUMN else places))
            case n.Hadamard(left, right):
                return n.Times((self.at(left, row, column), self.at(right, row, column)))
            case n.Call("diag", (of,)):
                return n.Times((n.Indicator("=", row, column), self.at(of, row, n.ONE)))
            case n.Call("softmax", (of,)):
                q = n.Index(f"·{next(self._names)}")
                total = n.Sum(n.Binder(q, *shape[0]), n.Call("exp", (self.at(of, q, n.ONE),)))
                return n.Over(n.Call("exp", (self.at(of, row, n.ONE),)), total)
            case n.Sum(n.Binder(index, low, high), body):
                q = n.Index(f"·{next(self._names)}")
                body = self.at(n.put(body, {index.name: q}), row, column)
                return n.Sum(n.Binder(q, low, high), body)
        return n.rebuilt(u, lambda part: self.at(part, row, column))


def _read(expression):
    """The letters and entries that an expression reads, also through arbitrary functions."""
    if isinstance(expression, Symbol | Indexed):
        yield expression
    elif isinstance(expression, Unknown):
        for path in expression.args[2]:
            yield from _read(path[1])
    else:
        for part in expression.args:
            yield from _read(part)


def indicator(sign, left, right):
    """1[left sign right]: of whole numbers by Kronecker's delta, of reals by `above`."""
    difference = left - right
    whole = left.is_integer and right.is_integer
    if sign in "=≠":
        same = KroneckerDelta(left, right) if whole else 1 - above(difference) - above(-difference)
        return same if sign == "=" else 1 - same
    return {
        ">": above(difference),
        "<": above(-difference),
        "≥": 1 - above(-difference),
        "≤": 1 - above(difference),
    }[sign]


def may_depend(atom, variable, scope):
    """Whether, by the lecture, a quantity that is not defined may depend on another."""
    (name, layer), (other, below) = map(_quantity, (atom, variable))
    is_lecture = scope.families.get(name) is LECTURE.get(name) and name not in scope.letters
    if (name == other and layer == below) or name not in ("a", "h", "y_hat", "loss"):
        return False
    if name != "loss" and not is_lecture:
        return False
    is_parameter = other == "theta" or other in ("W", "b", "a", "h", "x")
    if other not in scope.letters and other != "theta":
        is_parameter &= scope.families.get(other) is LECTURE.get(other)
    if name in ("y_hat", "loss"):
        return is_parameter or (name == "loss" and other == "y_hat")
    if not is_parameter:
        return False
    if other in ("theta", "x"):
        return True
    steps = S.Zero if layer is None else _layer(layer) - _layer(below)
    least = 1 if other == "h" or (name, other) == ("a", "a") else 0
    return bool(steps >= least) if steps.is_number else True


def _quantity(atom):
    name = atom.base.name if isinstance(atom, Indexed) else atom.name
    return (*name.split("|"), None)[:2]


def _layer(shown):
    """A layer's name, as it was printed, as a number to count steps with."""
    stem, sign, steps = shown.partition(" + ") if " + " in shown else shown.partition(" - ")
    value = S(int(stem)) if stem.isdigit() else Symbol(stem, integer=True)
    return value + (int(sign.strip() + steps) if steps.isdigit() else 0)


def readable(atom):
    """An atom as the language writes it."""
    return text(from_sympy(atom))
