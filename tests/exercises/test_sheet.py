"""A lesson's sheet: the instructor's settings, the order, and the results as a file."""

import json
from pathlib import Path

import pytest
from exercise_forms import LESSONS, sheet
from sample_exercises import CHOICE, DERIVE, NUMBER

from helpers.exercises.question import Verdict
from helpers.exercises.sheet import ExerciseRecord, LeftOut, Sheet, read_settings

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
NAMES = ["number", "choice", "derive"]


@pytest.fixture
def ask(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return Sheet("4.6", NUMBER, CHOICE, DERIVE)


def write(folder, text):
    (folder / "exercises.toml").write_text(text, encoding="utf-8")


def test_without_a_file_everything_is_asked(ask):
    assert ask.settings.exercises == tuple(NAMES)
    assert ask.settings.solutions


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
    assert ask.settings.exercises == tuple(NAMES)
    assert not ask.settings.complaint


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
        ("[lessons]\nsolutions = false", "'solutions' stands below [lessons]"),
        ('[lessons]\n4.6 = ["number"]', "'4' stands below [lessons]"),
        ("solutions = ", "Invalid value"),
    ],
)
def test_a_bad_file_is_told_on_the_page_and_passed_over(ask, tmp_path, text, why):
    write(tmp_path, text)
    assert ask.settings.exercises == tuple(NAMES)
    card = ask("choice")
    assert "exercises.toml is passed over" in card._header.value
    assert why in ask.settings.complaint
    assert card.error is None


def test_a_file_that_cannot_be_read_is_told_on_the_page(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    file = tmp_path / "exercises.toml"
    file.write_bytes("solutions = false".encode("utf-16"))
    assert "codec can't decode" in Sheet("4.6", CHOICE)("choice")._header.value
    file.unlink()
    file.mkdir()
    assert "Is a directory" in Sheet("4.6", CHOICE)("choice")._header.value


def test_the_mark_that_some_editors_put_first_is_passed_over(ask, tmp_path):
    (tmp_path / "exercises.toml").write_text("solutions = false", encoding="utf-8-sig")
    assert (ask.settings.solutions, ask.settings.complaint) == (False, "")


def test_a_file_that_changes_while_cards_are_shown_changes_nothing(ask, tmp_path):
    choice, derive = ask("choice"), ask("derive")
    write(tmp_path, '[lessons]\n"4.6" = ["derive"]\n')
    for card in (choice, derive):
        card.turn(**({"choice": 1} if card is choice else {"formula": "2*a"}))
        card.check_button.click()
        assert (card.error, card.state) == (None, "right")
    assert "2 of 3" in choice._header.value


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
        "given": None,
        "verdict": None,
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

    monkeypatch.setattr("os.fsync", refuse)
    overview = ask.results()
    overview.write_button.click()
    assert "read-only" in overview.sentence


@pytest.mark.parametrize("lesson", LESSONS)
def test_the_shipped_file_asks_everything(lesson):
    names = list(sheet(lesson).questions)
    shipped = read_settings(lesson, names, NOTEBOOKS / "exercises.toml")
    assert (shipped.exercises, shipped.solutions, shipped.complaint) == (tuple(names), True, "")


def test_results_are_read_back_after_the_kernel_has_gone(ask):
    derive, choice = ask("derive"), ask("choice")
    for typed in ("a", "2*a"):
        derive.formula.value = typed
        derive.check_button.click()
    choice.choice.value = 0
    choice.check_button.click()
    choice.hint_button.click()
    ask.results().write_button.click()

    later = Sheet("4.6", NUMBER, CHOICE, DERIVE)
    cards = {name: later(name) for name in NAMES}
    overview = later.results()
    overview.read_button.click()
    assert overview.sentence == "2 of 3 done. Read back from results_4_6.json."
    assert later.as_results() == ask.as_results()
    assert cards["derive"].formula.value == "2*a"
    assert (cards["derive"].state, cards["number"].state) == ("right", "open")
    assert cards["derive"].sentence == derive.sentence
    assert (cards["choice"].state, cards["choice"].choice.value) == ("wrong", 0)
    assert cards["choice"].choice.disabled
    assert "look" in cards["choice"]._below.value
    assert all(card.error is None for card in cards.values())


def test_a_hunt_is_read_back_as_it_was_left(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    hunt = sheet("4.6").questions["hunt"]
    ask = Sheet("4.6", hunt)
    card = ask("hunt")
    card.turn(line=hunt.number, layer=hunt.layer)
    card.check_button.click()
    card.repair.value = hunt.right_lines[hunt.number - 1].text
    ask.write_results()
    card.check_button.click()
    card.another_button.click()
    ask.write_results()
    later = Sheet("4.6", hunt)
    again = later("hunt")
    later.read_results()
    assert again.error is None
    assert again.line.options == card.line.options
    assert (again.round, again.is_found, later.progress()) == (1, False, (1, 1))


@pytest.mark.parametrize(
    "text", ["", "{}", "[1]", '{"exercises": [{"name": "derive"}]}', '{"exercises": 3}', "\0"]
)
def test_a_file_of_another_kind_is_told_and_changes_nothing(ask, tmp_path, text):
    (tmp_path / "results_4_6.json").write_text(text)
    overview = ask.results()
    overview.read_button.click()
    assert "is not what this notebook has written" in overview.sentence
    assert ask.progress() == (0, 3)


def test_of_a_file_that_is_bad_in_one_place_nothing_is_read(ask, tmp_path):
    choice = ask("choice")
    choice.choice.value = 0
    choice.check_button.click()
    path = ask.write_results()
    results = json.loads(path.read_text())
    del results["exercises"][2]["answers"]
    path.write_text(json.dumps(results))
    later = Sheet("4.6", NUMBER, CHOICE, DERIVE)
    with pytest.raises(ValueError, match="is not what this notebook has written"):
        later.read_results()
    assert later.progress() == (0, 3)
    assert later.record("choice").tries == 0


@pytest.mark.parametrize("hints", [-1, 4, 99, "2", None])
def test_a_number_of_hints_that_there_are_not_is_none(ask, hints):
    path = ask.write_results()
    results = json.loads(path.read_text())
    results["exercises"][2]["hints"] = hints
    path.write_text(json.dumps(results))
    ask.read_results()
    assert ask.record("derive").hints == 0
    assert ask("derive").hint_button.description == "Hint 1 of 3"


def test_the_time_is_that_of_the_first_right_answer(monkeypatch):
    record, now = ExerciseRecord(begun=0.0), iter([10.0, 20.0, 30.0])
    monkeypatch.setattr("time.monotonic", lambda: next(now))
    for typed, is_right in (("a", False), ("2*a", True), ("a + a", True)):
        record.add(typed, Verdict(is_right, "."))
    assert record.as_results()["seconds_until_right"] == 20.0


def test_no_file_to_read_is_told(ask):
    overview = ask.results()
    overview.read_button.click()
    assert "there is no results_4_6.json beside this notebook" in overview.sentence
