"""Lesson 4.3's explorers against numbers computed another way, and the answers it gives."""

import math
import re
from xml.etree import ElementTree

import numpy as np
import pytest

from helpers import Network, forward_propagation, gradient_descent, one_hot
from helpers.data.networks import example_network, example_sample
from helpers.lessons.lesson_4_3.losses_explorer import LossesExplorer
from helpers.lessons.lesson_4_3.overflow import OverflowExplorer
from helpers.lessons.lesson_4_3.penalties import CHOICES, PENALTIES, PenaltyExplorer
from helpers.numeric.losses import cross_entropy

SVG = "{http://www.w3.org/2000/svg}"


def number(text):
    return float(text.replace("−", "-").replace("∞", "inf").replace("NaN", "nan"))


def vector(text):
    return np.array([number(entry) for entry in text.strip("()").split(", ")])


def shown(value):
    """As `approx`: two decimals, or one significant digit."""
    return pytest.approx(value, rel=0.5, abs=0.006, nan_ok=True)


BY_HAND = {
    "−log p": (lambda p: -math.log(p), lambda p: -1 / p),
    "1 − p": (lambda p: 1 - p, lambda p: -1.0),
    "(1 − p)²": (lambda p: (1 - p) ** 2, lambda p: 2 * p - 2),
}


def check_penalties(explorer):
    assert explorer.error is None, explorer.error
    opening, told = explorer.sentence.removesuffix(".").split(": ")
    assert opening == f"The true class gets p = {explorer.p.value:.3f}"
    found = [re.fullmatch(r"(.+) is (\S+), its slope (\S+)", part) for part in told.split("; ")]
    found = [match.groups() for match in found]
    assert [label for label, *_ in found] == list(BY_HAND)
    p = explorer.p.value
    for label, value, slope in found:
        assert number(value) == shown(BY_HAND[label][0](p))
        assert number(slope) == shown(BY_HAND[label][1](p))
    loss, push = explorer.pictures
    for name, (value, slope) in zip(PENALTIES, BY_HAND.values(), strict=True):
        assert loss.curves[name].get_data()[0][0] == p
        assert loss.curves[name].get_ydata()[0] == pytest.approx(value(p))
        size = max(abs(slope(p)), push.frame.get_ylim()[0])  # 0 stands at the frame's edge
        assert push.curves[name].get_ydata()[0] == pytest.approx(size)


def test_every_p():
    explorer = PenaltyExplorer()
    assert explorer.p.value == 0.1  # what the running network gives to the true class
    check_penalties(explorer)
    for p in (CHOICES[0], 0.02, 0.3, 0.75, CHOICES[-1]):
        explorer.p.value = p
        check_penalties(explorer)


def test_tangents_have_the_slope_of_their_curves():
    explorer = PenaltyExplorer()
    explorer.p.value = 0.3
    for name, slope in explorer.slopes.items():
        (x_0, x_1), (y_0, y_1) = explorer.pictures[0].tangents[name].get_data()
        assert (y_1 - y_0) / (x_1 - x_0) == pytest.approx(slope, rel=1e-6)
        assert (x_0 + x_1) / 2 == pytest.approx(0.3)


def test_the_answers_on_the_penalties():
    explorer = PenaltyExplorer()
    explorer.p.value = 0.1
    before = explorer.losses
    explorer.p.value = 0.001
    rise = {name: explorer.losses[name] - before[name] for name in before}
    assert rise["minus_log"] > 4.6
    assert max(rise["one_minus"], rise["squared"]) < 0.2
    assert explorer.slopes["squared"] == pytest.approx(-2, abs=0.003)
    assert explorer.slopes["minus_log"] == pytest.approx(-1000)


