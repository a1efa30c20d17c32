"""Each section of a notebook runs by itself after the set-up cell, and twice."""

import ast
import asyncio
import inspect
from pathlib import Path

import nbformat
import pytest

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


def run(source, namespace):
    """Run a cell, its top-level await included."""
    code = compile(source, "<cell>", "exec", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
    result = eval(code, namespace)
    if inspect.iscoroutine(result):
        asyncio.run(result)


CASES = [(path, heading) for path in NOTEBOOKS for heading in sections(path)[1]]


@pytest.mark.parametrize(
    ("path", "heading"), CASES, ids=[f"{path.stem[:3]} {heading[3:]}" for path, heading in CASES]
)
def test_a_section_runs_by_itself_and_twice(path, heading):
    setup, cells = sections(path)
    namespace = {}
    run(setup, namespace)
    for _ in range(2):
        for source in cells[heading]:
            run(source, namespace)
