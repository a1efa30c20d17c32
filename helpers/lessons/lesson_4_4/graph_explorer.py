"""Lesson 4.4: three small computation graphs, their reverse pass node by node."""

from typing import NamedTuple

from ipywidgets import Button, Dropdown, FloatSlider, IntSlider

from helpers.explorers.live import Explorer, row
from helpers.lessons.lesson_4_4.graph_picture import computation_graph
from helpers.lessons.lesson_4_4.graph_words import edges_to_loss, spoken, upstream_times_local
from helpers.numeric.graph import Node
from helpers.pictures.text import LOSS, number


class Example(NamedTuple):
    """A formula of w and x: how it is built, and the row of each node.

    Examples
    --------
    >>> EXAMPLES["meet"].build(1.5, 2.0).value
    6.0
    """

    formula: str
    build: object
    rows: dict


def named(**nodes):
    """Name nodes, and return the last of them.

    Examples
    --------
    >>> named(w=Node(2.0)).name
    'w'
    """
    for name, node in nodes.items():
        node.name = name
    return node


def squared_error(w, x):
    """Return (w x + b − y)², with b = 0.5 and y = 2: file 003's line, at one point."""
    w, x, b, y = Node(w), Node(x), Node(0.5), Node(2.0)
    u = w * x
    l = u + b
    d = l - y
    return named(w=w, x=x, b=b, y=y, u=u, l=l, d=d, L=d**2)


def cross_entropy(w, x):
    """Return −log p_1 for the softmax p of the logits l_1 = w x and l_2 = x [4.4-7]."""
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


EXAMPLES = {
    "softmax": Example(
        f"{LOSS} = −log softmax(l)₁",
        cross_entropy,
        {"w_1": 0, "x": 1, "w_2": 2, "l_1": 0.5, "l_2": 1.5, "e_1": 0.5, "e_2": 1.5}
        | {"s": 1.5, "p": 0.5, "q": 0.5, "L": 0.5},
    ),
    "line": Example(
        f"{LOSS} = (w x + b − y)²",
        squared_error,
        {"w": 0, "x": 1, "u": 0.5, "b": 1.5, "l": 0.5, "y": 1.5, "d": 0.5, "L": 0.5},
    ),
    "meet": Example(f"{LOSS} = (w + w) x", meet, {"w": 0.5, "b": 0.5, "x": 1.5, "L": 0.5}),
}


class GraphExplorer(Explorer):
    """Walk a reverse pass: at each node, upstream gradient times local derivative, added.

    Parameters
    ----------
    done : int, optional
        How many nodes have their gradient when it opens.

    Attributes
    ----------
    done : ipywidgets.IntSlider
    back_button, next_button : ipywidgets.Button
    formula : ipywidgets.Dropdown
        A key of `EXAMPLES`.
    w, x : ipywidgets.FloatSlider
        The inputs; w is w_1 in the softmax.

    Examples
    --------
    >>> explorer = GraphExplorer()
    >>> explorer.turn(formula="meet", done=4)
    >>> explorer.current.name, explorer.current.grad
    ('w', 3.0)
    """

    name = "graph"

    def __init__(self, done=0):
        first = next(iter(EXAMPLES))
        most = len(EXAMPLES[first].rows)
        super().__init__(
            done=IntSlider(done, min=0, max=most, description="nodes done"),
            back_button=Button(description="Back", icon="step-backward"),
            next_button=Button(description="Next", icon="step-forward"),
            formula=Dropdown(
                options=[(example.formula, key) for key, example in EXAMPLES.items()],
                value=first,
                description="formula",
            ),
            w=FloatSlider(0.5, min=-2, max=2, step=0.1, description="w"),
            x=FloatSlider(1.5, min=-2, max=2, step=0.1, description="x"),
        )
        self.on_press(self.back_button, lambda: self.go(-1))
        self.on_press(self.next_button, lambda: self.go(1))

    def rows(self):
        """Return the walk above, the formula below."""
        return [
            row(self.done, self.back_button, self.next_button),
            row(self.formula, self.w, self.x),
        ]

    def begin(self):
        """Compute the formula forwards, and all gradients."""
        self.loss = EXAMPLES[self.formula.value].build(self.w.value, self.x.value)
        self.loss.backward()

    def turned(self, name):
        """Compute anew where the case has changed."""
        if name == "formula":
            self.done.max = len(EXAMPLES[self.formula.value].rows)
        if name != "done":
            self.begin()

    def go(self, nodes):
        """Go forth or back so many nodes, as far as there are any."""
        self.done.value = min(max(self.done.value + nodes, 0), self.done.max)

    @property
    def current(self):
        """The node whose gradient was found last, None before the first."""
        return self.loss.order()[-self.done.value] if self.done.value else None

    def draw(self):
        """Return the graph, and what happens at the current node in words."""
        example = EXAMPLES[self.formula.value]
        picture = computation_graph(self.loss, example.rows, self.done.value, example.formula)
        return [picture], self._sentence(example)

    def _sentence(self, example):
        if self.current is None:
            return (
                f"{example.formula} = {number(self.loss.value)}, computed forwards; on each edge "
                f"stands its local derivative. No gradient is known yet."
            )
        said = f"Node {self.done.value} of {self.done.max}. "
        edges = edges_to_loss(self.loss, self.current)
        own = spoken(self.current.name)
        if not edges:
            return f"{said}The reverse pass begins: ∂{LOSS}/∂{LOSS} = 1."
        said += f"Upstream · local: {upstream_times_local(self.loss, self.current)}."
        if len(edges) == 1:
            return f"{said} Raise {own} by 0.01, and {LOSS} changes by about {_step(self.current)}."
        return (
            f"{said} {len(edges)} paths meet at {own} and are added; with = in place of +=, only "
            f"the last would be left, {number(edges[-1].contribution)}."
        )


def _step(node):
    return number(0.01 * node.grad, 4)
