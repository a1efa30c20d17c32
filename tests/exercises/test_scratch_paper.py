"""Scratch paper on the page: what is typed is typeset, judged at Enter, and never lost."""

import pytest
from sample_exercises import NUMBER

from helpers.exercises.sheet import Sheet


@pytest.fixture
def ask(tmp_path, monkeypatch):
    """A sheet in a folder of its own, and no limit of time."""
    monkeypatch.chdir(tmp_path)
    for limit in ("PROOF", "NUMBERS", "NAMING"):
        monkeypatch.setattr(f"helpers.exercises.scratch.{limit}", 60)
    return Sheet("4.5", NUMBER)


def enter(paper, line):
    """Type a line and press Enter."""
    paper.line.value = line
    paper.line._handle_custom_msg({"event": "submit"}, [])


def test_a_line_that_follows_lands_on_the_paper_and_one_that_does_not_stays_in_the_field(ask):
    paper = ask.scratch("4.5-6")
    assert "press Enter" in paper.sentence
    enter(paper, "-1/ŷ[ℓ] * D(ŷ[ℓ], a[L,i])  # chain rule")
    assert (paper.line.value, paper.sentence) == ("", "This line follows. Go on.")
    assert "chain rule" in paper._paper.value
    enter(paper, "1[ℓ=i] - ŷ[i]")
    assert paper.line.value == "1[ℓ=i] - ŷ[i]"
    assert paper.sentence.startswith("A sign is the wrong way round")
    enter(paper, "ŷ[i] - 1[ℓ=i]")
    assert paper.sentence == "The goal is reached. Every line is proved."
    assert "goal" not in paper._paper.value
    assert ask.progress() == (0, 1)  # nothing is counted


def test_a_line_is_typeset_while_it_is_typed_and_what_is_wrong_is_said(ask):
    paper = ask.scratch("4.5-6")
    paper.line.value = "-1/y_hat[ell]"
    assert r"\frac{1}{\hat{y}_{\ell}}" in paper._understood.value
    paper.line.value = "-1/y_hat["
    assert "was expected here" in paper._understood.value
    assert paper.sentence.startswith("Write the next line")
    enter(paper, "(<b>")
    assert "<b>" not in paper._words.value
    enter(paper, "D(-log(ŷ[ℓ]), a[L,i])  # <b>")
    assert paper.scratch.lines
    assert "<b>" not in paper._paper.value


def test_help_comes_in_three_steps(ask):
    paper = ask.scratch("4.5-1")
    for words, field in [
        ("A minus comes out", ""),
        ("Here:", ""),
        ("in the field", "−D(log(ŷ[ℓ]), ŷ[i])"),
    ]:
        paper.help_button.click()
        shown = paper._below.value.split("<li>")[-1]
        assert words in shown
        assert paper.line.value == field
    paper.write_button.click()
    assert paper._below.value == ""
    assert paper.scratch.lines[0].is_proved


def test_a_line_is_taken_back_into_the_field_and_one_is_written_in_place_of_another(ask):
    paper = ask.scratch(given="D(z^2, z) == 2z")
    enter(paper, "z + z")
    enter(paper, "2z")
    paper.place.value = "line 1"
    assert paper.line.value == "z + z"
    enter(paper, "3z - z")
    assert [line.typed for line in paper.scratch.lines] == ["3z - z", "2z"]
    paper.back_button.click()
    assert (paper.line.value, len(paper.scratch.lines)) == ("2z", 1)


def test_the_same_paper_comes_back_and_results_keep_it(ask):
    paper = ask.scratch()
    enter(paper, "D(z^2, z)")
    assert paper.sentence.startswith("Write the next line")
    assert "goal" not in paper.sentence
    enter(paper, "2z  # power rule")
    assert ask.scratch() is paper
    ask.write_results()
    fresh = Sheet("4.5", NUMBER)
    other = fresh.scratch()
    fresh.read_results()
    assert other.scratch.typed == ["D(z^2, z)", "2z  # power rule"]
    assert "power rule" in other._paper.value


def test_the_cell_is_shown_and_hidden(ask):
    paper = ask.scratch(given="D(z^2, z)")
    enter(paper, "2z")
    paper.cell_button.click()
    assert "derive(" in paper._below.value
    paper.cell_button.click()
    assert "derive(" not in paper._below.value


def test_what_is_stored_has_start_and_goal(ask):
    stored = ask.scratch("4.5-6")._repr_mimebundle_()
    assert r"\log \hat{y}_{\ell}" in stored["text/html"]
    assert "goal" in stored["text/html"]
    assert stored["text/plain"].startswith("Scratch paper. Write the next line")


def test_an_unknown_id_is_named(ask):
    with pytest.raises(ValueError, match="not in the ledger"):
        ask.scratch("4.5-99")
