"""What forty students typed is judged rightly: accepted, or refused with the reason."""

import numpy as np
import pytest
from exercise_forms import sheet
from students import NOT_COUNTED, RIGHT, STUDENTS, WRONG

from helpers.exercises.bug_hunt import BugHunt
from helpers.exercises.derive import SHARED_SLIPS
from helpers.exercises.mistakes import MISTAKES

NAMED = {*MISTAKES, *(slip.name for slip in SHARED_SLIPS)}  # what a class's results count


def judged(asked, answer):
    if answer.startswith("lambda"):
        return asked.judge(eval(answer, {"np": np}))  # ours, of the table
    return asked.judge_repair(answer) if isinstance(asked, BugHunt) else asked.judge(answer)


def test_there_are_300_answers_and_more_of_all_three_kinds():
    kinds = [kind for rows in STUDENTS.values() for _, kind, _ in rows]
    assert len(kinds) >= 300
    assert min(map(kinds.count, (RIGHT, WRONG, NOT_COUNTED))) > 30
    assert all(len({row[0] for row in rows}) == len(rows) for rows in STUDENTS.values())


@pytest.mark.parametrize(("lesson", "name"), STUDENTS)
def test_what_students_type_is_judged_rightly(lesson, name):
    asked = sheet(lesson).questions[name]
    for answer, kind, words in STUDENTS[lesson, name]:
        verdict = judged(asked, answer)
        assert verdict.is_right == (kind == RIGHT), answer
        assert verdict.counts == (kind != NOT_COUNTED), answer
        assert verdict.sentence.strip(), answer
        names = tuple(words.split(", "))
        if set(names) <= NAMED:
            assert verdict.mistakes == names, answer
        else:
            assert words in verdict.sentence, answer
            assert not verdict.mistakes, answer
