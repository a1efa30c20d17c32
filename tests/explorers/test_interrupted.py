"""An explorer that is interrupted says so, and works on."""

import itertools
from threading import Thread

import numpy as np
import pytest
from interruptions import SOAK, Interrupt

from helpers.explorers.training_run import TrainingExplorer
from helpers.numeric.network import Network
from helpers.numeric.training import descend

X, Y = [[0.0, 1.0, 2.0, 3.0]], [[1.0, 1.0, 0.0, 0.0], [0.0, 0.0, 1.0, 1.0]]
SLICE = 3


class Training(TrainingExplorer):
    """Trains a small network; its picture is its numbers."""

    name = "training"
    slices = 2

    def __init__(self):
        super().__init__(etas=[0.1, 1.0], eta=0.1, activation="tanh")

    def begin(self):
        self.measured = 0
        self.train([1, 2], X, Y, SLICE)

    def measure(self):
        self.measured += 1

    def draw(self):
        return [f"<svg><text>{self.network.W[1]}</text></svg>"], f"{self.when}: {self.measured}."


STEPS = list(descend(Network.initialise([1, 2]), X, Y, 0.1, SLICE * Training.slices))


def shown(explorer):
    return explorer.sentence, explorer.pictures, explorer.bar.value


def test_an_interrupt_leaves_the_last_whole_step_and_start_works_on():
    fresh = Training()
    fresh.start()
    for moment in itertools.count(0, 1 if SOAK else 7):
        training = Training()
        training.step()
        if not Interrupt(moment).between_calls(training.step):
            break
        n = training.steps
        network = STEPS[n - 1][1]
        assert training.history.loss == [loss for _, _, loss in STEPS[:n]], moment
        assert np.array_equal(training.network.W[1], network.W[1]), moment
        assert np.array_equal(training.network.b[1], network.b[1]), moment
        press = Thread(target=training.reset, daemon=True)
        press.start()
        press.join(5)
        assert not press.is_alive(), moment
        training.start()
        assert shown(training) == shown(fresh), moment
    assert moment > 50


def test_an_interrupt_is_said_and_goes_on_to_who_called():
    training = Training()
    training.measure = interrupt
    with pytest.raises(KeyboardInterrupt):
        training.step()
    assert training.sentence.startswith("This does not work: it was interrupted.")
    del training.measure
    training.start()
    assert (training.error, training.sentence) == (None, "After 6 steps: 3.")


def interrupt():
    raise KeyboardInterrupt
