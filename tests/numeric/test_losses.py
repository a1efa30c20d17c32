import re

import numpy as np
import pytest
import reference

from helpers.numeric.losses import (
    LOSSES,
    OUTPUTS,
    cross_entropy,
    linear_output,
    log_softmax,
    log_y_hat,
    logistic_output,
    one_hot,
    softmax,
    squared_error,
)

RNG = np.random.default_rng(43)
LOGITS = RNG.normal(scale=3, size=(4, 5))
TARGETS = RNG.dirichlet(np.ones(4), size=5).T  # distributions, not one-hot


def columns(function, *arrays):
    samples = zip(*arrays, strict=True)
    return np.array([function(*map(reference.numbers, s)) for s in samples], float).T


def test_softmax_column_by_column():
    expected = columns(reference.softmax, LOGITS.T)
    np.testing.assert_allclose(softmax(LOGITS), expected, rtol=1e-14)
    np.testing.assert_allclose(softmax(LOGITS[:, 2]), expected[:, 2], rtol=1e-14)


def test_softmax_is_a_distribution():
    y_hat = softmax(LOGITS)
    assert (y_hat > 0).all()
    np.testing.assert_allclose(y_hat.sum(axis=0), np.ones(5), rtol=1e-15)


@pytest.mark.parametrize("shift", [-1e6, -3.5, 1e3, 1e6])
def test_softmax_is_unchanged_by_a_shift(shift):
    np.testing.assert_allclose(softmax(LOGITS + shift), softmax(LOGITS), rtol=1e-8)


def test_softmax_of_huge_logits():
    assert softmax([1e300, 0.0, -1e300]).tolist() == [1, 0, 0]
    assert log_softmax([1e300, 0.0]).tolist() == [0, -1e300]


def test_softmax_of_the_largest_logits_float32_can_hold():
    y_hat = softmax(np.array([3e38, -3e38], np.float32))
    assert y_hat.dtype == np.float32
    assert y_hat.tolist() == [1, 0]


def test_softmax_shifts_every_column_by_its_own_largest_logit():
    a = np.array([[1000.0, -1000.0], [999.0, -1001.0]])
    np.testing.assert_allclose(softmax(a)[0], 2 * [1 / (1 + np.exp(-1))])
    np.testing.assert_allclose(np.exp(log_softmax(a))[0], 2 * [1 / (1 + np.exp(-1))])


def test_log_softmax():
    expected = np.log(columns(reference.softmax, LOGITS.T))
    np.testing.assert_allclose(log_softmax(LOGITS), expected, rtol=1e-13)


@pytest.mark.parametrize("output", OUTPUTS.values(), ids=repr)
def test_jacobian_entry_by_entry(output):
    a, h = LOGITS[:, 0], reference.mp.mpf("1e-15")
    functions = {"softmax": reference.softmax}
    for name in ("linear", "logistic"):
        functions[name] = lambda a, g=reference.ACTIVATIONS[name]: [g(z) for z in a]
    expected = np.empty((4, 4))
    for i in range(4):
        above, below = reference.numbers(a), reference.numbers(a)
        above[i] += h
        below[i] -= h
        for j in range(4):
            function = functions[output.name]
            expected[j, i] = (function(above)[j] - function(below)[j]) / (2 * h)
    found = output.jacobian(a)
    assert found.shape == (4, 4)
    np.testing.assert_allclose(found, expected, rtol=1e-13, atol=1e-16)


@pytest.mark.parametrize("output", OUTPUTS.values(), ids=repr)
def test_pull_back_is_the_transposed_jacobian(output):
    y_hat, upstream = output(LOGITS), RNG.standard_normal((4, 5))
    found = output.pull_back(y_hat, upstream)
    assert found.shape == (4, 5)
    for i in range(5):
        expected = output.jacobian(LOGITS[:, i]).T @ upstream[:, i]
        np.testing.assert_allclose(found[:, i], expected, rtol=1e-13, atol=1e-15)


@pytest.mark.parametrize("loss", LOSSES.values(), ids=repr)
def test_loss_is_the_mean_over_the_samples(loss):
    y_hat = softmax(LOGITS)
    each = columns(reference.LOSSES[loss.name], y_hat.T, TARGETS.T)
    assert loss(y_hat, TARGETS) == pytest.approx(each.mean(), rel=1e-14)
    assert loss(y_hat[:, 3], TARGETS[:, 3]) == pytest.approx(each[3], rel=1e-14)


@pytest.mark.parametrize("loss", LOSSES.values(), ids=repr)
@pytest.mark.parametrize("chosen", [2, slice(None)], ids=["one sample", "batch"])
def test_gradient_at_y_hat_entry_by_entry(loss, chosen):
    y_hat, y = softmax(LOGITS)[:, chosen], TARGETS[:, chosen]
    n, h = y_hat[0].size, reference.mp.mpf("1e-15")
    expected = np.empty(y_hat.shape)
    for index in np.ndindex(y_hat.shape):
        column = (slice(None), *index[1:])
        above, below = (reference.numbers(y_hat[column]) for _ in range(2))
        above[index[0]] += h
        below[index[0]] -= h
        function, true = reference.LOSSES[loss.name], reference.numbers(y[column])
        expected[index] = (function(above, true) - function(below, true)) / (2 * h) / n
    found = loss.gradient(y_hat, y)
    assert found.shape == y_hat.shape
    np.testing.assert_allclose(found, expected, rtol=1e-13)


