"""The edges of a network diagram, the numbers on them, and the way the work flows."""

import numpy as np

from helpers.pictures import formulas, svg
from helpers.pictures import network_layout as layout
from helpers.pictures.network_units import GRADIENT_SIZE, halo
from helpers.pictures.text import number

LABEL_ROW = 20


def draw_edges(root, state, source, target):
    """Draw the weights W_k between two layers: a dashed line is negative, a thick one is large."""
    k, W = target.k, state.network.W[target.k]
    largest = max(np.abs(matrix).max() for matrix in state.network.W[1:]) or 1.0
    ends = layout.edge_ends(source, target)
    lit = state.lit in (("W", k), ("grad_W", k))
    for j, i, *line in ends:
        group = state.group(root, state.lit if lit else ("W", k), _tooltip(state, k, i, j))
        thickness = 1 + 4 * abs(W[i, j]) / largest
        if lit and len(ends) > layout.MOST_EDGES:
            svg.line(group, *line, thickness + 7, cls="halo")
        negative = W[i, j] < 0
        dashes = "7 5" if negative else None
        cls = "negative-line" if negative else "positive-line"
        svg.line(group, *line, thickness, cls=cls, stroke_dasharray=dashes)
        svg.line(group, *line, 14, cls="touch")


def draw_numbers(root, state, source, target):
    """Print the weights on their edges, and below each its gradient, where there are few."""
    k, ends = target.k, layout.edge_ends(source, target)
    if len(ends) > layout.MOST_EDGES:
        return
    rows = 1 if state.gradients is None else 2
    width = 46 if rows == 1 else 54  # a weight alone, or with its gradient below
    lines = tuple(tuple(line) for _, _, *line in ends)
    places = layout.label_places(lines, width, rows * LABEL_ROW)
    for (j, i, *_), (x, y) in zip(ends, places, strict=True):
        tooltip, slope = _tooltip(state, k, i, j), state.gradient("W", k, (i, j))
        y += 5.5 - (LABEL_ROW / 2 if slope is not None else 0)
        weight = number(state.network.W[k][i, j])
        _number(root, state, ("W", k), tooltip, x, y, weight, "edged")
        if slope is not None:
            part, cls = ("grad_W", k), "edged gradient-ink"
            tooltip = tooltip.split("\n")[-1]
            _number(root, state, part, tooltip, x, y + LABEL_ROW, f"∇ {slope}", cls)


def draw_direction(root, state, places):
    """Draw an arrow above the gap that the work crosses: forwards, or back."""
    kind, k = (None, None) if state.lit is None else (state.lit[0], state.lit[-1])
    layers, L = places.layers, state.network.L
    if kind == "L" or (kind == "grad_a" and k == L):
        if places.loss_x is None:
            return
        left, right = layers[L].right, places.loss_x
    elif kind in ("a", "grad_h"):
        step = k if kind == "a" else k + 1
        left, right = layers[step - 1].right, layers[step].left
    else:
        return
    ends = ((left + right) / 2 - 22, (left + right) / 2 + 22)
    backwards = kind.startswith("grad")
    cls = "gradient-ink" if backwards else "bar"
    svg.arrow(root, *(ends[::-1] if backwards else ends), layout.HEADING + 2, cls)


def draw_key(root, x, y):
    """Draw what a solid and a dashed line mean."""
    for row, (sign, cls, dashes) in enumerate(
        (
            (">", "positive-line", None),
            ("<", "negative-line", "7 5"),
        )
    ):
        height = y + 21 * row
        svg.line(root, x - 34, height, x - 8, height, 3, cls=cls, stroke_dasharray=dashes)
        svg.text(root, x - 2, height + 5, f"W {sign} 0", 14, "start")


def _tooltip(state, k, i, j):
    return formulas.weight(state.network, state.trace, state.gradients, k, i, j)


def _number(root, state, part, tooltip, x, y, value, cls):
    group = state.group(root, part, tooltip)
    if state.lit == part:
        halo(group, x - 26, y - 14, 52, 18)
    svg.text(group, x, y, value, GRADIENT_SIZE, cls=cls, literal=True)
