"""Every kind of bad input, the argument its refusal must name, and what it must say."""

import dataclasses
from types import SimpleNamespace

import numpy as np
import pytest

from helpers.data import load_digits, spirals, two_moons, xor
from helpers.numeric.agreement import agreement, check_gradients
from helpers.numeric.backprop import back_propagation
from helpers.numeric.differences import finite_differences
from helpers.numeric.forward import forward_propagation
from helpers.numeric.graph import network_graph
from helpers.numeric.losses import cross_entropy, one_hot, softmax, squared_error
from helpers.numeric.network import Network
from helpers.numeric.training import gradient_descent

NETWORK = Network.initialise([4, 3, 2], seed=1, scale=1)
LINEAR = Network.initialise([4, 3, 2], output="linear", seed=1)
SINGLE = Network.initialise([4, 3, 2], dtype="float32", seed=1)
X, Y = np.linspace(-1, 1, 20).reshape(4, 5), one_hot([0, 1, 1, 0, 1], 2)
LARGE = 2**53 + 1  # no float64
HUGE = 1.7e308 * np.sign(NETWORK.W[1][:1].T) * np.ones((4, 5))

# Each is (what goes wrong, the call, what the message must say).
SIZES = [
    ("one layer", [3], r"sizes is \[3\], expected at least two numbers, as \[2, 3, 2\]"),
    ("none", [], r"sizes is \[\], expected at least two numbers"),
    ("a number", 3, "sizes is 3, expected at least two numbers"),
    ("text", "abc", "sizes is 'abc', expected at least two numbers"),
    ("an empty layer", [3, 0], r"sizes\[1\] is 0, expected a whole number of at least 1"),
    ("below 0", [-3, 2], r"sizes\[0\] is -3, expected a whole number of at least 1"),
    ("a fraction", [3, 2.5], r"sizes\[1\] is 2\.5, expected a whole number"),
    ("a whole float", [3, 2.0], r"sizes\[1\] is 2\.0, expected a whole number"),
    ("a truth value", [3, True], r"sizes\[1\] is True, expected a whole number"),
    ("text inside", [3, "2"], r"sizes\[1\] is '2', expected a whole number"),
]
INITIALISE = [
    ("seed below 0", {"seed": -1}, "seed is -1, expected a whole number of at least 0"),
    ("no seed", {"seed": None}, "seed is None, expected a whole number of at least 0"),
    ("activation unknown", {"activation": "sigmoid"}, "activation is 'sigmoid', expected one of"),
    ("activation a function", {"activation": np.tanh}, "activation is <ufunc 'tanh'>, expected"),
    ("output unknown", {"output": "sofmax"}, "output is 'sofmax', expected one of 'softmax', "),
    ("dtype of integers", {"dtype": int}, "dtype is .*int.*, expected float32 or float64"),
    ("half precision", {"dtype": "float16"}, "dtype is 'float16', expected float32 or float64"),
    ("dtype unknown", {"dtype": "real"}, "dtype is 'real', expected float32 or float64"),
    ("scale 0", {"scale": 0}, "scale is 0, expected a positive number"),
    ("scale text", {"scale": "big"}, "scale is 'big', expected a positive number"),
]
W, B = [None, np.ones((3, 4)), np.ones((2, 3))], [None, np.zeros(3), np.zeros(2)]
NETWORKS = [
    ("W without None", (W[1:], B), "W must be a list that starts with None"),
    ("b without None", (W, B[1:]), "b must be a list that starts with None"),
    ("W an array", (np.ones((3, 4)), B), "W must be a list that starts with None"),
    ("no layer", ([None], [None]), "W must be a list that starts with None"),
    ("a bias too few", (W, B[:2]), "b has 1 layers, but W has 2"),
    ("W transposed", ([None, W[1].T, W[2]], B), r"b\[1\] has 3 entries, but W\[1\] has 4 rows"),
    ("W[2] transposed", ([None, W[1], W[2].T], B), r"W\[2\] has 2 columns, but layer 1 has 3"),
    ("b too long", (W, [None, B[1], B[1]]), r"b\[2\] has 3 entries, but W\[2\] has 2 rows"),
    ("b a column", (W, [None, B[1][:, None], B[2]]), r"b\[1\] has 2 axes \(shape \(3, 1\)\)"),
    ("W a vector", ([None, W[1][0], W[2]], B), r"W\[1\] has 1 axes \(shape \(4,\)\), expected 2"),
    ("W ragged", ([None, [[1, 2], [3]]], B[:2]), r"W\[1\] has rows of unequal length"),
    ("W empty", ([None, np.ones((3, 0))], B[:2]), r"W\[1\] is empty \(shape \(3, 0\)\)"),
    ("W with NaN", ([None, W[1] * np.nan, W[2]], B), r"W\[1\] holds NaN or infinity"),
    ("b infinite", (W, [None, B[1] + np.inf, B[2]]), r"b\[1\] holds NaN or infinity"),
    ("W of text", ([None, [["a"]]], [None, [0]]), r"W\[1\] holds <U1 values, expected float64"),
    (
        "two dtypes",
        ([None, W[1].astype("f"), W[2]], B),
        r"b\[1\] is float64, but W\[1\] is float32",
    ),
]
INPUTS = [
    ("too short", np.ones(3), "x has 3 rows, but layer 1 takes 4"),
    ("too long", np.ones(5), "x has 5 rows, but layer 1 takes 4"),
    ("transposed", X.T, "x has 5 rows, but layer 1 takes 4"),
    ("a row", np.ones((1, 4)), "x has 1 rows, but layer 1 takes 4"),
    ("a number", 1.0, r"x has 0 axes \(shape \(\)\), expected 1 or 2"),
    ("three axes", np.ones((4, 5, 1)), r"x has 3 axes \(shape \(4, 5, 1\)\), expected 1 or 2"),
    ("no sample", np.ones((4, 0)), r"x is empty \(shape \(4, 0\)\)"),
    ("empty", [], r"x is empty \(shape \(0,\)\)"),
    ("NaN", X * [1, 1, np.nan, 1, 1], "x holds NaN or infinity, expected finite numbers"),
    ("infinite", X - np.inf, "x holds NaN or infinity, expected finite numbers"),
    ("truth values", X > 0, "x holds bool values, expected float64, float32 or integers"),
    ("complex", X + 0j, "x holds complex128 values, expected"),
    ("text", X.astype(str), "x holds <U.* values, expected"),
    ("objects", X.astype(object), "x holds object values, expected"),
    ("None", None, "x holds object values, expected"),
    ("half precision", X.astype("float16"), "x holds float16 values, expected"),
    ("ragged", [[1, 2], [3], [4], [5]], "x has rows of unequal length"),
    ("dates", X.astype("M8[s]"), r"x holds datetime64\[s\] values, expected"),
    ("too large for float64", [LARGE, 0, 0, 0], "x holds int64 numbers that float64 would round"),
    ("overflowing", HUGE, "a pre-activation overflows: x or a parameter is too"),
]
TARGETS = [
    ("a label", 1, r"y is 1, expected an array of shape \(2, 5\); for a class label pass one_hot"),
    ("labels", [0, 1, 1, 0, 1], r"y has shape \(5,\), expected \(2, 5\), the shape of y_hat"),
    ("transposed", Y.T, r"y has shape \(5, 2\), expected \(2, 5\)"),
    ("one row", Y[:1], r"y has shape \(1, 5\), expected \(2, 5\)"),
    ("one column", Y[:, :1], r"y has shape \(2, 1\), expected \(2, 5\)"),
    ("a vector", Y[:, 0], r"y has shape \(2,\), expected \(2, 5\)"),
    ("a sample too few", Y[:, :4], r"y has shape \(2, 4\), expected \(2, 5\)"),
    ("a class too many", one_hot([2, 1, 0, 0, 1], 3), r"y has shape \(3, 5\), expected \(2, 5\)"),
    ("NaN", Y * np.nan, "y holds NaN or infinity"),
    ("truth values", Y > 0, "y holds bool values"),
    ("text", Y.astype(str), "y holds <U.* values"),
    ("empty", np.ones((2, 0)), r"y is empty \(shape \(2, 0\)\)"),
]
DISTRIBUTIONS = [
    ("all ones", np.ones((2, 5)), "y sums to 2.0, expected a distribution"),
    ("all zeros", np.zeros((2, 5)), "y sums to 0.0, expected a distribution"),
    ("one column off", Y * [1, 1, 1, 1, 0.5], "y sums to 0.5, expected a distribution"),
    ("below 0", 3 * Y - 1, "y has the entry -1.0, expected probabilities, none below 0"),
]
DESCENT = [
    ("eta 0", {"eta": 0}, "eta is 0, expected a positive number"),
    ("eta below 0", {"eta": -0.1}, "eta is -0.1, expected a positive number"),
    ("eta infinite", {"eta": np.inf}, "eta is inf, expected a positive number"),
    ("eta NaN", {"eta": np.nan}, "eta is nan, expected a positive number"),
    ("eta text", {"eta": "0.1"}, "eta is '0.1', expected a positive number"),
    ("eta a truth value", {"eta": True}, "eta is True, expected a positive number"),
    ("eta an array", {"eta": np.array([0.1])}, r"eta is array\(\[0.1\]\), expected a positive"),
    ("eta none", {"eta": None}, "eta is None, expected a positive number"),
    ("batch of none", {"batch_size": 0}, "batch_size is 0, expected a whole number of at least 1"),
    ("batch too large", {"batch_size": 6}, "batch_size is 6, but x has 5 samples"),
    ("batch a fraction", {"batch_size": 0.5}, "batch_size is 0.5, expected a whole number"),
    ("batch a truth value", {"batch_size": True}, "batch_size is True, expected a whole number"),
    ("batch false", {"batch_size": False}, "batch_size is False, expected a whole number"),
    (
        "steps below 0",
        {"max_iterations": -1},
        "max_iterations is -1, expected a whole number of at",
    ),
    ("steps a fraction", {"max_iterations": 1.5}, "max_iterations is 1.5, expected a whole number"),
    ("steps infinite", {"max_iterations": np.inf}, "max_iterations is inf, expected a whole"),
    ("seed below 0", {"seed": -1}, "seed is -1, expected a whole number of at least 0"),
    ("seed text", {"seed": "a"}, "seed is 'a', expected a whole number of at least 0"),
    ("loss unknown", {"loss": "mse"}, "loss is 'mse', expected one of 'cross_entropy', "),
    ("on_step no function", {"on_step": 3}, "on_step is 3, expected a function"),
]
ONE_HOT = [
    ("too large", (3, 3), "label is 3, expected one of 0 to 2"),
    ("below 0", (-1, 3), "label is -1, expected one of 0 to 2"),
    ("one too large", ([0, 7, 1], 3), "label is 7, expected one of 0 to 2"),
    ("a fraction", (1.5, 3), "label is 1.5, expected an integer"),
    ("a whole float", (1.0, 3), "label is 1.0, expected an integer"),
    ("a truth value", (True, 3), "label is True, expected an integer"),
    ("text", ("1", 3), "label is '1', expected an integer"),
    ("a matrix", ([[0, 1]], 3), r"label is \[\[0, 1\]\], expected an integer"),
    ("none", ([], 3), r"label is \[\], expected an integer"),
    ("no class", (0, 0), "k is 0, expected a whole number of at least 1"),
    ("k a fraction", (0, 2.5), "k is 2.5, expected a whole number"),
]
DATA = [
    ("seed", lambda: load_digits(seed=-1), "seed is -1, expected a whole number of at least 0"),
    ("seed text", lambda: load_digits("0"), "seed is '0', expected a whole number"),
    ("one moon", lambda: two_moons(n=1), "n is 1, expected a whole number of at least 2"),
    ("three corners", lambda: xor(n=3), "n is 3, expected a whole number of at least 4"),
    ("one arm", lambda: spirals(arms=1), "arms is 1, expected a whole number of at least 2"),
    ("an empty arm", lambda: spirals(2, arms=3), "n is 2, expected a whole number of at least 3"),
    ("noise below 0", lambda: xor(noise=-1), "noise is -1, expected a number of at least 0"),
    ("noise text", lambda: two_moons(noise="a"), "noise is 'a', expected a number of at least 0"),
    ("noise NaN", lambda: spirals(noise=np.nan), "noise is nan, expected a number of at least 0"),
    ("seed a fraction", lambda: xor(seed=0.5), "seed is 0.5, expected a whole number"),
]
GRADIENTS = back_propagation(NETWORK, forward_propagation(NETWORK, X), Y)
FLAT = dataclasses.replace(GRADIENTS, W=[None, GRADIENTS.W[1].T, GRADIENTS.W[2]])
SHALLOW = SimpleNamespace(W=GRADIENTS.W[:2], b=GRADIENTS.b[:2])
BROKEN = dataclasses.replace(GRADIENTS, b=[None, GRADIENTS.b[1] * np.nan, GRADIENTS.b[2]])
CHECKS = [
    ("not a dict", lambda: agreement([GRADIENTS, GRADIENTS]), "ways is a list, expected a dict"),
    (
        "one way",
        lambda: agreement({"a": GRADIENTS}),
        "ways holds 1 gradients, expected at least two",
    ),
    ("no gradients", lambda: agreement({"a": 1, "b": 2}), "int has no lists W and b"),
    (
        "a transpose",
        lambda: agreement({"numpy": GRADIENTS, "mine": FLAT}),
        r"W\[1\] of mine has shape \(4, 3\), of numpy \(3, 4\)",
    ),
    (
        "a layer too few",
        lambda: agreement({"numpy": GRADIENTS, "mine": SHALLOW}),
        r"mine has W\[1\], b\[1\], but numpy W\[1\], b\[1\], W\[2\], b\[2\]",
    ),
    (
        "NaN in a gradient",
        lambda: check_gradients(NETWORK, X, Y, gradients=BROKEN),
        r"b\[1\] of gradients holds NaN or infinity",
    ),
    (
        "a wrong shape in a gradient",
        lambda: check_gradients(NETWORK, X, Y, gradients=FLAT),
        r"W\[1\] of gradients has shape \(4, 3\), of central differences \(3, 4\)",
    ),
    (
        "tolerance 0",
        lambda: check_gradients(NETWORK, X, Y, tolerance=0),
        "tolerance is 0, expected a positive number",
    ),
    (
        "a verdict without a tolerance",
        lambda: agreement({"a": GRADIENTS, "b": GRADIENTS}).passed,
        r"no tolerance was given; call check\(tolerance\)",
    ),
]
USES_OF_X = {
    "forward_propagation": lambda x: forward_propagation(NETWORK, x),
    "gradient_descent": lambda x: gradient_descent(NETWORK, x, Y, max_iterations=1),
    "check_gradients": lambda x: check_gradients(NETWORK, x, Y),
    "network_graph": lambda x: network_graph(NETWORK, x, Y),
}
USES_OF_Y = {
    "loss": lambda y: NETWORK.loss(forward_propagation(NETWORK, X), y),
    "back_propagation": lambda y: back_propagation(NETWORK, forward_propagation(NETWORK, X), y),
    "gradient_descent": lambda y: gradient_descent(NETWORK, X, y, max_iterations=1),
    "finite_differences": lambda y: finite_differences(NETWORK, X, y),
    "check_gradients": lambda y: check_gradients(NETWORK, X, y),
    "network_graph": lambda y: network_graph(NETWORK, X, y),
    "cross_entropy": lambda y: cross_entropy(softmax(np.zeros((2, 5))), y),
    "linear output": lambda y: LINEAR.loss(forward_propagation(LINEAR, X), y),
    "squared_error": lambda y: squared_error(np.zeros((2, 5)), y),
}


