"""The lecture's notation: what is written prints as on the slides; the ledger is complete."""

from collections import Counter

import pytest
import sympy as sp

from helpers.symbolic import lecture
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
    ell,
    eta,
    exp,
    function,
    g,
    g_prime,
    gradient,
    h,
    hadamard,
    i,
    i_prime,
    indicator,
    j,
    k,
    ledger,
    log,
    loss,
    m,
    n,
    one_hot,
    softmax,
    tanh,
    w,
    x,
    y,
    y_hat,
    z,
)
from helpers.symbolic.ledger import equation
from helpers.symbolic.printing import latex, words
from helpers.symbolic.text import text
from helpers.symbolic.written import plain

PRINTS = [
    (a[L, i], "a_{Li}", "a_Li"),
    (a[L, ell], r"a_{L\ell}", "a_Lℓ"),
    (W[i + 1, m, j], "W_{i+1,m,j}", "W_i+1,m,j"),
    (W[k, i, j], "W_{kij}", "W_kij"),
    (h[k - 1, j], "h_{k-1,j}", "h_k-1,j"),
    (a[L, i_prime], "a_{Li'}", "a_Li'"),
    (y_hat[ell], r"\hat{y}_{\ell}", "ŷ_ℓ"),
    (KroneckerDelta(ell, i), r"\mathbb{1}_{(\ell=i)}", "1[ℓ=i]"),
    (sp.exp(sp.Symbol("u")), r"\exp(u)", "exp(u)"),
    (
        sp.Derivative(sp.Function("s")(n), n),
        r"\frac{\partial}{\partial n} \left(s{\left(n \right)}\right)",
        "∂/∂n (s(n))",
    ),
    (3 * sp.Symbol("u") ** 2, "3 u^{2}", "3 · u**2"),
    (sp.KroneckerDelta(ell, i), r"\mathbb{1}_{(\ell=i)}", None),
    (loss, r"\mathscr{L}(\theta)", "ℒ(θ)"),
    (-log(y_hat[ell]), r"-\log \hat{y}_{\ell}", "−log(ŷ_ℓ)"),
    (log(z, 10), r"\log_{10}(z)", "log_10(z)"),
    (exp(a[L, i]), r"\exp(a_{Li})", "exp(a_Li)"),
    (-1 / y_hat[ell], r"-\frac{1}{\hat{y}_{\ell}}", "−1/ŷ_ℓ"),
    (z - (w - eta), r"z - \left(w - \eta\right)", "z − (w − η)"),
    (-(z - w), r"-\left(z - w\right)", "−(z − w)"),
    (z * (-w), r"z \left(-w\right)", "z · (−w)"),
    (z - -w, r"z - \left(-w\right)", "z − (−w)"),
    (2 * (z + 1), r"2 \left(z + 1\right)", "2 · (z + 1)"),
    (z * 2, r"z \cdot 2", "z · 2"),
    ((z + 1) ** 2, r"\left(z + 1\right)^{2}", "(z + 1)²"),
    (g(z) ** 2, "g(z)^{2}", "g(z)²"),
    (g_prime(a[i, j]), "g'(a_{ij})", "g'(a_ij)"),
    (exp(z) * exp(w), r"\exp(z) \exp(w)", "exp(z) · exp(w)"),
    (1 / N * z, r"\frac{1}{N} z", "1/N · z"),
    (
        Derivative(y_hat[ell], a[L, i]),
        r"\frac{\partial \hat{y}_{\ell}}{\partial a_{Li}}",
        "∂ŷ_ℓ/∂a_Li",
    ),
    (
        Derivative(-log(y_hat[ell]), a[L, i]),
        r"\frac{\partial}{\partial a_{Li}} \left(-\log \hat{y}_{\ell}\right)",
        "∂/∂a_Li (−log(ŷ_ℓ))",
    ),
    (
        Derivative(1 + exp(-z), z),
        r"\frac{\mathrm{d}}{\mathrm{d} z} \left(1 + \exp(-z)\right)",
        None,
    ),
    (Sum(exp(a[L, j]), (j, 1, k)), r"\sum_{j=1}^{k} \exp(a_{Lj})", "Σ_{j=1..k} exp(a_Lj)"),
    (Sum(y[j] - 1, (j, 1, k)), r"\sum_{j=1}^{k} \left(y_{j} - 1\right)", None),
    (Sum(y[j], (j, 1, k)) * z, r"\left(\sum_{j=1}^{k} y_{j}\right) z", None),
    (-(one_hot(ell) - y_hat), r"-\left(e(\ell) - \hat{y}\right)", "−(e(ℓ) − ŷ)"),
    (gradient(loss, a[L]), r"\nabla_{a_{L}} \mathscr{L}(\theta)", "∇_a_L ℒ(θ)"),
    (softmax(a[L])[i], r"\operatorname{softmax}(a_{L})_{i}", "softmax(a_L)_i"),
    (W[k].T @ b[k], r"\left(W_{k}\right)^{\top} b_{k}", None),
    (hadamard(h[k], g_prime(a[k])), r"h_{k} \odot g'(a_{k})", "h_k ⊙ g'(a_k)"),
    (
        Vector(y_hat[i], (i, 1, k)),
        r"\begin{bmatrix} \hat{y}_{1} \\[0.3em] \hat{y}_{2} \\[0.3em] \vdots "
        r"\\[0.3em] \hat{y}_{k} \end{bmatrix}",
        "[ŷ_i]_{i=1..k}",
    ),
    (
        Cases(z, (i, ell), 0),
        r"\begin{cases} z & \text{if } i = \ell \\ 0 & \text{otherwise} \end{cases}",
        "{z if i=ℓ; 0 otherwise}",
    ),
]


