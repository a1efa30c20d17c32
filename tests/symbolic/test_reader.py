"""The language as it is typed: every construct in every spelling, and every way to go wrong."""

import pickle
import random
import subprocess
import sys
import time

import pytest
from sympy import Symbol

from helpers.language import nodes as n
from helpers.language.limits import LONGEST
from helpers.language.paper import read_paper
from helpers.language.printing import text
from helpers.language.reader import LineError, read
from helpers.language.scope import Family, Scope
from helpers.notation import NAMES, SPELLINGS
from helpers.symbolic.derivation import Derivation

SECONDS = 0.5  # of the processor's time, for the longest text

I, J, M, ELL, K, N, L = map(n.Index, ("i", "j", "m", "ell", "k", "n", "L"))
Z, W = n.Letter("z"), n.Letter("w")
X, X_I = n.Whole("x", None), n.Entry("x", None, (I,))
TWO, THREE = n.number(2), n.number(3)


def error(how, typed):
    """What is said of a text, if it is not read."""
    try:
        how(typed)
    except LineError as told:
        return told
    return None


def num(value):
    return n.number(value)


def a(layer, *places):
    return n.Entry("a", layer, places)


def minus(u, v):
    return n.Plus((u, n.Negative(v)))


LOSS = n.Letter("loss")
A_L, W_K = n.Whole("a", L), n.Whole("W", K)
ENDS = n.Binder(J, n.ONE, N)

