"""Each notebook opens in JupyterLab, runs, answers to the keys, and keeps no reader out.

Whoever has no mouse, or no sight, needs a focus that shows, names, and a sentence that is heard.
"""

from pathlib import Path

import pytest

pytestmark = pytest.mark.browser
NOTEBOOKS = sorted((Path(__file__).parents[2] / "notebooks").glob("*.ipynb"))
LESSON = NOTEBOOKS.pop(4)  # it has an explorer, cards and scratch paper, and serves several tests
OUTLINES = """() => {
  const stops = '.bp-explorer :is(button, input, .noUi-handle, .widget-readout, summary)';
  const seen = [...document.querySelectorAll(stops)].filter((stop) => {
    stop.focus();
    return document.activeElement === stop;
  });
  return seen.map((stop) => {
    stop.focus();
    const style = getComputedStyle(stop);
    return `${style.outlineStyle} ${style.outlineWidth} ${style.outlineColor}`;
  });
}"""
FOCUS = {"Dark": "rgb(124, 196, 240)", "Light": "rgb(0, 114, 178)"}
COUNT_SENTENCES = """words => {
  window.said = 0;
  new MutationObserver(() => { window.said += 1; }).observe(
    words, {childList: true, subtree: true, characterData: true});
}"""


@pytest.fixture(scope="module", params=[LESSON, *NOTEBOOKS], ids=lambda path: path.stem)
def notebook(request, open_notebook):
    """Each lesson in turn, run."""
    opened = open_notebook(request.param.name)
    opened.run_all()
    return opened


only_the_lesson = pytest.mark.parametrize("notebook", [LESSON], indirect=True, ids=["4_5"])


class Tree:
    """What Chromium tells a screen reader of elements that CSS selects."""

    def __init__(self, page):
        self.client = page.context.new_cdp_session(page)
        self.root = self.client.send("DOM.getDocument", {"depth": 0})["root"]["nodeId"]

    def nodes(self, css):
        """The accessible node of each element, with its number and its text."""
        found = self.client.send("DOM.querySelectorAll", {"nodeId": self.root, "selector": css})
        for node_id in found["nodeIds"]:
            node = self.client.send("DOM.describeNode", {"nodeId": node_id})["node"]
            number = {"backendNodeId": node["backendNodeId"]}
            own, *below = self.client.send("Accessibility.queryAXTree", number)["nodes"] or [None]
            if own:  # else it is not shown
                yield own, [each["name"]["value"] for each in below if each.get("name")]


def test_opens_and_answers(notebook):
    assert notebook.failures() == []
    explorers = notebook.explorers()
    assert explorers
    for explorer in explorers:
        if not explorer.has_slider():
            continue
        picture, sentence = explorer.state()
        assert picture
        assert sentence
        explorer.nudge()
        new_picture, new_sentence = explorer.await_change((picture, sentence), seconds=2)
        assert new_picture != picture, f"{explorer.name}: the picture stays"
        assert new_sentence != sentence, f"{explorer.name}: the sentence stays"
    assert notebook.complaints() == []
    notebook.change_theme()  # light and dark in turn: a setting, which outlives the notebook
    assert notebook.complaints("color-contrast") == []
    assert notebook.failures() == []
    assert notebook.errors == []


@only_the_lesson
def test_every_control_shows_that_it_has_the_focus(notebook):
    for theme, colour in FOCUS.items():
        notebook.change_theme(theme)
        outlines = notebook.page.evaluate(OUTLINES)
        assert len(outlines) > 15
        assert set(outlines) == {f"solid 3px {colour}"}


@only_the_lesson
def test_every_button_and_field_has_a_name(notebook):
    nodes = list(Tree(notebook.page).nodes(".jp-OutputArea-output :is(button, input, select)"))
    assert len(nodes) > 15
    assert [node for node, _ in nodes if not (node["ignored"] or node["name"]["value"])] == []


@only_the_lesson
def test_a_sentence_is_heard_once_from_a_region_that_stays(notebook):
    logits, tree = notebook.explorer(".bp-logits"), Tree(notebook.page)
    logits.element.locator(".bp-words").evaluate(COUNT_SENTENCES)
    ((region, texts),) = tree.nodes(".bp-logits [role=status]")
    assert logits.sentence() in texts
    before = logits.state()
    logits.nudge()
    assert logits.await_change(before)[1] != before[1]
    logits.await_rest()
    assert notebook.page.evaluate("said") == 1
    ((same, texts),) = tree.nodes(".bp-logits [role=status]")
    assert same["backendDOMNodeId"] == region["backendDOMNodeId"]
    assert logits.sentence() in texts


@only_the_lesson
def test_after_a_held_key_the_picture_is_that_of_the_last_value(notebook):
    logits = notebook.explorer(".bp-logits")
    logits.press("Home")
    logits.await_rest()
    logits.hold("ArrowRight", times=30)
    held = logits.await_rest()
    for key in ("ArrowRight", "ArrowLeft"):
        before = logits.state()
        logits.press(key)
        alone = logits.await_change(before, seconds=8)
        assert alone != before
    assert logits.await_rest() == held
