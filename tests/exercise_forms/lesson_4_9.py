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
        "1 - h**2",
        "4 / (exp(a) + exp(-a))**2",
        "((exp(z) + exp(-z))**2 - (exp(z) - exp(-z))**2) / (exp(z) + exp(-z))**2",
    ),
    "kept": ("0.36", "1 - 0.8**2", "9/25"),
    "swish": (
        "sigma(a) + a*sigma(a)*(1 - sigma(a))",
        "h + sigma(a)*(1 - h)",
        "(1 + exp(-a) + a*exp(-a)) / (1 + exp(-a))**2",
    ),
    "far": (far_even, far_cosh, far_loop),
    "left": ("0.25**10", "1e-6", "1/4**10"),
    "cost": (2,),
    "hunt": (
        "grad_h[1] * g_prime(a[1])",
        "g_prime(a[1]) * grad_h[1]",
        "(W[2].T @ grad_a[2]) * g_prime(a[1])",
    ),
}
