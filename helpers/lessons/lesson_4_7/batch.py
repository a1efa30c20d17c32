"""Lesson 4.7: the gradient of a batch, a sum of outer products in which samples can cancel."""

import numpy as np
from ipywidgets import IntSlider, SelectionSlider, ToggleButtons

from helpers.data.networks import example_batch, example_network
from helpers.explorers.live import Explorer
from helpers.lessons.lesson_4_7.outer_products import batch_product
from helpers.numeric.backprop import Gradients, back_propagation
from helpers.numeric.forward import forward_propagation
from helpers.pictures import formulas, matrices, svg
from helpers.pictures.style import GREYS
from helpers.pictures.text import LOSS, label, letter_of_h, name, number, vector

N = 4  # samples of the batch
WIDTH, MARGIN, GAP, HEAD, ROW = 640, 10, 21, 36, 30  # ROW: of a tile
CELLS = {2: 54, 3: 46}  # width of a tile's cell, by its columns
STEP, BAR, APART, NAMED = 24, 14, 60, 110  # of the bars: row, height; room before them, for words
VIEWS = (("sample by sample", "samples"), ("row times column", "product"))


def sample_sum(shares, k, cell, upto=None):
    """Draw ∇W_k as the sum of a matrix a sample [4.7-3], or the sum so far, up to a sample.

    Below, the shares of one entry as bars, each from where the one before has ended.
    """
    m, n = shares.shape[1:]
    added = upto or N
    total = shares[:added].sum(axis=0)
    so_far = f"samples 1 to {added}" if added > 1 else "sample 1"
    names = [*(f"sample {s + 1}" for s in range(N)), name("∇W", k) if added == N else so_far]
    largest = max(np.abs(tile).max() for tile in (*shares, total)) or 1.0
    rows = [" ".join(vector(row) for row in tile) for tile in (*shares, total)]
    said = "; ".join(f"{who}: {each}" for who, each in zip(names, rows, strict=True))
    width, below = CELLS[n] * n, HEAD + ROW * m + 22
    height = below + max(HEAD + ROW * m, 46 + STEP * (N + 1)) + MARGIN
    root = svg.picture(WIDTH, height, "The sum over the samples", said)
    for s, (who, tile) in enumerate(zip(names, shares, strict=False)):
        x = MARGIN + s * (width + GAP)
        part = svg.group(root, receding=s >= added)
        if s:
            svg.text(part, x - GAP / 2, HEAD + ROW * m / 2 + 7, "+", 21)
        strength = "bold" if s + 1 == upto else "quiet"
        svg.text(part, x + width / 2, HEAD - 13, who, 15, cls=strength)
        _draw_tile(part, tile, x, HEAD, cell, largest, who)
    x, top = MARGIN + GAP, below + HEAD
    svg.text(root, x - GAP / 2 - 4, top + ROW * m / 2 + 7, "=", 21)
    head = label("∇W", k) if added == N else so_far
    svg.text(root, x + width / 2, top - 13, head, 16.5 if added == N else 15, cls="bold")
    _draw_tile(root, total, x, top, cell, largest, names[-1])
    _draw_bars(root, shares[:, *cell], (k, *cell), added, x + width + APART, below)
    return svg.to_string(root)


def _draw_tile(parent, tile, x, y, cell, largest, who):
    """Draw a matrix without brackets, framed; the lit entry in a halo."""
    m, n = tile.shape
    wide = CELLS[n]
    svg.rect(parent, x, y, wide * n, ROW * m, 4, fill=GREYS["cell"])
    for (i, j), value in np.ndenumerate(tile):
        left, top = x + wide * j, y + ROW * i
        entry = svg.group(parent, f"{who}: row {i + 1}, column {j + 1}: {number(value)}")
        svg.rect(entry, left + 1, top + 1, wide - 2, ROW - 2, 3, **matrices.tint(value, largest))
        place = left + wide / 2, top + 20
        svg.text(entry, *place, number(round(value, 2)), 14, cls="on-pale", literal=True)
    svg.rect(parent, x, y, wide * n, ROW * m, 4, cls="rule", stroke_width=1.5)
    box = x + wide * cell[1], y + ROW * cell[0], wide, ROW, 5
    svg.highlight(parent, svg.rect, *box, halo=5, ink=1.5)


def _draw_bars(root, values, edge, added, x, y):
    """Draw an entry's shares as bars, end to end, and what is left of them as the last bar."""
    k, i, j = edge
    ends = np.concatenate([[0.0], np.cumsum(values)])
    low, high = ends.min(), ends.max()
    room = WIDTH - MARGIN - x - NAMED
    scale = room / (high - low or 1.0)
    zero = x + NAMED - low * scale
    heading = f"the shares of ∂{LOSS}/∂{label('W', k, i + 1, j + 1)}, end to end"
    svg.text(root, (x + WIDTH - MARGIN) / 2, y + 16, heading, 15)
    svg.line(root, zero, y + 26, zero, y + 30 + STEP * (N + 1), 1.5, cls="ink")
    svg.text(root, zero, y + 47 + STEP * (N + 1), "0", 14, cls="quiet")
    bars = [(f"sample {s + 1}", ends[s], ends[s + 1], s < added) for s in range(N)]
    bars.append(("sum" if added == N else "so far", 0.0, ends[added], True))
    for place, (who, start, end, is_in) in enumerate(bars):
        top = y + 30 + STEP * place + (STEP - BAR) / 2
        sign, is_sum = "negative" if end < start else "positive", place == N
        said = f"{who} adds" if not is_sum else f"{who}:"
        group = svg.group(root, f"{said} {number(end - start)}", receding=not is_in)
        left, right = zero + min(start, end) * scale, zero + max(start, end) * scale
        svg.rect(group, left, top, right - left, BAR, 2, cls="gradient" if is_sum else sign)
        weight = "bold" if is_sum else "quiet"
        svg.text(group, x + 40, top + 12, who, 14, "end", weight)
        share = number(round(end - start, 6))
        svg.text(group, x + 98, top + 12, share, 14, "end", weight, literal=True)


