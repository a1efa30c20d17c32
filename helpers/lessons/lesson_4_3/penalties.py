"""What the probability p of the true class costs: penalties, each beside its slope."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Penalty:
    """A loss as a function of p alone, the probability given to the true class [4.3-10].

    Parameters
    ----------
    label : str
        How it is written.
    value : callable
        p to the loss, element by element.
    slope : callable
        Its derivative by p.

    Examples
    --------
    >>> minus_log.label, round(float(minus_log(0.5)), 3), minus_log.slope(0.5)
    ('−log p', 0.693, -2.0)
    """

    label: str
    value: Callable
    slope: Callable

    def __call__(self, p):
        """Return the loss at p."""
        return self.value(p)


minus_log = Penalty(
    label="−log p",
    value=lambda p: -np.log(p),
    slope=lambda p: -1 / p,
)
one_minus = Penalty(
    label="1 − p",
    value=lambda p: 1 - p,
    slope=lambda p: -np.ones_like(p),
)
squared = Penalty(
    label="(1 − p)²",
    value=lambda p: (1 - p) ** 2,
    slope=lambda p: -2 * (1 - p),
)
minus_log_10 = Penalty(
    label="−log₁₀ p",
    value=lambda p: -np.log10(p),
    slope=lambda p: -1 / (p * np.log(10)),  # not -1 / p: base 10 brings a factor [4.3-9]
)

PENALTIES = {
    "minus_log": minus_log,
    "one_minus": one_minus,
    "squared": squared,
    "minus_log_10": minus_log_10,
}
