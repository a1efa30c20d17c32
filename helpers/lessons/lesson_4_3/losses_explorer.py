"""Lesson 4.3: from logits to probabilities to losses, with a shift that changes nothing."""

import numpy as np
from ipywidgets import FloatSlider

from helpers.data.networks import example_network, example_sample
from helpers.explorers.live import Explorer, class_buttons, sliders
from helpers.numeric.forward import forward_propagation
from helpers.numeric.losses import cross_entropy, log_softmax, softmax, squared_error
from helpers.pictures.bars import Panel, bar_panels
from helpers.pictures.text import name, number, vector

K = 3
START = forward_propagation(example_network(), example_sample()[0]).a[3]
STEP = 0.01  # of the logits' sliders


class LossesExplorer(Explorer):
    """Logits plus a shift, their exponentials, ŷ, y, and what each class adds to both losses.

    It begins with the logits of the lessons' network. Where there is a shift, outlines show logits
    and exponentials without it. y_ℓ is `share`; the other classes share the rest evenly.

    Examples
    --------
    >>> explorer = LossesExplorer()
    >>> before = explorer.y_hat
    >>> explorer.shift.value = 2.0
    >>> bool(np.allclose(explorer.y_hat, before))
    True
    """

    name = "losses"
    layout = ("a1", "a2", "a3"), ("shift", "true_class", "share")

    def __init__(self):
        logits = sliders(name("a", 3), "logit", START.round(2), 4, STEP)
        super().__init__(
            **dict(zip(("a1", "a2", "a3"), logits.values(), strict=True)),
            shift=FloatSlider(0.0, min=-2, max=2, step=0.1, description="shift s of all logits"),
            true_class=class_buttons(K),
            share=FloatSlider(1.0, min=0.4, max=1, step=0.05, description="its true probability y"),
        )

    @property
    def a(self):
        """The logits without the shift; where a slider shows the network's, it is the network's."""
        a = np.array([self.a1.value, self.a2.value, self.a3.value])
        return np.where(np.abs(a - START) < STEP / 2, START, a)

    @property
    def shifted(self):
        return self.a + self.shift.value

    @property
    def y_hat(self):
        return softmax(self.shifted)

    @property
    def y(self):
        y = np.full(K, (1 - self.share.value) / (K - 1))
        y[self.true_class.value - 1] = self.share.value
        return y

    @property
    def terms(self):
        """What each class adds to the cross-entropy, and to the squared error."""
        return -self.y * log_softmax(self.shifted), (self.y_hat - self.y) ** 2

    def draw(self):
        a, ell = self.shifted, self.true_class.value
        surprise, squares = self.terms
        reach = 4 * np.ceil(max(surprise.max(), 1e-9) / 4)
        before, exp_before, plus = None, None, ""
        if self.shift.value:
            before, exp_before, plus = self.a, np.exp(self.a), " + s"
        to_probabilities = bar_panels(
            [
                Panel(f"a_3{plus}", a, "hidden", before, (-4, 4)),
                Panel(f"exp(a_3{plus})", np.exp(a), "hidden", exp_before, None, "→", ""),
                Panel("ŷ", self.y_hat, "output", None, (0, 1), "→", ""),
            ],
            true_class=ell - 1,
            title="Logits, their exponentials, and the probabilities",
        )
        to_losses = bar_panels(
            [
                Panel("y", self.y, "output", None, (0, 1), "", ""),
                Panel("−y_c log ŷ_c", surprise, "loss", None, (0, reach), "", "cross-entropy"),
                Panel("(ŷ_c − y_c)^2", squares, "loss", None, (0, 1), "", "squared error"),
            ],
            true_class=ell - 1,
            title="The true distribution, and what each class adds to the losses",
        )
        return [to_probabilities, to_losses], self._sentence(self.y, self.y_hat, ell)

    def _sentence(self, y, y_hat, ell):
        total = number(np.exp(self.shifted).sum())
        opening = f"The exponentials sum to {total}, and ŷ = {vector(y_hat)}."
        if self.shift.value:
            opening = (
                f"The shift s = {number(self.shift.value, 1)} makes the exponentials sum to "
                f"{total}, and leaves ŷ = {vector(y_hat)} as it was (dashed: without the shift)."
            )
        cost, least, error = cross_entropy(y_hat, y), cross_entropy(y, y), squared_error(y_hat, y)
        return (
            f"{opening} The true class {ell} has "
            f"{name('y', ell)} = {number(self.share.value)} and {name('ŷ', ell)} = "
            f"{number(y_hat[ell - 1])}: the cross-entropy is {number(cost)}, at ŷ = y it would be "
            f"{number(least)}; the squared error is {number(error)}."
        )