class BatchExplorer(Explorer):
    """Choose a weight: its share from each sample, and their sum; or row times column.

    "samples" shows the outer product of each sample, the sum so far, and the shares of one entry
    as bars; "product" ∇a_k with a sample a column, h_{k-1}^T with a sample a row, and ∇W_k.

    Attributes
    ----------
    loss : ipywidgets.ToggleButtons
        The loss of the batch: "mean" of the samples' losses, as everywhere else, or their "sum".
    sample : ipywidgets.SelectionSlider
        Counted from 1, as i and j are, or "all".

    Examples
    --------
    >>> explorer = BatchExplorer()
    >>> explorer.share(3).W[2].round(2)
    array([[-0.04,  0.  , -0.04],
           [ 0.05, -0.  ,  0.05]])
    """

    name = "batch"
    css = """
.bp-batch .bp-pictures { display: grid; grid-template-columns: minmax(0, 1fr); }
.bp-batch .bp-controls > .widget-hslider { flex-basis: 170px; }
"""
    layout = ("sample", "i", "j"), ("layer", "show", "loss")

    def __init__(self):
        samples = (*range(1, N + 1), "all")
        super().__init__(
            layer=ToggleButtons(options=(1, 2, 3), value=2, description="layer k"),
            show=ToggleButtons(options=VIEWS, description="show"),
            loss=ToggleButtons(options=("mean", "sum"), description="loss of the batch"),
            sample=SelectionSlider(options=samples, value=1, description="sample"),
            i=IntSlider(1, min=1, max=2, description="row i"),
            j=IntSlider(3, min=1, max=3, description="column j"),
        )

    def begin(self):
        """Compute the gradients of each sample's own loss."""
        self.network, (x, y) = example_network(), example_batch()
        self.trace = forward_propagation(self.network, x)
        self._traces = [forward_propagation(self.network, x[:, s]) for s in range(N)]
        self._gradients = [
            back_propagation(self.network, trace, y[:, s]) for s, trace in enumerate(self._traces)
        ]

    def turned(self, name):
        """Let row and column run as far as the layer's matrix does."""
        if name == "layer":
            self.i.max, self.j.max = self.network.W[self.layer.value].shape

    def share(self, s):
        """Return what sample s, counted from 1, gives to the gradients of the batch."""
        own, factor = self._gradients[s - 1], 1 / N if self.loss.value == "mean" else 1
        blocks = own.W, own.b, own.a, own.h
        return Gradients(*([g if g is None else factor * g for g in block] for block in blocks))

    def draw(self):
        k, s = self.layer.value, self.sample.value
        i, j = cell = self.i.value - 1, self.j.value - 1
        shares = [self.share(t + 1) for t in range(N)]
        chosen, upto = (None, None) if s == "all" else (s - 1, s)
        if self.show.value == "product":
            grad_a = np.stack([share.a[k] for share in shares], axis=1)
            picture = batch_product(grad_a, self.trace.h[k - 1], k, cell, chosen)
        else:
            picture = sample_sum(np.stack([share.W[k] for share in shares]), k, cell, upto)
        return [picture], self._sentence(shares, k, i, j)

    def _sentence(self, shares, k, i, j):
        s = self.sample.value
        weights, biases = zip(*((share.W[k][i, j], share.b[k][i]) for share in shares), strict=True)
        weight, bias = formulas.partial("W", k, i + 1, j + 1), formulas.partial("b", k, i + 1)
        if s == "all":
            h = name(*letter_of_h(k - 1))
            return (
                f"All {N} samples: {weight} = {_added(weights)}, row {i + 1} of {name('∇a', k)} "
                f"times column {j + 1} of {h}ᵀ. In size the shares are "
                f"{number(np.abs(weights).sum())} together. {bias} = {_added(biases)}."
            )
        lines = formulas.weight(self.network, self._traces[s - 1], shares[s - 1], k, i, j)
        return (
            f"Sample {s} of {N}: {lines.splitlines()[1]}. "
            f"The sum so far is {number(sum(weights[:s]))}. To {bias} it gives "
            f"{number(biases[s - 1])}, as a weight on an input of 1 would."
        )


def _added(values):
    """Return a sum written out: "0.16 − 0.02 = 0.14"."""
    first, *others = map(number, values)
    terms = [f"− {v[1:]}" if v.startswith("−") else f"+ {v}" for v in others]
    return f"{' '.join([first, *terms])} = {number(sum(values))}"
