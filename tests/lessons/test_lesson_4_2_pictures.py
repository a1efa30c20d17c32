"""The pictures of lesson 4.2: parabola, bowl, the map with its path, the fit, the array."""

import re
from xml.etree import ElementTree

import numpy as np
import pytest
from one_neuron import loss_at, slope_at

from helpers import Network
from helpers.lessons.lesson_4_2.bowl import bowl, lowest_place
from helpers.lessons.lesson_4_2.descent import LEVELS, Fit, LossMap, X, Y
from helpers.lessons.lesson_4_2.gradient_array import cells_of
from helpers.lessons.lesson_4_2.parabola import HIGHEST, PLOT, RATES, four_rates, parabola, walked

SVG = "{http://www.w3.org/2000/svg}"


def parts(picture, tag):
    return list(ElementTree.fromstring(picture).iter(f"{SVG}{tag}"))


def words(picture):
    return ["".join(node.itertext()) for node in parts(picture, "text")]


@pytest.mark.parametrize("eta", RATES)
@pytest.mark.parametrize("steps", [0, 1, 3, 8])
def test_the_ball_stands_on_the_curve_and_what_leaves_the_picture_is_said(eta, steps):
    path = walked(eta)[: steps + 1]
    picture = parabola(path)
    left, top, width, height = PLOT
    circles = [(float(c.get("cx")), float(c.get("cy"))) for c in parts(picture, "circle")]
    inside = [w for w, _, loss in path if loss <= HIGHEST]
    expected = {(w, 4 * w**2) for w in np.round(inside, 6)}
    for x, y in circles:
        w = ((x - left) / width - 0.5) * 2 * 1.85
        loss = (1 - (y - top) / height) * HIGHEST
        assert min(abs(w - v) + abs(loss - of) / 10 for v, of in expected) < 0.02
    assert len(circles) >= len(expected)
    assert ("off the picture" in words(picture)) == (path[-1, 2] > HIGHEST)
    for line in parts(picture, "line"):
        ends = [float(line.get(name)) for name in ("x1", "x2", "y1", "y2")]
        assert min(ends) >= 0
        assert max(ends[:2]) <= 632


def test_the_four_rates_are_named_and_their_first_weights_told():
    figure = four_rates()
    said = words(figure.picture)
    assert said == [word for eta, what in RATES.items() for word in (f"η = {eta:g}", what)]
    assert "η = 0.25 bounces: w = 1.00, −1.00, 1.00, −1.00, …" in repr(figure)


@pytest.mark.parametrize(
    ("eta", "along"),
    [
        (0.05, ["creeps", "creeps"]),
        (0.145, ["lands, or nearly", "creeps"]),
        (0.25, ["bounces, and settles", "creeps"]),
        (0.3, ["runs away", "creeps"]),
        (3.0, ["runs away", "runs away"]),
    ],
)
def test_the_axes_of_the_bowl_are_those_along_which_a_step_only_stretches(eta, along):
    figure = bowl(eta)
    lowest = lowest_place(X, Y)
    assert slope_at(lowest, "linear") == pytest.approx([0, 0], abs=1e-8)
    found = re.findall(r"1 − ηλ = (−?)(\S+)", " | ".join(words(figure.picture)))
    factors = [float(f"{'-' if sign else ''}{value}") for sign, value in found]
    curvatures = [4 + 8**0.5, 4 - 8**0.5]  # of [[6, 2], [2, 2]]: trace 8, determinant 8
    assert factors == pytest.approx([1 - eta * c for c in curvatures], abs=0.06)
    for curvature in curvatures:
        axis = np.array([2.0, curvature - 6]) / np.hypot(2.0, curvature - 6)
        after = lowest + axis - eta * slope_at(lowest + axis, "linear") - lowest
        assert after == pytest.approx((1 - eta * curvature) * axis, abs=1e-6)
    said = [word.partition("path: ")[2] for word in words(figure.picture)]
    assert list(filter(None, said)) == along
    width, height = 632, 412
    numbers = [
        float(n)
        for path in parts(figure.picture, "path")
        for n in re.findall(r"-?[\d.]+", path.get("d"))
    ]
    assert min(numbers) > 0
    assert max(numbers[0::2]) < width
    assert max(numbers[1::2]) < height


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
