"""Sympy's own expressions as trees, so that a derivation takes them too."""

from fractions import Fraction

import sympy
from sympy.core.function import AppliedUndef
from sympy.core.relational import Relational

from helpers.language import nodes as n
from helpers.language.reader import SIGNS, read

NAMED = {
    sympy.exp: "exp",
    sympy.log: "log",
    sympy.tanh: "tanh",
    sympy.sinh: "sinh",
    sympy.cosh: "cosh",
    sympy.sin: "sin",
    sympy.cos: "cos",
    sympy.tan: "tan",
    sympy.erf: "erf",
    sympy.Abs: "abs",
    sympy.sign: "sign",
}


def from_sympy(expression, whole=()):
    """The tree of a sympy expression; `whole` are names of indices and sizes, besides those that
    stand as an index, as a bound or in an indicator here.

    Raises
    ------
    ValueError
        Where it is no expression of sympy, or has a part that the language does not have.

    Examples
    --------
    >>> from helpers.language.printing import text
    >>> i, k = sympy.symbols("i k")
    >>> print(text(from_sympy(sympy.Sum(sympy.IndexedBase("y")[i] ** 2, (i, 1, k)))))
    Σ(i, 1..k, y[i]²)
    """
    try:
        expression = sympy.sympify(expression, strict=True)
    except (TypeError, ValueError):
        expression = None
    if not isinstance(expression, sympy.Expr):
        raise ValueError("an expression of sympy was expected")
    return _Converter(set(whole) | whole_names(expression)).tree(expression)


def whole_names(expression):
    """The names of the symbols that can only be whole numbers."""
    found = {s.name for s in expression.free_symbols if getattr(s, "is_integer", False)}
    for u in sympy.preorder_traversal(expression):
        places = ()
        if isinstance(u, sympy.Indexed):
            places = u.indices
        elif isinstance(u, sympy.KroneckerDelta):
            places = u.args
        elif isinstance(u, sympy.Sum | sympy.Product):
            places = [part for limit in u.limits for part in limit]
        found |= {
            s.name for place in places for s in place.free_symbols if isinstance(s, sympy.Symbol)
        }
        found |= {s.label.name for place in places for s in place.atoms(sympy.Idx)}
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
        if isinstance(u, sympy.Sum | sympy.Product):
            kind = n.Sum if isinstance(u, sympy.Sum) else n.Product
            return self.running(kind, u)
        if isinstance(u, sympy.KroneckerDelta):
            return n.Indicator("=", *map(self.tree, u.args[:2]))
        if isinstance(u, sympy.Piecewise):
            return self.cases(u)
        if isinstance(u, sympy.Heaviside):
            (z,) = map(self.tree, u.args[:1])
            half = n.Over(n.ONE, n.Number(Fraction(2)))
            branches = (n.ONE, n.Indicator(">", z, n.ZERO)), (half, n.Indicator("=", z, n.ZERO))
            return n.Cases(branches, n.ZERO)
        if isinstance(u, sympy.Max | sympy.Min):
            first, *rest = map(self.tree, sorted(u.args, key=sympy.default_sort_key))
            for part in rest:
                first = n.Call("max" if isinstance(u, sympy.Max) else "min", (first, part))
            return first
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

    def running(self, kind, u):
        body = self.tree(u.function)
        for limit in u.limits:  # the innermost first
            if len(limit) != 3:
                raise ValueError(f"a sum needs its first and last index: {u}")
            variable, low, high = map(self.tree, limit)
            body = kind(n.Binder(variable, low, high), body)
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