READS = [  # the tree, and the ways to write it
    # letters, numbers, names
    (Z, "z", " z ", "(z)", "z  # a reason", "\tz", "z\r", "z\u00a0", "+z"),
    (LOSS, "ℒ", "loss", "ℒ(θ)", "L(theta)", "loss(θ)", "L(θ)"),
    (n.Letter("z_hat"), "z_hat", "ẑ", "z\u0302"),
    (n.Letter("eta_t"), "eta_t", "η_t"),
    (n.Letter("theta_hat"), "theta_hat", "θ\u0302"),
    (n.Letter("w_1"), "w_1"),
    (n.Constant("e"), "e"),
    (n.Constant("pi"), "pi", "π"),
    (num("0.5"), "0.5", ".5", "0.50", "5e-1", "5E-1"),
    (num(1000), "1000", "1e3", "1e+3", "1000.", "1000.0"),
    (ELL, "ell", "ℓ"),
    (n.Index("i'"), "i'", "i’", "i′"),
    # indices
    (X_I, "x[i]", "x[ i ]", "x[\ni\n]"),
    (n.Entry("y_hat", None, (ELL,)), "ŷ[ℓ]", "y_hat[ell]", "yhat[ell]", "y\u0302[ℓ]"),
    (a(L, I), "a[L,i]", "a[L, i]"),
    (n.Entry("W", n.Plus((I, n.ONE)), (M, J)), "W[i+1,m,j]", "W[i + 1, m, j]"),
    (a(minus(K, n.ONE), J), "a[k-1,j]", "a[k−1,j]", "a[k–1,j]"),
    (n.Entry("v", None, (n.Times((TWO, I)),)), "v[2i]", "v[2 i]", "v[2*i]", "v[2·i]"),
    (n.Entry("v", None, (n.Index("q"), N)), "v[q,n]"),
    (n.Entry("x", None, (n.Index("z"),)), "x[z]"),
    # whole arrays
    (X, "x"),
    (A_L, "a[L]"),
    (n.Transpose(W_K), "W[k]ᵀ", "W[k].T", "W[k]^T", "W[k] ᵀ"),
    (n.MatMul(W_K, n.Whole("h", K)), "W[k] @ h[k]", "W[k] h[k]"),
    (n.Hadamard(X, X), "x ⊙ x"),
    (n.Part(n.Call("softmax", (A_L,)), (I,)), "softmax(a[L])[i]"),
    (n.Call("diag", (X,)), "diag(x)"),
    (n.OneHot(ELL, n.ONE, K), "e(ℓ)", "e(ell)", "e(ℓ, 1..k)"),
    (n.OneHot(I, n.ZERO, minus(K, n.ONE)), "e(i, 0..k-1)"),
    # arithmetic
    (n.Plus((Z, W, TWO)), "z + w + 2", "z+w+2", "z\n+ w\n+ 2"),
    (minus(Z, W), "z - w", "z − w", "z + -w", "z\n- w"),
    (
        n.Times((Z, W)),
        "z w",
        "z*w",
        "z * w",
        "z · w",
        "z × w",
        "z ⋅ w",
        "z (w)",
        "(z)(w)",
        "z\n* w",
    ),
    (n.Times((TWO, Z)), "2z", "2 z", "2*z", "2(z)"),
    (n.Times((Z, TWO)), "z*2", "z * 2"),
    (n.Over(Z, W), "z/w", "z / w", "z ÷ w", "(z)/(w)"),
    (n.Power(Z, TWO), "z^2", "z**2", "z²", "z ^ 2"),
    (n.Power(Z, num(12)), "z^12", "z¹²"),
    (n.Power(Z, n.Negative(n.ONE)), "z^-1", "z⁻¹", "z^(-1)"),
    (n.Power(Z, N), "z^n", "zⁿ"),
    (n.Power(Z, n.Over(n.ONE, TWO)), "z^(1/2)"),
    # functions
    (n.Call("exp", (Z,)), "exp(z)", "exp z"),
    (n.Call("log", (Z,)), "log(z)", "ln(z)", "log z", "ln z"),
    (n.Call("log", (Z, num(10))), "log(z, 10)", "log10(z)"),
    (n.Call("sqrt", (Z,)), "sqrt(z)", "√z", "√(z)"),
    (n.Call("abs", (Z,)), "|z|", "abs(z)"),
    (n.Call("sigma", (Z,)), "sigma(z)", "σ(z)", "logistic(z)"),
    (n.Call("max", (n.ZERO, Z)), "max(0, z)", "Max(0,z)"),
    (n.Call("min", (n.ZERO, Z)), "min(0, z)", "Min(0,z)"),
    (n.Call("g'", (Z,)), "g'(z)", "g’(z)", "g′(z)"),
    (n.Call("g''", (Z,)), "g''(z)", "g′′(z)"),
    *(
        (n.Call(name, (Z,)), f"{name}(z)")
        for name in ("sign", "relu", "erf", "tan", "sinh", "cosh")
    ),
    (n.Times((n.Call("sin", (Z,)), n.Call("cos", (Z,)))), "sin z cos z", "sin(z) cos(z)"),
    # indicators and cases
    (
        n.Indicator("=", ELL, I),
        "1[ℓ=i]",
        "1[ell == i]",
        "𝟙[ℓ=i]",
        "δ[ℓ,i]",
        "delta[ell,i]",
        "δ(ℓ, i)",
    ),
    (n.Indicator(">", Z, n.ZERO), "1[z>0]", "1[z > 0]", "𝟙[z>0]"),
    (n.Indicator("≤", Z, W), "1[z<=w]", "1[z≤w]"),
    (n.Indicator("≥", Z, W), "1[z>=w]", "1[z≥w]"),
    (n.Indicator("≠", Z, W), "1[z!=w]", "1[z≠w]"),
    (n.Indicator("<", Z, W), "1[z<w]"),
    (
        n.Cases(((Z, n.Indicator("=", I, ELL)), (W, n.Indicator(">", Z, n.ZERO))), TWO),
        "cases(z if i = ℓ, w if z > 0, 2)",
        "cases(z if i == ell,\n  w if z>0,\n  2)",
    ),
    # derivatives
    (n.D(Z, W), "D(z, w)", "∂z/∂w", "∂ z / ∂ w"),
    (n.D(n.D(Z, W), X_I), "D(z, w, x[i])", "D(D(z, w), x[i])"),
    (n.D(LOSS, a(L, I)), "D(ℒ, a[L,i])", "∂ℒ/∂a[L,i]", "∂ℒ(θ)/∂a[L,i]", "grad(loss, a[L,i])"),
    (n.Gradient(LOSS, A_L), "∇(ℒ, a[L])", "grad(loss, a[L])", "nabla(ℒ, a[L])"),
    # what runs
    (
        n.Sum(ENDS, n.Entry("x", None, (J,))),
        "Σ(j, x[j])",
        "∑(j, x[j])",
        "sum(j, x[j])",
        "Σ(j, 1..n, x[j])",
        "Σ(j = 1..n, x[j])",
        "Σ(j in 1..n, x[j])",
        "Σ(\n  j,\n  x[j]\n)",
    ),
    (n.Product(ENDS, n.Entry("x", None, (J,))), "Π(j, x[j])", "∏(j, x[j])", "prod(j, x[j])"),
    (n.Sum(ENDS, n.Sum(n.Binder(M, n.ONE, N), n.Entry("W", K, (J, M)))), "Σ(j, m, W[k,j,m])"),
    (
        n.Sum(n.Binder(J, n.ONE, minus(N, THREE)), n.Entry("v", None, (J,))),
        "Σ(j, 1..n-3, v[j])",
    ),
    (n.Vector((ENDS,), n.Entry("x", None, (J,))), "vector(j, x[j])", "vector(j, 1..n, x[j])"),
    (
        n.Vector((ENDS, n.Binder(M, n.ONE, N)), n.Entry("W", K, (J, M))),
        "matrix(j, m, W[k,j,m])",
        "matrix(j, 1..n, m, 1..n, W[k,j,m])",
    ),
]
WAYS = [(tree, way) for tree, *ways in READS for way in ways]


