"""Lesson 4.9: the tangent on the curve of an activation function, and its slope below."""

from ipywidgets import FloatSlider, ToggleButtons

from helpers.explorers.live import Explorer
from helpers.lessons.lesson_4_9.tangent import REACH, SATURATED, TangentPlot
from helpers.numeric.activations import ACTIVATIONS
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
        g, z = self.activation, self.at
        value, slope = float(g(z)), float(g.derivative(z))
        share = slope / g.largest_slope
        decimals = 2 if share >= SATURATED or slope == 0 else 5
        at_z = number(slope, decimals)
        here = f"At z = {number(z)} {g.name} has the value g(z) = {number(value, decimals)}"
        if z in g.kinks:
            left, right = self._plots[g.name].one_sided_slopes(z)
            return (
                f"{here} and a kink: the slope is {left:g} from the left and {right:g} from the "
                f"right, so there is no tangent. By convention g′({z:g}) = {number(slope, 0)}."
            )
        said = (
            f"{here} and the slope {plugged_in(g.derivative_formula, value, decimals)} = {at_z}, "
            f"{100 * share:.3g} % of its largest slope, {g.largest_slope:g}."
        )
        if share >= SATURATED:
            return said
        if slope == 0:
            return f"{said} Off: of a gradient that arrives here, nothing is passed on."
        return f"{said} Saturated: of a gradient of 1 that arrives, {at_z} is passed on."


def plugged_in(formula, value, decimals):
    """Return a slope that is written with g(z), and the same with its value in place of g(z).

    Examples
    --------
    >>> plugged_in("g(z)(1 - g(z))", 0.75, 2), plugged_in("1[z > 0]", 0.0, 2)
    ('g(z)(1 − g(z)) = 0.75 · 0.25', 'g′(z)')
    """
    if "g(z)" not in formula:
        return "g′(z)"
    shown = formula.replace("-", "−").replace("^2", "²")
    g, rest, size = (number(v, decimals) for v in (value, 1 - value, abs(value)))
    filled = shown.replace("(1 − g(z))", f" · {rest}").replace("g(z)²", f"{size}²")
    return f"{shown} = {filled.replace('g(z)', g)}"
