"""Right answers to the exercises of lesson 4.4, each in three forms, and wrong ones."""

import numpy as np


def by_edges(nodes, edges):
    grad = [1.0] + [0.0] * (nodes - 1)
    for above, below, local in edges:
        grad[below] += grad[above] * local
    return grad


def by_nodes(nodes, edges):
    def gradient(node):
        arriving = [gradient(above) * local for above, below, local in edges if below == node]
        return sum(arriving, start=float(node == 0))

    return np.array([gradient(node) for node in range(nodes)])


def by_path_lengths(nodes, edges):
    local = np.zeros((nodes, nodes))
    for above, below, slope in edges:
        local[above, below] += slope
    return sum(np.linalg.matrix_power(local, length)[0] for length in range(nodes))


FORMS = {
    "chain": ("0.092", "-0.28*0.9*0.95*(-1.2)*0.64*0.5", "0.0919"),
    "reuse": (1,),
    "weight": (
        "Upstream*w_next*g'(a)*h_before",
        "upstream * W_next * g'(a) * h_before",
        "h_before * (g_prime(a) * (W_next * upstream))",
        "upstream / (1 / W_next) * g_prime(a) / h_before**-1",
    ),
    "meet": ("3", "2*1.5", "1.5 + 1.5"),
    "quotient": ("(1 - p)/s", "1/s - e_1/s**2", "e_2/(e_1 + e_2)**2", "(1 - e_1/s)/s"),
    "reverse pass": (by_edges, by_nodes, by_path_lengths),
    "cost": (2,),
    "blame": (3,),
}


def overwriting(nodes, edges):
    grad = np.zeros(nodes)
    grad[0] = 1.0
    for above, below, local in edges:
        grad[below] = grad[above] * local
    return grad


def from_minus_one(nodes, edges):
    grad = np.zeros(nodes)
    grad[0] = -1.0
    for above, below, local in edges:
        grad[below] += grad[above] * local
    return grad


WRONG = {
    "chain": {
        "sign": "0.28*0.9*0.95*(-1.2)*0.64*0.5",
        "slope forgotten": "0.28 * 0.9 * 1.2 * 0.5",
        "layer off by one": "0.28*0.9*0.95*1.2*0.64*0.6",
    },
    "weight": {
        "sign": "-upstream * W_next * g'(a) * h_before",
        "slope forgotten": "h_before * W_next * upstream",
        "slope at h": "W_next * upstream * g'(h) * h_before",
        "layer off by one": "upstream * W * g'(a) * h_before",
    },
    "meet": {"sign": "-3", "= for +=": "1.5"},
    "quotient": {"sign": "(s + e_1)/s**2", "= for +=": "1/s"},
    "reverse pass": {"sign": from_minus_one, "= for +=": overwriting},
}
