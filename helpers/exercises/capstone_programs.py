"""The capstone's three functions, right, or with one known mistake or two.

Each is made of steps; a mistake is a step, or two, that somebody takes in place of the right one.
"""

import itertools
from dataclasses import dataclass
from functools import cache, partial
from types import SimpleNamespace

import numpy as np

from helpers.exercises.mistakes import HINTS
from helpers.numeric.losses import softmax

PARTS = ("forward_pass", "backward_pass", "gradient_descent")
OWN_HINTS = {
    "x not kept as h[0]": "`h[0]` has to be `x`: the lowest layer reads the input where the others "
    r"read $h_{k-1}$, and $\nabla_{W_1}$ is made from it.",
    "bias added along the wrong axis": "For a batch $b_k$ is added to each column: `b[k][:, None]` "
    "is a column itself.",
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
    "k > 1 guard missing": "Below layer 1 there is no $a_0$: the input comes from no "
    r"pre-activation. $\nabla_{h_{k-1}}$ and $\nabla_{a_{k-1}}$ are computed while $k > 1$.",
    "divided twice": "This divides by $N$ twice. The loss is a mean over the samples, so one "
    r"division is enough: in $\nabla_{a_L}$, from where all else inherits it.",
    "h for g'": r"Here $h$ or $a$ itself stands where $g'(a)$ belongs: ask `g_prime` for it.",
    "slope of one activation": "This slope is that of one activation function. Which one $g$ is, "
    "only `g_prime` knows: ask it.",
    "slope at the output": r"There is no $g'$ at the output: $-(e(\ell) - \hat{y})$ is the "
    "gradient at $a_L$ already, with the slope of the softmax in it.",
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
    "gradients not renewed": "The gradients are computed once and used for every step. After a "
    "step the network is another one: forward, backward and step belong inside the loop.",
    "steps miscounted": "The number of steps is not `max_iterations`. Does the loop begin and end "
    "where it should, and does the `return` stand behind it?",
    "layer left out": "A layer is not updated. Layers count from 1 to $L$, and "
    "`range(1, L + 1)` is what runs through them.",
    "biases not updated": r"The biases stay as they are. $\theta$ is all weights and all biases.",
    "weights not updated": r"The weights stay as they are. $\theta$ is all weights and all biases.",
}


def column(b, x):
    """Return a bias as it is added for one sample, or for a batch."""
    return b if x.ndim == 1 else b[:, None]


def outer(one, other):
    """Return the outer product, for a batch the sum of those of its samples."""
    return np.outer(one, other) if one.ndim == 1 else one @ other.T


def over_samples(grad_a):
    """Return the sum over the samples."""
    return grad_a if grad_a.ndim == 1 else grad_a.sum(axis=1)


def samples(y):
    """Return the number of samples."""
    return 1 if y.ndim == 1 else y.shape[1]


def _forward(s, W, b, x, g):
    L = len(W) - 1
    a, h = [None] * (L + 1), [x] + [None] * L
    for k in range(1, L + 1):
        a[k] = s.bias(b, k, x) + s.weights(W, k) @ s.below(a, h, k)
        h[k] = s.activation(g, a[k])
    h[L] = y_hat = s.output(a[L], g)
    return s.kept(a, h, y_hat)


def _backward(s, W, b, a, h, y_hat, y, g_prime):
    L = len(W) - 1
    grad_W, grad_b = [None] * (L + 1), [None] * (L + 1)
    grad_a = s.top(y, y_hat, SimpleNamespace(a=a[L], h=h, g_prime=g_prime))
    for k in range(L, 0, -1):
        grad_W[k] = s.grad_W(grad_a, a, h, k)
        grad_b[k] = s.grad_b(grad_a)
        if s.goes_on(k):
            grad_h = s.grad_h(W, grad_a, h, k)
            grad_a = s.slope(grad_h, g_prime, a, h, k)
    return grad_W, grad_b


