"""Lines hunted for by hand: at the edges of domains, ranges, kinks, definitions and layers."""

import time
from contextlib import suppress
from itertools import pairwise

import pytest
import sympy as sp

from helpers.language.paper import read_paper
from helpers.symbolic.calculus import Undecidable
from helpers.symbolic.derivation import Derivation, DerivationError, derive
from helpers.symbolic.proof import prove

SECONDS = 3.0  # of the processor's time, whatever the line
SOFTMAX = " where ŷ[i] = exp(a[L,i])/Σ(m, exp(a[L,m]))"
INDICES = " with i = 1..n, j = 1..n"

TRUE = """
    # domains: what this line needs, the line before has
    z/z == 1
    f(f(f(f(f(f(f(√(z)^2))))))) == f(f(f(f(f(f(f(z))))))) with f(z)
    σ(z) == 1/(1 + exp(-z))
    D(σ(z), z) == σ(z) (1 - σ(z))
    f(2 z, w) == 4 z^2 w where f(z,w) = z^2 w
    log(3 z/4) == log(z) + log(3) - 2 log(2)
    exp(log(z) (2 + 2 w)/(1 + w)) == z^2
    1[exp(z) exp(w) > exp(z + w)] == 0
    1[(z+w)^2 - z^2 - 2 z w - w^2 > 0] == 0
    0*log(z) == 0
    √(z)^2 == z
    √z == √z (1 + z)/(1 + z)
    x[i]/r == x[i]/r (1 + r^2)/(1 + r^2) where r = √(Σ(m, x[m]^2)/n + ε)
    √(z^2) == |z|
    2 log(z) == log(z^2)
    log(z) + log(w) == log(z w)
    D(√z, z) == 1/(2 √z)
    2 z D(√z, z) == √z
    exp(Σ(j, log(x[j]))) == Π(j, x[j])
    log(Π(j, exp(x[j]))) == Σ(j, x[j])
    Π(j, exp(2 x[j])) == exp(2 Σ(j, x[j]))
    log(exp(z)/2) == z - log(2)
    log(w)/log(z) == log(w, z)
    g'(z) == 1/z where g(z) = log(z)
    g''(z) == -1/z^2 where g(z) = log(z)
    z^w + z == z + z^w
    D(z^n, z) == n z^(n-1)
    Π(j, 1..n, z) == z^n
    (z w)^n == z^n w^n
    1/cos(z)^2 == tan(z)^2 + 1
    |z| √w == √(z^2 w)
    √(-z) √(-z) == -z
    D(√w, z) == 0
    2 u == D(u^2, u) where u = 1/(z-7)
    # kinks
    D(|z|, z) == sign(z)
    max(√2, 1.5) == 1.5
    D(max(z,w), z) == 1[z>w]
    D(max(0,z)^2, z) == 2 max(0,z)
    D(w*|x[1]|, w) == |x[1]|
    D(λ Σ(j, |x[j]|), x[i]) == λ sign(x[i]) with λ
    D(relu(z w), z) == w*1[z w > 0]
    ∇(relu(x.T @ u), x) == 1[x.T @ u > 0] u with u[1..n]
    relu(relu(z)) == relu(z)
    max(z,w) + min(z,w) == z + w
    max(z,w) == (z + w + |z-w|)/2
    1[z≠0]*z == z
    1[z=w]*z == 1[z=w]*w
    # ranges
    Σ(j, 1..i, 1) == j - j + i with i = 0..n, j = 1..n
    Σ(j, 2..n, 1) == n - 1
    Σ(i, 0..k-1, 1) == k
    Σ(i, 1..n, 1[i=n]) == 1
    Σ(i, 1..n, 1[i=n+1-j]*x[i]) == x[n+1-j] with j = 1..n
    Σ(i, 1[i≠j]*x[i]) == Σ(i, x[i]) - x[j]
    Σ(j, 1..n, max(j, 1)) == Σ(j, 1..n, j)
    1[i<=j]*x[i]*x[j] == x[i]*x[j]*(1 - 1[j<i])
    D(Σ(i, 1..n-1, x[i] x[i+1]), x[j]) == Σ(i, 1..n-1, 1[i=j]*x[i+1] + 1[i+1=j]*x[i])
    D(Σ(j, x[j]^2), x[n]) == 2 x[n]
    x[i] == Σ(j, 1..n, 1[i=j]*x[j])
    1[i=j]*1[j=m] == 1[i=m]*1[i=j] with i = 1..n, j = 1..n, m = 1..n
    e(ℓ).T @ y == y[ℓ]
    max(n, 1) == n
    cos(n pi) == (-1)^n
    # definitions, functions, derivatives within derivatives
    f(w) == w where f(z) = D(z w, w)
    f(x[i]) == x[i] Σ(j, x[j]) where f(z) = Σ(i, x[i] z)
    D(f(w), w) == 2 where f(z) = z + w
    f'(w) == 1 where f(z) = z + w
    D(D(z u, z), u) == 1 where u = w^2
    D(D(ŷ[i]^2 y[i], y[i]), ŷ[i]) == 2 ŷ[i] where ŷ[i] = exp(a[L,i])
    D(ŷ[ℓ] D(ŷ[ℓ]^2, ŷ[ℓ]), a[L,i]) == 4 ŷ[ℓ] D(ŷ[ℓ], a[L,i]) {SOFTMAX}
    D(ŷ[i], ŷ[j]) == 1[i=j] {SOFTMAX}
    D(v, u) == 1 where v = u + z where u = z^2
    D(-log(ŷ[ℓ]), a[L,i]) == D(-log(ŷ[ℓ]), ŷ[ℓ]) D(ŷ[ℓ], a[L,i]) {SOFTMAX}
    D(w v, v) == 2 v where w = v where v = z
    D(ℒ, z) == D(ℒ, u) + D(ℒ, v) where ℒ depends on u, v where u = z where v = z
    D(ℒ, x[j]) == D(ℒ, u[j]) D(u[j], x[j]) \\
        where ℒ depends on u[i] where u[i] depends on x[i] with u[1..n]
    D(f(g(z)), z, z) == f''(g(z)) g'(z)^2 + f'(g(z)) g''(z)
    relu(g(0)) == g(0)*1[g(0)>0]
    g(1-z) == exp(z) where g(z) = exp(1-z)
    Σ(i, D(Σ(i, x[i]^2), x[i])) == 2 Σ(i, x[i])
    # arrays
    x.T @ x == Σ(i, x[i]^2)
    diag(x) @ x == x ⊙ x
    x @ x.T @ x == (x.T @ x) x
    matrix(i, j, W[1,j,i]) == W[1].T
    (W[1] @ x)[i] == Σ(j, W[1,i,j] x[j])
    W[1] W[2] x == W[1] (W[2] x)
"""
FALSE = """
    D(ℒ, v) == 0 where ℒ depends on u, v
    z^(2/3) == z^(1/3)
    Σ(j, 1..n-2, 1) == n - 2
    Σ(j, 1..i, x[j]) == Σ(j, 1..n, x[j]) with x[1..n], i = 1..n
    Σ(j, 1..n, Σ(q, 1..5 j - j j, 1)) == Σ(j, 1..n, 5 j - j j)
    # this line has no value where the line before has one
    1 == z/z
    0 == 0/z
    0 == 0*log(z)
    0 == 0*tan(z)
    0 == 0*z^(-1)
    0 == 0*√z
    √z == √z + 0*D(√z, z)
    0 == 0*log(z^2)
    0*log(-z) == 0*log(z)
    0*log(z w) == 0*log(w)
    0 == 0*z^(n-2)
    Σ(j, 1..n-1, 0/x[j]) == 0/x[n]
    z == 1/(1/z)
    z == √(z)^2
    √z == √z (1 - z)/(1 - z)
    √(z+1) == √(z+1) z/z
    √z == 2 z D(√z, z)
    z^(1/2) == z^(1/2) + 0/z
    z^(3/2) == z^2 z^(-1/2)
    z^n == z^n + 0*log(z)
    log(z^2) == 2 log(z)
    log(w) log(z) == log(w,z) log(z)^2
    (z^2)^w == z^(2w)
    Π(j, x[j]) == exp(Σ(j, log(x[j])))
    D(√w, z) == 0*log(w)
    D(√w, z) == 0/w
    Σ(i, 1..n-1, 1/z) == (n-1)/z
    Σ(i, 1..n-3, 1/z) == Σ(i, 1..n-3, 1/z) + 0/z
    Σ(j, n..3, 1/(z*j)) == Σ(j, n..3, 1/(z*j)) + 0/z
    Σ(j, 1..i, 1/z) == i/z with i = 0..n
    cases(0 if z > 100, 0/w) == 0/w
    cases(0 if n > 3, 0*log(z)) == 0*log(z)
    0 == Σ(j, 1..n-3, 0*log(-1))
    0 == Σ(j, 1..n-3, 0*√(-1))
    0 == Σ(j, 1..n-3, 0*(-8)^(1/3))
    0 == Σ(j, 1..n-3, 0*x[j+4])
    0 == Σ(j, 1..n-3, 0*e(j+9)[1])
    0 == Σ(j, 1..n-3, 0*(2x)[j+4])
    0 == Σ(ℓ, 1..n, 0*e(ℓ, 1..5)[1]) with ℓ = 1..5
    x[i+1] == x[i+1] + 0*x[j+1] {INDICES}
    1 == D(u, u) where u = 1/(z-7)
    0 == 0*ℒ where ℒ depends on u where u = 1/(z-7)
    0 == 0*D(ℒ, u) where ℒ depends on u where u = 1/(z-7)
    0 == 0*u[n] where u[i] depends on x[i+1] with u[1..n]
    w^w/(z + w) == ((√w)^2)^w/(z + w)
    # on a kink, or beside one
    sign(z)^2 == 1
    1[z>0] + 1[z<0] == 1
    1[z>=0] == 1[z>0]
    cases(1 if z > 0, -1) == sign(z)
    D(max(0,z), z) == 1[z>-1]
    D(w*1[x[1]>0], w) == 1[x[1]>=0]
    D(w sign(x[1]), w) == 2*1[x[1]>0] - 1
    D(Σ(j, |x[j]|), x[i]) == sign(x[i]) + 1[x[1]=0]*(1 - 1[i=1])
    D(max(x[i],x[j]), x[i]) == 1[x[i]>x[j]] {INDICES}
    |1 + z| == 1 + z
    |z exp(w)| == z exp(w)
    |1 + z^3| == 1 + z^3
    √(z^2 + 2z + 1) == z + 1
    1[1/z > 0] == 1
    1[z>0]*1[z<0] == 1[z<0]
    1[z=w] == 0
    # ranges
    Σ(j, 3..n, 1) == n - 2
    Σ(i, 1..n, 1[i=2]) == 1
    Σ(i, 1..k, 1[2*i=ℓ]) == 0 with ℓ = 1..k
    Σ(j, 1..n-3, Σ(m, 1..n, x[m])) == (n-3) Σ(m, x[m])
    Π(j, 1..n-2, z) == z^(n-2)
    |n-4| == n - 4
    1[n-1 > 0] == 1
    1[i=2]*x[i] == 0
    Σ(m, 1..2*i-i*i, z) == (2*i - i*i) z with i = 1..n
    Σ(j, n..2, z) == (3-n) z
    Σ(i, Σ(j, W[1,i,j])^2) == Σ(i, Σ(j, W[1,i,j]^2))
    Σ(i, 1..k, 1[2*i=ℓ]) == 1 with ℓ = 1..k
    sign(Σ(j, 1..n-1, exp(x[j]))) == 1
    0^(n-1) == 0
    # definitions and layers
    D(Σ(j, 1..n, u[j]), z) == 0 where u[4] = z
    D(y[j], z) == 0 where y[i+3] = z
    u[2] == z where u[1] = z with u[1..n]
    D(f(z,w), z) == D(f(z,w), w) with f(z,w)
    g''(z) == g'(z) where g(z) = z^3
    D(u^2, u) == 0 where u = z^2
    D(W[1,i,j], z) == 0 where W[1,i,i] = z
    D(D(u^2, z), u) == 0 where u = z^2
    D(D(x[j] u, x[j]), u) == 0 where u depends on z
    f(w) == 2 w where f(z) = D(z w, w)
    sigma(z) == 1/(1 + exp(-z)) with sigma(z)
    tanh(0) == 0 with tanh(z)
    Σ(k, 1..3, h[k,1]) == 3/2 Σ(k, 1..2, h[k,1])
    Σ(k, 1..L-2, h[k,1])^2 == Σ(k, 1..L-2, 1) Σ(k, 1..L-2, h[k,1]^2)
    D(ℒ, z, z) == D(ℒ, u, u) D(u, z)^2 where ℒ depends on u where u depends on z
    D(u[i], x[j]) == D(u[j], x[i]) where u[i] depends on x[m] with u[1..n]
    y[j] == x[i] x[j] where y[i] = x[i] x[j] with y[1..n], j = 1..n, i = 1..n
    h[0] == x
    W[1] W[2] == W[2] W[1]
    softmax(2x) == softmax(x)
"""


