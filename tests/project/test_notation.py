"""The table of notation: what it says of shapes is what the arrays have."""

import numpy as np
import pytest

from helpers import Network, back_propagation, forward_propagation, one_hot
from helpers.notation import NOTATION, symbols


@pytest.mark.parametrize("N", [None, 5])
def test_identifiers_and_shapes_are_those_of_the_code(N):
    batch = () if N is None else (N,)
    network = Network.initialise([4, 3, 2])
    trace = forward_propagation(network, np.ones((4, *batch)))
    y = one_hot(1, 2) if N is None else one_hot([1] * N, 2)
    gradients = back_propagation(network, trace, y)
    names = {"network": network, "trace": trace, "gradients": gradients, "L": 2, "y": y}
    sizes = {"n_k": 2, "n_{k-1}": 3, "n": 4, "k": 2, "N": N}

    def value(identifier):
        """Follow names, attributes and one index, without evaluating anything."""
        first, *rest = identifier.replace("]", "").replace("[", ".").split(".")
        found = names[first]
        for part in rest:
            found = (
                found[2 if part in "kL" else int(part)] if part in "kL" else getattr(found, part)
            )
        return found

    seen = 0
    for key in ("W", "b", "a", "h", "a_L", "y_hat"):
        row = NOTATION[key]
        options = row.shape.split(r"\ \text{or}\ ")
        text = options[-1] if N is not None and len(options) > 1 else options[0]
        expected = tuple(
            sizes[part.strip()] for part in text.strip("()").split(",") if part.strip()
        )
        assert value(row.identifier).shape == expected, key
        seen += 1
    assert seen == 6
    for letter, shaped in (("W", network.W), ("b", network.b), ("a", trace.a)):
        assert getattr(gradients, letter)[2].shape == shaped[2].shape


def test_markdown_has_a_row_a_symbol():
    table = symbols("W", "eta")._repr_markdown_().splitlines()
    assert len(table) == 4
    assert "network.W[k]" in table[2]


def test_an_unknown_symbol_is_refused_by_name():
    with pytest.raises(ValueError, match="no 'zeta'"):
        symbols("W", "zeta")


def test_rows_stand_in_the_order_of_the_lessons():
    lessons = [row.lesson for row in NOTATION.values()]
    assert lessons == sorted(lessons)
