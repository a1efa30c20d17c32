"""The shape of a formula of arrays, before it has values: or a sentence on what does not fit."""

import ast

import numpy as np

LATER = "later"  # stands for a gradient that a later line computes


def shape_of(tree, values):
    """Return the shape that a tree's value has. Nothing is broadcast but a single number.

    Parameters
    ----------
    tree : ast.expr
    values : dict
        What each letter stands for: a number, an array, a list of arrays by layer (None where
        there is none, LATER where it is computed later), or a function.

    Returns
    -------
    tuple of int

    Raises
    ------
    ValueError
        With a sentence on the first place that does not fit.
    KeyError
        Where a letter has no value.

    Examples
    --------
    >>> values = {"W": [None, np.ones((2, 3))], "x": np.ones((3, 8))}
    >>> def shape(text):
    ...     return shape_of(ast.parse(text, mode="eval").body, values)
    >>> shape("W[1] @ x")
    (2, 8)
    >>> shape("W[1].T @ x")
    Traceback (most recent call last):
    ValueError: `W[1].T` is 3 × 2 and `x` is 3 × 8: for @ the left needs as many columns as the \
right has rows.
    """
    match tree:
        case ast.Constant():
            return ()
        case ast.Name():
            return _of_name(tree, values[tree.id])
        case ast.Subscript():
            return _of_layer(tree, values[tree.value.id])
        case ast.UnaryOp():
            return shape_of(tree.operand, values)
        case ast.Attribute():
            return shape_of(tree.value, values)[::-1]
        case ast.Call():
            return _of_call(tree, shape_of(tree.args[0], values))
        case ast.BinOp():
            return _of_two(tree, shape_of(tree.left, values), shape_of(tree.right, values))
    raise TypeError(f"{type(tree).__name__} is no part of a formula")


def in_words(shape):
    """Return a shape in words.

    Examples
    --------
    >>> in_words((3, 8)), in_words((3,)), in_words(())
    ('3 × 8', 'a vector of 3', 'a single number')
    """
    if len(shape) < 2:
        return f"a vector of {shape[0]}" if shape else "a single number"
    return " × ".join(map(str, shape))


def _of_name(node, value):
    if isinstance(value, list):
        layer = next(k for k in reversed(range(len(value))) if value[k] is not None)
        raise ValueError(
            f"`{node.id}` needs its layer in square brackets, as `{node.id}[{layer}]`."
        )
    return np.shape(value)


def _of_layer(node, value):
    name, k = node.value.id, node.slice.value
    if not isinstance(value, list):
        raise ValueError(f"`{name}` has no layers: write it without square brackets.")
    layers = [i for i, array in enumerate(value) if array is not None]
    if k not in layers:
        raise ValueError(f"`{name}[{k}]` does not exist: there is {_listed(name, layers)}.")
    if value[k] is LATER:
        raise ValueError(f"`{name}[{k}]` is not there yet: it is computed by this line or later.")
    return np.shape(value[k])


def _listed(name, layers):
    first, last = f"`{name}[{layers[0]}]`", f"`{name}[{layers[-1]}]`"
    return first if len(layers) == 1 else f"{first} to {last}"


def _of_call(node, shape):
    if node.func.id != "over_samples":
        return shape
    if not shape:
        raise ValueError(f"`{_code(node.args[0])}` is a single number: over_samples sums columns.")
    return shape[:1]


def _of_two(node, left, right):
    pair = (
        f"`{_code(node.left)}` is {in_words(left)} and `{_code(node.right)}` is {in_words(right)}"
    )
    if isinstance(node.op, ast.MatMult):
        if not left or not right:
            raise ValueError(f"{pair}: @ multiplies arrays, for a number write *.")
        if left[-1] != right[0]:
            raise ValueError(f"{pair}: for @ the left needs as many columns as the right has rows.")
        return left[:-1] + right[1:]
    if left and right and left != right:
        raise ValueError(f"{pair}: entry by entry, both need the same shape.")
    return left or right


def _code(node):
    return ast.unparse(node)
