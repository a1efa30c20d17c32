"""The size of the gradient by layer, over depth, g and the scale of the weights."""

from dataclasses import dataclass
from functools import lru_cache

import matplotlib
import numpy as np
from ipywidgets import FloatSlider, IntSlider, ToggleButtons
from matplotlib.ticker import LogLocator, NullLocator

from helpers.data.networks import deep_network
from helpers.explorers.live import Explorer, activation_menu
from helpers.numeric.activations import ACTIVATIONS, choose_activation
from helpers.numeric.backprop import back_propagation
from helpers.numeric.forward import forward_propagation
from helpers.pictures.apart import apart
from helpers.pictures.plots import PIXELS, LivePlot
from helpers.pictures.style import GREYS, MATPLOTLIB, ROLES
from helpers.pictures.text import number

DEEPEST = 30
SMALLEST_AND_LARGEST = 1e-20, 1e5  # of the log axis, whatever is shown
LABEL_HEIGHT = 17  # CSS pixels
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
    """Above, the gradient's size by layer, 1 at layer L; below, the slopes of g.

    The loss is at the right, layer 1 at the left: the backward pass runs from right to left. The
    axis is the same for every g; the other g stand behind in grey, each named at layer 1.
    """

    def __init__(self, names=tuple(ACTIVATIONS)):
        super().__init__(700, 470, "The size of the gradient, layer by layer")
        with matplotlib.rc_context(MATPLOTLIB):
            layers = {"xlim": (0.5, DEEPEST + 0.5), "xticks": [1, *range(5, DEEPEST + 1, 5)]}
            above = "size of the gradient at $a_k$, 1 at the last layer (log axis)"
            below = "root-mean-square slope $g'(a_k)$"
            self.upper = self.axes(158, 186, 68, 36, above, pad=9, **layers)
            self.upper.set(yscale="log", ylim=SMALLEST_AND_LARGEST, xticklabels=[])
            self.upper.yaxis.set_major_locator(LogLocator(base=1e5, numticks=12))
            self.upper.yaxis.set_minor_locator(NullLocator())
            self.lower = self.axes(158, 54, 68, 334, below, pad=9, **layers)
            self.lower.set(ylim=(-0.04, 1.1), yticks=[0, 0.5, 1])
            for frame in (self.upper, self.lower):
                frame.yaxis.tick_right()
                frame.spines["left"].set_visible(False)
                frame.spines["right"].set_visible(True)
            beside = {"transform": self.lower.transAxes, "color": GREY, "size": 13, "va": "center"}
            self.lower.annotate(
                "", (0.68, -0.47), (0.90, -0.47), xycoords="axes fraction", annotation_clip=False,
                arrowprops={"arrowstyle": "->", "color": GREY, "linewidth": 1.5},
            )  # fmt: skip
            self.lower.text(0.67, -0.47, "backward pass", ha="right", **beside)
            self.lower.text(0.92, -0.47, "loss", ha="left", **beside)
            self.lower.set_xlabel("layer $k$", labelpad=2, loc="left")
            ink = ROLES["gradient"].ink
            self.ghosts = {
                name: self.upper.plot([], [], color=GREYS["rule"], linewidth=1.5)[0]
                for name in names
            }
            (self.norms,) = self.upper.plot([], [], "o-", color=ink, markersize=6)
            (self.slopes,) = self.lower.plot([], [], "o-", color=ROLES["hidden"].ink, markersize=5)
            look = {"ha": "right", "va": "center", "size": 13}
            self.labels = {name: self.upper.text(0, 1, "", **look) for name in names}
        self.animate(*self.ghosts.values(), self.norms, self.slopes, *self.labels.values())

    def update(self, chosen, sizes):
        """Show the sizes of the chosen g, by name, before those of the others.

        A size of 0 is not drawn: a log axis has no place for it.
        """
        for name, curve in self.ghosts.items():
            curve.set_data(*_drawn(sizes[name]))
            curve.set_visible(name != chosen)
            self._name(name, sizes[name].factor, name == chosen)
        self.norms.set_data(*_drawn(sizes[chosen]))
        slopes = sizes[chosen].slopes
        self.slopes.set_data(np.arange(1, len(slopes) + 1), slopes)
        self._spread({name: each.factor for name, each in sizes.items()})

    def _name(self, name, factor, is_chosen):
        """Write the name at the curve's end, of the chosen one with the number."""
        low, high = SMALLEST_AND_LARGEST
        beyond = " ↓" if factor < low else " ↑" if factor > high else ""
        number_too = f"  {number(factor)}" if is_chosen else ""
        colour = ROLES["gradient"].ink if is_chosen else GREY
        weight = "bold" if is_chosen else "normal"
        self.labels[name].set(text=f"{name}{number_too}{beyond}", color=colour, weight=weight)

    def _spread(self, factors):
        """Put each label at the height of its curve's end, moved up or down from another one."""
        ends = sorted(factors, key=factors.get)
        held = np.clip([factors[name] for name in ends], *SMALLEST_AND_LARGEST)
        heights = self.upper.transData.transform([(1, size) for size in held])[:, 1]
        halves = [LABEL_HEIGHT / 2 * PIXELS] * len(ends)
        bottom, top = self.upper.bbox.y0 - halves[0], self.upper.bbox.y1 + halves[0]
        up = np.array(apart(heights - bottom, halves, top - bottom))
        down = np.array(apart((top - heights)[::-1], halves, top - bottom))[::-1]
        to_data, left = self.upper.transData.inverted(), self.upper.bbox.x0
        for name, height in zip(ends, (bottom + up + top - down) / 2, strict=True):
            self.labels[name].set_position(to_data.transform((left, height)))


