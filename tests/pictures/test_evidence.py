"""The heat map of a gradient check and the falling loss, read back from their SVG."""

import re
from xml.etree import ElementTree

import numpy as np
import pytest

from helpers import Network, back_propagation, check_gradients, forward_propagation, one_hot
from helpers.numeric.agreement import Comparison
from helpers.pictures.evidence import check_in_words, falling_loss, gradient_check
from helpers.pictures.style import SMALLEST_TEXT

SVG = "{http://www.w3.org/2000/svg}"
DIGITS = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")
MINUS = str.maketrans("−", "-")


def check(sizes=(4, 3, 3, 3), spoil=None):
    network = Network.initialise(list(sizes), seed=1)
    rng = np.random.default_rng(2)
    x, y = rng.normal(size=(sizes[0], 6)), one_hot(rng.integers(sizes[-1], size=6), sizes[-1])
    gradients = back_propagation(network, forward_propagation(network, x), y)
    if spoil:
        spoil(gradients)
    return check_gradients(network, x, y, gradients=gradients)


def turn(gradients):
    gradients.W[2][:] = gradients.W[2].T
    gradients.b[1][2] *= 1.001


def cells(picture):
    """Return, by the parameter's name, the tooltip, the text, the opacity and the place."""
    found = {}
    for group in ElementTree.fromstring(picture).iter(f"{SVG}g"):
        title = group.find(f"{SVG}title").text
        texts = ["".join(e.itertext()) for e in group.iter(f"{SVG}text")]
        white, tint = list(group.iter(f"{SVG}rect"))
        place = float(tint.get("x")), float(tint.get("y"))
        parameter = re.match(r"∂ℒ/∂(\S+):", title)[1].translate(DIGITS)
        ticks = len(list(group.iter(f"{SVG}path")))
        found[parameter] = title, texts, ticks, float(tint.get("fill-opacity")), place
        assert white.get("fill") == "#FFF"
    return found


@pytest.mark.parametrize("sizes", [(4, 3, 3, 3), (2, 2), (2, 5, 1, 3), (3,) * 7])
def test_every_entry_has_its_cell_with_both_numbers(sizes):
    report = check(sizes, spoil=lambda gradients: gradients.b[1].__imul__(3))
    found = cells(gradient_check(report))
    assert len(found) == sum(errors.size for errors in report.errors.values())
    for block, errors in report.errors.items():
        for place in np.ndindex(errors.shape):
            parameter = block[0] + "".join(str(i) for i in (int(block[2:-1]), *np.add(place, 1)))
            title, texts, ticks, *_ = found[parameter]
            numbers = re.search(r": (\S+) as given, (\S+) by central", title).groups()
            given, central = (float(number.translate(MINUS)) for number in numbers)
            by_way = report.arrays[block]
            assert given == pytest.approx(by_way["gradients"][place], rel=0.5, abs=6e-5)
            assert central == pytest.approx(by_way["central differences"][place], rel=0.5, abs=6e-5)
            assert (ticks, bool(texts)) == ((0, True) if errors[place] > 1e-6 else (1, False))


def test_rows_are_to_columns_are_from_and_layers_go_from_left_to_right():
    found = cells(gradient_check(check()))
    place = {parameter: cell[-1] for parameter, cell in found.items()}
    assert place["W112"][0] > place["W111"][0]
    assert place["W112"][1] == place["W111"][1]
    assert place["W121"][1] > place["W111"][1]
    assert place["W121"][0] == place["W111"][0]
    assert place["b12"] > (place["W124"][0], 0)
    assert place["b12"][1] == place["W121"][1]
    lefts = [place[f"{letter}{k}1{'1' * (letter == 'W')}"][0] for k in (1, 2, 3) for letter in "Wb"]
    assert lefts == sorted(lefts)


def test_a_wrong_cell_carries_its_error_and_the_stronger_colour():
    report = check(spoil=turn)
    found = cells(gradient_check(report))
    for parameter in ("W211", "W222", "W233"):  # a transpose leaves the diagonal
        assert found[parameter][1:3] == ([], 1)
    (shown,) = found["W212"][1]
    assert float(shown) == pytest.approx(report.errors["W[2]"][0, 1], abs=0.051)
    assert found["b13"][1] == ["1e−3"]
    strengths = [found[parameter][3] for parameter in ("W211", "b13", "W212")]
    assert strengths == sorted(strengths)
    assert strengths[0] < 0.2 < 0.5 < strengths[2]


def test_a_cell_below_the_floor_says_what_its_error_is_relative_to():
    report = check()
    assert report.floor == pytest.approx(1.1e-3, rel=0.05)  # the loss is 1.1
    found = cells(gradient_check(report))
    of_floor = {parameter for parameter, cell in found.items() if cell[0].endswith(" (of 0.0011)")}
    small = {
        block[0] + block[2] + "".join(str(i + 1) for i in place)
        for block, by_way in report.arrays.items()
        for place in np.argwhere(np.abs(by_way["gradients"]) < report.floor)
    }
    assert of_floor == small != set()


