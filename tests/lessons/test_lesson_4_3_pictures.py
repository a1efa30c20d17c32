"""What lesson 4.3 computes and draws with: penalties, the naive softmax, ranges."""

from xml.etree import ElementTree

import numpy as np
import pytest

from helpers.lessons.lesson_4_3.overflow import magnified, naive_exp, naive_softmax, number_range
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
        [2.302585092994046, 0.9, 0.81]
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


def drawn(exponents, dtype="float64"):
    """Return the dots' classes and places, and all texts."""
    values = naive_exp(np.array(exponents, dtype=dtype))
    picture = number_range([("exp(a)", exponents, values, values)], np.dtype(dtype))
    root = ElementTree.fromstring(picture)
    dots = [(dot.get("class"), float(dot.get("cx"))) for dot in root.iter(f"{SVG}circle")]
    return dots, ["".join(text.itertext()) for text in root.iter(f"{SVG}text")]


def test_dots_are_full_where_the_machine_holds_the_number_and_hollow_elsewhere():
    dots, texts = drawn([0, 800, -3000])
    assert [look for look, _ in dots] == ["bp-output", "bp-gradient-line", "bp-gradient-line"]
    assert {"∞", "0", "exp(−3000)", "the range of float64"} <= set(texts)


@pytest.mark.parametrize("top", [1000, 710, 0, -745, -1000])
@pytest.mark.parametrize("gap", [2, 90, 400])
def test_dots_stand_apart_in_their_order_within_the_line(top, gap):
    places = [place for _, place in drawn([top, top - gap, top - 2 * gap])[0]]
    assert 110 <= places[2] < places[1] - 16  # the dots' width
    assert places[1] < places[0] - 16
    assert places[0] <= 450


def test_the_magnified_part_holds_its_numbers_at_round_powers():
    for powers in ([308.3, 307.5, 306.6], [0, -0.9, -1.7], [434, 260, 87], [1, 1, 1]):
        low, high = magnified(powers)
        assert low == int(low)
        assert (high - low) % 2 == 0
        assert low <= min(powers)
        assert max(powers) <= high
