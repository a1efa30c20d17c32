"""run_notebooks.py stores the same bytes every time, and refuses what a reader trips over."""

import importlib.util
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

SCRIPT = Path(__file__).parents[2] / "scripts" / "run_notebooks.py"
SPEC = importlib.util.spec_from_file_location("run_notebooks", SCRIPT)
run_notebooks = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(run_notebooks)

EXPLORER = """
class Explorer:
    def _repr_mimebundle_(self, **kwargs):
        bundle = IntSlider()._repr_mimebundle_()
        return bundle | {"text/html": "<figure></figure>", "text/plain": "n is 0"}
"""


def written(tmp_path, *sources):
    """Write a notebook with these cells, with traces of a machine in it; return its path."""
    notebook = new_notebook(cells=[new_code_cell(source) for source in sources])
    notebook.metadata = nbformat.from_dict({"widgets": {}, "venv": "/home/me/.venv"})
    notebook.cells[0].metadata = nbformat.from_dict({"execution": {"a": "2025"}, "tags": ["keep"]})
    path = tmp_path / "scratch.ipynb"
    nbformat.write(notebook, path)
    return path


def test_two_runs_store_the_same_bytes(tmp_path):
    path = written(
        tmp_path,
        "from ipywidgets import IntSlider",
        EXPLORER + "Explorer()",
        "print(1)\nprint(2, flush=True)\nprint(3)",
        "from pathlib import Path\nPath.cwd().joinpath('scratch.ipynb').exists()",
    )
    ids = [cell.id for cell in nbformat.read(path, 4).cells]
    assert run_notebooks.main([str(path)]) == 0
    first = path.read_bytes()
    assert run_notebooks.main([str(path)]) == 0
    assert path.read_bytes() == first
    assert run_notebooks.main(["--check", str(path)]) == 0
    assert run_notebooks.main(["--clean", str(path)]) == 0
    assert path.read_bytes() == first

    notebook = nbformat.read(path, 4)
    assert [cell.id for cell in notebook.cells] == ids
    assert set(notebook.metadata) == {"kernelspec", "language_info"}
    assert notebook.cells[0].metadata == {"tags": ["keep"]}
    (explorer,), (lines,), (here,) = (cell.outputs for cell in notebook.cells[1:])
    assert explorer.data == {"text/html": "<figure></figure>", "text/plain": "n is 0"}
    assert lines.text == "1\n2\n3\n"
    assert here.data["text/plain"] == "True"


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("1 / 0", "cell 2 fails"),
        ("import sys\nprint('oh', file=sys.stderr)", "cell 2 writes to stderr: oh"),
        ("from ipywidgets import IntSlider\nIntSlider()", "cell 2 shows a widget"),
    ],
)
def test_faulty_cell_is_named_and_nothing_stored(tmp_path, capsys, source, message):
    path = written(tmp_path, "x = 1", source)
    before = path.read_bytes()
    assert run_notebooks.main([str(path)]) == 1
    assert f"{path}: {message}" in capsys.readouterr().err
    assert path.read_bytes() == before


def test_check_finds_stale_outputs(tmp_path, capsys):
    path = written(tmp_path, "1 + 1")
    run_notebooks.main([str(path)])
    path.write_text(path.read_text().replace("1 + 1", "1 + 2"))
    before = path.read_bytes()
    assert run_notebooks.main(["--check", str(path)]) == 1
    assert "its stored outputs are stale" in capsys.readouterr().err
    assert path.read_bytes() == before
