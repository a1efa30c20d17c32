"""Where the units, the edges and the numbers on the edges of a network diagram stand."""

import functools
from dataclasses import dataclass

UNIT_WIDTH, UNIT_HEIGHT = 106, 54
INPUT_RADIUS = 27
BIAS_ROW, ROW_BELOW, UNIT_GAP = 24, 24, 14  # above a unit; below it; between two
HEADING, FOOTER = 40, 56
MARGIN = 10
LOSS_GAP, LOSS_WIDTH = 38, 66
MOST_UNITS = 5  # of a layer that is drawn whole
MOST_EDGES = 9  # between two layers whose weights are printed
ELLIPSIS_HEIGHT = 64
LEAST_BODY = 120  # what the loss and its name take


@dataclass(frozen=True)
class Layer:
    """A column of the diagram.

    Parameters
    ----------
    k : int
        The layer's number; 0 is the input.
    x : float
        Its middle.
    y : dict
        The middle of each unit drawn, by its index from 0.
    ellipsis : float or None
        The middle of the dots that stand for units left out.
    left, right : float
        Where edges end and start.

    Examples
    --------
    >>> Layer(0, 40, {0: 100}, None, 13, 67).y[0]
    100
    """

    k: int
    x: float
    y: dict
    ellipsis: float | None
    left: float
    right: float


@dataclass(frozen=True)
class Layout:
    """Where everything stands; lengths in CSS pixels of a laptop.

    Examples
    --------
    >>> layout = arrange([2, 3, 2], gradients=False, loss=True)
    >>> [len(layer.y) for layer in layout.layers], layout.width < 720
    ([2, 3, 2], True)
    """

    width: float
    height: float
    layers: list
    middle: float
    loss_x: float | None


def shown_units(n):
    """Return the indices drawn of a layer of n units: all, or the first three and the last.

    Examples
    --------
    >>> shown_units(3), shown_units(64)
    ([0, 1, 2], [0, 1, 2, 63])
    """
    return list(range(n)) if n <= MOST_UNITS else [0, 1, 2, n - 1]


def gap_between(n_in, n_out, gradients):
    """Return the room between two layers: enough for the numbers where they are printed."""
    edges = len(shown_units(n_in)) * len(shown_units(n_out))
    plain = ((1, 70), (4, 88), (6, 106), (MOST_EDGES, 126))
    double = ((1, 78), (4, 106), (6, 118), (MOST_EDGES, 152))
    return next((gap for most, gap in (double if gradients else plain) if edges <= most), 47)


def arrange(sizes, gradients, loss):
    """Return the layout of a network.

    Parameters
    ----------
    sizes : sequence of int
        Units by layer, the input first.
    gradients : bool
        Whether there is a row for gradients below each unit.
    loss : bool
        Whether the true output stands below the output units, and the loss on the right.
    """
    pitch = BIAS_ROW + UNIT_HEIGHT + UNIT_GAP + (ROW_BELOW if gradients or loss else 0)
    extent = {n: _extent(n, pitch) for n in sizes}
    body = max(*extent.values(), LEAST_BODY if loss else 0)
    middle = HEADING + BIAS_ROW + body / 2
    below = ROW_BELOW if gradients or loss else 0
    layers, x = [], MARGIN
    for k, n in enumerate(sizes):
        width = 2 * INPUT_RADIUS if k == 0 else UNIT_WIDTH
        x += gap_between(sizes[k - 1], n, gradients) if k else 0
        ys, dots = _column(n, pitch, middle - extent[n] / 2)
        layers.append(Layer(k, x + width / 2, ys, dots, x, x + width))
        x += width
    loss_x = x + LOSS_GAP + LOSS_WIDTH / 2 if loss else None
    width = (loss_x + LOSS_WIDTH / 2 if loss else x) + MARGIN
    height = HEADING + BIAS_ROW + body + below + FOOTER
    return Layout(width, height, layers, middle, loss_x)


def _extent(n, pitch):
    """Return the height from the top of the first unit to the bottom of the last."""
    between = (len(shown_units(n)) - 1) * pitch
    return UNIT_HEIGHT + between + (ELLIPSIS_HEIGHT if n > MOST_UNITS else 0)


def _column(n, pitch, top):
    ys, y, dots = {}, top + UNIT_HEIGHT / 2, None
    shown = shown_units(n)
    for i in shown:
        if i == shown[-1] and n > MOST_UNITS:
            dots = y - pitch / 2 + ELLIPSIS_HEIGHT / 2
            y += ELLIPSIS_HEIGHT
        ys[i] = y
        y += pitch
    return ys, dots


def edge_ends(source, target):
    """Return (j, i, x1, y1, x2, y2) of each edge drawn: from unit j to unit i.

    Edges leave and arrive side by side, so that they are told apart near a unit too.
    """
    ends = []
    for a, i in enumerate(target.y):
        for b, j in enumerate(source.y):
            y1 = source.y[j] + _fan(a, len(target.y))
            y2 = target.y[i] + _fan(b, len(source.y))
            ends.append((j, i, source.right, y1, target.left, y2))
    return ends


def _fan(place, count):
    return 0.0 if count == 1 else (place / (count - 1) - 0.5) * min(18, 7 * (count - 1))


@functools.lru_cache(maxsize=64)
def label_places(ends, width, height):
    """Return the middle of a box on each edge, so that boxes keep clear of each other.

    Each box slides along its edge to where it overlaps least with other boxes and other edges.

    Parameters
    ----------
    ends : tuple of (x1, y1, x2, y2)
    width, height : float
        The size of a box.

    Returns
    -------
    list of (x, y)
    """
    margin = (width / 2 + 2) / (ends[0][2] - ends[0][0])
    steps = [margin + (1 - 2 * margin) * s / 16 for s in range(17)]

    def point(edge, t):
        x1, y1, x2, y2 = ends[edge]
        return x1 + t * (x2 - x1), y1 + t * (y2 - y1)

    def cost(edge, at):
        x, y = point(edge, at[edge])
        total = abs(at[edge] - 0.5)
        for other, (x1, y1, x2, y2) in enumerate(ends):
            if other == edge:
                continue
            u, v = point(other, at[other])
            total += 0.5 * max(0, width + 4 - abs(x - u)) * max(0, height + 6 - abs(y - v))
            slope = (y2 - y1) / (x2 - x1)
            near, far = sorted(y1 + slope * (x + side * width / 2 - x1) for side in (-1, 1))
            total += 0.4 * max(0, height / 2 + 2 - max(0, near - y, y - far))
        return round(total, 6)

    def settle(start):
        at = list(start)
        for _ in range(6):
            for edge in range(len(ends)):
                at[edge] = min(steps, key=lambda t: cost(edge, [*at[:edge], t, *at[edge + 1 :]]))
        return at

    first, last = steps[0], steps[-1]
    starts = ([0.5, 0.5], [first, last], [last, first], [first, 0.5, last], [last, 0.5, first])
    settled = [settle([start[e % len(start)] for e in range(len(ends))]) for start in starts]
    best = min(settled, key=lambda at: sum(cost(edge, at) for edge in range(len(ends))))
    return [point(edge, best[edge]) for edge in range(len(ends))]
