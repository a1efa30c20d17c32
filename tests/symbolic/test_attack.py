"""Lines that once fooled an engine of proofs, or that it refused: each gets its right verdict."""

import re

import pytest
import sympy as sp

from helpers.language.paper import read_paper
from helpers.language.printing import latex, text
from helpers.language.reader import read
from helpers.symbolic.derivation import Derivation, DerivationError, derive

LOGISTIC = " where g(z) = 1/(1+exp(-z))"
SOFTMAX = " where ŷ[i] = exp(a[L,i])/Σ(m, exp(a[L,m]))"
HIDDEN = (
    " where ℒ depends on a[i+1,m] where a[i+1,m] = b[i+1,m] + Σ(j, W[i+1,m,j] h[i,j])"
    " where h[i,j] = g(a[i,j])"
)
LAYER = " where a[k,i] = b[k,i] + Σ(j, W[k,i,j] h[k-1,j])"
SQUARE = " with X[1..n,1..n]"

TRUE = {
    "a definition is put in once": [
        "g(-z) == 1 - g(z)" + LOGISTIC,
        "D(g(-z), z) == -g(z) (1 - g(z))" + LOGISTIC,
        "g(1/z) == z where g(z) = 1/z",
        "g(-2z) == 1 - g(2z)" + LOGISTIC,
    ],
    "letters that vanish where others are 1": [
        "η D(Σ(j, (ŷ[j]-y[j])^2), ŷ[i]) == 2 η (ŷ[i]-y[i])",
        "η (x[1]-x[2]) == η x[1] - η x[2]",
        "α (ŷ[i]-y[i]) == α ŷ[i] - α y[i]",
        "γ (x[i] - Σ(j, x[j])/n) + β == β + γ x[i] - γ/n Σ(j, x[j])",
        "γ (x[i] - μ)/√(σ^2 + ε) + β == γ x[i]/√(σ^2 + ε) + β - γ μ/√(ε + σ^2)"
        " where μ = Σ(j, x[j])/n where σ = √(Σ(j, (x[j]-μ)^2)/n)",
        "c (x[i] - Σ(j, x[j])/n) == c x[i] - c Σ(j, x[j])/n with c",
    ],
    "kinks are left out": [
        "D(max(0,z), z) == 1[z>0]",
        "D(max(0,z), z) == cases(1 if z > 0, 0)",
        "D(max(z/10,z), z) == cases(1 if z > 0, 1/10)",
        "D(1[z>0], z) == 0",
        "D(max(0,z), z, z) == 0",
    ],
    "rows and columns": [
        "x.T @ X @ x == x.T @ (X @ x)" + SQUARE,
        "∇(x.T @ X @ x, x) == X @ x + X.T @ x" + SQUARE,
        "(x.T).T == x",
        "x.T @ X == (X.T @ x).T" + SQUARE,
    ],
    "indices with two clues, bound indices, capture": [
        "D(x[1]^2 + Σ(j, 2..n, x[j]^2), x[i]) == 2 x[i]",
        "D(Σ(j, Σ(m, j+1..n, x[j] x[m])), x[i]) == Σ(j, x[j]) - x[i]",
        "D(g'(z), z) == g''(z)" + LOGISTIC,
        "Π(j, 1..2, x[j]) == x[1] x[2]",
        "y[i] == x[i] Σ(m, x[m]) where y[i] = Σ(j, s[j]) where s[j] = x[i] x[j]"
        " with s[1..n], y[1..n]",
        "y[i] == x[j] Σ(m, x[m]) where y[i] = Σ(j, s[j]) where s[i] = x[i] x[j]"
        " with s[1..n], y[1..n]",
    ],
    "the size itself as an index": [
        "ŷ[k] == ŷ[k]",
        "x[n] == x[n]",
        "1[i=n] x[i] == 1[i=n] x[n]",
        "softmax(a[L])[k] == exp(a[L,k])/Σ(j, exp(a[L,j]))",
        "W[i+1,m,n] + 0 == W[i+1,m,n]",
        "2 a[L,k] == a[L,k] + a[L,k]",
        "x[i] x[j] x[m] x[q] x[r] == x[r] x[q] x[m] x[j] x[i]",
        "vector(m, x[i] x[j] x[q] x[r] x[m]) == x[r] x[q] x[j] x[i] x",
        "f(z,w) == w z where f(z,w) = z w",
    ],
    "what once stood only at points": [
        "sin(z)^2 + cos(z)^2 == 1",
        "(√z + 1)(√z - 1) == z - 1",
        "D(f(z,w), z, w) == D(f(z,w), w, z) with f(z,w)",
        "D(ℒ, z, z) == D(ℒ, u, u) D(u, z)^2 + D(ℒ, u) D(u, z, z)"
        " where ℒ depends on u where u depends on z",
        "D(ℒ, z, w) == D(ℒ, w, z) where ℒ depends on z, w",
        "Σ(j, x[j] x) == Σ(j, x[j]) x",
        "Σ(j, 1..k, x) == k x",
        "D(-y log(p) - (1-y) log(1-p), p) == -y/p + (1-y)/(1-p) with y",
        "-y/p + (1-y)/(1-p) == (p-y)/(p (1-p)) with y",
    ],
}

