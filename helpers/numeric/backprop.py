"""Gradients at the output layer, at the hidden layers, at the parameters; and all in one pass.

Each has the shape of the thing itself. The pieces take arrays that fit; those of `guarded` refuse
what does not. `grad_a.dot(h.T)` is `grad_a @ h.T`, and begins sooner.
"""

from dataclasses import dataclass

import numpy as np

from helpers.numeric.losses import cross_entropy, n_samples, softmax


@dataclass(frozen=True, eq=False)
class Gradients:
    """The gradients of the loss by layer; index k is layer k, and that of 0 is None.

    For a batch the loss is a mean, so every entry carries its 1/N.
    """

    W: list  # (n_k, n_{k-1}), for k = 1 to L
    b: list  # (n_k,), for k = 1 to L
    a: list  # (n_k,) or (n_k, N), for k = 1 to L
    h: list  # likewise for k = 1 to L - 1: y_hat is passed over on the way to a_L [4.5-7]


def gradient_at_output(network, trace, y, loss=None):
    """Return the gradient at a_L, the pre-activation of the output layer, (k,) or (k, N).

    Softmax with cross-entropy: -(e(l) - y_hat) [4.5-7]. Any other pair: the gradient at y_hat,
    taken back through the Jacobian of O [4.6-7]; for a linear output that is 2 (y_hat - y).

    Parameters
    ----------
    network, trace, y, loss
        As in `back_propagation`.

    Examples
    --------
    >>> from helpers import Network, forward_propagation
    >>> network = Network([None, [[0.0], [0.0]]], [None, [0.0, 0.0]])
    >>> gradient_at_output(network, forward_propagation(network, [1.0]), [0, 1]).tolist()
    [0.5, -0.5]
    """
    loss = network.choose_loss(loss)
    y_hat = trace.y_hat
    y = loss.check_target(y, y_hat)
    if network.output is softmax and loss is cross_entropy:
        return -(y - y_hat) / n_samples(y_hat)
    return network.output.pull_back(y_hat, loss.gradient(y_hat, y), trace.a[network.L])


def gradient_at_hidden(W, grad_a):
    """Return the gradient at h_{k-1}: W_k^T times the gradient at a_k [4.6-4].

    It is a vector-Jacobian product (VJP): W_k is the Jacobian of a_k with respect to h_{k-1}.

    Parameters
    ----------
    W : numpy.ndarray, shape (n_k, n_{k-1})
    grad_a : numpy.ndarray, shape (n_k,) or (n_k, N)

    Examples
    --------
    >>> gradient_at_hidden(np.array([[1.0, 2.0]]), np.array([3.0]))
    array([3., 6.])
    """
    return W.T @ grad_a


def gradient_at_pre_activation(grad_h, a, g, h=None):
    """Return the gradient at a_k: the gradient at h_k times g'(a_k), entry by entry [4.6-6].

    Parameters
    ----------
    grad_h, a : numpy.ndarray, shape (n_k,) or (n_k, N)
    g : Activation
    h : numpy.ndarray, optional
        g(a), where the forward pass has kept it: g' takes less work from h than from a.

    Examples
    --------
    >>> from helpers.numeric.activations import relu
    >>> gradient_at_pre_activation(np.array([5.0, 5.0]), np.array([1.0, -1.0]), relu)
    array([5., 0.])
    """
    return grad_h * g.slope(a, h)  # g'(a), from h where it is known


def gradient_at_weights(grad_a, h):
    """Return the gradient at W_k: the outer product of the gradient at a_k and h_{k-1} [4.7-3].

    For a batch the product of the two matrices is the sum of the samples' outer products.

    Parameters
    ----------
    grad_a : numpy.ndarray, shape (n_k,) or (n_k, N)
    h : numpy.ndarray, shape (n_{k-1},) or (n_{k-1}, N)

    Examples
    --------
    >>> gradient_at_weights(np.array([1.0, -1.0]), np.array([2.0, 3.0]))
    array([[ 2.,  3.],
           [-2., -3.]])
    """
    return np.outer(grad_a, h) if h.ndim == 1 else grad_a.dot(h.T)  # grad_a @ h.T


def gradient_at_biases(grad_a):
    """Return the gradient at b_k: the gradient at a_k, summed over the samples [4.7-5].

    Parameters
    ----------
    grad_a : numpy.ndarray, shape (n_k,) or (n_k, N)

    Examples
    --------
    >>> gradient_at_biases(np.array([[1.0, 2.0], [3.0, 4.0]]))
    array([3., 7.])
    """
    return grad_a.copy() if grad_a.ndim == 1 else grad_a.sum(axis=1)


def back_propagation(network, trace, y, loss=None):
    """Return the gradients of the loss at every a_k, h_k, W_k and b_k, in one pass [4.8-2].

    From the gradient at a_L downwards, for k = L to 1: the gradients at W_k and b_k, and, while
    there is a hidden layer below, those at h_{k-1} and a_{k-1}. The field's word for it is
    automatic differentiation in reverse mode.

    Parameters
    ----------
    network : Network
    trace : Trace
        What `forward_propagation` returned for this network.
    y : array_like, shape (k,) or (k, N)
        The true outputs, in the shape of ``trace.y_hat``; one-hot columns for classes.
    loss : str, optional
        As in `Network.loss`.

    Returns
    -------
    Gradients
        Its lists ``W``, ``b``, ``a``, ``h`` by layer.

    Raises
    ------
    ValueError
        Where the trace is not of this network, y does not fit, or the loss makes no sense.

    Examples
    --------
    >>> from helpers import Network, forward_propagation
    >>> network = Network([None, [[1.0, 1.0]]], [None, [0.0]], output="linear")
    >>> trace = forward_propagation(network, [2.0, 3.0])
    >>> back_propagation(network, trace, [4.0]).W[1]
    array([[4., 6.]])
    """
    network.check_trace(trace)
    W, g, L = network.W, network.activation, network.L
    a, h = trace.a, trace.h
    grad_a, grad_h = [None] * (L + 1), [None] * (L + 1)
    grad_W, grad_b = [None] * (L + 1), [None] * (L + 1)
    grad_a[L] = gradient_at_output(network, trace, y, loss)
    for k in range(L, 0, -1):
        grad_W[k] = gradient_at_weights(grad_a[k], h[k - 1])
        grad_b[k] = gradient_at_biases(grad_a[k])
        if k > 1:  # layer 0 is the input: there is no a_0
            grad_h[k - 1] = gradient_at_hidden(W[k], grad_a[k])
            grad_a[k - 1] = gradient_at_pre_activation(grad_h[k - 1], a[k - 1], g, h[k - 1])
    return Gradients(grad_W, grad_b, grad_a, grad_h)
