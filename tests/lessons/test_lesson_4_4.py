"""Lesson 4.4: chains, graph, costs and blame, against numbers computed another way."""

import json
import pathlib
import re
from itertools import pairwise
from xml.etree import ElementTree

import numpy as np
import pytest

from helpers import Network, back_propagation, derive, forward_propagation, one_hot
from helpers.lessons.lesson_4_4.chain import ChainExplorer, chain, chains, thin_network
from helpers.lessons.lesson_4_4.cost import WAYS, CostExplorer, Tally, in_digits, multiplications
from helpers.lessons.lesson_4_4.graph import EXAMPLES, GraphExplorer
from helpers.lessons.lesson_4_4.investigation import (
    REPLIES,
    InvestigationExplorer,
    changed,
    effect,
    steepest,
)
from helpers.numeric.activations import ACTIVATIONS
from helpers.pictures.text import number
from helpers.symbolic.derivation import DerivationError

SVG = "{http://www.w3.org/2000/svg}"
NOTEBOOK = next(pathlib.Path(__file__).parents[2].glob("notebooks/4_4_*.ipynb"))


def numbers(text):
    found = re.findall(r"−?\d+(?:,\d{3})*(?:\.\d+)?(?:e−\d+)?", text)
    return [float(one.replace("−", "-").replace(",", "")) for one in found]


def titles(picture):
    return [node.text for node in ElementTree.fromstring(picture).iter(f"{SVG}title")]


# Proofs


def thin(depth):
    """What depends on what in a thin network."""
    lines = ["where ℒ depends on ŷ", f"where ŷ depends on a[{depth},1]", "with ŷ"]
    for k in range(1, depth + 1):
        lines.append(f"where a[{k},1] = W[{k},1,1] h[{k - 1},1] + b[{k},1]")
    lines += [f"where h[{k},1] depends on a[{k},1]" for k in range(1, depth)]
    return " ".join(lines)


def factors(depth, k):
    """The derivatives from the loss to W_k11."""
    steps = ["ℒ", "ŷ", f"a[{depth},1]"]
    for q in range(depth - 1, k - 1, -1):
        steps += [f"h[{q},1]", f"a[{q},1]"]
    return [f"D({of}, {by})" for of, by in pairwise([*steps, f"W[{k},1,1]"])]


