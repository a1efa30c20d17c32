"""From a result in index notation to a numpy function of whole arrays."""

import re

import numpy as np
import sympy as sp

from helpers.symbolic.arrays import entry, shape
from helpers.symbolic.definitions import Definitions
from helpers.symbolic.network_gradients import symbolic_gradients
from helpers.symbolic.terms import index
from helpers.symbolic.written import Diff, plain

__all__ = ["symbolic_gradients", "to_numpy"]

ELEMENTWISE = {sp.exp: np.exp, sp.log: np.log, sp.tanh: np.tanh, sp.Abs: np.abs, sp.sign: np.sign}


def to_numpy(expression, over=()):
    """A function of arrays from a formula in index notation.

    Parameters
    ----------
    expression : expression
        In entries, indices, sums and indicators, its derivatives carried out; or an array of such.
    over : index or tuple of indices
        The indices that run; the result has one axis for each, in this order. Not for an array.

    Returns
    -------
    callable
        It takes keywords: an array for each family (``y_hat``), one for each layer that the
        formula names of a layered family (``a_L`` for ``a[L, i]``), a number for each other
        letter or index. Its attribute `arguments` has their names. Units and classes count from 1
        in the formula, but from 0 in what is passed (``ell``) and in what comes back. Sizes are
        read off the arrays.

    Raises
    ------
    ValueError
        Where a derivative is not carried out, an argument is missing or unknown, or sizes disagree.

    Examples
    --------
    >>> from helpers.symbolic.lecture import KroneckerDelta, ell, i, y_hat
    >>> f = to_numpy(-(KroneckerDelta(ell, i) - y_hat[i]), over=i)
    >>> f.arguments
    ('ell', 'y_hat')
    >>> f(y_hat=np.array([0.2, 0.3, 0.5]), ell=2)
    array([ 0.2,  0.3, -0.5])
    """
    over = over if isinstance(over, tuple) else (over,)
    definitions = Definitions()
    if shape(expression):
        if over:
            raise ValueError("over: the expression is a whole array, which has its own indices")
        over = tuple(index(f"place{axis}") for axis, _ in enumerate(shape(expression)))
        definitions.declared = {i: {r} for i, r in zip(over, shape(expression), strict=True)}
        expression = entry(expression, *over)
    definitions.notice(expression)
    formula = plain(expression)
    if formula.has(Diff):
        raise ValueError(f"expression: a derivative in {expression} is not carried out yet")
    return _Formula(formula, over, definitions)


