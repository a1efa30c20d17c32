"""Each section of a notebook runs by itself after the set-up cell, again, and in any order.

It is run once, after those that follow it, and on names of its own. If it leaves the set-up as it
was, and puts nothing in the place of a name that was there before, a second run meets what the
first one met. What cannot be seen so is the state of the exercises: their cells run twice.
"""

import builtins
import sys
from pathlib import Path

import nbformat
import pytest

from helpers.symbolic import stored_proofs

sys.path.insert(0, str(Path(__file__).parents[2] / "scripts"))
from store_proofs import Recorded, lesson, run

NOTEBOOKS = sorted(Path(__file__).parents[2].glob("notebooks/*.ipynb"))


def sections(path):
    """The set-up cell, and by heading the code cells of each section."""
    setup, found, heading = None, {}, None
    for cell in nbformat.read(path, as_version=4).cells:
        if cell.cell_type == "markdown":
            for line in cell.source.splitlines():
                heading = line if line.startswith("## ") else heading
        elif setup is None:
            setup = cell.source
        else:
            found.setdefault(heading, []).append(cell.source)
    return setup, found


def run_sections(setup, cells):
    """Run all sections, the last one first; whoever disturbs itself or another is named."""
    before = {}
    run(setup, before)
    before.pop("__builtins__")
    values = repr(before)
    for heading in reversed(cells):
        names = dict(before)
        for source in cells[heading]:
            for _ in range(1 + ("ask(" in source)):
                run(source, names)
        bound = {name for name in names if name not in before or names[name] is not before[name]}
        taken = bound & {*before, *vars(builtins)} - {"_"}  # a shell binds it to its last result
        assert not taken, f"{heading} has another meaning for {taken}"
        assert repr(before) == values, f"{heading} changes what the set-up cell made"
    assert not list(Path().iterdir()), "files are left behind"


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem[:3])
def test_each_section_runs_by_itself_in_any_order(path, tmp_path, monkeypatch):
    """And every proof that is stored is made anew: none is missing, none too many."""
    monkeypatch.chdir(tmp_path)
    with Recorded() as recorded:
        run_sections(*sections(path))
    assert stored_proofs.kept()["proofs"][lesson(path)] == sorted(recorded.keys), "make notebooks"


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("a = 1", "b = a"),
        ("n = n + 1", "n"),
        ("list = list((1, 2))", "n"),
        ("rows.append(1)", "rows"),
        ("Path('notes').write_text('1')", "n"),
        ("n", "def later():\n    return a\n\n\nlater()"),
        ("n", "for n in rows:\n    pass"),
    ],
)
def test_a_section_that_disturbs_is_found(first, second, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    setup = "from pathlib import Path\n\nn, rows = 1, [2]"
    with pytest.raises((AssertionError, NameError)):
        run_sections(setup, {"## 1": [first], "## 2": [second]})
