"""What lesson 4.1 proves, as its notebook writes it, for any number of units and outputs."""

import pytest

from helpers.symbolic.derivation import Derivation, DerivationError
from helpers.symbolic.layers import BEND, THREE_LAYERS, W_3, WEIGH, a_3, b_3
from helpers.symbolic.lecture import (
    Derivative,
    Family,
    L,
    Matrix,
    N,
    Sum,
    Vector,
    W,
    a,
    b,
    diagonal,
    function_of,
    g,
    g_prime,
    h,
    i,
    index,
    j,
    k,
    m,
    n,
    x,
    y_hat,
)
from helpers.symbolic.proof import Proof


def levels(derivation):
    return [line.proof for line in derivation.lines[1:]]


def jacobian(of, by, rows, columns):
    return Matrix(Derivative(of, by), rows, columns)


def above(entry, last):
    return jacobian(y_hat[m], entry, (m, 1, k), (j, 1, last))


def derive_layer():
    d = Derivation("4.1-1", a[i], where=WEIGH)
    d.then(Vector(b[i, m] + Sum(W[i, m, j] * h[i - 1, j], (j, 1, n)), (m, 1, n)))
    return d.then(b[i] + W[i] @ h[i - 1])


def derive_bend():
    d = Derivation("4.1-2", h[i], where=BEND)
    return d.then(Vector(g(a[i, m]), (m, 1, n))).then(g(a[i]))


def derive_network():
    d = Derivation("4.1-4", a_3, where=THREE_LAYERS)
    return d.then(W_3 @ g(W[2] @ g(W[1] @ x + b[1]) + b[2]) + b_3)


def derive_linear():
    d = Derivation(None, W[2] @ (W[1] @ x + b[1]) + b[2])
    return d.then((W[2] @ W[1]) @ x + (W[2] @ b[1] + b[2]))


def derive_weighing():
    d = Derivation(None, jacobian(a[i, m], h[i - 1, j], (m, 1, n), (j, 1, n)), where=WEIGH)
    return d.then(W[i])


def derive_bending():
    d = Derivation(None, jacobian(h[i, m], a[i, j], (m, 1, n), (j, 1, n)), where=BEND)
    return d.then(diagonal(g_prime(a[i])))


def derive_one_layer_down():
    where = {y_hat[m]: function_of(h[i, j], (j, 1, n)), **BEND, **WEIGH}
    d = Derivation(None, above(h[i - 1, j], n), where=where)
    return d.then(above(h[i, j], n) @ diagonal(g_prime(a[i])) @ W[i])


def derive_from_the_top():
    where = {y_hat[m]: function_of(a_3.entry(j), (j, 1, k)), **THREE_LAYERS}
    d = Derivation(None, above(h[1, j], n), where=where)
    return d.then(above(a_3.entry(j), k) @ W_3 @ diagonal(g_prime(a[2])) @ W[2])


def derive_three_layers():
    logits = jacobian(a_3.entry(m), x[j], (m, 1, k), (j, 1, n))
    d = Derivation(None, logits, where=THREE_LAYERS)
    return d.then(W_3 @ diagonal(g_prime(a[2])) @ W[2] @ diagonal(g_prime(a[1])) @ W[1])


def derive_squared_error():
    q, predicted, wanted = index("q"), Family("y_hat", N, k), Family("y", N, k)
    error = 1 / N * Sum((predicted[i, j] - wanted[i, j]) ** 2, (j, 1, k), (i, 1, N))
    d = Derivation("4.1-6", Derivative(error, predicted[m, q]))
    return d.then(2 / N * (predicted[m, q] - wanted[m, q]))


PROOFS = [
    derive_layer,
    derive_bend,
    derive_network,
    derive_linear,
    derive_weighing,
    derive_bending,
    derive_one_layer_down,
    derive_from_the_top,
    derive_three_layers,
    derive_squared_error,
]


@pytest.mark.parametrize("derive", PROOFS, ids=lambda derive: derive.__name__)
def test_every_line_is_proved_with_the_sizes_open(derive):
    found = levels(derive())
    assert found == [Proof.PROVED] * len(found)
    assert found


def test_a_jacobian_is_not_its_transpose():
    d = Derivation(None, jacobian(a[i, m], h[i - 1, j], (m, 1, n), (j, 1, n)), where=WEIGH)
    with pytest.raises(DerivationError):
        d.then(W[i].T)


def test_the_last_weights_are_k_by_n_and_the_slide_does_not_fit():
    assert W[L].shape == ((1, k), (1, n))
    assert (Family("W_L", k, n) @ h[L - 1]).shape == a[L].shape == b[L].shape
    with pytest.raises(ValueError, match="W_L has k columns, but h_L-1 has n rows"):
        Family("W_L", n, k) @ h[L - 1]
