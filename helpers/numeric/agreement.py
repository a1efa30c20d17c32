"""Gradients compared: the same parameters, several ways to compute them."""

import itertools
import math
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from helpers.numeric.check import as_array, as_positive

FLOOR = 1e-3  # for a loss near 1 central differences err by 1e-10: 1e-7 of an entry of 1e-3


def floor_for(loss):
    """Return the floor of `relative_error` beside central differences: they round as the loss does.

    Examples
    --------
    >>> floor_for(0.5), floor_for(20.0)
    (0.001, 0.02)
    """
    return FLOOR * max(1, loss)


def relative_error(one, other, floor=FLOOR):
    """Return |one - other| / max(|one|, |other|, floor), entry by entry.

    An entry below the floor is measured against the floor: rounding reaches every entry alike,
    so 0 and 1e-12 agree, although the one differs from the other by 100 %.

    Examples
    --------
    >>> relative_error(np.array([2.0, 0.0]), np.array([1.0, 1e-12])).tolist()
    [0.5, 1e-09]
    """
    return np.abs(one - other) / np.maximum(np.maximum(np.abs(one), np.abs(other)), floor)


def by_block(parameters):
    """Return W[1], b[1], W[2], ... by these names, of a network or of gradients.

    A dict of arrays already is what is asked for.

    Examples
    --------
    >>> from helpers.numeric.network import Network
    >>> {block: array.shape for block, array in by_block(Network.initialise([3, 2])).items()}
    {'W[1]': (2, 3), 'b[1]': (2,)}
    """
    if isinstance(parameters, dict):
        return parameters
    W, b = (getattr(parameters, name, None) for name in "Wb")
    if not isinstance(W, list) or not isinstance(b, list) or len(W) != len(b):
        raise ValueError(f"{type(parameters).__name__} has no lists W and b of the same length")
    return {f"{name}[{k}]": of[k] for k in range(1, len(W)) for name, of in (("W", W), ("b", b))}


class Row(NamedTuple):
    """Two ways to the gradient at one parameter block, compared at their worst entry.

    Parameters
    ----------
    block : str
        "W[1]", "b[1]", ...
    names : tuple of str
        The two ways.
    entries : int
        How many numbers the block holds.
    at_kink : int
        How many of them are not compared, since the loss may have a kink there.
    error : float
        The largest relative error among those compared.
    where : tuple of int
        The entry that has it.
    values : tuple of float
        What the two ways give for that entry.

    Examples
    --------
    >>> print(Row("b[1]", ("numpy", "sympy"), 3, 0, 2.0, (1,), (0.5, -0.5)))
    b[1][1]: numpy gives 0.5, sympy gives -0.5, relative error 2
    """

    block: str
    names: tuple
    entries: int
    at_kink: int
    error: float
    where: tuple
    values: tuple

    def __str__(self):
        index = ", ".join(map(str, self.where))
        digits = 4 if self.error >= 0.1 else math.ceil(4 - math.log10(max(self.error, 1e-12)))
        pairs = zip(self.names, self.values, strict=True)
        gives = ", ".join(f"{name} gives {value:.{digits}g}" for name, value in pairs)
        return f"{self.block}[{index}]: {gives}, relative error {self.error:.2g}"


def compare(ways, floor=FLOOR, kinks=None):
    """Return a Row for every block and every pair of ways; their shapes must be the same.

    Parameters
    ----------
    ways : dict
        As in `agreement`.
    floor : float
        As in `relative_error`.
    kinks : dict of numpy.ndarray of bool, optional
        For each block, the entries to pass over.

    Returns
    -------
    list of Row
    """
    rows = []
    for block, arrays in same_shapes(ways).items():
        for names in itertools.combinations(ways, 2):
            one, other = (arrays[name] for name in names)
            passed_over = np.zeros(one.shape, bool) if kinks is None else kinks[block]
            error = np.where(passed_over, 0, relative_error(one, other, floor))
            where = tuple(map(int, np.unravel_index(error.argmax(), error.shape)))
            values = float(one[where]), float(other[where])
            at_kink = int(passed_over.sum())
            rows.append(Row(block, names, one.size, at_kink, float(error[where]), where, values))
    return rows


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


def text_table(head, lines):
    """Return rows of text in columns, the first flush left, the others flush right.

    Examples
    --------
    >>> print(text_table(["block", "entries"], [["W[1]", "12"]]))
    block  entries
    W[1]        12
    """
    rows = [head, *lines]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    aligned = (
        [f"{row[0]:<{widths[0]}}"]
        + [f"{cell:>{width}}" for cell, width in zip(row[1:], widths[1:], strict=True)]
        for row in rows
    )
    return "\n".join("  ".join(row) for row in aligned)


@dataclass(frozen=True, repr=False)
class Agreement:
    """What `agreement` found: every pair of ways, at every parameter block.

    Parameters
    ----------
    rows : list of Row
        One for each block and pair.
    """

    rows: list

    @property
    def worst(self):
        """The Row with the largest relative error."""
        return max(self.rows, key=lambda row: row.error)

    @property
    def largest(self):
        """The largest relative error between any two ways at any parameter."""
        return self.worst.error

    def check(self, tolerance):
        """Return the agreement itself, or raise AssertionError with both numbers.

        Examples
        --------
        >>> from helpers.numeric.backprop import Gradients
        >>> up, down = (Gradients([None, [[w]]], [None, [0.0]], [], []) for w in (3.0, -3.0))
        >>> agreement({"sympy": up, "numpy": down}).check(1e-9)
        Traceback (most recent call last):
        AssertionError: W[1][0, 0]: sympy gives 3, numpy gives -3, relative error 2
        """
        if self.largest > as_positive("tolerance", tolerance):
            raise AssertionError(str(self.worst))
        return self

    def __repr__(self):
        blocks = list(dict.fromkeys(row.block for row in self.rows))
        pairs = list(dict.fromkeys(row.names for row in self.rows))
        error = {(row.names, row.block): show_error(row.error) for row in self.rows}
        lines = [[" / ".join(pair), *(error[pair, block] for block in blocks)] for pair in pairs]
        return text_table(["relative error", *blocks], lines)


def agreement(ways):
    """Compare several ways to the same gradients, every pair at every parameter.

    Parameters
    ----------
    ways : dict
        Name of the way to its gradients: `Gradients`, anything with W and b as lists by layer,
        index 0 None, or a dict of arrays by name. At least two.

    Returns
    -------
    Agreement

    Raises
    ------
    ValueError
        Where there are fewer than two ways, their shapes differ, or an entry is not finite.

    Examples
    --------
    >>> from helpers.numeric.backprop import back_propagation
    >>> from helpers.numeric.differences import finite_differences
    >>> from helpers.numeric.forward import forward_propagation
    >>> from helpers.numeric.network import Network
    >>> network, x, y = Network.initialise([3, 2]), [1.0, 0.5, -0.5], [0, 1]
    >>> back = back_propagation(network, forward_propagation(network, x), y)
    >>> agreement({"numpy": back, "central differences": finite_differences(network, x, y)})
    relative error                 W[1]    b[1]
    numpy / central differences  < 1e-7  < 1e-7
    """
    if not isinstance(ways, dict):
        raise ValueError(f"ways is a {type(ways).__name__}, expected a dict of gradients by name")
    if len(ways) < 2:
        raise ValueError(f"ways holds {len(ways)} gradients, expected at least two")
    return Agreement(compare(ways))
