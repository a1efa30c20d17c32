"""What g is for: the curves of the activation functions, and what one of them buys."""

import numpy as np
from matplotlib.figure import Figure as Plot

from helpers.data import two_moons
from helpers.numeric.activations import ACTIVATIONS
from helpers.numeric.forward import forward_propagation
from helpers.numeric.network import Network
from helpers.numeric.training import gradient_descent
from helpers.pictures import svg
from helpers.pictures.style import GREYS
from helpers.pictures.text import number

BEND = "tanh"  # that is compared with none
REACH, LOW, HIGH = 2.4, -1.4, 2.4  # of z; of g(z)
MOST = 2  # of the z whose values are shown, from 0
UNIT = 22.5  # pixels to 1
PANEL, SPACE = 2 * REACH * UNIT, 14
SCALE = 79  # pixels to 1, of the points' plane
ENDS = np.array([1.8, 1.25])  # of the plane, half its width and its height
POINTS = 61  # of the grid, along each axis
CLASSES = ("hidden", "weights")


def activation_curves(z):
    """Return the curves of all activation functions, each with its value at z, and a sentence.

    Parameters
    ----------
    z : float
        From 0 to 2; else a ValueError.

    Returns
    -------
    (str, str)
        The picture, as SVG, and its sentence.

    Examples
    --------
    >>> activation_curves(1.55)[1][:67]
    'g(1.55) is 0.82 for logistic, 0.91 for tanh, 1.55 for relu, 1.74 fo'
    """
    if not 0 <= z <= MOST:
        raise ValueError(f"z is {z}, expected a number from 0 to {MOST}")
    values = {name: float(g(z)) for name, g in ACTIVATIONS.items()}
    told = ", ".join(f"{number(value)} for {name}" for name, value in values.items())
    said = f"g({number(z)}) is {told}."
    width = len(values) * (PANEL + SPACE) - SPACE + 16
    top = 54
    root = svg.picture(width, top + (HIGH - LOW) * UNIT + 24, "The activation functions", said)
    for place, (name, g) in enumerate(ACTIVATIONS.items()):
        x, y = 8 + PANEL / 2 + place * (PANEL + SPACE), top + HIGH * UNIT
        svg.text(root, x, 18, name, 16, cls="bold hidden-ink", literal=True)
        svg.text(root, x, 42, g.formula.replace("-", "−"), 15)
        _draw_curve(root, x, y, g, z, values[name])
    return svg.to_string(root), said


def _draw_curve(root, x, y, g, z, value):
    """Draw a curve whose origin is at (x, y), with axes, ticks at 1, and the point at z."""
    svg.line(root, x - REACH * UNIT, y, x + REACH * UNIT, y, 1, cls="rule")
    svg.line(root, x, y - HIGH * UNIT, x, y - LOW * UNIT, 1, cls="rule")
    for height in (1, -1):
        svg.line(root, x - 4, y - height * UNIT, x + 4, y - height * UNIT, 1.5, cls="rule")
    svg.text(root, x - 8, y - UNIT + 5, "1", 14, "end", cls="quiet")
    zs = np.linspace(-REACH, REACH, 65)
    points = [(t, h) for t, h in zip(zs, g(zs), strict=True) if LOW <= h <= HIGH]
    places = [c for t, h in points for c in ("L", x + t * UNIT, y - h * UNIT)]
    svg.path(root, "M", *places[1:], cls="hidden-line", stroke_width=3)
    at = x + z * UNIT, y - value * UNIT
    svg.line(root, at[0], y, *at, 1.5, cls="ink", stroke_dasharray="3 3")
    svg.element(root, "circle", cx=at[0], cy=at[1], r=5, cls="hidden-deep")
    svg.text(root, x, y - LOW * UNIT + 18, f"g({number(z)}) = {number(value)}", 14)


def what_a_bend_buys(units=3, seed=2):
    """Return one network, trained twice on two moons: with g linear, and with tanh.

    Nothing else differs: sizes, start, steps, points. It is a picture, as SVG, and its sentence.

    Parameters
    ----------
    units : int, optional
        Of the one hidden layer.
    seed : int, optional
        Of the start.

    Examples
    --------
    >>> what_a_bend_buys()[1][:62]
    'The same network, 2 → 3 → 2: with g linear, 11 of 80 points ar'
    """
    points = two_moons(n=80)
    (width, height), gap, top = 2 * SCALE * ENDS, 30, 36
    trained, wrong = {}, {}
    for g in ("linear", BEND):
        start = Network.initialise([2, units, 2], activation=g, seed=seed)
        trained[g], _ = gradient_descent(start, points.x, points.y, eta=1.0, max_iterations=400)
        y_hat = forward_propagation(trained[g], points.x).y_hat
        wrong[g] = int((y_hat.argmax(axis=0) != points.labels).sum())
    N = len(points.labels)
    told = [
        f"with g {g}, {count} of {N} points are on the wrong side" for g, count in wrong.items()
    ]
    said = f"The same network, 2 → {units} → 2: {'; '.join(told)}."
    root = svg.picture(2 * width + gap + 4, top + height + 4, "What a bend buys", said)
    for place, (g, network) in enumerate(trained.items()):
        left, heading = 2 + place * (width + gap), f"g {g}: {wrong[g]} of {N} wrong"
        svg.text(root, left + width / 2, 22, heading, svg.NAME_SIZE, cls="bold")
        _draw_field(root, left, top, network, points)
    return svg.to_string(root), said


def _draw_field(root, left, top, network, points):
    """Draw which class is the more probable, their border, and the points."""
    corner = np.array([left, top]) + SCALE * ENDS

    def commands(outlines):
        """Join outlines in the plane to one path."""
        for outline in outlines:
            places = corner + SCALE * outline * (1, -1)
            yield from ("M", *[c for place in places for c in ("L", *place)][1:])

    ticks = [np.linspace(-end, end, POINTS) for end in ENDS]
    grid = np.stack([each.ravel() for each in np.meshgrid(*ticks)])
    y_hat = forward_propagation(network, grid).y_hat
    lead = (y_hat[1] - y_hat[0]).reshape(POINTS, POINTS)
    svg.rect(root, left, top, *2 * SCALE * ENDS, cls=f"{CLASSES[0]}-pale")
    axes = Plot().subplots()
    areas = outlines(axes.contourf(*ticks, lead, [0, 2]))
    svg.path(root, *commands(areas), cls=f"{CLASSES[1]}-pale", fill_rule="evenodd")
    border = outlines(axes.contour(*ticks, lead, [0]))
    svg.path(root, *commands(border), fill="none", stroke=GREYS["on_pale"], stroke_width=3)
    for x, label in zip(points.x.T, points.labels, strict=True):
        across, down = corner + SCALE * x * (1, -1)
        cls = f"{CLASSES[label]}-deep"
        if label:
            svg.rect(root, across - 4.5, down - 4.5, 9, 9, cls=cls)
        else:
            svg.element(root, "circle", cx=across, cy=down, r=5, cls=cls)


def outlines(contours):
    """Return the lines of matplotlib's contours, each an array of points."""
    for path in contours.get_paths():
        path.should_simplify = False
        yield from map(np.array, path.to_polygons(closed_only=False))
