"""Lesson 4.8: one step of gradient descent, line by line; code, network and numbers in step."""

from ipywidgets import Button, Dropdown, FloatSlider, IntSlider, Play, ToggleButtons

from helpers.data.networks import X, small_network
from helpers.explorers.live import Explorer, row
from helpers.lessons.lesson_4_8.line_numbers import line_numbers
from helpers.lessons.lesson_4_8.pseudocode import ONE_STEP, pseudocode
from helpers.numeric.activations import ACTIVATIONS
from helpers.numeric.forward import forward_propagation
from helpers.numeric.losses import one_hot
from helpers.numeric.walk import lines_run, walk
from helpers.pictures import formulas
from helpers.pictures.network import network_diagram
from helpers.pictures.text import number

PACE = 1400  # milliseconds a line while it plays
LAYOUT = """
.bp-stepper .bp-pictures { display: grid; grid-template-columns: minmax(300px, 37fr) 63fr; }
.bp-stepper .bp-pictures > :nth-child(1) { grid-row: 1 / 3; }
@media (max-width: 900px) {
  .bp-stepper .bp-pictures { grid-template-columns: minmax(0, 1fr); }
  .bp-stepper .bp-pictures > :nth-child(1) { grid-row: 3; max-width: 400px; }
}
"""
LIT = {"a_L": "a", "y_hat": "h", "grad_a_L": "grad_a", "update_W": "W", "update_b": "b"}


class StepperExplorer(Explorer):
    """Walk through forward propagation, the loss, back propagation and the update.

    Each moment shows the line of the pseudo-code, the network as far as it is computed, and the
    line's equation with its numbers, all from `walk`.

    Parameters
    ----------
    lines : int, optional
        How many lines have run when it opens.

    Attributes
    ----------
    line : ipywidgets.IntSlider
        How many lines have run.
    back_button, next_button : ipywidgets.Button
    play : ipywidgets.Play
        Runs line after line.
    x1, x2, eta : ipywidgets.FloatSlider
    true_class : ipywidgets.ToggleButtons
        Counted from 1.
    g : ipywidgets.Dropdown
    moments : list of Moment

    Examples
    --------
    >>> stepper = StepperExplorer()
    >>> stepper.line.value = 2
    >>> stepper.moment.line, stepper.moment.k
    ('h', 1)
    """

    name = "stepper"

    def __init__(self, lines=0):
        last = len(lines_run(L=2))
        self.moments = []
        super().__init__(
            line=IntSlider(lines, min=0, max=last, description="lines run"),
            back_button=Button(description="Back", icon="step-backward"),
            next_button=Button(description="Next", icon="step-forward"),
            play=Play(lines, min=0, max=last, interval=PACE, description="play"),
            x1=FloatSlider(X[0], min=-2, max=2, step=0.1, description="input x₁"),
            x2=FloatSlider(X[1], min=-2, max=2, step=0.1, description="input x₂"),
            true_class=ToggleButtons(options=(1, 2), value=2, description="true class ℓ"),
            g=Dropdown(options=list(ACTIVATIONS), value="tanh", description="g"),
            eta=FloatSlider(0.5, min=0.1, max=2.0, step=0.1, description="learning rate η"),
        )
        self.on_press(self.back_button, lambda: self.go(-1))
        self.on_press(self.next_button, lambda: self.go(1))

    def rows(self):
        """Return the walk above, the case below."""
        return [
            row(self.line, self.back_button, self.next_button, self.play),
            row(self.x1, self.x2, self.true_class, self.g, self.eta),
        ]

    def style(self):
        """Return the CSS: code on the left, on the right the network above its numbers."""
        return super().style() + LAYOUT

    def begin(self):
        """Walk anew with the controls as they are."""
        self.network = small_network(self.g.value)
        self.x = [self.x1.value, self.x2.value]
        self.y = one_hot(self.true_class.value - 1, 2)
        self.moments = walk(self.network, self.x, self.y, self.eta.value)

    def turned(self, name):
        """Follow the player, or walk anew where the case has changed."""
        if name == "play":
            self.line.value = self.play.value
        elif name == "line":
            self.play.value = self.line.value
        else:
            self.begin()

    def go(self, lines):
        """Go forth or back so many lines, as far as there are any."""
        self.line.value = min(max(self.line.value + lines, 0), self.line.max)

    @property
    def moment(self):
        """What is known now."""
        return self.moments[self.line.value]

    def draw(self):
        """Return pseudo-code, network and numbers, and the line in words."""
        moment = self.moment
        pictures = [self._code(moment), self._diagram(moment)]
        numbers = line_numbers(moment, self.network, self.y, self.eta.value)
        return [*pictures, *([numbers] if numbers else [])], self._sentence(moment)

    def _code(self, moment):
        current = None if moment.line == "start" else moment.line
        below = moment.line in ("grad_h", "grad_a")  # their lines name layer k - 1
        k = moment.k + 1 if below else moment.k
        looped = moment.line not in ("start", "a_L", "y_hat", "loss", "grad_a_L")
        return pseudocode(ONE_STEP, current, f"k = {k}" if looped else "", "One step of descent")

    def _diagram(self, moment):
        lit = None
        if moment.line == "loss":
            lit = ("L",)
        elif moment.line != "start":
            lit = (LIT.get(moment.line, moment.line), moment.k)
        return network_diagram(
            moment.network, moment.trace, moment.gradients, y=self.y, loss=moment.loss, lit=lit
        )

    def _sentence(self, moment):
        k, trace, gradients, network = moment.k, moment.trace, moment.gradients, moment.network
        if moment.line == "start":
            return (
                f"Before the first line: the input is x = ({number(self.x[0])}, "
                f"{number(self.x[1])}), the true class is {self.true_class.value}, "
                f"and nothing is computed yet."
            )
        first = {
            "a": lambda: formulas.pre_activation(network, trace, k, 0),
            "a_L": lambda: formulas.pre_activation(network, trace, k, 0),
            "h": lambda: formulas.activation(network, trace, k, 0),
            "y_hat": lambda: formulas.activation(network, trace, k, 0),
            "loss": lambda: formulas.loss_value(network, trace, self.y, moment.loss),
            "grad_a_L": lambda: formulas.gradient_a(network, trace, gradients, k, 0, self.y),
            "grad_a": lambda: formulas.gradient_a(network, trace, gradients, k, 0),
            "grad_h": lambda: formulas.gradient_h(network, gradients, k, 0),
            "grad_W": lambda: formulas.weight(network, trace, gradients, k, 0, 0).split("\n")[1],
            "grad_b": lambda: formulas.bias(network, gradients, k, 0).split("\n")[1],
            "update_W": lambda: self._updated("W", (k, 0, 0)),
            "update_b": lambda: self._updated("b", (k, 0)),
        }[moment.line]()
        said = f"Line {self.line.value} of {self.line.max}. {first}."
        if moment is not self.moments[-1]:
            return said
        after = network.loss(forward_propagation(network, self.x), self.y)
        return (
            f"{said} The step is done: the loss goes from {number(moment.loss)} to {number(after)}."
        )

    def _updated(self, letter, place):
        k, *entry = place
        old, new, slope = (
            getattr(of, letter)[k][tuple(entry)]
            for of in (self.network, self.moment.network, self.moment.gradients)
        )
        slope = number(slope) if slope >= 0 else f"({number(slope)})"
        name = formulas.name(letter, k, *(index + 1 for index in entry))
        return f"{name} ← {number(old)} − {number(self.eta.value)}·{slope} = {number(new)}"
