"""The softmax as its formula stands: right on paper, out of range in floating point."""

import numpy as np

from helpers.numeric.validate import as_array


def naive_exp(a):
    """Return exp(a) as the machine has it: infinity above its largest number, 0 below its least.

    Parameters
    ----------
    a : array_like, shape (k,) or (k, N)

    Returns
    -------
    numpy.ndarray, the shape and dtype of a

    Examples
    --------
    >>> naive_exp([0.0, 1000.0, -1000.0]).tolist()
    [1.0, inf, 0.0]
    """
    with np.errstate(over="ignore", under="ignore"):
        return np.exp(as_array("a", a, ndim=(1, 2)))


def naive_softmax(a):
    """Return exp(a) / sum exp(a) without the shift by max a [4.3-3].

    For a comparison; `helpers.numeric.losses.softmax` is the one to use.

    Parameters
    ----------
    a : array_like, shape (k,) or (k, N)
        Logits.

    Returns
    -------
    numpy.ndarray, the shape and dtype of a
        With NaN where infinity is divided by infinity, or 0 by 0.

    Raises
    ------
    ValueError
        Where a is not an array of finite numbers with one or two axes.

    Examples
    --------
    >>> naive_softmax([0.0, 0.0]).tolist()
    [0.5, 0.5]
    >>> naive_softmax([1000.0, 0.0]).tolist()
    [nan, 0.0]
    """
    exponentials = naive_exp(a)
    with np.errstate(over="ignore", invalid="ignore"):
        return exponentials / exponentials.sum(axis=0)
