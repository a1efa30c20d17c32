"""Lesson 4.5: logits and a true class; the gradient at the logits, and one step against it."""

import numpy as np
from ipywidgets import Button, FloatSlider, ToggleButtons

from helpers.explorers.live import Explorer, row
from helpers.numeric.backprop import gradient_at_output
from helpers.numeric.forward import forward_propagation
from helpers.numeric.losses import one_hot
from helpers.numeric.network import Network
from helpers.pictures.bars import Panel, bar_panels
from helpers.pictures.text import number

K = 4
START = (2.0, -1.0, 0.5, 0.0)
REACH = 8.0  # a logit's slider runs from -8 to 8
LOSSES = (("cross-entropy", "cross_entropy"), ("squared error", "squared_error"))
SUBSCRIPTS = "₁₂₃₄"


class LogitsExplorer(Explorer):
    """Logits, probabilities and the gradient as bars; outlines show them after one step.

    The gradient is `gradient_at_output`, at a network whose logits are its input: 4.5-7 for the
    cross-entropy, the long way through the Jacobian for the squared error.

    Attributes
    ----------
    logits : list of ipywidgets.FloatSlider
        a_L1 to a_L4, also as `a1` to `a4`.
    true_class : ipywidgets.ToggleButtons
        Counted from 1.
    loss : ipywidgets.ToggleButtons
    eta : ipywidgets.FloatSlider
        The learning rate of the step, taken on the logits themselves.
    step_button, reset_button : ipywidgets.Button

    Examples
    --------
    >>> explorer = LogitsExplorer()
    >>> explorer.true_class.value = 1
    >>> explorer.gradient.round(2)
    array([-0.29,  0.04,  0.16,  0.1 ])
    """

    name = "logits"

    def __init__(self):
        sliders = {
            f"a{j + 1}": FloatSlider(value, min=-REACH, max=REACH, step=0.1,
                                     description=f"logit a{SUBSCRIPTS[j]}")
            for j, value in enumerate(START)
        }  # fmt: skip
        self.logits = list(sliders.values())
        self._network = Network([None, np.eye(K)], [None, np.zeros(K)])
        super().__init__(
            **sliders,
            true_class=ToggleButtons(options=range(1, K + 1), value=2, description="true class ℓ"),
            loss=ToggleButtons(options=LOSSES, description="loss"),
            eta=FloatSlider(1.0, min=0.1, max=5.0, step=0.1, description="step size η"),
            step_button=Button(description="Take the step", icon="step-forward"),
            reset_button=Button(description="Reset", icon="refresh"),
        )
        self.on_press(self.step_button, self.step)
        self.on_press(self.reset_button, self.reset)

    def rows(self):
        """Return the logits, the class and the loss, and the step."""
        logits = row(*self.logits)
        logits.add_class("bp-logit-row")
        buttons = row(self.eta, self.step_button, self.reset_button)
        return [logits, row(self.true_class, self.loss), buttons]

    def style(self):
        """Return the CSS: the four logits stand in one row where the window is wide."""
        return super().style() + ".bp-logit-row > .widget-hslider { flex-basis: 200px; }"

    @property
    def y(self):
        """The one-hot vector of the true class."""
        return one_hot(self.true_class.value - 1, K)

    def trace_of(self, logits):
        """Return the forward pass at these logits."""
        return forward_propagation(self._network, logits)

    @property
    def a(self):
        """The logits, as set."""
        return np.array([slider.value for slider in self.logits])

    @property
    def gradient(self):
        """The gradient of the chosen loss at the logits."""
        return gradient_at_output(self._network, self.trace_of(self.a), self.y, self.loss.value)

    @property
    def stepped(self):
        """The logits after one step of size eta against the gradient."""
        return self.a - self.eta.value * self.gradient

    def step(self):
        """Take the step.

        Raises
        ------
        ValueError
            Where it would take a logit beyond the end of its slider.
        """
        for j, value in enumerate(self.stepped):
            if abs(value) > REACH:
                raise ValueError(
                    f"the step takes a{SUBSCRIPTS[j]} to {number(value)}, but its slider ends at "
                    f"{number(np.copysign(REACH, value), 0)}"
                )
        self.turn(**{f"a{j + 1}": float(value) for j, value in enumerate(self.stepped)})

    def reset(self):
        """Go back to the logits of the beginning."""
        self.turn(**{f"a{j + 1}": value for j, value in enumerate(START)})

    def draw(self):
        """Return the bars and their sentence."""
        before, after = self.trace_of(self.a), self.trace_of(self.stepped)
        gradient, ell = self.gradient, self.true_class.value - 1
        reach = 5 * np.ceil(max(np.abs(self.a).max(), np.abs(self.stepped).max(), 1e-9) / 5)
        joint = "=" if self.loss.value == "cross_entropy" else "→"
        picture = bar_panels(
            [
                Panel("a_{L}", self.a, "hidden", self.stepped, (-reach, reach)),
                Panel("ŷ", before.y_hat, "output", after.y_hat, (0, 1), "→"),
                Panel("e(ℓ)", self.y, "output", None, (0, 1), "−"),
                Panel("∇_{a_{L}} ℒ", gradient, "gradient", None, (-1, 1), joint),
            ],
            true_class=ell,
            title="Logits, probabilities, the one-hot vector and the gradient",
        )
        return [picture], self._sentence(before, after, gradient, ell)

    def _sentence(self, before, after, gradient, ell):
        losses = [self._network.loss(trace, self.y, self.loss.value) for trace in (before, after)]
        largest = int(np.abs(gradient).argmax())
        push, verb = abs(gradient[largest]), "rises" if gradient[largest] < 0 else "falls"
        return (
            f"The true class {ell + 1} has ŷ{SUBSCRIPTS[ell]} = {number(before.y_hat[ell])}, so "
            f"the loss is {number(losses[0])}. The hardest push, {number(push)}, is on "
            f"a{SUBSCRIPTS[largest]}, which {verb}; all four sum to "
            f"{number(round(gradient.sum(), 12))}. A step of η = {number(self.eta.value, 1)} "
            f"(outlines) takes the loss to {number(losses[1])}."
        )
