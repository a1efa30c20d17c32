"""Each known mistake as it is made by hand; which are found in an answer; where answers differ."""

import itertools
import re

import numpy as np
import pytest

from helpers.exercises.derive import SMALL_NUMBERS, Case, Derive, Setting
from helpers.exercises.formula import Variable, truth, value_at, value_of, vocabulary
from helpers.exercises.mistakes import MISTAKES
from helpers.exercises.outcomes import alike, diagnose, distinct, wrong_forms
from helpers.language.printing import code
from helpers.symbolic.proof import Refuted, prove

# A mistake, a truth, and what those write who make it: everywhere first, then at each place.
MADE = [
    ("sign", "-(e_i - y_hat_i)", ["e_i - y_hat_i", "-(e_i + y_hat_i)"]),
    ("sign", "w - eta*grad", ["-(w - eta*grad)", "w + eta*grad"]),
    ("sign", "u + v", ["-(u + v)", "u - v"]),
    ("sign", "1/(1 + exp(-a))", ["-(1/(1 + exp(-a)))", "1/(1 - exp(-a))", "1/(1 + exp(a))"]),
    ("slope forgotten", "grad_h * slope(1 - h**2)", ["grad_h"]),
    ("slope forgotten", "slope(h) * u", ["u"]),
    ("slope forgotten", "g_prime(a)", ["1"]),
    (
        "slope forgotten",
        "u*g_prime(a) + v*g_prime(b)",
        ["u + v", "u + v*g_prime(b)", "u*g_prime(a) + v"],
    ),
    (
        "slope forgotten",
        "u*g_prime(a)*v*g_prime(b)",
        ["u*v", "u*v*g_prime(b)", "u*g_prime(a)*v"],
    ),
    ("slope at h", "grad_h * g_prime(a)", ["grad_h * g_prime(h)"]),
    ("slope at h", "slope(1 - tanh(a_1)**2)", ["slope(1 - tanh(h_1)**2)"]),
    ("transpose missing", "W.T @ grad_a", ["W @ grad_a"]),
    ("transpose missing", "A.T @ B.T", ["A @ B", "A @ B.T", "A.T @ B"]),
    ("outer product turned", "outer(grad_a, h)", ["outer(h, grad_a)"]),
    ("outer product turned", "grad_a @ h.T", ["h @ grad_a.T"]),
    ("divided by features", "(y_hat - y)/N", ["(y_hat - y)/n", "(y_hat - y)/N/n"]),
    ("not divided", "(y_hat - y)/N", ["y_hat - y"]),
    ("true class for i", "-(e_i - y_hat_i)", ["-(e_i - y_hat_l)"]),
    ("true class for i", "h_j * p", ["h_l * p_l", "h_l * p", "h_j * p_l"]),
    ("one-hot forgotten", "-(e_i - y_hat_i)", ["-(1 - y_hat_i)", "-(0 - y_hat_i)"]),
    (
        "base-10 logarithm",
        "log(p) - log(q)",
        ["log10(p) - log10(q)", "log10(p) - log(q)", "log(p) - log10(q)"],
    ),
    ("factor 2 lost", "2*(y_hat - y)", ["y_hat - y"]),
    ("factor 2 lost", "2*u*v", ["u*v"]),
    ("factor 2 lost", "u/2", ["u"]),
    ("= for +=", "paths(a*b, c*d)", ["c*d", "a*b"]),
    (
        "layer off by one",
        "grad_a[2] @ h[1].T",
        ["grad_a[3] @ h[1].T", "grad_a[1] @ h[1].T", "grad_a[2] @ h[2].T", "grad_a[2] @ h[0].T"],
    ),
    ("layer off by one", "h[0]", ["h[1]"]),
    ("layer off by one", "grad_h * h_before", ["grad_h * h"]),
    ("layer off by one", "gamma**steps", ["gamma**(steps + 1)", "gamma**(steps - 1)"]),
    ("added for multiplied", "grad * gamma**steps", ["grad * (gamma * steps)"]),
    ("bias forgotten", "b_11 + W_111*x_1 + x_2", ["W_111*x_1 + x_2"]),
    ("bias forgotten", "b_1 + b_2 + u", ["u", "b_2 + u", "b_1 + u"]),
    ("bias forgotten", "b[1] + W[1] @ x", ["W[1] @ x"]),
    ("indices swapped", "W_121*x_1 + W_111", ["W_112*x_1 + W_111"]),
    ("denominator left out", "e_i*p - denominator(p*q)", ["e_i*p"]),
    ("denominator left out", "denominator(p)", ["0"]),
]

