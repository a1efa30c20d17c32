"""Lesson 4.5: logits and a true class; the gradient at the logits, and one step against it."""

import numpy as np
from ipywidgets import Button, FloatSlider, ToggleButtons

from helpers.explorers.live import Explorer, class_buttons, sliders
from helpers.numeric.backprop import gradient_at_output
from helpers.numeric.forward import forward_propagation
from helpers.numeric.losses import one_hot
from helpers.numeric.network import Network
from helpers.pictures.bars import Panel, bar_panels
from helpers.pictures.text import name, number

START = (2.0, -1.0, 0.5, 0.0)
K = len(START)
LOGITS = ("a1", "a2", "a3", "a4")
REACH = 8.0  # a logit's slider runs from -8 to 8
LOSS_OPTIONS = (("cross-entropy", "cross_entropy"), ("squared error", "squared_error"))
JOINTS = {"cross_entropy": "=", "squared_error": "→"}  # before the gradient


class LogitsExplorer(Explorer):
    """Logits, probabilities and the gradient as bars; outlines show them after one step.

    The gradient is `gradient_at_output`, at a network whose logits are its input: 4.5-7 for the
    cross-entropy, the long way through the Jacobian for the squared error.

    Attributes
    ----------
    logits : list of ipywidgets.FloatSlider
        Also as `a1` to `a4`.
    a, gradient, stepped : numpy.ndarray
        The logits, the gradient at them, and the logits after the step.

    Examples
    --------
    >>> explorer = LogitsExplorer()
    >>> explorer.true_class.value = 1
    >>> explorer.gradient.round(2)
    array([-0.29,  0.04,  0.16,  0.1 ])
    """

    name = "logits"
    css = ".bp-logits .bp-controls:nth-child(2) > .widget-hslider { flex-basis: 200px; }"
    layout = (LOGITS, ("true_class", "loss"), ("eta", "step_button", "reset_button"))

    def __init__(self):
        self._network = Network([None, np.eye(K)], [None, np.zeros(K)])
        logits = sliders("a", "logit", START, REACH)
        self.logits = list(logits.values())
        super().__init__(
            **logits,
            true_class=class_buttons(K),
            loss=ToggleButtons(options=LOSS_OPTIONS, description="loss"),
            eta=FloatSlider(1.0, min=0.1, max=5.0, step=0.1, description="step size η"),
            step_button=Button(description="Take the step", icon="step-forward"),
            reset_button=Button(description="Reset", icon="refresh"),
        )
        self.on_press(self.step_button, self.step)
        self.on_press(self.reset_button, lambda: self.set(START))

    def step(self):
        """Take the step; a ValueError where a slider ends before it."""
        for j, value in enumerate(self.stepped, 1):
            if abs(value) > REACH:
                raise ValueError(
                    f"the step takes {name('a', j)} to {number(value)}, but its slider ends at "
                    f"{number(np.copysign(REACH, value), 0)}"
                )
        self.set(self.stepped)

    def set(self, a):
        self.turn(**dict(zip(LOGITS, map(float, a), strict=True)))

    def draw(self):
        ell, loss, network = self.true_class.value - 1, self.loss.value, self._network
        a, y = np.array([slider.value for slider in self.logits]), one_hot(ell, K)
        now = forward_propagation(network, a)
        gradient = gradient_at_output(network, now, y, loss)
        stepped = a - self.eta.value * gradient
        after = forward_propagation(network, stepped)
        self.a, self.gradient, self.stepped = a, gradient, stepped
        reach = 5 * np.ceil(max(np.abs(a).max(), np.abs(stepped).max(), 1e-9) / 5)
        picture = bar_panels(
            [
                Panel("a_{L}", a, "hidden", stepped, (-reach, reach)),
                Panel("ŷ", now.y_hat, "output", after.y_hat, (0, 1), "→"),
                Panel("e(ℓ)", y, "output", None, (0, 1), "−"),
                Panel("∇_{a_{L}} ℒ", gradient, "gradient", None, (-1, 1), JOINTS[loss]),
            ],
            true_class=ell,
            title="Logits, probabilities, the one-hot vector and the gradient",
        )
        losses = [number(network.loss(trace, y, loss)) for trace in (now, after)]
        largest = int(np.abs(gradient).argmax())
        push, verb = abs(gradient[largest]), "rises" if gradient[largest] < 0 else "falls"
        return [picture], (
            f"The true class {ell + 1} has {name('ŷ', ell + 1)} = {number(now.y_hat[ell])}, so "
            f"the loss is {losses[0]}. The hardest push, {number(push)}, is on "
            f"{name('a', largest + 1)}, which {verb}; all four sum to "
            f"{number(round(gradient.sum(), 12))}. A step of η = {number(self.eta.value, 1)} "
            f"(outlines) takes the loss to {losses[1]}."
        )
