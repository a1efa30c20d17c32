"""What an invented student of `make bench-class` does is right in every lesson."""

import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "scripts"))
from classroom.cost import GIB, MIB, larger  # noqa: E402
from classroom.lesson import ANSWERS, Lesson  # noqa: E402


@pytest.mark.parametrize("number", [f"4.{i}" for i in range(1, 10)])
def test_two_exercises_are_answered_right_and_their_cells_found(number):
    lesson = Lesson(number)
    shown = {cell: cell for cell in lesson.cells}
    for name, _, _, state in lesson.answers:
        (given,) = state.values()
        assert lesson.ask.questions[name].judge(given).is_right
        assert lesson.card(shown, name)
    assert len(lesson.answers) == ANSWERS
    assert "ask.results()" in shown


def test_what_more_students_need_is_what_the_row_says():
    rows = list(larger(100 * MIB, 80 * MIB, 200 * MIB, 3.0, 3.0, 0.05))
    for n, space, first, later in rows:
        assert space.endswith(f"= {(180 * n + 200) * MIB / GIB:.1f} GiB")
        assert first.endswith(f"= {6 * n / 300:.1f}")
        assert later.endswith(f"= {n / 100:.1f}")
