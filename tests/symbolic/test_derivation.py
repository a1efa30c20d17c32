"""The proof engine: true lines in many forms are accepted, false ones refused with a point."""

import re

import pytest
import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.language.reader import LineError, read
from helpers.symbolic.derivation import Derivation, DerivationError, derive
from helpers.symbolic.proof import Proof

SOFTMAX = " where ŷ[i] = exp(a[L,i]) / Σ(m, exp(a[L,m]))"
LOGISTIC = " where g(z) = 1/(1 + exp(-z))"
TANH = " where g(z) = (exp(z) - exp(-z)) / (exp(z) + exp(-z))"
LINE = " where l = w x + b with l, w, x, b, y"
HIDDEN = (
    " where ℒ depends on a[i+1,m]"
    " where a[i+1,m] = b[i+1,m] + Σ(j, W[i+1,m,j] h[i,j])"
    " where h[i,j] = g(a[i,j])"
)
PARAMETERS = " where ℒ depends on a[k,i] where a[k,i] = b[k,i] + Σ(j, W[k,i,j] h[k-1,j])"
TWO_LAYERS = (
    " where a[1,i] = b[1,i] + Σ(j, W[1,i,j] x[j]) where h[1,i] = g(a[1,i])"
    " where a[2,i] = b[2,i] + Σ(j, W[2,i,j] h[1,j]) where h[2,i] = g(a[2,i])"
)
CROSS_ENTROPY = SOFTMAX + " where ℒ = -Σ(j, y[j] log(ŷ[j]))"
PATHS = " where ℒ depends on q[m] where q[m] depends on z with q[1..n]"
BATCH = " with X[1..N,1..k], Y[1..N,1..k]"
ALONG = "Σ(m, D(ℒ, a[i+1,m]) W[i+1,m,j])"
SQUARES = "Σ(j, (ŷ[j] - y[j])^2)"

