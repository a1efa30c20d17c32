"""A normal form for index notation: what two equal expressions, sizes open, have in common.

An expression becomes a fraction of polynomials over *atoms*: entries, indicators, exp of a
monomial, sums that cannot be split further. Equality is then decided case by case over the
indicators.
"""

# ruff: noqa: D102 - what a method does, its name and its class say

from math import lcm

from sympy import (
    QQ,
    Abs,
    Add,
    Dummy,
    Function,
    Heaviside,
    Indexed,
    Integer,
    KroneckerDelta,
    Max,
    Min,
    Mul,
    Piecewise,
    Pow,
    Rational,
    S,
    Sum,
    Symbol,
    exp,
    factor_list,
    factorint,
    lex,
    log,
    sign,
    sstr,
    tanh,
)
from sympy.core.relational import Equality, GreaterThan, Relational, StrictGreaterThan
from sympy.functions.elementary.hyperbolic import HyperbolicFunction
from sympy.polys.fields import FracField

from helpers.symbolic.calculus import Undecidable
from helpers.symbolic.summation import is_bound, sum_over


class positive(Function):  # noqa: N801
    """The indicator 1[u > 0]."""

    @classmethod
    def eval(cls, u):
        if u.is_number and u.is_real:
            return Integer(bool(u > 0))
        return None


class Normal:
    """Normal forms under given ranges of the indices.

    Parameters
    ----------
    ranges : dict
        Index: (first, last).
    """

    def __init__(self, ranges):
        self.ranges = dict(ranges)
        self.dummies = {}  # atom -> its stand-in
        self.atoms = {}  # stand-in -> its atom
        self.unit = 1  # exp(m / unit) is the atom for a monomial m
        self.done = set()  # sums in normal form

    # ---- to a fraction and back

    def stand_in(self, atom):
        if atom not in self.dummies:
            self.dummies[atom] = Dummy()
            self.atoms[self.dummies[atom]] = atom
        return self.dummies[atom]

    def fraction(self, expression):
        """The expression as an element of a field of fractions over its atoms."""
        expression = self.visit(expression)
        symbols = expression.free_symbols
        generators = sorted(symbols, key=lambda symbol: _key(self.atoms[symbol]))
        field = FracField(generators or [Dummy()], QQ, lex)
        try:
            return field.from_expr(expression)
        except ZeroDivisionError as error:
            raise Undecidable("a denominator is 0 for every value of its variables") from error

    def expression(self, fraction):
        """The plain expression of a fraction."""
        return fraction.as_expr().xreplace(self.atoms)

    def canonical(self, expression):
        """The expression in normal form."""
        return self.expression(self.fraction(expression))

    # ---- the rules, by kind of node; each gives an expression in stand-ins

    def visit(self, u):
        if u.is_Rational:
            return u
        if u.is_Float:
            return Rational(str(u))
        if isinstance(u, Add | Mul):
            return u.func(*map(self.visit, u.args))
        if isinstance(u, exp) or u == S.Exp1:
            return self.visit_exp(u.exp)
        if isinstance(u, Pow):
            return self.visit_pow(*u.args)
        if isinstance(u, Sum):
            return self.stand_in(u) if u in self.done else self.visit(sum_over(u, self))
        if isinstance(u, log):
            return self.visit_log(self.fraction(u.args[0]))
        if isinstance(u, HyperbolicFunction):
            return self.visit(u.rewrite(exp) if not isinstance(u, tanh) else _tanh(u.args[0]))
        if isinstance(u, Max | Min):
            return self.visit(u.rewrite(Piecewise))
        if isinstance(u, Abs):
            return self.visit(u.args[0] * (2 * positive(u.args[0]) - 1))
        if isinstance(u, sign):
            return self.visit(2 * positive(u.args[0]) - 1)
        if isinstance(u, Heaviside):
            return self.visit(positive(u.args[0]))
        if isinstance(u, positive):
            return self.visit_positive(u.args[0])
        if isinstance(u, Piecewise):
            return self.visit_piecewise(u.args)
        if isinstance(u, Symbol | Indexed | KroneckerDelta) or not u.args:
            return self.stand_in(u)
        if isinstance(u, Function):
            return self.stand_in(u.func(*map(self.canonical, u.args)))
        raise Undecidable(f"no rule for {u.func.__name__} in {u}")

    def visit_pow(self, base, power):
        if power.is_Integer:
            return self.visit(base) ** power
        if power.is_Rational:
            root = self.stand_in(Pow(self.canonical(base), Rational(1, power.q)))
            whole, rest = divmod(power.p, power.q)
            return self.visit(base) ** whole * root**rest
        base, power = self.canonical(base), self.canonical(power)
        return Mul(*(self.visit_symbolic_pow(base, term) for term in Add.make_args(power.expand())))

    def visit_symbolic_pow(self, base, term):
        number, rest = term.as_coeff_Mul()
        if rest == 1 or not number.is_Integer:
            return self.visit(base**term) if rest == 1 else self.stand_in(Pow(base, term))
        return self.stand_in(Pow(base, rest)) ** number

    def visit_exp(self, power):
        fraction = self.fraction(power)
        content, below = fraction.denom.as_expr().as_content_primitive()
        result = S.One
        for term in Add.make_args(fraction.numer.as_expr().expand()):
            number, monomial = term.as_coeff_Mul()
            number, monomial = number / content, (monomial / below).xreplace(self.atoms)
            scaled = number * self.unit
            if not scaled.is_Integer:
                raise _Finer(number.q)
            if isinstance(monomial, log):
                result *= self.visit(monomial.args[0] ** number)
            else:
                result *= self.stand_in(exp(monomial / self.unit)) ** scaled
        return result

    def visit_log(self, fraction):
        result, kept = S.Zero, S.One
        for part, way in ((fraction.numer, 1), (fraction.denom, -1)):
            number, factors = factor_list(part.as_expr())
            if number < 0:
                number, kept = -number, -kept
            for prime, times in [
                *((p, way * c) for p, c in factorint(number.p).items()),
                *((q, -way * c) for q, c in factorint(number.q).items()),
            ]:
                result += 0 if prime == 1 else times * self.stand_in(log(Integer(prime)))
            for factor, times in factors:
                meaning = factor.xreplace(self.atoms)
                if isinstance(meaning, exp):
                    result += way * times * self.visit(meaning.args[0])
                elif is_positive(meaning):
                    result += way * times * self.stand_in(log(meaning))
                else:
                    kept *= meaning ** (way * times)
        return result if kept == 1 else result + self.stand_in(log(kept))

    def visit_positive(self, u):
        fraction = self.fraction(u)
        product = fraction.numer * fraction.denom
        if product == 0 or product.is_ground:
            return Integer(bool(product.LC > 0)) if product != 0 else S.Zero
        flip = product.LC < 0
        meaning = ((-product if flip else product).primitive()[1]).as_expr().xreplace(self.atoms)
        truth = self.stand_in(positive(meaning)) if not is_positive(meaning) else S.One
        return 1 - truth if flip else truth

    def visit_piecewise(self, branches):
        result, left = S.Zero, S.One
        for value, condition in branches:
            truth = self.truth(condition)
            result += left * truth * self.visit(value)
            left *= 1 - truth
        return result

    def truth(self, condition):
        if condition in (True, False):
            return Integer(bool(condition))
        if isinstance(condition, Equality):
            return self.visit(KroneckerDelta(*condition.args))
        if isinstance(condition, Relational) and condition.rel_op in ("<", "<=", ">", ">="):
            difference = condition.lhs - condition.rhs
            above = isinstance(condition, GreaterThan | StrictGreaterThan)
            return self.visit(positive(difference if above else -difference))
        raise Undecidable(f"no rule for the condition {condition}")


