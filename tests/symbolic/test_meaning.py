"""What lines mean: every construct against numbers worked out by hand, or by plain Python."""

import math
from fractions import Fraction as Fr

import pytest
from worlds import value

from helpers.language import nodes as n
from helpers.language.dual import Dual, Functions, Kink, OutOfReach, Undefined, parts
from helpers.language.meaning import Meaning
from helpers.language.reader import read
from helpers.language.scope import Scope

# The point at which all is worked out, unless a test says otherwise.
INTEGERS = {"n": 3, "k": 2, "N": 2, "L": 2, "i": 2, "j": 1, "ell": 1, "m": 3, "q": 2, "c": 5}
NUMBERS = {
    "z": 2,
    "w": 3,
    "s": -2,
    "o": 0,
    "t": Fr(1, 2),
    "x": [2, -1, 3],
    "y": [0, 1],
    "y_hat": [Fr(1, 4), Fr(3, 4)],
    ("a", 1): [1, 2, 4],
    ("a", 2): [Fr(1, 2), -1],
    ("h", 1): [3, 1, 2],
    ("W", 1): [[1, 2, 3], [4, 5, 6], [7, 8, 10]],
    ("W", 2): [[1, 0, -1], [2, 1, 3]],
    "v": [5, 7, 11, 13],
    "M": [[1, 2], [3, 4]],
}
FUNCTIONS = {
    "g": lambda t: t * t * t + t,  # g' is 3t² + 1, g'' is 6t
    "f": lambda t: 5 * t,
    "u": lambda s, t: s * s * t,
}


def at(text, functions=FUNCTIONS, line=0, **others):
    """The value of a line at the point, with other numbers or indices in their places."""
    integers = INTEGERS | {name: v for name, v in others.items() if name in INTEGERS}
    numbers = NUMBERS | {name: v for name, v in others.items() if name not in INTEGERS}
    return value(text, integers, numbers, functions, line)


def same(found, wanted):
    """Whether values agree, to the digits of a float where they are not exact."""
    if isinstance(wanted, list):
        return len(found) == len(wanted) and all(map(same, found, wanted))
    if isinstance(wanted, float):
        return math.isclose(found, wanted, rel_tol=1e-14, abs_tol=1e-14)
    return abs(found - wanted) <= 1e-50 * (1 + abs(wanted))


def check(text, wanted, **others):
    found = at(text, **others)
    assert same(found, wanted), f"{found} is not {wanted}"


def column(*entries):
    return [[entry] for entry in entries]


