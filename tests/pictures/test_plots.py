"""Plots: what is drawn is what was given, quickly and the same every time."""

import io
import itertools

import matplotlib
import numpy as np
import pytest
from PIL import Image

from helpers.explorers.boundary import CERTAIN, CLASS_COLOURS, DecisionField, Raster
from helpers.lessons.lesson_4_2 import DescentExplorer
from helpers.lessons.lesson_4_8.digit_training import COLUMNS, HEAD, PITCH, SIDE, DigitGrid
from helpers.pictures.curves import Curves, CurveStyle
from helpers.pictures.plots import PIXELS, LivePlot

LINES = {
    "one": CurveStyle("one", "#0068A3"),
    "two": CurveStyle("two", "#B84A00", "--"),
    "plain": CurveStyle("plain", "#767676", ":", valued=False),
}


def opened(data):
    return np.asarray(Image.open(io.BytesIO(data)).convert("RGB"))


def curves(**settings):
    return Curves("Title", LINES, "x", 10, **{"y_limits": (0, 1), **settings})


def test_a_picture_is_rendered_at_twice_its_width():
    plot = curves(size=(300, 200))
    assert opened(plot.image()).shape == (400, 600, 3)


def test_what_is_stored_is_exact_and_what_is_live_near_in_half_the_bytes():
    plot = curves()
    plot.update(one=([0, 10], [0, 1]))
    assert np.array_equal(opened(plot.image(exact=True)), plot.pixels())
    difference = np.abs(opened(plot.image()).astype(int) - plot.pixels())
    assert difference.mean() < 2
    assert difference.max() < 20
    assert 2 * len(plot.image()) < len(plot.image(exact=True))


def test_the_shades_of_a_map_have_no_false_edges():
    explorer = DescentExplorer()
    loss_map, fit = explorer.pictures
    live, exact = opened(loss_map.image()), opened(loss_map.image(exact=True))
    assert np.array_equal(exact, loss_map.pixels())
    between = slice(740, 800), slice(320, 400)  # two levels, where the shade changes slowly
    steps = [np.abs(np.diff(each[between].astype(int), axis=0)).max() for each in (exact, live)]
    assert max(steps) <= 5  # of 255; a palette makes them 8
    assert loss_map.data_address().startswith("data:image/jpeg")
    assert fit.data_address().startswith("data:image/png")


def test_moving_artists_gives_what_drawing_anew_gives():
    moved, fresh = curves(), curves()
    for y in ([0, 1], [1, 0], [0.5, 0.25]):
        moved.update(one=([0, 10], y), two=([0, 5], y))
        moved.image()
    fresh.update(one=([0, 10], y), two=([0, 5], y))
    assert np.array_equal(moved.pixels(), fresh.pixels())


def test_the_background_is_drawn_once_while_the_frame_stays(monkeypatch):
    plot, drawn = curves(), []
    draw = plot._canvas.draw
    monkeypatch.setattr(plot._canvas, "draw", lambda: drawn.append(1) or draw())
    for end in range(1, 10):
        plot.update(one=(range(end + 1), np.linspace(0, 1, end + 1)))
        plot.image()
    assert len(drawn) == 1
    plot.update(one=([0, 11], [0, 1]))
    plot.image()
    assert len(drawn) == 2


def test_settings_of_matplotlib_are_left_alone():
    before = dict(matplotlib.rcParams)
    curves(log=True, y_limits=(0.1, 1)).image()
    assert dict(matplotlib.rcParams) == before


def test_curves_hold_the_data_given():
    plot = curves()
    plot.update(one=([0, 1, 2], [0.5, 0.25, 0.125]))
    x, y = plot.curves["one"].get_data()
    assert list(x) == [0, 1, 2]
    assert list(y) == [0.5, 0.25, 0.125]
    plot.update()
    assert len(plot.curves["one"].get_xdata()) == 0


@pytest.mark.parametrize(
    ("log", "y", "limits"),
    [
        (False, [0.2, 0.9], (0, 1)),
        (False, [0.2, 1.3], (0, 2)),
        (False, [-3, 40], (-5, 50)),
        (False, [0.2, 1.0], (0, 1)),
        (True, [0.2, 0.9], (0.1, 1)),
        (True, [0.03, 0.9], (0.02, 1)),
        (True, [0.001, 700], (0.001, 1000)),
    ],
)
def test_the_frame_reaches_the_next_1_2_or_5(log, y, limits):
    plot = curves(log=log, y_limits=(0.1, 1) if log else (0, 1))
    plot.update(one=([0, 1], y))
    assert plot.frame.get_ylim() == pytest.approx(limits)
    plot.update(one=([0, 12], [0.5, 0.5]))
    assert plot.frame.get_xlim() == (0, 20)


