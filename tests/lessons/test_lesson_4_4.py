"""Lesson 4.4: chains, graph, costs and blame, against numbers computed another way."""

import json
import pathlib
import re
from itertools import combinations, pairwise
from xml.etree import ElementTree

import numpy as np
import pytest

from helpers import Network, back_propagation, derive, forward_propagation, one_hot
from helpers.data.networks import example_network
from helpers.lessons.lesson_4_4.chain import ChainExplorer, chain, chains, thin_network
from helpers.lessons.lesson_4_4.cost import WAYS, CostExplorer, Tally, in_digits, multiplications
from helpers.lessons.lesson_4_4.exercises import ask
from helpers.lessons.lesson_4_4.graph import EXAMPLES, GraphExplorer, cross_entropy
from helpers.lessons.lesson_4_4.investigation import (
    InvestigationExplorer,
    changed,
    effect,
    replies,
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


@pytest.mark.parametrize("depth", [1, 2, 3, 4, 6])
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
        if "text/plain" in output.get("data", {})
    ]
    lines = [line for text in shown for line in text.splitlines() if line.startswith("    = ")]
    assert len(lines) >= 12
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


def test_the_thin_network_is_the_first_unit_of_each_layer():
    wide, thin_one = example_network(), thin_network(3)
    for k in (1, 2, 3):
        assert wide.W[k][0, 0] == thin_one.W[k][0, 0]
        assert wide.b[k][0] == thin_one.b[k][0]


def test_only_the_first_factor_knows_the_loss():
    for network in (thin_network(3), thin_network(5)):
        one, other = (chain(network, [1.0], [target], k=1) for target in (1.0, 0.0))
        changes = [u.value != v.value for u, v in zip(one, other, strict=True)]
        assert changes == [True] + [False] * (2 * network.L)


def check_chain(explorer):
    assert explorer.error is None, explorer.error
    depth, count = explorer.layers.value, explorer.asked.value
    k = explorer.row.k
    assert k == depth - count + 1
    network, x, y = explorer.network, [explorer.x.value], [explorer.y.value]
    expected = back_propagation(network, forward_propagation(network, x), y).W[k][0, 0]
    said, rest = explorer.sentence.split(". ", 1)
    assert said.endswith(f"= {number(expected)}")
    assert said.count(" · ") == 2 * (depth - k) + 2
    kept, anew = numbers(rest.split("forward pass: ")[1])
    assert anew == sum(2 * q for q in range(1, count + 1))
    assert kept == 2 + 3 * (count - 1)
    if k < depth:
        assert f"first {2 * (depth - k)} of its {2 * (depth - k) + 3} factors" in rest


def test_chain_explorer_every_control_to_both_ends_and_between():
    explorer = ChainExplorer()
    for depth in (2, 3, 4):
        explorer.layers.value = depth
        for count in range(1, depth + 1):
            explorer.asked.value = count
            check_chain(explorer)
    for x in (-2.0, 0.3, 2.0):
        for y in (0.0, 0.5, 1.0):
            explorer.turn(x=x, y=y)
            check_chain(explorer)
    for g in ACTIVATIONS:
        explorer.g.value = g
        check_chain(explorer)
    explorer.layers.value = 2
    assert explorer.asked.value == 2
    check_chain(explorer)


def test_a_chain_is_shown_once_its_weight_is_asked_and_not_before():
    explorer = ChainExplorer()
    assert "0 + 3" in explorer.pictures[0]
    assert "2 + 3" not in explorer.pictures[0]
    explorer.next_button.click()
    assert "2 + 3" in explorer.pictures[0]


def test_chain_picture_tells_every_factor_of_the_asked_weight():
    explorer = ChainExplorer()
    explorer.turn(layers=4, asked=3)
    picture = explorer.pictures[0]
    told = titles(picture)
    for factor in (
        "∂a₂₁/∂W₂₁₁ = h₁₁ = 0.80",
        "∂a₃₁/∂h₂₁ = W₃₁₁ = 0.90",
        "∂ŷ/∂a₄₁ = O′(a₄₁) = 0.24",
    ):
        assert factor in told
    assert "4 + 3" in picture