def test_the_logarithm_is_natural():  # 4.3-9, where the source prints base 10
    for p, printed in ((0.9, 0.105), (0.5, 0.693), (0.001, 6.908)):
        assert cross_entropy([p, 1 - p], [1, 0]) == pytest.approx(printed, abs=5e-4)


def test_worked_example_of_the_lecture():  # 4.3-11
    assert cross_entropy([0.3, 0.2, 0.5], [0, 0, 1]) == pytest.approx(0.6931471805599453)


def test_cross_entropy_of_a_class_that_cannot_be():
    assert cross_entropy([0.0, 1.0], [0, 1]) == 0  # 0 log 0 = 0
    assert cross_entropy([0.0, 1.0], [1, 0]) == np.inf
    assert cross_entropy.gradient([0.0, 1.0], [0, 1]).tolist() == [0, -1]


@pytest.mark.parametrize("use", [cross_entropy, cross_entropy.gradient], ids=["loss", "gradient"])
@pytest.mark.parametrize(
    ("y_hat", "y", "message"),
    [
        ([3.0, 0.0], [1, 0], "y_hat sums to 3.0, expected a distribution (sum 1) for the cross-"),
        (
            [-0.5, 1.5],
            [1, 0],
            "y_hat has the entry -0.5, expected probabilities, none below 0; for",
        ),
        ([[0.5, 2.0], [0.5, -1.0]], np.eye(2), "y_hat has the entry -1.0, expected probabilities"),
        ([[0.5, 0.2], [0.5, 0.2]], np.eye(2), "y_hat sums to 0.4, expected a distribution"),
        ([0.0, 0.0], [1, 0], "y_hat sums to 0.0, expected a distribution"),
        ([0.5, 0.50001], [1, 0], "y_hat sums to 1.00001, expected a distribution"),
    ],
)
def test_cross_entropy_refuses_what_is_no_distribution(use, y_hat, y, message):
    with pytest.raises(ValueError, match="^" + re.escape(message)) as refusal:
        use(y_hat, y)
    assert str(refusal.value).endswith("; for logits pass softmax(a)")


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("k", [1, 2, 10, 1000, 50_000])
@pytest.mark.parametrize("spread", [0.1, 3, 100])
def test_cross_entropy_takes_every_softmax(dtype, k, spread):
    a = (spread * RNG.standard_normal((k, 4))).astype(dtype)
    y_hat, y = softmax(a), one_hot(np.argmax(a, axis=0), k)
    assert cross_entropy(y_hat, y) >= 0
    assert cross_entropy.gradient(y_hat, y).shape == (k, 4)


def test_squared_error_takes_any_numbers():
    assert squared_error([3.0, -1.0], [1, 0]) == 5


def test_cross_entropy_from_logits_is_finite_where_softmax_is_saturated():
    a = np.array([[0.0, 40.0, 800.0], [3000.0, 0.0, 0.0]])
    y = np.array([[1.0, 1.0, 0.0], [0.0, 0.0, 1.0]])
    expected = [3000, float(reference.mp.log1p(reference.mp.exp(-40))), 800]
    found = -(y * log_y_hat(softmax(a), a)).sum(axis=0)
    np.testing.assert_allclose(found, expected, rtol=1e-15, atol=1e-16)


def test_cross_entropy_is_least_at_y():
    y = TARGETS[:, 0]
    least = cross_entropy(y, y)
    for _ in range(20):
        assert cross_entropy(RNG.dirichlet(np.ones(4)), y) > least


def test_squared_error_has_no_half_and_is_summed_over_the_entries():
    assert squared_error([3.0, 1.0], [1.0, 2.0]) == 5
    assert squared_error.gradient([3.0, 1.0], [1.0, 2.0]).tolist() == [4, -2]


@pytest.mark.parametrize(("label", "k"), [(0, 1), (3, 10), (np.int64(2), 3), (np.uint8(1), 2)])
def test_one_hot_of_a_label(label, k):
    e = one_hot(label, k)
    assert e.shape == (k,)
    assert e.dtype == np.float64
    assert [float(i == label) for i in range(k)] == e.tolist()


def test_one_hot_of_labels():
    assert one_hot([3, 1], 10).shape == (10, 2)
    assert one_hot(np.array([2, 0, 2]), 3).tolist() == [[0, 1, 0], [0, 0, 0], [1, 0, 1]]


def test_linear_output_is_a_copy():
    a = LOGITS.copy()
    assert not np.shares_memory(linear_output(a), a)


def test_logistic_output_is_the_logistic_function():
    expected = [[float(reference.ACTIVATIONS["logistic"](z)) for z in row] for row in LOGITS]
    np.testing.assert_allclose(logistic_output(LOGITS), expected, rtol=4e-16)
