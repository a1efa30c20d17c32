"""The proof engine: true lines in many forms are accepted, false ones refused with a point."""

import pytest
import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.symbolic.derivation import Derivation, DerivationError
from helpers.symbolic.lecture import (
    Cases,
    Derivative,
    Family,
    KroneckerDelta,
    L,
    Letter,
    N,
    Sum,
    Vector,
    W,
    a,
    b,
    diagonal,
    ell,
    exp,
    function,
    function_of,
    g,
    g_prime,
    gradient,
    h,
    hadamard,
    i,
    index,
    j,
    k,
    log,
    loss,
    m,
    n,
    one_hot,
    p,
    softmax,
    tanh,
    w,
    x,
    y,
    y_hat,
    z,
)
from helpers.symbolic.proof import Proof

delta = KroneckerDelta
total = Sum(exp(a[L, m]), (m, 1, k))
SOFTMAX = {y_hat[i]: exp(a[L, i]) / total}
NLL = -log(y_hat[ell])
LOGISTIC = {g(z): 1 / (1 + exp(-z))}
up, down = exp(z) + exp(-z), exp(z) - exp(-z)
TANH = {g(z): down / up}
l, bias, one_x, one_y, c = map(Letter, ("l", "b", "x", "y", "c"))
LINE = {l: w * one_x + bias}
Y_hat, Y, q = Family("Yh", N, k), Family("Y", N, k), Family("q", n)
r, row = index("r"), index("row")
batch = 1 / N * Sum(Sum((Y_hat[i, j] - Y[i, j]) ** 2, (j, 1, k)), (i, 1, N))
squares = Sum((y_hat[j] - y[j]) ** 2, (j, 1, k))
HIDDEN = {
    loss: function_of(a[i + 1, m], (m, 1, n)),
    a[i + 1, m]: b[i + 1, m] + Sum(W[i + 1, m, j] * h[i, j], (j, 1, n)),
    h[i, j]: g(a[i, j]),
}
PARAMETERS = {
    loss: function_of(a[k, i], (i, 1, n)),
    a[k, i]: b[k, i] + Sum(W[k, i, j] * h[k - 1, j], (j, 1, n)),
}
TWO_LAYERS = {
    a[1, i]: b[1, i] + Sum(W[1, i, j] * x[j], (j, 1, n)),
    h[1, i]: g(a[1, i]),
    a[2, i]: b[2, i] + Sum(W[2, i, j] * h[1, j], (j, 1, n)),
    h[2, i]: g(a[2, i]),
}
along = Sum(Derivative(loss, a[i + 1, m]) * W[i + 1, m, j], (m, 1, n))
maximum = function("max")

