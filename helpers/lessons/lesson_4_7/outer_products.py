"""∇W = ∇a hᵀ: the outer product of one sample, the product of a batch, the sum over its samples."""

import numpy as np
from ipywidgets import IntSlider, SelectionSlider, ToggleButtons

from helpers.data.networks import example_batch, example_network
from helpers.explorers.live import Explorer
from helpers.numeric.backprop import Gradients, back_propagation
from helpers.numeric.forward import forward_propagation
from helpers.pictures import formulas, matrices, svg
from helpers.pictures.matrices import MARGIN, Matrix, draw_matrix, in_words, read_by, term_width
from helpers.pictures.style import GREYS
from helpers.pictures.text import bracketed, label, letter_of_h, name, number, vector

N = 4  # samples of the batch
GROW = 1.25
ABOVE, BETWEEN, BELOW, APART = 24, 52, 72, 26  # sample numbers; hᵀ's letter; ∇W's; ∇W from ∇b
CELL, ROW, GAP, HEAD = 50, 30, 25, 34  # of the sum's tiles


def outer_product(grad_a, h, k, lit=None):
    """Draw ∇W_k = ∇a_k h_{k-1}^T as a grid: each cell is its row's times its column's number.

    Parameters
    ----------
    grad_a, h : array_like, shapes (n_k,) and (n_{k-1},)
        Finite, else a ValueError: on the left, a row each; on top, a column each.
    lit : (int, int), optional
        The cell lit, with the two numbers that it is made of; counted from 0.

    Examples
    --------
    >>> picture = outer_product([0.5, -0.5], [2.0, 3.0], k=1, lit=(0, 1))
    >>> "∇W₁₁₂ = ∇a₁₁ · x₂ = 0.50·3.00 = 1.50" in picture
    True
    """
    in_row, in_column, in_cell = _lit(lit) if lit else ((), (), ())
    left, below = Matrix("∇a", grad_a, k, lit=in_row), Matrix(values=h, **read_by(k))
    if left.array.shape[1] != 1 or below.array.shape[1] != 1:
        raise ValueError("grad_a and h must be vectors: the picture shows a single sample")
    rows, columns = left.array[:, 0], below.array[:, 0]
    top = Matrix(values=columns[None], transposed=True, lit=in_column, **read_by(k))

    def product_line(u, v, product):
        letters = f"{name('∇a', k, u + 1)} · {top.entry(0, v)}"
        numbers = f"{number(rows[u])}·{bracketed(columns[v])}"
        return f"{name('∇W', k, u + 1, v + 1)} = {letters} = {numbers} = {product}"

    product = np.outer(rows, columns)
    grid = Matrix("∇W", product, k, lit=in_cell, tooltips=_tooltips(product, product_line))
    side, head = MARGIN + term_width(left) + 18, MARGIN + matrices.ROW + 50  # where the grid starts
    down = matrices.ROW * len(matrices.shown(len(rows)))
    said = f"{in_words(grid)} = {in_words(left)} · {in_words(top)}"
    root = svg.picture(side + term_width(grid) + MARGIN, head + down + 52, "Outer product", said)
    draw_matrix(root, top, side, MARGIN + matrices.ROW / 2, head - 28, bool(lit), sized=False)
    for matrix, x in ((left, MARGIN), (grid, side)):
        draw_matrix(root, matrix, x, head + down / 2, head + down + 20, bool(lit))
    return svg.to_string(root)


