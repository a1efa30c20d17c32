"""Training in JupyterLab by keys: a lesson's, with an activation and with code of one's own.

Work under way can be watched, steered and stopped, and leaves the controls alive.
"""

import re

import nbformat
import pytest
from capstone_forms import RIGHT

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


def test_training_starts_goes_on_where_a_slider_is_turned_and_stops(open_notebook):
    notebook = open_notebook("4_8_backpropagation_algorithm.ipynb")
    notebook.run("import numpy", "DigitTraining", "BoundaryTraining")
    notebook.await_idle()
    running = [e for e in notebook.explorers() if e.button("Start").count()]
    assert running
    for explorer in running:
        explorer.click("Reset")
        before = explorer.await_rest()
        explorer.click("Start")
        moving = explorer.await_change(before)
        assert moving[0] != before[0], f"{explorer.name}: the picture stays"
        assert moving[1] != before[1], f"{explorer.name}: the sentence stays"
        explorer.nudge()
        turned = explorer.state()
        assert explorer.await_change(turned) != turned, f"{explorer.name}: it does not go on"
        explorer.click("Stop")
        still = explorer.await_rest()
        explorer.element.locator("button:has(.fa-step-forward)").click()
        assert explorer.await_change(still)[1] != still[1], f"{explorer.name}: it was at its end"
        before = explorer.await_rest()
        explorer.nudge()
        assert explorer.await_change(before)[1] != before[1], f"{explorer.name}: the slider is dead"
    assert notebook.failures() == []
    assert notebook.errors == []


def test_swish_is_entered_and_trained_with_by_keys(open_notebook):
    notebook = open_notebook("4_9_activation_derivatives.ipynb")
    notebook.run("import numpy", "OwnActivationExplorer")
    notebook.page.locator(".bp-own-activation .bp-tangent .bp-plot").wait_for(timeout=20_000)
    own, keyboard = notebook.explorer(".bp-own-activation"), notebook.page.keyboard
    said = own.element.locator(".bp-sentence")

    def enter(formula):
        own.element.locator(".bp-formula input").focus()
        keyboard.press("Control+a")
        keyboard.insert_text(formula)
        keyboard.press("Enter")

    before = own.picture()
    enter("1/z")
    said.filter(has_text="No value at z = 0: it divides by 0.").wait_for(timeout=8000)
    assert own.picture() == before
    enter("z/(1 + exp(-z))")
    said.filter(has_text=re.compile("All [45] lines are proved")).wait_for(timeout=15_000)
    said.filter(has_text="passed, relative error < 1e-7").wait_for(timeout=8000)
    said.filter(has_text="your g has the value g(z) = 1.23").wait_for(timeout=8000)
    assert own.picture() != before
    assert own.element.get_by_text("■").count() >= 4  # and sympy's last line, if there was time
    assert own.element.locator(".bp-lines mjx-container, .bp-lines .MathJax").count() >= 5
    own.button("decision boundary").focus()
    keyboard.press("Enter")
    said.filter(has_text="Before training").wait_for(timeout=8000)
    own.button("Start").focus()
    keyboard.press("Enter")
    said.filter(has_text="300 of 300 points right").wait_for(timeout=30_000)
    assert notebook.failures() == notebook.errors == []


@pytest.fixture
def capstone(folder, open_notebook):
    """A notebook with nothing but the capstone."""
    cells = map(nbformat.v4.new_code_cell, (SET_UP, f"# written\n{STUBS}", ASK, TRAIN))
    made = nbformat.v4.new_notebook(cells=list(cells))
    made.metadata.kernelspec = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(made, folder / "capstone.ipynb")
    return open_notebook("capstone.ipynb")


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


def test_a_mistake_is_named_then_solved_then_trained_with(capstone):
    capstone.run_all()
    card, training = capstone.explorer(".bp-exercise"), capstone.explorer(".bp-capstone-training")
    await_sentence(card, "Not attempted yet")
    await_sentence(training, "0 of 3 are")
    assert training.button("Start").count() == 0

    write(capstone, RIGHT.replace("W[k].T @", "W[k] @"))
    card = capstone.explorer(".bp-exercise")
    await_sentence(card, "A transpose is missing")
    await_sentence(card, "is right in all 12 cases")
    await_sentence(training, "2 of 3 are")
    assert "wrong: ∇W₁, ∇b₁" in card.picture()

    write(capstone, RIGHT)
    card = capstone.explorer(".bp-exercise")
    await_sentence(card, "This is the whole of learning")
    assert "1 of 1" in card.element.locator(".bp-progress").inner_text()
    await_sentence(training, "Before training")
    training.button("Start").focus()
    capstone.page.keyboard.press("Enter")
    await_sentence(training, "After 40 of 40 passes your own code reads 97.3 %", seconds=60)
    assert capstone.failures() == []
    assert capstone.errors == []
