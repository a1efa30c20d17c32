"""A backward pass with a planted mistake: what it gives, where it shows, what answers get."""

import contextlib
import re
import time
from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from hostile import HOSTILE, OTHER_KINDS

from helpers import Network, back_propagation, check_gradients, forward_propagation, one_hot
from helpers.exercises.backward_pass import (
    GradientLine,
    blocks_reached,
    gradient_by,
    lines_of,
    losses_of_descent,
    placements,
    plant,
    run_lines,
)
from helpers.exercises.bug_hunt import ETA, STEPS, BugHunt, layer_of, small_case
from helpers.exercises.outcomes import distinct
from helpers.language.printing import code
from helpers.numeric.differences import finite_differences
from helpers.numeric.training import gradient_descent

SIZES = [[2, 2], [4, 3, 2], [4, 3, 3, 3], [5, 4, 3, 2], [3, 2, 4, 3, 5]]


@cache
def hunt(planted=(5, "slope forgotten", 0), **more):
    return BugHunt(name="hunt", title="A hunt", text="Where?", why="Why.", planted=planted, **more)


def plantable():
    """Every mistake that can be hunted in the small case."""
    for planted in placements(lines_of(3)):
        with contextlib.suppress(ValueError):
            yield hunt(planted).planted


PLANTED = list(plantable())


def case(sizes, N, activation="tanh"):
    rng = np.random.default_rng(sum(sizes) + N)
    network = Network.initialise(sizes, activation=activation, seed=N)
    return network, rng.normal(size=(sizes[0], N)), one_hot(rng.integers(sizes[-1], size=N),
                                                            sizes[-1])  # fmt: skip


# the pass itself


@pytest.mark.parametrize("sizes", SIZES)
@pytest.mark.parametrize("N", [1, 3, 8])
@pytest.mark.parametrize("activation", ["tanh", "logistic", "relu"])
def test_the_right_lines_are_back_propagation(sizes, N, activation):
    network, x, y = case(sizes, N, activation)
    trace = forward_propagation(network, x)
    given, expected = (
        run_lines(lines_of(network.L), network, trace, y),
        back_propagation(network, trace, y),
    )
    for letter in "Wbah":
        ours, theirs = getattr(given, letter), getattr(expected, letter)
        assert [g is None for g in ours] == [g is None for g in theirs]
        for one, other in zip(ours, theirs, strict=True):
            if other is not None:
                assert one.shape == other.shape
                assert np.abs(one - other).max() <= 1e-14


def test_eleven_lines_for_three_layers():
    assert [line.target for line in lines_of(3)] == [
        "grad_a[3]", "grad_W[3]", "grad_b[3]", "grad_h[2]", "grad_a[2]", "grad_W[2]", "grad_b[2]",
        "grad_h[1]", "grad_a[1]", "grad_W[1]", "grad_b[1]",
    ]  # fmt: skip


def test_descent_with_the_right_lines_is_gradient_descent():
    network, x, y = small_case(1)
    before = network.W[1].copy()
    losses = losses_of_descent(lines_of(3), network, x, y, eta=0.3, steps=20)
    expected = gradient_descent(network, x, y, eta=0.3, max_iterations=21)[1].loss
    assert losses == pytest.approx(expected, rel=1e-12)
    assert np.array_equal(network.W[1], before)


@pytest.mark.parametrize(
    ("number", "text", "said"),
    [
        (2, "grad_a[3] @ h[2]", "Line 2: `grad_a[3]` is 3 × 8 and `h[2]` is 3 × 8: for @"),
        (2, "h[2] @ grad_a[2].T", "Line 2: `grad_a[2]` is not there yet"),
        (4, "W[4].T @ grad_a[3]", "Line 4: `W[4]` does not exist: there is `W[1]` to `W[3]`."),
        (4, "grad_a @ W[1]", "Line 4: `grad_a` needs its layer in square brackets"),
        (5, "grad_h[2]*N[1]", "Line 5: `N` has no layers"),
        (9, "over_samples(N)", "Line 9: `N` is a single number"),
        (10, "h[0] @ grad_a[1].T", "Line 10: `grad_W[1]` comes out as 4 × 3, but has to be 3 × 4."),
        (11, "grad_a[1]", "Line 11: `grad_b[1]` comes out as 3 × 8, but has to be a vector of 3."),
        (11, "over_samples(a[1]) * W[2]", "is a vector of 3 and `W[2]` is 3 × 3: entry by entry"),
        (11, "N @ a[1]", "@ multiplies arrays"),
    ],
)
def test_shapes_that_do_not_fit_name_the_line(number, text, said):
    network, x, y = small_case(0)
    lines = list(lines_of(3))
    lines[number - 1] = replace(lines[number - 1], text=text)
    with pytest.raises(ValueError, match=re.escape(said)):
        run_lines(lines, network, forward_propagation(network, x), y)