def lines(table):
    table = table.replace("{SOFTMAX}", SOFTMAX).replace("{INDICES}", INDICES).replace("\\\n", "")
    found = [" ".join(line.split()) for line in table.splitlines()]
    return [pytest.param(line, id=line) for line in found if line and not line.startswith("#")]


@pytest.mark.parametrize("line", lines(TRUE))
def test_a_true_line_is_proved(line):
    start = time.process_time()
    assert derive(None, line).lines[-1].proof
    assert time.process_time() - start < SECONDS


def test_rounding_refutes_no_line():
    """Numbers of thousands of digits cancel, which 400 digits do not tell from a difference."""
    paths = """
        Σ(i, 1..k, Σ(m, 1..n, Σ(q, 1..n, D(a[1,1], W[1,1,1]) D(h[1,1], a[1,1]) D(a[2,q], h[1,1])
            D(h[2,q] + ℒ - ℒ, a[2,q]) D(a[3,m], h[2,q]) D(ŷ[i], a[3,m]) D(ℒ, ŷ[i])))) """
    network = """
        where ℒ depends on ŷ[i] where ŷ[i] depends on a[3,m] where a[3,m] depends on h[2,q]
        where h[2,q] depends on a[2,q] where a[2,q] depends on h[1,j] where h[1,j] depends on a[1,j]
        where a[1,j] = Σ(i, 1..n, W[1,j,i] x[i]) + b[1,j]"""
    assert derive(None, f"D(ℒ, W[1,1,1]) == {paths} {network}").lines[-1].proof