VALUES = [
    # numbers, letters, constants, indices, entries
    ("7", 7),
    ("0.25", Fr(1, 4)),
    ("z", 2),
    ("t", Fr(1, 2)),
    ("pi", math.pi),
    ("e", math.e),
    ("i", 2),
    ("n + k", 5),
    ("x[i]", -1),
    ("x[i+1]", 3),
    ("x[2i-1]", 3),
    ("x[1] x[2] x[3]", -6),
    ("W[1,2,3]", 6),
    ("W[L,1,3]", -1),
    ("W[L,i,j]", 2),
    ("W[k-1,i,j]", 4),
    ("a[L,i]", -1),
    ("a[1,m]", 4),
    ("v[4]", 13),
    # arithmetic
    ("z + w + s", 3),
    ("z - w", -1),
    ("-z", -2),
    ("--z", 2),
    ("z w s", -12),
    ("z/w", Fr(2, 3)),
    ("o/w", 0),
    ("1/2 z", 1),
    ("z^w", 8),
    ("s^3", -8),
    ("s^-3", Fr(-1, 8)),
    ("s^0", 1),
    ("o^0", 1),
    ("o^2", 0),
    ("o^0.5", 0),
    ("4^0.5", 2),
    ("z^t", math.sqrt(2)),
    ("s^(t + t)", -2),
    ("s^(t + 5t)", -8),
    ("s^sqrt(4)", 4),
    ("e^z", math.exp(2)),
    ("2^-z", Fr(1, 4)),
    ("(-8)^(1/1)", -8),
    # functions
    ("exp(z)", math.exp(2)),
    ("exp(o)", 1),
    ("log(w)", math.log(3)),
    ("log(1)", 0),
    ("log(w, 10)", math.log10(3)),
    ("log(10^9)", math.log(10**9)),
    ("log10(w)", math.log10(3)),
    ("sqrt(w)", math.sqrt(3)),
    ("sqrt(o)", 0),
    ("tanh(t)", math.tanh(0.5)),
    ("sinh(t)", math.sinh(0.5)),
    ("cosh(t)", math.cosh(0.5)),
    ("sin(z)", math.sin(2)),
    ("cos(z)", math.cos(2)),
    ("tan(z)", math.tan(2)),
    ("erf(t)", math.erf(0.5)),
    ("sigma(t)", 1 / (1 + math.exp(-0.5))),
    ("sigma(o)", Fr(1, 2)),
    ("abs(s)", 2),
    ("|z|", 2),
    ("|o|", 0),
    ("sign(s)", -1),
    ("sign(z)", 1),
    ("sign(o)", 0),
    ("max(z, w)", 3),
    ("max(w, z)", 3),
    ("max(s, o)", 0),
    ("min(z, w)", 2),
    ("min(w, z)", 2),
    ("min(s, o)", -2),
    ("relu(z)", 2),
    ("relu(s)", 0),
    ("relu(o)", 0),
    ("g(z)", 10),
    ("f(z)", 10),
    ("u(z, w) with u(z, w)", 12),
    ("u(w, z) with u(z, w)", 18),
    # sums and products
    ("Σ(m, x[m])", 4),
    ("Σ(m, m^2)  with m = 1..n", 14),
    ("Σ(m, 2..n, x[m])", 2),
    ("Σ(m, 0..2, m z)", 6),
    ("Σ(m, i..n, x[m])", 2),
    ("Σ(m, i+1..n, x[m] x[i])", -3),
    ("Σ(m, 1..n-3, x[m])", 0),
    ("Σ(m, 3..2, 1/o)", 0),
    ("Σ(m, q, W[1,m,q])", 46),
    ("Σ(m, 1..n, Σ(q, 1..m, x[q]))", 2 + 1 + 4),
    ("Σ(m, 1..n, Σ(m, 1..2, x[m]))", 3),
    ("Π(m, 1..n, x[m])", -6),
    ("Π(m, 2..1, x[m])", 1),
    ("Π(m, 2..3, m z)", 24),
    # conditions
    ("1[i=q]", 1),
    ("1[i=j]", 0),
    ("1[i≠j]", 1),
    ("1[i≠q]", 0),
    ("1[z<w]", 1),
    ("1[w<z]", 0),
    ("1[z<z]", 0),
    ("1[z≤z]", 1),
    ("1[w≤z]", 0),
    ("1[z≤w]", 1),
    ("1[z>w]", 0),
    ("1[w>z]", 1),
    ("1[z>z]", 0),
    ("1[z≥z]", 1),
    ("1[z≥w]", 0),
    ("1[w≥z]", 1),
    ("δ[ell,j]", 1),
    ("1[t=0.5]", 1),
    ("cases(z if i = j, w)", 3),
    ("cases(z if i = q, w)", 2),
    ("cases(z if i = j, w if z < w, s)", 3),
    ("cases(z if z < w, w if z < w, s)", 2),
    ("cases(z if i = j, w if z > w, s)", -2),
    ("cases(z if i = q, 1/o)", 2),
    # whole arrays: rows of entries
    ("x", column(2, -1, 3)),
    ("a[L]", column(Fr(1, 2), -1)),
    ("a[1]", column(1, 2, 4)),
    ("W[L]", [[1, 0, -1], [2, 1, 3]]),
    ("W[1]", [[1, 2, 3], [4, 5, 6], [7, 8, 10]]),
    ("W[L]ᵀ", [[1, 2], [0, 1], [-1, 3]]),
    ("xᵀ", [[2, -1, 3]]),
    ("-x", column(-2, 1, -3)),
    ("x + h[1] + x", column(7, -1, 8)),
    ("x - h[1]", column(-1, -2, 1)),
    ("z x", column(4, -2, 6)),
    ("x z w", column(12, -6, 18)),
    ("x/z", column(1, Fr(-1, 2), Fr(3, 2))),
    ("x ⊙ h[1]", column(6, -1, 6)),
    ("W[1] @ x", column(9, 21, 36)),
    ("W[L] x", column(-1, 12)),
    ("xᵀ @ x", 14),
    ("xᵀ W[1] x", 18 - 21 + 108),
    ("x @ xᵀ", [[4, -2, 6], [-2, 1, -3], [6, -3, 9]]),
    ("y @ xᵀ", [[0, 0, 0], [2, -1, 3]]),
    ("W[L] @ W[1]", [[-6, -6, -7], [27, 33, 42]]),
    ("xᵀ @ W[1]", [[19, 23, 30]]),
    ("g(x)", column(10, -2, 30)),
    ("g'(x)", column(13, 4, 28)),
    ("relu(x)", column(2, 0, 3)),
    ("max(x, h[1])", column(3, 1, 3)),
    ("diag(y)", [[0, 0], [0, 1]]),
    ("diag(x)", [[2, 0, 0], [0, -1, 0], [0, 0, 3]]),
    ("softmax(y)", column(1 / (1 + math.e), math.e / (1 + math.e))),
    ("softmax(y)[2]", math.e / (1 + math.e)),
    ("e(ell)", column(1, 0)),
    ("e(q)", column(0, 1)),
    ("e(j, 0..3)", column(0, 1, 0, 0)),
    ("e(j, 0..3)[1]", 1),
    ("e(j, 0..3)[0]", 0),
    ("vector(m, x[m]^2)", column(4, 1, 9)),
    ("vector(m, 2..4, m z)", column(4, 6, 8)),
    ("matrix(m, 1..2, q, 1..3, 10m + q)", [[11, 12, 13], [21, 22, 23]]),
    ("matrix(m, q, W[L,m,q])", [[1, 0, -1], [2, 1, 3]]),
    ("(W[1] @ x)[i]", 21),
    ("(x @ xᵀ)[i,m]", -3),
    ("(W[L]ᵀ)[m,q]", 3),
    ("matrix(m, 0..1, q, 2..3, 10m + q)[0,3]", 3),
    ("Σ(m, 1..2, m x)", column(6, -3, 9)),
    ("Σ(m, 2..1, m x)", column(0, 0, 0)),
    ("Σ(m, 2..1, W[L])", [[0, 0, 0], [0, 0, 0]]),
    ("cases(x if i = q, h[1])", column(2, -1, 3)),
    ("v with v[1..4]", column(5, 7, 11, 13)),
    ("M with M[1..2,1..2]", [[1, 2], [3, 4]]),
]


