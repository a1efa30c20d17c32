"""Gradients compared: the same parameters, two ways or more to compute them."""

import itertools
import math
import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

import numpy as np

from helpers.numeric.backprop import back_propagation
from helpers.numeric.differences import finite_differences
from helpers.numeric.forward import forward_propagation
from helpers.numeric.validate import as_array, as_number

FLOOR = 1e-3  # for a loss near 1 central differences err by 1e-10: 1e-7 of an entry of 1e-3
TOLERANCE = {np.dtype(np.float64): 1e-6, np.dtype(np.float32): 1e-3}


def relative_error(one, other, floor=FLOOR):
    """Return |one - other| / max(|one|, |other|, floor): rounding reaches every entry alike."""
    return np.abs(one - other) / np.maximum(np.maximum(np.abs(one), np.abs(other)), floor)


class Row(NamedTuple):
    """One parameter block by two ways: what is compared, and the entry that is furthest off."""

    block: str
    names: tuple  # of the two ways
    errors: np.ndarray  # of all entries, 0 where they are not compared
    entries: int
    at_kink: int  # so many of the entries are not compared
    error: float  # the largest
    where: tuple  # counted from 0, as numpy does
    values: tuple

    def __str__(self):
        digits = 4 if self.error >= 0.1 else math.ceil(4 - math.log10(max(self.error, 1e-12)))
        pairs = zip(self.names, self.values, strict=True)
        gives = ", ".join(f"{name} gives {value:.{digits}g}" for name, value in pairs)
        return f"{entry(self.block, self.where)}: {gives}, relative error {self.error:.2g}"


def entry(block, where):
    """Return the name of an entry as the lecture writes it: every index counted from 1.

    Examples
    --------
    >>> entry("W[1]", (1, 0)), entry("b[2]", (9,)), entry("x", (1,)), entry("A", (1, 0))
    ('W_121', 'b_2,10', 'entry 2 of x', 'row 2, column 1 of A')
    """
    counted = [str(index + 1) for index in where]
    if layer := re.fullmatch(r"(\w)\[(\d+)\]", block):
        indices = [layer[2], *counted]
        return f"{layer[1]}_{(',' if len(max(indices, key=len)) > 1 else '').join(indices)}"
    if len(counted) == 2:
        return f"row {counted[0]}, column {counted[1]} of {block}"
    return f"entry {', '.join(counted)} of {block}" if counted else block


