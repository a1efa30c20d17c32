"""Activation functions g: one record each, which networks, proofs, pictures and menus read."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps

import numpy as np

from helpers.numeric.validate import as_array


@dataclass(frozen=True)
class Activation:
    """A function g, applied to each entry of a, and all that is known of it.

    Parameters
    ----------
    name : str
        The name under which `Network` finds it, and menus show it.
    g, derivative : callable
        g and g', array to array of the same shape and dtype; lists are taken as arrays.
    formula, derivative_formula : str
        g(z) and g'(z) as lines of the language of proofs; g'(z) may be written with g(z).
    largest_slope : float
        What g' never exceeds, the least such number.
    kinks : tuple of float
        Where g has no derivative and g' is a convention.
    gain : float
        By how much random weights need a larger variance for a_k to keep its spread.

    Examples
    --------
    >>> tanh(0.0), tanh.derivative(0.0)
    (np.float64(0.0), np.float64(1.0))
    """

    name: str
    g: Callable
    derivative: Callable
    formula: str
    derivative_formula: str
    largest_slope: float
    kinks: tuple = ()
    gain: float = 1.0

    def __post_init__(self):
        for name in ("g", "derivative"):
            object.__setattr__(self, name, _of_arrays(getattr(self, name)))

    def __call__(self, a):
        """Return h = g(a)."""
        return self.g(a)

    def __repr__(self):
        return self.name

    def __reduce__(self):
        return self.name  # a copy is the record itself, found by its name


def _of_arrays(function):
    """The function of a number, a vector or a batch, in whatever numpy reads as an array."""

    @wraps(function)
    def of(a):
        return function(as_array("a", a, ndim=(0, 1, 2)))

    return of


def _logistic(a):
    e = np.exp(-np.abs(a))  # in (0, 1]: neither branch overflows
    return np.where(a >= 0, 1, e) / (1 + e)


def _logistic_derivative(a):
    return _logistic(a) * _logistic(-a)  # 1 - g(z) = g(-z), without cancellation  [4.9-1]


def _tanh_derivative(a):
    with np.errstate(over="ignore"):  # twice a huge number: exp(-inf) is 0
        e = np.exp(-2 * np.abs(a))
    return 4 * e / (1 + e) ** 2  # 1 - g(z)^2, without cancellation  [4.9-2]


def _relu(a):
    return np.maximum(a, 0)


def _relu_derivative(a):
    return np.where(np.asarray(a) > 0, np.ones_like(a), np.zeros_like(a))  # 0 at the kink


def _softplus(a):
    return np.logaddexp(0, a)  # log(exp(0) + exp(z)), without overflow


logistic = Activation(
    name="logistic",
    g=_logistic,
    derivative=_logistic_derivative,
    formula="1/(1 + exp(-z))",
    derivative_formula="g(z)(1 - g(z))",
    largest_slope=0.25,
)
tanh = Activation(
    name="tanh",
    g=np.tanh,
    derivative=_tanh_derivative,
    formula="tanh(z)",
    derivative_formula="1 - g(z)^2",
    largest_slope=1.0,
)
relu = Activation(
    name="relu",
    g=_relu,
    derivative=_relu_derivative,
    formula="max(z, 0)",
    derivative_formula="1[z > 0]",
    largest_slope=1.0,
    kinks=(0.0,),
    gain=2.0,
)
softplus = Activation(
    name="softplus",
    g=_softplus,
    derivative=_logistic,
    formula="log(1 + exp(z))",
    derivative_formula="1/(1 + exp(-z))",
    largest_slope=1.0,
)
linear = Activation(
    name="linear",
    g=np.positive,
    derivative=np.ones_like,
    formula="z",
    derivative_formula="1",
    largest_slope=1.0,
)

ACTIVATIONS = {g.name: g for g in (logistic, tanh, relu, softplus, linear)}
