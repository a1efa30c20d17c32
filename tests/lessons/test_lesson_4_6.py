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
from helpers.lessons.lesson_4_6.hidden_unit import HiddenUnitExplorer, path_sum, paths_diagram
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
        [loss_from(explorer, at + sign * d, layer, letter == "a") for d in 1e-6 * np.eye(3)]
        for sign in (1, -1)
    )
    return (np.array(up) - np.array(down)) / 2e-6


def titles(picture):
    return [node.text for node in ElementTree.fromstring(picture).iter(f"{SVG}title")]


def check(explorer):
    """Everything shown is what central differences give for the chosen unit."""
    assert explorer.error is None, explorer.error
    layer, unit = explorer.layer.value, explorer.unit.value - 1
    at_h, at_a = slopes(explorer, layer, "h"), slopes(explorer, layer, "a")
    on_kink = explorer.g.value == "relu" and np.any(np.abs(explorer.trace.a[layer]) < 1e-5)
    assert explorer.gradients.h[layer] == pytest.approx(at_h, abs=1e-7)
    if not on_kink:
        assert explorer.gradients.a[layer] == pytest.approx(at_a, abs=1e-7)
    paths, bars, transpose, activation = explorer.pictures
    shown_h, shown_a = explorer.gradients.h[layer], explorer.gradients.a[layer]
    total = f"h{'₀₁₂'[layer]}{'₁₂₃'[unit]}"
    assert f"∂ℒ/∂{total} = {number(shown_h[unit])}" in titles(bars)
    parts = [float(t.split(" = ")[-1].replace("−", "-")) for t in titles(bars)[1:-1]]
    assert len(parts) == (3 if layer == 1 else 2)
    assert sum(parts) == pytest.approx(at_h[unit], abs=0.02)
    for picture, letter, vector in ((transpose, "h", shown_h), (activation, "a", shown_a)):
        for row, entry in enumerate(vector):
            subscript = f"{'₀₁₂'[layer]}{'₁₂₃'[row]}"
            assert f"∇{letter}{subscript} = {number(entry)}" in titles(picture)
    assert f"∇ {number(shown_h[unit])}" in paths
    assert f"∇ {number(shown_a[unit])}" in paths
    told = re.fullmatch(
        r"(\S+) reaches the loss through the (\d) units of layer (\d): .* = (\S+)\. So more \S+ "
        r"(means more loss|means less loss|makes no difference to the loss)\. "
        r"At the pre-activation: .* = (\S+)\.",
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
    explorer.g.value = g
    for layer in (1, 2):
        for unit in (1, 2, 3):
            explorer.turn(layer=layer, unit=unit)
            check(explorer)
    for name in ("x1", "x2"):
        for value in (-2.0, -0.7, 0.0, 1.1, 2.0):
            explorer.controls[name].value = value
            check(explorer)
    explorer.true_class.value = 1
    check(explorer)


def test_every_control_changes_pictures_and_sentence():
    turns = {"layer": 2, "unit": 3, "g": "relu", "x1": 0.3, "x2": 1.2, "true_class": 1}
    explorer = HiddenUnitExplorer()
    assert set(turns) == set(explorer.controls)
    for name, value in turns.items():
        explorer = HiddenUnitExplorer()
        before = list(explorer.pictures), explorer.sentence
        explorer.controls[name].value = value
        assert explorer.pictures != before[0], name
        assert explorer.sentence != before[1], name


def test_the_answers_of_the_notebook():
    explorer = HiddenUnitExplorer()
    gradients, network = explorer.gradients, explorer.network
    parts = {(k, j): gradients.a[k + 1] * network.W[k + 1][:, j] for k in (1, 2) for j in range(3)}
    assert parts[1, 1].round(2).tolist() == [-0.23, -0.84, 1.03]
    assert gradients.h[1][1].round(2) == -0.03
    kept = {unit: abs(part.sum()) / np.abs(part).sum() for unit, part in parts.items()}
    assert kept.pop((1, 1)) < 0.02
    assert min(kept.values()) > 0.5
    explorer.g.value = "relu"
    gradients = explorer.gradients
    deaf = [
        (layer, unit + 1)
        for layer in (1, 2)
        for unit in range(3)
        if gradients.h[layer][unit] != 0 and gradients.a[layer][unit] == 0
    ]
    assert deaf == [(1, 3), (2, 1)]
    for layer, unit in deaf:
        assert np.all(gradients.W[layer][unit - 1] == 0)


def test_the_wrong_transpose_runs_and_is_wrong():
    explorer = HiddenUnitExplorer()
    W_2, upstream = explorer.network.W[2], explorer.gradients.a[2]
    right = slopes(explorer, 1, "h")
    assert (W_2 @ upstream).shape == right.shape
    assert not np.allclose(W_2 @ upstream, right, atol=0.1)
    with pytest.raises(ValueError, match="matmul"):
        explorer.network.W[3] @ explorer.gradients.a[3]


@pytest.mark.parametrize("by", ["no transpose", "a random matrix"])
def test_training_may_run_as_well_with_another_matrix_than_the_transpose(by):
    x = np.random.default_rng(0).normal(size=(2, 40))
    y = one_hot((x.sum(axis=0) > 0).astype(int), 2)
    random = np.random.default_rng(5).normal(size=(3, 3))
    losses = []
    for forgotten in (False, True):
        network = example_network()
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
    for layer, unit, expected in ((1, 1, ["0.20", "0.80", "1.00"]), (2, 0, ["−0.60", "1.00"])):
        picture = paths_diagram(explorer.network, explorer.gradients, layer, unit, 0.0)
        found = [t.split(" = ")[1] for t in titles(picture) if t.startswith("W")]
        assert found == expected


def test_path_sum_stands_where_nothing_arrives():
    explorer = HiddenUnitExplorer()
    explorer.gradients.a[2][:] = 0.0
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
    assert len(lines) == latex.count(r"\blacksquare") > 15
    assert all("  ■" in line for line in lines)
    assert r"\approx" not in latex
    assert {f"4.6-{line}" for line in range(1, 8)} <= set(re.findall(r"\((4\.6-\d)\)", latex))