@pytest.mark.parametrize("heights", [(0.5, 0.5, 0.5), (0.99, 1, 0.98), (0, 0, 0.01), (0.3, 0.9, 0)])
def test_labels_stand_at_the_ends_with_their_values_and_do_not_overlap(heights):
    plot = curves()
    plot.update(**{name: ([0, 10], [0, y]) for name, y in zip(LINES, heights, strict=True)})
    plot.image()
    labels = list(plot._labels.values())
    texts = [f"one\n{heights[0]:.2f}", f"two\n{heights[1]:.2f}", "plain"]
    assert [label.get_text() for label in labels] == texts
    boxes = [label.get_window_extent() for label in labels]
    for a, b in itertools.combinations(boxes, 2):
        assert min(a.y1, b.y1) - max(a.y0, b.y0) < 2
    for box in boxes:
        assert 0 <= box.x0 < box.x1 <= plot.width * PIXELS
        assert 0 <= box.y0 < box.y1 <= plot.height * PIXELS


def test_lines_differ_by_more_than_colour():
    styles = [curve.get_linestyle() for curve in curves().curves.values()]
    assert len(set(styles)) == len(styles)


def test_a_raster_has_its_first_row_below():
    plot = LivePlot(100, 100)
    raster = Raster(plot.axes(0, 0, 0, 0))
    plot.animate(raster)
    raster.cells = np.array([[[255, 0, 0], [0, 255, 0]], [[0, 0, 255], [255] * 3]], np.uint8)
    pixels = plot.pixels()
    assert pixels[150, 50].tolist() == pytest.approx([255, 0, 0], abs=3)
    assert pixels[150, 150].tolist() == pytest.approx([0, 255, 0], abs=3)
    assert pixels[50, 50].tolist() == pytest.approx([0, 0, 255], abs=3)


def cell(grid, place, row, column):
    """Return the grey in the middle of one cell of one digit, from 0 to 255."""
    step = (grid.width - 16) / COLUMNS
    left = 8 + (place % COLUMNS + 0.5) * step - SIDE / 2
    top = HEAD + place // COLUMNS * PITCH
    x, y = left + (column + 0.5) * SIDE / 8, top + (row + 0.5) * SIDE / 8
    return grid.pixels()[round(y * PIXELS), round(x * PIXELS)].tolist()


def test_digits_are_dark_on_white_and_in_order():
    digits = np.random.default_rng(0).random((64, 8))
    grid = DigitGrid()
    grid.update("Eight", digits, [str(i) for i in range(8)])
    for place, row, column in ((0, 0, 0), (0, 7, 2), (5, 3, 4), (7, 1, 6)):
        grey = round(255 * (1 - digits[8 * row + column, place]))
        assert cell(grid, place, row, column) == [grey] * 3


def test_no_digits_leave_white():
    grid = DigitGrid()
    grid.update("None", np.zeros((64, 0)), [])
    assert cell(grid, 0, 4, 4) == [255] * 3


ONE_POINT = np.zeros((2, 1)), np.zeros(1)


def half_planes(field, k=2):
    """Return certain classes, left and right or in three strips."""
    strips = np.floor((field.grid[0] / field.half_width + 1) / 2 * k).clip(0, k - 1)
    return (strips == np.arange(k)[:, None]).astype(float)


def test_a_field_shows_classes_as_colours_and_the_border_between():
    field = DecisionField(half_width=2)
    field.update(half_planes(field), np.array([[-1.5, 1.5], [1, 1]]), np.array([0, 1]))
    pixels = field.pixels()
    left, bottom, right, top = field.frame.bbox.extents.round().astype(int)
    middle = pixels.shape[0] - (bottom + top) // 2
    for x, colour in ((left + 60, CLASS_COLOURS[0]), (right - 60, CLASS_COLOURS[1])):
        expected = 1 - CERTAIN * (1 - np.array(matplotlib.colors.to_rgb(colour)))
        assert pixels[middle, x].tolist() == np.round(255 * expected).tolist()
    assert pixels[middle, (left + right) // 2 - 2].max() < 60
    assert len(field.borders) == 1


def test_points_have_a_marker_a_class():
    field = DecisionField(half_width=2)
    x = np.array([[-1.0, 0.0, 1.0, 0.5], [0.0, 0.5, 1.0, -1.0]])
    field.update(half_planes(field, 3), x, np.array([0, 1, 2, 1]))
    assert field.points[1].get_xydata().tolist() == [[0.0, 0.5], [0.5, -1.0]]
    assert [len(points.get_xdata()) for points in field.points] == [1, 2, 1, 0]
    assert len({points.get_marker() for points in field.points}) == 4


def test_a_border_lies_where_two_classes_are_equally_probable():
    field = DecisionField(half_width=1)
    y_hat = np.exp(np.stack([field.grid[0], field.grid[1], 0.3 * np.ones(field.grid.shape[1])]))
    field.update(y_hat / y_hat.sum(axis=0), *ONE_POINT)
    logits = {0: lambda p: p[0], 1: lambda p: p[1], 2: lambda p: 0.3}
    for j, border in enumerate(field.borders):
        for point in border.get_paths()[0].vertices:
            others = max(logits[i](point) for i in logits if i != j)
            assert logits[j](point) == pytest.approx(others, abs=0.03)


def test_a_border_is_replaced_not_added():
    field = DecisionField(half_width=1)
    for _ in range(3):
        field.update(half_planes(field), *ONE_POINT)
    assert len(field.borders) == 1
    assert len(field.frame.collections) == 1
    field.update(np.stack([np.ones(6561), np.zeros(6561)]), *ONE_POINT)
    assert field.borders == []
