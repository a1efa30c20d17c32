"""Expressions that keep the form in which they are written, to be shown as on the slide.

sympy rearranges what it is given: -(u - v) becomes v - u, exp(u) exp(v) becomes exp(u + v).
The lecture's symbols build the nodes of this file instead; `plain` gives sympy's own expression.
"""

# ruff: noqa: D102 - what a method does, its name and its class say

from functools import cache

from sympy import (
    Add,
    Expr,
    Float,
    Function,
    Idx,
    Indexed,
    IndexedBase,
    Mul,
    Pow,
    Rational,
    Symbol,
    sympify,
)
from sympy import Derivative as SympyDerivative
from sympy.core.function import AppliedUndef
from sympy.printing.precedence import PRECEDENCE


def given(value):
    """What is given to a node, as an expression of sympy; strings are not evaluated."""
    try:
        return sympify(value, strict=True)
    except (TypeError, ValueError):
        raise ValueError(f"an expression of sympy was expected, but {value!r} came") from None


def _operator(build):
    def operator(self, other):
        try:
            other = given(other)
        except ValueError:
            return NotImplemented
        return build(self, other) if isinstance(other, Expr) else NotImplemented

    return operator


class Written(Expr):
    """An expression that keeps the form in which it was written."""

    __slots__ = ()
    _op_priority = 1000.0
    is_commutative = True
    precedence = PRECEDENCE["Atom"]

    def __new__(cls, *parts):
        return Expr.__new__(cls, *map(given, parts))

    __add__ = _operator(lambda u, v: Plus(u, v))
    __radd__ = _operator(lambda u, v: Plus(v, u))
    __sub__ = _operator(lambda u, v: Plus(u, Negative(v)))
    __rsub__ = _operator(lambda u, v: Plus(v, Negative(u)))
    __mul__ = _operator(lambda u, v: Times(u, v))
    __rmul__ = _operator(lambda u, v: Times(v, u))
    __truediv__ = _operator(lambda u, v: Over(u, v))
    __rtruediv__ = _operator(lambda u, v: Over(v, u))
    __pow__ = _operator(lambda u, v: Power(u, v))
    __rpow__ = _operator(lambda u, v: Power(v, u))

    def __neg__(self):
        return Negative(self)

    def __matmul__(self, other):
        from helpers.symbolic.arrays import MatMul

        return MatMul(self, other)

    @property
    def T(self):
        """The transpose; of a column it is a row."""
        from helpers.symbolic.arrays import Transpose

        return Transpose(self)

    def __str__(self):
        from helpers.symbolic.text import text

        return text(self)

    __repr__ = __str__
    _sympystr = lambda self, printer: str(self)  # noqa: E731

    def _repr_latex_(self):
        from helpers.symbolic.printing import latex

        return f"$\\displaystyle {latex(self)}$"

    def _latex(self, printer):
        from helpers.symbolic.printing import latex

        return latex(self)

    def _plain(self):
        raise NotImplementedError

    def doit(self, **hints):
        """Sympy's own expression, with its sums and derivatives carried out where sympy can."""
        return plain(self).doit(**hints)

    def _eval_simplify(self, **options):
        return plain(self).simplify(**options)

    def _eval_evalf(self, precision):
        return plain(self)._eval_evalf(precision)


def _flat(kind, items):
    for item in items:
        item = given(item)
        if isinstance(item, kind):
            yield from item.args
        else:
            yield item


class Plus(Written):
    """u + v + …, in the order written."""

    precedence = PRECEDENCE["Add"]

    def __new__(cls, *terms):
        return Expr.__new__(cls, *_flat(Plus, terms))

    def _plain(self):
        return Add(*map(plain, self.args))


class Negative(Written):
    """-u, with its bracket where u is a sum."""

    precedence = PRECEDENCE["Add"]

    def _plain(self):
        return Mul(-1, plain(self.args[0])).expand(deep=False)


class Times(Written):
    """u v …, in the order written; fractions stay apart."""

    precedence = PRECEDENCE["Mul"]

    def __new__(cls, *factors):
        return Expr.__new__(cls, *_flat(Times, factors))

    def _plain(self):
        return Mul(*map(plain, self.args))


class Over(Written):
    """A fraction u / v."""

    precedence = PRECEDENCE["Mul"]

    def _plain(self):
        return plain(self.args[0]) / plain(self.args[1])


class Power(Written):
    """u to the power v."""

    precedence = PRECEDENCE["Pow"]

    def _plain(self):
        return Pow(*map(plain, self.args))


class Diff(Expr):
    """A derivative not yet carried out, in plain expressions: (what, by what)."""

    is_commutative = True


@cache
def opaque(name):
    """A function of which nothing is known; its derivative is the function named with a prime.

    Examples
    --------
    >>> from sympy.abc import z
    >>> opaque("g")(2 * z).diff(z)
    2*g'(2*z)
    """

    def fdiff(self, argindex=1):
        if len(self.args) == 1:
            return opaque(name + "'")(*self.args)
        return opaque(f"{name}'{argindex}")(*self.args)

    return type(name, (Function,), {"fdiff": fdiff, "opaque": True})


def plain(expression):
    """Sympy's own expression for one in the lecture's notation; derivatives and sums stay open.

    Parameters
    ----------
    expression : sympy.Expr
        Written with the lecture's symbols, or with sympy's, or mixed.

    Returns
    -------
    sympy.Expr

    Examples
    --------
    >>> from helpers.symbolic.lecture import i, y_hat
    >>> plain(-(1 - y_hat[i]))
    y_hat[i] - 1
    """
    if isinstance(expression, Written):
        return expression._plain()
    if isinstance(expression, Float):
        return Rational(str(expression))
    if isinstance(expression, Idx):
        return Symbol(expression.label.name, integer=True)
    if isinstance(expression, SympyDerivative):
        result = plain(expression.expr)
        for variable, count in expression.variable_count:
            for _ in range(int(count)):
                result = Diff(result, plain(variable))
        return result
    if isinstance(expression, Indexed):
        return Indexed(IndexedBase(expression.base.name), *map(plain, expression.indices))
    if isinstance(expression, AppliedUndef):
        return opaque(expression.func.__name__)(*map(plain, expression.args))
    if type(expression) is Symbol and expression.assumptions0 == {"commutative": True}:
        return Symbol(expression.name, real=True)
    if not expression.args:
        return expression
    arguments = [plain(argument) for argument in expression.args]
    if all(new is old for new, old in zip(arguments, expression.args, strict=True)):
        return expression
    return expression.func(*arguments)