@pytest.mark.parametrize("line", lines(FALSE))
def test_a_false_line_is_refused(line):
    start = time.process_time()
    with pytest.raises(ValueError, match=r"does not follow|cannot be decided|is a layer here"):
        derive(None, line)
    assert time.process_time() - start < SECONDS


def test_an_index_is_no_layer():
    (left, _), (right, _) = (
        paper := read_paper("Σ(m, 1..n, 2 h[m,j]) == 2 Σ(m, 1..n, h[m,j])")
    ).lines
    paper.scope.find_ranges([left, right])
    with pytest.raises(Undecidable, match="layers are no numbers"):
        prove(left, right, paper.scope)


CHAIN = list(pairwise("BCpqrstuvwz"))  # functions of functions: their numbers grow long


@pytest.mark.parametrize(
    "line",
    [
        "1/(1 + exp(1000000 z)) == exp(-1000000 z)/(1 + exp(-1000000 z))",
        "x[i] x[j] x[m] x[q] x[r] x[c] y[K] y[M] == x[j] x[i] x[m] x[q] x[r] x[c] y[K] y[M]",
        "sin(1000 z) == sin(999 z + z)",
        "D(tanh(tanh(tanh(z))), z, z) == 0",
        "Σ(i, Σ(j, Σ(m, Σ(q, Σ(r, x[i] x[j] x[m] x[q] x[r]))))) == Σ(i, x[i])^5",
        f"D(p, z) == {' '.join(f'D({u}, {v})' for u, v in CHAIN)} "
        + " ".join(f"where {u} depends on {v}" for u, v in CHAIN),
    ],
)
def test_no_line_takes_long(line):
    start = time.process_time()
    with suppress(DerivationError):
        derive(None, line)
    assert time.process_time() - start < SECONDS


