"""A fresh sample of the attack: no false line is accepted, hardly a true one is left open.

`make attack` runs the whole; seed and lines of a failure stand in the test's message.
"""

import pathlib
import sys
from random import SystemRandom

import pytest

from helpers.language import nodes as n

sys.path.insert(0, str(pathlib.Path(__file__).parents[2] / "scripts"))
import attack

LINES = 500
LONGEST = 40  # parts of the lines and their definitions: the sample is quick
MOST = 3  # sizes and indices


def is_quick(pair):
    lines = pair.left, pair.right
    parts = sum(len(list(n.walk(tree))) for tree, _ in pair.scope.trees(lines))
    return parts < LONGEST and len(pair.scope.wholes(lines)) <= MOST


@pytest.fixture
def seed(monkeypatch):
    monkeypatch.setattr(attack, "POINTS", 30)
    return SystemRandom().randrange(10**6)


def sample(seed, is_true):
    return attack.run(LINES, seed, is_true, some=list(filter(is_quick, attack.steps())))


def told(outcomes, seed, *verdicts):
    lines = [f"{one.verdict}: {one.line} {one.told}" for one in outcomes if one.verdict in verdicts]
    return "\n".join([f"seed {seed}", *lines])


def test_no_false_line_is_accepted(seed):
    outcomes = sample(seed, is_true=False)
    wrong = ["false, proved", "false, exception", "false, proved, but refuted by the check"]
    found = {one.verdict for one in outcomes}
    assert not found & set(wrong), told(outcomes, seed, *wrong)
    assert len(outcomes) == LINES


def test_a_true_line_stays_provable_however_it_is_written(seed):
    outcomes = sample(seed, is_true=True)
    wrong = {one.verdict for one in outcomes} - {"true, proved"}
    undecided = sum(one.verdict == "true, undecided" for one in outcomes)
    assert wrong <= {"true, undecided"}, told(outcomes, seed, *wrong)
    assert undecided <= LINES / 100, told(outcomes, seed, *wrong)
    assert len(outcomes) == LINES