def test_a_cross_below_each_wrong_block_and_a_tick_below_the_others():
    for spoil, wrong in ((None, 0), (turn, 2)):
        root = ElementTree.fromstring(gradient_check(check(spoil=spoil)))
        marks = [e for e in root.iter(f"{SVG}path") if e.get("d").count("L") == 2]
        below = [e for e in marks if "bp-ink" in (e.get("class") or "")]
        crosses = [e for e in root.iter(f"{SVG}path") if e.get("d").count("M") == 2]
        assert (len(crosses), len(below)) == (wrong, 6 - wrong)


def test_the_description_names_what_is_wrong():
    ones = {"numpy": np.ones((1, 2)), "sympy": np.ones((1, 2))}
    wrong = ones | {"numpy": np.array([[2.0, 1.0]])}
    assert check_in_words(Comparison({"W[1]": wrong, "b[1]": ones}, 1e-6)) == (
        "Wrong: ∇W₁ (1 of 2 entries, relative error up to 0.5). "
        "Agrees with central differences: ∇b₁."
    )
    assert check_in_words(check(spoil=turn)).startswith(
        "Wrong: ∇b₁ (1 of 3 entries, relative error up "
    )
    assert "∇W₂ (6 of 9 entries" in check_in_words(check(spoil=turn))
    right = (
        "Agree with central differences: ∇W₁, ∇b₁, ∇W₂, ∇b₂, ∇W₃, ∇b₃. "
        "Errors of entries below 0.0011 are relative to 0.0011."
    )
    assert check_in_words(check()) == right
    root = ElementTree.fromstring(gradient_check(check()))
    assert (root[0].text, root[1].text) == ("Gradient check by layer", right)


@pytest.mark.parametrize("error", [0.0, 1e-7, 9.9e-7, 1.1e-6, 9.9e-5, 0.0094, 0.0096, 0.094, 0.0999,
                                   0.99, 1.0, 2.0])  # fmt: skip
def test_an_error_fits_its_cell(error):
    other = 1 - error  # 1 is the larger of the two, unless it is 0 or less
    block = {"central differences": np.ones((1, 1)), "gradients": np.full((1, 1), other)}
    report = Comparison({"W[1]": block, "b[1]": dict.fromkeys(block, np.ones(1))}, 1e-6)
    assert report.errors["W[1]"].item() == pytest.approx(error)
    _, texts, ticks, strength, _ = cells(gradient_check(report))["W111"]
    assert ticks == (error <= 1e-6)
    assert all(len(text) <= 4 for text in texts)
    assert 0 < strength <= 0.8


@pytest.mark.parametrize("sizes", [(4, 3, 3, 3), (2, 2), (64, 4, 2)])
def test_the_picture_keeps_its_text_legible_and_takes_no_id(sizes):
    for picture in (gradient_check(check(sizes)), falling_loss([1, 0.5], [1, 0.4])):
        root = ElementTree.fromstring(picture)
        least = float(re.search(r"min-width:([0-9.]+)px", root.get("style"))[1])
        width = float(root.get("viewBox").split()[2])
        fonts = [float(e.get("font-size")) for e in root.iter() if e.get("font-size")]
        assert min(fonts) * least / width >= SMALLEST_TEXT - 0.1
        assert not [e for e in root.iter() if e.get("id")]
        assert width >= 632
        assert root.get("role") == "img"
    assert gradient_check(check()) == gradient_check(check())


def test_three_layers_fit_a_laptop():
    root = ElementTree.fromstring(gradient_check(check()))
    assert float(root.get("viewBox").split()[2]) == 632


# the falling loss


def lines(picture):
    root = ElementTree.fromstring(picture)
    paths = list(root.iter(f"{SVG}path"))
    numbers = [re.findall(r"[\d.]+", path.get("d")) for path in paths]
    points = [np.array(row, float).reshape(-1, 2) for row in numbers]
    return points, [path.get("stroke-dasharray") for path in paths]


def labels(picture):
    found = {}
    for text in ElementTree.fromstring(picture).iter(f"{SVG}text"):
        shown = "".join(text.itertext())
        if ":" in shown:
            found[shown] = float(text.get("y"))
    return found


def test_each_loss_is_a_point_and_the_repaired_line_is_dashed():
    planted, repaired = [1.2, 0.8, 0.6], [1.2, 0.5, 0.1]
    picture = falling_loss(planted, repaired)
    points, dashes = lines(picture)
    assert dashes == [None, "7 4"]
    for losses, curve in zip((planted, repaired), points, strict=True):
        assert curve.shape == (3, 2)
        assert np.ptp(np.diff(curve[:, 0])) <= 0.11
        slope = np.polyfit(losses, curve[:, 1], 1)  # the loss grows upwards, on one scale
        assert np.polyval(slope, losses) == pytest.approx(curve[:, 1], abs=0.1)
        assert slope[0] < 0
    assert list(labels(picture)) == ["with the mistake: 0.60", "repaired: 0.10"]
    assert "Repaired the loss goes from 1.20 to 0.10 in 2 steps." in picture


def test_the_loss_alone_and_labels_that_would_meet():
    alone = falling_loss([1.0, 0.5])
    assert len(lines(alone)[0]) == 1
    assert "With the mistake the loss goes from 1.00 to 0.50 in 1 step." in alone
    for ends in ((0.5, 0.5), (0.01, 0.0), (1.0, 0.99)):
        first, second = labels(falling_loss([1.0, ends[0]], [1.0, ends[1]])).values()
        assert abs(first - second) >= 18.9
