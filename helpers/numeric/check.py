"""Arguments checked at the door: every refusal names the argument, what came, what was expected."""

import numbers

import numpy as np


def as_array(name, value, ndim, dtype=None):
    """Return `value` as a finite floating-point array without losing anything of it.

    Parameters
    ----------
    name : str
        What the caller calls the argument; the message begins with it.
    value : array_like
        Real numbers.
    ndim : int or tuple of int
        The numbers of axes allowed.
    dtype : numpy dtype, optional
        float32 or float64; by default the array's own, float64 for integers.

    Returns
    -------
    numpy.ndarray
        The same numbers in `dtype`; the same object where nothing had to change.

    Raises
    ------
    ValueError
        Where `value` is no array of real numbers, has another number of axes, is empty, holds
        NaN or infinity, or holds numbers that `dtype` cannot hold exactly.

    Examples
    --------
    >>> as_array("x", [1, 2], ndim=1)
    array([1., 2.])
    >>> as_array("x", [0.1, 0.2], ndim=1, dtype="float32")
    Traceback (most recent call last):
    ValueError: x holds float64 numbers that float32 would round; pass x.astype("float32")
    """
    try:
        array = np.asarray(value)
    except ValueError:
        raise ValueError(f"{name} has rows of unequal length, expected an array") from None
    if array.dtype.kind not in "fiu" or array.dtype.itemsize > 8 or array.dtype == np.float16:
        raise ValueError(
            f"{name} holds {array.dtype} values, expected float64, float32 or integers"
        )
    allowed = (ndim,) if isinstance(ndim, int) else tuple(ndim)
    if array.ndim not in allowed:
        expected = " or ".join(str(axes) for axes in allowed)
        raise ValueError(f"{name} has {array.ndim} axes (shape {array.shape}), expected {expected}")
    if array.size == 0:
        raise ValueError(f"{name} is empty (shape {array.shape}), expected at least one number")
    if not np.isfinite(array).all():
        raise ValueError(f"{name} holds NaN or infinity, expected finite numbers")
    if dtype is None:
        dtype = array.dtype if array.dtype.kind == "f" else np.float64
    dtype = np.dtype(dtype)
    if array.dtype == dtype:
        return array
    with np.errstate(over="ignore", invalid="ignore"):
        converted = array.astype(dtype)
        returned = converted.astype(array.dtype)
    if not np.array_equal(returned, array):
        raise ValueError(
            f"{name} holds {array.dtype} numbers that {dtype} would round; "
            f'pass {name}.astype("{dtype}")'
        )
    return converted


def as_float_dtype(dtype):
    """Return `dtype` as float32 or float64, or refuse it.

    Examples
    --------
    >>> as_float_dtype("float32")
    dtype('float32')
    """
    try:
        found = np.dtype(dtype).name
    except TypeError:
        found = None
    if found not in ("float32", "float64") or dtype is None:  # np.dtype(None) is float64
        raise ValueError(f"dtype is {dtype!r}, expected float32 or float64")
    return np.dtype(found)


def as_count(name, value, least=1):
    """Return `value` as an int of at least `least`, or refuse it.

    Examples
    --------
    >>> as_count("batch_size", 0)
    Traceback (most recent call last):
    ValueError: batch_size is 0, expected a whole number of at least 1
    """
    if isinstance(value, bool) or not isinstance(value, numbers.Integral) or value < least:
        raise ValueError(f"{name} is {value!r}, expected a whole number of at least {least}")
    return int(value)


def as_positive(name, value):
    """Return `value` as a float above 0, or refuse it.

    Examples
    --------
    >>> as_positive("eta", -1)
    Traceback (most recent call last):
    ValueError: eta is -1, expected a positive number
    """
    is_number = isinstance(value, numbers.Real) and not isinstance(value, bool)
    if not is_number or not 0 < value < float("inf"):
        raise ValueError(f"{name} is {value!r}, expected a positive number")
    return float(value)


def choose(name, value, table):
    """Return the entry of `table` that `value` names; an entry itself passes through.

    Examples
    --------
    >>> choose("activation", "tan", {"tanh": 1, "relu": 2})
    Traceback (most recent call last):
    ValueError: activation is 'tan', expected one of 'tanh', 'relu'
    """
    if isinstance(value, str) and value in table:
        return table[value]
    if any(value is entry for entry in table.values()):
        return value
    expected = ", ".join(repr(key) for key in table)
    raise ValueError(f"{name} is {value!r}, expected one of {expected}")
