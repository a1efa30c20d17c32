"""Lesson 4.8: a network divides the plane, and its decision boundary moves as it learns."""

from ipywidgets import Dropdown, IntSlider, SelectionSlider, ToggleButtons

from helpers.data import spirals, two_moons, xor
from helpers.lessons.lesson_4_8.decision_field import DecisionField
from helpers.lessons.lesson_4_8.training_run import TrainingExplorer
from helpers.numeric.activations import ACTIVATIONS
from helpers.numeric.forward import forward_propagation
from helpers.numeric.network import Network
from helpers.pictures.curves import Curves, Line
from helpers.pictures.style import ROLES

SLICES, STEPS_A_SLICE = 60, 25
ETAS = [0.1, 0.3, 1.0, 3.0]
SETS = {"spirals": (spirals, 1.2), "two moons": (two_moons, 2), "exclusive or": (xor, 2)}
LINES = {"loss": Line("loss", ROLES["hidden"].ink)}


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
    step_label = f"{STEPS_A_SLICE} steps"

    def __init__(self):
        self._fields = {
            name: DecisionField("What it says of every place", half_width)
            for name, (_, half_width) in SETS.items()
        }
        steps = SLICES * STEPS_A_SLICE
        self._curve = Curves(
            "Loss (log axis)", LINES, "steps", steps, (0.01, 2), log=True, readout=".2g"
        )
        super().__init__(
            data=ToggleButtons(options=list(SETS), description="points"),
            units=IntSlider(8, 1, 16, description="hidden units"),
            layers=IntSlider(1, 0, 3, description="hidden layers"),
            activation=Dropdown(
                options=list(ACTIVATIONS), value="tanh", description="activation g"
            ),
            eta=SelectionSlider(
                options=[(f"{eta:g}", eta) for eta in ETAS],
                value=1.0,
                description="learning rate η",
            ),
            seed=IntSlider(0, 0, 9, description="random start"),
        )

    def begin(self):
        """Start from a new network, with the settings of the controls."""
        points, _ = SETS[self.data.value]
        self.points = points()
        hidden = [self.units.value] * self.layers.value
        sizes = [2, *hidden, len(self.points.y)]
        network = Network.initialise(sizes, self.activation.value, seed=self.seed.value)
        self.losses = []
        self.set_up(
            network,
            self.points.x,
            self.points.y,
            self.eta.value,
            batch_size=None,
            seed=0,
            slices=SLICES,
            steps_a_slice=STEPS_A_SLICE,
        )

    def measure(self):
        """Note the loss, and how many points are wrong."""
        trace = forward_propagation(self.network, self.points.x)
        self.losses.append(self.network.loss(trace, self.points.y))
        self.wrong = int((trace.y_hat.argmax(axis=0) != self.points.labels).sum())

    def draw(self):
        """Return the field, the loss, and how many points are right by now."""
        field = self._fields[self.data.value]
        y_hat = forward_propagation(self.network, field.grid).y_hat
        field.update(y_hat, self.points.x, self.points.labels)
        steps = [STEPS_A_SLICE * i for i in range(len(self.losses))]
        self._curve.update(loss=(steps, self.losses))
        n = len(self.points.labels)
        when = f"After {self.steps:,} steps" if self.steps else "Before training"
        sentence = (
            f"{when}: loss {self.losses[-1]:.2g}; {n - self.wrong} of {n} points right, "
            f"{self.wrong} wrong; {self.network.parameter_count} parameters."
        )
        return [field, self._curve], sentence
