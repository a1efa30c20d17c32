import re

import numpy as np
import pytest
import reference
from test_network import PAIRS, random_network, random_samples

from helpers.numeric.activations import ACTIVATIONS, tanh
from helpers.numeric.backprop import back_propagation, gradient_at_output
from helpers.numeric.forward import Trace, forward_propagation
from helpers.numeric.guarded import (
    gradient_at_biases,
    gradient_at_hidden,
    gradient_at_pre_activation,
    gradient_at_weights,
)
from helpers.numeric.network import Network

RNG = np.random.default_rng(48)


def check(network, x, y, loss):
    """Compare all gradients at parameters with slopes taken to 30 digits."""
    gradients = back_propagation(network, forward_propagation(network, x), y, loss)
    W, b = reference.gradients(network, x, y, loss)
    for k in range(1, network.L + 1):
        assert gradients.W[k].shape == network.W[k].shape
        assert gradients.b[k].shape == network.b[k].shape
        np.testing.assert_allclose(gradients.W[k], W[k], rtol=1e-10, atol=1e-14)
        np.testing.assert_allclose(gradients.b[k], b[k], rtol=1e-10, atol=1e-14)


@pytest.mark.parametrize(("output", "loss"), PAIRS, ids=str)
@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("n", [None, 3])
def test_every_activation_output_and_loss(output, loss, activation, n):
    network = random_network([3, 4, 2], activation, output.name, seed=2)
    check(network, *random_samples(network, n, seed=3), loss)


@pytest.mark.parametrize("sizes", [[2, 3], [1, 1], [3, 3], [3, 3, 3, 3], [2, 5, 1, 4]], ids=str)
@pytest.mark.parametrize("n", [None, 3])  # n = 3 with 3 units: every matrix is square
def test_every_depth_and_square_layers(sizes, n):
    network = random_network(sizes, seed=4)
    check(network, *random_samples(network, n, seed=5), "cross_entropy")


def test_gradients_at_a_and_h_of_every_layer():
    network = random_network([3, 4, 5, 2], seed=6)
    x, y = random_samples(network, n=3, seed=7)
    trace = forward_propagation(network, x)
    gradients = back_propagation(network, trace, y)
    assert gradients.a[0] is None
    assert gradients.h[0] is None
    assert gradients.h[3] is None
    for k in (1, 2, 3):  # a slope at a_k is a slope at b_k, sample by sample
        assert gradients.a[k].shape == trace.a[k].shape
        for i in range(3):
            alone = reference.gradients(network, x[:, i], y[:, i], "cross_entropy")[1]
            np.testing.assert_allclose(gradients.a[k][:, i], alone[k] / 3, rtol=1e-10)
    for k in (1, 2):  # a slope at h_k is a slope at b of the layer h_k enters, through W
        assert gradients.h[k].shape == trace.h[k].shape
        for j in range(network.sizes[k]):  # [4.6-2]
            paths = [
                gradients.a[k + 1][m] * network.W[k + 1][m, j] for m in range(network.sizes[k + 1])
            ]
            np.testing.assert_allclose(gradients.h[k][j], sum(paths), rtol=1e-13)


@pytest.mark.parametrize("n", [None, 4])
def test_matched_pair_by_its_short_formula(n):  # [4.5-7]
    network = random_network([3, 4, 5], seed=8)
    x, y = random_samples(network, n, seed=9)
    trace = forward_propagation(network, x)
    found = gradient_at_output(network, trace, y)
    assert found.shape == y.shape
    for i in range(5):  # -(1[l = i] - y_hat_i), the mean over the targets
        expected = -(y[i] - trace.y_hat[i]) / (n or 1)
        np.testing.assert_allclose(found[i], expected, rtol=1e-14)


def test_saturated_softmax_has_a_finite_gradient():
    network = Network([None, [[1e4], [-1e4]]], [None, [0, 0]])
    gradients = back_propagation(network, forward_propagation(network, [1.0]), [0, 1])
    assert gradients.a[1].tolist() == [1, -1]


def test_gradient_at_hidden_sums_over_the_units_above():
    W, grad_a = RNG.standard_normal((3, 3)), RNG.standard_normal((3, 3))
    found = gradient_at_hidden(W, grad_a)
    assert found.shape == (3, 3)
    for j, i in np.ndindex(3, 3):
        assert found[j, i] == pytest.approx(sum(grad_a[m, i] * W[m, j] for m in range(3)))


def test_gradient_at_pre_activation_takes_g_prime_at_a():
    grad_h, a = RNG.standard_normal(4), RNG.standard_normal(4)
    found = gradient_at_pre_activation(grad_h, a, tanh)
    assert found.shape == (4,)
    for j in range(4):
        assert found[j] == pytest.approx(grad_h[j] / np.cosh(a[j]) ** 2, rel=1e-13)


