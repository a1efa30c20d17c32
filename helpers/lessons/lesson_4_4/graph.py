"""Three small computation graphs, drawn, and their reverse pass node by node."""

from ipywidgets import Dropdown, FloatSlider, IntSlider

from helpers.explorers.live import Explorer, walk_buttons
from helpers.numeric.graph import Node
from helpers.pictures import svg
from helpers.pictures.text import LOSS, bracketed, name, number

WIDTH, MARGIN, MOST_GAP = 850, 6, 110  # of the picture; of its sides; between two columns
BOX_WIDTH, BOX_HEIGHT, RADIUS = 68, 48, 9  # of a node
ROW, TOP, STRIP = 96, 34, 46  # from row to row; above the first; the current node's line, below all
BOW = 44  # how far two edges between the same nodes bend apart
WRITTEN = {"+": "{} + {}", "-": "{} − {}", "*": "{} · {}", "/": "{} / {}", "neg": "−{}"}
WRITTEN |= {"exp": "exp {}", "log": "log {}", "** 2": "{}^{{2}}"}


def named(**nodes):
    """Name nodes, and return the last of them.

    Examples
    --------
    >>> named(w=Node(2.0)).name
    'w'
    """
    for letter, node in nodes.items():
        node.name = letter
    return node


def one_line(w, x):
    """Return (w x + b − y)², with b = 0.5 and y = 2: file 003's line, at one point."""
    w, x, b, y = Node(w), Node(x), Node(0.5), Node(2.0)
    u = w * x
    l = u + b
    d = l - y
    return named(w=w, x=x, b=b, y=y, u=u, l=l, d=d, L=d**2)


def cross_entropy(w, x):
    """Return −log p_1 for the softmax p of the logits l_1 = w x and l_2 = x [4.4-7].

    Examples
    --------
    >>> sorted(node.name for node in cross_entropy(w=0.5, x=1.5).order())
    ['L', 'e_1', 'e_2', 'l_1', 'l_2', 'p', 'q', 's', 'w_1', 'w_2', 'x']
    """
    w_1, x, w_2 = Node(w), Node(x), Node(1.0)
    l_1, l_2 = w_1 * x, w_2 * x
    e_1, e_2 = l_1.exp(), l_2.exp()
    s = e_1 + e_2
    p = e_1 / s
    q = p.log()
    return named(w_1=w_1, x=x, w_2=w_2, l_1=l_1, l_2=l_2, e_1=e_1, e_2=e_2, s=s, p=p, q=q, L=-q)


def meet(w, x):
    """Return (w + w) x."""
    w, x = Node(w), Node(x)
    b = w + w
    return named(w=w, x=x, b=b, L=b * x)


EXAMPLES = {  # formulas of w and x: in words, as nodes, and the row of each node, from the top
    "softmax": (
        f"{LOSS} = −log softmax(l)₁",
        cross_entropy,
        {"w_1": 0, "x": 1, "w_2": 2, "l_1": 0.5, "l_2": 1.5, "e_1": 0.5, "e_2": 1.5}
        | {"s": 1.5, "p": 0.5, "q": 0.5, "L": 0.5},
    ),
    "line": (
        f"{LOSS} = (w x + b − y)²",
        one_line,
        {"w": 0, "x": 1, "u": 0.5, "b": 1.5, "l": 0.5, "y": 1.5, "d": 0.5, "L": 0.5},
    ),
    "meet": (f"{LOSS} = (w + w) x", meet, {"w": 0.5, "b": 0.5, "x": 1.5, "L": 0.5}),
}


