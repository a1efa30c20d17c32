"""Right answers to the exercises of lesson 4.2, each in three forms, and wrong ones."""

import numpy as np


def by_loop(x, y, y_hat):
    total = np.zeros(len(x))
    for i, sample in enumerate(x.T):
        total += 2 * (y_hat[i] - y[i]) * y_hat[i] * (1 - y_hat[i]) * sample
    return (total / len(y)).tolist()


def by_einsum(x, y, y_hat):
    return np.einsum("ji,i,i->j", x, y - y_hat, y_hat**2 - y_hat) * 2 / y.size


def error_turned(x, y, y_hat):
    v = 2 * (y - y_hat) * y_hat * (1 - y_hat)
    return x @ v / len(y)


def linear(x, y, y_hat):
    return np.mean(2 * (y_hat - y) * x, axis=1)


def bent_twice(x, y, y_hat):
    s = 1 / (1 + np.exp(-y_hat))
    return x @ (2 * (y_hat - y) * s * (1 - s)) / x.shape[1]


def over_inputs(x, y, y_hat):
    return np.einsum("ji,i->j", x, 2 * (y_hat - y) * y_hat * (1 - y_hat)) / x.shape[0]


def summed(x, y, y_hat):
    grad = np.zeros(x.shape[0])
    for i in range(x.shape[1]):
        grad += 2 * (y_hat[i] - y[i]) * y_hat[i] * (1 - y_hat[i]) * x[:, i]
    return grad


def without_two(x, y, y_hat):
    n, N = x.shape
    grad = []
    for j in range(n):
        total = 0
        for i in range(N):
            total += (y_hat[i] - y[i]) * (y_hat[i] - y_hat[i] ** 2) * x[j, i]
        grad.append(total / N)
    return np.array(grad)


FORMS = {
    "slopes": ([-6, -3], [-6.5, -3], [-6, -2.5]),
    "step": ("2", "4/2", "0.6*2 + 0.8"),
    "rates": (2,),
    "landing": ("1/λ", "½x⁻²", "1/(2*x**2)", "0.5/(x*x)", "(2*x**2)**-1"),
    "logistic": (
        "2(ŷ−y)σ'(wx+b)x",
        "2*(y_hat - y)*sigmoid(a)*(1 - sigmoid(a))*x",
        "2*x*(yhat - y)*yhat*(1 - yhat)",
        "-2*(y - h)*x*exp(-a)/(1 + exp(-a))**2",
        "2*x*sigma(w*x + b)*(sigma(a) - y) - 2*x*(ŷ - y)*h**2",
    ),
    "wrongest": (1,),
    "gradient": (
        lambda x, y, y_hat: (2 * (y_hat - y) * y_hat * (1 - y_hat) * x).mean(axis=1),
        by_loop,
        by_einsum,
    ),
}

WRONG = {
    "slopes": {"sign": [6, 3], "factor 2 lost": [-3, -1.5]},
    "step": {"sign": "(1 + 0.05*8)*2 + 1 + 0.05*4"},
    "landing": {"sign": "-1/(2*x**2)", "factor 2 lost": "2/(2*x**2)"},
    "logistic": {
        "sign": "2*x*(y - y_hat)*y_hat*(1 - y_hat)",
        "slope forgotten": "2*(y_hat - y)*x",
        "slope at h": "2*x*(y_hat - y)*sigma(y_hat)*(1 - sigma(y_hat))",
        "factor 2 lost": "(y_hat - y)*sigma(a)*(1 - sigma(a))*x",
    },
    "gradient": {
        "sign": error_turned,
        "slope forgotten": linear,
        "slope at h": bent_twice,
        "divided by features": over_inputs,
        "not divided": summed,
        "factor 2 lost": without_two,
    },
}
