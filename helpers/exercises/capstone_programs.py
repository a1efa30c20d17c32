"""The capstone's three functions as a right program, and the same with one known mistake or two.

A mistake is one or more replacements in the text of its part; what it leads to is what that runs to.
"""

import itertools
from dataclasses import dataclass
from functools import cache

import numpy as np

from helpers.exercises.mistakes import HINTS
from helpers.numeric.losses import softmax

PARTS = ("forward_pass", "backward_pass", "gradient_descent")
PROGRAM = {
    "forward_pass": """
def forward_pass(W, b, x, g):
    L = len(W) - 1
    a, h = [None] * (L + 1), [x] + [None] * L
    for k in range(1, L + 1):
        a[k] = column(b[k], x) + W[k] @ h[k - 1]
        h[k] = g(a[k])
    y_hat = softmax(a[L])
    h[L] = y_hat
    return a, h, y_hat
""",
    "backward_pass": """
def backward_pass(W, b, a, h, y_hat, y, g_prime):
    L = len(W) - 1
    grad_W, grad_b = [None] * (L + 1), [None] * (L + 1)
    grad_a = -(y - y_hat) / samples(y)
    for k in range(L, 0, -1):
        grad_W[k] = outer(grad_a, h[k - 1])
        grad_b[k] = over_samples(grad_a)
        if k > 1:
            grad_h = W[k].T @ grad_a
            grad_a = grad_h * g_prime(a[k - 1])
    return grad_W, grad_b
""",
    "gradient_descent": """
def gradient_descent(W, b, x, y, g, g_prime, eta, max_iterations):
    W, b, L = list(W), list(b), len(W) - 1
    for _ in range(max_iterations):
        a, h, y_hat = forward_pass(W, b, x, g)
        grad_W, grad_b = backward_pass(W, b, a, h, y_hat, y, g_prime)
        for k in range(1, L + 1):
            W[k] = W[k] - eta * grad_W[k]
            b[k] = b[k] - eta * grad_b[k]
    return W, b
""",
}
OWN_HINTS = {
    "x not kept as h[0]": "`h[0]` has to be `x`: the lowest layer reads the input where the others "
    r"read $h_{k-1}$, and $\nabla_{W_1}$ is made from it.",
    "activation forgotten": "The activation function is missing: $h_k = g(a_k)$ in every hidden "
    "layer.",
    "softmax forgotten": r"The output function is missing or is another: $\hat{y}$ is the softmax "
    "of $a_L$.",
    "activation before the softmax": "The last layer has $O$ in place of $g$, not after it: "
    r"$\hat{y} = O(a_L)$, with no $g$ in between.",
    "softmax across samples": "The softmax has to be taken of each column by itself: the classes "
    "of one sample add up to 1, so sum along axis 0.",
    "a overwritten": "`a` holds what comes out of $g$. Keep $a_k$ and $h_k$ apart: the backward "
    "pass asks for $g'(a_k)$.",
    "weights transposed": "$W_k$ is used the other way round: on the way forward it stands as it "
    "is, on the way back transposed.",
    "k > 1 guard missing": "Below layer 1 there is no $a_0$: the input comes from no pre-activation. "
    r"$\nabla_{h_{k-1}}$ and $\nabla_{a_{k-1}}$ are computed while $k > 1$.",
    "divided twice": "This divides by $N$ twice. The loss is a mean over the samples, so one "
    r"division is enough: in $\nabla_{a_L}$, from where all else inherits it.",
    "slope at the output": r"There is no $g'$ at the output: $-(e(\ell) - \hat{y})$ is the gradient "
    "at $a_L$ already, with the slope of the softmax in it.",
    "slope of the softmax forgotten": r"This is the gradient at $\hat{y}$. That at $a_L$ goes "
    r"through the softmax as well, and comes out as $-(e(\ell) - \hat{y})$.",
    "squared error": r"The factor 2 is that of the squared error. With softmax and cross-entropy "
    r"the gradient at $a_L$ is $-(e(\ell) - \hat{y})$.",
    "not summed over the samples": r"$\nabla_{b_k}$ is the sum of the columns of $\nabla_{a_k}$: "
    "each sample feels the bias.",
    "summed along the wrong axis": "The sum runs along the wrong axis: samples are columns, so sum "
    "along axis 1, and one number for each unit is left.",
    "learning rate forgotten": r"The learning rate is missing: $\theta - \eta\,\nabla\theta$.",
    "aliased copy": "What was given is changed. `W = list(W)` makes a new list of the same arrays, "
    "and `W[k] -= …` writes into them: write `W[k] = W[k] - …`, or copy each array.",
    "parameters updated too soon": "A parameter is updated before all gradients are computed. All "
    r"of $\nabla\theta$ belongs to one place $\theta_t$: first every gradient, then the step.",
    "gradients not renewed": "The gradients are computed once and used for every step. After a step "
    "the network is another one: forward, backward and step belong inside the loop.",
    "steps miscounted": "The number of steps is not `max_iterations`. Does the loop begin and end "
    "where it should, and does the `return` stand behind it?",
    "layer left out": "A layer is not updated. Layers count from 1 to $L$, and "
    "`range(1, L + 1)` is what runs through them.",
    "biases not updated": r"The biases stay as they are. $\theta$ is all weights and all biases.",
    "weights not updated": r"The weights stay as they are. $\theta$ is all weights and all biases.",
}
_FORWARD = {
    "bias forgotten": [("column(b[k], x) + ", "")],
    "x not kept as h[0]": [("return a, h,", "return a, [None] + h[1:],")],
    "activation forgotten": [("g(a[k])", "a[k]")],
    "softmax forgotten": [
        ("softmax(a[L])", "a[L]"),
        ("softmax(a[L])", "g(a[L])"),
        ("softmax(a[L])", "np.exp(a[L])"),
    ],
    "activation before the softmax": [("softmax(a[L])", "softmax(h[L])")],
    "softmax across samples": [
        ("softmax(a[L])", "softmax(a[L].T).T"),
        ("softmax(a[L])", "np.exp(a[L]) / np.exp(a[L]).sum()"),
        ("softmax(a[L])", "np.exp(a[L]) / np.exp(a[L]).sum(axis=-1)"),
    ],
    "a overwritten": [
        ("h[k] = g(a[k])", "a[k] = h[k] = g(a[k]) if k < L else a[k]"),
        ("h[L] = y_hat", "a, h[L] = [None] + h[1:L] + [y_hat], y_hat"),
    ],
    "weights transposed": [("W[k] @", "W[k].T @")],
    "layer off by one": [
        ("column(b[k], x)", "column(b[k - 1] if k > 1 else b[k], x)"),
        ("W[k] @ h[k - 1]", "W[k] @ x"),
        ("W[k] @ h[k - 1]", "W[k] @ h[max(k - 2, 0)]"),
        ("W[k] @ h[k - 1]", "W[max(k - 1, 1)] @ h[k - 1]"),
        ("W[k] @ h[k - 1]", "W[k] @ (a[k - 1] if k > 1 else x)"),
    ],
}
_TOP, _SLOPE = "-(y - y_hat) / samples(y)", "grad_h * g_prime(a[k - 1])"
_W, _B = "outer(grad_a, h[k - 1])", "over_samples(grad_a)"
_BACKWARD = {
    "sign": [
        (_TOP, "(y - y_hat) / samples(y)"),
        ("W[k].T @", "-W[k].T @"),
        (_SLOPE, f"-{_SLOPE}"),
        (_W, f"-{_W}"),
        (_B, f"-{_B}"),
        (_TOP, "(y + y_hat) / samples(y)"),
        (_TOP, "-(y + y_hat) / samples(y)"),
    ],
    "slope forgotten": [(_SLOPE, "grad_h")],
    "slope at h": [("g_prime(a[k - 1])", "g_prime(h[k - 1])")],
    "transpose missing": [("W[k].T @", "W[k] @"), (_W, "grad_a @ h[k - 1]")],
    "outer product turned": [(_W, "outer(h[k - 1], grad_a)")],
    "divided by features": [
        (_TOP, "-(y - y_hat) / len(y)"),
        (_TOP, "-(y - y_hat) / len(h[0])"),
        (_TOP, "-(y - y_hat) / samples(y) / len(y)"),
        (_TOP, "-(y - y_hat) / y.size"),
    ],
    "not divided": [
        (" / samples(y)", ""),
        (_W, f"{_W} * samples(y)"),
        (_B, f"{_B} * samples(y)"),
    ],
    "divided twice": [
        (" / samples(y)", " / samples(y) ** 2"),
        (_W, f"{_W} / samples(y)"),
        (_B, f"{_B} / samples(y)"),
        (_SLOPE, f"{_SLOPE} / samples(y)"),
        ((_W, f"{_W} / samples(y)"), (_B, f"{_B} / samples(y)")),
    ],
    "one-hot forgotten": [
        ("-(y - y_hat)", "y_hat"),
        ("-(y - y_hat)", "-(1 - y_hat)"),
        ("-(y - y_hat)", "-y"),
    ],
    "layer off by one": [
        ("h[k - 1])", "h[k])"),
        ("h[k - 1])", "h[max(k - 2, 0)])"),
        ("g_prime(a[k - 1])", "g_prime(a[k])"),
        ("W[k].T", "W[k - 1].T"),
        ("W[k].T", "W[min(k + 1, L)].T"),
        (_W, "outer(grad_a, a[k - 1] if k > 1 else h[0])"),
    ],
    "k > 1 guard missing": [("if k > 1:", "if True:")],
    "slope at the output": [(_TOP, f"{_TOP} * g_prime(a[L])")],
    "slope of the softmax forgotten": [(_TOP, "-(y / y_hat) / samples(y)")],
    "squared error": [(_TOP, "2 * (y_hat - y) / samples(y)")],
    "not summed over the samples": [(_B, "grad_a")],
    "summed along the wrong axis": [(_B, "grad_a.sum(axis=0)"), (_B, "grad_a.sum()")],
}
_LOOP = "for k in range(1, L + 1):"
_STEP_W, _STEP_B = "W[k] = W[k] - eta * grad_W[k]", "b[k] = b[k] - eta * grad_b[k]"
_PASSES = PROGRAM["gradient_descent"][PROGRAM["gradient_descent"].index("        a, h, y_hat") :]
_PASSES = _PASSES[: _PASSES.index("        for k")]
_ANEW = "; ".join(line.strip() for line in _PASSES.strip().splitlines())
_FUSED = """grad_a = -(y - y_hat) / samples(y)
        for k in range(L, 0, -1):
            grad_W, grad_b = outer(grad_a, h[k - 1]), over_samples(grad_a)
            W[k], b[k] = W[k] - eta * grad_W, b[k] - eta * grad_b
            grad_a = W[k].T @ grad_a * g_prime(a[k - 1]) if k > 1 else None
"""
_DESCENT = {
    "sign": [
        ((_STEP_W, _STEP_W.replace("-", "+")), (_STEP_B, _STEP_B.replace("-", "+"))),
        (_STEP_W, _STEP_W.replace("-", "+")),
        (_STEP_B, _STEP_B.replace("-", "+")),
    ],
    "learning rate forgotten": [
        ((_STEP_W, _STEP_W.replace("eta * ", "")), (_STEP_B, _STEP_B.replace("eta * ", ""))),
        (_STEP_W, _STEP_W.replace("eta * ", "")),
        (_STEP_B, _STEP_B.replace("eta * ", "")),
    ],
    "divided twice": [("eta * grad_W[k]", "eta / samples(y) * grad_W[k]")]
    + [((_STEP_W, f"{_STEP_W} / samples(y)"), (_STEP_B, f"{_STEP_B} / samples(y)"))],
    "parameters updated too soon": [
        (_LOOP, f"{_LOOP}\n            {_ANEW}"),
        (_LOOP, f"for k in range(L, 0, -1):\n            {_ANEW}"),
        (_STEP_B, f"pass\n        {_ANEW}\n        {_LOOP}\n            {_STEP_B}"),
        (_STEP_B, f"{_ANEW}; {_STEP_B}"),
        (_PASSES + f"        {_LOOP}\n            {_STEP_W}\n            {_STEP_B}\n",
         "        a, h, y_hat = forward_pass(W, b, x, g)\n        " + _FUSED),
    ],
    "gradients not renewed": [
        (f"    for _ in range(max_iterations):\n{_PASSES}",
         f"    {_ANEW}\n    for _ in range(max_iterations):\n"),
    ],
    "steps miscounted": [
        ("range(max_iterations)", "range(1)"),
        ("range(max_iterations)", "range(max_iterations - 1)"),
        ("range(max_iterations)", "range(max_iterations + 1)"),
        ("range(max_iterations)", "range(0)"),
    ],
    "layer left out": [
        (_LOOP, "for k in range(1, L):"),
        (_LOOP, "for k in range(2, L + 1):"),
    ],
    "biases not updated": [(_STEP_B, "pass")],
    "weights not updated": [(_STEP_W, "pass")],
}  # fmt: skip
KNOWN = dict(zip(PARTS, (_FORWARD, _BACKWARD, _DESCENT), strict=True))


