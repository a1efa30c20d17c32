"""The reader's own three functions learn to read digits, beside the package's."""

import time
from collections import defaultdict

from ipywidgets import Dropdown, VBox

from helpers.data.digits import Digits
from helpers.exercises.capstone_card import CapstoneCard
from helpers.exercises.capstone_cases import slopes
from helpers.exercises.time_limit import TimeLimit, within
from helpers.explorers.running import RunningExplorer
from helpers.numeric.forward import forward_propagation
from helpers.numeric.losses import cross_entropy
from helpers.numeric.network import Network
from helpers.numeric.training import batches, descend
from helpers.pictures.curves import Curves, CurveStyle
from helpers.pictures.style import GREYS, ROLES

ACTIVATION, ETA, BATCH_SIZE, SEED, PASSES = "relu", 0.3, 32, 0, 40
GOAL = 96.0  # per cent of the held-out digits
HIDDEN = {"none": [], "64": [64], "64 and 32": [64, 32], "64, 32 and 16": [64, 32, 16]}
SLICE, MOST_SECONDS = 0.06, 20  # of processor time a slice, and of time a slice may take at most
PLOT = (440, 270)  # CSS pixels
STYLES = {
    "own": CurveStyle("yours", ROLES["gradient"].ink, width=4),
    "package": CurveStyle("package", GREYS["text"], ":", valued=False),
}


