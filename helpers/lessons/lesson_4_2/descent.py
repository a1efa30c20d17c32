"""Lesson 4.2: descent over (w, b) as a path on a map of the loss, with the fit beside it."""

from functools import cache

import matplotlib
import numpy as np
from ipywidgets import FloatSlider, IntSlider, Play, ToggleButtons
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.ticker import MultipleLocator

from helpers.explorers.live import Explorer, learning_rate, walk_buttons
from helpers.lessons.lesson_4_2.neuron import (
    descent_path,
    gradient_of,
    largest_eta,
    loss_surface,
    neuron,
)
from helpers.numeric.forward import forward_propagation
from helpers.pictures.plots import LivePlot
from helpers.pictures.style import GREYS, MATPLOTLIB, ROLES, SHADES
from helpers.pictures.text import number

X = np.array([[-1.0, 0.0, 1.0, 2.0, 3.0]])
Y = np.array([[0.1, 0.2, 0.6, 0.9, 0.9]])
REACH, PLACES = 6.0, 121  # the map runs from -6 to 6 along w and b
STEPS = 200
ETAS = [0.05, 0.1, 0.2, 0.28, 0.3, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0]
LEVELS = {
    "logistic": [0.003, 0.01, 0.03, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6],
    "linear": [1, 5, 20, 50, 100, 200],
}
FLAT, HIGH = 0.05, 0.1  # a plateau: a gradient below the one where the loss is above the other
PACE = 80  # milliseconds a step while it plays
HEIGHTS = LinearSegmentedColormap.from_list("heights", SHADES)
PATH = ROLES["gradient"].ink
FAR = 1e3  # beyond any frame, and not handed to the renderer


class DescentExplorer(Explorer):
    """Gradient descent on one neuron: the path on the loss over (w, b), and the fit [4.2-1].

    Examples
    --------
    >>> explorer = DescentExplorer()
    >>> explorer.turn(neuron="linear", eta=0.2, steps=100)
    >>> explorer.place.round(2)
    array([0.23, 0.31])
    """

    name = "descent"
    layout = ("neuron", "w0", "b0"), ("eta", "steps", "back_button", "next_button", "play")
    case = ("neuron", "w0", "b0", "eta")
    walk = "steps"

    def __init__(self):
        self._map = cache(lambda output: LossMap(output, LEVELS[output]))  # made when first shown
        self._fit = Fit()
        super().__init__(
            neuron=ToggleButtons(options=list(LEVELS), description="neuron"),
            w0=FloatSlider(-4.0, min=-REACH, max=REACH, step=0.5, description="start w₀"),
            b0=FloatSlider(4.0, min=-REACH, max=REACH, step=0.5, description="start b₀"),
            eta=learning_rate(ETAS, 5.0),
            steps=IntSlider(0, min=0, max=STEPS, description="steps taken"),
            **walk_buttons("One step"),
            play=Play(0, min=0, max=STEPS, interval=PACE, description="play"),
        )

    def begin(self):
        """Descend from the start that is set, all the steps there are."""
        start = neuron(self.w0.value, self.b0.value, self.neuron.value)
        self.path, self.losses = descent_path(start, X, Y, self.eta.value, STEPS)

    @property
    def taken(self):
        """The steps taken: those asked for, or as many as there are before the loss overflows."""
        return min(self.steps.value, len(self.losses) - 1)

    @property
    def place(self):
        """Where descent stands: (w, b)."""
        return self.path[self.taken]

    @property
    def gradient(self):
        return gradient_of(neuron(*self.place, self.neuron.value), X, Y)

    def draw(self):
        loss_map = self._map(self.neuron.value)
        loss_map.update(self.path[: self.taken + 1])
        grid = self._fit.grid[None, :]
        curve, start = (self._says(place, grid) for place in (self.place, self.path[0]))
        self._fit.update(curve, start, self._says(self.place, X))
        return [loss_map, self._fit], self._sentence()

    def _says(self, place, x):
        return forward_propagation(neuron(*place, self.neuron.value), x).y_hat[0]

    def _sentence(self):
        t, (w, b), loss = self.taken, self.place, self.losses[self.taken]
        length = float(np.hypot(*self.gradient))
        start = f"({number(self.w0.value)}, {number(self.b0.value)})"
        went = f"is {number(loss, 3)}"
        if t:
            went = f"went from {number(self.losses[0], 3)} to {number(loss, 3)}"
        said = (
            f"After {t} steps of η = {self.eta.value:g} from {start}: w = {number(w)}, "
            f"b = {number(b)}; the loss {went}, and the length of the gradient is "
            f"{number(length, 3)}."
        )
        if t < self.steps.value:
            said += f" Step {t + 1} overflows: no number is large enough for the loss."
        elif not is_on_map(self.place):
            said += " The path has left the map."
        if self.neuron.value == "linear":
            factor = 1 - 2 * self.eta.value / largest_eta(X)
            what = "it diverges" if abs(factor) > 1 else "it converges"
            times = f"multiplies the distance by {number(factor)}"
            said += f" Along the steep axis each step {times}: {what}."
        elif t and length < FLAT and loss > HIGH:
            said += " This is a plateau: the loss is high, yet almost flat."
        return said


