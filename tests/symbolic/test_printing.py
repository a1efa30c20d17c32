"""What is printed: as on the slides, read again as the same line, and never like another line."""

import re
from dataclasses import fields, replace
from fractions import Fraction

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from trees import SCOPE, columns, is_line, lines, numbers, small

from helpers.language import nodes as n
from helpers.language.limits import Sizes
from helpers.language.printing import code, decimal, latex, reason_in_latex, text
from helpers.language.reader import LineError, read
from helpers.language.scope import Scope

STABLE = settings(derandomize=True, deadline=None, database=None, max_examples=400)

PRINTS = [  # as typed, in LaTeX, as text
    ("a[L,i]", "a_{Li}", "a[L,i]"),
    ("a[L,ell]", r"a_{L\ell}", "a[L,ℓ]"),
    ("a[L,i']", "a_{Li'}", "a[L,i']"),
    ("W[k,i,j]", "W_{kij}", "W[k,i,j]"),
    ("W[i+1,m,j]", "W_{i+1,m,j}", "W[i+1,m,j]"),
    ("W[1,1,1]", "W_{111}", "W[1,1,1]"),
    ("h[k-1,j]", "h_{k-1,j}", "h[k−1,j]"),
    ("y_hat[ell]", r"\hat{y}_{\ell}", "ŷ[ℓ]"),
    ("z_hat", r"\hat{z}", "ẑ"),
    ("eta_t", r"\eta_{t}", "η_t"),
    ("loss(theta)", r"\mathscr{L}(\theta)", "ℒ"),
    ("pi", r"\pi", "π"),
    ("3z^2", "3 z^{2}", "3 · z²"),
    ("z*2", r"z \cdot 2", "z · 2"),
    ("2(z+1)", r"2 \left(z + 1\right)", "2 · (z + 1)"),
    ("2 (1/2)", r"2 \cdot \frac{1}{2}", "2 · (1/2)"),
    ("(1/2)(1/z)", r"\frac{1}{2} \, \frac{1}{z}", "1/2 · (1/z)"),
    ("1/N z", r"\frac{1}{N} z", "1/N · z"),
    ("0.05z", "0.05 z", "0.05 · z"),
    ("(z+1)^2", r"\left(z + 1\right)^{2}", "(z + 1)²"),
    ("z^T", "z^{T}", "z^(T)"),
    ("2^(1/2)", r"2^{\frac{1}{2}}", "2^(1/2)"),
    ("e^z", "e^{z}", "e^z"),
    ("z - (w - eta)", r"z - \left(w - \eta\right)", "z − (w − η)"),
    ("-(z - w)", r"-\left(z - w\right)", "−(z − w)"),
    ("z*(-w)", r"z \,\left(-w\right)", "z · (−w)"),
    ("z - -w", r"z - \left(-w\right)", "z − (−w)"),
    ("exp(z) exp(w)", r"\exp(z) \exp(w)", "exp(z) · exp(w)"),
    ("exp(a[L,i])", r"\exp(a_{Li})", "exp(a[L,i])"),
    ("-log(y_hat[ell])", r"-\log \hat{y}_{\ell}", "−log(ŷ[ℓ])"),
    ("log(z)^2", r"\left(\log z\right)^{2}", "log(z)²"),
    ("log(z, 10)", r"\log_{10}(z)", "log(z, 10)"),
    ("sqrt(z+1)", r"\sqrt{z + 1}", "sqrt(z + 1)"),
    ("|z|", r"\left|z\right|", "abs(z)"),
    ("max(0, z)", r"\max(0, z)", "max(0, z)"),
    ("sigma(z)", r"\sigma(z)", "σ(z)"),
    ("erf(z)", r"\operatorname{erf}(z)", "erf(z)"),
    ("g(z)^2", "g(z)^{2}", "g(z)²"),
    ("g'(a[i,j])", "g'(a_{ij})", "g'(a[i,j])"),
    ("g''(z)", "g''(z)", "g''(z)"),
    ("-1/y_hat[ell]", r"-\frac{1}{\hat{y}_{\ell}}", "−1/ŷ[ℓ]"),
    ("1[ell=i]", r"\mathbb{1}_{(\ell=i)}", "1[ℓ=i]"),
    ("1[z>=0]", r"\mathbb{1}_{(z\geq 0)}", "1[z≥0]"),
    (
        "cases(z if i = ell, 0)",
        r"\begin{cases} z & \text{if } i=\ell \\ 0 & \text{otherwise} \end{cases}",
        "cases(z if i = ℓ, 0)",
    ),
    (
        "D(y_hat[ell], a[L,i])",
        r"\frac{\partial \hat{y}_{\ell}}{\partial a_{Li}}",
        "D(ŷ[ℓ], a[L,i])",
    ),
    (
        "D(-log(y_hat[ell]), a[L,i])",
        r"\frac{\partial}{\partial a_{Li}} \left(-\log \hat{y}_{\ell}\right)",
        "D(−log(ŷ[ℓ]), a[L,i])",
    ),
    (
        "D(1 + exp(-z), z)",
        r"\frac{\mathrm{d}}{\mathrm{d} z} \left(1 + \exp(-z)\right)",
        "D(1 + exp(−z), z)",
    ),
    (
        "D(f(z) w, z, w)",
        r"\frac{\partial^{2}}{\partial w \, \partial z} \left(f(z) w\right)",
        "D(D(f(z) · w, z), w)",
    ),
    ("grad(loss, a[L])", r"\nabla_{a_{L}} \mathscr{L}(\theta)", "∇(ℒ, a[L])"),
    ("sum(j, exp(a[L,j]))", r"\sum_{j=1}^{k} \exp(a_{Lj})", "Σ(j, 1..k, exp(a[L,j]))"),
    ("sum(j, y[j] - 1)", r"\sum_{j=1}^{k} \left(y_{j} - 1\right)", "Σ(j, 1..k, y[j] − 1)"),
    ("sum(j, y[j]) z", r"\left(\sum_{j=1}^{k} y_{j}\right) z", "Σ(j, 1..k, y[j]) · z"),
    ("prod(i, 1..L-1, v[i])", r"\prod_{i=1}^{L - 1} v_{i}", "Π(i, 1..L − 1, v[i])"),
    ("e(ell) - y_hat", r"e(\ell) - \hat{y}", "e(ℓ) − ŷ"),
    ("e(ell, 0..k-1)", r"e_{0,\ldots,k - 1}(\ell)", "e(ℓ, 0..k − 1)"),
    ("softmax(a[L])[i]", r"\operatorname{softmax}(a_{L})_{i}", "softmax(a[L])[i]"),
    ("W[k].T b[k]", r"W_{k}^{\top} b_{k}", "W[k]ᵀ @ b[k]"),
    ("h[k] ⊙ g'(a[k])", r"h_{k} \odot g'(a_{k})", "h[k] ⊙ g'(a[k])"),
    (
        "vector(i, y_hat[i])",
        r"\begin{bmatrix} \hat{y}_{1} \\[0.3em] \hat{y}_{2} \\[0.3em] \vdots "
        r"\\[0.3em] \hat{y}_{k} \end{bmatrix}",
        "vector(i, 1..k, ŷ[i])",
    ),
    (
        "matrix(i, j, W[k,i,j])",
        r"\begin{bmatrix} W_{k11} & \cdots & W_{k1n} \\[0.3em] \vdots & \ddots & \vdots "
        r"\\[0.3em] W_{kn1} & \cdots & W_{knn} \end{bmatrix}",
        "matrix(i, 1..n, j, 1..n, W[k,i,j])",
    ),
]


