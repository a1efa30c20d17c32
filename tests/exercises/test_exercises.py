"""Every exercise of every lesson: left open, answered in three right forms, and in each known way
that is wrong."""

import re
import time
from collections import Counter
from functools import cache
from pathlib import Path

import nbformat
import numpy as np
import pytest
from capstone_forms import with_planted
from exercise_forms import LESSONS, forms, sheet, wrong
from hostile import HOSTILE
from sample_exercises import as_function

from helpers.exercises.bug_hunt import BugHunt
from helpers.exercises.capstone import Capstone
from helpers.exercises.capstone_programs import PARTS, singles
from helpers.exercises.derive import PROVED, Derive
from helpers.exercises.formula import bare
from helpers.exercises.implement import Implement
from helpers.exercises.mistakes import MISTAKES
from helpers.exercises.outcomes import all_alike, distinct, wrong_forms
from helpers.exercises.predict import PredictChoice, PredictDrag, PredictNumber
from helpers.language.printing import code

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
EXERCISES = [(lesson, name) for lesson in LESSONS for name in sheet(lesson).questions]
each_exercise = pytest.mark.parametrize(("lesson", "name"), EXERCISES)
each_lesson = pytest.mark.parametrize("lesson", LESSONS)


def question(lesson, name):
    return sheet(lesson).questions[name]


def of_kind(*kinds):
    """Parametrize over the exercises of some classes."""
    found = [place for place in EXERCISES if isinstance(question(*place), kinds)]
    return pytest.mark.parametrize(("lesson", "name"), found)


@cache
def wrong_answers_of(lesson, name):
    return wrong_answers(question(lesson, name))


def judge(asked, answer):
    """Verdict on an answer, for a bug hunt on its repair."""
    return asked.judge_repair(answer) if isinstance(asked, BugHunt) else asked.judge(answer)


def wrong_answers(asked):
    """Each mistake that applies, by name, with an answer that makes it."""
    if isinstance(asked, PredictChoice):
        return {mistake: i for i, mistake in asked.behind.items()}
    if isinstance(asked, Capstone):  # its own mistakes: test_capstone
        each = [planted for part in PARTS for planted in singles(part)]
        return {p.names[0]: with_planted(p) for p in each if p.names[0] in MISTAKES}
    same = getattr(asked, "_same", all_alike)
    answers = {}
    for name, tree in distinct(asked.wrong_forms(), same=same).items():
        if isinstance(asked, PredictNumber):
            answers[name] = repr(float(asked._outcomes(tree)[0]))
        elif isinstance(asked, PredictDrag):
            answers[name] = asked._outcomes(tree)[0]
        elif isinstance(asked, Implement):
            answers[name] = as_function(asked, tree)
        else:
            answers[name] = code(bare(tree))
    return answers


APPLICABLE = [
    (lesson, name, mistake)
    for lesson, name in EXERCISES
    for mistake in wrong_answers_of(lesson, name)
]


TYPED = [
    (lesson, name, mistake)
    for lesson in LESSONS
    for name, answers in wrong(lesson).items()
    for mistake in answers
]


@each_lesson
def test_each_lesson_asks_five_things_of_three_kinds(lesson):
    kinds = Counter(asked.kind for asked in sheet(lesson).questions.values())
    assert sum(kinds.values()) >= 5
    assert len(kinds) >= 3


@each_lesson
def test_notebook_asks_each_exercise_once_and_shows_the_results(lesson):
    (path,) = NOTEBOOKS.glob(f"{lesson.replace('.', '_')}_*.ipynb")
    cells = nbformat.read(path, as_version=4).cells
    code = "\n".join(cell.source for cell in cells if cell.cell_type == "code")
    asked = re.findall(r'^ask\("([^"]+)"', code, re.MULTILINE)
    assert asked == list(sheet(lesson).questions)
    assert code.count("ask.results()") == 1


@each_lesson
def test_notebook_as_shipped_is_not_attempted(lesson):
    (path,) = NOTEBOOKS.glob(f"{lesson.replace('.', '_')}_*.ipynb")
    shown = [
        output.data["text/plain"]
        for cell in nbformat.read(path, as_version=4).cells
        for output in cell.get("outputs", [])
        if cell.source.rpartition("\n")[2].startswith("ask(")
    ]
    assert len(shown) == len(sheet(lesson).questions)
    assert all("Not attempted yet" in text for text in shown)