TRUE = {
    "log of softmax": "-log(ŷ[ℓ]) == -a[L,ℓ] + log(Σ(m, exp(a[L,m])))" + SOFTMAX,
    "softmax sums to 1": "Σ(i, ŷ[i]) == 1" + SOFTMAX,
    "softmax unmoved by a shift": "exp(a[L,i]+c) / Σ(j, exp(a[L,j]+c)) == softmax(a[L])[i] with c",
    "softmax gradient": "D(-log(ŷ[ℓ]), a[L,i]) == ŷ[i] - δ[ℓ,i]" + SOFTMAX,
    "softmax gradient as a sum over every path": "D(-log(ŷ[ℓ]), a[L,i])"
    " == Σ(j, D(-log(ŷ[ℓ]), ŷ[j]) D(ŷ[j], a[L,i]))" + SOFTMAX,
    "abbreviation written out": "ŷ[i] - δ[ℓ,i] == exp(a[L,i])/Σ(m, exp(a[L,m])) - δ[i,ℓ]" + SOFTMAX,
    "one index more than the definition's": "D(ŷ[m], a[L,r]) == ŷ[m] (δ[m,r] - ŷ[r])" + SOFTMAX,
    "gradients of softmax sum to 0": "Σ(i, D(ŷ[i], a[L,j])) == 0" + SOFTMAX,
    "cross-entropy of a soft target": "D(ℒ, a[L,i]) == ŷ[i] Σ(j, y[j]) - y[i]" + CROSS_ENTROPY,
    "one-hot target": "-Σ(j, y[j] log(ŷ[j])) == -log(ŷ[ℓ]) where y[j] = δ[ℓ,j]"
    " where ŷ[j] = exp(u[j]) with u[1..k]",
    "softmax with squared error": f"D({SQUARES}, a[L,i])"
    " == 2 ŷ[i] (ŷ[i] - y[i] - Σ(j, ŷ[j] (ŷ[j] - y[j])))" + SOFTMAX,
    "squared error": f"D({SQUARES}, ŷ[i]) == 2 (ŷ[i] - y[i])",
    "squared error of a batch": "D(1/N Σ(i, Σ(j, (X[i,j] - Y[i,j])^2)), X[r,m])"
    " == 2/N (X[r,m] - Y[r,m])" + BATCH,
    "logistic": "D(g(z), z) == g(z) (1 - g(z))" + LOGISTIC,
    "logistic elsewhere": "g(-2z) == 1 - g(2z)" + LOGISTIC,
    "g' is the derivative of g": "g'(z) == g(z) - g(z)^2" + LOGISTIC,
    "tanh by exp": "D(g(z), z) == 1 - g(z)^2" + TANH,
    "tanh": "D(tanh(z), z) == (1 - tanh(z)) (1 + tanh(z))",
    "tanh and logistic": "tanh(z) == 2 g(2z) - 1" + LOGISTIC,
    "softplus": "D(log(1 + exp(z)), z) == 1/(1 + exp(-z))",
    "relu": "D(max(0,z), z) z == max(0,z)",
    "linear regression": "D((y-l)^2, w) == 2 x (w x + b - y)" + LINE,
    "linear regression by the chain rule": "D((y-l)^2, l) D(l, w) == -2 (y-l) x" + LINE,
    "chain rule along several paths": "D(ℒ, z) == Σ(m, D(ℒ, q[m]) D(q[m], z))" + PATHS,
    "hidden unit": f"D(ℒ, h[i,j]) == {ALONG}" + HIDDEN,
    "hidden unit before the activation": f"D(ℒ, a[i,j]) == {ALONG} g'(a[i,j])" + HIDDEN,
    "all hidden units": "∇(ℒ, h[i]) == W[i+1].T @ ∇(ℒ, a[i+1])" + HIDDEN,
    "all hidden units before the activation": "∇(ℒ, a[i])"
    " == (W[i+1].T @ ∇(ℒ, a[i+1])) ⊙ g'(a[i])" + HIDDEN,
    "weight": "D(a[k,i], W[k,i,j]) == h[k-1,j]" + PARAMETERS,
    "another unit's weight": "D(a[k,i], W[k,m,j]) == δ[i,m] h[k-1,j]" + PARAMETERS,
    "weights": "∇(ℒ, W[k]) == ∇(ℒ, a[k]) @ h[k-1].T" + PARAMETERS,
    "biases": "∇(ℒ, b[k]) == ∇(ℒ, a[k])" + PARAMETERS,
    "Jacobian of two layers": "matrix(i, 1..n, j, 1..n, D(h[2,i], x[j]))"
    " == diag(g'(a[2])) @ W[2] @ diag(g'(a[1])) @ W[1]" + TWO_LAYERS,
    "Jacobian of a layer": "D(a[1,i], x[j]) == W[1,i,j]" + TWO_LAYERS,
    "sums renamed and swapped": "Σ(i, Σ(j, x[i] W[1,i,j] h[1,j]))"
    " == Σ(i, Σ(j, h[1,i] W[1,j,i] x[j]))",
    "sum of squared differences": "Σ(i, Σ(j, (x[i] - x[j])^2))"
    " == 2 n Σ(i, x[i]^2) - 2 Σ(i, x[i])^2",
    "indicators cancel": "δ[i,j] x[m] == δ[i,j] x[m] (1 + δ[j,i]) - δ[j,i] x[m] δ[i,j]"
    " with i = 1..n, j = 1..n",
    "indicator squared": "δ[i,j]^2 x[i] == δ[i,j] x[j]",
    "absolute value": "√(z^2) == |z|",
    "vectors": "∇(-log(ŷ[ℓ]), a[L]) == -(e(ℓ) - vector(i, ŷ[i]))" + SOFTMAX,
    "sum of logs": "Σ(i, log(exp(x[i]))) == Σ(i, x[i])",
    "sum between numbers": "x[1] + x[2] + x[3] == Σ(i, 1..3, x[i])",
    "derivative by a bound letter's name": "D(Σ(m, exp(a[L,m])), a[L,m]) == exp(a[L,m])",
}

