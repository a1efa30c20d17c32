"""A stored proof is used for the same text and the same prover alone, and never made up."""

import json
import shutil
from pathlib import Path

import pytest

from helpers.symbolic import derivation, stored_proofs
from helpers.symbolic.derivation import DerivationError, derive

HELPERS = Path(stored_proofs.__file__).parents[1]
TRUE = "D(z^2, z) == 2 z  # power rule"
SOURCES = [
    path.relative_to(HELPERS)
    for name in stored_proofs.PROVER
    for path in ([HELPERS / name] if name.endswith(".py") else sorted((HELPERS / name).glob("*")))
    if path.suffix == ".py"
]


@pytest.fixture
def store(tmp_path, monkeypatch):
    """Write another file of proofs and read it, as a reader's kernel does."""
    monkeypatch.setattr(stored_proofs, "in_use", True)
    monkeypatch.setattr(stored_proofs, "FILE", tmp_path / "proofs.json")

    def write(text):
        stored_proofs.FILE.write_text(text, encoding="utf-8")
        stored_proofs.keys.cache_clear()
        return stored_proofs.keys()

    yield write
    stored_proofs.keys.cache_clear()


def file_with(*texts, **others):
    """The text of a file in which these derivations are proved."""
    keys = [stored_proofs.key_of(text) for text in texts]
    return json.dumps({"prover": stored_proofs.prover(), "proofs": {"4.5": keys}} | others)


def test_a_stored_proof_is_not_made_again_and_shows_itself_alike(store, monkeypatch):
    fresh = derive(None, TRUE)
    assert store(file_with(TRUE))
    monkeypatch.setattr(derivation, "prove", None)
    stored = derive(None, TRUE)
    assert repr(stored) == repr(fresh)
    assert stored.lines == fresh.lines
    assert stored.scope == fresh.scope


@pytest.mark.parametrize("place", range(len(TRUE)))
def test_a_text_of_which_one_character_differs_is_proved_anew(place, store, monkeypatch):
    store(file_with(TRUE))
    for other in (TRUE[:place] + TRUE[place + 1 :], TRUE[:place] + "3" + TRUE[place:]):
        assert not stored_proofs.is_proved(other)
    with pytest.raises(DerivationError, match="does not follow"):
        derive(None, TRUE.replace("2 z", "3 z"))


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "3", "{}", '{"prover": null}', file_with(TRUE, proofs=3)]
    + [file_with(TRUE, proofs=proofs) for proofs in ([[]], {"4.5": 3}, {"4.5": [[1]]}, None)]
    + [file_with(TRUE, prover=stored_proofs.prover() | {"sympy": "1.13.0"})],
)
def test_a_file_that_cannot_be_read_or_is_another_prover_s_holds_nothing(text, store):
    assert store(text) == set()
    assert derive(None, TRUE).result


def test_without_a_file_everything_is_proved(store):
    stored_proofs.keys.cache_clear()
    assert stored_proofs.keys() == set()


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.stem)
def test_another_source_is_another_prover(path, tmp_path, monkeypatch):
    for name in stored_proofs.PROVER:
        copy = shutil.copy if name.endswith(".py") else shutil.copytree
        copy(HELPERS / name, tmp_path / name)
    monkeypatch.setattr(stored_proofs, "files", lambda _: tmp_path)
    digest = stored_proofs.prover.__wrapped__
    assert digest() == stored_proofs.prover()
    source = (tmp_path / path).read_text()
    changed = source.replace("1", "2", 1) if "1" in source else source + "#"
    (tmp_path / path).write_text(changed, encoding="utf-8")
    assert digest() != stored_proofs.prover()


def test_the_file_is_this_prover_s():
    pins = (HELPERS.parent / "constraints.txt").read_text().split()
    kept = stored_proofs.kept()["prover"]
    assert kept["source"] == stored_proofs.prover()["source"], "make notebooks"
    assert {f"{name}=={kept[name]}" for name in ("sympy", "mpmath")} <= set(pins)
