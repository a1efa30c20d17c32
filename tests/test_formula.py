"""What is typed is read by a whitelist: understood as meant, typeset as understood, never run."""

import ast
import builtins
import os
import re
import time
import warnings
from functools import cache

import pytest
from hostile import HOSTILE, OTHER_KINDS
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.exercises.derive import Derive
from helpers.exercises.formula import FormulaError, read
from helpers.exercises.predict_number import PredictNumber
from helpers.exercises.setting import Setting
from helpers.exercises.typeset import digits_latex, latex, told_apart
from helpers.exercises.vocabulary import Letter, Vocabulary

STABLE = settings(derandomize=True, deadline=None, database=None)  # the same examples every run
SECONDS = 1.0  # a judgement may take, of the processor's time
TEXTS = {"title": "t", "text": "?", "hints": ("", "", ""), "solution": "s", "why": "w."}
WORDS = Vocabulary(
    (
        Letter("a", "a"),
        Letter("b", "b"),
        Letter("h", "h"),
        Letter("y_hat_i", r"\hat{y}_i", ("yhat_i", "ŷ_i")),
    ),
    ("sigma", "tanh", "relu", "g", "g_prime"),
)
LETTER = Vocabulary((Letter("h", "h"),))
ARRAYS = Vocabulary((Letter("W", "W_{[k]}"), Letter("h", "h_{[k]}")), arrays=True)


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


def shown(text, words=WORDS):
    return latex(read(text, words), words)


def refusal(text, words=WORDS):
    with pytest.raises(FormulaError) as error:
        read(text, words)
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


@pytest.mark.parametrize(
    "text", ["1if h else 0", ".5if h else 0", "h.5if h", "1e5or 2", "1ein h", "0xfor h", "1jif h"]
)
def test_the_parser_prints_no_warning_on_the_page(text):
    with warnings.catch_warnings(record=True) as printed:
        warnings.simplefilter("always")
        assert refusal(text)
    assert printed == []


def test_the_filters_of_warnings_are_left_alone(monkeypatch):
    def fail(*_, **__):
        raise AssertionError("a cell that runs in another thread would not be warned")

    monkeypatch.setattr("warnings.catch_warnings", fail)
    assert refusal("1if h else 0")


# What is typed, and how Python writes what is understood.
UNDERSTOOD = [
    ("h·(1−h)", "h * (1 - h)"),
    ("h × h ÷ 2", "h * h / 2"),
    ("h*(1–h)", "h * (1 - h)"),
    ("a + b*h**2", "a + b * h ** 2"),
    ("-a**2", "-a ** 2"),
    ("(-a)**2", "(-a) ** 2"),
    ("a - b - h", "a - b - h"),
    ("a - (b - h)", "a - (b - h)"),
    ("a/b*h", "a / b * h"),
    ("+a", "a"),
    ("a - +b", "a - b"),
    ("yhat_i + ŷ_i", "y_hat_i + y_hat_i"),
    ("y\u0302_i", "y_hat_i"),
    ("ln(a)", "log(a)"),
    ("σ(a)*(1-σ(a))", "sigma(a) * (1 - sigma(a))"),
    ("g'(a)", "g_prime(a)"),
    ("g′(a) + g’ (b)", "g_prime(a) + g_prime(b)"),
    ("g'(g(a))", "g_prime(g(a))"),
    ("a**(1/2)", "a ** (1 / 2)"),
    ("a**-2", "a ** (-2)"),
    ("a**b", "a ** b"),
    ("1e-3*a", "0.001 * a"),
    ("a\u00a0*\n b", "a * b"),
]  # fmt: skip


@pytest.mark.parametrize(("typed", "python"), UNDERSTOOD)
def test_what_is_understood(typed, python):
    understood = read(typed, WORDS)
    assert ast.dump(understood) == ast.dump(read(python, WORDS))
    assert ast.unparse(understood).replace(" ", "") == python.replace(" ", "")


BROAD = "+".join(["(a+b+h)"] * 25)
DEEP = f"{'-' * 40}h"