@pytest.mark.parametrize(("typed", "as_latex", "as_text"), PRINTS, ids=[row[0] for row in PRINTS])
def test_prints_as_on_the_slides(typed, as_latex, as_text):
    assert (latex(read(typed)), text(read(typed))) == (as_latex, as_text)


# ---- never alike


def looks(u):
    """LaTeX without what only spaces it."""
    return re.sub(r"\\left|\\right|\\,|\s", "", latex(u))


ALIKE_ONCE = [
    ("(W[k] x) ⊙ x", "W[k] (x ⊙ x)"),
    ("W[k].T (h[k] ⊙ g'(a[k]))", "(W[k].T h[k]) ⊙ g'(a[k])"),
    ("D(exp(z), z) z", "D(exp(z) z, z)"),
    ("D(1/z, z) z", "D(1/z z, z)"),
    ("D(sum(j, x[j] z), z) w", "D(sum(j, x[j] z) w, z)"),
    ("log(z) w", "log(z w)"),
    ("v[11]", "v[1,1]"),
    ("v[2i]", "v[2,i]"),
    ("sum(j, x[j]) x[j]", "sum(j, x[j] x[j])"),
    ("sum(j, x[j])/z", "sum(j, x[j]/z)"),
    ("sum(j, x[j]) + z", "sum(j, x[j] + z)"),
    ("z - sum(j, x[j]) - w", "z - sum(j, x[j] - w)"),
    ("D(D(z^3, z), z)", "D(z^3, z)^2"),
    ("e(ell)", "e(ell, 0..k-1)"),
    ("vector(i, 1..n, z)", "vector(i, 1..k, z)"),
    ("vector(i, 1..1, x[i])", "vector(i, 1..1, x[1])"),
    ("matrix(i, 1..n, j, 1..n, x[i])", "matrix(i, 1..n, j, 1..k, x[i])"),
    ("g(z+1)", "g(z)+1"),
    ("log(z)^2", "log(z^2)"),
    ("-z^2", "(-z)^2"),
    ("2^z^2", "(2^z)^2"),
    ("z/w/2", "z/(w/2)"),
    ("z - w - 2", "z - (w - 2)"),
    ("(z w) x", "z (w x)"),
    ("x[i]^2", "v[i]^2"),
    ("W[k].T", "W[k]"),
    ("|z| w", "|z w|"),
    ("1[z>0]", "1[z≥0]"),
    ("cases(z if i = j, w)", "cases(z if j = i, w)"),
    ("w_1", "w_11"),
]


