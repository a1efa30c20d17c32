"""Lesson 4.3: from logits to probabilities to losses, with a shift that changes nothing."""

import numpy as np
from ipywidgets import FloatSlider

from helpers.explorers.live import Explorer, class_buttons, sliders
from helpers.numeric.losses import cross_entropy, log_softmax, softmax, squared_error
from helpers.pictures.bars import Panel, bar_panels
from helpers.pictures.text import name, number, vector

K = 3
START = (2.0, -1.0, 0.5)


class LossesExplorer(Explorer):
    """Logits plus a shift, their exponentials, ŷ, y, and what each class adds to both losses.

    Outlines show the logits and the exponentials without the shift. y_ℓ is `share`; the other
    classes share the rest evenly.

    Examples
    --------
    >>> explorer = LossesExplorer()
    >>> before = explorer.y_hat
    >>> explorer.shift.value = 4.0
    >>> bool(np.allclose(explorer.y_hat, before))
    True
    """

    name = "losses"
    layout = ("a1", "a2", "a3"), ("shift", "true_class", "share")

    def __init__(self):
        super().__init__(
            **sliders("a", "logit", START, 4),
            shift=FloatSlider(0.5, min=-4, max=4, step=0.1, description="shift s of all logits"),
            true_class=class_buttons(K),
            share=FloatSlider(1.0, min=0.4, max=1, step=0.05, description="its true probability y"),
        )

    @property
    def a(self):
        """The logits, as set, without the shift."""
        return np.array([self.a1.value, self.a2.value, self.a3.value])

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
        costs, errors = number(surprise.sum()), number(squares.sum())
        to_probabilities = bar_panels(
            [
                Panel("a_L + s", a, "hidden", self.a, (-8, 8)),
                Panel("exp(a_L + s)", np.exp(a), "hidden", np.exp(self.a), None, "→"),
                Panel("ŷ", self.y_hat, "output", softmax(self.a), (0, 1), "→"),
            ],
            true_class=ell - 1,
            title="Logits, their exponentials, and the probabilities",
        )
        to_losses = bar_panels(
            [
                Panel("y", self.y, "output", None, (0, 1)),
                Panel(f"−∑ y_c log ŷ_c = {costs}", surprise, "loss", None, (0, reach)),
                Panel(f"∑ (ŷ_c − y_c)^2 = {errors}", squares, "loss", None, (0, 1)),
            ],
            true_class=ell - 1,
            title="The true distribution, and what each class adds to the losses",
        )
        return [to_probabilities, to_losses], self._sentence(self.y, self.y_hat, ell)

    def _sentence(self, y, y_hat, ell):
        change, total = number(self.shift.value, 1), number(np.exp(self.shifted).sum())
        cost, least, error = cross_entropy(y_hat, y), cross_entropy(y, y), squared_error(y_hat, y)
        return (
            f"The shift s = {change} makes the exponentials sum to {total}, and leaves "
            f"ŷ = {vector(y_hat)} as it was. The true class {ell} has "
            f"{name('y', ell)} = {number(self.share.value)} and {name('ŷ', ell)} = "
            f"{number(y_hat[ell - 1])}: the cross-entropy is {number(cost)}, at ŷ = y it would be "
            f"{number(least)}; the squared error is {number(error)}."
        )