class CapstoneTraining(RunningExplorer):
    """Train with the reader's own functions, once the capstone has found all three right.

    The package trains beside them, from the same start and with the same batches. A slice is a
    pass over the digits, or less where the reader's code takes long.

    `ask` is the sheet that has the capstone, `digits` what `load_digits` returns.

    Examples
    --------
    >>> from helpers.data import load_digits
    >>> from helpers.exercises.sheet import Sheet
    >>> from helpers.lessons.lesson_4_8.capstone_question import capstone
    >>> CapstoneTraining(Sheet("4.8", capstone), load_digits(seed=0)).sentence
    'Here your own code reads the digits, once all three functions are right: 0 of 3 are.'
    """

    name = "capstone-training"
    css = """
.bp-capstone-training .bp-pictures { display: grid; grid-template-columns: 1fr 1fr; }
.bp-capstone-training .bp-pictures > * { max-width: none !important; }
"""
    step_label = "One pass"

    def __init__(self, ask, digits):
        if not isinstance(digits, Digits):
            raise ValueError(
                f"digits is {type(digits).__name__}, expected what load_digits returns"
            )
        card = ask("capstone")
        self.card = card if isinstance(card, CapstoneCard) else None
        self.digits = digits
        in_passes, size = ("passes over the digits", PASSES), {"size": PLOT}
        self._plots = {
            "loss": Curves(
                *("Loss on held-out digits (log axis)", STYLES, *in_passes, (0.05, 5), True),
                readout="{:.2g}".format,
                **size,
            ),
            "right": Curves(
                *("Held-out digits right", STYLES, *in_passes, (0, 100)),
                readout="{:.1f} %".format,
                **size,
            ),
        }
        hidden = Dropdown(options=HIDDEN, value=[64, 32], description="hidden units")
        super().__init__(hidden=hidden)
        if self.card is not None:
            self.card.listeners.add(self)

    def rows(self):
        """Return the room of the controls: it is empty as long as there is nothing to start."""
        self._controls, self._room = super().rows(), VBox()
        return [self._room]

    def hear(self):
        """Begin anew where the reader has three other functions that are right."""
        if self.card.own is not self.own:
            self.reset()
        elif self.own is None:
            self.redraw()

    def begin(self):
        self.own = self.card and self.card.own
        self.record, self.done = defaultdict(list), 0  # by curve and by plot; steps
        if self.own is None:
            return
        x, y = self.digits.x_train, self.digits.y_train
        network = Network.initialise([len(x), *self.hidden.value, len(y)], ACTIVATION, seed=SEED)
        copied = network.copy()
        self.network, self.W, self.b = network, copied.W, copied.b
        self.a_pass = -(-x.shape[1] // BATCH_SIZE)
        self._batches = batches(x.shape[1], BATCH_SIZE, SEED)
        steps = PASSES * self.a_pass
        self._descent = descend(network, x, y, ETA, steps, BATCH_SIZE, SEED)
        self._guarded(self._measure)

    def advance(self):
        self._guarded(lambda: self._walk(SLICE))

    def advance_by_hand(self):
        """Finish the pass, however long it takes."""
        self._guarded(lambda: self._walk(float("inf")))

    def progress(self):
        if self.own is None:
            return 0, 0, ""
        return self.done, PASSES * self.a_pass, f"{self.done:,} steps"

    def draw(self):
        self._room.children = [] if self.own is None else self._controls
        if self.own is None:
            return [], self._waiting()
        for what, plot in self._plots.items():
            curves = {which: self.record[which, what] for which in STYLES}
            plot.update(**{which: (list(range(len(y))), y) for which, y in curves.items()})
        return list(self._plots.values()), self._standing()

    def _waiting(self):
        if self.card is None:
            return "The capstone is left out in this course."
        right = self.card.right_parts
        if right == self.card.question.steps:
            return "Run the cells of your three functions, and the one that checks them, once more."
        return (
            "Here your own code reads the digits, once all three functions are right: "
            f"{right} of 3 are."
        )

    def _standing(self):
        now = {key: values[-1] for key, values in self.record.items()}
        passes = (len(self.record["own", "right"])) - 1
        when = f"After {passes} of {PASSES} passes" if passes else "Before training"
        reached = [n for n, share in enumerate(self.record["own", "right"]) if share >= GOAL]
        goal = f" {GOAL:.0f} % were first reached after {reached[0]} passes." if reached else ""
        return (
            f"{when} your own code reads {now['own', 'right']:.1f} % of "
            f"{len(self.digits.labels_test)} held-out digits right, with a loss of "
            f"{now['own', 'loss']:.2g}; the package, from the same start and with the same "
            f"batches, {now['package', 'right']:.1f} %, {now['package', 'loss']:.2g}.{goal}"
        )

    def _guarded(self, work):
        """Do work in which the reader's functions run; a ValueError where it takes too long."""
        try:
            within(MOST_SECONDS, work)
        except TimeLimit:
            raise ValueError(f"your functions took more than {MOST_SECONDS} seconds") from None

    def _walk(self, seconds):
        """Take steps to the end of the pass, or until the time is over."""
        descent, x, y = self.own[2], self.digits.x_train, self.digits.y_train
        g, g_prime = slopes(ACTIVATION).values()
        until = time.process_time() + seconds
        while True:
            batch = next(self._batches)
            _, self.network, _ = next(self._descent)
            given = x[:, batch], y[:, batch], g, g_prime, ETA, 1
            self.W, self.b = map(self._listed, descent(self.W, self.b, *given))
            self.done += 1
            if self.done % self.a_pass == 0:
                return self._measure()
            if time.process_time() > until:
                return None

    def _listed(self, theta):
        """Return arrays by layer as a list: the reader may have a dict."""
        return [None, *(theta[k] for k in range(1, self.network.L + 1))]

    def _measure(self):
        """Note loss and share of the held-out digits, with the reader's forward pass as well."""
        digits = self.digits
        _, _, own = self.own[0](self.W, self.b, digits.x_test, slopes(ACTIVATION)["g"])
        package = forward_propagation(self.network, digits.x_test).y_hat
        for which, y_hat in (("own", own), ("package", package)):
            right = (y_hat.argmax(axis=0) == digits.labels_test).mean()
            self.record[which, "right"].append(100 * float(right))
            self.record[which, "loss"].append(cross_entropy(y_hat, digits.y_test))