class GraphExplorer(Explorer):
    """Walk a reverse pass: at each node, upstream gradient times local derivative, added.

    Parameters
    ----------
    done : int, optional
        How many nodes have their gradient when it opens.

    Attributes
    ----------
    formula : ipywidgets.Dropdown
        "softmax", "line" or "meet".
    current : Node or None
        The one whose gradient was found last.

    Examples
    --------
    >>> explorer = GraphExplorer()
    >>> explorer.turn(formula="meet", done=4)
    >>> explorer.current.name, explorer.current.grad
    ('w', 3.0)
    """

    name = "graph"
    walk = "done"
    case = ("formula", "w", "x")
    layout = (("done", "back_button", "next_button"), case)

    def __init__(self, done=0):
        formulas = [(formula, key) for key, (formula, *_) in EXAMPLES.items()]
        super().__init__(
            done=IntSlider(done, max=len(EXAMPLES["softmax"][-1]), description="nodes done"),
            **walk_buttons(),
            formula=Dropdown(options=formulas, value="softmax", description="formula"),
            w=FloatSlider(0.5, min=-2, max=2, step=0.1, description="w"),
            x=FloatSlider(1.5, min=-2, max=2, step=0.1, description="x"),
        )

    def begin(self):
        _, build, rows = EXAMPLES[self.formula.value]
        self.done.max = len(rows)
        self.loss = build(self.w.value, self.x.value)
        self.loss.backward()

    def draw(self):
        words, _, rows = EXAMPLES[self.formula.value]
        self.current = self.loss.order()[-self.done.value] if self.done.value else None
        return [computation_graph(self.loss, rows, self.done.value, words)], self._sentence(words)

    def _sentence(self, words):
        node = self.current
        if node is None:
            return (
                f"{words} = {number(self.loss.value)}, computed forwards; on each "
                "edge stands its local derivative. No gradient is known yet."
            )
        said = f"Node {self.done.value} of {self.done.max}."
        if node is self.loss:
            return f"{said} The reverse pass begins: ∂{LOSS}/∂{LOSS} = 1."
        edges, own = edges_to_loss(self.loss, node), spoken(node.name)
        said += f" Upstream · local: {upstream_times_local(self.loss, node)}. "
        if len(edges) == 1:
            change = number(0.01 * node.grad, 4)
            return f"{said}Raise {own} by 0.01, and {LOSS} changes by about {change}."
        upstream, local = edges[-1]
        return (
            f"{said}{len(edges)} paths meet at {own} and are added; the last one alone would give "
            f"{number(upstream * local)}."
        )


def edges_to_loss(loss, node):
    """Return (upstream, local) for each edge from a node, in the order they come back [4.4-8]."""
    return [
        (child.grad, local)
        for child in reversed(loss.order())
        for parent, local in zip(child.parents, child.local, strict=True)
        if parent is node
    ]


def upstream_times_local(loss, node):
    """Return the gradient at a node in words: the products along its edges, added.

    >>> a = Node(1.5, name="a")
    >>> b = named(b=a + a)
    >>> b.backward()
    >>> upstream_times_local(b, a)
    '∂ℒ/∂a = 1.00·1.00 + 1.00·1.00 = 2.00'
    """
    products = [
        f"{bracketed(upstream) if place else number(upstream)}·{bracketed(local)}"
        for place, (upstream, local) in enumerate(edges_to_loss(loss, node))
    ]
    sums = [" + ".join(products)] if products else []
    return " = ".join([f"∂{LOSS}/∂{spoken(node.name)}", *sums, number(node.grad)])


def spoken(label):
    """Return a node's name with Unicode subscripts, for sentences: w_1 is w₁, L is ℒ."""
    letter, _, index = label.partition("_")
    return LOSS if label == "L" else name(letter, *filter(None, [index]))


def computed(node):
    """Return how a node is computed, for pictures, as w_1 · x; nothing for a number put in."""
    return WRITTEN[node.op].format(*(parent.name for parent in node.parents)) if node.op else ""


def computation_graph(loss, rows, done, title):
    """Draw a computation graph as SVG, its reverse pass carried out as far as `done` nodes.

    Columns follow from the graph: a node stands right of all it is computed from, an input left
    of its first use. The current node and the edges that its gradient comes along are lit.
    """
    order = loss.order()[::-1]
    gap, places = _places(loss, rows)
    height = max(y for _, y in places.values()) + BOX_HEIGHT / 2 + 28 + STRIP
    current = order[done - 1] if done else None
    root = svg.picture(WIDTH, height, title, f"{done} of {len(order)} gradients are known")
    edges = list(_edges(order, places))
    for edge in edges:
        _draw_edge(root, *edge, current)
    for edge in edges:
        _draw_local(root, *edge, current, gap)
    for place, node in enumerate(order):
        words = upstream_times_local(loss, node) if place < done else ""
        _draw_node(root, node, places[node], node is loss, node is current, words)
    product = upstream_times_local(loss, current) if current else "nothing has come back yet"
    svg.rect(root, MARGIN, height - 36, WIDTH - 2 * MARGIN, 32, 6, cls="band")
    place = MARGIN + 12, height - 14, f"upstream · local: {product}"
    svg.text(root, *place, 17, "start", literal=True)
    return svg.to_string(root)


