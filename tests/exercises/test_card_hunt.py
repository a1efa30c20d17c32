"""The card of a bug hunt: first the place, then the repair, and each step's controls alone."""

import pytest

from helpers.exercises.bug_hunt import BugHunt
from helpers.exercises.sheet import Sheet

HUNT = BugHunt(
    name="hunt", title="A hunt", text="Where?", why="Why.", planted=(5, "slope forgotten", 0)
)
RIGHT = "grad_h[2] * g_prime(a[2])"
REPAIRED = "Repaired the loss goes from"


@pytest.fixture
def ask(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return Sheet("4.6", HUNT)


@pytest.fixture
def card(ask):
    return ask("hunt")


def find(card):
    card.turn(line=HUNT.number, layer=HUNT.layer)
    card.check_button.click()


def test_the_place_is_asked_for_first(ask, card):
    assert card._repair_row.layout.display == "none"
    assert REPAIRED not in card.pictures[1]
    card.turn(line=1, layer=3)
    card.check_button.click()
    assert card.state == "wrong"
    assert card._repair_row.layout.display == "none"
    assert ask.progress() == (0, 1)


def test_then_the_repair(ask, card):
    find(card)
    assert card.state == "right"
    assert card._repair_row.layout.display == ""
    assert card.repair.value == "grad_h[2]"
    assert card.line.disabled
    assert REPAIRED not in card.pictures[1]
    assert ask.progress() == (0, 1)


def test_enter_checks_the_repair_and_the_evidence_follows(ask, card):
    find(card)
    card.repair.value = RIGHT
    card.repair._handle_custom_msg({"event": "submit"}, [])
    assert card.is_repaired
    assert REPAIRED in card.pictures[1]
    assert "Wrong: " not in card.pictures[0]
    assert card.repair.disabled
    assert ask.progress() == (1, 1)


def test_a_wrong_repair_leaves_the_evidence_as_it_is(ask, card):
    find(card)
    card.repair.value = "grad_h[2] * g_prime(h[2])"
    card.check_button.click()
    assert card.state == "wrong"
    assert REPAIRED not in card.pictures[1]
    assert not card.repair.disabled
    assert ask.progress() == (0, 1)


def test_another_hunt_begins_anew_and_leaves_what_was_done(ask, card):
    for _ in range(4):
        card.hint_button.click()
    find(card)
    card.repair.value = RIGHT
    card.check_button.click()
    card.another_button.click()
    assert card.state == "open"
    assert (card.line.value, card.layer.value, card.repair.value) == (None, None, "")
    assert card._repair_row.layout.display == "none"
    assert card.hint_button.description == "Hint 1 of 3"
    assert HUNT.solution not in card._below.value
    assert "<li>" not in card._below.value
    assert REPAIRED not in card.pictures[1]
    assert ask.progress() == (1, 1)
    assert ask.record("hunt").tries == 2


def test_stored_html_has_the_listing_and_the_evidence(card):
    stored = card._repr_mimebundle_()["text/html"]
    assert "grad_a[2] = grad_h[2]\n" in stored
    assert stored.count("<img ") == 2
    assert stored.count('alt=""') == 0
    assert "<svg" not in stored
