"""Lesson 4.5's explorer and grid show what softmax and the loss really give."""

import itertools
import re
from xml.etree import ElementTree

import numpy as np
import pytest

from helpers.lessons.lesson_4_5.explorer import REACH, START, K, LogitsExplorer
from helpers.lessons.lesson_4_5.jacobian import softmax_jacobian

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


def tooltips(picture):
    root = ElementTree.fromstring(picture)
    return [g.findtext(f"{SVG}title") for g in root.iter(f"{SVG}g")]


def rounded(value):
    return pytest.approx(value, rel=0.5, abs=0.006)


def check(explorer):
    """Sentence and tooltips tell what central differences give, and no more than is asked for."""
    assert explorer.error is None, explorer.error
    a = np.array([slider.value for slider in explorer.logits])
    a = np.where(np.abs(a - START) <= 0.005, START, a)
    ell, loss, view = explorer.true_class.value - 1, explorer.loss.value, explorer.show.value
    gradient = slope(a, ell, loss)
    assert explorer.gradient == pytest.approx(gradient, abs=1e-8)
    (picture,) = explorer.pictures
    told = tooltips(picture)
    y_hat, y = softmax(a), np.eye(K)[ell]
    columns = [*a, *y_hat] + ([*y, *gradient] if view == "difference" else [])
    bars = [tip for tip in told if re.match(r"class \d: ", tip)]
    assert [numbers(tip.split(": ")[1])[0] for tip in bars] == rounded(np.array(columns))
    given = r"The logits \(.*\) give ŷ = \((.*)\)\. The true class (\d) has ŷ. = \S+, so the loss"
    if view != "now":
        given = r"With ŷ = \((.*)\) and true class (\d) the loss"
    match = re.match(given + r" is (\S+)\.", explorer.sentence)
    assert numbers(match[1]) == rounded(y_hat)
    assert int(match[2]) == ell + 1
    assert numbers(match[3])[0] == rounded(loss_at(a, ell, loss))
    rest = explorer.sentence[match.end() :]
    moves = [tip for tip in told if re.match(r"logit \d (rises|falls)", tip)]
    if view == "now":
        assert not rest
        assert not moves
        return
    after = a - explorer.eta.value * gradient
    assert [numbers(tip.split(": ")[1].strip("+"))[0] for tip in moves] == rounded(after - a)
    later = [numbers(tip.split(": ")[1])[0] for tip in told if "after the step" in tip]
    assert later == rounded(softmax(after))
    assert numbers(rest.split("takes the loss to")[1])[0] == rounded(loss_at(after, ell, loss))
    if view == "pushes":
        pushes = re.findall(r"(\S+) (up|down) on a₃", rest)
        signed = [numbers(size)[0] * (1 if way == "up" else -1) for size, way in pushes]
        assert signed == rounded(-gradient)
    else:
        assert numbers(rest.split("(")[1])[:K] == rounded(gradient)
        assert "sums to 0.00" in rest
        assert ("; ŷ − e(ℓ) is" in rest) == (loss == "squared_error")


def test_opens_with_the_running_network_and_without_the_answer():
    explorer = LogitsExplorer()
    check(explorer)
    assert explorer.sentence == (
        "The logits (−0.23, −0.62, 1.36) give ŷ = (0.15, 0.10, 0.75). The true class 2 has "
        "ŷ₂ = 0.10, so the loss is 2.28."
    )
    (picture,) = explorer.pictures
    assert "∇" not in picture
    assert "0.90" not in picture


def test_what_the_page_rounds_is_still_the_running_network():
    explorer = LogitsExplorer()
    exact = explorer.sentence
    explorer.turn(a1=-0.23, a2=-0.62, a3=1.36)
    assert explorer.sentence == exact


@pytest.mark.parametrize("view", ["now", "pushes", "difference"])
@pytest.mark.parametrize("loss", ["cross_entropy", "squared_error"])
def test_every_control_to_both_ends_and_between(loss, view):
    explorer = LogitsExplorer()
    explorer.turn(loss=loss, show=view)
    for slider in explorer.logits:
        for value in (-REACH, -2.5, 0.0, 3.1, REACH):
            slider.value = value
            check(explorer)
    for ell, eta in itertools.product((1, 2, 3), (0.1, 1.3, 5.0)):
        explorer.turn(true_class=ell, eta=eta)
        check(explorer)


def test_every_control_changes_picture_and_sentence():
    changes = {"a1": 0.3, "a2": 4, "a3": -7, "true_class": 1, "eta": 3, "show": "now"}
    for name, value in changes.items():
        explorer = LogitsExplorer()
        explorer.show.value = "pushes"
        before = explorer.pictures, explorer.sentence
        explorer.controls[name].value = value
        assert explorer.pictures != before[0], name
        assert explorer.sentence != before[1], name


def test_the_three_bars_that_are_subtracted_have_one_scale():
    explorer = LogitsExplorer()
    explorer.show.value = "difference"
    root = ElementTree.fromstring(explorer.pictures[0])
    bars = [
        float(rect.get("height"))
        for rect in root.iter(f"{SVG}rect")
        if rect.get("class") in ("bp-output", "bp-gradient") and rect.get("rx") == "2"
    ]
    y_hat, y = softmax(START), np.eye(K)[1]
    values = np.abs([*y_hat, *y, *(y_hat - y)])
    assert bars == pytest.approx(values * max(bars), abs=0.11)


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
    assert "a₃₁ to 10.5" in explorer.sentence
    assert "ends at 8" in explorer.sentence
    assert explorer.a1.value == REACH
    explorer.eta.value = 0.1
    check(explorer)


def test_the_answers_of_the_notebook():
    explorer = LogitsExplorer()
    assert explorer.gradient.round(2).tolist() == [0.15, -0.9, 0.75]
    for _ in range(4):
        explorer.step_button.click()
    assert softmax(explorer.a)[1].round(2) == 0.81
    assert np.abs(explorer.gradient).max().round(2) == 0.19
    explorer.turn(a1=8.0, a2=-8.0, a3=-8.0, true_class=2)
    assert explorer.gradient[1] == pytest.approx(-1, abs=1e-6)
    explorer.loss.value = "squared_error"
    assert np.abs(explorer.gradient).max() < 1e-6
    assert np.exp(-8) / (np.exp(8) + 2 * np.exp(-8)) == pytest.approx(1e-7, rel=0.2)  # ŷ₂


@pytest.mark.parametrize("true_class", [1, 2, 3])
def test_the_grid_is_the_jacobian_by_central_differences(true_class):
    a, h = START, 1e-6
    jacobian = np.stack([(softmax(a + d) - softmax(a - d)) / (2 * h) for d in h * np.eye(K)], 1)
    figure = softmax_jacobian(a, true_class)
    cells = [numbers(tip.split(" = ")[1])[0] for tip in tooltips(figure.picture)]
    assert cells == pytest.approx(jacobian.ravel(), abs=6e-4)
    row = repr(figure).split("(")[1].split(")")[0]
    assert numbers(row) == pytest.approx(jacobian[true_class - 1], abs=6e-4)


@pytest.mark.parametrize("true_class", [0, 4, -1])
def test_the_grid_refuses_a_class_that_is_none(true_class):
    with pytest.raises(ValueError, match="expected 1 to 3"):
        softmax_jacobian(START, true_class)
