"""Every statement of the lecture stands in its module's notebook, every slip is shown to fail."""

import json
import pathlib
import re
import sys
import time
from collections import Counter

import pytest

from helpers.language.printing import text
from helpers.symbolic.derivation import derive
from helpers.symbolic.ledger import equation, ledger

ROOT = pathlib.Path(__file__).parents[2]
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


def test_the_ledger_is_the_lecture_s():
    rows = ledger()
    counts = {"4.1": 6, "4.2": 6, "4.3": 11, "4.4": 8, "4.5": 10, "4.6": 7, "4.7": 5, "4.8": 3}
    assert Counter(row.module for row in rows.values()) == counts | {"4.9": 2}
    slips = {name for name, row in rows.items() if row.slip}
    expected = {
        "4.1-5",
        "4.2-4",
        "4.3-9",
        "4.4-1",
        "4.5-6",
        "4.6-1",
        "4.6-2",
        "4.7-5",
        "4.8-2",
        "4.8-3",
    }
    assert slips == expected
    assert all(row.printed and row.why for row in rows.values() if row.slip)
    assert rows["4.5-2"].printed
    assert not rows["4.5-2"].slip
    with pytest.raises(TypeError):
        rows["4.5-6"] = None


@pytest.mark.parametrize("name", ["4.5-11", "", None, 4.5, [], "4.5"])
def test_an_unknown_equation_is_named(name):
    with pytest.raises(ValueError, match="not in the ledger"):
        equation(name)


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


@pytest.fixture(scope="module")
def clock():
    """The processor time of all statements, printed: `pytest -s` shows it."""
    spent = []
    yield spent
    print(f"\n{len(spent)} statements proved in {sum(spent):.1f} s of processor time")


STATED = [(key, line) for key, of in ledger().items() for line in of.lines]


@pytest.mark.parametrize(("key", "line"), STATED, ids=[key for key, _ in STATED])
def test_what_the_ledger_states_is_proved_in_one_step_and_twice_that_is_false(key, line, clock):
    start = time.process_time()
    d = derive(key, line)
    clock.append(time.process_time() - start)
    assert [bool(line.proof) for line in d.lines] == [False, True]
    d.refute(f"2 * ({text(d.lines[-1].tree)})")


def test_what_the_ledger_does_not_state_goes_under_no_id():
    with pytest.raises(ValueError, match=r"not what the ledger states under 4\.5-6"):
        derive("4.5-6", "D(-log(ŷ[ℓ]), ŷ[i]) == -1[ℓ=i]/ŷ[ℓ]")


@pytest.mark.parametrize("path", make_index.PAGES, ids=lambda path: path.stem)
def test_a_page_made_from_the_notebooks_is_fresh(path):
    assert path.read_text() == make_index.PAGES[path]()


SLIPS = [
    (path, key) for path in NOTEBOOKS for key, of in ledger().items()
    if of.slip and of.module == make_index.module(path)
]  # fmt: skip


@pytest.mark.parametrize(("path", "key"), SLIPS, ids=[key for _, key in SLIPS])
def test_every_slip_is_named_and_shown_to_fail(path, key):
    paragraphs = [text for text in prose(path).split("\n\n") if f"({key})" in text]
    assert any("slip" in text and "cannot be" in text for text in paragraphs), key
    source = code(path)
    refuted = [part for part in source.split("derive(") if key in part and "refute" in part]
    checked = [
        "".join(cell["source"])
        for cell in cells(path, "code")
        if re.search(rf"(?m)^# .*{key}\b", "".join(cell["source"]))
    ]
    assert refuted or any(re.search(r"\bassert|AssertionError", cell) for cell in checked), key