def batch_product(grad_a, h, k, cell, sample=None):
    """Draw ∇W_k and ∇b_k of a sample, or of all, between ∇a_k and h_{k-1}^T; an entry is lit."""
    N = grad_a.shape[1]
    who, whose, chosen = f"all {N}", f"from all {N} samples", slice(None)
    in_row, in_column, in_cell = _lit(cell)
    beside_it = in_row
    if sample is not None:
        who, whose, chosen = f"sample {sample + 1}", f"from sample {sample + 1}", [sample]
        in_row = ("column", sample), ("cell", cell[0], sample)
        in_column = ("row", sample), ("cell", sample, cell[1])
    product, column = grad_a[:, chosen] @ h[:, chosen].T, grad_a[:, chosen].sum(axis=1)
    unit = Matrix(values=h[:, 0], **read_by(k)).entry
    of_a = _tooltips(grad_a, lambda u, s, v: f"sample {s + 1}: {name('∇a', k, u + 1)} = {v}")
    of_h = _tooltips(h.T, lambda s, u, v: f"sample {s + 1}: {unit(u, 0)} = {v}")
    of_W = _tooltips(product, lambda u, w, v: f"{name('∇W', k, u + 1, w + 1)} = {v} {whose}")
    of_b = _tooltips(column, lambda u, _, v: f"{name('∇b', k, u + 1)} = {v} {whose}")
    left = Matrix("∇a", grad_a, k, lit=in_row, tooltips=of_a)
    top = Matrix(values=h.T, transposed=True, lit=in_column, tooltips=of_h, **read_by(k))
    grid = Matrix("∇W", product, k, lit=in_cell, tooltips=of_W)
    beside = Matrix("∇b", column, k, lit=beside_it, tooltips=of_b)
    side = MARGIN + term_width(left) + APART
    far = side + term_width(grid) + APART
    over, down = MARGIN + matrices.ROW * N, matrices.ROW * len(grad_a)
    head = over + BETWEEN + ABOVE
    middle, base = head + down / 2, head + down + 22
    products = f"{in_words(grid)} = {in_words(left)} · {in_words(top)}"
    said = f"{whose}: {products}, {in_words(beside)}"
    size = far + term_width(beside) + MARGIN, head + down + BELOW
    root = svg.picture(*size, "The product of a batch", said, GROW)
    draw_matrix(root, top, side, (MARGIN + over) / 2, over + 24, True, sized=False)
    draw_matrix(root, left, MARGIN, middle, base, True)
    draw_matrix(root, grid, side, middle, base, False)
    draw_matrix(root, beside, far, middle, base, False)
    for matrix, x in ((grid, side), (beside, far)):
        svg.text(root, x + term_width(matrix) / 2, base + 41, who, 14.5, cls="quiet")
    for s in range(N):
        strength = "bold" if s == sample else "quiet"
        x = MARGIN + matrices.BRACKET + 4 + matrices.CELL * (s + 0.5)
        svg.text(root, x, head - 12, str(s + 1), 14.5, cls=strength)
        y = MARGIN + matrices.ROW * (s + 0.5) + 5
        svg.text(root, side - 6, y, f"sample {s + 1}", 14.5, "end", strength)
    svg.text(root, MARGIN + term_width(left) / 2, head - 31, "sample", 14.5, cls="quiet")
    return svg.to_string(root)


def _lit(cell):
    """Return what is lit in ∇a, in hᵀ and in the grid for one of its cells."""
    i, j = cell
    return (("row", i),), (("column", j),), (("cell", i, j),)


def _tooltips(array, said):
    """Return said(i, j, number) of each cell, by row; of a vector, j is 0."""
    rows = array.reshape(len(array), -1)
    return [[said(i, j, number(v)) for j, v in enumerate(row)] for i, row in enumerate(rows)]


def sample_sum(shares, k, cell, upto=None):
    """Draw ∇W_k as the sum of a matrix a sample [4.7-3], or the sum so far, up to a sample."""
    N, m, n = shares.shape
    added = upto or N
    tiles = [*shares, shares[:added].sum(axis=0)]
    so_far = f"samples 1–{added}" if added > 1 else "sample 1"
    names = [*(f"sample {s + 1}" for s in range(N)), name("∇W", k) if added == N else so_far]
    largest = max(np.abs(tile).max() for tile in tiles) or 1.0
    rows = [" ".join(vector(row) for row in tile) for tile in tiles]
    said = "; ".join(f"{who}: {each}" for who, each in zip(names, rows, strict=True))
    width, height = CELL * n, ROW * m
    size = 2 * MARGIN + (N + 1) * width + N * GAP, HEAD + height + MARGIN
    root = svg.picture(*size, "The sum over the samples", said, GROW)
    for s, (who, tile) in enumerate(zip(names, tiles, strict=True)):
        x = MARGIN + s * (width + GAP)
        is_sum = s == N
        part = svg.group(root, receding=added <= s < N)
        if s:
            svg.text(part, x - GAP / 2, HEAD + height / 2 + 7, "=" if is_sum else "+", 21)
        head = label("∇W", k) if is_sum and added == N else who
        strength = "bold" if is_sum or s + 1 == upto else "quiet"
        svg.text(part, x + width / 2, HEAD - 13, head, 16.5 if is_sum else 14.5, cls=strength)
        _draw_tile(part, tile, x, cell, largest, who)
    return svg.to_string(root)