FALSE = {
    "sign flipped": "D(-log(ŷ[ℓ]), a[L,i]) == δ[ℓ,i] - ŷ[i]" + SOFTMAX,
    "ℓ for i": "D(-log(ŷ[ℓ]), a[L,i]) == -(δ[ℓ,i] - ŷ[ℓ])" + SOFTMAX,
    "indicator forgotten": "D(-log(ŷ[ℓ]), a[L,i]) == -(1 - ŷ[i])" + SOFTMAX,
    "denominator's derivative forgotten": "D(-log(ŷ[ℓ]), a[L,i]) == -δ[ℓ,i]" + SOFTMAX,
    "logarithm to the base 10": "D(-log(ŷ[ℓ], 10), ŷ[i]) == -δ[ℓ,i] / ŷ[ℓ]",
    "wrong index in the sum": "Σ(j, x[i] y[j]) == Σ(j, 1..k, x[j] y[j])",
    "sum to n, not to k": "Σ(i, ŷ[i]) == Σ(i, 1..n, ŷ[i])" + SOFTMAX,
    "true only for k = 2": "Σ(i, ŷ[i]^2) == 1 - k Σ(i, Σ(j, ŷ[i] ŷ[j] (1 - δ[i,j]))) / 2" + SOFTMAX,
    "true only at i = ℓ": "D(ŷ[ℓ], a[L,i]) == ŷ[i] (1 - ŷ[ℓ])" + SOFTMAX,
    "true only beyond i = ℓ": "D(ŷ[ℓ], a[L,i]) == -ŷ[ℓ] ŷ[i]" + SOFTMAX,
    "true for one class only": "Σ(i, ŷ[i])^2 == Σ(i, ŷ[i]^2)",
    "cases swapped": "D(ŷ[ℓ], a[L,i]) == cases(-ŷ[i] ŷ[ℓ] if i = ℓ, (1 - ŷ[i]) ŷ[ℓ])" + SOFTMAX,
    "through the abbreviation where it is independent": "D(-log(ŷ[ℓ]), ŷ[i])"
    " == D(-log(ŷ[ℓ]), a[L,i])" + SOFTMAX,
    "squared error without its 2": f"D({SQUARES}, ŷ[i]) == ŷ[i] - y[i]",
    "batch without 1/N": "D(1/N Σ(i, Σ(j, (X[i,j] - Y[i,j])^2)), X[r,m]) == 2 (X[r,m] - Y[r,m])"
    + BATCH,
    "logistic derivative": "D(g(z), z) == g(z) (1 + g(z))" + LOGISTIC,
    "tanh derivative": "D(tanh(z), z) == 1 - tanh(z)",
    "inner derivative forgotten": "D(exp(-z), z) == exp(-z)",
    "chain rule's g' dropped": f"D(ℒ, a[i,j]) == {ALONG}" + HIDDEN,
    "W for its transpose": "∇(ℒ, h[i]) == W[i+1] @ ∇(ℒ, a[i+1])" + HIDDEN,
    "the slide's sum to k": "D(ℒ, h[i,j]) == Σ(m, 1..k, D(ℒ, a[i+1,m]) W[i+1,m,j])" + HIDDEN,
    "one path only": "D(ℒ, h[i,j]) == D(ℒ, a[i+1,j]) W[i+1,j,j]" + HIDDEN,
    "a weight's input": "D(a[k,i], W[k,i,j]) == h[k-1,i]" + PARAMETERS,
    "another unit's weight": "D(a[k,i], W[k,m,j]) == h[k-1,j]" + PARAMETERS,
    "outer product turned": "∇(ℒ, W[k]) == h[k-1] @ ∇(ℒ, a[k]).T" + PARAMETERS,
    "layers swapped": "D(a[1,i], x[j]) == W[2,i,j]" + TWO_LAYERS,
    "Jacobians in the wrong order": "matrix(i, 1..n, j, 1..n, D(a[2,i], x[j]))"
    " == W[1] @ diag(g'(a[1])) @ W[2]" + TWO_LAYERS,
    "linear regression's x": "D((y-l)^2, w) == -2 (y-l)" + LINE,
    "root of a square": "√(z^2) == z",
    "exponential of a sum": "exp(Σ(i, x[i])) == Σ(i, exp(x[i]))",
    "log of a sum": "log(Σ(i, exp(x[i]))) == Σ(i, x[i])",
    "a sum as a product": "Σ(i, x[i] u[i]) == Σ(i, x[i]) u[j] with u[1..n]",
    "n for n − 1": "Σ(j, 1..n, 1 - δ[i,j]) x[i] == n x[i]",
    "one-hot at the wrong place": "∇(-log(ŷ[ℓ]), a[L]) == -(e(i) - vector(j, ŷ[j]))" + SOFTMAX,
    "a small constant": "exp(z) == exp(z) + 1e-12",
    "relu at a negative": "max(0,z) == z",
    "an unknown function is not linear": "g(2z) == 2 g(z)",
    "nor quadratic": "D(f(z,w), z, z, z) == 0 with f(z,w)",
}


@pytest.mark.parametrize("name", TRUE)
def test_a_true_line_is_proved_with_sizes_open(name):
    assert derive(None, TRUE[name]).lines[-1].proof is Proof.PROVED


def test_a_line_says_off_which_kinks_it_is_proved():
    told = str(derive(None, "D(|z| + max(z, 2w), z) == sign(z) + 1[z > 2w]"))
    assert told.endswith("(off the kink 2 · w − z = 0, z = 0)")
    assert str(derive(None, "D(|z|, z)^2 == 1")).endswith("(off the kink z = 0)")


