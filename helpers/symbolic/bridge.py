"""From a result in index notation to a function of arrays."""

from dataclasses import replace
from fractions import Fraction
from itertools import product

import numpy as np

from helpers.language import nodes as n
from helpers.language.meaning import Meaning
from helpers.language.paper import read_paper
from helpers.language.printing import text
from helpers.language.scope import Family
from helpers.symbolic.from_sympy import from_sympy

DIGITS = 30  # in which it is evaluated


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
    return _Formula(tree, over, replace(scope, definitions=[]))


class _Formula:
    """A formula as a function of arrays."""

    def __init__(self, tree, over, scope):
        self.tree, self.over, self.scope = tree, over, scope
        scope.find_ranges([tree])
        self.sizes = scope.sizes([tree])
        self.reads, layers = {}, set()  # argument: an entry or array that reads it
        for u in n.walk(tree):
            if isinstance(u, n.Entry | n.Whole):
                self.reads[argument(u)] = u
                layers |= n.free(u.layer) if u.layer else set()
        families = {u.name for u in self.reads.values()}
        free = n.free(tree) - set(over) - self.sizes - families - layers
        self.arguments = tuple(sorted({*self.reads, *free}))

    def __call__(self, **given):
        if set(given) != set(self.arguments):
            raise ValueError(f"the arguments are {self.arguments}, but {tuple(sorted(given))} came")
        call = _Call(self, {name: np.asarray(v, dtype=float) for name, v in given.items()})
        runs = [call.run(name) for name in self.over]
        for name, run in zip(self.over, runs, strict=True):
            if run is None:
                raise ValueError(f"over: no array tells how far {name} runs")
        at = call.labels()
        if not self.over:
            found = np.array(call.value(call.tree, at), dtype=float)
            return found[:, 0] if found.shape[1:] == (1,) else found[()]
        places = (dict(zip(self.over, place, strict=True)) for place in product(*runs))
        values = [float(call.value(call.tree, at | place)) for place in places]
        return np.reshape(values, [len(run) for run in runs])


class _Call(Meaning):
    """What the formula means at some arrays, each a family of its own, as large as it is."""

    def __init__(self, formula, given):
        self.formula, self.given, self.families, self.ends = formula, given, {}, {}
        for name, u in formula.reads.items():
            shape, ranges = given[name].shape, formula.scope.places(u.name, u.layer) or ()
            axes = len(ranges or u.indices)
            if len(shape) != axes:
                raise ValueError(
                    f"{name}: an array with {axes} axes was expected, but one of shape {shape} came"
                )
            lows = [int(low.value) for low, _ in ranges] or [1] * axes
            lasts = [low + size - 1 for low, size in zip(lows, shape, strict=True)]
            ends = (map(n.number, numbers) for numbers in (lows, lasts))
            self.families[name] = Family(tuple(zip(*ends, strict=True)))
            for (_, high), last in zip(ranges, lasts, strict=False):
                if isinstance(high, n.Index):
                    self.ends.setdefault(high.name, set()).add(last)
        for name in n.free(formula.tree):
            self.end(name, formula.tree)
        self.tree = self.concrete(formula.tree)
        scope = replace(formula.scope, families=self.families, functions={}, declared={})
        scope.find_ranges([self.tree])
        sizes = {name: min(ends) for name, ends in self.ends.items()}
        super().__init__(scope, sizes, world=self, digits=DIGITS)

    def concrete(self, u):
        """The tree in the call's families; a sum that goes up to a size goes up to a number."""
        if isinstance(u, n.Entry):
            return n.Entry(argument(u), None, tuple(map(self.concrete, u.indices)))
        if isinstance(u, n.Whole):
            return n.Whole(argument(u), None)
        if isinstance(u, n.Index) and u.name in self.formula.sizes - set(self.given):
            if len(self.ends.get(u.name, ())) != 1:
                raise ValueError(f"the arrays do not tell one size {u.name}")
            return n.number(min(self.ends[u.name]))
        own = n.binders(u)
        if own:
            over = [replace(b, high=self.end(b.index.name, u.body, b.high) or b.high) for b in own]
            u = n.rebound(u, over, u.body)
        return n.rebuilt(u, self.concrete)

    def end(self, name, tree, high=None):
        """The last place of an index in the arrays that it runs over, or None."""
        found, index = {}, n.Index(name)
        for u in n.walk(tree):
            if isinstance(u, n.Entry) and index in u.indices:
                slot = u.indices.index(index)
                ranges = self.formula.scope.places(u.name, u.layer)
                if not (high and ranges) or ranges[slot][1] == high:
                    found.setdefault(self.families[argument(u)].ranges[slot][1], argument(u))
        if len(found) > 1:
            (one, first), (other, second), *_ = found.items()
            raise ValueError(
                f"{second}: {name} goes up to {text(other)} here, but to {text(one)} in {first}"
            )
        return next(iter(found), None)

    def run(self, name):
        """From where to where an index runs, as the arrays or its own range tell, else None."""
        limits = self.scope.ranges.get(name)
        if not limits and name in self.formula.scope.ranges:
            limits = map(self.concrete, self.formula.scope.ranges[name])
        return self.steps(n.Binder(n.Index(name), *limits), {}) if limits else None

    def labels(self):
        """The indices that are passed, counted from 1; refused where they point outside."""
        found = {}
        whole = {u.name for u in n.walk(self.formula.tree) if isinstance(u, n.Index)}
        for name in sorted(whole & set(self.given)):
            came = self.given[name]
            if came.ndim or came != np.floor(came):
                raise ValueError(f"{name}: one whole number was expected, but {came} came")
            run = self.run(name)
            if run is not None and not 0 <= came < len(run):
                raise ValueError(f"{name}: 0 to {len(run) - 1} were expected, but {came:g} came")
            found[name] = int(came) + (run[0] if run else 0)  # 0: a size that no array tells
        return found

    def number(self, key):
        """The number that was given for a letter or an entry."""
        name, _, places = key
        if places:
            lows = (int(low.value) for low, _ in self.families[name].ranges)
            places = tuple(place - low for place, low in zip(places, lows, strict=True))
        return Fraction(self.given[name][places].item())

    def function(self, key, args):
        raise ValueError(f"expression: nothing says what the function {key[0]} is")


def argument(u):
    """The argument in which an entry's or an array's values come."""
    if u.layer is None:
        return u.name
    layer = text(u.layer).replace("ℓ", "ell").replace(" + ", "_plus_").replace(" − ", "_minus_")
    return f"{u.name}_{layer}"
