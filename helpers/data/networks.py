"""The networks that the lessons compute by hand, with their inputs: round numbers, small sizes."""

import itertools

import numpy as np

from helpers.numeric.forward import forward_propagation
from helpers.numeric.losses import one_hot
from helpers.numeric.network import Network

INPUT = (1.0, -0.5)  # of the lessons' sample
TRUE_CLASS = 2  # of the lessons' sample, counted from 1
WIDEST, MOST_HIDDEN = 4, 2  # of example_network
DEEP_WIDTH = 16  # units in each layer of deep_network
TENTHS = (  # by layer: a row a unit, its weights, then its bias; 4.1 to 4.8 read its corner
    [[8, -9, -2, -3, 3], [-3, -10, 8, 6, -4], [5, 2, 3, 4, -1], [-6, 5, 3, 2, -3]],
    [[-12, -5, -4, -1, 5], [7, 9, -3, -2, 2], [1, 9, 6, 6, 2], [3, -5, 2, 7, -3]],
    [[9, 7, 8, -6, -1], [2, -8, -3, -8, -1], [-11, 5, 9, -7, 5], [3, 8, -4, -1, -2]],
)


def example_network(sizes=(2, 3, 2, 3), g="tanh", O="softmax", scale=1.0):
    """Return the lessons' network, of round numbers, the same ones whatever its size.

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
    Network(2 → 3 tanh → 2 tanh → 3 softmax, 26 parameters)
    """
    lengths, units = range(2, MOST_HIDDEN + 3), range(1, WIDEST + 1)
    if len(sizes) not in lengths or not set(sizes) <= set(units):
        expected = f"{lengths[0]} to {lengths[-1]} numbers from 1 to {WIDEST}"
        raise ValueError(f"sizes is {list(sizes)}, expected {expected}")
    W, b = [None], [None]
    for tenths, (below, here) in zip(TENTHS, itertools.pairwise(sizes), strict=False):
        rows = np.array(tenths[:here]) / 10
        W.append(scale * rows[:, :below])
        b.append(rows[:, -1])
    return Network(W, b, g, O)


def example_sample():
    """Return the lessons' sample: an input x, and y, the one-hot vector of its true class.

    Examples
    --------
    >>> x, y = example_sample()
    >>> x, y
    (array([ 1. , -0.5]), array([0., 1., 0.]))
    """
    return np.array(INPUT), one_hot(TRUE_CLASS - 1, 3)


def example_batch():
    """Return four samples for the lessons' network, x and one-hot y; the first is the lessons'.

    Examples
    --------
    >>> x, y = example_batch()
    >>> x.shape, y.shape
    ((2, 4), (3, 4))
    """
    x, y = example_sample()
    others = np.array([[0.5, -1.5, -1.0], [1.0, 0.0, 0.5]])
    return np.column_stack([x, others]), np.column_stack([y, one_hot([0, 2, 1], 3)])


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
