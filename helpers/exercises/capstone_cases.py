"""The cases on which the capstone's functions are run, and what a function makes of one."""

from copy import deepcopy
from dataclasses import dataclass, field
from functools import cache

import numpy as np

from helpers.exercises.capstone_programs import PARTS, Planted
from helpers.exercises.implement import one_or_batch, where_it_failed
from helpers.exercises.time_limit import TimeLimit, within
from helpers.numeric.activations import ACTIVATIONS
from helpers.numeric.losses import one_hot
from helpers.numeric.network import Network

SIZES = (  # the simplest first: what is wrong is said of the smallest network that shows it
    ("tanh", (4, 3), None),
    ("tanh", (4, 3), 5),
    ("tanh", (3, 3, 3), None),
    ("tanh", (4, 3, 2), None),
    ("tanh", (3, 4, 2), 6),
    ("tanh", (3, 3, 3, 3), 3),
    ("logistic", (3, 5, 4, 2), None),
    ("logistic", (2, 4, 3, 3), 7),
    ("relu", (3, 2), 1),
    ("relu", (5, 4, 3, 3, 2), 6),
    ("logistic", (2, 3, 4, 3, 2), None),
    ("tanh", (3, 3, 3, 3, 3), 1),
)
ARGUMENTS = dict(
    zip(
        PARTS,
        (
            ("W", "b", "x", "g"),
            ("W", "b", "a", "h", "y_hat", "y", "g_prime"),
            ("W", "b", "x", "y", "g", "g_prime", "eta", "max_iterations"),
        ),
        strict=True,
    )
)
RETURNS = dict(zip(PARTS, (("a", "h", "y_hat"), ("grad_W", "grad_b"), ("W", "b")), strict=True))


class NoLayerZeroError(TypeError):
    """g' was asked for at a_0, which does not exist."""


@dataclass(frozen=True, eq=False)
class Case:
    """A network, samples for it, and what each part may be given of them, by name."""

    label: str
    values: dict

    @property
    def L(self):
        return len(self.values["W"]) - 1

    def given(self, part):
        """Return copies of the arguments of a part."""
        return deepcopy([self.values[name] for name in ARGUMENTS[part]])

    def blocks(self, part):
        """Return what a part computes, as (name, layer), in the order in which it does."""
        up = range(1, self.L + 1)
        if part == PARTS[0]:
            return [("h", 0), *((name, k) for k in up for name in "ah")]
        layers = reversed(up) if part == PARTS[1] else up
        return [(name, k) for k in layers for name in RETURNS[part]]


@dataclass(frozen=True, eq=False)
class Outcome:
    """What a function made of a case: arrays by block, or why there are none."""

    arrays: dict = field(default_factory=dict)
    complaint: str = ""
    error: object = None  # the type of what it raised, TimeLimit, or what stands for a complaint

    def __eq__(self, other):
        if self.error or other.error:
            return self.error == other.error
        if self.arrays.keys() != other.arrays.keys():
            return False
        return all(alike(array, other.arrays[block]) for block, array in self.arrays.items())


def alike(one, other):
    """Whether two arrays have one shape and the same numbers, but for rounding."""
    if one is None or other is None:
        return one is other
    if one.shape != other.shape:
        return False
    return bool(np.all(close(one, other)))


def close(one, other):
    """Return which entries of two arrays are the same but for rounding."""
    is_single = np.float32 in (one.dtype, other.dtype)
    rtol, atol = (1e-4, 1e-5) if is_single else (1e-6, 1e-8)
    with np.errstate(all="ignore"):
        return np.isclose(one, other, rtol=rtol, atol=atol, equal_nan=True)


@cache
def cases():
    """Return the cases, with what the right program makes of them."""
    rng = np.random.default_rng(5)
    return tuple(_case(rng, place, *size) for place, size in enumerate(SIZES))


def _case(rng, place, activation, sizes, N):
    network = Network.initialise(sizes, activation, seed=place)
    W, b = network.W, [None] + [rng.normal(size=n) for n in sizes[1:]]
    x = rng.normal(size=sizes[0] if N is None else (sizes[0], N))
    y = one_hot(
        int(rng.integers(sizes[-1])) if N is None else rng.integers(sizes[-1], size=N), sizes[-1]
    )
    values = {"W": W, "b": b, "x": x, "y": y, **slopes(activation)}
    steps = 1 + place % 2 + (place % 5 == 4)
    a, h, y_hat = Planted(PARTS[0]).function(W, b, x, values["g"])
    values |= {"a": a, "h": h, "y_hat": y_hat, "eta": 0.5, "max_iterations": steps}
    units = " → ".join(map(str, sizes))
    return Case(f"{activation}, {units}, {one_or_batch(N)}", values)


