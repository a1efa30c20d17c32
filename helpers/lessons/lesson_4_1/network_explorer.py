"""Lesson 4.1: a network of any small size, its values as x flows through, its shapes counted."""

import numpy as np
from ipywidgets import Dropdown, FloatSlider, IntSlider, ToggleButtons

from helpers.data.networks import MOST_HIDDEN, WIDEST, example_network
from helpers.explorers.live import Explorer, activation_menu, sliders
from helpers.numeric.forward import forward_propagation
from helpers.numeric.losses import OUTPUTS
from helpers.pictures import formulas, svg
from helpers.pictures.network import arrange, network_diagram
from helpers.pictures.text import label, letter_of_h, name, number, vector

INPUTS = (1.0, -0.5, 0.5, -1.0)
ROW, TOP, BOTTOM = 27, 20, 18  # of the strip of shapes, in CSS pixels


class NetworkExplorer(Explorer):
    """A network: choose its sizes, functions and input; see every value, shape and count.

    It is an `example_network`, so that a unit more leaves the others as they are.

    Attributes
    ----------
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
    Network(2 → 3 tanh → 3 tanh → 2 softmax, 29 parameters)
    >>> explorer.turn(hidden=0)
    >>> explorer.network
    Network(2 → 2 softmax, 6 parameters)
    """

    name = "network"
    css = """
.bp-network .bp-pictures { display: block; }
.bp-network .bp-pictures svg { min-width: 0 !important; }
.bp-network .bp-controls > .widget-hslider { flex-basis: 240px; }
"""
    layout = (
        ("n0", "hidden", "n1", "n2", "k"),
        ("g", "O", "last"),
        ("x1", "x2", "x3", "x4", "scale"),
    )
    case = ("hidden", "n0")

    def __init__(self):
        def size(value, description):
            return IntSlider(value, min=1, max=WIDEST, description=description)

        super().__init__(
            hidden=IntSlider(2, min=0, max=MOST_HIDDEN, description="hidden layers"),
            n0=size(2, "inputs"),
            **{f"n{k}": size(3, f"units, layer {k}") for k in range(1, MOST_HIDDEN + 1)},
            k=size(2, "outputs k"),
            g=activation_menu(),
            O=Dropdown(options=list(OUTPUTS), value="softmax", description="O"),
            last=ToggleButtons(options=["k × n", "n × k"], description="shape of W_L"),
            **sliders("x", "input", INPUTS, 5),
            scale=FloatSlider(1.0, min=0, max=8, step=0.25, description="weights ×"),
        )

    def begin(self):
        shown = {f"n{k}": k <= self.hidden.value for k in range(1, MOST_HIDDEN + 1)}
        shown |= {f"x{j}": j <= self.n0.value for j in range(1, WIDEST + 1)}
        for key, is_there in shown.items():
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
        network = self.network
        trace = forward_propagation(network, self.x)
        pictures = [network_diagram(network, trace), shape_strip(network)]
        return pictures, self._sentence(network, trace)

    def _sentence(self, network, trace):
        W, b = (sum(array.size for array in arrays[1:]) for arrays in (network.W, network.b))
        said = [
            f"{' → '.join(map(str, network.sizes))} units: {W} weights and {b} biases, "
            f"{network.parameter_count} parameters.",
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


def shape_strip(network):
    """Draw the shapes of b_k, a_k and h_k below layer k of the diagram; count the parameters."""
    sizes, L = network.sizes, network.L
    places = arrange(sizes)
    counts = [network.W[k].size + network.b[k].size for k in range(1, L + 1)]
    total = f"{network.parameter_count} parameters"
    if L > 1:
        total = f"{' + '.join(map(str, counts))} = {total}"
    height = TOP + 3 * ROW + BOTTOM
    root = svg.picture(places.width, height, "Shapes and parameters", total)
    for k, count in enumerate(counts, 1):
        n, below, x = sizes[k], sizes[k - 1], places.layers[k].x
        h = label(*letter_of_h(k, L))
        rows = (f"b_{k}: {n}", f"a_{k}, {h}: {n}", f"{n}·{below} + {n} = {count}")
        for place, row in enumerate(rows):
            cls = "bold weights-ink" if place == 2 else ""
            svg.text(root, x, TOP + ROW * place, row, svg.NAME_SIZE, cls=cls)
    y = TOP + 3 * ROW
    svg.line(root, 10, y - 19, places.width - 10, y - 19, 1, cls="rule")
    svg.text(root, places.width / 2, y + 6, total, svg.NAME_SIZE, cls="bold weights-ink")
    return svg.to_string(root)
