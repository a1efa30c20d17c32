"""Module 4.3 beyond its notebook's lines: near misses, the slip, and the marks it stores."""

import json
import math
import pathlib

import pytest

from helpers.symbolic.derivation import MARKS, derive
from helpers.symbolic.proof import Proof

SOFTMAX = "where ŷ[j] = exp(a[L,j]) / Σ(m, exp(a[L,m]))"
BATCH = "with y[1..N, 1..k], ŷ[1..N, 1..k]"
ANY = "where y[i] = exp(v[i]) / Σ(m, exp(v[m])) with v[1..k]"
CROSS = "-Σ(c, y[c] log(ŷ[c]))"

MISSES = [
    ("D(1/N Σ(m, c, (ŷ[m,c] - y[m,c])^2), ŷ[i,j])", "2(ŷ[i,j] - y[i,j])", BATCH),
    ("∇(Σ(c, (ŷ[c] - y[c])^2), ŷ)", "2(y - ŷ)", ""),
    ("exp(a[L,j] + s) / Σ(m, exp(a[L,m]))", "ŷ[j]", SOFTMAX),
    ("1 - ŷ[j]", "Σ(i, exp(a[L,i])) / Σ(m, exp(a[L,m]))", SOFTMAX),
    ("-log(ŷ[ℓ])", "log(Σ(m, exp(a[L,m] - s))) - a[L,ℓ]", SOFTMAX),
    (f"D({CROSS}, ŷ[i])", "-1/ŷ[i]", ""),
    (CROSS, "-log(ŷ[ℓ])", ""),  # where y is not one-hot
    ("D(-log(p)/log(10), p)", "-1/p", ""),
    (f"D({CROSS} + λ (Σ(c, ŷ[c]) - 1), ŷ[i])", "λ + y[i]/ŷ[i]", ""),
    ("Σ(c, y[c] (1 - ŷ[c]/y[c]))", "0", ANY),  # where ŷ need not sum to 1
]


@pytest.mark.parametrize(("start", "claim", "where"), MISSES, ids=[claim for _, claim, _ in MISSES])
def test_a_near_miss_fails_at_a_point(start, claim, where):
    counterexample = derive(None, f"{start} {where}").refute(claim)
    assert counterexample.claimed != counterexample.true


def test_the_slip_is_the_base_10_logarithm():
    slip = derive("4.3-9", "log(0.5) == -log(2)").refute("log(0.5) / log(10)")
    assert repr(slip).startswith("The slide says")
    assert float(slip.claimed) == pytest.approx(-0.30103, abs=1e-5)
    assert float(slip.true) == pytest.approx(-math.log(2))


def test_the_notebook_stores_no_lesser_mark():
    path = pathlib.Path(__file__).parents[2] / "notebooks/4_3_outputs_and_losses.ipynb"
    stored = "".join(
        "".join(output.get("data", {}).get(form, ""))
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]
        for output in cell.get("outputs", [])
        for form in ("text/latex", "text/html")  # what is covered is stored as html
    )
    assert stored.count(MARKS[Proof.PROVED]) > 20
    assert MARKS[Proof.POINTS] not in stored
