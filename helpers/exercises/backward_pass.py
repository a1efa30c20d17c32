"""A backward pass given as lines of code: run, and used for gradient descent."""

import numpy as np

from helpers.exercises.shapes import LATER, in_words, shape_of
from helpers.exercises.value import evaluate
from helpers.numeric.backprop import Gradients
from helpers.numeric.forward import forward_propagation
from helpers.numeric.losses import softmax
from helpers.numeric.training import update


def known_values(network, trace, y):
    """Return what each letter stands for before the first line.

    Parameters
    ----------
    network : Network
        With softmax.
    trace : Trace
        Of a batch.
    y : array_like, shape (k, N)
        One-hot columns.

    Returns
    -------
    dict
        ``y_hat_l`` is what the network gives the true class of each sample, in every row.

    Raises
    ------
    ValueError
        Where the output is not softmax, the trace is of a single sample, or y does not fit.
    """
    if network.output is not softmax:
        raise ValueError(f"the network's output is {network.output!r}, expected softmax")
    network.check_trace(trace)
    y_hat = trace.y_hat
    y = network.choose_loss().check_target(y, y_hat)
    if y_hat.ndim == 1:
        raise ValueError("the trace is of a single sample, expected a batch: samples as columns")
    inner, layers = range(1, network.L), range(1, network.L + 1)
    return {
        "W": network.W, "a": trace.a, "h": trace.h, "x": trace.h[0], "e": y, "y_hat": y_hat,
        "y_hat_l": np.tile((y * y_hat).sum(axis=0), (len(y), 1)),
        "N": np.float64(y.shape[1]), "n": np.float64(network.sizes[0]),
        "g_prime": network.activation.derivative,
        **{name: [LATER if k in layers else None for k in range(network.L + 1)]
           for name in ("grad_a", "grad_W", "grad_b")},
        "grad_h": [LATER if k in inner else None for k in range(network.L + 1)],
    }  # fmt: skip


def expected_shape(line, values, network):
    """Return the shape of the gradient that a line gives: that of the thing itself."""
    of = {"grad_W": network.W, "grad_b": network.b, "grad_a": values["a"], "grad_h": values["h"]}
    return of[line.letter][line.layer].shape


def check_shape(line, values, network):
    """Raise ValueError, with a sentence, where the shapes of a line do not fit."""
    shape, expected = shape_of(line.tree, values), expected_shape(line, values, network)
    if shape != expected:
        raise ValueError(
            f"`{line.target}` comes out as {in_words(shape)}, but has to be {in_words(expected)}."
        )


def run(lines, network, trace, y):
    """Run a backward pass, right or wrong.

    Parameters
    ----------
    lines : sequence of Line
    network, trace, y
        As in `known_values`.

    Returns
    -------
    Gradients

    Raises
    ------
    ValueError
        With a sentence that names the line whose shapes do not fit.

    Examples
    --------
    >>> from helpers import Network, forward_propagation, one_hot
    >>> from helpers.exercises.backward_lines import Line, lines_of
    >>> network, x, y = Network.initialise([4, 3, 2]), np.ones((4, 2)), one_hot([0, 1], 2)
    >>> trace = forward_propagation(network, x)
    >>> run(lines_of(2), network, trace, y).W[1].shape
    (3, 4)
    >>> lines = (*lines_of(2)[:5], Line("grad_W", 1, "h[0] @ grad_a[1].T"), lines_of(2)[6])
    >>> run(lines, network, trace, y)
    Traceback (most recent call last):
    ValueError: Line 6: `grad_W[1]` comes out as 4 × 3, but has to be 3 × 4.
    """
    values = values_before(len(lines) + 1, lines, network, trace, y)
    return Gradients(*(_absent(values[f"grad_{letter}"]) for letter in "Wbah"))


def values_before(number, lines, network, trace, y):
    """Return what each letter stands for when line `number`, counted from 1, is reached."""
    values = known_values(network, trace, y)
    for place, line in enumerate(lines[: number - 1], 1):
        try:
            check_shape(line, values, network)
        except ValueError as error:
            raise ValueError(f"Line {place}: {error}") from None
        with np.errstate(all="ignore"):
            values[line.letter][line.layer] = evaluate(line.tree, values)
    return values


def descend(lines, network, x, y, eta, steps):
    """Return the loss before each step of gradient descent with this backward pass, and after all.

    Parameters
    ----------
    lines : sequence of Line
    network : Network
        Where descent starts; it stays as it is.
    x, y : array_like
        A batch.
    eta : float
        The learning rate.
    steps : int

    Returns
    -------
    list of float
        One more than `steps`.

    Raises
    ------
    ValueError
        Where a line's shapes do not fit, or descent overflows.

    Examples
    --------
    >>> from helpers import Network, one_hot
    >>> from helpers.exercises.backward_lines import lines_of
    >>> network, x, y = Network.initialise([4, 3, 2]), np.eye(4)[:, :2], one_hot([0, 1], 2)
    >>> losses = descend(lines_of(2), network, x, y, eta=0.5, steps=20)
    >>> len(losses), losses[-1] < losses[0] / 2
    (21, True)
    """
    network, losses = network.copy(), []
    for step in range(steps + 1):
        trace = forward_propagation(network, x)
        losses.append(network.loss(trace, y))
        if step < steps:
            update(network, run(lines, network, trace, y), eta)
    return losses


def _absent(gradients):
    return [None if gradient is LATER else gradient for gradient in gradients]