def refusals(table):
    return pytest.mark.parametrize(
        ("given", "message"), [pytest.param(*row[1:], id=row[0]) for row in table]
    )


@refusals(SIZES)
def test_sizes(given, message):
    with pytest.raises(ValueError, match="^" + message):
        Network.initialise(given)


@refusals(INITIALISE)
def test_initialise(given, message):
    with pytest.raises(ValueError, match="^" + message):
        Network.initialise([4, 3, 2], **given)


@refusals(NETWORKS)
def test_network(given, message):
    with pytest.raises(ValueError, match="^" + message):
        Network(*given)


@refusals(INPUTS)
@pytest.mark.parametrize("use", USES_OF_X.values(), ids=USES_OF_X)
def test_x(use, given, message):
    with pytest.raises(ValueError, match="^" + message):
        use(given)


@refusals(TARGETS)
@pytest.mark.parametrize("use", USES_OF_Y.values(), ids=USES_OF_Y)
def test_y(use, given, message):
    with pytest.raises(ValueError, match="^" + message):
        use(given)


@refusals(DISTRIBUTIONS)
@pytest.mark.parametrize(
    "name", [name for name in USES_OF_Y if name not in ("linear output", "squared_error")]
)
def test_y_that_is_no_distribution(name, given, message):
    with pytest.raises(ValueError, match="^" + message):
        USES_OF_Y[name](given)


