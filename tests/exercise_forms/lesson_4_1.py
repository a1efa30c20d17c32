"""Right answers to the exercises of lesson 4.1, each in three forms, and wrong ones."""

import numpy as np


def by_einsum(W, x, y):
    return np.einsum("kj,ks->js", 2 * W, np.einsum("ki,is->ks", W, x) - y) / x.shape[1]


def by_loops(W, x, y):
    gradient = np.zeros(x.shape)
    for m in range(W.shape[0]):
        for j in range(W.shape[1]):
            gradient[j] += 2 * W[m, j] * (sum(W[m, i] * x[i] for i in range(len(x))) - y[m])
    return (gradient / y.shape[1]).tolist()


def output_turned(W, x, y):
    y_hat = W @ x
    grad_y_hat = 2 * (y - y_hat) / x.shape[1]
    return W.T @ grad_y_hat


def as_it_stands(W, x, y):
    grad_y_hat = 2 * (W @ x - y) / x.shape[1]
    return W @ grad_y_hat


def over_inputs(W, x, y):
    n = len(x)
    return np.einsum("kj,ks->js", W, 2 * (W @ x - y)) / n


def summed(W, x, y):
    gradient = np.zeros_like(x)
    for s in range(x.shape[1]):
        gradient[:, s] = 2 * W.T @ (W @ x[:, s] - y[:, s])
    return gradient


def without_two(W, x, y):
    gradient = np.zeros(x.shape)
    n, N = x.shape
    for s in range(N):
        for j in range(n):
            for m in range(len(W)):
                gradient[j, s] += (W[m] @ x[:, s] - y[m, s]) * W[m, j] / N
    return gradient


FORMS = {
    "unit": ("1.15", "23/20", "0.4 + 0.8 - 0.1*0.5"),
    "outputs": (2,),
    "shape": (1,),
    "count": ("6570", "64*65 + 32*65 + 10*33", "6.57e3"),
    "paths": (
        "W_211*g_prime(a_11)*W_111 + W_212*g_prime(a_12)*W_121",
        "g'(a12)*W121*W212 + W111*W211*g'(a11)",
        "W_111*(W_211*g'(a_11) + W_212*g'(a_12)) + (W_121 - W_111)*W_212*dg(a_12)",
    ),
    "pull": ([-0.6, 0.8], [-0.55, 0.75], [-0.65, 0.9]),
    "at input": (
        lambda W, x, y: (y - W @ x).T.dot(W).T * (-2 / len(x.T)),
        by_einsum,
        by_loops,
    ),
}

WRONG = {
    "unit": {"sign": "0.4 + 0.8*1 + 0.1*0.5"},
    "count": {"layer off by one": "64*64 + 64 + 32*32 + 32 + 10*10 + 10"},
    "paths": {
        "sign": "W_211*g'(a_11)*W_111 - W_212*g'(a_12)*W_121",
        "slope forgotten": "W_111*W_211 + W_121*W_212",
        "slope at h": "W_211*g_prime(h_11)*W_111 + W_212*g_prime(h_12)*W_121",
        "= for +=": "W_212*g'(a_12)*W_121",
    },
    "pull": {"sign": [0.6, -0.8], "factor 2 lost": [-0.3, 0.4]},
    "at input": {
        "sign": output_turned,
        "transpose missing": as_it_stands,
        "divided by features": over_inputs,
        "not divided": summed,
        "factor 2 lost": without_two,
    },
}