@pytest.mark.parametrize(("text", "wanted"), VALUES, ids=[row[0] for row in VALUES])
def test_a_value_worked_out_by_hand(text, wanted):
    check(text, wanted)


T = 0.5
TANH, SIGMA = math.tanh(T), 1 / (1 + math.exp(-T))
GAUSS = 2 / math.sqrt(math.pi) * math.exp(-T * T)
SLOPES = [  # a function of z, and its first two derivatives at z = 1/2
    ("7", 0, 0),
    ("w", 0, 0),
    ("z", 1, 0),
    ("-z", -1, 0),
    ("z^2", 1, 2),
    ("z^3", Fr(3, 4), 3),
    ("z z z", Fr(3, 4), 3),
    ("z^0", 0, 0),
    ("1/z", -4, 16),
    ("z^-2", -16, 96),
    ("w/z", -12, 48),
    ("z/(1 + z)", Fr(4, 9), Fr(-16, 27)),
    ("z^2.5", 2.5 * T**1.5, 3.75 * T**0.5),
    ("2^z", 2**T * math.log(2), 2**T * math.log(2) ** 2),
    ("z^z", T**T * (math.log(T) + 1), T**T * ((math.log(T) + 1) ** 2 + 1 / T)),
    ("exp(z)", math.exp(T), math.exp(T)),
    ("exp(-w z)", -3 * math.exp(-1.5), 9 * math.exp(-1.5)),
    ("log(z)", 2, -4),
    ("log(z, 10)", 2 / math.log(10), -4 / math.log(10)),
    ("log(2, z)", -math.log(2) / (T * math.log(T) ** 2), None),
    ("sqrt(z)", 0.5 * T**-0.5, -0.25 * T**-1.5),
    ("tanh(z)", 1 - TANH**2, -2 * TANH * (1 - TANH**2)),
    ("sinh(z)", math.cosh(T), math.sinh(T)),
    ("cosh(z)", math.sinh(T), math.cosh(T)),
    ("sin(z)", math.cos(T), -math.sin(T)),
    ("cos(z)", -math.sin(T), -math.cos(T)),
    ("tan(z)", math.cos(T) ** -2, 2 * math.tan(T) * math.cos(T) ** -2),
    ("erf(z)", GAUSS, -2 * T * GAUSS),
    ("sigma(z)", SIGMA * (1 - SIGMA), SIGMA * (1 - SIGMA) * (1 - 2 * SIGMA)),
    ("sign(z)", 0, 0),
    ("|z|", 1, 0),
    ("|-z^2|", 1, 2),
    ("relu(z)", 1, 0),
    ("relu(-z)", 0, 0),
    ("max(z^2, z)", 1, 0),
    ("max(z, z^2)", 1, 0),
    ("min(z^2, z)", 1, 2),
    ("min(z, z^2)", 1, 2),
    ("g(z)", Fr(7, 4), 3),
    ("g(z^2)", Fr(19, 16), 2 * Fr(19, 16) + Fr(3, 2)),
    ("g'(z)", 3, 6),
    ("g''(z)", 6, 0),
    ("u(z, w) with u(z, w)", 3, 6),
    ("u(w, z) with u(z, w)", 9, 0),
    ("u(z, z) with u(z, w)", Fr(3, 4), 3),
    ("1[z > 0] z", 1, 0),
    ("cases(z^2 if z > 0, z^3)", 1, 2),
    ("cases(z^2 if z < 0, z^3)", Fr(3, 4), 3),
    ("Σ(m, 1..3, m z^2)", 6, 12),
    ("Π(m, 1..3, m z)", Fr(9, 2), 18),
    ("(z x)ᵀ @ (z x)", 14, 28),
    ("softmax(z y)[1]", -SIGMA * (1 - SIGMA), None),
    ("D(z^3, z)", 3, 6),
]


