"""Gradients checked against central differences."""

from dataclasses import dataclass

import numpy as np

from helpers.numeric.agreement import compare, floor_for, show_error, text_table
from helpers.numeric.backprop import back_propagation
from helpers.numeric.check import as_positive
from helpers.numeric.differences import central_differences
from helpers.numeric.forward import forward_propagation

TOLERANCE = {np.dtype(np.float64): 1e-6, np.dtype(np.float32): 1e-3}


@dataclass(frozen=True, repr=False)
class Report:
    """What `check_gradients` found.

    Parameters
    ----------
    rows : list of Row
        One for each parameter block.
    tolerance : float
        The largest relative error that passes.

    Examples
    --------
    >>> from helpers.numeric.network import Network
    >>> report = check_gradients(Network.initialise([3, 2]), [1.0, 2.0, 3.0], [0, 1])
    >>> report.passed, report.max_relative_error < 1e-7
    (True, True)
    """

    rows: list
    tolerance: float

    @property
    def max_relative_error(self):
        """The largest relative error of all entries compared."""
        return max(row.error for row in self.rows)

    @property
    def passed(self):
        """Whether some entry was compared, and none is further off than the tolerance."""
        compared = any(row.at_kink < row.entries for row in self.rows)
        return compared and self.max_relative_error <= self.tolerance

    def __repr__(self):
        verdict = "passed" if self.passed else "failed"
        worst = show_error(self.max_relative_error)
        lines = [
            [row.block, str(row.entries), str(row.at_kink), show_error(row.error)]
            for row in self.rows
        ]
        table = text_table(["block", "entries", "at a kink", "relative error"], lines)
        wrong = [str(row) for row in self.rows if row.error > self.tolerance]
        summary = f"{verdict}: relative error {worst}, tolerance {self.tolerance:g}"
        return "\n".join([summary, table, *wrong])


def check_gradients(network, x, y, loss=None, gradients=None, tolerance=None):
    """Compare gradients with central differences, parameter by parameter.

    Where a pre-activation passes relu's kink within the step, there is no derivative to compare
    with: such an entry is counted in the report and passed over.

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

    Returns
    -------
    Report

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
    tolerance = TOLERANCE[network.dtype] if tolerance is None else tolerance
    tolerance = as_positive("tolerance", tolerance)
    floor = floor_for(network.loss(trace, y, loss))
    central, kinks = central_differences(network, x, y, loss)
    ways = {"central differences": central, "gradients": gradients}
    return Report(compare(ways, floor, kinks), tolerance)
