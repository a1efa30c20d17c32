"""A whole network as a computation graph: the gradients a second way, number by number."""

from functools import reduce
from operator import add
from typing import NamedTuple

import numpy as np

from helpers.numeric.activations import ACTIVATIONS
from helpers.numeric.backprop import Gradients
from helpers.numeric.forward import forward_propagation
from helpers.numeric.graph import Node
from helpers.numeric.validate import choose


class Parameters(NamedTuple):
    """A network's parameters as nodes: W[k][i][j] and b[k][i], index 0 None."""

    W: list
    b: list


def network_graph(network, x, y, loss=None):
    """Return the loss of a network as a node, and the nodes of the parameters it depends on.

    Parameters
    ----------
    network : Network
    x, y : array_like
        One sample or a batch, as in `forward_propagation` and `Network.loss`.
    loss : str, optional
        As in `Network.loss`.

    Returns
    -------
    loss : Node
        For a batch the mean over the samples.
    parameters : Parameters

    Raises
    ------
    ValueError
        Where x or y does not fit, or the loss makes no sense.

    Examples
    --------
    >>> from helpers.numeric.network import Network
    >>> network = Network([None, [[2.0]]], [None, [1.0]], output="linear")
    >>> loss, parameters = network_graph(network, [3.0], [5.0])
    >>> loss.backward()
    >>> loss.value, parameters.W[1][0][0].grad, parameters.b[1][0].grad
    (4.0, 12.0, 4.0)
    """
    loss = network.choose_loss(loss)
    x = network.check_input(x)
    y = loss.check_target(y, forward_propagation(network, x).y_hat)
    layers = range(1, network.L + 1)
    W, b = ([None] + [_nodes(f"{name}[{k}]", getattr(network, name)[k]) for k in layers]
            for name in "Wb")  # fmt: skip
    samples = zip(x.reshape(len(x), -1).T, y.reshape(len(y), -1).T, strict=True)
    losses = [_sample_loss(network, W, b, *sample, loss.name) for sample in samples]
    return _total(losses) / len(losses), Parameters(W, b)


def graph_gradients(network, x, y, loss=None):
    """Return the gradients that the reverse pass of `network_graph` leaves at the parameters.

    Parameters
    ----------
    network, x, y, loss
        As in `network_graph`.

    Returns
    -------
    Gradients
        At W_k and b_k; those at a_k and h_k are None.

    Examples
    --------
    >>> from helpers.numeric.network import Network
    >>> network = Network([None, [[2.0]]], [None, [1.0]], output="linear")
    >>> graph_gradients(network, [3.0], [5.0]).W[1]
    array([[12.]])
    """
    node, parameters = network_graph(network, x, y, loss)
    node.backward()
    W, b = ([None] + [_read(nodes) for nodes in layers[1:]] for layers in parameters)
    nothing = [None] * (network.L + 1)
    return Gradients(W, b, a=nothing, h=nothing)


def _sample_loss(network, W, b, x, y, loss):
    h = [Node(x_j, name=f"x[{j}]") for j, x_j in enumerate(x)]
    for k in range(1, network.L):
        h = [a.apply(network.activation) for a in _pre_activation(b[k], W[k], h)]
    a = _pre_activation(b[network.L], W[network.L], h)
    if network.output.name != "softmax":
        g = choose("output", network.output.name, ACTIVATIONS)
        return _squared_error([a_i.apply(g) for a_i in a], y)
    largest = max(a_i.value for a_i in a)
    shifted = [a_i - largest for a_i in a]  # a constant shift changes nothing [4.3-3]
    exponentials = [a_i.exp() for a_i in shifted]
    denominator = _total(exponentials)
    if loss == "squared_error":
        return _squared_error([e / denominator for e in exponentials], y)
    log_denominator = denominator.log()
    # -log y_hat_c = log denominator - a_c, finite even where y_hat_c is 0 [4.3-4]
    return _total([y_c * (log_denominator - a_c) for y_c, a_c in zip(y, shifted, strict=True)])


def _pre_activation(b, W, h):
    rows = zip(b, W, strict=True)
    return [_total([b_i] + [w * h_j for w, h_j in zip(W_i, h, strict=True)]) for b_i, W_i in rows]


def _squared_error(y_hat, y):
    return _total([(u - v) ** 2 for u, v in zip(y_hat, y, strict=True)])


def _total(nodes):
    return reduce(add, nodes)


def _nodes(name, array):
    if array.ndim == 1:
        return [Node(value, name=f"{name}[{i}]") for i, value in enumerate(array)]
    return [
        [Node(value, name=f"{name}[{i}, {j}]") for j, value in enumerate(row)]
        for i, row in enumerate(array)
    ]


def _read(nodes):
    return np.array([[n.grad for n in row] if isinstance(row, list) else row.grad for row in nodes])
