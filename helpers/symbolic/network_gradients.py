"""A small network's loss as one expression, differentiated by sympy parameter by parameter.

No backpropagation: that is what makes it an independent witness of the gradients.
"""

from itertools import pairwise

import numpy as np
import sympy as sp

from helpers.language.reader import read
from helpers.language.scope import Scope
from helpers.numeric.activations import ACTIVATIONS
from helpers.numeric.backprop import Gradients
from helpers.numeric.losses import OUTPUTS
from helpers.symbolic.calculus import Calculus

NUMPY = [{"above": lambda u: np.heaviside(u, 0)}, "numpy"]
LOSSES = {
    "cross_entropy": lambda y_hat, y: -sum(t * sp.log(p) for p, t in zip(y_hat, y, strict=True)),
    "squared_error": lambda y_hat, y: sum((p - t) ** 2 for p, t in zip(y_hat, y, strict=True)),
}


def symbolic_gradients(sizes, activation="logistic", output="softmax", loss="cross_entropy"):
    """The loss of one sample and its derivative by every parameter, by sympy alone.

    Parameters
    ----------
    sizes : list of int
        Units of each layer, the input first: [2, 3, 2]. Meant for a few dozen parameters.
    activation : str
        The name of one of `helpers.numeric.activations.ACTIVATIONS`.
    output : {"softmax", "linear", "logistic"}
    loss : {"cross_entropy", "squared_error"}
        Natural logarithm (4.3-4); sum of squares, without a factor 1/2 (4.1-6).

    Returns
    -------
    callable
        ``f(W, b, x, y) -> loss, grad_W, grad_b``. W and b are lists indexed by layer from 1, their
        index 0 is None; x is (n_0,), y is (n_L,). The gradients have the shapes of W and b.

    Raises
    ------
    ValueError
        For sizes or names that do not exist; in `f`, for arrays of other shapes.

    Examples
    --------
    >>> f = symbolic_gradients([1, 1], output="linear", loss="squared_error")
    >>> value, grad_W, grad_b = f([None, [[3.0]]], [None, [1.0]], [2.0], [5.0])
    >>> float(value), grad_W[1].tolist(), grad_b[1].tolist()
    (4.0, [[8.0]], [4.0])
    """
    sizes = list(sizes)
    if len(sizes) < 2 or any(not isinstance(s, int | np.integer) or s < 1 for s in sizes):
        raise ValueError(
            f"sizes: at least two whole numbers from 1 were expected, but {sizes} came"
        )
    g = _each(_choice(ACTIVATIONS, activation, "activation"))
    output = _choice(OUTPUTS, output, "output").name
    outputs = _softmax if output == "softmax" else _each(ACTIVATIONS[output])
    losses = _choice(LOSSES, loss, "loss")

    x, y = _letters("x", sizes[0]), _letters("y", sizes[-1])
    W, b, h = [None], [None], x
    for k, (columns, rows) in enumerate(pairwise(sizes), 1):
        W.append([_letters(f"W_{k}_{i}_", columns) for i in range(1, rows + 1)])
        b.append(_letters(f"b_{k}_", rows))
        a = [
            bias + sum(w * u for w, u in zip(row, h, strict=True))
            for bias, row in zip(b[k], W[k], strict=True)
        ]
        h = g(a)
    value = losses(outputs(a), y)

    theta = [w for matrix in W[1:] for row in matrix for w in row] + [
        v for bias in b[1:] for v in bias
    ]
    slopes = [sp.diff(value, parameter) for parameter in theta]
    numbers = sp.lambdify([*theta, *x, *y], [value, *slopes], modules=NUMPY, cse=True)
    shapes = [(rows, columns) for columns, rows in pairwise(sizes)]

    def f(W, b, x, y):
        _expect("W", W[1:], shapes)
        _expect("b", b[1:], [(rows,) for rows, _ in shapes])
        _expect("x", [x], [(sizes[0],)])
        _expect("y", [y], [(sizes[-1],)])
        flat = [np.ravel(np.asarray(array, dtype=float)) for array in (*W[1:], *b[1:], x, y)]
        value, *slopes = numbers(*np.concatenate(flat))
        slopes = np.array([float(slope) for slope in slopes])
        grad_W, grad_b, start = [None], [None], 0
        for rows, columns in shapes:
            grad_W.append(slopes[start : start + rows * columns].reshape(rows, columns))
            start += rows * columns
        for rows, _ in shapes:
            grad_b.append(slopes[start : start + rows])
            start += rows
        return float(value), grad_W, grad_b

    return f


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
    g, output = network.activation.name, network.output.name
    f = symbolic_gradients(network.sizes, g, output, network.choose_loss(loss).name)
    _, grad_W, grad_b = f(network.W, network.b, x, y)
    nothing = [None] * (network.L + 1)
    return Gradients(grad_W, grad_b, a=nothing, h=nothing)


def _each(g):
    """An activation of each entry, by its formula alone."""
    formula, z = Calculus(Scope()).plain(read(g.formula)), sp.Symbol("z", real=True)
    return lambda a: [formula.xreplace({z: entry}) for entry in a]


def _softmax(a):
    return [sp.exp(entry) / sum(map(sp.exp, a)) for entry in a]


def _letters(stem, count):
    return [sp.Symbol(f"{stem}{i}", real=True) for i in range(1, count + 1)]


def _choice(table, name, argument):
    if name not in table:
        raise ValueError(f"{argument}: one of {', '.join(table)} was expected, but {name!r} came")
    return table[name]


def _expect(name, arrays, shapes):
    came = [np.shape(array) for array in arrays]
    if came != shapes:
        raise ValueError(f"{name}: shapes {shapes} were expected, but {came} came")
