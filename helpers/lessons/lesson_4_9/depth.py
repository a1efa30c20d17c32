"""The size of the gradient by layer, over depth, g and the scale of the weights."""

import math
from dataclasses import dataclass

import matplotlib
import numpy as np
from ipywidgets import FloatSlider, IntSlider, ToggleButtons
from matplotlib.ticker import LogLocator, NullLocator

from helpers.data.networks import deep_network
from helpers.explorers.live import Explorer, activation_menu
from helpers.numeric.backprop import back_propagation
from helpers.numeric.forward import forward_propagation
from helpers.pictures.plots import LivePlot
from helpers.pictures.style import GREYS, MATPLOTLIB, ROLES
from helpers.pictures.text import number

DEEPEST = 30
DECADES_A_STEP = 5  # the log axis reaches to a multiple of so many powers of ten
LABEL_ROOM = 0.12  # of the sizes' range on the log axis, left free at either end
BESIDE_LABEL = 5  # layers over which a label stands
GREY = GREYS["axis"]


@dataclass(frozen=True, eq=False)
class GradientSizes:
    """By layer, from the first: the gradient's size at a_k, its bound, the slopes g'(a_k).

    A layer's slopes count by their root mean square: that is what they do to a vector's length.
    """

    norms: np.ndarray
    bounds: np.ndarray
    slopes: np.ndarray

    @property
    def factor(self):
        """By what the gradient is multiplied on its way from layer L down to layer 1."""
        return float(self.norms[0] / self.norms[-1])

    @property
    def factor_per_layer(self):
        """The same for one layer: the geometric mean."""
        return self.factor ** (1 / len(self.slopes))

    @property
    def rms_slope(self):
        """The root mean square of g' over the hidden layers, which are taken as equally wide."""
        return float(np.sqrt(np.mean(self.slopes**2)))

    @property
    def bound_per_layer(self):
        """The largest factor for one layer that the bound allows, a geometric mean."""
        return float(self.bounds[0] / self.bounds[-1]) ** (1 / len(self.slopes))


def gradient_sizes(network, x, y):
    """Return the size of the gradient at every a_k.

    The gradient at a_{k-1} is g'(a_{k-1}) * W_k^T (gradient at a_k) [4.6-4, 4.6-6], so a layer
    multiplies its length typically by the root mean square of g' times the scale s of the weights,
    where their standard deviation is s / sqrt(n), and by no more than the largest slope of g times
    the largest singular value of W_k.

    Parameters
    ----------
    network : Network
        With at least one hidden layer and a gradient at a_L that is not 0, else a ValueError.

    Returns
    -------
    GradientSizes
        `norms` and their `bounds`, both (L,); `slopes`, (L - 1,), the root mean square
        of g' by hidden layer.

    Examples
    --------
    >>> from helpers.numeric.network import Network
    >>> network = Network([None, [[1.0]], [[3.0]]], [None, [0.0], [0.0]], "logistic", "linear")
    >>> sizes = gradient_sizes(network, [0.0], [1.0])
    >>> sizes.norms.tolist(), sizes.bounds.tolist(), sizes.slopes.tolist()
    ([0.75, 1.0], [0.75, 1.0], [0.25])
    """
    if network.L < 2:
        raise ValueError("network has no hidden layer, expected at least one")
    trace = forward_propagation(network, x)
    grad_a = back_propagation(network, trace, y).a
    norms = np.array([np.linalg.norm(gradient) for gradient in grad_a[1:]])
    if norms[-1] == 0:
        raise ValueError("the gradient at the output is 0: nothing is passed down")
    largest = network.activation.largest_slope
    stretch = [largest * np.linalg.norm(network.W[k], ord=2) for k in range(2, network.L + 1)]
    bounds = norms[-1] * np.cumprod([1.0, *reversed(stretch)])[::-1]
    g_prime = network.activation.derivative
    slopes = np.array([np.sqrt(np.mean(g_prime(a) ** 2)) for a in trace.a[1:-1]])
    return GradientSizes(norms, bounds, slopes)


