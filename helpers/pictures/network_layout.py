"""Where the units, the edges and the numbers on the edges of a network diagram stand."""

from typing import NamedTuple

UNIT_WIDTH, UNIT_HEIGHT = 106, 54
INPUT_RADIUS = 27
BIAS_ROW, ROW_BELOW, UNIT_GAP = 24, 24, 14  # above a unit; below it; between two
HEADING, FOOTER = 40, 56
MARGIN, OVERHANG = 10, 7  # of the last unit's heading over the margin
LOSS_GAP, LOSS_WIDTH = 38, 66
MOST_EDGES = 9  # between two layers whose weights are printed
LEAST_BODY = 120  # what the loss and its name take

# Room between two layers, by the most edges that it serves: for weights alone, with gradients.
GAPS = ((1, 70, 78), (4, 88, 118), (6, 106, 118), (MOST_EDGES, 126, 152))
BARE_GAP = 47  # where no numbers are printed
NUMBER_WIDTH = 46, 62  # of a weight alone; with its gradient


class Layer(NamedTuple):
    """A column of the diagram: layer k, the input being 0."""

    k: int
    x: float  # its middle
    y: list  # the middle of each unit
    left: float  # where edges end
    right: float  # where edges start


class Layout(NamedTuple):
    """Where everything stands, in CSS pixels of a laptop."""

    width: float
    height: float
    layers: list
    middle: float
    loss_x: float | None


def arrange(sizes, backwards=False):
    """Return the layout of a network, forwards only or with gradients and the loss."""
    below = ROW_BELOW if backwards else 0
    pitch = BIAS_ROW + UNIT_HEIGHT + UNIT_GAP + below
    body = UNIT_HEIGHT + pitch * (max(sizes) - 1)
    body = max(body, LEAST_BODY) if backwards else body
    middle = HEADING + BIAS_ROW + body / 2

    def gap(k):
        edges = sizes[k - 1] * sizes[k]
        return next((room[1 + backwards] for room in GAPS if edges <= room[0]), BARE_GAP)

    layers = columns(sizes, MARGIN, middle, pitch, (2 * INPUT_RADIUS, UNIT_WIDTH), gap)
    x = layers[-1].right
    loss_x = x + LOSS_GAP + LOSS_WIDTH / 2 if backwards else None
    width = x + MARGIN + (LOSS_GAP + LOSS_WIDTH if backwards else OVERHANG)
    height = HEADING + BIAS_ROW + body + below + FOOTER
    return Layout(width, height, layers, middle, loss_x)


def columns(sizes, left, middle, pitch, widths, gap):
    """Return the layers, by the widths of input and unit and by the gap before each layer k."""
    layers, x = [], left
    for k, n in enumerate(sizes):
        width = widths[k > 0]
        x += gap(k) if k else 0
        ys = [middle + pitch * (i - (n - 1) / 2) for i in range(n)]
        layers.append(Layer(k, x + width / 2, ys, x, x + width))
        x += width
    return layers


def edge_ends(source, target):
    """Return (j, i, x1, y1, x2, y2) of each edge: from unit j to unit i.

    Edges leave and arrive side by side, so that they are told apart near a unit too.
    """
    return [
        (j, i, source.right, y1 + _fan(i, target.y), target.left, y2 + _fan(j, source.y))
        for i, y2 in enumerate(target.y)
        for j, y1 in enumerate(source.y)
    ]


def _fan(place, units):
    last = len(units) - 1
    return (place / last - 0.5) * min(18, 7 * last) if last else 0.0


def number_places(source, target, backwards):
    """Return where the number of each edge stands, in the order of `edge_ends`.

    It stands in the middle where one of the layers has one unit; else at the two ends of the
    edges in turn, as the fields of a chessboard, so that all keep clear of each other.
    """
    margin = (NUMBER_WIDTH[backwards] / 2 + 2) / (target.left - source.right)
    is_fan, turn = 1 in (len(source.y), len(target.y)), len(source.y) > len(target.y)
    places = []
    for j, i, x1, y1, x2, y2 in edge_ends(source, target):
        t = 0.5 if is_fan else (margin, 1 - margin)[(i + j + turn) % 2]
        places.append((x1 + t * (x2 - x1), y1 + t * (y2 - y1)))
    return places