@pytest.mark.parametrize(("one", "other"), ALIKE_ONCE)
def test_what_looked_alike_once_no_longer_does(one, other):
    u, v = read(one), read(other)
    assert u != v
    assert looks(u) != looks(v)
    assert text(u) != text(v)


def test_a_name_and_an_entry_that_would_look_alike_do_not_meet():
    with pytest.raises(LineError, match=r"an index stands in square brackets: w\[1\]"):
        read("w_1 + w[1]")
    with pytest.raises(LineError, match=r"an index stands in square brackets: ŷ\[i\]"):
        read("ŷ_i")


@pytest.mark.parametrize("show", [text, latex, looks])
def test_no_two_small_lines_look_alike(show):
    seen = {}
    for u in small():
        shown = show(u)
        other = seen.setdefault(shown, u)
        assert n.renamed(other) == n.renamed(u), shown


def test_every_small_line_is_read_again():
    for u in small():
        assert read(text(u)) == u, text(u)


@STABLE
@given(lines())
def test_text_is_read_again_as_the_same_line(u):
    assume(not Sizes().too_much(u))
    assert read(text(u)) == u


VALUES = [
    "terms",
    "factors",
    "of",
    "above",
    "below",
    "base",
    "exponent",
    "body",
    "args",
    "left",
    "right",
    "otherwise",
]


def spots(u):
    """Every part of a line that has a value, with the line that has another in its place."""
    yield u, lambda new: new
    for item in fields(u):
        value = getattr(u, item.name)
        if item.name not in VALUES:
            continue
        for place, part in enumerate(value if isinstance(value, tuple) else (value,)):

            def put(new, name=item.name, place=place, value=value):
                if isinstance(value, tuple):
                    new = (*value[:place], new, *value[place + 1 :])
                return replace(u, **{name: new})

            for inner, exchange in spots(part):
                yield inner, lambda new, put=put, exchange=exchange: put(exchange(new))


@st.composite
def pairs(draw):
    """A line, and the line with one of its parts changed, turned, regrouped or taken away."""
    u = draw(lines())
    chosen, exchange = draw(st.sampled_from(list(spots(u))))
    kind = draw(st.sampled_from(("other", "regrouped", "turned", "taken away")))
    several = chosen.terms if isinstance(chosen, n.Plus) else getattr(chosen, "factors", ())
    if kind == "turned" and several:
        new = type(chosen)(several[::-1])
    elif kind == "regrouped" and several:
        one, *rest = several
        new = type(chosen)((one, *n.children(rest[0]), *rest[1:]))
        if not isinstance(rest[0], type(chosen)):
            new = type(chosen)((type(chosen)((one, rest[0])), *(rest[1:] or [one])))
    elif kind == "taken away":
        new = draw(st.sampled_from([part for part, _ in spots(chosen)]))
    else:
        new = draw(numbers(1) if SCOPE.shape(chosen) == () else columns(1))
    return u, exchange(new)


@settings(STABLE, max_examples=700)
@given(pairs())
def test_unequal_lines_look_unequal(pair):
    u, v = pair
    assume(is_line(v) and n.renamed(u) != n.renamed(v))
    assert text(u) != text(v)
    assert latex(u) != latex(v)


# ---- numbers, Python, reasons


@pytest.mark.parametrize(
    ("value", "shown"),
    [("12", "12"), ("0.5", "0.5"), ("0.050", "0.05"), ("1e-3", "0.001"), ("1e12", "1" + 12 * "0")],
)
def test_numbers_keep_their_digits(value, shown):
    assert text(read(value)) == shown
    assert decimal(read(value).value) == shown


def test_a_fraction_without_end_is_a_quotient():
    assert decimal(Fraction(-1, 3)) == "-1/3"


def test_code_is_python():
    scope = Scope(letters={"y_hat_i", "e_i", "h"})
    line = code(read("-(e_i - ŷ_i)^2 h/2 + g'(h)", scope))
    assert line == "-(e_i - y_hat_i) ** 2 * h / 2 + g_prime(h)"
    names = {"e_i": 3.0, "y_hat_i": 1.0, "h": 5.0, "g_prime": lambda h: 10 * h}
    assert eval(line, names) == -((3 - 1) ** 2) * 5 / 2 + 50


@pytest.mark.parametrize(
    ("reason", "shown"),
    [
        ("a_b & 5 % {x} #1", r"\text{a\_b \& 5 \% \{x\} \#1}"),
        ("see $a_{Li}$ there", r"\text{see } {a_{Li}} \text{ there}"),
        (r"a\b", r"\text{a}\backslash \text{b}"),
        ("costs 5$", r"\text{costs 5\$}"),
        ("$}$", r"\text{\$\}\$}"),
        ("$a & b$", r"\text{\$a \& b\$}"),
        ("$\\$", r"\text{\$}\backslash \text{\$}"),
        (r"$\%$", r"{\%}"),
    ],
)
def test_reasons_cannot_break_the_formula_they_stand_in(reason, shown):
    assert reason_in_latex(reason) == shown