FALSE = {
    "a definition is put in once": [
        "g(-z) == g(z)" + LOGISTIC,
        "D(g(-z), z) == g(z) (1-g(z))" + LOGISTIC,
        "D(log(g(-z)), z) == 1 - g(z)" + LOGISTIC,
        "g(-z) == g(z) where g(z) = exp(-z)",
        "g(1-z) == exp(1-z) where g(z) = exp(1-z)",
    ],
    "letters that vanish where others are 1": [
        "-α log(ŷ[ℓ]) == α log(ŷ[ℓ])",
        "α log(ŷ[ℓ]) == θ log(ŷ[ℓ]) with θ",
        "η ŷ[i] (1-ŷ[i]) == 3 η ŷ[i] (1-ŷ[i])",
        "η (1-h[k,i]^2) W[k,i,j] == η (1-h[k,i]^2) W[k,j,i]",
        "η (ŷ[1]-y[1])*2*ŷ[1] (1-ŷ[1]) x[1] == η (ŷ[1]-y[1]) ŷ[1] (1-ŷ[1]) x[1]",
        "g(z) log(y[1]) == 5 g(z) log(y[1])",
    ],
    "unknown functions are not alike": [
        "f(z) == u(z) with f(z), u(z)",
        "g(z) == v(z) with v(z)",
        "D(v(z), z) == g'(z) with v(z)",
        "D(u(z)/p(z), z) == 0 with u(z), p(z)",
        "D(f(z) u(z), z) == 2 f(z) D(f(z), z) with u(z)",
        "g''''(z) == 2 g''''(z)",
        "f(z) u(z) == u(z) u(z) with u(z), f(z)",
        "ab(z) == ba(z) with ab(z), ba(z)",
    ],
    "sums that may be empty": [
        "Σ(j, 1..n-3, 1) == n-3",
        "X[i,m] Σ(j, i+1..n-1, 1) == X[i,m] (n-1-i)" + SQUARE,
        "X[i,m] Σ(j, i+2..n, 1) == X[i,m] (n-i-1)" + SQUARE,
        "X[i,m] Σ(j, i+1..n, 1[j=i+1]) == X[i,m]" + SQUARE,
        "X[i,m] Σ(j, i+1..n, 1[j=i+1] x[j]) == X[i,m] x[i+1]" + SQUARE,
        "Σ(j, 1..n-2, 1[j=1] x[j]) == x[1]",
        "X[i,m] sign(Σ(j, i+1..n, exp(x[j]))) == X[i,m]" + SQUARE,
    ],
    "values on a kink": [
        "sign(z)^2 α == α",
        "sign(z-w)^2 == 1",
        "w 1[z>=0] == w 1[z>0]",
        "w cases(1 if z >= 0, 0) == w cases(1 if z > 0, 0)",
    ],
    "indices with two clues, bound indices, capture": [
        "y[i] == Σ(j, x[j]^2) where y[i] = Σ(j, s[j]) where s[i] = x[i] x[j] with s[1..n], y[1..n]",
        "D(g'(z), z) == 2 g''(z)" + LOGISTIC,
        "Π(j, 1..2, x[j]) == x[1] + x[2]",
    ],
    "the size itself as an index": [
        "D(1[i=n] x[i], x[i]) == 0",
        "1[i=n] x[i] == 0",
    ],
    "only near 0, only at small sizes": [
        "min(max(z,0),6) == max(0,z)",
        "max(-10, min(10, z)) == z",
        "max(0, z-100) == 0",
        "1[z<50] == 1",
        "√(z w) == √z √w",
        "log(z^2) == 2 log(z)",
        "z + 1e-40 z == z",
        "tanh(40) z == z",
        "|z| == z + log(z^2) - 2 log(z)",
        "1[i=1] 1[j=2] 1[m=3] 1[q=1] 1[r=2] T[i,j,m,q,r] == 0 with T[1..n,1..n,1..n,1..n,1..n]",
        "1[i=1] 1[j=3] 1[m=3] 1[q=1] x[i] x[j] y[m] y[q] == 0",
        "(n-2)(n-3)(n-4) Σ(j, x[j]) == 0",
        "1[n=5] z == 0",
        "Σ(j, 5..n, x[j]) == 0",
    ],
}

