import itertools
import re

import numpy as np
import pytest
from test_network import random_network, random_samples

from helpers.data import load_digits, spirals, two_moons, xor
from helpers.numeric.backprop import back_propagation
from helpers.numeric.forward import forward_propagation
from helpers.numeric.network import Network
from helpers.numeric.training import batches, descend, gradient_descent, update


def parameters(network):
    return [array.copy() for array in network.W[1:] + network.b[1:]]


def same(one, other):
    return all(np.array_equal(u, v) for u, v in zip(one, other, strict=True))


def accuracy(network, x, labels):
    return np.mean(forward_propagation(network, x).y_hat.argmax(axis=0) == labels)


def test_update_is_one_step_against_the_gradient():
    network = random_network([2, 2, 2])
    x, y = random_samples(network, n=3)
    gradients = back_propagation(network, forward_propagation(network, x), y)
    expected = [
        theta - 0.25 * slope
        for theta, slope in zip(parameters(network), gradients.W[1:] + gradients.b[1:], strict=True)
    ]
    update(network, gradients, 0.25)
    for found, wanted in zip(parameters(network), expected, strict=True):
        np.testing.assert_allclose(found, wanted, rtol=1e-15)


@pytest.mark.parametrize(
    ("name", "k", "gradient"),
    [("b", 1, 0.5), ("b", 1, np.ones(1)), ("W", 2, np.ones((1, 3))), ("W", 1, np.ones((2, 3)))],
)
def test_update_broadcasts_nothing(name, k, gradient):
    network = Network.initialise([2, 3, 2])
    x, y = random_samples(network, 4)
    before = [theta.copy() for theta in parameters(network)]
    gradients = back_propagation(network, forward_propagation(network, x), y)
    getattr(gradients, name)[k] = gradient
    expected = getattr(network, name)[k].shape
    message = f"gradients.{name}[{k}] has shape {np.shape(gradient)}, expected {expected}"
    with pytest.raises(ValueError, match="^" + re.escape(message) + "$"):
        update(network, gradients, 0.1)
    assert all(map(np.array_equal, before, parameters(network)))


def test_full_batch_by_hand():
    start = random_network([2, 3, 2])
    x, y = random_samples(start, n=4)
    network, losses = start.copy(), []
    for _ in range(3):
        trace = forward_propagation(network, x)
        losses.append(network.loss(trace, y))
        update(network, back_propagation(network, trace, y), 0.5)
    trained, history = gradient_descent(start, x, y, eta=0.5, max_iterations=3)
    assert history.loss == losses
    assert same(parameters(trained), parameters(network))


def test_the_loss_asked_for_is_the_one_that_falls():
    start = random_network([2, 3, 2])
    x, y = random_samples(start, n=4)
    trace, expected = forward_propagation(start, x), start.copy()
    update(expected, back_propagation(start, trace, y, "squared_error"), 0.5)
    trained, history = gradient_descent(start, x, y, 0.5, 1, loss="squared_error")
    assert history.loss == [start.loss(trace, y, "squared_error")]
    assert same(parameters(trained), parameters(expected))


@pytest.mark.parametrize("batch_size", [1, 3, 4, 10])
def test_mini_batches_by_hand(batch_size):
    start = random_network([2, 3, 2])
    x, y = random_samples(start, n=10)
    network, losses = start.copy(), []
    for batch in itertools.islice(batches(10, batch_size, seed=3), 12):
        trace = forward_propagation(network, x[:, batch])
        losses.append(network.loss(trace, y[:, batch]))
        update(network, back_propagation(network, trace, y[:, batch]), 0.5)
    trained, history = gradient_descent(start, x, y, 0.5, 12, batch_size, seed=3)
    assert history.loss == losses
    assert same(parameters(trained), parameters(network))


