"""Every statement of the lecture stands in its module's notebook, every slip is shown to fail."""

import json
import pathlib
import re

import pytest

from helpers.symbolic.ledger import ledger

NOTEBOOKS = sorted(pathlib.Path(__file__).parents[1].glob("notebooks/4_*.ipynb"))
PROCEDURES = {"4.8-1", "4.8-2", "4.8-3"}  # shown and run, not derived


def module(path):
    return ".".join(path.stem.split("_")[:2])


def cells(path, kind):
    return [cell for cell in json.loads(path.read_text())["cells"] if cell["cell_type"] == kind]


def code(path):
    return "\n".join("".join(cell["source"]) for cell in cells(path, "code"))


def prose(path):
    return "\n".join("".join(cell["source"]) for cell in cells(path, "markdown"))


def named(path):
    """The ids that the notebook's code puts to work."""
    pattern = r"""(?:Derivation|procedure)\(\s*["'](4\.\d-\d+)["']"""
    return set(re.findall(pattern, code(path)))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=module)
def test_every_statement_of_the_module_is_there_and_no_other(path):
    assert named(path) == {key for key, of in ledger().items() if of.module == module(path)}


@pytest.mark.parametrize("path", NOTEBOOKS, ids=module)
def test_every_line_that_is_derived_is_stored_with_its_proof(path):
    latex = "".join(
        "".join(output.get("data", {}).get("text/latex", ""))
        for cell in cells(path, "code")
        for output in cell["outputs"]
    )
    for key in named(path) - PROCEDURES - SLIP_IDS:
        assert rf"\text{{({key})}}" in latex, key


SLIP_IDS = {key for key, of in ledger().items() if of.slip}
SLIPS = [
    (path, key) for path in NOTEBOOKS for key, of in ledger().items()
    if of.slip and of.module == module(path)
]  # fmt: skip


@pytest.mark.parametrize(("path", "key"), SLIPS, ids=[key for _, key in SLIPS])
def test_every_slip_is_named_and_shown_to_fail(path, key):
    paragraphs = [text for text in prose(path).split("\n\n") if f"({key})" in text]
    assert any("slip" in text and "cannot be" in text for text in paragraphs), key
    source = code(path)
    if key == "4.8-2":
        assert "the slide's line has run" in source  # an AssertionError if it does
    else:
        after = source.split(f'"{key}"', 1)[1]
        assert ".refute(" in after.split("Derivation(")[0]
