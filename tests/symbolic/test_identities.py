"""Identities of matrix calculus and machine learning are proved; `pytest -s` prints their times."""

import time

import pytest

from helpers.symbolic.derivation import derive
from tests.symbolic.identities import IDENTITIES, UNPROVED


@pytest.mark.parametrize("name", IDENTITIES)
def test_an_identity_is_proved(name):
    start = time.process_time()
    proof = derive(None, IDENTITIES[name]).lines[-1].proof
    seconds = time.process_time() - start
    print(f"{seconds:6.2f} s  {name}")
    assert proof


def test_there_are_enough():
    assert len(IDENTITIES) >= 60


@pytest.mark.parametrize("name", UNPROVED)
def test_what_is_true_but_beyond_the_rules_is_never_called_false(name):
    line, why = UNPROVED[name]
    with pytest.raises(ValueError, match="cannot be decided"):
        derive(None, line)
    assert why