@pytest.mark.parametrize(("text", "first", "second"), SLOPES, ids=[row[0] for row in SLOPES])
def test_derivatives_worked_out_by_hand(text, first, second):
    body, _, rest = text.partition(" with ")
    rest = rest and f" with {rest}"
    check(f"D({body}, z){rest}", first, z=Fr(1, 2))
    if second is not None:
        check(f"D({body}, z, z){rest}", second, z=Fr(1, 2))


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("D(z^2 w^3, z, w)", 2 * 2 * 3 * 9),
        ("D(z^2 w^3, w, z)", 2 * 2 * 3 * 9),
        ("D(z^2 w^3, z, z, w)", 2 * 3 * 9),
        ("D(z D(z w, z), z)", 3),
        ("D(z D(z w, w), z)", 4),
        ("D(z D(w^2, w), z)", 6),
        ("D(D(z w, z), w)", 1),
        ("D(u(z, w), z, w) with u(z, w)", 4),
        ("D(x[i]^2, x[i])", -2),
        ("D(x[i]^2, x[j])", 0),
        ("D(x[i]^2, x[2])", -2),
        ("D(Σ(m, x[m]^2), x[i])", -2),
        ("D(Σ(m, i+1..n, x[m] x[i]), x[i])", 3),
        ("Σ(m, D(x[m]^2, x[i]))", -2),
        ("Σ(m, D(x[m]^2, x[m]))", 8),
        ("D(Σ(m, q, W[1,m,q] x[q]), W[1,i,j])", 2),
        ("D(xᵀ W[1] x, x[i])", 2 * 2 + 8 * 3 + 4 * 2 + 6 * 3 - 10 - 2 * 2 - 6 * 3 + 4 * 0 - 8),
        ("D(a[L,i]^3, a[2,2])", 3),
        ("D(a[1,i], a[2,i])", 0),
        ("∇(Σ(m, x[m]^3), x)", column(12, 3, 27)),
        ("∇(z x[1] x[3], x)", column(6, 0, 4)),
        ("∇(yᵀ W[L] x, W[L])", [[0, 0, 0], [2, -1, 3]]),
        ("∇(z, x)", column(0, 0, 0)),
        ("D((∇(Σ(m, x[m]^3), x))[i], x[i])", -6),
        ("∇(D(x[1]^2 x[2], x[1]), x)", column(-2, 4, 0)),
        ("vector(m, D(x[m]^2 x[1], x[1]))", column(12, 1, 9)),
        ("matrix(m, 1..2, q, 1..2, D(x[1]^2 x[2], x[m], x[q]))", [[-2, 4], [4, 0]]),
        ("D(1[i=j] z, z)", 0),
        ("D(relu(o), z)", 0),
        ("D(relu(o) z, z)", 0),
        ("D(max(z, 2 w) + |s|, w)", 2),
        ("D(softmax(a[L])[1], a[L,1])", None),
        ("D(log(ŷ[ell]), ŷ[j])", 4),
    ],
)
def test_other_derivatives_worked_out_by_hand(text, wanted):
    if wanted is None:
        p = 1 / (1 + math.exp(-1.5))
        wanted = p * (1 - p)
    if text == "D(xᵀ W[1] x, x[i])":  # (W + Wᵀ) x, in its second entry
        wanted = (4 + 2) * 2 + (5 + 5) * -1 + (6 + 8) * 3
    check(text, wanted)


