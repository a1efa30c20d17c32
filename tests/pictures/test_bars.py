from xml.etree import ElementTree

import numpy as np
import pytest

from helpers.numeric.losses import one_hot, softmax
from helpers.pictures.bars import Panel, bar_panels
from helpers.pictures.text import number

SVG = "{http://www.w3.org/2000/svg}"


def bars(picture, role):
    root = ElementTree.fromstring(picture)
    rects = [e for e in root.iter(f"{SVG}rect") if e.get("class") == f"bp-{role}"]
    return np.array([[float(e.get("x")), float(e.get("width"))] for e in rects])


def texts(picture):
    root = ElementTree.fromstring(picture)
    return ["".join(e.itertext()) for e in root.iter(f"{SVG}text")]


@pytest.mark.parametrize("k", [2, 3, 7, 10])
def test_every_value_is_printed_and_drawn_to_scale(k):
    a = np.random.default_rng(k).normal(size=k)
    y_hat, y = softmax(a), one_hot(k - 1, k)
    picture = bar_panels(
        [
            Panel("a_L", a, "hidden"),
            Panel("ŷ", y_hat, "output", limits=(0, 1)),
            Panel("∇a_L", y_hat - y, "gradient", limits=(-1, 1)),
        ],
        true_class=k - 1,
    )
    shown = texts(picture)
    for value in (*a, *y_hat, *(y_hat - y)):
        assert number(value) in shown
    for role, values in (("hidden", a), ("gradient", y_hat - y)):
        widths = bars(picture, role)[:k, 1]
        assert widths == pytest.approx(
            np.abs(values) * widths.max() / np.abs(values).max(), abs=0.1
        )
        starts = bars(picture, role)[:k, 0]
        zero = starts[values >= 0]
        assert np.ptp(zero) == 0
        assert (starts[values < 0] + widths[values < 0]) == pytest.approx(zero[0], abs=0.11)
    assert shown.count("true class") == 1


def test_the_ghost_is_drawn_beside_the_bar():
    picture = bar_panels([Panel("ŷ", [0.2, 0.8], ghost=[0.5, 0.4])])
    assert bars(picture, "ink")[:, 1] / bars(picture, "output")[:, 1] == pytest.approx(
        [2.5, 0.5], abs=0.01
    )
    assert "1: 0.20, before 0.50" in picture


def test_all_zero_draws():
    assert bars(bar_panels([Panel("b", [0, 0])]), "output")[:, 1].tolist() == [0, 0]


def test_sums_stand_below_where_they_are_wanted():
    a = np.array([0.5, 2.25])
    shown = texts(bar_panels([Panel("a", a), Panel("b", a, total="cross-entropy")]))
    assert shown[-2:] == [number(a.sum()), "cross-entropy"]
    assert shown.count("sum") == shown.count(number(a.sum())) == 1
