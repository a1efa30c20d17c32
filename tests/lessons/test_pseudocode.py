from xml.etree import ElementTree

import pytest

from helpers.lessons.lesson_4_8 import pseudocode
from helpers.lessons.lesson_4_8.pseudocode import Line
from helpers.numeric.walk import lines_run

SVG = "{http://www.w3.org/2000/svg}"
PROCEDURES = [
    pseudocode.FORWARD_PROPAGATION,
    pseudocode.BACK_PROPAGATION,
    pseudocode.GRADIENT_DESCENT,
    pseudocode.ONE_STEP,
]


def rows(picture):
    root = ElementTree.fromstring(picture)
    return [["".join(e.itertext()) for e in g.iter(f"{SVG}text")] for g in root.iter(f"{SVG}g")]


def test_every_line_that_the_walk_runs_can_be_lit():
    keys = {line.key for line in pseudocode.ONE_STEP}
    assert {line for line, _ in lines_run(3)} <= keys


@pytest.mark.parametrize("lines", PROCEDURES)
def test_each_line_alone_is_marked_when_it_is_current(lines):
    for place, line in enumerate(lines):
        found = rows(pseudocode.pseudocode(lines, line.key, "k = 1"))
        assert [row[0] == "▶" for row in found] == [r == place for r in range(len(lines))]
        assert found[place][1] == "k = 1"
    assert not [row for row in rows(pseudocode.pseudocode(lines)) if "▶" in row]


def test_the_slip_is_mended():
    keys = [line.key for line in pseudocode.BACK_PROPAGATION]
    guard = keys.index("backward_guard")
    assert pseudocode.BACK_PROPAGATION[guard].source == "if k > 1 then"
    assert keys[guard + 1 : guard + 3] == ["grad_h", "grad_a"]
    indents = {line.key: line.indent for line in pseudocode.BACK_PROPAGATION}
    assert indents["grad_h"] == indents["grad_a"] == indents["backward_guard"] + 1


def test_indentation_is_drawn():
    root = ElementTree.fromstring(pseudocode.pseudocode(pseudocode.BACK_PROPAGATION))
    places = [float(e.get("x")) for e in root.iter(f"{SVG}text")]
    depths = [line.indent for line in pseudocode.BACK_PROPAGATION]
    assert [round((x - min(places)) / 26) for x in places] == depths


def test_letters_are_the_lectures():
    assert ["∇ak−1 ℒ = ∇hk−1 ℒ ⊙ g′(ak−1)"] in rows(
        pseudocode.pseudocode(pseudocode.BACK_PROPAGATION)
    )
    assert ["for t = 0 to max_iterations − 1 do"] in rows(
        pseudocode.pseudocode(pseudocode.GRADIENT_DESCENT)
    )


def test_bad_input_is_refused():
    with pytest.raises(ValueError, match="current is 'z'"):
        pseudocode.pseudocode(pseudocode.FORWARD_PROPAGATION, "z")
    with pytest.raises(ValueError, match="two lines of one key"):
        pseudocode.pseudocode([Line("a", "x"), Line("a", "y")])
