"""Validation of arguments: a refusal names the argument, what came, and what was expected."""

import functools
import inspect
import math
import numbers

import numpy as np

NUMBER_KINDS = {
    "a finite number": math.isfinite,
    "a positive number": lambda value: 0 < value < math.inf,
    "a number of at least 0": lambda value: 0 <= value < math.inf,
}


def least(array):
    """Return the least number of an array, NaN where there is one."""
    return array.item(array.argmin())


def greatest(array):
    """Return the greatest number of an array, NaN where there is one."""
    return array.item(array.argmax())


def is_finite(array):
    """Return whether all floats of an array are finite: they are where the sum of squares is."""
    entries = array.ravel("K")  # in the order in which they are stored
    return math.isfinite(np.vdot(entries, entries)) or bool(np.isfinite(entries).all())


def is_like(value, dtype, shape):
    """Return whether a value is an array of just this dtype and shape."""
    return type(value) is np.ndarray and value.dtype == dtype and value.shape == shape


def as_array(name, value, ndim, dtype=None):
    """Return `value` as a finite floating-point array, the same object where nothing has to change.

    The dtype is by default the array's own, float64 for integers; what it would round is refused.
    """
    try:
        array = np.asarray(value)
    except ValueError:
        raise ValueError(f"{name} has rows of unequal length, expected an array") from None
    is_float = array.dtype.kind == "f" and array.dtype.itemsize in (4, 8)
    if not is_float and array.dtype.kind not in "iu":
        raise ValueError(
            f"{name} holds {array.dtype} values, expected float64, float32 or integers"
        )
    allowed = (ndim,) if isinstance(ndim, int) else ndim
    if array.ndim not in allowed:
        expected = " or ".join(map(str, allowed))
        raise ValueError(f"{name} has {array.ndim} axes (shape {array.shape}), expected {expected}")
    if array.size == 0:
        raise ValueError(f"{name} is empty (shape {array.shape}), expected at least one number")
    if is_float and not is_finite(array):
        raise ValueError(f"{name} holds NaN or infinity, expected finite numbers")
    if dtype is None:
        dtype = array.dtype if is_float else np.float64
    if array.dtype == dtype:
        return array
    with np.errstate(over="ignore", invalid="ignore"):
        converted = array.astype(dtype)
        returned = converted.astype(array.dtype)
    if not np.array_equal(returned, array):
        raise ValueError(
            f"{name} holds {array.dtype} numbers that {converted.dtype} would round; "
            f'pass {name}.astype("{converted.dtype}")'
        )
    return converted


def as_float_dtype(dtype):
    """Return `dtype` as float32 or float64, or refuse it."""
    try:
        found = np.dtype(dtype).name
    except TypeError:
        found = None
    if found not in ("float32", "float64") or dtype is None:  # np.dtype(None) is float64
        raise ValueError(f"dtype is {dtype!r}, expected float32 or float64")
    return np.dtype(found)


def as_count(name, value, least=1):
    """Return `value` as an int of at least `least`, or refuse it."""
    if isinstance(value, bool) or not isinstance(value, numbers.Integral) or value < least:
        raise ValueError(f"{name} is {value!r}, expected a whole number of at least {least}")
    return int(value)


def as_number(name, value, expected="a finite number"):
    """Return `value` as a float, or refuse what is not as expected, one of `NUMBER_KINDS`."""
    is_number = isinstance(value, numbers.Real) and not isinstance(value, bool)
    if not is_number or not NUMBER_KINDS[expected](value):
        raise ValueError(f"{name} is {value!r}, expected {expected}")
    return float(value)


def choose(name, value, table):
    """Return the entry of `table` that `value` names; an entry itself passes through."""
    if isinstance(value, str) and value in table:
        return table[value]
    if any(value is entry for entry in table.values()):
        return value
    expected = ", ".join(map(repr, table))
    raise ValueError(f"{name} is {value!r}, expected one of {expected}")


def shapes(**axes):
    """Let a function take no arrays but those whose shapes fit, the axes of each given by letters.

    A letter is one number in all arguments. N, the samples, is an axis that all arguments with
    this letter have, or none of them.

    Examples
    --------
    >>> @shapes(W="n_k, n_{k-1}", h="n_{k-1}, N")
    ... def product(W, h):
    ...     return W @ h
    >>> product(np.ones((2, 3)), np.ones(4))
    Traceback (most recent call last):
    ValueError: h has shape (4,), expected (3,) or (3, N), since W has shape (2, 3)
    """
    wanted = {name: tuple(letters.split(", ")) for name, letters in axes.items()}

    @functools.lru_cache(maxsize=256)
    def misfit(*came):
        """Return a sentence on the first shape that does not fit those before it, or None."""
        sizes, before = {}, []
        for (name, letters), shape in zip(wanted.items(), came, strict=False):
            full = tuple(sizes.get(letter, letter) for letter in letters)
            allowed = {"N": [full[:-1], full], None: [full[:-1]]}.get(full[-1], [full])
            expected = " or ".join(map(str, allowed)).replace("'", "")
            if shape is None:
                return f"{name} is no array, expected one of shape {expected}"
            if not any(_is_like(shape, fit) for fit in allowed):
                known = [
                    f"{it} has shape {its}" for it, its in before if {*wanted[it]} & {*letters}
                ]
                since = f", since {' and '.join(known)}" if known else ""
                return f"{name} has shape {shape}, expected {expected}{since}"
            before.append((name, shape))
            sizes.update(zip(letters, (*shape, None), strict=False))  # N is None without samples
        return None

    def guarded(function):
        signature = inspect.signature(function)
        places = [[*signature.parameters].index(name) for name in wanted]

        @functools.wraps(function)
        def checked(*args, **kwargs):
            came = signature.bind(*args, **kwargs).args
            reason = misfit(*[getattr(came[i], "shape", None) for i in places if i < len(came)])
            if reason is not None:
                raise ValueError(reason)
            return function(*args, **kwargs)

        return checked

    return guarded


def _is_like(shape, fit):
    fits = zip(shape, fit, strict=False)
    return len(shape) == len(fit) and all(isinstance(n, str) or n == size for size, n in fits)
