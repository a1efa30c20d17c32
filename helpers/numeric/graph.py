"""A computation graph of single numbers, with its own reverse pass."""

import math
import numbers
import operator
from functools import partialmethod

from helpers.numeric.activations import ACTIVATIONS


class Node:
    """A number, how it was computed and, after a reverse pass, the gradient at it [4.4-8].

    Every operation has the same three beats: the value, the local derivative for each parent,
    the node. They are ``+ - * / **`` (the power a constant), `exp`, `log` and every activation,
    by its name: `tanh`, `relu`, …

    Parameters
    ----------
    value : float
        The number itself.
    name : str
        What to call it in a picture.
    op : str
        The operation that gave the value; empty for a number put in.
    parents : tuple of Node
        The operands, in order; one used twice stands twice.
    local : tuple of float
        For each parent, the derivative of the value with respect to it.

    Attributes
    ----------
    grad : float
        The derivative, with respect to this node, of the node whose `backward` was called last.

    Raises
    ------
    ValueError
        Where a value or a local derivative is not a finite number.

    Examples
    --------
    >>> w, x = Node(3.0), Node(2.0)
    >>> loss = (w * x - 1) ** 2
    >>> loss.backward()
    >>> loss.value, w.grad, x.grad
    (25.0, 20.0, 30.0)
    """

    __array_ufunc__ = None  # numpy leaves `number * node` to Node

    def __init__(self, value, name="", op="", parents=(), local=()):
        self.value = as_number(op or "value", value)
        self.name, self.op, self.parents = name, op, tuple(parents)
        self.local = tuple(as_number(f"local derivative of {op}", slope) for slope in local)
        self.grad = 0.0

    def __repr__(self):
        return f"Node({self.value:.6g}, grad={self.grad:.6g})"

    def __add__(self, other):
        other = as_node(other)
        value = self.value + other.value
        local = (1, 1)
        return Node(value, op="+", parents=(self, other), local=local)

    def __sub__(self, other):
        other = as_node(other)
        value = self.value - other.value
        local = (1, -1)
        return Node(value, op="-", parents=(self, other), local=local)

    def __mul__(self, other):
        other = as_node(other)
        value = self.value * other.value
        local = (other.value, self.value)
        return Node(value, op="*", parents=(self, other), local=local)

    def __truediv__(self, other):
        other = as_node(other)
        value = evaluate("/", operator.truediv, self.value, other.value)
        local = (evaluate("/", operator.truediv, 1, other.value), -value / other.value)
        return Node(value, op="/", parents=(self, other), local=local)

    def __pow__(self, power):
        power = as_number("power", power)
        value = evaluate("**", math.pow, self.value, power)
        slope = power * evaluate("**", math.pow, self.value, power - 1) if power else 0
        return Node(value, op=f"** {power:g}", parents=(self,), local=(slope,))

    def __neg__(self):
        value = -self.value
        local = (-1,)
        return Node(value, op="neg", parents=(self,), local=local)

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
        local = (value,)
        return Node(value, op="exp", parents=(self,), local=local)

    def log(self):
        """Return the natural logarithm of u; its derivative is 1 / u."""
        value = evaluate("log", math.log, self.value)
        local = (1 / self.value,)
        return Node(value, op="log", parents=(self,), local=local)

    def apply(self, g):
        """Return g(u) for an activation g; its derivative is g'(u)."""
        value = float(g(self.value))
        local = (float(g.derivative(self.value)),)
        return Node(value, op=g.name, parents=(self,), local=local)

    def order(self):
        """Return this node and all it was computed from, every node after its parents.

        Examples
        --------
        >>> a = Node(1.0)
        >>> [node.value for node in (a + a * 2).order()]
        [1.0, 2.0, 2.0, 3.0]
        """
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

        Each parent receives upstream gradient times local derivative [4.4-8], and sums what
        comes along its several paths [4.6-1].

        Examples
        --------
        >>> a = Node(1.0)
        >>> b = a + a
        >>> c = b + b
        >>> c.backward()
        >>> a.grad
        4.0
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


def as_number(name, value):
    """Return `value` as a finite float, or refuse it.

    Examples
    --------
    >>> as_number("value", "3")
    Traceback (most recent call last):
    ValueError: value is '3', expected a finite number
    """
    is_number = isinstance(value, numbers.Real) and not isinstance(value, bool)
    if not is_number or not math.isfinite(value):
        raise ValueError(f"{name} is {value!r}, expected a finite number")
    return float(value)


def as_node(value):
    """Return `value`, a Node or a number, as a Node."""
    return value if isinstance(value, Node) else Node(value)


def evaluate(op, function, *operands):
    """Return ``function(*operands)``, or refuse operands that give no finite number.

    Examples
    --------
    >>> evaluate("log", math.log, 0.0)
    Traceback (most recent call last):
    ValueError: log of 0.0 is not a finite number
    """
    try:
        return function(*operands)
    except (ValueError, OverflowError, ZeroDivisionError):
        shown = " and ".join(map(str, operands))
        raise ValueError(f"{op} of {shown} is not a finite number") from None
