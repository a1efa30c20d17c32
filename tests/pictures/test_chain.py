import itertools
from xml.etree import ElementTree

import pytest

from helpers.pictures.chain import BLOCKS, chain_bar


def groups(picture):
    root = ElementTree.fromstring(picture)
    found = {}
    for g in root.iter("{http://www.w3.org/2000/svg}g"):
        found[g[0].text.split(":")[0]] = g
    return found


def lit_and_receding(picture):
    lit, receding = set(), set()
    for title, g in groups(picture).items():
        if any(e.get("class") == "bp-halo" for e in g):
            lit.add(title)
        if g.get("class") == "bp-receding":
            receding.add(title)
    return lit, receding


HIDDEN = {"hidden layer 2", "hidden layer 1"}
ALL = {"output layer", "the weight"} | HIDDEN


@pytest.mark.parametrize(
    ("lit", "expected"),
    [
        ("output", {"output layer"}),
        ("hidden", HIDDEN),
        ("weights", {"the weight"}),
        (("output", "weights"), {"output layer", "the weight"}),
        ("slopes", HIDDEN),
        ("all", ALL),
    ],
)
def test_what_is_lit_has_a_halo_and_the_rest_recedes(lit, expected):
    assert lit_and_receding(chain_bar(lit).picture) == (expected, ALL - expected)


def test_of_a_hidden_layer_the_slope_alone_can_be_lit():
    bar = chain_bar("slopes")
    for g in map(groups(bar.picture).get, HIDDEN):
        dark = ["".join(e.itertext()) for e in g if "on-deep" in e.get("class", "") and len(e)]
        assert [text[:2] for text in dark] == ["∂h", "∂a"]
    assert repr(bar).endswith("∂h₂/∂a₂ and ∂h₁/∂a₁ (4.9).")


def test_nothing_lit_nothing_recedes():
    assert lit_and_receding(chain_bar().picture) == (set(), set())


def test_the_factors_telescope_to_the_derivative():
    factors = [factor for block in BLOCKS for factor in block.factors]
    assert factors[0][0] == "∂ℒ"
    assert factors[-1][1] == "∂W_{111}"
    assert all(below == above for (_, below), (above, _) in itertools.pairwise(factors))


def test_colour_is_not_alone():
    words = [
        "".join(e.itertext()) for e in ElementTree.fromstring(chain_bar("hidden").picture).iter()
    ]
    assert words.count("4.6, this lesson") == 2
    assert "4.5" in words


def test_the_lesson_that_puts_all_together_is_none_of_them():
    bar = chain_bar("all")
    assert "4.5" in bar.picture
    assert "this lesson" not in bar.picture
    assert repr(bar).endswith("This lesson: all of them.")


def test_lessons_stand_in_words_too():
    bar = chain_bar("hidden")
    assert repr(bar).endswith("This lesson: hidden layers.")
    assert bar._repr_mimebundle_()["text/plain"] == repr(bar)
    assert "<figcaption>" not in bar.html


@pytest.mark.parametrize("lit", ["outputs", ("output", "loss"), ("",)])
def test_a_block_that_is_not_there_is_refused(lit):
    with pytest.raises(ValueError, match="expected one of output, hidden, weights"):
        chain_bar(lit)
