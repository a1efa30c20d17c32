"""A small network's loss as one expression, differentiated by sympy parameter by parameter.

No backpropagation: that makes it independent of the gradients computed elsewhere.
"""

import numpy as np
import sympy as sp

from helpers.language.reader import read
from helpers.language.scope import Scope
from helpers.numeric.activations import ACTIVATIONS
from helpers.numeric.backprop import Gradients
from helpers.symbolic.calculus import Calculus

NUMPY = [{"above": lambda u: np.heaviside(u, 0)}, "numpy"]
LOSSES = {  # natural logarithm [4.3-4]; sum of squares, without a factor 1/2 [4.1-6]
    "cross_entropy": lambda y_hat, y: (
        -sum(t * sp.log(p) for p, t in zip(y_hat, y, strict=True) if t)
    ),
    "squared_error": lambda y_hat, y: sum((p - t) ** 2 for p, t in zip(y_hat, y, strict=True)),
}


def sympy_gradients(network, x, y, loss=None):
    """Return the gradients of one sample at every parameter, differentiated by sympy one by one.

    Parameters
    ----------
    network : Network
        A small one: every parameter costs a symbolic derivative.
    x, y : array_like, shape (n,) and (k,)
    loss : str, optional
        As in `Network.loss`.

    Returns
    -------
    Gradients
        At W_k and b_k; those at a_k and h_k are None.

    Raises
    ------
    ValueError
        Where x or y does not fit.

    Examples
    --------
    >>> from helpers.numeric.network import Network
    >>> network = Network([None, [[2.0]]], [None, [1.0]], output="linear")
    >>> sympy_gradients(network, [3.0], [5.0]).W[1]
    array([[12.]])
    """
    for name, came, units in (("x", x, network.sizes[0]), ("y", y, network.sizes[-1])):
        if np.shape(came) != (units,):
            raise ValueError(f"{name}: shape {(units,)} was expected, but {np.shape(came)} came")
    layers = range(1, network.L + 1)
    W = [None, *(_letters(f"W_{k}", network.W[k]) for k in layers)]
    b = [None, *(_letters(f"b_{k}", network.b[k]) for k in layers)]
    h = np.asarray(x, dtype=object)
    for k in layers:
        a = b[k] + W[k] @ h
        h = _each(network.activation, a)
    if network.output.name == "softmax":
        y_hat = [sp.exp(entry) / sum(map(sp.exp, a)) for entry in a]
    else:
        y_hat = _each(ACTIVATIONS[network.output.name], a)
    value = LOSSES[network.choose_loss(loss).name](y_hat, y)

    theta = np.concatenate([array.ravel() for array in (*W[1:], *b[1:])])
    slopes = [sp.diff(value, parameter) for parameter in theta]
    numbers = sp.lambdify(theta, slopes, modules=NUMPY, cse=True)
    given = [np.ravel(np.asarray(array, dtype=float)) for array in (*network.W[1:], *network.b[1:])]
    slopes = dict(zip(theta, map(float, numbers(*np.concatenate(given))), strict=True))
    grad_W, grad_b = (
        [None, *(np.vectorize(slopes.get, otypes=[float])(array) for array in arrays[1:])]
        for arrays in (W, b)
    )
    nothing = [None] * (network.L + 1)
    return Gradients(grad_W, grad_b, a=nothing, h=nothing)


def _letters(stem, like):
    """An array of sympy's letters, of another array's shape."""
    found = np.empty(np.shape(like), dtype=object)
    for place in np.ndindex(found.shape):
        found[place] = sp.Symbol("_".join([stem, *(str(q + 1) for q in place)]), real=True)
    return found


def _each(g, a):
    """A function of each entry, by its formula alone."""
    formula, z = Calculus(Scope()).plain(read(g.formula)), sp.Symbol("z", real=True)
    return np.array([formula.xreplace({z: entry}) for entry in a], dtype=object)
