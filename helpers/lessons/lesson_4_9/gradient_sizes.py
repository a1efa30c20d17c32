"""How large the gradient is from layer to layer, and how large it can be at most."""

from dataclasses import dataclass

import numpy as np

from helpers.numeric.backprop import back_propagation
from helpers.numeric.forward import forward_propagation


@dataclass(frozen=True, eq=False)
class GradientSizes:
    """The size of the gradient at a_k for every layer, a bound on it, and the slopes g'(a_k).

    Entry k - 1 of an array is layer k.

    Parameters
    ----------
    norms : numpy.ndarray, shape (L,)
        The length of the gradient at a_k.
    bounds : numpy.ndarray, shape (L,)
        What `norms` cannot exceed: at layer L the length itself, then for each layer down the
        largest slope of g times the largest singular value of W_{k+1}.
    slopes : numpy.ndarray, shape (L - 1,)
        The mean of g'(a_k) over the units of each hidden layer.

    Examples
    --------
    >>> sizes = GradientSizes(np.array([0.01, 0.1, 1.0]), np.array([0.25, 0.5, 1.0]), np.ones(2))
    >>> round(sizes.factor, 6), round(sizes.factor_per_layer, 6), sizes.bound_per_layer
    (0.01, 0.1, 0.5)
    """

    norms: np.ndarray
    bounds: np.ndarray
    slopes: np.ndarray

    @property
    def factor(self):
        """By what the gradient is multiplied on its way from layer L down to layer 1."""
        return float(self.norms[0] / self.norms[-1])

    @property
    def factor_per_layer(self):
        """The same for one layer: the geometric mean."""
        return self.factor ** (1 / len(self.slopes))

    @property
    def bound_per_layer(self):
        """The largest factor for one layer that the bound allows, a geometric mean."""
        return float(self.bounds[0] / self.bounds[-1]) ** (1 / len(self.slopes))


def gradient_sizes(network, x, y):
    """Return the size of the gradient at every a_k.

    The gradient at a_{k-1} is g'(a_{k-1}) * W_k^T (gradient at a_k) [4.6-4, 4.6-6], so no layer
    can multiply its length by more than the largest slope of g times the largest singular value
    of W_k.

    Parameters
    ----------
    network : Network
        With at least one hidden layer.
    x, y : array_like
        As in `forward_propagation` and `back_propagation`.

    Returns
    -------
    GradientSizes

    Raises
    ------
    ValueError
        Where x or y does not fit, there is no hidden layer, or the gradient at a_L is 0.

    Examples
    --------
    >>> from helpers.numeric.network import Network
    >>> network = Network([None, [[1.0]], [[3.0]]], [None, [0.0], [0.0]], "logistic", "linear")
    >>> sizes = gradient_sizes(network, [0.0], [1.0])
    >>> sizes.norms.tolist(), sizes.bounds.tolist(), sizes.slopes.tolist()
    ([0.75, 1.0], [0.75, 1.0], [0.25])
    """
    if network.L < 2:
        raise ValueError("network has no hidden layer, expected at least one")
    trace = forward_propagation(network, x)
    grad_a = back_propagation(network, trace, y).a
    norms = np.array([np.linalg.norm(gradient) for gradient in grad_a[1:]])
    if norms[-1] == 0:
        raise ValueError("the gradient at the output is 0: nothing is passed down")
    largest = network.activation.largest_slope
    stretch = [largest * np.linalg.norm(network.W[k], ord=2) for k in range(2, network.L + 1)]
    bounds = norms[-1] * np.cumprod([1.0, *reversed(stretch)])[::-1]
    slopes = np.array([network.activation.derivative(a).mean() for a in trace.a[1:-1]])
    return GradientSizes(norms, bounds, slopes)