@pytest.mark.parametrize(("expression", "as_latex", "as_text"), PRINTS, ids=lambda u: str(u)[:30])
def test_prints_as_on_the_slides(expression, as_latex, as_text):
    assert latex(expression) == as_latex
    assert as_text is None or text(expression) == as_text


def test_lines_keep_their_form_but_not_their_meaning():
    top, bottom = exp(a[L, i]), Sum(exp(a[L, j]), (j, 1, k))
    line = top / bottom * (exp(a[L, ell]) / bottom)
    assert latex(line).count(r"\frac") == 2
    u = sp.IndexedBase("a")
    below = sp.Sum(sp.exp(u[L, j]), (j, 1, k))
    assert sp.simplify(plain(line) - sp.exp(u[L, i] + u[L, ell]) / below**2) == 0


def test_operators_mean_what_they_say():
    zz, ww = sp.Symbol("z", real=True), sp.Symbol("w", real=True)
    cases = [
        (z + w, zz + ww),
        (z - w, zz - ww),
        (1 - z, 1 - zz),
        (2 * z / w, 2 * zz / ww),
        (1 / z, 1 / zz),
        (z**w, zz**ww),
        (2**z, 2**zz),
        (-(z - w) * z, -(zz - ww) * zz),
        (tanh(z), sp.tanh(zz)),
        (0.1 * z, zz / 10),
        (sp.Rational(1, 2) * z, zz / 2),
        (function("max")(0, z), sp.Max(0, zz)),
    ]
    for written, meant in cases:
        assert sp.simplify(plain(written) - meant) == 0, written


def test_strings_are_never_evaluated():
    with pytest.raises(TypeError):
        z + "w"
    builds = [
        lambda: Sum("z", (j, 1, k)),
        lambda: Sum(z, (j, 1, "k")),
        lambda: Vector("z", (j, 1, k)),
        lambda: exp("z"),
        lambda: y_hat["i"],
        lambda: Derivative(z, "z"),
        lambda: KroneckerDelta("i", j),
    ]
    for build in builds:
        with pytest.raises(ValueError, match="expression of sympy"):
            build()


def test_reasons_are_escaped():
    assert words("a_b & 5 % {x} #1") == r"\text{a\_b \& 5 \% \{x\} \#1}"
    assert words("see $a_{Li}$ there") == r"\text{see } {a_{Li}} \text{ there}"
    assert "\\backslash" in words("a\\b")


def test_wrong_numbers_of_indices_are_refused():
    with pytest.raises(ValueError, match="W takes 3"):
        W[k, i]
    with pytest.raises(ValueError, match="x takes 1"):
        x[i, j]
    with pytest.raises(TypeError):
        list(y_hat)


def test_families_from_zero():
    f = Family("f", (0, k - 1))
    assert f.shape == ((0, k - 1),)
    assert Family("v", n).shape == ((1, n),)


def test_ledger_is_the_lecture_s():
    rows = ledger()
    assert len(rows) == 58
    assert Counter(row.module for row in rows.values()) == {
        "4.1": 6,
        "4.2": 6,
        "4.3": 11,
        "4.4": 8,
        "4.5": 10,
        "4.6": 7,
        "4.7": 5,
        "4.8": 3,
        "4.9": 2,
    }
    slips = {name for name, row in rows.items() if row.slip}
    assert slips == {"4.1-5", "4.2-4", "4.3-9", "4.4-1", "4.5-6", "4.6-2", "4.7-5", "4.8-2"}
    assert all(row.printed and row.why for row in rows.values() if row.slip)
    assert rows["4.5-2"].printed
    assert not rows["4.5-2"].slip
    with pytest.raises(TypeError):
        rows["4.5-6"] = None


@pytest.mark.parametrize("name", ["4.5-11", "", None, 4.5, [], "4.5"])
def test_an_unknown_equation_is_named(name):
    with pytest.raises(ValueError, match="not in the ledger"):
        equation(name)


def test_every_public_name_is_there():
    for name in lecture.__all__:
        assert getattr(lecture, name) is not None
    assert indicator(ell, i) == KroneckerDelta(ell, i)
    assert isinstance(eta, Letter)