class _Formula:
    """A plain formula as a function of arrays."""

    def __init__(self, formula, over, definitions):
        self.formula, self.over, self.layered = formula, over, definitions.layered
        self.ranges = definitions.ranges([formula])
        self.entries = formula.atoms(sp.Indexed)
        for total in formula.atoms(sp.Sum):
            self.ranges |= {variable: (low, high) for variable, low, high in total.limits}
        sizes = set()
        for variable, (_, high) in self.ranges.items():
            if any(variable in self.slots(u) for u in self.entries):
                sizes |= high.free_symbols
        bases = {u.base.label for u in self.entries}
        layers = {u.indices[0] for u in self.entries if u.base.name in self.layered}
        inner = set().union(*(layer.free_symbols for layer in layers)) if layers else set()
        free = formula.free_symbols - set(over) - sizes - bases - self.entries - inner
        self.arguments = tuple(
            sorted({self.name(u) for u in self.entries} | {s.name for s in free})
        )

    def slots(self, u):
        """The unit indices of an entry."""
        return u.indices[u.base.name in self.layered :]

    def name(self, u):
        """The argument in which an entry's array comes."""
        if u.base.name not in self.layered:
            return u.base.name
        layer = str(u.indices[0]).replace("+", "plus").replace("-", "minus")
        return f"{u.base.name}_{re.sub(' +', '_', layer)}"

    def __call__(self, **given):
        if set(given) != set(self.arguments):
            raise ValueError(f"the arguments are {self.arguments}, but {tuple(sorted(given))} came")
        given = {name: np.asarray(value, dtype=float) for name, value in given.items()}
        sizes = self.sizes(given)
        self.check_labels(given, sizes)
        axes = len(self.over)
        places = {
            variable: np.arange(sizes[variable]).reshape([-1] + [1] * (axes - 1 - axis))
            for axis, variable in enumerate(self.over)
        }
        result = self.value(self.formula, places, given, sizes)
        return np.array(np.broadcast_to(result, [sizes[variable] for variable in self.over]))

    def sizes(self, given):
        """How far each index runs, read off the arrays; and the sizes that stand in the formula."""
        found, told, told_sizes = {}, {}, {}

        def learn(name, size, source):
            if found.setdefault(name, size) != size:
                raise ValueError(
                    f"{source}: {name} goes up to {size} here, but to {found[name]} in {told[name]}"
                )
            told.setdefault(name, source)

        for u in sorted(self.entries, key=str):
            name = self.name(u)
            if given[name].ndim != len(self.slots(u)):
                raise ValueError(
                    f"{name}: an array with {len(self.slots(u))} axes was expected, "
                    f"but one of shape {given[name].shape} came"
                )
            for slot, size in zip(self.slots(u), given[name].shape, strict=True):
                low, high = self.ranges.get(slot, (1, None))
                if slot in self.over or high is not None:
                    learn(slot, size, name)
                if isinstance(high, sp.Symbol):
                    told_sizes.setdefault(high, set()).add(size + int(low) - 1)
        found |= {high: some.pop() for high, some in told_sizes.items() if len(some) == 1}
        for variable, (low, high) in self.ranges.items():
            last = high.xreplace({name: sp.Integer(size) for name, size in found.items()})
            if variable not in found and last.is_Integer and low.is_Integer:
                found[variable] = int(last - low) + 1
        for variable in self.over:
            if variable not in found:
                raise ValueError(f"over: no array tells how far {variable} runs")
        return found

    def check_labels(self, given, sizes):
        """Refuse an index that is no whole number, or that points outside its array."""
        used = {slot for u in self.entries for slot in self.slots(u)}
        used |= {side for delta in self.formula.atoms(sp.KroneckerDelta) for side in delta.args}
        for label in used:
            if not isinstance(label, sp.Symbol) or label.name not in given:
                continue
            came = given[label.name]
            if came.ndim or came != np.floor(came):
                raise ValueError(f"{label.name}: one whole number was expected, but {came} came")
            low, high = self.ranges.get(label, (1, None))
            last = sizes.get(label, sizes.get(high, np.inf) - int(low) + 1)
            if not 0 <= came < last:
                raise ValueError(f"{label.name}: 0 to {last - 1} were expected, but {came:g} came")

    def value(self, u, places, given, sizes):
        """The value of a part, with one axis for each index that runs where it stands."""

        def part(v):
            return self.value(v, places, given, sizes)

        if u.is_number:
            return float(u)
        if isinstance(u, sp.Symbol):
            if u in places:
                return places[u] + int(self.ranges.get(u, (1,))[0])
            if u not in sizes and u.name not in given:
                raise ValueError(f"the arrays do not tell one size {u}")
            return sizes[u] if u in sizes else given[u.name]
        if isinstance(u, sp.Indexed):
            where = tuple(self.place(slot, places, given) for slot in self.slots(u))
            return given[self.name(u)][where]
        if isinstance(u, sp.KroneckerDelta):
            one, other = (self.place(slot, places, given) for slot in u.args)
            return np.equal(one, other).astype(float)
        if isinstance(u, sp.Sum):
            *inner, (variable, _, _) = u.limits
            body = sp.Sum(u.function, *inner) if inner else u.function
            deeper = {name: np.expand_dims(place, -1) for name, place in places.items()}
            if variable not in sizes:
                raise ValueError(f"no array tells how far {variable} runs")
            deeper[variable] = np.arange(sizes[variable])
            terms = self.value(body, deeper, given, sizes) * np.ones(sizes[variable])
            return terms.sum(axis=-1)
        if isinstance(u, sp.Add):
            return sum(map(part, u.args))
        if isinstance(u, sp.Mul):
            return _fold(np.multiply, map(part, u.args))
        if isinstance(u, sp.Pow):
            return np.power(part(u.base), part(u.exp))
        if u.func in ELEMENTWISE:
            return ELEMENTWISE[u.func](part(u.args[0]))
        if isinstance(u, sp.Max):
            return _fold(np.maximum, map(part, u.args))
        raise ValueError(f"expression: no numpy function for {u.func.__name__}")

    def place(self, slot, places, given):
        """Where in an array an index points, counted from 0."""
        if slot.is_Integer:
            return int(slot) - 1
        if isinstance(slot, sp.Symbol):
            return places[slot] if slot in places else given[slot.name].astype(int)
        symbol, *more = slot.free_symbols
        if more:
            raise ValueError(f"expression: an index such as {slot} is not supported")
        return self.place(symbol, places, given) + int(slot - symbol)


def _fold(operation, parts):
    first, *rest = parts
    for part in rest:
        first = operation(first, part)
    return first
