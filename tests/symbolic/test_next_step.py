"""The help on scratch paper: each step is proved, and steps lead from every start to its goal."""

import pytest

from helpers.language.paper import read_paper
from helpers.language.printing import text
from helpers.symbolic.algebra_steps import ENTRIES, arranged
from helpers.symbolic.ledger import equation
from helpers.symbolic.next_step import FORTH, is_equal, next_step

MOST_STEPS = 25
WALKED = ("4.2-6", "4.3-4", "4.4-6", "4.5-6", "4.6-3", "4.7-2", "4.8-2", "4.9-1", "4.9-2")
LINES = [line for key in WALKED for line in equation(key).lines[:1]]
LINES += [
    "w z/w + 3z/w == (w z + 3z)/w",
    "(u w + v w)/(w x) == (u + v)/x where u = exp(z) with v, x, w",
    "Σ(j, p[j]) == 1 where p[j] = exp(l[j]) / Σ(m, exp(l[m])) with p[1..k], l[1..k]",
    "-(z - w) x == x (w - z)",
    "(exp(z) s + s w)/s == u + w where u = exp(z) with s",
]


@pytest.mark.parametrize("line", LINES)
def test_steps_lead_to_the_goal_and_never_back(line):
    paper = read_paper(line)
    (here, _), *_, (goal, _) = paper.lines
    seen = set()
    for _ in range(MOST_STEPS):
        if here == goal:
            break
        seen.add(here)
        step = next_step(here, paper.scope, goal)
        assert step.line not in seen
        assert step.rule.endswith(".")
        here = step.line
    assert here == goal


def test_the_last_algebra_of_softmax_comes_in_small_steps():
    """Fractions apart, a sum cancelled, letters back, a factor out and cancelled; each says why."""
    paper = read_paper(equation("4.5-6").lines[0])
    (here, _), (goal, _) = paper.lines
    rules = []
    while here != goal:
        step = next_step(here, paper.scope, goal)
        rules.append(step.rule)
        here = step.line
    assert FORTH not in rules
    told = " ".join(rules)
    assert r"Cancel $\sum_{m=1}^{k} \exp(a_{Lm})$. It is not 0, for it is positive." in told
    assert r"Take the common factor $\hat{y}_{\ell}$ out of the sum." in told
    assert rules[-1] == r"Cancel $\hat{y}_{\ell}$. It is not 0, for it is positive."


def test_entries_are_written_as_a_whole_array_where_the_goal_is():
    typed = (
        "b[k] - η vector(i, 1..n, D(ℒ, a[k,i])) == b[k] - η ∇(ℒ, a[k]) where ℒ depends on a[k,m]"
    )
    paper = read_paper(typed)
    (here, _), (goal, _) = paper.lines
    assert next_step(here, paper.scope, goal).rule == ENTRIES


def test_every_place_of_a_rule_is_listed():
    paper = read_paper("D(-z^2, z) + D(-z^3, z) w")
    step = next_step(paper.lines[0][0], paper.scope)
    assert [text(u) for u in (step.part, *step.also)] == ["D(−z², z)", "D(−z³, z)"]


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
    "z w/z": ("Cancel $z$. It is not 0, for the line divides by it.", "w"),
    "z Σ(i, exp(x[i]))/Σ(j, exp(x[j]))": (
        r"Cancel $\sum_{i=1}^{n} \exp(x_{i})$. It is not 0, for it is positive.",
        "z",
    ),
    "(z w + z)/z": ("Take the common factor $z$ out of the sum.", "z · (w + 1)/z"),
    "w exp(z)/(1 + exp(z)) where u = exp(z)/(1 + exp(z))": (
        r"Put the letter back: $u = \frac{\exp(z)}{1 + \exp(z)}$.",
        "u · w",
    ),
    "exp(z) (-w)/(1 + exp(z)) where u = -exp(z)/(1 + exp(z))": (
        r"Put the letter back: $u = -\frac{\exp(z)}{1 + \exp(z)}$.",
        "u · w",
    ),
}


@pytest.mark.parametrize("line", RULES)
def test_the_rule_that_applies_is_named(line):
    paper = read_paper(line)
    step = next_step(paper.lines[0][0], paper.scope)
    assert (step.rule, text(step.line)) == RULES[line]


@pytest.mark.parametrize(
    ("line", "is_same"),
    [("1 z == z", True), ("z w == w z", True), ("z/w == z", False), ("2 z == z", False)],
)
def test_lines_that_differ_in_order_alone_are_the_same(line, is_same):
    (left, _), (right, _) = read_paper(line).lines
    assert (arranged(left, True) == arranged(right, True)) == is_same


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
