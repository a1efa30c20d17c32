"""Sizes and indices put in: every sum, abbreviation and derivative written out.

This file uses none of the rules of `calculus` and `normal`: sympy differentiates expressions in
which every sum is already written out. So it is a second opinion on every proof.
"""

from sympy import Add, Dummy, Function, Indexed, Integer, Sum, Symbol, diff

from helpers.symbolic.calculus import PARTIAL, Undecidable, paths
from helpers.symbolic.terms import FunctionOf
from helpers.symbolic.written import Diff


def concrete(expression, values, definitions, keep=None):
    """The expression at given sizes and indices.

    Parameters
    ----------
    expression : plain expression
        Its running indices must not have the names of others; see `fresh`.
    values : dict
        Sizes and indices, as whole numbers.
    definitions : Definitions
    keep : Definition, optional
        The abbreviation that stays.

    Returns
    -------
    plain expression in entries whose unit indices are numbers
    """

    def put(u):
        return concrete(u, values, definitions, keep)

    u = expression
    if isinstance(u, Diff):
        by = u.args[1].xreplace(values)
        own, _ = definitions.find(by, values=values)
        slope = _slope(concrete(u.args[0], values, definitions, own), by, values, definitions, own)
        return put(slope)
    if isinstance(u, Sum):
        steps = _steps(u.limits, values)
        return Add(*(concrete(u.function, step, definitions, keep) for step in steps))
    if isinstance(u, Indexed):
        u = u.func(u.base, *(position.xreplace(values) for position in u.indices))
    elif u.args:
        u = u.func(*map(put, u.args))
    if u in values:
        return values[u]
    if isinstance(u, Symbol | Indexed | Function):
        definition, found = definitions.find(u, keep, values)
        if definition and not isinstance(definition.value, FunctionOf):
            return concrete(definition.value, {**values, **found}, definitions, keep)
    return u


def _slope(expression, by, values, definitions, keep):
    """The total derivative, along every path through an arbitrary function."""
    atoms = variables(expression) | {by}
    if any(str(atom).startswith(PARTIAL) for atom in atoms):
        raise Undecidable("no rule for the second derivative of an arbitrary function")
    real = {atom: Dummy(real=True) for atom in atoms}
    back = {dummy: atom for atom, dummy in real.items()}
    body = expression.xreplace(real)
    result = diff(body, real[by])
    for atom in atoms - {by}:
        definition, found = definitions.find(atom, keep, values)
        if definition and isinstance(definition.value, FunctionOf):
            outer = diff(body, real[atom])
            for partial, variable, limits in paths(atom, definition, found):
                for step in _steps(limits, {**values, **found}):
                    inner = concrete(variable, step, definitions, keep)
                    slope = _slope(inner, by, values, definitions, keep)
                    result += outer * concrete(partial, step, definitions, keep) * slope
    return result.xreplace(back)


def _steps(limits, values):
    """All values of the running indices."""
    if not limits:
        return [values]
    *inner, (variable, low, high) = limits
    low, high = low.xreplace(values), high.xreplace(values)
    if not (low.is_Integer and high.is_Integer):
        raise Undecidable(f"the sum over {variable} runs from {low} to {high}: no whole numbers")
    steps = ({**values, variable: Integer(s)} for s in range(int(low), int(high) + 1))
    return [done for step in steps for done in _steps(inner, step)]


def variables(expression):
    """The entries and letters of a concrete expression."""
    entries = expression.atoms(Indexed)
    rest = expression.xreplace({entry: Integer(1) for entry in entries}) if entries else expression
    return entries | rest.free_symbols
