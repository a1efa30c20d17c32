"""Vectors and matrices: whole arrays that are written by name and proved entry by entry."""

# ruff: noqa: D102 - what a method does, its name and its class say

from sympy import Dummy, Expr, S, Tuple
from sympy.printing.precedence import PRECEDENCE

from helpers.symbolic.terms import Applied, Derivative, Entry, Family, KroneckerDelta, Sum
from helpers.symbolic.written import Negative, Over, Plus, Times, Written, given, plain


class Array(Written):
    """What has entries: `shape` is a tuple of (first, last), `entry` gives one entry."""

    def _plain(self):
        raise ValueError(f"{self} is a whole array; a line of numbers needs one of its entries")


class Vector(Array):
    """The column whose i-th entry is given: ``Vector(y_hat[i], (i, 1, k))``.

    Parameters
    ----------
    entry : expression in the index
    *limits : (index, first, last)
        One for a vector, two for a matrix.
    """

    def __new__(cls, entry, *limits):
        return Expr.__new__(cls, given(entry), *(Tuple(*map(given, limit)) for limit in limits))

    @property
    def free_symbols(self):
        entry, *limits = self.args
        return entry.free_symbols - {limit[0] for limit in limits}

    @property
    def shape(self):
        return tuple((low, high) for _, low, high in self.args[1:])

    def entry(self, *indices):
        body, *limits = self.args
        pairs = zip(limits, indices, strict=True)
        return body.xreplace({limit[0]: given(value) for limit, value in pairs})


Matrix = Vector


class Whole(Array):
    """All of one layer of a layered family: ``a[L]``, ``W[k]``."""

    @property
    def shape(self):
        family, layer = self.args
        return family.ranges(layer)

    def entry(self, *indices):
        family, layer = self.args
        return Entry(family, layer, *indices)


class OneHot(Array):
    """The one-hot vector e(ℓ): entry ℓ is 1, the others are 0.

    Parameters
    ----------
    label : index
    high, low : size, optional
        Last and first class.
    """

    def __new__(cls, label, high, low=1):
        return Expr.__new__(cls, given(label), given(high), given(low))

    @property
    def shape(self):
        return ((self.args[2], self.args[1]),)

    @property
    def ranges(self):
        """Pairs (index, (first, last))."""
        return [(self.args[0], self.shape[0])]

    def entry(self, index):
        return KroneckerDelta(self.args[0], index)


class Gradient(Array):
    """The vector or matrix of derivatives of a number by every entry of an array."""

    @property
    def shape(self):
        return shape(self.args[1])

    def entry(self, *indices):
        what, by = self.args
        return Derivative(what, entry(by, *indices))


class Softmax(Array):
    """softmax of a vector; ``softmax(a[L])[i]`` is one entry."""

    @property
    def shape(self):
        return shape(self.args[0])

    def __getitem__(self, index):
        return SoftmaxEntry(self.args[0], given(index))

    __iter__ = None
    entry = __getitem__


class SoftmaxEntry(Written):
    """One entry of a softmax."""

    @property
    def ranges(self):
        """Pairs (index, (first, last))."""
        return [(self.args[1], shape(self.args[0])[0])]

    def _plain(self):
        vector, position = self.args
        ((low, high),) = shape(vector)
        j = Dummy("j", integer=True)
        total = Sum(Applied("exp", entry(vector, j)), (j, low, high))
        return plain(Applied("exp", entry(vector, position)) / total)


class Transpose(Array):
    """The transpose; of a column it is a row."""

    precedence = PRECEDENCE["Pow"]

    @property
    def shape(self):
        sizes = shape(self.args[0])
        return ((S.One, S.One), *sizes) if len(sizes) == 1 else sizes[::-1]

    def entry(self, row, column):
        if len(shape(self.args[0])) == 1:
            return entry(self.args[0], column)
        return entry(self.args[0], column, row)


class MatMul(Array):
    """A matrix product: W h, Wᵀ u, the inner product uᵀ v, the outer product u hᵀ."""

    precedence = PRECEDENCE["Mul"]

    def __new__(cls, left, right):
        inner = (*shape(left), (S.One, S.One))[1], shape(right)[0]
        if inner[0] != inner[1]:
            raise ValueError(
                f"{left} has {inner[0][1]} columns, but {right} has {inner[1][1]} rows"
            )
        return Expr.__new__(cls, left, right)

    @property
    def shape(self):
        left, right = map(shape, self.args)
        rows, columns = left[:1], right[1:]
        if rows == ((S.One, S.One),) and isinstance(self.args[0], Transpose):
            rows = ()
        return rows + columns

    def entry(self, *indices):
        left, right = self.args
        row = indices[: len(indices) - len(shape(right)) + 1] or (S.One,)
        column = indices[len(indices) - len(shape(right)) + 1 :]
        if len(shape(left)) == 1:
            return entry(left, *row) * entry(right, S.One, *column)
        r = Dummy("r", integer=True)
        low, high = shape(left)[1]
        return Sum(entry(left, *row, r) * entry(right, r, *column), (r, low, high))

    def _plain(self):
        return plain(self.entry()) if self.shape == () else super()._plain()


class Hadamard(Array):
    """The element-wise product ⊙ of two arrays of one shape."""

    precedence = PRECEDENCE["Mul"]

    def __new__(cls, left, right):
        if shape(left) != shape(right):
            raise ValueError(f"{left} and {right} have different shapes: ⊙ takes equal ones")
        return Expr.__new__(cls, left, right)

    @property
    def shape(self):
        return shape(self.args[0])

    def entry(self, *indices):
        return entry(self.args[0], *indices) * entry(self.args[1], *indices)


class Diagonal(Array):
    """The diagonal matrix of a vector."""

    @property
    def shape(self):
        return shape(self.args[0]) * 2

    def entry(self, row, column):
        return KroneckerDelta(row, column) * entry(self.args[0], row)


def shape(expression):
    """The ranges of an expression's indices, () for a number; unequal shapes raise ValueError."""
    if isinstance(expression, Array | Family) and not getattr(expression, "layered", False):
        return expression.shape
    if isinstance(expression, Plus | Negative | Times | Over | Applied):
        shapes = [shape(part) for part in expression.args]
        arrays = [found for found in shapes if found]
        if not arrays:
            return ()
        if isinstance(expression, Over) and shapes[1]:
            raise ValueError(f"{expression} divides by a whole array")
        if isinstance(expression, Times) and len(arrays) > 1:
            raise ValueError(f"{expression} multiplies arrays: write @ or hadamard(…)")
        if isinstance(expression, Plus) and any(found != arrays[0] for found in shapes):
            raise ValueError(f"{expression} adds things of different shapes")
        return arrays[0]
    return ()


def entry(expression, *indices):
    """One entry of an expression with arrays in it; a number is the same at every index."""
    if not shape(expression):
        return expression
    if isinstance(expression, Array | Family):
        return expression.entry(*indices)
    return expression.func(*(entry(part, *indices) for part in expression.args))
