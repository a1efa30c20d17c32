"""The backward pass of a network as lines of code: right, or with a known mistake; and run."""

from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

import numpy as np

from helpers.exercises.formula import truth, value_of
from helpers.exercises.mistakes import MISTAKES
from helpers.language import nodes as n
from helpers.language.printing import code
from helpers.numeric.backprop import Gradients
from helpers.numeric.forward import forward_propagation
from helpers.numeric.training import update

LATER = "later"  # stands for a gradient that a later line computes


@dataclass(frozen=True)
class GradientLine:
    """One line of a backward pass: a gradient, its layer, and the text of its right side."""

    letter: str
    layer: int
    text: str

    @property
    def target(self):
        return f"{self.letter}[{self.layer}]"

    @property
    def code(self):
        return f"{self.target} = {self.text}"

    @cached_property
    def tree(self):
        return truth(self.text)

    @cached_property
    def reads(self):
        return {code(part) for part in n.walk(self.tree) if isinstance(part, n.Whole)}


def lines_of(L):
    """Return the right backward pass of a network of L layers, softmax and cross-entropy [4.8-2].

    The samples are columns, N of them; e holds their one-hot columns e(l), h[0] is x.

    >>> for line in lines_of(2):
    ...     print(line.code)
    grad_a[2] = -(e - y_hat) / N
    grad_W[2] = grad_a[2] @ h[1].T
    grad_b[2] = over_samples(grad_a[2])
    grad_h[1] = W[2].T @ grad_a[2]
    grad_a[1] = grad_h[1] * g_prime(a[1])
    grad_W[1] = grad_a[1] @ h[0].T
    grad_b[1] = over_samples(grad_a[1])
    """
    lines = [("grad_a", L, "-(e - y_hat) / N")]  # [4.5-7]
    for k in range(L, 0, -1):
        lines.append(("grad_W", k, f"grad_a[{k}] @ h[{k - 1}].T"))  # [4.7-3]
        lines.append(("grad_b", k, f"over_samples(grad_a[{k}])"))  # [4.7-5]
        if k > 1:
            lines.append(("grad_h", k - 1, f"W[{k}].T @ grad_a[{k}]"))  # [4.6-4]
            lines.append(("grad_a", k - 1, f"grad_h[{k - 1}] * g_prime(a[{k - 1}])"))  # [4.6-6]
    return tuple(GradientLine(*line) for line in lines)


def blocks_reached(lines, number):
    """Return the blocks of the gradient that are computed from a line, directly or by others."""
    reached = [lines[number - 1].target]
    for line in lines[number:]:
        if line.reads.intersection(reached):
            reached.append(line.target)
    return tuple(t.removeprefix("grad_") for t in reached if t.startswith(("grad_W", "grad_b")))


def plant(lines, number, mistake, variant=0):
    """Return the lines with a known mistake in one of them, made in one of the ways to make it."""
    line = lines[number - 1]
    wrong = list(MISTAKES[mistake].variants(line.tree))[variant]
    return (*lines[: number - 1], replace(line, text=code(wrong)), *lines[number:])


def placements(lines):
    """Return every way to plant a known mistake: (number of the line, name, variant)."""
    return [
        (number, mistake.name, variant)
        for number, line in enumerate(lines, 1)
        for mistake in MISTAKES.values()
        for variant, _ in enumerate(mistake.variants(line.tree))
    ]


def known_values(network, trace, y):
    """Return what each letter stands for before the first line; y has one-hot columns.

    `y_hat_l` is what the network gives the true class of each sample, in every row.
    """
    y_hat = trace.y_hat
    later = [None] + [LATER] * network.L
    return {
        "W": network.W, "b": network.b, "a": trace.a, "h": trace.h, "x": trace.h[0],
        "e": y, "y_hat": y_hat, "y_hat_l": np.tile((y * y_hat).sum(axis=0), (len(y), 1)),
        "N": np.float64(y.shape[1]), "n": np.float64(network.sizes[0]),
        "g_prime": network.activation.derivative, "grad_h": [*later[:-1], None],
        **{name: list(later) for name in ("grad_a", "grad_W", "grad_b")},
    }  # fmt: skip


