"""Every explorer, driven by random moves: its pictures stay true, and it takes no more memory."""

import gc
import importlib
import sys
from dataclasses import replace

import ipywidgets as widgets
import numpy as np
import pytest
from interruptions import SOAK

from helpers.data import load_digits
from helpers.exercises.card import Card
from helpers.explorers.live import Explorer
from helpers.explorers.running import RunningExplorer
from helpers.lessons.lesson_4_8.capstone_training import CapstoneTraining

for lesson in range(1, 10):
    importlib.import_module(f"helpers.lessons.lesson_4_{lesson}")
MOVES, LOOKS = (5000, 10) if SOAK else (20, 1)  # and as many again where memory is looked at
CHOSEN = slice(None) if SOAK else slice(2, None, 3)
DIAGRAM, PLOT = 500, 20_000  # pieces of memory that may be added; matplotlib keeps 4,096 texts
WHOLE = load_digits(seed=0)
FEW = replace(
    WHOLE,
    x_train=WHOLE.x_train[:, :150],
    y_train=WHOLE.y_train[:, :150],
    labels_train=WHOLE.labels_train[:150],
)
GIVEN = {"DigitTraining": [FEW]}
REACHED = {
    *("network", "history", "record", "former", "says", "sure", "mistakes", "losses", "wrong"),
    *("own", "_entered", "_told", "_refused"),
}
FORMULAS = "tanh(z)", "z/(1+exp(-z))", "max(0, z)", "1/z", "z^", "", "exit()", "2z", "sin(z)"


def explorers(kind=Explorer):
    """The classes of the lessons' explorers, but the one that trains what a reader has written."""
    for below in kind.__subclasses__():
        yield from explorers(below)
        is_ours = below.__module__.startswith(("helpers.lessons", "helpers.explorers.boundary"))
        if is_ours and not issubclass(below, Card) and below is not CapstoneTraining:
            yield below


def made(kind):
    explorer = kind(*GIVEN.get(kind.__name__, ()))
    if isinstance(explorer, RunningExplorer):
        explorer.slices = 3
        explorer.reset()
    return explorer


def move(explorer, rng):
    """Turn a control to a value that it can take, or press a button."""
    moved = list(explorer.controls.values())
    if isinstance(explorer, RunningExplorer):
        moved += [explorer.step_button] * 3 + [explorer.start_button, explorer.reset_button]
    control = moved[rng.integers(len(moved))]
    if isinstance(control, widgets.Button):
        control.click()
    elif hasattr(control, "options"):
        control.index = int(rng.integers(len(control._options_full)))
    elif isinstance(control, widgets.Text):
        control.value = FORMULAS[rng.integers(len(FORMULAS))]
    else:
        steps = round((control.max - control.min) / control.step)
        control.value = control.min + control.step * type(control.min)(rng.integers(steps + 1))


def on_page(explorer):
    """All pictures and the sentence, as the page has them."""
    shown = getattr(explorer, "shown", None)  # an explorer within this one
    within = on_page(shown) if isinstance(shown, Explorer) else []
    return [
        *(widget.value for widget in explorer._picture_box.children),
        explorer.sentence,
        *within,
    ]


def afresh(explorer):
    """The same explorer, made anew, and brought to the same state at once."""
    fresh = made(type(explorer))
    fresh.turn(**{n: c.value for n, c in explorer.controls.items() if hasattr(c, "value")})
    vars(fresh).update({n: vars(explorer)[n] for n in REACHED & set(vars(explorer))})
    fresh.redraw()
    return fresh


def drive(explorer, moves, rng):
    for _ in range(moves):
        move(explorer, rng)
        assert explorer.error is None or type(explorer.error) is ValueError  # a sentence


def check(explorer, rng):
    """Compare the page with one drawn afresh, once there is no picture of before on it."""
    explorer.redraw()
    while explorer.error is not None:
        move(explorer, rng)
        explorer.redraw()
    assert on_page(explorer) == on_page(afresh(explorer))


def blocks():
    """How many pieces of memory Python holds."""
    gc.collect()
    return sys.getallocatedblocks()


@pytest.mark.parametrize("kind", list(explorers())[CHOSEN], ids=lambda kind: kind.__module__)
def test_moves(kind):
    rng = np.random.default_rng(0)
    explorer = made(kind)
    for _ in range(LOOKS):
        drive(explorer, MOVES // LOOKS, rng)
        check(explorer, rng)
    if SOAK:
        before = blocks()
        drive(explorer, MOVES, rng)
        is_diagram = all(isinstance(picture, str) for picture in explorer.pictures)
        assert blocks() - before < (DIAGRAM if is_diagram else PLOT)
        check(explorer, rng)
