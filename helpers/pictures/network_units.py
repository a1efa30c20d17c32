"""The units of a network diagram: two halves, a bias, two gradients."""

from helpers.pictures import formulas, svg
from helpers.pictures import network_layout as layout
from helpers.pictures.text import label, number

GRADIENT_SIZE = 14


def draw_input(root, state, layer, j, y):
    """Draw an input unit, whole."""
    value = state.value("h", 0, j)
    name = formulas.activation_name(state.network, 0, j + 1)
    group = state.group(root, ("h", 0), name if value is None else f"{name} = {value}")
    svg.element(group, "circle", cx=layer.x, cy=y, r=layout.INPUT_RADIUS, cls="input-pale")
    _letters(group, state, layer.x, y, state.h_label(0, j), value, "on-pale")


def draw_unit(root, state, layer, i, y):
    """Draw a unit of layer k: a_ki on the left, h_ki on the right, b_ki above, gradients below."""
    network, trace, gradients, k = state.network, state.trace, state.gradients, layer.k
    a_lines = [formulas.pre_activation(network, trace, k, i)]
    h_lines = [formulas.activation(network, trace, k, i)]
    if gradients is not None:
        a_lines.append(
            formulas.gradient_a(network, trace, gradients, k, i, state.y, state.loss_name)
        )
        if k < network.L:
            h_lines.append(formulas.gradient_h(network, gradients, k, i))
    for letter, side, lines in (("a", "left", a_lines), ("h", "right", h_lines)):
        tooltip = "\n".join(lines)
        out = -1 if side == "left" else 1
        _draw_half(root, state, layer, (letter, side, out), i, y, tooltip)
        below = y + layout.UNIT_HEIGHT / 2 + 18
        part, slope = (f"grad_{letter}", k), state.gradient(letter, k, i)
        _gradient(root, state, part, tooltip, layer.x + 29 * out, below, slope)
    _draw_bias(root, state, layer, i, y - layout.UNIT_HEIGHT / 2)
    if k == network.L and state.y is not None:
        _draw_target(root, state, layer.x + 28, y + layout.UNIT_HEIGHT / 2 + 4, i)


def halo(group, x, y, width, height):
    """Draw what marks a number in work: a box with a bright and a dark line."""
    svg.rect(group, x, y, width, height, 6, cls="halo", stroke_width=8)
    svg.rect(group, x, y, width, height, 6, cls="ink paper", stroke_width=2)


def _draw_half(root, state, layer, place, i, y, tooltip):
    letter, side, out = place
    k, part = layer.k, (letter, layer.k)
    width, height = layout.UNIT_WIDTH / 2, layout.UNIT_HEIGHT
    group = state.group(root, part, tooltip)
    if state.lit == part:
        svg.half(group, side, layer.x, y, width, height, cls="halo", stroke_width=14)
        svg.half(group, side, layer.x, y, width, height, cls="ink", stroke_width=4)
    shade = "pale" if letter == "a" else "deep"
    svg.half(group, side, layer.x, y, width, height, cls=f"{state.role(k)}-{shade}")
    name = label("a", k, i + 1) if letter == "a" else state.h_label(k, i)
    value = state.value(letter, k, i)
    _letters(group, state, layer.x + 25 * out, y, name, value, f"on-{shade}")


def _letters(group, state, x, y, name, value, cls):
    """Write a name and, below it, its value; without any trace the name alone."""
    if state.trace is None:
        svg.text(group, x, y + 6, name, svg.NAME_SIZE, cls=cls)
        return
    svg.text(group, x, y - 6, name, svg.NAME_SIZE, cls=cls)
    if value is not None:
        svg.text(group, x, y + 17, value, cls=f"{cls} bold", literal=True)


def _draw_bias(root, state, layer, i, top):
    k, x, y = layer.k, layer.x - layout.UNIT_WIDTH / 4, top - layout.BIAS_ROW
    tooltip = formulas.bias(state.network, state.gradients, k, i)
    group = state.group(root, ("b", k), tooltip)
    box = (x - 26, y, 50, 19, 4)
    if state.lit == ("b", k):
        svg.rect(group, *box, cls="halo", stroke_width=12)
        svg.rect(group, *box, cls="ink", stroke_width=4)
    svg.line(group, x, y + 19, x, top, cls="rule")
    svg.rect(group, *box, cls="weights-pale")
    source = f"b {number(state.network.b[k][i])}"
    svg.text(group, x - 1, y + 14.5, source, 14, cls="on-pale")
    slope = state.gradient("b", k, i)
    _gradient(root, state, ("grad_b", k), tooltip, layer.x + 28, y + 15, slope)


def _draw_target(root, state, x, top, i):
    value = number(state.y[i])
    group = state.group(root, ("y",), f"{formulas.name('y', i + 1)} = {value}, the true output")
    svg.rect(group, x - 25, top, 50, 19, 4, cls="output-line paper", stroke_width=2)
    svg.text(group, x, top + 14.5, f"y {value}", 14)


def _gradient(root, state, part, tooltip, x, y, slope):
    if slope is None:
        return
    group = state.group(root, part, tooltip.split("\n")[-1])
    if state.lit == part:
        halo(group, x - 27, y - 14, 54, 18)
    svg.text(group, x, y, f"∇ {slope}", GRADIENT_SIZE, cls="gradient-ink", literal=True)
