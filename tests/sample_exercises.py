"""One exercise of each kind, small enough to be read at a glance, for tests of their cards."""

import numpy as np

from helpers.exercises.derive import Derive, Setting
from helpers.exercises.formula import value_at, vocabulary
from helpers.exercises.implement import Implement, random_columns, trials
from helpers.exercises.predict import PredictChoice, PredictDrag, PredictNumber

COMMON = {"hints": ("look", "rule", "step"), "solution": "It is $2u$.", "why": "It matters."}
NUMBER = PredictNumber(
    name="number",
    title="A step",
    text="Where to?",
    left="w",
    truth="w - eta*s",
    values={"w": 1.0, "eta": 0.05, "s": 8.0},
    again="Where to, with half the rate?",
    anew={"eta": 0.025},
    **COMMON,
)
CHOICE = PredictChoice(
    name="choice",
    title="A way",
    text="Which?",
    right=1,
    options={"up": "It falls.", "down": "Downhill.", "no": "No."},
    behind={0: "sign"},
    **COMMON,
)
DRAG = PredictDrag(
    name="drag",
    title="Bars",
    text="How far?",
    labels=("u", "v"),
    truth="-(e - p)",
    values={"e": np.array([1.0, 0.0]), "p": np.array([0.2, 0.8])},
    limits=(-1.0, 1.0),
    **COMMON,
)
DERIVE = Derive(
    name="derive",
    title="A slope",
    text="Slope?",
    left="f'",
    truth="2*a",
    setting=Setting(vocabulary("a")),
    **COMMON,
)
IMPLEMENT = Implement(
    name="implement",
    title="A function",
    text="Write it.",
    arguments=("W", "h"),
    truth="W.T @ h",
    trials=trials(
        lambda rng, m, n, N: {"W": rng.normal(size=(m, n)), "h": random_columns(rng, m, N)}
    ),
    **COMMON,
)


def stub(W, h):
    """Return the transpose's product."""


def untransposed(W, h):
    return W @ h


def as_function(asked, tree):
    """A function that computes a tree, as a reader of an Implement might write it."""
    trials = asked.trials(np.random.default_rng(5))

    def function(*given):
        for trial in trials:
            own = [trial.values[name] for name in asked.arguments]
            if all(map(is_same, own, given)):
                value = value_at(tree, trial.values)
                if value is None:
                    raise ValueError("the shapes do not fit")
                return value
        raise ValueError("these arguments are of no trial")

    return function


def is_same(one, other):
    if isinstance(one, list):
        return len(one) == len(other) and all(map(is_same, one, other))
    return callable(one) or np.array_equal(one, other)
