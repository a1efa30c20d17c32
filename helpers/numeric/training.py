"""Gradient descent: full-batch, in mini-batches, and stochastic, a sample at a time (SGD)."""

import itertools
from copy import copy
from dataclasses import dataclass, field

import numpy as np

from helpers.numeric.backprop import back_propagation
from helpers.numeric.forward import forward_propagation
from helpers.numeric.validate import as_count, as_number


@dataclass
class History:
    """By step of gradient descent, the loss of the step's samples before it is taken."""

    loss: list = field(default_factory=list)

    def __repr__(self):
        if not self.loss:
            return "History(no step)"
        return f"History({len(self.loss)} steps, loss {self.loss[0]:.4g} → {self.loss[-1]:.4g})"


def batches(n, batch_size, seed):
    """Yield index arrays for ever: each pass over n samples (an epoch) in a new order."""
    rng = np.random.default_rng(seed)
    while True:
        order = rng.permutation(n)
        for start in range(0, n, batch_size):
            yield order[start : start + batch_size]


def update(network, gradients, eta):
    """Take one step against the gradient, in place: theta <- theta - eta grad theta [4.2-2].

    Parameters
    ----------
    network : Network
    gradients : Gradients
        Each in the shape of its parameter, else a ValueError.
    eta : float
        The learning rate.

    Examples
    --------
    >>> from helpers import Network
    >>> network = Network([None, [[1.0]]], [None, [0.0]], output="linear")
    >>> trace = forward_propagation(network, [1.0])
    >>> update(network, back_propagation(network, trace, [0.0]), eta=0.25)
    >>> network.W[1], network.b[1]
    (array([[0.5]]), array([-0.5]))
    """
    _check_shapes(network, gradients)
    for k in range(1, network.L + 1):
        network.W[k] -= eta * gradients.W[k]
        network.b[k] -= eta * gradients.b[k]


def _check_shapes(network, gradients):
    for name, thetas, found in (("W", network.W, gradients.W), ("b", network.b, gradients.b)):
        for k in range(1, network.L + 1):
            came, expected = getattr(found[k], "shape", ()), thetas[k].shape
            if came != expected:
                raise ValueError(f"gradients.{name}[{k}] has shape {came}, expected {expected}")


def one_step(network, x, y, eta, loss=None):
    """Take one step of gradient descent, in place, and return the loss before it [4.8-3].

    Parameters
    ----------
    network, x, y, eta, loss
        As in `gradient_descent`; x and y are the step's samples alone.

    Examples
    --------
    >>> from helpers import Network
    >>> network = Network([None, [[1.0]]], [None, [0.0]], output="linear")
    >>> [round(one_step(network, [1.0], [0.0], eta=0.1), 3) for _ in range(3)]
    [1.0, 0.36, 0.13]
    """
    trace = forward_propagation(network, x)
    loss_now = network.loss(trace, y, loss)
    gradients = back_propagation(network, trace, y, loss)
    update(network, gradients, eta)
    return loss_now


def descend(network, x, y, eta=0.1, max_iterations=1000, batch_size=None, seed=0, loss=None):
    """Yield (step, network after it, loss before it) for each step; see `gradient_descent`."""
    eta = as_number("eta", eta, "a positive number")
    max_iterations = as_count("max_iterations", max_iterations, least=0)
    seed = as_count("seed", seed, least=0)
    network = network.copy()
    x = network.check_input(x)
    like_y_hat = np.empty((network.sizes[-1], *x.shape[1:]), network.dtype)
    y = network.choose_loss(loss).check_target(y, like_y_hat)
    x, y = x.reshape(len(x), -1), y.reshape(len(y), -1)
    n = x.shape[1]
    if batch_size is not None and as_count("batch_size", batch_size) > n:
        raise ValueError(f"batch_size is {batch_size}, but x has {n} samples")
    chosen = itertools.repeat(slice(None)) if batch_size is None else batches(n, batch_size, seed)
    return _steps(network, x, y, eta, zip(range(1, max_iterations + 1), chosen, strict=False), loss)


