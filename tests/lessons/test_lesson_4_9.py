"""Lesson 4.9: wrong slopes refused; the tangent and the deep network show what is computed."""

import itertools
import json
import re
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
import reference

from helpers import Network, back_propagation, check_gradients, forward_propagation
from helpers.data.networks import DEEP_WIDTH, deep_network
from helpers.exercises.sheet import Sheet
from helpers.language.printing import latex
from helpers.language.reader import read
from helpers.lessons.lesson_4_9.depth import (
    DEEPEST,
    DepthExplorer,
    gradient_sizes,
    sizes_of_all,
)
from helpers.lessons.lesson_4_9.exercises import ask
from helpers.lessons.lesson_4_9.stretched import STEPS, stretched_logistic
from helpers.lessons.lesson_4_9.tangent import REACH, TangentExplorer
from helpers.lessons.lesson_4_9.three_tangents import AT, LOWER, ONE, UNIT, UPPER, three_tangents
from helpers.numeric.activations import ACTIVATIONS
from helpers.numeric.differences import finite_differences
from helpers.symbolic.derivation import DerivationError, derive
from helpers.symbolic.ledger import ledger


def slope(name, at, step=1e-5):
    """A central difference of a formula of the tests' own."""
    curve = reference.IN_NUMPY[name]
    return (curve(at + step) - curve(at - step)) / (2 * step)


def number(text):
    return float(text.replace("−", "-"))


# -- proofs


@pytest.mark.parametrize(
    ("key", "claim"), [("4.9-1", "g(z) (1 + g(z))"), ("4.9-2", "1 + g(z)^2"), ("4.9-2", "1 - g(z)")]
)
def test_wrong_lines_are_refused(key, claim):
    (stated,) = ledger()[key].lines
    with pytest.raises(DerivationError):
        derive(None, f"{stated} \n == {claim}")
    derive(key, stated).refute(claim)


def test_the_notebook_stores_every_line_as_proved():
    path = Path(__file__).parents[2] / "notebooks" / "4_9_activation_derivatives.ipynb"
    cells = [cell for cell in json.loads(path.read_text())["cells"] if "outputs" in cell]
    outputs = itertools.chain.from_iterable(cell["outputs"] for cell in cells)
    kinds = "text/latex", "text/html"  # the second of what is covered
    latex_shown = "".join("".join(o.get("data", {}).get(k, "")) for o in outputs for k in kinds)
    assert r"\approx" not in latex_shown
    assert r"\blacksquare" in latex_shown
    for key in ("4.9-1", "4.9-2"):
        assert rf"\text{{({key})}}" in latex_shown


def test_e_is_a_number_and_prints_as_a_letter():
    assert latex(read("D(1 + e^(-z), z)")).count("mathrm{d}") == 2
    assert latex(read("e^(-z)")) == "e^{-z}"
    derive(None, "D(e^z, z) == e^z == exp(z)")


# -- sizes of gradients


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_norms_are_those_of_the_gradients(name):
    network, x, y = deep_network(5, name, 1.3, seed=4)
    sizes = gradient_sizes(network, x, y)
    biases = finite_differences(network, x, y).b  # the gradient at b_k is that at a_k [4.7-5]
    assert sizes.norms.shape == sizes.bounds.shape == (5,)
    assert sizes.slopes.shape == (4,)
    assert sizes.norms == pytest.approx([np.sqrt((d**2).sum()) for d in biases[1:]], rel=1e-5)
    trace = forward_propagation(network, x)
    rms = [np.sqrt((slope(name, t) ** 2).mean()) for t in trace.a[1:-1]]
    assert sizes.slopes == pytest.approx(rms, abs=1e-6)
    assert sizes.rms_slope == pytest.approx(np.sqrt(np.mean(np.square(rms))), abs=1e-6)


@pytest.mark.parametrize("name", ACTIVATIONS)
@pytest.mark.parametrize("scale", [0.5, 1.0, 2.0, 4.0])
def test_the_typical_factor_is_that_of_a_layer(name, scale):
    for seed in range(10):
        sizes = gradient_sizes(*deep_network(30, name, scale, seed))
        assert 0.7 < sizes.factor_per_layer / (scale * sizes.rms_slope) < 1.1


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_the_bound_is_made_of_slopes_and_singular_values(name):
    network, x, y = deep_network(4, name, 2.0, seed=2)
    sizes = gradient_sizes(network, x, y)
    expected = sizes.norms[-1]
    for layer in (4, 3, 2):
        W_k = network.W[layer]
        expected *= ACTIVATIONS[name].largest_slope * np.sqrt(np.linalg.eigvalsh(W_k.T @ W_k).max())
        assert sizes.bounds[layer - 2] == pytest.approx(expected, rel=1e-10)
    assert np.all(sizes.norms <= sizes.bounds * (1 + 1e-12))


