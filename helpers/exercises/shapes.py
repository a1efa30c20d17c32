"""The shape of a formula of arrays, before it has values: or a sentence on what does not fit."""

from itertools import pairwise

import numpy as np

from helpers.language import nodes as n
from helpers.language.printing import code

LATER = "later"  # stands for a gradient that a later line computes


def shape_of(tree, values):
    """Return the shape that a tree's value has. Nothing is broadcast but a single number.

    Parameters
    ----------
    tree : Node
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
    >>> from helpers.exercises.words import truth
    >>> values = {"W": [None, np.ones((2, 3))], "x": np.ones((3, 8))}
    >>> shape_of(truth("W[1] @ x"), values)
    (2, 8)
    >>> shape_of(truth("W[1].T @ x"), values)
    Traceback (most recent call last):
    ValueError: `W[1].T` is 3 × 2 and `x` is 3 × 8: for @ the left needs as many columns as the \
right has rows.
    """
    match tree:
        case n.Letter(name):
            return _of_name(name, values[name])
        case n.Whole(name, layer):
            return _of_layer(name, int(layer.value), values[name])
        case n.Negative(of):
            return shape_of(of, values)
        case n.Transpose(of):
            return shape_of(of, values)[::-1]
        case n.Call(name, (of, *_)):
            return _of_call(name, of, shape_of(of, values))
        case n.Plus(parts) | n.Times(parts):
            return _of_several(parts, values)
        case n.Over(one, other) | n.Power(one, other) | n.Hadamard(one, other):
            return _of_several((one, other), values)
        case n.MatMul(left, right):
            return _of_product(left, right, values)
    return ()


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


def _of_name(name, value):
    if isinstance(value, list):
        layer = next(k for k in reversed(range(len(value))) if value[k] is not None)
        raise ValueError(f"`{name}` needs its layer in square brackets, as `{name}[{layer}]`.")
    return np.shape(value)


def _of_layer(name, k, value):
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


def _of_call(name, of, shape):
    if name != "over_samples":
        return shape
    if not shape:
        raise ValueError(f"`{code(of)}` is a single number: over_samples sums columns.")
    return shape[:1]


def _of_several(parts, values):
    found = [(part, shape) for part in parts if (shape := shape_of(part, values))]
    for (one, shape), (other, another) in pairwise(found):
        if shape != another:
            pair = _pair(one, shape, other, another)
            raise ValueError(f"{pair}: entry by entry, both need the same shape.")
    return found[0][1] if found else ()


def _of_product(left, right, values):
    one, other = shape_of(left, values), shape_of(right, values)
    pair = _pair(left, one, right, other)
    if not one or not other:
        raise ValueError(f"{pair}: @ multiplies arrays, for a number write *.")
    if one[-1] != other[0]:
        raise ValueError(f"{pair}: for @ the left needs as many columns as the right has rows.")
    return one[:-1] + other[1:]


def _pair(one, shape, other, another):
    return f"`{code(one)}` is {in_words(shape)} and `{code(other)}` is {in_words(another)}"
