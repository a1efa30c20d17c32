"""Every derivation of lesson 4.3, from its first line to its last, with every size open."""

import json
import math
import pathlib

import pytest

from helpers.symbolic.derivation import MARKS, Derivation
from helpers.symbolic.lecture import (
    SOFTMAX,
    Derivative,
    Family,
    KroneckerDelta,
    L,
    Letter,
    N,
    Sum,
    Vector,
    W,
    a,
    b,
    ell,
    eta,
    exp,
    function_of,
    gradient,
    h,
    i,
    index,
    j,
    k,
    log,
    m,
    n,
    theta,
    y,
    y_hat,
    z,
)
from helpers.symbolic.proof import Proof

c, s, p, lam, v = index("c"), Letter("s"), Letter("p"), Letter("lambda"), Family("v", k)
total = Sum(exp(a[L, m]), (m, 1, k))
cross = -Sum(y[c] * log(y_hat[c]), (c, 1, k))
TWO = SOFTMAX | {y[i]: exp(v[i]) / Sum(exp(v[m]), (m, 1, k))}


def squared_error():
    said, target = Family("y_hat", N, k), Family("y", N, k)
    square = (said[m, c] - target[m, c]) ** 2
    d = Derivation("4.3-1", Derivative(1 / N * Sum(square, (c, 1, k), (m, 1, N)), said[i, j]))
    return d.then(1 / N * (2 * (said[i, j] - target[i, j])))


def squared_error_vector():
    d = Derivation("4.3-1", gradient(Sum((y_hat[c] - y[c]) ** 2, (c, 1, k)), y_hat))
    return d.then(2 * (y_hat - y))


def logistic_below_one():
    return Derivation("4.3-2", 1 - 1 / (1 + exp(-z))).then(1 / (1 + exp(z)))


def two_linear_maps():
    outer, offset = Family("W'", k, k), Family("b'", k)
    where = {a[L, i]: Sum(W[L, i, m] * h[L - 1, m], (m, 1, n)) + b[L, i]}
    weight = Sum(outer[i, j] * W[L, j, m], (j, 1, k))
    bias = Sum(outer[i, j] * b[L, j], (j, 1, k)) + offset[i]
    d = Derivation("4.3-2", Sum(outer[i, j] * a[L, j], (j, 1, k)) + offset[i], where=where)
    return d.then(Sum(weight * h[L - 1, m], (m, 1, n)) + bias)


def softmax_is_positive():
    return Derivation("4.3-3", y_hat[j], where=SOFTMAX).then(exp(a[L, j] - log(total)))


def softmax_sums_to_one():
    return Derivation("4.3-3", Sum(y_hat[j], (j, 1, k)), where=SOFTMAX).then(1)


def softmax_leaves_the_others():
    others = Sum((1 - KroneckerDelta(i, j)) * exp(a[L, i]), (i, 1, k))
    return Derivation("4.3-3", 1 - y_hat[j], where=SOFTMAX).then(others / total)


def softmax_under_a_shift():
    moved = exp(a[L, j] + s) / Sum(exp(a[L, m] + s), (m, 1, k))
    return Derivation("4.3-3", moved, where=SOFTMAX).then(y_hat[j])


def log_softmax_from_logits():
    moved = log(Sum(exp(a[L, m] - s), (m, 1, k))) - (a[L, ell] - s)
    return Derivation(None, -log(y_hat[ell]), where=SOFTMAX).then(moved)


def cross_entropy_slope():
    return Derivation("4.3-4", Derivative(cross, y_hat[i])).then(-(y[i] / y_hat[i]))


def cross_entropy_vector():
    return Derivation("4.3-4", gradient(cross, y_hat)).then(Vector(-(y[i] / y_hat[i]), (i, 1, k)))


def one_hot_loss():
    d = Derivation("4.3-5", cross, where={y[c]: KroneckerDelta(ell, c)})
    return d.then(-log(y_hat[ell]))


def log_likelihood():
    start = theta - eta * Derivative(-log(y_hat[ell]), theta)
    d = Derivation("4.3-7", start, where={y_hat[i]: function_of(theta)})
    return d.then(theta + eta * (1 / y_hat[ell] * Derivative(y_hat[ell], theta)))


def natural_slope():
    return Derivation("4.3-9", Derivative(-log(p), p)).then(-1 / p)


def base_10_slope():
    d = Derivation(None, Derivative(-log(p) / log(10), p))
    return d.then(-1 / log(10) * (1 / p))


def gap_of_the_penalties():
    return Derivation("4.3-10", Derivative(-log(p) - (1 - p), p)).then(-(1 - p) / p)


def worked_example():
    d = Derivation("4.3-11", -(0 * log(0.3) + 0 * log(0.2) + 1 * log(0.5)))
    return d.then(-log(0.5))


def lagrange_slope():
    cost = cross + lam * (Sum(y_hat[c], (c, 1, k)) - 1)
    return Derivation(None, Derivative(cost, y_hat[i])).then(lam - y[i] / y_hat[i])


def lagrange_multiplier():
    return Derivation(None, Sum(y[i] / lam, (i, 1, k)), where=TWO).then(1 / lam)


def gibbs_gap():
    beyond = cross + Sum(y[c] * log(y[c]), (c, 1, k))
    d = Derivation(None, beyond, where=TWO)
    return d.then(Sum(y[c] * (-log(y_hat[c] / y[c])), (c, 1, k)))


def gibbs_bound():
    return Derivation(None, Sum(y[c] * (1 - y_hat[c] / y[c]), (c, 1, k)), where=TWO).then(0)


PROOFS = [
    squared_error, squared_error_vector, logistic_below_one, two_linear_maps,
    softmax_is_positive, softmax_sums_to_one, softmax_leaves_the_others, softmax_under_a_shift,
    log_softmax_from_logits, cross_entropy_slope, cross_entropy_vector, one_hot_loss,
    log_likelihood, natural_slope, base_10_slope, gap_of_the_penalties, worked_example,
    lagrange_slope, lagrange_multiplier, gibbs_gap, gibbs_bound,
]  # fmt: skip


@pytest.mark.parametrize("derive", PROOFS, ids=lambda derive: derive.__name__)
def test_proved_with_every_size_open(derive):
    assert [line.proof for line in derive().lines[1:]] == [Proof.PROVED]


def test_the_slip_is_the_base_10_logarithm():
    slip = Derivation("4.3-9", log(0.5)).refute(log(0.5) / log(10))
    assert repr(slip).startswith("The slide says")
    assert float(slip.claimed) == pytest.approx(-0.30103, abs=1e-5)
    assert float(slip.true) == pytest.approx(-math.log(2))


def test_the_notebook_stores_no_lesser_mark():
    path = pathlib.Path(__file__).parents[1] / "notebooks/4_3_outputs_and_losses.ipynb"
    stored = "".join(
        "".join(output.get("data", {}).get("text/latex", ""))
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]
        for output in cell.get("outputs", [])
    )
    assert stored.count(MARKS[Proof.PROVED]) > 30
    assert MARKS[Proof.SIZES] not in stored
    assert MARKS[Proof.NUMERIC] not in stored
