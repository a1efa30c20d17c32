"""The pictures of lesson 4.2: the map with its path, the fit, the gradient as one array."""

import numpy as np
import pytest
from one_neuron import loss_at

from helpers import Network
from helpers.lessons.lesson_4_2.descent import LEVELS, Fit, LossMap, X, Y
from helpers.lessons.lesson_4_2.gradient_array import cells_of


def test_the_map_marks_the_start_the_place_and_what_leaves_it():
    loss_map = LossMap("linear", LEVELS["linear"])
    loss_map.update(np.array([[1.5, 1.0], [0.5, -0.5]]))
    assert loss_map.start.get_xydata().tolist() == [[1.5, 1.0]]
    assert loss_map.now.get_xydata().tolist() == [[0.5, -0.5]]
    assert not loss_map.off.get_visible()
    inside = loss_map.pixels()
    loss_map.update(np.array([[1.5, 1.0], [1e9, 0.0], [1e150, 1.0]]))
    assert loss_map.path.get_xydata().tolist() == [[1.5, 1.0]]
    assert len(loss_map.now.get_xdata()) == 0
    assert loss_map.off.get_visible()
    assert (loss_map.pixels() != inside).any()


@pytest.mark.parametrize("output", list(LEVELS))
def test_the_levels_are_where_the_loss_is_what_they_say(output):
    loss_map = LossMap(output, LEVELS[output])
    for level, path in zip(LEVELS[output], loss_map.contours.get_paths(), strict=True):
        heights = np.array([loss_at(place, output) for place in path.vertices])
        assert heights == pytest.approx(level, rel=0.04)


def test_the_array_holds_every_derivative_once_or_as_printed():
    network = Network.initialise([2, 4, 4, 3], output="linear", seed=5)
    once = cells_of(network)
    assert len({cell.parameter for cell in once}) == len(once) == network.parameter_count == 47
    printed = cells_of(network, as_printed=True)
    last = [cell for cell in printed if (cell.letter, cell.k) == ("W", 3)]
    assert len(last) == 4 * (3 + 1)
    assert {cell.index for cell in last} == set(np.ndindex(3, 4))
    assert {cell.index for cell in last if cell.again} == {(2, unit) for unit in range(4)}
    assert len(printed) == 47 + 4


def test_the_fit_draws_each_error_from_the_sample_to_the_curve():
    fit = Fit()
    y_hat = np.array([0.5, 2.0, -1.0, 0.0, 1.0])
    fit.update(2 * fit.grid, 0 * fit.grid, y_hat)
    drawn = fit.errors.get_xydata().reshape(5, 3, 2)
    assert drawn[:, 0].tolist() == np.stack([X[0], Y[0]], axis=1).tolist()
    assert drawn[:, 1].tolist() == np.stack([X[0], y_hat], axis=1).tolist()
    assert np.isnan(drawn[:, 2, 1]).all()
    before = fit.image()
    fit.update(1e200 * fit.grid, 0 * fit.grid, y_hat)
    assert fit.image() != before
