"""Who is responsible for the loss? The question goes back through the network, answer by answer."""

from typing import NamedTuple

import numpy as np
from ipywidgets import FloatSlider, IntSlider

from helpers.data.networks import example_network
from helpers.explorers.live import Explorer, sample, sample_controls, walk_buttons
from helpers.numeric.forward import forward_propagation
from helpers.numeric.line_by_line import line_by_line
from helpers.pictures import svg
from helpers.pictures.network import network_diagram
from helpers.pictures.text import LOSS, bracketed, name, number, width

ROW, TOP, LEFT, SIZE = 40, 8, 14, 16  # of the transcript
ASKED_WIDTH, SLOPE_WIDTH = 68, 76  # beside the answers


class Reply(NamedTuple):
    """What one of those asked says, in the mini-language of pictures.

    The diagram shows the walk's moment after `line` of layer `k`, with `lit` marked; `letters` are
    the quantities of which the steepest derivative is told, `role` is their colour.
    """

    line: str
    k: int
    asked: str
    says: str
    letters: str = ""
    role: str = ""
    lit: tuple | None = None


REPLIES = (
    Reply("loss", 2, LOSS, "Not 0. Who is responsible?", lit=("L",)),
    Reply("grad_a_L", 2, "a_2", "Only W_2 h_1 + b_2, added up.", "a", "output", ("grad_a", 2)),
    Reply("grad_b", 2, "W_2, b_2", "We are. Change us.", "Wb", "weights", ("grad_W", 2)),
    Reply("grad_h", 1, "h_1", "Only g(a_1), passed on.", "h", "hidden", ("grad_h", 1)),
    Reply("grad_a", 1, "a_1", "Only W_1 x + b_1, added up.", "a", "hidden", ("grad_a", 1)),
    Reply("grad_b", 1, "W_1, b_1", "We are. Change us.", "Wb", "weights", ("grad_W", 1)),
    Reply("grad_b", 1, "x", "Given. Nobody is left."),
)


class InvestigationExplorer(Explorer):
    """Ask one after the other, from the loss back; a derivative says how much blame there is.

    The network is that of lesson 4.8.

    Parameters
    ----------
    asked : int, optional
        How many have been asked when it opens.

    Attributes
    ----------
    nudge : ipywidgets.FloatSlider
        Added to the number with the steepest derivative, to try that derivative out.
    steepest : tuple
        Letter, layer, entry and value of the derivative that it tells.

    Examples
    --------
    >>> explorer = InvestigationExplorer(asked=4)
    >>> explorer.reply.asked, explorer.steepest[:3]
    ('h_1', ('h', 1, (0,)))
    """

    name = "investigation"
    css = """
    .bp-investigation .bp-pictures { display: grid; grid-template-columns: 36fr 64fr; }
    @media (max-width: 900px) {
      .bp-investigation .bp-pictures { grid-template-columns: minmax(0, 1fr); }
      .bp-investigation .bp-pictures > :nth-child(1) { grid-row: 2; max-width: 430px; }
    }
    """
    walk = "asked"
    case = ("true_class", "x1", "x2")
    layout = (("asked", "back_button", "next_button", "nudge"), case)

    def __init__(self, asked=1):
        super().__init__(
            asked=IntSlider(asked, min=1, max=len(REPLIES), description="witnesses asked"),
            **walk_buttons(),
            nudge=FloatSlider(0.1, min=-0.5, max=0.5, step=0.05, description="nudge"),
            **sample_controls(),
        )

    def begin(self):
        self.network = example_network()
        self.input, self.target = sample(self)
        moments = line_by_line(self.network, self.input, self.target, eta=1.0)
        self.moments = {(moment.line, moment.k): moment for moment in moments}
        self.gradients = moments[-1].gradients

    def draw(self):
        reply = self.reply = REPLIES[self.asked.value - 1]
        slopes = [steepest(self.gradients, one.letters, one.k) for one in REPLIES]
        self.steepest = slopes[self.asked.value - 1]
        moment = self.moments[reply.line, reply.k]
        seen = {"y": self.target, "loss": moment.loss, "lit": reply.lit}
        diagram = network_diagram(self.network, moment.trace, moment.gradients, **seen)
        return [transcript(slopes, self.asked.value), diagram], self._sentence(moment)

    def _sentence(self, moment):
        if self.reply.line == "loss":
            ell = self.true_class.value
            return (
                f"The network gives the true class ŷ{name('', ell)} = "
                f"{number(moment.trace.y_hat[ell - 1])}, so {LOSS} = {number(moment.loss)}. The "
                "answer came from the output layer: ask it first."
            )
        if not self.reply.letters:
            own, slope = _told(*steepest(self.gradients, "Wb", *range(1, self.network.L + 1)))
            return (
                f"Nobody is left: x is given. The {self.network.parameter_count} parameters share "
                f"the responsibility; {own} carries most, {slope}, and W₁₁₁, which we could not "
                f"ask directly, {number(self.gradients.W[1][0, 0])}."
            )
        *place, slope = self.steepest
        own, told = _told(*place, slope)
        change = self.nudge.value
        real = effect(self.network, self.input, self.target, *place, change)
        return (
            f"Most blame falls on {own}: ∂{LOSS}/∂{own} = {told}. Nudged by {number(change)} it "
            f"should change {LOSS} by {told}·{bracketed(change)} = {number(slope * change, 3)}; "
            f"computed anew, {LOSS} changes by {number(real, 3)}."
        )


