"""Lesson 4.4: who is responsible for the loss? The question goes back through the network."""

from typing import NamedTuple

from ipywidgets import Button, FloatSlider, IntSlider, ToggleButtons

from helpers.data.networks import X, small_network
from helpers.explorers.live import Explorer, row
from helpers.lessons.lesson_4_4.nudge import effect, most_blamed
from helpers.lessons.lesson_4_4.transcript import Statement, transcript
from helpers.numeric.losses import one_hot
from helpers.numeric.walk import walk
from helpers.pictures.network import network_diagram
from helpers.pictures.text import LOSS, name, number

L = small_network().L
LAYOUT = """
.bp-investigation .bp-pictures { display: grid; grid-template-columns: 36fr 64fr; }
@media (max-width: 900px) {
  .bp-investigation .bp-pictures { grid-template-columns: minmax(0, 1fr); }
  .bp-investigation .bp-pictures > :nth-child(1) { grid-row: 2; max-width: 430px; }
}
"""


class Witness(NamedTuple):
    """Who is asked: the line of the walk that answers, its layer, its name, its words.

    `letters` are the quantities among which the blame is divided; `lit` is what the diagram marks.

    Examples
    --------
    >>> WITNESSES[1].says
    'Only W_2 h_1 + b_2, added up.'
    """

    line: str
    k: int
    asked: str
    letters: str
    lit: tuple
    says: str


def _witnesses():
    yield Witness("loss", L, LOSS, "", ("L",), "Not 0. Who is responsible?")
    for k in range(L, 0, -1):
        below = f"h_{k - 1}" if k > 1 else "x"
        line = "grad_a_L" if k == L else "grad_a"
        sums = f"Only W_{k} {below} + b_{k}, added up."
        yield Witness(line, k, f"a_{k}", "a", ("grad_a", k), sums)
        admits = "We are. Change us."
        yield Witness("grad_b", k, f"W_{k}, b_{k}", "Wb", ("grad_W", k), admits)
        if k > 1:
            passes = f"Only g(a_{k - 1}), passed on."
            yield Witness("grad_h", k - 1, below, "h", ("grad_h", k - 1), passes)
    yield Witness("grad_b", 1, "x", "", None, "Given. Nobody is left.")


WITNESSES = tuple(_witnesses())


class InvestigationExplorer(Explorer):
    """Ask one witness after the other, from the loss back; a derivative says how much blame.

    The network is that of lesson 4.8.

    Parameters
    ----------
    asked : int, optional
        How many have been asked when it opens.

    Attributes
    ----------
    asked : ipywidgets.IntSlider
    back_button, next_button : ipywidgets.Button
    nudge : ipywidgets.FloatSlider
        Added to the number with most blame, to try its derivative out.
    true_class : ipywidgets.ToggleButtons
        Counted from 1.
    x1, x2 : ipywidgets.FloatSlider

    Examples
    --------
    >>> explorer = InvestigationExplorer(asked=4)
    >>> explorer.witness.asked, explorer.suspect[:2]
    ('h_1', ('h', (0,)))
    """

    name = "investigation"

    def __init__(self, asked=1):
        super().__init__(
            asked=IntSlider(asked, min=1, max=len(WITNESSES), description="witnesses asked"),
            back_button=Button(description="Back", icon="step-backward"),
            next_button=Button(description="Next", icon="step-forward"),
            nudge=FloatSlider(0.1, min=-0.5, max=0.5, step=0.05, description="nudge"),
            true_class=ToggleButtons(options=(1, 2), value=2, description="true class ℓ"),
            x1=FloatSlider(X[0], min=-2, max=2, step=0.1, description="input x₁"),
            x2=FloatSlider(X[1], min=-2, max=2, step=0.1, description="input x₂"),
        )
        self.on_press(self.back_button, lambda: self.go(-1))
        self.on_press(self.next_button, lambda: self.go(1))

    def rows(self):
        """Return the walk above, the case below."""
        return [
            row(self.asked, self.back_button, self.next_button, self.nudge),
            row(self.true_class, self.x1, self.x2),
        ]

    def style(self):
        """Return the CSS: the transcript left of the network, or below it in a narrow window."""
        return super().style() + LAYOUT

    def begin(self):
        """Walk through the network with the case as it is."""
        self.network = small_network()
        self.input = [self.x1.value, self.x2.value]
        self.target = one_hot(self.true_class.value - 1, 2)
        moments = walk(self.network, self.input, self.target, eta=1.0)
        self.moments = {(moment.line, moment.k): moment for moment in moments}
        self.gradients = moments[-1].gradients

    def turned(self, name):
        """Walk anew where the case has changed."""
        if name in ("true_class", "x1", "x2"):
            self.begin()

    def go(self, witnesses):
        """Go forth or back so many witnesses, as far as there are any."""
        self.asked.value = min(max(self.asked.value + witnesses, 1), self.asked.max)

    @property
    def witness(self):
        """Who is asked now."""
        return WITNESSES[self.asked.value - 1]

    @property
    def suspect(self):
        """The letter, entry and derivative with most blame at the witness, None without any."""
        return self._suspect(self.witness)

    def _suspect(self, witness):
        if not witness.letters:
            return None
        return most_blamed(self.gradients, witness.letters, witness.k)

    def draw(self):
        """Return transcript and network, and the last answer in words."""
        witness = self.witness
        moment = self.moments[witness.line, witness.k]
        diagram = network_diagram(
            self.network,
            moment.trace,
            moment.gradients,
            y=self.target,
            loss=moment.loss,
            lit=witness.lit,
        )
        statements = [self._statement(witness) for witness in WITNESSES]
        return [transcript(statements, self.asked.value), diagram], self._sentence(witness, moment)

    def _statement(self, witness):
        suspect = self._suspect(witness)
        blame = "" if suspect is None else number(suspect[2])
        role = "" if suspect is None else "output" if witness.asked == f"a_{L}" else "hidden"
        role = "weights" if witness.letters == "Wb" else role
        return Statement(witness.asked, witness.says, blame, role)

    def _sentence(self, witness, moment):
        if witness.line == "loss":
            ell = self.true_class.value
            y_hat = number(moment.trace.y_hat[ell - 1])
            return (
                f"The network gives the true class ŷ{name('', ell)} = {y_hat}, so {LOSS} = "
                f"{number(moment.loss)}. The answer came from the output layer: ask it first."
            )
        if self.suspect is None:
            return self._verdict()
        letter, entry, slope = self.suspect
        own = name(letter, witness.k, *(index + 1 for index in entry))
        change = self.nudge.value
        real = effect(self.network, self.input, self.target, letter, witness.k, entry, change)
        return (
            f"Most blame falls on {own}: ∂{LOSS}/∂{own} = {number(slope)}. Nudged by "
            f"{number(change)} it should change {LOSS} by {number(slope)}·{_factor(change)} = "
            f"{number(slope * change, 3)}; computed anew, {LOSS} changes by {number(real, 3)}."
        )

    def _verdict(self):
        found = [(*most_blamed(self.gradients, "Wb", k), k) for k in range(1, L + 1)]
        letter, entry, slope, k = max(found, key=lambda one: round(abs(one[2]), 12))
        own = name(letter, k, *(index + 1 for index in entry))
        weight = number(self.gradients.W[1][0, 0])
        return (
            f"Nobody is left: x is given. The {self.network.parameter_count} parameters share the "
            f"responsibility; {own} carries most, {number(slope)}, and W₁₁₁, which we could not "
            f"ask directly, {weight}."
        )


def _factor(value):
    return f"({number(value)})" if value < 0 else number(value)
