"""A computation graph of single numbers: automatic differentiation, in reverse mode."""

import math
import operator
from functools import partialmethod

import numpy as np

from helpers.numeric.activations import ACTIVATIONS
from helpers.numeric.backprop import Gradients
from helpers.numeric.forward import forward_propagation
from helpers.numeric.validate import as_number, choose


class Node:
    """A number, how it was computed and, after a reverse pass, the gradient at it [4.4-8].

    Every operation has the same three beats: the value, the local derivative for each parent,
    the node. They are ``+ - * / **`` (the power a constant), `exp`, `log` and every activation,
    by its name: `tanh`, `relu`, … What is no finite number is refused, by ValueError.

    Parameters
    ----------
    value : float
    op : str
        The operation that gave the value; empty for a number put in.
    parents : tuple of Node
        The operands, in order; one used twice stands twice.
    local : tuple of float
        For each parent, the derivative of the value with respect to it.
    name : str
        What to call it in a picture.

    Attributes
    ----------
    grad : float
        The derivative, with respect to this node, of the node whose `backward` was called last.

    Examples
    --------
    >>> w, x = Node(3.0), Node(2.0)
    >>> loss = (w * x - 1) ** 2
    >>> loss.backward()
    >>> loss.value, w.grad, x.grad
    (25.0, 20.0, 30.0)
    """

    __array_ufunc__ = None  # numpy leaves `number * node` to Node

    def __init__(self, value, op="", parents=(), local=(), name=""):
        self.value = as_number(op or "value", value)
        self.op, self.parents, self.name = op, tuple(parents), name
        self.local = tuple(as_number(f"local derivative of {op}", slope) for slope in local)
        self.grad = 0.0

    def __repr__(self):
        return f"Node({self.value:.6g}, grad={self.grad:.6g})"

    def __add__(self, other):
        other = as_node(other)
        return Node(self.value + other.value, "+", (self, other), (1, 1))

    def __sub__(self, other):
        other = as_node(other)
        return Node(self.value - other.value, "-", (self, other), (1, -1))

    def __mul__(self, other):
        other = as_node(other)
        return Node(self.value * other.value, "*", (self, other), (other.value, self.value))

    def __truediv__(self, other):
        other = as_node(other)
        value = evaluate("/", operator.truediv, self.value, other.value)
        local = (evaluate("/", operator.truediv, 1, other.value), -value / other.value)
        return Node(value, "/", (self, other), local)

    def __pow__(self, power):
        power = as_number("power", power)
        value = evaluate("**", math.pow, self.value, power)
        slope = power * evaluate("**", math.pow, self.value, power - 1) if power else 0
        return Node(value, f"** {power:g}", (self,), (slope,))

    def __neg__(self):
        return Node(-self.value, "neg", (self,), (-1,))

    def __radd__(self, other):
        return as_node(other) + self

    def __rsub__(self, other):
        return as_node(other) - self

    def __rmul__(self, other):
        return as_node(other) * self

    def __rtruediv__(self, other):
        return as_node(other) / self

    def exp(self):
        """Return exp(u); its derivative is itself."""
        value = evaluate("exp", math.exp, self.value)
        return Node(value, "exp", (self,), (value,))

    def log(self):
        """Return the natural logarithm of u; its derivative is 1 / u."""
        value = evaluate("log", math.log, self.value)
        return Node(value, "log", (self,), (1 / self.value,))

    def apply(self, g):
        """Return g(u) for an activation g; its derivative is g'(u)."""
        value, slope = float(g(self.value)), float(g.derivative(self.value))
        return Node(value, g.name, (self,), (slope,))

    def order(self):
        """Return this node and all it was computed from, every node after its parents."""
        found, seen, stack = [], set(), [(self, False)]
        while stack:
            node, parents_done = stack.pop()
            if parents_done:
                found.append(node)
            elif node not in seen:
                seen.add(node)
                stack.append((node, True))
                stack.extend((parent, False) for parent in reversed(node.parents))
        return found

    def backward(self):
        """Set `grad` of this node and of all it was computed from, in one reverse pass.

        Each parent receives upstream gradient times local derivative [4.4-8], a vector-Jacobian
        product of single numbers, and sums what comes along its several paths [4.6-1].
        """
        order = self.order()
        for node in order:
            node.grad = 0.0
        self.grad = 1.0
        for node in reversed(order):
            for parent, local in zip(node.parents, node.local, strict=True):
                parent.grad += node.grad * local
        for node in order:
            as_number("gradient", node.grad)


