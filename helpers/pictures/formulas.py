"""The formula of each entry of a network, with the numbers plugged in: what a tooltip says."""

import numpy as np

from helpers.pictures.text import LOSS, name, number

MOST_TERMS = 4  # of a sum that is written out; a longer one is elided
BEFORE_UPDATE = "from the parameters before the update"


def partial(letter, *indices):
    """Return the name of a derivative of the loss.

    Examples
    --------
    >>> partial("W", 2, 1, 3)
    '∂ℒ/∂W₂₁₃'
    """
    return f"∂{LOSS}/∂{name(letter, *indices)}"


def activation_name(network, k, j):
    """Return the name of h_kj: x_j in the input layer, ŷ_j in the output layer.

    Examples
    --------
    >>> from helpers.numeric.network import Network
    >>> [activation_name(Network.initialise([1, 1, 1]), k, 1) for k in (0, 1, 2)]
    ['x₁', 'h₁₁', 'ŷ₁']
    """
    if k == 0:
        return name("x", j)
    return name("ŷ", j) if k == network.L else name("h", k, j)


def _factor(value):
    return f"({number(value)})" if number(value).startswith("−") else number(value)


def _signed(first, *factors):
    """Return the sign of a product's first factor, and the product without that sign."""
    sign = "−" if number(first).startswith("−") else "+"
    return sign, "·".join([number(first).removeprefix("−"), *map(_factor, factors)])


def _sum(terms, constant=None):
    """Write out a sum of signed products: ``0.10 + 0.30·0.52 − 0.20·(−0.11)``."""
    written = terms
    if len(terms) > MOST_TERMS:
        written = [*terms[: MOST_TERMS - 1], None, terms[-1]]
    text = "" if constant is None else number(constant)
    for term in written:
        sign, product = term or ("+", f"… ({len(terms) - MOST_TERMS} more) …")
        text += f" {sign} {product}" if text else ("−" if sign == "−" else "") + product
    return text


def pre_activation(network, trace, k, i):
    """Return "a₂₁ = b₂₁ + Σⱼ W₂₁ⱼ h₁ⱼ = 0.10 + 0.30·0.52 − … = 0.42" [4.1-1]; units from 0."""
    head = (
        f"{name('a', k, i + 1)} = {name('b', k, i + 1)} + "
        f"Σⱼ {name('W', k, i + 1, 'j')} {activation_name(network, k - 1, 'j')}"
    )
    if trace is None or trace.a[k] is None:
        return head
    weights, bias, value = network.W[k][i], network.b[k][i], trace.a[k][i]
    if not np.isclose(bias + weights @ trace.h[k - 1], value, rtol=1e-4, atol=1e-6):
        return f"{head} = {number(value)}, {BEFORE_UPDATE}"
    terms = [_signed(w, h) for w, h in zip(weights, trace.h[k - 1], strict=True)]
    return f"{head} = {_sum(terms, bias)} = {number(value)}"


def activation(network, trace, k, i):
    """Return "h₁₁ = tanh(a₁₁) = tanh(0.42) = 0.40", or the output function's line [4.1-2, 3]."""
    own, a = activation_name(network, k, i + 1), name("a", k, i + 1)
    value = None if trace is None else trace.y_hat if k == network.L else trace.h[k]
    if k < network.L or network.output.name == "logistic":
        g = network.activation.name if k < network.L else network.output.name
        head, plugged = f"{own} = {g}({a})", lambda: f"{g}({number(trace.a[k][i])})"
    elif network.output.name == "linear":
        head, plugged = f"{own} = {a}", None
    else:
        head = f"{own} = exp({a}) / Σⱼ exp({name('a', k, 'j')})"

        def plugged():
            exponents = [f"exp({number(a_j)})" for a_j in trace.a[k]]
            return f"{exponents[i]} / ({_elide(exponents)})"

    if value is None:
        return head
    middle = f" = {plugged()}" if plugged else ""
    return f"{head}{middle} = {number(value[i])}"


def _elide(words, joint=" + "):
    if len(words) > MOST_TERMS:
        words = [*words[: MOST_TERMS - 1], "…", words[-1]]
    return joint.join(words)


