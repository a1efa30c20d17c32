"""docs/language.md says what is so: its examples are derived, its errors are raised."""

import doctest
import re
from pathlib import Path

import pytest

from helpers.language.limits import (
    DEEPEST,
    LARGEST,
    LARGEST_INDEX,
    LONGEST,
    LONGEST_NAME,
    MOST_CALLS,
    MOST_SLOPES,
    MOST_SUMS,
)
from helpers.language.paper import read_paper
from helpers.language.reader import INTEGERS, LineError
from helpers.language.scope import ARRAY_FUNCTIONS, KNOWN
from helpers.symbolic.derivation import derive

PAGE = Path(__file__).parents[2] / "docs" / "language.md"
TEXT = PAGE.read_text(encoding="utf-8")


def boxes(kind):
    return re.findall(rf"```{kind}\n(.*?)```", TEXT, re.DOTALL)


@pytest.mark.parametrize("box", boxes("line"))
def test_each_example_is_proved(box):
    d = derive(None, box)
    assert all(line.proof for line in d.lines[1:])
    assert d.lines[1:]


@pytest.mark.parametrize("box", boxes("refused"))
def test_each_error_is_raised(box):
    typed, told = box.strip().split("\n")
    with pytest.raises(LineError) as caught:
        read_paper(typed)
    assert caught.value.told == told


def test_the_first_example_prints_as_shown():
    flags = doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS
    found = doctest.testfile(str(PAGE), module_relative=False, optionflags=flags)
    assert (found.failed, found.attempted) == (0, 2)


@pytest.mark.parametrize(
    ("claim", "is_true"),
    [
        ("Σ(j, 1..n-3, 1) == n - 3", False),
        ("z/z == 1", True),
        ("1 == z/z", False),
        ("x[0] == x[0]", False),
    ],
)
def test_what_a_line_claims(claim, is_true):
    if is_true:
        derive(None, claim)
    else:
        with pytest.raises(ValueError, match=r"does not follow|does not exist"):
            derive(None, claim)


def test_every_function_and_every_bound_is_named():
    for name in (*KNOWN, *ARRAY_FUNCTIONS):
        assert re.search(rf"`{name}\b", TEXT), name
    letters = re.search(r"\| whole numbers \| (.*?), and every", TEXT)[1]
    for name in INTEGERS:
        assert f"`{name}`" in letters, name
    bounds = TEXT.split("## Bounds")[1]
    for bound in (
        LONGEST,
        DEEPEST,
        LARGEST,
        MOST_SUMS,
        MOST_SLOPES,
        MOST_CALLS,
        LARGEST_INDEX,
        LONGEST_NAME,
    ):
        assert re.search(rf"\b{bound:,}\b", bounds), bound
