"""Lesson 4.6: its pictures and explorer against numbers computed here; its proofs for all sizes."""

import json
import pathlib
import re
from xml.etree import ElementTree

import numpy as np
import pytest
import reference

from helpers import back_propagation, forward_propagation, one_hot
from helpers.data.networks import example_network
from helpers.lessons.lesson_4_6.hidden_unit import (
    SHOWN,
    UNITS,
    HiddenUnitExplorer,
    path_sum,
    paths_diagram,
)
from helpers.lessons.lesson_4_6.still import column_is_row, two_paths
from helpers.pictures.text import number
from helpers.symbolic.derivation import derive
from helpers.symbolic.ledger import ledger

SVG = "{http://www.w3.org/2000/svg}"
NOTEBOOK = pathlib.Path(__file__).parents[2] / "notebooks" / "4_6_hidden_units.ipynb"


def loss_from(explorer, start, layer, is_a):
    """The loss as a function of a or h of one layer, in plain numpy."""
    network, act = explorer.network, reference.IN_NUMPY[explorer.g.value]
    value = act(start) if is_a else start
    for above in range(layer + 1, 3):
        value = act(network.W[above] @ value + network.b[above])
    logits = network.W[3] @ value + network.b[3]
    return np.log(np.exp(logits).sum()) - logits[explorer.true_class.value - 1]


def slopes(explorer, layer, letter):
    """Central differences: an independent gradient at a or h of one layer."""
    at = getattr(explorer.trace, letter)[layer]
    up, down = (
        [loss_from(explorer, at + sign * d, layer, letter == "a") for d in 1e-6 * np.eye(len(at))]
        for sign in (1, -1)
    )
    return (np.array(up) - np.array(down)) / 2e-6


def titles(picture):
    return [node.text for node in ElementTree.fromstring(picture).iter(f"{SVG}title")]


def check(explorer):
    """Everything shown is what central differences give for the chosen unit."""
    assert explorer.error is None, explorer.error
    layer, unit = explorer.unit.value[0], explorer.unit.value[1] - 1
    at_h, at_a = slopes(explorer, layer, "h"), slopes(explorer, layer, "a")
    on_kink = explorer.g.value == "relu" and np.any(np.abs(explorer.trace.a[layer]) < 1e-5)
    assert explorer.gradients.h[layer] == pytest.approx(at_h, abs=1e-7)
    if not on_kink:
        assert explorer.gradients.a[layer] == pytest.approx(at_a, abs=1e-7)
    assert len(explorer.pictures) == 4
    paths, bars, transpose, activation = explorer.pictures
    shown_h, shown_a = explorer.gradients.h[layer], explorer.gradients.a[layer]
    total = f"h{'₀₁₂'[layer]}{'₁₂₃'[unit]}"
    assert f"∂ℒ/∂{total} = {number(shown_h[unit])}" in titles(bars)
    parts = [float(t.split(" = ")[-1].replace("−", "-")) for t in titles(bars)[1:-1]]
    assert len(parts) == (2 if layer == 1 else 3)
    assert sum(parts) == pytest.approx(at_h[unit], abs=0.02)
    for picture, letter, vector in ((transpose, "h", shown_h), (activation, "a", shown_a)):
        for row, entry in enumerate(vector):
            subscript = f"{'₀₁₂'[layer]}{'₁₂₃'[row]}"
            assert f"∇{letter}{subscript} = {number(entry)}" in titles(picture)
    assert f"∇ {number(shown_h[unit])}" in paths
    assert f"∇ {number(shown_a[unit])}" in paths
    told = re.fullmatch(
        r"(\S+) reaches the loss through the (\d) units of layer (\d): .* = (\S+)\. More \S+ "
        r"(means more loss|means less loss|makes no difference to the loss)\. "
        r"Through the activation: .* = (\S+)\.",
        explorer.sentence,
    )
    assert told.groups()[:4] == (total, str(len(parts)), str(layer + 1), number(shown_h[unit]))
    assert told[5] == {1: "means more loss", -1: "means less loss"}.get(
        np.sign(shown_h[unit]), "makes no difference to the loss"
    )
    assert told[6] == number(shown_a[unit])


