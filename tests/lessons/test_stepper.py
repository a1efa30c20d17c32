"""Lesson 4.8: its pseudo-code; code, network, numbers and sentence in step with the algorithm."""

import itertools
import re
from xml.etree import ElementTree

import numpy as np
import pytest

from helpers import back_propagation, forward_propagation, one_hot
from helpers.data.networks import example_network
from helpers.lessons.lesson_4_8.stepper import (
    BACK_PROPAGATION,
    GRADIENT_DESCENT,
    INDENT,
    ONE_STEP,
    PROCEDURES,
    StepperExplorer,
    pseudocode,
)
from helpers.numeric.activations import ACTIVATIONS
from helpers.numeric.line_by_line import lines_run
from helpers.pictures.text import number

SVG = "{http://www.w3.org/2000/svg}"
QUANTITIES = {  # a line, and the first entry of what it computes
    "a": ("a", (0,)),
    "a_L": ("a", (0,)),
    "h": ("h", (0,)),
    "y_hat": ("h", (0,)),
    "grad_a_L": ("grad a", (0,)),
    "grad_a": ("grad a", (0,)),
    "grad_h": ("grad h", (0,)),
    "grad_W": ("grad W", (0, 0)),
    "grad_b": ("grad b", (0,)),
}


@pytest.fixture
def stepper():
    return StepperExplorer()


def last_number(sentence):
    return sentence.rstrip(".").split(" = ")[-1]


def texts(picture):
    return list(ElementTree.fromstring(picture).iter(f"{SVG}text"))


def truth(stepper):
    network = example_network(g=stepper.g.value)
    x = [stepper.x1.value, stepper.x2.value]
    y = one_hot(stepper.true_class.value - 1, 3)
    trace = forward_propagation(network, x)
    return network, trace, y, back_propagation(network, trace, y)


def check(stepper):
    """The sentence ends with the first entry of what the line computes."""
    assert stepper.error is None, stepper.error
    network, trace, y, gradients = truth(stepper)
    moment, eta = stepper.moment, stepper.eta.value
    if moment.line == "start":
        assert "nothing is computed yet" in stepper.sentence
        return
    if moment.line == "loss":
        expected = network.loss(trace, y)
    elif moment.line == "again":
        check_forward_again(stepper, network, trace, y, gradients)
        return
    elif moment.line.startswith("update"):
        letter, k = moment.line[-1], moment.k
        place = (0, 0) if letter == "W" else (0,)
        old, slope = (getattr(of, letter)[k][place] for of in (network, gradients))
        expected = old - eta * slope
    else:
        what, place = QUANTITIES[moment.line]
        owner = gradients if what.startswith("grad") else trace
        expected = getattr(owner, what[-1])[moment.k][place]
    assert last_number(stepper.sentence) == number(expected)


def check_forward_again(stepper, network, trace, y, gradients):
    """Sentence and picture tell the loss before and after the step, and the new outputs."""
    after = network.copy()
    for k in range(1, network.L + 1):
        after.W[k] -= stepper.eta.value * gradients.W[k]
        after.b[k] -= stepper.eta.value * gradients.b[k]
    now = forward_propagation(after, trace.h[0])
    losses = [number(of.loss(each, y)) for of, each in ((network, trace), (after, now))]
    assert stepper.sentence.endswith(f"and the loss from {losses[0]} to {losses[1]}.")
    words = ["".join(e.itertext()) for e in texts(stepper.pictures[1])]
    former = {f"was {number(value)}" for value in trace.y_hat} | {f"was {losses[0]}"}
    assert former | {losses[1], *map(number, now.y_hat)} <= set(words)
    assert {number(value) for k in (1, 2) for value in now.h[k]} <= set(words)
    assert not [word for word in words if word.startswith("∇")]


@pytest.mark.parametrize("g", ACTIVATIONS)
def test_every_line_tells_the_number_it_computes(stepper, g):
    stepper.g.value = g
    for line in range(stepper.line.max + 1):
        stepper.line.value = line
        check(stepper)


def test_every_control_to_both_ends_and_between(stepper):
    for line, name in itertools.product((17, stepper.line.max), ("x1", "x2", "eta")):
        stepper.line.value = line
        control = stepper.controls[name]
        for value in (control.min, 0.3, 1.7, control.max):
            control.value = value
            check(stepper)
    for ell in (1, 2, 3):
        stepper.true_class.value = ell
        for line in (0, 6, 13, 21, stepper.line.max):
            stepper.line.value = line
            check(stepper)


