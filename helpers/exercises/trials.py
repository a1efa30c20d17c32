"""Random cases for the reader's functions: one sample and batches, square layers and others."""

from helpers.exercises.implement import Trial

SIZES = ((3, 4, None), (3, 3, None), (3, 3, 5), (2, 4, 6), (4, 2, 3), (2, 3, 1))


def trials(make, sizes=SIZES):
    """Return the trials of a question: what `make` gives for each of several sizes.

    Parameters
    ----------
    make : callable
        From rng, m units of the layer, n units of the layer below and N samples (None for one
        sample without a second axis) to the values by name.
    sizes : sequence of (int, int, int or None), optional

    Returns
    -------
    callable
        From a numpy.random.Generator to a list of Trial.

    Examples
    --------
    >>> import numpy as np
    >>> some = trials(lambda rng, m, n, N: {"h": columns(rng, n, N)}, [(2, 3, 5)])
    >>> some(np.random.default_rng(0))[0].label
    'a batch of 5, with 2 units above 3'
    """

    def drawn(rng):
        return [Trial(_label(*size), make(rng, *size)) for size in sizes]

    return drawn


def columns(rng, rows, N):
    """Return random numbers: a vector, or, for a batch, a column a sample.

    Examples
    --------
    >>> import numpy as np
    >>> rng = np.random.default_rng(0)
    >>> columns(rng, 3, None).shape, columns(rng, 3, 5).shape
    ((3,), (3, 5))
    """
    return rng.normal(size=rows if N is None else (rows, N))


def _label(m, n, N):
    samples = "one sample" if N is None else f"a batch of {N}"
    return f"{samples}, with {m} units above {n}"
