"""Backpropagation, proved, computed and shown: the names that notebooks and students use."""

import importlib

_HOME = {
    "Network": "helpers.numeric.network",
    "forward_propagation": "helpers.numeric.forward",
    "back_propagation": "helpers.numeric.backprop",
    "gradient_descent": "helpers.numeric.training",
    "check_gradients": "helpers.numeric.agreement",
    "one_hot": "helpers.numeric.losses",
    "load_digits": "helpers.data",
    "Derivation": "helpers.symbolic.derivation",
    "derive": "helpers.symbolic.derivation",
}

__all__ = sorted(_HOME)


def __getattr__(name):
    if name not in _HOME:
        raise AttributeError(f"module 'helpers' has no attribute {name!r}")
    value = getattr(importlib.import_module(_HOME[name]), name)
    globals()[name] = value
    return value


def __dir__():
    return __all__