@dataclass(frozen=True, eq=False, repr=False)
class Comparison:
    """Gradients by two ways or more, compared entry by entry: a table, and where they differ.

    Examples
    --------
    >>> both = {"numpy": np.array([2.0, 0.0]), "sympy": np.array([1.0, 0.0])}
    >>> found = Comparison({"b[1]": both}, tolerance=1e-6)
    >>> found.passed, found.wrong, found.errors["b[1]"].tolist()
    (False, ('b[1]',), [0.5, 0.0])
    """

    arrays: dict  # by block, then by way
    tolerance: float | None = None  # without it there is no verdict
    floor: float = FLOOR
    kinks: dict = field(default_factory=dict)  # by block, the entries that are not compared

    @cached_property
    def rows(self):
        """A Row for every block and pair of ways."""
        rows = []
        for block, of in self.arrays.items():
            for names in itertools.combinations(of, 2):
                pair = [of[name] for name in names]
                kinks = self.kinks.get(block, np.zeros(pair[0].shape, bool))
                errors = np.where(kinks, 0, relative_error(*pair, self.floor))
                where = tuple(map(int, np.unravel_index(errors.argmax(), errors.shape)))
                values = tuple(float(array[where]) for array in pair)
                counts, worst = (errors.size, int(kinks.sum())), float(errors[where])
                rows.append(Row(block, names, errors, *counts, worst, where, values))
        return rows

    @cached_property
    def errors(self):
        """By block, the largest relative error of each entry between any two ways."""
        return {
            block: np.max([row.errors for row in self.rows if row.block == block], axis=0)
            for block in self.arrays
        }

    @property
    def worst(self):
        """The Row with the largest relative error."""
        return max(self.rows, key=lambda row: row.error)

    @property
    def max_relative_error(self):
        """The largest relative error of all entries compared."""
        return self.worst.error

    @property
    def wrong(self):
        """The blocks with an entry that is further off than the tolerance."""
        if self.tolerance is None:
            raise ValueError("no tolerance was given; call check(tolerance)")
        return tuple(b for b, errors in self.errors.items() if errors.max() > self.tolerance)

    @property
    def passed(self):
        """Whether some entry was compared, and none is further off than the tolerance."""
        return not self.wrong and any(row.at_kink < row.entries for row in self.rows)

    @cached_property
    def small(self):
        """By block, the entries compared that lie below the floor in every way, but are not 0."""
        sizes = {b: np.max(np.abs(list(of.values())), axis=0) for b, of in self.arrays.items()}
        return {
            block: (size > 0) & (size < self.floor) & ~self.kinks.get(block, np.False_)
            for block, size in sizes.items()
        }

    @property
    def note(self):
        """A sentence on the floor where some entry lies below it, else nothing."""
        sentence = f"Errors of entries below {self.floor:.2g} are relative to {self.floor:.2g}."
        return sentence if any(small.any() for small in self.small.values()) else ""

    def check(self, tolerance):
        """Return the comparison itself, or raise AssertionError with both numbers."""
        if self.max_relative_error > as_number("tolerance", tolerance, "a positive number"):
            raise AssertionError(str(self.worst))
        return self

    def __repr__(self):
        if self.tolerance is None:  # a line for each pair of ways, a column for each block
            errors = {}
            for row in self.rows:
                errors.setdefault(" / ".join(row.names), []).append(show_error(row.error))
            cells = [[names, *shown] for names, shown in errors.items()]
            lines = text_table([["relative error", *self.arrays], *cells])
        else:
            head = ["block", "entries", "at a kink", "relative error"]
            cells = [[r.block, r.entries, r.at_kink, show_error(r.error)] for r in self.rows]
            worst, verdict = show_error(self.worst.error), "passed" if self.passed else "failed"
            lines = [
                f"{verdict}: relative error {worst}, tolerance {self.tolerance:g}",
                *text_table([head, *cells]),
                *(str(row) for row in self.rows if row.error > self.tolerance),
            ]
        return "\n".join([*lines, self.note] if self.note else lines)


def by_block(parameters):
    """Return W[1], b[1], W[2], ... by these names, of a network or of gradients.

    Parameters
    ----------
    parameters : Network, Gradients or dict
        Anything with W and b as lists by layer, index 0 None, else a ValueError; a dict of arrays
        stays as it is.

    Examples
    --------
    >>> from helpers import Network
    >>> {block: array.shape for block, array in by_block(Network.initialise([3, 2])).items()}
    {'W[1]': (2, 3), 'b[1]': (2,)}
    """
    if isinstance(parameters, dict):
        return parameters
    W, b = (getattr(parameters, name, None) for name in "Wb")
    if not isinstance(W, list) or not isinstance(b, list) or len(W) != len(b):
        raise ValueError(f"{type(parameters).__name__} has no lists W and b of the same length")
    return {f"{name}[{k}]": of[k] for k in range(1, len(W)) for name, of in (("W", W), ("b", b))}


def same_shapes(ways):
    """Return, by block, each way's array, or raise ValueError where their shapes differ."""
    found = {name: by_block(gradients) for name, gradients in ways.items()}
    first, expected = next(iter(found.items()))
    arrays = {block: {} for block in expected}
    for name, blocks in found.items():
        if list(blocks) != list(expected):
            raise ValueError(f"{name} has {', '.join(blocks)}, but {first} {', '.join(expected)}")
        for block, gradient in blocks.items():
            array = as_array(f"{block} of {name}", gradient, (1, 2), np.float64)
            arrays[block][name] = array
            shape = arrays[block][first].shape
            if array.shape != shape:
                raise ValueError(f"{block} of {name} has shape {array.shape}, of {first} {shape}")
    return arrays


