"""The networks that the lessons compute by hand, with their inputs: round numbers, small sizes."""

import functools

import numpy as np

from helpers.numeric.forward import forward_propagation
from helpers.numeric.losses import one_hot
from helpers.numeric.network import Network

X = (1.0, -0.5)  # of small_network and two_hidden_layers
MOST_UNITS, MOST_HIDDEN = 4, 2  # of example_network
WIDTH = 16  # of deep_network


@functools.cache
def _tables():
    """Return the parameters that every size takes its own from, in tenths, none of them 0."""
    rng = np.random.default_rng(3)

    def tenths(most, *shape):
        return rng.integers(1, most + 1, shape) * rng.choice([-1, 1], shape) / 10

    W, b = [None], [None]
    for _ in range(MOST_HIDDEN + 1):
        W.append(tenths(9, MOST_UNITS, MOST_UNITS))
        b.append(tenths(4, MOST_UNITS))
    return W, b


def example_network(sizes=(2, 3, 3, 2), g="tanh", O="softmax", scale=1.0):
    """Return a network with round numbers, the same ones whatever its size.

    Parameters
    ----------
    sizes : sequence of int
        Units by layer, the input first: 2 to 4 numbers from 1 to 4.
    g, O : str, optional
        As in `Network`.
    scale : float, optional
        What every weight, but no bias, is multiplied by.

    Raises
    ------
    ValueError
        Where there are other sizes.

    Examples
    --------
    >>> example_network()
    Network(2 → 3 tanh → 3 tanh → 2 softmax, 29 parameters)
    >>> example_network([2, 4]).W[1][0], example_network([2, 1]).W[1][0]
    (array([0.8, 0.1]), array([0.8, 0.1]))
    """
    lengths, units = range(2, MOST_HIDDEN + 3), range(1, MOST_UNITS + 1)
    if len(sizes) not in lengths or not set(sizes) <= set(units):
        expected = f"{lengths[0]} to {lengths[-1]} numbers from 1 to {MOST_UNITS}"
        raise ValueError(f"sizes is {list(sizes)}, expected {expected}")
    W, b = _tables()
    layers = range(1, len(sizes))
    return Network(
        [None, *(scale * W[k][: sizes[k], : sizes[k - 1]] for k in layers)],
        [None, *(b[k][: sizes[k]] for k in layers)],
        g,
        O,
    )


def small_network(g="tanh"):
    """Return a network of 2 → 3 → 2 units with round numbers, small enough to follow by hand.

    Parameters
    ----------
    g : str, optional
        The activation function of its hidden layer.

    Examples
    --------
    >>> small_network()
    Network(2 → 3 tanh → 2 softmax, 17 parameters)
    """
    W1, b1 = [[0.5, -0.3], [-0.8, 0.6], [0.4, 0.9]], [0.1, -0.2, 0.3]
    W2, b2 = [[0.7, -0.5, 0.2], [-0.4, 0.6, 0.9]], [0.0, 0.1]
    return Network([None, W1, W2], [None, b1, b2], g, "softmax")


def two_hidden_layers(g="tanh"):
    """Return a network of 2 → 3 → 3 → 2 units with round numbers.

    Parameters
    ----------
    g : str, optional
        The activation function of its hidden layers.

    Examples
    --------
    >>> two_hidden_layers()
    Network(2 → 3 tanh → 3 tanh → 2 softmax, 29 parameters)
    """
    W1, b1 = [[0.7, 0.7], [0.6, 0.5], [-0.5, -0.2]], [0.1, 0.4, -0.2]
    W2, b2 = [[-1.0, 0.2, 0.2], [0.5, 0.8, 0.8], [0.7, 1.0, -0.4]], [-0.1, -0.1, -0.4]
    W3, b3 = [[-0.6, -0.5, 1.0], [1.0, 0.7, -0.9]], [0.3, -0.2]
    return Network([None, W1, W2, W3], [None, b1, b2, b3], g, "softmax")


def network_and_batch():
    """Return a network of 2 → 2 → 3 units, and four samples x with their one-hot y.

    W_1 is square, W_2 is not; no size is 4, the number of samples.

    Returns
    -------
    network : Network
    x : numpy.ndarray, shape (2, 4)
    y : numpy.ndarray, shape (3, 4)

    Examples
    --------
    >>> network, x, y = network_and_batch()
    >>> network, x.shape, y.shape
    (Network(2 → 2 tanh → 3 softmax, 15 parameters), (2, 4), (3, 4))
    """
    W1, b1 = [[0.8, -0.5], [-0.6, 0.9]], [0.1, -0.2]
    W2, b2 = [[0.7, -0.5], [-0.4, 0.6], [0.2, 0.9]], [0.0, 0.1, -0.1]
    x = [[1.0, 0.5, -1.5, -1.0], [1.0, -1.5, 0.0, 0.5]]  # a sample a column
    network = Network([None, W1, W2], [None, b1, b2], "tanh", "softmax")
    return network, np.array(x), one_hot([0, 1, 2, 0], 3)


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
    seed : int, optional

    Returns
    -------
    network, x, y

    Examples
    --------
    >>> network, x, y = deep_network(3, "tanh")
    >>> network
    Network(16 → 16 tanh → 16 tanh → 16 softmax, 816 parameters)
    """
    spread = scale / np.sqrt(WIDTH)
    network = Network.initialise([WIDTH] * (depth + 1), g, seed=seed, scale=spread)
    x = np.random.default_rng([seed, 1]).standard_normal(WIDTH)
    y = one_hot(int(forward_propagation(network, x).y_hat.argmin()), WIDTH)
    return network, x, y
