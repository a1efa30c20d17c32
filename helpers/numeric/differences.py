"""Gradients by finite differences: the loss taken again for every parameter, moved a little."""

from dataclasses import dataclass

import numpy as np

from helpers.numeric.backprop import Gradients
from helpers.numeric.forward import forward_propagation
from helpers.numeric.network import Network

ROUNDING = np.finfo(np.float64).eps


@dataclass(frozen=True, eq=False)
class Differences(Gradients):
    """Gradients by central differences, and by block where a_k passes a kink within the step."""

    kinks: dict


def step_size(theta):
    """Return the step h for central differences at theta: (eps max(1, |theta|))^(1/3).

    Rounding errs by about eps theta / h, the curvature of the loss by about h^2; here they meet.
    """
    return float(np.cbrt(ROUNDING * max(1, abs(theta))))


def finite_differences(network, x, y, loss=None):
    """Return the gradients by central differences, (L(theta + h) - L(theta - h)) / 2h.

    One parameter after the other, in float64 for any network: the loss is taken twice for each.

    Parameters
    ----------
    network, x, y, loss
        As in `forward_propagation` and `Network.loss`.

    Returns
    -------
    Differences
        Gradients at W_k and b_k; those at a_k and h_k are None.

    Examples
    --------
    >>> network = Network([None, [[1.0]]], [None, [0.0]], output="linear")
    >>> finite_differences(network, [2.0], [5.0]).W[1].round(6)
    array([[-12.]])
    """
    network.check_parameters()
    W, b = ([None] + [array.astype(np.float64) for array in arrays[1:]]
            for arrays in (network.W, network.b))  # fmt: skip
    moved = Network(W, b, network.activation, network.output)
    slopes, kinks = {"W": [None], "b": [None]}, {}
    for k in range(1, network.L + 1):
        for name, array in (("W", moved.W[k]), ("b", moved.b[k])):
            slope, kink = np.zeros_like(array), np.zeros(array.shape, bool)
            for index in np.ndindex(array.shape):
                theta = float(array[index])
                h = step_size(theta)
                above, below = theta + h, theta - h
                array[index] = above
                loss_above, sides_above = _loss_and_sides(moved, x, y, loss)
                array[index] = below
                loss_below, sides_below = _loss_and_sides(moved, x, y, loss)
                array[index] = theta
                slope[index] = (loss_above - loss_below) / (above - below)  # 2 h, as rounded
                kink[index] = sides_above != sides_below
            slopes[name].append(slope)
            kinks[f"{name}[{k}]"] = kink
    nothing = [None] * (network.L + 1)
    return Differences(slopes["W"], slopes["b"], nothing, nothing, kinks)


def _loss_and_sides(network, x, y, loss):
    """Return the loss, and on which side of each kink of g each hidden pre-activation lies."""
    trace = forward_propagation(network, x)
    sides = [(a > kink).tolist() for a in trace.a[1:-1] for kink in network.activation.kinks]
    return network.loss(trace, y, loss), sides
