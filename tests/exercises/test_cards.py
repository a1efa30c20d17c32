"""The cards of exercises: what a reader sees on answering, asking for hints, and coming back."""

import pytest
from sample_exercises import CHOICE, COMMON, DERIVE, DRAG, IMPLEMENT, NUMBER, stub, untransposed

from helpers.exercises.markup import markup
from helpers.exercises.mistakes import MISTAKES
from helpers.exercises.question import Question
from helpers.exercises.sheet import Sheet


@pytest.fixture
def ask(tmp_path, monkeypatch):
    """A sheet of one exercise a kind, in a folder without settings."""
    monkeypatch.chdir(tmp_path)
    return Sheet("4.0", NUMBER, CHOICE, DRAG, DERIVE, IMPLEMENT)


def test_each_card_starts_open(ask):
    for name in ask.questions:
        card = ask(name)
        assert card.state == "open"
        assert "Not attempted yet" in repr(card)
        assert card.widget._dom_classes.count("bp-open") == 1
        assert card.error is None
    assert ask.progress() == (0, 5)


def test_formula_is_shown_as_understood_with_every_key(ask):
    card = ask("derive")
    card.formula.value = "a/2"
    assert r"$f' = \frac{a}{2}$" in card._understood.value
    card.formula.value = "a/"
    assert "but the end came" in card._understood.value
    card.formula.value = "<"
    assert "“&lt;” came" in card._understood.value
    assert card.state == "open"


def test_derive_wrong_then_right(ask):
    card = ask("derive")
    for typed, state in (("a", "wrong"), ("a + a", "right")):
        card.formula.value = typed
        card.check_button.click()
        assert card.state == state
        states = {"bp-open", "bp-right", "bp-wrong"}
        assert states.intersection(card.widget._dom_classes) == {f"bp-{state}"}
        assert ask.progress() == (state == "right", 5)
    record = ask.record("derive")
    assert [answer.mistakes for answer in record.answers] == [("factor 2 lost",), ()]
    assert COMMON["why"] in card.sentence


def test_enter_checks(ask):
    card = ask("derive")
    card.formula.value = "2*a"
    card.formula._handle_custom_msg({"event": "submit"}, [])
    assert card.state == "right"


def test_implement_stub_wrong_right(ask):
    card = ask("implement", stub)
    assert card.state == "open"
    assert ask.record("implement").tries == 0
    card = ask("implement", untransposed)
    assert card.state == "wrong"
    assert MISTAKES["transpose missing"].hint in card.sentence
    assert "untransposed" not in card.sentence
    card = ask("implement", lambda W, h: W.T @ h)
    assert card.state == "right"
    assert "def untransposed" in ask.record("implement").answers[0].answer


def test_hints_come_in_three_steps_and_the_solution_on_asking(ask):
    card = ask("derive")
    for n, hint in enumerate(COMMON["hints"], 1):
        assert card.hint_button.description == f"Hint {n} of 3"
        assert hint not in card._below.value
        card.hint_button.click()
        assert hint in card._below.value
        assert markup(COMMON["solution"]) not in card._below.value
    assert card.hint_button.description == "Show the solution"
    card.hint_button.click()
    assert markup(COMMON["solution"]) in card._below.value
    assert card.hint_button.disabled
    assert ask.record("derive").solution


def test_solutions_can_be_hidden(ask, tmp_path):
    (tmp_path / "exercises.toml").write_text("solutions = false\n")
    card = ask("derive")
    for _ in range(6):
        card.hint_button.click()
    assert COMMON["hints"][2] in card._below.value
    assert markup(COMMON["solution"]) not in card._below.value
    assert card.hint_button.disabled
    assert not ask.record("derive").solution


def test_all_cards_show_the_progress_at_once(ask):
    one, other, overview = ask("choice"), ask("derive"), ask.results()
    one.choice.value = 1
    one.check_button.click()
    for shown in (one._header.value, other._header.value, overview.sentence):
        assert "1 of 5" in shown
    assert "●○○○○" in other._header.value


def test_a_cell_that_runs_again_shows_what_was_left(ask):
    card = ask("choice")
    card.choice.value = 0
    card.check_button.click()
    again = ask("choice")
    assert again.choice.value == 0
    assert again.choice.disabled
    assert again.sentence == card.sentence
    ask("derive").turn(formula="a")
    card = ask("derive")
    card.turn(formula="3*a")
    card.check_button.click()
    assert ask("derive").formula.value == "3*a"


def test_next_exercise_is_the_first_that_is_open(ask):
    card = ask("choice")
    card.choice.value = 1
    card.check_button.click()
    assert "Next: 3 · Bars" in card._below.value
    assert "Next" not in ask("derive")._below.value
    card = ask("implement", lambda W, h: W.T @ h)  # the last: it leads back to the first
    assert "Next: 1 · A step" in card._below.value


def test_stored_html_needs_no_kernel(ask):
    bundle = ask("derive")._repr_mimebundle_()
    assert "Slope?" in bundle["text/html"]
    assert bundle["text/plain"] == "Exercise 4 of 5, derive: A slope. Not attempted yet."
    assert "2u" not in bundle["text/html"]


def test_what_is_typed_is_never_taken_for_html(ask):
    card = ask("derive")
    card.formula.value = "<"
    card.check_button.click()
    assert "“&lt;” came" in card._words.value

    def fails(W, h):
        raise ValueError("<img src=x onerror=alert(1)>")

    card = ask("implement", fails)
    assert "&lt;img" in card._words.value
    assert "<img" not in card._words.value


def test_bad_questions_are_refused():
    with pytest.raises(ValueError, match="have the same name"):
        Sheet("4.0", CHOICE, CHOICE)
    with pytest.raises(ValueError, match="has no exercise 'nothing'"):
        Sheet("4.0", CHOICE)("nothing")
    with pytest.raises(ValueError, match="asks for no function"):
        Sheet("4.0", CHOICE)("choice", print)
    with pytest.raises(ValueError, match="q has no why"):
        Question(name="q", title="t", text="?", hints=("a", "b", "c"), solution="s", why=" ")