REFUSALS = [
    ("u + h", "“u” is not known here. Known: a, b, h, y_hat_i, sigma, tanh, relu, g, g_prime"),
    ("y_het_i", "Did you mean y_hat_i?"),
    ("А*2", "“А” is cyrillic capital letter a"),
    ("h^2", "write ** for it"),
    ("h²", "“²” (superscript two) has no place in a formula: a power is written with **."),
    ("2h", "A * is missing after “2”"),
    ("2(1-h)", "A * is missing after “2”"),
    ("(1-h)h", "A * is missing after “)”"),
    ("(1-h)(1+h)", "A * is missing after “1 - h”"),
    ("exp(h)h", "A * is missing after “)”"),
    ("h h", "Between two words stands no sign"),
    ("h(1-h)", "h is a letter: for a product write h*(…)."),
    ("exp", "exp is a function: write exp( … )."),
    ("exp(a, b)", "exp takes one thing in its brackets."),
    ("exp(*a)", "exp takes one thing in its brackets."),
    ("exp(a, base=2)", "exp takes one thing in its brackets."),
    ("dL = h", "right of the equals sign"),
    ("h*(1-h", "A bracket is opened that is never closed: 1 opened, 0 closed."),
    ("h*(1-h))", "A bracket is closed that is never opened: 1 opened, 2 closed."),
    ("h*", "Something is missing after the last *."),
    ("0,5*h", "A comma has no place here: a half is 0.5, a thousand is 1000."),
    ("h # 1", "“#” has no place in a formula."),
    ("np.exp(h)", "Write exp( … ), without what stands before the dot."),
    ("e**h", "For e to a power write exp( … )."),
    (r"\frac{1}{h}", "This is LaTeX"),
    ("'h'", "“'” is read in g'( ) alone"),
    ("h.real", "A dot has no place in this formula: “.real”."),
    ("h.T", "A dot has no place in this formula: “.T”."),
    ("h[1]", "Square brackets have no place"),
    ("h @ h", "the letters are numbers, so write *."),
    ("True", "“True” is no number."),
    ("1j", "“1j” is no number."),
    ("h**13", "Exponents go up to 12."),
    ("h**-13", "Exponents go up to 12."),
    ("h**(13/2)", "Exponents go up to 12."),
    ("h**(1/0.01)", "Exponents go up to 12."),
    ("h**(9**9)", "An exponent is a number or a letter"),
    ("h**(1/0)", "An exponent is a number or a letter"),
    ("exp(a)**(2*b)", "for e to a power write exp( … )."),
    ("1e13", "a number larger than a million millions"),
    ("h\u200b", "an invisible character"),
    ("h" * 301, "This has 301 characters; at most 300 are read."),
    ("+".join("h" * 80), "longer than any answer here"),
    (BROAD, "longer than any answer here"),
    (DEEP, "longer than any answer here"),
    ("", "Nothing is typed yet."),
]  # fmt: skip


@pytest.mark.parametrize(("typed", "reason"), REFUSALS)
def test_why_it_is_not_understood(typed, reason):
    assert reason in refusal(typed)


def test_arrays_have_transposes_layers_and_products():
    assert ast.unparse(read("W[2].T @ h[1]", ARRAYS)) == "W[2].T @ h[1]"
    assert shown("W[2].T @ h[1]", ARRAYS) == r"W_{2}^{\top}\,h_{1}"
    assert "the number of a layer, not “-1”" in refusal("h[-1]", ARRAYS)
    assert "the number of a layer, not “W”" in refusal("h[W]", ARRAYS)
    assert "the number of a layer, not “True”" in refusal("h[True]", ARRAYS)
    assert "“.real”" in refusal("h[1].real", ARRAYS)
    assert "Square brackets" in refusal("h[1][2]", ARRAYS)


# What is typed, and its LaTeX.
TYPESET = [
    ("-(a-b)", "-(a - b)"),
    ("a-(b-h)", "a - (b - h)"),
    ("a-b-h", "a - b - h"),
    ("a+(b+h)", "a + (b + h)"),
    ("(a+b)*h", r"(a + b)\,h"),
    ("a*(b+h)", r"a\,(b + h)"),
    ("a*(b*h)", r"a\,(b\,h)"),
    ("a/(b/h)", r"\frac{a}{\frac{b}{h}}"),
    ("a/b/h", r"\frac{\frac{a}{b}}{h}"),
    ("a*b/h", r"\frac{a\,b}{h}"),
    ("(a/b)**2", r"(\frac{a}{b})^{2}"),
    ("-a**2", "-a^{2}"),
    ("(-a)**2", "(-a)^{2}"),
    ("(a**2)**3", "(a^{2})^{3}"),
    ("(a*b)**2", r"(a\,b)^{2}"),
    ("a**b", "a^{b}"),
    ("a**-2", "a^{-2}"),
    ("a**(1/2)", r"a^{\frac{1}{2}}"),
    ("2*3", r"2 \cdot 3"),
    ("a*2", r"a \cdot 2"),
    ("2*a", r"2\,a"),
    ("2*(a+b)", r"2\,(a + b)"),
    ("2*(1/3)", r"2 \cdot \frac{1}{3}"),
    ("a*3**2", r"a \cdot 3^{2}"),
    ("a*-b", r"a\,(-b)"),
    ("a--b", "a - (-b)"),
    ("a+-b", "a + (-b)"),
    ("a+-b*h", r"a + (-b\,h)"),
    ("--a", "-(-a)"),
    ("-a*b", r"-a\,b"),
    ("-(a-b)*h", r"-(a - b)\,h"),
    ("-a+b", "-a + b"),
    ("-a/b", r"\frac{-a}{b}"),
    ("exp(-a)", r"\exp(-a)"),
    ("exp(a)**2", r"(\exp(a))^{2}"),
    ("sqrt(a+b)", r"\sqrt{a + b}"),
    ("g'(a)*sigma(b)", r"g'(a)\,\sigma(b)"),
    ("ŷ_i**2", r"\hat{y}_i^{2}"),
    ("0.123456789*a", r"0.123456789\,a"),
    ("2.0*a", r"2\,a"),
    ("1e-5*a", r"1 \cdot 10^{-5}\,a"),
    ("a*1e-5", r"a\,(1 \cdot 10^{-5})"),
]  # fmt: skip


