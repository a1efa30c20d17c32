"""The answers of lesson 4.8, each in several forms."""

import numpy as np
from capstone_forms import STYLES, program


def nudge_each(loss, theta, epsilon):
    grad = np.zeros(theta.shape)
    for i in np.ndindex(theta.shape):
        up, down = theta.copy(), theta.copy()
        up[i] += epsilon
        down[i] -= epsilon
        grad[i] = (loss(up) - loss(down)) / (2 * epsilon)
    return grad


def nudge_in_place_of_a_copy(loss, theta, epsilon):
    theta, slopes = np.array(theta), []
    for entry in np.nditer(theta, op_flags=["readwrite"]):
        kept = float(entry)
        entry[...] = kept + epsilon
        above = loss(theta)
        entry[...] = kept - epsilon
        slopes.append((above - loss(theta)) / epsilon / 2)
        entry[...] = kept
    return np.reshape(slopes, theta.shape).tolist()


def nudge_along_units(loss, theta, epsilon):
    units = np.eye(theta.size).reshape(-1, *theta.shape)
    sides = [[loss(theta + s * epsilon * unit) * s for s in (1, -1)] for unit in units]
    return 0.5 * np.sum(sides, axis=1).reshape(theta.shape) / epsilon


def whole_at(x, a_1, h_1, W_2, y_hat, e, g_prime):
    grad_a_2 = -(e - y_hat) / x.shape[1]
    grad_h_1 = W_2.T @ grad_a_2
    grad_a_1 = grad_h_1 * g_prime(a_1)
    return grad_a_1 @ x.T


def whole_einsum(x, a_1, h_1, W_2, y_hat, e, g_prime):
    N = y_hat.shape[1]
    return np.einsum("in,ij,jn,mn->jm", y_hat - e, W_2, g_prime(a_1), x) / N


def whole_loop(x, a_1, h_1, W_2, y_hat, e, g_prime):
    products = [
        np.outer(g_prime(a) * sum(W_2[i] * (p[i] - t[i]) for i in range(len(p))), z)
        for z, a, p, t in zip(x.T, a_1.T, y_hat.T, e.T, strict=True)
    ]
    return np.mean(products, axis=0)


FORMS = {
    "capstone": [program(text) for text in STYLES.values()],
    "order": (3,),
    "cost": ("13140", "2*6570", "2*(64*65 + 32*65 + 10*33)"),
    "witness": (1,),
    "nudge": (nudge_each, nudge_in_place_of_a_copy, nudge_along_units),
    "step": (
        "w - 2*eta*x*w_next*g'(a)*(y_hat - y)",
        "w1 + η*(y - yhat)*g_prime(w*x + b)*w2*(x + x)",
        "w - eta*2*(w_next*g(a) + b_next - y)*w_next*g_prime(a)*x",
    ),
    "whole": (whole_at, whole_einsum, whole_loop),
    "hunt": (
        "W[3].T @ (y_hat - y) / x.shape[1]",
        "W[3].T @ grad_a[3]",
        "(grad_a[3].T @ W[3]).T",
        "grad_h[2] = W[3].T @ grad_a[3]",
    ),
    "second hunt": (
        "W[2].T @ grad_a[2]",
        "(grad_a[2].T @ W[2]).T",
        "2 * W[2].T @ (grad_a[2] / 2)",
    ),
}


def nudge_from_above(loss, theta, epsilon):
    grad = np.zeros_like(theta)
    for i in np.ndindex(theta.shape):
        nudged = theta.copy()
        nudged[i] += epsilon
        above = loss(nudged)
        nudged[i] -= 2 * epsilon
        grad[i] = (loss(nudged) - above) / (2 * epsilon)
    return grad


def nudge_over_epsilon(loss, theta, epsilon):
    grad = np.zeros_like(theta)
    for i in np.ndindex(theta.shape):
        up, down = theta.copy(), theta.copy()
        up[i], down[i] = theta[i] + epsilon, theta[i] - epsilon
        grad[i] = (loss(up) - loss(down)) / epsilon
    return grad


def whole_flipped(x, a_1, h_1, W_2, y_hat, e, g_prime):
    grad_a_2 = (e - y_hat) / x.shape[1]
    return (W_2.T @ grad_a_2 * g_prime(a_1)) @ x.T


