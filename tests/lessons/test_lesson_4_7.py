"""Lesson 4.7: what its lines are not; its explorer against products taken number by number."""

import itertools
import re
from xml.etree import ElementTree

import numpy as np
import pytest

from helpers import back_propagation, check_gradients, forward_propagation
from helpers.data.networks import example_batch, example_network
from helpers.lessons.lesson_4_7.outer_products import BatchExplorer, batch_product, sample_sum
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


# ---- the explorer


def factors(explorer):
    """The two factors of every sample, by forward and backward passes written out here."""
    network, (x, y) = example_network(), example_batch()
    (W1, W2), (b1, b2) = network.W[1:], network.b[1:]
    h1 = np.tanh(W1 @ x + b1[:, None])
    exponentials = np.exp(W2 @ h1 + b2[:, None])
    grad_a2 = exponentials / exponentials.sum(axis=0) - y
    grad_a1 = (W2.T @ grad_a2) * (1 - h1**2)
    divisor = 4 if explorer.loss.value == "mean" else 1
    below = x if explorer.layer.value == 1 else h1
    return (grad_a1 if explorer.layer.value == 1 else grad_a2) / divisor, below


def cells(picture):
    """Pairs of tooltip and number shown, in order."""
    root = ElementTree.fromstring(picture)
    groups = [g for g in root.iter(f"{SVG}g") if g.find(f"{SVG}title") is not None]
    return [(g.findtext(f"{SVG}title"), "".join(g.find(f"{SVG}text").itertext())) for g in groups]


def check(explorer):
    """Sentence, product and sum show what loops over units and samples give."""
    assert explorer.error is None, explorer.error
    grad_a, below = factors(explorer)
    layer, sample = explorer.layer.value, explorer.sample.value
    row, column = explorer.i.value - 1, explorer.j.value - 1
    shares = [[[grad_a[u, t] * below[v, t] for v in range(2)] for u in range(len(grad_a))]
              for t in range(4)]  # fmt: skip
    samples = range(4) if sample == "all" else [sample - 1]
    weights = sum(np.array(shares[t]) for t in samples)
    biases = sum(grad_a[:, t] for t in samples)
    product, added = map(cells, explorer.pictures)
    tail = "from all 4 samples" if sample == "all" else f"from sample {sample}"
    by_tip = dict(product)
    for u in range(len(grad_a)):
        tip = f"{name('∇b', layer, u + 1)} = {number(biases[u])} {tail}"
        assert by_tip[tip] == number(biases[u])
        for v in range(2):
            tip = f"{name('∇W', layer, u + 1, v + 1)} = {number(weights[u, v])} {tail}"
            assert by_tip[tip] == number(weights[u, v])
        for t in range(4):
            assert by_tip[f"sample {t + 1}: {name('∇a', layer, u + 1)} = {number(grad_a[u, t])}"]
    upto = 4 if sample == "all" else sample
    total = sum(np.array(shares[t]) for t in range(upto))
    tiles = np.array([value for _, value in added]).reshape(5, len(grad_a), 2)
    for tile, expected in zip(tiles, [*shares, total], strict=True):
        for place in np.ndindex(tile.shape):
            assert tile[place] == number(np.array(expected)[place])
    bias, entry = name("∂ℒ/∂b", layer, row + 1), name("∂ℒ/∂W", layer, row + 1, column + 1)
    assert entry in explorer.sentence
    if sample == "all":
        assert f"= {number(total[row, column])}, row {row + 1} of" in explorer.sentence
        assert f"= {number(biases[row])}, the sum of row {row + 1}." in explorer.sentence
    else:
        assert f"= {number(weights[row, column])}. The sum so far" in explorer.sentence
        assert f"so far is {number(total[row, column])}." in explorer.sentence
        assert f"To {bias} it gives {number(biases[row])}," in explorer.sentence


@pytest.mark.parametrize(("layer", "kind"), [*itertools.product((1, 2), ("mean", "sum"))])
def test_every_sample_and_every_entry(layer, kind):
    explorer = BatchExplorer()
    explorer.turn(layer=layer, loss=kind)
    for sample in (1, 2, 3, 4, "all"):
        explorer.sample.value = sample
        for row, column in itertools.product(range(1, explorer.i.max + 1), (1, 2)):
            explorer.turn(i=row, j=column)
            check(explorer)


def test_every_control_changes_picture_and_sentence():
    for control, value in {"layer": 1, "loss": "sum", "sample": 1, "i": 1, "j": 2}.items():
        explorer = BatchExplorer()
        check(explorer)
        before = explorer.pictures, explorer.sentence
        explorer.controls[control].value = value
        check(explorer)
        assert explorer.pictures != before[0], control
        assert explorer.sentence != before[1], control


def test_the_row_ends_where_the_layer_does():
    explorer = BatchExplorer()
    explorer.turn(i=3, layer=1)
    assert (explorer.i.value, explorer.i.max) == (2, 2)
    check(explorer)
    explorer.layer.value = 2
    assert explorer.i.max == 3
    check(explorer)


def test_the_answers_of_the_notebook():
    explorer = BatchExplorer()
    assert "∂ℒ/∂a₂₃ · h₁₁" in explorer.sentence
    columns = [explorer.share(t).W[2] for t in (1, 2, 3, 4)]
    for t, share in enumerate(columns):
        ratio = explorer.trace.h[1][1, t] / explorer.trace.h[1][0, t]
        assert share[:, 1] == pytest.approx(ratio * share[:, 0])
    assert explorer.trace.h[1][:, 2].round(2).tolist() == [-0.8, 0.6]
    total = sum(columns)
    assert np.linalg.matrix_rank(total, tol=1e-3) == 2
    same_sign = [p for p in np.ndindex(3, 2) if len({np.sign(c[p]) for c in columns}) == 1]
    assert same_sign == [(1, 1)]
    assert all(share[1, 1] > 0 for share in columns)
    explorer.turn(layer=1, sample=3)
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
    for layer in (1, 2):
        explorer.layer.value = layer
        shares = [explorer.share(t) for t in (1, 2, 3, 4)]
        wanted.W[layer] = sum(share.W[layer] for share in shares)
        wanted.b[layer] = sum(share.b[layer] for share in shares)
    assert check_gradients(network, x, y, gradients=wanted).passed


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
    shares = np.arange(1.0, 13).reshape(3, 2, 2)
    root = ElementTree.fromstring(sample_sum(shares, k=1, cell=(0, 0), upto=1))
    dim = [g for g in root.iter(f"{SVG}g") if g.get("class") == "bp-receding"]
    assert len(dim) == 2
    assert [value for _, value in cells(sample_sum(shares, 1, (0, 0), upto=2))][-4:] == [
        number(value) for value in (6, 8, 10, 12)
    ]  # fmt: skip
