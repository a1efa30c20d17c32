"""Predict: a number, a choice or sliders; the gap is said, and the mistake where there is one."""

import dataclasses

import numpy as np
import pytest

from helpers.exercises.formula import FormulaError
from helpers.exercises.mistakes import MISTAKES
from helpers.exercises.predict import PredictChoice, PredictDrag, PredictNumber

TEXTS = {
    "title": "t",
    "text": "?",
    "hints": ("look", "rule", "The last step."),
    "solution": "s",
    "why": "It matters.",
}


def number(truth="2*u*slope(s)", tolerance=0.01, **values):
    values = values or {"u": 3.0, "s": 0.25}
    return PredictNumber(
        name="n", left="x", truth=truth, values=values, tolerance=tolerance, **TEXTS
    )


@pytest.mark.parametrize("typed", ["1.5", "3/2", "6*0.25", "1.51", "1.486", "sqrt(2.25)", "+1.5"])
def test_a_right_number_may_be_computed_or_rounded(typed):
    verdict = number().judge(typed)
    assert (verdict.is_right, verdict.mistakes) == (True, ())
    rounded = typed in ("1.51", "1.486")
    said = "close enough: it is $1.5$." if rounded else "and so it is."
    assert verdict.sentence.endswith(f"{said} It matters.")


@pytest.mark.parametrize(
    ("typed", "mistakes"),
    [
        ("-1.5", ("sign",)),
        ("6", ("slope forgotten",)),
        ("0.75", ("factor 2 lost",)),
    ],
)
def test_a_known_mistake_is_named_beside_the_truth(typed, mistakes):
    verdict = number().judge(typed)
    assert not verdict.is_right
    assert sorted(verdict.mistakes) == sorted(mistakes)
    assert f"You said ${typed}$, it is $1.5$. " in verdict.sentence
    for name in mistakes:
        assert MISTAKES[name].hint in verdict.sentence


def test_an_exercise_has_words_of_its_own_for_a_mistake():
    question = dataclasses.replace(number(), remarks={"sign": "Downhill, not up."})
    assert question.judge("-1.5").sentence == "You said $-1.5$, it is $1.5$. Downhill, not up."
    assert question.judge("6").sentence.endswith(MISTAKES["slope forgotten"].hint)


@pytest.mark.parametrize(
    ("right", "typed", "gap"),
    [
        (2.0, "-3.7", "the other sign"),
        (-2.0, "3.7", "the other sign"),
        (2.0, "20", "$10$ times too large"),
        (2.0, "0.1", "$20$ times too small"),
        (-2.0, "-20", "$10$ times too far from 0"),
        (-2.0, "-0.1", "$20$ times too near to 0"),
        (-2.0, "0", "$2$ too large"),
        (2.0, "2.5", "$0.5$ too large"),
        (2.0, "1.3", "$0.7$ too small"),
        (-2.0, "-1.3", "$0.7$ too large"),
        (-2.0, "-2.5", "$0.5$ too small"),
        (2.0, "0", "$2$ too small"),
        (0.0, "0.3", "$0.3$ too large"),
        (0.0, "-0.3", "$0.3$ too small"),
    ],
)
def test_the_gap_in_words(right, typed, gap):
    verdict = number("u", u=right).judge(typed)
    assert verdict.sentence == f"You said ${typed}$, it is ${right:g}$: {gap}. The last step."
    assert verdict.mistakes == ()


def test_two_numbers_that_round_to_the_same_are_shown_apart():
    sentence = number("u", u=0.514).judge("0.506").sentence
    assert sentence.startswith("You said $0.506$, it is $0.514$: $0.008$ too small")


def test_large_and_small_numbers_are_typeset():
    sentence = number("u", u=2e-5).judge("1e9").sentence
    assert r"You said $1 \cdot 10^{9}$, it is $2 \cdot 10^{-5}$" in sentence


def test_the_tolerance_is_relative():
    assert number("u", tolerance=0.1, u=100.0).judge("109").is_right
    assert not number("u", tolerance=0.1, u=100.0).judge("111").is_right
    assert not number("u", tolerance=0.1, u=0.001).judge("0.0012").is_right
    assert number("u", u=0.0).judge("0").is_right


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("", "Nothing is typed yet."),
        ("one half", "“one” is not known here"),
        ("u", "“u” is not known here: type a number, or a calculation with numbers alone."),
        ("0,5,1", "a half is 0.5"),
        ("1/0", "This is no finite real number."),
        ("sqrt(-1)", "This is no finite real number."),
        (0.5, "A formula is text, and this is float."),
    ],
)
def test_what_is_no_number_does_not_count(typed, why):
    verdict = number().judge(typed)
    assert (verdict.is_right, verdict.counts, verdict.mistakes) == (False, False, ())
    assert why in verdict.sentence


def test_a_mistake_whose_shapes_do_not_fit_is_passed_over():
    values = {"W": np.array([[1.0, 2.0, 3.0]]), "u": np.array([2.0]), "one": np.ones(3)}
    question = number("one @ (W.T @ u)", **values)
    assert question.judge("12").is_right
    assert question.judge("-12").mistakes == ("sign",)