@pytest.mark.parametrize("name", FALSE)
def test_a_false_line_is_refused_with_a_point(name):
    left, right, names = re.fullmatch(r"(.*?) == (.*?)( (?:where|with) .*)?", FALSE[name]).groups()
    d = derive(None, left + (names or ""))
    d.equation = "4.5-6"
    with pytest.raises(DerivationError) as refusal:
        d.then(read(right, d.scope), because=name)
    found, told = refusal.value.counterexample, str(refusal.value)
    assert found.claimed is None or abs(found.true - found.claimed) > 1e-13
    assert "Line 2 of 4.5-6" in told
    assert name in told
    assert all(f"{size} = " in told for size in {"k", "n"} & set(found.point))
    assert len(d.lines) == 1  # nothing is kept of a false line


def test_there_are_enough_cases_of_both_kinds():
    assert len(TRUE) >= 40
    assert len(FALSE) >= 30


GEOMETRIC = "Σ(j, 0..n, z^j) (1 - z)"


def test_what_only_agrees_at_points_is_refused_unless_asked_for():
    d = derive(None, GEOMETRIC)
    with pytest.raises(DerivationError, match=r"cannot be decided: both sides agree at \d+ points"):
        d.then(read("1 - z^(n+1)", d.scope))
    d.then(read("1 - z^(n+1)", d.scope), how="points")
    assert [line.proof for line in d.lines] == [None, Proof.POINTS]
    assert "≈" in repr(d)
    assert "■" not in repr(d)
    assert r"\approx" in d._repr_latex_()
    assert r"\blacksquare" not in d._repr_latex_()


@pytest.mark.parametrize("how", ["proof", "points"])
def test_a_false_line_is_refused_however_it_is_asked_for(how):
    d = derive(None, GEOMETRIC)
    with pytest.raises(DerivationError, match="does not follow"):
        d.then(read("1 - z^n", d.scope), how=how)


def test_how_is_one_of_two():
    with pytest.raises(ValueError, match="how"):
        derive(None, "z").then(read("z"), how="numeric")


def test_what_cannot_be_decided_is_refused():
    with pytest.raises(DerivationError, match="cannot be decided"):
        derive(None, "log(-1 - z^2) == log(-1 - z^2) + 0 z")


@pytest.mark.parametrize("assumed", [{}, {"integer": True}, {"integer": True, "positive": True}])
def test_sympys_own_expressions_serve_as_well(assumed):
    i, j, ell, k = sp.symbols("i j ell k", **assumed)
    a = sp.IndexedBase("a")
    all_of_it = sp.Sum(sp.exp(a[j]), (j, 1, k))
    loss = -sp.log(sp.exp(a[ell]) / all_of_it)
    d = Derivation("4.5-6", sp.diff(loss, a[i]))
    d.then(-(sp.KroneckerDelta(ell, i) - sp.exp(a[i]) / all_of_it), because="all at once")
    assert d.lines[-1].proof is Proof.PROVED
    with pytest.raises(DerivationError):
        d.then(-(sp.KroneckerDelta(ell, i) - sp.exp(a[ell]) / all_of_it))


def test_an_index_with_sympys_own_range():
    k = sp.Symbol("k", integer=True)
    i, j = sp.Idx("i", (1, k)), sp.Idx("j", (1, k))
    u = sp.IndexedBase("u")
    d = Derivation(None, sp.Sum(sp.KroneckerDelta(i, j) * u[j], (j, 1, k))).then(u[i])
    assert d.lines[-1].proof is Proof.PROVED


def test_an_indicator_beyond_the_range_is_not_collapsed():
    with pytest.raises(DerivationError) as refusal:
        derive(None, "Σ(j, 1..k-1, δ[i,j] y[j]) == y[i]")
    assert refusal.value.counterexample.point["i"] == refusal.value.counterexample.point["k"]


def test_a_declared_sign_is_kept():
    s = sp.Symbol("s", positive=True)
    assert Derivation(None, 2 * sp.log(s)).then(sp.log(s**2)).lines[-1].proof is Proof.PROVED
    assert Derivation(None, sp.log(s**2)).then(2 * sp.log(s)).lines[-1].proof is Proof.PROVED


def test_chained_calls_and_attributes():
    z = sp.Symbol("z")
    d = Derivation("4.9-2", sp.Derivative(sp.tanh(z), z))
    assert d.then(1 - sp.tanh(z) ** 2, because="by heart") is d
    assert d.equation == "4.9-2"
    assert d.result == 1 - sp.tanh(z) ** 2
    assert [line.because for line in d.lines] == ["", "by heart"]


