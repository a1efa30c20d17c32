"""Results written, and read back over what has been done since."""

import dataclasses
import errno
import itertools
import json
import sys
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from exercise_forms import sheet
from sample_exercises import CHOICE, DERIVE, DRAG, IMPLEMENT, NUMBER

from helpers.exercises.sheet import Sheet


@pytest.fixture
def ask(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return Sheet("4.6", NUMBER, CHOICE, DERIVE)


def solve(card):
    """Find the planted line of a hunt, and repair it."""
    hunt = card.question
    card.turn(line=hunt.number, layer=hunt.layer)
    card.check_button.click()
    card.repair.value = hunt.right_lines[hunt.number - 1].text
    card.check_button.click()


def test_a_state_from_before_an_answer_is_read_back(ask):
    choice, derive = ask("choice"), ask("derive")
    ask.write_results()
    choice.choice.value = 0
    choice.check_button.click()
    derive.formula.value = "2*a"
    derive.check_button.click()
    ask.read_results()
    assert [label for label, _ in choice.choice.options] == list(CHOICE.answers)
    assert (choice.choice.value, choice.choice.disabled, choice.state) == (None, False, "open")
    assert (derive.formula.value, derive.state) == ("", "open")
    assert ask.progress() == (0, 3)


def test_a_hunt_goes_back_to_a_state_from_before(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    hunt = sheet("4.6").questions["hunt"]
    ask = Sheet("4.6", hunt)
    card = ask("hunt")
    ask.write_results()
    for _ in range(2):
        for _ in range(4):
            card.hint_button.click()
        assert card.hint_button.disabled
        solve(card)
        assert ask.progress() == (1, 1)
        card.another_button.click()
        assert (card.hint_button.description, card.hint_button.disabled) == ("Hint 1 of 3", False)
        ask.read_results()
        assert (card.question, card.round) == (hunt, 0)
        assert not card.is_found
        assert not card.is_repaired
        assert (card.line.value, ask.progress(), card.error) == (None, (0, 1), None)


def test_going_back_draws_once(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    hunt = sheet("4.6").questions["hunt"]
    ask = Sheet("4.6", hunt)
    card = ask("hunt")
    solve(card)
    ask.write_results()
    card.another_button.click()
    drawn = []
    monkeypatch.setattr(type(card), "pictures_now", lambda card: drawn.append(card) or [])
    ask.read_results()
    assert (drawn, card.error, card.is_repaired) == ([card], None, True)


@pytest.mark.parametrize("thing", [np.ones(3), 3j, {1}])
def test_what_came_in_place_of_a_function_does_not_spoil_the_file(tmp_path, monkeypatch, thing):
    monkeypatch.chdir(tmp_path)
    ask = Sheet("4.6", IMPLEMENT, DERIVE)
    ask("implement", thing)
    ask("derive").turn(formula="a\ud800")  # half of a character, as a browser can send it
    ask("derive").check_button.click()
    ask.results().write_button.click()
    assert "Your results are in" in ask.results().sentence
    ask.read_results()
    assert ask("derive").formula.value == "a\ud800"


def test_the_clock_goes_on_where_the_results_left_off(ask, monkeypatch):
    now = 100.0
    monkeypatch.setattr("time.monotonic", lambda: now)
    card = ask("derive")
    now = 130.0
    card.formula.value = "a"
    card.check_button.click()
    ask.write_results()
    later = Sheet("4.6", NUMBER, CHOICE, DERIVE)
    later.read_results()
    now = 500.0
    card = later("derive")
    now = 507.0
    card.formula.value = "2*a"
    card.check_button.click()
    assert [answer.seconds for answer in later.record("derive").answers] == [30.0, 37.0]


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("answers", 0, "right"), "<b>"),
        (("answers", 0, "seconds"), None),
        (("answers", 0, "mistakes"), 3),
        (("verdict", "sentence"), 3),
        (("verdict", "is_right"), None),
    ],
)
def test_a_part_of_another_kind_is_told_and_changes_nothing(ask, path, value):
    card = ask("derive")
    card.formula.value = "a"
    card.check_button.click()
    file = ask.write_results()
    results = json.loads(file.read_text(encoding="utf-8"))
    *way, last = path
    part = results["exercises"][2]
    for key in way:
        part = part[key]
    part[last] = value
    file.write_text(json.dumps(results), encoding="utf-8")
    later = Sheet("4.6", NUMBER, CHOICE, DERIVE)
    card, overview = later("derive"), later.results()
    overview.read_button.click()
    assert "is not what this notebook has written" in overview.sentence
    assert (card.state, card.error, later.progress()) == ("open", None, (0, 3))


