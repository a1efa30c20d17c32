"""Lesson 4.6: a hidden unit, its paths to the loss, and the gradient that comes back along them."""

from ipywidgets import Dropdown, FloatSlider, ToggleButtons

from helpers.data.networks import INPUT, two_hidden_layers
from helpers.explorers.live import Explorer, row
from helpers.lessons.lesson_4_6.path_sum import path_sum
from helpers.lessons.lesson_4_6.paths import paths_diagram
from helpers.numeric.activations import ACTIVATIONS
from helpers.numeric.backprop import back_propagation
from helpers.numeric.forward import forward_propagation
from helpers.numeric.losses import one_hot
from helpers.pictures import formulas
from helpers.pictures.matrices import Matrix, equation_with_numbers
from helpers.pictures.text import name, number

LAYOUT = """
.bp-hidden-unit .bp-pictures { display: grid; grid-template-columns: 59fr 41fr; }
@media (max-width: 900px) {
  .bp-hidden-unit .bp-pictures { grid-template-columns: minmax(0, 1fr); }
}
"""


class HiddenUnitExplorer(Explorer):
    """Choose a hidden unit: its paths, their sum [4.6-2], the transpose [4.6-4], ⊙ g′ [4.6-6].

    Attributes
    ----------
    layer, unit, true_class : ipywidgets.ToggleButtons
        Counted from 1.
    g : ipywidgets.Dropdown
    x1, x2 : ipywidgets.FloatSlider
    network, trace, gradients
        What is shown now.

    Examples
    --------
    >>> explorer = HiddenUnitExplorer()
    >>> explorer.turn(layer=1, unit=2)
    >>> explorer.gradients.h[1].round(2)
    array([ 1.33, -0.03, -1.47])
    """

    name = "hidden-unit"

    def __init__(self):
        super().__init__(
            layer=ToggleButtons(options=range(1, 3), value=1, description="hidden layer"),
            unit=ToggleButtons(options=range(1, 4), value=1, description="unit"),
            g=Dropdown(options=list(ACTIVATIONS), value="tanh", description="activation g"),
            x1=FloatSlider(INPUT[0], min=-2, max=2, step=0.1, description="input x₁"),
            x2=FloatSlider(INPUT[1], min=-2, max=2, step=0.1, description="input x₂"),
            true_class=ToggleButtons(options=range(1, 3), value=2, description="true class ℓ"),
        )

    def rows(self):
        """Return the unit above, the case below."""
        return [row(self.layer, self.unit, self.g), row(self.x1, self.x2, self.true_class)]

    def style(self):
        """Return the CSS: the network beside its sum, below them the two equations."""
        return super().style() + LAYOUT

    def draw(self):
        """Return the paths, their sum, both equations with numbers, and the unit in words."""
        self.network = two_hidden_layers(self.g.value)
        y = one_hot(self.true_class.value - 1, 2)
        self.trace = forward_propagation(self.network, [self.x1.value, self.x2.value])
        self.gradients = back_propagation(self.network, self.trace, y)
        k, j, loss = self.layer.value, self.unit.value - 1, self.network.loss(self.trace, y)
        pictures = [
            paths_diagram(self.network, self.gradients, k, j, loss),
            path_sum(self.gradients.a[k + 1], self.network.W[k + 1][:, j], k, j),
            self._transpose(k, j),
            self._slopes(k, j),
        ]
        return pictures, self._sentence(k, j)

    def _transpose(self, k, j):
        lit = (("row", j),)
        return equation_with_numbers(
            Matrix("∇h", self.gradients.h[k], k, lit=lit),
            "=",
            Matrix("W", self.network.W[k + 1].T, k + 1, transposed=True, lit=lit),
            Matrix("∇a", self.gradients.a[k + 1], k + 1, lit=(("column", 0),)),
            title="The same sum in the product of transpose and gradient",
            grow=1.2,
        )

    def _slopes(self, k, j):
        lit = (("row", j),)
        slopes = self.network.activation.derivative(self.trace.a[k])
        tooltips = [
            [f"g′({name('a', k, i + 1)}) = {number(slope)}"] for i, slope in enumerate(slopes)
        ]
        return equation_with_numbers(
            Matrix("∇a", self.gradients.a[k], k, lit=lit),
            "=",
            Matrix("∇h", self.gradients.h[k], k, lit=lit),
            "⊙",
            Matrix(f"g′(a_{k})", slopes, lit=lit, tooltips=tooltips),
            title="Entry by entry through the activation",
            grow=1.2,
        )

    def _sentence(self, k, j):
        network, trace, gradients = self.network, self.trace, self.gradients
        value, unit = gradients.h[k][j], name("h", k, j + 1)
        effect = "makes no difference to the loss"
        if value:
            effect = f"means {'more' if value > 0 else 'less'} loss"
        return (
            f"{unit} reaches the loss through the {network.sizes[k + 1]} units of layer {k + 1}: "
            f"{formulas.gradient_h(network, gradients, k, j)}. So more {unit} {effect}. "
            f"At the pre-activation: {formulas.gradient_a(network, trace, gradients, k, j)}."
        )
