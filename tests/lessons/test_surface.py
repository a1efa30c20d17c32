"""The pictures of lesson 4.2: the map with its path, the fit, the gradient as one array."""

import re

import numpy as np
import pytest

from helpers import Network, back_propagation, forward_propagation
from helpers.lessons.lesson_4_2.fit import Fit
from helpers.lessons.lesson_4_2.gradient_array import blocks, cells_of, gradient_array
from helpers.lessons.lesson_4_2.surface import Surface


def small_map():
    ticks = np.linspace(-2, 2, 21)
    return Surface("t", ticks, 1 + ticks**2 + ticks[:, None] ** 2, [2, 4])


def small_fit():
    return Fit("t", [0.0, 1.0], [0.0, 1.0], (-1, 2), (-1, 2))


def array_of(lit):
    network = Network.initialise([2, 3, 3, 2], output="linear")
    gradients = back_propagation(network, forward_propagation(network, [1.0, 2.0]), [1.0, 0.0])
    return gradient_array(network, gradients, lit)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: Surface("t", [0, 1], [[1.0, 1.0]], [1]), "heights has shape (1, 2)"),
        (lambda: Surface("t", [0, 1], [[1.0, 0.0]] * 2, [1]), "heights holds 0"),
        (lambda: small_map().update([[1.0, 2.0, 3.0]]), "path has 3 columns"),
        (lambda: small_map().update([[1.0, np.nan]]), "path holds NaN"),
        (lambda: small_fit().update([1.0], [1.0], [1.0, 2.0]), "curve has 1 entries, expected 121"),
        (lambda: array_of(29), "lit is 29, expected one of 0 to 28"),
    ],
)
def test_bad_input_is_named(call, words):
    with pytest.raises(ValueError, match=re.escape(words)):
        call()


def test_the_map_marks_the_start_the_place_and_what_leaves_it():
    surface = small_map()
    surface.update([[1.5, 1.0], [0.5, -0.5]])
    assert surface.start.get_xydata().tolist() == [[1.5, 1.0]]
    assert surface.now.get_xydata().tolist() == [[0.5, -0.5]]
    assert not surface.off.get_visible()
    inside = surface.pixels()
    surface.update([[1.5, 1.0], [1e9, 0.0], [1e150, 1.0]])
    assert surface.path.get_xydata().tolist() == [[1.5, 1.0]]
    assert len(surface.now.get_xdata()) == 0
    assert surface.off.get_visible()
    assert (surface.pixels() != inside).any()


def test_the_levels_are_where_the_loss_is_what_they_say():
    surface = small_map()
    for level, path in zip([2, 4], surface.contours.get_paths(), strict=True):
        heights = 1 + (path.vertices**2).sum(axis=1)
        assert heights == pytest.approx(level, abs=0.02)


def test_the_array_holds_every_derivative_once_or_as_printed():
    network = Network.initialise([2, 4, 4, 3], output="linear", seed=5)
    once = cells_of(network)
    assert len({cell.parameter for cell in once}) == len(once) == network.parameter_count == 47
    printed = blocks(network, as_printed=True)
    last = printed["W", 3]
    assert len(last) == 4 * (3 + 1)
    assert {cell.index for cell in last} == set(np.ndindex(3, 4))
    assert {cell.index for cell in last if cell.again} == {(2, unit) for unit in range(4)}
    assert sum(map(len, printed.values())) == 47 + 4


def test_the_fit_draws_each_error_from_the_sample_to_the_curve():
    fit = small_fit()
    fit.update(2 * fit.grid, 0 * fit.grid, [0.5, 2.0])
    drawn = fit.errors.get_xydata().reshape(2, 3, 2)
    assert drawn[:, :2].tolist() == [[[0, 0], [0, 0.5]], [[1, 1], [1, 2]]]
    assert np.isnan(drawn[:, 2, 1]).all()
    before = fit.image()
    fit.update(1e200 * fit.grid, 0 * fit.grid, [0.5, 2.0])
    assert fit.image() != before
