"""Every notebook keeps to the house's form, and what it stores reads well unrun."""

import ast
import builtins
import html
import importlib
import re
import sys
from collections import Counter
from pathlib import Path

import nbformat
import pytest

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "scripts"))
import make_index  # noqa: E402

NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"
SHOWING = re.compile(
    "derive|ask|after|scratch|symbols|chain_bar|show_source|Table|parameter_table|Figure|equation_with_numbers|"
    "outer_product|procedure|agreement|refute|results|cells_of|by_block|[A-Za-z]+(Explorer|Training)"
)
each_notebook = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


def read(path):
    """Return the notebook, valid as it stands on disk."""
    notebook = nbformat.read(path, as_version=nbformat.NO_CONVERT)
    nbformat.validate(notebook)
    return notebook


def code_cells(path):
    """Return the code cells that hold code."""
    return [c for c in read(path).cells if c.cell_type == "code" and c.source.strip()]


def outputs(path):
    """Return all outputs stored, from top to bottom."""
    return [output for cell in code_cells(path) for output in cell.outputs]


@each_notebook
def test_name_and_size(path):
    assert re.fullmatch(r"4_[1-9]_[a-z_]+", path.stem)
    assert path.stat().st_size < 1_000_000


@each_notebook
def test_metadata_holds_nothing_of_one_machine(path):
    notebook = read(path)
    assert set(notebook.metadata) == {"kernelspec", "language_info"}
    assert notebook.metadata.kernelspec.name == "python3"
    assert notebook.metadata.language_info == {"name": "python"}
    assert {key for c in notebook.cells for key in c.metadata} <= {"jupyter", "slideshow", "tags"}


@each_notebook
def test_cells_have_ids(path):
    notebook = read(path)
    assert (notebook.nbformat, notebook.nbformat_minor) >= (4, 5)
    ids = [cell.id for cell in notebook.cells]
    assert len(set(ids)) == len(ids)


@each_notebook
def test_cells_are_short_python_without_magics(path):
    for cell in code_cells(path):
        assert len(cell.source.splitlines()) <= 25
        ast.parse(cell.source)  # a magic or a shell line is no Python


def room(path):
    """Return the module of the notebook's lesson."""
    return importlib.import_module(f"helpers.lessons.lesson_{path.stem[:3]}")


@each_notebook
def test_a_lesson_is_set_up_in_one_line(path):
    lines = code_cells(path)[0].source.split("\n")
    assert lines.pop() == f"from helpers.lessons.lesson_{path.stem[:3]} import *"
    assert set(lines) <= {"import numpy as np", "import sympy as sp", ""}


@each_notebook
def test_a_lesson_names_what_its_notebook_uses(path):
    names = room(path).__all__
    assert len(names) == len(set(names))
    trees = [ast.parse(cell.source) for cell in code_cells(path)]
    used = {node.id for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Name)}
    assert not set(names) - used
    others = {
        alias.name
        for tree in trees[1:]
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
        if alias.name.startswith("helpers")
        or (getattr(node, "module", "") or "").startswith("helpers")
    }
    assert not others


@each_notebook
def test_core_comes_first_then_what_is_optional_then_the_summary(path):
    cells = read(path).cells
    tags = [[tag for tag in cell.metadata.tags if tag in ("core", "optional")] for cell in cells]
    starts = {
        heading: [i for i, cell in enumerate(cells) if cell.source.startswith(f"## {heading}")]
        for heading in ("Going further", "Summary")
    }
    ((further,), (summary,)) = starts.values()
    core, optional = ["core"], ["optional"]
    rest = len(cells) - summary
    assert tags == [core] * further + [optional] * (summary - further) + [core] * rest


@each_notebook
def test_the_core_is_one_sitting(path):
    minutes, further, cells, words = make_index.sizes(path)
    assert minutes <= 45
    assert cells <= 48
    assert words <= 1400
    assert f"About {minutes} minutes, and {further} more under *Going further*" in (
        read(path).cells[0].source
    )


@each_notebook
def test_the_picture_comes_first(path):
    title, *cells = read(path).cells
    assert len(title.source.split()) <= 150
    first = [ast.unparse(ast.parse(c.source)) for c in cells[:5] if c.cell_type == "code"]
    assert any(re.search(r"(Explorer|Training)\(", source) for source in first)


