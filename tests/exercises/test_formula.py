"""What is typed is read by a whitelist: understood as meant, shown as understood, never run."""

import ast
import builtins
import os
import time
from functools import cache

import numpy as np
import pytest
from hostile import HOSTILE, OTHER_KINDS
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.exercises.derive import Derive, Setting
from helpers.exercises.formula import (
    NUMPY_FUNCTIONS,
    FormulaError,
    Variable,
    truth,
    value_at,
    vocabulary,
)
from helpers.exercises.predict import PredictNumber
from helpers.exercises.question import digits_latex, told_apart
from helpers.language.printing import code

STABLE = settings(derandomize=True, deadline=None, database=None)  # the same examples every run
SECONDS = 1.0  # a judgement may take, of the processor's time
TEXTS = {"title": "t", "text": "?", "hints": ("", "", ""), "solution": "s", "why": "w."}
WORDS = vocabulary("a", "b", "h", "y_hat_i", "y_hat_l", functions=("sigma", "tanh", "relu", "g"))
LETTER = vocabulary("h")
ARRAYS = vocabulary(
    "N",
    functions=("over_samples",),
    x=Variable(domain="array"),
    **dict.fromkeys("Wh", Variable(domain="layers")),
)


@cache
def questions():
    return (
        Derive(
            name="slope",
            left="h'",
            truth="h * (1 - h)",
            setting=Setting(WORDS, {"h": "sigma(a)"}),
            **TEXTS,
        ),
        Derive(name="free", left="f", truth="h * (1 - h)", setting=Setting(LETTER), **TEXTS),
        PredictNumber(
            name="number", left="x", truth="w - 2*h", values={"w": 1.0, "h": 0.25}, **TEXTS
        ),
    )


def shown(text, some=WORDS):
    return some.latex(some.read(text))


def refusal(text, some=WORDS):
    with pytest.raises(FormulaError) as error:
        some.read(text)
    return str(error.value)


HOSTILE_ROWS = [pytest.param(text, id=name) for name, text in HOSTILE]
HOSTILE_ROWS += [pytest.param(thing, id=type(thing).__name__) for thing in OTHER_KINDS]


def test_there_are_50_hostile_inputs_and_more():
    assert len({name for name, _ in HOSTILE}) == len(HOSTILE) >= 50
    assert len({text for _, text in HOSTILE}) == len(HOSTILE)


@pytest.mark.parametrize("typed", HOSTILE_ROWS)
@pytest.mark.parametrize("kind", range(3), ids=["slope", "free", "number"])
def test_hostile_input_gets_a_sentence_within_a_second_and_is_never_run(kind, typed, monkeypatch):
    question, run = questions()[kind], []
    for name in ("SENTINEL", "open", "input", "exit", "print"):
        monkeypatch.setattr(builtins, name, lambda *_, name=name: run.append(name), raising=False)
    monkeypatch.setattr(os, "system", run.append)
    start = time.process_time()
    verdict = question.judge(typed)
    spent = time.process_time() - start
    monkeypatch.undo()
    assert verdict.sentence.strip()
    assert "\n" not in verdict.sentence
    assert len(verdict.sentence) < 500
    assert run == []
    assert spent < SECONDS


# What is typed, and how Python writes what is understood.
UNDERSTOOD = [
    ("h·(1−h)", "h * (1 - h)"),
    ("h × h ÷ 2", "h * h / 2"),
    ("h*(1–h)", "h * (1 - h)"),
    ("h^2", "h ** 2"),
    ("h²", "h ** 2"),
    ("2h(1-h)", "2 * h * (1 - h)"),
    ("(1-h)(1+h)", "(1 - h) * (1 + h)"),
    ("h h", "h * h"),
    ("h(1-h)", "h * (1 - h)"),
    ("-a**2", "-(a**2)"),
    ("a - b - h", "(a - b) - h"),
    ("a/b*h", "(a / b) * h"),
    ("a/b/h", "(a / b) / h"),
    ("a**b**2", "a**(b**2)"),
    ("+a", "a"),
    ("a - +b", "a - b"),
    ("2**-+1", "2**-1"),
    ("yhat_i + ŷ_i + y_hat", "y_hat_i + y_hat_i + y_hat_i"),
    ("yhat_l + ŷ_ℓ + y_hat_ell + ŷ_l", "y_hat_l + y_hat_l + y_hat_l + y_hat_l"),
    ("y\u0302_i", "y_hat_i"),
    ("ln(a)", "log(a)"),
    ("log10(a)", "log(a, 10)"),
    ("√a", "sqrt(a)"),
    ("σ(a)*(1-σ(a))", "sigma(a) * (1 - sigma(a))"),
    ("g'(a)", "g_prime(a)"),
    ("g′(a) + g’ (b) + dg(h)", "g_prime(a) + g_prime(b) + g_prime(h)"),
    ("g'(g(a))", "g_prime(g(a))"),
    ("1e-3*a", "0.001 * a"),
    ("np.exp(h) + math.log(a)", "exp(h) + log(a)"),
    ("pow(h, 2) + np.square(a + b)", "h ** 2 + (a + b) ** 2"),
    ("tanh²(a) + tanh^2 a", "tanh(a) ** 2 + tanh(a) ** 2"),
    ("sigmoid(a) + Tanh(a)", "sigma(a) + tanh(a)"),
    ("ah + hb(1-h)", "a * h + h * b * (1 - h)"),
    ("２h − ½a", "2 * h - a / 2"),
    ("ŷᵢ + Y_hat_i + ŷ_{i}", "y_hat_i + y_hat_i + y_hat_i"),
    ("a\u00a0*\n b", "a * b"),
]  # fmt: skip


