"""Right answers to the exercises of lesson 4.1, each in three forms."""

import numpy as np


def by_einsum(W, x, y):
    return np.einsum("kj,ks->js", 2 * W, np.einsum("ki,is->ks", W, x) - y) / x.shape[1]


def by_loops(W, x, y):
    gradient = np.zeros(x.shape)
    for m in range(W.shape[0]):
        for j in range(W.shape[1]):
            gradient[j] += 2 * W[m, j] * (sum(W[m, i] * x[i] for i in range(len(x))) - y[m])
    return (gradient / y.shape[1]).tolist()


FORMS = {
    "unit": ("0.75", "3/4", "0.1 + 0.5 + 0.3*0.5"),
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
