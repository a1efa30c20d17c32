"""Differentiation in index notation: entries by entries, through sums, along every path."""

from sympy import (
    Add,
    Dummy,
    Function,
    Heaviside,
    Indexed,
    IndexedBase,
    KroneckerDelta,
    Max,
    Min,
    Mul,
    Piecewise,
    Pow,
    S,
    Sum,
    Symbol,
    log,
)

from helpers.symbolic.terms import FunctionOf
from helpers.symbolic.written import Diff

PARTIAL = "∂"


class Undecidable(ValueError):  # noqa: N818
    """What these rules cannot carry out, or cannot decide."""


def fresh(expression):
    """The expression with every bound index renamed, so that nothing put into it is captured."""
    if isinstance(expression, Sum):
        body, limits = fresh(expression.function), list(expression.limits)
        for position, (variable, low, high) in enumerate(limits):
            new = Dummy(variable.name, integer=True)
            body = body.xreplace({variable: new})
            limits[:position] = [
                (v, a.xreplace({variable: new}), b.xreplace({variable: new}))
                for v, a, b in limits[:position]
            ]
            limits[position] = (new, low, high)
        return Sum(body, *limits)
    if not expression.has(Sum):
        return expression
    return expression.func(*map(fresh, expression.args))


def carry_out(expression, definitions):
    """Every derivative in a plain expression, carried out; other abbreviations stay.

    Parameters
    ----------
    expression : plain expression
    definitions : Definitions
        A derivative by an abbreviation takes it as independent; any other sees through them all.

    Returns
    -------
    plain expression without `Diff`

    Raises
    ------
    Undecidable
        Where a rule is missing.
    """
    if isinstance(expression, Diff):
        what, by = expression.args
        if not isinstance(by, Symbol | Indexed):
            raise Undecidable(f"a derivative is taken by a letter or an entry, but {by} came")
        if by.is_integer:
            raise Undecidable(f"a derivative by the index {by} has no meaning")
        what = carry_out(what, definitions)
        keep, _ = definitions.find(by)
        return differentiate(definitions.expand(fresh(what), keep), by, definitions, keep)
    if not expression.has(Diff):
        return expression
    if isinstance(expression, Sum):
        return Sum(carry_out(expression.function, definitions), *expression.limits)
    return expression.func(*(carry_out(part, definitions) for part in expression.args))


def partial(name, variable):
    """The entry that stands for the derivative of an arbitrary function by one of its variables."""
    parts = [
        (part.base.name, part.indices) if isinstance(part, Indexed) else (part.name, ())
        for part in (name, variable)
    ]
    base = IndexedBase(f"{PARTIAL}{parts[0][0]}/{PARTIAL}{parts[1][0]}")
    indices = parts[0][1] + parts[1][1]
    return base[indices] if indices else Symbol(base.name, real=True)


def paths(name, definition, found):
    """The variables of an arbitrary function: triples (partial derivative, variable, limits)."""
    renamed = {limit[0]: Dummy(limit[0].name, integer=True) for limit in definition.value.limits}
    for variable in definition.value.variables:
        limits = [
            tuple(part.xreplace(renamed) for part in limit)
            for limit in definition.value.limits
            if variable.has(limit[0])
        ]
        variable = variable.xreplace(renamed).xreplace(found)
        yield partial(name, variable), variable, limits


def differentiate(expression, by, definitions, keep=None):
    """The derivative of a plain expression whose abbreviations, but `keep`, are written out."""

    def rule(u):
        if isinstance(u, Symbol | Indexed):
            return atom(u)
        if not u.args or isinstance(u, KroneckerDelta):
            return S.Zero
        if isinstance(u, Add):
            return Add(*map(rule, u.args))
        if isinstance(u, Mul):
            slopes = [rule(factor) for factor in u.args]
            return Add(
                *(
                    Mul(*u.args[:position], slope, *u.args[position + 1 :])
                    for position, slope in enumerate(slopes)
                    if slope != 0
                )
            )
        if isinstance(u, Pow):
            base, power = u.args
            slope = power * base ** (power - 1) * rule(base)
            rest = rule(power)
            return slope if rest == 0 else slope + u * log(base) * rest
        if isinstance(u, Sum):
            body = rule(u.function)
            return S.Zero if body == 0 else Sum(body, *u.limits)
        if isinstance(u, Piecewise):
            return Piecewise(*((rule(value), condition) for value, condition in u.args))
        if isinstance(u, Max | Min):
            return rule(u.rewrite(Piecewise))
        if isinstance(u, Heaviside):
            return S.Zero
        if isinstance(u, Function):
            slopes = [rule(argument) for argument in u.args]
            return Add(
                *(u.fdiff(place) * slope for place, slope in enumerate(slopes, 1) if slope != 0)
            )
        raise Undecidable(f"no rule for the derivative of {u}")

    def atom(u):
        if u == by:
            return S.One
        if _name(u).startswith(PARTIAL):
            raise Undecidable("no rule for the second derivative of an arbitrary function")
        definition, found = definitions.find(u, keep)
        if definition and isinstance(definition.value, FunctionOf):
            steps = [
                (slope * rule(definitions.expand(variable, keep)), limits)
                for slope, variable, limits in paths(u, definition, found)
            ]
            return Add(*(Sum(u, *limits) if limits else u for u, limits in steps if u != 0))
        if isinstance(u, Indexed) and isinstance(by, Indexed) and u.base == by.base:
            if len(u.indices) != len(by.indices):
                raise Undecidable(f"{u} and {by} have different numbers of indices")
            pairs = zip(u.indices, by.indices, strict=True)
            return Mul(*(KroneckerDelta(ours, other) for ours, other in pairs))
        return S.Zero

    return rule(expression)


def _name(atom):
    return atom.base.name if isinstance(atom, Indexed) else atom.name