@pytest.mark.parametrize(
    ("text", "shape"),
    [("A @ v", (2,)), ("v @ A.T", (2,)), ("v @ v", ()), ("A * 2 + 1", (2, 3)), ("2 - A", (2, 3)),
     ("-A.T", (3, 2)), ("over_samples(A)", (2,)), ("exp(v) / v ** 2", (3,)), ("3", ())],
)  # fmt: skip
def test_a_shape_is_that_of_the_value(text, shape):
    values = {"A": np.ones((2, 3)), "v": np.ones(3), "W": [None, np.ones(shape)]}
    assert gradient_by(GradientLine("grad_W", 1, text), values).shape == shape
    values["W"][1] = np.ones((7, 7))
    with pytest.raises(ValueError, match="comes out as"):
        gradient_by(GradientLine("grad_W", 1, text), values)


@pytest.mark.parametrize(
    "planted", [(12, "sign", 0), (0, "sign", 0), (1, "typo", 0), (2, "slope forgotten", 0)]
)
def test_what_cannot_be_planted_is_refused(planted):
    with pytest.raises(ValueError, match="does not hide there"):
        hunt(planted)


# the planted mistakes


def test_many_kinds_can_be_planted_in_all_layers():
    assert {name for _, name, _ in PLANTED} >= {
        "sign", "slope forgotten", "slope at h", "transpose missing", "outer product turned",
        "divided by features", "not divided", "layer off by one",
    }  # fmt: skip
    assert {lines_of(3)[number - 1].layer for number, *_ in PLANTED} == {1, 2, 3}


@pytest.mark.parametrize("planted", PLANTED)
def test_the_check_fails_the_loss_falls_and_the_first_wrong_layer_is_that_of_the_line(planted):
    network, x, y = small_case(0)
    found = hunt(planted)
    lines, number = found.lines, planted[0]
    changed = [i for i, pair in enumerate(zip(lines, lines_of(3), strict=True), 1)
               if pair[0] != pair[1]]  # fmt: skip
    assert changed == [number]
    gradients = run_lines(lines, network, forward_propagation(network, x), y)
    assert not check_gradients(network, x, y, gradients=gradients).passed
    with_mistake, without = found.losses
    assert with_mistake[-1] < 0.8 * with_mistake[0]
    assert (np.diff(with_mistake) < 0).mean() >= 0.75
    assert without == pytest.approx(losses_of_descent(lines_of(3), network, x, y, ETA, STEPS))
    # the true rule: wrong are the blocks computed from the line, so of the layers from its own down
    assert set(found.report.wrong) == set(blocks_reached(lines, number))
    assert max(map(layer_of, found.report.wrong)) == lines[number - 1].layer == found.layer


@pytest.mark.parametrize("letter", ["grad_a", "grad_h", "grad_W", "grad_b"])
def test_a_line_leads_to_its_own_block_or_to_all_from_its_layer_down(letter):
    for number, line in enumerate(lines_of(3), 1):
        if line.letter == letter:
            own = {f"{letter[-1]}[{line.layer}]"}
            below = {f"{of}[{k}]" for of in "Wb" for k in range(1, line.layer + 1)}
            expected = own if letter in ("grad_W", "grad_b") else below
            assert set(blocks_reached(lines_of(3), number)) == expected


def test_what_shows_at_once_cannot_hide():
    up = (1, "sign", 0)  # the loss rises
    misfit = (10, "outer product turned", 0)  # 4 × 3 for 3 × 4
    assert {up, misfit} <= set(placements(lines_of(3)))
    for planted in (up, misfit):
        with pytest.raises(ValueError, match="does not hide"):
            hunt(planted)


def test_the_report_is_that_of_check_gradients():
    found = hunt()
    network, x, y = found.network, found.x, found.y
    gradients = run_lines(found.lines, network, forward_propagation(network, x), y)
    report = check_gradients(network, x, y, gradients=gradients)
    assert repr(found.report) == repr(report)
    assert [*map(str, found.report.rows)] == [*map(str, report.rows)]


