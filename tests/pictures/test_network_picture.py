import itertools
import re
from xml.etree import ElementTree

import numpy as np
import pytest

from helpers import Network, back_propagation, forward_propagation, one_hot
from helpers.numeric.activations import ACTIVATIONS
from helpers.numeric.backprop import Gradients
from helpers.numeric.forward import Trace
from helpers.numeric.line_by_line import line_by_line
from helpers.pictures.network import (
    NUMBER_WIDTH,
    arrange,
    edge_ends,
    network_diagram,
    number_places,
)
from helpers.pictures.text import number, width

SIZES = [[2, 3, 2], [3, 4, 4, 3], [1, 1, 1, 1], [2, 2], [4, 2], [2, 3, 4, 2, 3, 2, 2]]


def state(sizes, seed=0, activation="tanh"):
    rng = np.random.default_rng(seed)
    network = Network.initialise(sizes, activation, seed=seed)
    for b in network.b[1:]:
        b[:] = rng.normal(size=b.shape)
    trace = forward_propagation(network, rng.normal(size=sizes[0]))
    y = one_hot(sizes[-1] - 1, sizes[-1])
    return network, trace, back_propagation(network, trace, y), y


def draw(sizes, lit=None, **options):
    network, trace, gradients, y = state(sizes, **options)
    loss = network.loss(trace, y)
    picture = network_diagram(network, trace, gradients, y=y, loss=loss, lit=lit)
    return network, trace, gradients, y, loss, ElementTree.fromstring(picture)


def tag(e):
    return e.tag.split("}")[1]


def texts(root):
    return ["".join(e.itertext()) for e in root.iter() if tag(e) == "text"]


def tooltips(root):
    groups = (e for e in root.iter() if tag(e) == "g")
    return [line for g in groups for t in g if tag(t) == "title" for line in t.text.split("\n")]


def tooltip(root, start):
    return next(line for line in tooltips(root) if line.startswith(start))


def numbers(text):
    return [float(n.replace("−", "-")) for n in re.findall(r"−?\d+\.\d+|−?\d+e−\d+", text)]


def plugged(line):
    """Evaluate the sum of products between the last two equals signs."""
    terms = line.split(" = ")[-2].replace("(−", "(~")
    total = 0.0
    for sign, term in re.findall(r"(^−?|[+−] )([^ ]+)", terms):
        factors = [float(f.strip("()").replace("~", "-")) for f in term.split("·")]
        total += (-1 if "−" in sign else 1) * np.prod(factors)
    return total


@pytest.mark.parametrize("sizes", SIZES)
def test_every_value_stands_in_the_picture_rounded(sizes):
    network, trace, gradients, _, loss, root = draw(sizes)
    shown = texts(root)
    for k in range(network.L + 1):
        for j in range(sizes[k]):
            assert shown.count(number(trace.h[k][j])) >= 1
            if k:
                assert number(trace.a[k][j]) in shown
                assert f"b {number(network.b[k][j])}" in shown
                assert f"∇ {number(gradients.a[k][j])}" in shown
                assert f"∇ {number(gradients.b[k][j])}" in shown
            if 0 < k < network.L:
                assert f"∇ {number(gradients.h[k][j])}" in shown
    assert number(loss) in shown
    assert shown.count(f"y {number(1)}") == 1


@pytest.mark.parametrize("sizes", SIZES)
def test_weights_are_printed_where_edges_are_few(sizes):
    network, _, gradients, _, _, root = draw(sizes)
    shown = texts(root)
    for k in range(1, network.L + 1):
        few = network.W[k].size <= 9
        for w, slope in zip(network.W[k].flat, gradients.W[k].flat, strict=True):
            if few:
                assert number(w) in shown
                assert f"∇ {number(slope)}" in shown
    edges = [e for e in root.iter() if tag(e) == "line" and "-line" in e.get("class")]
    assert len(edges) == sum(W.size for W in network.W[1:]) + 2  # two in the key