def _places(loss, rows):
    """The gap between two columns, and the middle of each node: an input left of its first use."""
    order, columns = loss.order(), {}
    for node in order:
        columns[node] = 1 + max((columns[parent] for parent in node.parents), default=-1)
    for node in order:
        uses = [columns[child] for child in order if node in child.parents]
        if uses and not node.parents:
            columns[node] = min(uses) - 1
    count = columns[loss]
    gap = min(MOST_GAP, (WIDTH - 2 * MARGIN - BOX_WIDTH * (count + 1)) / count)
    pitch = BOX_WIDTH + gap
    left = (WIDTH - pitch * count) / 2
    return gap, {
        node: (left + pitch * column, TOP + BOX_HEIGHT / 2 + ROW * rows[node.name])
        for node, column in columns.items()
    }


def _edges(order, places):
    """Each edge: parent, child, local derivative, its ends, its bend, the side where text fits."""
    for child in order:
        for place, (parent, local) in enumerate(zip(child.parents, child.local, strict=True)):
            bend = BOW * (2 * place - 1) if child.parents.count(parent) > 1 else 0
            (x1, y1), (x2, y2) = places[parent], places[child]
            free = 1 if any(places[other][1] < y2 for other in child.parents) else -1
            ends = x1 + BOX_WIDTH / 2, y1, x2 - BOX_WIDTH / 2, y2
            yield parent, child, local, ends, bend, free


def _draw_edge(root, parent, child, local, ends, bend, _, current):
    lit, (x1, y1, x2, y2) = parent is current, ends
    own = f"∂{spoken(child.name)}/∂{spoken(parent.name)} = {number(local)}"
    edge = svg.group(root, own, receding=current is not None and not lit)
    middle = (x1 + x2) / 2
    line = ("M", x1, y1, "C", middle, y1 + bend, middle, y2 + bend, x2, y2)
    if lit:
        svg.path(edge, *line, cls="halo", stroke_width=11)
        back, slope = x1 + 12, y1 + 0.35 * bend
        tip = ("M", x1 + 1, y1, "L", back, slope - 6, "L", back, slope + 6, "Z")
        svg.path(edge, *tip, cls="gradient")
    cls, thickness = ("gradient-line", 3) if lit else ("rule", 2)
    svg.path(edge, *line, cls=cls, stroke_width=thickness)


def _draw_local(root, parent, _, local, ends, bend, free, current, gap):
    """Print a local derivative in the first gap of its edge: on paper, or beside a level edge."""
    x1, y1, x2, y2 = ends
    share, words = gap / 2 / (x2 - x1), number(local)
    rise = share**2 * (3 - 2 * share)  # of the curve, at this share of its way
    x, y = x1 + gap / 2, y1 + rise * (y2 - y1) + 0.75 * bend
    if y1 == y2 and not bend:
        y += free * (14.5 if parent is current else 11.5)
    else:
        width = 10 * len(words)
        svg.rect(root, x - width / 2, y - 10, width, 20, 5, cls="paper")
    ink = "bold gradient-ink" if parent is current else "quiet" if current is not None else ""
    svg.text(root, x, y + 5.5, words, 15.5, cls=ink, literal=True)


def _draw_node(root, node, place, is_loss, is_current, words):
    """Draw a node; `words` are those of its gradient, once it is known."""
    x, y = place
    said = f"{spoken(node.name)} = {number(node.value)}"
    group = svg.group(root, "\n".join(filter(None, [said, words])))
    box = (x - BOX_WIDTH / 2, y - BOX_HEIGHT / 2, BOX_WIDTH, BOX_HEIGHT, RADIUS)
    if is_current:
        svg.rect(group, *box, cls="halo", stroke_width=12)
    kind = "hidden" if node.parents else "weights" if node.name[0] in "wb" else "input"
    role, shade = ("loss", "deep") if is_loss else (kind, "pale")
    svg.rect(group, *box, cls=f"{role}-{shade}")
    own = LOSS if node.name == "L" else node.name
    svg.text(group, x, y - BOX_HEIGHT / 2 - 10, own, 17, cls="bold")
    if node.parents:
        svg.text(group, x, y - 5, computed(node), 15, cls=f"on-{shade}")
    base = y + (16 if node.parents else 6)
    svg.text(group, x, base, number(node.value), 16, cls=f"on-{shade} bold", literal=True)
    if words:
        ink, below = "gradient-ink bold" if is_current else "gradient-ink", y + BOX_HEIGHT / 2 + 20
        svg.text(group, x, below, f"∇ {number(node.grad)}", 15.5, cls=ink, literal=True)
