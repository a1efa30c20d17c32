"""A class of thirty: answers typed into the cards, written, signed, collected, summed up."""

import csv
import json
import os
import re
import sys
from pathlib import Path

import nbformat
import pytest
from exercise_forms import forms, sheet, wrong
from nbclient import NotebookClient

from helpers.exercises.sheet import Sheet

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT / "scripts"), str(ROOT / "deploy")]

import class_files  # noqa: E402
import class_results  # noqa: E402
import results_file  # noqa: E402

KEY, OLD, OTHER = "k" * 40, "o" * 40, "t" * 40
TIME = "2026-11-22T0{}:00:00.000000+00:00"
SCRIPT, FORMULA = "<script>alert(1)</script>", "=HYPERLINK(1)"
GOOD = [SCRIPT, FORMULA, *(f"student {i}" for i in range(2, 20))]
ABSENT = ["Ada", "<img src=x>"]
RIGHT, WRONG = forms("4.5"), wrong("4.5")


def plan(i):
    """What a student answers, by exercise: the known mistakes first, then None for right."""
    answers = {
        "product": ["sign", None] if i % 2 else [*["one-hot forgotten"] * (i % 3 == 0), None],
        "bounded": ["sign"] if i % 5 == 0 else [None],
        "other logit": ["denominator left out"] if i % 4 == 0 else [None],
        "one line": [] if i % 3 else ["not divided", None],
    }
    if i == 3:  # the same mistake twice is that of one student
        answers["product"][1:1] = ["one-hot forgotten", "sign"]
    return {name: typed for name, typed in answers.items() if typed}


def results(i, folder):
    """Type a student's answers into the cards, and write the results."""
    ask = Sheet("4.5", *sheet("4.5").questions.values())
    for name, answers in plan(i).items():
        for mistake in answers:
            if name == "one line":
                given = WRONG[name][mistake] if mistake else RIGHT[name][i % 3]
                ask(name, given)
                continue
            card, given = ask(name), RIGHT[name][0]
            if mistake:
                given = WRONG[name][mistake] if name in WRONG else 0
            card.turn(**{card_field(card): given})
            card.check_button.click()
    return ask.write_results("my name", folder)


def card_field(card):
    return next(name for name in ("formula", "number", "choice") if name in card.controls)


def told(i, folder):
    return json.loads(results(i, folder).read_text(encoding="utf-8"))


def signed(told, name, key=KEY, hour=1):
    return results_file.sign(told, name, TIME.format(hour), key.encode())


def put(path, told):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(told if isinstance(told, str) else json.dumps(told), encoding="utf-8")


def half(path, told):
    put(path, json.dumps(signed(told, path.parent.name))[:-50])


def forged(path, told):
    receipt = signed(told, path.parent.name)
    receipt["results"]["exercises"][4]["right"] = True
    put(path, receipt)


def by_another_key(path, told):
    put(path, signed(told, path.parent.name, OTHER))


def not_signed(path, told):
    put(path, told)


def huge(path, told):
    put(path, signed(told | {"scratch": {"x": ["y" * 2_000_000]}}, path.parent.name))


def nested(path, told):
    put(path, "[" * 100_000)


def of_another_lesson(path, told):
    put(path.with_name("results_4_6.json"), signed(told, path.parent.name))


def of_a_stranger(path, told):
    put(path, signed(told, "nobody"))


def a_link(path, told):
    put(path.with_name("mine.txt"), signed(told, path.parent.name))
    path.symlink_to(path.with_name("mine.txt"))


def a_pipe(path, told):
    path.parent.mkdir()
    os.mkfifo(path)


BROKEN = {
    half: "not whole, or no JSON",
    forged: "changed after it was signed, or signed with another key",
    by_another_key: "changed after it was signed, or signed with another key",
    not_signed: "not signed",
    huge: "too large",
    nested: "nested too deeply",
    of_another_lesson: "called by lesson 4.6, but it holds lesson 4.5",
    of_a_stranger: "“nobody” is not on the roster",
}
if sys.platform != "win32":
    BROKEN |= {a_link: "a link, not a file", a_pipe: "not a file"}


@pytest.fixture(scope="module")
def thirty(tmp_path_factory):
    """The folder of a class, its roster and the hub's keys: twenty good files, ten broken."""
    folder, typed = tmp_path_factory.mktemp("class"), tmp_path_factory.mktemp("typed")
    handed = folder / "handed in"
    for i, name in enumerate(GOOD):
        receipt = signed(told(i, typed), name, OLD if i % 7 == 0 else KEY)
        results_file.store(handed, name, "4.5", receipt["time"], json.dumps(receipt))
        (typed / "results_4_5.json").unlink()
    for break_it in BROKEN:
        break_it(handed / break_it.__name__ / "results_4_5.json", told(1, typed))
    # handed in again, and a receipt besides
    first = told(1, typed)
    put(handed / "again" / "signed_results_4_5 (1).json", signed(first, "student 2", hour=0))
    (folder / "roster.csv").write_text(
        "id,Name\n" + "".join(f"7,{name}\n" for name in [*GOOD, *map(_name, BROKEN), *ABSENT])
    )
    (folder / "keys.txt").write_text(f"{KEY}\n{OLD}\n")
    return folder