def _descent(s, W, b, x, y, g, g_prime, eta, max_iterations):
    W, b = list(W), list(b)

    def gradients(**instead):
        a, h, y_hat = Planted(PARTS[0]).function(W, b, x, g)
        backward = Planted(PARTS[1], (), tuple(instead.items())).function
        return backward(W, b, a, h, y_hat, y, g_prime)

    gradients = s.renewed(gradients)
    for _ in s.count(max_iterations):
        s.walk(s, W, b, gradients, eta, samples(y))
    return W, b


def _together(s, W, b, gradients, eta, N):
    grad_W, grad_b = gradients()
    for k in s.layers(len(W) - 1):
        W[k] = s.step_W(W[k], grad_W[k], eta, N)
        b[k] = s.step_b(b[k], grad_b[k], eta, N)


def _layer_by_layer(layers, s, W, b, gradients, eta, N):
    for k in layers(len(W) - 1):
        grad_W, grad_b = gradients()
        W[k] = s.step_W(W[k], grad_W[k], eta, N)
        b[k] = s.step_b(b[k], grad_b[k], eta, N)


def _one_by_one(s, W, b, gradients, eta, N):
    for k in s.layers(len(W) - 1):
        W[k] = s.step_W(W[k], gradients()[0][k], eta, N)
        b[k] = s.step_b(b[k], gradients()[1][k], eta, N)


def _weights_first(s, W, b, gradients, eta, N):
    for theta, step, of in ((W, s.step_W, 0), (b, s.step_b, 1)):
        found = gradients()[of]
        for k in s.layers(len(W) - 1):
            theta[k] = step(theta[k], found[k], eta, N)


def _on_the_way_back(s, W, b, gradients, eta, N):
    """Update W_k before the gradient at h_{k-1} is taken through it."""

    def through_new_weights(W, grad_a, h, k):
        return s.step_W(W[k], outer(grad_a, h[k - 1]), eta, N).T @ grad_a

    _together(s, W, b, lambda: gradients(grad_h=through_new_weights), eta, N)


def _once(gradients):
    found = gradients()
    return lambda: found


def _upwards(L):
    return range(1, L + 1)


def _exponentials(total):
    return lambda a, g: np.exp(a) / total(np.exp(a))


def _top(y, y_hat, _):
    return -(y - y_hat) / samples(y)


def _slope(grad_h, g_prime, a, h, k):
    return grad_h * g_prime(a[k - 1])


def _step(theta, grad, eta, N):
    return theta - eta * grad


def _uphill(theta, grad, eta, N):
    return theta + eta * grad


def _whole_step(theta, grad, eta, N):
    return theta - grad


def _mean_step(theta, grad, eta, N):
    return theta - eta * grad / N


def _no_step(theta, grad, eta, N):
    return theta


