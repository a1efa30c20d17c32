"""Who is responsible for the loss? The question goes back through the network, answer by answer."""

from typing import NamedTuple

import numpy as np
from ipywidgets import FloatSlider, IntSlider

from helpers.data.networks import example_network
from helpers.explorers.live import Explorer, sample, sample_controls, walk_buttons
from helpers.lessons.lesson_4_4.witnesses import WANTED, witnesses
from helpers.numeric.backprop import Gradients, back_propagation
from helpers.numeric.forward import forward_propagation
from helpers.pictures.text import LOSS, bracketed, name, number


class Reply(NamedTuple):
    """What a witness is asked, and says, in the mini-language of pictures.

    `lit` are those who speak, as ("a", 2), `names` those to whom they point: nobody, before the
    first has been asked. `letters` are those of layer `k` whose derivatives are known now.
    """

    asked: str
    says: str
    lit: tuple = ()
    names: tuple = ()
    letters: str = ""
    k: int = 0


def replies(L):
    """Return the replies, from the loss back to the input of a network of L layers."""
    found = [Reply(f"{LOSS} is not 0, so the network is wrong.", "Who is responsible?")]
    for k in range(L, 0, -1):
        below, own = (("h", k - 1), f"h_{k - 1}") if k > 1 else (("x",), "x")
        named = ("W", k), ("b", k), below
        weighed, those = f"W_{k} {own} + b_{k}", f"Ask W_{k}, b_{k} and {own}.”"
        if k == L:
            asked = "To the output layer: ŷ comes from you, and it is wrong."
            says = f"“We only turn {weighed} into probabilities. {those}"
            found.append(Reply(asked, says, (("a", k), ("h", k)), named, "a", k))
        else:
            asked = f"To h_{k}: the layer above points at you."
            says = f"“We are only g(a_{k}). Ask a_{k}.”"
            found.append(Reply(asked, says, (("h", k),), (("a", k),), "h", k))
            asked, says = f"To a_{k}: h_{k} points at you.", f"“We are only {weighed}. {those}"
            found.append(Reply(asked, says, (("a", k),), named, "a", k))
        asked, says = f"To W_{k} and b_{k}: was it you?", "“Yes: nobody computed us. Change us.”"
        found.append(Reply(asked, says, named[:2], (), "Wb", k))
    parameters = tuple((letter, k) for letter in "Wb" for k in range(L, 0, -1))
    says = "“We were given. Only weights and biases said yes.”"
    return [*found, Reply("To x: was it you?", says, (("x",),), parameters)]


class InvestigationExplorer(Explorer):
    """Ask one after the other, from the loss back; a derivative says how much blame there is.

    The network is the lessons', with their sample.

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
    >>> explorer = InvestigationExplorer(asked=3)
    >>> explorer.reply.lit, explorer.steepest[:3]
    ((('h', 2),), ('h', 2, (1,)))
    """

    name = "investigation"
    walk = "asked"
    case = ("true_class", "x1", "x2")
    layout = (("asked", "back_button", "next_button", "nudge"), case)

    def __init__(self, asked=0):
        self.network = example_network()
        self.replies = replies(self.network.L)
        super().__init__(
            asked=IntSlider(asked, max=len(self.replies) - 1, description="witnesses asked"),
            **walk_buttons("Ask the next"),
            nudge=FloatSlider(0.1, min=-0.5, max=0.5, step=0.05, description="nudge"),
            **sample_controls(),
        )

    def begin(self):
        self.input, self.target = sample(self)
        self.trace = forward_propagation(self.network, self.input)
        self.gradients = back_propagation(self.network, self.trace, self.target)
        self.loss = self.network.loss(self.trace, self.target)

    def draw(self):
        reply = self.reply = self.replies[self.asked.value]
        self.steepest = steepest(self.gradients, reply.letters, reply.k)
        known = {letter: [None] * (self.network.L + 1) for letter in "Wbah"}
        for one in self.replies[: self.asked.value + 1]:
            for letter in one.letters:
                known[letter][one.k] = getattr(self.gradients, letter)[one.k]
        shown = self.target, self.loss, reply
        return [witnesses(self.network, self.trace, Gradients(**known), *shown)], self._sentence()

    def _sentence(self):
        k, entry = WANTED
        wanted = name("W", k, *(index + 1 for index in entry))
        if not self.asked.value:
            ell = self.true_class.value
            return (
                f"The true class {ell} gets ŷ{name('', ell)} = "
                f"{number(self.trace.y_hat[ell - 1])}, so {LOSS} = {number(self.loss)}. Far from "
                f"{LOSS} stands {wanted} = {number(self.network.W[k][entry])}: how much is it to "
                "blame? Nobody has been asked yet."
            )
        if self.steepest is None:
            own, slope = _told(*steepest(self.gradients, "Wb", *range(1, self.network.L + 1)))
            return (
                f"Nobody is left: x was given. The {self.network.parameter_count} weights and "
                f"biases share the responsibility; {own} carries most, {slope}, and {wanted}, "
                f"which we could not ask directly, {number(self.gradients.W[k][entry])}."
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