@refusals(DESCENT)
def test_gradient_descent(given, message):
    with pytest.raises(ValueError, match="^" + message):
        gradient_descent(NETWORK, X, Y, **given)


@refusals(ONE_HOT)
def test_one_hot(given, message):
    with pytest.raises(ValueError, match="^" + message):
        one_hot(*given)


@refusals(DATA + CHECKS)
def test_data_and_checks(given, message):
    with pytest.raises(ValueError, match="^" + message):
        given()


@pytest.mark.parametrize("network", [LINEAR, Network.initialise([4, 2], output="logistic")])
def test_cross_entropy_needs_probabilities(network):
    trace = forward_propagation(network, X)
    for use in (network.loss, lambda *given: back_propagation(network, *given)):
        with pytest.raises(ValueError, match=r"^loss is 'cross_entropy', which needs"):
            use(trace, Y, "cross_entropy")


@pytest.mark.parametrize("sizes", [[4, 2], [4, 3, 3, 2], [4, 5, 2], [3, 3, 2]], ids=str)
def test_the_trace_of_another_network(sizes):
    other = Network.initialise(sizes)
    trace = forward_propagation(other, np.ones(sizes[0]))
    for use in (NETWORK.loss, lambda *given: back_propagation(NETWORK, *given)):
        with pytest.raises(ValueError, match=r"^trace has layers of \[.*\] units, but the network"):
            use(trace, [0, 1])