def test_gradient_at_weights_is_an_outer_product():
    grad_a, h = RNG.standard_normal(3), RNG.standard_normal(3)
    found = gradient_at_weights(grad_a, h)
    assert found.shape == (3, 3)
    for i, j in np.ndindex(3, 3):  # [4.7-2]
        assert found[i, j] == pytest.approx(grad_a[i] * h[j])


def test_gradients_of_a_batch_are_sums_over_its_samples():
    grad_a, h = RNG.standard_normal((3, 3)), RNG.standard_normal((3, 3))
    W, b = gradient_at_weights(grad_a, h), gradient_at_biases(grad_a)
    assert (W.shape, b.shape) == ((3, 3), (3,))
    np.testing.assert_allclose(W, sum(np.outer(grad_a[:, i], h[:, i]) for i in range(3)))
    np.testing.assert_allclose(b, [sum(row) for row in grad_a.tolist()])


MATRIX, THREE, FOUR = np.ones((2, 3)), np.ones(3), np.ones(4)
MISFITS = [
    (lambda: gradient_at_weights(MATRIX, FOUR), "h has shape (4,), expected (n_{k-1}, 3), since "),
    (lambda: gradient_at_weights(THREE, MATRIX), "h has shape (2, 3), expected (n_{k-1},), since "),
    (lambda: gradient_at_weights(MATRIX, np.ones((3, 4))), "h has shape (3, 4), expected (n_{k-1"),
    (lambda: gradient_at_weights([1.0], THREE), "grad_a is no array, expected one of shape (n_k,)"),
    (lambda: gradient_at_pre_activation(THREE, np.ones((3, 3)), tanh), "a has shape (3, 3), exp"),
    (lambda: gradient_at_pre_activation(MATRIX, np.ones((2, 1)), tanh), "a has shape (2, 1), exp"),
    (lambda: gradient_at_pre_activation(THREE, None, tanh), "a is no array, expected one of shape"),
    (lambda: gradient_at_pre_activation(np.float64(1), THREE, tanh), "grad_h has shape (), expec"),
    (lambda: gradient_at_hidden(MATRIX, THREE), "grad_a has shape (3,), expected (2,) or (2, N), "),
    (lambda: gradient_at_hidden(MATRIX, np.ones((2, 3, 4))), "grad_a has shape (2, 3, 4), expect"),
    (lambda: gradient_at_hidden(THREE, THREE), "W has shape (3,), expected (n_k, n_{k-1})"),
    (lambda: gradient_at_hidden(W=MATRIX, grad_a=FOUR), "grad_a has shape (4,), expected (2,) or "),
    (lambda: gradient_at_biases(np.ones((2, 3, 4))), "grad_a has shape (2, 3, 4), expected (n_k,)"),
]


@pytest.mark.parametrize(("call", "message"), MISFITS)
def test_shapes_that_do_not_fit_are_refused(call, message):
    with pytest.raises(ValueError, match="^" + re.escape(message)):
        call()


def test_a_refusal_of_shapes_says_beside_which():
    with pytest.raises(ValueError, match=r", since W has shape \(2, 3\)$"):
        gradient_at_hidden(MATRIX, THREE)


def test_arguments_may_be_given_by_name_and_a_missing_one_is_named():
    found = gradient_at_weights(h=FOUR, grad_a=THREE)
    np.testing.assert_array_equal(found, np.ones((3, 4)))
    with pytest.raises(TypeError, match="'grad_a'"):
        gradient_at_hidden(MATRIX)


def test_the_bias_gradient_of_one_sample_is_its_own_array():
    grad_a = RNG.standard_normal(3)
    found = gradient_at_biases(grad_a)
    np.testing.assert_array_equal(found, grad_a)
    assert not np.shares_memory(found, grad_a)


def test_gradients_of_float32_are_float32():
    network = Network.initialise([3, 4, 2], dtype="float32")
    trace = forward_propagation(network, np.ones((3, 5), np.float32))
    for loss in ("cross_entropy", "squared_error"):
        gradients = back_propagation(network, trace, np.eye(2)[:, [0, 1, 1, 0, 1]], loss)
        arrays = gradients.W[1:] + gradients.b[1:] + gradients.a[1:] + gradients.h[1:-1]
        assert {array.dtype for array in arrays} == {np.dtype(np.float32)}


def test_nothing_given_is_changed():
    network = random_network([3, 4, 2])
    x, y = random_samples(network, n=3)
    trace = forward_propagation(network, x)
    given = [x, y, *network.W[1:], *network.b[1:], *trace.a[1:], *trace.h]
    kept = [array.copy() for array in given]
    back_propagation(network, trace, y)
    for array, before in zip(given, kept, strict=True):
        np.testing.assert_array_equal(array, before)


def test_the_trace_may_be_a_plain_one():  # gradients need a and h, nothing hidden
    network = random_network([2, 3, 2])
    x, y = random_samples(network)
    trace = forward_propagation(network, x)
    rebuilt = Trace(list(trace.a), list(trace.h), trace.y_hat)
    one, other = (back_propagation(network, t, y) for t in (trace, rebuilt))
    np.testing.assert_array_equal(one.W[1], other.W[1])