def _name(break_it):
    return break_it.__name__


@pytest.fixture(scope="module")
def files(thirty):
    return class_files.read(thirty / "handed in", thirty / "roster.csv", thirty / "keys.txt")


def test_twenty_count_and_each_broken_one_is_named_with_its_reason(files):
    assert sorted(one.name for one in files.counted) == sorted(GOOD)
    assert all(one.is_signed for one in files.counted)
    named = {Path(path).parent.name: reason for path, reason in files.refused}
    assert set(named) == set(map(_name, BROKEN))
    for break_it, reason in BROKEN.items():
        assert reason in named[break_it.__name__], break_it
    assert [path for path, _ in files.again] == ["again/signed_results_4_5 (1).json"]
    assert sorted(files.missing["4.5"]) == sorted([*map(_name, BROKEN), *ABSENT])


def test_counts_are_exact(files):
    plans = [plan(i) for i in range(20)]
    for tally in class_results.tallies(files):
        done = [each[tally.question.name] for each in plans if tally.question.name in each]
        assert len(tally.readers) == len(done)
        assert tally.right == sum(answers[-1] is None for answers in done)
        counts = {name: sum(name in each for each in done) for name in made_in(done)}
        assert tally.mistakes == counts
    assert [t.question.name for t in class_results.tallies(files)] == list(sheet("4.5").questions)


def made_in(done):
    return {mistake for answers in done for mistake in answers if mistake}


@pytest.fixture(scope="module")
def written(thirty):
    """What `make class` writes."""
    out = thirty / "out"
    arguments = [f"--{name}={thirty / file}" for name, file in
                 (("roster", "roster.csv"), ("key", "keys.txt"))]  # fmt: skip
    class_results.main([str(thirty / "handed in"), *arguments, f"--out={out}"])
    return out


def test_the_page_says_what_to_take_up_and_holds_nothing_of_a_student(written):
    page = (written / "class.html").read_text(encoding="utf-8")
    assert f"20 students of {22 + len(BROKEN)}, 20 files counted, {len(BROKEN)} not" in page
    assert "<b>sign</b> in 4.5, Two factors, one product: <span class='share'>10 of 20" in page
    assert re.findall(r"<script|<img|<[^>]*(?:src|href)=|@import|url\(", page) == []
    assert f"Not handed in: {2 + len(BROKEN)}" in page
    assert "<bdi>of_a_stranger/results_4_5.json</bdi>" in page
    assert "$" not in re.sub(r"<style>.*?</style>", "", page)


def test_no_name_is_a_formula_in_the_table(written):
    with (written / "class.csv").open(encoding="utf-8-sig", newline="") as file:
        head, *rows = csv.reader(file)
    assert head == ["name", "lesson", "right", "of", "tries", "signed"]
    assert ["'" + FORMULA, "4.5", "3", "6", "4", "yes"] in rows
    assert [SCRIPT, "4.5", "3", "6", "6", "yes"] not in rows  # two of its predictions were wrong
    assert [name for name, *_, how in rows if how == "not handed in"][-2:] == ABSENT
    assert len(rows) == 22 + len(BROKEN)


def test_the_instructor_s_notebook_runs_and_shows_each_mistake(written):
    notebook = nbformat.read(written / "class.ipynb", as_version=4)
    nbformat.validate(notebook)
    NotebookClient(notebook, kernel_name="python3", timeout=60).execute()
    shown = [c.outputs[0].data["text/html"] for c in notebook.cells if c.cell_type == "code"]
    assert len(shown) == 5
    assert "Two factors, one product" in notebook.cells[1].source
    assert "is right.</b>" in shown[0]
    assert "there the mistake gives" in shown[0]
    assert "<code>e_i - y_hat_i</code>" in shown[0]


# without a hub


def given(*tries, lesson="4.5", **others):
    """Results of so many tries of "product", each right or not."""
    answers = [{"answer": "?", "right": right, "mistakes": []} for right in tries]
    one = {"name": "product", "right": any(tries), "tries": len(tries), "answers": answers}
    return {"lesson": lesson, "exercises": [one]} | others


@pytest.mark.parametrize(
    ("place", "name"),
    [
        ("results_4_5.json", "Ada"),
        ("signed_results_4_5 (2).json", "Ada"),
        ("Bob Ng_123_assignsubmission_file_results_4_5.json", "Bob Ng"),
        ("ngbob_LATE_4711_0815_results_4_5-1.JSON", "ngbob"),
        ("Bob Ng_123_assignsubmission_file/results_4_5.json", "Bob Ng"),
        ("Bob/results_4_5.json", "Ada"),
    ],
)
def test_a_name_is_what_the_platform_says_or_else_the_student(tmp_path, place, name):
    put(tmp_path / place, "\ufeff" + json.dumps(given(True, name="Ada")))
    (one,) = class_files.read(tmp_path).counted
    assert (one.name, one.is_signed) == (name, False)


