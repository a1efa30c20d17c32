"""Lesson 4.2: its proofs, one neuron's numbers, and what its three explorers show."""

import itertools
import re
from xml.etree import ElementTree

import numpy as np
import pytest
import reference
from one_neuron import loss_at, slope_at

from helpers import derive, forward_propagation
from helpers.lessons.lesson_4_2.descent import ETAS, REACH, STEPS, DescentExplorer, X, Y
from helpers.lessons.lesson_4_2.exercises import ask
from helpers.lessons.lesson_4_2.gradient_array import PRINTED, GradientArrayExplorer
from helpers.lessons.lesson_4_2.neuron import gradient_of, neuron, second_derivatives
from helpers.lessons.lesson_4_2.parabola import RATES, ParabolaExplorer
from helpers.pictures.text import number
from helpers.symbolic.bridge import to_numpy
from helpers.symbolic.derivation import DerivationError

SVG = "{http://www.w3.org/2000/svg}"
SAMPLES = "with x[1..N], y[1..N], ŷ[1..N], a[1..N], b"
MEAN = f"where ℒ = 1/N Σ(i, (ŷ[i] - y[i])^2) {SAMPLES}"
LOGISTIC = f"{MEAN} where ŷ[i] = 1/(1 + exp(-a[i])) where a[i] = w x[i] + b"
LINEAR = f"{MEAN} where ŷ[i] = w x[i] + b"


# ---- the proofs, each in one step

PROOFS = [
    f"D(ℒ, w) == 2/N Σ(i, (ŷ[i] - y[i]) ŷ[i] (1 - ŷ[i]) x[i]) {LOGISTIC}",
    f"D(ℒ, b) == 2/N Σ(i, (ŷ[i] - y[i]) ŷ[i] (1 - ŷ[i])) {LOGISTIC}",
    f"D(ℒ, w) == 2/N Σ(i, (ŷ[i] - y[i]) x[i]) {LINEAR}",
    f"D(ℒ, b) == 2/N Σ(i, ŷ[i] - y[i]) {LINEAR}",
    f"D(ℒ, b, w) == D(ℒ, w, b) {LINEAR}",
]
OUTPUTS = ["logistic", "logistic", "linear", "linear"]  # of the first four


@pytest.mark.parametrize("lines", PROOFS)
def test_the_gradients_are_proved_with_sizes_open(lines):
    assert derive(None, lines).lines[-1].proof


@pytest.mark.parametrize(
    "wrong", ["(ŷ[i] - y[i]) x[i]", "(y[i] - ŷ[i]) ŷ[i] (1 - ŷ[i]) x[i]"], ids=["bend", "sign"]
)
def test_a_dropped_bend_or_a_flipped_sign_is_refused(wrong):
    with pytest.raises(DerivationError):
        derive(None, f"D(ℒ, w) == 2/N Σ(i, {wrong}) {LOGISTIC}")


@pytest.mark.parametrize(("lines", "output"), list(zip(PROOFS, OUTPUTS, strict=False)))
def test_what_is_proved_gives_the_package_s_numbers(lines, output):
    network = neuron(-0.5, 1.0, output)
    known = {"y": Y[0], "y_hat": forward_propagation(network, X).y_hat[0]}
    entry = PROOFS.index(lines) % 2
    inputs = {"x": X[0]} if entry == 0 else {}
    found = to_numpy(derive(None, lines))(**inputs, **known)
    assert found == pytest.approx(gradient_of(network, X, Y)[entry], rel=1e-12)
    assert found == pytest.approx(slope_at((-0.5, 1.0), output)[entry], rel=1e-7)


# ---- the ball on the parabola