def test_a_verdict_that_was_read_is_never_taken_for_html(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    ask = Sheet("4.6", IMPLEMENT)
    card = ask("implement", lambda W, h: W @ h)
    file = ask.write_results()
    results = json.loads(file.read_text(encoding="utf-8"))
    results["exercises"][0]["verdict"]["sentence"] = "<img src=x> is lost"
    file.write_text(json.dumps(results), encoding="utf-8")
    ask.read_results()
    assert "&lt;img src=x&gt; is lost" in card._words.value


def test_a_prediction_that_was_read_is_judged_by_the_question_of_today(ask):
    commit(ask, "0.6")
    ask.write_results()
    changed = dataclasses.replace(NUMBER, values=NUMBER.values | {"s": 4.0})
    later = Sheet("4.6", changed, CHOICE, DERIVE)
    card = later("number")
    later.read_results()
    assert (card.state, "it is $0.8$" in card.sentence) == ("wrong", True)


def test_a_file_that_an_answer_has_outdated_is_not_named(ask):
    overview, card = ask.results(), ask("choice")
    overview.write_button.click()
    card.choice.value = 1
    card.check_button.click()
    overview.reader.value = "Ada"
    assert overview.sentence == "1 of 3 done."


def commit(sheet, typed):
    """Answer the prediction of a number."""
    card = sheet("number")
    card.number.value = typed
    card.check_button.click()


def answers(path, name="number"):
    """What a results file has of an exercise."""
    (found,) = [e for e in json.loads(path.read_text())["exercises"] if e["name"] == name]
    return [answer["answer"] for answer in found["answers"]]


def test_a_kernel_that_began_anew_does_not_overwrite_what_was_written(ask):
    commit(ask, "1.4")
    ask.write_results("Ada")
    fresh = Sheet("4.6", NUMBER, CHOICE, DERIVE)
    path = fresh.write_results()
    assert answers(path) == ["1.4"]
    results = json.loads(path.read_text())
    assert results["name"] == "Ada"
    assert [each["done"] for each in results["exercises"]] == [True, False, False]


def test_two_open_notebooks_keep_each_other_s_answers(ask):
    other = Sheet("4.6", NUMBER, CHOICE, DERIVE)
    commit(ask, "1.4")
    commit(other, "0.6")
    ask("derive").turn(formula="a")
    ask("derive").check_button.click()
    ask.write_results()
    path = other.write_results()
    assert answers(path) == ["1.4", "0.6"]
    assert answers(path, "derive") == ["a"]
    for one in (ask, other, ask):
        assert answers(one.write_results()) == ["1.4", "0.6"]


def test_hints_and_solutions_asked_for_stay_on_record(ask):
    card = ask("derive")
    for _ in range(4):
        card.hint_button.click()
    ask.write_results()
    path = Sheet("4.6", NUMBER, CHOICE, DERIVE).write_results()
    (told,) = [e for e in json.loads(path.read_text())["exercises"] if e["name"] == "derive"]
    assert (told["hints"], told["solution_shown"]) == (3, True)


def test_an_exercise_that_is_no_longer_asked_is_kept_and_read_over(ask):
    commit(ask, "1.4")
    ask.write_results()
    later = Sheet("4.6", CHOICE, DERIVE)
    assert answers(later.write_results()) == ["1.4"]
    later.read_results()
    assert later.progress() == (0, 2)


@pytest.mark.parametrize("content", ["", "half of {", "[]", '{"exercises": [{"name": 3}]}'])
def test_a_file_that_cannot_be_read_is_set_aside_and_that_is_said(ask, tmp_path, content):
    (tmp_path / "results_4_6.json").write_text(content)
    commit(ask, "1.4")
    overview = ask.results()
    overview.write_button.click()
    assert "kept as unreadable_results_4_6.json" in overview.sentence
    assert (tmp_path / "unreadable_results_4_6.json").read_text() == content
    assert answers(tmp_path / "results_4_6.json") == ["1.4"]


@pytest.fixture
def in_notebook(monkeypatch):
    monkeypatch.setattr("helpers.exercises.sheet.in_notebook", lambda: True)


def full(*_):
    raise OSError(errno.ENOSPC, "No space left on device")


def test_a_disk_that_is_full_leaves_the_file_of_before_and_cards_say_so(
    ask, tmp_path, monkeypatch, in_notebook
):
    commit(ask, "1.4")
    before = (tmp_path / "results_4_6.json").read_text()
    derive, overview = ask("derive"), ask.results()
    with monkeypatch.context() as patch:
        patch.setattr("os.fsync", full)
        derive.turn(formula="2*a")
        derive.check_button.click()
        said = "Your answers are still here, but could not be written: No space left on device."
        assert said in derive._header.value
        assert said in ask("number")._header.value
        assert derive.state == "right"
        overview.write_button.click()
        assert said in overview.sentence
    assert [path.name for path in tmp_path.iterdir()] == ["results_4_6.json"]
    assert (tmp_path / "results_4_6.json").read_text() == before
    derive.check_button.click()  # no new try, but written
    assert not any(said in card._header.value for card in (derive, ask("number")))
    again = Sheet("4.6", NUMBER, CHOICE, DERIVE)
    again.read_results()
    assert again.progress() == ask.progress()


@pytest.mark.parametrize("kind", ["predict", "derive", "bug hunt", "implement", "capstone"])
def test_an_answer_that_counts_is_in_the_file_at_once(kind, tmp_path, monkeypatch, in_notebook):
    """A kernel can be killed at any time; what is read back is what was there."""
    monkeypatch.chdir(tmp_path)
    lesson = "4.8" if kind == "capstone" else "4.6"
    question = next(q for q in sheet(lesson).questions.values() if q.kind == kind)
    one, two = (Sheet(lesson, question) for _ in range(2))
    functions = [lambda *_: 1] * question.functions
    card = one(question.name, *functions)
    if kind == "bug hunt":
        solve(card)
    elif not functions:
        card.check_button.click()  # nothing is given yet
        assert not list(tmp_path.iterdir())
        for control in set(card.controls.values()) - {card.check_button, card.hint_button}:
            if hasattr(control, "index"):
                control.index = 0
            elif hasattr(control, "min"):
                control.value = control.min
            elif hasattr(control, "value"):
                control.value = "1"
        card.check_button.click()
    assert one.record(question.name).tries
    two.read_results()
    assert json.dumps(two.as_results()) == json.dumps(one.as_results())


def test_who_has_answers_in_the_file_is_told_until_they_are_read_back(ask, in_notebook):
    commit(ask, "1.4")
    later = Sheet("4.6", NUMBER, CHOICE, DERIVE)
    told = [later(name)._header.value for name in ("number", "choice")]
    assert all("Your answers of before are in results_4_6.json" in each for each in told)
    later.results().read_button.click()
    told = [later(name)._header.value for name in ("number", "choice")]
    assert not any("answers of before" in each for each in told)
    assert "answers of before" not in ask("choice")._header.value


def test_an_answer_that_fits_the_question_no_longer_is_dropped_and_its_try_kept(
    tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    ask = Sheet("4.6", DRAG)
    ask("drag").turn(entry1=0.5)
    ask("drag").check_button.click()
    ask.write_results()
    values = {"e": np.array([1.0, 0.0, 0.0]), "p": np.array([0.2, 0.7, 0.1])}
    later = Sheet("4.6", dataclasses.replace(DRAG, labels=("u", "v", "w"), values=values))
    card = later("drag")
    later.read_results()
    assert (card.state, card.error, later.record("drag").tries) == ("open", None, 1)


def test_results_of_another_lesson_are_not_taken_for_this_one_s(ask, tmp_path):
    other = Sheet("4.5", NUMBER)
    commit(other, "1.4")
    other.write_results().rename(tmp_path / "results_4_6.json")
    with pytest.raises(ValueError, match="is not what this notebook has written"):
        ask.read_results()
    assert ask.progress() == (0, 3)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows cannot lock a folder")
def test_two_notebooks_that_write_at_once_lose_nothing(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    def answer_and_write(names):
        notebook = Sheet("4.6", NUMBER, CHOICE, DERIVE)
        for name in names:
            notebook("derive").turn(formula=name)
            notebook("derive").check_button.click()
            path = notebook.write_results()
        return path

    given = [[f"a + {n}{i}" for i in range(15)] for n in (1, 2, 3)]
    with ThreadPoolExecutor() as pool:
        path, *_ = pool.map(answer_and_write, given)
    assert sorted(answers(path, "derive")) == sorted(itertools.chain(*given))
    assert list(tmp_path.iterdir()) == [tmp_path / path]
