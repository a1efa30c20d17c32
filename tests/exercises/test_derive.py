"""Derive: whatever its form, a right formula is proved; a wrong one gets its mistake or a point."""

import re
import time

import numpy as np
import pytest

from helpers.exercises.derive import BENDS, NO_VALUE, PROVED, TRIED, Case, Derive, Setting
from helpers.exercises.formula import FormulaError, vocabulary
from helpers.lessons.lesson_4_3.exercises import batch_gradient
from helpers.symbolic.calculus import Undecidable

TEXTS = {"title": "t", "text": "?", "hints": ("", "", ""), "solution": "s", "why": "It matters."}
SECONDS = 1.0  # a right answer may take, of the processor's time

SOFTMAX = Derive(
    name="softmax",
    left=r"\partial a_i",
    truth="-(e_i - y_hat_i)",
    setting=Setting(
        vocabulary("e_i", "y_hat_i", "y_hat_l"),
        cases=(
            Case(r"$i = \ell$", {"e_i": 1, "y_hat_l": "y_hat_i"}),
            Case(r"$i \neq \ell$", {"e_i": 0}),
        ),
    ),
    **TEXTS,
)
SIGMOID = Derive(
    name="sigmoid",
    left=r"\sigma'(a)",
    truth="slope(h * (1 - h))",
    setting=Setting(vocabulary("a", "h", functions=("sigma", "tanh")), {"h": "sigma(a)"}),
    **TEXTS,
)
PATHS = Derive(
    name="paths",
    left=r"\partial h",
    truth="paths(w_1 * g_prime(a), w_2 * g_prime(b))",
    setting=Setting(vocabulary("a", "b", "w_1", "w_2", functions=("g",))),
    **TEXTS,
)
ENTROPY = Derive(
    name="entropy",
    left="f'",
    truth="log(p) + 1",
    setting=Setting(vocabulary("p")),
    **TEXTS,
)

SUM = "w_1*g'(a) + w_2*g'(b)"

PROVABLE = [
    (SOFTMAX, "-(e_i - yhat_i)"),
    (SOFTMAX, "y_hat_i - e_i"),
    (SOFTMAX, "-e_i/y_hat_l * y_hat_l*(1 - y_hat_i) + (1 - e_i)*y_hat_i"),
    (SOFTMAX, "-1/y_hat_l * (e_i*y_hat_l - y_hat_l*y_hat_i)"),
    (SOFTMAX, "e_i*(y_hat_l - 1) + (1 - e_i)*y_hat_i"),
    (SOFTMAX, "y_hat_i - e_i**2"),
    (SIGMOID, "h*(1-h)"),
    (SIGMOID, "h - h**2"),
    (SIGMOID, "sigma(a)*(1 - σ(a))"),
    (SIGMOID, "σ(a)*σ(-a)"),
    (SIGMOID, "exp(-a)/(1 + exp(-a))**2"),
    (SIGMOID, "exp(a)/(1 + exp(a))**2"),
    (SIGMOID, "1/(2 + exp(a) + exp(-a))"),
    (SIGMOID, "h**2 * exp(-a)"),
    (SIGMOID, "(1 - tanh(a/2)**2)/4"),
    (SIGMOID, "1/4 - (h - 0.5)**2"),
    (SIGMOID, "h/(1 + exp(a))"),
    (PATHS, SUM),
    (PATHS, "g'(b)*w_2 - -w_1*g'(a)"),
    (PATHS, "w_1*(g'(a) + w_2/w_1*g'(b))"),
    (ENTROPY, "1 + ln(p)"),
    (ENTROPY, "log(p*exp(1))"),
    (ENTROPY, "1 - log(1/p)"),
    (ENTROPY, "log(p**2)/2 + 1"),
]


@pytest.mark.parametrize(
    ("question", "typed"), PROVABLE, ids=[f"{q.name}: {typed}" for q, typed in PROVABLE]
)
def test_a_right_formula_is_proved_whatever_its_form(question, typed):
    start = time.process_time()
    verdict = question.judge(typed)
    assert time.process_time() - start < SECONDS
    assert (verdict.is_right, verdict.mistakes) == (True, ())
    assert verdict.sentence == f"Right. {PROVED} It matters."


def test_what_would_take_too_long_to_prove_is_tried():
    verdict = SIGMOID.judge("h*(1-h) + (1+h)**12*(1-h)**12 - ((1+h)*(1-h))**12")
    assert verdict.is_right
    assert TRIED in verdict.sentence


