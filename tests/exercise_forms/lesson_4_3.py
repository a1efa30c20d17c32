"""Right answers to the exercises of lesson 4.3, each in three forms."""

import numpy as np

from helpers.numeric.losses import cross_entropy_of_logits


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


FORMS = {
    "rate": ("1.5", "1/4 * 2 * (7 - 4)", "6/4"),
    "shift": (2,),
    "two classes": ("sigma(d)", "exp(d)/(exp(d) + 1)", "1 - 1/(1 + exp(d))"),
    "price": ("4.6", "log(100)", "ln(0.1) - ln(0.001)"),
    "least": ([0, 2.9, 0], [0, 2.7, 0.1], [0, 3.1, -0.2]),
    "batch gradient": ("-e_i/(N*yhat_i)", "-(1/N) * y_i * ŷ_i**-1", "-e_i / yhat_l / N"),
    "from logits": (
        in_one_go,
        by_column,
        lambda a, y: np.mean(cross_entropy_of_logits(a, y)),
    ),
}
