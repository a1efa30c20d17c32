"""Activation functions g, each beside its derivative g'."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Activation:
    """A function g, applied to each entry of a, and its derivative g'.

    Parameters
    ----------
    name : str
        The name under which `Network` finds it.
    g : callable
        Array to array of the same shape and dtype.
    derivative : callable
        g', array to array of the same shape and dtype.
    formula, derivative_formula : str
        g(z) and g'(z) in LaTeX.
    kinks : tuple of float
        Where g has no derivative and g' is a convention.

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
    kinks: tuple = ()

    def __call__(self, a):
        """Return h = g(a)."""
        return self.g(a)

    def __repr__(self):
        return self.name


def _logistic(a):
    e = np.exp(-np.abs(a))  # in (0, 1]: neither branch overflows
    return np.where(a >= 0, 1, e) / (1 + e)


def _logistic_derivative(a):
    return _logistic(a) * _logistic(-a)  # 1 - g(z) = g(-z), without cancellation  [4.9-1]


def _tanh_derivative(a):
    return 1 - np.tanh(a) ** 2  # [4.9-2]


def _relu(a):
    return np.maximum(a, 0)


def _relu_derivative(a):
    return np.where(np.asarray(a) > 0, np.ones_like(a), np.zeros_like(a))  # 0 at the kink


logistic = Activation(
    name="logistic",
    g=_logistic,
    derivative=_logistic_derivative,
    formula=r"\frac{1}{1 + \exp(-z)}",
    derivative_formula=r"g(z)\,(1 - g(z))",
)
tanh = Activation(
    name="tanh",
    g=np.tanh,
    derivative=_tanh_derivative,
    formula=r"\frac{\exp(z) - \exp(-z)}{\exp(z) + \exp(-z)}",
    derivative_formula=r"1 - g(z)^2",
)
relu = Activation(
    name="relu",
    g=_relu,
    derivative=_relu_derivative,
    formula=r"\max(0, z)",
    derivative_formula=r"1 \text{ if } z > 0 \text{, else } 0",
    kinks=(0.0,),
)
linear = Activation(
    name="linear",
    g=np.positive,
    derivative=np.ones_like,
    formula="z",
    derivative_formula="1",
)

ACTIVATIONS = {g.name: g for g in (logistic, tanh, relu, linear)}
