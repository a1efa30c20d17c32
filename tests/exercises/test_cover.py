"""What answers a question is covered until its reader commits; stored, it is folded."""

import gc

import pytest
from ipywidgets import IntSlider
from sample_exercises import CHOICE, DERIVE

from helpers.exercises.sheet import Sheet
from helpers.explorers.live import Explorer
from helpers.pictures.tables import Table
from helpers.symbolic.derivation import derive


class Square(Explorer):
    name = "square"

    def draw(self):
        return ["<svg viewBox='0 0 9 9'/>"], f"The area is {self.side.value**2}."


@pytest.fixture
def ask():
    return Sheet("4.2", CHOICE, DERIVE)


def seen(cover):
    """Return all that the page holds of it."""
    *_, room = cover.widget.children
    return cover._words.value + " ".join(getattr(child, "value", "") for child in room.children)


def answer(ask):
    card = ask(CHOICE.name)
    card.field.value = card.field.options[0][1]
    card.check_button.click()


def test_the_answer_is_not_on_the_page_before_the_reader_commits(ask):
    cover = ask.after(CHOICE.name, Table(["rate"], [[0.25]]), "0.25")
    assert "0.25" not in seen(cover)
    assert CHOICE.title in cover.sentence
    answer(ask)
    assert ask.record(CHOICE.name).tries == 1
    assert seen(cover).count("0.25") == 2
    assert not cover.sentence
    assert cover.show_button.layout.display == "none"


def test_it_opens_when_asked_and_stays_open(ask):
    cover = ask.after(CHOICE.name, "0.25")
    cover.show_button.click()
    assert "0.25" in seen(cover)
    answer(ask)
    assert seen(cover).count("0.25") == 1
    assert "0.25" in seen(ask.after(CHOICE.name, "0.25"))  # the cell runs again


def test_where_solutions_are_hidden_it_opens_once_answered_and_not_before(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "exercises.toml").write_text("solutions = false")
    ask = Sheet("4.2", CHOICE)
    cover = ask.after(CHOICE.name, "0.25")
    assert cover.show_button.layout.display == "none"
    assert "0.25" not in str(cover.left_behind())
    answer(ask)
    assert "0.25" in seen(cover)
    assert "0.25" in cover.left_behind()["text/plain"]


def test_another_exercise_opens_nothing(ask):
    cover = ask.after(DERIVE.name, "0.25")
    answer(ask)
    assert "0.25" not in seen(cover)


def test_an_explorer_lives_on_under_its_cover(ask):
    square = Square(side=IntSlider(3, description="side"))
    cover = ask.after(CHOICE.name, square)
    cover.uncover()
    cover.redraw()
    assert cover.widget.children[-1].children == (square.widget,)
    square.side.value = 5
    assert square.sentence == "The area is 25."


def test_what_is_stored_is_folded_and_whole(ask):
    d = derive(None, "D(z^2, z) == 2 z  # power rule")
    bundle = ask.after(CHOICE.name, Table(["rate"], [[0.25]]), d, [1, 2])._repr_mimebundle_()
    folded = bundle["text/html"]
    assert folded.startswith("<details><summary>")
    assert folded.endswith("</details>")
    assert "<details open" not in folded
    assert all(part in folded for part in ("0.25", "power rule", "[1, 2]"))
    assert "[1, 2]" in bundle["text/plain"]
    assert "power rule" in bundle["text/plain"]


def test_an_explorer_is_stored_by_its_sentence(ask):
    square = Square(side=IntSlider(3, description="side"))
    assert ask.after(CHOICE.name, square)._repr_mimebundle_()["text/plain"] == square.sentence


def test_an_exercise_left_out_covers_nothing(ask, tmp_path, monkeypatch):
    (tmp_path / "exercises.toml").write_text(f'[lessons]\n"4.2" = ["{DERIVE.name}"]\n')
    monkeypatch.chdir(tmp_path)
    assert "0.25" in seen(ask.after(CHOICE.name, "0.25"))


def test_no_such_exercise(ask):
    with pytest.raises(ValueError, match="no exercise 'rates'"):
        ask.after("rates", "0.25")


def test_a_cover_that_nobody_shows_is_not_kept(ask):
    ask.after(CHOICE.name, "0.25")
    gc.collect()
    ask.tell()
    assert len(ask._covers) <= 1
