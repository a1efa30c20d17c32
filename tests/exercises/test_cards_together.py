"""The cards of one sheet: one an exercise, told of each other's answers, pressed in two threads."""

import asyncio
import threading

import pytest
from sample_exercises import CHOICE, DERIVE, DRAG, IMPLEMENT, NUMBER, stub, untransposed

from helpers.exercises.card import SECONDS_TO_ARRIVE
from helpers.exercises.sheet import Sheet


@pytest.fixture
def ask(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return Sheet("4.0", NUMBER, CHOICE, DRAG, DERIVE, IMPLEMENT)


def test_each_exercise_has_one_card(ask):
    for name in ask.questions:
        assert ask(name) is ask(name)
    assert ask("implement", stub) is ask("implement", untransposed)
    assert ask.results() is ask.results()
    card = ask("choice")
    card.choice.value = 1
    card.check_button.click()
    assert "Next: 1 ·" not in card._below.value
    card = ask("number")
    card.number.value = "0.6"
    card.check_button.click()
    assert "Next: 3 ·" in ask("choice")._below.value


def test_the_same_answer_again_is_no_new_try(ask):
    card = ask("derive")
    for typed in ("a", "a", "3*a", "a", "2*a", "2*a"):
        card.formula.value = typed
        card.check_button.click()
    for function in (stub, untransposed, untransposed):
        ask("implement", function)
    assert [a.answer for a in ask.record("derive").answers] == ["a", "3*a", "a", "2*a"]
    assert ask.record("implement").tries == 1


def test_the_clock_starts_when_the_exercise_is_shown(ask, monkeypatch):
    now = 100.0
    monkeypatch.setattr("time.monotonic", lambda: now)
    ask("number")
    now = 160.0
    card = ask("derive")
    now = 165.0
    card.formula.value = "2*a"
    card.check_button.click()
    assert ask.record("derive").answers[0].seconds == 5.0


def test_cards_can_be_used_while_a_function_runs(ask):
    other = ask("choice")
    other.choice.value = 1
    finished = []

    def slow(W, h):
        presser = threading.Thread(target=other.check_button.click)
        presser.start()
        presser.join(timeout=5)
        finished.append(not presser.is_alive())
        return W.T @ h

    assert ask("implement", slow).state == "right"
    assert all(finished)
    assert "2 of 5" in other._header.value


def test_an_answer_waits_until_another_card_is_drawn(ask):
    one, other = ask("choice"), ask("derive")
    one.choice.value = 1
    presser = threading.Thread(target=one.check_button.click)

    def draw():
        presser.start()
        presser.join(timeout=0.2)
        assert presser.is_alive()
        return [], "drawn"

    other.draw = draw
    other.redraw()
    presser.join()
    assert other.sentence == "drawn"
    assert "1 of 5" in other._header.value


def test_enter_waits_for_what_was_typed_just_before(ask):
    card = ask("number")

    async def type_and_enter():
        card.number.value = "0"
        card.number._handle_custom_msg({"event": "submit"}, [])
        card.number.value = "0.6"  # on its way when Enter came
        assert card.state == "open"
        await asyncio.sleep(SECONDS_TO_ARRIVE + 0.1)

    asyncio.run(type_and_enter())
    assert [answer.answer for answer in ask.record("number").answers] == ["0.6"]