@each_exercise
def test_right_answer_in_three_forms(lesson, name):
    asked, right = question(lesson, name), forms(lesson)[name]
    assert len(right) >= (1 if isinstance(asked, PredictChoice) else 3)
    for answer in right:
        verdict = judge(asked, answer)
        assert verdict.is_right, verdict.sentence
        assert verdict.counts
        assert not verdict.mistakes
        assert asked.why in verdict.sentence


@of_kind(Derive)
def test_right_answer_is_proved(lesson, name):
    verdicts = [question(lesson, name).judge(text) for text in forms(lesson)[name]]
    assert all(PROVED in verdict.sentence for verdict in verdicts)


@pytest.mark.parametrize(("lesson", "name", "mistake"), APPLICABLE)
def test_each_known_mistake_gets_its_own_hint_and_no_other(lesson, name, mistake):
    asked = question(lesson, name)
    verdict = judge(asked, wrong_answers_of(lesson, name)[mistake])
    assert not verdict.is_right
    assert verdict.mistakes == (mistake,)
    named = [other for other in MISTAKES if asked.hint(MISTAKES[other]) in verdict.sentence]
    assert named == [mistake]


@pytest.mark.parametrize(("lesson", "name", "mistake"), TYPED)
def test_each_known_mistake_is_found_in_what_a_student_writes(lesson, name, mistake):
    verdict = judge(question(lesson, name), wrong(lesson)[name][mistake])
    assert not verdict.is_right
    assert verdict.mistakes == (mistake,)


@of_kind(Derive, Implement, PredictNumber, PredictDrag, BugHunt)
def test_every_mistake_that_applies_is_written_by_hand_as_well(lesson, name):
    assert set(wrong(lesson)[name]) == set(question(lesson, name).mistakes())


def test_every_mistake_of_the_catalogue_is_met_in_some_exercise():
    assert {mistake for _, _, mistake in APPLICABLE} == set(MISTAKES)


@of_kind(PredictNumber, PredictDrag)
def test_no_known_mistake_lies_within_the_tolerance(lesson, name):
    """What is asked decides how close is close enough: every mistake is told from the truth."""
    asked = question(lesson, name)
    for mistake, _, given in wrong_forms(asked.tree, asked._outcomes, asked.without):
        assert not asked._same(given, [asked.answer]), mistake.name


WITHOUT_A_SECOND = {("4.9", "slopes")}  # its numbers are those of its picture


@of_kind(PredictNumber, PredictDrag)
def test_it_can_be_asked_again_with_other_numbers(lesson, name):
    asked = question(lesson, name)
    if (lesson, name) in WITHOUT_A_SECOND:
        assert not asked.again
        return
    second = asked.second
    assert second.text != asked.text
    given = repr(second.answer) if isinstance(asked, PredictNumber) else second.answer
    assert second.judge(given).is_right
    given = repr(asked.answer) if isinstance(asked, PredictNumber) else asked.answer
    assert not second.judge(given).is_right


@each_exercise
def test_a_mistake_applies(lesson, name):
    asked = question(lesson, name)
    if not isinstance(asked, PredictChoice):
        assert wrong_answers_of(lesson, name)


@of_kind(Derive, PredictNumber, BugHunt)
def test_hostile_input_gets_a_sentence_within_a_second(lesson, name):
    asked, place = question(lesson, name), EXERCISES.index((lesson, name))
    for what, text in HOSTILE[place :: len(EXERCISES)]:  # all by test_formula and test_bug_hunt
        begun = time.process_time()  # of this process alone: the machine is shared
        verdict = judge(asked, text)
        assert time.process_time() - begun < 1, what
        assert verdict.sentence, what
        assert not verdict.is_right, what


@of_kind(Implement)
def test_stub_is_not_attempted(lesson, name):
    def stub(*arguments):
        """Say what it returns."""

    verdict = question(lesson, name).judge(stub)
    assert verdict.sentence.startswith("Not attempted yet")
    assert not verdict.counts
    assert not verdict.is_right


@of_kind(Implement)
def test_cases_are_of_several_sizes(lesson, name):
    asked = question(lesson, name)
    sizes = {
        tuple(
            len(value) if isinstance(value, list) else np.shape(value)
            for value in map(trial.values.get, asked.arguments)
        )
        for trial in asked.trials(np.random.default_rng(5))
    }
    assert len(sizes) >= 3


@each_exercise
def test_texts_have_their_signs_in_pairs(lesson, name):
    asked = question(lesson, name)
    for text in (asked.title, asked.text, *asked.hints, asked.solution, asked.why):
        assert text.strip()
        assert text.count("$") % 2 == 0
        assert text.count("`") % 2 == 0
        assert not re.search(r"[\t\r\x07\x08\x0c]", text), "an escape sequence has slipped in"