@pytest.mark.parametrize("g", reference.IN_NUMPY)
def test_every_control_to_both_ends_and_between(g):
    explorer = HiddenUnitExplorer()
    explorer.turn(g=g, shown=4)
    for _, unit in UNITS:
        explorer.unit.value = unit
        check(explorer)
    for name in ("x1", "x2"):
        for value in (-2.0, -0.7, 0.0, 1.1, 2.0):
            explorer.controls[name].value = value
            check(explorer)
    for true_class in (1, 3):
        explorer.true_class.value = true_class
        check(explorer)


def test_the_product_and_the_slope_are_shown_when_they_are_asked_for():
    explorer, lengths = HiddenUnitExplorer(), []
    assert explorer.unit.value == (1, 1)
    for _, count in SHOWN:
        explorer.shown.value = count
        lengths.append(len(explorer.pictures))
        assert ("Through the activation" in explorer.sentence) == (count == 4)
    assert lengths == [2, 3, 4]


def test_every_control_changes_pictures_and_sentence():
    turns = {"unit": (2, 2), "shown": 4, "g": "relu", "x1": 0.3, "x2": 1.2, "true_class": 1}
    explorer = HiddenUnitExplorer()
    assert set(turns) == set(explorer.controls)
    for name, value in turns.items():
        explorer = HiddenUnitExplorer()
        before = list(explorer.pictures), explorer.sentence
        explorer.controls[name].value = value
        assert explorer.pictures != before[0], name
        assert explorer.sentence != before[1], name


def test_the_bars_of_all_units_have_one_scale():
    """A bar is as many times longer as its number is larger, whichever unit is shown."""
    explorer, lengths, zeros = HiddenUnitExplorer(), [], set()
    for _, unit in UNITS:
        explorer.unit.value = unit
        k, j = unit[0], unit[1] - 1
        parts = explorer.gradients.a[k + 1] * explorer.network.W[k + 1][:, j]
        root = ElementTree.fromstring(explorer.pictures[1])
        bars = [float(bar.get("width")) for bar in root.iter(f"{SVG}rect")]
        lengths += list(zip([*parts, parts.sum()], bars, strict=True))
        zeros.add([line.get("x1") for line in root.iter(f"{SVG}line")][-1])
    numbers, bars = np.abs(lengths).T
    assert bars == pytest.approx(numbers * bars.max() / numbers.max(), abs=0.11)
    assert len(zeros) == 1


def test_formulas_of_the_live_sentence_are_set_as_in_the_prose():
    explorer = HiddenUnitExplorer()
    shown = explorer.marked_up("∂ℒ/∂h₁₁ = 1.34, so a₁₁ < 2")
    assert shown == ("∂ℒ/∂<i>h</i><sub>11</sub> = 1.34, so <i>a</i><sub>11</sub> &lt; 2")
    assert not set("₀₁₂₃₄₅₆₇₈₉") & set(explorer.marked_up(explorer.sentence))


def test_the_answers_of_the_notebook():
    explorer = HiddenUnitExplorer()
    gradients, network = explorer.gradients, explorer.network
    parts = {unit: gradients.a[unit[0] + 1] * network.W[unit[0] + 1][:, unit[1] - 1]
             for _, unit in UNITS}  # fmt: skip
    assert parts[1, 3].round(2).tolist() == [0.24, -0.26]
    kept = {unit: abs(part.sum()) / np.abs(part).sum() for unit, part in parts.items()}
    assert kept.pop((1, 3)) < 0.05
    assert min(kept.values()) > 0.5
    explorer.g.value = "relu"
    gradients = explorer.gradients
    deaf = [
        (layer, unit)
        for _, (layer, unit) in UNITS
        if gradients.h[layer][unit - 1] != 0 and gradients.a[layer][unit - 1] == 0
    ]
    assert deaf == [(1, 2), (2, 1)]
    for layer, unit in deaf:
        assert np.all(gradients.W[layer][unit - 1] == 0)


def test_a_forgotten_transpose_is_refused_by_the_shapes_of_the_running_network():
    explorer = HiddenUnitExplorer()
    for k in (2, 3):
        with pytest.raises(ValueError, match="matmul"):
            explorer.network.W[k] @ explorer.gradients.a[k]