STEPS = {
    PARTS[0]: {
        "bias": lambda b, k, x: column(b[k], x),
        "weights": lambda W, k: W[k],
        "below": lambda a, h, k: h[k - 1],
        "activation": lambda g, a: g(a),
        "output": lambda a, g: softmax.function(a),
        "kept": lambda a, h, y_hat: (a, h, y_hat),
    },
    PARTS[1]: {
        "top": _top,
        "grad_W": lambda grad_a, a, h, k: outer(grad_a, h[k - 1]),
        "grad_b": over_samples,
        "goes_on": lambda k: k > 1,
        "grad_h": lambda W, grad_a, h, k: W[k].T @ grad_a,
        "slope": _slope,
    },
    PARTS[2]: {
        "renewed": lambda gradients: gradients,
        "count": range,
        "walk": _together,
        "layers": _upwards,
        "step_W": _step,
        "step_b": _step,
    },
}
_FORWARD = {
    "bias forgotten": [{"bias": lambda b, k, x: 0}],
    "bias added along the wrong axis": [{"bias": lambda b, k, x: b[k]}],
    "x not kept as h[0]": [{"kept": lambda a, h, y_hat: (a, [None, *h[1:]], y_hat)}],
    "activation forgotten": [{"activation": lambda g, a: a}],
    "softmax forgotten": [
        {"output": lambda a, g: a},
        {"output": lambda a, g: g(a)},
        {"output": lambda a, g: np.exp(a)},
    ],
    "activation before the softmax": [{"output": lambda a, g: softmax.function(g(a))}],
    "softmax across samples": [
        {"output": lambda a, g: softmax.function(a.T).T},
        {"output": _exponentials(np.sum)},
        {"output": _exponentials(partial(np.sum, axis=-1))},
    ],
    "a overwritten": [
        {"kept": lambda a, h, y_hat: ([None, *h[1:-1], a[-1]], h, y_hat)},
        {"kept": lambda a, h, y_hat: ([None, *h[1:]], h, y_hat)},
    ],
    "weights transposed": [{"weights": lambda W, k: W[k].T}],
    "layer off by one": [
        {"bias": lambda b, k, x: column(b[max(k - 1, 1)], x)},
        {"below": lambda a, h, k: h[0]},
        {"below": lambda a, h, k: h[max(k - 2, 0)]},
        {"weights": lambda W, k: W[max(k - 1, 1)]},
        {"below": lambda a, h, k: a[k - 1] if k > 1 else h[0]},
    ],
}
_BACKWARD = {
    "sign": [
        {"top": lambda *u: -_top(*u)},
        {"grad_h": lambda W, grad_a, h, k: -W[k].T @ grad_a},
        {"grad_W": lambda grad_a, a, h, k: -outer(grad_a, h[k - 1])},
        {"grad_b": lambda grad_a: -over_samples(grad_a)},
        {"top": lambda y, y_hat, _: (y + y_hat) / samples(y)},
        {"top": lambda y, y_hat, _: -(y + y_hat) / samples(y)},
    ],
    "slope forgotten": [{"slope": lambda grad_h, *_: grad_h}],
    "slope at h": [{"slope": lambda grad_h, g_prime, a, h, k: grad_h * g_prime(h[k - 1])}],
    "h for g'": [
        {"slope": lambda grad_h, g_prime, a, h, k: grad_h * h[k - 1]},
        {"slope": lambda grad_h, g_prime, a, h, k: grad_h * a[k - 1]},
    ],
    "slope of one activation": [
        {"slope": lambda grad_h, g_prime, a, h, k: grad_h * (1 - h[k - 1] ** 2)},
        {"slope": lambda grad_h, g_prime, a, h, k: grad_h * h[k - 1] * (1 - h[k - 1])},
        {"slope": lambda grad_h, g_prime, a, h, k: grad_h * (a[k - 1] > 0)},
    ],
    "transpose missing": [
        {"grad_h": lambda W, grad_a, h, k: W[k] @ grad_a},
        {"grad_W": lambda grad_a, a, h, k: grad_a @ h[k - 1]},
    ],
    "outer product turned": [{"grad_W": lambda grad_a, a, h, k: outer(h[k - 1], grad_a)}],
    "divided by features": [
        {"top": lambda y, y_hat, _: -(y - y_hat) / len(y)},
        {"top": lambda y, y_hat, of: -(y - y_hat) / len(of.h[0])},
        {"top": lambda y, y_hat, _: -(y - y_hat) / y.size},
    ],
    "not divided": [
        {"top": lambda y, y_hat, _: -(y - y_hat)},
        {"grad_W": lambda grad_a, a, h, k: outer(grad_a, h[k - 1]) * samples(grad_a)},
        {"grad_b": lambda grad_a: over_samples(grad_a) * samples(grad_a)},
    ],
    "divided twice": [
        {"top": lambda y, y_hat, _: -(y - y_hat) / samples(y) ** 2},
        {"grad_W": lambda grad_a, a, h, k: outer(grad_a, h[k - 1]) / samples(grad_a)},
        {"grad_b": lambda grad_a: over_samples(grad_a) / samples(grad_a)},
        {"slope": lambda grad_h, *u: _slope(grad_h, *u) / samples(grad_h)},
    ],
    "one-hot forgotten": [
        {"top": lambda y, y_hat, _: y_hat / samples(y)},
        {"top": lambda y, y_hat, _: -(1 - y_hat) / samples(y)},
        {"top": lambda y, y_hat, _: -y / samples(y)},
    ],
    "layer off by one": [
        {"grad_W": lambda grad_a, a, h, k: outer(grad_a, h[k])},
        {"grad_W": lambda grad_a, a, h, k: outer(grad_a, h[max(k - 2, 0)])},
        {"grad_W": lambda grad_a, a, h, k: outer(grad_a, a[k - 1] if k > 1 else h[0])},
        {"slope": lambda grad_h, g_prime, a, h, k: grad_h * g_prime(a[k])},
        {"grad_h": lambda W, grad_a, h, k: W[k - 1].T @ grad_a},
        {"grad_h": lambda W, grad_a, h, k: W[min(k + 1, len(W) - 1)].T @ grad_a},
    ],
    "k > 1 guard missing": [{"goes_on": lambda k: True}],
    "slope at the output": [{"top": lambda *u: _top(*u) * u[2].g_prime(u[2].a)}],
    "slope of the softmax forgotten": [{"top": lambda y, y_hat, _: -(y / y_hat) / samples(y)}],
    "squared error": [{"top": lambda *u: 2 * _top(*u)}],
    "not summed over the samples": [{"grad_b": lambda grad_a: grad_a}],
    "summed along the wrong axis": [
        {"grad_b": lambda grad_a: grad_a.sum(axis=0)},
        {"grad_b": lambda grad_a: grad_a.sum()},
    ],
}
_DESCENT = {
    "sign": [{"step_W": _uphill, "step_b": _uphill}, {"step_W": _uphill}, {"step_b": _uphill}],
    "learning rate forgotten": [
        {"step_W": _whole_step, "step_b": _whole_step},
        {"step_W": _whole_step},
        {"step_b": _whole_step},
    ],
    "divided twice": [{"step_W": _mean_step, "step_b": _mean_step}, {"step_W": _mean_step}],
    "parameters updated too soon": [
        {"walk": partial(_layer_by_layer, _upwards)},
        {"walk": partial(_layer_by_layer, lambda L: range(L, 0, -1))},
        {"walk": _one_by_one},
        {"walk": _weights_first},
        {"walk": _on_the_way_back},
    ],
    "gradients not renewed": [{"renewed": _once}],
    "steps miscounted": [
        {"count": lambda n: range(1)},
        {"count": lambda n: range(n - 1)},
        {"count": lambda n: range(n + 1)},
        {"count": lambda n: range(0)},
    ],
    "layer left out": [
        {"layers": lambda L: range(1, L)},
        {"layers": lambda L: range(2, L + 1)},
    ],
    "biases not updated": [{"step_b": _no_step}],
    "weights not updated": [{"step_W": _no_step}],
}
KNOWN = dict(zip(PARTS, (_FORWARD, _BACKWARD, _DESCENT), strict=True))
WHOLES = dict(zip(PARTS, (_forward, _backward, _descent), strict=True))


@dataclass(frozen=True)
class Planted:
    """A part with mistakes in it: their names, and the steps in place of the right ones."""

    part: str
    names: tuple = ()
    instead: tuple = ()

    @property
    def function(self):
        steps = SimpleNamespace(**STEPS[self.part] | dict(self.instead))
        return partial(WHOLES[self.part], steps)


def hint(name):
    """Return what is said of a mistake of the capstone."""
    return OWN_HINTS.get(name) or HINTS[name]


@cache
def singles(part):
    """Return the part with each known mistake in it, in each way to make it."""
    return tuple(
        Planted(part, (name,), tuple(way.items()))
        for name, ways in KNOWN[part].items()
        for way in ways
    )


@cache
def compounds(part):
    """Return the part with two different mistakes, each in steps of its own."""
    return tuple(
        Planted(part, one.names + other.names, one.instead + other.instead)
        for one, other in itertools.combinations(singles(part), 2)
        if one.names != other.names and not {*dict(one.instead)} & {*dict(other.instead)}
    )