def test_what_is_not_proved_is_tried(monkeypatch):
    def fails(*_):
        raise Undecidable("no proof was found")

    monkeypatch.setattr("helpers.exercises.derive.prove", fails)
    verdict = SIGMOID.judge("h - h**2")
    assert verdict.is_right
    assert TRIED in verdict.sentence


def test_what_is_proved_in_one_case_only_is_tried(monkeypatch):
    cases = iter([True, False])

    def proves_the_first(*_):
        if not next(cases):
            raise Undecidable("no proof was found")

    monkeypatch.setattr("helpers.exercises.derive.prove", proves_the_first)
    verdict = SOFTMAX.judge("y_hat_i - e_i")
    assert verdict.is_right
    assert TRIED in verdict.sentence


@pytest.mark.parametrize(
    ("question", "typed"),
    [
        (SIGMOID, "h*(1-h) + 1e-13"),
        (SIGMOID, "h*(1-h)*(1+1e-10)"),
        (PATHS, f"{SUM} + 1e-14*a"),
        (batch_gradient, "-e_i/(N y_hat_i) + 1e-13"),  # first refuted where ŷ is no probability
        (batch_gradient, "-e_i/(N y_hat_i) (1 + 1e-10)"),
    ],
)
def test_what_agrees_wherever_it_was_tried_and_is_wrong_is_refuted(question, typed):
    verdict = question.judge(typed)
    assert not verdict.is_right
    assert "At $" in verdict.sentence
    right, mine = numbers(verdict.sentence)[-2:]
    assert right != mine


MISTAKEN = [
    (SOFTMAX, "e_i - y_hat_i", ("sign",)),
    (SOFTMAX, "-(e_i + y_hat_i)", ("sign",)),
    (SOFTMAX, "y_hat_l - e_i", ("true class for i",)),
    (SOFTMAX, "y_hat_i", ("one-hot forgotten",)),
    (SOFTMAX, "y_hat_i - 1", ("one-hot forgotten",)),
    (SOFTMAX, "1 - y_hat_i", ("sign", "one-hot forgotten")),
    (SIGMOID, "h*(1+h)", ("sign",)),
    (SIGMOID, "sigma(a)**2 - sigma(a)", ("sign",)),
    (SIGMOID, "1", ("slope forgotten",)),
    (PATHS, "w_2*g'(b)", ("= for +=",)),
    (PATHS, "w_1 + w_2", ("slope forgotten",)),
    (PATHS, "w_2", ("slope forgotten", "= for +=")),
    (PATHS, "w_1 + w_2*g'(b)", ("slope forgotten",)),
    (ENTROPY, "log10(p) + 1", ("base-10 logarithm",)),
]


@pytest.mark.parametrize(
    ("question", "typed", "mistakes"), MISTAKEN, ids=[f"{q.name}: {t}" for q, t, _ in MISTAKEN]
)
def test_a_known_mistake_is_named(question, typed, mistakes):
    verdict = question.judge(typed)
    assert not verdict.is_right
    assert verdict.counts
    assert sorted(verdict.mistakes) == sorted(mistakes)


@pytest.mark.parametrize(
    ("typed", "case", "other"),
    [
        ("e_i*(y_hat_i - 1)", r"$i \neq \ell$", r"$i = \ell$"),
        ("(1 - e_i)*y_hat_i", r"$i = \ell$", r"$i \neq \ell$"),
    ],
)
def test_right_in_one_case_only_gets_a_point_of_the_other(typed, case, other):
    verdict = SOFTMAX.judge(typed)
    assert (verdict.is_right, verdict.mistakes) == (False, ())
    assert case in verdict.sentence
    assert other not in verdict.sentence


def numbers(sentence):
    return [float(number) for number in re.findall(r"-?\d+(?:\.\d+)?", sentence)]


@pytest.mark.parametrize(
    ("typed", "mine"),
    [("3*h", lambda h: 3 * h), ("h*(1-h) + 1e-7", lambda h: h * (1 - h) + 1e-7)],
)
def test_a_counterexample_has_true_numbers_that_differ(typed, mine):
    a, given, right = numbers(SIGMOID.judge(typed).sentence)
    h = 1 / (1 + np.exp(-a))
    assert given != right
    np.testing.assert_allclose([given, right], [mine(h), h * (1 - h)], rtol=5e-4)