def headings_and_cells(explorer):
    """The middles of what stands under each derivative, as heading and as cell, by its words."""
    found = {}, {}
    for group in ElementTree.fromstring(explorer.pictures[0]).iter(f"{SVG}g"):
        told = group.findtext(f"{SVG}title", "")
        if told.startswith("∂") and " · " not in told:
            box = group.findall(f"{SVG}rect")[-1]
            middle = round(float(box.get("x")) + float(box.get("width")) / 2)
            found[box.get("height") != "1.5"].setdefault(told, []).append(middle)
    return found


@pytest.mark.parametrize("depth", [2, 3, 4])
def test_over_every_factor_stands_its_own_derivative(depth):
    explorer = ChainExplorer()
    explorer.layers.value = depth
    for count in range(1, depth + 1):
        explorer.asked.value = count
        headings, cells = headings_and_cells(explorer)
        assert {told: set(places) for told, places in cells.items()} == {
            told: set(places) for told, places in headings.items()
        }
        assert len(headings) == 3 * count


def test_factors_stand_in_the_order_of_the_formula():
    explorer = ChainExplorer()
    explorer.asked.value = 3
    _, cells = headings_and_cells(explorer)
    *_, last = chains(explorer.network, [1.0], [1.0])
    from_left = sorted(set().union(*cells.values()))
    assert len(from_left) == len(last.factors)
    steps = [told for place in from_left for told in cells if place in cells[told]]
    on_the_way = [told for told in steps if "/∂W" not in told]
    heads = ("∂ℒ/∂ŷ", "∂ŷ/∂a₃₁", "∂a₃₁/∂h₂₁", "∂h₂₁/∂a₂₁", "∂a₂₁/∂h₁₁", "∂h₁₁/∂a₁₁")
    assert [told.split(" = ")[0] for told in on_the_way] == list(heads)


def test_answers_about_the_chain():
    explorer = ChainExplorer()
    explorer.turn(g="relu", x=-1.0, asked=3)
    silent = [f.above + f.below for f in explorer.row.factors if f.value == 0]
    assert silent == [("h", 1, "a", 1)]
    tanh = thin_network(3)
    y_hat = forward_propagation(tanh, [1.0]).y_hat[0]
    below, above = (chains(tanh, [1.0], [y_hat + d]) for d in (-0.1, 0.1))
    assert all(u.product * v.product < 0 for u, v in zip(below, above, strict=True))


# The exercises of the chain


@pytest.mark.parametrize(
    ("name", "answer", "said"),
    [
        ("chain", "-0.28*0.95*0.64*0.5", "A weight is left out"),
        ("chain", "-0.28*0.95*(-1.2)*0.64*0.5", "A weight is left out"),
        ("chain", "-0.28*0.9*(-0.22)*(-1.2)*0.6*0.5", "$h$ stands where"),
        ("chain", "-0.28*0.9*0.95*(-1.2)*0.6*0.5", "$h$ stands where"),
        ("chain", "-0.28*0.9*0.95*(-1.2)*0.64", "The end of the chain is missing"),
        ("chain", "-0.28*0.9*0.95*(-1.2)*0.64*0.5*0.8", "itself is multiplied in"),
        ("weight", "upstream * W_next * g'(a)", "One step is left"),
        ("weight", "upstream * g'(a) * h_before", "The weight above is left out"),
        ("weight", "upstream * W_next * g(a) * h_before", "$g$ itself stands"),
        ("weight", "upstream * W_next * h * (1 - h) * h_before", "logistic function alone"),
    ],
)
def test_a_slip_of_the_chain_is_named_and_nothing_else(name, answer, said):
    verdict = ask.questions[name].judge(answer)
    assert not verdict.is_right
    assert said in verdict.sentence
    assert (
        len(verdict.mistakes) <= 1
    )  # what formulas share has a name, a card's own slips have none


def test_nobody_is_accused_of_two_mistakes_at_once():
    verdict = ask.questions["chain"].judge("0.28*0.9*1.2*(-0.5)")  # sign, and slopes forgotten
    assert not verdict.is_right
    assert verdict.mistakes == ()


# The numbers that the chain's card gives are those of its network.