def is_on_map(place):
    """Return whether (w, b) is on the map."""
    return bool(np.abs(place).max() <= REACH)


class LossMap(LivePlot):
    """The loss over (w, b), dark where it is high, with labelled levels; the path moves on it.

    Both axes have one scale: against the gradient is at right angles to a level.
    """

    is_shaded = True

    def __init__(self, output, levels):
        super().__init__(500, 520, f"Loss of the {output} neuron")
        ticks = np.linspace(-REACH, REACH, PLACES)
        heights = loss_surface(*np.meshgrid(ticks, ticks), X, Y, output)
        low, high = min(heights.min(), levels[0] / 2), max(heights.max(), levels[-1] * 2)
        bands = np.interp(np.log(heights), np.log([low, *levels, high]), range(len(levels) + 2))
        ends = {"xlim": (-REACH, REACH), "ylim": (-REACH, REACH)}
        frame = self.frame = self.axes(56, 54, 12, 34, x=-0.1, xlabel="$w$", **ends)
        with matplotlib.rc_context(MATPLOTLIB):
            frame.set_ylabel("$b$", rotation=0, labelpad=8)
            frame.grid(False)
            frame.contourf(ticks, ticks, bands, 60, cmap=HEIGHTS)  # from level to level a shade
            style = {"colors": GREYS["mark"], "linewidths": 1.3}
            self.contours = frame.contour(ticks, ticks, heights, levels, **style)
            frame.clabel(self.contours, fmt="%g", fontsize=12, inline_spacing=3)
            (self.path,) = frame.plot([], [], "o-", lw=1.6, ms=5, zorder=4, color=PATH)
            hollow, big = {"mfc": "white", "mec": PATH, "mew": 2.5}, {"mec": "white", "mew": 2}
            style = {"color": PATH, "clip_on": False}
            (self.start,) = frame.plot([], [], "s", ms=11, zorder=5, **hollow, **style)
            (self.now,) = frame.plot([], [], "o", ms=14, zorder=6, **big, **style)
            self.off = frame.text(
                0.97, 0.04, "off the map", transform=frame.transAxes, ha="right", color="white",
                size=13, weight="bold", zorder=7, bbox={"facecolor": PATH, "edgecolor": "none"},
            )  # fmt: skip
        self.animate(self.path, self.start, self.now, self.off)

    def update(self, path):
        """Show this path, from its start to where it stands now, as far as it is on the map."""
        self.path.set_data(*path[np.abs(path).max(axis=1) < 2 * FAR * REACH].T)
        self.start.set_data(*path[:1].T)
        inside = is_on_map(path[-1])
        self.now.set_data(*(path[-1:].T if inside else ([], [])))
        self.off.set_visible(not inside)


class Fit(LivePlot):
    """The samples, the curve of the neuron now and at the start, and each sample's error."""

    def __init__(self):
        super().__init__(440, 520, "What the neuron says")
        self.grid = np.linspace(-2, 4, 121)
        ends = {"xlim": self.grid[[0, -1]], "ylim": (-0.5, 1.5)}
        self.frame = self.axes(56, 112, 12, 34, x=-0.12, xlabel="$x$", **ends)
        with matplotlib.rc_context(MATPLOTLIB):
            self.frame.yaxis.set_major_locator(MultipleLocator(0.5))
            self.frame.set_ylabel("$y$", rotation=0, labelpad=8)
            looks = {  # in the order in which they are drawn
                "error": {"color": ROLES["gradient"].ink, "lw": 2.2},
                "at the start": {"color": ROLES["input"].deep, "lw": 2, "ls": "--"},
                "now": {"color": ROLES["hidden"].ink, "lw": 3},
                "sample": {"color": "black", "ls": "", "marker": "o", "ms": 9, "mec": "white",
                           "mew": 1.2},
            }  # fmt: skip
            lines = self.errors, self.before, self.curve, self.points = [
                self.frame.plot([], [], label=label, zorder=zorder, **look)[0]
                for zorder, (label, look) in enumerate(looks.items(), 2)
            ]
            self.points.set_data(X[0], Y[0])
            beneath = {"loc": "upper left", "bbox_to_anchor": (-0.08, -0.12), "ncols": 2}
            self.frame.legend(handles=lines[::-1], handlelength=1.6, columnspacing=1.4, **beneath)
        self.animate(*lines)

    def update(self, curve, start, y_hat):
        """Show what the neuron says along `grid`, now and at the start, and now of the samples."""
        self.curve.set_data(self.grid, np.clip(curve, -FAR, FAR))
        self.before.set_data(self.grid, np.clip(start, -FAR, FAR))
        gaps = np.full_like(Y[0], np.nan)  # a NaN lifts the pen between two errors
        ends = np.stack([Y[0], np.clip(y_hat, -FAR, FAR), gaps]).T.ravel()
        self.errors.set_data(np.repeat(X[0], 3), ends)