# Refused for what they say, not by a point: (line, words of the sentence)
REFUSED = [
    ("D(z^4, z^2) == 0", "taken by a letter or an entry"),
    ("D(z^2, 2z) == 0", "taken by a letter or an entry"),
    ("D(z^2, -z) == 0", "taken by a letter or an entry"),
    ("∇(ℒ, g(a[L])) == 0 a[L]", "taken by a vector or matrix"),
    ("D(-log(softmax(a[L])[ℓ]), softmax(a[L])[i]) == 0", "taken by a letter or an entry"),
    ("D(ℒ, i) == 0", "whole number"),
    ("D(ℒ, a[L,i]) == 0", "depend"),
    ("D(ℒ, a[i-1,j]) == 0" + HIDDEN, "depend"),
    ("D(a[k,i], W[k-1,i,j]) == 0" + LAYER, "depend"),
    ("D(a[k,i], a[k-1,j]) == 0" + LAYER, "depend"),
    ("x.T @ X == X.T @ x" + SQUARE, "shapes differ"),
    ("X @ x == x.T @ X.T" + SQUARE, "shapes differ"),
    ("x ⊙ (x.T @ X) == x ⊙ (X.T @ x)" + SQUARE, "equal shapes"),
    ("x.T @ B @ u.T == (B.T @ x) @ u.T with B[1..n,1..k], u[1..k]", "columns"),
    ("x @ x == x @ x", "columns"),
    ("x^2 == x ⊙ x", "power of a whole array"),
    ("∇(z^2, z) == vector(i, 1..n, z)", "shapes differ"),
    ("x[0] == x[0]", "outside|does not exist"),
    ("x[n+1] == x[n+1]", "outside|does not exist"),
    ("x[1.5] == x[1.5]", "whole number"),
    ("Σ(j, f(j)) == 0", "how far does j run"),
    ("δ[i] x[i] == x[i]", "condition|two"),
]
OFF_BY_ONE = [
    "D(ℒ, h[i,j]) == Σ(m, 0..n, D(ℒ, a[i+1,m]) W[i+1,m,j])" + HIDDEN,
    "D(ℒ, h[i,j]) == Σ(m, 1..n+1, D(ℒ, a[i+1,m]) W[i+1,m,j])" + HIDDEN,
    "D(ℒ, h[i,j]) == Σ(m, 1..2*n, D(ℒ, a[i+1,m]) W[i+1,m,j])" + HIDDEN,
    "D(-Σ(j, y[j] log(ŷ[j])), ŷ[i]) == -Σ(j, 0..k, y[j] 1[i=j]/ŷ[j])",
]