@pytest.mark.parametrize("given", [X, None, 3], ids=["an array", "None", "a number"])
def test_what_is_no_trace(given):
    for use in (NETWORK.loss, lambda *given: back_propagation(NETWORK, *given)):
        with pytest.raises(ValueError, match=r"^trace is a \w+, expected what forward_propagation"):
            use(given, Y)


def test_y_as_a_column_for_one_sample():
    x, y = X[:, 0], Y[:, :1]
    with pytest.raises(ValueError, match=r"^y has shape \(2, 1\), expected \(2,\)"):
        back_propagation(NETWORK, forward_propagation(NETWORK, x), y)
    with pytest.raises(ValueError, match=r"^y has shape \(2, 1\), expected \(2,\)"):
        gradient_descent(NETWORK, x, y)


def test_float64_for_a_float32_network_is_refused_where_it_would_round():
    with pytest.raises(ValueError, match=r'^x holds float64 .* pass x\.astype\("float32"\)'):
        forward_propagation(SINGLE, X)
    trace = forward_propagation(SINGLE, X.astype("float32"))
    with pytest.raises(ValueError, match=r'^y holds float64 .* pass y\.astype\("float32"\)'):
        SINGLE.loss(trace, np.full((2, 5), 0.1), "squared_error")
    SINGLE.loss(trace, np.full((2, 5), 0.5))  # exact in float32


