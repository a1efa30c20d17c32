"""Lesson 4.9: the tangent on the curve of an activation function, and its slope below."""

from ipywidgets import FloatSlider, ToggleButtons

from helpers.explorers.live import Explorer
from helpers.numeric.activations import ACTIVATIONS
from helpers.numeric.gradient_sizes import LARGEST_SLOPE
from helpers.pictures.tangent import REACH, SATURATED, TangentPlot
from helpers.pictures.text import number


class TangentExplorer(Explorer):
    """Choose g and z: the tangent on g above, its slope on g' below, and what it passes on.

    Attributes
    ----------
    g : ipywidgets.ToggleButtons
    z : ipywidgets.FloatSlider

    Examples
    --------
    >>> explorer = TangentExplorer()
    >>> explorer.turn(g="tanh", z=0.0)
    >>> explorer.sentence
    'At z = 0.00 tanh has the value g(z) = 0.00 and the slope 1 − g(z)² = 1 − 0.00² = 1.00, \
100 % of its largest slope, 1.'
    """

    name = "tangent"

    def __init__(self):
        self._plots = {name: TangentPlot(activation) for name, activation in ACTIVATIONS.items()}
        super().__init__(
            g=ToggleButtons(options=list(ACTIVATIONS), value="logistic", description="g"),
            z=FloatSlider(1.5, min=-REACH, max=REACH, step=0.1, description="z"),
        )

    @property
    def at(self):
        """What the slider shows: its own sums of tenths are a little off."""
        return round(self.z.value, 2)

    @property
    def activation(self):
        """The activation function chosen."""
        return ACTIVATIONS[self.g.value]

    def draw(self):
        """Return the two curves with their marks, and the slope in words."""
        plot = self._plots[self.g.value]
        plot.update(self.at)
        return [plot], self._sentence()

    def _sentence(self):
        name, z = self.g.value, self.at
        value, slope = float(self.activation(z)), float(self.activation.derivative(z))
        share = slope / LARGEST_SLOPE[name]
        decimals = 2 if share >= SATURATED or slope == 0 else 5
        g, rest, size, at_z = (number(v, decimals) for v in (value, 1 - value, abs(value), slope))
        here = f"At z = {number(z)} {name} has the value g(z) = {g}"
        if z in self.activation.kinks:
            return (
                f"{here} and a kink: the slope is 0 from the left and 1 from the right, so there "
                f"is no tangent. By convention g′(0) = {number(slope, 0)}."
            )
        rule = {
            "logistic": f"g(z)(1 − g(z)) = {g} · {rest} = ",
            "tanh": f"1 − g(z)² = 1 − {size}² = ",
        }.get(name, "g′(z) = ")
        said = (
            f"{here} and the slope {rule}{at_z}, {100 * share:.3g} % of its largest slope, "
            f"{LARGEST_SLOPE[name]:g}."
        )
        if share >= SATURATED:
            return said
        if slope == 0:
            return f"{said} Off: of a gradient that arrives here, nothing is passed on."
        return f"{said} Saturated: of a gradient of 1 that arrives, {at_z} is passed on."