@each_notebook
def test_sympy_derives_the_lesson_s_gradient_by_itself(path):
    """All of the cell but its last line, the comparison, is plain sympy."""
    (cell,) = [cell for cell in code_cells(path) if cell.id == "ask-sympy"]
    assert "core" in cell.metadata.tags
    assert not cell.metadata.get("jupyter", {}).get("source_hidden")
    *plain, last = ast.parse(cell.source).body
    assert isinstance(last, ast.Assert)
    nodes = [node for line in plain for node in ast.walk(line)]
    names = [node for node in nodes if isinstance(node, ast.Name)]
    own = {node.id for node in names if isinstance(node.ctx, ast.Store)}
    assert {node.id for node in names} <= own | set(dir(builtins)) | {"sp"}
    assert any(
        isinstance(node, ast.Attribute) and node.attr in ("diff", "jacobian") for node in nodes
    )
    others = {node.id for node in ast.walk(last) if isinstance(node, ast.Name)}
    assert others - own - set(dir(builtins)) - {"sp", "np"}, "compared with nothing of ours"


@each_notebook
def test_a_reader_is_told_to_run_it(path):
    assert "**Run ▸ Run All Cells**" in read(path).cells[0].source


@each_notebook
def test_code_that_only_shows_is_folded(path):
    first, *others = code_cells(path)
    assert first.metadata.jupyter.source_hidden
    for cell in others:
        if cell.id == "ask-sympy":  # open, as held above; its sp.symbols is not our symbols
            continue
        tree = ast.parse(cell.source)
        calls = [node.func for node in ast.walk(tree) if isinstance(node, ast.Call)]
        calls = [call for call in calls if not ast.unparse(call).startswith("sp.")]  # plain sympy
        names = {getattr(call, "id", getattr(call, "attr", "")) for call in calls}
        shows = any(map(SHOWING.fullmatch, names))
        is_stub = any(isinstance(u, ast.FunctionDef) for u in tree.body) and "after" not in names
        folded = cell.metadata.get("jupyter", {}).get("source_hidden", False)
        assert folded == (shows and not is_stub), cell.id


@each_notebook
def test_all_cells_ran_in_order(path):
    counts = [cell.execution_count for cell in code_cells(path)]
    assert counts == list(range(1, len(counts) + 1))


@each_notebook
def test_stored_outputs_hold_no_errors_and_no_widgets(path):
    assert outputs(path)
    for output in outputs(path):
        assert output.output_type != "error"
        assert output.get("name") != "stderr"
        assert WIDGET_VIEW not in output.get("data", {})


def plain(text):
    """Return HTML as the words that are shown."""
    return " ".join(html.unescape(text).split())


@each_notebook
def test_each_figure_stands_with_its_sentence(path):
    pictures, captions = [], 0
    for data in (output.get("data", {}) for output in outputs(path)):
        for figure in re.findall(r"<figure\b.*?</figure>", data.get("text/html", ""), re.DOTALL):
            sentence = plain(data["text/plain"])
            assert sentence
            caption = re.search(r"<figcaption>(.*?)</figcaption>", figure)
            captions += caption is not None
            assert caption is None or plain(caption[1]) == sentence
            images = re.findall(r"<img\b[^>]*>", figure)
            alternatives = [re.search(r'alt="([^"]+)"', image) for image in images]
            assert all(alternatives)
            assert caption or images
            assert not images or plain(alternatives[0][1]) == sentence
            pictures += images
    assert pictures
    assert captions, "no explorer has left its sentence"


@each_notebook
def test_nothing_is_left_to_do(path):
    text = "\n".join(cell.source for cell in read(path).cells)
    assert not re.search(r"\b(TODO|FIXME|XXX|lorem)\b", text)


def test_no_cell_is_copied_between_notebooks():
    count = Counter(
        ast.unparse(ast.parse(cell.source))
        for path in NOTEBOOKS
        for cell in code_cells(path)[1:]
        if len(cell.source.splitlines()) >= 3
    )
    assert [source for source, times in count.items() if times > 1] == []
