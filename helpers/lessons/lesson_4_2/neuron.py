"""One neuron with one input: its loss over (w, b), its descent, and how large eta may be."""

import numpy as np

from helpers.numeric.backprop import back_propagation
from helpers.numeric.forward import forward_propagation
from helpers.numeric.network import Network
from helpers.numeric.training import descend
from helpers.numeric.validate import as_array, as_count


def neuron(w, b, output="logistic"):
    """Return a network of one neuron with one input: y_hat = O(w x + b) [4.1-3].

    Examples
    --------
    >>> neuron(2.0, -1.0)
    Network(1 → 1 logistic, 2 parameters)
    """
    return Network([None, [[float(w)]]], [None, [float(b)]], output=output)


def gradient_of(network, x, y):
    """Return (dL/dw, dL/db) of one `neuron`, the mean over the samples: x and y are (1, N).

    Examples
    --------
    >>> gradient_of(neuron(1.0, 1.0, "linear"), [2.0], [1.0])
    array([8., 4.])
    """
    gradients = back_propagation(network, forward_propagation(network, x), y)
    return np.array([gradients.W[1].item(), gradients.b[1].item()])


def loss_surface(w, b, x, y, output="logistic"):
    """Return the squared error of one neuron at each (w, b) of two arrays of one shape [4.1-6].

    >>> loss_surface([[0.0, 1.0]], [[0.0, 0.0]], [[1.0, 2.0]], [[1.0, 2.0]], "linear")
    array([[2.5, 0. ]])
    """
    w, b = np.asarray(w), np.asarray(b)
    layer = Network([None, w.reshape(-1, 1)], [None, b.ravel()], output=output)  # a unit a place
    y_hat = forward_propagation(layer, x).y_hat  # (places, N)
    return ((y_hat - y) ** 2).mean(axis=1).reshape(w.shape)


def descent_path(network, x, y, eta, max_iterations):
    """Return the places (w, b) that gradient descent visits, and the loss at each [4.2-1].

    Parameters
    ----------
    network : Network
        Where descent starts, as `neuron` returns it.
    x, y : array_like, shape (1, N)
        Every step takes all samples.
    max_iterations : int
        How many steps to take; fewer are taken where the loss overflows.

    Examples
    --------
    >>> path, losses = descent_path(neuron(1.0, 1.0, "linear"), [[2.0]], [[1.0]], 0.05, 2)
    >>> path.tolist(), losses.tolist()
    ([[1.0, 1.0], [0.6, 0.8], [0.4, 0.7]], [4.0, 1.0, 0.25])
    """
    path, losses = [(network.W[1].item(), network.b[1].item())], []
    max_iterations = as_count("max_iterations", max_iterations, least=0)
    steps = descend(network, x, y, eta, max_iterations + 1)
    while len(losses) <= max_iterations:
        try:
            _, now, loss = next(steps)
        except ValueError:
            if not losses:  # the start itself is refused
                raise
            break
        losses.append(loss)
        path.append((now.W[1].item(), now.b[1].item()))
    return np.array(path[: len(losses)]), np.array(losses)


def weight_path(w, b, x, y, eta, max_iterations):
    """Return weight, slope and loss at each step of descent on w alone, of a linear neuron [4.2-1].

    >>> weight_path(1.0, 1.0, 2.0, 1.0, 0.125, 1).tolist()
    [[1.0, 8.0, 4.0], [0.0, 0.0, 0.0]]
    """
    path = []
    for _ in range(max_iterations + 1):
        now = neuron(w, b, "linear")
        slope = gradient_of(now, [x], [y])[0]
        path.append((w, slope, now.loss(forward_propagation(now, [x]), [y])))
        w = w - eta * slope
    return np.array(path)


def second_derivatives(x):
    """Return the matrix of second derivatives of a linear neuron's loss by w and b.

    It is (2/N) [[sum x^2, sum x], [sum x, N]], whatever w, b and y are; x has the shape (1, N).

    Examples
    --------
    >>> second_derivatives([[2.0]])
    array([[8., 4.],
           [4., 2.]])
    """
    x = as_array("x", x, ndim=2)
    if len(x) != 1:
        raise ValueError(f"x has {len(x)} rows, but the neuron takes 1")
    inputs = np.concatenate([x, np.ones_like(x)])  # (2, N): what w and b are multiplied by
    return 2 * inputs @ inputs.T / x.shape[1]


def largest_eta(x):
    """Return 2 / lambda_max, the learning rate beyond which a linear neuron's descent diverges.

    lambda_max is the largest eigenvalue of `second_derivatives`; x has the shape (1, N).

    Examples
    --------
    >>> round(largest_eta([[2.0]]), 12)
    0.2
    """
    return float(2 / np.linalg.eigvalsh(second_derivatives(x)).max())
