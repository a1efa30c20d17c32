"""Lesson 4.8's training explorers: what they show is what numeric computes."""

import hashlib
import re
import subprocess
import sys

import numpy as np
import pytest
import reference

from helpers.data import load_digits, spirals, two_moons, xor
from helpers.explorers.boundary import BoundaryTraining
from helpers.lessons.lesson_4_8.digit_training import PASSES, DigitTraining
from helpers.numeric.network import Network
from helpers.numeric.training import gradient_descent

DIGITS = load_digits(seed=0)
N = DIGITS.x_train.shape[1]


@pytest.fixture(scope="module")
def trained():
    training = DigitTraining(DIGITS)
    training.start()
    return training


def values(control):
    """Both ends of a control, and two values between."""
    if hasattr(control, "options"):
        options = [value for _, value in control._options_full]
    else:
        options = list(range(control.min, control.max + 1, control.step))
    return [options[i] for i in sorted({0, len(options) // 3, 2 * len(options) // 3, -1})]


def probabilities(network, x):
    """Softmax of the forward pass, computed without the helpers."""
    g = reference.IN_NUMPY[network.activation.name]
    h = np.asarray(x)
    for k in range(1, network.L + 1):
        a = network.W[k] @ h + network.b[k][:, None]
        h = g(a)
    return np.exp(a - a.max(axis=0)) / np.exp(a - a.max(axis=0)).sum(axis=0)


def cross_entropy(y_hat, labels):
    return -np.mean(np.log(y_hat[labels, np.arange(len(labels))]))


def digit_numbers(sentence):
    """The numbers of the sentence: steps, both losses, percentage, wrong."""
    steps = re.search(r"After ([\d,]+) steps", sentence)
    learnt, held_out = re.search(r"loss (\S+) on the .*?, (\S+) on those", sentence).groups()
    right, of, wrong = re.search(r"([\d.]+) % of (\d+) .* right, (\d+) wrong", sentence).groups()
    assert of == "450"
    steps = int(steps[1].replace(",", "")) if steps else 0
    return steps, float(learnt), float(held_out), float(right), int(wrong)


def check_digits(training):
    """Compare sentence, curves and mistakes with the network itself."""
    steps, learnt, held_out, right, wrong = digit_numbers(training.sentence)
    y_hat = probabilities(training.network, DIGITS.x_test)
    says = y_hat.argmax(axis=0)
    errors = np.flatnonzero(says != DIGITS.labels_test)
    y_hat_train = probabilities(training.network, DIGITS.x_train)
    assert steps == len(training.history.loss)
    assert wrong == len(errors)
    assert right == pytest.approx(100 * (450 - wrong) / 450, abs=0.05)
    assert held_out == pytest.approx(cross_entropy(y_hat, DIGITS.labels_test), rel=0.05)
    assert learnt == pytest.approx(cross_entropy(y_hat_train, DIGITS.labels_train), rel=0.05)

    loss, accuracy, grid = training.pictures
    passes = len(training.record["learnt", "loss"])
    for plot, name, end in (
        (loss, "learnt", cross_entropy(y_hat_train, DIGITS.labels_train)),
        (loss, "held_out", cross_entropy(y_hat, DIGITS.labels_test)),
        (accuracy, "held_out", 100 * np.mean(says == DIGITS.labels_test)),
        (accuracy, "learnt", 100 * np.mean(y_hat_train.argmax(axis=0) == DIGITS.labels_train)),
    ):
        x, y = plot.curves[name].get_data()
        assert list(x) == list(range(passes))
        assert y[-1] == pytest.approx(end)

    sure = y_hat.max(axis=0)[errors]
    surest = errors[np.argsort(-sure)][:12]
    assert grid.words == [
        f"says {says[i]}, is {DIGITS.labels_test[i]}\n{100 * y_hat[says[i], i]:.0f} % sure"
        for i in surest
    ]
    assert np.array_equal(grid.digits, DIGITS.x_test[:, surest])
    assert f"{wrong} of 450" in grid.title


def test_at_least_96_percent_in_few_steps(trained):
    assert digit_numbers(trained.sentence)[3] >= 96
    assert trained.finished
    assert trained.steps == 50 * 43  # 50 passes of 43 batches: seconds on any machine
    check_digits(trained)


def test_it_is_gradient_descent(trained):
    training = trained
    network, history = gradient_descent(
        Network.initialise([64, 64, 32, 10], "relu", seed=0),
        DIGITS.x_train,
        DIGITS.y_train,
        eta=0.3,
        max_iterations=PASSES * 43,
        batch_size=32,
        seed=0,
    )
    assert training.history.loss == history.loss
    for k in range(1, network.L + 1):
        assert np.array_equal(training.network.W[k], network.W[k])


def test_the_shares_that_the_notebook_tells(trained):
    right = trained.record["held_out", "right"]
    assert [f"{right[passes]:.1f}" for passes in (0, 1, 2, 50)] == ["9.6", "58.9", "89.6", "97.3"]


@pytest.mark.parametrize("name", ["eta", "batch_size", "hidden", "activation", "seed"])
def test_every_control_of_the_digits_at_both_ends_and_between(name):
    training = DigitTraining(DIGITS)
    for value in values(training.controls[name]):
        training.turn(**{name: value})
        assert training.error is None
        assert training.steps == 0
        eta = f"η = {training.eta.value:g}"
        assert training.sentence.startswith(f"Before training, {eta}: loss ")
        assert training.pictures[0].frame.get_xlabel().endswith(eta)
        check_digits(training)
        training.step_button.click()
        assert training.steps == -(-N // training.batch_size.value)
        assert training.network.sizes == [64, *training.hidden.value, 10]
        assert training.network.activation.name == training.activation.value
        check_digits(training)


@pytest.mark.parametrize("eta", [0.01, 3.0])
def test_the_learning_rate_is_the_one_chosen(eta):
    training = DigitTraining(DIGITS)
    training.turn(eta=eta, batch_size=N, hidden=[], seed=4)
    start = Network.initialise([64, 10], "relu", seed=4)
    error = (probabilities(start, DIGITS.x_train) - DIGITS.y_train) / N
    training.step()
    assert training.network.W[1] == pytest.approx(start.W[1] - eta * error @ DIGITS.x_train.T)


def test_the_setting_left_stays_as_the_curve_before():
    training = DigitTraining(DIGITS)
    loss, right, _ = training.pictures
    training.step()
    training.step()
    left = list(training.record["held_out", "loss"])
    training.turn(eta=0.1, hidden=[16])
    assert list(loss.curves["before"].get_ydata()) == left
    assert len(right.curves["before"].get_xdata()) == 3
    training.reset()
    assert len(loss.curves["before"].get_xdata()) == 0


def test_no_label_lies_across_a_title():
    training = DigitTraining(DIGITS)
    for _ in range(2):
        for plot in training.pictures[:2]:
            title = plot.frame.title.get_window_extent()
            for label in plot._labels.values():
                assert label.get_window_extent().y1 <= title.y0 or not label.get_text()
        training.step()


def test_steps_too_large_become_a_sentence():
    training = DigitTraining(DIGITS)
    training.eta.options = [("far too large", 1e200)]
    training.start_button.click()
    assert training.sentence.startswith("This does not work: eta is 1e+200, too large: at step ")
    assert "bp-stale" in training.widget._dom_classes
    assert not training.running


def test_what_are_no_digits_is_refused():
    with pytest.raises(ValueError, match=r"^digits is ndarray, expected what load_digits returns$"):
        DigitTraining(DIGITS.x_train)


def boundary_numbers(sentence):
    """The numbers of the sentence: steps, loss, right, of, wrong, parameters."""
    steps = re.search(r"After ([\d,]+) steps", sentence)
    loss, right, of, wrong, parameters = re.search(
        r"loss (\S+); (\d+) of (\d+) points right, (\d+) wrong; (\d+) parameters\.$", sentence
    ).groups()
    steps = int(steps[1].replace(",", "")) if steps else 0
    return steps, float(loss), int(right), int(of), int(wrong), int(parameters)


def check_boundary(training, points):
    """Compare sentence, field and curve with the network itself."""
    steps, loss, right, of, wrong, parameters = boundary_numbers(training.sentence)
    network = training.network
    y_hat = probabilities(network, points.x)
    assert steps == len(training.history.loss)
    assert of == len(points.labels)
    assert wrong == of - right == np.sum(y_hat.argmax(axis=0) != points.labels)
    assert loss == pytest.approx(cross_entropy(y_hat, points.labels), rel=0.05)
    assert parameters == sum(W.size + len(W) for W in network.W[1:])

    field, curve = training.pictures
    x, y = curve.curves["loss"].get_data()
    assert x[-1] == steps
    assert y[-1] == pytest.approx(cross_entropy(y_hat, points.labels))
    for j, drawn in enumerate(field.points):
        assert np.array_equal(drawn.get_xydata().T, points.x[:, points.labels == j])
    for border in field.borders:
        for path in border.get_paths():
            first, second = np.sort(probabilities(network, path.vertices.T), axis=0)[::-1][:2]
            assert np.median(first - second) < 0.05


SETS = {"spirals": spirals(), "two moons": two_moons(), "exclusive or": xor()}


@pytest.mark.parametrize("name", ["data", "units", "layers", "activation", "eta", "seed"])
def test_every_control_of_the_boundary_at_both_ends_and_between(name):
    training = BoundaryTraining()
    for value in values(training.controls[name]):
        training.turn(**{name: value})
        assert training.error is None
        points = SETS[training.data.value]
        assert training.sentence.startswith("Before training: loss ")
        check_boundary(training, points)
        for _ in range(3):
            training.step_button.click()
        assert training.steps == 75
        hidden = [training.units.value] * training.layers.value
        assert training.network.sizes == [2, *hidden, len(points.y)]
        assert training.network.activation.name == training.activation.value
        check_boundary(training, points)


def test_the_boundary_ends_in_a_stated_place():
    training = BoundaryTraining()
    training.start()
    assert boundary_numbers(training.sentence)[0::4] == (1500, 0)
    check_boundary(training, SETS["spirals"])
    network, history = gradient_descent(
        Network.initialise([2, 8, 3], seed=0), *_x_y("spirals"), eta=1.0, max_iterations=1500
    )
    assert training.history.loss == history.loss
    assert np.array_equal(training.network.W[1], network.W[1])


def _x_y(name):
    return SETS[name].x, SETS[name].y


@pytest.mark.parametrize(("data", "units"), [("two moons", 3), ("exclusive or", 3), ("spirals", 8)])
def test_a_line_does_not_do_but_hidden_units_do(data, units):
    def wrong(*hidden):
        start = Network.initialise([2, *hidden, len(SETS[data].y)], seed=0)
        network, _ = gradient_descent(start, *_x_y(data), eta=1.0, max_iterations=1500)
        return np.sum(probabilities(network, SETS[data].x).argmax(axis=0) != SETS[data].labels)

    assert wrong() > 10
    assert wrong(units) == 0


SCRIPT = """
import hashlib
from helpers.data import load_digits
from helpers.explorers.boundary import BoundaryTraining
from helpers.lessons.lesson_4_8.digit_training import DigitTraining
for training in (DigitTraining(load_digits(seed=0)), BoundaryTraining()):
    training.step()
    print(hashlib.sha256(training._repr_mimebundle_()["text/html"].encode()).hexdigest())
"""


def test_what_is_stored_is_the_same_in_another_process():
    command = [sys.executable, "-c", SCRIPT]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    hashes = []
    for training in (DigitTraining(DIGITS), BoundaryTraining()):
        training.step()
        html = training._repr_mimebundle_()["text/html"]
        hashes.append(hashlib.sha256(html.encode()).hexdigest())
    assert done.stdout.split() == hashes


def test_the_answers_about_the_boundary():
    points, stuck = xor(), {2: 0, 3: 0}
    for units in stuck:
        for seed in range(10):
            start = Network.initialise([2, units, 2], seed=seed)
            network, _ = gradient_descent(start, points.x, points.y, eta=1.0, max_iterations=1500)
            says = probabilities(network, points.x).argmax(axis=0)
            stuck[units] += bool((says != points.labels).any())
    assert stuck == {2: 2, 3: 0}


def test_the_answers_about_the_digits():
    training = DigitTraining(DIGITS)
    training.eta.value = 3.0
    training.start()
    assert digit_numbers(training.sentence)[3] < 12
    training.eta.value = 0.01
    training.start()
    for losses in (training.record["learnt", "loss"], training.record["held_out", "loss"]):
        assert losses[-1] < losses[-6] < losses[-11]
