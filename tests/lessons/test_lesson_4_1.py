"""Lesson 4.1's explorer: values, shapes and counts are those of the network that is set."""

import itertools
import re
from xml.etree import ElementTree

import numpy as np
import pytest
import reference

from helpers import Network, forward_propagation
from helpers.data.networks import example_network
from helpers.lessons.lesson_4_1.network_explorer import INPUTS, NetworkExplorer, shape_strip
from helpers.pictures.network import network_diagram

SVG = "{http://www.w3.org/2000/svg}"
BENDS = reference.IN_NUMPY
ENDS = {"softmax": lambda z: np.exp(z - z.max()) / np.exp(z - z.max()).sum()}
ENDS |= {name: BENDS[name] for name in ("linear", "logistic")}


def numbers(text):
    return [float(f.replace("−", "-")) for f in re.findall(r"−?\d+(?:\.\d+)?(?:e−?\d+)?", text)]


def texts(picture):
    root = ElementTree.fromstring(picture)
    return ["".join(node.itertext()) for node in root.iter(f"{SVG}text")]


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


def test_opens_with_what_the_notebook_says():
    explorer = NetworkExplorer()
    check(explorer)
    assert explorer.network.sizes == [2, 3, 3, 2]
    assert explorer.x == pytest.approx(INPUTS[:2])
    assert "29 parameters" in explorer.sentence


def test_every_size_at_both_ends_and_between():
    explorer = NetworkExplorer()
    for depth in (0, 1, 2):
        explorer.hidden.value = depth
        for name in ("n0", "n1", "n2", "k"):
            for value in (1, 2, 4, 3):
                explorer.controls[name].value = value
                check(explorer)


@pytest.mark.parametrize("g", list(BENDS))
@pytest.mark.parametrize("O", list(ENDS))
def test_every_function(g, O):
    explorer = NetworkExplorer()
    explorer.turn(g=g, O=O)
    for scale in (0, 1.25, 8):
        explorer.scale.value = scale
        check(explorer)


def test_every_input_at_both_ends_and_between():
    explorer = NetworkExplorer()
    explorer.n0.value = 4
    for name in ("x1", "x2", "x3", "x4"):
        for value in (-5, 0.7, 5):
            explorer.controls[name].value = value
            check(explorer)


def test_every_control_changes_picture_and_sentence():
    turned = {"hidden": 1, "n0": 3, "n1": 4, "n2": 1, "k": 3, "g": "relu", "O": "linear",
              "x1": 3, "x2": 3, "scale": 2}  # fmt: skip
    for name, value in turned.items():
        explorer = NetworkExplorer()
        before = explorer.pictures[0], explorer.sentence
        explorer.controls[name].value = value
        assert explorer.pictures[0] != before[0], name
        assert explorer.sentence != before[1], name


def test_only_the_controls_of_what_is_there_are_shown():
    explorer = NetworkExplorer()

    def shown():
        return {name for name, c in explorer.controls.items() if c.layout.display != "none"}

    assert {"x3", "x4"}.isdisjoint(shown())
    assert {"n1", "n2", "x1", "x2"} <= shown()
    explorer.turn(hidden=0, n0=1)
    assert {"n1", "n2", "x2"}.isdisjoint(shown())
    explorer.turn(hidden=2, n0=4)
    assert shown() == set(explorer.controls)


def test_the_printed_shape_is_refused_unless_n_is_k():
    explorer = NetworkExplorer()
    kept = explorer.pictures
    explorer.last.value = "n × k"
    assert isinstance(explorer.error, ValueError)
    assert "W[3] has 2 columns, but layer 2 has 3 units" in explorer.sentence
    assert explorer.pictures == kept
    explorer.n2.value = 2
    check(explorer)
    assert "W₃ is transposed" in explorer.sentence
    printed = explorer.network.W[3]
    explorer.last.value = "k × n"
    check(explorer)
    assert np.array_equal(explorer.network.W[3], printed.T)
    assert not np.array_equal(explorer.network.W[3], printed)


def test_the_answers_of_the_notebook():
    explorer = NetworkExplorer()
    before = explorer.network
    explorer.n1.value = 4
    after = explorer.network
    assert after.parameter_count - before.parameter_count == 6
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
    assert [round(float(value), 2) for value in h_11] == [0.76, 0.88, 0.94, 0.97, 0.99]
    explorer.scale.value = 8
    for explorer.x1.value, others in ((4, [0.05, 0.07]), (5, [0.01, 0.03])):
        trace = forward_propagation(explorer.network, explorer.x)
        assert trace.h[1][0] == pytest.approx(1, abs=1e-9)
        assert trace.h[1][1:].round(2).tolist() == others

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


@pytest.mark.parametrize("sizes", [[2, 2], [2, 3, 3, 2], [4, 4, 4, 4, 4], [1, 4, 1]])
def test_the_strip_stands_below_the_columns_of_the_diagram(sizes):
    network = Network.initialise(sizes)
    trace = forward_propagation(network, np.ones(sizes[0]))
    strip, diagram = (
        ElementTree.fromstring(picture)
        for picture in (shape_strip(network), network_diagram(network, trace))
    )
    assert strip.get("viewBox").split()[2] == diagram.get("viewBox").split()[2]
    headings = {
        "".join(node.itertext()): node.get("x")
        for root in (strip, diagram)
        for node in root.iter(f"{SVG}text")
    }
    for layer in range(1, len(sizes)):
        assert headings[f"layer {layer}"] == headings[f"b{layer}: {sizes[layer]}"]
