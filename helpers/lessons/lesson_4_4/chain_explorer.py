"""Lesson 4.4: the chain of each weight of a thin network, and what it shares with the next."""

from ipywidgets import Dropdown, FloatSlider, IntSlider

from helpers.explorers.live import Explorer, row
from helpers.lessons.lesson_4_4.thin_chain import describe, thin_chain
from helpers.lessons.lesson_4_4.thin_network import MOST_LAYERS, chains, thin_network
from helpers.numeric.activations import ACTIVATIONS
from helpers.pictures.text import LOSS, name, number


class ChainExplorer(Explorer):
    """Choose a weight of a thin network: its factors light up, those known already are counted.

    Attributes
    ----------
    weight : ipywidgets.IntSlider
        The layer k of the weight W_k11 asked.
    layers : ipywidgets.IntSlider
        L.
    x, y : ipywidgets.FloatSlider
        The input, and what the output should be.
    g : ipywidgets.Dropdown

    Examples
    --------
    >>> explorer = ChainExplorer()
    >>> explorer.weight.value = 4
    >>> explorer.asked.reused, len(explorer.asked.factors)
    (0, 3)
    """

    name = "chain"

    def __init__(self):
        super().__init__(
            weight=IntSlider(2, min=1, max=4, description="weight of layer k"),
            layers=IntSlider(4, min=2, max=MOST_LAYERS, description="layers L"),
            x=FloatSlider(1.0, min=-2, max=2, step=0.1, description="input x₁"),
            y=FloatSlider(1.0, min=0, max=1, step=0.1, description="target y"),
            g=Dropdown(options=list(ACTIVATIONS), value="tanh", description="g"),
        )

    def rows(self):
        """Return what is asked, and of which network."""
        return [row(self.weight, self.layers), row(self.x, self.y, self.g)]

    def turned(self, name):
        """Keep the weight within the network."""
        if name == "layers":
            self.weight.max = self.layers.value

    @property
    def network(self):
        """The thin network, as set."""
        return thin_network(self.layers.value, self.g.value)

    @property
    def asked(self):
        """The chain of the weight asked."""
        rows = chains(self.network, [self.x.value], [self.y.value])
        return rows[self.layers.value - self.weight.value]

    def draw(self):
        """Return the network above its chains, and the chain asked in words."""
        asked, L = self.asked, self.layers.value
        picture = thin_chain(self.network, [self.x.value], [self.y.value], asked.k)
        separate, shared = L * (L + 1), 3 * L - 1
        return [picture], (
            f"{describe(asked)}. {_reuse(asked)} One chain per weight takes {separate} "
            f"multiplications for all {L} weights; keeping what is known, {shared}."
        )


def _reuse(asked):
    if not asked.reused:
        return "It is the first: nothing is known yet, all 3 factors are new."
    above = asked.k + 1
    return (
        f"The first {asked.reused} of its {len(asked.factors)} factors were multiplied for "
        f"{name('W', above, 1, 1)} already: ∂{LOSS}/∂{name('a', above, 1)} = {number(asked.known)}."
    )
