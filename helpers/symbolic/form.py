"""How a part of a line is written, whichever printer writes it: with a minus, a bracket, a d."""

from sympy import Symbol

from helpers.symbolic.terms import Applied, Entry, Letter
from helpers.symbolic.written import Negative, Over, Times

KNOWN = ("exp", "log", "tanh", "sqrt", "max")


def is_negative(u):
    """Whether a term is written with a minus in front."""
    if isinstance(u, Negative):
        return True
    if isinstance(u, Times | Over):
        return is_negative(u.args[0])
    return u.could_extract_minus_sign() if u.is_number or u.is_Mul else False


def without_minus(u):
    """The term whose minus has been written already."""
    if isinstance(u, Negative):
        return u.args[0]
    if isinstance(u, Times | Over):
        first = without_minus(u.args[0])
        if isinstance(u, Times) and first == 1:
            return Times(*u.args[1:]) if len(u.args) > 2 else u.args[1]
        return u.func(first, *u.args[1:])
    return -u


def is_simple(u):
    """Whether a derivative has it in its numerator: a letter, an entry, a function at a letter."""
    if isinstance(u, Applied) and u.name not in KNOWN:
        return all(map(is_simple, u.args[1:]))
    return isinstance(u, Symbol | Entry)


def is_ordinary(what, by):
    """Whether a derivative is written with a straight d: only one letter is there to vary."""
    letters = {symbol for symbol in what.free_symbols if isinstance(symbol, Letter)}
    return isinstance(by, Letter) and letters <= {by} and not what.atoms(Entry)