@pytest.mark.parametrize(("tree", "way"), WAYS, ids=[way for _, way in WAYS])
def test_every_construct_in_every_spelling(tree, way):
    assert read(way) == tree


@pytest.mark.parametrize("spelling", [s for s in NAMES if "(" not in s and NAMES[s] != "sigma"])
def test_every_letter_in_every_spelling(spelling):
    name = NAMES[spelling]
    assert read(f"2 {spelling}") == read(f"2 {name}") == read(f"2 {SPELLINGS[name][0]}")


TIGHTNESS = [  # what is typed, and the same with all its brackets
    ("z + 2w^z/x[i]", "z + ((2*(w^z))/(x[i]))"),
    ("-z^2", "-(z^2)"),
    ("-z w", "-(z w)"),
    ("-z/w", "-(z/w)"),
    ("-z + w", "(-z) + w"),
    ("2^-z^2", "2^(-(z^2))"),
    ("2^z^w", "2^(z^w)"),
    ("2z^2", "2(z^2)"),
    ("2z²", "2(z²)"),
    ("z/w/2", "(z/w)/2"),
    ("z/w*2", "(z/w)*2"),
    ("z/w x[i]^z", "(z/w) (x[i]^z)"),
    ("z * -w", "z * (-w)"),
    ("z - -w", "z - (-w)"),
    ("z - w - 2", "z + (-w) + (-2)"),
    ("1/2 x[i]", "(1/2) x[i]"),
    ("1/(2x[i])", "1/(2*x[i])"),
    ("W[k] x ⊙ x", None),
    ("W[k] (x ⊙ x)", "W[k] @ (x ⊙ x)"),
    ("W[k]ᵀ x", "(W[k]ᵀ) @ x"),
    ("2 W[k] x", "(2*W[k]) @ x"),
    ("xᵀ W[k] x", "((xᵀ) @ W[k]) @ x"),
    ("sin z^2", "sin(z^2)"),
    ("sin z + w", "(sin(z)) + w"),
    ("sin z * w", "(sin(z)) * w"),
    ("√z w", "(√(z)) w"),
    ("g(z)^2", "(g(z))^2"),
    ("1[z+w>2z]", "1[(z+w)>(2z)]"),
    ("D(z w, z) w", "(D(z w, z)) * w"),
    ("Σ(j, x[j]) + z", "(Σ(j, x[j])) + z"),
]


@pytest.mark.parametrize(("typed", "meant"), TIGHTNESS)
def test_what_holds_tighter(typed, meant):
    if meant is None:
        with pytest.raises(LineError, match="need brackets"):
            read(typed)
    else:
        assert read(typed) == read(meant)


# ---- a whole derivation


def test_a_derivation_has_lines_reasons_names_and_claims():
    paper = read_paper(
        """
        # how the loss changes
           D(-log(ŷ[ℓ]), a[L,i])
        == -1/ŷ[ℓ] * D(ŷ[ℓ], a[L,i])   # the reason: $\\log' = 1/z$ − “so”
        == -(1[ℓ=i]
             - ŷ[i])
        where ŷ[i] = exp(a[L,i]) / Σ(m, exp(a[L,m]))
        refute -(1[ℓ=i] - ŷ[ℓ])        # a slip
        """
    )
    assert [text(line) for line, _ in paper.lines] == [
        "D(−log(ŷ[ℓ]), a[L,i])",
        "−1/ŷ[ℓ] · D(ŷ[ℓ], a[L,i])",
        "−(1[ℓ=i] − ŷ[i])",
    ]
    assert [reason for _, reason in paper.lines] == [
        "",
        "the reason: $\\log' = 1/z$ − “so”",
        "",
    ]
    assert [(text(claim), reason) for claim, reason in paper.refuted] == [
        ("−(1[ℓ=i] − ŷ[ℓ])", "a slip")
    ]
    (definition,) = paper.scope.definitions
    assert text(definition.key) == "ŷ[i]"
    assert text(definition.body) == "exp(a[L,i])/Σ(m, 1..k, exp(a[L,m]))"


def test_lines_may_stand_in_one_row():
    paper = read_paper("z w == w z where z = 2 and w = 3 with u(z) refute z")
    assert [text(line) for line, _ in paper.lines] == ["z · w", "w · z"]
    assert [text(d.body) for d in paper.scope.definitions] == ["2", "3"]


def test_declarations():
    scope = read_paper(
        """
        v[1] + u(s) + f(s, t) + c
        with v[1..k], w[0..k-1,1..n], s, t > 0, u(z)
        with f(z,w), i = 1..n, L = 3, a[k; 1..n | 1..k], b[l; 1..n,1..N], c
        """
    ).scope
    assert scope.families["v"] == Family(((n.ONE, K),))
    assert scope.families["w"] == Family(((n.ZERO, minus(K, n.ONE)), (n.ONE, N)))
    assert scope.families["a"] == Family(((n.ONE, N),), ((n.ONE, K),))
    two = ((n.ONE, N), (n.ONE, n.Index("N")))
    assert scope.families["b"] == Family(two, two)
    assert {"s", "t", "c"} <= scope.letters
    assert scope.positive == {"t"}
    assert (scope.functions["u"], scope.functions["f"]) == (1, 2)
    assert scope.declared == {"i": (n.ONE, N)}
    assert scope.last == THREE


