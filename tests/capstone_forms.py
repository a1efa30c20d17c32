"""Programs that solve the capstone in several styles; mistakes are planted into the first."""

import numpy as np

from helpers.exercises.capstone_programs import PARTS

RIGHT = """
import numpy as np

def forward_pass(W, b, x, g):
    L = len(W) - 1
    a = [None] * (L + 1)
    h = [None] * (L + 1)
    h[0] = x
    for k in range(1, L + 1):
        bias = b[k] if x.ndim == 1 else b[k].reshape(-1, 1)
        a[k] = W[k] @ h[k - 1] + bias
        if k < L:
            h[k] = g(a[k])
    e = np.exp(a[L] - a[L].max(axis=0))
    y_hat = e / e.sum(axis=0)
    h[L] = y_hat
    return a, h, y_hat

def backward_pass(W, b, a, h, y_hat, y, g_prime):
    L = len(W) - 1
    grad_W = [None] * (L + 1)
    grad_b = [None] * (L + 1)
    N = 1 if y.ndim == 1 else y.shape[1]
    grad_a = (y_hat - y) / N
    for k in range(L, 0, -1):
        if y.ndim == 1:
            grad_W[k] = np.outer(grad_a, h[k - 1])
            grad_b[k] = grad_a
        else:
            grad_W[k] = grad_a @ h[k - 1].T
            grad_b[k] = grad_a.sum(axis=1)
        if k > 1:
            grad_h = W[k].T @ grad_a
            grad_a = grad_h * g_prime(a[k - 1])
    return grad_W, grad_b

def gradient_descent(W, b, x, y, g, g_prime, eta, max_iterations):
    W = [None] + [w.copy() for w in W[1:]]
    b = [None] + [v.copy() for v in b[1:]]
    t = 0
    while t < max_iterations:
        a, h, y_hat = forward_pass(W, b, x, g)
        grad_W, grad_b = backward_pass(W, b, a, h, y_hat, y, g_prime)
        for k in range(1, len(W)):
            W[k] -= eta * grad_W[k]
            b[k] -= eta * grad_b[k]
        t += 1
    return W, b
"""
COLUMNS = """
import numpy as np

def softmax(a):
    e = np.exp(a)
    return e / np.sum(e, axis=0, keepdims=True)

def forward_pass(W, b, x, g):
    single = np.ndim(x) == 1
    a, h = [None], [np.reshape(x, (len(x), -1))]
    for W_k, b_k in zip(W[1:-1], b[1:-1]):
        a.append(np.dot(W_k, h[-1]) + b_k[:, np.newaxis])
        h.append(g(a[-1]))
    a.append(np.dot(W[-1], h[-1]) + b[-1][:, np.newaxis])
    y_hat = softmax(a[-1])
    if single:
        a, h, y_hat = [None] + [u[:, 0] for u in a[1:]], [u[:, 0] for u in h], y_hat[:, 0]
    return a, h, y_hat

def backward_pass(W, b, a, h, y_hat, y, g_prime):
    column = lambda u: u if u is None or u.ndim == 2 else u[:, None]
    a, h = [column(u) for u in a], [column(u) for u in h]
    delta = (column(y_hat) - column(y)) / column(y).shape[-1]
    grad_W, grad_b = {}, {}
    for k in reversed(range(1, len(W))):
        grad_W[k] = np.einsum("in,jn->ij", delta, h[k - 1])
        grad_b[k] = np.einsum("in->i", delta)
        if k != 1:
            delta = np.einsum("ij,in->jn", W[k], delta) * g_prime(a[k - 1])
    return grad_W, grad_b

def gradient_descent(W, b, x, y, g, g_prime, eta, max_iterations):
    for _ in range(max_iterations):
        grad_W, grad_b = backward_pass(W, b, *forward_pass(W, b, x, g), y, g_prime)
        W = [None] + [W[k] - eta * grad_W[k] for k in range(1, len(W))]
        b = [None] + [b[k] - eta * grad_b[k] for k in range(1, len(b))]
    return {k: W[k] for k in range(1, len(W))}, dict(enumerate(b))
"""
LOOPS = """
import math
import numpy as np

def forward_one(W, b, x, g):
    a, h = [None], [x]
    for k in range(1, len(W)):
        rows, columns = W[k].shape
        a_k = np.zeros(rows)
        for i in range(rows):
            a_k[i] = b[k][i]
            for j in range(columns):
                a_k[i] += W[k][i, j] * h[k - 1][j]
        a.append(a_k)
        if k < len(W) - 1:
            h.append(np.array([float(g(z)) for z in a_k]))
    e = [math.exp(z - max(a[-1])) for z in a[-1]]
    y_hat = np.array([z / sum(e) for z in e])
    return a, h + [y_hat], y_hat

def forward_pass(W, b, x, g):
    if x.ndim == 1:
        return forward_one(W, b, x, g)
    each = [forward_one(W, b, x[:, s], g) for s in range(x.shape[1])]
    a = [None] + [np.array([one[0][k] for one in each]).T for k in range(1, len(W))]
    h = [np.array([one[1][k] for one in each]).T for k in range(len(W))]
    return a, h, np.array([one[2] for one in each]).T

def backward_one(W, a, h, y_hat, y, g_prime):
    L = len(W) - 1
    grad_W, grad_b = [None] * (L + 1), [None] * (L + 1)
    grad_a = y_hat - y
    for k in range(L, 0, -1):
        grad_b[k] = grad_a
        grad_W[k] = np.array([[d * z for z in h[k - 1]] for d in grad_a])
        if k > 1:
            grad_h = [sum(W[k][i, j] * grad_a[i] for i in range(len(grad_a)))
                      for j in range(W[k].shape[1])]
            grad_a = np.array([d * float(g_prime(z)) for d, z in zip(grad_h, a[k - 1])])
    return grad_W, grad_b

def backward_pass(W, b, a, h, y_hat, y, g_prime):
    if y.ndim == 1:
        return backward_one(W, a, h, y_hat, y, g_prime)
    N = y.shape[1]
    grad_W, grad_b = [0] * len(W), [0] * len(W)
    for s in range(N):
        one_W, one_b = backward_one(W, [None] + [u[:, s] for u in a[1:]],
                                    [u[:, s] for u in h], y_hat[:, s], y[:, s], g_prime)
        for k in range(1, len(W)):
            grad_W[k] = grad_W[k] + one_W[k] / N
            grad_b[k] = grad_b[k] + one_b[k] / N
    return grad_W, grad_b

def gradient_descent(W, b, x, y, g, g_prime, eta, max_iterations):
    if max_iterations == 0:
        return W, b
    a, h, y_hat = forward_pass(W, b, x, g)
    grad_W, grad_b = backward_pass(W, b, a, h, y_hat, y, g_prime)
    new_W, new_b = [None], [None]
    for k in range(1, len(W)):
        new_W.append(W[k] - eta * grad_W[k])
        new_b.append(b[k] - eta * grad_b[k])
    return gradient_descent(new_W, new_b, x, y, g, g_prime, eta, max_iterations - 1)
"""
TRANSPOSED = """
from copy import deepcopy
import numpy as np

def forward_pass(W, b, x, g):
    rows = x.T  # samples as rows, where there are any
    a, h = {}, {0: x}
    for k in range(1, len(W)):
        rows = rows @ W[k].T + b[k]
        a[k] = rows.T
        if k < len(W) - 1:
            rows = g(rows)
            h[k] = rows.T
    y_hat = np.exp(rows) / np.exp(rows).sum(axis=-1, keepdims=True)
    return a, h, y_hat.T

def backward_pass(W, b, a, h, y_hat, y, g_prime):
    N = y.size // len(y)
    grads = {len(W) - 1: (y_hat - y).T / N}
    for k in range(len(W) - 1, 1, -1):
        grads[k - 1] = (grads[k] @ W[k]) * g_prime(a[k - 1]).T
    grad_W = [None] + [
        np.atleast_2d(grads[k]).T @ np.atleast_2d(h[k - 1].T) for k in range(1, len(W))
    ]
    grad_b = [None] + [np.atleast_2d(grads[k]).sum(0) for k in range(1, len(W))]
    return [grad_W, grad_b]

def gradient_descent(W, b, x, y, g, g_prime, eta, max_iterations):
    W, b = deepcopy(W), deepcopy(b)
    for _ in range(max_iterations):
        found = forward_pass(W, b, x, g)
        grads = backward_pass(W, b, found[0], found[1], found[2], y, g_prime)
        for theta, grad in zip((W, b), grads):
            for k, of in enumerate(grad):
                if of is not None:
                    theta[k] += -eta * of
    return W, b
"""
SINGLE = """
import numpy as np

def forward_pass(W, b, x, g):
    L = len(W) - 1
    a, h = np.empty(L + 1, dtype=object), np.empty(L + 1, dtype=object)
    h[0] = x
    for k in range(1, L + 1):
        a[k] = (W[k].dot(h[k - 1]).T + b[k]).T.astype(np.float32)
        h[k] = g(a[k])
    h[L] = np.exp(a[L]) / np.exp(a[L]).sum(0)
    return a, h, h[L]

def backward_pass(W, b, a, h, y_hat, y, g_prime):
    L = len(W) - 1
    N = y.shape[1] if y.ndim > 1 else 1.0
    grad_a, grad_h = [None] * (L + 1), [None] * (L + 1)
    grad_W, grad_b = [None] * (L + 1), [None] * (L + 1)
    grad_a[L] = -(y - y_hat).astype(np.float32)
    for k in range(L, 0, -1):
        G, H = grad_a[k].reshape(-1, int(N)), h[k - 1].reshape(-1, int(N))
        grad_W[k] = (np.matmul(G, H.T) / N).astype(np.float32)
        grad_b[k] = np.mean(G, axis=1).astype(np.float32)
        if k > 1:
            grad_h[k - 1] = np.matmul(W[k].T, grad_a[k])
            grad_a[k - 1] = np.multiply(grad_h[k - 1], g_prime(a[k - 1]))
    return tuple(grad_W), tuple(grad_b)

def gradient_descent(W, b, x, y, g, g_prime, eta, max_iterations):
    theta = [[None] + [u.astype(np.float32) for u in part[1:]] for part in (W, b)]
    for t in range(1, max_iterations + 1):
        forward = forward_pass(*theta, x, g)
        for part, grads in zip(theta, backward_pass(*theta, *forward, y, g_prime)):
            for k in range(1, len(part)):
                part[k] -= np.float32(eta) * grads[k]
    return theta[0], theta[1]
"""
CLASSY = """
import numpy as np

class Net:
    def __init__(self, W, b, g, g_prime):
        self.W = [None] + [np.array(w) for w in W[1:]]
        self.b = [None] + [np.array(v) for v in b[1:]]
        self.g, self.g_prime, self.L = g, g_prime, len(W) - 1

    def forward(self, x):
        def layer(k, h):
            a = self.b[k] + (self.W[k] @ h).T
            return a.T
        a, h = [None], [x]
        for k in range(1, self.L + 1):
            a.append(layer(k, h[-1]))
            top = k == self.L
            shifted = np.exp(a[-1] - np.max(a[-1], axis=0))
            h.append(shifted / shifted.sum(axis=0) if top else self.g(a[-1]))
        return a, h, h[-1]

    def backward(self, a, h, y_hat, y):
        grads, batch = [], y.ndim == 2
        delta = y_hat - y
        for k in range(self.L, 0, -1):
            if batch:
                grads.insert(0, ((delta @ h[k - 1].T) / y.shape[1], delta.mean(axis=1)))
            else:
                grads.insert(0, (delta[:, None] * h[k - 1][None, :], 1 * delta))
            if k > 1:
                delta = self.g_prime(a[k - 1]) * (self.W[k].T @ delta)
        return [None] + [u for u, _ in grads], [None] + [u for _, u in grads]

def forward_pass(W, b, x, g):
    return Net(W, b, g, None).forward(x)

def backward_pass(W, b, a, h, y_hat, y, g_prime):
    return Net(W, b, None, g_prime).backward(a, h, y_hat, y)

def gradient_descent(W, b, x, y, g, g_prime, eta, max_iterations):
    net = Net(W, b, g, g_prime)
    for _ in range(max_iterations):
        grad_W, grad_b = net.backward(*net.forward(x), y)
        for k in range(1, net.L + 1):
            net.W[k] -= eta * grad_W[k]
            net.b[k] -= eta * grad_b[k]
    return net.W, net.b
"""
STYLES = {
    "plain": RIGHT,
    "columns, einsum, np.dot, dicts": COLUMNS,
    "loops and recursion": LOOPS,
    "samples as rows, dicts by layer": TRANSPOSED,
    "float32, object arrays, tuples": SINGLE,
    "a class": CLASSY,
}


def program(text=RIGHT, *replacements):
    """Return the three functions of a text, after replacements that must find their place once."""
    for old, new in replacements:
        if text.count(old) != 1:
            raise ValueError(f"{old!r} stands there {text.count(old)} times")
        text = text.replace(old, new)
    names = {"np": np}
    exec(text, names)
    return [names[part] for part in PARTS]


def with_planted(planted):
    """Return right functions, but for the one with a known mistake in it."""
    functions = program()
    functions[PARTS.index(planted.part)] = planted.function
    return functions