# (name, where, left, right)
TRUE = [
    ("log of softmax", SOFTMAX, NLL, -a[L, ell] + log(total)),
    ("softmax sums to 1", SOFTMAX, Sum(y_hat[i], (i, 1, k)), 1),
    (
        "softmax unmoved by a shift",
        {},
        exp(a[L, i] + c) / Sum(exp(a[L, j] + c), (j, 1, k)),
        softmax(a[L])[i],
    ),
    ("softmax gradient", SOFTMAX, Derivative(NLL, a[L, i]), y_hat[i] - delta(ell, i)),
    (
        "softmax gradient as a sum over every path",
        SOFTMAX,
        Derivative(NLL, a[L, i]),
        Sum(Derivative(NLL, y_hat[j]) * Derivative(y_hat[j], a[L, i]), (j, 1, k)),
    ),
    (
        "abbreviation written out",
        SOFTMAX,
        y_hat[i] - delta(ell, i),
        exp(a[L, i]) / total - delta(i, ell),
    ),
    (
        "one index more than the definition's",
        SOFTMAX,
        Derivative(y_hat[m], a[L, r]),
        y_hat[m] * (delta(m, r) - y_hat[r]),
    ),
    (
        "gradients of softmax sum to 0",
        SOFTMAX,
        Sum(Derivative(y_hat[i], a[L, j]), (i, 1, k)),
        0,
    ),
    (
        "cross-entropy of a soft target",
        SOFTMAX | {loss: -Sum(y[j] * log(y_hat[j]), (j, 1, k))},
        Derivative(loss, a[L, i]),
        y_hat[i] * Sum(y[j], (j, 1, k)) - y[i],
    ),
    (
        "one-hot target",
        {y[j]: delta(ell, j)},
        -Sum(y[j] * log(y_hat[j]), (j, 1, k)),
        -log(y_hat[ell]),
    ),
    (
        "softmax with squared error",
        SOFTMAX,
        Derivative(squares, a[L, i]),
        2 * y_hat[i] * (y_hat[i] - y[i] - Sum(y_hat[j] * (y_hat[j] - y[j]), (j, 1, k))),
    ),
    ("squared error", {}, Derivative(squares, y_hat[i]), 2 * (y_hat[i] - y[i])),
    (
        "squared error of a batch",
        {},
        Derivative(batch, Y_hat[r, m]),
        2 / N * (Y_hat[r, m] - Y[r, m]),
    ),
    ("logistic", LOGISTIC, Derivative(g(z), z), g(z) * (1 - g(z))),
    ("logistic elsewhere", LOGISTIC, g(-2 * z), 1 - g(2 * z)),
    ("g' is the derivative of g", LOGISTIC, g_prime(z), g(z) - g(z) ** 2),
    ("tanh by exp", TANH, Derivative(g(z), z), 1 - g(z) ** 2),
    ("tanh", {}, Derivative(tanh(z), z), (1 - tanh(z)) * (1 + tanh(z))),
    ("tanh and logistic", LOGISTIC, tanh(z), 2 * g(2 * z) - 1),
    ("softplus", {}, Derivative(log(1 + exp(z)), z), 1 / (1 + exp(-z))),
    ("relu", {}, Derivative(maximum(0, z), z) * z, maximum(0, z)),
    (
        "linear regression",
        LINE,
        Derivative((one_y - l) ** 2, w),
        2 * one_x * (w * one_x + bias - one_y),
    ),
    (
        "linear regression by the chain rule",
        LINE,
        Derivative((one_y - l) ** 2, l) * Derivative(l, w),
        -2 * (one_y - l) * one_x,
    ),
    (
        "chain rule along several paths",
        {loss: function_of(q[m], (m, 1, n)), q[m]: function_of(z)},
        Derivative(loss, z),
        Sum(Derivative(loss, q[m]) * Derivative(q[m], z), (m, 1, n)),
    ),
    ("hidden unit", HIDDEN, Derivative(loss, h[i, j]), along),
    (
        "hidden unit before the activation",
        HIDDEN,
        Derivative(loss, a[i, j]),
        along * g_prime(a[i, j]),
    ),
    (
        "all hidden units",
        HIDDEN,
        gradient(loss, h[i]),
        W[i + 1].T @ gradient(loss, a[i + 1]),
    ),
    (
        "all hidden units before the activation",
        HIDDEN,
        gradient(loss, a[i]),
        hadamard(W[i + 1].T @ gradient(loss, a[i + 1]), g_prime(a[i])),
    ),
    ("weight", PARAMETERS, Derivative(a[k, i], W[k, i, j]), h[k - 1, j]),
    (
        "another unit's weight",
        PARAMETERS,
        Derivative(a[k, i], W[k, m, j]),
        delta(i, m) * h[k - 1, j],
    ),
    (
        "weights",
        PARAMETERS,
        gradient(loss, W[k]),
        gradient(loss, a[k]) @ h[k - 1].T,
    ),
    ("biases", PARAMETERS, gradient(loss, b[k]), gradient(loss, a[k])),
    (
        "Jacobian of two layers",
        TWO_LAYERS,
        Vector(Derivative(h[2, i], x[j]), (i, 1, n), (j, 1, n)),
        diagonal(g_prime(a[2])) @ W[2] @ diagonal(g_prime(a[1])) @ W[1],
    ),
    ("Jacobian of a layer", TWO_LAYERS, Derivative(a[1, i], x[j]), W[1, i, j]),
    (
        "sums renamed and swapped",
        {},
        Sum(Sum(x[i] * W[1, i, j] * h[1, j], (j, 1, n)), (i, 1, n)),
        Sum(Sum(h[1, i] * W[1, j, i] * x[j], (j, 1, n)), (i, 1, n)),
    ),
    (
        "sum of squared differences",
        {},
        Sum(Sum((x[i] - x[j]) ** 2, (j, 1, n)), (i, 1, n)),
        2 * n * Sum(x[i] ** 2, (i, 1, n)) - 2 * Sum(x[i], (i, 1, n)) ** 2,
    ),
    (
        "indicators cancel",
        {},
        delta(i, j) * x[m],
        delta(i, j) * x[m] * (1 + delta(j, i)) - delta(j, i) * x[m] * delta(i, j),
    ),
    ("indicator squared", {}, delta(i, j) ** 2 * x[i], delta(i, j) * x[j]),
    ("absolute value", {}, sp.sqrt(z**2), sp.Abs(z)),
    ("vectors", SOFTMAX, gradient(NLL, a[L]), -(one_hot(ell) - y_hat)),
    ("sum of logs", {}, Sum(log(exp(x[i])), (i, 1, n)), Sum(x[i], (i, 1, n))),
    ("sum between numbers", {}, Sum(x[i], (i, 1, 3)), x[1] + x[2] + x[3]),
    ("derivative by a bound letter's name", SOFTMAX, Derivative(total, a[L, m]), exp(a[L, m])),
]

