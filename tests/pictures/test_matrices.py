from xml.etree import ElementTree

import numpy as np
import pytest

from helpers.lessons.lesson_4_7.outer_products import outer_product
from helpers.pictures.matrices import Matrix, equation_with_numbers
from helpers.pictures.text import number

SVG = "{http://www.w3.org/2000/svg}"
RNG = np.random.default_rng(4)


def cells(picture):
    """Return tooltip, number shown and whether it recedes, of each cell in order."""
    root = ElementTree.fromstring(picture)
    return [
        (g[0].text, "".join(g.find(f"{SVG}text").itertext()), g.get("class") == "bp-receding")
        for g in root.iter(f"{SVG}g")
    ]


def texts(picture):
    root = ElementTree.fromstring(picture)
    return ["".join(e.itertext()) for e in root.iter(f"{SVG}text")]


@pytest.mark.parametrize("shape", [(1, 1), (3, 4), (6, 6)])
def test_every_number_has_its_place_and_its_name(shape):
    W, h, b = RNG.normal(size=shape), RNG.normal(size=shape[1]), RNG.normal(size=shape[0])
    picture = equation_with_numbers(
        Matrix("a", b + W @ h, 2), "=", Matrix("b", b, 2), "+", Matrix("W", W, 2), Matrix("h", h, 1)
    )
    found = {tip.split(" = ")[0]: shown for tip, shown, _ in cells(picture)}
    sub = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
    for i in range(shape[0]):
        row = str(i + 1).translate(sub)
        assert found[f"a₂{row}"] == number(b[i] + sum(W[i, j] * h[j] for j in range(shape[1])))
        for j in range(shape[1]):
            assert found[f"W₂{row}{str(j + 1).translate(sub)}"] == number(W[i, j])
    assert len(found) == W.size + 2 * len(b) + len(h)
    assert f"{shape[0]} × {shape[1]}" in texts(picture)
    assert f"{shape[1]} × 1" in texts(picture)


def test_a_transpose_names_the_entries_of_the_original():
    W = RNG.normal(size=(2, 3))
    picture = equation_with_numbers(Matrix("W", W.T, 1, transposed=True))
    found = dict(tip.split(" = ") for tip, *_ in cells(picture))
    assert found["W₁₁₃"] == number(W[0, 2])
    assert "3 × 2" in texts(picture)
    assert "W1T" in texts(picture)
    row = equation_with_numbers(Matrix("h", W[:1], 1, transposed=True))
    assert [tip.split(" = ")[0] for tip, *_ in cells(row)] == ["h₁₁", "h₁₂", "h₁₃"]


def test_large_matrices_are_elided_but_keep_their_size():
    picture = equation_with_numbers(Matrix("W", RNG.normal(size=(32, 64)), 1))
    assert len(cells(picture)) == 25
    assert "32 × 64" in texts(picture)
    assert {"⋮", "…", "⋱"} <= set(texts(picture))


def test_what_is_lit_stays_and_the_rest_recedes():
    W = Matrix("W", RNG.normal(size=(2, 3)), 1, lit=(("row", 1),))
    x = Matrix("x", RNG.normal(size=3), lit=(("column", 0),))
    dim = {
        tip.split(" = ")[0] for tip, _, receding in cells(equation_with_numbers(W, x)) if receding
    }
    assert dim == {"W₁₁₁", "W₁₁₂", "W₁₁₃"}


@pytest.mark.parametrize("k", [1, 3])
def test_outer_product_multiplies_row_by_column(k):
    g, h = RNG.normal(size=3), RNG.normal(size=2)
    picture = outer_product(g, h, k, lit=(2, 0))
    found = [(tip, shown) for tip, shown, _ in cells(picture) if tip.startswith("∇W")]
    for (tip, shown), product in zip(found, [a * b for a in g for b in h], strict=True):
        assert shown == number(product)
        assert tip.endswith(f" = {number(product)}")
    letter = "x₁" if k == 1 else "h₂₁"
    assert f"∇a{'₁' if k == 1 else '₃'}₃ · {letter} = {number(g[2])}·" in found[4][0]
    lit = [tip.split(" = ")[0] for tip, _, receding in cells(picture) if not receding]
    assert lit == [letter, f"∇a{'₁' if k == 1 else '₃'}₃", f"∇W{'₁' if k == 1 else '₃'}₃₁"]


@pytest.mark.parametrize(
    ("draw", "message"),
    [
        (lambda: equation_with_numbers("="), "terms holds no Matrix"),
        (lambda: equation_with_numbers(Matrix("W", [[np.inf]])), "W has shape"),
        (lambda: equation_with_numbers(Matrix("W", np.ones((2, 2, 2)))), "W has shape"),
        (lambda: equation_with_numbers(Matrix("W", [[1.0]], lit=(("row", 1),))), "lit of W"),
        (lambda: equation_with_numbers(Matrix("W", [[1.0]], lit=(("cell", 0),))), "lit of W"),
        (lambda: equation_with_numbers(Matrix("W", [[1.0]], lit=(("diagonal", 0),))), "lit of W"),
        (lambda: equation_with_numbers(Matrix("W", np.ones(32), lit=(("row", 9),))), "left out"),
        (lambda: outer_product(np.ones((2, 2)), np.ones(2), 1), "must be vectors"),
        (lambda: outer_product(np.ones(2), np.ones(2), 1, lit=(2, 0)), "lit of ∇a"),
    ],
)
def test_bad_input_is_refused(draw, message):
    with pytest.raises(ValueError, match=message):
        draw()