# A mistake, and a truth in which nobody can make it.
NOT_MADE = [
    ("added for multiplied", "gamma**2 * steps"),
    ("slope forgotten", "grad_h * (1 - h**2)"),
    ("slope at h", "slope(1 - h**2)"),
    ("transpose missing", "W @ h"),
    ("outer product turned", "W.T @ grad_a"),
    ("divided by features", "(y_hat - y)/2"),
    ("not divided", "N*(y_hat - y)"),
    ("not divided", "(y_hat - y)/n"),
    ("true class for i", "e_i - y_hat_l"),
    ("one-hot forgotten", "y_hat_i"),
    ("base-10 logarithm", "exp(p)"),
    ("factor 2 lost", "3*u/4"),
    ("factor 2 lost", "2 + u**2"),
    ("= for +=", "a*b + c*d"),
    ("layer off by one", "grad_h * h"),
    ("bias forgotten", "w*x + b"),
    ("bias forgotten", "2 * b[1]"),
    ("indices swapped", "W_111*x_1 + w_12"),
    ("denominator left out", "e_i*p - p*q"),
]


def written(text):
    return code(truth(text))


@pytest.mark.parametrize(("name", "right", "wrong"), MADE)
def test_what_someone_writes_who_makes_the_mistake(name, right, wrong):
    tree = truth(right)
    assert [code(form) for form in MISTAKES[name].variants(tree)] == [*map(written, wrong)]
    assert code(tree) == written(right), "the truth itself is left alone"


@pytest.mark.parametrize(("name", "right"), NOT_MADE)
def test_where_it_cannot_be_made(name, right):
    assert list(MISTAKES[name].variants(truth(right))) == []


def test_all_are_tested():
    assert {name for name, *_ in MADE} == set(MISTAKES)
    assert {name for name, _ in NOT_MADE} == set(MISTAKES) - {"sign"}  # any truth has a sign


VALUES = {"u": 1.7, "h": 0.3, "a": -0.8, "N": 5.0, "n": 4.0}
RIGHT = "2*u * g_prime(a) / N"


def found(answer, right=RIGHT, values=VALUES, **settings):
    def outcomes(tree):
        return [value_at(tree, values)]

    answer = value_of(truth(answer), values)
    return [mistake.name for mistake in diagnose([answer], truth(right), outcomes, **settings)]


@pytest.mark.parametrize(
    ("answer", "names"),
    [
        ("-2*u * g_prime(a) / N", ["sign"]),
        ("2*u / N", ["slope forgotten"]),
        ("2*u * g_prime(h) / N", ["slope at h"]),
        ("2*u * g_prime(a) / n", ["divided by features"]),
        ("g_prime(a)*u*2", ["not divided"]),
        ("u * g_prime(a) / N", ["factor 2 lost"]),
        ("-u * g_prime(a) / N", ["sign", "factor 2 lost"]),
        ("2*u", ["slope forgotten", "not divided"]),
        ("u * g_prime(h) / N", ["slope at h", "factor 2 lost"]),
        ("-u", []),  # three at once
        ("u + h", []),
    ],
)
def test_one_mistake_is_named_or_two_or_none(answer, names):
    assert sorted(found(answer)) == sorted(names)


def test_the_right_answer_holds_no_mistake():
    assert found(RIGHT) == []


def test_a_mistake_made_twice_is_not_two():
    assert found("u + h + a", right="u - h - a") == []


def test_a_mistake_that_changes_nothing_is_none():
    forms = wrong_forms(truth("u * slope(1)"), lambda tree: [value_at(tree, VALUES)])
    assert [mistake.name for mistake, *_ in forms] == ["sign"]


def test_all_of_several_paths_are_added():
    assert value_of(truth("paths(u, h, a)"), VALUES) == pytest.approx(1.7 + 0.3 - 0.8)


def test_a_mistake_that_is_left_out_is_not_looked_for():
    assert found("u * g_prime(a) / N", without=("factor 2 lost",)) == []


def test_mistakes_that_lead_to_the_same_cannot_be_told_apart():
    def outcomes(tree):
        return [value_at(tree, VALUES)]

    told = distinct(wrong_forms(truth(RIGHT), outcomes))
    assert code(told["slope forgotten"]) == "2 * u / N"
    assert set(told) == {
        "sign",
        "slope forgotten",
        "slope at h",
        "divided by features",
        "not divided",
        "factor 2 lost",
    }
    with pytest.raises(ValueError, match="slope forgotten and factor 2 lost give the same"):
        distinct(wrong_forms(truth("2 * slope(2) * u"), outcomes))


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (0.1 + 0.2, 0.3, True),
        (1.0, 1.0 + 1e-6, False),
        (1e-9, 2e-9, False),
        (np.ones(3), np.ones((3, 1)), False),
        (np.ones(3), 1.0, False),
        (None, None, True),
        (None, 0.0, False),
        (np.nan, np.nan, False),
    ],
)
def test_alike(one, other, same):
    assert alike(one, other) is alike(other, one) is same


PROBABILITY = Variable(domain="probability")
SOFTMAX = Setting(
    vocabulary("e_i", "d", p_i=PROBABILITY, p_l=PROBABILITY),
    {"d": "e_i - p_i"},
    (Case("i = l", {"e_i": 1, "p_l": "p_i"}), Case("i ≠ l", {"e_i": 0})),
)