def slopes(activation):
    """Return g and g_prime of an activation, as the reader's functions are given them."""
    known = ACTIVATIONS[activation]

    def g(a):
        return known.g.__wrapped__(np.asarray(a))

    def g_prime(a):
        if a is None:
            raise NoLayerZeroError("there is no a[0], so g_prime cannot be asked for at it")
        return known.derivative.__wrapped__(np.asarray(a))

    return {"g": g, "g_prime": g_prime}


def outcome(part, function, case, limit=None):
    """Run a function on a case, and read what it returns."""
    given = case.given(part)
    try:
        with np.errstate(all="ignore"):
            result = within(limit, lambda: function(*given)) if limit else function(*given)
    except TimeLimit:
        said = f"it was stopped after {limit} seconds; does its loop come to an end?"
        return Outcome(complaint=said, error=TimeLimit)
    except (Exception, SystemExit) as error:
        said = where_it_failed(error, function).replace("your function", "it", 1)
        return Outcome(complaint=said, error=type(error))
    for name, value in zip(ARGUMENTS[part], given, strict=True):
        if not _is_same(case.values[name], value):
            said = f"it changes its argument `{name}`; work on a copy."
            return Outcome(complaint=said, error="changed")
    try:
        return Outcome(_read(part, result, case))
    except ValueError as reason:
        return Outcome(complaint=str(reason), error=str(reason))


def _is_same(one, other):
    if isinstance(one, list):
        return isinstance(other, list) and len(one) == len(other) and all(map(_is_same, one, other))
    return callable(one) or np.array_equal(one, other)


def _read(part, result, case):
    """Return the arrays by block; ValueError, with a sentence, where they are not to be had."""
    names = RETURNS[part]
    *first, last = (f"`{name}`" for name in names)
    wanted = f"{', '.join(first)} and {last}"
    if result is None:
        raise ValueError(f"it returns nothing, expected {wanted}: is a return missing?")
    if not isinstance(result, tuple | list) or len(result) != len(names):
        came = f"{len(result)} things" if isinstance(result, tuple | list) else _kind(result)
        raise ValueError(f"it returns {came}, expected {wanted}.")
    layers = {name: _by_layer(name, of, case.L) for name, of in zip(names, result, strict=True)}
    if part == PARTS[0]:
        y_hat, last = layers.pop("y_hat")[-1], layers["h"].get(case.L)
        layers["h"][case.L] = y_hat
        if last is not None and y_hat is not None and not alike(last, y_hat):
            raise ValueError(f"`h[{case.L}]`, of the last layer, is not `y_hat`.")
    return {block: layers[block[0]].get(block[1]) for block in case.blocks(part)}


def _by_layer(name, of, L):
    """Return a dict of arrays by layer, None where there is none."""
    if name == "y_hat":
        return {-1: _array(name, of)}
    if isinstance(of, dict):
        return {k: _array(f"{name}[{k}]", of.get(k)) for k in range(L + 1)}
    if not isinstance(of, list | tuple) and not (isinstance(of, np.ndarray) and of.ndim):
        raise ValueError(f"`{name}` is {_kind(of)}, expected a list by layer.")
    if len(of) != L + 1 and not (name == "h" and len(of) == L):
        raise ValueError(
            f"`{name}` has {_count(len(of), 'entry', 'entries')} for a network of "
            f"{_count(L, 'layer', 'layers')}, expected {L + 1}: index "
            f"{'0 is `x`' if name == 'h' else '0 is None, or not looked at'}."
        )
    keep = name == "h"
    return {k: _array(f"{name}[{k}]", array) for k, array in enumerate(of) if k or keep}


def _array(name, value):
    if value is None:
        return None
    if isinstance(value, list | tuple | dict | str) or callable(value):
        raise ValueError(f"`{name}` is {_kind(value)}, expected a numpy array.")
    array = np.asarray(value)
    if array.dtype.kind not in "biuf":
        raise ValueError(f"`{name}` holds {array.dtype} values, expected real numbers.")
    return array


def _count(n, one, many):
    return f"{n} {one if n == 1 else many}"


def _kind(value):
    kind = type(value).__name__
    return f"{'an' if kind[0] in 'aeiou' or kind == 'ndarray' else 'a'} {kind}"