def test_no_line_between_two_declarations_is_lost():
    paper = read_paper("s with s\n== 2s/2\nwith t\n== s + t - t")
    assert [text(line) for line, _ in paper.lines] == ["s", "2 · s/2", "s + t − t"]


def test_what_is_declared_wins():
    assert read_paper("k with k").lines[0][0] == n.Letter("k")
    assert read_paper("x with x").lines[0][0] == n.Letter("x")
    assert read_paper("e with e").lines[0][0] == n.Letter("e")
    assert read_paper("s(z) with s(z)").lines[0][0] == n.Call("s", (Z,))
    assert read_paper("s (z) with s").lines[0][0] == n.Times((n.Letter("s"), Z))
    assert read_paper("s(z) with s").lines[0][0] == n.Times((n.Letter("s"), Z))


def test_definitions():
    paper = read_paper(
        """
        s + f(z, w) + u[i]
        where s = z^2 and f(z,w) = z w
        where u[i] = x[i]^2
        where ℒ depends on a[i+1,m], z
        where v[j] depends on x[q], u[j] for q = 1..3
        """
    )
    s, f, u, loss, v = paper.scope.definitions
    assert [text(d.key) for d in (s, f, u)] == ["s", "f(z, w)", "u[i]"]
    assert [text(d.body) for d in (s, f, u)] == ["z²", "z · w", "x[i]²"]
    assert [text(part) for part in loss.on] == ["a[i+1,m]", "z"]
    assert loss.over == (n.Binder(M, n.ONE, N),)
    assert v.over == (n.Binder(n.Index("q"), n.ONE, THREE),)


def test_an_index_stands_for_itself_wherever_it_stands():
    line = read_paper("Σ(p, 1..n, p x[p]) == z").lines[0][0]
    assert line.body == n.Times((n.Index("p"), n.Entry("x", None, (n.Index("p"),))))


def test_only_the_letters_of_a_closed_scope():
    scope = Scope(families={}, functions={}, letters={"h", "y_hat_i"}, closed=True)
    assert read("h(1-h) ŷ_i", scope) == n.Times(
        (n.Letter("h"), minus(n.ONE, n.Letter("h")), n.Letter("y_hat_i"))
    )
    with pytest.raises(LineError, match="“z” is not known here: there are h, y_hat_i"):
        read("h z", scope)


# ---- what is not read: where, and what was expected