@pytest.mark.parametrize(
    "line",
    [
        "f(z) == f(z) where f(z) = f'(z)",
        "f(z) == f(z) where f(z) = f(z-1)",
        "u == u where u = v where v depends on u",
        "D(u, z) == D(u, z) where u depends on v where v depends on u",
        "s[j] == s[j] where s[j] = Σ(m, 1..n, s[m]) with s[1..n]",
    ],
)
def test_definitions_in_a_circle_are_named(line):
    with pytest.raises(ValueError, match="circle"):
        derive(None, line)


def test_an_entry_beyond_its_range_is_named():
    for entry in ("x[0]", "x[n+1]"):
        with pytest.raises(ValueError, match=r"does not exist: its index runs 1\.\.n"):
            derive(None, f"{entry} == {entry}")


def test_no_sentence_shows_an_inner_name():
    for line in (
        "∇(ℒ, W[k]) == ∇(ℒ, a[k]) @ h[k-1].T where ℒ depends on a[k,m]",
        "matrix(m, j, D(h[m,m], a[i,j])) == diag(g'(a[i])) where h[i,m] = g(a[i,m])",
        "Σ(k, 1..3, W[k]) == W[1] + W[2] + W[3]",
        "y[i] == y[i] where y[1] = 5 where y[j] = x[j]",
    ):
        with pytest.raises(ValueError, match=r"depend|layer|runs") as refusal:
            derive(None, line)
        assert not set("·@#") & set(str(refusal.value)), str(refusal.value)


def test_a_sign_is_not_laid_upon_earlier_lines():
    plain, positive = sp.Symbol("s", real=True), sp.Symbol("s", positive=True)
    with pytest.raises(ValueError, match="positive"):
        Derivation(None, sp.sqrt(plain**2)).then(positive)
    with pytest.raises(ValueError, match="positive"):
        derive(None, "√(s^2)").then(positive)
