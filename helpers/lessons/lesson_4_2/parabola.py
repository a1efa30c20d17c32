"""Lesson 4.2: a ball on the parabola, the loss of a linear neuron over its weight alone."""

import itertools

import numpy as np
from ipywidgets import IntSlider, ToggleButtons

from helpers.explorers.live import Explorer, walk_buttons
from helpers.lessons.lesson_4_2.neuron import weight_path
from helpers.pictures import svg
from helpers.pictures.figure import Figure
from helpers.pictures.text import LOSS, number

X, Y, BIAS, START = 2.0, 1.0, 1.0, 1.0  # one sample; the bias stays, the weight starts at 1
RATES = {0.05: "creeps", 0.125: "lands", 0.25: "bounces", 0.275: "runs away"}
STEPS = 8
REACH, HIGHEST = 1.85, 12.6  # what the picture shows of w, on both sides, and of the loss
WIDTH, HEIGHT, GROW = 632, 354, 1.3
PLOT = (46, 56, 350, 256)  # of the curve: left, top, width, height, in CSS pixels
TABLE, ROW = (446, 504, 564, 624), 28  # the right ends of its columns, the height of a row
TANGENT = 44  # half the length of the tangent, in CSS pixels
SMALL, SHOWN = (152, 190), 5  # room of each of the four small plots; the places that it shows


class ParabolaExplorer(Explorer):
    """Descent on the weight of a linear neuron, one of four learning rates chosen [4.2-1].

    Examples
    --------
    >>> explorer = ParabolaExplorer()
    >>> explorer.turn(eta=0.25, steps=3)
    >>> explorer.path[:4, 0].tolist()
    [1.0, -1.0, 1.0, -1.0]
    """

    name = "parabola"
    layout = ("eta",), ("steps", "back_button", "next_button")
    case = ("eta",)
    walk = "steps"

    def __init__(self):
        super().__init__(
            eta=ToggleButtons(
                options=[(f"{eta:g}", eta) for eta in RATES], description="learning rate η"
            ),
            steps=IntSlider(0, min=0, max=STEPS, description="steps taken"),
            **walk_buttons("One step"),
        )

    def begin(self):
        self.path = walked(self.eta.value)

    def draw(self):
        taken = self.path[: self.steps.value + 1]
        return [parabola(taken)], self._sentence(taken)

    def _sentence(self, taken):
        (w, slope, loss), t = taken[-1], len(taken) - 1
        says = number(w * X + BIAS)
        said = (
            f"After {t} step{'s' * (t != 1)} of η = {self.eta.value:g}: w = {number(w)}; the "
            f"neuron says {says} and should say {number(Y)}, so the loss is {number(loss)}. "
            f"The slope is {number(slope)}."
        )
        if t and taken[-2, 0]:
            before = taken[-2, 0]
            said += f" This step took w from {number(before)} to {number(w)}"
            said += "." if w else ", to the bottom."
        return said


def walked(eta):
    """Return weight, slope and loss at each step of descent with this learning rate."""
    return weight_path(START, BIAS, X, Y, eta, STEPS)


def parabola(path):
    """Draw the loss over w, the ball where the path ends, where it has been, and the numbers."""
    (w, slope, loss), t = path[-1], len(path) - 1
    said = f"step {t}: w = {number(w)}, slope {number(slope)}, loss {number(loss)}"
    root = svg.picture(WIDTH, HEIGHT, "The loss over one weight", said, GROW)
    _draw_axes(root)
    _draw_descent(root, PLOT, path, ball=10, in_full=True)
    _draw_table(root, path)
    return svg.to_string(root)


def four_rates():
    """Return the four descents side by side, as an object that shows itself."""
    paths = {eta: walked(eta)[:SHOWN] for eta in RATES}
    words = "; ".join(
        f"η = {eta:g} {what}: w = {', '.join(map(number, paths[eta][:4, 0]))}, …"
        for eta, what in RATES.items()
    )
    across, down = SMALL
    root = svg.picture(4 * across, down + 76, "Four learning rates", words, GROW)
    for place, (eta, what) in enumerate(RATES.items()):
        left = place * across + 6
        middle = left + across / 2 - 6
        svg.text(root, middle, 24, f"η = {eta:g}", 17, cls="bold", literal=True)
        svg.text(root, middle, 46, what, 17, cls="gradient-ink bold")
        _draw_descent(root, (left, 62, across - 12, down), paths[eta], ball=7)
    return Figure(svg.to_string(root), f"{words}.")