def test_each_line_lights_its_code_and_changes_the_picture(stepper):
    seen, keys = set(), {line.key for column in ONE_STEP for line in column}
    for line in range(1, stepper.line.max + 1):
        stepper.line.value = line
        assert stepper.moment.line in keys
        code, diagram, numbers = stepper.pictures
        assert code.count("▶") == 1
        assert diagram not in seen
        assert numbers not in seen
        seen |= {diagram, numbers}


def test_back_and_next_walk_and_stop_at_the_ends(stepper):
    stepper.back_button.click()
    assert stepper.line.value == 0
    stepper.next_button.click()
    stepper.next_button.click()
    assert stepper.line.value == stepper.play.value == 2
    stepper.line.value = stepper.line.max
    stepper.next_button.click()
    assert stepper.line.value == stepper.line.max


def test_play_moves_the_line(stepper):
    stepper.play.value = 7
    assert stepper.line.value == 7
    check(stepper)


def test_the_numbers_of_the_equation_multiply_out(stepper):
    """Line 15, as drawn: the product of the two matrices is the vector to their left."""
    stepper.line.value = 15
    titles = [node.text for node in ElementTree.fromstring(stepper.pictures[2]).iter(f"{SVG}title")]
    found = dict(re.findall(r"^(\S+) = (\S+)", title)[0] for title in titles if " = " in title)
    value = {key: float(text.replace("−", "-")) for key, text in found.items()}
    W = np.array([[value[f"W₂{m}{j}"] for j in "₁₂₃"] for m in "₁₂"])
    grad_a = np.array([value[f"∇a₂{m}"] for m in "₁₂"])
    grad_h = np.array([value[f"∇h₁{j}"] for j in "₁₂₃"])
    assert W.T @ grad_a == pytest.approx(grad_h, abs=0.02)


def test_the_answers_of_the_notebook(stepper):
    stepper.turn(x2=0.0, line=17)
    assert np.all(stepper.moment.gradients.W[1][:, 1] == 0)
    stepper.turn(x2=-0.5, g="relu", line=24)
    gradients = stepper.moment.gradients
    silent = [
        (k, i) for k in (1, 2) for i, value in enumerate(stepper.moment.trace.h[k]) if value == 0
    ]
    assert silent == [(1, 1), (2, 0)]
    for k, i in silent:
        assert np.all(gradients.W[k][i] == 0)
        assert gradients.b[k][i] == 0
        others = np.delete(gradients.W[k], i, axis=0)
        assert np.all(np.any(others != 0, axis=1))
    stepper.turn(g="tanh", line=25)
    assert stepper.sentence.endswith("goes from 0.10 to 0.61, and the loss from 2.28 to 0.50.")
    stepper.eta.value = 2.0
    assert stepper.sentence.endswith("the loss from 2.28 to 0.51.")


# ---- the pseudo-code


def rows(picture):
    root = ElementTree.fromstring(picture)
    return [["".join(e.itertext()) for e in g.iter(f"{SVG}text")] for g in root.iter(f"{SVG}g")]


def test_every_line_that_the_walk_runs_can_be_lit():
    keys = {line.key for column in ONE_STEP for line in column}
    assert {line for line, _ in lines_run(3)} <= keys


@pytest.mark.parametrize("columns", [*([lines] for lines in PROCEDURES.values()), ONE_STEP])
def test_each_line_alone_is_marked_when_it_is_current(columns):
    lines = list(itertools.chain(*columns))
    for place, line in enumerate(lines):
        found = rows(pseudocode(*columns, current=line.key, note="k = 1"))
        assert [row[0] == "▶" for row in found] == [r == place for r in range(len(lines))]
        assert found[place][1] == "k = 1"
    assert not [row for row in rows(pseudocode(*columns)) if "▶" in row]


def test_the_slip_is_mended():
    keys = [line.key for line in BACK_PROPAGATION]
    guard = keys.index("backward_guard")
    assert BACK_PROPAGATION[guard].source == "if k > 1 then"
    assert keys[guard + 1 : guard + 3] == ["grad_h", "grad_a"]
    indents = {line.key: line.indent for line in BACK_PROPAGATION}
    assert indents["grad_h"] == indents["grad_a"] == indents["backward_guard"] + 1


def test_indentation_is_drawn():
    root = ElementTree.fromstring(pseudocode(BACK_PROPAGATION))
    places = [float(e.get("x")) for e in root.iter(f"{SVG}text")]
    depths = [line.indent for line in BACK_PROPAGATION]
    assert [round((x - min(places)) / INDENT) for x in places] == depths


def test_letters_are_the_lectures():
    assert ["∇ak−1 ℒ = ∇hk−1 ℒ ⊙ g′(ak−1)"] in rows(pseudocode(BACK_PROPAGATION))
    assert ["for t = 0 to max_iterations − 1 do"] in rows(pseudocode(GRADIENT_DESCENT))