REFUSED = [  # what is typed, the character at fault, what is said
    # ambiguous
    ("1/2x", 3, "this can be read in two ways: put the denominator in brackets, or a space"),
    ("1/2(z+1)", 3, "this can be read in two ways"),
    ("z/w x[i]/2y[i]", 10, "this can be read in two ways"),
    ("W[k] @ x ⊙ x", 9, "@ and ⊙ together need brackets"),
    ("x ⊙ x xᵀ", 6, "@ and ⊙ together need brackets"),
    ("x ⊙ x @ xᵀ", 6, "@ and ⊙ together need brackets"),
    ("2 3", 2, "a sign is missing before this number"),
    ("z 2", 2, "a sign is missing before this number"),
    (
        "z(w+1)",
        1,
        "z( … ) can be a product or a function: write z * ( … ), or declare it: with z(z)",
    ),
    ("L(z)", 1, "L( … ) can be a product or a function"),
    ("sin 2z", 5, "how far does sin reach? write sin( … )"),
    ("sin z w", 6, "how far does sin reach? write sin( … )"),
    ("w_1 + w[1]", 0, "an index stands in square brackets: w[1]"),
    ("x_i", 0, "an index stands in square brackets: x[i]"),
    ("ŷ_i", 0, "an index stands in square brackets: ŷ[i]"),
    # something is missing
    ("", 0, "a number, a letter or a bracket was expected here, but the end came"),
    ("()", 1, "a number, a letter or a bracket was expected here, but “)” came"),
    ("z +", 3, "a number, a letter or a bracket was expected here, but the end came"),
    ("z */ w", 3, "a number, a letter or a bracket was expected here, but “/” came"),
    ("(z", 2, "“)” was expected here, but the end came"),
    ("z)", 1, "an operator or the end was expected here, but “)” came"),
    ("|z", 2, "“|” was expected here, but the end came"),
    ("x[i", 3, "“]” was expected here, but the end came"),
    ("x[]", 2, "a number, a letter or a bracket was expected here, but “]” came"),
    ("1[z]", 3, "a condition, as in 1[ℓ=i] or 1[z>0], was expected here, but “]” came"),
    ("1[z>0>1]", 5, "“]” was expected here, but “>” came"),
    ("cases(z, w)", 7, "“if”, as in cases(u if i = ℓ, v), was expected here, but “,” came"),
    ("cases(z if w, 2)", 12, "a condition, as in i = ℓ, was expected here, but “,” came"),
    ("cases(z if w = 2)", 16, "“,” and what holds otherwise was expected here, but “)” came"),
    ("Σ(x[j])", 2, "the index that runs, as in Σ(j, x[j]), was expected here, but “x” came"),
    ("Σ(3, z)", 2, "the index that runs, as in Σ(j, x[j]), was expected here, but “3” came"),
    ("Σ", 0, "a sum or product is written as in Σ(j, x[j])"),
    ("Σ_j x[j]", 0, "a sum or product is written as in Σ(j, x[j])"),
    ("Σ(j, z)", 1, "how far does j run? write Σ(j, 1..n, …)"),
    ("Σ(j, x[j] y[j])", 1, "j runs to n in x[j] but to k in y[j]: write its range"),
    ("Σ(j, 1.n, z)", 8, "“)” was expected here, but “,” came"),
    ("Σ(j, 1..n/2, z)", 8, "a whole number was expected here, as in i or i+1"),
    ("D(z)", 1, "D takes what is differentiated, and by what: D(u, x)"),
    ("∇(ℒ)", 3, "“,” and what the gradient is taken by was expected here, but “)” came"),
    ("∂z", 2, "“/” (a derivative is ∂u/∂x, or D(u, x)) was expected here, but the end came"),
    ("∂z/w", 3, "“∂” was expected here, but “w” came"),
    # wrong kinds
    ("D(z, 2w)", 5, "a derivative is taken by a letter or an entry, but 2 · w is neither"),
    ("D(z, g(z))", 5, "a derivative is taken by a letter or an entry, but g(z) is neither"),
    ("D(z, i)", 5, "i is a whole number: nothing can be differentiated by it"),
    ("D(z, x)", 5, "D is taken by one entry: write ∇(u, x), or D(u, x[i])"),
    ("D(x, z)", 5, "D(x, z) is the derivative of a whole array: take its entry"),
    ("∇(z, 2w)", 5, "a gradient is taken by a vector or matrix, as in a[L]"),
    ("∇(x, x)", 1, "a gradient is taken of a number"),
    ("e(z)", 2, "e(ℓ) takes an index; for e to a power write exp( … )"),
    ("e(-z)", 2, "e(ℓ) takes an index; for e to a power write exp( … )"),
    ("x[z+1/2]", 2, "a whole number was expected here, as in i or i+1"),
    ("x[0.5]", 2, "a whole number was expected here, as in i or i+1"),
    ("x[g(z)]", 2, "a whole number was expected here, as in i or i+1"),
    ("a", 0, "a needs its layer, as in a[k]"),
    ("W[k,i]", 1, "W takes 3 indices, or its layer alone for all of it, but 2 came"),
    ("x[i,j]", 1, "x takes one index, but 2 came"),
    ("diag(x)[i]", 7, "diag(x)[i] has 1 indices, but diag(x) takes 2"),
    ("max(z)", 0, "max takes 2 things in its brackets, but 1 came"),
    ("exp(z, w)", 0, "exp takes one thing in its brackets, but 2 came"),
    ("exp", 3, "exp is a function: write exp( … )"),
    ("g", 1, "g is a function: write g( … )"),
    ("exp[i]", 3, "exp is no vector: it has no entries"),
    ("zᵀ", 0, "z is a number: it has no transpose"),
    ("z @ w", 2, "z is a number: @ takes two arrays"),
    ("x + z", 0, "x + z adds things of different shapes: x is a column of n, z is a number"),
    ("x + y", 0, "x is a column of n, y is a column of k"),
    ("W[k] @ y", 5, "W[k] has n columns, but y has k rows"),
    ("x x", 2, "x has 1 columns, but x has n rows"),
    ("x * x", 2, "multiplies arrays: write @ for the matrix product, ⊙ for entry by entry"),
    ("z ⊙ w", 2, "⊙ takes two arrays; for a product of numbers write *"),
    ("x ⊙ z", 2, "⊙ takes equal shapes: x is a column of n, z is a number"),
    ("z/x", 1, "z/x divides by a whole array"),
    ("x²", 1, "x² is the power of a whole array"),
    ("softmax(z)", 0, "softmax takes a column, but z is a number"),
    ("1[x > 0]", 0, "1[x>0] compares whole arrays"),
    ("matrix(i, x[i])", 0, "vector takes one index and a body, matrix two and a body"),
    ("W'", 0, "a prime is a derivative: write W'( … )"),
    # unknown
    ("foo", 0, "“foo” is not known here: for a product write f o o"),
    ("softmx(a[L])", 0, "“softmx” is not known here: did you mean softmax?"),
    ("import os", 0, "“import” is not known here"),
    ("u(z)", 1, "u( … ) can be a product or a function: write u * ( … ), or declare it: with u(z)"),
    ("z!", 1, "“!” has no place in a line"),
    ("z.real", 1, "“.” has no place in a line"),
    ("{z}", 0, "curly brackets have no meaning here: write ( )"),
    ("\\frac{1}{2}", 0, "this is LaTeX: write it as in exp(z)/2"),
    ("x z2", 2, "“z2” is not known here"),
    ("z⁻", 1, "“⁻” is no power that can be read"),
]


