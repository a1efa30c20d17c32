"""The answers of lesson 4.9, each in several forms."""

import numpy as np


def far_even(grad_h, a):
    q = np.exp(-np.abs(a))
    return grad_h * q / (1 + q) ** 2


def far_cosh(grad_h, a):
    return grad_h / (2 * np.cosh(a / 2)) ** 2


def far_loop(grad_h, a):
    slope = np.empty(a.shape)
    for place, z in np.ndenumerate(a):
        up, down = np.exp(-max(z, 0)), np.exp(min(z, 0))
        slope[place] = up * down / (1 + np.exp(-abs(z))) ** 2
    return (slope * grad_h).tolist()


FORMS = {
    "slopes": ([0.0, 0.25, 0.1], [0.05, 0.25, 0.15], [0.0, 0.2, 0.1]),
    "tanh slope": (
        "1 - tanh²(a)",
        "sech^2 a",
        "(v^2 - u^2)/v^2",
        "1 - h**2",
        "1/cosh(a)²",
        "sech(a)^2",
        "4σ(2a)(1 - σ(2a))",
        "4/(e^a + e^(-a))^2",
        "4 / (exp(a) + exp(-a))**2",
        "((exp(z) + exp(-z))**2 - (exp(z) - exp(-z))**2) / (exp(z) + exp(-z))**2",
    ),
    "kept": ("0.36", "1 - 0.8**2", "9/25"),
    "swish": (
        "sigma(a) + a*sigma(a)*(1 - sigma(a))",
        "h + sigma(a)*(1 - h)",
        "σ(a) + a σ'(a)",
        "(1 + exp(-a) + a*exp(-a)) / (1 + exp(-a))**2",
    ),
    "far": (far_even, far_cosh, far_loop),
    "left": ("0.25**10", "1e-6", "1/4**10", "9e-7"),
    "cost": (2,),
    "hunt": (
        "grad_h[1] * g_prime(a[1])",
        "g_prime(a[1]) * grad_h[1]",
        "(W[2].T @ grad_a[2]) * g_prime(a[1])",
    ),
}


def far_flipped(grad_h, a):
    q = np.exp(-np.abs(a))
    return -grad_h * q / (1 + q) ** 2


def far_without_slope(grad_h, a):
    return grad_h


def far_slope_at_h(grad_h, a):
    h = np.exp(-np.logaddexp(0, -a))
    q = np.exp(-h)
    return grad_h * q / (1 + q) ** 2


WRONG = {
    "slopes": {"sign": [0.0, -0.25, -0.1]},
    "tanh slope": {
        "sign": "1 + h**2",
        "slope at h": "1 - tanh(h)**2",
        "denominator left out": "(exp(a) + exp(-a)) / (exp(a) + exp(-a))",
    },
    "kept": {"sign": "1.64", "slope at h": "0.559"},
    "swish": {
        "sign": "sigma(a) - a*sigma(a)*(1 - sigma(a))",
        "slope forgotten": "sigma(a) + a",
        "slope at h": "sigma(a) + a*sigma(h)*(1 - sigma(h))",
        "= for +=": "a*sigma(a)*(1 - sigma(a))",
    },
    "far": {
        "sign": far_flipped,
        "slope forgotten": far_without_slope,
        "slope at h": far_slope_at_h,
    },
    "left": {
        "sign": "-(0.25**10)",
        "slope forgotten": "1",
        "layer off by one": "0.25**9",
        "added for multiplied": "10/4",
    },
    "hunt": {
        "sign": "-grad_h[1] * g_prime(a[1])",
        "slope forgotten": "grad_h[1]",
        "slope at h": "grad_h[1] * g_prime(h[1])",
        "layer off by one": "grad_h[1] * g_prime(a[2])",
    },
}
