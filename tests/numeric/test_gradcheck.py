import dataclasses
import re
from types import SimpleNamespace

import numpy as np
import pytest
import reference
from test_network import PAIRS, random_network, random_samples

from helpers.numeric.activations import ACTIVATIONS
from helpers.numeric.agreement import (
    Comparison,
    agreement,
    by_block,
    check_gradients,
    relative_error,
)
from helpers.numeric.backprop import back_propagation
from helpers.numeric.differences import finite_differences, step_size
from helpers.numeric.forward import forward_propagation
from helpers.numeric.graph import graph_gradients
from helpers.numeric.line_by_line import line_by_line
from helpers.numeric.network import Network
from helpers.pictures.tables import parameter_table

STEP = step_size(1.0)
SMALL = "Errors of entries below 0.001 are relative to 0.001."


@pytest.fixture
def case():
    network = random_network([3, 4, 2], seed=1)
    x, y = random_samples(network, n=3, seed=2)
    return network, x, y


def gradients_of(network, x, y, loss=None):
    return back_propagation(network, forward_propagation(network, x), y, loss)


def spoilt(gradients, name, k, index, factor):
    """Return the gradients with one entry multiplied."""
    arrays = [None] + [array.copy() for array in getattr(gradients, name)[1:]]
    arrays[k][index] *= factor
    return dataclasses.replace(gradients, **{name: arrays})


@pytest.mark.parametrize(("output", "loss"), PAIRS, ids=str)
@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("n", [None, 4])
def test_back_propagation_passes(output, loss, activation, n):
    network = random_network([3, 4, 2], activation, output.name, seed=3)
    report = check_gradients(network, *random_samples(network, n, seed=4), loss)
    assert report.passed
    assert 0 < report.max_relative_error < 1e-7


def test_finite_differences_are_the_slopes(case):
    found = finite_differences(*case)
    W, b = reference.gradients(*case, "cross_entropy")
    for k in (1, 2):
        assert found.W[k].shape == W[k].shape
        assert found.b[k].shape == b[k].shape
        np.testing.assert_allclose(found.W[k], W[k], rtol=1e-7, atol=1e-9)
        np.testing.assert_allclose(found.b[k], b[k], rtol=1e-7, atol=1e-9)


def test_finite_differences_do_not_use_back_propagation(case, monkeypatch):
    def refuse(*_):
        raise AssertionError("back_propagation was called")

    for module in ("backprop", "agreement"):
        monkeypatch.setattr(f"helpers.numeric.{module}.back_propagation", refuse)
    finite_differences(*case)


@pytest.mark.parametrize("name", ["W", "b"])
@pytest.mark.parametrize("k", [1, 2])
@pytest.mark.parametrize("factor", [-1, 0, 2, 1 + 1e-4])
def test_one_wrong_entry_fails(case, name, k, factor):
    index = (1, 2) if name == "W" else (1,)
    wrong = spoilt(gradients_of(*case), name, k, index, factor)
    report = check_gradients(*case, gradients=wrong)
    assert not report.passed
    (row,) = (row for row in report.rows if row.error > report.tolerance)
    assert row.block == f"{name}[{k}]"
    assert row.where == index
    right = getattr(gradients_of(*case), name)[k][index]
    assert row.names == ("central differences", "gradients")
    np.testing.assert_allclose(row.values, (right, factor * right), rtol=1e-6)
    entry = f"{name}_{k}{''.join(str(i + 1) for i in index)}"  # counted from 1, as on paper
    assert f"\n{entry}: central differences gives" in repr(report)
    assert repr(report).startswith("failed: relative error ")


def test_the_report_names_every_block(case):
    report = check_gradients(*case)
    assert [(row.block, row.entries) for row in report.rows] == [
        ("W[1]", 12),
        ("b[1]", 4),
        ("W[2]", 8),
        ("b[2]", 2),
    ]
    assert repr(report).startswith("passed: relative error < 1e-7, tolerance 1e-06\n")


def test_the_tolerance_decides(case):
    off = spoilt(gradients_of(*case), "W", 2, (0, 0), 1 + 1e-4)
    assert check_gradients(*case, gradients=off, tolerance=1e-3).passed
    assert not check_gradients(*case, gradients=off, tolerance=1e-5).passed