@pytest.mark.parametrize("sizes", SIZES)
def test_pre_activation_tooltips_add_up(sizes):
    _, trace, *_, root = draw(sizes)
    lines = [t for t in tooltips(root) if re.match(r"a[₀-₉]+ = ", t)]
    values = np.concatenate(trace.a[1:])
    assert len(lines) == len(values)
    for line, value in zip(lines, values, strict=True):
        assert numbers(line)[-1] == float(number(value).replace("−", "-"))
        terms = line.split(" = ")[2].count("·") + 1
        assert plugged(line) == pytest.approx(value, abs=0.02 * terms)


def test_a_tooltip_word_for_word():
    network = Network(
        [None, [[0.3, -0.2]], [[0.5], [-1.0]]], [None, [0.1], [0.0, 0.0]], output="softmax"
    )
    trace = forward_propagation(network, [0.52, -0.11])
    y = [1.0, 0.0]
    gradients = back_propagation(network, trace, y)
    loss = network.loss(trace, y)
    root = ElementTree.fromstring(network_diagram(network, trace, gradients, y=y, loss=loss))
    h = np.tanh(0.1 + 0.3 * 0.52 + 0.2 * 0.11)
    p = np.exp([0.5 * h, -h]) / np.exp([0.5 * h, -h]).sum()
    assert {
        "a₁₁ = b₁₁ + Σⱼ W₁₁ⱼ xⱼ = 0.10 + 0.30·0.52 − 0.20·(−0.11) = 0.28",
        f"h₁₁ = tanh(a₁₁) = tanh(0.28) = {h:.2f}",
        f"∂ℒ/∂a₂₁ = ŷ₁ − y₁ = {p[0]:.2f} − 1.00 = −{1 - p[0]:.2f}",
        f"ℒ = −log ŷ₁ = −log {p[0]:.2f} = {-np.log(p[0]):.2f}",
        f"∂ℒ/∂W₂₁₁ = ∂ℒ/∂a₂₁ · h₁₁ = −{1 - p[0]:.2f}·{h:.2f} = −{(1 - p[0]) * h:.2f}",
        f"∂ℒ/∂h₁₁ = Σₘ ∂ℒ/∂a₂ₘ · W₂ₘ₁ = −{1 - p[0]:.2f}·0.50 + {p[1]:.2f}·(−1.00) = "
        f"−{0.5 * (1 - p[0]) + p[1]:.2f}",
        f"∂ℒ/∂b₂₁ = ∂ℒ/∂a₂₁ = −{1 - p[0]:.2f}",
        "x₁ = 0.52",
    } <= set(tooltips(root))


@pytest.mark.parametrize("sizes", SIZES)
def test_gradient_tooltips_multiply(sizes):
    network, trace, gradients, _, _, root = draw(sizes)
    for k in range(1, network.L + 1):
        for i in range(sizes[k]):
            for j in range(sizes[k - 1]):
                indices = f"{k}{i + 1}{j + 1}".translate(str.maketrans("1234567", "₁₂₃₄₅₆₇"))
                *factors, product = numbers(tooltip(root, f"∂ℒ/∂W{indices} = "))
                exact = gradients.a[k][i] * trace.h[k - 1][j]
                assert product == float(number(exact).replace("−", "-"))
                assert np.prod(factors) == pytest.approx(exact, abs=0.02)


@pytest.mark.parametrize(
    ("output", "line"),
    [
        ("linear", "ŷ₁ = a₁₁ = 0.50"),
        ("logistic", "ŷ₁ = logistic(a₁₁) = logistic(0.50) = 0.62"),
        ("softmax", "ŷ₁ = exp(a₁₁) / Σⱼ exp(a₁ⱼ) = exp(0.50) / (exp(0.50) + exp(−1.00)) = 0.82"),
    ],
)
def test_every_output_has_its_formula(output, line):
    network = Network([None, [[0.5], [-1.0]]], [None, [0.0, 0.0]], output=output)
    root = ElementTree.fromstring(network_diagram(network, forward_propagation(network, [1.0])))
    assert tooltip(root, "ŷ₁") == line


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_every_activation_is_named(activation):
    _, trace, *_, root = draw([2, 3, 2], activation=activation)
    line = tooltip(root, "h₁₁ = ")
    assert line.startswith(f"h₁₁ = {activation}(a₁₁) = {activation}(")
    assert numbers(line)[-1] == float(number(trace.h[1][0]).replace("−", "-"))


