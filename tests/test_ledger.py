"""Every statement of the lecture stands in its module's notebook, every slip is shown to fail."""

import json
import pathlib
import re
import sys

import pytest

from helpers.symbolic.ledger import ledger

ROOT = pathlib.Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "scripts"))
import make_index  # noqa: E402

NOTEBOOKS = make_index.NOTEBOOKS


def cells(path, kind):
    return [cell for cell in json.loads(path.read_text())["cells"] if cell["cell_type"] == kind]


def code(path):
    return "\n".join("".join(cell["source"]) for cell in cells(path, "code"))


def prose(path):
    return "\n".join("".join(cell["source"]) for cell in cells(path, "markdown"))


def named(path):
    """The ids that the notebook's code puts to work."""
    return set(make_index.proofs(path))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=make_index.module)
def test_every_statement_of_the_module_is_there_and_no_other(path):
    assert named(path) == {
        key for key, of in ledger().items() if of.module == make_index.module(path)
    }


@pytest.mark.parametrize("path", NOTEBOOKS, ids=make_index.module)
def test_every_statement_is_stored_with_its_proof(path):
    for key, how in make_index.proofs(path).items():
        assert how, f"{key}: no line of its derivation is shown, and no cell checks it"


def test_all_58_statements_are_there():
    found = [key for path in NOTEBOOKS for key in named(path)]
    assert len(found) == len(set(found)) == 58
    assert set(found) == set(ledger())


def test_the_index_is_fresh():
    assert make_index.INDEX.read_text() == make_index.index()


SLIPS = [
    (path, key) for path in NOTEBOOKS for key, of in ledger().items()
    if of.slip and of.module == make_index.module(path)
]  # fmt: skip


@pytest.mark.parametrize(("path", "key"), SLIPS, ids=[key for _, key in SLIPS])
def test_every_slip_is_named_and_shown_to_fail(path, key):
    paragraphs = [text for text in prose(path).split("\n\n") if f"({key})" in text]
    assert any("slip" in text and "cannot be" in text for text in paragraphs), key
    source = code(path)
    refuted = [part for part in source.split("Derivation(") if key in part and ".refute(" in part]
    checked = [
        "".join(cell["source"])
        for cell in cells(path, "code")
        if re.search(rf"(?m)^# .*{key}\b", "".join(cell["source"]))
    ]
    assert refuted or any(re.search(r"\bassert|AssertionError", cell) for cell in checked), key