@pytest.mark.parametrize(("eta", "what"), RATES.items())
def test_each_learning_rate_does_what_it_is_said_to_do(eta, what):
    explorer = ParabolaExplorer()
    assert (explorer.steps.value, explorer.eta.value) == (0, 0.05), "it opens unsolved"
    explorer.eta.value = eta
    w = 1.0
    for t in range(explorer.steps.max + 1):
        explorer.steps.value = t
        assert explorer.error is None
        error = 2.0 * w + 1.0 - 1.0
        told = (w, 4 * error, error**2)
        assert explorer.path[t] == pytest.approx(told, abs=1e-12)
        said = f"After {t} step{'s' * (t != 1)} of η = {eta:g}: w = {number(w)};"
        assert explorer.sentence.startswith(said)
        for value in (2 * w + 1, 4 * error, error**2):
            assert f" {number(value)}" in explorer.sentence
        table = [
            node.text for node in ElementTree.fromstring(explorer.pictures[0]).iter(f"{SVG}text")
        ]
        assert table[-4:] == [f"{t}", *map(number, told)]
        w -= eta * 4 * error
    sizes = np.abs(explorer.path[:, 0])
    settled = {
        "creeps": sizes[1] > 0.5 and sizes[-1] < 0.02,
        "lands": not sizes[1:].any(),
        "bounces": (sizes == 1).all(),
        "runs away": (np.diff(sizes) > 0.1).all(),
    }
    assert [name for name, holds in settled.items() if holds] == [what]


def test_the_rates_exercise_asks_of_the_ball_in_the_picture():
    right = ask.questions["rates"].answers[ask.questions["rates"].right]
    lands, bounces, away = list(RATES)[1:]
    assert right == f"{lands} lands, {bounces} never settles, {away} runs away"


# ---- the descent explorer

SENTENCE = re.compile(
    r"After (\d+) steps of η = (\S+) from \((\S+), (\S+)\): w = (\S+), b = (\S+); the loss "
    r"(?:is|went from (\S+) to) (\S+), and the length of the gradient is (\S+)\.(.*)"
)


def check(explorer):
    assert explorer.error is None, explorer.error
    output, rate = explorer.neuron.value, explorer.eta.value
    place, t = np.array([explorer.w0.value, explorer.b0.value]), 0
    start = place
    with np.errstate(over="ignore"):
        while t < explorer.steps.value and abs(loss_at(place, output)) < 1e6:
            errors = place[0] * X[0] + place[1]
            y_hat = reference.IN_NUMPY[output](errors)
            pull = 2 * (y_hat - Y[0]) * (y_hat * (1 - y_hat) if output == "logistic" else 1)
            place = place - rate * np.array([np.mean(pull * X[0]), np.mean(pull)])
            t += 1
    told = SENTENCE.fullmatch(explorer.sentence)
    assert told, explorer.sentence
    assert float(told[2]) == rate
    assert (told[7] is None) == (explorer.taken == 0)
    if told[7]:
        assert told[7] == number(loss_at(start, output), 3)
    chaotic = rate == 50 and t > 40  # it jumps for ever, and rounding decides where
    if t == explorer.steps.value and not chaotic:
        assert int(told[1]) == t
        assert explorer.place == pytest.approx(place, rel=1e-6, abs=1e-6)
        assert told[8] == number(explorer.losses[t], 3)
        assert explorer.losses[t] == pytest.approx(loss_at(place, output), rel=1e-6)
        assert [told[5], told[6]] == [number(value) for value in explorer.place]
        length = np.hypot(*slope_at(place, output))
        assert explorer.gradient == pytest.approx(slope_at(place, output), rel=1e-4, abs=1e-6)
        assert told[9] == number(np.hypot(*explorer.gradient), 3)
        flat = output == "logistic" and length < 0.05 and loss_at(place, output) > 0.1
        assert ("plateau" in told[10]) == (flat and t > 0)
        assert ("left the map" in told[10]) == bool(np.abs(place).max() > REACH)
    if output == "linear":
        assert ("diverges" in told[10]) == (rate > 0.2929)
        steep = np.linalg.eigvalsh(second_derivatives(X)).max()
        assert f"the distance by {number(1 - rate * steep)}:" in told[10]


