"""The help on scratch paper: each step is proved, and steps lead from every start to its goal."""

import pytest

from helpers.language.paper import read_paper
from helpers.language.printing import text
from helpers.symbolic.ledger import equation
from helpers.symbolic.next_step import is_equal, next_step

MOST_STEPS = 25
WALKED = ("4.2-6", "4.3-4", "4.4-6", "4.5-6", "4.6-3", "4.7-2", "4.8-2", "4.9-1", "4.9-2")


@pytest.mark.parametrize("key", WALKED)
def test_steps_lead_to_the_goals_of_the_lecture(key):
    paper = read_paper(equation(key).lines[0])
    (here, _), *_, (goal, _) = paper.lines
    for _ in range(MOST_STEPS):
        if here == goal:
            break
        step = next_step(here, paper.scope, goal)
        assert step.line != here
        assert step.rule.endswith(".")
        here = step.line
    assert here == goal


RULES = {
    "D(z^2 + w, z)": ("A sum is differentiated term by term.", "D(z², z)"),
    "D(-z^2, z)": ("A minus comes out of a derivative.", "−D(z², z)"),
    "D(2z^3, z)": ("A constant factor comes out of a derivative.", "2 · D(z³, z)"),
    "D(z exp(z), z)": ("Product rule: each factor in turn.", "exp(z) + z · D(exp(z), z)"),
    "D(z/exp(z), z)": ("Quotient rule.", "(exp(z) − z · D(exp(z), z))/exp(z)²"),
    "D(z^3, z)": ("Power rule, and the chain rule.", "3 · z²"),
    "D(g(w z), z)": (
        "Chain rule: $g'$ at what stands in it, times the derivative of that.",
        "g'(w · z) · D(w · z, z)",
    ),
    "D(e^(-z), z)": ("Chain rule: e to a power keeps its form.", "e^(−z) · D(−z, z)"),
    "D(x[j], x[i])": (
        "Two entries of one family: the derivative is 1 where they are the same one, else 0.",
        "1[j=i]",
    ),
    "Σ(j, 1[j=i] x[j])": ("Of the sum only the term $j = i$ is not 0.", "x[i]"),
    "Σ(j, z x[j])": ("What does not run comes out of the sum.", "z · Σ(j, 1..n, x[j])"),
    "D(cosh(2z), z)": (
        "Chain rule: the slope of cosh, times the derivative of what stands in it.",
        "sinh(2 · z) · D(2 · z, z)",
    ),
    "D(z^2.5, z)": ("Power rule, and the chain rule.", "2.5 · z^(1.5)"),
    "D(2^(3z), z)": (
        "Chain rule: a power keeps its form, times the logarithm of its base.",
        "2^(3 · z) · log(2) · D(3 · z, z)",
    ),
    "D(max(z^2, w), z)": (
        "On each side of the kink one of the two counts.",
        "cases(D(z², z) if z² > w, 0)",
    ),
    "D(cases(z^2 if z > 1, w), z)": (
        "Each branch is differentiated where it holds.",
        "cases(D(z², z) if z > 1, 0)",
    ),
    "D(y[i], z)": ("$y_{i}$ does not change with $z$.", "0"),
}


@pytest.mark.parametrize("line", RULES)
def test_the_rule_that_applies_is_named(line):
    paper = read_paper(line)
    step = next_step(paper.lines[0][0], paper.scope)
    assert (step.rule, text(step.line)) == RULES[line]


@pytest.mark.parametrize("line", ["z + 1", "ℒ", "D(ℒ, ŷ[i]) where ℒ depends on ŷ[i]", "W[k] @ x"])
def test_where_no_rule_applies_none_is_said(line):
    paper = read_paper(line)
    assert next_step(paper.lines[0][0], paper.scope) is None


def test_an_index_that_runs_is_no_other_one():
    """Where the sum runs over the index that the derivative is taken by, it is called otherwise."""
    paper = read_paper("D(Σ(j, x[j]^2), x[j])")
    step = next_step(paper.lines[0][0], paper.scope)
    assert text(step.line) == "Σ(m, 1..n, D(x[m]², x[j]))"


def test_a_goal_that_is_not_equal_is_never_a_step():
    paper = read_paper("z + 1 == z")
    (here, _), (goal, _) = paper.lines
    assert not is_equal(here, goal, paper.scope)
    assert next_step(here, paper.scope, goal) is None


def test_no_step_is_shown_that_is_not_proved(monkeypatch):
    paper = read_paper("D(z^2, z) == 2z")
    (here, _), (goal, _) = paper.lines
    monkeypatch.setattr("helpers.symbolic.next_step.is_equal", lambda *_: False)
    assert next_step(here, paper.scope, goal) is None
