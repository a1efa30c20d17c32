"""Lesson 4.3: large logits, the softmax as its formula stands, and the shift that saves it."""

import numpy as np
from ipywidgets import FloatSlider, ToggleButtons

from helpers.explorers.live import Explorer
from helpers.lessons.lesson_4_3.naive_softmax import naive_exp, naive_softmax
from helpers.lessons.lesson_4_3.number_range import Exponentials, number_range
from helpers.numeric.losses import log_softmax, softmax
from helpers.pictures.text import number

K = 3


class OverflowExplorer(Explorer):
    """Three logits t, t − d, t − 2d: their exponentials, without and with the shift by max a.

    Attributes
    ----------
    size : ipywidgets.FloatSlider
        t, the first logit, from −1000 to 1000.
    gap : ipywidgets.FloatSlider
        d, from each logit to the next.
    dtype : ipywidgets.ToggleButtons
        float64 or float32.

    Examples
    --------
    >>> explorer = OverflowExplorer()
    >>> explorer.turn(size=1000.0, gap=0.0)
    >>> explorer.naive.tolist(), explorer.shifted.round(2).tolist()
    ([nan, nan, nan], [0.33, 0.33, 0.33])
    """

    name = "overflow"

    def __init__(self):
        super().__init__(
            size=FloatSlider(710.0, min=-1000, max=1000, step=10, readout_format=".0f",
                             description="first logit t"),
            gap=FloatSlider(2.0, min=0, max=400, step=1, readout_format=".0f",
                            description="gap d between logits"),
            dtype=ToggleButtons(options=("float64", "float32"), description="numbers"),
        )  # fmt: skip

    @property
    def a(self):
        """The logits, in the chosen dtype, which holds them exactly."""
        logits = self.size.value - self.gap.value * np.arange(K)
        return logits.astype(self.dtype.value)

    @property
    def naive(self):
        """The softmax as its formula stands."""
        return naive_softmax(self.a)

    @property
    def shifted(self):
        """The softmax of the package."""
        return softmax(self.a)

    def draw(self):
        """Return the exponentials on the line of sizes, and their sentence."""
        a, shift = self.a, self.a - self.a.max()
        blocks = [
            Exponentials("as it stands: exp(a_i)", a, naive_exp(a), self.naive),
            Exponentials("shifted: exp(a_i − max a)", shift, naive_exp(shift), self.shifted),
        ]
        return [number_range(blocks, a.dtype)], self._sentence(a)

    def _sentence(self, a):
        exponentials = naive_exp(a)
        if np.isnan(self.naive).any():
            cause = "∞ / ∞" if np.isinf(exponentials).any() else "0 / 0"
            told = f"as it stands, the formula divides {cause} and gives {_vector(self.naive)}"
        else:
            told = f"as it stands, the formula gives {_vector(self.naive)}"
        return (
            f"In {a.dtype.name}, for a = {_vector(a, 0)}: {told}; after the shift it is "
            f"{_vector(self.shifted)}. −log ŷ₃, straight from the logits, is "
            f"{number(-log_softmax(a)[-1])}."
        )


def _vector(values, decimals=2):
    return f"({', '.join(number(value, decimals) for value in values)})"