def test_the_bound_can_be_reached():
    chain = Network([None] + [[[1.0]]] * 4, [None] + [[0.0]] * 4, "tanh", "linear")
    sizes = gradient_sizes(chain, [0.0], [1.0])
    assert sizes.norms == pytest.approx(sizes.bounds)
    assert sizes.factor == sizes.factor_per_layer == sizes.bound_per_layer == 1


def test_what_has_no_sizes_is_refused():
    network, x, y = deep_network(3, "tanh")
    with pytest.raises(ValueError, match=r"^x has 2 rows, but layer 1 takes 16$"):
        gradient_sizes(network, x[:2], y)
    with pytest.raises(ValueError, match=r"^network has no hidden layer"):
        gradient_sizes(Network.initialise([2, 2]), [1.0, 1.0], [0, 1])
    right = Network([None, [[1.0]], [[1.0]]], [None, [0.0], [0.0]], "linear", "linear")
    with pytest.raises(ValueError, match=r"^the gradient at the output is 0"):
        gradient_sizes(right, [1.0], [1.0])


def test_a_deep_network_is_wrong_on_purpose():
    for name, scale, seed in itertools.product(ACTIVATIONS, (0.5, 4.0), range(10)):
        network, x, y = deep_network(30, name, scale, seed)
        at_output = back_propagation(network, forward_propagation(network, x), y).a[-1]
        assert 15 / 16 <= np.linalg.norm(at_output) <= np.sqrt(2) + 1e-12
        assert network.W[1].std() == pytest.approx(scale / np.sqrt(DEEP_WIDTH), rel=0.2)


# -- the tangent


@pytest.fixture(scope="module")
def tangent():
    return TangentExplorer()


@pytest.fixture(scope="module")
def depth():
    return DepthExplorer()


def check_tangent(explorer):
    assert explorer.error is None, explorer.error
    name, at = explorer.g.value, explorer.z.value
    plot, curve = explorer.pictures[0], reference.IN_NUMPY[name]
    x, y = plot.tangent.get_data()
    told = re.search(r"At z = (\S+) \w+ has the value g\(z\) = (\S+) and", explorer.sentence)
    assert number(told[1]) == pytest.approx(at, abs=1e-9)
    assert number(told[2]) == pytest.approx(curve(at), abs=0.006)
    if name == "relu" and at == 0:
        assert not plot.tangent.get_visible()
        assert "no tangent" in explorer.sentence
        rises = [np.diff(line.get_ydata()) / np.diff(line.get_xdata()) for line in plot.one_sided]
        assert np.concatenate(rises).tolist() == [0, 1]
        return
    expected = slope(name, at)
    assert plot.tangent.get_visible()
    assert np.interp(at, x, y) == pytest.approx(curve(at), abs=1e-9)
    assert (y[1] - y[0]) / (x[1] - x[0]) == pytest.approx(expected, abs=1e-8)
    assert plot.slope.get_ydata()[0] == pytest.approx(expected, abs=1e-8)
    share = float(re.search(r"(\S+) % of its largest", explorer.sentence)[1]) / 100
    assert share == pytest.approx(expected / ACTIVATIONS[name].largest_slope, rel=0.006, abs=1e-8)
    shown = re.search(r"(?:= )(\S+), \S+ % of", explorer.sentence)[1]
    assert number(shown) == pytest.approx(expected, abs=0.006)
    assert ("Saturated" in explorer.sentence) == (0 < share < 0.1)
    assert ("Off" in explorer.sentence) == (share == 0)


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_the_tangent_touches_the_curve_wherever_it_is_put(tangent, name):
    explorer = tangent
    explorer.g.value = name
    for at in (-REACH, -4.6, -1.7, -0.1, 0.0, 0.1, 2.3, 3.0, REACH):
        explorer.z.value = at
        check_tangent(explorer)


