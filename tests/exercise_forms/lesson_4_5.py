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
    "at y_hat": ([0, -5, 0, 0], [0, -5.25, 0, 0.25], [0, -4.75, 0, 0]),
    "other logit": (2,),
    "bounded": ("-0.8", "-4/5", "-(1 - 0.2)"),
    "product": (
        "-(e_i - yhat_i)",
        "y_hat_i − e_i",
        "-1/y_hat_l * y_hat_l * (e_i*(1 - y_hat_i) - (1 - e_i)*y_hat_i)",
    ),
    "one line": (lambda y_hat, y: (y_hat - y) / (y.size // len(y)), by_column, by_entry),
    "first line": ("-(e - y_hat) / N", "(ŷ - y)/N", "y_hat/N - e/N"),
    "temperature": ("(y_hat_i - e_i)/T", "-e_i/T + y_hat_i/T", "T**-1 * (ŷ_i - e_i)"),
}


def true_class_only(y_hat, y):
    p = np.sum(y * y_hat, axis=0)
    return -(y - p) / (1 if y.ndim == 1 else y.shape[1])


def minus_one(y_hat, y):
    N = y.shape[1] if y.ndim == 2 else 1
    return (y_hat - 1) / N


WRONG = {
    "at y_hat": {"sign": [0, 5, 0, 0], "one-hot forgotten": [-10, -5, -3.25, -2.5]},
    "bounded": {"sign": "1 - 0.2", "denominator left out": "-1/0.2 * 0.2"},
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
        "true class for i": "(y_hat_l - e_i)/T",
        "one-hot forgotten": "-(1 - y_hat_i)/T",
    },
    "first line": {
        "sign": "(e - y_hat) / N",
        "divided by features": "(y_hat - e) / n",
        "not divided": "y_hat - e",
        "true class for i": "(y_hat_l - e) / N",
        "one-hot forgotten": "(y_hat - 1) / N",
    },
}
