"""One step of gradient descent, a line of the pseudo-code at a time."""

from dataclasses import dataclass

from helpers.numeric.backprop import Gradients, back_propagation
from helpers.numeric.forward import Trace, forward_propagation
from helpers.numeric.network import Network
from helpers.numeric.training import update
from helpers.numeric.validate import as_positive


@dataclass(frozen=True, eq=False)
class Moment:
    """What is known once a line has run.

    Parameters
    ----------
    line : str
        The line: "a", "h", "a_L", "y_hat", "loss", "grad_a_L", "grad_W", "grad_b", "grad_h",
        "grad_a", "update_W" or "update_b"; "start" before the first.
    k : int or None
        The layer whose quantity the line computes.
    trace : Trace
        None stands where nothing has been computed yet.
    gradients : Gradients
        Likewise.
    loss : float or None
        L(theta), once its line has run.
    network : Network
        The parameters as they are now: updated layer by layer at the end.

    Examples
    --------
    >>> moment = walk(Network.initialise([2, 3, 2]), [1.0, 2.0], [1, 0], eta=0.1)[1]
    >>> moment.line, moment.k, moment.trace.h[1] is None
    ('a', 1, True)
    """

    line: str
    k: int | None
    trace: Trace
    gradients: Gradients
    loss: float | None
    network: Network


def lines_run(L):
    """Return the lines of 4.8-1, the loss, 4.8-2 and 4.8-3 in the order in which they run.

    Parameters
    ----------
    L : int
        The number of layers.

    Returns
    -------
    list of (str, int)
        Each line, and the layer whose quantity it computes.

    Examples
    --------
    >>> [f"{line} {k}" for line, k in lines_run(1)]
    ['a_L 1', 'y_hat 1', 'loss 1', 'grad_a_L 1', 'grad_W 1', 'grad_b 1', 'update_W 1', 'update_b 1']
    """
    forward = [(line, k) for k in range(1, L) for line in ("a", "h")]
    backward = [("grad_a_L", L)]
    for k in range(L, 0, -1):
        backward += [("grad_W", k), ("grad_b", k)]
        if k > 1:
            backward += [("grad_h", k - 1), ("grad_a", k - 1)]
    updates = [(line, k) for k in range(1, L + 1) for line in ("update_W", "update_b")]
    return [*forward, ("a_L", L), ("y_hat", L), ("loss", L), *backward, *updates]


def walk(network, x, y, eta, loss=None):
    """Return the moments of one step of gradient descent, from before its first line to its end.

    Every number is one that `forward_propagation`, `back_propagation` or `update` computed;
    a moment holds those that its lines have reached.

    Parameters
    ----------
    network : Network
        It stays as it is.
    x : array_like, shape (n,)
    y : array_like, shape (k,)
    eta : float
    loss : str, optional
        As in `Network.loss`.

    Returns
    -------
    list of Moment

    Raises
    ------
    ValueError
        Where x, y, eta or loss does not fit the network.

    Examples
    --------
    >>> moments = walk(Network.initialise([2, 3, 2]), [1.0, 2.0], [1, 0], eta=0.1)
    >>> [moment.line for moment in moments][:6]
    ['start', 'a', 'h', 'a_L', 'y_hat', 'loss']
    """
    eta = as_positive("eta", eta)
    trace = forward_propagation(network, x)
    loss_now = network.loss(trace, y, loss)
    gradients = back_propagation(network, trace, y, loss)
    updated = network.copy()
    update(updated, gradients, eta)
    ran = [("start", None), *lines_run(network.L)]
    return [
        Moment(
            line,
            k,
            _reached_trace(trace, ran[: t + 1]),
            _reached_gradients(gradients, ran[: t + 1]),
            loss_now if ("loss", network.L) in ran[: t + 1] else None,
            _reached_network(network, updated, ran[: t + 1]),
        )
        for t, (line, k) in enumerate(ran)
    ]


def _reached(arrays, ran, *lines):
    return [array if any((line, k) in ran for line in lines) else None
            for k, array in enumerate(arrays)]  # fmt: skip


def _reached_trace(trace, ran):
    h = _reached(trace.h, ran, "h", "y_hat")
    h[0] = trace.h[0]
    return Trace(_reached(trace.a, ran, "a", "a_L"), h, h[-1])


def _reached_gradients(gradients, ran):
    return Gradients(
        W=_reached(gradients.W, ran, "grad_W"),
        b=_reached(gradients.b, ran, "grad_b"),
        a=_reached(gradients.a, ran, "grad_a", "grad_a_L"),
        h=_reached(gradients.h, ran, "grad_h"),
    )


def _reached_network(network, updated, ran):
    def mixed(before, after, line):
        return [new if (line, k) in ran else old
                for k, (old, new) in enumerate(zip(before, after, strict=True))]  # fmt: skip

    W = mixed(network.W, updated.W, "update_W")
    return Network(W, mixed(network.b, updated.b, "update_b"), network.activation, network.output)