def whole_without_slope(x, a_1, h_1, W_2, y_hat, e, g_prime):
    grad_a_2 = (y_hat - e) / e.shape[1]
    return W_2.T @ grad_a_2 @ x.T


def whole_slope_at_h(x, a_1, h_1, W_2, y_hat, e, g_prime):
    grad_h_1 = W_2.T @ (y_hat - e)
    return (grad_h_1 * g_prime(h_1)) @ x.T / x.shape[1]


def whole_without_transpose(x, a_1, h_1, W_2, y_hat, e, g_prime):
    grad_h_1 = W_2 @ (y_hat - e) / x.shape[1]
    return (grad_h_1 * g_prime(a_1)) @ x.T


def whole_turned(x, a_1, h_1, W_2, y_hat, e, g_prime):
    grad_a_1 = W_2.T @ (y_hat - e) * g_prime(a_1)
    return np.einsum("in,jn->ij", x, grad_a_1) / x.shape[1]


def whole_over_rows(x, a_1, h_1, W_2, y_hat, e, g_prime):
    grad_a_2 = (y_hat - e) / len(x)
    return (W_2.T @ grad_a_2 * g_prime(a_1)) @ x.T


def whole_summed(x, a_1, h_1, W_2, y_hat, e, g_prime):
    total = np.zeros((len(a_1), len(x)))
    for s in range(x.shape[1]):
        grad_h = W_2.T @ (y_hat[:, s] - e[:, s])
        total += np.outer(grad_h * g_prime(a_1[:, s]), x[:, s])
    return total


def whole_of_true_class(x, a_1, h_1, W_2, y_hat, e, g_prime):
    grad_a_2 = np.zeros(e.shape)
    for s in range(e.shape[1]):
        true = e[:, s].argmax()
        grad_a_2[:, s] = -(e[:, s] - y_hat[true, s]) / e.shape[1]
    return (W_2.T @ grad_a_2 * g_prime(a_1)) @ x.T


def whole_without_one_hot(x, a_1, h_1, W_2, y_hat, e, g_prime):
    grad_a_2 = -(1 - y_hat) / x.shape[1]
    return (W_2.T @ grad_a_2 * g_prime(a_1)) @ x.T


def whole_of_layer_above(x, a_1, h_1, W_2, y_hat, e, g_prime):
    grad_a_2 = -(e - y_hat) / x.shape[1]
    return (W_2.T @ grad_a_2 * g_prime(a_1)) @ h_1.T


WRONG = {
    "capstone": {},  # test_capstone has them
    "cost": {
        "factor 2 lost": "6570",
        "layer off by one": "2*(64*64+64 + 32*32+32 + 10*10+10)",
        "bias forgotten": "12928",
    },
    "nudge": {"sign": nudge_from_above, "factor 2 lost": nudge_over_epsilon},
    "step": {
        "sign": "w + eta*2*(y_hat - y)*w_next*g'(a)*x",
        "slope forgotten": "w - 2*eta*(y_hat - y)*w_next*x",
        "slope at h": "w - 2*eta*(y_hat - y)*w_next*g'(h)*x",
        "factor 2 lost": "w - eta*x*g'(a)*w_next*(y_hat - y)",
        "layer off by one": "w - 2*eta*(y_hat - y)*w*g'(a)*x",
    },
    "whole": {
        "sign": whole_flipped,
        "slope forgotten": whole_without_slope,
        "slope at h": whole_slope_at_h,
        "transpose missing": whole_without_transpose,
        "outer product turned": whole_turned,
        "divided by features": whole_over_rows,
        "not divided": whole_summed,
        "true class for i": whole_of_true_class,
        "one-hot forgotten": whole_without_one_hot,
        "layer off by one": whole_of_layer_above,
    },
    "hunt": {
        "sign": "-W[3].T @ grad_a[3]",
        "transpose missing": "W[3] @ grad_a[3]",
        "layer off by one": "W[2].T @ grad_a[3]",
    },
    "second hunt": {
        "sign": "-(W[2].T @ grad_a[2])",
        "transpose missing": "W[2] @ grad_a[2]",
        "layer off by one": "W[2].T @ grad_a[3]",
    },
}
