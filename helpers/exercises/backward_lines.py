"""The backward pass of a network as lines of code, one for each gradient."""

from dataclasses import dataclass
from functools import cached_property

from helpers.exercises.words import truth
from helpers.language.nodes import Whole, walk
from helpers.language.printing import code
from helpers.numeric.validate import as_count


@dataclass(frozen=True)
class Line:
    """One line of a backward pass: a gradient, and the formula it is computed by.

    Parameters
    ----------
    letter : str
        "grad_a", "grad_h", "grad_W" or "grad_b".
    layer : int
        The layer of the gradient it gives.
    text : str
        The right side.

    Examples
    --------
    >>> line = Line("grad_h", 2, "W[3].T @ grad_a[3]")
    >>> line.target, line.code, sorted(line.reads)
    ('grad_h[2]', 'grad_h[2] = W[3].T @ grad_a[3]', ['W[3]', 'grad_a[3]'])
    """

    letter: str
    layer: int
    text: str

    @property
    def target(self):
        """What stands left of the equals sign."""
        return f"{self.letter}[{self.layer}]"

    @property
    def code(self):
        """The whole line."""
        return f"{self.target} = {self.text}"

    @cached_property
    def tree(self):
        """The right side as a tree."""
        return truth(self.text)

    @cached_property
    def reads(self):
        """The arrays by layer on its right side."""
        return {code(part) for part in walk(self.tree) if isinstance(part, Whole)}


def lines_of(L):
    """Return the right backward pass of a network of L layers, softmax and cross-entropy [4.8-2].

    The samples are columns, N of them; e holds their one-hot columns e(l), h[0] is x.

    Parameters
    ----------
    L : int

    Returns
    -------
    tuple of Line

    Raises
    ------
    ValueError
        Where L is no whole number of at least 1.

    Examples
    --------
    >>> for line in lines_of(2):
    ...     print(line.code)
    grad_a[2] = -(e - y_hat) / N
    grad_W[2] = grad_a[2] @ h[1].T
    grad_b[2] = over_samples(grad_a[2])
    grad_h[1] = W[2].T @ grad_a[2]
    grad_a[1] = grad_h[1] * g_prime(a[1])
    grad_W[1] = grad_a[1] @ h[0].T
    grad_b[1] = over_samples(grad_a[1])
    """
    L = as_count("L", L)
    lines = [Line("grad_a", L, "-(e - y_hat) / N")]  # [4.5-7]
    for k in range(L, 0, -1):
        lines.append(Line("grad_W", k, f"grad_a[{k}] @ h[{k - 1}].T"))  # [4.7-3]
        lines.append(Line("grad_b", k, f"over_samples(grad_a[{k}])"))  # [4.7-5]
        if k > 1:
            lines.append(Line("grad_h", k - 1, f"W[{k}].T @ grad_a[{k}]"))  # [4.6-4]
            lines.append(Line("grad_a", k - 1, f"grad_h[{k - 1}] * g_prime(a[{k - 1}])"))  # [4.6-6]
    return tuple(lines)


def blocks_reached(lines, number):
    """Return the blocks of the gradient that are computed from a line, directly or by others.

    Parameters
    ----------
    lines : sequence of Line
    number : int
        That of the line, counted from 1.

    Returns
    -------
    tuple of str

    Examples
    --------
    >>> blocks_reached(lines_of(2), 1), blocks_reached(lines_of(2), 4)
    (('W[2]', 'b[2]', 'W[1]', 'b[1]'), ('W[1]', 'b[1]'))
    """
    reached = [lines[number - 1].target]
    for line in lines[number:]:
        if line.reads.intersection(reached):
            reached.append(line.target)
    return tuple(t.removeprefix("grad_") for t in reached if t.startswith(("grad_W", "grad_b")))