@pytest.mark.parametrize(
    "line",
    ["vector(i, 1..k, y[i]) == vector(i, 1..n, y[i])", "∇(-log(ŷ[ℓ]), ŷ) == -1/ŷ[ℓ]"],
)
def test_shapes_must_agree(line):
    with pytest.raises(DerivationError, match="shapes differ"):
        derive(None, line)


@pytest.mark.parametrize(
    ("build", "error", "told"),
    [
        (lambda: Derivation("4.5-99", sp.Symbol("z")), ValueError, r"4\.5-99"),
        (lambda: Derivation(4.5, sp.Symbol("z")), ValueError, r"4\.5"),
        (lambda: Derivation(None, "z + 1"), ValueError, "start"),
        (lambda: Derivation(None, sp.Symbol("z")).then("z"), ValueError, "expression"),
        (lambda: Derivation(None, sp.Symbol("z")).then(None), ValueError, "expression"),
        (
            lambda: Derivation(None, sp.Symbol("z"), where={sp.Symbol("z") + 1: sp.Symbol("z")}),
            ValueError,
            "key",
        ),
        (lambda: derive("4.5-99", "z"), ValueError, r"4\.5-99"),
        (lambda: derive(None, 3), LineError, "text"),
        (lambda: derive(None, ""), LineError, "no line"),
        (lambda: derive(None, "z == "), LineError, "expected"),
        (lambda: derive(None, "ŷ[i,j] == 1"), LineError, "takes one index"),
        (lambda: derive(None, "W[1] @ ŷ"), LineError, "columns"),
        (lambda: derive(None, "z where ŷ = a[L]"), LineError, "entry"),
        (lambda: derive(None, "z where z + 1 = z"), LineError, "expected"),
        (lambda: derive(None, "p[i] == p[i] where p[i] = 1 + p[i]"), ValueError, "circle"),
        (lambda: derive(None, "p == p where p = q where q = p"), ValueError, "circle"),
    ],
)
def test_bad_input_is_named(build, error, told):
    with pytest.raises(error, match=told):
        build()


def test_it_shows_itself_the_same_each_time():
    line = (
        "D(-log(ŷ[ℓ]), a[L,i]) == -(δ[ℓ,i] - ŷ[i])  # 50 % of $a_{Li}$ & more_or_less\n" + SOFTMAX
    )
    d = derive("4.5-6", line)
    latex = d._repr_latex_()
    assert latex == derive("4.5-6", line)._repr_latex_()
    assert repr(d) == repr(derive("4.5-6", line))
    assert repr(d).splitlines()[0] == "4.5-6"
    assert repr(d).splitlines()[-1].split("■")[0].strip() == "= −(1[ℓ=i] − ŷ[i])"
    assert latex.startswith("$\\displaystyle\\begin{aligned}")
    assert r"&= -\left(\mathbb{1}_{(\ell=i)} - \hat{y}_{i}\right)" in latex
    assert r"\text{50 \% of } {a_{Li}} \text{ \& more\_or\_less}" in latex
    assert latex.count("{") == latex.count("}")


z, w = sp.symbols("z w", real=True)
entry = sp.IndexedBase("x")[sp.Symbol("i", integer=True)]


@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_random_derivatives_and_planted_faults(data):
    leaf = st.sampled_from([z, w, sp.exp(z), sp.tanh(z), 1 + z**2, entry, sp.Integer(2)])
    grow = lambda inner: st.one_of(  # noqa: E731
        st.tuples(inner, inner).map(lambda pair: pair[0] * pair[1]),
        st.tuples(inner, inner).map(lambda pair: pair[0] + pair[1]),
        inner.map(lambda u: 1 / (2 + u**2)),
        inner.map(lambda u: sp.exp(u / 3) if u != 2 else sp.exp(z)),
    )
    u = data.draw(st.recursive(leaf, grow, max_leaves=4)) * z + w
    d = Derivation(None, sp.Derivative(u, z))
    slope = u.diff(z)
    d.then(slope, because="sympy's own derivative")
    assert d.lines[-1].proof is Proof.PROVED
    fault = sp.sympify(data.draw(st.sampled_from([1, -slope, slope, w**2, slope**2 + 1])))
    at = {z: 0.7, w: -1.3, entry: 0.4}
    if abs(float(fault.xreplace(at))) > 1e-6:
        with pytest.raises(DerivationError):
            d.then(slope + fault)
