"""Lesson 4.2: the gradient of a whole network as one array; a cell names its parameter."""

import numpy as np
from ipywidgets import IntSlider, ToggleButtons

from helpers.explorers.live import Explorer, row
from helpers.lessons.lesson_4_2.gradient_array import cells_of, gradient_array
from helpers.numeric.backprop import back_propagation
from helpers.numeric.forward import forward_propagation
from helpers.numeric.network import Network
from helpers.pictures.text import name, number

X, SEED = (1.0, -0.5), 2
COUNTED, PRINTED = "every entry once", "as the slide prints it"


class GradientArrayExplorer(Explorer):
    """The array of all partial derivatives of a network with two hidden layers [4.2-4].

    The outputs are linear, the loss is the squared error against y = (1, 0, ..., 0).

    Attributes
    ----------
    n, k : ipywidgets.IntSlider
        Units of each hidden layer, and outputs.
    arrangement : ipywidgets.ToggleButtons
        Every entry once, or with the column that the slide prints twice.
    entry : ipywidgets.IntSlider
        Which entry is lit and named, counted from 1.

    Examples
    --------
    >>> explorer = GradientArrayExplorer()
    >>> explorer.network, len(explorer.cells)
    (Network(2 → 3 tanh → 3 tanh → 2 linear, 29 parameters), 29)
    >>> explorer.arrangement.value = PRINTED
    >>> len(explorer.cells)
    32
    """

    name = "gradient-array"

    def __init__(self):
        super().__init__(
            n=IntSlider(3, min=2, max=4, description="hidden units n"),
            k=IntSlider(2, min=2, max=3, description="outputs k"),
            arrangement=ToggleButtons(options=[COUNTED, PRINTED], description="the array"),
            entry=IntSlider(9, min=1, max=29, description="entry"),
        )

    def rows(self):
        """Return the network above, the array and its entry below."""
        return [row(self.n, self.k, self.arrangement), row(self.entry)]

    def style(self):
        """Return the CSS: the entry's slider is long, for there are many."""
        return (
            super().style() + ".bp-gradient-array .bp-controls:nth-of-type(3) "
            "> .widget-hslider { max-width: 560px; }"
        )

    def begin(self):
        """Set up the network of these sizes, its gradients and the cells of the array."""
        n, k = self.n.value, self.k.value
        self.network = Network.initialise([len(X), n, n, k], output="linear", seed=SEED)
        trace = forward_propagation(self.network, X)
        self.gradients = back_propagation(self.network, trace, np.eye(k)[0])
        self.cells = cells_of(self.network, self.as_printed)

    def turned(self, name):
        """Set up anew where the array has changed; its last entry is the slider's end."""
        if name != "entry":
            self.begin()
            self.entry.max = len(self.cells)

    @property
    def as_printed(self):
        """Whether the array is as the slide prints it."""
        return self.arrangement.value == PRINTED

    def draw(self):
        """Return the array, and the entry that is lit in words."""
        lit = self.entry.value - 1
        picture = gradient_array(self.network, self.gradients, lit, self.as_printed)
        return [picture], f"{self._entry(self.cells[lit])} {self._count()}"

    def _entry(self, cell):
        value = float(getattr(self.gradients, cell.letter)[cell.k][cell.index])
        said = (
            f"Entry {self.entry.value} of {len(self.cells)}: {cell.derivative} = {number(value)}, "
            f"for {self._parameter(cell)}"
        )
        if cell.again:
            return f"{said}; it stands in the column before already."
        verb = "rises" if value > 0 else "falls"
        return f"{said}: raise it a little, and the loss {verb} {number(abs(value))} times as much."

    def _parameter(self, cell):
        to = f"unit {cell.index[0] + 1} of layer {cell.k}"
        if cell.letter == "b":
            return f"the bias of {to}"
        source = name("x" if cell.k == 1 else "h", *([] if cell.k == 1 else [cell.k - 1]),
                      cell.index[1] + 1)  # fmt: skip
        return f"the weight from {source} into {to}"

    def _count(self):
        entries, parameters = len(self.cells), self.network.parameter_count
        if entries == parameters:
            return f"The network has {parameters} parameters: an entry for each."
        return (
            f"The network has {parameters} parameters, but the array {entries} entries: "
            f"{entries - parameters} too many."
        )
