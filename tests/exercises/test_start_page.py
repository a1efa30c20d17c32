"""The start page lists the lessons, and what the results beside the notebooks say of each."""

import re
import shutil
from pathlib import Path

import pytest
from sample_exercises import CHOICE, NUMBER

from helpers.exercises.sheet import Sheet
from helpers.exercises.start_page import PAGE, write_start_page

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder of nothing but the index, in which a lesson runs."""
    shutil.copy(NOTEBOOKS / "README.md", tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def rows(page):
    """Return the rows of the table, by lesson."""
    text = page.read_text(encoding="utf-8")
    return {
        line.split("[")[1][:3]: [cell.strip() for cell in line.split("|")[1:-1]]
        for line in text.splitlines()
        if line.startswith("| [")
    }


def test_every_lesson_is_linked_and_nothing_is_done(folder):
    found = rows(write_start_page(folder))
    assert list(found) == [f"4.{i}" for i in range(1, 10)]
    for title, done, question, *_ in found.values():
        link = re.search(r"\(([^)]+)\)", title)[1]
        assert (NOTEBOOKS / link).exists()
        assert done == ""
        assert "?" in question


def test_results_written_bring_the_page_up_to_date(folder):
    page = write_start_page(folder)
    ask = Sheet("4.2", NUMBER, CHOICE)
    card = ask("number")
    card.number.value = "0.6"
    card.check_button.click()
    ask.write_results()
    found = rows(page)
    assert found["4.2"][1] == "1 of 2"
    assert [row[1] for lesson, row in found.items() if lesson != "4.2"] == [""] * 8


def test_no_page_appears_where_none_was(folder):
    Sheet("4.2", NUMBER).write_results()
    assert not (folder / PAGE).exists()


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"exercises": 3}', '{"exercises": [{}]}'])
def test_a_file_that_holds_no_results_is_named(folder, content):
    (folder / "results_4_7.json").write_text(content)
    assert rows(write_start_page(folder))["4.7"][1] == "results_4_7.json cannot be read"