FALSE = [
    ("sign flipped", SOFTMAX, Derivative(NLL, a[L, i]), delta(ell, i) - y_hat[i]),
    ("ℓ for i", SOFTMAX, Derivative(NLL, a[L, i]), -(delta(ell, i) - y_hat[ell])),
    ("indicator forgotten", SOFTMAX, Derivative(NLL, a[L, i]), -(1 - y_hat[i])),
    ("denominator's derivative forgotten", SOFTMAX, Derivative(NLL, a[L, i]), -delta(ell, i)),
    (
        "logarithm to the base 10",
        {},
        Derivative(-log(y_hat[ell], 10), y_hat[i]),
        -delta(ell, i) / y_hat[ell],
    ),
    ("wrong index in the sum", {}, Sum(x[i] * y[j], (j, 1, k)), Sum(x[j] * y[j], (j, 1, k))),
    ("sum to n, not to k", SOFTMAX, Sum(y_hat[i], (i, 1, k)), Sum(y_hat[i], (i, 1, n))),
    (
        "true only for k = 2",
        SOFTMAX,
        Sum(y_hat[i] ** 2, (i, 1, k)),
        1 - k * Sum(Sum(y_hat[i] * y_hat[j] * (1 - delta(i, j)), (j, 1, k)), (i, 1, k)) / 2,
    ),
    ("true only at i = ℓ", SOFTMAX, Derivative(y_hat[ell], a[L, i]), y_hat[i] * (1 - y_hat[ell])),
    ("true only beyond i = ℓ", SOFTMAX, Derivative(y_hat[ell], a[L, i]), -y_hat[ell] * y_hat[i]),
    ("true for one class only", {}, Sum(y_hat[i], (i, 1, k)) ** 2, Sum(y_hat[i] ** 2, (i, 1, k))),
    (
        "cases swapped",
        SOFTMAX,
        Derivative(y_hat[ell], a[L, i]),
        Cases(-y_hat[i] * y_hat[ell], (i, ell), (1 - y_hat[i]) * y_hat[ell]),
    ),
    (
        "through the abbreviation where it is independent",
        SOFTMAX,
        Derivative(NLL, y_hat[i]),
        Derivative(NLL, a[L, i]),
    ),
    ("squared error without its 2", {}, Derivative(squares, y_hat[i]), y_hat[i] - y[i]),
    ("batch without 1/N", {}, Derivative(batch, Y_hat[r, m]), 2 * (Y_hat[r, m] - Y[r, m])),
    ("logistic derivative", LOGISTIC, Derivative(g(z), z), g(z) * (1 + g(z))),
    ("tanh derivative", {}, Derivative(tanh(z), z), 1 - tanh(z)),
    ("inner derivative forgotten", {}, Derivative(exp(-z), z), exp(-z)),
    ("chain rule's g' dropped", HIDDEN, Derivative(loss, a[i, j]), along),
    (
        "W for its transpose",
        HIDDEN,
        gradient(loss, h[i]),
        W[i + 1] @ gradient(loss, a[i + 1]),
    ),
    (
        "the slide's sum to k",
        HIDDEN,
        Derivative(loss, h[i, j]),
        Sum(Derivative(loss, a[i + 1, m]) * W[i + 1, m, j], (m, 1, k)),
    ),
    (
        "one path only",
        HIDDEN,
        Derivative(loss, h[i, j]),
        Derivative(loss, a[i + 1, j]) * W[i + 1, j, j],
    ),
    ("a weight's input", PARAMETERS, Derivative(a[k, i], W[k, i, j]), h[k - 1, i]),
    ("another unit's weight", PARAMETERS, Derivative(a[k, i], W[k, m, j]), h[k - 1, j]),
    (
        "outer product turned",
        PARAMETERS,
        gradient(loss, W[k]),
        h[k - 1] @ gradient(loss, a[k]).T,
    ),
    ("layers swapped", TWO_LAYERS, Derivative(a[1, i], x[j]), W[2, i, j]),
    (
        "Jacobians in the wrong order",
        TWO_LAYERS,
        Vector(Derivative(a[2, i], x[j]), (i, 1, n), (j, 1, n)),
        W[1] @ diagonal(g_prime(a[1])) @ W[2],
    ),
    ("linear regression's x", LINE, Derivative((one_y - l) ** 2, w), -2 * (one_y - l)),
    ("root of a square", {}, sp.sqrt(z**2), z),
    ("exponential of a sum", {}, exp(Sum(x[i], (i, 1, n))), Sum(exp(x[i]), (i, 1, n))),
    ("log of a sum", {}, log(Sum(exp(x[i]), (i, 1, n))), Sum(x[i], (i, 1, n))),
    ("a sum as a product", {}, Sum(x[i] * y[i], (i, 1, n)), Sum(x[i], (i, 1, n)) * y[j]),
    ("n for n − 1", {}, Sum(1 - delta(i, j), (j, 1, n)) * x[i], n * x[i]),
    ("one-hot at the wrong place", SOFTMAX, gradient(NLL, a[L]), -(one_hot(i) - y_hat)),
    ("a small constant", {}, exp(z), exp(z) + sp.Rational(1, 10**12)),
    ("relu at a negative", {}, maximum(0, z), z),
    ("an unknown function is not linear", {}, g(2 * z), 2 * g(z)),
]


