"""The chain rule through a thin network, one unit a layer: its factors, from the loss back."""

import math
from typing import NamedTuple

from helpers.numeric.forward import forward_propagation
from helpers.numeric.network import Network
from helpers.numeric.validate import as_count

WEIGHTS = (0.8, -1.2, 0.9, 1.5, -0.7)
BIASES = (0.3, 0.5, -0.1, 1.0, 0.4)
MOST_LAYERS = len(WEIGHTS)


class Factor(NamedTuple):
    """One derivative of a chain, such as that of a_31 with respect to h_21.

    Parameters
    ----------
    above, below : tuple
        A letter, and the layer where it has one: ("L",), ("y_hat",), ("a", 3), ("W", 1).
    value : float

    Examples
    --------
    >>> Factor(("a", 3), ("h", 2), 0.9).below
    ('h', 2)
    """

    above: tuple
    below: tuple
    value: float


class Chain(NamedTuple):
    """The chain of the weight W_k11.

    Parameters
    ----------
    k : int
    factors : list of Factor
        From the loss to the weight.
    reused : int
        How many of them, from the loss on, stand in the chain of the weight above as well.

    Examples
    --------
    >>> lowest = Chain(1, [Factor(("L",), ("y_hat",), 3.0), Factor(("y_hat",), ("a", 1), 0.5)], 1)
    >>> lowest.product, lowest.known
    (1.5, 3.0)
    """

    k: int
    factors: list
    reused: int

    @property
    def product(self):
        """The derivative of the loss with respect to the weight."""
        return math.prod(factor.value for factor in self.factors)

    @property
    def known(self):
        """The product of the reused factors: the derivative with respect to a_{k+1,1}."""
        return math.prod(factor.value for factor in self.factors[: self.reused])


def thin_network(L, g="tanh"):
    """Return a network of L layers of one unit each, with round numbers and a logistic output.

    Parameters
    ----------
    L : int
        From 1 to 5.
    g : str, optional
        The activation function of its hidden layers.

    Returns
    -------
    Network

    Raises
    ------
    ValueError
        Where there are no such layers or no such g.

    Examples
    --------
    >>> thin_network(3)
    Network(1 → 1 tanh → 1 tanh → 1 logistic, 6 parameters)
    """
    if as_count("L", L) > MOST_LAYERS:
        raise ValueError(f"L is {L}, expected at most {MOST_LAYERS}")
    W = [None, *([[weight]] for weight in WEIGHTS[:L])]
    b = [None, *([bias] for bias in BIASES[:L])]
    return Network(W, b, g, "logistic")


def chain(network, x, y, k, loss=None):
    """Return the factors of the derivative of the loss with respect to W_k11 [4.4-1].

    From the loss down: dL/dy_hat, dy_hat/da_L1, then for each layer on the way da_q1/dh_{q-1,1}
    and dh_{q-1,1}/da_{q-1,1}, last da_k1/dW_k11. Each is computed by itself, none from another.

    Parameters
    ----------
    network : Network
        With one unit in every layer.
    x, y : array_like, shape (1,)
    k : int
        The layer of the weight, from 1 to L.
    loss : str, optional
        As in `Network.loss`.

    Returns
    -------
    list of Factor
        2 (L - k) + 3 of them.

    Raises
    ------
    ValueError
        Where the network is not thin, has no layer k, or x or y does not fit.

    Examples
    --------
    >>> factors = chain(thin_network(3), [1.0], [1.0], k=3)
    >>> [(factor.above, factor.below) for factor in factors]
    [(('L',), ('y_hat',)), (('y_hat',), ('a', 3)), (('a', 3), ('W', 3))]
    """
    if set(network.sizes) != {1}:
        raise ValueError(f"network has layers of {network.sizes} units, expected one unit in each")
    if as_count("k", k) > network.L:
        raise ValueError(f"k is {k}, expected a layer from 1 to {network.L}")
    trace = forward_propagation(network, x)
    L, g, loss = network.L, network.activation, network.choose_loss(loss)
    slope = loss.gradient(trace.y_hat, y)[0]
    output_slope = network.output.jacobian(trace.a[L])[0, 0]
    factors = [Factor(("L",), ("y_hat",), float(slope))]
    factors.append(Factor(("y_hat",), ("a", L), float(output_slope)))
    for q in range(L, k, -1):
        g_prime = g.derivative(trace.a[q - 1])[0]
        factors.append(Factor(("a", q), ("h", q - 1), float(network.W[q][0, 0])))
        factors.append(Factor(("h", q - 1), ("a", q - 1), float(g_prime)))
    factors.append(Factor(("a", k), ("W", k), float(trace.h[k - 1][0])))
    return factors


def chains(network, x, y, loss=None):
    """Return the chains of all weights of a thin network, from W_L11 down to W_111 [4.4-6].

    Each shares all but the last factor of the one before it.

    Parameters
    ----------
    network, x, y, loss
        As in `chain`.

    Returns
    -------
    list of Chain

    Examples
    --------
    >>> [(len(c.factors), c.reused) for c in chains(thin_network(3), [1.0], [1.0])]
    [(3, 0), (5, 2), (7, 4)]
    """
    layers = range(network.L, 0, -1)
    return [Chain(k, chain(network, x, y, k, loss), 2 * (network.L - k)) for k in layers]
