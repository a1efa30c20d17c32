"""Right answers to the exercises of lesson 4.5, each in three forms, and wrong ones."""

import numpy as np


def by_column(y_hat, y):
    if y.ndim == 1:
        return y_hat - y
    columns = [(y_hat[:, j] - y[:, j]) / y.shape[1] for j in range(y.shape[1])]
    return np.stack(columns, axis=1)


def by_entry(y_hat, y):
    N = 1 if y.ndim == 1 else y.shape[1]
    result = np.array(y_hat)
    for place in np.ndindex(y.shape):
        result[place] = -(1 - y_hat[place]) / N if y[place] else y_hat[place] / N
    return result.tolist()


FORMS = {
    "at y_hat": ([0, -10, 0], [0, -10.25, 0.25], [0, -9.75, 0]),
    "other logit": (2,),
    "bounded": ("-0.9", "-9/10", "-(1 - 0.1)"),
    "product": (
        "-(e_i - yhat_i)",
        "y_hat_i − e_i",
        "-1/y_hat_l * y_hat_l * (e_i*(1 - y_hat_i) - (1 - e_i)*y_hat_i)",
    ),
    "one line": (lambda y_hat, y: (y_hat - y) / (y.size // len(y)), by_column, by_entry),
    "temperature": ("(y_hat_i - e_i)/T", "-e_i/T + y_hat_i/T", "T**-1 * (ŷ_i - e_i)"),
}


def true_class_only(y_hat, y):
    p = np.sum(y * y_hat, axis=0)
    return -(y - p) / (1 if y.ndim == 1 else y.shape[1])


def minus_one(y_hat, y):
    N = y.shape[1] if y.ndim == 2 else 1
    return (y_hat - 1) / N


WRONG = {
    "at y_hat": {"sign": [0, 10, 0], "one-hot forgotten": [-6.75, -10, -1.25]},
    "bounded": {"sign": "1 - 0.1", "denominator left out": "-1/0.1 * 0.1"},
    "product": {
        "sign": "e_i - y_hat_i",
        "true class for i": "y_hat_l - e_i",
        "one-hot forgotten": "y_hat_i - 1",
        "denominator left out": "-e_i",
    },
    "one line": {
        "sign": lambda y_hat, y: (y - y_hat) / (1 if y.ndim == 1 else y.shape[1]),
        "divided by features": lambda y_hat, y: (y_hat - y) / len(y),
        "not divided": lambda y_hat, y: y_hat - y,
        "true class for i": true_class_only,
        "one-hot forgotten": minus_one,
    },
    "temperature": {
        "sign": "(e_i - y_hat_i)/T",
        "slope forgotten": "y_hat_i - e_i",
        "true class for i": "(y_hat_l - e_i)/T",
        "one-hot forgotten": "-(1 - y_hat_i)/T",
    },
}