for g in ACTIVATIONS.values():
    setattr(Node, g.name, partialmethod(Node.apply, g))


def as_node(value):
    """Return `value`, a Node or a number, as a Node."""
    return value if isinstance(value, Node) else Node(value)


def evaluate(op, function, *operands):
    """Return ``function(*operands)``, or refuse operands that give no finite number."""
    try:
        return function(*operands)
    except (ValueError, OverflowError, ZeroDivisionError):
        shown = " and ".join(map(str, operands))
        raise ValueError(f"{op} of {shown} is not a finite number") from None


def network_graph(network, x, y, loss=None):
    """Return the loss of a network as a node, and W and b as lists of arrays of nodes, by layer."""
    loss = network.choose_loss(loss)
    x = network.check_input(x)
    y = loss.check_target(y, forward_propagation(network, x).y_hat)
    W, b = (
        [None] + [_nodes(f"{name}[{k}]", array) for k, array in enumerate(arrays) if k]
        for name, arrays in (("W", network.W), ("b", network.b))
    )
    h, y = (array.reshape(len(array), -1).astype(object) for array in (x, y))
    for k in range(1, network.L):
        h = _each(network.activation, b[k][:, None] + W[k] @ h)
    a = b[network.L][:, None] + W[network.L] @ h
    return _entry_losses(network, a, y, loss).sum() / y.shape[1], W, b


def graph_gradients(network, x, y, loss=None):
    """Return the gradients by automatic differentiation: the reverse pass of `network_graph`.

    Parameters
    ----------
    network, x, y, loss
        As in `forward_propagation` and `Network.loss`.

    Returns
    -------
    Gradients
        At W_k and b_k; those at a_k and h_k are None.

    Examples
    --------
    >>> from helpers import Network
    >>> network = Network([None, [[2.0]]], [None, [1.0]], output="linear")
    >>> graph_gradients(network, [3.0], [5.0]).W[1]
    array([[12.]])
    """
    node, *parameters = network_graph(network, x, y, loss)
    node.backward()
    W, b = ([None, *map(_read, arrays[1:])] for arrays in parameters)
    nothing = [None] * (network.L + 1)
    return Gradients(W, b, a=nothing, h=nothing)


def _nodes(name, array):
    """Return the array with a Node, named by its place, for each number."""
    nodes = np.empty(array.shape, object)
    for place, value in np.ndenumerate(array):
        nodes[place] = Node(value, name=f"{name}[{', '.join(map(str, place))}]")
    return nodes


_each = np.vectorize(lambda g, a: a.apply(g), otypes=[object])
_value = np.vectorize(lambda node: node.value, otypes=[float])
_read = np.vectorize(lambda node: node.grad, otypes=[float])


def _entry_losses(network, a, y, loss):
    """Return what every entry of the output adds to the loss of its sample."""
    if network.output.name == "softmax":
        shifted = a - _value(a).max(axis=0)  # a constant shift changes nothing [4.3-3]
        log_y_hat = shifted - np.log(np.exp(shifted).sum(axis=0))  # finite where y_hat is 0
        if loss.name == "cross_entropy":
            return -y * log_y_hat  # [4.3-4]
        y_hat = np.exp(log_y_hat)
    else:
        y_hat = _each(choose("output", network.output.name, ACTIVATIONS), a)
    return (y_hat - y) ** 2
