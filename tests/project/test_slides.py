"""The rule that cuts a lesson into slides keeps all that a class should see, and in its order."""

import copy
import doctest
import functools
import re
import sys
from pathlib import Path

import nbformat
import pytest

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "scripts"))

import slides  # noqa: E402

NOTEBOOKS = sorted((ROOT / "notebooks").glob("4_*.ipynb"))


@functools.cache
def stored(path):
    return nbformat.read(path, as_version=4)


def read(path):
    return copy.deepcopy(stored(path))


def test_the_examples_hold():
    assert doctest.testmod(slides).failed == 0


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem[:3])
def test_slides_of_a_lesson(path):
    found = slides.slides(slides.core(read(path)))
    kinds = [[piece.kind for piece in slide] for slide in found]
    assert all(each.count("thing") <= 1 for each in kinds)
    assert all("heading" not in each[1:] and "answer" not in each[1:] for each in kinds)
    for slide in found:
        prose = [piece for piece in slide if piece.kind == "prose"]
        assert len(prose) < 2 or sum(piece.weight for piece in prose) <= slides.ROOM

    cells = {cell.id: cell for cell in stored(path).cells}
    ids = [piece.cell.id for slide in found for piece in slide if piece.cell.cell_type == "code"]
    assert ids == [key for key in cells if key in ids]  # in their order, each once
    left_out = [cells[key].source for key in cells.keys() - set(ids)]
    for source in left_out:
        cell = next(cell for cell in cells.values() if cell.source == source)
        if cell.cell_type == "code" and "core" in cell.metadata.tags:
            assert re.search(r"^    \.\.\.$|^ask\.results", source, flags=re.MULTILINE)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem[:3])
def test_a_class_has_notes_and_no_optional_cell(path):
    notebook = slides.for_class(read(path))
    *shown, notes = notebook.cells
    assert notes.metadata.slide == "notes"
    for word in ("On the projector:", "Ask the room:", "Usual wrong answer:", "Minutes:"):
        assert f"**{word}**" in notes.source
    assert not [cell for cell in shown if "optional" in cell.metadata.get("tags", ())]
    assert "Run ▸" not in "".join(cell.source for cell in shown)
    assert "<summary>" not in "".join(cell.source for cell in shown)  # an answer is a slide


def test_an_explorer_comes_back_where_questions_are_asked_about_it():
    notebook = slides.for_class(read(NOTEBOOKS[4]))
    (made,) = [cell.source for cell in notebook.cells if "LogitsExplorer()" in cell.source]
    assert made == "shown_0 = LogitsExplorer()\nshown_0"
    sources = [cell.source for cell in notebook.cells]
    again = sources.index("shown_0")
    assert sources[again - 1].startswith("1. Were you right")