def test_a_formula_without_a_value_somewhere():
    assert SIGMOID.judge("h*(1-h)*sqrt(a)/sqrt(a)").sentence == (
        "Try $a = 0$: there your formula has no value, the right one $0.25$."
    )
    assert SIGMOID.judge("sqrt(-h)").sentence == NO_VALUE
    assert SIGMOID.judge("1/(a - a)").sentence == NO_VALUE
    assert SIGMOID.judge("1/exp(9999)").sentence == NO_VALUE
    assert SIGMOID.judge("1/(1/(a - a))").sentence == NO_VALUE
    assert SIGMOID.judge("h*(1-h)*sqrt(-h)**0").sentence == NO_VALUE


def test_a_point_names_the_letters_that_matter_and_no_others():
    assert PATHS.judge("17").sentence == (
        "Try $a = 1, b = 1, w_{1} = 1, w_{2} = 1, g(z) = z^2$: there your formula gives $17$, the "
        "right one $4$."
    )
    assert SOFTMAX.judge("17").sentence.startswith(
        r"Try $i = \ell$, with $e_{i} = 1, \hat{y}_{i} = 0.5$: there your formula gives $17$"
    )


def test_what_cannot_be_read_does_not_count():
    verdict = SIGMOID.judge("h*(1-q)")
    assert (verdict.is_right, verdict.counts) == (False, False)
    assert verdict.sentence.startswith("“q” is not known here: ")


def test_what_is_understood_is_shown():
    assert SOFTMAX.understood("-(e_i - yhat_i)/2") == r"-\frac{e_{i} - \hat{y}_{i}}{2}"
    with pytest.raises(FormulaError, match="but the end came"):
        SOFTMAX.understood("-(e_i")


def test_a_truth_without_a_value_is_refused():
    with pytest.raises(ValueError, match="root: the truth has no value at some point"):
        Derive(name="root", left="f", truth="sqrt(u)",
               setting=Setting(vocabulary("u")), **TEXTS)  # fmt: skip


def test_its_wrong_forms_are_those_of_the_catalogue():
    assert {mistake.name for mistake, *_ in SOFTMAX.wrong_forms()} == {
        "sign",
        "true class for i",
        "one-hot forgotten",
    }


def test_a_counterexample_can_be_followed_by_hand():
    swish = Derive(
        name="swish",
        left="f",
        truth="sigma(a) + a*sigma(a)*(1 - sigma(a))",
        setting=Setting(vocabulary("a", functions=("sigma",))),
        **TEXTS,
    )
    said = "Try $a = 0$: there your formula gives $0.25$, the right one $0.5$."
    assert swish.judge("sigma(a)*(1 - sigma(a))").sentence == said


def test_a_bend_that_cannot_tell_gives_way_to_the_next():
    inside = Derive(
        name="inside",
        left="f",
        truth="g_prime(a)*b",
        setting=Setting(vocabulary("a", "b", functions=("g",))),
        **TEXTS,
    )
    said = "Try $a = 1, b = 2, g(z) = z^3$: there your formula gives $12$, the right one $6$."
    assert inside.judge("g'(a*b)").sentence == said


def test_a_slip_of_one_exercise_alone_is_named_before_the_known_mistakes():
    slips = {"This is $1/a$.": ("1/a", "b/(a*b)"), "Both are there.": ("-1/b", "a + b")}
    asked = Derive(
        name="own",
        left="f",
        truth="1/b",
        setting=Setting(vocabulary("a", "b")),
        slips=slips,
        **TEXTS,
    )
    said = {text: asked.judge(text).sentence for text in ("2/(2*a)", "b + a", "-1/b")}
    assert list(said.values()) == ["This is $1/a$.", "Both are there.", "Both are there."]
    assert "Try" in asked.judge("b").sentence
    assert asked.judge("a/(a*b)").is_right


@pytest.mark.parametrize("label", BENDS)
def test_a_bend_to_follow_by_hand_is_what_its_label_says(label):
    z, power = np.array([-2.0, 0.5, 3.0]), int(label[-1])
    assert label == f"g(z) = z^{power}"
    np.testing.assert_allclose(BENDS[label]["g"](z), z**power)
    np.testing.assert_allclose(BENDS[label]["g_prime"](z), power * z ** (power - 1))