UNDEFINED = [
    ("1/o", "it divides by 0"),
    ("x/o", "it divides by 0"),
    ("o^-1", "it divides by 0"),
    ("1/(t - 0.5)", "it divides by 0"),
    ("D(1/z, z) where z = o", "it divides by 0"),
    ("log(o)", "a logarithm is taken of what is not positive"),
    ("log(s)", "a logarithm is taken of what is not positive"),
    ("log(z, s)", "a logarithm is taken of what is not positive"),
    ("log(z, 1)", "it divides by 0"),
    ("D(log(s), s)", "a logarithm is taken of what is not positive"),
    ("sqrt(s)", "a root is taken of what is negative"),
    ("D(sqrt(o), o)", "a root has no slope at 0"),
    ("s^0.5", "a power that is no whole number is taken of what is not positive"),
    ("o^-0.5", "a power that is no whole number is taken of what is not positive"),
    ("D(s^z, z)", "a power that is no whole number is taken of what is not positive"),
    ("x[i+2]", "an index of x[i+2] is 4 here, outside its range"),
    ("x[0]", "an index of x[0] is 0 here, outside its range"),
    ("W[L,m,1]", "an index of W[L,m,1] is 3 here, outside its range"),
    ("D(z, x[i+2])", "an index of x[i+2] is 4 here, outside its range"),
    ("D(x[m+1], z)", "an index of x[m+1] is 4 here, outside its range"),
    ("(x + x)[i+2]", "(x + x)[i+2] lies outside"),
    ("(x + x)[0]", "(x + x)[0] lies outside"),
    ("(x @ xᵀ)[1,4]", "(x @ xᵀ)[1,4] lies outside"),
    ("e(m)", "e(m) has no place 3"),
    ("e(m, 4..5)", "e(m, 4..5) has no place 3"),
    ("Σ(m, 1..4, x[m])", "an index of x[m] is 4 here, outside its range"),
    ("Σ(m, log(x[m]))", "a logarithm is taken of what is not positive"),
    ("vector(m, 1/(x[m] + 1))", "it divides by 0"),
    ("softmax(x/o)", "it divides by 0"),
    ("cases(1/o if i = q, z)", "it divides by 0"),
    ("0 * (1/o)", "it divides by 0"),
]


@pytest.mark.parametrize(
    "text", ["1/(sin(z)^2 + cos(z)^2 - 1)", "tan(pi/2)", "log(exp(-60 z))", "√(exp(-60 z))"]
)
def test_what_may_be_rounding_is_out_of_reach(text):
    with pytest.raises(OutOfReach):
        at(text)


@pytest.mark.parametrize(("text", "why"), UNDEFINED, ids=[row[0] for row in UNDEFINED])
def test_where_there_is_no_value(text, why):
    with pytest.raises(Undefined) as caught:
        at(text)
    assert not isinstance(caught.value, Kink | OutOfReach)
    assert str(caught.value) == why