@pytest.mark.parametrize("output", ["logistic", "linear"])
def test_every_control_of_descent_to_both_ends_and_between(output):
    explorer = DescentExplorer()
    explorer.neuron.value = output
    check(explorer)
    for rate in (ETAS[0], 0.28, 0.3, 5.0, ETAS[-1]):
        explorer.eta.value = rate
        for steps in (0, 1, 37, STEPS):
            explorer.steps.value = steps
            check(explorer)
    explorer.turn(eta=0.2, steps=12)
    for name in ("w0", "b0"):
        for value in (-REACH, -0.5, 3.0, REACH):
            explorer.controls[name].value = value
            check(explorer)


def test_every_control_of_descent_changes_the_picture_and_the_sentence():
    explorer = DescentExplorer()
    turns = {"steps": 20, "w0": 1.0, "b0": -1.0, "eta": 1.0, "play": 30, "neuron": "linear"}
    for name, value in turns.items():
        before = explorer.sentence, *(picture.image() for picture in explorer.pictures)
        explorer.controls[name].value = value
        after = explorer.sentence, *(picture.image() for picture in explorer.pictures)
        assert all(one != other for one, other in zip(before, after, strict=True)), name


def test_one_step_back_and_play_move_the_steps():
    explorer = DescentExplorer()
    assert explorer.taken == 0, "it opens at its start"
    explorer.next_button.click()
    assert explorer.steps.value == explorer.play.value == 1
    explorer.steps.value = 0
    explorer.back_button.click()
    assert explorer.steps.value == 0
    explorer.play.value = STEPS
    explorer.next_button.click()
    assert explorer.steps.value == STEPS
    check(explorer)


def test_overflow_is_a_sentence():
    explorer = DescentExplorer()
    explorer.turn(neuron="linear", eta=50.0, steps=STEPS)
    assert explorer.error is None
    assert f"Step {explorer.taken + 1} overflows" in explorer.sentence
    explorer.turn(eta=0.2)
    check(explorer)


def first_below(losses, bound):
    return int(np.flatnonzero(losses < bound)[0])


def test_the_answers_about_descent():
    explorer = DescentExplorer()
    assert (first_below(explorer.losses, 0.3), first_below(explorer.losses, 0.1)) == (43, 56)
    lengths = [np.hypot(*gradient_of(neuron(*place), X, Y)) for place in explorer.path[:40]]
    assert 14 <= int(np.argmin(lengths)) <= 15
    explorer.eta.value = 1.0
    for place, onward in itertools.pairwise(explorer.path[:200:20]):
        assert loss_at(onward, "logistic") < loss_at(place, "logistic")
    explorer.eta.value = 20.0
    assert first_below(explorer.losses, 0.01) == 17
    assert (np.diff(explorer.losses) < 1e-12).all()
    explorer.eta.value = 50.0
    assert (np.diff(explorer.losses) > 0.001).sum() > 20
    assert np.abs(explorer.path).max() < 10
    explorer.turn(neuron="linear", w0=2.0, b0=-2.0, eta=0.28)
    assert explorer.losses[STEPS] == pytest.approx(0.0086, abs=1e-5)
    explorer.eta.value = 0.3
    assert explorer.losses[STEPS] > 1e6
    values, directions = np.linalg.eigh(second_derivatives(X))
    away = explorer.path[STEPS] / np.linalg.norm(explorer.path[STEPS])
    assert abs(away @ directions[:, values.argmax()]) == pytest.approx(1, abs=1e-6)


# ---- the array explorer


def titles(picture):
    return [node.text for node in ElementTree.fromstring(picture).iter(f"{SVG}title")][1:]