def check_overflow(explorer):
    assert explorer.error is None, explorer.error
    match = re.fullmatch(
        r"In (float\d\d), for a = (\(.*?\)): as it stands, the formula "
        r"(?:divides (.*?) and )?gives (\(.*?\)); after the shift it is (\(.*?\))\. "
        r"−log ŷ₃, straight from the logits, is (\S+)\.",
        explorer.sentence,
    )
    t, d = explorer.size.value, explorer.gap.value
    assert match[1] == explorer.dtype.value
    assert vector(match[2]) == pytest.approx([t, t - d, t - 2 * d])
    weights = np.array([1.0, math.exp(-d), math.exp(-2 * d)])  # exact enough: gap up to 400
    truth = weights / weights.sum()
    assert vector(match[5]) == shown(truth)
    assert number(match[6]) == shown(2 * d + math.log(weights.sum()))
    naive = vector(match[4])
    largest, least = (709.78, -744.5) if match[1] == "float64" else (88.72, -103.3)
    if t > largest:
        assert match[3] == "∞ / ∞"
    elif t < least - 5:
        assert match[3] == "0 / 0"
    assert np.isnan(naive).any() == (match[3] is not None)
    if least + 30 < t < largest:
        assert naive == shown(truth)


@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_every_logit_and_gap(dtype):
    explorer = OverflowExplorer()
    explorer.dtype.value = dtype
    for t in (-1000, -750, -100, 0, 80, 90, 700, 710, 1000):
        for d in (0, 2, 90, 400):
            explorer.turn(size=t, gap=d)
            check_overflow(explorer)


def test_the_answers_on_overflow():
    explorer = OverflowExplorer()

    def breaks(t):
        explorer.size.value = t
        return bool(np.isnan(explorer.naive).any())

    steps = range(-1000, 1001, 10)
    broken = [t for t in steps if breaks(t)]
    assert min(t for t in broken if t > 0) == 710
    assert max(t for t in broken if t < 0) == -750
    explorer.dtype.value = "float32"
    broken = [t for t in steps if breaks(t)]
    assert min(t for t in broken if t > 0) == 90
    assert max(t for t in broken if t < 0) == -110
    explorer.turn(dtype="float64", size=0, gap=400)
    assert explorer.shifted[2] == 0
    assert "is 800." in explorer.sentence


def check_losses(explorer):
    assert explorer.error is None, explorer.error
    match = re.fullmatch(
        r"The (?:shift s = (\S+) makes the )?exponentials sum to (\S+), and (?:leaves )?"
        r"ŷ = (\(.*?\))(?: as it was \(dashed: without the shift\))?\. "
        r"The true class (\d) has y. = (\S+) and ŷ. = (\S+): the cross-entropy is (\S+), "
        r"at ŷ = y it would be (\S+); the squared error is (\S+)\.",
        explorer.sentence,
    )
    sliders = [explorer.a1.value, explorer.a2.value, explorer.a3.value]
    assert explorer.a == pytest.approx(sliders, abs=0.005)
    weights = [math.exp(logit) for logit in explorer.a]  # without the shift
    said = np.array(weights) / sum(weights)
    ell = explorer.true_class.value - 1
    truth = np.full(3, (1 - explorer.share.value) / 2)
    truth[ell] = explorer.share.value
    entropy = -sum(t * math.log(t) for t in truth if t > 0)
    assert number(match[1] or "0") == pytest.approx(explorer.shift.value)
    assert number(match[2]) == pytest.approx(sum(weights) * math.exp(explorer.shift.value), rel=0.5)
    assert vector(match[3]) == shown(said)
    assert (int(match[4]) - 1, number(match[5])) == (ell, shown(truth[ell]))
    assert number(match[6]) == shown(said[ell])
    cost = -sum(t * math.log(q) for t, q in zip(truth, said, strict=True) if t > 0)
    assert number(match[7]) == shown(cost)
    assert number(match[8]) == shown(entropy)
    assert number(match[9]) == shown(((said - truth) ** 2).sum())
    surprise, squares = explorer.terms
    assert surprise.sum() == pytest.approx(cost)
    assert squares.sum() == pytest.approx(((said - truth) ** 2).sum())
    root = ElementTree.fromstring(explorer.pictures[1])
    drawn = ["".join(text.itertext()) for text in root.iter(f"{SVG}text")]
    assert drawn[drawn.index("cross-entropy") - 1] == match[7]
    assert drawn[drawn.index("squared error") - 1] == match[9]


def test_every_control_to_both_ends_and_between():
    explorer = LossesExplorer()
    check_losses(explorer)
    for name in ("a1", "a2", "a3", "shift", "share"):
        slider = explorer.controls[name]
        for value in (slider.min, slider.min + 0.3 * (slider.max - slider.min), slider.max):
            slider.value = value
            check_losses(explorer)
    for label in (1, 2, 3):
        explorer.true_class.value = label
        check_losses(explorer)