def _told(letter, k, entry, slope):
    return name(letter, k, *(index + 1 for index in entry)), number(slope)


def steepest(gradients, letters, *layers):
    """Return letter, layer, entry and value of the steepest derivative, None without letters.

    Of several as steep, to 12 digits behind the point, it is the first.
    """
    found = [
        (letter, k, entry, float(array[entry]))
        for k in layers
        for letter in letters
        for array in [getattr(gradients, letter)[k]]
        for entry in np.ndindex(array.shape)
    ]
    return max(found, key=lambda one: round(abs(one[-1]), 12), default=None)


def changed(network, letter, k, entry, change):
    """Return a network in which an entry of W_k, b_k, a_k or h_k is larger, and none below it."""
    after = network.copy()
    if letter == "h":  # h_kj reaches every a_{k+1,i}, by W_{k+1,ij} of it
        after.b[k + 1] += network.W[k + 1][:, entry[0]] * change
    else:  # a change of a_ki is one of b_ki
        (after.W if letter == "W" else after.b)[k][entry] += change
    return after


def effect(network, x, y, letter, k, entry, change):
    """Return by how much the loss really changes where one number changes.

    >>> from helpers.numeric.network import Network
    >>> network = Network([None, [[2.0]]], [None, [0.0]], output="linear")
    >>> effect(network, [1.0], [3.0], "W", 1, (0, 0), 1.0)
    -1.0
    """
    after = changed(network, letter, k, entry, change)
    before, now = (one.loss(forward_propagation(one, x), y) for one in (network, after))
    return now - before


def transcript(slopes, asked):
    """Draw the first replies as SVG, the last of them lit; room is kept for the others."""
    across = LEFT + ASKED_WIDTH + SLOPE_WIDTH + 0.93 * max(width(one.says, SIZE) for one in REPLIES)
    said = f"{asked} of {len(REPLIES)} witnesses have answered"
    root = svg.picture(across, 2 * TOP + ROW * len(REPLIES), "Transcript", said, grow=1.2)
    for place, (reply, slope) in enumerate(zip(REPLIES[:asked], slopes, strict=False)):
        group, top, is_last = svg.group(root), TOP + ROW * place, place == asked - 1
        if is_last:
            svg.rect(group, 4, top, across - 8, ROW - 2, 6, cls="now")
            svg.rect(group, 4, top, 5, ROW - 2, 2.5, cls="weights")
        base = top + ROW / 2 + 5
        ink = f"{reply.role}-ink bold" if reply.role and not is_last else "bold"
        svg.text(group, LEFT, base, reply.asked, SIZE + 1, "start", ink)
        svg.text(group, LEFT + ASKED_WIDTH, base, reply.says, SIZE, "start")
        if slope:
            ink = "bold" if is_last else "gradient-ink"
            value = f"∇ {number(slope[-1])}"
            svg.text(group, across - 14, base, value, SIZE, "end", ink, literal=True)
    return svg.to_string(root)