def test_what_is_not_computed_prints_nothing():
    network, trace, *_ = state([2, 3, 2])
    partial = Trace([None, trace.a[1], None], [trace.h[0], None, None], None)
    none = [None] * 3
    root = ElementTree.fromstring(
        network_diagram(network, partial, Gradients(none, none, none, none), y=[1, 0])
    )
    shown = texts(root)
    assert number(trace.a[1][0]) in shown
    assert not [text for text in shown if text.startswith("∇ ")]
    assert not set(map(number, trace.h[1])) & set(shown) - set(map(number, trace.a[1]))
    assert tooltip(root, "h₁₁") == "h₁₁ = tanh(a₁₁)"
    assert tooltip(root, "∂ℒ/∂h₁₁") == "∂ℒ/∂h₁₁ = Σₘ ∂ℒ/∂a₂ₘ · W₂ₘ₁"


def test_the_walk_keeps_the_size_and_tells_the_truth_after_the_update():
    network, trace, gradients, y = state([2, 3, 2])
    sizes, last = set(), None
    lits = {"a_L": "a", "update_W": "W", "update_b": "b", "grad_a_L": "grad_a"}
    for moment in line_by_line(network, trace.h[0], y, eta=2.0)[:-1]:
        lit = None if moment.k is None else (lits.get(moment.line, moment.line), moment.k)
        lit = {"y_hat": ("h", 2), "loss": ("L",)}.get(moment.line, lit)
        last = ElementTree.fromstring(
            network_diagram(
                moment.network, moment.trace, moment.gradients, y=y, loss=moment.loss, lit=lit
            )
        )
        sizes.add(last.get("viewBox"))
        halos = [e for e in last.iter() if e.get("class") == "bp-halo"]
        assert bool(halos) == (lit is not None)
    assert len(sizes) == 1
    assert tooltip(last, "a₁₁ = ").endswith(", from the parameters before the update")
    assert tooltip(last, "∂ℒ/∂h₁₁ = ").endswith(", from the parameters before the update")
    assert number(trace.a[1][0]) in tooltip(last, "a₁₁ = ")
    assert number(network.W[1][0, 0] - 2 * gradients.W[1][0, 0]) in texts(last)


def test_a_step_done_prints_what_was_beside_what_is():
    network, trace, _, y = state([2, 3, 2])
    *_, before, again = line_by_line(network, trace.h[0], y, eta=0.5)
    none = Gradients(*[[None] * 3] * 4)
    was = before.trace.y_hat, before.loss
    picture = network_diagram(again.network, again.trace, none, y=y, loss=again.loss, was=was)
    root = ElementTree.fromstring(picture)
    former = [f"was {number(value)}" for value in (*was[0], was[1])]
    assert sorted(text for text in texts(root) if text.startswith("was")) == sorted(former)
    assert {number(again.loss), *map(number, again.trace.y_hat)} <= set(texts(root))
    assert "bp-halo" in {e.get("class") for e in root.iter()}
    assert receding(root) == set()
    assert root.get("viewBox") == draw([2, 3, 2])[-1].get("viewBox")


@pytest.mark.parametrize("lit", [None, ("a", 1), ("grad_W", 2)])
def test_a_number_on_an_edge_stands_on_paper_that_does_not_recede(lit):
    *_, root = draw([2, 3, 2], lit=lit)
    chips = [e for e in root if tag(e) == "rect" and e.get("class") == "bp-paper"]
    assert len(chips) == 2 * (6 + 6)
    places = [(float(e.get("x")), float(e.get("y")), float(e.get("width"))) for e in chips]
    on_edges = [
        e for e in root.iter() if tag(e) == "text" and e.get("font-size") == "14"
        and any(x < float(e.get("x")) < x + w and y < float(e.get("y")) < y + 17
                for x, y, w in places)
    ]  # fmt: skip
    assert len(on_edges) >= len(chips)