def test_an_error_as_large_as_the_tolerance_passes():
    both = {"numpy": np.array([2.0]), "sympy": np.array([1.0])}
    assert Comparison({"b[1]": both}, tolerance=0.5).passed
    assert not Comparison({"b[1]": both}, tolerance=0.49).passed


def test_what_holds_arrays_is_only_equal_to_itself_and_what_was_found_stays(case):
    network, trace = case[0], forward_propagation(*case[:2])
    found = [trace, gradients_of(*case), finite_differences(*case), check_gradients(*case)]
    found += line_by_line(*case, eta=0.1)[:1]
    for one in (network, *found):
        assert len({one, dataclasses.replace(one)}) == 2
    for one in found:
        with pytest.raises(dataclasses.FrozenInstanceError):
            setattr(one, dataclasses.fields(one)[0].name, [])


def test_one_entry_of_many_decides(case):
    off = spoilt(gradients_of(*case), "W", 1, (0, 1), 1 + 1e-4)  # one of 12
    report = check_gradients(*case, gradients=off, tolerance=5e-5)
    assert (report.passed, report.wrong) == (False, ("W[1]",))


def test_a_check_that_compares_nothing_does_not_pass():
    both = {"numpy": np.ones(2), "sympy": np.ones(2)}
    assert Comparison({"b[1]": both}, 1e-6).passed
    assert Comparison({"b[1]": both}, 1e-6, kinks={"b[1]": np.array([True, False])}).passed
    assert not Comparison({"b[1]": both}, 1e-6, kinks={"b[1]": np.array([True, True])}).passed


def test_nothing_given_is_changed(case):
    network, x, y = case
    given = [x, y, *network.W[1:], *network.b[1:]]
    kept = [array.copy() for array in given]
    check_gradients(*case)
    graph_gradients(*case)
    for array, before in zip(given, kept, strict=True):
        np.testing.assert_array_equal(array, before)


def test_an_entry_at_a_kink_is_counted_and_passed_over():
    # a_1 = (0, 1): the first unit stands on relu's kink, the second far from it
    network = Network([None, [[1.0], [1.0]], [[2.0, 3.0]]], [None, [-2, -1], [0]], "relu", "linear")
    report = check_gradients(network, [2.0], [1.0])
    kinks = {row.block: (row.at_kink, row.entries) for row in report.rows}
    assert kinks == {"W[1]": (1, 2), "b[1]": (1, 2), "W[2]": (0, 2), "b[2]": (0, 1)}
    assert report.errors["b[1]"][0] == 0
    assert report.passed
    assert back_propagation(network, forward_propagation(network, [2.0]), [1.0]).W[1][0, 0] == 0
    assert finite_differences(network, [2.0], [1.0]).W[1][0, 0] != 0  # half the slope beside it


@pytest.mark.parametrize("distance", [0.3 * STEP, -0.3 * STEP])
def test_a_kink_within_the_step_counts(distance):
    network = Network([None, [[1.0]], [[2.0]]], [None, [-1 + distance], [0]], "relu", "linear")
    assert [row.at_kink for row in check_gradients(network, [1.0], [1.0]).rows] == [1, 1, 0, 0]


@pytest.mark.parametrize("distance", [3 * STEP, -3 * STEP])
def test_a_kink_outside_the_step_does_not(distance):
    network = Network([None, [[1.0]], [[2.0]]], [None, [-1 + distance], [0]], "relu", "linear")
    assert [row.at_kink for row in check_gradients(network, [1.0], [1.0]).rows] == [0, 0, 0, 0]


def test_a_kink_further_up_counts():
    W = [None, [[1.0]], [[1.0]], [[1.0]]]
    network = Network(W, [None, [1], [-2], [0]], "relu", "linear")  # a_2 = 0
    assert finite_differences(network, [1.0], [1.0]).a == [None] * 4
    rows = check_gradients(network, [1.0], [1.0]).rows
    assert {row.block for row in rows if row.at_kink} == {"W[1]", "b[1]", "W[2]", "b[2]"}


def test_a_wrong_entry_beside_a_kink_still_fails():
    network = Network([None, [[1.0], [1.0]], [[2.0, 3.0]]], [None, [-2, -1], [0]], "relu", "linear")
    wrong = spoilt(gradients_of(network, [2.0], [1.0]), "W", 1, (1, 0), 1.01)
    assert not check_gradients(network, [2.0], [1.0], gradients=wrong).passed


