"""The cards of predictions: committed once, and only then the truth beside the answer."""

import pytest
from sample_exercises import CHOICE, DERIVE, DRAG, IMPLEMENT, NUMBER

from helpers.exercises.mistakes import MISTAKES
from helpers.exercises.sheet import Sheet


@pytest.fixture
def ask(tmp_path, monkeypatch):
    """A sheet of one exercise a kind, in a folder without settings."""
    monkeypatch.chdir(tmp_path)
    return Sheet("4.0", NUMBER, CHOICE, DRAG, DERIVE, IMPLEMENT)


def test_number_is_committed_once(ask):
    card = ask("number")
    card.number.value = "1.4"
    card.check_button.click()
    assert card.state == "wrong"
    assert MISTAKES["sign"].hint in card.sentence
    assert card.number.disabled
    assert card.check_button.disabled
    assert "the truth" in card.pictures[0]
    card.number.value = "0.6"
    card.check_button.click()
    assert card.state == "wrong"
    assert ask.record("number").tries == 1
    assert ask.progress() == (1, 5)


def test_what_cannot_be_read_is_not_committed(ask):
    card = ask("number")
    card.number.value = "w"
    card.check_button.click()
    assert card.state == "open"
    assert "not known here" in card.sentence
    assert not card.number.disabled
    assert ask.record("number").tries == 0


def test_the_truth_is_not_shown_before_an_answer_is_committed(ask):
    card = ask("drag")
    card.turn(entry1=0.5)
    assert "the truth" not in card.pictures[0]
    card.check_button.click()
    assert "the truth" in card.pictures[0]
    assert all(slider.disabled for slider in card.sliders)


def test_drag_names_the_mistake(ask):
    card = ask("drag")
    card.turn(entry1=0.8, entry2=-0.8)
    card.check_button.click()
    assert ask.record("drag").answers[0].mistakes == ("sign",)


def test_sliders_that_were_not_dragged_are_no_answer(ask):
    card = ask("drag")
    card.check_button.click()
    assert card.state == "open"
    card.turn(entry1=0.5)
    card.turn(entry1=2e-15)  # what the browser sends for 0
    card.check_button.click()
    assert card.state == "open"
    assert ask.record("drag").tries == 0


@pytest.mark.parametrize("chosen", [0, 1, 2])
def test_choice_marks_the_right_answer_and_keeps_the_readers(ask, chosen):
    card = ask("choice")
    card.check_button.click()
    assert card.state == "open"
    card.choice.value = chosen
    card.check_button.click()
    assert card.state == ("right" if chosen == 1 else "wrong")
    assert card.choice.value == chosen
    marked = {0: ["✗ up", "✓ down", "no"], 1: ["up", "✓ down", "no"], 2: ["up", "✓ down", "✗ no"]}
    assert [label for label, _ in card.choice.options] == marked[chosen]
    assert ask.record("choice").answers[0].answer == CHOICE.answers[chosen]


def test_enter_commits_a_number(ask):
    card = ask("number")
    card.number.value = "0.6"
    card.number._handle_custom_msg({"event": "submit"}, [])
    assert (card.state, card.is_committed) == ("right", True)


def test_a_committed_number_stays_beside_the_truth(ask):
    card = ask("number")
    card.number.value = "1.4"
    card.check_button.click()
    shown = card.pictures
    card.number.value = "0.1"
    card.number._handle_custom_msg({"event": "submit"}, [])
    assert card.pictures == shown
    assert ask.record("number").tries == 1


def test_stored_html_has_the_answers_to_choose_from(ask):
    stored = ask("choice")._repr_mimebundle_()["text/html"]
    assert "<li>up</li><li>down</li><li>no</li>" in stored
    assert "✓" not in stored


def test_who_was_wrong_can_try_again_with_other_numbers_off_the_record(ask):
    card = ask("number")
    assert card.again_button.layout.display == "none"
    card.number.value = "1.4"
    card.check_button.click()
    assert card.again_button.layout.display is None
    card.again_button.click()
    assert (card.state, card.number.value, card.number.disabled) == ("open", "", False)
    assert "with half the rate" in card._question.value
    assert card.again_button.layout.display == "none"
    for typed, state in [("w", "open"), ("0.8", "right"), ("0.6", "right")]:
        card.number.value = typed
        card.check_button.click()
        assert card.state == state
    assert "0.8" in card.sentence
    assert [answer.answer for answer in ask.record("number").answers] == ["1.4"]


def test_who_was_right_is_not_asked_again(ask):
    card = ask("number")
    card.number.value = "0.6"
    card.check_button.click()
    assert card.again_button.layout.display == "none"


def test_results_read_back_show_the_answer_on_record(ask):
    card = ask("number")
    card.number.value = "1.4"
    card.check_button.click()
    ask.write_results()
    card.again_button.click()
    card.number.value = "0.8"
    card.check_button.click()
    ask.read_results()
    assert (card.state, card.number.value, card.is_committed) == ("wrong", "1.4", True)
    assert "with half the rate" not in card._question.value


def test_each_bar_bears_the_name_of_its_slider(ask):
    card = ask("drag")
    assert [name in card.pictures[0] for name in ("<title>u:", "<title>v:")] == [True, True]