def _draw_tile(parent, tile, x, cell, largest, who):
    """Draw a matrix without brackets, framed; the lit entry in a halo."""
    m, n = tile.shape
    svg.rect(parent, x, HEAD, CELL * n, ROW * m, 4, fill=GREYS["cell"])
    for (i, j), value in np.ndenumerate(tile):
        left, top = x + CELL * j, HEAD + ROW * i
        entry = svg.group(parent, f"{who}: row {i + 1}, column {j + 1}: {number(value)}")
        tint = matrices.tint(value, largest)
        svg.rect(entry, left + 1, top + 1, CELL - 2, ROW - 2, 3, **tint)
        place = left + CELL / 2, top + 20
        svg.text(entry, *place, number(value), 14.5, cls="on-pale", literal=True)
    svg.rect(parent, x, HEAD, CELL * n, ROW * m, 4, cls="rule", stroke_width=1.5)
    box = x + CELL * cell[1], HEAD + ROW * cell[0], CELL, ROW, 5
    svg.highlight(parent, svg.rect, *box, halo=6, ink=1.5)


class BatchExplorer(Explorer):
    """Choose an entry of ∇W_k: its two factors light up, for one sample or for the batch.

    Above, ∇a_k with a sample a column, h_{k-1}^T with a sample a row, and their product; below,
    each sample's outer product and the sum so far.

    Attributes
    ----------
    loss : ipywidgets.ToggleButtons
        The loss of the batch: "mean" of the samples' losses, as everywhere else, or their "sum".
    sample : ipywidgets.SelectionSlider
        Counted from 1, as i and j are, or "all".

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
    css = """
.bp-batch .bp-pictures { display: grid; grid-template-columns: minmax(0, 1fr); }
.bp-batch .bp-controls > .widget-hslider { flex-basis: 170px; }
"""
    layout = ("sample", "i", "j"), ("layer", "loss")

    def __init__(self):
        samples = (*range(1, N + 1), "all")
        super().__init__(
            layer=ToggleButtons(options=(1, 2), value=2, description="layer k"),
            loss=ToggleButtons(options=("mean", "sum"), description="loss of the batch"),
            sample=SelectionSlider(options=samples, value=3, description="sample"),
            i=IntSlider(3, min=1, max=3, description="row i"),
            j=IntSlider(1, min=1, max=2, description="column j"),
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
        """Let the row run as far as the layer has units."""
        if name == "layer":
            self.i.max = self.network.sizes[self.layer.value]

    def share(self, s):
        """Return what sample s, counted from 1, gives to the gradients of the batch."""
        own, factor = self._gradients[s - 1], 1 / N if self.loss.value == "mean" else 1
        blocks = own.W, own.b, own.a, own.h
        return Gradients(*([g if g is None else factor * g for g in block] for block in blocks))

    def draw(self):
        k, s = self.layer.value, self.sample.value
        i, j = cell = self.i.value - 1, self.j.value - 1
        shares = [self.share(t + 1) for t in range(N)]
        grad_a = np.stack([share.a[k] for share in shares], axis=1)
        chosen, upto = (None, None) if s == "all" else (s - 1, s)
        product = batch_product(grad_a, self.trace.h[k - 1], k, cell, chosen)
        added = sample_sum(np.stack([share.W[k] for share in shares]), k, cell, upto)
        return [product, added], self._sentence(shares, k, i, j)

    def _sentence(self, shares, k, i, j):
        s = self.sample.value
        weights, biases = zip(*((share.W[k][i, j], share.b[k][i]) for share in shares), strict=True)
        weight, bias = formulas.partial("W", k, i + 1, j + 1), formulas.partial("b", k, i + 1)
        if s == "all":
            h = name(*letter_of_h(k - 1))
            return (
                f"All {N} samples: {weight} = {_added(weights)}, row {i + 1} of {name('∇a', k)} "
                f"times column {j + 1} of {h}ᵀ. {bias} = {_added(biases)}, the sum of row {i + 1}."
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