@pytest.mark.parametrize(("typed", "position", "told"), REFUSED, ids=[row[0] for row in REFUSED])
def test_what_is_refused_is_pointed_at(typed, position, told):
    with pytest.raises(LineError) as caught:
        read(typed)
    assert told in caught.value.told
    assert caught.value.position == position
    if typed:
        sentence, shown, caret = str(caught.value).split("\n")
        assert sentence == caught.value.told
        assert shown == f"    {typed}"
        assert caret == f"    {' ' * position}^"


PAPERS = [  # a derivation, what stands at fault, what is said
    ("", "", "no line is written yet"),
    ("# only a reason", "", "no line is written yet"),
    ("with v[1..n]", "", "no line is written yet"),
    ("refute z", "", "no line is written yet"),
    ("== z", "== z", "nothing stands before this “==”"),
    ("z == ", "", "a number, a letter or a bracket was expected here, but the end came"),
    ("z = w", "= w", "“==”, “where”, “with” or “refute” was expected here, but “=” came"),
    ("z == w\n== z == q) ", ") ", "“==”, “where”, “with” or “refute” was expected"),
    ("z\nw", "w", "“==”, “where”, “with” or “refute” was expected here, but “w” came"),
    ("z refute w == z", "== z", "a line after a claim to refute: put the claim last"),
    ("z where", "", "a number, a letter or a bracket was expected here, but the end came"),
    ("where where", "where", "a number, a letter or a bracket was expected here, but “where”"),
    ("z where 3 = z", "3 = z", "a letter, an entry such as ŷ[i] or g(z) can be defined"),
    ("z where a[L] = z", "a[L] = z", "a letter, an entry such as ŷ[i] or g(z) can be defined"),
    ("z where g(3) = z", "g(3) = z", "a function is defined at a letter, as in g(z)"),
    ("z where z w", "w", "“=” or “depends on” was expected here, but “w” came"),
    ("z where s = x", "x", "s is to be a number: define an entry"),
    ("z where s = 1 where s = 2", "s = 2", "s is defined twice"),
    ("z where v[i] = 1 where v[j] = 2", "v[j] = 2", "v[j] is defined twice"),
    ("z where u(s) = 1 and u(t) = 2", "u(t) = 2", "u(t) is defined twice"),
    ("z where g(z) depends on w", "g(z) depends on w", "a letter or an entry depends on others"),
    ("z where s depends z", "z", "“on” was expected here, but “z” came"),
    ("z where s depends on 3", "s depends on 3", "it can depend on letters and entries"),
    ("z where s depends on v[q]", "", "how far does q run? write: for q = 1..n"),
    ("z where s depends on v[q] for", "", "an index, as in: for q = 1..n, was expected here"),
    ("z where s depends on v[q] for q", "", "“=” was expected here, but the end came"),
    ("z with", "", "a name, as in: with v[1..k] was expected here, but the end came"),
    ("z with 3", "3", "a name, as in: with v[1..k] was expected here, but “3” came"),
    ("z with v[", "", "a number, a letter or a bracket was expected here, but the end came"),
    ("z with v[1]", "]", "“..” (a range, as in 1..n) was expected here, but “]” came"),
    ("z with v[1..n", "", "“]” was expected here, but the end came"),
    ("z with v[1..z]", "", None),
    ("z with v[1..g(z)]", "g(z)]", "a whole number was expected here, as in i or i+1"),
    ("z with u(", "", "a letter, as in: with u(z) was expected here, but the end came"),
    ("z with u(2)", "2)", "a letter, as in: with u(z) was expected here, but “2” came"),
    ("z with n = 3", "", "a range, as in 1..n, was expected here, but the end came"),
    ("z with s > 1", "1", "0, as in: with s > 0, was expected here, but “1” came"),
    ("z # \u202e", "\u202e", "there is an invisible character here"),
]


@pytest.mark.parametrize(("typed", "rest", "told"), PAPERS, ids=[row[0] for row in PAPERS])
def test_a_derivation_that_is_refused_is_pointed_at(typed, rest, told):
    if told is None:
        read_paper(typed)
        return
    with pytest.raises(LineError) as caught:
        read_paper(typed)
    assert told in caught.value.told
    assert typed[caught.value.position :] == rest or not rest


