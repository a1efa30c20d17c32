"""Activations: values and slopes to the last digits; all that is known of one is its record."""

import ast
import copy
import pickle
from pathlib import Path

import numpy as np
import pytest
import reference
import sympy as sp
from test_network import random_network, random_samples

import helpers
from helpers import Network, back_propagation, derive, forward_propagation
from helpers.exercises.derive import Derive, Setting
from helpers.exercises.formula import vocabulary
from helpers.explorers.boundary import BoundaryTraining
from helpers.language.reader import read
from helpers.language.scope import Scope
from helpers.notation import ACTIVATION_LINES, NAMES
from helpers.numeric.activations import ACTIVATIONS, Activation, linear, logistic, relu, tanh
from helpers.numeric.agreement import check_gradients
from helpers.numeric.graph import graph_gradients
from helpers.numeric.losses import OUTPUTS
from helpers.symbolic.bridge import to_numpy
from helpers.symbolic.calculus import Calculus
from helpers.symbolic.network_gradients import sympy_gradients

HELPERS = Path(helpers.__file__).parent
POINTS = np.array([-1e3, -745, -40, -7.5, -1.3, -0.02, 0.02, 0.7, 3.1, 18, 40, 745, 1e3])
rng = np.random.default_rng(5)
EVERYWHERE = np.concatenate(
    [np.arange(-700, 701, 7) + 0.01, rng.uniform(-40, 40, 150), rng.uniform(-2, 2, 100)]
)
TABLES = ast.Dict | ast.List | ast.Set | ast.Tuple
ALL = pytest.mark.parametrize("g", ACTIVATIONS.values(), ids=repr)


def exact(g, z):
    with reference.mp.workdps(1000):  # 1 + exp(-1000) is not 1
        return reference.ACTIVATIONS[g.name](reference.mp.mpf(z))


def slope(g, z):
    with reference.mp.workdps(1000):
        z, h = reference.mp.mpf(z), reference.mp.mpf("1e-300")
        g = reference.ACTIVATIONS[g.name]
        return (g(z + h) - g(z - h)) / (2 * h)


def ulps(found, expected):
    """How many units in the last place of what is expected lie between the two."""
    unit = reference.mp.mpf(float(np.spacing(abs(float(expected)))))
    return float(abs(reference.mp.mpf(float(found)) - expected) / unit)


@ALL
def test_values(g):
    expected = [float(exact(g, z)) for z in POINTS]
    np.testing.assert_allclose(g(POINTS), expected, rtol=4e-16, atol=1e-300)


@ALL
def test_the_derivative_has_all_its_digits(g):
    found = g.derivative(EVERYWHERE)
    apart = [ulps(d, slope(g, z)) for d, z in zip(found, EVERYWHERE, strict=True)]
    worst = int(np.argmax(apart))
    assert apart[worst] <= 4, f"{g}'({EVERYWHERE[worst]}) is {found[worst]}"


@ALL
def test_the_derivative_far_out(g):
    expected = [float(slope(g, z)) for z in POINTS]
    np.testing.assert_allclose(g.derivative(POINTS), expected, rtol=1e-15, atol=1e-300)


@ALL
def test_the_slope_from_h_loses_three_digits_at_most(g):
    found = [g.slope(z, g(z)) for z in EVERYWHERE[:, None]]  # one by one: each decides for itself
    np.testing.assert_allclose(found, g.derivative(EVERYWHERE[:, None]), rtol=1e-12, atol=0)


@pytest.mark.parametrize("g", [logistic, tanh], ids=repr)
def test_the_slope_comes_from_h_where_it_is_known(g):
    z, other = np.array([[0.5, -2.0]]), np.array([[1.0, 0.25]])
    np.testing.assert_allclose(g.slope(z, g(other)), g.derivative(other), rtol=1e-14)


@ALL
@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("shape", [(), (3,), (2, 5)])
def test_shape_and_dtype_stay(g, dtype, shape):
    a = np.full(shape, 0.5, dtype)
    for result in (g(a), g.derivative(a)):
        assert np.shape(result) == shape
        assert result.dtype == dtype


@ALL
@pytest.mark.parametrize("came", [[1, -2], (0.5, -0.5), [[1.0, 2.0], [3.0, -4.0]], 3])
def test_lists_and_whole_numbers_are_arrays_of_floats(g, came):
    for function in (g, g.g, g.derivative):
        result = function(came)
        assert result.dtype == np.float64
        np.testing.assert_array_equal(result, function(np.array(came, float)))


@ALL
@pytest.mark.parametrize("came", ["1", None, [1, "2"], [[1], [2, 3]], 1j, np.nan, [np.inf], [True]])
def test_what_is_no_array_of_numbers_is_refused(g, came):
    for function in (g, g.derivative):
        with pytest.raises(ValueError, match=r"^a (holds|has rows)"):
            function(came)


@ALL
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_no_warning_however_large(g, dtype):  # a warning is an error here
    largest = np.finfo(dtype).max
    a = np.array([-largest, -1e4, 1e4, largest], dtype)
    assert np.isfinite(g(a)).all()
    assert np.isfinite(g.derivative(a)).all()


@ALL
def test_the_argument_stays_and_is_not_shared(g):
    a = np.array([-1.0, 0.0, 2.0])
    kept = a.copy()
    for result in (g(a), g.derivative(a)):
        assert not np.shares_memory(result, a)
    np.testing.assert_array_equal(a, kept)


