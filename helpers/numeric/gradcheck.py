"""Gradients checked against central differences."""

import numpy as np

from helpers.numeric.agreement import FLOOR, Comparison, same_shapes
from helpers.numeric.backprop import back_propagation
from helpers.numeric.differences import finite_differences
from helpers.numeric.forward import forward_propagation
from helpers.numeric.validate import as_positive

TOLERANCE = {np.dtype(np.float64): 1e-6, np.dtype(np.float32): 1e-3}


def check_gradients(network, x, y, loss=None, gradients=None, tolerance=None, differences=None):
    """Compare gradients with central differences, parameter by parameter.

    Where a pre-activation passes relu's kink within the step, there is no derivative to compare
    with: such an entry is counted in the report and passed over. The relative error of an entry
    below 0.001 times the loss, or below 0.001, is taken relative to that; the report says so.

    Parameters
    ----------
    network : Network
        It stays as it is.
    x, y : array_like
        As in `forward_propagation` and `Network.loss`.
    loss : str, optional
        As in `Network.loss`.
    gradients : Gradients, optional
        What to check; by default what `back_propagation` returns.
    tolerance : float, optional
        The largest relative error that passes; by default 1e-6, for a float32 network 1e-3.
    differences : Differences, optional
        What `finite_differences` returned for this network, x, y and loss, where it is known.

    Returns
    -------
    Comparison
        ``passed``, ``max_relative_error``, and in ``rows`` one row for each parameter block.

    Raises
    ------
    ValueError
        Where x, y or gradients does not fit, or the loss makes no sense.

    Examples
    --------
    >>> from helpers.numeric.network import Network
    >>> network = Network.initialise([4, 3, 2], seed=0)
    >>> check_gradients(network, [0.5, -1.0, 0.25, 2.0], [1, 0])
    passed: relative error < 1e-7, tolerance 1e-06
    block  entries  at a kink  relative error
    W[1]        12          0          < 1e-7
    b[1]         3          0          < 1e-7
    W[2]         6          0          < 1e-7
    b[2]         2          0          < 1e-7
    """
    trace = forward_propagation(network, x)
    if gradients is None:
        gradients = back_propagation(network, trace, y, loss)
    if differences is None:
        differences = finite_differences(network, x, y, loss)
    tolerance = TOLERANCE[network.dtype] if tolerance is None else tolerance
    tolerance = as_positive("tolerance", tolerance)
    floor = FLOOR * max(1, network.loss(trace, y, loss))  # differences round as the loss does
    ways = {"central differences": differences, "gradients": gradients}
    return Comparison(same_shapes(ways), tolerance, floor, differences.kinks)
