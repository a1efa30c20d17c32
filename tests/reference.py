"""The lecture's network a second time: loops over indices, 50 digits, no derivative formula."""

from functools import partial

import numpy as np
from mpmath import MPContext

mp = MPContext()
mp.dps = 50
STEP = mp.mpf("1e-15")  # central differences then err by about 1e-30

FORMULAS = {  # of g, with the functions of mpmath or of numpy
    "logistic": lambda z, of: 1 / (1 + of.exp(-z)),
    "tanh": lambda z, of: of.tanh(z),
    "relu": lambda z, of: (z + abs(z)) / 2,
    "softplus": lambda z, of: of.log(1 + of.exp(z)),
    "linear": lambda z, of: z,
}
ACTIVATIONS = {name: partial(g, of=mp) for name, g in FORMULAS.items()}
IN_NUMPY = {name: partial(g, of=np) for name, g in FORMULAS.items()}


def numbers(array):
    """Return the array as nested lists of numbers of 50 digits."""
    return [numbers(row) if np.ndim(row) else mp.mpf(row) for row in array]


def softmax(a):
    exponentials = [mp.exp(a_i) for a_i in a]
    return [e / mp.fsum(exponentials) for e in exponentials]


def cross_entropy(y_hat, y):
    return -mp.fsum(y_c * mp.log(y_hat_c) for y_hat_c, y_c in zip(y_hat, y, strict=True))


def squared_error(y_hat, y):
    return mp.fsum((y_hat_j - y_j) ** 2 for y_hat_j, y_j in zip(y_hat, y, strict=True))


LOSSES = {"cross_entropy": cross_entropy, "squared_error": squared_error}


def forward(network, x):
    """Return the lists a and h of one sample, entry by entry."""
    g = ACTIVATIONS[network.activation.name]
    a, h = [None], [numbers(x)]
    for k in range(1, network.L + 1):
        W, b = numbers(network.W[k]), numbers(network.b[k])
        below = range(len(h[k - 1]))
        a.append([b[i] + mp.fsum(W[i][j] * h[k - 1][j] for j in below) for i in range(len(b))])
        if k < network.L:
            h.append([g(a_ki) for a_ki in a[k]])
    name = network.output.name
    h.append(softmax(a[-1]) if name == "softmax" else [ACTIVATIONS[name](z) for z in a[-1]])
    return a, h


def loss(network, x, y, name):
    """Return the loss: of a batch, samples in columns, the mean."""
    x, y = (np.reshape(array, (len(array), -1)).T for array in (x, y))
    pairs = zip(x, y, strict=True)
    return mp.fsum(LOSSES[name](forward(network, u)[1][-1], numbers(v)) for u, v in pairs) / len(x)


class Movable:
    """A network whose parameters are numbers of 50 digits."""

    def __init__(self, network):
        self.L, self.activation, self.output = network.L, network.activation, network.output
        self.W, self.b = (
            [None] + [np.array(numbers(array), dtype=object) for array in arrays[1:]]
            for arrays in (network.W, network.b)
        )


def gradients(network, x, y, name):
    """Return W and b by layer: the slope of the loss at each parameter."""
    network = Movable(network)
    found = []
    for arrays in (network.W, network.b):
        slopes = [None] + [np.empty(array.shape) for array in arrays[1:]]
        for array, slope in zip(arrays[1:], slopes[1:], strict=True):
            for index in np.ndindex(array.shape):
                theta = array[index]
                array[index] = theta + STEP
                above = loss(network, x, y, name)
                array[index] = theta - STEP
                below = loss(network, x, y, name)
                array[index] = theta
                slope[index] = (above - below) / (2 * STEP)
        found.append(slopes)
    return found