def test_a_student_counts_once_with_the_fuller_file_and_without_a_name_by_folder(tmp_path):
    put(tmp_path / "a" / "results_4_5.json", given(False, name="Bob"))
    put(tmp_path / "b" / "results_4_5.json", given(False, True, name="bob "))
    for i in range(3):
        put(tmp_path / f"c{i}" / "results_4_5.json", given(True))
    put(tmp_path / "c0" / "results_4_6.json", given(True, lesson="4.6"))
    files = class_files.read(tmp_path)
    assert [one.name for one in files.counted] == ["bob", "c0", "c1", "c2", "c0"]
    assert files.again == [("a/results_4_5.json", "b/results_4_5.json")]
    assert files.refused == []


def test_what_is_hidden_set_aside_or_something_else_is_passed_over(tmp_path):
    for place in (".ipynb_checkpoints/results_4_5.json", "__MACOSX/._results_4_5.json",
                  "unreadable_results_4_5.json", "ada/kept/results_4_5_2026.json",
                  "package.json", "results_4_5.json.part", "results_4_55.json"):  # fmt: skip
        put(tmp_path / place, "{")
    assert class_files.read(tmp_path) == class_files.Files()


def shapes():
    """Results with one thing in them that a notebook does not write, and what is said of it."""
    yield [], "it holds no results"
    yield given(lesson=4.5), "it names no lesson"
    yield given(lesson="4.10"), "its lesson is none"
    yield given(name=["Ada"]), "its name"
    yield given(name="a\u2028b"), "its name"
    yield given() | {"exercises": given()["exercises"] * 2}, "an exercise twice"
    yield given() | {"exercises": [{"name": str(i)} for i in range(99)]}, "more than 60"
    yield signed(given(), "a" * 999), "its signed name"
    yield signed(given(), "Ada") | {"time": "now"}, "its time is none"
    for part, value, said in [
        ("name", None, "no name"),
        ("answers", {}, "no answers"),
        ("answers", [1], "no answer"),
        ("answers", [{"answer": 1}], "no text"),
        ("answers", [{"answer": "", "right": 100}], "no verdict"),
        ("answers", [{"answer": "", "right": True, "mistakes": [[]]}], "no names"),
        ("tries", True, "do not add up"),
        ("tries", 7, "do not add up"),
        ("right", 100, "neither right nor open"),
        ("right", True, "right without a right answer"),
    ]:
        wrong = given(False)
        wrong["exercises"][0][part] = value
        yield wrong, said


def test_what_a_notebook_does_not_write_is_named_and_the_others_count(tmp_path):
    bad = list(shapes())
    for i, (told, _) in enumerate(bad):
        put(tmp_path / f"{i}" / "results_4_5.json", told)
    put(tmp_path / "good" / "results_4_5.json", given(True))
    (tmp_path / "results_4_7.json").mkdir()
    put(tmp_path / "results_4_8.json", given(lesson="9.9"))
    files = class_files.read(tmp_path)
    assert [one.name for one in files.counted] == ["good"]
    named = dict(files.refused)
    assert named.pop("results_4_7.json") == "a folder, not a file"
    assert named.pop("results_4_8.json") == "there is no lesson 9.9"
    for i, (_, said) in enumerate(bad):
        assert said in named.pop(f"{i}/results_4_5.json")
    assert not named


def test_what_the_lesson_does_not_know_is_passed_over(tmp_path):
    told = given(True)
    told["exercises"][0]["answers"][0]["mistakes"] = ["<b>", "sign"]
    told["exercises"].append(given(True)["exercises"][0] | {"name": "<i>"})
    put(tmp_path / "a" / "results_4_5.json", told)
    tallies = class_results.tallies(class_files.read(tmp_path))
    assert [t.mistakes for t in tallies if t.readers] == [{"sign": 1}]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nowhere"], "there is no folder nowhere"),
        ([".", "--roster=none.txt"], "none.txt cannot be read"),
        ([".", "--roster=empty"], "empty names nobody"),
        ([".", "--key=short"], "a key has 32 characters or more"),
    ],
)
def test_what_cannot_be_read_at_all_is_said(tmp_path, monkeypatch, arguments, said):
    monkeypatch.chdir(tmp_path)
    put(tmp_path / "empty", "\n\n")
    put(tmp_path / "short", "abc")
    with pytest.raises(SystemExit, match=said):
        class_results.main(arguments)


def test_no_folder_is_not_this_one(capsys):
    with pytest.raises(SystemExit):
        class_results.main([""])
    assert "make class FOLDER=handed_in" in capsys.readouterr().err


def test_an_empty_folder_gives_a_page_that_says_so(tmp_path, capsys):
    class_results.main([str(tmp_path), f"--out={tmp_path / 'out'}", "--roster=", "--key="])
    assert "0 counted, 0 not, 0 twice." in capsys.readouterr().out
    assert "0 students, 0 files counted" in (tmp_path / "out" / "class.html").read_text("utf-8")