def test_at_zero():
    zero = np.zeros(1)
    assert (logistic(zero), logistic.derivative(zero)) == (0.5, 0.25)
    assert (tanh(zero), tanh.derivative(zero)) == (0, 1)
    assert (relu(zero), relu.derivative(zero)) == (0, 0)  # at its kink, by convention
    assert (linear(zero), linear.derivative(zero)) == (0, 1)


@ALL
def test_found_under_its_name_also_by_its_copies(g):
    assert ACTIVATIONS[repr(g)] is g
    assert copy.deepcopy(g) is pickle.loads(pickle.dumps(g)) is g


# -- the record


@ALL
def test_the_formulas_are_those_of_the_functions(g):
    points = np.arange(-7.75, 8, 0.5)
    written = Calculus(Scope()).plain(read(g.formula))
    z = sp.Symbol("z", real=True)
    expected = [float(written.subs(z, sp.Rational(point))) for point in points]
    np.testing.assert_allclose(g(points), expected, rtol=1e-13)
    derive(None, f"g'(z) == {g.derivative_formula} where g(z) = {g.formula}")


@ALL
def test_the_kinks_are_where_two_slopes_meet(g):
    points = np.arange(-8, 8.5, 0.5)
    jumps = np.abs(g.derivative(points + 1e-9) - g.derivative(points - 1e-9)) > 1e-6
    assert tuple(points[jumps]) == g.kinks


@ALL
def test_the_largest_slope_is_the_least_bound(g):
    grid, step = np.linspace(-30, 30, 6001)[:-1] + 0.005, 1e-5
    curve = reference.IN_NUMPY[g.name]
    slopes = (curve(grid + step) - curve(grid - step)) / (2 * step)
    assert slopes.max() == pytest.approx(g.largest_slope, abs=1e-4)
    assert g.derivative(EVERYWHERE).max() <= g.largest_slope


@ALL
@pytest.mark.parametrize("output", OUTPUTS)
def test_every_way_to_a_gradient_knows_it(g, output):
    network = random_network([2, 2, 2, 2], g.name, output, seed=2)
    x, y = random_samples(network, seed=3)
    expected = back_propagation(network, forward_propagation(network, x), y)
    assert check_gradients(network, x, y).passed
    for ways in (graph_gradients(network, x, y), sympy_gradients(network, x, y)):
        for k in (1, 2, 3):
            np.testing.assert_allclose(ways.W[k], expected.W[k], rtol=1e-9, atol=1e-14)
            np.testing.assert_allclose(ways.b[k], expected.b[k], rtol=1e-9, atol=1e-14)


@pytest.mark.parametrize("g", [logistic, tanh, relu], ids=repr)
def test_a_word_of_the_language_means_it(g):
    written = to_numpy(f"{NAMES.get(g.name, g.name)}(z)")
    found = [float(written(z=z)) for z in (-1000, 2)]  # in 30 digits, rounded once
    assert found == pytest.approx([g(-1000), g(2)], rel=4e-16, abs=0)


def test_sympy_and_the_graph_keep_to_the_convention_at_the_kink():
    network = helpers.Network([None, [[1.0]], [[2.0]]], [None, [-1.0], [0.0]], "relu", "linear")
    for ways in (graph_gradients, sympy_gradients):
        assert ways(network, [1.0], [3.0]).b[1] == 0


@pytest.mark.parametrize("g", [g for g in ACTIVATIONS.values() if not g.kinks], ids=repr)
def test_an_exercise_asks_for_its_slope(g):
    h = f"{NAMES.get(g.name, g.name)}(z)"
    formula = g.derivative_formula.replace("g(z)(", "g(z) * (")
    slope_of, typed = (formula.replace("g(z)", value) for value in (h, "h"))
    exercise = Derive(
        name="slope", title="A slope", text="?", left="g'(z)", truth=f"slope({slope_of})",
        setting=Setting(vocabulary("z", "h", functions=(h.removesuffix("(z)"),)), {"h": h}),
        without=("slope forgotten",), hints=("a", "b", "c"), solution="…", why="…",
    )  # fmt: skip
    for right in (typed, slope_of, f"{slope_of} + h - {h}"):
        assert "proved equal" in exercise.judge(right).sentence
    assert not exercise.judge(f"{typed} + z").is_right


def test_every_menu_has_them_all():
    assert list(BoundaryTraining().activation.options) == list(ACTIVATIONS)


def is_table(node):
    """Whether a table, a list or a set in code names activations; those of outputs are others."""
    parts = node.keys if isinstance(node, ast.Dict) else node.elts
    names = {part.value for part in parts if isinstance(part, ast.Constant)} & set(ACTIVATIONS)
    return len(names) > 1 and not names <= set(OUTPUTS)


def test_there_is_no_other_table_of_activations():
    found = []
    for path in HELPERS.rglob("[!_]*.py"):  # without what a lesson lists as its names
        nodes = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        tables = [node for node in nodes if isinstance(node, TABLES) and is_table(node)]
        found += [(path.name, ast.unparse(node)) for node in tables]
    assert [name for name, _ in found] == ["notation.py"]  # whose lines the records read
    lines = {name: (g.formula, g.derivative_formula) for name, g in ACTIVATIONS.items()}
    assert lines == ACTIVATION_LINES


def test_a_record_of_ones_own():
    square = Activation("square", np.square, lambda a: 2 * a, "z^2", "2z", np.inf)
    assert square([3, 4]).tolist() == [9, 16]
    assert square.derivative(3.0) == 6
    network = Network([None, [[2.0]], [[1.0]]], [None, [1.0], [0.0]], square, "linear")
    assert forward_propagation(network.copy(), [1.0]).y_hat.tolist() == [9]
    assert "square" not in ACTIVATIONS
