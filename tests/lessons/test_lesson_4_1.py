"""Lesson 4.1: the network that is built up, its values, shapes and counts; an edge and its cell."""

import itertools
import re
from xml.etree import ElementTree

import numpy as np
import pytest
import reference

from helpers import forward_propagation
from helpers.data.networks import example_network, example_sample
from helpers.lessons.lesson_4_1 import drawing
from helpers.lessons.lesson_4_1.bends import activation_curves, what_a_bend_buys
from helpers.lessons.lesson_4_1.drawing import layers, network_drawing
from helpers.lessons.lesson_4_1.edge_explorer import EdgeExplorer
from helpers.lessons.lesson_4_1.network_explorer import NetworkExplorer, X, shape_strip

SVG = "{http://www.w3.org/2000/svg}"
BENDS = reference.IN_NUMPY
ENDS = {"softmax": lambda z: np.exp(z - z.max()) / np.exp(z - z.max()).sum()}
ENDS |= {name: BENDS[name] for name in ("linear", "logistic")}


def numbers(text):
    return [float(f.replace("−", "-")) for f in re.findall(r"−?\d+(?:\.\d+)?(?:e−?\d+)?", text)]


def texts(picture):
    root = ElementTree.fromstring(picture)
    return ["".join(node.itertext()) for node in root.iter(f"{SVG}text")]


def built():
    """The explorer at its last step, where all controls are shown."""
    explorer = NetworkExplorer()
    explorer.step.value = drawing.VALUES
    return explorer


def truth(explorer):
    """The numbers of the network, unit by unit, without `forward_propagation`."""
    network = explorer.network
    g, O = BENDS[explorer.g.value], ENDS[explorer.O.value]
    values, hidden = list(explorer.x), []
    for layer in range(1, len(network.W)):
        rows, biases = network.W[layer], network.b[layer]
        a = [c + sum(w * v for w, v in zip(row, values, strict=True))
             for row, c in zip(rows, biases, strict=True)]  # fmt: skip
        if layer == 1:
            first = a[0]
        values = (O if layer == len(network.W) - 1 else g)(np.array(a))
        hidden += [] if layer == len(network.W) - 1 else list(values)
    return first, hidden, values


def check(explorer):
    """Sentence and strip tell what the network holds and computes."""
    assert explorer.error is None, explorer.error
    sizes = [explorer.n0.value, *(explorer.controls[f"n{c}"].value for c in (1, 2))]
    sizes = [*sizes[: 1 + explorer.hidden.value], explorer.k.value]
    pairs = list(itertools.pairwise(sizes))
    weights, biases = sum(p * q for p, q in pairs), sum(sizes[1:])
    head = f"{' → '.join(map(str, sizes))} units: {weights} weights and {biases} biases, "
    assert explorer.sentence.startswith(f"{head}{weights + biases} parameters. a₁₁ = ")
    first, hidden, y_hat = truth(explorer)
    close = {"rel": 0.5, "abs": 0.006}
    formula = explorer.sentence.split(". a₁₁")[1].split(". The ")[0]
    assert numbers(formula)[-1] == pytest.approx(first, **close)
    told = re.search(r"ŷ = \((.*?)\)\.", explorer.sentence)[1]
    assert numbers(told) == pytest.approx(list(y_hat), **close)
    if hidden:
        low, high = re.search(r"lie between (\S+) and (\S+)\. ", explorer.sentence).groups()
        assert numbers(low)[0] == pytest.approx(min(hidden), **close)
        assert numbers(high)[0] == pytest.approx(max(hidden), **close)
    else:
        assert "hidden" not in explorer.sentence
    shown = texts(explorer.pictures[1])
    for size, below in pairs:
        assert f"{below}·{size} + {below} = {below * size + below}" in shown
    assert shown[-1].endswith(f"{weights + biases} parameters")


def test_opens_unsolved_and_is_built_up_step_by_step():
    explorer = NetworkExplorer()
    said = []
    for step in range(drawing.VALUES):
        assert explorer.step.value == step
        assert f"Step {step}: " in explorer.sentence
        said.append((explorer.pictures, explorer.sentence))
        explorer.next_button.click()
    assert len({sentence for _, sentence in said}) == len(said)
    assert texts(said[0][0][0]) == ["x1", "1.00", "x2", "−0.50", "input", "layer 0"]
    assert not any("18" in sentence or "26" in sentence for _, sentence in said[:2])
    assert "6 + 6 + 6 = 18 edges" in said[2][1]
    assert "26 parameters" in said[4][1]
    assert [len(pictures) for pictures, _ in said] == [1, 1, 1, 1, 2]
    assert not any("1.55" in text for pictures, _ in said for text in texts(pictures[0]))
    check(explorer)
    assert explorer.network.sizes == [2, 3, 2, 3]
    assert explorer.x == pytest.approx(X[:2])
    assert "= 1.55. " in explorer.sentence
    assert "ŷ = (0.15, 0.10, 0.75)" in explorer.sentence


