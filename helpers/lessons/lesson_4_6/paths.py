"""A small network in which every path from one hidden unit to the loss is lit."""

import itertools

import numpy as np

from helpers.pictures import formulas, svg
from helpers.pictures import network_layout as layout
from helpers.pictures.network import draw_key, draw_weight
from helpers.pictures.text import LOSS, label, letter_of_h, name, number

UNIT_WIDTH, UNIT_HEIGHT, PITCH = 84, 46, 92  # a unit, and from one to the next
RADIUS = 17  # of an input
GAPS = 40, 92  # behind the input, behind the other layers
LOSS_GAP, LOSS_WIDTH = 28, 54
TOP, BOTTOM, MARGIN = 44, 22, 8
GRADIENT_SIZE = 15


def paths_diagram(network, gradients, k, j, loss=None):
    """Draw a network and light every path from h_kj to the loss.

    The edges that leave the unit carry their weights; below each unit that they reach stands the
    gradient at its pre-activation, below the unit itself those at both of its halves.

    Parameters
    ----------
    network : Network
        Of at most five units a layer.
    gradients : Gradients
        Of a single sample.
    k, j : int
        A hidden layer, from 1 to L - 1, and one of its units, counted from 0.
    loss : float, optional

    Returns
    -------
    str

    Raises
    ------
    ValueError
        Where there is no such hidden unit, or a layer is too large to be drawn whole.

    Examples
    --------
    >>> from helpers import Network, back_propagation, forward_propagation
    >>> network = Network.initialise([2, 3, 3, 2])
    >>> gradients = back_propagation(network, forward_propagation(network, [1.0, 0.5]), [1, 0])
    >>> "from h₁₂ to the loss" in paths_diagram(network, gradients, k=1, j=1)
    True
    """
    _check(network, k, j)
    layers = _arrange(network.sizes)
    loss_x = layers[-1].right + LOSS_GAP + LOSS_WIDTH / 2
    height = TOP + PITCH * max(network.sizes) + BOTTOM
    first_steps = network.sizes[k + 1]
    title = f"Paths from {name('h', k, j + 1)} to the loss"
    said = (
        f"{first_steps} edges leave {name('h', k, j + 1)}, one to each unit of layer {k + 1}; "
        f"{formulas.gradient_h(network, gradients, k, j)}."
    )
    root = svg.picture(loss_x + LOSS_WIDTH / 2 + MARGIN, height, title, said)
    middle = TOP + PITCH * max(network.sizes) / 2 - 10
    for source, target in itertools.pairwise(layers):
        _draw_edges(root, network, source, target, k, j)
    for y in layers[-1].y:
        _lit_line(root, layers[-1].right, y, loss_x - LOSS_WIDTH / 2, middle)
    for layer in layers:
        for i, y in enumerate(layer.y):
            if layer.k == 0:
                _draw_input(root, layer.x, y, i)
            else:
                _draw_unit(root, (network, gradients), layer, i, y, (k, j))
        last = " = L" if layer.k == network.L else ""
        words = f"layer {layer.k}{last}" if layer.k else "x"
        svg.text(root, layer.x, height - 10, words, 15, cls="bold" if layer.k == k else "quiet")
    _draw_numbers(root, network, layers[k], layers[k + 1], j)
    _draw_loss(root, loss_x, middle, loss)
    draw_key(root, loss_x - 2, height - 36)
    between = (layers[k].right + layers[k + 1].left) / 2
    svg.text(root, between, 18, "∇", svg.NAME_SIZE, cls="gradient-ink bold")
    svg.arrow(root, between + 26, between - 26, 28, "gradient-ink")
    return svg.to_string(root)


def _check(network, k, j):
    if k not in range(1, network.L):
        raise ValueError(f"k is {k!r}, expected a hidden layer, 1 to {network.L - 1}")
    if j not in range(network.sizes[k]):
        raise ValueError(f"j is {j!r}, but layer {k} has units 0 to {network.sizes[k] - 1}")


def _arrange(sizes):
    layers, x = [], MARGIN
    for k, n in enumerate(sizes):
        width = UNIT_WIDTH if k else 2 * RADIUS
        x += GAPS[k > 1] if k else 0
        top = TOP + PITCH * (max(sizes) - n) / 2 + UNIT_HEIGHT / 2
        ys = [top + PITCH * i for i in range(n)]
        layers.append(layout.Layer(k, x + width / 2, ys, x, x + width))
        x += width
    return layers


