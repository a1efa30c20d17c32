"""A network learns to read digits while you watch."""

from collections import defaultdict
from pathlib import Path

import matplotlib
import numpy as np
from ipywidgets import Dropdown, SelectionSlider
from PIL import Image, ImageDraw, ImageFont

from helpers.data.digits import Digits
from helpers.explorers.training_run import TrainingExplorer
from helpers.numeric.forward import forward_propagation
from helpers.pictures.curves import Curves, CurveStyle
from helpers.pictures.plots import CSS_DPI, PIXELS, PixelPicture
from helpers.pictures.style import GREYS, ROLES

PASSES = 50
HIDDEN = {"none": [], "16": [16], "64": [64], "64 and 32": [64, 32]}
LEARNING_CURVES = {
    "held_out": CurveStyle("held out", ROLES["gradient"].ink),
    "learnt": CurveStyle("training", ROLES["hidden"].ink, "--"),
    "before": CurveStyle("before", GREYS["before"], ":", valued=False),
}
ROWS, COLUMNS = 2, 6  # of mistakes shown
SIDE = 84  # of a digit as shown, in CSS pixels
HEAD, LINE, PITCH, EDGE = 36, 19, 136, 8  # CSS pixels
PLOT, GRID = (440, 270), 760  # CSS pixels: two plots side by side, and the digits below them
FONT = Path(matplotlib.get_data_path(), "fonts", "ttf", "DejaVuSans.ttf")


class DigitGrid(PixelPicture):
    """Up to ROWS times COLUMNS digits, in order from the top left, each with two lines below it.

    Drawn without matplotlib, which takes seven times as long for so many words.
    """

    def __init__(self):
        super().__init__(GRID, HEAD + ROWS * PITCH, "")
        self._fonts = [ImageFont.truetype(FONT, n * CSS_DPI * PIXELS / 72) for n in (14, 12.5)]
        self.update("", np.zeros((64, 0)), [])

    def update(self, title, digits, words):
        """Show digits, a column of 64 pixels in [0, 1] each, with words below."""
        self.title, self.digits, self.words = title, digits, words

    def render(self):
        page = Image.new("RGB", self.size, "white")
        draw = ImageDraw.Draw(page)
        heading, text = self._fonts
        draw.text((EDGE * PIXELS, 8 * PIXELS), self.title, "black", heading)
        for place, words in enumerate(self.words):
            row, column = divmod(place, COLUMNS)
            centre = EDGE + (column + 0.5) * (self.width - 2 * EDGE) / COLUMNS
            top = HEAD + row * PITCH
            ink = self.digits[:, place].reshape(8, 8)
            cells = Image.fromarray(np.round(255 * (1 - ink)).astype(np.uint8))
            size = SIDE * PIXELS, SIDE * PIXELS
            corner = round((centre - SIDE / 2) * PIXELS), top * PIXELS
            page.paste(cells.resize(size, Image.Resampling.NEAREST), corner)
            for i, line in enumerate(words.splitlines()):
                below = top + SIDE + 2 + i * LINE
                draw.text((centre * PIXELS, below * PIXELS), line, "black", text, anchor="ma")
        return page