class GradientByLayer(LivePlot):
    """Above, the gradient's size, 1 at layer L, with its bound; below, the slopes of g.

    The loss is at the right, layer 1 at the left: the backward pass runs from right to left.
    """

    def __init__(self):
        super().__init__(700, 460, "The size of the gradient, layer by layer")
        with matplotlib.rc_context(MATPLOTLIB):
            layers = {"xlim": (0.5, DEEPEST + 0.5), "xticks": [1, *range(5, DEEPEST + 1, 5)]}
            above = r"$|\nabla_{a_k}|\ /\ |\nabla_{a_L}|$ (log axis)"
            below = "root-mean-square slope $g'(a_k)$"
            self.upper = self.axes(74, 190, 56, 34, above, pad=8, **layers)
            self.upper.set(yscale="log", xticklabels=[])
            self.upper.yaxis.set_minor_locator(NullLocator())
            self.lower = self.axes(74, 54, 56, 326, below, pad=8, **layers)
            self.lower.set(ylim=(-0.04, 1.1), yticks=[0, 0.5, 1])
            self.lower.set_xlabel("layer $k$", labelpad=2)
            self.upper.annotate(
                "", (0.62, 1.07), (0.98, 1.07), xycoords="axes fraction", annotation_clip=False,
                arrowprops={"arrowstyle": "->", "color": GREY, "linewidth": 1.5},
            )  # fmt: skip
            beside = {"transform": self.upper.transAxes, "color": GREY, "size": 13, "va": "center"}
            self.upper.text(0.61, 1.07, "backward pass", ha="right", **beside)
            self.upper.text(1.0, 1.07, " loss", ha="left", **beside)
            ink = ROLES["gradient"].ink
            (self.bounds,) = self.upper.plot([], [], "--", color=GREY, linewidth=2)
            (self.norms,) = self.upper.plot([], [], "o-", color=ink, markersize=6)
            (self.slopes,) = self.lower.plot([], [], "o-", color=ROLES["hidden"].ink, markersize=5)
            self.end_label = self.upper.text(1, 1, "", color=ink, size=14)
            self.bound_label = self.upper.text(1, 1, "at most", color=GREY, size=13, va="bottom")
        self.animate(self.bounds, self.norms, self.slopes, self.end_label, self.bound_label)

    def update(self, sizes):
        """Show these sizes; one of 0 is not drawn: a log axis has no place for it."""
        layers = np.arange(1, len(sizes.norms) + 1)
        drawn = sizes.norms > 0
        norms, bounds = sizes.norms[drawn] / sizes.norms[-1], sizes.bounds / sizes.norms[-1]
        self.norms.set_data(layers[drawn], norms)
        self.bounds.set_data(layers, bounds)
        self.slopes.set_data(layers[:-1], sizes.slopes)
        self._fit(np.concatenate([norms, bounds]))
        low, high = np.log10(self.upper.get_ylim())
        up = 10 ** ((high - low) * 22 / self.upper.bbox.height)  # 11 CSS pixels
        is_falling = norms[0] < norms[-1]
        self.end_label.set(
            text=number(norms[0], 1),
            position=(layers[drawn][0] + 0.5, norms[0] / up if is_falling else norms[0] * up),
            va="top" if is_falling else "bottom",
        )
        self.bound_label.set_position((1, bounds[:BESIDE_LABEL].max() * up ** (1 / 2)))

    def _fit(self, sizes):
        """Let the log axis reach as far as the sizes go, in steps of five powers of ten."""
        low, high = np.log10([sizes.min(), sizes.max()]) / DECADES_A_STEP
        room = LABEL_ROOM * (high - low)
        powers = min(-1, math.floor(low - room)), max(1, math.ceil(high + room))
        limits = tuple(10.0 ** (DECADES_A_STEP * power) for power in powers)
        if limits != self.upper.get_ylim():
            self.upper.set_ylim(limits)
            apart = DECADES_A_STEP if powers[1] - powers[0] <= 4 else 2 * DECADES_A_STEP
            self.upper.yaxis.set_major_locator(LogLocator(base=10.0**apart, numticks=12))
            self.redraw_background()


class DepthExplorer(Explorer):
    """One backward pass through a deep network: how large the gradient still is at each layer.

    Attributes
    ----------
    scale : ipywidgets.FloatSlider
        Standard deviation of the weights, in units of 1/√n.
    sizes : GradientSizes

    Examples
    --------
    >>> explorer = DepthExplorer()
    >>> explorer.turn(g="logistic", depth=30)
    >>> explorer.sizes.factor < 4.0**-29
    True
    """

    name = "depth"
    layout = ("g",), ("depth", "scale", "seed")

    def __init__(self):
        self._plot = GradientByLayer()
        super().__init__(
            g=activation_menu("logistic", kind=ToggleButtons),
            depth=IntSlider(DEEPEST, min=2, max=DEEPEST, description="depth L"),
            scale=FloatSlider(1.0, min=0.5, max=4.0, step=0.1, description="scale of W, × 1/√n"),
            seed=IntSlider(0, min=0, max=9, description="random start"),
        )

    def draw(self):
        L, scale = self.depth.value, self.scale.value
        network, x, y = deep_network(L, self.g.value, scale, self.seed.value)
        sizes = self.sizes = gradient_sizes(network, x, y)
        slope = sizes.rms_slope
        self._plot.update(sizes)
        if sizes.factor == 0:
            last = int(np.flatnonzero(sizes.norms == 0)[-1]) + 1
            said = f"is lost: it is exactly 0 at layer {last} and below."
        else:
            verb = "shrinks" if sizes.factor < 1 else "grows"
            each = number(sizes.factor_per_layer)
            said = f"{verb} by a factor of {number(sizes.factor)}, about {each} a layer."
        return [self._plot], (
            f"From layer {L} down to layer 1 the gradient {said} Typical is the weight scale times "
            f"the root-mean-square slope, {number(scale, 1)} · {number(slope, 3)} = "
            f"{number(scale * slope)} a layer."
        )
