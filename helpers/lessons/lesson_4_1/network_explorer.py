"""Lesson 4.1: a network of any small size, built up as on the slide; its shapes counted."""

import html

import numpy as np
from ipywidgets import Dropdown, FloatSlider, IntSlider, ToggleButtons

from helpers.data.networks import INPUT, MOST_HIDDEN, WIDEST, example_network
from helpers.explorers.live import Explorer, activation_menu, sliders, walk_buttons
from helpers.lessons.lesson_4_1 import drawing
from helpers.lessons.lesson_4_1.drawing import layers, network_drawing
from helpers.numeric.forward import forward_propagation
from helpers.numeric.losses import OUTPUTS
from helpers.pictures import formulas, svg
from helpers.pictures.figure import stored_image
from helpers.pictures.text import label, letter_of_h, name, number, vector

X = (*INPUT, 0.5, -1.0)
ROW, TOP, BOTTOM = 27, 20, 18  # of the strip of shapes, in CSS pixels


class NetworkExplorer(Explorer):
    """A network, built up as on the lecture's slide; at the last step its size can be chosen.

    It is an `example_network`, so that a unit more leaves the others as they are.

    Attributes
    ----------
    step : ipywidgets.IntSlider
        How far it is built up: inputs, hidden layers, output layer, halves, parameters, values.
    hidden, n0, n1, n2, k : ipywidgets.IntSlider
        L - 1; inputs, units of each hidden layer, outputs.
    last : ipywidgets.ToggleButtons
        The shape of W_L: "k × n", or "n × k" as the slide prints it [4.1-5].
    scale : ipywidgets.FloatSlider
        What every weight, but no bias, is multiplied by.

    Examples
    --------
    >>> explorer = NetworkExplorer()
    >>> explorer.network
    Network(2 → 3 tanh → 2 tanh → 3 softmax, 26 parameters)
    >>> explorer.go(1)
    >>> explorer.sentence[:47]
    'Step 1: L − 1 = 2 hidden layers, of 3 and 2 neu'
    """

    name = "network"
    css = """
.bp-network .bp-pictures { display: block; }
.bp-network .bp-pictures svg { min-width: 0 !important; }
.bp-network .bp-controls > .widget-hslider { flex-basis: 240px; }
"""
    layout = (
        ("back_button", "next_button", "step"),
        ("n0", "hidden", "n1", "n2", "k"),
        ("g", "O", "last"),
        ("x1", "x2", "x3", "x4", "scale"),
    )
    case = ("step", "hidden", "n0")
    walk = "step"

    def __init__(self):
        def size(value, description):
            return IntSlider(value, min=1, max=WIDEST, description=description)

        super().__init__(
            step=IntSlider(0, min=0, max=drawing.VALUES, description="step"),
            **walk_buttons(),
            hidden=IntSlider(2, min=0, max=MOST_HIDDEN, description="hidden layers"),
            n0=size(2, "inputs"),
            n1=size(3, "units, layer 1"),
            n2=size(2, "units, layer 2"),
            k=size(3, "outputs k"),
            g=activation_menu(),
            O=Dropdown(options=list(OUTPUTS), value="softmax", description="O"),
            last=ToggleButtons(options=["k × n", "n × k"], description="shape of the last W"),
            **sliders("x", "input", X, 5),
            scale=FloatSlider(1.0, min=0, max=8, step=0.25, description="weights ×"),
        )

    def begin(self):
        """Show the controls of what is there: all of them once the network is built up."""
        shown = {f"n{k}": k <= self.hidden.value for k in range(1, MOST_HIDDEN + 1)}
        shown |= {f"x{j}": j <= self.n0.value for j in range(1, WIDEST + 1)}
        is_built = self.step.value == drawing.VALUES
        for key in (key for keys in self.layout[1:] for key in keys):
            is_there = is_built and shown.get(key, True)
            self.controls[key].layout.display = None if is_there else "none"

    @property
    def x(self):
        return np.array([self.controls[f"x{j + 1}"].value for j in range(self.n0.value)])

    @property
    def network(self):
        """The network as set; where W_L is to be n × k, and n is not k, a ValueError."""
        hidden = [self.controls[f"n{k}"].value for k in range(1, self.hidden.value + 1)]
        sizes = [self.n0.value, *hidden, self.k.value]
        network = example_network(sizes, self.g.value, self.O.value, self.scale.value)
        if self.last.value == "n × k":
            network.W[-1] = np.ascontiguousarray(network.W[-1].T)
            network.check_parameters()
        return network

    def draw(self):
        network, step = self.network, self.step.value
        trace = forward_propagation(network, self.x)
        pictures = [network_drawing(network, trace, step)]
        if step >= drawing.PARAMETERS:
            pictures.append(shape_strip(network))
        is_built = step == drawing.VALUES
        said = self._values(network, trace) if is_built else built_up(network, self.x, step)
        return pictures, said

    def left_behind(self):
        """Fold the network, built up, below the step: who has no kernel cannot press Next."""
        kept = super().left_behind()
        if self.step.value < drawing.VALUES and self.error is None:
            network = self.network
            trace = forward_propagation(network, self.x)
            alt = self._values(network, trace)
            images = stored_image(network_drawing(network, trace), alt)
            images += stored_image(shape_strip(network), "Its shapes and parameters")
            shown = f"{images}<p>{html.escape(alt)}</p>"
            kept["text/html"] += f"<details><summary>Show it built up</summary>{shown}</details>"
        return kept

    def _values(self, network, trace):
        said = [
            f"{' → '.join(map(str, network.sizes))} units: {counts(network)}.",
            f"{formulas.value_a(network, trace, 1, 0)}.",
        ]
        if network.L > 1:
            h = np.concatenate(trace.h[1:-1])
            low, high = number(h.min()), number(h.max())
            said.append(f"The hidden h lie between {low} and {high}.")
        said.append(f"The output is ŷ = {vector(trace.y_hat)}.")
        if self.last.value == "n × k":
            said.append(f"{name('W', network.L)} is transposed, and as n = k nothing complains.")
        return " ".join(said)


