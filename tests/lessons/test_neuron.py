"""One neuron's gradient, surface, path and bound against numbers computed apart."""

import re
import warnings

import numpy as np
import pytest
from one_neuron import loss_at, slope_at

from helpers.lessons.lesson_4_2.descent import X, Y
from helpers.lessons.lesson_4_2.neuron import (
    descent_path,
    gradient_of,
    largest_eta,
    loss_surface,
    neuron,
    second_derivatives,
    weight_path,
)


@pytest.mark.parametrize("output", ["logistic", "linear"])
def test_gradient_surface_and_path_against_numbers_computed_apart(output):
    rng = np.random.default_rng(0)
    for place in rng.uniform(-3, 3, (5, 2)):
        assert gradient_of(neuron(*place, output), X, Y) == pytest.approx(
            slope_at(place, output), rel=1e-6, abs=1e-8
        )
    grid = np.meshgrid([-2.0, 0.5, 3.0], [-1.0, 4.0])
    surface = loss_surface(*grid, X, Y, output)
    assert surface.shape == (2, 3)
    assert surface[1, 2] == pytest.approx(loss_at((3.0, 4.0), output), rel=1e-12)
    path, losses = descent_path(neuron(1.0, -2.0, output), X, Y, 0.1, 3)
    place = np.array([1.0, -2.0])
    for t in range(4):
        assert path[t] == pytest.approx(place, abs=1e-7)
        assert losses[t] == pytest.approx(loss_at(place, output), rel=1e-6)
        place = place - 0.1 * slope_at(place, output)


def test_a_path_that_overflows_ends_early_without_a_warning():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        path, losses = descent_path(neuron(-4.0, 4.0, "linear"), X, Y, 50.0, 200)
    assert 10 < len(path) == len(losses) < 200
    assert np.isfinite(path).all()
    assert np.isfinite(losses).all()
    assert losses[-1] > 1e200


@pytest.mark.parametrize(("x", "b", "y", "eta"), [(2.0, 1.0, 1.0, 0.05), (-1.5, 0.5, 2.0, 0.3)])
def test_descent_on_the_weight_alone_multiplies_the_error(x, b, y, eta):
    path = weight_path(0.7, b, x, y, eta, 6)
    errors = path[:, 0] * x + b - y
    assert errors[1:] == pytest.approx((1 - 2 * eta * x**2) * errors[:-1], rel=1e-9)
    assert path[:, 1] == pytest.approx(2 * x * errors, rel=1e-9)
    assert path[:, 2] == pytest.approx(errors**2, rel=1e-9)


def test_second_derivatives_and_the_bound():
    inputs = np.random.default_rng(1).normal(size=(1, 7))
    u = np.stack([inputs[0], np.ones(7)])
    expected = sum(2 * np.outer(c, c) for c in u.T) / 7
    assert second_derivatives(inputs) == pytest.approx(expected)
    bound = largest_eta(inputs)
    targets = np.zeros_like(inputs)
    for factor, converges in ((0.98, True), (1.02, False)):
        _, losses = descent_path(neuron(1.0, 2.0, "linear"), inputs, targets, factor * bound, 500)
        assert (losses[-1] < losses[0]) == converges


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: descent_path(neuron(0, 0), X, Y, 0.1, -1), "max_iterations is -1"),
        (lambda: descent_path(neuron(0, 0), X, Y, -1.0, 3), "eta is -1.0"),
        (lambda: descent_path(neuron(1e200, 0, "linear"), X, Y, 0.1, 3), "overflows"),
        (lambda: second_derivatives([[1.0], [2.0]]), "x has 2 rows, but the neuron takes 1"),
    ],
)
def test_bad_input_is_named(call, words):
    with pytest.raises(ValueError, match=re.escape(words)):
        call()