KINKS = [
    "D(relu(o), o)",
    "D(relu(-o), o)",
    "D(relu(2 o z), o)",
    "D(|o|, o)",
    "D(sign(o), o)",
    "D(max(o, 0), o)",
    "D(max(0, o), o)",
    "D(min(o, 3 o), o)",
    "D(max(z, 2), z)",
    "D(1[o>0] z, o)",
    "D(1[o=0], o)",
    "D(cases(o if o > 0, -o), o)",
    "D(z relu(o), o, z)",
    "∇(relu(x[1] - 2), x)",
    "D(relu(s), o) where s = o",
]


@pytest.mark.parametrize("text", KINKS)
def test_where_a_derivative_meets_a_kink(text):
    with pytest.raises(Kink):
        at(text)


def test_what_is_too_large_to_tell_is_no_value_and_no_falsehood():
    with pytest.raises(OutOfReach):
        at("exp(exp(exp(w)))")
    with pytest.raises(OutOfReach):
        at("D(exp(z^20), z)")
    check("log(exp(w))", 3)
    check("exp(-100 exp(w))", 0.0)


# ---- definitions


def test_a_letter_an_entry_and_a_function_stand_for_what_is_said():
    check("r + 1 where r = z w", 7)
    check("r where r = p^2 where p = z + w", 25)
    check("p[i] + p[j] where p[m] = x[m]^2", 5)
    check("p[i] where p[m] = Σ(q, x[q] m)", 8)
    check("p[i,3] where p[m,q] = 10m + q", 23)
    check("r(z) + r(w) where r(t) = t^2 + z", 17)
    check("r(w, z) where r(z, w) = z - w", 1)
    check("r(r(z)) where r(z) = z^2", 16)
    check("p[1] + p[2] where p[1] = z where p[2] = w", 5)
    check("p[i,i] where p[m,m] = z where p[m,q] = w", 2)
    check("p[i,j] where p[m,m] = z where p[m,q] = w", 3)
    check("h[2,1] where h[1,m] = x[m] where h[2,m] = h[1,m]^2", 4)
    check("h[1,i] where h[2,m] = z", 1)
    check("p[i] where p[j] = x[j] i", -2)
    check("b with b[1..3] where b[m] = m z", column(2, 4, 6))


def test_a_definition_s_own_letters_are_its_own():
    check("Σ(m, 1..3, p[1]) where p[q] = Σ(m, 1..2, m) + q", 12)
    check("Σ(m, 1..3, r(1)) where r(t) = m t", 9)  # the m outside, which is 3
    check("r(2) where r(z) = D(z^3, z)", 12)
    check("r(w) where r(z) = D(z^3, z)", 27)
    check("D(r(z), z) where r(t) = D(t^3, t)", 12)
    check("D(r(w), w) where r(z) = z w", 6)  # w² where w is also read by the body


def test_a_derivative_by_an_abbreviation_takes_it_as_independent():
    check("D(p[1]^2 x[1], p[1]) where p[m] = x[m]^2", 16)
    check("D(p[1]^2 x[1], x[1]) where p[m] = x[m]^2", 5 * 2**4)
    check("D(p[1]^2, p[2]) where p[m] = x[m]^2", 0)
    check("D(r, p) where r = p^2 + z where p = 3 z", 12)
    check("D(r, z) where r = p^2 + z where p = 3 z", 37)
    check("D(r, p, z) where r = p^2 z where p = 3 z", 12 + 2 * 3 * 2)
    check("D(r(z), z) where r(t) = t^2 w", 12)
    check("r'(z) where r(t) = t^2 w", 12)
    check("r''(z) where r(t) = t^3", 12)
    check("D(r'(z^2), z) where r(t) = t^3", 6 * 4 * 4)
    check("D(softmax(a[L])[1] + p, p) where p = a[2,1]", 1)


