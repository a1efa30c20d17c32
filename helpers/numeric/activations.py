"""Activation functions g: one record each, which networks, proofs, pictures and menus read."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps

import numpy as np

from helpers.notation import ACTIVATION_LINES as LINES
from helpers.numeric.validate import as_array, choose, least


@dataclass(frozen=True)
class Activation:
    """An activation function g, a non-linearity applied entry by entry, and its properties."""

    name: str  # under which `Network` finds it, and menus show it
    g: Callable  # array to array of the same shape and dtype; lists are taken as arrays
    derivative: Callable  # g', likewise
    formula: str  # g(z) as a line of the language of proofs
    derivative_formula: str  # g'(z), which may be written with g(z)
    largest_slope: float  # the least number that g' never exceeds
    kinks: tuple = ()  # where g has no derivative, and g' is a convention
    gain: float = 1.0  # what the variance of random weights is multiplied by, so that a_k spreads
    from_h: Callable = None  # g' of h = g(z), if that is quicker; digits cancel where g' is small

    def __post_init__(self):
        for name in ("g", "derivative"):
            object.__setattr__(self, name, _of_arrays(getattr(self, name)))

    def __call__(self, a):
        """Return h = g(a)."""
        return self.g(a)

    @property
    def function(self):
        """The function g itself, for arrays that have been checked."""
        return self.g.__wrapped__

    def slope(self, a, h=None):
        """Return g'(a); where h = g(a) is known, from h, unless three digits cancel or more."""
        if h is None:
            return self.derivative(a)
        if self.from_h is not None:
            slope = self.from_h(h)
            if least(slope) > 1e-3:
                return slope
        return self.derivative.__wrapped__(a)

    def __repr__(self):
        return self.name

    def __reduce__(self):
        return self.name  # a copy is the record itself, found by its name


def _of_arrays(function):
    """Let a function of arrays take whatever numpy reads as a number, a vector or a batch."""

    @wraps(function)
    def of(a):
        return function(as_array("a", a, ndim=(0, 1, 2)))

    return of


def _logistic(a):
    return np.exp(np.minimum(a, 0)) / (1 + np.exp(-np.abs(a)))  # neither overflows


def _logistic_derivative(a):
    return _logistic(a) * _logistic(-a)  # 1 - g(z) = g(-z), without cancellation  [4.9-1]


def _tanh_derivative(a):
    with np.errstate(over="ignore"):  # twice a huge number: exp(-inf) is 0
        e = np.exp(-2 * np.abs(a))
    return 4 * e / (1 + e) ** 2  # 1 - g(z)^2, without cancellation  [4.9-2]


def _relu(a):
    return np.maximum(a, 0)


def _relu_derivative(a):
    return (a > 0).astype(a.dtype)  # 0 at the kink, by convention


def _softplus(a):
    return np.logaddexp(0, a)  # log(exp(0) + exp(z)), without overflow


# name, g, g', both as lines of mathematics, the largest slope
logistic = Activation(
    "logistic", _logistic, _logistic_derivative, *LINES["logistic"], 0.25,
    from_h=lambda h: h * (1 - h),  # [4.9-1]
)  # fmt: skip
tanh = Activation(
    "tanh", np.tanh, _tanh_derivative, *LINES["tanh"], 1.0,
    from_h=lambda h: 1 - h**2,  # [4.9-2]
)  # fmt: skip
relu = Activation("relu", _relu, _relu_derivative, *LINES["relu"], 1.0, kinks=(0.0,), gain=2.0)
softplus = Activation("softplus", _softplus, _logistic, *LINES["softplus"], 1.0)
linear = Activation("linear", np.positive, np.ones_like, *LINES["linear"], 1.0)

ACTIVATIONS = {g.name: g for g in (logistic, tanh, relu, softplus, linear)}


def choose_activation(value):
    """Return the activation that a name of `ACTIVATIONS` stands for; a record is taken as it is.

    So a record of one's own needs no place in the table.

    >>> choose_activation("relu") is relu is choose_activation(relu)
    True
    """
    is_record = isinstance(value, Activation)
    return value if is_record else choose("activation", value, ACTIVATIONS)