def _steps(network, x, y, eta, batches_by_step, loss):
    start = network
    for step, batch in batches_by_step:
        network = _copy(network)  # a step that is broken off leaves the network before it whole
        try:
            with np.errstate(over="ignore", invalid="ignore"):  # refused by check_finite
                loss_now = one_step(network, x[:, batch], y[:, batch], eta, loss)
            network.check_finite(network.W[1:] + network.b[1:])
        except ValueError as error:
            at_start = _overflow(start, x[:, batch], y[:, batch], loss)
            too_large = f"eta is {eta}, too large: at step {step} {error}"
            raise ValueError(at_start or too_large) from error
        yield step, network, loss_now


def _copy(network):
    """Return the network, which has been checked, with arrays of its own."""
    copied = copy(network)
    copied.W = [None, *(W.copy() for W in network.W[1:])]
    copied.b = [None, *(b.copy() for b in network.b[1:])]
    copied.checked = copied.W[1:] + copied.b[1:]
    return copied


def _overflow(network, x, y, loss):
    """Return what overflows at these samples whatever eta is, or None."""
    try:
        trace = forward_propagation(network, x)
        network.loss(trace, y, loss)
    except ValueError as error:
        return str(error)
    with np.errstate(over="ignore", invalid="ignore"):
        gradients = back_propagation(network, trace, y, loss)
    if all(np.isfinite(gradient).all() for gradient in gradients.W[1:] + gradients.b[1:]):
        return None
    return "the gradient overflows: x, y or a parameter is too large"


def gradient_descent(
    network, x, y, eta=0.1, max_iterations=1000, batch_size=None, seed=0, on_step=None, loss=None
):
    """Return a trained copy of the network, and the history of the loss [4.8-3].

    Each step: forward_propagation, back_propagation, theta <- theta - eta grad theta.

    Parameters
    ----------
    network : Network
        Where descent starts; it stays as it is.
    x, y : array_like, shape (n, N) and (k, N)
        Samples and their true outputs, one a column.
    eta : float
        The learning rate.
    max_iterations : int
        The number of steps.
    batch_size : int, optional
        Samples a step: None takes all, 1 a single one (stochastic gradient descent, SGD), else a
        mini-batch. Each pass over all samples, an epoch, takes them in a new order, by the seed.
    on_step : callable, optional
        ``on_step(step, network, loss)`` after each step, counted from 1; where it returns
        False, descent ends there. Each step has a network of its own, which may be kept.
    loss : str, optional
        As in `Network.loss`.

    Returns
    -------
    network : Network
    history : History
        Its ``loss`` is a list, one value a step.

    Raises
    ------
    ValueError
        Where an argument is wrong, or the steps are so large that something overflows.
    KeyboardInterrupt
        Where it is interrupted; its ``network`` and ``history`` are those after the last whole
        step: ``except KeyboardInterrupt as stop: network, history = stop.network, stop.history``.

    Examples
    --------
    >>> from helpers import Network
    >>> x, y = [[0.0, 1.0, 2.0]], [[1.0, 3.0, 5.0]]
    >>> start = Network([None, [[0.0]]], [None, [0.0]], output="linear")
    >>> network, history = gradient_descent(start, x, y, eta=0.1, max_iterations=500)
    >>> network.W[1].round(6), network.b[1].round(6)
    (array([[2.]]), array([1.]))
    """
    if on_step is not None and not callable(on_step):
        raise ValueError(f"on_step is {on_step!r}, expected a function")
    history, reached = History(), (0, network.copy(), None)
    try:
        for reached in descend(network, x, y, eta, max_iterations, batch_size, seed, loss):
            history.loss.append(reached[2])
            answer = None if on_step is None else on_step(*reached)
            if isinstance(answer, bool | np.bool_) and not answer:
                break
    except KeyboardInterrupt as stop:
        steps, stop.network, loss_now = reached
        if len(history.loss) < steps:  # it came before the loss was noted
            history.loss.append(loss_now)
        stop.history = history
        raise
    return reached[1], history
