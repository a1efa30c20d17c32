"""Lesson 4.8: a network learns to read digits while you watch."""

from dataclasses import dataclass, field

import numpy as np
from ipywidgets import Dropdown, IntSlider, SelectionSlider

from helpers.data.digits import Digits
from helpers.lessons.lesson_4_8.digit_grid import DigitGrid
from helpers.lessons.lesson_4_8.training_run import TrainingExplorer
from helpers.numeric.activations import ACTIVATIONS
from helpers.numeric.forward import forward_propagation
from helpers.numeric.network import Network
from helpers.pictures.curves import Curves, Line
from helpers.pictures.style import GREYS, ROLES

PASSES = 50
SHOWN = 12  # mistakes
ETAS = [0.01, 0.03, 0.1, 0.3, 1.0, 3.0]
BATCH_SIZES = [1, 8, 32, 128]
HIDDEN = {"none": [], "16": [16], "64": [64], "64 and 32": [64, 32]}
LINES = {
    "held_out": Line("held out", ROLES["gradient"].ink),
    "learnt": Line("learnt", ROLES["hidden"].ink, "--"),
    "before": Line("before", GREYS["before"], ":", valued=False),
}


@dataclass
class Record:
    """What was measured before training and after each pass over the digits.

    Parameters
    ----------
    held_out_loss, learnt_loss : list of float
        The cross-entropy, on the digits held out and on those it learns from.
    held_out_right, learnt_right : list of float
        The percentage of digits right.

    Examples
    --------
    >>> Record([2.3], [2.3], [10.0], [11.0]).passes
    [0]
    """

    held_out_loss: list = field(default_factory=list)
    learnt_loss: list = field(default_factory=list)
    held_out_right: list = field(default_factory=list)
    learnt_right: list = field(default_factory=list)

    @property
    def passes(self):
        """0, 1, 2, ... as far as was measured."""
        return list(range(len(self.held_out_loss)))


class DigitTraining(TrainingExplorer):
    """Train a network on the digits, live: loss, accuracy, and the mistakes it still makes.

    The curve "before" is that of the setting left last, for comparison.

    Parameters
    ----------
    digits : Digits
        What `load_digits` returns.

    Raises
    ------
    ValueError
        Where `digits` is something else.

    Examples
    --------
    >>> from helpers.data import load_digits
    >>> training = DigitTraining(load_digits(seed=0))
    >>> training.step()
    >>> training.network
    Network(64 → 64 relu → 32 relu → 10 softmax, 6570 parameters)
    >>> training.steps, len(training.mistakes)
    (43, 185)
    """

    name = "digit-training"
    step_label = "One pass"

    def __init__(self, digits):
        if not isinstance(digits, Digits):
            raise ValueError(
                f"digits is {type(digits).__name__}, expected what load_digits returns"
            )
        self.digits = digits
        self.record, self.former = Record(), None
        pass_label = "passes over the digits"
        self._loss = Curves(
            "Loss (log axis)", LINES, pass_label, PASSES, (0.05, 5), log=True, readout=".2g"
        )
        self._right = Curves(
            "Digits right", LINES, pass_label, PASSES, (0, 100), unit=" %", readout=".1f"
        )
        self._grid = DigitGrid()
        n = digits.x_train.shape[1]
        super().__init__(
            eta=SelectionSlider(
                options=[(f"{eta:g}", eta) for eta in ETAS],
                value=0.3,
                description="learning rate η",
            ),
            batch_size=SelectionSlider(
                options=[*((str(size), size) for size in BATCH_SIZES), (f"all {n:,}", n)],
                value=32,
                description="digits a step",
            ),
            hidden=Dropdown(options=HIDDEN, value=[64, 32], description="hidden units"),
            activation=Dropdown(
                options=list(ACTIVATIONS), value="relu", description="activation g"
            ),
            seed=IntSlider(0, 0, 9, description="random start"),
        )

    def begin(self):
        """Start from a new network, with the settings of the controls."""
        x, y = self.digits.x_train, self.digits.y_train
        sizes = [len(x), *self.hidden.value, len(y)]
        network = Network.initialise(sizes, self.activation.value, seed=self.seed.value)
        self.record, self.former = Record(), None
        self.set_up(
            network,
            x,
            y,
            self.eta.value,
            self.batch_size.value,
            self.seed.value,
            slices=PASSES,
            steps_a_slice=-(-x.shape[1] // self.batch_size.value),
        )

    def turned(self, name):
        """Begin anew, and keep the curves of the setting left."""
        left = self.record if len(self.record.passes) > 1 else self.former
        super().turned(name)
        self.former = left

    def measure(self):
        """Note loss and accuracy, and which held-out digits are wrong, the surest first."""
        digits, record = self.digits, self.record
        learnt = forward_propagation(self.network, digits.x_train)
        held_out = forward_propagation(self.network, digits.x_test)
        record.learnt_loss.append(self.network.loss(learnt, digits.y_train))
        record.held_out_loss.append(self.network.loss(held_out, digits.y_test))
        record.learnt_right.append(_percent(learnt.y_hat.argmax(axis=0) == digits.labels_train))
        self.says, self.sure = held_out.y_hat.argmax(axis=0), held_out.y_hat.max(axis=0)
        wrong = np.flatnonzero(self.says != digits.labels_test)
        record.held_out_right.append(100 * (1 - len(wrong) / len(self.says)))
        self.mistakes = wrong[np.argsort(-self.sure[wrong], kind="stable")]

    def draw(self):
        """Return the curves, the mistakes, and how well it does by now."""
        record, former = self.record, self.former or Record()
        passes = record.passes
        self._loss.update(
            held_out=(passes, record.held_out_loss),
            learnt=(passes, record.learnt_loss),
            before=(former.passes, former.held_out_loss),
        )
        self._right.update(
            held_out=(passes, record.held_out_right),
            learnt=(passes, record.learnt_right),
            before=(former.passes, former.held_out_right),
        )
        shown = self.mistakes[:SHOWN]
        words = [
            f"says {self.says[i]}, is {self.digits.labels_test[i]}\n{100 * self.sure[i]:.0f} % sure"
            for i in shown
        ]
        held_out = len(self.says)
        title = (
            f"Held-out digits it gets wrong, the surest first: {len(self.mistakes)} of {held_out}"
        )
        self._grid.update(title, self.digits.x_test[:, shown], words)
        return [self._loss, self._right, self._grid], self._sentence()

    def _sentence(self):
        record, wrong, held_out = self.record, len(self.mistakes), len(self.says)
        done = len(record.passes) - 1
        when = (
            f"After {self.steps:,} steps ({done} of {PASSES} passes)" if done else "Before training"
        )
        return (
            f"{when}: loss {record.learnt_loss[-1]:.2g} on the digits it learns from, "
            f"{record.held_out_loss[-1]:.2g} on those held out; "
            f"{record.held_out_right[-1]:.1f} % of {held_out} held-out digits right, {wrong} wrong."
        )


def _percent(right):
    return 100 * float(np.mean(right))
