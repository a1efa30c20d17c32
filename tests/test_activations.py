import numpy as np
import pytest
import reference

from helpers.numeric.activations import ACTIVATIONS, linear, logistic, relu, tanh

POINTS = np.array([-1e3, -745, -40, -7.5, -1.3, -0.02, 0.02, 0.7, 3.1, 18, 40, 745, 1e3])


def exact(name, z):
    with reference.mp.workdps(1000):  # 1 + exp(-1000) is not 1
        return float(reference.ACTIVATIONS[name](reference.mp.mpf(z)))


def slope(name, z):
    with reference.mp.workdps(1000):
        z, h = reference.mp.mpf(z), reference.mp.mpf("1e-300")
        g = reference.ACTIVATIONS[name]
        return float((g(z + h) - g(z - h)) / (2 * h))


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_values(name):
    expected = [exact(name, z) for z in POINTS]
    np.testing.assert_allclose(ACTIVATIONS[name](POINTS), expected, rtol=4e-16, atol=1e-300)


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_derivatives(name):
    expected = [slope(name, z) for z in POINTS]
    found = ACTIVATIONS[name].derivative(POINTS)
    np.testing.assert_allclose(found, expected, rtol=1e-14, atol=3e-16)


def test_logistic_derivative_keeps_its_digits_in_the_tails():
    expected = [slope("logistic", z) for z in POINTS]
    np.testing.assert_allclose(logistic.derivative(POINTS), expected, rtol=1e-15, atol=1e-300)


@pytest.mark.parametrize("g", ACTIVATIONS.values(), ids=repr)
@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("shape", [(), (3,), (2, 5)])
def test_shape_and_dtype_stay(g, dtype, shape):
    a = np.full(shape, 0.5, dtype)
    for result in (g(a), g.derivative(a)):
        assert np.shape(result) == shape
        assert result.dtype == dtype


@pytest.mark.parametrize("g", ACTIVATIONS.values(), ids=repr)
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_no_warning_however_large(g, dtype):  # a warning is an error here
    largest = np.finfo(dtype).max
    a = np.array([-largest, -1e4, 1e4, largest], dtype)
    assert np.isfinite(g(a)).all()
    assert np.isfinite(g.derivative(a)).all()


@pytest.mark.parametrize("g", ACTIVATIONS.values(), ids=repr)
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


def test_only_relu_has_a_kink():
    assert {name: g.kinks for name, g in ACTIVATIONS.items() if g.kinks} == {"relu": (0.0,)}


@pytest.mark.parametrize("g", ACTIVATIONS.values(), ids=repr)
def test_found_under_its_name(g):
    assert ACTIVATIONS[repr(g)] is g
