"""What a gradient costs, in multiplications: three ways to all its weights, their counts, drawn."""

import itertools

import numpy as np
from ipywidgets import IntSlider
from matplotlib.ticker import LogFormatterMathtext

from helpers.explorers.live import Explorer
from helpers.numeric.validate import as_count, choose
from helpers.pictures.curves import Curves, CurveStyle
from helpers.pictures.style import ROLES

STEP = 1e-5  # of the central differences
MOST_LAYERS, MOST_UNITS = 12, 10
CURVES = {
    "chains": CurveStyle("chains", ROLES["gradient"].fill, "--"),
    "differences": CurveStyle("differences", ROLES["weights"].ink, "-."),
    "backpropagation": CurveStyle("backprop", ROLES["hidden"].ink),
}
SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


class Tally:
    """Multiply, and count: calling it returns the product of its arguments.

    Examples
    --------
    >>> times = Tally()
    >>> times(2.0, 3.0, 4.0), times.count
    (24.0, 2)
    """

    def __init__(self):
        self.count = 0

    def __call__(self, first, *others):
        """Return the product, one multiplication for each factor after the first."""
        for other in others:
            first *= other
            self.count += 1
        return first


def by_differences(network, x, y, times):
    """Return the gradient at every weight by central differences: two forward passes a weight."""
    loss, network = _elementwise(network), network.copy()
    grad_W = _empty(network)
    for k, i, j in weights(network):
        kept = network.W[k][i, j]
        ends = []
        for theta in (kept + STEP, kept - STEP):
            network.W[k][i, j] = theta
            ends.append(float(loss(_forward(network, x, times)[-1][-1], y)))
        network.W[k][i, j] = kept
        grad_W[k][i, j] = (ends[0] - ends[1]) / (2 * STEP)
    return grad_W


def by_chains(network, x, y, times):
    """Return the gradient at every weight, each path from it to the loss multiplied out anew.

    The paths of one weight are added [4.6-1]; in a thin network there is one [4.4-1].

    Parameters
    ----------
    network : Network
        Its output linear or logistic, so that each output has one pre-activation; squared error.
    x, y : array_like
        One sample.
    times : Tally
        Counts the multiplications by weights. What g, O and the loss cost is left out.

    Returns
    -------
    list of numpy.ndarray
        None, then the gradient at W_k, in the shape of W_k.
    """
    h, slope, O_prime, g_prime = _slopes(network, x, y, times)
    W, L = network.W, network.L
    grad_W = _empty(network)
    for k, i, j in weights(network):
        above = [range(size) for size in network.sizes[k + 1 :]]
        # a path: the units passed in layers k to L
        for path in itertools.product([i], *above):
            factors = [slope[path[-1]], O_prime[path[-1]]]
            for q in range(L, k, -1):
                to, at = path[q - k], path[q - 1 - k]
                factors += [W[q][to, at], g_prime[q - 1][at]]
            grad_W[k][i, j] += times(*factors, h[k - 1][j])
    return grad_W


def by_backpropagation(network, x, y, times):
    """Return the gradient at every weight, each product kept for the layer below [4.4-6, 4.8-2].

    It takes and returns what `by_chains` does.
    """
    h, slope, O_prime, g_prime = _slopes(network, x, y, times)
    W, L = network.W, network.L
    grad_W = _empty(network)
    grad_a = list(map(times, slope, O_prime))
    for k in range(L, 0, -1):
        for i, j in np.ndindex(W[k].shape):
            grad_W[k][i, j] = times(grad_a[i], h[k - 1][j])
        if k > 1:
            rows = W[k].T  # the columns of W_k
            grad_h = [sum(map(times, w, grad_a)) for w in rows]
            grad_a = list(map(times, grad_h, g_prime[k - 1]))
    return grad_W


WAYS = {
    "differences": by_differences,
    "chains": by_chains,
    "backpropagation": by_backpropagation,
}


