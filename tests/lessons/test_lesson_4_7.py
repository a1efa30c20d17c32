"""Lesson 4.7: what its lines are not; its explorer against products taken number by number."""

import itertools
import re
from xml.etree import ElementTree

import numpy as np
import pytest

from helpers import back_propagation, check_gradients, forward_propagation
from helpers.data.networks import INPUT, TRUE_CLASS, example_batch, example_network
from helpers.lessons.lesson_4_7.batch import BatchExplorer, sample_sum
from helpers.lessons.lesson_4_7.edge import EdgeExplorer
from helpers.lessons.lesson_4_7.outer_products import batch_product
from helpers.pictures.text import name, number
from helpers.symbolic.derivation import DerivationError, derive

SVG = "{http://www.w3.org/2000/svg}"
AT_K = "where a[k,i] = b[k,i] + Σ(j, W[k,i,j] h[k-1,j])"
WHERE = f"where ℒ depends on a[k,m] {AT_K}"
SAMPLES = "with a[k; 1..n, 1..N], h[k; 1..n, 1..N]"
BATCH = f"""
    where ℒ depends on a[k,m,s]
    where a[k,i,s] = b[k,i] + Σ(j, W[k,i,j] h[k-1,j,s])
    {SAMPLES}
"""
MEAN = f"where ℒ = 1/N * Σ(s, ℒ[s]) where ℒ[s] depends on a[k,m,s] {SAMPLES}, ℒ[1..N]"
LAST = """
    where ℒ depends on a[L,m]
    where a[L,i] = b[L,i] + Σ(j, W[L,i,j] h[L-1,j])
"""  # k units above n


@pytest.mark.parametrize(
    ("start", "claim", "where"),
    [
        ("D(a[k,i], W[k,i,j])", "h[k-1,i]", AT_K),
        ("D(ℒ, W[k,i,j])", "D(ℒ, a[k,j]) h[k-1,i]", WHERE),
        ("∇(ℒ, W[k])", "h[k-1] @ ∇(ℒ, a[k])ᵀ", WHERE),
        ("∇(ℒ, b[k])", "vector(m, ℒ/a[k,m])", WHERE),
        ("D(ℒ, W[k,i,j])", "1/N * Σ(s, D(ℒ, a[k,i,s]) h[k-1,j,s])", BATCH),
        ("D(ℒ, a[k,i,s])", "D(ℒ[s], a[k,i,s])", MEAN),
    ],
)
def test_what_it_is_not_fails_at_a_point(start, claim, where):
    counterexample = derive(None, f"{start} {where}").refute(claim)
    assert counterexample.claimed != counterexample.true


def test_the_last_layer_has_as_many_rows_as_classes():
    d = derive(None, f"∇(ℒ, W[L]) == ∇(ℒ, a[L]) @ h[L-1]ᵀ {LAST}")
    assert d.lines[-1].proof
    with pytest.raises(DerivationError, match="shapes differ"):
        derive(None, f"∇(ℒ, W[L]) == h[L-1] @ ∇(ℒ, a[L])ᵀ {LAST}")


def test_entry_by_entry_is_the_matrix():
    d = derive(None, f"∇(ℒ, W[k]) == matrix(i, j, D(ℒ, a[k,i]) h[k-1,j]) {WHERE}")
    d.refute("matrix(i, 1..n, j, 1..n, 1[i=j] h[k-1,j])")


def passes(x, y):
    """h_0, h_1, h_2 and each ∇a of the running network, samples as columns, written out here."""
    network = example_network()
    (W1, W2, W3), (b1, b2, b3) = network.W[1:], network.b[1:]
    h1 = np.tanh(W1 @ x + b1[:, None])
    h2 = np.tanh(W2 @ h1 + b2[:, None])
    exponentials = np.exp(W3 @ h2 + b3[:, None])
    grad_a3 = exponentials / exponentials.sum(axis=0) - y
    grad_a2 = (W3.T @ grad_a3) * (1 - h2**2)
    grad_a1 = (W2.T @ grad_a2) * (1 - h1**2)
    return [x, h1, h2], [None, grad_a1, grad_a2, grad_a3]


def tips(picture):
    """The tooltips, in order."""
    root = ElementTree.fromstring(picture)
    found = [g.findtext(f"{SVG}title") for g in root.iter(f"{SVG}g")]
    return [tip for tip in found if tip is not None]


def texts(picture):
    root = ElementTree.fromstring(picture)
    return ["".join(element.itertext()) for element in root.iter(f"{SVG}text")]


