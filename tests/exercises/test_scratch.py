"""The lines of scratch paper: proved, refuted with the mistake named, or not understood."""

import contextlib
import time

import pytest

from helpers.exercises.mistakes import HINTS
from helpers.exercises.scratch import HALF, INDEX, INNER, PRODUCT, SWAPPED, TWICE, Scratch
from helpers.exercises.time_limit import TimeLimit, within
from helpers.language.printing import text
from helpers.symbolic.derivation import derive

LOGITS = (
    "-1/ŷ[ℓ] * D(ŷ[ℓ], a[L,i])  # chain rule",
    "== -1/ŷ[ℓ] (1[ℓ=i] ŷ[ℓ] - ŷ[ℓ] ŷ[i])  # 4.5-8",
    "= -(δ[ℓ,i] - y_hat[i])",
)
HIDDEN = "Σ(m, D(ℒ, a[i+1,m]) W[i+1,m,j])"


@pytest.fixture(autouse=True)
def time_enough(monkeypatch):
    """No limit, that a slow machine says the same."""
    for limit in ("PROOF", "NUMBERS", "NAMING"):
        monkeypatch.setattr(f"helpers.exercises.scratch.{limit}", 60)


def written(scratch, *lines):
    """Write the lines, all of which stand, and return the paper."""
    for line in lines:
        found = scratch.write(line)
        assert found.is_proved, found.said
    return scratch


def test_a_derivation_of_the_lecture_reaches_its_goal():
    scratch = written(Scratch("4.5-6"), *LOGITS[:2])
    assert not scratch.is_reached
    assert written(scratch, LOGITS[2]).is_reached
    assert [line.reason for line in scratch.lines] == ["chain rule", "4.5-8", ""]


@pytest.mark.parametrize("road", [("ŷ[i] - 1[i=ℓ]",), (LOGITS[0], "-(1[ℓ=i] - ŷ[i])"), LOGITS])
def test_any_road_to_the_goal_is_right(road):
    assert written(Scratch("4.5-6"), *road).is_reached


@pytest.mark.parametrize(
    ("given", "line", "state"),
    [
        ("D(np.tanh(z), z)", "sech(z)^2  # np.square", "proved"),
        ("D(z^2, z) sech(z) where sech(z) = z", "2z sech(z)", "proved"),
        ("D(sech(z), z) with sech(z)", "-sinh(z) sech(z)^2", "refuted"),
        ("W[k].T @ a[k]", "np.dot(W[k].transpose(), a[k])", "proved"),
        ("a[k] @ h[k-1].T", "np.outer(a[k], h[k-1])", "proved"),
        ("z^2 w", "= np.square(z) * w", "proved"),
    ],
)
def test_a_line_may_be_typed_as_in_numpy(given, line, state):
    scratch = Scratch()
    scratch.write(given)
    assert scratch.write(line).state == state


@pytest.mark.parametrize(
    ("equation", "line", "said"),
    [
        ("4.5-6", "-1/ŷ[ℓ] (1[ℓ=i] ŷ[ℓ] + ŷ[ℓ] ŷ[i])", HINTS["sign"]),
        ("4.5-6", "1[ℓ=i] - ŷ[i]", HINTS["sign"]),
        ("4.5-6", "-(1[ℓ=i] - ŷ[ℓ])", INDEX),
        ("4.5-8", "cases((1 - ŷ[i]) ŷ[ℓ] if i = ℓ, ŷ[i] ŷ[ℓ])", ""),
        ("4.6-2", "Σ(m, D(ℒ, a[i+1,m]) W[i+1,j,m])", SWAPPED),
        ("4.6-2", "Σ(m, D(ℒ, a[i+1,m]) W[i,m,j])", HINTS["layer off by one"]),
        ("4.6-4", "W[i+1] ∇(ℒ, a[i+1])", HINTS["transpose missing"]),
        ("D(log(1 + exp(-z)), z)", "1/(1 + exp(-z))", INNER),
        ("D(g(w z), z)", "g'(w z)", INNER),
        ("D(z exp(z), z)", "exp(z)", PRODUCT),
        ("D((z - w)^2, z)", "z - w", HALF),
        ("D(λ/2 w^2, w)", "2 λ w", TWICE),
        ("D(-log(z), z)", "1/z", HINTS["sign"]),
        ("∇(xᵀ A x, x) with A[1..n,1..n]", "2 A x", ""),
    ],
)
def test_a_false_line_is_refuted_and_its_mistake_named(equation, line, said):
    is_id = equation[0] == "4"
    scratch = Scratch(equation) if is_id else Scratch(given=equation)
    found = scratch.write(line)
    assert found.state == "refuted"
    assert found.said.startswith(said or "At ")
    assert "this line is" in found.said
    assert scratch.lines == []


