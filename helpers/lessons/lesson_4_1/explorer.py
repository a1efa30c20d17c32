"""Lesson 4.1: a network of any small size, its values as x flows through, its shapes counted."""

import numpy as np
from ipywidgets import Dropdown, FloatSlider, IntSlider, ToggleButtons

from helpers.data.networks import MOST_HIDDEN, MOST_UNITS, example_network
from helpers.explorers.live import Explorer, row
from helpers.lessons.lesson_4_1.shape_strip import shape_strip
from helpers.numeric.activations import ACTIVATIONS
from helpers.numeric.forward import forward_propagation
from helpers.numeric.losses import OUTPUTS
from helpers.pictures import formulas
from helpers.pictures.network import network_diagram
from helpers.pictures.text import name, number

X = (1.0, -0.5, 0.5, -1.0)
LAYOUT = """
.bp-network .bp-pictures { display: block; }
.bp-network .bp-pictures svg { min-width: 0 !important; }
.bp-network .bp-controls > .widget-hslider { flex-basis: 240px; }
"""


class NetworkExplorer(Explorer):
    """A network: choose its sizes, functions and input; see every value, shape and count.

    It is an `example_network`, so that a unit more leaves the others as they are.

    Attributes
    ----------
    hidden : ipywidgets.IntSlider
        The number of hidden layers, L - 1.
    n0, n1, n2, k : ipywidgets.IntSlider
        Inputs, units of each hidden layer, outputs; those of missing layers are not shown.
    g, O : ipywidgets.Dropdown
    last : ipywidgets.ToggleButtons
        The shape of W_L: "k × n", or "n × k" as the slide prints it [4.1-5].
    x1, x2, x3, x4 : ipywidgets.FloatSlider
        The input; as many are shown as there are inputs.
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

    def __init__(self):

        def size(value, description):
            return IntSlider(value, min=1, max=MOST_UNITS, description=description)

        super().__init__(
            hidden=IntSlider(2, min=0, max=MOST_HIDDEN, description="hidden layers"),
            n0=size(2, "inputs"),
            **{f"n{k}": size(3, f"units, layer {k}") for k in range(1, MOST_HIDDEN + 1)},
            k=size(2, "outputs k"),
            g=Dropdown(options=list(ACTIVATIONS), value="tanh", description="g"),
            O=Dropdown(options=list(OUTPUTS), value="softmax", description="O"),
            last=ToggleButtons(options=["k × n", "n × k"], description="shape of W_L"),
            **{
                f"x{j + 1}": FloatSlider(
                    value, min=-5, max=5, step=0.1, description=f"input {name('x', j + 1)}"
                )
                for j, value in enumerate(X)
            },
            scale=FloatSlider(1.0, min=0, max=8, step=0.25, description="weights ×"),
        )

    def rows(self):
        """Return the sizes, the functions, and what flows."""
        sizes = [self.controls[key] for key in ("n0", "hidden", "n1", "n2", "k")]
        inputs = [self.controls[f"x{j + 1}"] for j in range(MOST_UNITS)]
        return [row(*sizes), row(self.g, self.O, self.last), row(*inputs, self.scale)]

    def style(self):
        """Return the CSS: the strip of shapes stands below the diagram, column by column."""
        return super().style() + LAYOUT

    def begin(self):
        """Show the controls of the layers and inputs that there are."""
        self._show_controls()

    def turned(self, name):
        """Show or hide controls where layers or inputs come and go."""
        if name in ("hidden", "n0"):
            self._show_controls()

    def _show_controls(self):
        shown = {f"n{k}": k <= self.hidden.value for k in range(1, MOST_HIDDEN + 1)}
        shown |= {f"x{j}": j <= self.n0.value for j in range(1, MOST_UNITS + 1)}
        for key, is_there in shown.items():
            self.controls[key].layout.display = None if is_there else "none"

    @property
    def sizes(self):
        """Units by layer, the input first."""
        hidden = [self.controls[f"n{k}"].value for k in range(1, self.hidden.value + 1)]
        return [self.n0.value, *hidden, self.k.value]

    @property
    def x(self):
        """The input."""
        return np.array([self.controls[f"x{j + 1}"].value for j in range(self.n0.value)])

    @property
    def network(self):
        """The network as set.

        Raises
        ------
        ValueError
            Where W_L is n × k, and n is not k.
        """
        network = example_network(self.sizes, self.g.value, self.O.value, self.scale.value)
        if self.last.value == "n × k":
            network.W[-1] = np.ascontiguousarray(network.W[-1].T)
            network.check_parameters()
        return network

    def draw(self):
        """Return the diagram with its strip of shapes, and what they say."""
        network = self.network
        trace = forward_propagation(network, self.x)
        pictures = [network_diagram(network, trace), shape_strip(network)]
        return pictures, self._sentence(network, trace)

    def _sentence(self, network, trace):
        W, b = (sum(array.size for array in arrays[1:]) for arrays in (network.W, network.b))
        said = [
            f"{' → '.join(map(str, network.sizes))} units: {W} weights and {b} biases, "
            f"{network.parameter_count} parameters.",
            f"{formulas.pre_activation(network, trace, 1, 0)}.",
        ]
        if network.L > 1:
            h = np.concatenate(trace.h[1:-1])
            low, high = number(h.min()), number(h.max())
            said.append(f"The hidden h lie between {low} and {high}.")
        said.append(f"The output is ŷ = ({', '.join(map(number, trace.y_hat))}).")
        if self.last.value == "n × k":
            said.append(f"{name('W', network.L)} is transposed, and as n = k nothing complains.")
        return " ".join(said)