@pytest.mark.parametrize("spoil", [np.nan, np.inf])
@pytest.mark.parametrize(("name", "k"), [("W", 1), ("W", 2), ("b", 1), ("b", 2)])
@pytest.mark.parametrize("use", USES_OF_X.values(), ids=USES_OF_X)
def test_a_parameter_spoilt_later(spoil, name, k, use, monkeypatch):
    network = NETWORK.copy()
    getattr(network, name)[k][0] = spoil
    monkeypatch.setattr("test_bad_input.NETWORK", network)
    with pytest.raises(ValueError, match=rf"^{name}\[{k}\] holds NaN or infinity"):
        use(X)


@pytest.mark.parametrize("spoil", [np.nan, np.inf])
@pytest.mark.parametrize("x", [np.ones(4), np.ones((4, 1)), np.ones((4, 40))], ids=np.shape)
def test_a_spoilt_weight_of_a_unit_that_is_0(spoil, x):  # 0 times infinity is no number
    network = Network([None, -np.ones((3, 4)), np.ones((2, 3))], [None, *B[1:]], "relu")
    network.W[2][0, 1] = spoil
    with pytest.raises(ValueError, match=r"^W\[2\] holds NaN or infinity"):
        forward_propagation(network, x)


@pytest.mark.parametrize(
    ("name", "array", "message"),
    [
        ("W", [[1.0] * 4] * 3, r"W\[1\] is no array of float64 or float32"),
        ("W", np.ones((3, 4), int), r"W\[1\] is no array of float64 or float32"),
        ("W", np.ones((4, 3)), r"b\[1\] has 3 entries, but W\[1\] has 4 rows"),
        ("b", np.ones(1), r"b\[1\] has 1 entries, but W\[1\] has 3 rows"),
        ("b", np.ones((3, 1)), r"b\[1\] has 2 axes"),
        ("b", np.ones(3, "float32"), r"b\[1\] is float32, but W\[1\] is float64"),
    ],
)
def test_a_parameter_replaced_later(name, array, message):
    network = NETWORK.copy()
    getattr(network, name)[1] = array
    with pytest.raises(ValueError, match="^" + message):
        forward_propagation(network, X)


def test_a_layer_added_later():
    network = NETWORK.copy()
    network.W.append(np.ones((2, 3)))
    network.b.append(np.ones(2))
    with pytest.raises(ValueError, match=r"^W\[3\] has 3 columns, but layer 2 has 2 units"):
        forward_propagation(network, X)


def test_what_was_refused_has_changed_nothing():
    network, x, y = LINEAR.copy(), X.copy(), Y.copy()
    for given in ({"eta": -1}, {"batch_size": 9}, {"eta": 1e300, "loss": "squared_error"}):
        with pytest.raises(ValueError, match=r"^(eta|batch_size) is "):
            gradient_descent(network, x, y, **given)
    for k in (1, 2):
        np.testing.assert_array_equal(network.W[k], LINEAR.W[k])
        np.testing.assert_array_equal(network.b[k], LINEAR.b[k])
    np.testing.assert_array_equal(x, X)
    np.testing.assert_array_equal(y, Y)
