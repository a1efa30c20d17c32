"""Work under way can be watched, stopped and steered, and leaves the controls alive."""

from pathlib import Path

import pytest
from lab import EXPLORER_RUNS

pytestmark = pytest.mark.browser
LESSON = "4_8_*.ipynb"
NOTEBOOKS = sorted((Path(__file__).parents[2] / "notebooks").glob(LESSON))
each_notebook = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


def running_explorers(notebook):
    """The explorers that work by themselves; there is at least one."""
    found = [e for e in notebook.explorers() if e.button("Start").count()]
    assert found
    return found


@each_notebook
def test_starts_and_stops(open_notebook, path):
    notebook = open_notebook(path.name)
    notebook.run_all()
    for explorer in running_explorers(notebook):
        explorer.click("Reset")
        before = explorer.await_rest()
        explorer.click("Start")
        moving = explorer.await_change(before)
        assert moving[0] != before[0], f"{explorer.name}: the picture stays"
        assert moving[1] != before[1], f"{explorer.name}: the sentence stays"
        explorer.click("Stop")
        still = explorer.await_rest()
        explorer.element.locator("button:has(.fa-step-forward)").click()
        assert explorer.await_change(still)[1] != still[1], f"{explorer.name}: it was at its end"
    assert notebook.failures() == []
    assert notebook.errors == []


@each_notebook
def test_slider_turned_while_the_cell_runs_stays_live(open_notebook, path):
    notebook = open_notebook(path.name)
    notebook.start_all()
    notebook.page.wait_for_function(EXPLORER_RUNS, timeout=60_000)
    explorer = notebook.explorers(".bp-explorer:has(button:text('Stop'))")[0]
    name = explorer.name
    explorer.nudge()
    notebook.page.wait_for_timeout(300)
    explorer.nudge()
    notebook.await_idle()
    explorer = notebook.explorer(f".{name}")
    before = explorer.await_rest()
    explorer.nudge()
    assert explorer.await_change(before)[1] != before[1], f"{name}: the slider is dead"
    assert notebook.failures() == []
    assert notebook.errors == []
