"""Lesson 4.6: the right answer to each exercise, in three written forms, and wrong ones."""

import numpy as np


def down_by_units(W, grad_a, a, g_prime):
    slope = g_prime(a)
    return [slope[j] * sum(W[m, j] * grad_a[m] for m in range(len(W))) for j in range(W.shape[1])]


def down_by_jacobian(W, grad_a, a, g_prime):
    if a.ndim == 1:
        return (W @ np.diag(g_prime(a))).T @ grad_a
    pairs = zip(grad_a.T, a.T, strict=True)
    return np.stack([down_by_jacobian(W, *pair, g_prime) for pair in pairs], axis=1)


FORMS = {
    "paths": ("24", "5*4 + 4*1", "3*2**2 + 6*2"),
    "product": (2,),
    "blame": ([0.1, 0.65, -0.5], [0.1, 0.7, -0.5], [0.05, 0.65, -0.55]),
    "unit": (
        "(w_1*d_1 + w_2*d_2) * g'(a)",
        "g_prime(a_11)*w2*d2 + d1*g_prime(a)*w1",
        "w_1*(d_1 + d_2*w_2/w_1)*g_prime(a)",
    ),
    "down": (
        lambda W, grad_a, a, g_prime: g_prime(a) * np.tensordot(W, grad_a, axes=(0, 0)),
        down_by_units,
        down_by_jacobian,
    ),
    "hunt": (
        "np.dot(W[3].T, grad_a[3]) * (1 - np.tanh(a[2])**2)",
        "∇h[2] * g'(a[2])",
        "grad_h[2] * g_prime(a[2])",
        "grad_a[2] = g'(a[2]) * (W[3].T @ grad_a[3])",
        "(W[3].T @ (y_hat - e)) / N * g_prime(W[2] @ h[1] + a[2] - W[2] @ h[1])",
    ),
}


WRONG = {
    "paths": {"sign": "5*4 - 4*1", "factor 2 lost": "5*2 + 4", "= for +=": "5*4"},
    "blame": {"sign": [-0.1, -0.65, 0.5]},
    "unit": {
        "sign": "(w_1*d_1 - w_2*d_2) * g'(a)",
        "slope forgotten": "w1*d1 + w2*d2",
        "slope at h": "g'(h) * (w_1*d_1 + w_2*d_2)",
        "= for +=": "w_1 * d_1 * g'(a)",
    },
    "down": {
        "sign": lambda W, grad_a, a, g_prime: -(W.T @ grad_a) * g_prime(a),
        "slope forgotten": lambda W, grad_a, a, g_prime: np.einsum("mj,m...->j...", W, grad_a),
        "transpose missing": lambda W, grad_a, a, g_prime: np.dot(W, grad_a) * g_prime(a),
    },
    "hunt": {
        "sign": "-grad_h[2] * g_prime(a[2])",
        "slope forgotten": "W[3].T @ grad_a[3]",
        "slope at h": "g'(h[2]) * grad_h[2]",
        "layer off by one": "grad_h[2] * g'(a[1])",
    },
}