def agreement(ways):
    """Compare several ways to the same gradients, every pair at every parameter.

    Parameters
    ----------
    ways : dict
        Name of the way to its gradients: at least two, each anything that `by_block` takes, of
        the same shapes and finite, else a ValueError.

    Returns
    -------
    Comparison
        Its ``check(tolerance)`` raises AssertionError where two ways differ by more.

    Examples
    --------
    >>> one, other = {"b[1]": [1.0, 2.0]}, {"b[1]": [1.0, 2.0 + 1e-9]}
    >>> agreement({"numpy": one, "central differences": other})
    relative error                 b[1]
    numpy / central differences  < 1e-7
    """
    if not isinstance(ways, dict):
        raise ValueError(f"ways is a {type(ways).__name__}, expected a dict of gradients by name")
    if len(ways) < 2:
        raise ValueError(f"ways holds {len(ways)} gradients, expected at least two")
    return Comparison(same_shapes(ways))


def check_gradients(network, x, y, loss=None, gradients=None, tolerance=None, differences=None):
    """Compare gradients with central differences, parameter by parameter: a gradient check.

    Where a pre-activation passes relu's kink within the step, there is no derivative to compare
    with: such an entry is counted in the report and passed over. The relative error of an entry
    below 0.001 times the loss, or below 0.001, is taken relative to that; the report says so.

    Parameters
    ----------
    network, x, y, loss
        As in `forward_propagation` and `Network.loss`.
    gradients : Gradients, optional
        What to check; by default what `back_propagation` returns.
    tolerance : float, optional
        The largest relative error that passes; by default 1e-6, for a float32 network 1e-3.
    differences : Differences, optional
        What `finite_differences` returned for the same, where it is known.

    Returns
    -------
    Comparison
        ``passed``, ``max_relative_error``, and in ``rows`` one row for each parameter block.

    Examples
    --------
    >>> from helpers import Network
    >>> check_gradients(Network.initialise([4, 2], seed=0), [0.5, -1.0, 0.25, 2.0], [1, 0])
    passed: relative error < 1e-7, tolerance 1e-06
    block  entries  at a kink  relative error
    W[1]         8          0          < 1e-7
    b[1]         2          0          < 1e-7
    """
    trace = forward_propagation(network, x)
    if gradients is None:
        gradients = back_propagation(network, trace, y, loss)
    if differences is None:
        differences = finite_differences(network, x, y, loss)
    tolerance = TOLERANCE[network.dtype] if tolerance is None else tolerance
    tolerance = as_number("tolerance", tolerance, "a positive number")
    floor = FLOOR * max(1, network.loss(trace, y, loss))  # differences round as the loss does
    ways = {"central differences": differences, "gradients": gradients}
    return Comparison(same_shapes(ways), tolerance, floor, differences.kinks)


def show_error(error):
    """Return the error as text; where it is rounding noise only a bound, the same everywhere.

    Exact ways agree to 1e-12, central differences with them to 1e-7.

    Examples
    --------
    >>> show_error(0.0), show_error(3e-9), show_error(0.25)
    ('< 1e-12', '< 1e-7', '0.25')
    """
    if error < 1e-12:
        return "< 1e-12"
    return "< 1e-7" if error < 1e-7 else f"{error:.2g}"


def text_table(rows):
    """Return rows of entries as lines in columns, the first flush left, the others flush right."""
    first, *others = zip(*[map(str, row) for row in rows], strict=True)
    padded = [[cell.ljust(max(map(len, first))) for cell in first]]
    padded += [[cell.rjust(max(map(len, column))) for cell in column] for column in others]
    return ["  ".join(line) for line in zip(*padded, strict=True)]