@pytest.mark.parametrize("depth", [1, 2, 3, 4, 6, 9])
def test_the_chain_of_every_weight_is_proved_at_any_depth(depth):
    for k in {1, (depth + 1) // 2, depth}:
        product = factors(depth, k)
        assert len(product) == 2 * (depth - k) + 3
        d = derive(None, f"D(ℒ, W[{k},1,1]) == {' '.join(product)} {thin(depth)}")
        assert d.lines[-1].proof


def test_a_chain_with_a_factor_too_few_or_of_another_weight_is_refused():
    first, *rest = factors(3, 1)
    for wrong in (rest, [first, first, *rest], factors(3, 2)):
        with pytest.raises(DerivationError):
            derive(None, f"D(ℒ, W[1,1,1]) == {' '.join(wrong)} {thin(3)}")


def test_the_slip_has_a_subscript_too_many():
    with pytest.raises(ValueError, match=r"a takes 2 indices, .* but 3 came"):
        derive(None, "a[L,1,1]")
    with pytest.raises(IndexError):
        forward_propagation(thin_network(3), [1.0]).a[3][0, 0]


@pytest.mark.parametrize(("K", "k"), [(2, 1), (5, 2), (5, 5), (7, 3)])
def test_upstream_times_local_is_proved_for_other_places(K, k):
    where = [f"where h[{q}] depends on h[{q - 1}], w[{q}]" for q in range(1, K + 1)]
    upstream = [f"D(h[{q}], h[{q - 1}])" for q in range(K, k, -1)]
    d = derive(
        None,
        f"""
           D(E, w[{k}])
        == D(E, h[{K}]) {" ".join(upstream)} D(h[{k}], w[{k}])
        where E depends on h[{K}] {" ".join(where)}
        with h[0..{K}], w[1..{K}]
        """,
    )
    assert d.lines[-1].proof


def test_every_line_of_the_notebook_is_proved():
    shown = [
        "".join(output["data"]["text/plain"])
        for cell in json.loads(NOTEBOOK.read_text())["cells"]
        for output in cell.get("outputs", ())
        if "text/latex" in output.get("data", {})
    ]
    lines = [line for text in shown for line in text.splitlines() if line.startswith("    = ")]
    assert len(lines) >= 14
    assert all("■" in line for line in lines)


# Chains


@pytest.mark.parametrize("g", ACTIVATIONS)
@pytest.mark.parametrize("depth", [1, 3, 5])
def test_a_chain_multiplies_to_the_gradient(depth, g):
    network = thin_network(depth, g)
    for x, y in ((1.3, 0.2), (-0.7, 1.0)):
        expected = back_propagation(network, forward_propagation(network, [x]), [y])
        for row in chains(network, [x], [y]):
            assert len(row.factors) == 2 * (depth - row.k) + 3
            assert row.product == pytest.approx(expected.W[row.k][0, 0], rel=1e-12)
            if row.k < depth:
                assert row.known == pytest.approx(expected.a[row.k + 1][0], rel=1e-12)


def test_bad_input_to_a_chain_is_refused():
    with pytest.raises(ValueError, match="one unit in each"):
        chain(Network.initialise([1, 2, 1], output="linear"), [1.0], [1.0], 1)
    with pytest.raises(ValueError, match="k is 4, expected a layer from 1 to 3"):
        chain(thin_network(3), [1.0], [1.0], 4)
    with pytest.raises(ValueError, match="at most 5"):
        thin_network(6)
    with pytest.raises(ValueError, match="k is 0"):
        chain(thin_network(3), [1.0], [1.0], 0)


def check_chain(explorer):
    assert explorer.error is None, explorer.error
    depth, k = explorer.layers.value, explorer.weight.value
    network, x, y = explorer.network, [explorer.x.value], [explorer.y.value]
    expected = back_propagation(network, forward_propagation(network, x), y).W[k][0, 0]
    said, rest = explorer.sentence.split(". ", 1)
    assert said.endswith(f"= {number(expected)}")
    assert said.count(" · ") == 2 * (depth - k) + 2
    assert f"takes {depth * (depth + 1)} multiplications" in rest
    assert explorer.sentence.endswith(f"{3 * depth - 1}.")
    if k < depth:
        assert f"first {2 * (depth - k)} of its {2 * (depth - k) + 3} factors" in rest


def test_chain_explorer_every_control_to_both_ends_and_between():
    explorer = ChainExplorer()
    for depth in (2, 3, 5):
        explorer.layers.value = depth
        for k in range(1, depth + 1):
            explorer.weight.value = k
            check_chain(explorer)
    for x in (-2.0, 0.3, 2.0):
        for y in (0.0, 0.5, 1.0):
            explorer.turn(x=x, y=y)
            check_chain(explorer)
    for g in ACTIVATIONS:
        explorer.g.value = g
        check_chain(explorer)
    explorer.layers.value = 2
    assert explorer.weight.value == 2
    check_chain(explorer)


def test_chain_picture_tells_every_factor_of_the_asked_weight():
    picture = ChainExplorer().pictures[0]
    told = titles(picture)
    for factor in (
        "∂a₂₁/∂W₂₁₁ = h₁₁ = 0.80",
        "∂a₃₁/∂h₂₁ = W₃₁₁ = 0.90",
        "∂ŷ/∂a₄₁ = O′(a₄₁) = 0.24",
    ):
        assert factor in told
    assert "4 + 3" in picture


@pytest.mark.parametrize("depth", [2, 4, 5])
def test_over_every_factor_stands_its_own_derivative(depth):
    explorer = ChainExplorer()
    explorer.layers.value = depth
    for k in range(1, depth + 1):
        explorer.weight.value = k
        headings, cells = {}, {}
        for group in ElementTree.fromstring(explorer.pictures[0]).iter(f"{SVG}g"):
            told = group.findtext(f"{SVG}title", "")
            if told.startswith("∂") and " · " not in told:
                box = group.findall(f"{SVG}rect")[-1]
                middle = round(float(box.get("x")) + float(box.get("width")) / 2)
                kind = headings if box.get("height") == "1.5" else cells
                kind.setdefault(told, set()).add(middle)
        assert headings == cells
        assert len(headings) == 3 * depth


def test_answers_about_the_chain():
    explorer = ChainExplorer()
    explorer.layers.value = 5
    rows = chains(explorer.network, [1.0], [1.0])
    assert [len(row.factors) - row.reused for row in rows] == [3] * 5
    assert sum(len(row.factors) for row in rows) == 35
    assert explorer.sentence.count("30 multiplications") == 1
    assert explorer.sentence.endswith("14.")
    explorer.turn(layers=4, g="relu", x=-1.0, weight=1)
    rows = {row.k: row for row in chains(explorer.network, [-1.0], [1.0])}
    assert [k for k, row in rows.items() if row.product == 0] == [2, 1]
    silent = {k: [f.above + f.below for f in rows[k].factors if f.value == 0] for k in (1, 2)}
    assert silent == {1: [("h", 1, "a", 1)], 2: [("a", 2, "W", 2)]}
    tanh = thin_network(4)
    y_hat = forward_propagation(tanh, [1.0]).y_hat[0]
    below, above = (chains(tanh, [1.0], [y_hat + d]) for d in (-0.1, 0.1))
    assert all(u.product * v.product < 0 for u, v in zip(below, above, strict=True))


# Computation graphs


def formula(key, w, x):
    if key == "softmax":
        return -np.log(np.exp(w * x) / (np.exp(w * x) + np.exp(x)))
    return (w * x + 0.5 - 2) ** 2 if key == "line" else 2 * w * x


def slope(key, w, x):
    d = 1e-6
    return (formula(key, w + d, x) - formula(key, w - d, x)) / (2 * d)


@pytest.mark.parametrize("key", EXAMPLES)
def test_graph_explorer_every_step_of_every_formula(key):
    explorer = GraphExplorer()
    explorer.formula.value = key
    for w, x in ((0.5, 1.5), (-2.0, 2.0), (2.0, -0.3)):
        explorer.turn(w=w, x=x)
        assert explorer.loss.value == pytest.approx(formula(key, w, x))
        assert {node.name for node in explorer.loss.order()} == set(EXAMPLES[key][-1])
        for done in range(explorer.done.max + 1):
            explorer.done.value = done
            assert explorer.error is None
            (picture,) = explorer.pictures
            assert picture.count(">∇ ") == done
            if done > 1:
                assert f"= {number(explorer.current.grad)}" in explorer.sentence
        weight = next(n for n in explorer.loss.order() if n.name in ("w", "w_1"))
        assert weight.grad == pytest.approx(slope(key, w, x), abs=1e-6)


def test_graph_explorer_walks_and_stops_at_the_ends():
    explorer = GraphExplorer(done=11)
    explorer.next_button.click()
    assert explorer.done.value == 11
    explorer.formula.value = "meet"
    assert explorer.done.value == explorer.done.max == 4
    explorer.back_button.click()
    assert explorer.done.value == 3


def test_paths_that_meet_are_added():
    explorer = GraphExplorer(done=8)
    assert explorer.current.name == "e_1"
    assert "2 paths meet" in explorer.sentence
    meeting = []
    for done in range(1, 12):
        explorer.done.value = done
        meeting += [explorer.current.name] if "paths meet" in explorer.sentence else []
    assert meeting == ["e_1", "x"]
    explorer.turn(formula="meet", done=4)
    assert explorer.sentence.endswith("only the last would be left, 1.50.")
    assert explorer.current.grad == 3.0


def test_the_line_blames_y_and_b_alike_with_opposite_signs():
    explorer = GraphExplorer()
    explorer.formula.value = "line"
    grad = {node.name: node.grad for node in explorer.loss.order()}
    assert grad["y"] == -grad["b"] != 0


# Costs


@pytest.mark.parametrize("output", ["linear", "logistic"])
@pytest.mark.parametrize(("n", "depth"), [(1, 1), (1, 5), (2, 3), (3, 2), (3, 4)])
def test_every_way_gives_the_gradient_at_the_cost_that_is_said(n, depth, output):
    network = Network.initialise([n] * (depth + 1), output=output, seed=n + depth)
    kept = [array.copy() for array in network.W[1:]]
    x, y = np.linspace(0.5, 1.0, n), np.linspace(0.0, 1.0, n)
    expected = back_propagation(network, forward_propagation(network, x), y, "squared_error")
    for way, gradient_at_weights in WAYS.items():
        times = Tally()
        found = gradient_at_weights(network, x, y, times)
        for k in range(1, depth + 1):
            assert found[k].shape == expected.W[k].shape
            assert found[k] == pytest.approx(expected.W[k], rel=1e-6, abs=1e-9)
        assert times.count == multiplications(way, depth, n)
    assert all(np.array_equal(u, v) for u, v in zip(kept, network.W[1:], strict=True))


def test_cost_of_a_softmax_is_refused():
    with pytest.raises(ValueError, match="output softmax, expected linear or logistic"):
        WAYS["chains"](Network.initialise([2, 2]), [1.0, 1.0], [1.0, 0.0], Tally())


def counted(n, L):
    """The three counts, added up layer by layer rather than by formula."""
    forward = sum(n * n for _ in range(L))
    backward = n + sum(n * n for _ in range(L)) + sum(n * n + n for _ in range(L - 1))
    paths = sum(n * n * n**above * (2 * above + 2) for above in range(L))
    return {
        "chains": forward + paths,
        "differences": sum(2 * forward for _ in range(L * n * n)),
        "backpropagation": forward + backward,
    }


def test_cost_explorer_every_control_to_both_ends_and_between():
    explorer = CostExplorer()
    for n in (1, 3, 10):
        for depth in (2, 7, 12):
            explorer.turn(units=n, layers=depth)
            assert explorer.error is None
            assert explorer.counts == counted(n, depth)
            expected = counted(n, depth)
            for way in expected:
                assert f": {in_digits(expected[way])}" in explorer.sentence
            ratio = expected["backpropagation"] / (depth * n * n)
            assert f"{ratio:.1f} times as many" in explorer.sentence
            assert ratio == pytest.approx(3 + 1 / n - 1 / depth)


def test_answers_about_the_cost():
    thin_ones = [counted(1, depth) for depth in range(3, 13)]
    assert all(of["chains"] < of["differences"] for of in thin_ones)
    for n, first in ((3, 5), (10, 4)):
        worse = [q for q in range(1, 13) if counted(n, q)["chains"] > counted(n, q)["differences"]]
        assert worse == list(range(first, 13))
    assert counted(3, 4)["chains"] == counted(3, 4)["differences"]
    seconds = {way: value / 1e9 for way, value in counted(10, 12).items()}
    assert seconds["backpropagation"] == pytest.approx(4e-6, rel=0.1)
    assert seconds["differences"] == pytest.approx(3e-3, rel=0.1)
    assert seconds["chains"] / 86400 == pytest.approx(3, rel=0.1)


# The investigation


def loss_at(network, x, y):
    return network.loss(forward_propagation(network, x), y)


def check_reply(explorer):
    assert explorer.error is None, explorer.error
    x, y = [explorer.x1.value, explorer.x2.value], one_hot(explorer.true_class.value - 1, 2)
    network, reply, change = explorer.network, explorer.reply, explorer.nudge.value
    gradients = back_propagation(network, forward_propagation(network, x), y)
    assert number(loss_at(network, x, y)) in explorer.pictures[1]
    assert explorer.pictures[0].count('font-size="17"') == explorer.asked.value
    if not reply.letters:
        return
    arrays = [getattr(gradients, letter)[reply.k] for letter in reply.letters]
    largest = max(np.abs(array).max() for array in arrays)
    *place, derivative = explorer.steepest
    assert abs(derivative) == pytest.approx(largest, abs=1e-11)
    d = 1e-6
    up, down = (changed(network, *place, s) for s in (d, -d))
    central = (loss_at(up, x, y) - loss_at(down, x, y)) / (2 * d)
    assert derivative == pytest.approx(central, abs=1e-8)
    told = numbers(explorer.sentence.split("Nudged by ")[1])
    assert told[0] == pytest.approx(change, abs=0.006)
    assert explorer.sentence.endswith(f"{number(effect(network, x, y, *place, change), 3)}.")


def test_investigation_every_control_to_both_ends_and_between():
    explorer = InvestigationExplorer()
    for asked in range(1, explorer.asked.max + 1):
        explorer.asked.value = asked
        check_reply(explorer)
    explorer.asked.value = 4
    for name in ("nudge", "x1", "x2"):
        control = explorer.controls[name]
        for value in (control.min, 0.0, 0.25, control.max):
            control.value = value
            check_reply(explorer)
    explorer.true_class.value = 2
    check_reply(explorer)


def test_all_are_asked_from_the_loss_to_the_input():
    asked = [reply.asked for reply in REPLIES]
    assert asked[:4] == ["ℒ", "a_2", "W_2, b_2", "h_1"]
    assert asked[-3:] == ["a_1", "W_1, b_1", "x"]
    explorer = InvestigationExplorer(asked=7)
    assert "17 parameters" in explorer.sentence
    explorer.next_button.click()
    assert explorer.asked.value == 7
    explorer.back_button.click()
    assert explorer.asked.value == 6


def test_a_nudge_of_an_activation_is_that_of_the_number_itself():
    explorer = InvestigationExplorer()
    network, x = explorer.network, [1.0, -0.5]
    trace = forward_propagation(network, x)

    def softmax_above(h_1):
        a_2 = network.W[2] @ h_1 + network.b[2]
        return np.exp(a_2) / np.exp(a_2).sum()

    change = np.array([0.0, 0.3, 0.0])
    y_hat = forward_propagation(changed(network, "a", 1, (1,), 0.3), x).y_hat
    assert y_hat == pytest.approx(softmax_above(np.tanh(trace.a[1] + change)), rel=1e-12)
    y_hat = forward_propagation(changed(network, "h", 1, (1,), 0.3), x).y_hat
    assert y_hat == pytest.approx(softmax_above(trace.h[1] + change), rel=1e-12)


def test_answers_about_the_investigation():
    explorer = InvestigationExplorer(asked=4)
    explorer.nudge.value = 0.05
    assert "= 0.044; computed anew, ℒ changes by 0.044." in explorer.sentence
    explorer.nudge.value = 0.5
    assert "= 0.439; computed anew, ℒ changes by 0.461." in explorer.sentence
    before = explorer.gradients
    explorer.true_class.value = 1
    for letter in "Wba":
        for k in (1, 2):
            u, v = getattr(before, letter)[k], getattr(explorer.gradients, letter)[k]
            assert v == pytest.approx(-0.2018 / 0.7982 * u, rel=1e-3)
    assert steepest(before, "Wb", 2) == ("b", 2, (0,), pytest.approx(0.798, abs=1e-3))