def loss_value(network, trace, y, value, loss_name=None):
    """Return the line of the loss: cross-entropy [4.3-4, 5] or squared error [4.3-1]."""
    if network.choose_loss(loss_name).name == "squared_error":
        head = f"{LOSS} = Σⱼ (ŷⱼ − yⱼ)²"
        entries = [] if value is None else zip(trace.y_hat, y, strict=True)
        plugged = _elide([f"({number(p)} − {_factor(t)})²" for p, t in entries])
    elif y is not None and set(map(float, y)) == {0.0, 1.0}:
        ell = int(list(map(float, y)).index(1.0))
        head = f"{LOSS} = −log {name('ŷ', ell + 1)}"
        plugged = "" if value is None else f"−log {number(trace.y_hat[ell])}"
    else:
        head = f"{LOSS} = −Σⱼ yⱼ log ŷⱼ"
        plugged = ""
    if value is None:
        return head
    return f"{head} = {plugged} = {number(value)}" if plugged else f"{head} = {number(value)}"


def gradient_a(network, trace, gradients, k, i, y=None, loss_name=None):
    """Return the line of ∂ℒ/∂a_ki: at the output [4.5-6], or at a hidden layer [4.6-5]."""
    own = partial("a", k, i + 1)
    known = gradients is not None and gradients.a[k] is not None
    if k < network.L:
        head = f"{own} = {partial('h', k, i + 1)} · g′({name('a', k, i + 1)})"
        if not known:
            return head
        slope = network.activation.derivative(trace.a[k])[i]
        middle = f"{number(gradients.h[k][i])}·{_factor(slope)}"
        return f"{head} = {middle} = {number(gradients.a[k][i])}"
    p, t = name("ŷ", i + 1), name("y", i + 1)
    pair = network.output.name, network.choose_loss(loss_name).name
    if pair == ("softmax", "squared_error"):
        head = f"{own} = Σⱼ ∂{LOSS}/∂ŷⱼ · ∂ŷⱼ/∂{name('a', k, i + 1)}"
        return f"{head} = {number(gradients.a[k][i])}" if known else head
    around, slope = ("{}", "") if pair[0] == "softmax" else ("2({})", "")
    if pair[0] == "logistic":
        slope = " · {0} (1 − {0})"
    head = f"{own} = {around.format(f'{p} − {t}')}{slope.format(p)}"
    if not known:
        return head
    if y is None:
        return f"{head} = {number(gradients.a[k][i])}"
    p, t = number(trace.y_hat[i]), _factor(y[i])
    middle = f"{around.format(f'{p} − {t}')}{slope.format(p)}"
    return f"{head} = {middle} = {number(gradients.a[k][i])}"


def gradient_h(network, gradients, k, j):
    """Return the line of ∂ℒ/∂h_kj, the sum over its paths [4.6-2]."""
    head = (
        f"{partial('h', k, j + 1)} = Σₘ {partial('a', k + 1, 'm')} · {name('W', k + 1, 'm', j + 1)}"
    )
    if gradients is None or gradients.h[k] is None:
        return head
    column, value = network.W[k + 1][:, j], gradients.h[k][j]
    if not np.isclose(column @ gradients.a[k + 1], value, rtol=1e-4, atol=1e-6):
        return f"{head} = {number(value)}, {BEFORE_UPDATE}"
    terms = [_signed(g, w) for g, w in zip(gradients.a[k + 1], column, strict=True)]
    return f"{head} = {_sum(terms)} = {number(value)}"


def weight(network, trace, gradients, k, i, j):
    """Return the lines of W_kij: its value, and its gradient [4.7-2]."""
    lines = [f"{name('W', k, i + 1, j + 1)} = {number(network.W[k][i, j])}"]
    if gradients is not None:
        h = activation_name(network, k - 1, j + 1)
        head = f"{partial('W', k, i + 1, j + 1)} = {partial('a', k, i + 1)} · {h}"
        if gradients.W[k] is not None:
            factors = f"{number(gradients.a[k][i])}·{_factor(trace.h[k - 1][j])}"
            head += f" = {factors} = {number(gradients.W[k][i, j])}"
        lines.append(head)
    return "\n".join(lines)


def bias(network, gradients, k, i):
    """Return the lines of b_ki: its value, and its gradient [4.7-4]."""
    lines = [f"{name('b', k, i + 1)} = {number(network.b[k][i])}"]
    if gradients is not None:
        head = f"{partial('b', k, i + 1)} = {partial('a', k, i + 1)}"
        if gradients.b[k] is not None:
            head += f" = {number(gradients.b[k][i])}"
        lines.append(head)
    return "\n".join(lines)