def test_the_two_paths_give_the_slope_once_they_are_solved():
    def p_of(z):
        return z**2 * (z + 3)

    slope = round((p_of(2 + 1e-5) - p_of(2 - 1e-5)) / 2e-5)
    for is_solved in (False, True):
        picture, sentence = two_paths(is_solved)
        shown = [node.text for node in ElementTree.fromstring(picture).iter(f"{SVG}text")]
        for place in (" ".join(filter(None, shown)), sentence):
            assert (f"20 + 4 = {slope}" in place) == is_solved


@pytest.mark.parametrize(("_", "unit"), UNITS)
def test_a_column_is_a_row_of_the_transpose(_, unit):
    k, j = unit
    W = example_network().W[k + 1]
    picture, sentence = column_is_row(example_network(), k, j)
    assert all(number(weight) in sentence for weight in W[:, j - 1])
    assert len(re.findall("bp-(?:positive|negative)-line", picture.split("</style>")[1])) == len(W)
    entries = {
        f"W{'₀₁₂₃'[k + 1]}{'₁₂₃'[m]}{'₁₂₃'[i]} = {number(W[m, i])}" for m, i in np.ndindex(W.shape)
    }
    told = titles(picture)
    assert all(told.count(entry) == 2 for entry in entries)


def test_a_unit_that_is_not_there_is_refused():
    with pytest.raises(ValueError, match="j is 4, but layer 1 has units 1 to 3"):
        column_is_row(example_network(), 1, 4)


@pytest.mark.parametrize("by", ["no transpose", "a random matrix"])
def test_training_may_run_as_well_with_another_matrix_than_the_transpose(by):
    x = np.random.default_rng(0).normal(size=(2, 40))
    y = one_hot((x.sum(axis=0) > 0).astype(int), 2)
    square = (2, 3, 3, 2)  # a layer as wide as the one before
    random = np.random.default_rng(5).normal(size=(3, 3))
    losses = []
    for forgotten in (False, True):
        network = example_network(square)
        for _ in range(300):
            trace = forward_propagation(network, x)
            gradients = back_propagation(network, trace, y)
            if forgotten:
                back = network.W[2] if by == "no transpose" else random
                at_a = (back @ gradients.a[2]) * (1 - trace.h[1] ** 2)
                gradients.W[1], gradients.b[1] = at_a @ x.T, at_a.sum(axis=1)
            for k in (1, 2, 3):
                network.W[k] -= 0.3 * gradients.W[k]
                network.b[k] -= 0.3 * gradients.b[k]
        losses.append(network.loss(forward_propagation(network, x), y))
    assert max(losses) < 0.05
    assert losses[1] < 2 * losses[0]


def test_only_the_edges_that_leave_the_unit_carry_their_weights():
    explorer = HiddenUnitExplorer()
    for layer, unit, expected in ((1, 1, ["−0.50", "0.90"]), (2, 0, ["0.90", "0.20", "−1.10"])):
        picture = paths_diagram(explorer.network, explorer.gradients, layer, unit, 0.0)
        found = [t.split(" = ")[1] for t in titles(picture) if t.startswith("W")]
        assert found == expected


def test_path_sum_stands_where_nothing_arrives():
    explorer = HiddenUnitExplorer()
    explorer.gradients.a[2][:] = 0.0
    explorer.gradients.a[3][:] = 0.0
    assert "h₁₁ = 0.00" in path_sum(explorer.network, explorer.gradients, k=1, j=0)


def test_the_slip_leaves_paths_out():
    d = derive("4.6-2", ledger()["4.6-2"].lines[0])
    slip = d.refute("Σ(m, 1..k, D(ℒ, a[i+1,m]) W[i+1,m,j])")
    assert slip.point["k"] != slip.point["n"]
    assert repr(slip).startswith("The slide says")


def test_every_line_stored_in_the_notebook_is_proved():
    cells = json.loads(NOTEBOOK.read_text())["cells"]
    data = [output.get("data", {}) for cell in cells for output in cell.get("outputs", [])]
    plain = "\n".join("".join(one.get("text/plain", "")) for one in data).splitlines()
    latex = "".join("".join(one.get("text/latex", "")) for one in data)
    lines = [line for line in plain if line.startswith("    = ")]
    assert len(lines) == latex.count(r"\blacksquare") > 10
    assert all("  ■" in line for line in lines)
    assert r"\approx" not in latex
    assert {f"4.6-{line}" for line in range(1, 8)} <= set(re.findall(r"\((4\.6-\d)\)", latex))