def test_the_row_at_fault_is_shown():
    with pytest.raises(LineError) as caught:
        read_paper("z\n  == z + 1\n  == ŷ\u0302[i]\u0302 + )  \n == w")
    with pytest.raises(LineError) as caught:
        read_paper("z\n  == z + 1\n  == y\u0302[i] + )  \n == w")
    assert str(caught.value).split("\n")[1:] == ["    == y\u0302[i] + )", "    " + " " * 10 + "^"]
    with pytest.raises(LineError) as caught:
        read("z + " * 200 + ")")
    assert len(str(caught.value)) < 300


# ---- bounds, and texts that mean harm

TOWER = "((((0.1**12)**12)**12)**12)**12"
TOO_MUCH = {
    "length": "z" * (LONGEST + 1),
    "a name": "z" * 31,
    "terms": "z+" * 1500 + "z",
    "factors": "z*" * 1500 + "z",
    "quotients": "z/" * 1500 + "z",
    "products": "W[1]@" * 1000 + "x",
    "brackets": "(" * 41 + "z" + ")" * 41,
    "open brackets": "(" * (LONGEST - 1),
    "square brackets": "x[" * 2900,
    "signs": "-" * 5000 + "z",
    "plus signs": "+" * 5000 + "z",
    "signs in a product": "z*" + "-" * 5000 + "z",
    "roots": "√" * 5000 + "z",
    "bars": "|" * 5000,
    "partials": "∂" * 5000,
    "sines": "sin " * 1400 + "z",
    "one-hots": "e(" * 2900,
    "ranges": "Σ(j,1.." * 800,
    "transposes": "x" + "ᵀ" * 5000,
    "powers of powers": "2" + "^2" * 2500,
    "towers": "2^2^2^2^2^2^2",
    "a tower to the right": "2^(9^(9^(9^9)))",
    "a tower to the left": TOWER,
    "one more storey": f"({TOWER})**12",
    "a power of 10^12": "z^1e12",
    "a power in signs": "z" + "²" * 5000,
    "a power of a sum": "(z + w)^599",
    "a power that is a quotient": "(z + w)^(3/0.005)",
    "1e400": "1e400",
    "1e999999999": "1e999999999",
    "1e-999999999": "1e-999999999",
    "digits": "1" * 5000,
    "primes": "g" + "'" * 9 + "(z)",
    "many primes": "g" + "'" * 5000 + "(z)",
    "derivatives": "D(z" + ",z" * 2900 + ")",
    "derivatives within derivatives": "D(" * 6 + "z" + ",z)" * 6,
    "sums": "Σ(" + "i," * 2900 + "z)",
    "sums within sums": "Σ(i,1..n," * 7 + "z" + ")" * 7,
    "products within products": "Π(i,1..n," * 39 + "z" + ")" * 39,
    "long sums": "Σ(i, 1..999, z w)",
    "long sums in long sums": "Σ(i, 1..99, Σ(j, 1..99, z))",
    "an index": "x[1e12]",
    "functions of functions": "tanh(" * 13 + "x" + ")" * 13,
    "conditions": "1[" * 3000,
    "cases": "cases(" * 1000,
}


@pytest.mark.parametrize("typed", TOO_MUCH.values(), ids=TOO_MUCH)
@pytest.mark.parametrize("how", [read, read_paper])
def test_too_much_is_refused_at_once(how, typed):
    seconds = []
    for _ in range(3):  # into one of them the garbage of other tests may fall
        start = time.process_time()
        with pytest.raises(LineError) as caught:
            how(typed)
        seconds.append(time.process_time() - start)
    assert min(seconds) < SECONDS
    assert len(str(caught.value)) < 400


def test_what_is_large_but_not_too_large_is_read():
    assert len(read("+".join(["z w"] * 150)).terms) == 150
    assert read("(" * 40 + "z" + ")" * 40) == Z
    read("tanh(" * 12 + "x" + ")" * 12)
    read("Σ(i,1..n," * 6 + "z" + ")" * 6)
    read("z^99 + (z + w)^99")
    read("z^0.5 + z^(1/3) + 2^-z + e^(-z^2/2)")
    read("Σ(i, 1..99, x[i])")
    read("1e12 + 1e-45 + 0e99")
    assert read("D(z^5, z, z, z, z, z)").by == Z


