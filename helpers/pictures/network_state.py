"""What a network diagram shows: a network, how far its computation has come, what is in work."""

from dataclasses import dataclass

import numpy as np

from helpers.pictures import svg
from helpers.pictures.text import label, number


@dataclass(eq=False)
class State:
    """The state of a network diagram, checked.

    A part of the diagram is named by a tuple: ("h", 0) is x, ("a", k), ("h", k), ("W", k),
    ("b", k), their gradients as ("grad_a", k), ("y",) and ("L",).

    Parameters
    ----------
    network, trace, gradients, y, loss, loss_name, lit
        As in `helpers.pictures.network.network_diagram`.

    Raises
    ------
    ValueError
        Where the trace holds a batch, an array does not fit the network, or `lit` names nothing.

    Examples
    --------
    >>> from helpers import Network
    >>> state = State(Network.initialise([2, 3, 2]), lit=("a", 1))
    >>> state.recedes(("W", 1)), state.recedes(("W", 2))
    (False, True)
    """

    network: object
    trace: object = None
    gradients: object = None
    y: object = None
    loss: float | None = None
    loss_name: str | None = None
    lit: tuple | None = None

    def __post_init__(self):
        self._check_arrays("trace", self.trace, "ah")
        self._check_arrays("gradients", self.gradients, "ahWb")
        if self.gradients is not None and self.trace is None:
            raise ValueError("gradients came without a trace, expected the trace they belong to")
        if self.y is not None:
            k = self.network.sizes[-1]
            if np.shape(self.y) != (k,):
                raise ValueError(f"y has shape {np.shape(self.y)}, expected ({k},), one sample")
            self.y = np.asarray(self.y, dtype=float)
        self.network.choose_loss(self.loss_name)
        if self.lit is not None:
            self.lit = checked_lit(self.lit, self.network.L)

    def _check_arrays(self, owner, value, letters):
        sizes = self.network.sizes
        for letter in letters if value is not None else "":
            arrays = getattr(value, letter)
            if len(arrays) != len(sizes):
                raise ValueError(
                    f"{owner}.{letter} has {len(arrays)} entries, expected {len(sizes)}: "
                    f"the network has layers 0 to {len(sizes) - 1}"
                )
            for k, array in enumerate(arrays):
                shape = (sizes[k], sizes[k - 1]) if letter == "W" else (sizes[k],)
                if array is not None and np.shape(array) != shape:
                    raise ValueError(
                        f"{owner}.{letter}[{k}] has shape {np.shape(array)}, expected {shape}: "
                        "the diagram shows a single sample of this network"
                    )

    def recedes(self, part):
        """Return whether a part is neither in work nor what that is computed from."""
        return self.lit is not None and part not in sources(self.lit, self.network.L) | {self.lit}

    def group(self, root, part, tooltip=None):
        """Add the group of a part to the picture."""
        return svg.group(root, tooltip, self.recedes(part))

    def value(self, letter, k, index):
        """Return the text of an entry of a_k or h_k, or None where it is not computed yet."""
        if self.trace is None:
            return None
        if letter == "h" and k == self.network.L:
            return None if self.trace.y_hat is None else number(self.trace.y_hat[index])
        return self._entry(getattr(self.trace, letter)[k], index)

    def gradient(self, letter, k, index):
        """Return the text of an entry of a gradient, or None where it is not computed yet."""
        if self.gradients is None:
            return None
        return self._entry(getattr(self.gradients, letter)[k], index)

    @staticmethod
    def _entry(array, index):
        return None if array is None else number(array[index])

    def h_label(self, k, j):
        """Return the name drawn for h_kj; j from 0."""
        if k == 0:
            return label("x", j + 1)
        return label("ŷ", j + 1) if k == self.network.L else label("h", k, j + 1)

    def role(self, k):
        """Return the role of a layer, which is its colour."""
        return "output" if k == self.network.L else "hidden"


def checked_lit(lit, L):
    """Return lit with ("y_hat",) as ("h", L), or raise ValueError where it names nothing.

    Examples
    --------
    >>> checked_lit(("y_hat",), L=2)
    ('h', 2)
    """
    hidden, all_layers = range(1, L), range(1, L + 1)
    kinds = ("a", "h", "grad_a", "grad_W", "grad_b", "W", "b")
    known = {(kind, k) for kind in kinds for k in all_layers} | {("grad_h", k) for k in hidden}
    found = ("h", L) if tuple(lit) == ("y_hat",) else tuple(lit)
    if found not in known | {("L",)}:
        raise ValueError(f"lit is {lit!r}, expected a quantity of layers 1 to {L}, as ('a', 1)")
    return found


def sources(part, L):
    """Return what a part is computed from: the right-hand side of its equation.

    Examples
    --------
    >>> sorted(sources(("a", 1), L=2))
    [('W', 1), ('b', 1), ('h', 0)]
    """
    kind, k = part[0], part[-1]
    if kind == "L" or part == ("grad_a", L):
        return {("h", L), ("y",)}
    if kind == "a":
        return {("h", k - 1), ("W", k), ("b", k)}  # 4.1-1
    if kind == "h":
        return {("a", k)}  # 4.1-2
    if kind == "grad_a":
        return {("grad_h", k), ("a", k)}  # 4.6-6
    if kind == "grad_h":
        return {("W", k + 1), ("grad_a", k + 1)}  # 4.6-4
    if kind == "grad_W":
        return {("grad_a", k), ("h", k - 1)}  # 4.7-3
    if kind == "grad_b":
        return {("grad_a", k)}  # 4.7-5
    return {(f"grad_{kind}", k)}  # 4.8-3
