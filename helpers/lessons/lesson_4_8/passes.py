"""The two walks of the lesson, one after the other."""

from helpers.numeric.backprop import back_propagation
from helpers.numeric.forward import forward_propagation


def forward_and_back(network, x, y):
    """Return all gradients at a sample or a batch: 4.8-1, then 4.8-2.

    Parameters
    ----------
    network : Network
    x : array_like, shape (n,) or (n, N)
    y : array_like, shape (k,) or (k, N)
        What ŷ should be, as one-hot vectors.

    Returns
    -------
    Gradients

    Examples
    --------
    >>> from helpers.data.networks import example_network, example_sample
    >>> forward_and_back(example_network(), *example_sample()).W[1].round(2)
    array([[ 0.22, -0.11],
           [ 1.05, -0.52],
           [-0.02,  0.01]])
    """
    return back_propagation(network, forward_propagation(network, x), y)
