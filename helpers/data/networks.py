"""The networks that the lessons compute by hand, with their inputs: round numbers, small sizes."""

import itertools

import numpy as np

from helpers.numeric.forward import forward_propagation
from helpers.numeric.losses import one_hot
from helpers.numeric.network import Network

INPUT = (1.0, -0.5)  # of small_network and two_hidden_layers
WIDEST, MOST_HIDDEN = 4, 2  # of example_network
DEEP_WIDTH = 16  # units in each layer of deep_network
TENTHS = {  # by network, then by layer: a row a unit, its weights, then its bias
    "example": (
        [[8, 1, -2, -3, 4], [-2, -8, 8, 6, 2], [-1, -1, 3, 4, 2], [-6, 5, 3, 2, -3]],
        [[-9, -1, -1, 9, -1], [9, -3, -2, -3, 2], [1, 9, 6, 6, 2], [3, -5, 2, 7, -3]],
        [[4, 8, 8, -6, -3], [1, -7, -3, -8, 3], [-9, 4, 9, -7, 2], [3, 8, -4, -1, -2]],
    ),
    "small": ([[5, -3, 1], [-8, 6, -2], [4, 9, 3]], [[7, -5, 2, 0], [-4, 6, 9, 1]]),
    "two hidden layers": (
        [[7, 7, 1], [6, 5, 4], [-5, -2, -2]],
        [[-10, 2, 2, -1], [5, 8, 8, -1], [7, 10, -4, -4]],
        [[-6, -5, 10, 3], [10, 7, -9, -2]],
    ),
    "square": ([[8, -5, 1], [-6, 9, -2]], [[7, -5, 0], [-4, 6, 1], [2, 9, -1]]),
}


def _network(name, sizes, g="tanh", O="softmax", scale=1.0):
    """Return a network of these sizes, its parameters the first of each row of the table."""
    W, b = [None], [None]
    for tenths, (below, units) in zip(TENTHS[name], itertools.pairwise(sizes), strict=False):
        rows = np.array(tenths[:units]) / 10
        W.append(scale * rows[:, :below])
        b.append(rows[:, -1])
    return Network(W, b, g, O)


def example_network(sizes=(2, 3, 3, 2), g="tanh", O="softmax", scale=1.0):
    """Return a network with round numbers, the same ones whatever its size.

    Parameters
    ----------
    sizes : sequence of int
        Units by layer, the input first: 2 to 4 numbers from 1 to 4; else a ValueError.
    g, O : str, optional
        As in `Network`.
    scale : float, optional
        What every weight, but no bias, is multiplied by.

    Examples
    --------
    >>> example_network()
    Network(2 → 3 tanh → 3 tanh → 2 softmax, 29 parameters)
    """
    lengths, units = range(2, MOST_HIDDEN + 3), range(1, WIDEST + 1)
    if len(sizes) not in lengths or not set(sizes) <= set(units):
        expected = f"{lengths[0]} to {lengths[-1]} numbers from 1 to {WIDEST}"
        raise ValueError(f"sizes is {list(sizes)}, expected {expected}")
    return _network("example", sizes, g, O, scale)


def small_network(g="tanh"):
    """Return a network with round numbers, small enough to follow by hand.

    Examples
    --------
    >>> small_network()
    Network(2 → 3 tanh → 2 softmax, 17 parameters)
    """
    return _network("small", (2, 3, 2), g)


def two_hidden_layers(g="tanh"):
    """Return a network with two hidden layers and round numbers.

    Examples
    --------
    >>> two_hidden_layers()
    Network(2 → 3 tanh → 3 tanh → 2 softmax, 29 parameters)
    """
    return _network("two hidden layers", (2, 3, 3, 2), g)


def network_and_batch():
    """Return a network, and four samples x with their one-hot y.

    W_1 is square, W_2 is not; no size is 4, the number of samples.

    Examples
    --------
    >>> network, x, y = network_and_batch()
    >>> network, x.shape, y.shape
    (Network(2 → 2 tanh → 3 softmax, 15 parameters), (2, 4), (3, 4))
    """
    x = np.array([[1.0, 0.5, -1.5, -1.0], [1.0, -1.5, 0.0, 0.5]])
    return _network("square", (2, 2, 3)), x, one_hot([0, 1, 2, 0], 3)


def deep_network(depth, g, scale=1.0, seed=0):
    """Return a network of `depth` layers of 16 units, an input, and a label it gets wrong.

    The label is the class that the network holds least probable, so that the gradient at the
    output has a length between about 1 and the square root of 2, whatever the weights.

    Parameters
    ----------
    depth : int
    g : str
    scale : float, optional
        Standard deviation of the weights, in units of 1 / sqrt(16).

    Examples
    --------
    >>> deep_network(2, "tanh")[0]
    Network(16 → 16 tanh → 16 softmax, 544 parameters)
    """
    spread = scale / np.sqrt(DEEP_WIDTH)
    network = Network.initialise([DEEP_WIDTH] * (depth + 1), g, seed=seed, scale=spread)
    x = np.random.default_rng([seed, 1]).standard_normal(DEEP_WIDTH)
    y = one_hot(int(forward_propagation(network, x).y_hat.argmin()), DEEP_WIDTH)
    return network, x, y