def cells(picture):
    """Pairs of tooltip and number shown, in order."""
    root = ElementTree.fromstring(picture)
    groups = [g for g in root.iter(f"{SVG}g") if g.find(f"{SVG}title") is not None]
    shown = [(g.findtext(f"{SVG}title"), g.find(f"{SVG}text")) for g in groups]
    return [(tip, "".join(text.itertext())) for tip, text in shown if text is not None]


# ---- the edge


def check_edge(explorer):
    """Picture and sentence show value and blame of the edge; the product where it is wanted."""
    assert explorer.error is None, explorer.error
    x = np.array([[explorer.x1.value], [explorer.x2.value]])
    y = np.eye(3)[:, [explorer.true_class.value - 1]]
    below, grad_a = passes(x, y)
    k, i, j = explorer.layer.value, explorer.i.value - 1, explorer.j.value - 1
    value, blame = below[k - 1][j, 0], grad_a[k][i, 0]
    tail = name("x", j + 1) if k == 1 else name("h", k - 1, j + 1)
    weight, head = name("W", k, i + 1, j + 1), name("∂ℒ/∂a", k, i + 1)
    assert explorer.sentence.startswith(f"{weight} = ")
    assert f"The value at its tail is {tail} = {number(value)}," in explorer.sentence
    assert f"the blame at its head {head} = {number(blame)}." in explorer.sentence
    network, *matrix = explorer.pictures
    shown = dict(cells(network))
    assert shown[f"{head} = {number(blame)}"] == number(blame)
    assert shown[f"{tail} = {number(value)}"] == number(value)
    product = [text for text in texts(network) if text.startswith(f"∂ℒ/∂W{k}{i + 1}{j + 1} = ")]
    if explorer.show.value == "ends":
        assert product == [f"∂ℒ/∂W{k}{i + 1}{j + 1} = ?"]
        assert not matrix
        assert "gradient" not in explorer.sentence
        return
    assert product == [f"∂ℒ/∂W{k}{i + 1}{j + 1} = {number(value * blame)}"]
    lit = [tip for tip in tips(matrix[0]) if tip.startswith(name("∇W", k, i + 1, j + 1))]
    assert lit[0].endswith(f" = {number(value * blame)}")
    assert f"= {number(value * blame)} is row {i + 1}, column {j + 1} of" in explorer.sentence


@pytest.mark.parametrize("view", ["ends", "product"])
@pytest.mark.parametrize("layer", [1, 2, 3])
def test_every_edge(layer, view):
    explorer = EdgeExplorer()
    explorer.turn(layer=layer, show=view)
    rows, columns = example_network().W[layer].shape
    assert (explorer.i.max, explorer.j.max) == (rows, columns)
    for i, j in itertools.product(range(1, rows + 1), range(1, columns + 1)):
        explorer.turn(i=i, j=j)
        check_edge(explorer)


@pytest.mark.parametrize("view", ["ends", "product"])
def test_every_sample_at_an_edge(view):
    explorer = EdgeExplorer()
    explorer.show.value = view
    for x1, x2, true_class in itertools.product((-2, 0.5, 2), (-2, 0, 2), (1, 2, 3)):
        explorer.turn(x1=x1, x2=x2, true_class=true_class)
        check_edge(explorer)


def test_every_control_of_the_edge_changes_picture_and_sentence():
    changes = {"layer": 3, "i": 2, "j": 1, "x1": 2, "x2": 1, "true_class": 1, "show": "product"}
    for control, value in changes.items():
        explorer = EdgeExplorer()
        before = explorer.pictures, explorer.sentence
        explorer.controls[control].value = value
        check_edge(explorer)
        assert explorer.pictures != before[0], control
        assert explorer.sentence != before[1], control


def test_the_answers_about_the_edge():
    explorer = EdgeExplorer()
    assert (explorer.x1.value, explorer.x2.value) == INPUT
    assert explorer.true_class.value == TRUE_CLASS
    assert "W₂₁₃ = −0.40" in explorer.sentence
    assert 0.1 * explorer.trace.h[1][2] == pytest.approx(0.029, abs=5e-4)
    assert 0.1 * explorer.gradients.W[2][0, 2] == pytest.approx(-0.018, abs=5e-4)
    explorer.turn(x2=0, layer=1)
    assert np.all(explorer.gradients.W[1][:, 1] == 0)
    assert np.all(explorer.gradients.W[1][:, 0] != 0)


# ---- the batch


