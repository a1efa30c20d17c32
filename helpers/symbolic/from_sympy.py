"""Sympy's own expressions as trees, so that a derivation takes them too."""

from fractions import Fraction
from functools import reduce

import sympy
from sympy.core.function import AppliedUndef
from sympy.core.relational import Relational

from helpers.language import nodes as n
from helpers.language.reader import SIGNS, read

NAMED = {
    getattr(sympy, name): name.lower()
    for name in ["exp", "log", "tanh", "sinh", "cosh", "sin", "cos", "tan", "erf", "Abs", "sign"]
}
BIG = {sympy.Sum: n.Sum, sympy.Product: n.Product}
HALF = n.Over(n.ONE, n.Number(2))


def from_sympy(expression, whole=()):
    """The tree of a sympy expression; `whole` are names of indices and sizes, besides those that
    stand as an index, as a bound or in an indicator here.

    >>> from helpers.language.printing import text
    >>> i, k = sympy.symbols("i k")
    >>> print(text(from_sympy(sympy.Sum(sympy.IndexedBase("y")[i] ** 2, (i, 1, k)))))
    Σ(i, 1..k, y[i]²)
    """
    if isinstance(expression, int | float):
        expression = sympy.sympify(expression)
    if not isinstance(expression, sympy.Expr):
        raise ValueError("an expression of sympy was expected")
    return _Converter(set(whole) | whole_names(expression)).tree(expression)


def whole_names(expression):
    """The names of the symbols that can only be whole numbers."""
    found = {s.name for s in expression.free_symbols if getattr(s, "is_integer", False)}
    for u in sympy.preorder_traversal(expression):
        places = u.args if isinstance(u, sympy.KroneckerDelta) else getattr(u, "indices", ())
        for place in [*places, *(part for limit in getattr(u, "limits", ()) for part in limit)]:
            found |= {s.name for s in place.free_symbols if isinstance(s, sympy.Symbol)}
            found |= {s.label.name for s in place.atoms(sympy.Idx)}
    return found


class _Converter:
    def __init__(self, whole):
        self.whole = whole

    def tree(self, u):
        if isinstance(u, sympy.Rational):
            value = n.Number(Fraction(abs(u.p)))
            value = n.Over(value, n.Number(Fraction(u.q))) if u.q != 1 else value
            return n.Negative(value) if u.p < 0 else value
        if isinstance(u, sympy.Float):
            return n.number(Fraction(str(u)))
        if u in (sympy.E, sympy.pi):
            return n.Constant("e" if u == sympy.E else "pi")
        if isinstance(u, sympy.Idx):
            return n.Index(u.label.name)
        if isinstance(u, sympy.Symbol):
            is_whole = u.is_integer or u.name in self.whole
            return (n.Index if is_whole else n.Letter)(u.name)
        if isinstance(u, sympy.Indexed):
            name, _, layer = u.base.name.partition("|")  # a layer stands in the prover's names
            places = tuple(map(self.tree, u.indices))
            return n.Entry(name, read(layer) if layer else None, places)
        if isinstance(u, sympy.Add):
            return n.Plus(tuple(map(self.tree, u.as_ordered_terms())))
        if isinstance(u, sympy.Mul):
            return self.product(u)
        if isinstance(u, sympy.Pow):
            if u.exp == sympy.Rational(1, 2):
                return n.Call("sqrt", (self.tree(u.base),))
            if u.exp.is_Rational and u.exp.is_negative:
                return n.Over(n.ONE, self.tree(1 / u))
            return n.Power(self.tree(u.base), self.tree(u.exp))
        if type(u) in BIG:
            return self.running(u)
        if isinstance(u, sympy.KroneckerDelta):
            return n.Indicator("=", *map(self.tree, u.args[:2]))
        if isinstance(u, sympy.Piecewise):
            return self.cases(u)
        if isinstance(u, sympy.Heaviside):
            (z,) = map(self.tree, u.args[:1])
            branches = (n.ONE, n.Indicator(">", z, n.ZERO)), (HALF, n.Indicator("=", z, n.ZERO))
            return n.Cases(branches, n.ZERO)
        if isinstance(u, sympy.Max | sympy.Min):
            parts = map(self.tree, sorted(u.args, key=sympy.default_sort_key))
            name = u.func.__name__.lower()
            return reduce(lambda one, other: n.Call(name, (one, other)), parts)
        if isinstance(u, sympy.Derivative):
            body = self.tree(u.expr)
            for variable, times in u.variable_count:
                for _ in range(int(times)):
                    body = n.D(body, self.variable(variable))
            return body
        if isinstance(u, sympy.Subs) and isinstance(u.expr, sympy.Derivative):
            inner, ((variable, times),) = u.expr.expr, u.expr.variable_count
            if isinstance(inner, AppliedUndef) and inner.args == u.variables == (variable,):
                primes = "'" * int(times)  # f', where sympy has put the argument in
                return n.Call(inner.func.__name__ + primes, (self.tree(u.point[0]),))
        name = NAMED.get(u.func) or (u.func.__name__ if isinstance(u, AppliedUndef) else None)
        if name is None:
            raise ValueError(f"{u.func.__name__} is not in the language of lines: {u}")
        return n.Call(name, tuple(map(self.tree, u.args)))

    def variable(self, u):
        found = self.tree(u)
        if not isinstance(found, n.Letter | n.Entry):
            raise ValueError(f"a derivative is taken by a letter or an entry, but {u} is neither")
        return found

    def product(self, u):
        sign, u = (1, u) if not u.could_extract_minus_sign() else (-1, -u)
        above, below = sympy.fraction(u, exact=True)
        found = self.factors(above)
        if below != 1:
            found = n.Over(found, self.factors(below))
        return n.Negative(found) if sign < 0 else found

    def factors(self, u):
        parts = tuple(map(self.tree, u.as_ordered_factors() if u.is_Mul else (u,)))
        return parts[0] if len(parts) == 1 else n.Times(parts)

    def running(self, u):
        body = self.tree(u.function)
        for limit in u.limits:  # the innermost first
            if len(limit) != 3:
                raise ValueError(f"a sum needs its first and last index: {u}")
            body = BIG[type(u)](n.Binder(*map(self.tree, limit)), body)
        return body

    def cases(self, u):
        branches, otherwise = [], None
        for value, condition in u.args:
            if condition == sympy.true:
                otherwise = self.tree(value)
                break
            if not isinstance(condition, Relational) or condition.rel_op not in SIGNS:
                raise ValueError(f"a condition compares two numbers, but {condition} came")
            sides = self.tree(condition.lhs), self.tree(condition.rhs)
            branches.append((self.tree(value), n.Indicator(SIGNS[condition.rel_op], *sides)))
        if otherwise is None:
            raise ValueError(f"{u} has no value where none of its conditions holds")
        return n.Cases(tuple(branches), otherwise) if branches else otherwise
