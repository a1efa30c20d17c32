"""What a small change of one number inside a network does to the loss, computed anew."""

import numpy as np

from helpers.numeric.forward import forward_propagation
from helpers.numeric.validate import choose

LETTERS = {"W": 2, "b": 1, "a": 1, "h": 1}  # and the unit subscripts each takes


def nudged(network, letter, k, entry, change):
    """Return a network in which one number is larger by `change`, and nothing below it differs.

    A change of a_ki is one of b_ki; one of h_kj reaches every a_{k+1,i}, by W_{k+1,ij} of it.

    Parameters
    ----------
    network : Network
        It stays as it is.
    letter : {"W", "b", "a", "h"}
    k : int
        The layer; for "h" below L.
    entry : tuple of int
        The units, counted from 0.
    change : float

    Returns
    -------
    Network

    Raises
    ------
    ValueError
        Where there is no such letter or layer, or the entry has too few or too many subscripts.

    Examples
    --------
    >>> from helpers.numeric.network import Network
    >>> network = Network([None, [[2.0]], [[3.0]]], [None, [1.0], [0.0]])
    >>> nudged(network, "h", 1, (0,), 0.5).b[2]
    array([1.5])
    """
    if len(entry) != choose("letter", letter, LETTERS):
        raise ValueError(f"{letter} takes {LETTERS[letter]} unit subscripts, but {entry} came")
    last = network.L - 1 if letter == "h" else network.L
    if k not in range(1, last + 1):
        raise ValueError(f"k is {k}, but {letter} stands in layers 1 to {last}")
    after = network.copy()
    if letter == "W":
        after.W[k][entry] += change
    elif letter == "h":
        after.b[k + 1] += network.W[k + 1][:, entry[0]] * change
    else:
        after.b[k][entry] += change
    return after


def effect(network, x, y, letter, k, entry, change):
    """Return by how much the loss really changes where one number changes.

    Parameters
    ----------
    network, letter, k, entry, change
        As in `nudged`.
    x, y : array_like
        One sample.

    Returns
    -------
    float

    Examples
    --------
    >>> from helpers.numeric.network import Network
    >>> network = Network([None, [[2.0]]], [None, [0.0]], output="linear")
    >>> effect(network, [1.0], [3.0], "W", 1, (0, 0), 1.0)
    -1.0
    """
    before, after = (
        changed.loss(forward_propagation(changed, x), y)
        for changed in (network, nudged(network, letter, k, entry, change))
    )
    return after - before


def most_blamed(gradients, letters, k):
    """Return the letter and entry in layer k with the steepest derivative, and that derivative.

    Of several as steep, to 12 digits behind the point, it is the first.

    Parameters
    ----------
    gradients : Gradients
    letters : str
        Which quantities to search: "Wb" for weights and biases.
    k : int

    Returns
    -------
    (str, tuple of int, float)

    Examples
    --------
    >>> from helpers.numeric.backprop import Gradients
    >>> gradients = Gradients([None, np.array([[0.1, -0.5]])], [None, np.array([0.1])], [], [])
    >>> most_blamed(gradients, "Wb", 1)
    ('W', (0, 1), -0.5)
    """
    found = []
    for letter in letters:
        array = getattr(gradients, letter)[k]
        place = np.unravel_index(np.abs(array).round(12).argmax(), array.shape)
        found.append((letter, tuple(map(int, place)), float(array[place])))
    return max(found, key=lambda one: round(abs(one[2]), 12))