def test_random_points_keep_to_the_cases_and_the_definitions():
    points = SOFTMAX.points(5)
    assert [case.label for case, _ in points] == ["i = l"] * 5 + ["i ≠ l"] * 5
    for case, values in points:
        assert set(values) == {"e_i", "p_i", "p_l", "d"}
        assert values["e_i"] == (case.label == "i = l")
        assert bool(values["p_l"] == values["p_i"]) is (case.label == "i = l")
        assert values["d"] == values["e_i"] - values["p_i"]
        assert 0 < values["p_i"] < 1
        assert values["p_i"] == round(values["p_i"], 2)
    assert [v for _, v in SOFTMAX.points(5)] == [v for _, v in points], "the same each time"


def test_the_prover_keeps_to_the_cases_and_the_definitions():
    def is_proved(one, other, case):
        try:
            prove(truth(one), truth(other), SOFTMAX.scope(case))
        except Refuted:
            return False
        return True

    one, other = SOFTMAX.cases
    assert is_proved("p_l + d", "1", one)
    assert not is_proved("p_l + d", "1", other)
    assert is_proved("d", "-p_i", other)
    assert is_proved("log(p_i * p_i)", "2*log(p_i)", other)
    half = Setting(vocabulary("u")).scope(Case("", {"u": 0.5}))
    prove(truth("2*u"), truth("1"), half)


def sizes(values, domains):
    return sum(SMALL_NUMBERS[domain].index(values[name]) for name, domain in domains.items())


@pytest.mark.parametrize("domains", [("real", "positive"), ("count", "probability", "indicator")])
def test_small_points_are_all_of_them_from_small_to_less_small(domains):
    domains = {f"x_{i}": domain for i, domain in enumerate(domains)}
    letters = {name: Variable(domain=domain) for name, domain in domains.items()}
    points = [values for _, values in Setting(vocabulary(**letters)).small_points()]
    assert [sizes(values, domains) for values in points] == sorted(
        sizes(values, domains) for values in points
    )
    tried = {tuple(values[name] for name in domains) for values in points}
    assert tried == set(itertools.product(*(SMALL_NUMBERS[domain] for domain in domains.values())))
    assert len(tried) == len(points)


def test_no_more_small_points_than_asked_for():
    many = vocabulary(*(f"x_{i}" for i in range(20)))
    assert sum(1 for _ in Setting(many).small_points(100)) == 100


def test_the_counterexample_is_the_smallest_and_its_numbers_are_true():
    def right(u, v):
        return (u - 1) * (v - 1) * u * v

    def wrong(u, v):
        return (u - 1) * (v - 1) * (u + v)

    question = Derive(
        name="q",
        title="t",
        text="?",
        left="f",
        truth="(u - 1)*(v - 1)*u*v",
        setting=Setting(vocabulary("u", "v")),
        hints=("", "", ""),
        solution="s",
        why="w",
    )
    said = question.judge("(u - 1)*(v - 1)*(u + v)").sentence
    u, v, mine, theirs = map(float, re.findall(r"-?\d+(?:\.\d+)?", said))
    assert said.startswith("Try $u = ")
    assert (mine, theirs) == (wrong(u, v), right(u, v))
    assert mine != theirs
    differ = [
        p for p in itertools.product(SMALL_NUMBERS["real"], repeat=2) if wrong(*p) != right(*p)
    ]
    domains = {"u": "real", "v": "real"}
    smallest = min(sizes({"u": p[0], "v": p[1]}, domains) for p in differ)
    assert sizes({"u": u, "v": v}, domains) == smallest


def test_slopes_that_follow_each_other_are_forgotten_together():
    tree = truth("w * g_prime(a) * g_prime(b)")
    found = [code(wrong) for wrong in MISTAKES["slope forgotten"].variants(tree)]
    assert found == ["w", "w * g_prime(b)", "w * g_prime(a)"]


def test_a_mistake_made_everywhere_is_made_within_what_it_has_changed():
    found = [code(t) for t in MISTAKES["base-10 logarithm"].variants(truth("log(log(p))"))]
    assert found == ["log(log(p, 10), 10)", "log(log(p), 10)", "log(log(p, 10))"]


def test_a_path_may_be_taken_away_in_place_of_added():
    found = [code(wrong) for wrong in MISTAKES["sign"].variants(truth("paths(a, b)"))]
    assert found == ["-paths(a, b)", "paths(-a, b)", "paths(a, -b)"]


def test_a_guess_is_not_taken_for_two_mistakes_at_once():
    points = [{"e_i": 1.0, "p": 0.25}, {"e_i": 1.0, "p": 0.5}, {"e_i": 0.0, "p": 0.25}]

    def outcomes(tree):
        return [value_of(tree, values) for values in points]

    def two(tree):
        return [value_of(tree, {"e_i": 0.0, "p": p}) for p in (0.25, 0.5)]

    right = truth("-(e_i - denominator(p))")
    both = truth("-1")  # the one-hot vector forgotten, and the denominator left out
    named = {mistake.name for mistake in diagnose(outcomes(truth("1 - p")), right, outcomes)}
    assert named == {"sign", "one-hot forgotten"}
    assert diagnose(outcomes(both), right, outcomes) == diagnose(two(both), right, two) == ()
    assert diagnose([0.0], right, lambda tree: [value_of(tree, points[0])]) == ()