CHOICE = PredictChoice(
    name="c",
    options={"up": "It goes down.", "down": "So it does.", "sideways": "It cannot."},
    right=1,
    behind={0: "sign"},
    **TEXTS,
)


def test_a_choice():
    right, mistaken, wrong = (CHOICE.judge(chosen) for chosen in (1, 0, 2))
    assert (right.is_right, right.sentence) == (True, "So it does. It matters.")
    assert (mistaken.is_right, mistaken.mistakes) == (False, ("sign",))
    assert mistaken.sentence == f"It goes down. {MISTAKES['sign'].hint}"
    assert (wrong.is_right, wrong.mistakes, wrong.sentence) == (False, (), "It cannot.")


@pytest.mark.parametrize("chosen", [None, -1, 3, "up"])
def test_no_choice_does_not_count(chosen):
    assert not CHOICE.judge(chosen).counts


def test_a_choice_with_an_unknown_mistake_is_refused():
    with pytest.raises(ValueError, match="typo"):
        dataclasses.replace(CHOICE, behind={0: "typo"}).mistakes()


def test_a_text_has_only_parts_that_are_known():
    text = "way: Up or down\n  Which?\nAnswer: Up."
    with pytest.raises(ValueError, match="way has a part that begins with 'Answer:'"):
        PredictChoice.from_text(text)


def drag(truth="-(e - y_hat)", start=0.0, **values):
    values = values or {"e": np.array([0.0, 1.0, 0.0]), "y_hat": np.array([0.2, 0.5, 0.3])}
    labels = ("a", "b", "c")
    return PredictDrag(
        name="d", labels=labels, truth=truth, values=values, limits=(-1, 1), start=start, **TEXTS
    )


def test_sliders_within_the_tolerance_are_right():
    verdict = drag().judge([0.25, -0.45, 0.3])
    assert (verdict.is_right, verdict.sentence) == (True, "Right, to within 0.10. It matters.")


@pytest.mark.parametrize("true", [0.3, 0.35, 0.45, 0.7])
def test_sliders_just_at_the_tolerance_are_right(true):
    question = drag("u", u=np.array([true, 0.5, 0.5]))
    assert question.judge([round(true + 0.1, 2), 0.5, 0.5]).is_right
    assert not question.judge([round(true + 0.15, 2), 0.5, 0.5]).is_right


def test_sliders_that_were_not_moved_do_not_count():
    assert not drag().judge([0, 0, 0]).counts
    assert not drag(start=0.5).judge([0.5, 0.5, 0.5]).counts
    assert drag(start=0.5).judge([0, 0, 0]).counts


@pytest.mark.parametrize(
    ("dragged", "mistakes", "gap"),
    [
        ([-0.2, 0.5, -0.3], ("sign",), "$b$: you said $0.50$, it is $−0.50$."),
        ([0.2, 0.5, 0.3], ("one-hot forgotten",), "$b$: you said $0.50$, it is $−0.50$."),
        ([-0.8, -0.5, -0.7], ("one-hot forgotten",), "$a$: you said $−0.80$, it is $0.20$."),
        ([0.2, -0.5, 0.9], (), "$c$: you said $0.90$, it is $0.30$."),
    ],
)
def test_sliders_that_are_wrong(dragged, mistakes, gap):
    verdict = drag().judge(dragged)
    assert (verdict.is_right, verdict.mistakes) == (False, mistakes)
    assert f"Furthest off is {gap}" in verdict.sentence


def test_sliders_of_a_product_of_matrices():
    question = drag("W.T @ u / 10", W=np.array([[1.0, 2.0, 3.0]]), u=np.array([2.0]))
    assert question.judge([0.2, 0.4, 0.6]).is_right
    assert question.judge([-0.2, -0.4, -0.6]).mistakes == ("sign",)


def test_forms_that_the_sliders_cannot_reach_are_left_out():
    names = [
        mistake.name for mistake, *_ in drag("5 * slope(s) * u", s=0.1, u=np.ones(3)).wrong_forms()
    ]
    assert names == ["sign"]
    some = drag("slope(s) * u", s=0.5, u=np.array([0.4, 0.8, 1.6]))
    assert [mistake.name for mistake, *_ in some.wrong_forms()] == ["sign"]


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("6,570", 6570),
        ("6 570", 6570),
        ("1,234,567", 1234567),
        ("64x64 + 10 x 3", 4126),
        ("-2,000.5", -2000.5),
        ("6'570", 6570),
        ("1,15", 1.15),  # a comma before other than three digits begins the decimals
        ("1,2345", 1.2345),
        ("-0,250", -0.25),
        ("dp/dz = 3·8 = 24.", 24),
        ("≈ 95 %", 0.95),
    ],
)
def test_a_number_is_read_with_separators_of_thousands_and_x_for_times(typed, value):
    assert PredictNumber.read(typed) == value


@pytest.mark.parametrize("typed", ["12,34,567", "1,15,2", "1 15", "3.5,000", "x2"])
def test_what_could_be_read_in_two_ways_is_refused_and_costs_nothing(typed):
    with pytest.raises(FormulaError):
        PredictNumber.read(typed)
