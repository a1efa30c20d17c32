"""Three lines on the logistic curve, to be tilted until they touch; their slopes below."""

from helpers.exercises.cards import CARDS, DragCard
from helpers.exercises.predict import PredictDrag
from helpers.numeric.activations import logistic
from helpers.pictures import svg
from helpers.pictures.figure import stored_image
from helpers.pictures.text import number

AT = (-4.0, 0.0, 2.0)
REACH = 6  # z runs from -6 to 6
LEFT, RIGHT, WIDTH, HEIGHT = 48, 626, 640, 444  # of the frames, and of the picture
GROW = 1.15  # how much larger it may get: a screen has to hold it
ONE, UNIT = (RIGHT - LEFT) / (2 * REACH), 120  # lengths of 1 along z, and upwards in both frames
UPPER, LOWER = 178, 348  # where the value 0 stands in either frame
HALF_LENGTH = 78  # of a tangent
BAR = 30
CURVE = [REACH * i / 60 for i in range(-60, 61)]


def three_tangents(slopes, truth=None):
    """Draw the logistic curve and lines of these slopes through it at -4, 0 and 2, as SVG.

    Below stand the slopes as bars. With the truth the tangents are drawn as well, and the curve of
    all slopes.
    """
    said = ", ".join(f"{number(s)} at z = {number(z, 0)}" for s, z in zip(slopes, AT, strict=True))
    root = svg.picture(WIDTH, HEIGHT, "Three lines on the logistic curve", f"Slopes {said}.", GROW)
    _draw_frame(root, UPPER, (0, 0.5, 1))
    _draw_frame(root, LOWER, (0, 0.25, 0.5))
    _draw_curve(root, UPPER, logistic, "hidden-line")
    if truth is not None:
        _draw_curve(root, LOWER, logistic.derivative, "gradient-line")
        svg.text(root, _x(-1.6), LOWER - 36, "σ′(z), all slopes", 15.5, "end", "gradient-ink bold")
    for z, slope, true in zip(AT, slopes, truth if truth is not None else slopes, strict=True):
        group = svg.group(root, f"z = {number(z, 0)}: your slope {number(slope)}")
        is_shown = truth is not None
        if is_shown:
            _draw_tangent(group, z, true, "output-line")
        _draw_tangent(group, z, slope, "weights-line", "7 5" if is_shown else None)
        svg.element(group, "circle", cx=_x(z), cy=_y(z), r=6, cls="weights-deep")
        _draw_bar(group, z, slope, true if is_shown else None)
    for z in range(-REACH, REACH + 1, 2):  # last, on paper of their own: a line may cross them
        svg.text(root, _x(z), UPPER + 21, number(z, 0), 14, cls="quiet edged")
    svg.text(root, _x(5), UPPER + 21, "z", 16, cls="quiet")
    svg.text(root, 8, 20, "σ(z) and your three lines", 16, "start", "bold edged")
    svg.text(root, 8, 264, "their slopes", 16, "start", "bold edged")
    if truth is not None:
        _draw_legend(root)
    return svg.to_string(root)


def _x(z):
    return (LEFT + RIGHT) / 2 + ONE * z


def _y(z):
    return UPPER - UNIT * float(logistic(z))


def _draw_frame(root, zero, ticks):
    for z in range(-REACH, REACH + 1, 2):
        svg.line(root, _x(z), zero, _x(z), zero + 5, cls="rule")
    for tick in ticks:
        y = zero - UNIT * tick
        svg.line(root, LEFT, y, RIGHT, y, 1.5 if tick == 0 else 0.6, cls="rule")
        svg.text(root, LEFT - 6, y + 5, f"{tick:g}", 14, "end", "quiet")


def _draw_curve(root, zero, function, cls):
    points = [(_x(z), zero - UNIT * float(function(z))) for z in CURVE]
    words = [part for x, y in points for part in ("L", x, y)]
    svg.path(root, "M", *words[1:], stroke_width=3.5, cls=cls)


def _draw_tangent(group, z, slope, cls, dashes=None):
    rise = slope * UNIT / ONE
    along = HALF_LENGTH / (1 + rise**2) ** 0.5
    ends = _x(z) - along, _y(z) + along * rise, _x(z) + along, _y(z) - along * rise
    svg.line(group, *ends, 3.5, cls=cls, stroke_dasharray=dashes)


def _draw_bar(group, z, slope, true):
    """Draw the reader's slope as a bar, or, with the true one as a dot, as a level; both below."""
    height, left = UNIT * slope, _x(z) - BAR / 2
    top = LOWER - max(height, 0)
    if true is None:
        svg.rect(group, left, top, BAR, abs(height), 2, cls="weights")
    else:
        level = {"stroke_dasharray": "7 5", "cls": "weights-line"}
        svg.line(group, left, LOWER - height, left + BAR, LOWER - height, 3.5, **level)
        svg.element(group, "circle", cx=_x(z), cy=LOWER - UNIT * true, r=6, cls="output-deep")
        svg.text(group, _x(z), LOWER + 91, number(true), 16, cls="output-ink bold")
    svg.text(group, _x(z), LOWER + 71, number(slope), 16, cls="weights-ink")
    svg.text(group, _x(z), LOWER + 50, f"σ′({number(z, 0)})", 16, cls="bold edged")


def _draw_legend(root):
    for x, said, cls, dashes in (
        (346, "yours", "weights-line", "7 5"),
        (448, "the true tangents", "output-line", None),
    ):
        svg.line(root, x, 160, x + 30, 160, 3.5, cls=cls, stroke_dasharray=dashes)
        svg.text(root, x + 37, 165, said, 15, "start", "edged")


class ThreeTangents(PredictDrag):
    """The slopes of the logistic curve at -4, 0 and 2, to be found by tilting its tangents."""


class TangentsCard(DragCard):
    """Its picture has, in place of bars, the curve and the lines as they are tilted."""

    def pictures_now(self):
        return [three_tangents(self.answer(), self.asked.answer if self.is_committed else None)]

    def stored(self):
        return stored_image(three_tangents(self.answer()), "The curve, with three lines to tilt.")


CARDS[ThreeTangents] = TangentsCard