def is_zero(expression, ranges):
    """Whether a plain expression without derivatives is 0, whatever its sizes; False: not shown.

    Examples
    --------
    >>> from sympy.abc import x, y
    >>> is_zero((x + y) ** 2 - x**2 - 2 * x * y - y**2, {})
    True
    """
    normal = Normal(ranges)
    for _ in range(4):
        try:
            return _vanishes(expression, normal, 0)
        except _Finer as finer:
            unit = lcm(normal.unit, finer.denominator)
            normal = Normal(ranges)
            normal.unit = unit
    return False


def _vanishes(expression, normal, depth):
    """Zero, or zero in both cases of one of its indicators."""
    fraction = normal.fraction(expression)
    if fraction == 0:
        return True
    above = fraction.numer.as_expr()
    atoms = {normal.atoms[symbol] for symbol in above.free_symbols}
    above = above.xreplace(normal.atoms)
    indicators = [
        atom
        for atom in set().union(*(atom.atoms(KroneckerDelta, positive) for atom in atoms))
        if not any(is_bound(symbol) for symbol in atom.free_symbols)
    ]
    if not indicators or depth > 10:
        return False
    first = min(indicators, key=_key)
    if not _vanishes(above.xreplace({first: S.Zero}), normal, depth + 1):
        return False
    return _vanishes(_where_true(above, first), normal, depth + 1)


def _where_true(expression, indicator):
    if isinstance(indicator, positive):
        return expression.xreplace({indicator: S.One})
    difference = indicator.args[0] - indicator.args[1]
    for symbol in sorted(difference.free_symbols, key=_key):
        slope = difference.coeff(symbol)
        if abs(slope) == 1:
            return expression.xreplace({symbol: (symbol - difference / slope).expand()})
    raise Undecidable(f"no rule for {indicator}")


class _Finer(Exception):  # noqa: N818
    """exp(m / unit) needs a finer unit."""

    def __init__(self, denominator):
        self.denominator = denominator


def is_positive(u):
    """Whether a plain expression is positive for all real values of its variables."""
    if isinstance(u, exp) or u.is_positive:
        return True
    if isinstance(u, Sum):
        return is_positive(u.function)
    if isinstance(u, Add | Mul):
        return all(map(is_positive, u.args))
    return isinstance(u, Pow) and is_positive(u.base)


def _tanh(z):
    return (exp(z) - exp(-z)) / (exp(z) + exp(-z))


def _key(atom):
    return sstr(atom)