HOSTILE = [
    "import os",
    "__import__('os').system('true')",
    "lambda: z",
    "(lambda z: z)(2)",
    "z.__class__",
    "(z).__class__.__mro__",
    "exec('z')",
    "eval(z)",
    "[z for z in x]",
    "{z: w}",
    "f'{z}'",
    "'z'",
    '"z"',
    "z := 2",
    "z; w",
    "z if w else 2",
    "not z",
    "z, w",
    "@z",
    "z\\",
    "z\n\\alpha",
    "$z$",
    "\\frac{z}{w}",
    "\\(z\\)",
    "z\x00",
    "\x00",
    "z\x1b[31m",
    "\u202ez",
    "z \u2066 w",
    "z\u200bw",
    "z\u00adw",
    "\ufeffz",
    "\ud800",
    "а",  # Cyrillic
    "ŷ[і]",  # Cyrillic
    "Α",  # Greek capital Alpha
    "ο",  # Greek omicron
    "ａ",  # full width
    "𝑎",
    "𝐖[k]",
    "z٣",
    "z۲",
    "½",
    "z‘",
    "z″(w)",
    "💥",
    "z\u0301",
    "z\u0302\u0302",
    "0x10",
    "1_000",
    "0b1 z",
    "1j",
    "nan",
    "inf",
    "None",
    "True",
    "..",
    "...",
    "1..2",
    "z..w",
    "x[1..n]",
    "x[i][j]",
    "x[:]",
    "x[-]",
    "x[i;j]",
    "∂",
    "∂/∂z",
    "∇",
    "∇ℒ",
    "√",
    "|",
    "||",
    "^",
    "^2",
    "²",
    "ᵀ",
    "z^",
    "z^T^",
    "z==",
    "=",
    "<",
    "z < w",
    "1[",
    "1[]",
    "𝟙",
    "δ[]",
    "δ[i]",
    "δ[i,j,k]",
    "e()",
    "e(i,)",
    "D",
    "D()",
    "D(,)",
    "D(z,)",
    "Σ()",
    "Σ(,)",
    "Σ(j)",
    "Σ(j,)",
    "Σ(j,1..)",
    "Σ(j,..n,z)",
    "Σ(j=,z)",
    "Σ(j in,z)",
    "Π(",
    "vector()",
    "matrix(i,j)",
    "cases()",
    "cases(if)",
    "cases(z if)",
    "max(,)",
    "log()",
    "where",
    "with",
    "refute",
    "depends on",
    "if",
    "in",
    "for",
]


@pytest.mark.parametrize("typed", HOSTILE, ids=[ascii(row) for row in HOSTILE])
@pytest.mark.parametrize("how", [read, read_paper])
def test_what_means_harm_gets_a_sentence_and_nothing_else(how, typed):
    start = time.process_time()
    told = error(how, typed)
    assert time.process_time() - start < SECONDS
    if typed in ("D", "1j"):  # a letter, and 1 · j
        assert told is None
    else:
        assert told.told
        assert str(told).startswith(told.told)
        assert 0 <= told.position <= len(typed)


@pytest.mark.parametrize("given", [None, 3, b"z", ["z"], Z])
def test_what_is_no_text_is_refused(given):
    with pytest.raises(LineError, match="a line is text, but"):
        read(given)


def test_text_among_sympy_s_expressions_is_never_evaluated():
    with pytest.raises(ValueError, match="text is for derive"):
        Derivation(None, "z")
    with pytest.raises(ValueError, match="text is for derive"):
        Derivation(None, Symbol("z")).then("z")
    with pytest.raises(ValueError, match="a key is a letter, an entry or a function"):
        Derivation(None, Symbol("z"), where={"z": 1})


PIECES = """
z w x[i] a[L,i] W[k] ŷ[ℓ] 2 0.5 1e3 e π ℒ(θ) + - * / ^ ² ᵀ .T @ ⊙ ( ) [ ] , ; | = == != < ≥ ..
∂ ∇ √ Σ( Π( D( ∇( 1[ δ[ e( exp( log max( g( g'( cases( if vector( matrix( softmax( diag( where
with refute depends on for in and i j 1..n x y a v L n #r ' _ $ \\ {
"""


@pytest.mark.parametrize("how", [read, read_paper])
@pytest.mark.parametrize("seed", range(40))
def test_any_string_of_pieces_is_read_or_refused(how, seed):
    draw, some = random.Random(seed), [*PIECES.split(), "\n", "\x00", "а"]
    for _ in range(150):
        pieces = [draw.choice(some) + draw.choice(["", " "]) for _ in range(draw.randint(1, 14))]
        typed = "".join(pieces)
        told = error(how, typed)
        assert told is None or (told.told and 0 <= told.position <= len(typed)), typed


def test_a_tree_from_another_process_is_equal_and_has_the_same_hash():
    """Hashes of text differ from process to process: one that travelled along would be wrong."""
    script = (
        "import sys, pickle; from helpers.language.reader import read; u = read('exp(z) + w'); "
        "hash(u); sys.stdout.buffer.write(pickle.dumps(u))"
    )
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True)
    assert {pickle.loads(run.stdout)} == {read("exp(z) + w")}
