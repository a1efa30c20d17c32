"""A thin network in the lecture's symbols: one unit a layer, the functions left open."""

from itertools import pairwise
from math import prod

from helpers.symbolic.lecture import Derivative, Letter, W, a, b, function_of, h, loss
from helpers.symbolic.lecture import x as inputs

y_hat = Letter("y_hat")  # of a thin network there is one, and the slides give it no number
x = inputs[1]


def where(depth):
    """Return what the abbreviations of a thin network stand for [4.1-1].

    The loss, O and g are any functions: of y_hat, of a_L1, of a_k1.

    Parameters
    ----------
    depth : int
        Its number of layers, L.

    Returns
    -------
    dict

    Examples
    --------
    >>> where(2)[a[2, 1]]
    W_211 · h_11 + b_21
    """
    definitions = {loss: function_of(y_hat), y_hat: function_of(a[depth, 1])}
    for k in range(1, depth + 1):
        below = h[k - 1, 1] if k > 1 else x
        definitions[a[k, 1]] = W[k, 1, 1] * below + b[k, 1]
        if k < depth:
            definitions[h[k, 1]] = function_of(a[k, 1])
    return definitions


def product(depth, k=1):
    """Return the chain from the loss to W_k11, 2 (depth - k) + 3 derivatives [4.4-1].

    Parameters
    ----------
    depth, k : int

    Returns
    -------
    expression

    Examples
    --------
    >>> product(2, k=2)
    ∂ℒ(θ)/∂ŷ · ∂ŷ/∂a_21 · ∂a_21/∂W_211
    """
    steps = [loss, y_hat, a[depth, 1]]
    for q in range(depth - 1, k - 1, -1):
        steps += [h[q, 1], a[q, 1]]
    steps.append(W[k, 1, 1])
    first, *others = (Derivative(u, v) for u, v in pairwise(steps))
    return prod(others, start=first)
