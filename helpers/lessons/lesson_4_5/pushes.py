"""Logits with an arrow each, probabilities, the one-hot vector and their difference as bars."""

import numpy as np

from helpers.pictures import svg
from helpers.pictures.text import number, vector

WIDTH, MARGIN, JOINT = 640, 12, 24  # of the picture; its border; room for a sign between panels
TITLE, TOP, UNIT, ROOM, FOOT = 24, 42, 92, 24, 42  # UNIT: 1 on the scale of the probabilities
ZERO = TOP + ROOM + UNIT  # height of the line at 0 of all panels
HEIGHT = ZERO + UNIT + ROOM + FOOT
GROW = 1.4  # it stands on the lesson's first screen
SCALES = (1.5, 3.0, 6.0, 9.0, 15.0)  # what the height UNIT may stand for beside a logit


def push_picture(a, y_hat, y, gradient=None, eta=1.0, after=None, join="="):
    """Draw logits, with `gradient` an arrow from each to where a step of size `eta` leads, and ŷ.

    `after` is ŷ after the step, as outlines. With `join` the bars of e(ℓ) and of the gradient
    stand beside those of ŷ, all three on one scale; `join` is the sign before the gradient.
    """
    ell, stepped = int(np.argmax(y)), a if gradient is None else a - eta * gradient
    panels = [("a_L", 1.45, "hidden", a), ("ŷ", 1.0, "output", y_hat)]
    if join:
        panels += [("e(ℓ)", 1.0, "output", y), ("∇_{a_L} ℒ", 1.0, "gradient", gradient)]
    said = "; ".join(f"{title} = {vector(values)}" for title, _, _, values in panels)
    root = svg.picture(WIDTH, HEIGHT, "Logits and what they are asked for", f"{said}.", GROW)
    largest = max(np.abs(a).max(), np.abs(stepped).max())
    reach = next((scale for scale in SCALES if largest <= scale), largest)
    share = (WIDTH - 2 * MARGIN - JOINT * (len(panels) - 1)) / sum(panel[1] for panel in panels)
    x = MARGIN
    for place, (title, wide, role, values) in enumerate(panels):
        if place:
            sign = ("→", "−", join)[place - 1]
            svg.text(root, x + JOINT / 2, TITLE, sign, 21, literal=True)
            x += JOINT
        unit = UNIT if place else UNIT / reach
        panel = _Panel(root, x, share * wide, unit, ell)
        panel.frame(title, len(values))
        panel.bars(values, role, arrows=place == 0 and gradient is not None)
        if place == 0 and gradient is not None:
            panel.arrows(a, stepped, told=not join)
        if place == 1 and after is not None:
            panel.outlines(after)
            for row, line in enumerate(("dashed:", "one step later")):
                svg.text(root, x + share / 2, ZERO + 24 + 19 * row, line, 14.5, cls="edged quiet")
        panel.numbers(values)
        x += share * wide
    return svg.to_string(root)


def short(value):
    """Return a number with two decimals, also where it rounds to 0.

    >>> short(-1e-7), short(-0.9)
    ('0.00', '−0.90')
    """
    return number(round(float(value), 2))


class _Panel:
    """One vector: a column a class, its bar up from the line at 0, or down."""

    def __init__(self, root, x, width, unit, ell):
        self.root, self.x, self.width, self.unit, self.ell = root, x, width, unit, ell

    def middle(self, i):
        return self.x + self.width * (i + 0.5) / self.k

    def frame(self, title, k):
        """Draw title, the column of the true class, the line at 0, and the classes' numbers."""
        self.k = k
        svg.text(self.root, self.x + self.width / 2, TITLE, title, 18, cls="bold")
        column = self.width / k
        box = (self.x + column * self.ell + 1, TOP - 6, column - 2, HEIGHT - TOP + 2, 6)
        svg.rect(self.root, *box, cls="band")
        svg.line(self.root, self.x, ZERO, self.x + self.width, ZERO, 1.5, cls="ink")
        for i in range(k):
            base, own = HEIGHT - FOOT + 16, f"class {i + 1}" if column > 62 else str(i + 1)
            svg.text(self.root, self.middle(i), base, own, 15.5, cls="bold", literal=True)
            if i == self.ell:
                svg.text(self.root, self.middle(i), base + 18, "true", 14.5, cls="output-ink")

    def height(self, value):
        return ZERO - value * self.unit

    def bars(self, values, role, arrows):
        """Draw the bars; with arrows they make room on the right."""
        column = self.width / self.k
        wide = min(30.0, 0.5 * column)
        self.shift = min(0.26 * column, wide / 2 + 14) if arrows else 0.0
        for i, value in enumerate(values):
            group = svg.group(self.root, f"class {i + 1}: {number(value)}")
            top, bottom = sorted((self.height(value), ZERO))
            left = self.middle(i) - self.shift - wide / 2
            svg.rect(group, left, top, wide, bottom - top, 2, cls=role)

    def numbers(self, values):
        """Print the numbers at the ends of the bars, above all lines."""
        for i, value in enumerate(values):
            base = self.height(value) + (-6 if value >= 0 else 17)
            place = self.middle(i) - self.shift, base
            svg.text(self.root, *place, short(value), 15, cls="edged", literal=True)

    def arrows(self, values, stepped, told):
        """Draw an arrow beside each bar, from its end to where the step leads."""
        for i, (start, end) in enumerate(zip(values, stepped, strict=True)):
            move = end - start
            said = short(move)
            said = f"+{said}" if move > 0 and said != "0.00" else said
            verb = "rises" if move > 0 else "falls"
            group = svg.group(self.root, f"logit {i + 1} {verb}: {said}")
            x, y1, y2 = self.middle(i) - self.shift + 29, self.height(start), self.height(end)
            if told:
                place = (x + 14, (y1 + y2) / 2 + 5)
                svg.text(group, *place, said, 15, "start", "edged gradient-ink bold", literal=True)
            if abs(y2 - y1) < 2:  # an arrow would be a speck
                continue
            head = min(13.0, abs(y2 - y1)) * np.sign(y1 - y2)
            half = min(10.0, 3.0 + abs(head))
            shaft = sorted((y1, y2 + head))
            svg.rect(group, x - 4, shaft[0], 8, shaft[1] - shaft[0], cls="gradient")
            tip = ("M", x, y2, "L", x - half, y2 + head, "H", x + half, "Z")
            svg.path(group, *tip, cls="gradient")

    def outlines(self, values):
        """Draw what the bars become, as dashed outlines."""
        wide = min(30.0, 0.5 * self.width / self.k) + 8
        for i, value in enumerate(values):
            top, bottom = sorted((self.height(value), ZERO))
            box = (self.middle(i) - wide / 2, top, wide, bottom - top)
            group = svg.group(self.root, f"class {i + 1} after the step: {number(value)}")
            svg.rect(group, *box, cls="ink", stroke_width=1.5, stroke_dasharray="4 3")