def names(cases):
    return [case[0] for case in cases]


@pytest.mark.parametrize(("name", "where", "left", "right"), TRUE, ids=names(TRUE))
def test_a_true_line_is_proved_with_sizes_open(name, where, left, right):
    d = Derivation(None, left, where=where).then(right, because=name)
    assert d.lines[-1].proof is Proof.PROVED


@pytest.mark.parametrize(("name", "where", "left", "right"), FALSE, ids=names(FALSE))
def test_a_false_line_is_refused_with_a_point(name, where, left, right):
    d = Derivation("4.5-6", left, where=where)
    with pytest.raises(DerivationError) as refusal:
        d.then(right, because=name)
    found = refusal.value.counterexample
    assert abs(found.true - found.claimed) > 1e-13
    told = str(refusal.value)
    assert "Line 2 of 4.5-6" in told
    assert name in told
    assert all(f"{size} = " in told for size in {"k", "n"} & set(found.point))
    assert len(d.lines) == 1  # nothing is kept of a false line


def test_there_are_enough_cases_of_both_kinds():
    assert len(TRUE) >= 25
    assert len(FALSE) >= 25


def test_levels_are_recorded():
    triangular = Sum(x[j] * x[m], (m, j + 1, n), (j, 1, n))
    squared = (Sum(x[j], (j, 1, n)) ** 2 - Sum(x[j] ** 2, (j, 1, n))) / 2
    assert Derivation(None, triangular).then(squared).lines[-1].proof is Proof.SIZES
    gudermann = 2 * sp.atan(sp.tanh(sp.Symbol("z") / 2))
    only_numbers = Derivation(None, gudermann).then(sp.asin(sp.tanh(sp.Symbol("z"))))
    assert only_numbers.lines[-1].proof is Proof.NUMERIC
    assert only_numbers.lines[0].proof is None
    assert "≈" in repr(only_numbers)
    assert r"\approx" in only_numbers._repr_latex_()


def test_a_false_line_near_the_weaker_levels_is_refused():
    triangular = Sum(x[j] * x[m], (m, j, n), (j, 1, n))
    with pytest.raises(DerivationError, match="does not follow"):
        Derivation(None, triangular).then((Sum(x[j], (j, 1, n)) ** 2) / 2)
    with pytest.raises(DerivationError, match="does not follow"):
        Derivation(None, 2 * sp.atan(sp.tanh(z._plain()))).then(sp.asin(sp.tanh(z._plain())))


def test_what_cannot_be_decided_is_refused():
    nowhere_real = log(-1 - z**2)
    with pytest.raises(DerivationError, match="cannot be decided"):
        Derivation(None, nowhere_real).then(nowhere_real + 0 * z)
    with pytest.raises(DerivationError, match="cannot be decided"):
        Derivation(None, Derivative(Derivative(loss, z), z), where={loss: function_of(z)}).then(0)


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
    reach = Sum(KroneckerDelta(i, j) * y[j], (j, 1, k - 1))
    with pytest.raises(DerivationError) as refusal:
        Derivation(None, reach).then(y[i])
    assert refusal.value.counterexample.point["i"] == refusal.value.counterexample.point["k"]


