"""Gradients by finite differences: the loss taken again for every parameter, moved a little."""

from typing import NamedTuple

import numpy as np

from helpers.numeric.agreement import by_block
from helpers.numeric.backprop import Gradients, back_propagation
from helpers.numeric.check import as_array, as_positive
from helpers.numeric.forward import forward_propagation
from helpers.numeric.network import Network

EPSILON = np.finfo(np.float64).eps


def step_size(theta):
    """Return a step h for central differences at the parameter theta: (eps max(1, |theta|))^(1/3).

    Rounding puts an error near eps theta / h into the difference quotient, the curvature of the
    loss one near h^2; here they meet.

    Examples
    --------
    >>> round(step_size(0.0), 8), round(step_size(-1000.0), 8)
    (6.06e-06, 6.055e-05)
    """
    return float(np.cbrt(EPSILON * max(1, abs(theta))))


class _LossOfOne:
    """The loss as a function of one parameter, in float64, on a copy of the network."""

    def __init__(self, network, x, y, loss):
        network.check_parameters()
        W, b = (
            [None] + [array.astype(np.float64) for array in arrays[1:]]
            for arrays in (network.W, network.b)
        )
        self.network = Network(W, b, network.activation, network.output)
        self.blocks = by_block(self.network)
        self.x, self.y, self.loss = x, y, loss

    def __iter__(self):
        """Yield (block, index, theta) for every parameter."""
        for block, array in self.blocks.items():
            for index in np.ndindex(array.shape):
                yield block, index, float(array[index])

    def __call__(self, block, index, value):
        """Return the loss at theta = value, and on which side of each kink each a_k lies."""
        kept = self.blocks[block][index]
        self.blocks[block][index] = value
        trace = forward_propagation(self.network, self.x)
        self.blocks[block][index] = kept
        sides = [a > kink for a in trace.a[1:-1] for kink in self.network.activation.kinks]
        return self.network.loss(trace, self.y, self.loss), sides


def central_differences(network, x, y, loss=None):
    """Return what `finite_differences` does, and where the loss may have a kink within the step.

    Returns
    -------
    Gradients
    dict of numpy.ndarray of bool
        For each parameter block, whether a pre-activation passes a kink of g (relu's is at 0)
        between theta - h and theta + h.

    Examples
    --------
    >>> network = Network([None, [[0.0]], [[1.0]]], [None, [0.0], [0.0]], "relu", "linear")
    >>> central_differences(network, [2.0], [5.0])[1]["W[1]"]
    array([[ True]])
    """
    loss_at = _LossOfOne(network, x, y, loss)
    found = {block: np.zeros_like(array) for block, array in loss_at.blocks.items()}
    kinks = {block: np.zeros(array.shape, bool) for block, array in found.items()}
    for block, index, theta in loss_at:
        h = step_size(theta)
        above, below = theta + h, theta - h
        loss_above, sides_above = loss_at(block, index, above)
        loss_below, sides_below = loss_at(block, index, below)
        found[block][index] = (loss_above - loss_below) / (above - below)  # 2 h, as rounded
        crossed = [np.any(u != v) for u, v in zip(sides_above, sides_below, strict=True)]
        kinks[block][index] = any(crossed)
    layers, nothing = range(1, network.L + 1), [None] * (network.L + 1)
    W, b = ([None] + [found[f"{name}[{k}]"] for k in layers] for name in "Wb")
    return Gradients(W, b, a=nothing, h=nothing), kinks


def finite_differences(network, x, y, loss=None):
    """Return the gradients by central differences, (L(theta + h) - L(theta - h)) / 2h.

    One parameter after the other, with h from `step_size`, in float64 for any network. The loss
    is taken twice for every parameter.

    Parameters
    ----------
    network : Network
        It stays as it is.
    x, y : array_like
        As in `forward_propagation` and `Network.loss`.
    loss : str, optional
        As in `Network.loss`.

    Returns
    -------
    Gradients
        At W_k and b_k; those at a_k and h_k are None.

    Raises
    ------
    ValueError
        Where x or y does not fit, or the loss makes no sense.

    Examples
    --------
    >>> network = Network([None, [[1.0]]], [None, [0.0]], output="linear")
    >>> finite_differences(network, [2.0], [5.0]).W[1].round(6)
    array([[-12.]])
    """
    return central_differences(network, x, y, loss)[0]


class Sweep(NamedTuple):
    """The error of finite differences, by step size.

    Parameters
    ----------
    steps : numpy.ndarray
        Step sizes h.
    forward, central : numpy.ndarray
        For each, the largest error of (L(theta + h) - L(theta)) / h, and of
        (L(theta + h) - L(theta - h)) / 2h, at any parameter, relative to the largest entry of
        the gradient.

    Examples
    --------
    >>> network = Network.initialise([2, 2])
    >>> sweep = step_sweep(network, [1.0, -0.5], [1, 0], steps=[1e-3, 1e-2])
    >>> (sweep.central < sweep.forward).tolist()
    [True, True]
    """

    steps: np.ndarray
    forward: np.ndarray
    central: np.ndarray


def step_sweep(network, x, y, steps=None, loss=None):
    """Return how far finite differences are from `back_propagation`, by step size.

    Large steps miss the curvature, small ones drown in rounding: each curve is a V. That of the
    central differences goes deeper, to its lowest point near the cube root of the machine epsilon.

    Parameters
    ----------
    network : Network
        It stays as it is.
    x, y : array_like
        As in `forward_propagation` and `Network.loss`.
    steps : sequence of float, optional
        By default two a decade, from 1e-14 to 1.
    loss : str, optional
        As in `Network.loss`.

    Returns
    -------
    Sweep

    Raises
    ------
    ValueError
        Where an argument does not fit, a step is not positive, or the gradient is 0.

    Examples
    --------
    >>> network = Network.initialise([2, 3, 2], seed=0)
    >>> sweep = step_sweep(network, [1.0, -0.5], [1, 0], steps=[1e-12, 1e-5, 0.1])
    >>> int(sweep.central.argmin())
    1
    """
    steps = as_array("steps", np.logspace(-14, 0, 29) if steps is None else steps, ndim=1)
    for i, h in enumerate(steps):
        as_positive(f"steps[{i}]", float(h))
    loss_at = _LossOfOne(network, x, y, loss)
    trace = forward_propagation(loss_at.network, x)
    start = loss_at.network.loss(trace, y, loss)
    exact = by_block(back_propagation(loss_at.network, trace, y, loss))
    forward, central = np.zeros(len(steps)), np.zeros(len(steps))
    for block, index, theta in loss_at:
        above = np.array([loss_at(block, index, theta + h)[0] for h in steps])
        below = np.array([loss_at(block, index, theta - h)[0] for h in steps])
        slope = exact[block][index]
        forward = np.maximum(forward, np.abs((above - start) / steps - slope))
        central = np.maximum(central, np.abs((above - below) / (2 * steps) - slope))
    largest = max(np.abs(gradient).max() for gradient in exact.values())
    if largest == 0:
        raise ValueError("the gradient is 0 at every parameter: no error is relative to it")
    return Sweep(steps, forward / largest, central / largest)
