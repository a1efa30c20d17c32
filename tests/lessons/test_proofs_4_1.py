"""Module 4.1 beyond its notebook's lines: all three layers at once, and what does not fit."""

import pytest

from helpers.symbolic.derivation import DerivationError, derive

WEIGH = "where a[i,m] = b[i,m] + Σ(j, W[i,m,j] h[i-1,j])"
BEND = "where h[i,m] = g(a[i,m])"
THREE_LAYERS = """
    where a[1,m] = b[1,m] + Σ(j, W[1,m,j] x[j])
    where h[1,m] = g(a[1,m])
    where a[2,m] = b[2,m] + Σ(j, W[2,m,j] h[1,j])
    where h[2,m] = g(a[2,m])
    where a[3,m] = b[3,m] + Σ(j, W[3,m,j] h[2,j])
    with L = 3
"""


def test_three_layers_down_to_the_input():
    d = derive(
        None,
        """
           matrix(m, j, D(a[3,m], x[j]))
        == W[3] @ diag(g'(a[2])) @ W[2] @ diag(g'(a[1])) @ W[1]
        """
        + THREE_LAYERS,
    )
    assert d.lines[-1].proof


@pytest.mark.parametrize(
    ("jacobian", "claim", "where"),
    [
        ("matrix(m, j, D(a[i,m], h[i-1,j]))", "W[i]ᵀ", WEIGH),
        ("matrix(m, j, D(h[i,m], a[i,j]))", "diag(g(a[i]))", BEND),
        ("matrix(m, j, D(h[i,m], h[i-1,j]))", "W[i] @ diag(g'(a[i]))", f"{WEIGH} {BEND}"),
        ("matrix(m, j, D(h[i,m], h[i-1,j]))", "W[i]", f"{WEIGH} {BEND}"),
    ],
)
def test_a_jacobian_is_not_its_transpose_nor_without_its_slope(jacobian, claim, where):
    with pytest.raises(DerivationError) as refusal:
        derive(None, f"{jacobian} == {claim} {where}")
    assert refusal.value.counterexample is not None


def test_the_last_weights_are_k_by_n_and_the_slide_does_not_fit():
    line = "b[L] + W[L] @ h[L-1]"
    assert derive(None, line).lines[0].tree == derive(
        None, f"{line} with W[k; 1..n, 1..n | 1..k, 1..n]"
    ).lines[0].tree  # fmt: skip
    with pytest.raises(ValueError, match=r"W\[L\] has k columns, but h\[L−1\] has n rows"):
        derive(None, f"{line} with W[k; 1..n, 1..n | 1..n, 1..k]")


def test_two_layers_without_g_are_one():
    one = "(W[2] @ W[1]) @ x + (W[2] @ b[1] + b[2])"
    assert derive(None, f"W[2] @ (W[1] @ x + b[1]) + b[2] == {one}").lines[-1].proof
    with pytest.raises(DerivationError):
        derive(None, "W[2] @ (W[1] @ x + b[1]) + b[2] == (W[2] @ W[1]) @ x + (b[1] + b[2])")
