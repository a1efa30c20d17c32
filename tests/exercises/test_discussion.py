"""A mistake to discuss: the wrong answer beside the right one, and what a class typed, as text."""

import re

import pytest
from exercise_forms import LESSONS, sheet

from helpers.exercises.discussion import CATALOGUE, Discussion


@pytest.mark.parametrize("lesson", LESSONS)
def test_a_known_mistake_of_each_exercise_stands_beside_the_right_answer(lesson):
    for question in sheet(lesson).questions.values():
        for mistake in question.mistakes()[-1:]:
            shown = Discussion(sheet(lesson), question.name, mistake).as_html()
            pair = re.findall(r"<b>[AB]</b>&emsp;(.*?)</p>", shown)
            if question.kind == "capstone":
                assert not pair
                continue
            assert len(set(pair)) == 2, question.name
            if question.kind in ("derive", "implement"):
                assert "mistake gives" in shown or "are not:" in shown or "even run" in shown
            elif question.kind == "bug hunt" or hasattr(question, "values"):
                assert "<img" in shown


def test_the_right_answer_is_the_one_that_is_called_so():
    shown = Discussion(sheet("4.5"), "bounded", "sign").as_html()
    right = re.search(r"<b>([AB]) is right", shown)[1]
    assert re.search(rf"<b>{right}</b>&emsp;\$[^$]* = -0.9\$", shown)


def test_the_first_block_that_a_program_gets_wrong_is_shown():
    shown = Discussion(sheet("4.8"), "capstone", "slope at h").as_html()
    assert "<img" in shown
    assert r"$\nabla_{W_{1}}$ is the first block that is wrong" in shown
    for name in ("aliased copy", "k &gt; 1 guard missing"):
        assert Discussion(sheet("4.8"), "capstone", name.replace("&gt;", ">")).as_html()


def test_what_was_typed_is_text_and_nothing_else():
    typed = ["<img src=x onerror=alert(1)>", "$\\href{javascript:1}{x}$\n" + "y" * 999]
    shown = Discussion(sheet("4.5"), "product", "sign", typed).as_html()
    assert "<img src=x" not in shown
    assert "$\\href" not in shown
    assert "y" * 400 not in shown


def test_what_is_not_known_is_refused():
    with pytest.raises(ValueError, match="has no exercise 'x'"):
        Discussion(sheet("4.5"), "x", "sign")
    with pytest.raises(ValueError, match="'x' is no known mistake"):
        Discussion(sheet("4.5"), "product", "x")
    assert {name for each in LESSONS for q in sheet(each).questions.values()
            for name in q.mistakes()} <= set(CATALOGUE)  # fmt: skip