def test_the_card_s_numbers_are_the_network_s():
    network = thin_network(3)
    trace = forward_propagation(network, [0.5])
    gradients = back_propagation(network, trace, [1.0])
    slopes = [network.activation.derivative(trace.a[k])[0] for k in (1, 2)]
    text = ask.questions["chain"].text
    told = [trace.h[1][0], trace.h[2][0], *slopes, gradients.a[3][0]]
    for value in told:
        assert any(abs(float(n) - value) < 0.0065 for n in re.findall(r"-?\d\.\d+", text)), value
    answer = ask.questions["chain"].answer
    assert answer == pytest.approx(gradients.W[1][0, 0], rel=0.03)


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
    assert explorer.sentence.endswith("the last one alone would give 1.50.")
    assert explorer.current.grad == 3.0


def test_the_line_blames_y_and_b_alike_with_opposite_signs():
    explorer = GraphExplorer()
    explorer.formula.value = "line"
    grad = {node.name: node.grad for node in explorer.loss.order()}
    assert grad["y"] == -grad["b"] != 0


@pytest.mark.parametrize(("w", "x"), [(0.5, 1.5), (-1.0, 0.7)])
def test_three_factors_of_brown_s_network(w, x):
    graph = cross_entropy(w, x)
    graph.backward()
    found = {node.name: node for node in graph.order()}
    p_1 = found["p"].value
    by_hand = (-1 / p_1) * (p_1 * (1 - p_1)) * x  # dL/dp, dp/dl_1, dl_1/dw_1
    assert found["w_1"].grad == pytest.approx(by_hand, rel=1e-12)


@pytest.mark.parametrize("key", EXAMPLES)
def test_no_local_derivative_touches_a_node_or_another(key):
    explorer = GraphExplorer()
    for w, x in ((0.5, 1.5), (-2.0, 1.5)):
        explorer.turn(formula=key, w=w, x=x)
        for done in range(explorer.done.max + 1):
            explorer.done.value = done
            root = ElementTree.fromstring(explorer.pictures[0])
            boxes = []
            for text in root.iter(f"{SVG}text"):
                size, words = float(text.get("font-size")), "".join(text.itertext())
                across = 0.6 * size * len(words)
                left = float(text.get("x")) - across / 2
                if text.get("text-anchor") == "middle":
                    boxes.append((left, float(text.get("y")) - 0.75 * size, across, 0.8 * size))
            for one, other in combinations(boxes, 2):
                (x1, y1, w1, h1), (x2, y2, w2, h2) = one, other
                apart = x1 + w1 <= x2 or x2 + w2 <= x1 or y1 + h1 <= y2 or y2 + h2 <= y1
                assert apart, (key, done, one, other)


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
    x, y = [explorer.x1.value, explorer.x2.value], one_hot(explorer.true_class.value - 1, 3)
    network, reply, change = explorer.network, explorer.reply, explorer.nudge.value
    gradients = back_propagation(network, forward_propagation(network, x), y)
    (picture,) = explorer.pictures
    assert number(loss_at(network, x, y)) in picture
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
    for asked in range(explorer.asked.max + 1):
        explorer.asked.value = asked
        check_reply(explorer)
    explorer.asked.value = 3
    for name in ("nudge", "x1", "x2"):
        control = explorer.controls[name]
        for value in (control.min, 0.0, 0.25, control.max):
            control.value = value
            check_reply(explorer)
    for ell in (1, 3):
        explorer.true_class.value = ell
        check_reply(explorer)


def test_it_opens_with_nobody_asked():
    explorer = InvestigationExplorer()
    assert explorer.asked.value == 0
    (picture,) = explorer.pictures
    assert "∇" not in picture
    assert not [text for text in printed(picture) if text == "−0.11"]
    assert "ŷ₂ = 0.10, so ℒ = 2.28" in explorer.sentence
    assert "W₁₁₂ = −0.90" in explorer.sentence


def printed(picture):
    """Each text of a picture."""
    return ["".join(node.itertext()) for node in ElementTree.fromstring(picture).iter(f"{SVG}text")]


def test_all_are_asked_from_the_output_to_the_input():
    lit = [one.lit for one in replies(3)]
    assert lit[:4] == [(), (("a", 3), ("h", 3)), (("W", 3), ("b", 3)), (("h", 2),)]
    assert lit[-3:] == [(("a", 1),), (("W", 1), ("b", 1)), (("x",),)]
    explorer = InvestigationExplorer(asked=9)
    assert "26 weights and biases" in explorer.sentence
    assert "W₁₁₂, which we could not ask directly, −0.11" in explorer.sentence
    explorer.next_button.click()
    assert explorer.asked.value == 9
    explorer.back_button.click()
    assert explorer.asked.value == 8