def test_each_control_of_the_tangent_changes_picture_and_sentence(tangent):
    explorer = tangent
    for control, value in {"g": "tanh", "z": -2.0}.items():
        explorer.turn(g="logistic", z=1.5)
        before = explorer.pictures[0].image(), explorer.sentence
        explorer.controls[control].value = value
        assert explorer.pictures[0].image() != before[0]
        assert explorer.sentence != before[1]


def test_the_numbers_of_a_saturated_unit_multiply_out(tangent):
    explorer = tangent
    for at in (-6.0, -4.0, 4.5, 6.0):
        explorer.turn(g="logistic", z=at)
        one, other, product = re.search(r"= (\S+) · (\S+) = (\S+), ", explorer.sentence).groups()
        assert number(one) * number(other) == pytest.approx(number(product), abs=1e-5)


def test_the_answers_about_the_tangent():
    at = np.round(np.arange(0, 6.05, 0.1), 1)
    logistic, tanh_ = (ACTIVATIONS[name].derivative(at) for name in ("logistic", "tanh"))
    assert at[np.abs(logistic - 0.01).argmin()] == 4.6
    assert at[np.abs(tanh_ - 0.01).argmin()] == 3.0
    assert at[tanh_ < logistic][0] == 1.7
    assert np.all(tanh_[at >= 1.7] < logistic[at >= 1.7])
    assert f"{ACTIVATIONS['tanh'].derivative(np.tanh(4.0)):.2f}" == "0.42"


# -- three lines to tilt, and the stretched curve


def of_class(picture, word):
    """The elements of a picture that have this class."""
    root = ElementTree.fromstring(picture)
    return [each for each in root.iter() if f"bp-{word}" in each.get("class", "").split()]


def ends(line):
    return [float(line.get(name)) for name in ("x1", "y1", "x2", "y2")]


@pytest.mark.parametrize("slopes", [(0.5, 0.5, 0.5), (0.0, 0.25, 0.1), (-0.25, 0.75, 0.05)])
def test_each_line_has_its_slope_and_passes_through_the_curve(slopes):
    lines = list(of_class(three_tangents(slopes), "weights-line"))
    assert len(lines) == 3
    for line, z, tilt in zip(lines, AT, slopes, strict=True):
        x1, y1, x2, y2 = ends(line)
        assert (y1 - y2) / UNIT / ((x2 - x1) / ONE) == pytest.approx(tilt, abs=0.005)
        middle = (UPPER - (y1 + y2) / 2) / UNIT
        assert middle == pytest.approx(reference.IN_NUMPY["logistic"](z), abs=0.002)


def test_the_curve_of_all_slopes_appears_with_the_truth_alone():
    true = [slope("logistic", z) for z in AT]
    covered, shown = three_tangents((0.5, 0.5, 0.5)), three_tangents((0.5, 0.5, 0.5), true)
    assert not of_class(covered, "gradient-line")
    assert not of_class(covered, "output-line")
    (curve,) = of_class(shown, "gradient-line")
    heights = [float(word) for word in re.findall(r"[ML] \S+ (\S+)", curve.get("d"))]
    assert (LOWER - min(heights)) / UNIT == pytest.approx(0.25, abs=0.001)
    dots = list(of_class(shown, "output-deep"))
    assert [(LOWER - float(dot.get("cy"))) / UNIT for dot in dots] == pytest.approx(true, abs=1e-3)


def test_the_card_tilts_the_lines_and_shows_no_truth_before_it_is_committed():
    sheet = Sheet("4.9", ask.questions["slopes"])
    card = sheet("slopes")
    assert card.answer() == [0.5, 0.5, 0.5]
    before = card.pictures[0]
    assert not of_class(before, "gradient-line")
    assert "<img" in card.left_behind()["text/html"]
    for slider in card.sliders:
        for value in (slider.min, slider.max, 0.0):
            slider.value = value
            assert card.error is None
            assert card.pictures[0] != before
    card.check_button.click()
    assert of_class(card.pictures[0], "gradient-line")
    assert all(f"σ′({z})" in "".join(texts(card.pictures[0])) for z in ("−4", "0", "2"))


def texts(picture):
    return ElementTree.fromstring(picture).itertext()