def test_the_features_are_the_rows_of_x():
    network, x, y = small_case(0)
    trace = forward_propagation(network, x)
    right = run_lines(lines_of(3), network, trace, y).a[3]
    wrong = run_lines(plant(lines_of(3), 1, "divided by features", 0), network, trace, y).a[3]
    assert wrong == pytest.approx(right * x.shape[1] / x.shape[0])


def test_an_entry_at_a_kink_is_passed_over():
    network = Network([None, [[0.0]], [[1.0], [2.0]]], [None, [0.0], [0.0, 0.0]], "relu")
    x, y = [[1.0]], [[1.0], [0.0]]
    gradients = back_propagation(network, forward_propagation(network, x), y)
    gradients.W[1][:] = 7.0  # relu has its kink between the two points of the difference
    assert check_gradients(network, x, y, gradients=gradients).passed
    gradients.b[2][1] = 7.0
    assert check_gradients(network, x, y, gradients=gradients).wrong == ("b[2]",)


# where is it?


@pytest.mark.parametrize("planted", PLANTED)
def test_only_the_right_place_is_right(planted):
    found = hunt(planted)
    for layer in (1, 2, 3):
        for number, line in enumerate(found.lines, 1):
            verdict = found.judge_place(layer, number)
            assert verdict.is_right == (number == planted[0] and layer == line.layer)
            assert verdict.counts == (layer == line.layer)
            assert verdict.sentence
    assert found.judge_place(found.layer, planted[0]).sentence.startswith("Found: ")


def test_a_wrong_place_is_answered_from_the_heat_map():
    place = hunt((5, "slope forgotten", 0)).judge_place  # of layer 2: its blocks and layer 1's
    assert place(3, 1).sentence == (
        r"$\nabla W_{3}$ and $\nabla b_{3}$ agree with the central differences, and line 1 leads "
        "to them: were line 1 wrong, they would be wrong as well."
    )
    assert place(2, 7).sentence.startswith(r"$\nabla W_{2}$ is wrong")
    assert place(1, 9).sentence.endswith("nothing of line 9 goes into it: a mistake there would "
                                         "not reach it.")  # fmt: skip
    assert place(2, 4).sentence.startswith("Near: ")
    assert place(3, 5).sentence == (
        "Line 5 gives `grad_a[2]`, so it is of layer 2, not of layer 3."
    )
    single = hunt((2, "outer product turned", 0)).judge_place
    assert r"$\nabla b_{3}$ agrees" in single(3, 3).sentence
    assert r"$\nabla b_{3}$ agrees" not in single(3, 1).sentence.split("agrees")[1]


@pytest.mark.parametrize("planted", PLANTED)
def test_what_is_said_of_a_wrong_place_is_true(planted):
    """Each sentence that clears a line rests on a block that does agree, or does not."""
    found = hunt(planted)
    check = found.report
    for number, line in enumerate(found.lines, 1):
        said = found.judge_place(line.layer, number).sentence
        if "with the central differences, and line" in said:
            named = [block for block in check.errors if _shown(block) in said]
            assert named
            assert all(check.errors[block].max() <= 1e-6 for block in named)
            assert set(named) <= set(blocks_reached(found.lines, number))
        elif "nothing of line" in said:
            (named,) = [block for block in check.errors if _shown(block) in said]
            assert check.errors[named].max() > 1e-6
            assert named not in blocks_reached(found.lines, number)
        elif said.startswith("Near"):
            assert line == lines_of(3)[number - 1]
            assert set(blocks_reached(found.lines, number)) == set(check.wrong)
        else:
            assert number == planted[0]


def _shown(block):
    return rf"$\nabla {block[0]}_{{{block[2]}}}$"


@pytest.mark.parametrize(
    ("layer", "line"), [(4, 1), (0, 1), (2, 12), (None, 3), ("2", 5), (2, 5.0)]
)
def test_a_place_that_does_not_exist_is_no_answer(layer, line):
    verdict = hunt().judge_place(layer, line)
    assert (verdict.is_right, verdict.counts) == (False, False)
    assert verdict.sentence == "Choose a layer from 1 to 3 and a line from 1 to 11."


# the repair