def test_a_declared_sign_is_kept():
    s = sp.Symbol("s", positive=True)
    assert Derivation(None, sp.log(s**2)).then(2 * sp.log(s)).lines[-1].proof is Proof.PROVED


def test_chained_calls_and_attributes():
    d = Derivation("4.9-2", Derivative(tanh(z), z)).then(1 - tanh(z) ** 2, because="by heart")
    assert d.equation == "4.9-2"
    assert d.statement.startswith("tanh")
    assert d.result == 1 - tanh(z) ** 2
    assert [line.because for line in d.lines] == ["", "by heart"]


def test_vectors_of_different_sizes_are_not_equal():
    d = Derivation(None, Vector(y[i], (i, 1, k)))
    with pytest.raises(DerivationError, match="shapes differ"):
        d.then(Vector(y[i], (i, 1, n)))


def test_shapes_must_agree():
    with pytest.raises(DerivationError, match="shapes differ"):
        Derivation(None, gradient(NLL, y_hat)).then(-1 / y_hat[ell])
    with pytest.raises(ValueError, match="columns"):
        W[1] @ y_hat


@pytest.mark.parametrize(
    ("build", "told"),
    [
        (lambda: Derivation("4.5-99", z), "4.5-99"),
        (lambda: Derivation(4.5, z), "4.5"),
        (lambda: Derivation(None, "z + 1"), "start"),
        (lambda: Derivation(None, z).then("z"), "expression"),
        (lambda: Derivation(None, z).then(None), "expression"),
        (lambda: Derivation(None, z, where={y_hat: a[L]}), "whole array"),
        (lambda: Derivation(None, z, where={z + 1: z}), "key"),
        (lambda: Derivation(None, p[i], where={p[i]: 1 + p[i]}).then(p[i]), "circle"),
        (lambda: y_hat[i, j], "takes 1"),
    ],
)
def test_bad_input_is_named(build, told):
    with pytest.raises(ValueError, match=told):
        build()


def test_it_shows_itself_the_same_each_time():
    def build():
        d = Derivation("4.5-6", Derivative(NLL, a[L, i]), where=SOFTMAX)
        return d.then(-(delta(ell, i) - y_hat[i]), because="50 % of $a_{Li}$ & more_or_less")

    d = build()
    assert d._repr_latex_() == build()._repr_latex_()
    assert repr(d) == repr(build())
    assert repr(d).splitlines()[-1].split("∎")[0].strip() == "= −(1[ℓ=i] − ŷ_i)"
    latex = d._repr_latex_()
    assert latex.startswith("$\\displaystyle\\begin{aligned}")
    assert r"&= -\left(\mathbb{1}_{(\ell=i)} - \hat{y}_{i}\right)" in latex
    assert r"\text{50 \% of } {a_{Li}} \text{ \& more\_or\_less}" in latex
    assert latex.count("{") == latex.count("}")


@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_random_derivatives_and_planted_faults(data):
    leaf = st.sampled_from([z, w, exp(z), tanh(z), 1 + z**2, x[i], sp.Integer(2)])
    grow = lambda inner: st.one_of(  # noqa: E731
        st.tuples(inner, inner).map(lambda pair: pair[0] * pair[1]),
        st.tuples(inner, inner).map(lambda pair: pair[0] + pair[1]),
        inner.map(lambda u: 1 / (2 + u**2)),
        inner.map(lambda u: exp(u / 3) if u != 2 else exp(z)),
    )
    u = data.draw(st.recursive(leaf, grow, max_leaves=4)) * z + w
    d = Derivation(None, Derivative(u, z))
    slope = u._plain().diff(z._plain())
    d.then(slope, because="sympy's own derivative")
    assert d.lines[-1].proof is Proof.PROVED
    fault = data.draw(st.sampled_from([1, -slope, slope, w._plain() ** 2, slope**2 + 1]))
    at = {z._plain(): 0.7, w._plain(): -1.3, x[i]._plain(): 0.4}
    if abs(float(sp.sympify(fault).xreplace(at))) > 1e-6:
        with pytest.raises(DerivationError):
            d.then(slope + fault)