def check(explorer):
    """Sentence and picture show what loops over units and samples give."""
    assert explorer.error is None, explorer.error
    below, grad_a = passes(*example_batch())
    layer, sample = explorer.layer.value, explorer.sample.value
    divisor = 4 if explorer.loss.value == "mean" else 1
    grad_a, below = grad_a[layer] / divisor, below[layer - 1]
    row, column = explorer.i.value - 1, explorer.j.value - 1
    shares = [[[grad_a[u, t] * below[v, t] for v in range(len(below))] for u in range(len(grad_a))]
              for t in range(4)]  # fmt: skip
    samples = range(4) if sample == "all" else [sample - 1]
    weights = sum(np.array(shares[t]) for t in samples)
    biases = sum(grad_a[:, t] for t in samples)
    upto = 4 if sample == "all" else sample
    total = sum(np.array(shares[t]) for t in range(upto))
    (picture,) = explorer.pictures
    if explorer.show.value == "product":
        tail = "from all 4 samples" if sample == "all" else f"from sample {sample}"
        by_tip = dict(cells(picture))
        for u in range(len(grad_a)):
            tip = f"{name('∇b', layer, u + 1)} = {number(biases[u])} {tail}"
            assert by_tip[tip] == number(biases[u])
            for v in range(len(below)):
                tip = f"{name('∇W', layer, u + 1, v + 1)} = {number(weights[u, v])} {tail}"
                assert by_tip[tip] == number(weights[u, v])
            for t in range(4):
                tip = f"sample {t + 1}: {name('∇a', layer, u + 1)} = {number(grad_a[u, t])}"
                assert by_tip[tip]
    else:
        told = tips(picture)
        values = [tip.split(": ")[2] for tip in told if ": row" in tip]
        expected = [number(value) for value in np.ravel([*shares, total])]
        assert values == expected
        adds = [tip.split(" adds ")[1] for tip in told if " adds " in tip]
        assert adds == [number(np.array(share)[row, column]) for share in shares]
        assert told[-1].split(": ")[1] == number(total[row, column])
    bias, entry = name("∂ℒ/∂b", layer, row + 1), name("∂ℒ/∂W", layer, row + 1, column + 1)
    assert entry in explorer.sentence
    if sample == "all":
        size = sum(abs(np.array(share)[row, column]) for share in shares)
        assert f"= {number(total[row, column])}, row {row + 1} of" in explorer.sentence
        assert f"In size the shares are {number(size)} together." in explorer.sentence
        assert f"= {number(biases[row])}." in explorer.sentence
    else:
        assert f"= {number(weights[row, column])}. The sum so far" in explorer.sentence
        assert f"so far is {number(total[row, column])}." in explorer.sentence
        assert f"To {bias} it gives {number(biases[row])}," in explorer.sentence


@pytest.mark.parametrize("view", ["samples", "product"])
@pytest.mark.parametrize(("layer", "kind"), [*itertools.product((1, 2, 3), ("mean", "sum"))])
def test_every_sample_and_every_entry(layer, kind, view):
    explorer = BatchExplorer()
    explorer.turn(layer=layer, loss=kind, show=view)
    rows, columns = explorer.i.max, explorer.j.max
    assert (rows, columns) == example_network().W[layer].shape
    for sample in (1, 2, 3, 4, "all"):
        explorer.sample.value = sample
        for row, column in itertools.product(range(1, rows + 1), range(1, columns + 1)):
            explorer.turn(i=row, j=column)
            check(explorer)


def test_every_control_changes_picture_and_sentence():
    for control, value in {"layer": 1, "loss": "sum", "sample": 3, "i": 2, "j": 2}.items():
        explorer = BatchExplorer()
        check(explorer)
        before = explorer.pictures, explorer.sentence
        explorer.controls[control].value = value
        check(explorer)
        assert explorer.pictures != before[0], control
        assert explorer.sentence != before[1], control
    before = explorer.pictures
    explorer.show.value = "product"
    assert explorer.pictures != before


@pytest.mark.parametrize("kind", [EdgeExplorer, BatchExplorer])
def test_row_and_column_end_where_the_layer_does(kind):
    explorer = kind()
    explorer.turn(layer=3)
    explorer.turn(i=3)
    explorer.layer.value = 2
    assert (explorer.i.value, explorer.i.max, explorer.j.max) == (2, 2, 3)
    explorer.layer.value = 1
    assert (explorer.i.max, explorer.j.max) == (3, 2)


