"""A computation graph: values above, gradients below, the local derivative on every edge."""

from helpers.lessons.lesson_4_4.graph_words import formula, spoken, upstream_times_local
from helpers.pictures import svg
from helpers.pictures.text import number, width

WIDTH, MARGIN = 640, 34  # of the picture; from its sides to the middle of a box's name
BOX_WIDTH, BOX_HEIGHT, RADIUS = 58, 34, 8
MOST_PITCH, ROW = 150, 90  # from column to column at most; from row to row
TOP, STRIP = 30, 44  # the formula above the first row; the line of the current node below all
BOW = 40  # how far two edges between the same nodes bend apart


def computation_graph(loss, rows, done=0, title="Computation graph"):
    """Draw a computation graph as SVG, its reverse pass carried out as far as `done` nodes.

    Columns follow from the graph: a node stands right of all it is computed from, an input left
    of its first use. The current node and the edges that its gradient comes along are lit.

    Parameters
    ----------
    loss : Node
        Its `backward` has run.
    rows : dict
        For the name of each node its row, from 0 at the top; halves are allowed.
    done : int, optional
        How many nodes have their gradient, from the loss back.
    title : str, optional

    Returns
    -------
    str

    Raises
    ------
    ValueError
        Where a node has no row, or there are fewer than `done` nodes.

    Examples
    --------
    >>> from helpers.numeric.graph import Node
    >>> a = Node(1.5, name="a")
    >>> b = a + a
    >>> b.name = "b"
    >>> b.backward()
    >>> "∂b/∂a = 1.00" in computation_graph(b, {"a": 0, "b": 0}, done=2)
    True
    """
    order = loss.order()[::-1]
    if done not in range(len(order) + 1):
        raise ValueError(f"done is {done}, but the graph has {len(order)} nodes")
    for node in order:
        if node.name not in rows:
            raise ValueError(f"rows has no {node.name!r}, expected a row for every node")
    places = _places(loss, rows)
    height = max(y for _, y in places.values()) + BOX_HEIGHT / 2 + 30 + STRIP
    current = order[done - 1] if done else None
    said = f"{done} of {len(order)} gradients are known"
    root = svg.picture(WIDTH, height, title, said)
    for child in order:
        _draw_edges(root, child, places, current)
    for place, node in enumerate(order):
        _draw_node(root, loss, node, places[node], place < done, node is current)
    if current is not None:
        said = upstream_times_local(loss, current)
        _draw_strip(root, f"upstream · local: {said}", height)
    return svg.to_string(root)


def _columns(loss):
    """The column of each node: right of its parents; an input just left of its first use."""
    order, columns = loss.order(), {}
    for node in order:
        columns[node] = 1 + max((columns[parent] for parent in node.parents), default=-1)
    for node in order:
        uses = [columns[child] for child in order if node in child.parents]
        if uses and not node.parents:
            columns[node] = min(uses) - 1
    return columns


def _places(loss, rows):
    columns = _columns(loss)
    pitch = min(MOST_PITCH, (WIDTH - 2 * MARGIN) / max(columns[loss], 1))
    left = (WIDTH - pitch * columns[loss]) / 2
    return {
        node: (left + pitch * column, TOP + BOX_HEIGHT / 2 + ROW * rows[node.name])
        for node, column in columns.items()
    }


def _draw_edges(root, child, places, current):
    for place, (parent, local) in enumerate(zip(child.parents, child.local, strict=True)):
        twins = child.parents.count(parent)
        bend = BOW * (2 * place - 1) if twins > 1 else 0
        lit = parent is current
        (x1, y1), (x2, y2) = places[parent], places[child]
        x1, x2 = x1 + BOX_WIDTH / 2, x2 - BOX_WIDTH / 2
        middle = (x1 + x2) / 2
        own = f"∂{spoken(child.name)}/∂{spoken(parent.name)} = {number(local)}"
        edge = svg.group(root, own, receding=current is not None and not lit)
        line = ("M", x1, y1, "C", middle, y1 + bend, middle, y2 + bend, x2, y2)
        if lit:
            svg.path(edge, *line, cls="halo", stroke_width=11)
            _arrow_head(edge, x1, y1, bend)
        cls = "gradient-line" if lit else "rule"
        svg.path(edge, *line, cls=cls, stroke_width=3 if lit else 2)
        x, y = _label_place((x1, y1), (x2, y2), bend)
        bold = "edged bold gradient-ink" if lit else "edged"
        svg.text(edge, x, y, number(local), 14.5, cls=bold, literal=True)


def _label_place(start, end, bend):
    """On the edge; near the parent where the edge passes a column, above it where it is level."""
    (x1, y1), (x2, y2) = start, end
    share = 0.5 if x2 - x1 < MOST_PITCH else 0.25
    rise = share**2 * (3 - 2 * share)  # of the curve, at this share of its way
    lift = -8 if y1 == y2 and not bend else 5
    return x1 + share * (x2 - x1), y1 + rise * (y2 - y1) + 0.75 * bend + lift


def _arrow_head(edge, x, y, bend):
    slant = bend * 0.35
    tip = ("M", x + 1, y, "L", x + 12, y - 6 + slant, "L", x + 12, y + 6 + slant, "Z")
    svg.path(edge, *tip, cls="gradient")


def _draw_node(root, loss, node, place, is_known, is_current):
    x, y = place
    lines = [f"{spoken(node.name)} = {number(node.value)}"]
    if is_known:
        lines.append(upstream_times_local(loss, node))
    group = svg.group(root, "\n".join(lines))
    box = (x - BOX_WIDTH / 2, y - BOX_HEIGHT / 2, BOX_WIDTH, BOX_HEIGHT, RADIUS)
    if is_current:
        svg.rect(group, *box, cls="halo", stroke_width=12)
    role, ink = _colour(node, loss)
    svg.rect(group, *box, cls=role)
    svg.text(group, x, y - BOX_HEIGHT / 2 - 11, formula(node), 16, cls="edged")
    svg.text(group, x, y + 6, number(node.value), 16, cls=f"{ink} bold", literal=True)
    if is_known:
        below = y + BOX_HEIGHT / 2 + 20
        bold = "gradient-ink bold" if is_current else "gradient-ink"
        svg.text(group, x, below, f"∇ {number(node.grad)}", 15.5, cls=bold, literal=True)


def _colour(node, loss):
    if node is loss:
        return "loss-deep", "on-deep"
    kind = "hidden" if node.parents else "weights" if node.name[0] in "wb" else "input"
    return f"{kind}-pale", "on-pale"


def _draw_strip(root, source, height):
    size = 17
    reach = 0.92 * width(source, size) + 20
    svg.rect(root, MARGIN, height - 36, reach, 30, 6, cls="band")
    svg.text(root, MARGIN + 10, height - 15, source, size, "start", literal=True)
