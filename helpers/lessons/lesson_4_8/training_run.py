"""Explorers that train a network, a number of steps a slice."""

from helpers.explorers.running import RunningExplorer
from helpers.numeric.training import History, descend


class TrainingExplorer(RunningExplorer):
    """Gradient descent [4.8-3] in slices: the base of the explorers that train a network.

    A subclass has `begin`, which calls `set_up`; `measure`, called at the start and after each
    slice; and `draw`.

    Attributes
    ----------
    network : Network
        As trained so far.
    history : History
        The loss of every step so far.
    """

    def set_up(self, network, x, y, eta, batch_size, seed, slices, steps_a_slice):
        """Start from this network; the other arguments are those of `gradient_descent`.

        Parameters
        ----------
        slices, steps_a_slice : int
            Training ends after so many slices, of so many steps each.
        """
        self.network, self.history = network, History()
        self._slices, self._steps_a_slice = slices, steps_a_slice
        self._descent = descend(network, x, y, eta, slices * steps_a_slice, batch_size, seed)
        self.measure()

    def measure(self):
        """Take note of what the network can do by now."""

    @property
    def steps(self):
        """How many steps have been taken."""
        return len(self.history.loss)

    def advance(self):
        """Take the steps of one slice."""
        for _ in range(self._steps_a_slice):
            _, self.network, loss = next(self._descent)
            self.history.loss.append(loss)
        self.measure()

    def progress(self):
        """Return the slices done, those there are, and the steps in words."""
        return self.steps // self._steps_a_slice, self._slices, f"{self.steps:,} steps"