def multiplications(way, L, n=1):
    """Return how many multiplications a way takes where all L layers and the input have n units.

    Differences take 2 L n^2 forward passes of L n^2 each. A weight of layer k has n^(L-k) paths of
    2 (L - k) + 3 factors. Backpropagation takes n at the output, n^2 a layer for the weights, and
    n^2 + n for each layer it goes down. The last two begin with one forward pass.

    Parameters
    ----------
    way : {"differences", "chains", "backpropagation"}
    L, n : int
        At least 1.

    Examples
    --------
    >>> [multiplications(way, L=4) for way in ("differences", "chains", "backpropagation")]
    [32, 24, 15]
    """
    choose("way", way, WAYS)
    L, n = as_count("L", L), as_count("n", n)
    forward = L * n**2
    if way == "differences":
        return 2 * L * n**2 * forward
    if way == "chains":
        return forward + sum(n**2 * n ** (L - k) * (2 * (L - k) + 2) for k in range(1, L + 1))
    return forward + n + L * n**2 + (L - 1) * (n**2 + n)


def weights(network):
    """Return (k, i, j) for every weight W_kij, units counted from 0."""
    return [(k, i, j) for k in range(1, network.L + 1) for i, j in np.ndindex(network.W[k].shape)]


def _elementwise(network):
    if network.output.name == "softmax":
        raise ValueError(
            "network has the output softmax, expected linear or logistic: one path a unit"
        )
    return network.choose_loss("squared_error")


def _empty(network):
    return [None] + [np.zeros_like(W) for W in network.W[1:]]


def _forward(network, x, times):
    a, h = [None], [list(map(float, x))]
    for k in range(1, network.L + 1):
        rows = zip(network.W[k], network.b[k], strict=True)
        sums = [sum(map(times, row, h[k - 1]), start=b) for row, b in rows]
        a.append(np.array(sums))
        h.append(network.output(a[k]) if k == network.L else network.activation(a[k]))
    return a, h


def _slopes(network, x, y, times):
    """One forward pass, and the derivatives of the loss, of O and of g at its numbers."""
    loss = _elementwise(network)
    a, h = _forward(network, x, times)
    slope = loss.gradient(h[-1], np.asarray(y, dtype=float))
    O_prime = network.output.pull_back(h[-1], np.ones_like(h[-1]))
    g_prime = [None] + [network.activation.derivative(entry) for entry in a[1:-1]]
    return h, slope, O_prime, g_prime


class CostExplorer(Explorer):
    """Multiplications for the gradient at every weight, by `multiplications`, over the layers.

    Examples
    --------
    >>> explorer = CostExplorer()
    >>> explorer.turn(units=1, layers=4)
    >>> explorer.counts
    {'chains': 24, 'differences': 32, 'backpropagation': 15}
    """

    name = "cost"

    def __init__(self):
        to_labels = MOST_LAYERS + 1.5  # the longest curves end where theirs begin
        self._curves = Curves(
            "Multiplications for all gradients", CURVES, "layers L", to_labels, (1, 1e6),
            log=True, readout=in_digits, size=(900, 380),
        )  # fmt: skip
        self._curves.frame.yaxis.set_major_formatter(LogFormatterMathtext())
        super().__init__(
            units=IntSlider(3, min=1, max=MOST_UNITS, description="units n of a layer"),
            layers=IntSlider(8, min=2, max=MOST_LAYERS, description="layers L"),
        )

    @property
    def counts(self):
        return {way: multiplications(way, self.layers.value, self.units.value) for way in CURVES}

    def draw(self):
        n, L = self.units.value, self.layers.value
        depths = range(1, L + 1)
        self._curves.update(
            **{way: (depths, [multiplications(way, q, n) for q in depths]) for way in CURVES}
        )
        forward, units = L * n**2, "unit" if n == 1 else "units"
        chains, differences, backpropagation = self.counts.values()
        return [self._curves], (
            f"{L} layers of {n} {units}, {forward:,} weights. One forward pass: {forward:,} "
            f"multiplications. All gradients, forward passes included, by backpropagation: "
            f"{in_digits(backpropagation)}, {backpropagation / forward:.1f} times as many; by "
            f"central differences: {in_digits(differences)}; one chain at a time: "
            f"{in_digits(chains)}."
        )


def in_digits(value):
    """Return a whole number as printed: in full up to a million, else with a power of ten.

    >>> in_digits(10368), in_digits(264197530865400)
    ('10,368', '2.6·10¹⁴')
    """
    if value < 1e6:
        return f"{int(value):,}"
    digits, power = f"{value:.1e}".split("e+")
    return f"{digits}·10{str(int(power)).translate(SUPERSCRIPTS)}"
