"""One step of gradient descent, a line of the pseudo-code at a time."""

from dataclasses import dataclass

from helpers.numeric.backprop import Gradients, back_propagation
from helpers.numeric.forward import Trace, forward_propagation
from helpers.numeric.network import Network
from helpers.numeric.training import update
from helpers.numeric.validate import as_number

# what a line computes, where that is not its name
COMPUTES = {"a_L": "a", "y_hat": "h", "grad_a_L": "grad_a", "update_W": "W", "update_b": "b"}


@dataclass(frozen=True, eq=False)
class Moment:
    """What is known once a line has run; None stands where nothing has been computed yet.

    The last, "again", is the forward pass with the new parameters: its trace and its loss are new,
    its gradients are those that the step was made with.
    """

    line: str  # a line of `lines_run`; "start" before the first
    k: int | None  # the layer whose quantity the line computes
    trace: Trace
    gradients: Gradients
    loss: float | None
    network: Network  # its parameters as they are now: updated layer by layer at the end


def lines_run(L):
    """Return the lines of 4.8-1, the loss, 4.8-2 and 4.8-3 as they run, each with its layer.

    The last is the forward pass of the next step.

    Examples
    --------
    >>> [f"{line} {k}" for line, k in lines_run(1)][3:]
    ['grad_a_L 1', 'grad_W 1', 'grad_b 1', 'update_W 1', 'update_b 1', 'again 1']
    """
    forward = [(line, k) for k in range(1, L) for line in ("a", "h")]
    backward = [("grad_a_L", L)]
    for k in range(L, 0, -1):
        backward += [("grad_W", k), ("grad_b", k)]
        if k > 1:
            backward += [("grad_h", k - 1), ("grad_a", k - 1)]
    updates = [(line, k) for k in range(1, L + 1) for line in ("update_W", "update_b")]
    return [*forward, ("a_L", L), ("y_hat", L), ("loss", L), *backward, *updates, ("again", L)]


def line_by_line(network, x, y, eta, loss=None):
    """Return the moments of one step of gradient descent, and of the forward pass after it.

    Every number is one that `forward_propagation`, `back_propagation` or `update` computed.
    """
    eta = as_number("eta", eta, "a positive number")
    trace = forward_propagation(network, x)
    gradients = back_propagation(network, trace, y, loss)
    updated = network.copy()
    update(updated, gradients, eta)
    computed = {
        **{letter: getattr(trace, letter) for letter in "ah"},
        **{f"grad_{letter}": getattr(gradients, letter) for letter in "Wbah"},
        **{letter: getattr(updated, letter) for letter in "Wb"},
        "loss": [None] * network.L + [network.loss(trace, y, loss)],
    }
    known = {name: [None] * (network.L + 1) for name in computed}
    known |= {"h": [trace.h[0], *known["h"][1:]], "W": network.W, "b": network.b}
    moments = []
    for line, k in [("start", None), *lines_run(network.L)[:-1]]:
        if k is not None:
            name = COMPUTES.get(line, line)
            known[name] = [*known[name]]  # the moments before keep theirs
            known[name][k] = computed[name][k]
        moments.append(
            Moment(
                line,
                k,
                Trace(known["a"], known["h"], known["h"][-1]),
                Gradients(*(known[f"grad_{letter}"] for letter in "Wbah")),
                known["loss"][-1],
                Network(known["W"], known["b"], network.activation, network.output),
            )
        )
    again = forward_propagation(updated, x)
    fallen = updated.loss(again, y, loss)
    return [*moments, Moment("again", network.L, again, gradients, fallen, updated)]
