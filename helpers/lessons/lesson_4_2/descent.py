"""Lesson 4.2: descent over (w, b) as a path on a map of the loss, with the fit beside it."""

import numpy as np
from ipywidgets import Button, FloatSlider, IntSlider, Play, SelectionSlider, ToggleButtons

from helpers.explorers.live import Explorer, row
from helpers.lessons.lesson_4_2.fit import Fit
from helpers.lessons.lesson_4_2.neuron import (
    descent_path,
    gradient_of,
    largest_eta,
    loss_surface,
    neuron,
)
from helpers.lessons.lesson_4_2.surface import Surface
from helpers.numeric.forward import forward_propagation
from helpers.pictures.text import number

X = np.array([[-1.0, 0.0, 1.0, 2.0, 3.0]])
Y = np.array([[0.1, 0.2, 0.6, 0.9, 0.9]])
REACH, PLACES = 6.0, 121  # the map runs from -6 to 6 along w and b
STEPS = 200
ETAS = [0.05, 0.1, 0.2, 0.28, 0.3, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0]
LEVELS = {
    "logistic": [0.003, 0.01, 0.03, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6],
    "linear": [1, 5, 20, 50, 100, 200],
}
FLAT, HIGH = 0.05, 0.1  # a plateau: a gradient below the one where the loss is above the other
PACE = 80  # milliseconds a step while it plays


class DescentExplorer(Explorer):
    """Gradient descent on one neuron: the path on the loss over (w, b), and the fit [4.2-1].

    The path comes from `descent_path`, the map from `loss_surface`.

    Attributes
    ----------
    neuron : ipywidgets.ToggleButtons
        What the neuron's output function is: "logistic" or "linear".
    w0, b0 : ipywidgets.FloatSlider
        Where descent starts.
    eta : ipywidgets.SelectionSlider
    steps : ipywidgets.IntSlider
        How many steps have been taken.
    back_button, next_button : ipywidgets.Button
    play : ipywidgets.Play

    Examples
    --------
    >>> explorer = DescentExplorer()
    >>> explorer.turn(neuron="linear", eta=0.2, steps=100)
    >>> explorer.place.round(2)
    array([0.23, 0.31])
    """

    name = "descent"

    def __init__(self):
        ticks = np.linspace(-REACH, REACH, PLACES)
        w, b = np.meshgrid(ticks, ticks)
        self._maps = {
            output: Surface(
                f"Loss of the {output} neuron", ticks, loss_surface(w, b, X, Y, output), levels
            )
            for output, levels in LEVELS.items()
        }
        self._fit = Fit("What the neuron says", X[0], Y[0], (-2, 4), (-0.5, 1.5))
        super().__init__(
            neuron=ToggleButtons(options=list(LEVELS), description="neuron"),
            w0=FloatSlider(-4.0, min=-REACH, max=REACH, step=0.5, description="start w₀"),
            b0=FloatSlider(4.0, min=-REACH, max=REACH, step=0.5, description="start b₀"),
            eta=SelectionSlider(
                options=[(f"{eta:g}", eta) for eta in ETAS],
                value=5.0,
                description="learning rate η",
            ),
            steps=IntSlider(60, min=0, max=STEPS, description="steps taken"),
            back_button=Button(description="Back", icon="step-backward"),
            next_button=Button(description="One step", icon="step-forward"),
            play=Play(60, min=0, max=STEPS, interval=PACE, description="play"),
        )
        self.on_press(self.back_button, lambda: self.go(-1))
        self.on_press(self.next_button, lambda: self.go(1))

    def rows(self):
        """Return the case above, the descent below."""
        return [
            row(self.neuron, self.w0, self.b0),
            row(self.eta, self.steps, self.back_button, self.next_button, self.play),
        ]

    def begin(self):
        """Descend anew from the start that is set, all the steps there are."""
        start = neuron(self.w0.value, self.b0.value, self.neuron.value)
        self.path, self.losses = descent_path(start, X, Y, self.eta.value, STEPS)

    def turned(self, name):
        """Follow the player, or descend anew where the case has changed."""
        if name == "play":
            self.steps.value = self.play.value
        elif name == "steps":
            self.play.value = self.steps.value
        else:
            self.begin()

    def go(self, steps):
        """Go forth or back so many steps, as far as there are any."""
        self.steps.value = min(max(self.steps.value + steps, 0), STEPS)

    @property
    def taken(self):
        """The steps taken: those asked for, or as many as there are before the loss overflows."""
        return min(self.steps.value, len(self.losses) - 1)

    @property
    def place(self):
        """Where descent stands: (w, b)."""
        return self.path[self.taken]

    @property
    def gradient(self):
        """The gradient of the loss there."""
        return gradient_of(neuron(*self.place, self.neuron.value), X, Y)

    def draw(self):
        """Return the map, the fit, and where descent stands."""
        surface = self._maps[self.neuron.value]
        surface.update(self.path[: self.taken + 1])
        grid = self._fit.grid[None, :]
        curve, start = (self._says(place, grid) for place in (self.place, self.path[0]))
        self._fit.update(curve, start, self._says(self.place, X))
        return [surface, self._fit], self._sentence(surface)

    def _says(self, place, x):
        return forward_propagation(neuron(*place, self.neuron.value), x).y_hat[0]

    def _sentence(self, surface):
        t, (w, b), loss = self.taken, self.place, self.losses[self.taken]
        length = float(np.hypot(*self.gradient))
        start = f"({number(self.w0.value)}, {number(self.b0.value)})"
        went = f"is {number(loss, 3)}"
        if t:
            went = f"went from {number(self.losses[0], 3)} to {number(loss, 3)}"
        said = (
            f"After {t} steps of η = {self.eta.value:g} from {start}: w = {number(w)}, "
            f"b = {number(b)}; the loss {went}, and the length of the gradient is "
            f"{number(length, 3)}."
        )
        if t < self.steps.value:
            said += f" Step {t + 1} overflows: no number is large enough for the loss."
        elif not surface.holds(self.place):
            said += " The path has left the map."
        if self.neuron.value == "linear":
            limit = largest_eta(X)
            side, what = ("beyond", "it diverges") if self.eta.value > limit else (
                "below", "it converges")  # fmt: skip
            said += f" η is {side} 2/λₘₐₓ = {number(limit, 3)}: {what}."
        elif length < FLAT and loss > HIGH:
            said += " This is a plateau: the loss is high, yet almost flat."
        return said