def _drawn(sizes):
    """Layers and sizes, that of layer L being 1, where a log axis has a place for them."""
    is_drawn = sizes.norms > 0
    layers = np.arange(1, len(sizes.norms) + 1)
    return layers[is_drawn], sizes.norms[is_drawn] / sizes.norms[-1]


@lru_cache(maxsize=256)
def sizes_of_all(depth, scale, seed):
    """Return the `gradient_sizes` of the deep network with each g, by name."""
    return {g: gradient_sizes(*deep_network(depth, g, scale, seed)) for g in ACTIVATIONS}


def sizes_of_own(g, *case):
    """Return the `gradient_sizes` with a record that is not in the table, or refuse it."""
    with np.errstate(all="ignore"):
        sizes = gradient_sizes(*deep_network(case[0], g, *case[1:]))
    if not np.all(np.isfinite(sizes.norms)):
        raise ValueError(f"with {g} the gradient overflows")
    return sizes


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
            scale=FloatSlider(1.0, min=0.5, max=4.0, step=0.1, description="weight scale s"),
            seed=IntSlider(0, min=0, max=9, description="random start"),
        )

    def draw(self):
        L, g, scale = self.depth.value, self.g.value, round(self.scale.value, 1)
        case = L, scale, self.seed.value
        every = sizes_of_all(*case)
        if g not in ACTIVATIONS:
            own, g = choose_activation(g), g.name
            every = every | {g: sizes_of_own(own, *case)}
        if set(every) != set(self._plot.labels):
            self._plot = GradientByLayer(tuple(every))
        sizes = self.sizes = every[g]
        self._plot.update(g, every)
        left = f"{L} layers of {g} units: of a gradient of size 1 at layer {L}"
        slope = sizes.rms_slope
        if sizes.factor == 0:
            last = int(np.flatnonzero(sizes.norms == 0)[-1]) + 1
            said = f"{left}, exactly 0 is left at layer {last} and before it."
        else:
            each = number(sizes.factor_per_layer)
            said = f"{left}, {number(sizes.factor)} arrives at layer 1, a factor of {each} a layer."
        return [self._plot], (
            f"{said} Typical is weight scale times root-mean-square slope: {number(scale, 1)} · "
            f"{number(slope, 3)} = {number(scale * slope)}."
        )