HUGE = "*1e12**12*1e12**12*1e12"
FORMS = {
    1: ["-(e - y_hat) / N", "(y_hat - e)/N", "grad_a[3] = 1/N*(yhat - y)", "-e/N + ŷ/N"],
    2: ["grad_a[3] @ h[2].T", "(h[2] @ grad_a[3].T).T", "-(-grad_a[3] @ h[2].T)"],
    3: ["over_samples(grad_a[3])", "grad_a[3].sum(axis=1)", "np.sum(grad_a[3], axis=1)",
        "over_samples(2*grad_a[3]) / 2"],
    4: ["W[3].T @ grad_a[3]", "(grad_a[3].T @ W[3]).T", "grad_h[2] = W[3].T@grad_a[3]"],
    5: ["grad_h[2] * g_prime(a[2])", "g'(a[2]) * grad_h[2]", "grad_h[2] * (1 - h[2]**2)"],
    6: ["grad_a[2] @ h[1].T", "(h[1]@grad_a[2].T).T", "2*grad_a[2]@(h[1]/2).T"],
    7: ["over_samples(grad_a[2])", "grad_a[2].sum(1)", "-over_samples(-grad_a[2])"],
    8: ["W[2].T @ grad_a[2]", "(grad_a[2].T @ W[2]).T", "-(-W[2]).T @ grad_a[2]"],
    9: ["grad_h[1] * g_prime(a[1])", "dg(a[1])*grad_h[1]", "grad_h[1] - grad_h[1]*h[1]**2"],
    10: ["grad_a[1] @ h[0].T", "grad_a[1] @ x.T", "(x @ grad_a[1].T).T"],
    11: ["over_samples(grad_a[1])", "np.sum(grad_a[1], 1)", "grad_a[1].sum( axis = 1 )"],
}  # fmt: skip
ONE_EACH = list({number: (number, *rest) for number, *rest in reversed(PLANTED)}.values())


def test_a_mistake_hides_in_every_line():
    assert sorted(number for number, *_ in ONE_EACH) == list(FORMS)


@pytest.mark.parametrize("planted", ONE_EACH)
def test_the_right_line_passes_in_every_form_and_clears_the_map(planted):
    found = hunt(planted)
    for text in FORMS[planted[0]]:
        verdict = found.judge_repair(text)
        assert verdict.is_right, text
        assert verdict.sentence.endswith("Why.")
        assert found.repaired_report(text).passed


@pytest.mark.parametrize("planted", PLANTED)
def test_each_known_mistake_is_named_and_no_other(planted):
    found = hunt(planted)
    for mistake, wrong, _ in found.wrong_forms():
        verdict = found.judge_repair(code(wrong))
        assert not verdict.is_right
        assert verdict.mistakes == (mistake.name,)
        if "as it was" not in verdict.sentence:
            assert verdict.sentence == mistake.hint
        assert not found.repaired_report(code(wrong)).passed
    assert planted[1] in distinct(found.wrong_forms())


@pytest.mark.parametrize("planted", PLANTED)
def test_the_line_as_it_was_is_no_repair(planted):
    found = hunt(planted)
    verdict = found.judge_repair(found.lines[planted[0] - 1].text)
    assert (verdict.is_right, verdict.mistakes) == (False, (planted[1],))
    assert verdict.sentence.startswith("This is the line as it was")


@pytest.mark.parametrize(
    ("planted", "text", "said", "mistakes"),
    [
        ((2, "outer product turned", 0), "grad_a[3] @ h[2]", "for @ the left", "transpose missing"),
        ((5, "slope forgotten", 0), "grad_h[2] * W[2]", "entry by entry", None),
        ((5, "slope forgotten", 0), "grad_h[2] * g_prime(a[2]) * 2", "Not yet: with it", None),
        ((5, "slope forgotten", 0), "grad_a[2]", "is not there yet", None),
        # the line itself overflows; and what a later line makes of it
        ((5, "slope forgotten", 0), f"grad_h[2]{HUGE}*39e8", "beyond all bounds", None),
        ((5, "slope forgotten", 0), f"grad_h[2]{HUGE}*12e8", "beyond all bounds", None),
        ((5, "slope forgotten", 0), "exp(exp(N**12)) * grad_h[2]", "beyond all bounds", None),
        ((5, "slope forgotten", 0), "grad_h[2]*g'(a[2])*1.00000001", "not exact", None),
        ((1, "not divided", 0), "(y_hat - e) / 8", "On this batch of 8 it is right", None),
        ((1, "not divided", 0), "(y_hat - e) / n", "number of features", "divided by features"),
        # a sum down the rows; the left side of another line
        ((3, "sign", 0), "np.sum(grad_a[3], axis=0)", "write over_samples( … )", None),
        ((3, "sign", 0), "grad_a[3].sum(0)", "write over_samples( … )", None),
        ((3, "sign", 0), "np.sum(grad_a[3], 1, keepdims=True)", "write over_samples( … )", None),
        ((3, "sign", 0), "grad_b[2] = over_samples(grad_a[3])", "right of the equals sign", None),
    ],
)
def test_a_wrong_repair_is_told_why(planted, text, said, mistakes):
    verdict = hunt(planted).judge_repair(text)
    assert not verdict.is_right
    assert said in verdict.sentence
    assert verdict.mistakes == (() if mistakes is None else (mistakes,))


