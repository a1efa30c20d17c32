"""A network divides the plane, and its decision boundary moves as it learns."""

from functools import cache

import matplotlib
import numpy as np
from ipywidgets import IntSlider, ToggleButtons
from matplotlib.artist import Artist
from PIL import Image

from helpers.data import spirals, two_moons, xor
from helpers.explorers.training_run import TrainingExplorer
from helpers.numeric.forward import forward_propagation
from helpers.pictures.curves import Curves, CurveStyle
from helpers.pictures.plots import LivePlot
from helpers.pictures.style import MATPLOTLIB, OKABE_ITO, ROLES

STEPS_A_SLICE = 25
SETS = {"spirals": (spirals, 1.2), "two moons": (two_moons, 2), "exclusive or": (xor, 2)}
LOSS_CURVE = {"loss": CurveStyle("loss", ROLES["hidden"].ink)}
CLASS_COLOURS = [OKABE_ITO[name] for name in ("blue", "orange", "green", "purple")]
MARKERS = ["o", "^", "s", "D"]
POINTS = 81  # of the grid, along each axis
CERTAIN = 0.62  # how much of a class's colour its most certain places take; the rest is white


class Raster(Artist):
    """Colours over a frame, rows from the bottom up, smoothly enlarged; imshow is slow."""

    def __init__(self, frame):
        super().__init__()
        self.cells = np.full((1, 1, 3), 255, np.uint8)
        frame.add_artist(self)

    def draw(self, renderer):
        """Draw into the frame's box; matplotlib calls this."""
        left, bottom, right, top = np.round(self.axes.bbox.extents).astype(int)
        size = right - left, top - bottom
        image = Image.fromarray(self.cells).resize(size, Image.Resampling.BILINEAR)
        gc = renderer.new_gc()
        renderer.draw_image(gc, left, bottom, np.array(image.convert("RGBA")))
        gc.restore()


class DecisionField(LivePlot):
    """Samples of two to four classes in the plane, over what a network says of every place.

    Each class has a colour and a marker; where the network is certain its colour is full, where
    it wavers the colours mix; the line is where two classes are equally probable.
    """

    def __init__(self, half_width):
        super().__init__(380, 404, "What it says of every place")
        self.half_width = half_width
        self._ticks = np.linspace(-half_width, half_width, POINTS)
        self.grid = np.stack([g.ravel() for g in np.meshgrid(self._ticks, self._ticks)])
        reach, ticks = (-half_width, half_width), range(-int(half_width), int(half_width) + 1)
        ends = {"xlim": reach, "ylim": reach, "xticks": ticks, "yticks": ticks}
        self.frame = self.axes(52, 52, 10, 34, x=-0.1, xlabel="$x_1$", **ends)
        with matplotlib.rc_context(MATPLOTLIB):
            self.frame.set_ylabel("$x_2$", rotation=0, labelpad=4)
            self.frame.grid(False)
            style = {"markeredgecolor": "white", "markeredgewidth": 1.2, "zorder": 3}
            self.points = [
                self.frame.plot([], [], marker, color=colour, **style)[0]
                for marker, colour in zip(MARKERS, CLASS_COLOURS, strict=True)
            ]
        self.field, self.borders = Raster(self.frame), []
        self.animate(self.field, *self.points)

    def update(self, y_hat, x, labels):
        """Show the probabilities of k classes at the columns of `grid`, and samples with labels."""
        full = np.array([matplotlib.colors.to_rgb(colour) for colour in CLASS_COLOURS])
        mixed = 1 - CERTAIN * (1 - full[: len(y_hat)].T @ y_hat)  # (3, n)
        cells = np.round(255 * mixed.T.reshape(POINTS, POINTS, 3))
        self.field.cells = cells.astype(np.uint8)
        self._draw_borders(y_hat)
        for j, points in enumerate(self.points):
            points.set_data(*x[:, labels == j])

    def _draw_borders(self, y_hat):
        """Draw where the most probable class changes: where one's lead over the others is 0."""
        self.discard(*self.borders)
        self.borders = []
        for j in range(len(y_hat) if len(y_hat) > 2 else 1):
            lead = y_hat[j] - np.delete(y_hat, j, axis=0).max(axis=0)
            if lead.min() < 0 < lead.max():
                places = self._ticks, self._ticks, lead.reshape(POINTS, POINTS)
                border = self.frame.contour(*places, levels=[0], colors="black", linewidths=2.5)
                self.borders.append(border)
        self.animate(*self.borders)


class BoundaryTraining(TrainingExplorer):
    """Train a network on points of the plane, and see what it says of every other place.

    Every step takes all the points.

    Examples
    --------
    >>> training = BoundaryTraining()
    >>> training.turn(data="two moons", units=4)
    >>> training.start()
    >>> training.wrong, training.network
    (0, Network(2 → 4 tanh → 2 softmax, 22 parameters))
    """

    name = "boundary-training"
    css = """
.bp-boundary-training .bp-pictures { display: grid; grid-template-columns: 380fr 440fr; }
.bp-boundary-training .bp-pictures > * { max-width: none !important; }
"""
    step_label = f"{STEPS_A_SLICE} steps"
    layout = (("data", "units", "layers", "activation", "eta", "seed"),)
    slices = 60

    def __init__(self):
        self._field = cache(lambda name: DecisionField(SETS[name][1]))  # made when first shown
        steps, limits = self.slices * STEPS_A_SLICE, (0.01, 2)
        look = {"log": True, "readout": "{:.2g}".format, "size": (440, 404)}
        self._curve = Curves("Loss (log axis)", LOSS_CURVE, "steps", steps, limits, **look)
        self._curve.frame.set_xticks(range(0, steps + 1, 500))
        super().__init__(
            etas=[0.1, 0.3, 1.0, 3.0],
            eta=1.0,
            activation="tanh",
            data=ToggleButtons(options=list(SETS), description="points"),
            units=IntSlider(8, 1, 16, description="hidden units"),
            layers=IntSlider(1, 0, 3, description="hidden layers"),
        )

    def begin(self):
        self.points = SETS[self.data.value][0]()
        self.losses = []
        sizes = [2, *[self.units.value] * self.layers.value, len(self.points.y)]
        self.train(sizes, self.points.x, self.points.y, STEPS_A_SLICE)

    def measure(self):
        trace = forward_propagation(self.network, self.points.x)
        self.losses.append(self.network.loss(trace, self.points.y))
        self.wrong = int((trace.y_hat.argmax(axis=0) != self.points.labels).sum())

    def draw(self):
        field = self._field(self.data.value)
        y_hat = forward_propagation(self.network, field.grid).y_hat
        field.update(y_hat, self.points.x, self.points.labels)
        steps = [STEPS_A_SLICE * i for i in range(len(self.losses))]
        self._curve.update(loss=(steps, self.losses))
        n = len(self.points.labels)
        sentence = (
            f"{self.when}: loss {self.losses[-1]:.2g}; {n - self.wrong} of {n} points right, "
            f"{self.wrong} wrong; {self.network.parameter_count} parameters."
        )
        return [field, self._curve], sentence
