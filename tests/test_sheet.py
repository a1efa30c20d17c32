"""A lesson's sheet: the instructor's settings, the order, and the results as a file."""

import json
from pathlib import Path

import pytest
from exercise_forms import LESSONS, sheet
from test_cards import CHOICE, DERIVE, NUMBER

from helpers.exercises.overview import LeftOut
from helpers.exercises.settings import settings
from helpers.exercises.sheet import Sheet

NOTEBOOKS = Path(__file__).parents[1] / "notebooks"
NAMES = ["number", "choice", "derive"]


@pytest.fixture
def ask(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return Sheet("4.6", NUMBER, CHOICE, DERIVE)


def write(folder, text):
    (folder / "exercises.toml").write_text(text, encoding="utf-8")


def test_without_a_file_everything_is_asked(ask):
    assert ask.settings().exercises == tuple(NAMES)
    assert ask.settings().solutions


def test_subset_and_order(ask, tmp_path):
    write(tmp_path, '[lessons]\n"4.6" = ["derive", "number"]\n')
    assert ask.progress() == (0, 2)
    assert repr(ask("derive")).startswith("Exercise 1 of 2")
    assert repr(ask("number")).startswith("Exercise 2 of 2")
    assert isinstance(ask("choice"), LeftOut)
    assert "left out in this course" in repr(ask("choice"))
    assert [each["name"] for each in ask.as_results()["exercises"]] == ["derive", "number"]


def test_another_lessons_settings_change_nothing(ask, tmp_path):
    write(tmp_path, '[lessons]\n"4.5" = ["a"]\n')
    assert ask.settings().exercises == tuple(NAMES)
    assert not ask.settings().complaint


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ('[lessons]\n"4.6" = ["pahts"]', "has no exercise 'pahts'"),
        ('[lessons]\n"4.6" = "number"', "no list of different names"),
        ('[lessons]\n"4.6" = ["number", "number"]', "no list of different names"),
        ('[lessons]\n"4.6" = [1]', "has no exercise 1"),
        ('solutions = "no"', "solutions is 'no'"),
        ("hidden = true", "it names hidden"),
        ("lessons = 3", "lessons is no table"),
        ("solutions = ", "Invalid value"),
    ],
)
def test_a_bad_file_is_told_on_the_page_and_passed_over(ask, tmp_path, text, why):
    write(tmp_path, text)
    assert ask.settings().exercises == tuple(NAMES)
    card = ask("choice")
    assert "exercises.toml is passed over" in card._header.value
    assert why in ask.settings().complaint
    assert card.error is None


def test_results_hold_answers_tries_time_and_no_name(ask):
    card = ask("derive")
    for typed in ("a", "nonsense", "2*a"):
        card.formula.value = typed
        card.check_button.click()
    card.hint_button.click()
    overview = ask.results()
    overview.write_button.click()
    assert "results_4_6.json" in overview.sentence
    with open("results_4_6.json", encoding="utf-8") as file:
        results = json.load(file)
    assert set(results) == {"lesson", "exercises"}
    number, _, derive = results["exercises"]
    assert number == {
        "name": "number",
        "kind": "predict",
        "done": False,
        "right": False,
        "tries": 0,
        "hints": 0,
        "solution_shown": False,
        "seconds_until_right": None,
        "answers": [],
    }
    assert (derive["tries"], derive["right"], derive["hints"]) == (2, True, 1)
    assert [answer["answer"] for answer in derive["answers"]] == ["a", "2*a"]
    assert [answer["mistakes"] for answer in derive["answers"]] == [["factor 2 lost"], []]
    assert derive["seconds_until_right"] >= derive["answers"][0]["seconds"] >= 0


def test_a_name_stands_in_the_file_only_if_it_is_typed(ask):
    overview = ask.results()
    overview.reader.value = "  Ada "
    overview.write_button.click()
    with open("results_4_6.json", encoding="utf-8") as file:
        assert json.load(file)["name"] == "Ada"


def test_nothing_is_written_without_asking(ask, tmp_path):
    card = ask("choice")
    card.choice.value = 1
    card.check_button.click()
    ask.results()
    assert not list(tmp_path.iterdir())


def test_results_that_cannot_be_written_are_told(ask, monkeypatch):
    def refuse(*_, **__):
        raise PermissionError("read-only")

    monkeypatch.setattr("pathlib.Path.write_text", refuse)
    overview = ask.results()
    overview.write_button.click()
    assert "read-only" in overview.sentence


@pytest.mark.parametrize("lesson", LESSONS)
def test_the_shipped_file_asks_everything(lesson):
    names = list(sheet(lesson).questions)
    shipped = settings(lesson, names, NOTEBOOKS / "exercises.toml")
    assert (shipped.exercises, shipped.solutions, shipped.complaint) == (tuple(names), True, "")
