"""Explorers that train a network, a number of steps a slice."""

from ipywidgets import IntSlider

from helpers.explorers import live
from helpers.explorers.running import RunningExplorer
from helpers.numeric.network import Network
from helpers.numeric.training import History, descend


class TrainingExplorer(RunningExplorer):
    """Gradient descent [4.8-3] in slices.

    A subclass has `begin`, which calls `train`; `measure`, called then and after each slice; and
    `draw`.
    """

    slices = 1  # training ends after so many

    def __init__(self, etas, eta, activation, **controls):
        super().__init__(
            **controls,
            eta=live.learning_rate(etas, eta),
            activation=live.activation_menu(activation, "activation g"),
            seed=IntSlider(0, 0, 9, description="random start"),
        )

    def train(self, sizes, x, y, steps_a_slice, batch_size=None):
        """Start from a new network of these sizes, with the settings of the controls."""
        eta, seed = self.eta.value, self.seed.value
        self.network = Network.initialise(sizes, self.activation.value, seed=seed)
        self.history, self._steps_a_slice = History(), steps_a_slice
        steps = self.slices * steps_a_slice
        self._descent = descend(self.network, x, y, eta, steps, batch_size, seed)
        self.measure()

    @property
    def steps(self):
        return len(self.history.loss)

    @property
    def when(self):
        return f"After {self.steps:,} steps" if self.steps else "Before training"

    def advance(self):
        for _ in range(self._steps_a_slice):
            _, self.network, loss = next(self._descent)
            self.history.loss.append(loss)
        self.measure()

    def progress(self):
        return self.steps // self._steps_a_slice, self.slices, f"{self.steps:,} steps"