def test_the_stretched_logistic_curve_is_tanh():
    z = np.linspace(-8, 8, 1601)
    curve = reference.IN_NUMPY["logistic"]
    made = [2 * curve(z), 2 * curve(2 * z), np.tanh(z)]
    for (_, _, step), expected in zip(STEPS, made, strict=True):
        assert step(z) == pytest.approx(expected, abs=1e-12)
    assert 4 * ACTIVATIONS["logistic"].derivative(2 * z) == pytest.approx(
        ACTIVATIONS["tanh"].derivative(z), rel=1e-12
    )
    picture, sentence = stretched_logistic()
    assert sentence in "".join(texts(picture))
    last = of_class(picture, "hidden-line")[-1].get("d")
    assert last == of_class(picture, "halo")[-1].get("d"), "the curve lies on the band"


# -- what the text says


@pytest.mark.parametrize(("name", "largest"), [("logistic", 0.25), ("tanh", 1.0)])
def test_the_largest_slope_is_met_at_0_alone(name, largest):
    g = ACTIVATIONS[name]
    at = np.linspace(-20, 20, 4001)
    assert g.derivative(0.0) == largest == g.largest_slope
    assert np.all(g.derivative(at[np.abs(at) > 1e-9]) < largest)


def test_digits_are_lost_where_the_text_says_so():
    logistic, tanh_ = ACTIVATIONS["logistic"], ACTIVATIONS["tanh"]
    assert 1 - logistic(40.0) == 0 < logistic(-40.0)
    assert 1 - np.tanh(18.0) ** 2 > 0 == 1 - np.tanh(19.0) ** 2 < tanh_.derivative(19.0)
    assert tanh_.derivative(19.0) == pytest.approx(1 / np.cosh(19.0) ** 2, rel=1e-14)


def test_at_the_kink_neither_side_is_the_convention():
    network = Network(
        [None, [[1.0], [1.0]], [[2.0, -1.0]]], [None, [-1.0, 0.5], [0.0]], "relu", "linear"
    )

    def rise(nudge):
        moved = Network(
            network.W, [None, network.b[1] + [nudge, 0], network.b[2]], "relu", "linear"
        )
        losses = [each.loss(forward_propagation(each, [1.0]), [1.0]) for each in (moved, network)]
        return (losses[0] - losses[1]) / nudge

    assert rise(1e-7) == pytest.approx(-10, abs=1e-4)
    assert rise(-1e-7) == 0
    trace = forward_propagation(network, [1.0])
    assert trace.a[1][0] == back_propagation(network, trace, [1.0]).b[1][0] == 0
    assert finite_differences(network, [1.0], [1.0]).b[1][0] == pytest.approx(-5, rel=1e-4)
    assert [row.at_kink for row in check_gradients(network, [1.0], [1.0]).rows] == [1, 1, 0, 0]


def test_relu_alone_does_not_tell_a_from_h():
    a = np.linspace(-3, 3, 61)
    for name, g in ACTIVATIONS.items():
        is_same = np.allclose(g.derivative(g(a)), g.derivative(a))
        assert is_same == (name in ("relu", "linear"))
    tanh_ = ACTIVATIONS["tanh"]
    assert f"{tanh_.derivative(4.0):.3f}" == "0.001"
    assert tanh_.derivative(np.tanh(4.0)) / tanh_.derivative(4.0) == pytest.approx(300, rel=0.1)


# -- depth


def shares_of(L, name, scale, seed):
    """By layer, from the first: the size of the gradient, 1 at layer L."""
    network, x, y = deep_network(L, name, scale, seed)
    grad_a = back_propagation(network, forward_propagation(network, x), y).a
    norms = [np.sqrt(np.sum(gradient**2)) for gradient in grad_a[1:]]
    return np.array(norms) / norms[-1]


