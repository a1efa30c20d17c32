"""Lesson 4.7: the gradient at the weights, cell by cell and sample by sample; biases beside."""

import numpy as np
from ipywidgets import IntSlider, SelectionSlider, ToggleButtons

from helpers.data.networks import network_and_batch
from helpers.explorers.live import Explorer, row
from helpers.lessons.lesson_4_7.batch_product import batch_product
from helpers.lessons.lesson_4_7.sample_sum import sample_sum
from helpers.numeric.backprop import (
    Gradients,
    back_propagation,
    gradient_at_biases,
    gradient_at_weights,
)
from helpers.numeric.forward import Trace, forward_propagation
from helpers.pictures import formulas
from helpers.pictures.text import name, number

N = 4  # samples of the batch
LAYOUT = """
.bp-batch .bp-pictures { display: grid; grid-template-columns: minmax(0, 1fr); }
.bp-batch .bp-controls > .widget-hslider { flex-basis: 170px; }
"""


class BatchExplorer(Explorer):
    """Choose an entry of ∇W_k: its two factors light up, for one sample or for the batch.

    Above, ∇a_k with a sample a column, h_{k-1}^T with a sample a row, and their product; below,
    each sample's outer product and the sum so far.

    Attributes
    ----------
    layer : ipywidgets.ToggleButtons
        k.
    loss : ipywidgets.ToggleButtons
        The loss of the batch: "mean" of the samples' losses, as everywhere else, or their "sum".
    sample : ipywidgets.SelectionSlider
        A sample, counted from 1, or "all".
    i, j : ipywidgets.IntSlider
        The entry, counted from 1.

    Examples
    --------
    >>> explorer = BatchExplorer()
    >>> explorer.turn(layer=2, sample=3, i=3, j=1)
    >>> explorer.share(3).W[2].round(2)
    array([[-0.02,  0.02],
           [-0.11,  0.08],
           [ 0.13, -0.1 ]])
    """

    name = "batch"

    def __init__(self):
        super().__init__(
            layer=ToggleButtons(options=(1, 2), value=2, description="layer k"),
            loss=ToggleButtons(options=("mean", "sum"), description="loss of the batch"),
            sample=SelectionSlider(
                options=(*range(1, N + 1), "all"), value=3, description="sample"
            ),
            i=IntSlider(3, min=1, max=3, description="row i"),
            j=IntSlider(1, min=1, max=2, description="column j"),
        )

    def rows(self):
        """Return the entry, and below it the batch."""
        return [row(self.sample, self.i, self.j), row(self.layer, self.loss)]

    def style(self):
        """Return the CSS: the sum stands below the product, the sliders in one row."""
        return super().style() + LAYOUT

    def begin(self):
        """Compute the gradients of the batch, and of each sample for itself."""
        self.network, x, y = network_and_batch()
        self.trace = forward_propagation(self.network, x)
        self._of_mean = back_propagation(self.network, self.trace, y)
        self._of_each = [
            back_propagation(self.network, forward_propagation(self.network, x[:, s]), y[:, s])
            for s in range(N)
        ]

    def turned(self, name):
        """Let the row run as far as the layer has units."""
        if name == "layer":
            self.i.max = self.network.sizes[self.layer.value]

    def grad_a(self, k):
        """The gradient at a_k, shape (n_k, N), of the loss that is chosen."""
        if self.loss.value == "mean":
            return self._of_mean.a[k]
        return np.stack([gradients.a[k] for gradients in self._of_each], axis=1)

    def share(self, s):
        """Return what sample s, counted from 1, gives to the gradients of the layer."""
        k, nothing = self.layer.value, [None] * (self.network.L + 1)
        a, W, b = (list(nothing) for _ in range(3))
        a[k] = self.grad_a(k)[:, s - 1]
        W[k] = gradient_at_weights(a[k], self.trace.h[k - 1][:, s - 1])
        b[k] = gradient_at_biases(a[k])
        return Gradients(W, b, a, nothing)

    def draw(self):
        """Return the product, the sum over the samples, and the chosen entry in words."""
        k, chosen = self.layer.value, self.sample.value
        s = None if chosen == "all" else chosen
        cell = self.i.value - 1, self.j.value - 1
        shares = [self.share(t + 1) for t in range(N)]
        product = batch_product(
            self.grad_a(k), self.trace.h[k - 1], k, cell, None if s is None else s - 1
        )
        added = sample_sum([share.W[k] for share in shares], k, cell, s)
        sentence = self._of_all(shares) if s is None else self._of_one(shares[s - 1])
        return [product, added], sentence

    def _of_one(self, share):
        k, s, i, j = self.layer.value, self.sample.value, self.i.value - 1, self.j.value - 1
        column = Trace([None], [h[:, s - 1] for h in self.trace.h], None)
        line = formulas.weight(self.network, column, share, k, i, j).split("\n")[1]
        so_far = sum(self.share(t).W[k][i, j] for t in range(1, s + 1))
        bias = formulas.partial("b", k, i + 1)
        return (
            f"Sample {s} of {N}: {line}. The sum so far is {number(so_far)}. "
            f"To {bias} it gives {number(share.b[k][i])}, as a weight on an input of 1 would."
        )

    def _of_all(self, shares):
        k, i, j = self.layer.value, self.i.value - 1, self.j.value - 1
        h = name("x") if k == 1 else name("h", k - 1)
        weights, biases = (
            [share.W[k][i, j] for share in shares],
            [share.b[k][i] for share in shares],
        )
        return (
            f"All {N} samples: {formulas.partial('W', k, i + 1, j + 1)} = {_added(weights)}, row "
            f"{i + 1} of {name('∇a', k)} times column {j + 1} of {h}ᵀ. "
            f"{formulas.partial('b', k, i + 1)} = {_added(biases)}, the sum of row {i + 1}."
        )


def _added(values):
    """Return a sum written out: "0.16 − 0.02 = 0.14"."""
    first, *others = map(number, values)
    terms = [f"− {v[1:]}" if v.startswith("−") else f"+ {v}" for v in others]
    return f"{' '.join([first, *terms])} = {number(sum(values))}"
