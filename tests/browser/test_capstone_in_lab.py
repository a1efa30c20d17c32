"""The capstone in JupyterLab: a mistake is named, then solved, then the code trains on digits."""

import os

import nbformat
import pytest
from capstone_forms import RIGHT
from lab import NotebookPage, running_lab

from helpers.exercises.capstone_programs import PARTS

pytestmark = pytest.mark.browser
SET_UP = """
from helpers.data import load_digits
from helpers.exercises.sheet import Sheet
from helpers.lessons.lesson_4_8.capstone_question import capstone
from helpers.lessons.lesson_4_8.capstone_training import CapstoneTraining
ask = Sheet("4.8", capstone)
"""
STUBS = "\n".join(f"def {part}(*arguments):\n    ...\n" for part in PARTS)
ASK = f'ask("capstone", {", ".join(PARTS)})'
TRAIN = "CapstoneTraining(ask, load_digits(seed=0))"


@pytest.fixture
def notebook(chromium, tmp_path):
    cells = map(nbformat.v4.new_code_cell, (SET_UP, f"# written\n{STUBS}", ASK, TRAIN))
    made = nbformat.v4.new_notebook(cells=list(cells))
    made.metadata.kernelspec = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(made, tmp_path / "capstone.ipynb")
    context = chromium.new_context(viewport={"width": 1200, "height": 2600})
    with running_lab(tmp_path) as url:
        yield NotebookPage(context.new_page(), url, "capstone.ipynb")
        context.close()


def write(notebook, source):
    """Put a program into the cell of the stubs, and run it and the cell that checks it, by keys."""
    notebook.page.locator(".jp-CodeCell", has_text="def forward_pass").locator(
        ".cm-content"
    ).click()
    notebook.page.evaluate(
        """text => {
            const cell = window.jupyterapp.shell.currentWidget.content.activeCell;
            cell.model.sharedModel.setSource(text);
        }""",
        source,
    )
    notebook.page.keyboard.press("Shift+Enter")
    notebook.page.keyboard.press("Shift+Enter")
    notebook.await_idle()


def await_sentence(explorer, words, seconds=8):
    """Wait until the sentence holds these words."""
    shown = explorer.element.locator(".bp-sentence", has_text=words)
    shown.wait_for(timeout=1000 * seconds)


def test_a_mistake_is_named_then_solved_then_trained_with(notebook):
    notebook.run_all()
    card, training = notebook.explorer(".bp-exercise"), notebook.explorer(".bp-capstone-training")
    await_sentence(card, "Not attempted yet")
    await_sentence(training, "0 of 3 are")
    assert training.button("Start").count() == 0

    write(notebook, RIGHT.replace("W[k].T @", "W[k] @"))
    card = notebook.explorer(".bp-exercise")
    await_sentence(card, "A transpose is missing")
    await_sentence(card, "is right in all 12 cases")
    await_sentence(training, "2 of 3 are")
    assert "wrong: ∇W₁, ∇b₁" in card.picture()

    write(notebook, RIGHT)
    card = notebook.explorer(".bp-exercise")
    await_sentence(card, "This is the whole of learning")
    assert "1 of 1" in card.element.locator(".bp-progress").inner_text()
    await_sentence(training, "Before training")
    training.button("Start").focus()
    notebook.page.keyboard.press("Enter")
    await_sentence(training, "After 40 of 40 passes your own code reads 97.3 %", seconds=60)
    if folder := os.environ.get("SCREENSHOTS"):
        notebook.page.screenshot(path=f"{folder}/capstone.png")
    assert notebook.failures() == []
    assert notebook.errors == []
