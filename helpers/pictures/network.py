"""The network, its units in two halves, with live values, gradients and tooltips."""

import itertools

from helpers.pictures import formulas, svg
from helpers.pictures import network_layout as layout
from helpers.pictures.network_edges import draw_direction, draw_edges, draw_key, draw_numbers
from helpers.pictures.network_state import State
from helpers.pictures.network_units import draw_input, draw_unit
from helpers.pictures.text import LOSS, number


def network_diagram(
    network, trace=None, gradients=None, *, y=None, loss=None, loss_name=None, lit=None
):
    """Draw a network as SVG: each unit in two halves, a light and h dark, as on the slides.

    What is None in the trace or the gradients is not computed yet, and prints nothing. An edge
    is dashed where its weight is negative, and the thicker the larger it is.

    Parameters
    ----------
    network : Network
    trace : Trace, optional
        Of a single sample; entries may be None.
    gradients : Gradients, optional
        Of the same sample; entries may be None. A row is kept for them wherever it is given.
    y : array_like, shape (k,), optional
        The true output; it then stands below the output units, and the loss on the right.
    loss : float, optional
        The value of the loss, where it is computed.
    loss_name : str, optional
        As in `Network.loss`, for the formulas.
    lit : tuple, optional
        What is in work: ("a", k), ("h", k), ("y_hat",), ("L",), ("grad_a", k), ("grad_h", k),
        ("grad_W", k), ("grad_b", k), ("W", k) or ("b", k). It gets a halo; what it is computed
        from stays as it is; the rest recedes.

    Returns
    -------
    str

    Raises
    ------
    ValueError
        Where the trace holds a batch, an array does not fit the network, or `lit` names nothing.

    Examples
    --------
    >>> from helpers import Network, forward_propagation
    >>> network = Network.initialise([2, 3, 2])
    >>> picture = network_diagram(network, forward_propagation(network, [1.0, 0.5]))
    >>> "h₁₁ = tanh(a₁₁)" in picture
    True
    """
    state = State(network, trace, gradients, y, loss, loss_name, lit)
    shows_loss = y is not None or loss is not None or lit == ("L",)
    places = layout.arrange(network.sizes, gradients is not None, shows_loss)
    title = f"Network {' → '.join(map(str, network.sizes))}"
    root = svg.picture(places.width, places.height, title, _describe(state))
    pairs = list(itertools.pairwise(places.layers))
    for source, target in pairs:
        draw_edges(root, state, source, target)
    if shows_loss:
        _draw_loss(root, state, places)
        draw_key(root, places.loss_x, places.height - 35)
    for layer in places.layers:
        for index, unit_y in layer.y.items():
            (draw_unit if layer.k else draw_input)(root, state, layer, index, unit_y)
        _draw_captions(root, state, layer, places.height)
    for source, target in pairs:
        draw_numbers(root, state, source, target)
    draw_direction(root, state, places)
    return svg.to_string(root)


def _describe(state):
    words = [f"g is {state.network.activation.name}, O is {state.network.output.name}"]
    y_hat = None if state.trace is None else state.trace.y_hat
    if y_hat is not None and len(y_hat) <= 10:
        words.append(f"ŷ = ({', '.join(map(number, y_hat))})")
    if state.loss is not None:
        words.append(f"{LOSS} = {number(state.loss)}")
    return "; ".join(words) + "."


def _draw_captions(root, state, layer, height):
    """Write the layer's equation above it; its number and its shape below."""
    network, k, x = state.network, layer.k, layer.x
    if k == 0:
        heading, shape, cls = "h_0 = x", f"x: {network.sizes[0]}", "quiet"
    else:
        g = network.output.name if k == network.L else network.activation.name
        heading = f"ŷ = {g}(a_{k})" if k == network.L else f"h_{k} = {g}(a_{k})"
        shape = f"W_{k}: {network.sizes[k]} × {network.sizes[k - 1]}"
        cls = f"{state.role(k)}-ink"
    svg.text(root, x, 22, heading, svg.NAME_SIZE, cls=cls)
    svg.text(root, x, height - 30, f"layer {k}", 15, cls=f"{cls} bold")
    svg.text(root, x, height - 9, shape, svg.NAME_SIZE)
    if layer.ellipsis is not None:
        more = f"{network.sizes[k] - len(layer.y)} more"
        for dy in (-18, -8, 2):
            svg.element(root, "circle", cx=x, cy=layer.ellipsis + dy, r=3, cls="bar")
        svg.text(root, x, layer.ellipsis + 24, more, 14, cls="quiet")


def _draw_loss(root, state, places):
    """Draw the loss on the right, where the outputs and the true outputs meet."""
    last, x, y = places.layers[-1], places.loss_x, places.middle
    left = x - layout.LOSS_WIDTH / 2
    for unit_y in last.y.values():
        svg.line(state.group(root, ("y",)), last.right, unit_y, left, y, cls="rule")
    line = formulas.loss_value(state.network, state.trace, state.y, state.loss, state.loss_name)
    group = state.group(root, ("L",), line)
    box = (left, y - 30, layout.LOSS_WIDTH, 60, 10)
    if state.lit == ("L",):
        svg.rect(group, *box, cls="halo", stroke_width=14)
        svg.rect(group, *box, cls="ink", stroke_width=4)
    svg.rect(group, *box, cls="loss-deep")
    svg.text(group, x, y - 6, f"{LOSS}(θ)", svg.NAME_SIZE, cls="on-deep")
    if state.loss is not None:
        value = number(state.loss)
        svg.text(group, x, y + 18, value, svg.NAME_SIZE, cls="on-deep bold", literal=True)
    kind = state.network.choose_loss(state.loss_name).name
    for row, word in enumerate(kind.split("_")):
        svg.text(group, x, y + 48 + 17 * row, word, 14, cls="quiet")
