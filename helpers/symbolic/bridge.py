"""From a result in index notation to a numpy function of whole arrays."""

import operator
from dataclasses import replace
from functools import reduce
from itertools import product

import numpy as np

from helpers.language import nodes as n
from helpers.language.paper import read_paper
from helpers.language.printing import text
from helpers.notation import NAMES
from helpers.numeric.activations import ACTIVATIONS
from helpers.symbolic.from_sympy import from_sympy
from helpers.symbolic.network_gradients import symbolic_gradients

__all__ = ["symbolic_gradients", "to_numpy"]

COMPARE = {"=": operator.eq, "≠": operator.ne, "<": operator.lt, "≤": operator.le}
COMPARE |= {">": operator.gt, "≥": operator.ge}
FUNCTIONS = {
    name: getattr(np, name)
    for name in ["exp", "log", "sqrt", "sinh", "cosh", "sin", "cos", "tan", "abs", "sign"]
}
FUNCTIONS |= {"max": np.maximum, "min": np.minimum}
FUNCTIONS |= {NAMES.get(name, name): g for name, g in ACTIVATIONS.items()}


def to_numpy(expression, over=()):
    """A function of arrays from a formula in index notation.

    Parameters
    ----------
    expression : Derivation, str or sympy.Expr
        A derivation's result, a line of text (with its ``with``), or a formula of sympy: in
        entries, indices, sums and indicators, its derivatives carried out; or an array of such.
    over : str or tuple of str
        The indices that run; the result has one axis for each, in this order. Not for an array.

    Returns
    -------
    callable
        It takes keywords: an array for each family (``y_hat``), one for each layer that the
        formula names of a layered family (``a_L`` for ``a[L,i]``), a number for each other letter
        or index. Its attribute `arguments` has their names. Units and classes count from 1 in the
        formula, but from 0 in what is passed (``ell``) and in what comes back. Sizes are read off
        the arrays.

    Raises
    ------
    ValueError
        Where a derivative is not carried out, an argument is missing or unknown, or sizes disagree.

    Examples
    --------
    >>> f = to_numpy("-(1[ℓ=i] - ŷ[i])", over="i")
    >>> f.arguments
    ('ell', 'y_hat')
    >>> f(y_hat=np.array([0.2, 0.3, 0.5]), ell=2)
    array([ 0.2,  0.3, -0.5])
    """
    if hasattr(expression, "lines"):
        tree, scope = expression.lines[-1].tree, expression.scope
    elif isinstance(expression, str):
        paper = read_paper(expression)
        ((tree, _),), scope = paper.lines, paper.scope
    else:
        tree = from_sympy(expression)
        scope = replace(read_paper("0").scope, families={}, functions={})
    over = over if isinstance(over, tuple) else (over,)
    if scope.shape(tree) and over:
        raise ValueError("over: the expression is a whole array, which has its own indices")
    if any(isinstance(u, n.D | n.Gradient) for u in n.walk(tree)):
        raise ValueError(f"expression: a derivative in {text(tree)} is not carried out yet")
    scope = replace(scope, definitions=[])
    scope.find_ranges([tree])
    return _Formula(tree, over, scope)


class _Formula:
    """A formula as a function of arrays; sizes are those of the arrays, index by index."""

    def __init__(self, tree, over, scope):
        self.tree, self.over, self.scope = tree, over, scope
        self.reads = {}  # argument: the entries and arrays that read it
        for u in n.walk(tree):
            if isinstance(u, n.Entry | n.Whole):
                self.reads.setdefault(argument(u), []).append(u)
        layers = {
            x for some in self.reads.values() for u in some if u.layer for x in n.free(u.layer)
        }
        families = {u.name for some in self.reads.values() for u in some}
        free = n.free(tree) - set(over) - scope.sizes([tree]) - families - layers
        self.arguments = tuple(sorted(set(self.reads) | free))

    def __call__(self, **given):
        if set(given) != set(self.arguments):
            raise ValueError(f"the arguments are {self.arguments}, but {tuple(sorted(given))} came")
        given = {name: np.asarray(value, dtype=float) for name, value in given.items()}
        for name, some in self.reads.items():
            axes = {len(self.scope.places(u.name, u.layer) or u.indices) for u in some}
            if {given[name].ndim} != axes:
                raise ValueError(
                    f"{name}: an array with {axes.pop()} axes was expected, "
                    f"but one of shape {given[name].shape} came"
                )
        call = _Call(self, given)
        runs = [call.run(name) for name in self.over]
        for name, run in zip(self.over, runs, strict=True):
            if run is None:
                raise ValueError(f"over: no array tells how far {name} runs")
        at = call.labels()
        if not self.over:
            found = call.value(self.tree, at)
            return found[:, 0] if np.ndim(found) == 2 and found.shape[1] == 1 else found
        places = product(*runs)
        values = [call.value(self.tree, at | dict(zip(self.over, p, strict=True))) for p in places]
        return np.reshape(values, [len(run) for run in runs])


