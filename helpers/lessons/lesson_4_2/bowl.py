"""Lesson 4.2: the loss of a linear neuron from above, its two axes, and a descent on it."""

import numpy as np

from helpers.lessons.lesson_4_2.descent import X, Y
from helpers.lessons.lesson_4_2.neuron import descent_path, loss_surface, neuron, second_derivatives
from helpers.pictures import svg
from helpers.pictures.figure import Figure
from helpers.pictures.text import number, vector

START, RATE, STEPS = (2.0, -2.0), 0.25, 12
NEARLY = 0.1  # a factor below which the path has landed but for a tenth
LEVELS = (0.02, 0.1, 0.27, 0.55, 1.0)  # of the height of the start above the lowest place
WIDTH, HEIGHT, GROW, SCALE = 632, 412, 1.3, 57  # SCALE: CSS pixels to 1, on both axes
LEFT, TOP = 40, 14  # of the map, in CSS pixels
DASHES = {"hidden": "10 6", "output": "12 4 3 4"}  # of the steep axis and of the flat one
W_ENDS, B_ENDS = (-2.1, 2.7), (-2.9, 3.5)  # what the map shows of w and b


def lowest_place(x, y):
    """Return (w, b) where the squared error of a linear neuron is least; x, y have shape (1, N).

    >>> lowest_place([[0.0, 1.0]], [[1.0, 3.0]]).round(6).tolist()
    [2.0, 1.0]
    """
    inputs = np.concatenate([x, np.ones_like(x)])
    return np.linalg.lstsq(inputs.T, np.ravel(y))[0]


def bowl(eta=RATE):
    """Return the levels of the loss over (w, b), as an object that shows itself.

    The axes of the ellipses are the eigenvectors of the second derivatives, the curvatures their
    eigenvalues [4.2-2].
    """
    curvatures, axes = np.linalg.eigh(second_derivatives(X))
    lowest = lowest_place(X, Y)
    path, losses = descent_path(neuron(*START, "linear"), X, Y, eta, STEPS)
    shown = path[: _inside(path)]
    flat, steep = (1 - eta * curvature for curvature in curvatures)
    said = (
        f"The loss of a linear neuron over w and b, from above: ellipses around {vector(lowest)}. "
        f"The steep axis has the curvature {number(curvatures[1])}, the flat axis "
        f"{number(curvatures[0])}. From {vector(START)} each step of η = {eta:g} multiplies the "
        f"distance by {number(steep)} along the steep axis, and by {number(flat)} along the flat "
        f"one."
    )
    if len(shown) < len(path):
        said += f" Step {len(shown)} leaves the picture."
    root = svg.picture(WIDTH, HEIGHT, "The loss over w and b, from above", said, GROW)
    _draw_map(root)
    turned = f"rotate({-np.degrees(np.arctan2(axes[1, 1], axes[0, 1])):.2f})"
    x, y = _place(*lowest)
    grid = svg.element(root, "g", transform=f"translate({x:.1f} {y:.1f}) {turned}")
    height = losses[0] - loss_surface(*lowest, X, Y, "linear")
    for level in height * np.array(LEVELS):
        along, across = (SCALE * np.sqrt(2 * level / curvature) for curvature in curvatures)
        svg.element(grid, "ellipse", rx=across, ry=along, cls="rule", stroke_width=1.6)
    for axis, reach, role in ((1, 1.6, "hidden"), (0, 3.4, "output")):
        ends = [_place(*(lowest + side * reach * axes[:, axis])) for side in (-1, 1)]
        svg.line(root, *ends[0], *ends[1], 3, cls=f"{role}-line", stroke_dasharray=DASHES[role])
    places = [_place(*place) for place in shown]
    svg.path(root, "M", *np.ravel(places), cls="gradient-line", stroke_width=2.4)
    for t, place in enumerate(places):
        dot = svg.group(root, f"step {t}: loss {number(losses[t], 3)}")
        svg.element(dot, "circle", cx=place[0], cy=place[1], r=4 if t else 7, cls="gradient-deep")
    svg.text(
        root, places[0][0] + 12, places[0][1] + 6, "start", 15, "start", "gradient-ink bold edged"
    )
    _draw_words(root, curvatures, (flat, steep), eta)
    return Figure(svg.to_string(root), said)


def _inside(path):
    """Return how many places of a path are shown: all before the first that is off the map."""
    (low, left), (high, right) = zip(B_ENDS, W_ENDS, strict=True)
    is_off = (path < [left, low]).any(axis=1) | (path > [right, high]).any(axis=1)
    return int(is_off.argmax()) if is_off.any() else len(path)


def _manner(factor):
    """Return what the path does along an axis where a step multiplies the distance by a factor."""
    if abs(factor) > 1:
        return "runs away"
    if abs(factor) < NEARLY:
        return "lands, or nearly"
    return "creeps" if factor > 0 else "bounces, and settles"


def _place(w, b):
    return LEFT + SCALE * (w - W_ENDS[0]), TOP + SCALE * (B_ENDS[1] - b)


def _draw_map(root):
    (left, foot), (right, top) = _place(W_ENDS[0], B_ENDS[0]), _place(W_ENDS[1], B_ENDS[1])
    svg.line(root, left, foot, right, foot, 1.5, cls="rule")
    svg.line(root, left, foot, left, top, 1.5, cls="rule")
    for w in (-2, -1, 0, 1, 2):
        svg.text(root, _place(w, 0)[0], foot + 22, number(w, 0), 15)
    for b in (-2, -1, 0, 1, 2, 3):
        svg.text(root, left - 8, _place(0, b)[1] + 5, number(b, 0), 15, "end")
    svg.text(root, right + 6, foot + 22, "w", 19, "end")
    svg.text(root, left - 10, top + 12, "b", 19, "end")


def _draw_words(root, curvatures, factors, eta):
    """Say beside the map what each axis is, and what a step does along it."""
    left = 376
    said = (
        ("hidden", "the steep axis", curvatures[1], factors[1]),
        ("output", "the flat axis", curvatures[0], factors[0]),
    )
    svg.text(root, left, 40, f"one step of η = {eta:g}", 17, "start", "bold", literal=True)
    for row, (role, axis, curvature, factor) in enumerate(said):
        y = 86 + 122 * row
        place = left, y - 6, left + 44, y - 6
        svg.line(root, *place, 3, cls=f"{role}-line", stroke_dasharray=DASHES[role])
        svg.text(root, left + 54, y, axis, 17, "start", f"{role}-ink bold")
        svg.text(root, left, y + 28, f"curvature λ = {number(curvature)}", 16, "start")
        svg.text(root, left, y + 52, f"1 − ηλ = {number(factor)}", 16, "start")
        svg.text(root, left, y + 76, f"path: {_manner(factor)}", 16, "start")
