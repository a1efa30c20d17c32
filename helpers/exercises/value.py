"""The value of a formula's tree: in numbers, in arrays, or in sympy's expressions."""

import ast
import operator

import numpy as np
import sympy

from helpers.numeric import activations

OPERATIONS = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: operator.pow,
    ast.MatMult: operator.matmul,
}


def same(value):
    """Return the value: the name around a part of a truth says which role it plays there."""
    return value


def outer(u, v):
    """Return the outer product u v^T, for a batch summed over its samples."""
    return np.outer(u, v) if u.ndim == 1 else u @ v.T


def over_samples(A):
    """Return the sum over the samples, the columns of a batch."""
    return A if A.ndim == 1 else A.sum(axis=1)


def paths(*parts):
    """Return the sum of what arrives along several paths."""
    return sum(parts[1:], start=parts[0])


NO_VALUE = (
    "This has no value wherever it was tried: it divides by 0, takes a root or a logarithm of a "
    "negative number, or grows beyond all bounds."
)
ROLES = {"slope": same, "denominator": same, "paths": paths}
NUMBERS = ROLES | {
    "exp": np.exp,
    "log": np.log,
    "log10": np.log10,
    "sqrt": np.sqrt,
    "sigma": activations.logistic,
    "tanh": np.tanh,
    "relu": activations.relu,
    # any smooth function whose slope is none of the known ones
    "g": lambda z: np.sin(1.3 * z + 0.4) + 0.2 * z,
    "g_prime": lambda z: 1.3 * np.cos(1.3 * z + 0.4) + 0.2,
    "outer": outer,
    "over_samples": over_samples,
}
SYMBOLS = ROLES | {
    "exp": sympy.exp,
    "log": sympy.log,
    "log10": lambda z: sympy.log(z) / sympy.log(10),
    "sqrt": sympy.sqrt,
    "sigma": lambda z: 1 / (1 + sympy.exp(-z)),
    "tanh": sympy.tanh,
    "relu": lambda z: sympy.Max(0, z),
    "g": sympy.Function("g"),
    "g_prime": sympy.Function("g_prime"),
}


def evaluate(tree, values, functions=NUMBERS):
    """Return the value of a tree.

    Parameters
    ----------
    tree : ast.expr
        What `read` returned, or a truth of the exercises.
    values : dict
        What each letter stands for: a number, an array, a list of arrays by layer, a sympy
        symbol, or a function.
    functions : dict, optional
        By default those of numbers and arrays.

    Returns
    -------
    number, numpy.ndarray or sympy.Expr

    Raises
    ------
    KeyError
        Where a letter has no value.

    Examples
    --------
    >>> evaluate(ast.parse("h * (1 - h)", mode="eval").body, {"h": 0.25}).item()
    0.1875
    """

    def value_of(node):
        match node:
            case ast.Constant():
                is_exact = functions is SYMBOLS
                return sympy.Rational(str(node.value)) if is_exact else np.float64(node.value)
            case ast.Name():
                return values[node.id]
            case ast.UnaryOp():
                return -value_of(node.operand)
            case ast.BinOp():
                return OPERATIONS[type(node.op)](value_of(node.left), value_of(node.right))
            case ast.Call():
                name = node.func.id
                function = values[name] if name in values else functions[name]
                return function(*map(value_of, node.args))
            case ast.Attribute():
                return value_of(node.value).T
            case ast.Subscript():
                return values[node.value.id][node.slice.value]
        raise TypeError(f"{type(node).__name__} is no part of a formula")

    return value_of(tree)


def truth(text):
    """Return the tree of a truth: our own text, with the roles that mistakes look for.

    Examples
    --------
    >>> ast.unparse(truth("grad_h * slope(1 - h**2)"))
    'grad_h * slope(1 - h ** 2)'
    """
    return ast.parse(text, mode="eval").body


def value_at(tree, values):
    """Return the value of a formula at a point, or None where it has no real one.

    Examples
    --------
    >>> value_at(truth("log(x)"), {"x": np.float64(-1)}) is None
    True
    """
    try:
        with np.errstate(over="raise", divide="raise", invalid="raise"):
            value = evaluate(tree, values)
    except (FloatingPointError, OverflowError, ZeroDivisionError):
        return None
    return value if np.isrealobj(value) and np.all(np.isfinite(value)) else None


def result_of(tree, values):
    """Return what a truth gives where it is, or None where its shapes do not fit.

    Examples
    --------
    >>> result_of(truth("W @ x"), {"W": np.ones((2, 3)), "x": np.ones(2)}) is None
    True
    """
    try:
        return value_at(tree, values)
    except (ValueError, TypeError, AttributeError, IndexError):
        return None
