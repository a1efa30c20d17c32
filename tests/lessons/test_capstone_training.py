"""The reader's own three functions train on the digits, once they are right."""

import time

import pytest
from capstone_forms import RIGHT, STYLES, program

from helpers.data import load_digits
from helpers.exercises.sheet import Sheet
from helpers.lessons.lesson_4_8 import capstone_training as module
from helpers.lessons.lesson_4_8.capstone_question import capstone
from helpers.lessons.lesson_4_8.capstone_training import GOAL, PASSES, CapstoneTraining

DIGITS = load_digits(seed=0)


@pytest.fixture
def ask(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return Sheet("4.8", capstone)


def test_it_waits_until_all_three_are_right(ask):
    training = CapstoneTraining(ask, DIGITS)
    stored = training.left_behind()
    assert stored == CapstoneTraining(ask, DIGITS).left_behind()
    assert "0 of 3 are" in training.sentence
    assert training.pictures == []
    assert not training._room.children
    training.start()
    training.step()
    assert "0 of 3 are" in training.sentence
    assert training.error is None
    ask("capstone", program()[0])
    assert "1 of 3 are" in training.sentence
    ask("capstone", *program())
    assert training.sentence.startswith("Before training your own code reads 9.6 %")
    assert training._room.children


def test_right_code_reaches_the_goal_in_time(ask):
    ask("capstone", *program())
    training, begun = CapstoneTraining(ask, DIGITS), time.process_time()
    training.start()
    assert time.process_time() - begun < 20
    shares = training.record["own", "right"]
    assert len(shares) == PASSES + 1
    assert shares[-1] >= GOAL + 0.5
    assert shares == training.record["package", "right"]
    assert training.record["own", "loss"] == pytest.approx(training.record["package", "loss"])
    assert "After 40 of 40 passes your own code reads 97.3 % of 450" in training.sentence
    assert "96 % were first reached after" in training.sentence


@pytest.mark.parametrize("style", STYLES)
def test_code_in_any_style_trains_as_the_package_does(ask, style):
    ask("capstone", *program(STYLES[style]))
    training = CapstoneTraining(ask, DIGITS)
    training.hidden.value = []
    training.step()
    assert training.progress()[0] == training.a_pass
    assert training.error is None, training.sentence
    own, package = training.record["own", "right"][-1], training.record["package", "right"][-1]
    assert own == pytest.approx(package, abs=0.5)
    assert own > 60


def test_other_functions_begin_anew_and_wrong_ones_change_nothing(ask):
    ask("capstone", *program())
    training = CapstoneTraining(ask, DIGITS)
    training.step()
    done = training.progress()[0]
    ask("capstone", *program(RIGHT, ("W[k].T @", "W[k] @")))
    assert training.progress()[0] == done
    training.step()
    assert training.record["own", "right"][-1] == training.record["package", "right"][-1]
    ask("capstone", *program(STYLES["a class"]))
    assert training.progress()[0] == 0


def test_the_reader_may_define_a_wrong_pass_meanwhile(ask):
    functions = program()
    ask("capstone", *functions)
    training = CapstoneTraining(ask, DIGITS)
    exec("def forward_pass(W, b, x, g):\n    raise ValueError", functions[2].__globals__)
    training.step()
    assert training.error is None
    assert training.record["own", "right"][-1] == training.record["package", "right"][-1]


def test_slow_code_gives_way(ask, monkeypatch):
    monkeypatch.setattr(module, "SLICE", 0.0)
    ask("capstone", *program())
    training = CapstoneTraining(ask, DIGITS)
    training.advance()
    assert training.progress()[0] == 1
    training.step()
    assert training.progress()[0] == training.a_pass


def test_code_that_hangs_is_stopped(ask, monkeypatch):
    functions = program()
    ask("capstone", *functions)
    training = CapstoneTraining(ask, DIGITS)
    monkeypatch.setattr(module, "MOST_SECONDS", 0.2)

    def hang(*arguments):
        while True:
            pass

    training.own = (functions[0], functions[1], hang)
    training.step()
    assert "your functions took more than 0.2 seconds" in training.sentence


def test_bad_arguments_are_refused_and_a_course_may_leave_it_out(ask, tmp_path):
    with pytest.raises(ValueError, match="digits is int, expected"):
        CapstoneTraining(ask, 3)
    (tmp_path / "exercises.toml").write_text('[lessons]\n"4.8" = []\n')
    training = CapstoneTraining(Sheet("4.8", capstone), DIGITS)
    assert training.sentence == "The capstone is left out in this course."
    training.start()
    assert training.error is None