@pytest.mark.parametrize(("typed", "python"), UNDERSTOOD)
def test_what_is_understood(typed, python):
    values = {"a": 1.5, "b": 0.75, "h": 0.3, "y_hat_i": 0.2, "y_hat_l": 0.4}
    understood = WORDS.read(typed)
    assert value_at(understood, values) == pytest.approx(by_python(python, values))
    assert WORDS.read(code(understood)) == understood


def by_python(text, values):
    """What Python makes of a formula."""
    values = {name: np.float64(value) for name, value in values.items()}
    return eval(text, {"__builtins__": {}}, NUMPY_FUNCTIONS | values)


def test_letters_may_be_typed_as_they_are_shown():
    some = vocabulary(w_1="W_{211}", h="h_1", h_before=Variable("h_{k-1,j}", ("h_below",)))
    assert some.read("W_211 + W211 + w1") == some.read("w_1 + w_1 + w_1")
    assert some.read("h_1 + h1") == some.read("h + h")
    assert some.read("h_below") == some.read("h_before")


def test_e_is_eulers_number_unless_it_is_a_letter():
    assert value_at(WORDS.read("e^(2a)"), {"a": np.float64(0.5)}) == pytest.approx(np.e)
    classes = vocabulary("e_i", "y_hat_i")
    assert classes.read("y_hat - e") == classes.read("y_hat_i - e_i")
    assert refusal("e**y_hat", classes) == "For e to a power write exp( … )."


BROAD = "+".join(["(a+b*h)"] * 35)
DEEP = f"{'-' * 41}h"

REFUSALS = [
    ("u + h", "“u” is not known here: there are a, b, exp, g, g', h, log, relu, sigma, sqrt, tanh, "
              "y_hat_i, y_hat_l."),
    ("h*(1-q)", "See ▸ in `h*(1-▸q)`."),
    ("y_het_i", "“y_het_i” is not known here: did you mean y_hat_i?"),
    ("B + h", "“B” is not known here: did you mean b?"),
    ("А*2", "“А” (cyrillic capital letter a)"),
    ("1/2h", "this can be read in two ways".capitalize()),
    ("k*h", "“k” is not known here"),
    ("h[1]", "h is no vector: it has no entries. See ▸ in `h▸[1]`."),
    ("exp", "exp is a function: write exp( … )."),
    ("exp(a, b)", "exp takes one thing in its brackets, but 2 came."),
    ("exp(*a)", "but “*” came"),
    ("exp(a, base=2)", "“base” is not known here"),
    ("dL = h", "right of the equals sign"),
    ("dL == h", "right of the equals sign"),
    ("h*(1-h", "“)” was expected here, but the end came. See ▸ in `h*(1-h▸`."),
    ("h*(1-h))", "but “)” came"),
    ("h*", "was expected here, but the end came. See ▸ in `h*▸`."),
    ("0,5*h", "a half is 0.5, a thousand is 1000. See ▸ in `0▸,5*h`."),
    ("np.where(h, a, b)", "“.” has no place in a line: a formula has functions, as exp( … )"),
    (r"\frac{1}{h}", "This is LaTeX"),
    ("'h'", "“'” has no place"),
    ("h'", "A prime is a derivative: write h'( … )."),
    ("sigma'(a)", "“sigma'( )” is not known here: write this slope out."),
    ("h'(a)", "“h'( )” is not known here: write this slope out."),
    ("sin(a)", "“sin( )” is not known here"),
    ("h.real", "“.” has no place"),
    ("h.T", "h is a number: it has no transpose."),
    ("h @ h", "“h @ h” has no place in this formula."),
    ("D(h, a)", "“D(h, a)” has no place in this formula."),
    ("Σ(j, 1..3, h)", "has no place in this formula."),
    ("1[a>0]", "has no place in this formula."),
    ("softmax(a)", "softmax"),
    ("True", "“True” is not known here"),
    ("1j", "“j” is not known here"),
    ("1if h else 0", "but “if” came"),
    ("((((0.1**12)**12)**12)**12)**12", "too large"),
    ("9**9**9**9", "too large"),
    ("h**-((9**9)**9)", "too large"),
    ("0.5**(12/0.00001)", "too large"),
    ("1e13", "numbers go from 1e-45 to 1e12".capitalize()),
    ("9" * 50, "This number has more than 40 digits."),
    ("h\u200b", "There is an invisible character here. See ▸ in `h▸�`."),
    ("h" * 301, "This has 301 characters; at most 300 are read."),
    (BROAD, "longer than any answer here"),
    (DEEP, "more than 40 deep"),
    ("", "Nothing is typed yet."),
]  # fmt: skip


