"""Where the units, the edges and the numbers on the edges of a network diagram stand."""

from typing import NamedTuple

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

# Room between two layers, by the most edges that it serves: for weights alone, with gradients.
GAPS = ((1, 70, 78), (4, 88, 118), (6, 106, 118), (MOST_EDGES, 126, 152))
BARE_GAP = 47  # where no numbers are printed


class Layer(NamedTuple):
    """A column of the diagram: layer k, the input being 0."""

    k: int
    x: float  # its middle
    y: dict  # the middle of each unit drawn, by its index from 0
    ellipsis: float | None  # the middle of the dots that stand for units left out
    left: float  # where edges end
    right: float  # where edges start


class Layout(NamedTuple):
    """Where everything stands, in CSS pixels of a laptop."""

    width: float
    height: float
    layers: list
    middle: float
    loss_x: float | None


def shown_units(n):
    """Return the indices drawn of a layer of n units: all, or the first three and the last."""
    return list(range(n)) if n <= MOST_UNITS else [0, 1, 2, n - 1]


def arrange(sizes, gradients, loss):
    """Return the layout of a network: with a row for gradients, with the loss on the right?

    >>> layout = arrange([2, 3, 2], gradients=False, loss=True)
    >>> [len(layer.y) for layer in layout.layers], layout.width < 720
    ([2, 3, 2], True)
    """
    below = ROW_BELOW if gradients or loss else 0
    columns = [_column(n, BIAS_ROW + UNIT_HEIGHT + UNIT_GAP + below) for n in sizes]
    heights = [max(ys.values()) + UNIT_HEIGHT / 2 for ys, _ in columns]
    body = max(*heights, LEAST_BODY if loss else 0)
    layers, x = [], MARGIN
    for k, ((ys, dots), height) in enumerate(zip(columns, heights, strict=True)):
        width = UNIT_WIDTH if k else 2 * INPUT_RADIUS
        x += _gap(columns[k - 1][0], ys, gradients) if k else 0
        top = HEADING + BIAS_ROW + (body - height) / 2
        ys = {i: top + y for i, y in ys.items()}
        layers.append(Layer(k, x + width / 2, ys, dots and top + dots, x, x + width))
        x += width
    loss_x = x + LOSS_GAP + LOSS_WIDTH / 2 if loss else None
    width = (loss_x + LOSS_WIDTH / 2 if loss else x) + MARGIN
    height = HEADING + BIAS_ROW + body + below + FOOTER
    return Layout(width, height, layers, HEADING + BIAS_ROW + body / 2, loss_x)


def _column(n, pitch):
    """Return the middles of the units drawn, and of the dots, from the layer's top."""
    ys = {i: UNIT_HEIGHT / 2 + pitch * place for place, i in enumerate(shown_units(n))}
    if n <= MOST_UNITS:
        return ys, None
    dots = ys[n - 1] + (ELLIPSIS_HEIGHT - pitch) / 2
    return ys | {n - 1: ys[n - 1] + ELLIPSIS_HEIGHT}, dots


def _gap(sources, targets, gradients):
    edges = len(sources) * len(targets)
    return next((gap[1 + gradients] for gap in GAPS if edges <= gap[0]), BARE_GAP)


def edge_ends(source, target):
    """Return (j, i, x1, y1, x2, y2) of each edge drawn: from unit j to unit i.

    Edges leave and arrive side by side, so that they are told apart near a unit too.
    """
    return [
        (j, i, source.right, y1 + _fan(a, target.y), target.left, y2 + _fan(b, source.y))
        for a, (i, y2) in enumerate(target.y.items())
        for b, (j, y1) in enumerate(source.y.items())
    ]


def _fan(place, units):
    last = len(units) - 1
    return (place / last - 0.5) * min(18, 7 * last) if last else 0.0


def number_places(source, target, width):
    """Return where a number of this width stands on each edge, in the order of `edge_ends`.

    It stands in the middle where one of the layers has one unit; else at the two ends of the
    edges in turn, as the fields of a chessboard, so that all keep clear of each other.
    """
    margin = (width / 2 + 2) / (target.left - source.right)
    is_fan, turn = 1 in (len(source.y), len(target.y)), len(source.y) > len(target.y)
    order = [a + b for a in range(len(target.y)) for b in range(len(source.y))]
    places = []
    for place, (_, _, x1, y1, x2, y2) in zip(order, edge_ends(source, target), strict=True):
        t = 0.5 if is_fan else (margin, 1 - margin)[(place + turn) % 2]
        places.append((x1 + t * (x2 - x1), y1 + t * (y2 - y1)))
    return places