def _lit_line(root, *ends):
    svg.line(root, *ends, 6, cls="halo", stroke_opacity="0.55")
    svg.line(root, *ends, 1.5, cls="ink")


def _draw_edges(root, network, source, target, k, j):
    """Draw the weights between two layers: lit from the unit on, faint before and beside it."""
    W = network.W[target.k]
    for b, i, *line in layout.edge_ends(source, target):
        if source.k < k or (source.k == k and b != j):
            svg.line(svg.group(root, receding=True), *line, 1.2, cls="rule")
        elif source.k > k:
            _lit_line(root, *line)
        else:
            _draw_first_step(root, line, W[i, b], np.abs(W).max())


def _draw_first_step(root, line, weight, largest):
    thickness = 2 + 3.5 * abs(weight) / (largest or 1.0)
    svg.line(root, *line, thickness + 9, cls="halo", stroke_opacity="0.8")
    draw_weight(root, line, weight, thickness)


def _draw_numbers(root, network, source, target, j):
    """Print the weights on the edges that leave the unit."""
    W = network.W[target.k]
    ends = [end for end in layout.edge_ends(source, target) if end[0] == j]
    for b, i, x1, y1, x2, y2 in ends:
        tooltip = f"{name('W', target.k, i + 1, b + 1)} = {number(W[i, b])}"
        group = svg.group(root, tooltip)
        middle = (x1 + x2) / 2, (y1 + y2) / 2 + 5.5
        svg.text(group, *middle, number(W[i, b]), svg.VALUE_SIZE, cls="edged bold", literal=True)


def _draw_input(root, x, y, i):
    group = svg.group(root, receding=True)
    svg.element(group, "circle", cx=x, cy=y, r=RADIUS, cls="input-pale")
    svg.text(group, x, y + 5.5, label("x", i + 1), 16, cls="on-pale")


def _draw_unit(root, values, layer, i, y, chosen):
    """Draw a unit; it recedes where no path leads through it."""
    network, gradients = values
    k, is_chosen, output = layer.k, (layer.k, i) == chosen, layer.k == network.L
    off = k < chosen[0] or (k == chosen[0] and not is_chosen)
    tooltips = {"a": formulas.gradient_a(network, None, None, k, i), "h": None}
    if k < network.L:
        tooltips["h"] = formulas.gradient_h(network, gradients, k, i)
    names = {"a": label("a", k, i + 1), "h": label(*letter_of_h(k, network.L), i + 1)}
    for letter, side, shade in (("a", "left", "pale"), ("h", "right", "deep")):
        group = svg.group(root, tooltips[letter], off)
        size = (UNIT_WIDTH / 2, UNIT_HEIGHT)
        role, out = "output" if output else "hidden", -1 if side == "left" else 1
        if is_chosen:
            svg.half(group, side, layer.x, y, *size, cls="halo", stroke_width=13)
            svg.half(group, side, layer.x, y, *size, cls="ink", stroke_width=4)
        svg.half(group, side, layer.x, y, *size, cls=f"{role}-{shade}")
        svg.text(group, layer.x + 19 * out, y + 5, names[letter], svg.NAME_SIZE, cls=f"on-{shade}")
    below = y + UNIT_HEIGHT / 2 + 19
    if is_chosen or k == chosen[0] + 1:
        _gradient(root, layer.x - 26, below, gradients.a[k][i])
    if is_chosen:
        _gradient(root, layer.x + 32, below, gradients.h[k][i], "bold ")


def _gradient(root, x, y, value, weight=""):
    cls = f"edged {weight}gradient-ink"
    svg.text(root, x, y, f"∇ {number(value)}", GRADIENT_SIZE, cls=cls, literal=True)


def _draw_loss(root, x, y, loss):
    svg.rect(root, x - LOSS_WIDTH / 2, y - 28, LOSS_WIDTH, 56, 10, cls="loss-deep")
    svg.text(root, x, y - 5, f"{LOSS}(θ)", svg.NAME_SIZE, cls="on-deep")
    if loss is not None:
        svg.text(root, x, y + 17, number(loss), svg.NAME_SIZE, cls="on-deep bold", literal=True)
