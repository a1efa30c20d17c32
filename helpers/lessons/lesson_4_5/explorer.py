"""Lesson 4.5: the running network's logits and a true class; the push on each logit; one step."""

import numpy as np
from ipywidgets import Button, FloatSlider, ToggleButtons

from helpers.data.networks import example_network, example_sample
from helpers.explorers.live import Explorer, class_buttons, sliders
from helpers.lessons.lesson_4_5.pushes import push_picture
from helpers.numeric.backprop import gradient_at_output
from helpers.numeric.forward import forward_propagation
from helpers.numeric.losses import one_hot
from helpers.numeric.network import Network
from helpers.pictures.text import name, number, vector

L, K = 3, 3  # layers and classes of the running network
START = forward_propagation(example_network(), example_sample()[0]).a[L]
LOGITS = ("a1", "a2", "a3")
REACH, STEP = 8.0, 0.01  # a logit's slider runs from -8 to 8, in steps
VIEWS = (
    ("logits and ŷ", "now"),
    ("the pushes", "pushes"),
    ("where they come from", "difference"),
)
LOSS_OPTIONS = (("cross-entropy", "cross_entropy"), ("squared error", "squared_error"))
JOINTS = {"cross_entropy": "=", "squared_error": "→"}  # before the gradient


class LogitsExplorer(Explorer):
    """Logits and probabilities; on request the push on each logit, then the bars it comes from.

    The gradient is `gradient_at_output`, at a network whose logits are its input: 4.5-7 for the
    cross-entropy, the long way through the Jacobian for the squared error.

    Attributes
    ----------
    logits : list of ipywidgets.FloatSlider
        Also as `a1` to `a3`.
    a, gradient, stepped : numpy.ndarray
        The logits, the gradient at them, and the logits after the step.

    Examples
    --------
    >>> explorer = LogitsExplorer()
    >>> explorer.gradient.round(2)
    array([ 0.15, -0.9 ,  0.75])
    """

    name = "logits"
    css = """
    .bp-logits .bp-controls:nth-child(2) > .widget-hslider { flex-basis: 185px; }
    @media (max-width: 900px) { .bp-logits .bp-sentence { min-height: 4.35em; } }
    """
    layout = (LOGITS, ("show",), ("eta", "step_button", "reset_button"), ("true_class", "loss"))

    def __init__(self):
        self._network = Network([None, np.eye(K)], [None, np.zeros(K)])
        logits = sliders("a", "logit", START, REACH, STEP)
        for i, slider in enumerate(logits.values(), 1):
            slider.description = f"logit {name('a', L, i)}"
        self.logits = list(logits.values())
        super().__init__(
            **logits,
            show=ToggleButtons(options=VIEWS, description="show"),
            eta=FloatSlider(1.0, min=0.1, max=5.0, step=0.1, description="step size η"),
            step_button=Button(description="Take the step", icon="step-forward"),
            reset_button=Button(description="Reset", icon="refresh"),
            true_class=class_buttons(K),
            loss=ToggleButtons(options=LOSS_OPTIONS, description="loss"),
        )
        self.on_press(self.step_button, self.step)
        self.on_press(self.reset_button, lambda: self.set(START))

    def step(self):
        """Take the step; a ValueError where a slider ends before it."""
        for i, value in enumerate(self.stepped, 1):
            if abs(value) > REACH:
                raise ValueError(
                    f"the step takes {name('a', L, i)} to {number(value)}, but its slider ends at "
                    f"{number(np.copysign(REACH, value), 0)}"
                )
        self.set(self.stepped)

    def set(self, a):
        self.turn(**dict(zip(LOGITS, map(float, a), strict=True)))

    def draw(self):
        ell, network = self.true_class.value - 1, self._network
        a, y = np.array([slider.value for slider in self.logits]), one_hot(ell, K)
        a = np.where(np.abs(a - START) <= STEP / 2, START, a)  # the page rounds what a slider holds
        now = forward_propagation(network, a)
        gradient = gradient_at_output(network, now, y, self.loss.value)
        stepped = a - self.eta.value * gradient
        after = forward_propagation(network, stepped)
        self.a, self.gradient, self.stepped = a, gradient, stepped
        losses = [network.loss(trace, y, self.loss.value) for trace in (now, after)]
        if self.show.value == "now":
            return [push_picture(a, now.y_hat, y, join="")], (
                f"The logits {vector(a)} give ŷ = {vector(now.y_hat)}. The true class {ell + 1} "
                f"has {name('ŷ', ell + 1)} = {number(now.y_hat[ell])}, so the loss is "
                f"{number(losses[0])}."
            )
        is_last = self.show.value == "difference"
        step = (gradient, self.eta.value, after.y_hat)
        join = JOINTS[self.loss.value] if is_last else ""
        told = self._gradient(now.y_hat - y) if is_last else self._pushes()
        return [push_picture(a, now.y_hat, y, *step, join)], (
            f"With ŷ = {vector(now.y_hat)} and true class {ell + 1} the loss is "
            f"{number(losses[0])}. {told} The step takes the loss to {number(losses[1])}."
        )

    def _pushes(self):
        pushes = [
            f"{number(abs(slope))} {'up' if slope < 0 else 'down'} on {name('a', L, i)}"
            for i, slope in enumerate(self.gradient, 1)
        ]
        return f"The push is minus the gradient: {', '.join(pushes)}."

    def _gradient(self, difference):
        total = number(round(self.gradient.sum(), 12))
        gradient = f"The gradient {vector(self.gradient)} sums to {total}"
        if self.loss.value == "cross_entropy":
            return f"{gradient}."
        return f"{gradient}; ŷ − e(ℓ) is {vector(difference)}."
