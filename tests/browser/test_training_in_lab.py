"""Work under way can be watched, steered and stopped, and leaves the controls alive."""

import pytest

pytestmark = pytest.mark.browser


def test_training_starts_goes_on_where_a_slider_is_turned_and_stops(open_notebook):
    notebook = open_notebook("4_8_backpropagation_algorithm.ipynb")
    notebook.run_all()
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
