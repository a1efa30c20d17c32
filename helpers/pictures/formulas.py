"""The formula of each entry of a network, with the numbers plugged in: what a tooltip says.

Layers count as in the lecture, units from 0; what is not computed yet leaves the formula alone.
"""

import numpy as np

from helpers.pictures.text import LOSS, bracketed, letter_of_h, name, number


def partial(letter, *indices):
    """Return the name of a derivative of the loss, as ∂ℒ/∂W₂₁₃."""
    return f"∂{LOSS}/∂{name(letter, *indices)}"


def _line(head, value, plugged=""):
    """Return a formula, the same with numbers, and its value, as far as they are there."""
    shown = "" if value is None else number(value)
    return " = ".join(filter(None, [head, plugged, shown]))


def entry(owner, letter, k, index):
    """Return an entry of a trace or of gradients, None where it is not computed yet."""
    array = None if owner is None else getattr(owner, letter)[k]
    return None if array is None else array[index]


def _sum_line(head, value, firsts, seconds, constant=None):
    """Return the line of a sum of products: ``… = 0.10 + 0.30·0.52 − 0.20·(−0.11) = 0.28``."""
    if not np.isclose((constant or 0) + firsts @ seconds, value, rtol=1e-4, atol=1e-6):
        return f"{_line(head, value)}, from the parameters before the update"
    text = "".join(
        f" {'−' if a < 0 else '+'} {number(abs(a))}·{bracketed(b)}"
        for a, b in zip(firsts, seconds, strict=True)
    )
    if constant is None:
        start = "−" if firsts[0] < 0 else ""
        return _line(head, value, start + text[3:])
    return _line(head, value, number(constant) + text)


def value_a(network, trace, k, i):
    """Return "a₂₁ = b₂₁ + Σⱼ W₂₁ⱼ h₁ⱼ = 0.10 + 0.30·0.52 − … = 0.42" [4.1-1]."""
    a, b, W = name("a", k, i + 1), name("b", k, i + 1), name("W", k, i + 1, "j")
    head = f"{a} = {b} + Σⱼ {W} {name(*letter_of_h(k - 1), 'j')}"
    if trace.a[k] is None:
        return head
    return _sum_line(head, trace.a[k][i], network.W[k][i], trace.h[k - 1], network.b[k][i])


def value_h(network, trace, k, i):
    """Return "h₁₁ = tanh(a₁₁) = tanh(0.42) = 0.40", or the output function's line [4.1-2, 3]."""
    own, a = name(*letter_of_h(k, network.L), i + 1), name("a", k, i + 1)
    value = entry(trace, "h", k, i)
    g = (network.output if k == network.L else network.activation).name
    if k == network.L and g == "linear":
        return _line(f"{own} = {a}", value)
    if g != "softmax":
        return _line(
            f"{own} = {g}({a})", value, value is not None and f"{g}({number(trace.a[k][i])})"
        )
    plugged = ""
    if value is not None:
        exponents = [f"exp({number(a_j)})" for a_j in trace.a[k]]
        plugged = f"{exponents[i]} / ({' + '.join(exponents)})"
    return _line(f"{own} = exp({a}) / Σⱼ exp({name('a', k, 'j')})", value, plugged)


def loss_value(trace, y, value):
    """Return the line of the cross-entropy with the true class [4.3-4, 5]."""
    ell = int(np.argmax(y))
    plugged = value is not None and f"−log {number(trace.y_hat[ell])}"
    return _line(f"{LOSS} = −log {name('ŷ', ell + 1)}", value, plugged)


def gradient_a(network, trace, gradients, k, i, y=None):
    """Return the line of ∂ℒ/∂a_ki: at a softmax output [4.5-6], or at a hidden layer [4.6-5]."""
    own, value, plugged = partial("a", k, i + 1), entry(gradients, "a", k, i), ""
    if k == network.L:
        if value is not None:
            plugged = f"{number(trace.y_hat[i])} − {bracketed(y[i])}"
        return _line(f"{own} = {name('ŷ', i + 1)} − {name('y', i + 1)}", value, plugged)
    if value is not None:
        slope = network.activation.derivative(trace.a[k])[i]
        plugged = f"{number(gradients.h[k][i])}·{bracketed(slope)}"
    head = f"{own} = {partial('h', k, i + 1)} · g′({name('a', k, i + 1)})"
    return _line(head, value, plugged)


def gradient_h(network, gradients, k, j):
    """Return the line of ∂ℒ/∂h_kj, the sum over its paths [4.6-2]."""
    a, W = partial("a", k + 1, "m"), name("W", k + 1, "m", j + 1)
    head = f"{partial('h', k, j + 1)} = Σₘ {a} · {W}"
    value = entry(gradients, "h", k, j)
    if value is None:
        return head
    return _sum_line(head, value, gradients.a[k + 1], network.W[k + 1][:, j])


def weight(network, trace, gradients, k, i, j):
    """Return the lines of W_kij: its value, and its gradient [4.7-2]."""
    line = _line(name("W", k, i + 1, j + 1), network.W[k][i, j])
    if gradients is None:
        return line
    value, plugged = entry(gradients, "W", k, (i, j)), ""
    if value is not None:
        plugged = f"{number(gradients.a[k][i])}·{bracketed(trace.h[k - 1][j])}"
    own, product = partial("W", k, i + 1, j + 1), partial("a", k, i + 1)
    head = f"{own} = {product} · {name(*letter_of_h(k - 1), j + 1)}"
    return f"{line}\n{_line(head, value, plugged)}"


def bias(network, gradients, k, i):
    """Return the lines of b_ki: its value, and its gradient [4.7-4]."""
    line = _line(name("b", k, i + 1), network.b[k][i])
    if gradients is None:
        return line
    head = f"{partial('b', k, i + 1)} = {partial('a', k, i + 1)}"
    return f"{line}\n{_line(head, entry(gradients, 'b', k, i))}"
