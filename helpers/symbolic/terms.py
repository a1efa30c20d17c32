"""What lines are written with: letters, entries, sums, indicators, functions, derivatives."""

# ruff: noqa: D102 - what a method does, its name and its class say

import sympy
from sympy import Expr, Indexed, IndexedBase, Symbol, Tuple
from sympy.core.symbol import Str
from sympy.printing.precedence import PRECEDENCE

from helpers.symbolic.written import Diff, Written, given, opaque, plain


def index(name):
    """An index or a size: a whole number, such as i, ℓ, k or L."""
    return Symbol(name, integer=True)


class Letter(Written, Symbol):
    """A real number with a name, such as z or η."""

    __slots__ = ()

    def __new__(cls, name):
        return Symbol.__new__(cls, name, real=True)

    def _plain(self):
        return Symbol(self.name, real=True)


class Family(Written):
    """A vector or matrix whose entries are numbers: ``y_hat[i]``, ``w[j, i]``.

    Parameters
    ----------
    name : str
    *sizes : sympy.Symbol, or pair of expressions
        One for each index, which runs from 1 to its size, or from the first to the last of a pair.
    """

    layered = False
    __iter__ = None

    def __new__(cls, name, *sizes):
        name = name if isinstance(name, Str) else Str(name)
        return Expr.__new__(cls, name, *map(_range, sizes))

    @property
    def name(self):
        return self.args[0].name

    def ranges(self, layer=None):
        """Pairs (first, last), one for each unit index."""
        return tuple(tuple(pair) for pair in self.args[1:])

    @property
    def shape(self):
        return self.ranges()

    def entry(self, *indices):
        return Entry(self, *indices)

    def __getitem__(self, indices):
        indices = indices if isinstance(indices, tuple) else (indices,)
        count = len(self.ranges()) + self.layered
        if self.layered and len(indices) == 1:
            from helpers.symbolic.arrays import Whole

            return Whole(self, *indices)
        if len(indices) != count:
            raise ValueError(f"{self.name} takes {count} indices, but {len(indices)} came")
        return Entry(self, *indices)

    def _plain(self):
        raise ValueError(f"{self.name} is a whole array; a line of numbers needs {self.name}[…]")


class Layered(Family):
    """A family with one array a layer: ``a[L, i]``, ``W[k, i, j]``; ``a[L]`` is the whole array.

    Parameters
    ----------
    name : str
    sizes, last : tuple of sympy.Symbol
        Sizes in a layer before the last, and in the last, which is called L.
    """

    layered = True

    def __new__(cls, name, sizes, last):
        name = name if isinstance(name, Str) else Str(name)
        return Expr.__new__(cls, name, *(Tuple(*map(_range, part)) for part in (sizes, last)))

    def ranges(self, layer=None):
        """Pairs (first, last), one for each unit index of a layer."""
        return tuple(map(tuple, self.args[2] if layer == index("L") else self.args[1]))


def _range(size):
    return Tuple(*map(given, size)) if isinstance(size, tuple | Tuple) else Tuple(1, given(size))


class Entry(Written):
    """One entry of a family; for a layered family the first index is the layer."""

    def __new__(cls, family, *indices):
        return Expr.__new__(cls, family, *map(given, indices))

    @property
    def ranges(self):
        """Pairs (index, (first, last)), one for each unit index."""
        family, *indices = self.args
        limits = family.ranges(indices[0])
        return list(zip(indices[len(indices) - len(limits) :], limits, strict=bool(limits)))

    def _plain(self):
        return Indexed(IndexedBase(self.args[0].name), *map(plain, self.args[1:]))


class KroneckerDelta(Written):
    """The indicator 1[u = v] of two indices of the same range."""

    def __new__(cls, *indices):
        return Expr.__new__(cls, *map(given, indices))

    def _plain(self):
        return sympy.KroneckerDelta(*map(plain, self.args))


class Sum(Written):
    """A sum: ``Sum(exp(a[L, j]), (j, 1, k))``."""

    precedence = PRECEDENCE["Mul"]

    def __new__(cls, body, *limits):
        return Expr.__new__(cls, given(body), *(Tuple(*map(given, limit)) for limit in limits))

    @property
    def free_symbols(self):
        body, *limits = self.args
        free = body.free_symbols
        for variable, low, high in limits:
            free = (free - {variable}) | low.free_symbols | high.free_symbols
        return free

    def _plain(self):
        body, *limits = self.args
        return sympy.Sum(plain(body), *map(plain, limits))


class Applied(Written):
    """A function at a point, element by element where the point is an array."""

    def __new__(cls, name, *arguments):
        name = name if isinstance(name, Str) else Str(name)
        return Expr.__new__(cls, name, *map(given, arguments))

    @property
    def name(self):
        return self.args[0].name

    def _plain(self):
        name, *arguments = self.args
        known = {"exp": sympy.exp, "log": sympy.log, "tanh": sympy.tanh, "sqrt": sympy.sqrt}
        known |= {"max": sympy.Max}
        return known.get(name.name, opaque(name.name))(*map(plain, arguments))


def function(name):
    """A function to write with, known (exp, log, tanh, sqrt, max) or not; g has the derivative g'.

    Examples
    --------
    >>> function("g")(Letter("z"))
    g(z)
    """
    return lambda *arguments: Applied(name, *arguments)


class Derivative(Written):
    """The derivative of an expression, not carried out: ``Derivative(y_hat[ell], a[L, i])``.

    By an abbreviation such as ŷ_i it is taken with ŷ as the independent variable; by any other
    variable it sees through the abbreviations.
    """

    precedence = PRECEDENCE["Mul"]

    def __new__(cls, what, *variables):
        return Expr.__new__(cls, given(what), *map(given, variables))

    def _plain(self):
        what, *variables = map(plain, self.args)
        for variable in variables:
            what = Diff(what, variable)
        return what


class Cases(Written):
    """One expression where two indices agree, another otherwise: ``Cases(u, (j, a), v)``."""

    def __new__(cls, agree, indices, otherwise):
        return Expr.__new__(cls, given(agree), Tuple(*map(given, indices)), given(otherwise))

    def _plain(self):
        agree, indices, otherwise = self.args
        same = sympy.KroneckerDelta(*map(plain, indices))
        return same * plain(agree) + (1 - same) * plain(otherwise)


class FunctionOf(Expr):
    """An arbitrary function of the variables named; see `function_of`."""

    @property
    def variables(self):
        return self.args[0]

    @property
    def limits(self):
        return self.args[1]


def function_of(*variables):
    """An arbitrary, differentiable function of the variables named; a value for `where`.

    Parameters
    ----------
    *variables
        The variables it depends on; an index that runs has its limits beside it as a tuple.

    Examples
    --------
    >>> from helpers.symbolic.lecture import a, i, loss, m, n
    >>> where = {loss: function_of(a[i + 1, m], (m, 1, n))}
    """
    limits = [
        plain(Tuple(*map(given, item))) for item in variables if isinstance(item, tuple | Tuple)
    ]
    names = [plain(given(item)) for item in variables if not isinstance(item, tuple | Tuple)]
    if not names:
        raise ValueError("function_of takes the variables the function depends on; none came")
    return FunctionOf(Tuple(*names), Tuple(*limits))