def cases(table):
    return [pytest.param(line, id=line) for lines in table.values() for line in lines]


@pytest.mark.parametrize("line", cases(TRUE))
def test_a_true_line_is_proved(line):
    assert all(step.proof for step in derive(None, line).lines[1:])


@pytest.mark.parametrize("line", cases(FALSE))
def test_a_false_line_is_refused_with_a_point(line):
    with pytest.raises(DerivationError, match="does not follow") as refusal:
        derive(None, line)
    assert refusal.value.counterexample is not None
    assert "fault of ours" not in str(refusal.value)


@pytest.mark.parametrize(("line", "told"), REFUSED, ids=[line for line, _ in REFUSED])
def test_what_has_no_meaning_is_refused_in_words(line, told):
    with pytest.raises(ValueError, match=told):
        derive(None, line)


@pytest.mark.parametrize("line", OFF_BY_ONE)
def test_an_entry_outside_its_range_is_no_number(line):
    with pytest.raises(DerivationError, match=r"outside|does not exist"):
        derive(None, line)


def test_a_line_with_a_value_at_one_point_only_is_not_proved():
    with pytest.raises(DerivationError, match="cannot be decided"):
        derive(None, "√(-z^2) == z")


def test_what_vanishes_below_every_digit_is_not_proved():
    with pytest.raises(DerivationError):
        derive(None, "exp(-exp(z^2+5)) == 0")


def test_a_truth_is_no_slip():
    d = derive(None, "D(x[1]^2 + Σ(j, 2..n, x[j]^2), x[i])")
    with pytest.raises(DerivationError, match="is true"):
        d.refute("2 x[i]")


# ---- plain sympy

z, w, alpha = sp.symbols("z w alpha", real=True)
i, j, n = sp.symbols("i j n", integer=True)
x = sp.IndexedBase("x")


def proved(left, right, where=None):
    return Derivation(None, left, where=where).then(right).lines[-1].proof


def refused(left, right, where=None):
    with pytest.raises(DerivationError) as refusal:
        Derivation(None, left, where=where).then(right)
    return refusal.value.counterexample is not None


def test_sympys_own_objects_get_the_same_verdicts():
    g = sp.Function("g")
    logistic = {g(z): 1 / (1 + sp.exp(-z))}
    step, weak = (sp.Piecewise((1, when), (0, True)) for when in (z > 0, z >= 0))
    assert proved(g(-z), 1 - g(z), logistic)
    assert proved(sp.Derivative(sp.Max(0, z), z), step)
    assert proved(sp.Derivative(sp.Max(z / 10, z), z), sp.Piecewise((1, z > 0), (0.1, True)))
    assert proved(sp.Derivative(sp.Heaviside(z), z), 0)
    assert proved(sp.Product(x[j], (j, 1, 2)), x[1] * x[2])
    assert proved(sp.Derivative(x[1] ** 2 + sp.Sum(x[j] ** 2, (j, 2, n)), x[i]), 2 * x[i])
    assert refused(g(-z), g(z), logistic)
    assert refused(sp.sign(z) ** 2 * alpha, alpha)
    assert refused(sp.sign(z - w) ** 2, 1)
    assert refused(w * weak, w * step)
    assert refused(sp.Sum(1, (j, 1, n - 3)), n - 3)
    assert refused(sp.Min(sp.Max(z, 0), 6), sp.Max(0, z))


@pytest.mark.parametrize(
    ("build", "told"),
    [
        (lambda: Derivation(None, z, where=[z]), "where"),
        (lambda: Derivation(None, z, where={"z": 1}), "where"),
        (lambda: Derivation(None, sp.Derivative(z**4, sp.Function("g")(z))), "letter or an entry"),
        (lambda: Derivation(None, sp.Sum(x[j], j)), "lower and upper bounds"),
        (lambda: Derivation(None, sp.Integral(z, z)), "Integral"),
    ],
)
def test_bad_objects_are_named(build, told):
    with pytest.raises(ValueError, match=told):
        build()


