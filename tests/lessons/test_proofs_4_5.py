"""Module 4.5 in other words than the notebook's; its slip, shown at a point."""

import pytest

from helpers.symbolic.derivation import DerivationError, derive
from helpers.symbolic.ledger import ledger

WHERE = """
    where ℒ = -log(ŷ[ℓ])
    where ŷ[i] = exp(a[L,i]) / Σ(m, exp(a[L,m]))
"""
BROWN = """
    where p[j] = exp(l[j]) / Σ(m, exp(l[m]))
    where l[j] = Σ(i, w[j,i] x[i])
    where y[j] = 1[ℓ=j]
    with p[1..k], l[1..k], w[1..k,1..n]
"""
PROOFS = {
    "the loss by its letter": """
           D(ℒ, ŷ[i])
        == D(-log(ŷ[ℓ]), ŷ[i])
        == cases(-1/ŷ[ℓ] if i = ℓ, 0)
        == -1[i=ℓ]/ŷ[ℓ]"""
    + WHERE,
    "its gradient": """
           ∇(ℒ, ŷ)
        == vector(i, D(ℒ, ŷ[i]))
        == -1/ŷ[ℓ] * vector(i, 1..k, 1[ℓ=i])
        == -1/ŷ[ℓ] * e(ℓ)"""
    + WHERE,
    "both factors of the chain": """
           D(ℒ, a[L,i])
        == D(-log(ŷ[ℓ]), ŷ[ℓ]) D(ŷ[ℓ], a[L,i])
        == -1/ŷ[ℓ] * D(softmax(a[L])[ℓ], a[L,i])
        == -(1[ℓ=i] - ŷ[i])"""
    + WHERE,
    "at all logits": """
           ∇(ℒ, a[L])
        == vector(i, D(ℒ, a[L,i]))
        == -(e(ℓ) - ŷ)"""
    + WHERE,
    "one-hot by its letter": """
           D(p[ℓ], l[j])
        == cases((1 - p[j]) p[ℓ] if j = ℓ, -p[j] p[ℓ])
        == p[ℓ] (y[j] - p[j])"""
    + BROWN,
    "a step, with that letter": """
           -α D(-log(p[ℓ]), w[j,i])
        == -α (-1/p[ℓ]) (p[ℓ] (y[j] - p[j])) x[i]
        == -α (p[j] - y[j]) x[i]"""
    + BROWN,
}
STATED = ledger()["4.5-6"].lines[0]


@pytest.mark.parametrize("lines", PROOFS.values(), ids=PROOFS)
def test_every_line_is_proved(lines):
    first, *rest = derive(None, lines).lines
    assert first.proof is None
    assert all(line.proof for line in rest)


def test_the_slip_fails_at_a_point():
    slip = derive("4.5-6", STATED).refute("-(1[ℓ=i] - ŷ[ℓ])", because="The subscript is $i$.")
    assert slip.point["ell"] != slip.point["i"]
    (logits,) = (value for value in slip.point.values() if isinstance(value, tuple))
    exponentials = [2.718281828459045**entry for entry in logits]
    y_hats = [entry / sum(exponentials) for entry in exponentials]
    assert float(slip.claimed) == pytest.approx(y_hats[slip.point["ell"] - 1])
    assert float(slip.true) == pytest.approx(y_hats[slip.point["i"] - 1])
    assert repr(slip).startswith("The slide says −(1[ℓ=i] − ŷ[ℓ]). At ")
    assert repr(slip).endswith("The subscript is $i$.")
    assert r"\hat{y}_{\ell}" in slip._repr_latex_()


def test_a_true_claim_is_no_slip():
    with pytest.raises(DerivationError, match="is true"):
        derive("4.5-6", STATED).refute("ŷ[i] - 1[ℓ=i]")


def test_every_logit_moves_the_probability_of_the_true_class():
    d = derive(None, "D(ŷ[ℓ], a[L,i]) == ŷ[ℓ] (1[ℓ=i] - ŷ[i])" + WHERE)
    d.refute("1[ℓ=i] ŷ[ℓ] (1 - ŷ[i])")  # not 0 beyond the true class
