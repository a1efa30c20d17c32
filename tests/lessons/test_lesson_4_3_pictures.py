"""What lesson 4.3 computes and draws with: penalties, the naive softmax, ranges."""

from xml.etree import ElementTree

import numpy as np
import pytest

from helpers.lessons.lesson_4_3.overflow import naive_exp, naive_softmax, number_range
from helpers.lessons.lesson_4_3.penalties import PENALTIES

SVG = "{http://www.w3.org/2000/svg}"


@pytest.mark.parametrize("penalty", PENALTIES.values(), ids=PENALTIES)
def test_slopes_of_the_penalties(penalty):
    at = np.array([0.003, 0.2, 0.7, 0.99])
    assert penalty.slope(at).shape == at.shape
    central = (penalty(at + 1e-6) - penalty(at - 1e-6)) / 2e-6
    assert penalty.slope(at) == pytest.approx(central, rel=1e-5)


def test_values_of_the_penalties():
    assert [float(penalty(0.1)) for penalty in PENALTIES.values()] == pytest.approx(
        [2.302585092994046, 0.9, 0.81, 1.0]
    )


def test_the_naive_softmax_is_right_until_it_overflows():
    assert naive_softmax([1.0, 0.0]) == pytest.approx([0.7310585786300049, 0.2689414213699951])
    assert np.isnan(naive_softmax([710.0, 0.0])[0])
    assert np.isnan(naive_softmax([-800.0, -900.0])).all()
    single = naive_exp(np.array([89.0, -104.0], dtype="float32"))
    assert single.dtype == np.float32
    assert single.tolist() == [np.inf, 0.0]
    with pytest.raises(ValueError, match="a holds NaN or infinity"):
        naive_softmax([np.inf, 0.0])


def test_number_range_puts_dots_where_they_belong():
    block = "exp(a)", [0, 800, -3000], [1, np.inf, 0], [0, np.nan, 0]
    root = ElementTree.fromstring(number_range([block], np.dtype("float64")))
    circles = list(root.iter(f"{SVG}circle"))
    assert len(circles) == 2  # the third is an arrow at the end of the line
    assert float(circles[0].get("cx")) == pytest.approx((118 + 462) / 2)
    assert circles[0].get("class") == "bp-output"
    assert circles[1].get("class") == "bp-gradient-line"
    texts = ["".join(text.itertext()) for text in root.iter(f"{SVG}text")]
    assert {"∞", "NaN", "0", "exp(−3000)", "the range of float64"} <= set(texts)
