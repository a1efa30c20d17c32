"""Forward propagation: from the input to y_hat, layer by layer."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, eq=False)
class Trace:
    """All that forward propagation computes on its way, by layer: index k is layer k."""

    a: list  # None, then the pre-activations a[k], (n_k,) or (n_k, N)
    h: list  # h[0] = x, the activations h[k], and h[L] = y_hat [4.1-3]
    y_hat: np.ndarray  # the output, (k,) or (k, N)


def pre_activation(b, W, h):
    """Return a_k = b_k + W_k h_{k-1} for one sample or for a batch [4.1-1].

    Parameters
    ----------
    b : numpy.ndarray, shape (n_k,)
    W : numpy.ndarray, shape (n_k, n_{k-1})
    h : numpy.ndarray, shape (n_{k-1},) or (n_{k-1}, N)

    Examples
    --------
    >>> pre_activation(np.array([0.5]), np.array([[2.0, 1.0]]), np.array([1.0, 3.0]))
    array([5.5])
    """
    return (b if h.ndim == 1 else b[:, None]) + W.dot(h)  # W @ h


@np.errstate(over="ignore", invalid="ignore")  # what overflows is refused at the end
def forward_propagation(network, x):
    """Return every a_k and h_k and y_hat for the input x [4.8-1].

    For k = 1 to L - 1: a_k = b_k + W_k h_{k-1}, h_k = g(a_k); then a_L = b_L + W_L h_{L-1} and
    y_hat = O(a_L).

    Parameters
    ----------
    network : Network
    x : array_like, shape (n,) or (n, N)
        One sample, or a batch of N, one a column.

    Returns
    -------
    Trace
        Its lists ``a`` and ``h`` by layer, and ``y_hat``.

    Raises
    ------
    ValueError
        Where x does not fit layer 1, x or a parameter is not finite, or a result overflows.

    Examples
    --------
    >>> from helpers import Network
    >>> network = Network([None, [[2.0]], [[1.0]]], [None, [1.0], [0.0]], "relu", "linear")
    >>> trace = forward_propagation(network, [3.0])
    >>> trace.a[1], trace.h[1], trace.y_hat
    (array([7.]), array([7.]), array([7.]))
    """
    x = network.check_input(x)
    W, b, L = network.W, network.b, network.L
    g, O = network.activation.function, network.output.function
    a, h = [None], [x]
    for k in range(1, L):
        a.append(pre_activation(b[k], W[k], h[k - 1]))
        h.append(g(a[k]))
    a.append(pre_activation(b[L], W[L], h[L - 1]))
    y_hat = O(a[L])
    network.check_finite(a[1:])
    return Trace(a, [*h, y_hat], y_hat)