def test_the_shift_changes_logits_and_exponentials_alone():
    explorer = LossesExplorer()
    before = explorer.y_hat, explorer.terms, explorer.pictures
    explorer.shift.value = -1.5
    assert explorer.y_hat == pytest.approx(before[0], rel=1e-12)
    assert np.stack(explorer.terms) == pytest.approx(np.stack(before[1]), rel=1e-12)
    assert explorer.pictures[0] != before[2][0]
    assert explorer.pictures[1] == before[2][1]


def test_the_answers_on_the_losses():
    explorer = LossesExplorer()

    def both():
        return [terms.sum() for terms in explorer.terms]

    explorer.turn(a1=4.0, a2=-4.0, a3=-4.0, true_class=2)
    assert both() == pytest.approx([8.0, 2.0], abs=0.005)
    explorer.a2.value = -2.0
    assert both() == pytest.approx([6.0, 1.99], abs=0.005)
    explorer.turn(a1=-4.0, a2=4.0, a3=-4.0)
    assert both()[0] == pytest.approx(0.0007, abs=5e-5)
    explorer.turn(a1=0.0, a2=2.9, a3=0.0, share=0.9)
    assert explorer.y_hat == pytest.approx([0.05, 0.9, 0.05], abs=0.005)
    assert both()[0] == pytest.approx(0.39, abs=0.005)


def test_it_begins_with_the_running_network_and_returns_to_it():
    explorer, (x, y) = LossesExplorer(), example_sample()
    network = example_network()
    trace = forward_propagation(network, x)
    for logit in (explorer.a3.value, 4.0, explorer.a3.value):
        explorer.a3.value = logit
        assert (explorer.y_hat == pytest.approx(trace.y_hat)) == (logit != 4.0)
    assert "the cross-entropy is 2.28" in explorer.sentence
    assert "−0.62" in explorer.pictures[0]
    assert (explorer.shift.value, explorer.true_class.value) == (0, 2)
    assert explorer.terms[0].sum() == pytest.approx(network.loss(trace, y))


@pytest.mark.parametrize(
    ("p", "rise", "of_log"), [(0.5, 0.0025, 0.005), (0.1, 0.0016, 0.016), (0.001, 0.00002, 0.020)]
)
def test_a_small_probability_rises_least_and_its_logarithm_most(p, rise, of_log):
    """What section 6 says of one step of 0.01 on two logits."""
    start = Network([None, np.zeros((2, 1))], [None, np.log([p, 1 - p])])
    after, _ = gradient_descent(start, [0.0], one_hot(0, 2), eta=0.01, max_iterations=1)
    p_after = forward_propagation(after, [0.0]).y_hat[0]
    assert p_after - p == pytest.approx(rise, rel=0.03)
    assert math.log(p_after / p) == pytest.approx(of_log, rel=0.02)


def test_no_random_answer_is_cheaper_than_the_truth():
    answers = np.random.default_rng(0).dirichlet([1, 1, 1], size=2000)
    for truth in ([0.7, 0.2, 0.1], [0.5, 0.5, 0.0], [0.0, 1.0, 0.0]):
        least = cross_entropy(truth, truth)
        assert all(cross_entropy(answer, truth) > least for answer in answers)
    assert cross_entropy([1.0, 0.0, 0.0], [0.7, 0.2, 0.1]) == np.inf


@pytest.mark.parametrize("kind", [LossesExplorer, OverflowExplorer, PenaltyExplorer])
def test_every_control_changes_picture_and_sentence(kind):
    fresh = kind()
    for name, control in fresh.controls.items():
        explorer = kind()
        before = [_bytes(picture) for picture in explorer.pictures], explorer.sentence
        options = getattr(control, "options", None)
        explorer.controls[name].value = options[0] if options else control.min
        if explorer.controls[name].value == control.value:
            explorer.controls[name].value = options[-1]
        assert [_bytes(picture) for picture in explorer.pictures] != before[0], name
        assert explorer.sentence != before[1], name


def _bytes(picture):
    return picture if isinstance(picture, str) else picture.image(exact=True)