def test_the_answers_of_the_notebook():
    explorer = BatchExplorer()
    assert "∂ℒ/∂a₂₁ · h₁₃" in explorer.sentence
    shares = np.stack([explorer.share(t).W[2] for t in (1, 2, 3, 4)])
    assert np.all(shares[:, 0, 2] < 0)
    assert shares[:, 0, 2].sum().round(2) == -0.10
    assert np.abs(shares[:, 1, 1]).sum().round(2) == 0.21
    assert shares[:, 1, 1].sum().round(2) == -0.02
    share = explorer.share(3)
    assert np.all(share.W[1][:, 1] == 0)
    assert np.all(share.W[1][:, 0] != 0)
    assert np.all(share.b[1] != 0)
    mean = explorer.share(1).W[1]
    explorer.loss.value = "sum"
    assert explorer.share(1).W[1] == pytest.approx(4 * mean)


def test_the_sum_of_the_shares_is_the_gradient_by_central_differences():
    network, (x, y) = example_network(), example_batch()
    explorer = BatchExplorer()
    wanted = back_propagation(network, forward_propagation(network, x), y)
    for layer in (1, 2, 3):
        explorer.layer.value = layer
        shares = [explorer.share(t) for t in (1, 2, 3, 4)]
        wanted.W[layer] = sum(share.W[layer] for share in shares)
        wanted.b[layer] = sum(share.b[layer] for share in shares)
    assert check_gradients(network, x, y, gradients=wanted).passed


@pytest.mark.parametrize(("divisor", "times"), [(4, 1), (2, 2), (1, 4)])
def test_a_wrong_divisor_is_seen_by_numbers_alone(divisor, times):
    network, (x, y) = example_network(), example_batch()
    claimed = back_propagation(network, forward_propagation(network, x), y)
    for block in (claimed.W, claimed.b):
        block[1:] = [4 * gradient / divisor for gradient in block[1:]]
    report = check_gradients(network, x, y, gradients=claimed)
    assert report.passed == (times == 1)
    assert len(x) == 2


# ---- the pictures


def test_what_is_lit_of_one_sample_and_of_all():
    grad_a, below = np.arange(1.0, 7).reshape(2, 3), np.arange(1.0, 4).reshape(1, 3)

    def receding(picture):
        root = ElementTree.fromstring(picture)
        dim = [g for g in root.iter(f"{SVG}g") if g.get("class") == "bp-receding"]
        return {re.sub(" = .*", "", g.findtext(f"{SVG}title")) for g in dim}

    one = receding(batch_product(grad_a, below, 2, cell=(1, 0), sample=2))
    assert one == {
        f"sample {t}: {what}" for t in (1, 2) for what in ("∇a₂₁", "∇a₂₂", "h₁₁")
    }  # fmt: skip
    both = receding(batch_product(grad_a, below, 2, cell=(1, 0)))
    assert both == {f"sample {t}: ∇a₂₁" for t in (1, 2, 3)}


def test_samples_after_the_chosen_one_step_back():
    shares = np.arange(1.0, 17).reshape(4, 2, 2)
    root = ElementTree.fromstring(sample_sum(shares, k=1, cell=(0, 0), upto=2))
    dim = [g for g in root.iter(f"{SVG}g") if g.get("class") == "bp-receding"]
    assert len(dim) == 4  # two tiles, two bars
    total = [tip for tip in tips(sample_sum(shares, 1, (0, 0), upto=2)) if "samples 1 to 2" in tip]
    assert [tip.split(": ")[2] for tip in total] == [number(value) for value in (6, 8, 10, 12)]


def test_bars_stand_end_to_end():
    shares = np.array([1.0, -3.0, 0.5, 2.0])[:, None, None] * np.ones((4, 2, 2))
    root = ElementTree.fromstring(sample_sum(shares, k=1, cell=(1, 0)))
    bars = [
        (float(rect.get("x")), float(rect.get("width")), rect.get("class"))
        for g in root.iter(f"{SVG}g")
        if (g.findtext(f"{SVG}title") or "").startswith(("sample", "sum"))
        and len(rects := g.findall(f"{SVG}rect")) == 1
        for rect in rects
        if rect.get("height") == "14"
    ]
    unit = bars[0][1]
    starts = [(x - bars[0][0]) / unit for x, _, _ in bars]
    assert starts == pytest.approx([0, -2, -2, -1.5, 0], abs=0.02)
    assert [wide / unit for _, wide, _ in bars] == pytest.approx([1, 3, 0.5, 2, 0.5], abs=0.02)
    assert [cls for _, _, cls in bars[:2]] == ["bp-positive", "bp-negative"]


def test_all_zero_draws():
    assert sample_sum(np.zeros((4, 3, 2)), k=1, cell=(2, 1))