def test_smooth_activations_have_no_kinks():
    network = Network([None, [[1.0]], [[2.0]]], [None, [-1], [0]], "tanh", "linear")
    assert sum(row.at_kink for row in check_gradients(network, [1.0], [1.0]).rows) == 0


def test_zero_gradients_agree_with_rounding_noise():
    network = random_network([3, 4, 2])
    report = check_gradients(network, [0, 0, 0], [0, 1])  # the gradient at W[1] is exactly 0
    assert report.passed
    dead = Network([None, [[1.0]], [[1.0]]], [None, [-5], [0]], "relu", "linear")
    assert check_gradients(dead, [1.0], [1.0]).passed


@pytest.mark.parametrize("size", [1e-3, 1, 1e3, 1e6])
def test_steps_suit_the_size_of_the_parameter(size):
    network = Network([None, [[size]]], [None, [-size]], output="logistic")
    for a in np.linspace(-2, 2, 17):  # the pre-activation, a difference of two large numbers
        report = check_gradients(network, [1 + a / max(1, size)], [0.1])
        assert report.max_relative_error < 2e-6


def test_large_losses_pass_and_wrong_gradients_of_them_fail():
    network = random_network([3, 4, 2], output="linear")
    x, y = random_samples(network, n=4)
    gradients = gradients_of(network, x, 1e4 * y)
    assert check_gradients(network, x, 1e4 * y).passed
    wrong = spoilt(gradients, "W", 1, (0, 0), 1.001)
    assert not check_gradients(network, x, 1e4 * y, gradients=wrong).passed


def test_a_vanishing_gradient_with_the_wrong_sign_fails():
    network = random_network([2, 2, 2, 2, 2, 2], "logistic")
    for W in network.W[1:]:
        W *= 0.1
    x, y = random_samples(network, n=3)
    gradients = gradients_of(network, x, y)
    assert 1e-9 < np.abs(gradients.W[1][0, 0]) < 1e-7
    assert check_gradients(network, x, y).passed
    wrong = spoilt(gradients, "W", 1, (0, 0), -1)
    assert not check_gradients(network, x, y, gradients=wrong).passed


def test_float32_is_compared_with_differences_in_float64():
    network = Network.initialise([3, 4, 2], dtype="float32", seed=3)
    x, y = random_samples(network, n=4)[0].astype("float32"), np.eye(2)[:, [0, 1, 1, 0]]
    report = check_gradients(network, x, y)
    assert report.tolerance == 1e-3
    assert report.max_relative_error < 1e-4
    assert finite_differences(network, x, y).W[1].dtype == np.float64
    assert network.dtype == np.float32


def test_relative_error():
    one, other = np.array([1.0, 1.0, 0.0, 0.0, 2e-4]), np.array([1.0, -1.0, 1e-12, 0.0, -2e-4])
    np.testing.assert_allclose(relative_error(one, other), [0, 2, 1e-9, 0, 0.4])
    np.testing.assert_allclose(relative_error(other, one), [0, 2, 1e-9, 0, 0.4])


def test_agreement_of_three_ways(case):
    ways = {
        "numpy": gradients_of(*case),
        "central differences": finite_differences(*case),
        "computation graph": graph_gradients(*case),
    }
    found = agreement(ways)
    assert len(found.rows) == 4 * 3
    assert found.max_relative_error < 1e-7
    assert found.check(1e-7) is found
    exact = [row.error for row in found.rows if row.names == ("numpy", "computation graph")]
    assert max(exact) < 1e-13
    first, *lines, note = repr(found).splitlines()
    assert note == SMALL  # the gradient at W[1] has an entry of 7e-5
    assert first.split() == ["relative", "error", "W[1]", "b[1]", "W[2]", "b[2]"]
    assert [line.split("  ")[0] for line in lines] == [
        "numpy / central differences",
        "numpy / computation graph",
        "central differences / computation graph",
    ]


