"""Lesson 4.7: the right answer to each exercise, in three differently written forms."""

import numpy as np


def weights_by_samples(grad_a, h):
    return np.mean([np.outer(*pair) for pair in zip(grad_a.T, h.T, strict=True)], axis=0)


def weights_by_loops(grad_a, h):
    N = len(grad_a[0])
    return [[sum(row[s] * below[s] for s in range(N)) / N for below in h] for row in grad_a]


FORMS = {
    "row": ([0.81, -0.18, 0.27], [0.8, -0.2, 0.25], [0.85, -0.15, 0.3]),
    "weight": (
        "grad_h * g'(a) * h_before",
        "h_below * (g_prime(a_ki) * grad_h)",
        "grad_h / (1 / h_before) * g_prime(a + h - g(a))",
    ),
    "batch": (3,),
    "step": ("0.95", "19/20", "1 - 0.1*4/8"),
    "weights": (
        lambda grad_a, h: np.einsum("is,js->ij", grad_a / h.shape[1], h),
        weights_by_samples,
        weights_by_loops,
    ),
    "shared": (
        "d*h + d*w*g'(a)*x",
        "d * (g(w*x) + w*x*g_prime(w*x))",
        "d*w*(h/w + g_prime(a_1)*a_1/w)",
    ),
    "hunt": (
        "np.dot(grad_a[2], h[1].transpose())",
        "grad_a[2] @ h[1].T",
        "grad_W[2] = (h[1] @ grad_a[2].T).T",
        "(grad_h[2] * g_prime(a[2])) @ h[1].T",
    ),
}


def weights_flipped(grad_a, h):
    return -grad_a @ h.T / grad_a.shape[1]


def weights_turned(grad_a, h):
    return sum(np.outer(h[:, s], grad_a[:, s]) for s in range(h.shape[1])) / h.shape[1]


def weights_over_rows(grad_a, h):
    return grad_a @ h.T / len(h)


def weights_summed(grad_a, h):
    return np.einsum("is,js->ij", grad_a, h)


WRONG = {
    "row": {"sign": [-0.8, 0.2, -0.25], "slope forgotten": [0.9, -0.2, 0.3]},
    "weight": {
        "sign": "-g'(a)*grad_h*h_before",
        "slope forgotten": "h_before * grad_h",
        "slope at h": "grad_h * h_before * g'(h)",
        "layer off by one": "grad_h * g'(a) * h",
    },
    "step": {"sign": "1.05", "divided by features": "1 - 0.1*4/2", "not divided": "0.6"},
    "weights": {
        "sign": weights_flipped,
        "outer product turned": weights_turned,
        "divided by features": weights_over_rows,
        "not divided": weights_summed,
    },
    "shared": {
        "sign": "d*h - d*w*g'(a)*x",
        "slope forgotten": "d*(h + w*x)",
        "slope at h": "d*h + d*w*x*g'(h)",
        "= for +=": "d*w*x*g'(a)",
    },
    "hunt": {
        "sign": "-grad_a[2] @ h[1].T",
        "outer product turned": "h[1] @ grad_a[2].T",
        "layer off by one": "grad_a[2] @ h[2].T",
    },
}
