"""Gradients by finite differences: the loss taken again for every parameter, moved a little."""

from dataclasses import dataclass

import numpy as np

from helpers.numeric.agreement import by_block
from helpers.numeric.backprop import Gradients
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


@dataclass(frozen=True, eq=False)
class Differences(Gradients):
    """Gradients by central differences, and by block where the loss may have a kink in the step.

    There a pre-activation passes a kink of g (relu's is at 0) between theta - h and theta + h.

    Examples
    --------
    >>> network = Network([None, [[0.0]], [[1.0]]], [None, [0.0], [0.0]], "relu", "linear")
    >>> finite_differences(network, [2.0], [5.0]).kinks["W[1]"]
    array([[ True]])
    """

    kinks: dict


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
    Differences
        Gradients at W_k and b_k; those at a_k and h_k are None.

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
    return Differences(W, b, nothing, nothing, kinks)
