"""Lesson 4.5's explorer: bars and sentence show what softmax and the loss really give."""

import itertools
import re
from xml.etree import ElementTree

import numpy as np
import pytest

from helpers.lessons.lesson_4_5.explorer import REACH, K, LogitsExplorer

SVG = "{http://www.w3.org/2000/svg}"


def softmax(a):
    exponentials = np.exp(a - max(a))
    return exponentials / exponentials.sum()


def loss_at(a, ell, loss):
    y_hat = softmax(a)
    if loss == "cross_entropy":
        return -np.log(y_hat[ell])
    return np.sum((y_hat - np.eye(K)[ell]) ** 2)


def slope(a, ell, loss):
    """Central differences of the loss, an independent gradient."""
    nudges = 1e-6 * np.eye(K)
    return np.array(
        [(loss_at(a + d, ell, loss) - loss_at(a - d, ell, loss)) / 2e-6 for d in nudges]
    )


def numbers(text):
    return [
        float(found.replace("−", "-")) for found in re.findall(r"−?\d+(?:\.\d+)?(?:e−\d+)?", text)
    ]


def check(explorer):
    assert explorer.error is None, explorer.error
    a = np.array([slider.value for slider in explorer.logits])
    ell, loss = explorer.true_class.value - 1, explorer.loss.value
    gradient = slope(a, ell, loss)
    assert explorer.gradient == pytest.approx(gradient, abs=1e-8)
    match = re.fullmatch(
        r"The true class (\d) has ŷ. = (\S+), so the loss is (\S+)\. "
        r"The hardest push, (\S+), is on a(.), which (rises|falls); all four sum to (\S+)\. "
        r"A step of η = (\S+) \(outlines\) takes the loss to (\S+)\.",
        explorer.sentence,
    )
    told = [value for value in match.groups() if value not in ("rises", "falls")]
    shown = [numbers(value)[0] if i != 4 else "₁₂₃₄".index(value) for i, value in enumerate(told)]
    after = a - explorer.eta.value * gradient
    assert shown[0] == ell + 1
    assert shown[1] == pytest.approx(softmax(a)[ell], rel=0.5, abs=0.006)
    assert shown[2] == pytest.approx(loss_at(a, ell, loss), rel=0.5, abs=0.006)
    assert shown[3] == pytest.approx(np.abs(gradient).max(), rel=0.5, abs=0.006)
    assert abs(gradient[shown[4]]) == pytest.approx(np.abs(gradient).max(), abs=1e-8)
    if np.abs(gradient).max() > 1e-8:
        assert (match[6] == "rises") == (gradient[shown[4]] < 0)
    assert shown[5] == 0
    assert shown[7] == pytest.approx(loss_at(after, ell, loss), rel=0.5, abs=0.006)


def test_opens_with_what_the_notebook_says():
    explorer = LogitsExplorer()
    check(explorer)
    (picture,) = explorer.pictures
    description = ElementTree.fromstring(picture).findtext(f"{SVG}desc")
    gradient = numbers(description.split("∇")[1].split("=")[1])
    assert gradient == pytest.approx(
        slope(np.array([2.0, -1, 0.5, 0]), 1, "cross_entropy"), abs=0.006
    )


@pytest.mark.parametrize("loss", ["cross_entropy", "squared_error"])
def test_every_control_to_both_ends_and_between(loss):
    explorer = LogitsExplorer()
    explorer.loss.value = loss
    for slider in explorer.logits:
        for value in (-REACH, -2.5, 0.0, 3.1, REACH):
            slider.value = value
            check(explorer)
    for ell, eta in itertools.product((1, 2, 3, 4), (0.1, 1.3, 5.0)):
        explorer.turn(true_class=ell, eta=eta)
        check(explorer)


def test_every_control_changes_picture_and_sentence():
    for name, value in {"a1": 0.3, "a2": 4, "a3": -7, "a4": 5, "true_class": 1, "eta": 3}.items():
        explorer = LogitsExplorer()
        before = explorer.pictures, explorer.sentence
        explorer.controls[name].value = value
        assert explorer.pictures != before[0], name
        assert explorer.sentence != before[1], name


def test_a_step_goes_against_the_gradient_and_reset_comes_back():
    explorer = LogitsExplorer()
    start = explorer.a
    expected = start - slope(start, 1, "cross_entropy")
    explorer.step_button.click()
    assert explorer.a == pytest.approx(expected, abs=1e-8)
    check(explorer)
    explorer.reset_button.click()
    assert explorer.a == pytest.approx(start)


def test_a_step_beyond_a_slider_is_refused_in_a_sentence():
    explorer = LogitsExplorer()
    explorer.turn(a1=REACH, a2=REACH, true_class=1, eta=5.0)
    explorer.step_button.click()
    assert isinstance(explorer.error, ValueError)
    assert "a₁ to 10.5" in explorer.sentence
    assert "ends at 8" in explorer.sentence
    assert explorer.a1.value == REACH
    explorer.eta.value = 0.1
    check(explorer)


def test_the_answer_to_the_third_question_of_the_notebook():
    explorer = LogitsExplorer()
    explorer.turn(a1=8.0, a2=-8.0, a3=-8.0, a4=-8.0, true_class=2)
    assert explorer.gradient[1] == pytest.approx(-1, abs=1e-6)
    explorer.loss.value = "squared_error"
    assert np.abs(explorer.gradient).max() < 1e-6
    assert np.exp(-8) / (np.exp(8) + 3 * np.exp(-8)) == pytest.approx(1e-7, rel=0.2)  # ŷ₂