def test_the_counterexample_is_the_entry_furthest_off():
    line = "grad_h[2] * g_prime(a[2]) + 0.01"  # by a factor every entry would be as far off
    said, check = hunt().judge_repair(line).sentence, hunt().repaired_report(line)
    assert check.wrong == ("W[1]", "b[1]", "W[2]", "b[2]")
    block, where = max(
        ((block, where) for block, of in check.errors.items() for where in np.ndindex(of.shape)),
        key=lambda place: check.errors[place[0]][place[1]],
    )
    assert f"{block[0]}_{{{block[2]}{''.join(str(i + 1) for i in where)}}}" in said
    for array in check.arrays[block].values():
        assert f"{array[where]:.4f}".replace("-", "−") in said


def test_hostile_input_gets_a_sentence_within_a_second():
    found = hunt((5, "slope at h", 0))
    own = [("layers", "W[99999999999999999999]"), ("a negative layer", "h[-1]"),
           ("a layer of a layer", "W[W[1]]"), ("sums", "np.sum(" * 9999),
           ("sums of sums", ".sum(1)" * 40), ("powers", "N**N**N**N"),
           ("a huge power", "((((N**N)**N)**N)**N)**N"), ("an underscore call", "W[1].sum(2)"),
           ("an equation", "grad_a[2] = grad_a[2] = 1"), ("words", "w" * 299 + "["),
           ("an empty equation", f"{found.lines[4].target} =")]  # fmt: skip
    for _, text in [*HOSTILE, *own, *((None, thing) for thing in OTHER_KINDS)]:
        start = time.process_time()  # of this process alone: the machine is shared
        verdict = found.judge_repair(text)
        assert time.process_time() - start < 1, text
        assert not verdict.is_right
        assert verdict.sentence[-1] in ".?"


# the hunt as a whole


def test_hints_go_from_the_map_to_the_line_and_the_solution_is_right():
    found = hunt()
    assert "layer 3" in found.hints[0]
    assert "`grad_h[2]` and `grad_a[2]`" in found.hints[1]
    assert found.hints[2].startswith("It is line 5. ")
    assert found.solution == "Line 5 has to read `grad_a[2] = grad_h[2] * g_prime(a[2])`."
    single = hunt((2, "outer product turned", 0))
    assert "`grad_a[3]` is right" in single.hints[1]
    assert hunt(hints=("a", "b", "c"), solution="s").hints == ("a", "b", "c")


@pytest.mark.parametrize("seed", range(8))
def test_another_hunt_is_fresh_solvable_and_the_same_for_its_seed(seed):
    first = hunt()
    found = first.another(seed)
    assert found.planted[:2] != first.planted[:2]
    assert found.planted == first.another(seed).planted
    assert found.hints != first.hints
    assert found.hides()
    right = lines_of(3)[found.number - 1].text
    assert right in found.solution
    assert found.judge_place(found.layer, found.number).is_right
    assert found.judge_repair(right).is_right


def test_hunts_are_many():
    names = {hunt().another(seed).planted[1] for seed in range(12)}
    assert len(names) >= 5


def test_a_hunt_takes_the_central_differences_once(monkeypatch):
    taken = []

    def counted(*case):
        taken.append(case)
        return finite_differences(*case)

    for module in ("exercises.bug_hunt", "numeric.agreement"):
        monkeypatch.setattr(f"helpers.{module}.finite_differences", counted)
    found = hunt(seed=101)
    assert not found.judge_repair("grad_h[2] * g_prime(a[2]) * 2").is_right
    assert len(taken) == 1
