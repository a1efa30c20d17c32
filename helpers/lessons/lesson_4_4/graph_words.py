"""What the nodes and edges of a computation graph say: names, formulas, upstream times local."""

from typing import NamedTuple

from helpers.pictures.text import LOSS, name, number

BETWEEN = {"+": "+", "-": "−", "*": "·", "/": "/"}


class Edge(NamedTuple):
    """An edge of a computation graph, and what comes back along it.

    Parameters
    ----------
    child : Node
        What the value was used for: its gradient is the upstream one.
    local : float
        The derivative of the child with respect to the node.

    Examples
    --------
    >>> from helpers.numeric.graph import Node
    >>> Edge(Node(3.0), 2.0).local
    2.0
    """

    child: object
    local: float

    @property
    def contribution(self):
        """Upstream gradient times local derivative [4.4-8]."""
        return self.child.grad * self.local


def edges_to_loss(loss, node):
    """Return the edges from a node towards the loss, in the order in which they come back.

    Examples
    --------
    >>> from helpers.numeric.graph import Node
    >>> a = Node(1.5)
    >>> b = a + a
    >>> b.backward()
    >>> [edge.contribution for edge in edges_to_loss(b, a)]
    [1.0, 1.0]
    """
    return [
        Edge(child, local)
        for child in reversed(loss.order())
        for parent, local in zip(child.parents, child.local, strict=True)
        if parent is node
    ]


def upstream_times_local(loss, node):
    """Return the gradient at a node in words: the products along its edges, added.

    Examples
    --------
    >>> from helpers.numeric.graph import Node
    >>> a = Node(1.5, name="a")
    >>> b = a + a
    >>> b.backward()
    >>> upstream_times_local(b, a)
    '∂ℒ/∂a = 1.00·1.00 + 1.00·1.00 = 2.00'
    """
    own = f"∂{LOSS}/∂{spoken(node.name)}"
    edges = edges_to_loss(loss, node)
    if not edges:
        return f"{own} = {number(node.grad)}"
    products = [f"{_factor(e.child.grad, not i)}·{_factor(e.local)}" for i, e in enumerate(edges)]
    return f"{own} = {' + '.join(products)} = {number(node.grad)}"


def spoken(label):
    """Return a node's name with Unicode subscripts, for sentences.

    Examples
    --------
    >>> spoken("w_1"), spoken("L")
    ('w₁', 'ℒ')
    """
    letter, _, index = label.partition("_")
    return LOSS if label == "L" else name(letter, *filter(None, [index]))


def formula(node):
    """Return a node's name and how it is computed, in the mini-language of labels.

    Examples
    --------
    >>> from helpers.numeric.graph import Node
    >>> w, x = Node(1.5, name="w_1"), Node(2.0, name="x")
    >>> l = w * x
    >>> l.name = "l_1"
    >>> formula(l), formula(w)
    ('l_1 = w_1 · x', 'w_1')
    """
    own = LOSS if node.name == "L" else node.name
    names = [parent.name for parent in node.parents]
    if not names:
        return own
    if node.op in BETWEEN:
        return f"{own} = {f' {BETWEEN[node.op]} '.join(names)}"
    if node.op.startswith("**"):
        return f"{own} = {names[0]}^{{{node.op[3:]}}}"
    return f"{own} = −{names[0]}" if node.op == "neg" else f"{own} = {node.op} {names[0]}"


def _factor(value, is_first=False):
    text = number(value)
    return f"({text})" if value < 0 and not is_first else text