class DigitTraining(TrainingExplorer):
    """Train a network on the digits, live: loss, accuracy, and the mistakes it still makes.

    The curve "before" is that of the setting left last, for comparison.

    `digits` is what `load_digits` returns, else a ValueError.

    Examples
    --------
    >>> from helpers.data import load_digits
    >>> training = DigitTraining(load_digits(seed=0))
    >>> training.step()
    >>> training.network
    Network(64 → 64 relu → 32 relu → 10 softmax, 6570 parameters)
    >>> training.steps, len(training.mistakes)
    (43, 185)
    """

    name = "digit-training"
    css = """
.bp-digit-training .widget-readout { min-width: 4.6em; }
.bp-digit-training .bp-pictures { display: grid; grid-template-columns: 1fr 1fr; }
.bp-digit-training .bp-pictures > * { max-width: none !important; }
.bp-digit-training .bp-pictures > :nth-child(3) { grid-column: 1 / 3; max-width: 860px !important; }
"""
    step_label = "One pass"
    layout = (("eta", "batch_size", "hidden", "activation", "seed"),)
    slices = PASSES

    def __init__(self, digits):
        if not isinstance(digits, Digits):
            raise ValueError(
                f"digits is {type(digits).__name__}, expected what load_digits returns"
            )
        self.digits = digits
        in_passes, size = (LEARNING_CURVES, "passes over the digits", PASSES), {"size": PLOT}
        self._plots = {
            "loss": Curves(
                "Loss (log axis)", *in_passes, (0.05, 5), True, readout="{:.2g}".format, **size
            ),
            "right": Curves(
                "Digits right", *in_passes, (0, 100), readout="{:.1f} %".format, **size
            ),
        }
        self._grid = DigitGrid()
        n = digits.x_train.shape[1]
        sizes = [*((str(size), size) for size in (1, 8, 32, 128)), (f"all {n:,}", n)]
        super().__init__(
            etas=[0.01, 0.03, 0.1, 0.3, 1.0, 3.0],
            eta=0.3,
            activation="relu",
            batch_size=SelectionSlider(options=sizes, value=32, description="digits a step"),
            hidden=Dropdown(options=HIDDEN, value=[64, 32], description="hidden units"),
        )

    def begin(self):
        x, y, batch_size = self.digits.x_train, self.digits.y_train, self.batch_size.value
        self.record, self.former = defaultdict(list), defaultdict(list)  # by curve and by plot
        sizes = [len(x), *self.hidden.value, len(y)]
        self.train(sizes, x, y, -(-x.shape[1] // batch_size), batch_size)
        label = f"passes over the digits, η = {self.eta.value:g}"
        for plot in self._plots.values():
            if plot.frame.get_xlabel() != label:
                plot.frame.set_xlabel(label)
                plot.redraw_background()

    def turned(self, name):
        """Begin anew, and keep the curves of the setting left."""
        left = self.record if len(self.record["learnt", "loss"]) > 1 else self.former
        super().turned(name)
        self.former = left

    def measure(self):
        """Note loss and accuracy, and which held-out digits are wrong, the surest first."""
        digits = self.digits
        for which, x, y, labels in (
            ("learnt", digits.x_train, digits.y_train, digits.labels_train),
            ("held_out", digits.x_test, digits.y_test, digits.labels_test),
        ):
            trace = forward_propagation(self.network, x)
            self.says, self.sure = trace.y_hat.argmax(axis=0), trace.y_hat.max(axis=0)
            is_wrong = self.says != labels
            self.record[which, "loss"].append(self.network.loss(trace, y))
            self.record[which, "right"].append(100 * float(1 - is_wrong.mean()))
        wrong = np.flatnonzero(is_wrong)
        self.mistakes = wrong[np.argsort(-self.sure[wrong], kind="stable")]

    def draw(self):
        for what, plot in self._plots.items():
            curves = {which: self.record[which, what] for which in ("held_out", "learnt")}
            curves["before"] = self.former["held_out", what]
            plot.update(**{which: (list(range(len(y))), y) for which, y in curves.items()})
        n, held_out, shown = len(self.mistakes), len(self.says), self.mistakes[: ROWS * COLUMNS]
        words = [
            f"says {self.says[i]}, is {self.digits.labels_test[i]}\n{100 * self.sure[i]:.0f} % sure"
            for i in shown
        ]
        title = f"Held-out digits it gets wrong, the surest first: {n} of {held_out}"
        self._grid.update(title, self.digits.x_test[:, shown], words)
        done, now = self.progress()[0], {key: values[-1] for key, values in self.record.items()}
        passes = f" ({done} of {PASSES} passes)" if done else ""
        when = f"{self.when}{passes}, η = {self.eta.value:g}"
        sentence = (
            f"{when}: loss {now['learnt', 'loss']:.2g} on the digits it learns from, "
            f"{now['held_out', 'loss']:.2g} on those held out; "
            f"{now['held_out', 'right']:.1f} % of {held_out} held-out digits right, {n} wrong."
        )
        return [*self._plots.values(), self._grid], sentence
