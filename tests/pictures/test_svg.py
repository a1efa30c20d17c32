import re
from xml.etree import ElementTree

import numpy as np
import pytest

from helpers import Network, back_propagation, forward_propagation
from helpers.lessons.lesson_4_7.outer_products import outer_product
from helpers.lessons.lesson_4_8.stepper import ONE_STEP, pseudocode
from helpers.pictures import svg
from helpers.pictures.bars import Panel, bar_panels
from helpers.pictures.chain import chain_bar
from helpers.pictures.figure import Figure
from helpers.pictures.matrices import Matrix, equation_with_numbers
from helpers.pictures.network import network_diagram
from helpers.pictures.style import SMALLEST_TEXT
from helpers.pictures.text import label, name, number, runs, width

HOSTILE = "<script>alert('&\"')</script>"


def every_picture():
    rng = np.random.default_rng(5)
    for sizes in ([2, 3, 2], [3, 4, 4, 3], [4, 4, 4, 4], [1, 1, 1, 1], [2, 2], [2] * 7):
        network = Network.initialise(sizes, seed=1)
        trace = forward_propagation(network, rng.normal(size=sizes[0]))
        y = np.eye(sizes[-1])[0]
        gradients = back_propagation(network, trace, y)
        yield network_diagram(network, trace)
        loss = network.loss(trace, y)
        yield network_diagram(network, trace, gradients, y=y, loss=loss, lit=("grad_W", 1))
    yield chain_bar("all").picture
    yield bar_panels([Panel("∇a_L", rng.normal(size=10), "gradient")], true_class=3)
    yield pseudocode(*ONE_STEP, current="grad_a", note="k = 2")
    W = Matrix("W", rng.normal(size=(6, 6)), 2, lit=(("row", 1),))
    yield equation_with_numbers(Matrix("a", rng.normal(size=6), 2), "=", W)
    yield outer_product(rng.normal(size=3), rng.normal(size=40), 2, lit=(1, 2))


PICTURES = list(every_picture())


@pytest.mark.parametrize("picture", PICTURES)
def test_every_picture_says_what_it_is_and_takes_no_id(picture):
    root = ElementTree.fromstring(picture)
    tags = [child.tag.split("}")[1] for child in root]
    assert root.get("role") == "img"
    assert tags[:2] == ["title", "desc"]
    assert root[0].text
    assert root[1].text
    assert not [e for e in root.iter() if e.get("id")]


@pytest.mark.parametrize("picture", PICTURES)
def test_text_is_never_smaller_than_promised(picture):
    root = ElementTree.fromstring(picture)
    sizes = [float(e.get("font-size")) for e in root.iter() if e.get("font-size")]
    least = float(re.search(r"min-width:([0-9.]+)px", root.get("style"))[1])
    scale = least / float(root.get("viewBox").split()[2])
    assert min(sizes) * scale >= SMALLEST_TEXT - 0.1


@pytest.mark.parametrize("picture", PICTURES)
def test_no_length_is_negative_or_outside_the_picture(picture):
    root = ElementTree.fromstring(picture)
    _, _, across, down = map(float, root.get("viewBox").split())
    for e in root.iter():
        for key, most in (("x", across), ("x1", across), ("x2", across), ("cx", across),
                          ("y", down), ("y1", down), ("y2", down), ("cy", down)):  # fmt: skip
            if e.get(key) is not None:
                assert 0 <= float(e.get(key)) <= most, (e.tag, key, e.attrib)
        for key in ("width", "height", "r"):
            assert float(e.get(key, 0)) >= 0


@pytest.mark.parametrize("picture", PICTURES)
def test_no_false_zero_and_no_hyphen_for_a_minus(picture):
    words = [e.text for e in ElementTree.fromstring(picture).iter() if e.text and "{" not in e.text]
    assert not [word for word in words if re.search(r"-\d|[−-]0\.00(?!\d)", word)]


def test_same_state_same_bytes():
    assert list(every_picture()) == PICTURES


def test_hostile_text_stays_text():
    root = svg.picture(100, 100, HOSTILE, HOSTILE)
    svg.text(root, 1, 1, HOSTILE, literal=True)
    svg.group(root, HOSTILE)
    back = ElementTree.fromstring(svg.to_string(root))
    assert [e.text for e in back.iter() if e.text == HOSTILE] == [HOSTILE] * 4
    assert back.get("aria-label") == f"{HOSTILE}. {HOSTILE}"
    assert "<script" not in svg.to_string(root)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0.00"),
        (-0.0, "0.00"),
        (0.005, "0.01"),
        (-0.0049, "−0.005"),
        (0.0012, "0.001"),
        (-0.00012, "−1e−4"),
        (9.999, "10.00"),
        (12.345, "12.3"),
        (-123.4, "−123"),
        (123456.0, "1e5"),
        (float("inf"), "∞"),
        (float("-inf"), "−∞"),
        (float("nan"), "NaN"),
    ],
)
def test_number(value, text):
    assert number(value) == text


def test_number_takes_numpy_scalars():
    assert number(np.float32(0.5)) == number(np.float64(0.5)) == "0.50"


def test_names():
    assert name("W", 2, 1, 3) == "W₂₁₃"
    assert name("W", 2, 11, 3) == "W₂,₁₁,₃"
    assert label("W", 2, 11, 3) == "W_{2,11,3}"


def test_runs_lower_raise_and_slant():
    found = [(run.text, run.level, run.italic) for run in runs("∇_{h_{k−1}} ℒ = W_k^T, softmax")]
    assert found == [
        ("∇", 0, False),
        ("h", 1, True),
        ("k", 2, True),
        ("−1", 2, False),
        (" ℒ = ", 0, False),
        ("W", 0, True),
        ("k", 1, True),
        ("T", 1, False),
        (", softmax", 0, False),
    ]
    assert runs("a_1")[1].rise < 0 < runs("a^1")[1].rise


def test_a_backslash_lets_an_underscore_stand():
    assert [run.text for run in runs(r"max\_iterations")] == ["max_iterations"]


@pytest.mark.parametrize("source", ["a_", "a_{1", "a^{b_{c}"])
def test_unfinished_labels_are_refused(source):
    with pytest.raises(ValueError, match="label is"):
        runs(source)


def test_baselines_return_to_the_line():
    root = svg.picture(100, 100, "t", "d")
    line = svg.text(root, 0, 0, "a_{1}^{2} + b_3 = c", 100)
    drops = [float(span.get("dy", 0)) for span in line]
    assert sum(drops) == pytest.approx(0, abs=0.3)


def test_a_longer_label_is_wider():
    assert width("a_{21} + b", 16) > width("a_{21}", 16) > 0


def test_figure_holds_the_picture_and_the_sentence():
    figure = Figure(PICTURES[0], HOSTILE, "transparent").html
    page = ElementTree.fromstring(figure.replace('">', '"/>', 2).replace('"/>', '">', 1))
    assert page[0].get("alt") == HOSTILE
    assert page[0].get("src").startswith("data:image/svg+xml;base64,")
    assert "min-width" in page[0].get("style")
    assert page[1].text == HOSTILE


@pytest.mark.parametrize("wrong", [b"GIF89a", "a picture", "<html>"])
def test_figure_takes_svg_and_refuses_the_rest(wrong):
    with pytest.raises(ValueError, match="expected SVG"):
        Figure(wrong, "A plot.")


def test_figure_shows_itself_without_a_kernel():
    bundle = Figure("<svg/>", "One unit.")._repr_mimebundle_()
    assert set(bundle) == {"text/html", "text/plain"}
    assert bundle["text/plain"] == "One unit."
