"""The lecture's symbols and functions, to write its equations with.

Units and classes count from 1, as on the slides; layers are indices too, and L is the last.
"""

import sympy

from helpers.symbolic.arrays import Diagonal, Gradient, Hadamard, Matrix, OneHot, Softmax, Vector
from helpers.symbolic.ledger import Equation, ledger
from helpers.symbolic.terms import (
    Cases,
    Derivative,
    Family,
    KroneckerDelta,
    Layered,
    Letter,
    Sum,
    function,
    function_of,
    index,
)

__all__ = [
    "Cases",
    "Derivative",
    "Equation",
    "Family",
    "KroneckerDelta",
    "L",
    "Layered",
    "Letter",
    "Matrix",
    "N",
    "Sum",
    "Vector",
    "W",
    "a",
    "alpha",
    "b",
    "diagonal",
    "ell",
    "eta",
    "euler",
    "exp",
    "function",
    "function_of",
    "g",
    "g_prime",
    "gradient",
    "h",
    "hadamard",
    "i",
    "i_prime",
    "index",
    "indicator",
    "j",
    "k",
    "ledger",
    "log",
    "loss",
    "m",
    "n",
    "one_hot",
    "p",
    "softmax",
    "tanh",
    "theta",
    "w",
    "x",
    "y",
    "y_hat",
    "z",
]

i, i_prime, j, m, ell = map(index, ("i", "i'", "j", "m", "ell"))
k, n, L, N = map(index, "knLN")

x = Family("x", n)
y, y_hat, p = Family("y", k), Family("y_hat", k), Family("p", k)
a, h, b = (Layered(name, (n,), (k,)) for name in "ahb")
W = Layered("W", (n, n), (k, n))

eta, alpha, z, w, theta = map(Letter, ("eta", "alpha", "z", "w", "theta"))
loss = Letter("loss")

exp, log, tanh = map(function, ("exp", "log", "tanh"))
g, g_prime = function("g"), function("g'")


def indicator(u, v):
    """1 where the indices u and v agree, else 0; the same as KroneckerDelta(u, v)."""
    return KroneckerDelta(u, v)


def one_hot(label, size=k, first=1):
    """e(ℓ): the vector with a 1 at its ℓ-th place, 0 elsewhere.

    Examples
    --------
    >>> one_hot(ell) - y_hat
    e(ℓ) − ŷ
    """
    return OneHot(label, size, first)


def softmax(vector):
    """Softmax of a vector; one entry is ``softmax(a[L])[i]``, equation 4.3-3.

    Examples
    --------
    >>> softmax(a[L])[ell]
    softmax(a_L)_ℓ
    """
    return Softmax(vector)


def gradient(what, by):
    """The gradient of a number by a vector or matrix: entry by entry, a derivative.

    Examples
    --------
    >>> gradient(loss, a[L])
    ∇_a_L ℒ(θ)
    """
    return Gradient(what, by)


def hadamard(u, v):
    """U ⊙ v, element by element."""
    return Hadamard(u, v)


def diagonal(vector):
    """The square matrix with a vector on its diagonal."""
    return Diagonal(vector)


e = one_hot  # as the slides write it: e(ℓ)

SOFTMAX = {y_hat[i]: exp(a[L, i]) / Sum(exp(a[L, m]), (m, 1, k))}  # what ŷ stands for, 4.3-3

PRE_ACTIVATION = {a[k, i]: b[k, i] + Sum(W[k, i, j] * h[k - 1, j], (j, 1, n))}  # 4.1-1, layer k

HIDDEN = {  # layer i and the one above it, 4.1-1 and 4.1-2, below any loss
    loss: function_of(a[i + 1, m], (m, 1, n)),
    a[i + 1, m]: b[i + 1, m] + Sum(W[i + 1, m, j] * h[i, j], (j, 1, n)),
    h[i, j]: g(a[i, j]),
}


class _Euler(Letter):
    """The number e, written as a letter: ``euler ** (-z)``, as the slides of 4.9 have it."""

    __slots__ = ()

    @property
    def free_symbols(self):
        """None: it is no variable."""
        return set()

    def _plain(self):
        return sympy.E


euler = _Euler("e")