@pytest.mark.parametrize(
    "line", ["-(1[ℓ=i] - ŷ[i]", "softmx(a[L])", "ŷ_i", "ŷ[i] ==", "", "x + W[k]"]
)
def test_what_is_not_understood_is_said_and_not_kept(line):
    scratch = Scratch("4.5-6")
    found = scratch.write(line)
    assert found.state == "unread"
    assert found.said
    assert scratch.lines == []


def test_a_line_changed_in_the_middle_has_what_follows_judged_anew():
    scratch = written(Scratch(given="D(z^2 w, z)"), "w D(z^2, z)", "2w z", "w z + w z")
    assert scratch.write("w D(z^2, z) + w z - z w", at=0).is_proved
    assert [line.is_proved for line in scratch.lines] == [True] * 3
    assert scratch.write("3w z", at=1).state == "refuted"
    assert [line.typed for line in scratch.lines][1:] == ["2w z", "w z + w z"]


def test_a_line_that_no_longer_follows_is_marked():
    """Where w z/z has no value, at z = 0, w has one: so the way back is none."""
    scratch = written(Scratch(given="w z/z"), "z/z w", "w z/z")
    assert scratch.write("w", at=0).is_proved
    assert [line.state for line in scratch.lines] == ["proved", "refuted"]


def test_lines_are_taken_back():
    scratch = written(Scratch("4.5-6"), *LOGITS)
    for left in (2, 1, 0, 0):
        scratch.take_back()
        assert len(scratch.lines) == left
    assert scratch.start is not None


def test_an_empty_paper_begins_with_what_the_reader_writes():
    scratch = Scratch()
    assert scratch.help() is None
    assert scratch.write("D(log(s), z) == 1").state == "unread"
    assert scratch.start is None
    written(scratch, "D(w[j]^2 λ/2, w[j]) with w[1..n]", "λ w[j]")
    assert not scratch.is_reached
    scratch.take_back()
    scratch.take_back()
    assert (scratch.start, scratch.typed) == (None, [])


def test_what_was_typed_can_be_written_again():
    scratch = written(Scratch(), "D(z^2, z)", "2z")
    other = Scratch()
    other.rewrite(scratch.typed)
    assert other.typed == ["D(z^2, z)", "2z"]
    assert other.lines == scratch.lines


def test_the_cell_that_is_copied_out_derives_the_same():
    scratch = written(Scratch("4.5-6"), *LOGITS)
    cell = scratch.as_cell()
    assert '"4.5-6"' in cell
    derived = eval(cell, {"derive": derive})  # what our own printer wrote
    assert len(derived.lines) == 4
    assert "None" in written(Scratch(given="D(z^2, z)"), "2z").as_cell()


def test_help_leads_on_to_the_goal():
    scratch = Scratch("4.7-2")
    for _ in range(12):
        step = scratch.help()
        if step is None:
            break
        scratch.lines.append(scratch.judge(text(step.line), scratch.last))
    assert scratch.is_reached


def test_what_takes_too_long_is_stopped_and_said(monkeypatch):
    def forever(*_, **__):
        while True:
            pass

    monkeypatch.setattr("helpers.exercises.scratch.prove", forever)
    monkeypatch.setattr("helpers.exercises.scratch.PROOF", 0.05)
    found = Scratch(given="D(z^2, z)").write("2z")
    assert (found.state, "too long" in found.said) == ("undecided", True)
    assert "agree at" in found.said
    assert Scratch(given="D(z^2, z)").write("3z").state == "refuted"
    monkeypatch.setattr("helpers.exercises.scratch.compare", forever)
    monkeypatch.setattr("helpers.exercises.scratch.NUMBERS", 0.05)
    assert "so do the numbers" in Scratch(given="D(z^2, z)").write("2z").said


def test_a_limit_stops_python_and_lets_the_rest_be():
    with pytest.raises(TimeLimit):
        within(0.05, lambda: [None for _ in iter(int, 1)])
    assert within(60, lambda: 5) == 5
    with pytest.raises(KeyError):
        within(60, lambda: {}[0])
    for _ in range(30):
        with contextlib.suppress(TimeLimit):  # it may be late already
            within(0.0005, lambda: 1)
        time.sleep(0.001)  # where one that is late would arrive
