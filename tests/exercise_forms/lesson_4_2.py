"""Right answers to the exercises of lesson 4.2, each in three forms."""

import numpy as np


def by_loop(x, y, y_hat):
    total = np.zeros(len(x))
    for i, sample in enumerate(x.T):
        total += 2 * (y_hat[i] - y[i]) * y_hat[i] * (1 - y_hat[i]) * sample
    return (total / len(y)).tolist()


def by_einsum(x, y, y_hat):
    return np.einsum("ji,i,i->j", x, y - y_hat, y_hat**2 - y_hat) * 2 / y.size


FORMS = {
    "slopes": ([-6, -3], [-6.5, -3], [-6, -2.5]),
    "step": ("2", "4/2", "0.6*2 + 0.8"),
    "rates": (2,),
    "landing": ("1/(2*x**2 + 2)", "0.5/(1 + x*x)", "(2*(x**2 + 1))**-1"),
    "logistic": (
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