def test_each_witness_points_at_what_it_is_computed_from():
    for one in replies(3):
        kinds = {letter for letter, *_ in one.lit}
        if kinds & {"W", "b", "x"}:
            continue
        below = {of: k for of, *k in one.names}
        if kinds == {"h"}:
            assert one.names == (("a", one.k),)
        elif one.k > 1:
            assert below == {"W": [one.k], "b": [one.k], "h": [one.k - 1]}
        elif one.k == 1:
            assert below == {"W": [1], "b": [1], "x": []}


def test_what_has_been_answered_is_printed_and_nothing_more():
    explorer = InvestigationExplorer()
    x, y = [1.0, -0.5], one_hot(1, 3)
    gradients = back_propagation(explorer.network, forward_propagation(explorer.network, x), y)
    counts = 0
    for asked in range(1, explorer.asked.max):
        explorer.asked.value = asked
        reply = explorer.reply
        texts = printed(explorer.pictures[0])
        new = [getattr(gradients, letter)[reply.k] for letter in reply.letters]
        for letter, array in zip(reply.letters, new, strict=True):
            for value in array.ravel():
                assert f"{'' if letter == 'W' else '∇ '}{number(value)}" in texts
        counts += sum(
            len(array) for letter, array in zip(reply.letters, new, strict=True) if letter != "W"
        )
        assert sum(text.startswith("∇ ") for text in texts) == counts


def test_every_number_on_an_edge_stands_on_paper_above_all_edges():
    explorer = InvestigationExplorer(asked=8)
    root = ElementTree.fromstring(explorer.pictures[0])
    order = list(root.iter())
    lines = [i for i, node in enumerate(order) if node.tag == f"{SVG}line" and node.get("class")]
    edges = [i for i in lines if re.search("positive|negative", order[i].get("class"))]
    chips = [
        i
        for i, node in enumerate(order)
        if node.tag == f"{SVG}rect" and node.get("class") == "bp-paper" and node.get("rx") == "6"
    ]
    assert len(edges) == 18
    assert len(chips) >= 18
    assert max(edges) < min(chips)
    assert not any(
        "receding" in (g.get("class") or "")
        for g in root.iter(f"{SVG}g")
        if g.find(f"{SVG}rect[@class='bp-paper']") is not None
    )
    boxes = [tuple(float(order[i].get(a)) for a in ("x", "y", "width", "height")) for i in chips]
    for (x1, y1, w, h), (x2, y2, *_) in combinations(sorted(set(boxes)), 2):
        assert abs(x1 - x2) >= w or abs(y1 - y2) >= h, "two numbers overlap"


def test_a_nudge_of_an_activation_is_that_of_the_number_itself():
    explorer = InvestigationExplorer()
    network, x = explorer.network, [1.0, -0.5]
    trace = forward_propagation(network, x)

    def softmax_above(h_2):
        a_3 = network.W[3] @ h_2 + network.b[3]
        return np.exp(a_3) / np.exp(a_3).sum()

    change = np.array([0.0, 0.3])
    y_hat = forward_propagation(changed(network, "a", 2, (1,), 0.3), x).y_hat
    assert y_hat == pytest.approx(softmax_above(np.tanh(trace.a[2] + change)), rel=1e-12)
    y_hat = forward_propagation(changed(network, "h", 2, (1,), 0.3), x).y_hat
    assert y_hat == pytest.approx(softmax_above(trace.h[2] + change), rel=1e-12)


def test_answers_about_the_investigation():
    explorer = InvestigationExplorer(asked=3)
    assert explorer.steepest[:3] == ("h", 2, (1,))
    assert "∂ℒ/∂h₂₂ = 1.20" in explorer.sentence
    explorer.nudge.value = 0.05
    assert "= 0.060; computed anew, ℒ changes by 0.060." in explorer.sentence
    explorer.nudge.value = 0.5
    assert "= 0.599; computed anew, ℒ changes by 0.617." in explorer.sentence
    blame = explorer.gradients.W[1][0, 1]
    assert number(explorer.gradients.a[1][0]) == "0.22"
    assert blame == pytest.approx(explorer.gradients.a[1][0] * -0.5)
    assert number(blame) == "−0.11"
    assert steepest(explorer.gradients, "Wb", 3) == ("b", 3, (1,), pytest.approx(-0.898, abs=1e-3))