def receding(root):
    """Return the tooltips of what recedes."""
    groups = (e for e in root.iter() if tag(e) == "g")
    dim = [g for g in groups if "bp-receding" in g.get("class", "")]
    return {line.split(" = ")[0] for g in dim for t in g if tag(t) == "title"
            for line in t.text.split("\n")[:1]}  # fmt: skip


def test_the_sources_of_what_is_lit_stay_and_the_rest_recedes():
    *_, root = draw([2, 3, 2], lit=("a", 2))
    dim = receding(root)
    assert {"x₁", "a₁₁", "W₁₁₁", "b₁₁", "ŷ₁", "y₁"} <= dim
    assert not {"h₁₁", "W₂₁₁", "b₂₁", "a₂₁"} & dim
    *_, root = draw([2, 3, 2])
    assert receding(root) == set()


def test_negative_weights_are_dashed():
    network, *_, root = draw([3, 4, 4, 3])
    lines = [e for e in root.iter() if tag(e) == "line"]
    negative = [e for e in lines if "bp-negative-line" in e.get("class")]
    assert len(negative) - 1 == sum((W < 0).sum() for W in network.W[1:])
    assert all(e.get("stroke-dasharray") for e in negative)
    positive = [e for e in lines if "bp-positive-line" in e.get("class")]
    assert not any(e.get("stroke-dasharray") for e in positive)


FEW = [pair for pair in itertools.product(range(1, 5), repeat=2) if np.prod(pair) <= 9]


@pytest.mark.parametrize("sizes", FEW)
@pytest.mark.parametrize(("backwards", "rows"), [(False, (0,)), (True, (-10, 10))])
def test_numbers_on_edges_keep_clear_of_each_other(sizes, backwards, rows):
    source, target = arrange(sizes, backwards).layers
    reach, boxes = NUMBER_WIDTH[backwards] / 2, []
    places = number_places(source, target, backwards)
    for (_, _, x1, y1, x2, y2), (x, y) in zip(edge_ends(source, target), places, strict=True):
        assert x1 + reach <= x <= x2 - reach
        assert y == pytest.approx(y1 + (x - x1) / (x2 - x1) * (y2 - y1))
        boxes.append([(x, y + row) for row in rows])
    for one, other in itertools.combinations(boxes, 2):
        for (x, y), (u, v) in itertools.product(one, other):
            assert abs(x - u) >= 48 or abs(y - v) >= 16


@pytest.mark.parametrize("output", ["linear", "logistic", "softmax"])
def test_no_heading_is_cut_off(output):
    network = Network.initialise([2, 2, 2], output=output)
    root = ElementTree.fromstring(network_diagram(network, forward_propagation(network, [1, 2])))
    for text in (e for e in root.iter() if tag(e) == "text" and e.get("y") == "22"):
        reach = width("".join(text.itertext()), 17) / 2
        assert reach <= float(text.get("x")) <= float(root.get("viewBox").split()[2]) - reach


def test_a_lesson_fits_a_laptop_window():
    for sizes in ([2, 3, 2], [3, 4, 4, 3]):
        assert arrange(sizes, backwards=True).width <= 640


def test_no_state_is_changed():
    network, trace, gradients, y = state([2, 3, 2])
    before = [a.copy() for a in (*network.W[1:], *trace.a[1:], *gradients.W[1:], y)]
    network_diagram(network, trace, gradients, y=y, loss=1.0, lit=("W", 1))
    after = [*network.W[1:], *trace.a[1:], *gradients.W[1:], y]
    assert all(np.array_equal(a, b) for a, b in zip(before, after, strict=True))
