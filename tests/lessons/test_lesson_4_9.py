"""Lesson 4.9: wrong slopes refused; the tangent and the deep network show what is computed."""

import itertools
import json
import re
from pathlib import Path

import numpy as np
import pytest
import reference

from helpers import Network, back_propagation, forward_propagation
from helpers.data.networks import DEEP_WIDTH, deep_network
from helpers.language.printing import latex
from helpers.language.reader import read
from helpers.lessons.lesson_4_9.depth import DEEPEST, DepthExplorer, gradient_sizes
from helpers.lessons.lesson_4_9.tangent import REACH, TangentExplorer
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
    latex_shown = "".join("".join(o.get("data", {}).get("text/latex", "")) for o in outputs)
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


# -- depth


def check_depth(explorer):
    assert explorer.error is None, explorer.error
    L, name = explorer.depth.value, explorer.g.value
    network, x, y = deep_network(L, name, explorer.scale.value, explorer.seed.value)
    grad_a = back_propagation(network, forward_propagation(network, x), y).a
    norms = [np.sqrt(np.sum(gradient**2)) for gradient in grad_a[1:]]
    shares = [norm / norms[-1] for norm in norms]
    plot, factor = explorer.pictures[0], shares[0]
    assert plot.norms.get_xdata().tolist() == list(range(1, L + 1))
    assert plot.norms.get_ydata() == pytest.approx(shares, rel=1e-12)
    low, high = plot.upper.get_ylim()
    assert low <= min(shares)
    assert number(plot.end_label.get_text()) == pytest.approx(factor, rel=0.5)
    assert max(plot.bounds.get_ydata()) <= high
    told = re.match(
        rf"From layer {L} down to layer 1 the gradient (shrinks|grows) by a factor of (\S+), "
        r"about (\S+) a layer\. Typical is .* slope, (\S+) · (\S+) = (\S+) a layer\.$",
        explorer.sentence,
    )
    assert (told[1] == "grows") == (factor >= 1)
    assert number(told[2]) == pytest.approx(factor, rel=0.5)
    assert number(told[3]) == pytest.approx(factor ** (1 / (L - 1)), abs=0.006)
    assert number(told[4]) == pytest.approx(explorer.scale.value, abs=1e-9)
    assert 0 < number(told[5]) <= ACTIVATIONS[name].largest_slope
    assert number(told[4]) * number(told[5]) == pytest.approx(number(told[6]), abs=0.008)


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
    assert "a factor of 2e−19, about 0.23 a layer" in explorer.sentence
    per_layer = []
    for depth in (10, 20, 30):
        explorer.depth.value = depth
        per_layer.append(explorer.sizes.factor_per_layer)
    assert per_layer == pytest.approx([0.23] * 3, abs=0.03)
    assert per_layer[-1] ** -10 == pytest.approx(3e6, rel=0.1)
    explorer.scale.value = explorer.scale.max
    assert "a factor of 9e−8" in explorer.sentence
    assert explorer.sentence.endswith("4.0 · 0.158 = 0.63 a layer.")
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
    explorer.turn(g="relu", depth=4)
    assert explorer.error is None
    assert "lost: it is exactly 0 at layer 2 and below." in explorer.sentence
    assert explorer.pictures[0].norms.get_xdata().tolist() == [3, 4]
