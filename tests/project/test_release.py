"""What students are given holds no answer, and runs; an assignment has the lesson's judges."""

import re
import sys
import tomllib
from pathlib import Path

import nbformat
import pytest
from exercise_forms import forms, sheet
from nbclient import NotebookClient

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "scripts"))

import assignment  # noqa: E402
import make_index  # noqa: E402
import release  # noqa: E402

NOTEBOOKS = {make_index.module(path): path for path in make_index.NOTEBOOKS}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    out = tmp_path_factory.mktemp("release")
    release.release(list(NOTEBOOKS), out)
    return out


def plain(text):
    """A text without what a line's end or a bracket of markup changes."""
    return re.sub(r"[\s`*]+", " ", text)


def answers(question):
    """What gives an exercise away: its solution, what is said of answers, all hints, its code."""
    yield question.solution
    yield question.why
    yield from question.hints
    yield from question.remarks.values()
    yield from getattr(question, "slips", {})
    yield from getattr(question, "options", {}).values()
    yield from (code for code in re.findall(r"`([^`]+)`", question.solution) if len(code) > 9)


@pytest.mark.parametrize("lesson", NOTEBOOKS)
def test_no_answer_stands_in_the_file(folder, lesson):
    path = folder / NOTEBOOKS[lesson].name
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert not any(cell.outputs or cell.execution_count for cell in code)
    assert "<details" not in path.read_text(encoding="utf-8")
    whole = plain("\n".join(cell.source for cell in notebook.cells))
    found = {
        (question.name, answer)
        for question in sheet(lesson).questions.values()
        for answer in answers(question)
        if plain(answer).strip() in whole
    }
    assert not found
    kept = [cell.source for cell in nbformat.read(NOTEBOOKS[lesson], 4).cells]
    folds = [text for source in kept for text in release.ANSWER.findall(source)]
    assert not any(plain(fold).strip() in whole for fold in folds)
    assert [c.source for c in code] == [c.source for c in nbformat.read(NOTEBOOKS[lesson], 4).cells
                                        if c.cell_type == "code"]  # fmt: skip


def test_solutions_are_off_and_the_choice_of_exercises_stays(folder, tmp_path, monkeypatch):
    settings = tomllib.loads((folder / "exercises.toml").read_text(encoding="utf-8"))
    assert settings == {"solutions": False, "lessons": {}}
    chosen = tmp_path / "exercises.toml"
    chosen.write_text('solutions = true\n[lessons]\n"4.5" = ["product", "one line"]\n')
    monkeypatch.setattr(release, "SETTINGS", chosen)
    assert tomllib.loads(release.settings()) == {
        "solutions": False,
        "lessons": {"4.5": ["product", "one line"]},
    }


def test_only_the_lessons_that_were_named_are_given(tmp_path):
    release.release(["4.1", "4.3"], tmp_path)
    release.release(["4.1", "4.2"], tmp_path)
    given = {path.name[:3] for path in tmp_path.glob("*.ipynb")}
    named = re.findall(r"\| \[(4\.\d)", (tmp_path / "README.md").read_text(encoding="utf-8"))
    assert (given, named) == ({"4_1", "4_2"}, ["4.1", "4.2"])


def test_a_lesson_that_was_given_runs_and_still_covers_its_answers(folder):
    path = folder / NOTEBOOKS["4.5"].name
    notebook = nbformat.read(path, as_version=4)
    resources = {"metadata": {"path": str(folder)}}
    NotebookClient(notebook, kernel_name="python3", timeout=120, resources=resources).execute()
    stored = plain("\n".join(map(str, (cell.get("outputs", []) for cell in notebook.cells))))
    assert stored.count("Covered until you commit to") >= 2
    assert "Show what answers" not in stored
    for question in sheet("4.5").questions.values():
        assert not any(plain(repr(answer)[1:-1]).strip() in stored for answer in answers(question))


@pytest.mark.parametrize("lesson", ["4.5", "4.8"])
def test_an_assignment_is_judged_by_the_lesson_s_judges(lesson):
    notebook = assignment.assignment(NOTEBOOKS[lesson])
    nbformat.validate(notebook)
    marks = [cell.metadata.nbgrader for cell in notebook.cells]
    assert len({mark.grade_id for mark in marks}) == len(marks)
    asked = [q for q in sheet(lesson).questions.values() if q.kind in ("implement", "capstone")]
    assert sum(mark.get("points", 0) for mark in marks) == sum(q.functions for q in asked)
    names, wrong = {}, []
    for cell in notebook.cells:
        if cell.cell_type != "code":
            continue
        if cell.metadata.nbgrader.solution:
            assert "### BEGIN SOLUTION\n    ...\n    ### END SOLUTION" in cell.source
        try:
            exec(cell.source.replace("...", "raise NotImplementedError()"), names)
        except AssertionError as told:
            wrong.append(str(told))
    assert len(wrong) == sum(q.functions for q in asked)
    assert all("written" in told or "Not attempted" in told for told in wrong)
    judge = next(c for c in notebook.cells if c.id == f"{asked[0].name.replace(' ', '-')}-judge-0")
    names[re.search(r"judge\((\w+)\)", judge.source)[1]] = forms(lesson)[asked[0].name][0]
    exec(judge.source, names)
