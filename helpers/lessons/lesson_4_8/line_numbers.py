"""A line of the walk as an equation of vectors and matrices, with its numbers."""

from helpers.pictures.matrices import Matrix, equation_with_numbers, read_by


def line_numbers(moment, network, y, eta):
    """Draw the equation of the line that has just run; nothing before the first.

    Parameters
    ----------
    moment : Moment
        Of `helpers.numeric.walk`.
    network : Network
        As it was before the walk.
    y : numpy.ndarray, shape (k,)
        The true output.
    eta : float
        The learning rate of the update.

    Returns
    -------
    str or None
        SVG.

    Examples
    --------
    >>> from helpers.numeric.network import Network
    >>> from helpers.numeric.walk import walk
    >>> network, y = Network.initialise([2, 3, 2]), [1.0, 0.0]
    >>> moments = walk(network, [1.0, 2.0], y, eta=0.1)
    >>> line_numbers(moments[0], network, y, 0.1) is None
    True
    >>> "3 × 2" in line_numbers(moments[1], network, y, 0.1)
    True
    """
    if moment.line == "start":
        return None
    terms = _TERMS[moment.line](moment, network, y, eta, moment.k)
    return equation_with_numbers(*terms, title="The line with its numbers", grow=1.2)


def _a(moment, network, y, eta, k):
    return (
        Matrix("a", moment.trace.a[k], k), "=", Matrix("b", network.b[k], k), "+",
        Matrix("W", network.W[k], k), Matrix(values=moment.trace.h[k - 1], **read_by(k)),
    )  # fmt: skip


def _h_line(moment, network, y, eta, k):
    g = network.activation.name
    return Matrix("h", moment.trace.h[k], k), f"= {g}", Matrix("a", moment.trace.a[k], k)


def _y_hat(moment, network, y, eta, k):
    O = network.output.name
    return Matrix("ŷ", moment.trace.y_hat), f"= {O}", Matrix("a", moment.trace.a[k], k)


def _loss(moment, network, y, eta, k):
    return Matrix("ŷ", moment.trace.y_hat), "against", Matrix("y", y)


def _grad_a_L(moment, network, y, eta, k):
    terms = Matrix("∇a", moment.gradients.a[k], k), "=", Matrix("ŷ", moment.trace.y_hat)
    return (*terms, "−", Matrix("y", y))


def _grad_W(moment, network, y, eta, k):
    h = moment.trace.h[k - 1][None, :]
    return (
        Matrix("∇W", moment.gradients.W[k], k), "=", Matrix("∇a", moment.gradients.a[k], k),
        Matrix(values=h, transposed=True, **read_by(k)),
    )  # fmt: skip


def _grad_b(moment, network, y, eta, k):
    return (
        Matrix("∇b", moment.gradients.b[k], k), "=", Matrix("∇a", moment.gradients.a[k], k)
    )  # fmt: skip


def _grad_h(moment, network, y, eta, k):
    return (
        Matrix("∇h", moment.gradients.h[k], k), "=",
        Matrix("W", network.W[k + 1].T, k + 1, transposed=True),
        Matrix("∇a", moment.gradients.a[k + 1], k + 1),
    )  # fmt: skip


def _grad_a(moment, network, y, eta, k):
    slopes = network.activation.derivative(moment.trace.a[k])
    return (
        Matrix("∇a", moment.gradients.a[k], k), "=", Matrix("∇h", moment.gradients.h[k], k),
        "⊙", Matrix("g′(a)", slopes),
    )  # fmt: skip


def _update(letter):
    def terms(moment, network, y, eta, k):
        old, new, slope = (
            getattr(of, letter)[k] for of in (network, moment.network, moment.gradients)
        )
        return (
            Matrix(letter, new, k), "←", Matrix(letter, old, k), f"− {eta:g}",
            Matrix(f"∇{letter}", slope, k),
        )  # fmt: skip

    return terms


_TERMS = {
    "a": _a,
    "a_L": _a,
    "h": _h_line,
    "y_hat": _y_hat,
    "loss": _loss,
    "grad_a_L": _grad_a_L,
    "grad_W": _grad_W,
    "grad_b": _grad_b,
    "grad_h": _grad_h,
    "grad_a": _grad_a,
    "update_W": _update("W"),
    "update_b": _update("b"),
}
