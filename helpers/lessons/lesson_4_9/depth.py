"""Lesson 4.9: the size of the gradient by layer, over depth, g and the scale of the weights."""

import numpy as np
from ipywidgets import FloatSlider, IntSlider, ToggleButtons

from helpers.data.networks import deep_network
from helpers.explorers.live import Explorer, row
from helpers.lessons.lesson_4_9.gradient_by_layer import GradientByLayer
from helpers.lessons.lesson_4_9.gradient_sizes import gradient_sizes
from helpers.numeric.activations import ACTIVATIONS
from helpers.pictures.text import number

DEEPEST = 30


class DepthExplorer(Explorer):
    """One backward pass through a deep network: how large the gradient still is at each layer.

    Attributes
    ----------
    g : ipywidgets.ToggleButtons
    depth : ipywidgets.IntSlider
        Layers, the output layer included.
    scale : ipywidgets.FloatSlider
        Standard deviation of the weights, in units of 1/√n.
    seed : ipywidgets.IntSlider
    sizes : GradientSizes
        What is shown.

    Examples
    --------
    >>> explorer = DepthExplorer()
    >>> explorer.turn(g="logistic", depth=30)
    >>> explorer.sizes.factor < 4.0**-29
    True
    """

    name = "depth"

    def __init__(self):
        self._plot = GradientByLayer(DEEPEST)
        super().__init__(
            g=ToggleButtons(options=list(ACTIVATIONS), value="logistic", description="g"),
            depth=IntSlider(DEEPEST, min=2, max=DEEPEST, description="depth L"),
            scale=FloatSlider(1.0, min=0.5, max=4.0, step=0.1, description="scale of W, × 1/√n"),
            seed=IntSlider(0, min=0, max=9, description="random start"),
        )

    def rows(self):
        """Return g above, the numbers below."""
        return [row(self.g), row(self.depth, self.scale, self.seed)]

    def draw(self):
        """Return the sizes by layer, and what the backward pass has made of the gradient."""
        self.sizes = gradient_sizes(
            *deep_network(self.depth.value, self.g.value, self.scale.value, self.seed.value)
        )
        self._plot.update(self.sizes.norms, self.sizes.bounds, self.sizes.slopes)
        return [self._plot], self._sentence()

    def _sentence(self):
        sizes, L = self.sizes, self.depth.value
        way = f"From layer {L} down to layer 1 the gradient"
        if sizes.factor == 0:
            dead = int(np.flatnonzero(sizes.norms == 0)[-1]) + 1
            said = f"{way} is lost: it is exactly 0 at layer {dead} and below."
        else:
            verb = "shrinks" if sizes.factor < 1 else "grows"
            said = (
                f"{way} {verb} by a factor of {number(sizes.factor)}, "
                f"about {number(sizes.factor_per_layer)} a layer."
            )
        return (
            f"{said} At most {number(sizes.bound_per_layer)} a layer is possible with these "
            f"weights. The mean slope g′ over all hidden units is {number(sizes.slopes.mean())}."
        )