def counts(network):
    """Return how many weights and biases a network has, in words."""
    W, b = (sum(array.size for array in arrays[1:]) for arrays in (network.W, network.b))
    return f"{W} weights and {b} biases, {W + b} parameters"


def built_up(network, x, step):
    """Return the sentence of a step of the slide, with the network's numbers."""
    n, *hidden, k = network.sizes
    L, below = network.L, f"{name('h', network.L)} = ŷ"
    edges = [matrix.size for matrix in network.W[1:]]
    edges = f"{' + '.join(map(str, edges))}{f' = {sum(edges)}' if L > 1 else ''}"
    of = f", of {' and '.join(map(str, hidden))} neurons (units)" if hidden else ""
    said = (
        f"the input is a vector of n = {n} numbers, x = {vector(x)}. Dotted is what is to come",
        f"L − 1 = {L - 1} hidden layer{'s' * (L != 2)}{of}. "
        "A unit has an edge from each unit of the layer before",
        f"one output layer of k = {k} neurons, one for each of {k} classes. It is layer "
        f"L = {L}; the input is layer 0. Now there are {edges} edges",
        f"each unit has two halves, its pre-activation a and its activation h; {below}",
        f"each edge has a weight (dashed: below 0), each unit a bias: {counts(network)}",
    )
    return f"Step {step}: {said[step]}."


def shape_strip(network):
    """Draw the shapes of b_k, a_k and h_k below layer k of the diagram; count the parameters."""
    sizes, L = network.sizes, network.L
    total_width, _, places = layers(sizes)
    sums = [network.W[k].size + network.b[k].size for k in range(1, L + 1)]
    total = f"{network.parameter_count} parameters"
    if L > 1:
        total = f"{' + '.join(map(str, sums))} = {total}"
    height = TOP + 3 * ROW + BOTTOM
    root = svg.picture(total_width, height, "Shapes and parameters", total)
    for k, count in enumerate(sums, 1):
        n, below, x = sizes[k], sizes[k - 1], places[k].x
        h = label(*letter_of_h(k, L))
        rows = (f"W_{k}: {n} × {below}", f"b_{k}, a_{k}, {h}: {n}", f"{n}·{below} + {n} = {count}")
        for place, row in enumerate(rows):
            cls = "bold weights-ink" if place == 2 else ""
            svg.text(root, x, TOP + ROW * place, row, svg.NAME_SIZE, cls=cls)
    y = TOP + 3 * ROW
    svg.line(root, 10, y - 19, total_width - 10, y - 19, 1, cls="rule")
    svg.text(root, total_width / 2, y + 6, total, svg.NAME_SIZE, cls="bold weights-ink")
    return svg.to_string(root)
