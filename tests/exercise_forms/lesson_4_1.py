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


def in_steps(W, b, x):
    h = x
    for k in (1, 2):
        h = np.tanh(np.dot(W[k], h) + b[k])
    e = np.exp(np.dot(W[3], h) + b[3])
    return e / e.sum()


def by_units(W, b, x):
    h = list(x)
    for k in (1, 2, 3):
        a = [
            c + sum(w * v for w, v in zip(row, h, strict=True))
            for row, c in zip(W[k], b[k], strict=True)
        ]
        h = [np.tanh(each) for each in a]
    return [np.exp(each) / sum(np.exp(other) for other in a) for each in a]


def at_once(W, b, x):
    hidden = np.tanh(W[2] @ np.tanh(W[1] @ x + b[1]) + b[2])
    a = W[3] @ hidden + b[3]
    return np.exp(a - a.max()) / np.exp(a - a.max()).sum()


def without_biases(W, b, x):
    return in_steps(W, [None, *(0 * each for each in b[1:])], x)


def bias_taken_off(W, b, x):
    a = W[3] @ np.tanh(W[2] @ np.tanh(W[1] @ x + b[1]) + b[2])
    e = np.exp(b[3] - a)
    return e / e.sum()


def second_twice(W, b, x):
    return in_steps([None, W[1], W[2], W[2]], b, x)


FORMS = {
    "unit": ("1,55", "0.8 x 1 + -0.9 x -0.5 + 0.3", "1.55", "31/20", "0.3 + 0.8 + 0.9*0.5"),
    "outputs": (2,),
    "shape": (1,),
    "count": ("6,570", "4160+2080+330 = 6570", "6570", "64*65 + 32*65 + 10*33", "6.57e3"),
    "paths": (
        "W₂₁₁g′(a₁₁)W₁₁₁ + W₂₁₂g′(a₁₂)W₁₂₁",
        "W_{211} g'(W_{111} x + b_{11}) W_{111} + W_{212} g'(a_{12}) W_{121}",
        "W_211*g_prime(a_11)*W_111 + W_212*g_prime(a_12)*W_121",
        "g'(a12)*W121*W212 + W111*W211*g'(a11)",
        "W_111*(W_211*g'(a_11) + W_212*g'(a_12)) + (W_121 - W_111)*W_212*dg(a_12)",
    ),
    "pull": ([0.3, -1.8, 1.5], [0.25, -1.75, 1.45], [0.4, -1.9, 1.6]),
    "forward": (in_steps, by_units, at_once),
    "at input": (
        lambda W, x, y: (y - W @ x).T.dot(W).T * (-2 / len(x.T)),
        by_einsum,
        by_loops,
    ),
}

WRONG = {
    "unit": {"sign": "0.3 + 0.8*1 - 0.9*0.5", "bias forgotten": "1.25"},
    "count": {
        "layer off by one": "64*64 + 64 + 32*32 + 32 + 10*10 + 10",
        "bias forgotten": "6464",
    },
    "forward": {
        "sign": bias_taken_off,
        "layer off by one": second_twice,
        "bias forgotten": without_biases,
    },
    "paths": {
        "sign": "W_211*g'(a_11)*W_111 - W_212*g'(a_12)*W_121",
        "slope forgotten": "W_111*W_211 + W_121*W_212",
        "slope at h": "W_211*g_prime(h_11)*W_111 + W_212*g_prime(h_12)*W_121",
        "= for +=": "W_212*g'(a_12)*W_121",
        "indices swapped": "W_211*g'(a_11)*W_111 + W_212*g'(a_12)*W_112",
    },
    "pull": {"sign": [-0.3, 1.8, -1.5], "factor 2 lost": [0.15, -0.9, 0.75]},
    "at input": {
        "sign": output_turned,
        "transpose missing": as_it_stands,
        "divided by features": over_inputs,
        "not divided": summed,
        "factor 2 lost": without_two,
    },
}