@pytest.mark.parametrize(("n", "batch_size"), [(10, 1), (10, 3), (10, 5), (10, 10), (1, 1)])
def test_every_pass_takes_every_sample_once(n, batch_size):
    a_pass = -(-n // batch_size)
    drawn = list(itertools.islice(batches(n, batch_size, seed=0), 3 * a_pass))
    for i in range(3):
        taken = drawn[i * a_pass : (i + 1) * a_pass]
        assert all(len(batch) == batch_size for batch in taken[:-1])
        assert sorted(np.concatenate(taken)) == list(range(n))


def test_every_pass_has_an_order_of_its_own():
    first, second = itertools.islice(batches(50, 50, seed=0), 2)
    assert (first != second).any()


def test_the_seed_decides_the_order():
    start = random_network([2, 3, 2])
    x, y = random_samples(start, n=20)
    runs = [gradient_descent(start, x, y, 0.5, 9, 4, seed=seed) for seed in (1, 1, 2)]
    (first, one), (again, two), (other, three) = runs
    assert same(parameters(first), parameters(again))
    assert one.loss == two.loss
    assert not same(parameters(first), parameters(other))
    assert one.loss != three.loss


def test_unless_told_otherwise_a_thousand_steps_with_eta_a_tenth():
    start = random_network([1, 2])
    x, y = random_samples(start, n=3)
    told = gradient_descent(start, x, y, 0.1, 1000, batch_size=1, seed=0)
    untold = gradient_descent(start, x, y, batch_size=1)
    *_, (step, last, _) = descend(start, x, y, batch_size=1)
    assert len(untold[1].loss) == step == 1000
    for network in (untold[0], last):
        assert same(parameters(network), parameters(told[0]))


def test_the_network_and_the_data_given_stay():
    start = random_network([2, 3, 2])
    x, y = random_samples(start, n=5)
    before = [*parameters(start), x.copy(), y.copy()]
    trained, _ = gradient_descent(start, x, y, eta=0.5, max_iterations=5, batch_size=2)
    assert same([*parameters(start), x, y], before)
    assert not same(parameters(trained), parameters(start))


def test_no_step():
    start = random_network([2, 3, 2])
    trained, history = gradient_descent(start, *random_samples(start, 5), max_iterations=0)
    assert history.loss == []
    assert trained is not start
    assert same(parameters(trained), parameters(start))


@pytest.mark.parametrize("n", [None, 1])
def test_one_sample_by_itself_is_a_batch_of_one(n):
    start = random_network([2, 3, 2])
    x, y = random_samples(start, n=1)
    alone = gradient_descent(start, x[:, 0], y[:, 0], eta=0.5, max_iterations=4, batch_size=n)
    batch = gradient_descent(start, x, y, eta=0.5, max_iterations=4)
    np.testing.assert_allclose(alone[1].loss, batch[1].loss, rtol=1e-14)


def test_on_step_sees_step_network_and_loss():
    start = random_network([2, 3, 2])
    x, y = random_samples(start, n=5)
    seen = []

    def on_step(step, network, loss):
        seen.append((step, parameters(network), loss))

    trained, history = gradient_descent(start, x, y, 0.5, 4, on_step=on_step)
    assert [step for step, _, _ in seen] == [1, 2, 3, 4]
    assert [loss for _, _, loss in seen] == history.loss
    assert same(seen[-1][1], parameters(trained))
    assert not same(seen[0][1], parameters(start))


@pytest.mark.parametrize("answer", [False, np.False_])
def test_on_step_may_stop(answer):
    start = random_network([2, 3, 2])
    x, y = random_samples(start, n=5)
    seen = []

    def on_step(step, network, loss):
        seen.append(parameters(network))
        return answer if step == 3 else None

    trained, history = gradient_descent(start, x, y, max_iterations=9, on_step=on_step)
    assert len(history.loss) == 3
    assert same(parameters(trained), seen[-1])


@pytest.mark.parametrize("answer", [None, 0, True, np.True_, ""])
def test_nothing_but_false_stops(answer):
    start = random_network([2, 3, 2])
    x, y = random_samples(start, n=5)
    _, history = gradient_descent(start, x, y, max_iterations=4, on_step=lambda *_: answer)
    assert len(history.loss) == 4


def test_on_step_may_keep_a_copy_and_raise():
    start = random_network([2, 3, 2])

    def on_step(step, network, loss):
        raise KeyError("mine")

    with pytest.raises(KeyError, match="mine"):
        gradient_descent(start, *random_samples(start, 5), on_step=on_step)


def test_descend_yields_what_gradient_descent_returns():
    start = random_network([2, 3, 2])
    x, y = random_samples(start, n=6)
    steps = list(descend(start, x, y, 0.5, 5, 2, 1))
    trained, history = gradient_descent(start, x, y, 0.5, 5, 2, 1)
    assert [step for step, _, _ in steps] == [1, 2, 3, 4, 5]
    assert [loss for _, _, loss in steps] == history.loss
    assert same(parameters(steps[-1][1]), parameters(trained))


def test_descend_refuses_before_the_first_step():
    start = random_network([2, 3, 2])
    with pytest.raises(ValueError, match="eta is 0"):
        descend(start, *random_samples(start, 5), eta=0)


def test_one_logistic_neuron_learns_two_points():  # module 4.2
    start = Network([None, [[0.0]]], [None, [0.0]], output="logistic")
    x, y = np.array([[0.5, 2.5]]), np.array([[0.2, 0.9]])
    neuron, history = gradient_descent(start, x, y, eta=1.0, max_iterations=3000)
    np.testing.assert_allclose(forward_propagation(neuron, x).y_hat, y, atol=1e-4)
    slope = (np.log(9) - np.log(0.25)) / 2  # through both logits, log(p / (1 - p))
    np.testing.assert_allclose(neuron.W[1], [[slope]], atol=1e-2)
    assert history.loss[-1] < 1e-8


def test_a_linear_neuron_finds_the_least_squares_line():
    rng = np.random.default_rng(1)
    x = rng.uniform(-1, 1, (1, 30))
    y = 3 * x - 2 + 0.1 * rng.standard_normal((1, 30))
    start = Network([None, [[0.0]]], [None, [0.0]], output="linear")
    neuron, _ = gradient_descent(start, x, y, eta=0.3, max_iterations=500)
    slope, intercept = np.polyfit(x[0], y[0], 1)
    np.testing.assert_allclose([neuron.W[1][0, 0], neuron.b[1][0]], [slope, intercept])


@pytest.mark.parametrize("activation", ["tanh", "relu", "linear"])
def test_divergence_is_refused_and_names_eta(activation):
    start = random_network([2, 8, 2], activation, "linear")
    x, y = random_samples(start, n=5)
    with pytest.raises(ValueError, match=r"eta is 1e\+300, too large: at step \d+ "):
        gradient_descent(start, x, y, eta=1e300, max_iterations=1000)


def test_a_parameter_that_overflows_in_the_last_step_is_refused():
    start = Network([None, [[0.0]]], [None, [0.0]], output="linear")
    with pytest.raises(ValueError, match=r"^eta is 1e\+308, too large: at step 1 W\[1\] holds"):
        gradient_descent(start, [3.0], [5.0], eta=1e308, max_iterations=1)


LOSS_OVERFLOWS = "the loss overflows: y_hat or y is too large"
GRADIENT_OVERFLOWS = "the gradient overflows: x, y or a parameter is too large"


@pytest.mark.parametrize("eta", [1e-300, 1e300])
@pytest.mark.parametrize(
    ("x", "y", "message"), [(1.0, 1e200, LOSS_OVERFLOWS), (1e200, 1e150, GRADIENT_OVERFLOWS)]
)
def test_eta_is_not_blamed_for_what_overflows_before_any_step(eta, x, y, message):
    start = Network([None, [[0.0]]], [None, [0.0]], output="linear")
    with pytest.raises(ValueError, match=f"^{message}$"):
        gradient_descent(start, [[x]], [[y]], eta=eta, max_iterations=1)


def test_eta_is_not_blamed_for_a_later_batch_that_overflows_by_itself():
    start = Network([None, [[0.0]]], [None, [0.0]], output="linear")
    y = np.array([[1.0, 1.0, 1e200, 1.0]])
    seen = []
    with pytest.raises(ValueError, match=f"^{LOSS_OVERFLOWS}$"):
        gradient_descent(
            start,
            np.ones((1, 4)),
            y,
            1e-3,
            batch_size=1,
            seed=1,
            on_step=lambda *at: seen.append(at),
        )
    assert seen


def test_the_loss_falls_steadily_under_small_steps():
    moons = two_moons()
    start = Network.initialise([2, 8, 2], seed=1)
    _, history = gradient_descent(start, moons.x, moons.y, eta=0.1, max_iterations=200)
    assert len(history.loss) == 200
    assert (np.diff(history.loss) < 0).all()


@pytest.mark.parametrize("samples", [two_moons(), spirals(), spirals(arms=2), xor()], ids=repr)
def test_the_planar_sets_can_be_learnt(samples):
    start = Network.initialise([2, 16, 16, len(samples.y)], seed=0)
    network, _ = gradient_descent(start, samples.x, samples.y, eta=0.5, max_iterations=3000)
    assert accuracy(network, samples.x, samples.labels) > 0.99


def test_digits():
    digits = load_digits(seed=0)
    start = Network.initialise([64, 32, 10], seed=0)
    network, history = gradient_descent(
        start, digits.x_train, digits.y_train, eta=0.3, max_iterations=3000, batch_size=16
    )
    assert accuracy(network, digits.x_test, digits.labels_test) >= 0.96
    assert np.mean(history.loss[-100:]) < 0.1 * np.mean(history.loss[:20])


def test_float32_trains_in_float32():
    start = Network.initialise([2, 4, 2], dtype="float32")
    x, y = two_moons().x.astype("float32"), two_moons().y
    network, history = gradient_descent(start, x, y, eta=0.5, max_iterations=50, batch_size=20)
    assert network.dtype == np.float32
    assert history.loss[-1] < history.loss[0]


def test_repr_of_the_history():
    start = random_network([2, 3, 2])
    _, history = gradient_descent(start, *random_samples(start, 5), max_iterations=0)
    assert repr(history) == "History(no step)"
