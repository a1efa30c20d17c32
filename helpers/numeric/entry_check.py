"""Gradients checked against central differences, and the relative error kept of every entry."""

from dataclasses import dataclass

from helpers.numeric.agreement import floor_for, relative_error, same_shapes
from helpers.numeric.differences import central_differences
from helpers.numeric.forward import forward_propagation
from helpers.numeric.gradcheck import TOLERANCE


@dataclass(frozen=True, eq=False)
class EntryCheck:
    """What `check_entries` found: a dict of arrays each, by block, "W[1]", "b[1]", "W[2]", ...

    Parameters
    ----------
    given : dict of numpy.ndarray
        The gradients that are checked.
    central : dict of numpy.ndarray
        The central differences.
    errors : dict of numpy.ndarray
        The relative error of each entry; 0 where the loss may have a kink.
    tolerance : float
        The largest relative error that passes.

    Examples
    --------
    >>> import numpy as np
    >>> check = EntryCheck({"b[1]": [2.0]}, {"b[1]": [1.0]}, {"b[1]": np.array([0.5])}, 1e-6)
    >>> check.wrong, check.passed
    (('b[1]',), False)
    """

    given: dict
    central: dict
    errors: dict
    tolerance: float

    @property
    def worst(self):
        """The largest relative error of each block."""
        return {block: float(errors.max()) for block, errors in self.errors.items()}

    @property
    def wrong(self):
        """The blocks with an entry that is further off than the tolerance."""
        return tuple(block for block, error in self.worst.items() if error > self.tolerance)

    @property
    def passed(self):
        """Whether no entry is further off than the tolerance."""
        return not self.wrong


def check_entries(network, x, y, gradients, differences=None, loss=None):
    """Compare gradients with central differences as `check_gradients` does, entry by entry.

    Parameters
    ----------
    network : Network
        It stays as it is.
    x, y : array_like
        As in `forward_propagation` and `Network.loss`.
    gradients : Gradients
        What to check.
    differences : tuple, optional
        What `central_differences` returned for this network, x and y, where it is known.
    loss : str, optional
        As in `Network.loss`.

    Returns
    -------
    EntryCheck

    Raises
    ------
    ValueError
        Where x, y or gradients does not fit, or the loss makes no sense.

    Examples
    --------
    >>> from helpers.numeric.backprop import back_propagation
    >>> from helpers.numeric.network import Network
    >>> network, x, y = Network.initialise([3, 2]), [1.0, 2.0, 3.0], [0, 1]
    >>> gradients = back_propagation(network, forward_propagation(network, x), y)
    >>> gradients.W[1][0] *= -1
    >>> check = check_entries(network, x, y, gradients)
    >>> check.wrong, check.errors["W[1]"].round(3).tolist()
    (('W[1]',), [[2.0, 2.0, 2.0], [0.0, 0.0, 0.0]])
    """
    central, kinks = differences or central_differences(network, x, y, loss)
    arrays = same_shapes({"central differences": central, "gradients": gradients})
    floor = floor_for(network.loss(forward_propagation(network, x), y, loss))
    given = {block: pair["gradients"] for block, pair in arrays.items()}
    central = {block: pair["central differences"] for block, pair in arrays.items()}
    errors = {
        block: relative_error(given[block], central[block], floor) * ~kinks[block]
        for block in arrays
    }
    return EntryCheck(given, central, errors, TOLERANCE[network.dtype])
