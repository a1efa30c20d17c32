"""One exercise of each kind, small enough to be read at a glance, for tests of their cards."""

import numpy as np

from helpers.exercises.derive import Derive
from helpers.exercises.implement import Implement
from helpers.exercises.predict_choice import Option, PredictChoice
from helpers.exercises.predict_drag import PredictDrag
from helpers.exercises.predict_number import PredictNumber
from helpers.exercises.setting import Setting
from helpers.exercises.trials import columns, trials
from helpers.exercises.words import words

COMMON = {"hints": ("look", "rule", "step"), "solution": "It is $2u$.", "why": "It matters."}
NUMBER = PredictNumber(
    name="number",
    title="A step",
    text="Where to?",
    left="w",
    truth="w - eta*s",
    values={"w": 1.0, "eta": 0.05, "s": 8.0},
    **COMMON,
)
CHOICE = PredictChoice(
    name="choice",
    title="A way",
    text="Which?",
    right=1,
    options=(Option("up", "It falls.", "sign"), Option("down", "Downhill."), Option("no", "No.")),
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
    setting=Setting(words("a")),
    **COMMON,
)
IMPLEMENT = Implement(
    name="implement",
    title="A function",
    text="Write it.",
    arguments=("W", "h"),
    truth="W.T @ h",
    trials=trials(lambda rng, m, n, N: {"W": rng.normal(size=(m, n)), "h": columns(rng, m, N)}),
    **COMMON,
)


def stub(W, h):
    """Return the transpose's product."""


def untransposed(W, h):
    return W @ h