@pytest.mark.parametrize(("typed", "reason"), REFUSALS)
def test_why_it_is_not_understood(typed, reason):
    assert reason in refusal(typed)


def test_arrays_have_transposes_layers_and_products():
    for typed in ("W[2].T @ h[1]", "-W[2] * h[1] ** 2", "over_samples(x) / N", "2 * (W[1] @ x).T"):
        assert code(ARRAYS.read(typed)) == typed
        assert truth(typed) == ARRAYS.read(typed)
    assert ARRAYS.read("W[2]ᵀ @ h[1]") == ARRAYS.read("W[2].T @ h[1]")
    assert "the number of a layer, not “−1”" in refusal("h[-1]", ARRAYS)
    assert "the number of a layer, not “100”" in refusal("h[100]", ARRAYS)
    assert "“W” " not in refusal("h[W]", ARRAYS)
    assert "has no place" in refusal("h[1].real", ARRAYS)
    assert "has no place" in refusal("h[1][2]", ARRAYS)
    assert "needs its layer, as in h[k]" in refusal("h", ARRAYS)
    assert "it has no entries" in refusal("x[1]", ARRAYS)
    assert "write over_samples( … ) alone" in refusal("np.sum(h[1], axis=0)", ARRAYS)


# What is typed, and its LaTeX: letters are shown in the exercise's own way.
SHOWN = [
    ("-(a-b)/2", r"-\frac{a - b}{2}"),
    ("a-(b-h)", r"a - \left(b - h\right)"),
    ("ŷ_i**2", r"\hat{y}_{i}^{2}"),
    ("ŷ_l", r"\hat{y}_\ell"),
    ("exp(-a)*g'(b)", r"\exp(-a) g'(b)"),
    ("2*(1/3)", r"2 \cdot \frac{1}{3}"),
    ("1e-5*a", "0.00001 a"),
]


@pytest.mark.parametrize(("typed", "tex"), SHOWN)
def test_shown_as_understood(typed, tex):
    assert shown(typed) == tex


def test_a_power_embraces_a_letter_of_several_parts():
    some = vocabulary(d=r"\frac{\partial L}{\partial h}", v=r"\nabla_h", w="W_{11}")
    assert shown("d**2", some) == r"\left(\frac{\partial L}{\partial h}\right)^{2}"
    assert shown("v**2", some) == r"\left(\nabla_h\right)^{2}"
    assert shown("w**2", some) == "W_{11}^{2}"


def formulas():
    """Formulas as Python writes them."""
    atoms = st.one_of(
        st.sampled_from("abh").map(ast.Name),
        st.one_of(st.integers(0, 20), st.sampled_from([0.5, 0.25, 1.75])).map(ast.Constant),
    )
    exponents = st.one_of(
        st.integers(0, 5).map(ast.Constant),
        st.integers(1, 5).map(lambda n: ast.UnaryOp(ast.USub(), ast.Constant(n))),
        st.just(ast.BinOp(ast.Constant(1), ast.Div(), ast.Constant(3))),
        st.just(ast.Name("a")),
    )
    operators = st.sampled_from([ast.Add, ast.Sub, ast.Mult, ast.Div]).map(lambda op: op())
    names = st.sampled_from(["exp", "log", "sqrt", "sigma", "relu", "g", "g_prime"])

    def larger(inner):
        return st.one_of(
            st.builds(ast.BinOp, inner, operators, inner),
            st.builds(ast.BinOp, inner, st.just(ast.Pow()), exponents),
            st.builds(ast.UnaryOp, st.just(ast.USub()), inner),
            st.builds(lambda name, x: ast.Call(ast.Name(name), [x], []), names, inner),
        )

    texts = st.recursive(atoms, larger, max_leaves=6).map(ast.unparse)
    return texts.filter(lambda text: len(text) < 200 and text.count("**") < 4)


@STABLE
@given(formulas())
def test_a_formula_means_what_it_means_in_python(text):
    values = {"a": np.float64(0.7), "b": np.float64(-1.3), "h": np.float64(0.4)}
    tree = WORDS.read(text)
    try:
        with np.errstate(over="raise", divide="raise", invalid="raise"):
            expected = by_python(text, values)
    except (ArithmeticError, ValueError):
        return
    if np.isrealobj(expected) and np.isfinite(expected):
        assert value_at(tree, values) == pytest.approx(expected, rel=1e-12)


@STABLE
@given(formulas())
def test_code_reads_as_it_is_written(text):
    tree = WORDS.read(text)
    assert WORDS.read(code(tree)) == tree == truth(code(tree))


def test_numbers_in_latex():
    assert digits_latex("-2.5e+20") == r"-2.5 \cdot 10^{20}"
    assert told_apart(0.1966119, 0.1966120) == ("0.1966119", "0.196612")
    assert told_apart(0.5, 0.5) == ("0.5", "0.5")