def test_agreement_finds_the_one_that_differs(case):
    right = gradients_of(*case)
    ways = {"numpy": right, "sympy": spoilt(right, "b", 1, (2,), -1), "again": right}
    found = agreement(ways)
    wrong = [(row.names, row.block, row.where) for row in found.rows if row.error]
    assert wrong == [(("numpy", "sympy"), "b[1]", (2,)), (("sympy", "again"), "b[1]", (2,))]
    value = right.b[1][2]
    with pytest.raises(AssertionError) as failure:
        found.check(1e-9)
    message = f"b_13: numpy gives {value:.4g}, sympy gives {-value:.4g}, relative error 2"
    assert str(failure.value) == message


@pytest.mark.parametrize(("error", "digits"), [(0.5, 4), (1e-2, 7), (1e-5, 10), (3e-9, 13)])
def test_both_numbers_are_printed_with_the_digits_in_which_they_differ(error, digits):
    near = SimpleNamespace(W=[None, [[1 / 3]]], b=[None, [0.0]])
    off = SimpleNamespace(W=[None, [[1 / 3 * (1 + error)]]], b=[None, [0.0]])
    one, other = re.findall(r"gives (\S+),", str(agreement({"one": near, "other": off}).worst))
    assert one != other
    assert len(one) == len("0.") + digits


def test_agreement_takes_anything_with_lists_of_layers():
    witness = SimpleNamespace(W=[None, [[1, 2]]], b=[None, [3]])
    assert agreement({"one": witness, "other": witness}).max_relative_error == 0


def test_the_errors_of_entries_are_those_of_the_worst_pair():
    ways = {"one": {"x": [1.0, 2.0]}, "two": {"x": [-1.0, 2.0]}, "three": {"x": [5.0, 1.0]}}
    found = agreement(ways)
    np.testing.assert_allclose(found.errors["x"], [2, 0.5])
    np.testing.assert_allclose([row.error for row in found.rows], [2, 0.8, 1.2])
    assert [row.where for row in found.rows] == [(0,), (0,), (0,)]


def test_the_floor_is_named_where_an_entry_lies_below_it():
    one, other = np.array([1.0, 1e-9]), np.array([1.0, 2e-9])  # 50 % apart, and yet 1e-6
    found = agreement({"one": {"x": one}, "other": {"x": other}})
    assert found.max_relative_error == pytest.approx(1e-6)
    assert repr(found).splitlines()[-1] == SMALL
    assert "Errors" not in repr(agreement({"one": {"x": one[:1]}, "other": {"x": other[:1]}}))
    table = parameter_table({"one": {"b[1]": one}, "other": {"b[1]": other}})
    assert repr(table).startswith(SMALL)
    assert not repr(
        parameter_table({"one": {"b[1]": one[:1]}, "other": {"b[1]": one[:1]}})
    ).startswith("E")


def test_the_floor_of_a_check_grows_with_the_loss_and_is_named(case):
    assert min(np.abs(entries).min() for entries in by_block(gradients_of(*case)).values()) < 1e-3
    assert repr(check_gradients(*case)).splitlines()[-1] == SMALL
    network = Network([None, [[0.0]]], [None, [0.0]], output="linear")
    report = check_gradients(network, [1e-3], [10.0])  # a loss of 100, a gradient of 0.02 at W
    assert repr(report).splitlines()[-1] == "Errors of entries below 0.1 are relative to 0.1."
    assert "Errors" not in repr(check_gradients(network, [1.0], [10.0]))


def test_an_entry_at_a_kink_is_no_reason_to_name_the_floor():
    network = Network([None, [[0.0]], [[1.0]]], [None, [0.0], [0.0]], "relu", "linear")
    report = check_gradients(network, [1.0], [1e-4])
    central = report.arrays["W[1]"]["central differences"].item()
    assert (report.kinks["W[1]"].item(), abs(central)) == (True, pytest.approx(1e-4, rel=0.1))
    assert report.small["W[1]"].tolist() == [[False]]


def test_an_entry_that_is_0_in_every_way_is_no_reason_to_name_the_floor():
    dead = Network([None, [[1.0]], [[1.0]]], [None, [-5.0], [0.0]], "relu", "linear")
    report = check_gradients(dead, [1.0], [1.0])
    assert by_block(gradients_of(dead, [1.0], [1.0]))["W[1]"] == 0
    assert "Errors" not in repr(report)