@pytest.mark.parametrize(("typed", "tex"), TYPESET)
def test_typeset_as_understood(typed, tex):
    assert shown(typed) == tex


def test_a_power_embraces_a_letter_of_several_parts():
    words = Vocabulary((Letter("d", r"\frac{\partial L}{\partial h}"), Letter("v", r"\nabla_h")))
    assert shown("d**2", words) == r"(\frac{\partial L}{\partial h})^{2}"
    assert shown("v**2", words) == r"(\nabla_h)^{2}"


def trees():
    """Formulas of the whitelist, as `read` gives them."""
    atoms = st.one_of(
        st.sampled_from("abh").map(ast.Name),
        st.one_of(st.integers(0, 20), st.sampled_from([0.5, 0.25, 1.75])).map(ast.Constant),
    )
    exponents = st.one_of(
        st.integers(0, 12).map(ast.Constant),
        st.integers(1, 12).map(lambda n: ast.UnaryOp(ast.USub(), ast.Constant(n))),
        st.just(ast.BinOp(ast.Constant(1), ast.Div(), ast.Constant(3))),
        st.just(ast.Name("a")),
    )
    operators = st.sampled_from([ast.Add, ast.Sub, ast.Mult, ast.Div]).map(lambda op: op())
    names = st.sampled_from(["exp", "log", "log10", "sqrt", "sigma", "relu", "g", "g_prime"])

    def larger(inner):
        return st.one_of(
            st.builds(ast.BinOp, inner, operators, inner),
            st.builds(ast.BinOp, inner, st.just(ast.Pow()), exponents),
            st.builds(ast.UnaryOp, st.just(ast.USub()), inner),
            st.builds(lambda name, x: ast.Call(ast.Name(name), [x], []), names, inner),
        )

    return st.recursive(atoms, larger, max_leaves=8).filter(lambda t: len(ast.unparse(t)) < 250)


@STABLE
@given(trees())
def test_a_formula_reads_as_it_is_written(tree):
    assert ast.dump(read(ast.unparse(tree), WORDS)) == ast.dump(tree)


@STABLE
@given(trees())
def test_the_latex_says_what_was_typed(tree):
    tex = latex(tree, WORDS)
    assert not re.search(r"(-|\+|\\,|\\cdot)\s*-", tex), "two signs side by side"
    assert not re.search(r"\d\\,\s*(\d|\\frac)", tex), "two numbers that read as one"
    read_back = SignsInFront().visit(from_latex(tex))
    assert ast.dump(read_back) == ast.dump(SignsInFront().visit(tree))


def from_latex(tex):
    """The tree of a formula in LaTeX, read by Python's rules, which are those of mathematics."""
    names = {r"\log_{10}": "log10", r"\operatorname{relu}": "relu", "g'": "g_prime"}
    for command, python in (names | {r"\,": "*", r"\cdot": "*"}).items():
        tex = tex.replace(command, python)
    pairs = (
        (r"\\frac\{([^{}]*)\}\{([^{}]*)\}", r"((\1)/(\2))"),
        (r"\^\{([^{}]*)\}", r"**(\1)"),
        (r"\\sqrt\{([^{}]*)\}", r"sqrt(\1)"),
    )
    while "{" in tex:
        for pattern, python in pairs:
            tex = re.sub(pattern, python, tex)
    return read_freely(tex.replace("\\", ""))


def read_freely(text):
    tree = ast.parse(text, mode="eval").body
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            del node.ctx
    return tree


class SignsInFront(ast.NodeTransformer):
    """-(a b) as (-a) b: the same on paper, and the same number."""

    def visit_UnaryOp(self, node):
        operand = self.visit(node.operand)
        if isinstance(operand, ast.BinOp) and isinstance(operand.op, ast.Mult):
            left = self.visit(ast.UnaryOp(ast.USub(), operand.left))
            return ast.BinOp(left, operand.op, operand.right)
        return ast.UnaryOp(ast.USub(), operand)


def test_numbers_in_latex():
    assert digits_latex("-2.5e+20") == r"-2.5 \cdot 10^{20}"
    assert told_apart(0.1966119, 0.1966120) == ("0.1966119", "0.196612")
    assert told_apart(0.5, 0.5) == ("0.5", "0.5")
