"""The logistic curve, made into tanh in three steps."""

import numpy as np

from helpers.numeric.activations import logistic, tanh
from helpers.pictures import svg

REACH = 3.0  # z runs from -3 to 3
WIDTH, HEIGHT, FIRST, PITCH, HALF = 618, 232, 122, 202, 84  # of the panels: middle, half width
ZERO, UNIT = 168, 46  # where the value 0 stands, and the length of 1 upwards
STEPS = (  # a step in words, the curve after it, and what that is
    ("twice as high", "2σ(z)", lambda z: 2 * logistic(z)),
    ("half as wide", "2σ(2z)", lambda z: 2 * logistic(2 * z)),
    ("lower by 1", "2σ(2z) − 1 = tanh(z)", lambda z: 2 * logistic(2 * z) - 1),
)
SENTENCE = (
    "From left to right: the logistic curve twice as high, then half as wide, then lower by 1. "
    "Dashed is the curve before the step. The broad band is tanh: the last curve lies on it."
)


def stretched_logistic():
    """Return the picture, as SVG, and its sentence."""
    root = svg.picture(WIDTH, HEIGHT, "The logistic curve becomes tanh", SENTENCE)
    before = logistic
    for place, (words, formula, curve) in enumerate(STEPS):
        group, x = svg.group(root, f"{words}: {formula}"), FIRST + PITCH * place
        _draw_frame(group, x, place == 0)
        _draw_curve(group, x, tanh, 14, "halo", opacity="0.8")
        _draw_curve(group, x, before, 2.5, "loss-line", stroke_dasharray="6 5")
        _draw_curve(group, x, curve, 3.5, "hidden-line")
        svg.text(group, x + 64, ZERO - 18, "tanh", 15, cls="edged")
        svg.text(group, x, 20, f"{place + 1}. {words}", 16, cls="bold")
        svg.text(group, x, 42, formula, 16)
        before = curve
    return svg.to_string(root), SENTENCE


def _draw_frame(group, x, has_ticks):
    for tick in (-1, 0, 1, 2):
        y = ZERO - UNIT * tick
        svg.line(group, x - HALF, y, x + HALF, y, 1.5 if tick == 0 else 0.6, cls="rule")
        if has_ticks:
            svg.text(group, x - HALF - 8, y + 5, f"{tick:g}".replace("-", "−"), 14, "end", "quiet")
    svg.line(group, x, ZERO + UNIT, x, ZERO - 2 * UNIT, 0.6, cls="rule")


def _draw_curve(group, x, function, width, cls, **look):
    z = np.linspace(-REACH, REACH, 61)
    points = zip(x + HALF / REACH * z, ZERO - UNIT * function(z), strict=True)
    words = [part for across, up in points for part in ("L", across, up)]
    svg.path(group, "M", *words[1:], stroke_width=width, cls=cls, **look)