def _place(plot, w, loss):
    """Return where a weight and a loss stand in a plot, in CSS pixels."""
    left, top, width, height = plot
    return left + width * (w + REACH) / (2 * REACH), top + height * (1 - loss / HIGHEST)


def _draw_axes(root):
    left, top, width, height = PLOT
    foot = top + height
    for loss in (0, 4, 8, 12):
        y = _place(PLOT, 0, loss)[1]
        svg.line(root, left, y, left + width, y, 1, cls="rule", opacity=0.35)
        svg.text(root, left - 10, y + 5, f"{loss}", 15, "end")
    for w in (-1, 0, 1):
        x = _place(PLOT, w, 0)[0]
        svg.line(root, x, foot, x, foot + 6, 1.5, cls="rule")
        svg.text(root, x, foot + 24, number(w, 0), 15)
    svg.line(root, left, foot, left + width, foot, 1.5, cls="rule")
    svg.text(root, left + width - 4, foot + 24, "w", 19, "end")
    svg.text(root, left - 36, 22, f"loss {LOSS} = (y − l)^2", 16, "start")


def _draw_descent(root, plot, path, ball, in_full=False):
    """Draw the curve, the path from its start as far as it is shown, and the ball at its end."""
    ws = np.linspace(-1, 1, 61) * np.sqrt(HIGHEST / path[0, 2]) * abs(path[0, 0])
    losses = path[0, 2] * (ws / path[0, 0]) ** 2  # its lowest place is w = 0
    points = [_place(plot, w, loss) for w, loss in zip(ws, losses, strict=True)]
    svg.path(root, "M", *np.ravel(points), cls="loss-line", stroke_width=3)
    places = path[:, [0, 2]]
    is_off = places[:, 1] > HIGHEST
    inside = int(is_off.argmax()) if is_off.any() else len(places)
    for start, end in itertools.pairwise(places[: inside + 1]):
        ends = (*_place(plot, *start), *_place(plot, *_last_shown(start, end)))
        svg.line(root, *ends, 2.2, cls="gradient-line")
    if in_full and not is_off[-1]:
        _draw_tangent(root, plot, path[-1])
    for t, (w, loss) in enumerate(places[:inside]):
        group = svg.group(root, f"step {t}: w = {number(w)}, loss {number(loss)}")
        x, y = _place(plot, w, loss)
        if t == len(places) - 1:
            svg.element(group, "circle", cx=x, cy=y, r=ball, cls="gradient-deep")
        else:
            look = {"cls": "gradient-line", "stroke_width": 2}
            svg.element(group, "circle", cx=x, cy=y, r=ball / 2, cls="paper")
            svg.element(group, "circle", cx=x, cy=y, r=ball / 2, **look)
    if in_full and is_off.any():
        x, y = _place(plot, *_last_shown(*places[inside - 1 : inside + 1]))
        anchor = "start" if x < plot[0] + plot[2] / 2 else "end"
        x += 8 if anchor == "start" else -8
        svg.text(root, x, y - 3, "off the picture", 15, anchor, "gradient-ink bold edged")


def _last_shown(start, end):
    """Return where the line from start, on the curve, leaves the picture at the top, or its end."""
    if end[1] <= HIGHEST:
        return end
    return start + (end - start) * (HIGHEST - start[1]) / (end[1] - start[1])


def _draw_tangent(root, plot, place):
    w, slope, loss = place
    x, y = _place(plot, w, loss)
    across, up = np.subtract(_place(plot, w + 1, loss + slope), (x, y))
    dx, dy = TANGENT * np.array([across, up]) / np.hypot(across, up)
    svg.line(root, x - dx, y - dy, x + dx, y + dy, 2.5, cls="ink", stroke_dasharray="7 4")


def _draw_table(root, path):
    for x, word in zip(TABLE, ("step", "w", "slope", "loss"), strict=True):
        svg.text(root, x, 22, word, 16, "end", "bold")
    svg.line(root, TABLE[0] - 34, 32, TABLE[-1], 32, 1.5, cls="rule")
    for t, numbers in enumerate(path):
        y = 32 + ROW * (t + 1) - 6
        is_last = t == len(path) - 1
        if is_last:
            svg.rect(root, TABLE[0] - 36, y - 19, TABLE[-1] - TABLE[0] + 42, ROW, 5, cls="band")
        words = f"{t}", *map(number, numbers)
        for x, word in zip(TABLE, words, strict=True):
            svg.text(root, x, y, word, 15.5, "end", "bold" if is_last else "", literal=True)
