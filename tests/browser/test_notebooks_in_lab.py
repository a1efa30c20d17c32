"""Each notebook opens in JupyterLab, runs, answers to the keys, and keeps no reader out."""

from pathlib import Path

import pytest

pytestmark = pytest.mark.browser
NOTEBOOKS = sorted((Path(__file__).parents[2] / "notebooks").glob("*.ipynb"))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_opens_and_answers(open_notebook, path):
    notebook = open_notebook(path.name)
    notebook.run_all()
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
    notebook.change_theme("Dark")
    assert notebook.complaints("color-contrast") == []
    notebook.change_theme("Light")  # a setting, which outlives the page
    assert notebook.failures() == []
    assert notebook.errors == []