def check_depth(explorer):
    assert explorer.error is None, explorer.error
    L, name, scale = explorer.depth.value, explorer.g.value, round(explorer.scale.value, 1)
    plot, shares = explorer.pictures[0], shares_of(L, name, scale, explorer.seed.value)
    assert plot.norms.get_xdata().tolist() == list(range(1, L + 1))
    assert plot.norms.get_ydata() == pytest.approx(shares, rel=1e-12)
    assert plot.upper.get_ylim() == (1e-20, 1e5)
    for other, ghost in plot.ghosts.items():
        assert ghost.get_visible() == (other != name)
        expected = shares_of(L, other, scale, explorer.seed.value)
        assert ghost.get_ydata() == pytest.approx(expected, rel=1e-12)
        assert plot.labels[other].get_text().startswith(other)
    heights = sorted(
        plot.upper.transData.transform(each.get_position())[1] for each in labels(plot)
    )
    assert np.diff(heights).min() > 25
    label, factor = plot.labels[name].get_text(), shares[0]
    assert ("↓" in label, "↑" in label) == (factor < 1e-20, factor > 1e5)
    told = re.match(
        rf"{L} layers of {name} units: of a gradient of size 1 at layer {L}, (\S+) arrives at "
        r"layer 1, a factor of (\S+) a layer\. Typical is .* slope: (\S+) · (\S+) = (\S+)\.$",
        explorer.sentence,
    )
    assert told[1] == label.split()[1], "picture and sentence say the same number"
    assert number(told[1]) == pytest.approx(factor, rel=0.5)
    assert number(told[2]) == pytest.approx(factor ** (1 / (L - 1)), abs=0.006)
    assert number(told[3]) == pytest.approx(scale, abs=1e-9)
    assert 0 < number(told[4]) <= ACTIVATIONS[name].largest_slope
    assert number(told[3]) * number(told[4]) == pytest.approx(number(told[5]), abs=0.008)


def labels(plot):
    return plot.labels.values()


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_every_control_of_the_depth_to_both_ends_and_between(depth, name):
    explorer = depth
    explorer.turn(g=name, depth=DEEPEST, scale=1.0, seed=0)
    check_depth(explorer)
    for control in ("depth", "scale", "seed"):
        slider = explorer.controls[control]
        start = slider.value
        for value in (slider.min, (slider.min + slider.max) // 2, slider.max):
            slider.value = value
            check_depth(explorer)
        slider.value = start


def test_each_control_of_the_depth_changes_picture_and_sentence(depth):
    explorer = depth
    for control, value in {"g": "relu", "depth": 12, "scale": 1.5, "seed": 3}.items():
        explorer.turn(g="logistic", depth=DEEPEST, scale=1.0, seed=0)
        before = explorer.pictures[0].image(), explorer.sentence
        explorer.controls[control].value = value
        assert explorer.pictures[0].image() != before[0], control
        assert explorer.sentence != before[1], control


def test_the_answers_about_depth():
    explorer = DepthExplorer()
    assert explorer.depth.value == DEEPEST == 30
    assert "2e−19 arrives at layer 1, a factor of 0.23 a layer" in explorer.sentence
    assert explorer.sentence.endswith("1.0 · 0.235 = 0.23.")
    per_layer = []
    for depth in (10, 20, 30):
        explorer.depth.value = depth
        per_layer.append(explorer.sizes.factor_per_layer)
    assert per_layer == pytest.approx([0.23] * 3, abs=0.03)
    assert per_layer[-1] ** -10 == pytest.approx(3e6, rel=0.1)
    explorer.scale.value = explorer.scale.max
    assert "9e−8 arrives" in explorer.sentence
    assert explorer.sentence.endswith("4.0 · 0.158 = 0.63.")
    for name, kept, lost in (("tanh", (1.1, 1.5), (0.8,)), ("relu", (1.5, 1.6), (1.3, 1.8))):
        for scale in kept:
            explorer.turn(g=name, scale=scale)
            assert 0.1 < explorer.sizes.factor < 10
        for scale in lost:
            explorer.scale.value = scale
            assert not 0.02 < explorer.sizes.factor < 50
    explorer.turn(g="linear", scale=1.0)
    assert 0.5 < explorer.sizes.factor < 2


def test_a_gradient_of_exactly_0_is_told_and_not_drawn(monkeypatch):
    def all_off(depth, g, scale, seed):
        network, x, y = deep_network(4, "relu")
        network.b[2][:], network.b[3][:] = -1e3, 1.0
        return network, x, y

    explorer = DepthExplorer()
    monkeypatch.setattr("helpers.lessons.lesson_4_9.depth.deep_network", all_off)
    sizes_of_all.cache_clear()
    explorer.turn(g="relu", depth=4)
    sizes_of_all.cache_clear()
    assert explorer.error is None
    assert "exactly 0 is left at layer 2 and before it." in explorer.sentence
    assert explorer.pictures[0].norms.get_xdata().tolist() == [3, 4]
    assert explorer.pictures[0].labels["relu"].get_text() == "relu  0.00 ↓"