class _Call:
    """One call: a formula with its arrays."""

    def __init__(self, formula, given):
        self.formula, self.scope, self.given = formula, formula.scope, given
        self.sizes = {}
        for u, slot, size in self.slots(formula.tree):
            high = (self.scope.places(u.name, u.layer) or ((None, None),) * 9)[slot][1]
            if isinstance(high, n.Index):
                self.sizes.setdefault(high.name, set()).add(size + self.low(u, slot) - 1)

    def slots(self, tree):
        """Triples (entry or array, axis, its length) of all that a tree reads."""
        for u in n.walk(tree):
            if isinstance(u, n.Entry | n.Whole):
                for slot, size in enumerate(self.given[argument(u)].shape):
                    yield u, slot, size

    def low(self, u, slot):
        ranges = self.scope.places(u.name, u.layer)
        return int(ranges[slot][0].value) if ranges else 1

    def span(self, name, tree):
        """From where to where an index runs, as the arrays tell; None where none does."""
        found = {}
        for u, slot, size in self.slots(tree):
            if isinstance(u, n.Entry) and u.indices[slot] == n.Index(name):
                found.setdefault(range(self.low(u, slot), self.low(u, slot) + size), argument(u))
        if len(found) > 1:
            (one, first), (other, second), *_ = found.items()
            raise ValueError(
                f"{second}: {name} goes up to {other[-1]} here, but to {one[-1]} in {first}"
            )
        return next(iter(found), None)

    def run(self, name):
        """From where to where an index runs: as the arrays tell, else as its range says."""
        found, limits = self.span(name, self.formula.tree), self.scope.ranges.get(name)
        if found is None and limits:
            found = range(*(self.value(end, {}) + more for more, end in enumerate(limits)))
        return found

    def labels(self):
        """The indices that are passed, counted from 1; refused where they point outside."""
        found = {}
        whole = {u.name for u in n.walk(self.formula.tree) if isinstance(u, n.Index)}
        for name in sorted(whole & set(self.given)):
            came = self.given[name]
            if came.ndim or came != np.floor(came):
                raise ValueError(f"{name}: one whole number was expected, but {came} came")
            if not self.scope.ranges.get(name):  # a size that no array tells
                found[name] = int(came)
                continue
            run = self.run(name)
            if not 0 <= came < len(run):
                raise ValueError(f"{name}: 0 to {len(run) - 1} were expected, but {came:g} came")
            found[name] = int(came) + run[0]
        return found

    def entry(self, u, at):
        where = tuple(self.value(p, at) - self.low(u, slot) for slot, p in enumerate(u.indices))
        if min(where) < 0:
            raise ValueError(f"{text(u)}: an index points outside")
        return self.given[argument(u)][where]

    def value(self, u, at):
        """The value of a tree: a number, or an array with rows and columns."""

        def part(v):
            return self.value(v, at)

        match u:
            case n.Number(value):
                return int(value) if value.denominator == 1 else float(value)
            case n.Constant(name):
                return getattr(np, name)
            case n.Index(name) if name in at:
                return at[name]
            case n.Index(name):
                if len(self.sizes.get(name, ())) != 1:
                    raise ValueError(f"the arrays do not tell one size {name}")
                return min(self.sizes[name])
            case n.Letter(name):
                return self.given[name]
            case n.Entry():
                return self.entry(u, at)
            case n.Whole():
                array = self.given[argument(u)]
                return array[:, None] if array.ndim == 1 else array
            case n.Plus(terms):
                return sum(map(part, terms))
            case n.Negative(of):
                return -part(of)
            case n.Times(factors):
                return reduce(np.multiply, map(part, factors))
            case n.Hadamard(left, right):
                return part(left) * part(right)
            case n.Over(above, below):
                return part(above) / part(below)
            case n.Power(base, exponent):
                return np.power(np.asarray(part(base), dtype=float), part(exponent))
            case n.MatMul(left, right):
                found = part(left) @ part(right)
                return found if self.scope.shape(u) else found[0, 0]
            case n.Transpose(of):
                return part(of).T
            case n.Sum(n.Binder(index, low, high), body) | n.Product(
                n.Binder(index, low, high), body
            ):
                run = self.span(index.name, body) if isinstance(high, n.Index) else None
                run = range(part(low), part(high) + 1) if run is None else run
                terms = [self.value(body, at | {index.name: step}) for step in run]
                return sum(terms) if isinstance(u, n.Sum) else np.prod(terms)
            case n.Vector(over, body):
                runs = [
                    self.span(b.index.name, body) or range(part(b.low), part(b.high) + 1)
                    for b in over
                ]
                names = [b.index.name for b in over]
                values = [
                    self.value(body, at | dict(zip(names, p, strict=True))) for p in product(*runs)
                ]
                return np.reshape(values, [len(run) for run in runs] + [1] * (len(runs) == 1))
            case n.OneHot(position, low, high):
                return np.array(
                    [[float(part(position) == c)] for c in range(part(low), part(high) + 1)]
                )
            case n.Indicator(sign, left, right):
                return float(COMPARE[sign](part(left), part(right)))
            case n.Cases(branches, otherwise):
                hold = (v for v, when in branches if part(when))
                return part(next(hold, otherwise))
            case n.Call("softmax", (of,)):
                powers = np.exp(part(of))
                return powers / powers.sum()
            case n.Call("diag", (of,)):
                return np.diag(part(of)[:, 0])
            case n.Call(name, args) if name in FUNCTIONS:
                return FUNCTIONS[name](*map(part, args))
            case n.Part(of, (position,)):
                low = part(self.scope.shape(of)[0][0])
                return part(of)[part(position) - low, 0]
        raise ValueError(f"expression: no numpy function for {text(u)}")


def argument(u):
    """The argument in which an entry's or an array's values come."""
    if u.layer is None:
        return u.name
    layer = text(u.layer).replace("ℓ", "ell").replace(" + ", "_plus_").replace(" − ", "_minus_")
    return f"{u.name}_{layer}"