def test_what_depends_on_others_is_a_function_of_them():
    loss = {"loss": lambda p, q: p * p * q}
    assert same(at("ℒ where ℒ depends on z, w", loss), 12)
    assert same(at("D(ℒ, z) where ℒ depends on z, w", loss), 12)
    assert same(at("D(ℒ, z, w) where ℒ depends on z, w", loss), 4)
    assert same(at("D(ℒ, s) where ℒ depends on z, w", loss), 0)
    total = {"loss": lambda *args: sum(place * u * u for place, u in enumerate(args, 1))}
    assert same(at("ℒ where ℒ depends on x[m]", total), 4 + 2 + 27)
    assert same(at("D(ℒ, x[i]) where ℒ depends on x[m]", total), -4)
    assert same(at("∇(ℒ, x) where ℒ depends on x[m]", total), column(4, -4, 18))
    assert same(at("ℒ where ℒ depends on v[q] for q = 2..3", total), 49 + 2 * 121)
    largest = {"loss": lambda *args: sum(args)}
    assert same(at("ℒ where ℒ depends on x[m], y[q] for m = 2..2, q = 2..2", largest), 0)
    assert same(at("D(ℒ, y[k]) where ℒ depends on x[m], y[q] for m = 2..2, q = 2..2", largest), 1)
    assert same(at("ℒ where ℒ depends on W[1,m,q] for m = 1..2, q = 1..2", total), 1 + 8 + 48 + 100)
    chain = "D(ℒ, z) where ℒ depends on p[m] for m = 1..2 where p[m] = m z^2"
    assert same(at(chain, total), 2 * 4 * 4 + 2 * 2 * 8 * 8)
    own = {("p", 1): lambda u: u * u, ("p", 2): lambda u: 3 * u}
    assert same(at("p[1] + p[2] where p[m] depends on x[m]", own), 1)
    assert same(at("D(p[i], x[q]) where p[m] depends on x[m]", own), 3)
    assert same(at("D(p[i], x[j]) where p[m] depends on x[m]", own), 0)


def test_what_was_worked_out_once_is_not_mistaken_for_another():
    check("D(x[i] z, z) + D(x[j] z, z)", 1)
    check("Σ(m, D(x[m] z, z)^m)", 2 + 1 + 27)
    check("p[1] + D(p[1], z) + D(p[1], w) where p[m] = z w + m", 7 + 3 + 2)
    check("D(p[1] D(p[1], z), z) where p[m] = z^2", 24)
    check("r(z) + r(w) + r'(z) + r'(w) where r(t) = t^2", 4 + 9 + 4 + 6)


def test_a_layer_s_size_is_its_own():
    scope = Scope()
    with pytest.raises(Undefined, match="outside its range"):
        Meaning(scope, INTEGERS | {"i": 3}, None).value(read("a[L,i]", scope))
    assert same(at("a[1,i]", i=3), 4)


# ---- numbers with an ε, on their own


def test_a_product_of_two_epsilons_keeps_them_apart():
    outer, inner = Dual(1, 5, 1), Dual(2, 7, 1)
    u = outer * inner  # (5 + ε₁)(7 + ε₂)
    value, slope = parts(u, 2)
    assert (parts(value, 1), parts(slope, 1)) == ((35, 7), (5, 1))
    v = inner + outer
    assert [parts(p, 1) for p in parts(v, 2)] == [(12, 1), (1, 0)]
    assert parts(3, 1) == (3, 0)


@pytest.mark.parametrize("digits", [20, 60, 200])
def test_functions_are_as_exact_as_asked(digits):
    functions = Functions(digits)
    one = functions.exp(1) * functions.exp(-1)
    assert abs(one - 1) < functions.context.mpf(10) ** (2 - digits)
    assert len(str(functions.sqrt(2))) >= digits


def test_a_line_is_as_exact_as_asked():
    for digits in (60, 200):
        found = value("sqrt(2)^2 - 2 + 1/7", INTEGERS, NUMBERS, digits=digits)
        assert abs(found * 7 - 1) < found.context.mpf(10) ** (3 - digits)
        assert found.context.dps == digits


def test_an_index_is_a_whole_number():
    half = n.Entry("x", None, (n.Over(n.ONE, n.number(2)),))
    with pytest.raises(Undefined, match="an index is no whole number"):
        Meaning(Scope(), INTEGERS).value(half)


def test_a_function_declared_is_arbitrary_whatever_its_name():
    assert same(at("sigma(z) with sigma(z)", {"sigma": lambda t: 7 * t}), 14)
    assert same(at("sigma'(z) with sigma(z)", {"sigma": lambda t: 7 * t}), 7)


def test_whole_numbers_and_fractions_stay_exact():
    assert at("1/3 + 1/6") == Fr(1, 2)
    assert at("(1/3)^3 * 27") == 1
    assert at("Σ(m, 1..3, 1/m)") == Fr(11, 6)
