"""The value of a formula's tree, in numbers or in arrays, as numpy computes it."""

from functools import reduce
from operator import add, matmul, mul, truediv

import numpy as np

from helpers.language import nodes as n
from helpers.notation import NAMES
from helpers.numeric.activations import ACTIVATIONS

OPERATIONS = {
    n.Plus: add,
    n.Times: mul,
    n.Hadamard: mul,
    n.Over: truediv,
    n.Power: pow,
    n.MatMul: matmul,
}


NO_VALUE = (
    "This has no value wherever it was tried: it divides by 0, takes a root or a logarithm of a "
    "negative number, or grows beyond all bounds."
)
NUMPY_FUNCTIONS = {
    "slope": lambda value: value,
    "denominator": lambda value: value,
    "paths": lambda *parts: reduce(add, parts),
    "exp": np.exp,
    "sqrt": np.sqrt,
    **{NAMES.get(name, name): g for name, g in ACTIVATIONS.items()},
    # any smooth function whose slope is none of the known ones
    "g": lambda z: np.sin(1.3 * z + 0.4) + 0.2 * z,
    "g_prime": lambda z: 1.3 * np.cos(1.3 * z + 0.4) + 0.2,
    "log": lambda z, base=None: np.log(z) if base is None else np.log(z) / np.log(base),
    # of a batch the outer products are summed over its samples, its columns
    "outer": lambda u, v: np.outer(u, v) if u.ndim == 1 else u @ v.T,
    "over_samples": lambda A: A if A.ndim == 1 else A.sum(axis=1),
}


def value_of(tree, values, check=None):
    """Return the value of a tree; KeyError where a letter has none.

    `values` has what each letter stands for: a number, an array, a list of arrays by layer, or a
    function; a slope g' is `g_prime`. `check(part, operands)` may refuse a part before it is taken.
    """

    def value(u):
        operands = [value(part) for part in n.children(u)]
        if check:
            check(u, operands)
        match u:
            case n.Number(digits):
                return np.float64(digits)
            case n.Constant(name):
                return np.float64(getattr(np, name))
            case n.Letter(name):
                return values[name]
            case n.Whole(name, layer):
                return values[name][int(layer.value)]
            case n.Negative():
                return -operands[0]
            case n.Transpose():
                return operands[0].T
            case n.Call(name):
                name = name.replace("'", "_prime")
                function = values[name] if name in values else NUMPY_FUNCTIONS[name]
                return function(*operands)
        return reduce(OPERATIONS[type(u)], operands)

    return value(tree)


def bare(tree):
    """Return a truth without the names of roles.

    >>> from helpers.exercises.vocabulary import truth
    >>> from helpers.language.printing import code
    >>> code(bare(truth("u * slope(1 - h**2)")))
    'u * (1 - h ** 2)'
    """
    match tree:
        case n.Call("slope" | "denominator", (of,)):
            return bare(of)
        case n.Call("paths", parts):
            return n.Plus(tuple(map(bare, parts)))
    return n.rebuilt(tree, bare)


def value_at(tree, values):
    """Return the value of a formula at a point; None where it has no real one, or shapes misfit."""
    try:
        with np.errstate(over="raise", divide="raise", invalid="raise"):
            value = value_of(tree, values)
            return value if np.isrealobj(value) and np.all(np.isfinite(value)) else None
    except (ArithmeticError, ValueError, TypeError, AttributeError, IndexError):
        return None