def test_what_is_left_behind_holds_the_network_folded():
    explorer = NetworkExplorer()
    figure, _, folded = explorer.left_behind()["text/html"].partition("<details>")
    assert "Step 0" in figure
    assert "1.55" not in figure
    assert "ŷ = (0.15, 0.10, 0.75)" in folded
    assert "<details>" not in built().left_behind()["text/html"]


@pytest.mark.parametrize("hidden", [0, 1, 2])
@pytest.mark.parametrize("units", [1, 4])
def test_networks_of_all_sizes_are_built_up(hidden, units):
    explorer = built()
    explorer.turn(hidden=hidden, n0=units, n1=units, n2=units, k=units)
    for explorer.step.value in range(drawing.VALUES + 1):
        assert explorer.error is None
    explorer.step.value = drawing.OUTPUT
    edges = re.search(r"there are (?:.* = )?(\d+) edges", explorer.sentence)[1]
    assert int(edges) == sum(W.size for W in explorer.network.W[1:])


def test_each_edge_bears_its_weight_before_the_unit_it_leads_to():
    """Of the numbers before a unit, from top to bottom, are those of its row of W."""
    network, (x, _) = example_network([4, 3, 2, 4]), example_sample()
    trace = forward_propagation(network, [*x, 0.5, -1.0])
    root = ElementTree.fromstring(network_drawing(network, trace))
    *_, places = layers(network.sizes)
    found = {}
    for group in root.iter(f"{SVG}g"):
        where = re.fullmatch(r"(W\S+) = \S+: from .* to unit (\d) of layer (\d)", group[0].text)
        if where:
            text = group.find(f"{SVG}text")
            k, i = int(where[3]), int(where[2]) - 1
            assert places[k].left - drawing.PORT < float(text.get("x")) < places[k].left
            found.setdefault((k, i), []).append((float(text.get("y")), numbers(text.text)[0]))
    assert len(found) == sum(network.sizes[1:])
    for (k, i), column in found.items():
        heights = [height for height, _ in column]
        assert np.all(np.diff(heights) >= 17), "numbers below each other"
        assert [weight for _, weight in column] == pytest.approx(network.W[k][i])


def test_every_size_at_both_ends_and_between():
    explorer = built()
    for depth in (0, 1, 2):
        explorer.hidden.value = depth
        for name in ("n0", "n1", "n2", "k"):
            for value in (1, 2, 4, 3):
                explorer.controls[name].value = value
                check(explorer)


@pytest.mark.parametrize("g", list(BENDS))
@pytest.mark.parametrize("O", list(ENDS))
def test_every_function(g, O):
    explorer = built()
    explorer.turn(g=g, O=O)
    for scale in (0, 1.25, 8):
        explorer.scale.value = scale
        check(explorer)


def test_every_input_at_both_ends_and_between():
    explorer = built()
    explorer.n0.value = 4
    for name in ("x1", "x2", "x3", "x4"):
        for value in (-5, 0.7, 5):
            explorer.controls[name].value = value
            check(explorer)


def test_every_control_changes_picture_and_sentence():
    turned = {"hidden": 1, "n0": 3, "n1": 4, "n2": 1, "k": 2, "g": "relu", "O": "linear",
              "x1": 3, "x2": 3, "scale": 2, "step": 1}  # fmt: skip
    for name, value in turned.items():
        explorer = built()
        before = explorer.pictures[0], explorer.sentence
        explorer.controls[name].value = value
        assert explorer.pictures[0] != before[0], name
        assert explorer.sentence != before[1], name


def test_only_the_controls_of_what_is_there_are_shown():
    explorer = built()

    def shown():
        return {name for name, c in explorer.controls.items() if c.layout.display != "none"}

    assert {"x3", "x4"}.isdisjoint(shown())
    assert {"n1", "n2", "x1", "x2"} <= shown()
    explorer.turn(hidden=0, n0=1)
    assert {"n1", "n2", "x2"}.isdisjoint(shown())
    explorer.turn(hidden=2, n0=4)
    assert shown() == set(explorer.controls)
    explorer.go(-1)
    assert shown() == {"back_button", "next_button", "step"}


def test_the_printed_shape_is_refused_unless_n_is_k():
    explorer = built()
    kept = explorer.pictures
    explorer.last.value = "n × k"
    assert isinstance(explorer.error, ValueError)
    assert "W[3] has 3 columns, but layer 2 has 2 units" in explorer.sentence
    assert explorer.pictures == kept
    explorer.n2.value = 3
    check(explorer)
    assert "W₃ is transposed" in explorer.sentence
    printed = explorer.network.W[3]
    explorer.last.value = "k × n"
    check(explorer)
    assert np.array_equal(explorer.network.W[3], printed.T)
    assert not np.array_equal(explorer.network.W[3], printed)