def values_before(number, lines, network, trace, y):
    """Return what each letter stands for when line `number`, counted from 1, is reached."""
    values = known_values(network, trace, y)
    for place, line in enumerate(lines[: number - 1], 1):
        try:
            values[line.letter][line.layer] = gradient_by(line, values)
        except ValueError as error:
            raise ValueError(f"Line {place}: {error}") from None
    return values


def run_lines(lines, network, trace, y):
    """Run a backward pass, right or wrong; ValueError names the line whose shapes do not fit."""
    values = values_before(len(lines) + 1, lines, network, trace, y)
    return Gradients(*(values[f"grad_{letter}"] for letter in "Wbah"))


def losses_of_descent(lines, network, x, y, eta, steps):
    """Return the loss before each step of gradient descent with this backward pass, and after all.

    The network stays as it is; ValueError where a line's shapes do not fit, or descent overflows.
    """
    network, losses = network.copy(), []
    for _ in range(steps):
        trace = forward_propagation(network, x)
        losses.append(network.loss(trace, y))
        update(network, run_lines(lines, network, trace, y), eta)
    return [*losses, network.loss(forward_propagation(network, x), y)]


def gradient_by(line, values):
    """Return what a line gives; ValueError, with a sentence, where its shapes do not fit."""
    with np.errstate(all="ignore"):
        value = value_of(line.tree, values, lambda u, operands: _check_fit(u, operands, values))
    shape, expected = np.shape(value), np.shape(values[line.letter[-1]][line.layer])
    if shape != expected:
        raise ValueError(
            f"`{line.target}` comes out as {_in_words(shape)}, but has to be {_in_words(expected)}."
        )
    return value


def _check_fit(u, operands, values):
    """Raise ValueError where a part does not fit: nothing is broadcast but a single number."""
    match u:
        case n.Letter(name) if isinstance(values[name], list):
            layer = max(_layers(values[name]))
            raise ValueError(f"`{name}` needs its layer in square brackets, as `{name}[{layer}]`.")
        case n.Whole(name, layer):
            _check_layer(name, int(layer.value), values[name])
        case n.Call("over_samples", (of,)) if not np.shape(operands[0]):
            raise ValueError(f"`{code(of)}` is a single number: over_samples sums columns.")
        case n.Plus() | n.Times() | n.Hadamard() | n.Over() | n.Power():
            parts = zip(n.children(u), map(np.shape, operands), strict=True)
            for one, other in pairwise(part for part in parts if part[1]):
                if one[1] != other[1]:
                    raise ValueError(
                        f"{_pair(one, other)}: entry by entry, both need the same shape."
                    )
        case n.MatMul():
            one, other = zip(n.children(u), map(np.shape, operands), strict=True)
            if not one[1] or not other[1]:
                raise ValueError(f"{_pair(one, other)}: @ multiplies arrays, for a number write *.")
            if one[1][-1] != other[1][0]:
                columns = "for @ the left needs as many columns as the right has rows."
                raise ValueError(f"{_pair(one, other)}: {columns}")


def _check_layer(name, k, value):
    if not isinstance(value, list):
        raise ValueError(f"`{name}` has no layers: write it without square brackets.")
    layers = _layers(value)
    if k not in layers:
        ends = dict.fromkeys((layers[0], layers[-1]))
        there = " to ".join(f"`{name}[{end}]`" for end in ends)
        raise ValueError(f"`{name}[{k}]` does not exist: there is {there}.")
    if value[k] is LATER:
        raise ValueError(f"`{name}[{k}]` is not there yet: it is computed by this line or later.")


def _layers(arrays):
    return [k for k, array in enumerate(arrays) if array is not None]


def _pair(one, other):
    return " and ".join(f"`{code(part)}` is {_in_words(shape)}" for part, shape in (one, other))


def _in_words(shape):
    if len(shape) < 2:
        return f"a vector of {shape[0]}" if shape else "a single number"
    return " × ".join(map(str, shape))