@dataclass(frozen=True)
class Planted:
    """A part with mistakes in it: their names, and the text with them."""

    part: str
    names: tuple = ()
    text: str = ""

    @property
    def function(self):
        return made(self.text or PROGRAM[self.part], self.part)


def hint(name):
    """Return what is said of a mistake of the capstone."""
    return OWN_HINTS.get(name) or HINTS[name]


@cache
def singles(part):
    """Return the part with each known mistake in it, in each way to make it."""
    return tuple(
        Planted(part, (name,), replaced(PROGRAM[part], pairs))
        for name, ways in KNOWN[part].items()
        for pairs in map(_as_pairs, ways)
    )


@cache
def compounds(part):
    """Return the part with two different mistakes, where they leave each other alone."""
    found = []
    ways = [(name, _as_pairs(way)) for name, ways in KNOWN[part].items() for way in ways]
    for (one, pairs), (other, more) in itertools.combinations(ways, 2):
        text = replaced(PROGRAM[part], pairs)
        if one != other and all(old in text for old, _ in more):
            found.append(Planted(part, (one, other), replaced(text, more)))
    return tuple(found)


def replaced(text, pairs):
    """Return the text with replacements; ValueError where one finds nothing."""
    for old, new in pairs:
        if old not in text:
            raise ValueError(f"there is no {old!r} in the program")
        text = text.replace(old, new)
    return text


def _as_pairs(way):
    return way if isinstance(way[0], tuple) else (way,)


@cache
def made(text, part):
    """Return the function that a text of this file defines; it calls the other parts, right ones."""
    names = {
        "np": np, "softmax": softmax.function, "column": _column, "outer": _outer,
        "over_samples": _over_samples, "samples": _samples,
    }  # fmt: skip
    for of in (*PROGRAM.values(), text):
        exec(of, names)  # our own text, never a reader's
    return names[part]


def _column(b, x):
    return b if x.ndim == 1 else b[:, None]


def _outer(one, other):
    return np.outer(one, other) if one.ndim == 1 else one @ other.T


def _over_samples(grad_a):
    return grad_a if grad_a.ndim == 1 else grad_a.sum(axis=1)


def _samples(y):
    return 1 if y.ndim == 1 else y.shape[1]