def test_the_answers_of_the_notebook():
    explorer = built()
    before = explorer.network
    explorer.n1.value = 4
    after = explorer.network
    assert after.parameter_count - before.parameter_count == 5
    assert np.array_equal(after.W[1][:3], before.W[1])
    assert np.array_equal(after.W[2][:, :3], before.W[2])

    explorer.turn(n1=3, g="logistic")
    a_11, h_11 = [], []
    for explorer.x1.value in (1, 2, 3, 4, 5):
        trace = forward_propagation(explorer.network, explorer.x)
        a_11.append(trace.a[1][0])
        h_11.append(trace.h[1][0])
    assert np.diff(a_11) == pytest.approx([0.8] * 4)
    assert explorer.network.W[1][0, 0] == 0.8
    assert [round(float(value), 2) for value in h_11] == [0.82, 0.91, 0.96, 0.98, 0.99]

    explorer.turn(scale=0, g="tanh", x1=-3)
    biases = explorer.network.b[3]
    expected = np.exp(biases) / np.exp(biases).sum()
    for value in (-5, 5):
        explorer.x1.value = value
        y_hat = forward_propagation(explorer.network, explorer.x).y_hat
        assert y_hat == pytest.approx(expected)


@pytest.mark.parametrize("sizes", [[2], [2, 5], [0, 2], [2, 2, 2, 2, 2]])
def test_other_sizes_are_refused(sizes):
    with pytest.raises(ValueError, match=r"^sizes is .*, expected 2 to 4 numbers from 1 to 4"):
        example_network(sizes)


@pytest.mark.parametrize("sizes", [[2, 2], [2, 3, 2, 3], [4, 4, 4, 4], [1, 4, 1]])
def test_the_strip_stands_below_the_columns_of_the_drawing(sizes):
    network = example_network(sizes)
    trace = forward_propagation(network, np.ones(sizes[0]))
    strip, diagram = (
        ElementTree.fromstring(picture)
        for picture in (shape_strip(network), network_drawing(network, trace))
    )
    assert strip.get("viewBox").split()[2] == diagram.get("viewBox").split()[2]
    headings = {
        "".join(node.itertext()): node.get("x")
        for root in (strip, diagram)
        for node in root.iter(f"{SVG}text")
    }
    for layer in range(1, len(sizes)):
        shape = f"W{layer}: {sizes[layer]} × {sizes[layer - 1]}"
        assert headings[f"layer {layer}"] == headings[shape]


def test_every_edge_lights_its_cell():
    explorer = EdgeExplorer()
    seen = set()
    for layer in (1, 3, 2):
        explorer.layer.value = layer
        W = explorer.network.W[layer]
        assert (explorer.to.max, explorer.source.max) == W.shape
        for m, j in itertools.product(*(range(1, size + 1) for size in W.shape)):
            explorer.turn(to=m, source=j)
            drawn, cell = explorer.pictures
            seen.add(drawn)
            own, value = f"W{layer}{m}{j}", W[m - 1, j - 1]
            assert texts(drawn).count(own) == 1, "the edge bears its name"
            assert [text for text in texts(drawn) if text.startswith("W")] == [own]
            assert {own, f"to unit {m}: row {m}", f"from unit {j}: column {j}"} <= {*texts(cell)}
            assert numbers(explorer.sentence.split(" = ")[1])[0] == pytest.approx(value)
            assert f"row {m}, column {j}; " in explorer.sentence
            assert f"network.W[{layer}][{m - 1}, {j - 1}]" in explorer.sentence
            (lit,) = (
                node
                for node in ElementTree.fromstring(cell).iter(f"{SVG}rect")
                if node.get("class") == "bp-ink"
            )
            middle = float(lit.get("x")) + float(lit.get("width")) / 2
            inside = [
                node.text
                for node in ElementTree.fromstring(cell).iter(f"{SVG}text")
                if float(node.get("x")) == middle
                and 0 < float(node.get("y")) - float(lit.get("y")) < float(lit.get("height"))
            ]
            assert numbers(inside[0]) == pytest.approx([value]), "the cell holds the weight"
    assert len(seen) == 18


def test_the_answers_about_edges():
    W = example_network().W[2]
    assert W[0, 2] == -0.4
    assert np.argwhere(W == -0.3).tolist() == [[1, 2]]


def test_the_curves_are_those_of_the_functions():
    for z in (0, 0.57, 2):
        picture, said = activation_curves(z)
        for name, g in BENDS.items():
            assert f"{float(g(np.array(z))):.2f} for {name}" in said
            assert name in texts(picture)
    with pytest.raises(ValueError, match=r"z is 2\.1, expected a number from 0 to 2"):
        activation_curves(2.1)


def test_only_a_bend_divides_the_moons():
    picture, said = what_a_bend_buys()
    assert re.findall(r"with g (\w+), (\d+) of 80", said) == [("linear", "11"), ("tanh", "0")]
    assert texts(picture) == ["g linear: 11 of 80 wrong", "g tanh: 0 of 80 wrong"]