def test_every_entry_names_itself_with_its_number():
    explorer = GradientArrayExplorer()
    network = explorer.network
    nudge, start = 1e-6, []
    for entry in range(1, network.parameter_count + 1):
        explorer.entry.value = entry
        told = re.match(
            r"Entry (\d+) of 26: ∂ℒ/∂([Wb])([₁₂₃]+) = (\S+), for the", explorer.sentence
        )
        layer, *place = ("₀₁₂₃".index(digit) for digit in told[3])
        losses = []
        for sign in (1, -1):
            other = network.copy()
            getattr(other, told[2])[layer][tuple(p - 1 for p in place)] += sign * nudge
            losses.append(-np.log(forward_propagation(other, [1.0, -0.5]).y_hat[1]))
        slope = (losses[0] - losses[1]) / (2 * nudge)
        assert float(told[4].replace("−", "-")) == pytest.approx(slope, abs=0.006)
        assert f"∂ℒ/∂{told[2]}{told[3]} = {told[4]}" in titles(explorer.pictures[0])
        assert ("rises" if slope > 0 else "falls") in explorer.sentence
        start.append(told[2] + told[3])
    assert len(set(start)) == 26


@pytest.mark.parametrize("arrangement", ["every entry once", PRINTED])
def test_every_control_of_the_array_to_both_ends(arrangement):
    explorer = GradientArrayExplorer()
    explorer.arrangement.value = arrangement
    for one, two, outputs in [*itertools.product((2, 4), repeat=3), (3, 2, 3)]:
        explorer.turn(n1=one, n2=two, outputs=outputs)
        parameters = 2 * one + one * two + two * outputs + one + two + outputs
        entries = parameters + (two if arrangement == PRINTED else 0)
        assert explorer.entry.max == len(explorer.cells) == entries
        for entry in (1, entries // 2, entries):
            explorer.entry.value = entry
            assert explorer.error is None
            assert f"Entry {entry} of {entries}:" in explorer.sentence
            assert f"has {parameters} parameters" in explorer.sentence
            assert len(titles(explorer.pictures[0])) == entries
        assert (f"{two} too many" in explorer.sentence) == (arrangement == PRINTED)


def test_the_answers_about_the_array():
    explorer = GradientArrayExplorer()
    last = [cell.parameter for cell in explorer.cells if (cell.letter, cell.k) == ("W", 2)][2::3]
    assert last == ["W₂₁₃", "W₂₂₃"]
    explorer.turn(n1=4, n2=4)
    assert len(explorer.cells) == 47
    explorer.turn(n1=3, n2=2, arrangement=PRINTED)
    again = [cell.parameter for cell in explorer.cells if cell.again]
    assert again == ["W₃₃₁", "W₃₃₂"]
    explorer.entry.value = 1 + next(p for p, cell in enumerate(explorer.cells) if cell.again)
    assert "it stands in the column before already" in explorer.sentence


# ---- what is said of a wrong answer


@pytest.mark.parametrize(
    ("name", "answer", "words"),
    [
        ("landing", "2/(2*x**2)", "that is the bound"),
        ("landing", "1/x**2", "that is the bound"),
        ("landing", "-1/(2*x**2)", "positive for every"),
        ("landing", "1/(2*x)", "The input is there twice"),
        ("landing", "1/(2*x**2 + 2)", "where $b$ moves too"),
        ("logistic", "2*(h - y)*h*(1 - h)", "the slope for $b$"),
        ("logistic", "2*x*(y_hat - y)*(a - a**2)", "not $a(1 - a)$"),
        ("logistic", "2*x*(y_hat - y)*y_hat", "One is missing"),
    ],
)
def test_the_slips_of_students_are_named(name, answer, words):
    verdict = ask.questions[name].judge(answer)
    assert not verdict.is_right
    assert verdict.counts
    assert words in verdict.sentence


@pytest.mark.parametrize(
    ("name", "right"), [("slopes", ([4.0, 2.0], [-6, -3])), ("step", ("2.5", "2"))]
)
def test_the_same_is_asked_again_with_other_numbers(name, right):
    second = ask.questions[name].second
    assert [second.judge(answer).is_right for answer in right] == [True, False]