# ---- what is printed


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("(W[1] @ x) ⊙ x", "W[1] @ (x ⊙ x)"),
        ("D(exp(z), z) z", "D(exp(z) z, z)"),
        ("D(1/z, z) z", "D(1/z z, z)"),
        ("D(Σ(j, x[j]), w) w", "D(Σ(j, x[j]) w, w)"),
        ("log(z) w", "log(z w)"),
        ("x[11]", "W[1,1,1]"),
        ("x[11]", "W[1][1,1]"),
        ("W[1,11,1]", "W[1,1,11]"),
        ("Σ(j, x[j]) x[i]", "Σ(j, x[j] x[i])"),
        ("Σ(j, x[j])/z", "Σ(j, x[j]/z)"),
        ("D(ℒ, z, z)", "D(ℒ, z)^2"),
        ("-(z^2)", "(-z)^2"),
    ],
)
def test_different_lines_never_look_alike(one, other):
    one, other = map(read, (one, other))
    assert text(one) != text(other)
    assert latex(one) != latex(other)
    assert read(text(one)) == one
    assert read(text(other)) == other


def test_a_matrix_entry_and_the_eleventh_entry_look_different():
    one = read_paper("X[1,1] with X[1..n,1..n]").lines[0][0]
    other = read_paper("X[11] with X[1..n]").lines[0][0]
    assert text(one) != text(other)
    assert latex(one) != latex(other)


def told(line):
    with pytest.raises(DerivationError) as refusal:
        derive(None, line)
    return str(refusal.value)


def test_the_two_values_of_a_counterexample_look_different():
    said = told("z + 1e-20 z == z").splitlines()[-1]
    here, there = re.search(r"this line is (\S+), but the line before is (\S+)\.$", said).groups()
    assert here != there


def test_a_function_of_two_letters_is_told_as_one():
    assert "f(t_1, t_2)" in told("f(z,w) == f(w,z) with f(z,w)")


def test_numbers_are_told_with_digits_that_mean_something():
    assert "5184705528587072045056" not in told("exp(50 z) == 0")


def test_reasons_are_not_repeated():
    said = told("D(f(z^w), z) + log(z^w) == log(z^w) + D(f(z^w), z) + 0/(1-z-w) + 0/(1-w-z)")
    assert all(said.count(words) <= 1 for words in ("no proof", "no point", "needs", "tell"))


def test_an_id_is_given_to_its_own_statement_only():
    d = Derivation("4.5-6", z).then(z)
    assert not d.is_stated
    assert "4.5-6" not in repr(d) + d._repr_latex_()
    with pytest.raises(DerivationError, match=r"not what the ledger states under 4\.5-6"):
        derive("4.5-6", "z == z")


def test_a_reason_cannot_break_the_page():
    shown = derive(None, "z == z + 0   # 50 % of $a$ & more_or_less \\ {")._repr_latex_()
    assert r"\text{50 \% of } {a} \text{ \& more\_or\_less }" in shown
    bare = shown.replace(r"\{", "").replace(r"\}", "")
    assert bare.count("{") == bare.count("}")


# ---- a reader's own names


@pytest.mark.parametrize(
    "before",
    ["for i in range(3): pass", "h = a = k = n = 2", "D = Σ = e = L = None", "x, y = 1, 2"],
)
def test_a_readers_own_names_change_nothing(before):
    lines = (
        "D(ℒ, a[i,j]) == D(ℒ, h[i,j]) D(h[i,j], a[i,j]) == D(ℒ, h[i,j]) g'(a[i,j])" + HIDDEN,
        "D(-log(ŷ[ℓ]), a[L,i]) == -(1[ℓ=i] - ŷ[i])" + SOFTMAX,
    )
    run = "shown = [repr(derive(None, line)) for line in lines]"
    names = {"derive": derive, "lines": lines}
    exec(f"{before}\n{run}", names)
    assert names["shown"] == [repr(derive(None, line)) for line in lines]
