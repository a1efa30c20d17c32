"""Lesson 4.4: what all gradients of a network cost, three ways, as the network grows."""

from ipywidgets import IntSlider

from helpers.explorers.live import Explorer
from helpers.lessons.lesson_4_4.cost import multiplications
from helpers.lessons.lesson_4_4.counts import Counts, count
from helpers.pictures.curves import Line
from helpers.pictures.style import ROLES

MOST_LAYERS, MOST_UNITS = 12, 10
LINES = {
    "chains": Line("chains", ROLES["gradient"].fill, "--"),
    "differences": Line("differences", ROLES["weights"].ink, "-."),
    "backpropagation": Line("backprop", ROLES["hidden"].ink),
}


class CostExplorer(Explorer):
    """Multiplications for the gradient at every weight, by `multiplications`, over the layers.

    Attributes
    ----------
    units : ipywidgets.IntSlider
        n, in every layer and in the input.
    layers : ipywidgets.IntSlider
        How far the curves have grown.

    Examples
    --------
    >>> explorer = CostExplorer()
    >>> explorer.turn(units=1, layers=4)
    >>> explorer.counts
    {'chains': 24, 'differences': 32, 'backpropagation': 15}
    """

    name = "cost"

    def __init__(self):
        super().__init__(
            units=IntSlider(3, min=1, max=MOST_UNITS, description="units n of a layer"),
            layers=IntSlider(8, min=2, max=MOST_LAYERS, description="layers L"),
        )

    def begin(self):
        """Prepare the plot."""
        reach = MOST_LAYERS + 1.5  # room for the labels of the longest curves
        self._curves = Counts(
            "Multiplications for all gradients", LINES, "layers L", reach, (1, 1e6), 640, 330
        )

    @property
    def counts(self):
        """The multiplications of each way, for the network set."""
        return {way: multiplications(way, self.layers.value, self.units.value) for way in LINES}

    def draw(self):
        """Return the curves as far as the network has grown, and their last counts."""
        depths = list(range(1, self.layers.value + 1))
        n = self.units.value
        self._curves.update(
            **{way: (depths, [multiplications(way, L, n) for L in depths]) for way in LINES}
        )
        return [self._curves], self._sentence(n, self.layers.value)

    def _sentence(self, n, L):
        forward = L * n**2
        chains, differences, backpropagation = self.counts.values()
        units = "unit" if n == 1 else "units"
        return (
            f"{L} layers of {n} {units}, {forward:,} weights. One forward pass: {forward:,} "
            f"multiplications. All gradients by backpropagation: {count(backpropagation)}, "
            f"{backpropagation / forward:.1f} times as many; by central differences: "
            f"{count(differences)}; one chain at a time: {count(chains)}."
        )
