"""Right answers to the exercises of lesson 4.3, each in three forms, and wrong ones."""

import numpy as np

from helpers.numeric.losses import log_softmax


def in_one_go(a, y):
    shifted = a - a.max(axis=0)
    logs = shifted - np.log(np.exp(shifted).sum(axis=0))
    return -(y * logs).sum(axis=0).mean()


def by_column(a, y):
    table, chosen = (array.reshape(len(array), -1) for array in (a, y))
    costs = []
    for logits, one in zip(table.T, chosen.T, strict=True):
        others = logits - logits[np.argmax(one)]
        costs.append(others.max() + np.log(np.exp(others - others.max()).sum()))
    return sum(costs) / len(costs)


def without_minus(a, y):
    shifted = a - a.max(axis=0)
    logs = shifted - np.log(np.exp(shifted).sum(axis=0))
    return (y * logs).sum(axis=0).mean()


def over_classes(a, y):
    shifted = a - a.max(axis=0)
    log_y_hat = shifted - np.log(np.exp(shifted).sum(axis=0))
    return -np.sum(y * log_y_hat) / a.shape[0]


def summed(a, y):
    a, y = a.reshape(len(a), -1), y.reshape(len(y), -1)
    loss = 0
    for i in range(a.shape[1]):
        s = a[:, i].max()
        loss += np.log(np.sum(np.exp(a[:, i] - s))) - (y[:, i] @ a[:, i] - s)
    return loss


def all_classes(a, y):
    shifted = a - a.max(axis=0)
    logs = shifted - np.log(np.exp(shifted).sum(axis=0))
    return -logs.sum(axis=0).mean()


def to_base_ten(a, y):
    exps = np.exp(a - a.max(axis=0))
    y_hat = exps / exps.sum(axis=0)
    return np.mean(-np.sum(y * np.log10(y_hat), axis=0))


FORMS = {
    "rate": ("1.5", "1/4 * 2 * (7 - 4)", "6/4"),
    "shift": (2,),
    "two classes": (
        "sigmoid(d)",
        "(1 + tanh(d/2))/2",
        "sigma(d)",
        "exp(d)/(exp(d) + 1)",
        "1 - 1/(1 + exp(d))",
    ),
    "price": ("6.9", "log(1000)", "-ln(0.001)"),
    "least": ([2.9, 0], [2.7, 0.1], [3.1, -0.2]),
    "batch gradient": (
        "-eᵢ/(Nŷᵢ)",
        "-e_i/(N*yhat_i)",
        "-(1/N) * y_i * ŷ_i**-1",
        "-e_i / yhat_l / N",
    ),
    "from logits": (
        in_one_go,
        by_column,
        lambda a, y: -np.mean((y * log_softmax(a)).sum(axis=0)),
    ),
}

WRONG = {
    "rate": {
        "sign": "2*(4 - 7)/4",
        "divided by features": "2*(7 - 4)/3",
        "not divided": "6",
        "factor 2 lost": "(7 - 4)/4",
    },
    "two classes": {"sign": "1/(1 + exp(d))"},
    "price": {"sign": "log(0.001)", "base-10 logarithm": "3"},
    "least": {"sign": [-2.9, 0], "base-10 logarithm": [1.3, 0]},
    "batch gradient": {
        "sign": "e_i/(N*y_hat_i)",
        "divided by features": "-e_i/(n*y_hat_i)",
        "not divided": "-e_i/y_hat_i",
        "one-hot forgotten": "-1/(N*y_hat_i)",
        "base-10 logarithm": "-e_i/(N*y_hat_i*log(10))",
    },
    "from logits": {
        "sign": without_minus,
        "divided by features": over_classes,
        "not divided": summed,
        "one-hot forgotten": all_classes,
        "base-10 logarithm": to_base_ten,
    },
}
