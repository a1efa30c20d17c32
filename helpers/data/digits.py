"""The 1,797 handwritten digits of the UCI repository, 8 x 8 pixels each."""

import functools
import gzip
import importlib.resources
from dataclasses import dataclass

import numpy as np

from helpers.numeric.losses import one_hot
from helpers.numeric.validate import as_count

LARGEST_PIXEL = 16


@dataclass(frozen=True, eq=False, repr=False)
class Digits:
    """Handwritten digits, samples in columns: a training set, and a test set held out.

    `x` holds pixels in [0, 1], row by row from the top left: ``x[:, i].reshape(8, 8)`` is an image.
    """

    x_train: np.ndarray  # (64, N)
    y_train: np.ndarray  # one-hot columns, (10, N)
    labels_train: np.ndarray  # the digit itself, 0 to 9, (N,)
    x_test: np.ndarray
    y_test: np.ndarray
    labels_test: np.ndarray

    def __repr__(self):
        train, test = len(self.labels_train), len(self.labels_test)
        return f"Digits({train} to learn from, {test} held out, {len(self.x_train)} pixels each)"


@functools.cache
def _table():
    packed = importlib.resources.files("helpers.data").joinpath("digits.csv.gz").read_bytes()
    rows = gzip.decompress(packed).decode("ascii").splitlines()
    table = np.loadtxt(rows, delimiter=",", dtype=np.uint8)
    return table[:, :-1].T, table[:, -1].astype(int)


def _split(labels, seed):
    """Return the indices to learn from and those held out: a quarter of each class."""
    rng = np.random.default_rng(seed)
    train, test = [], []
    for digit in np.unique(labels):
        members = rng.permutation(np.flatnonzero(labels == digit))
        held_out = round(len(members) / 4)
        test.append(members[:held_out])
        train.append(members[held_out:])
    return rng.permutation(np.concatenate(train)), rng.permutation(np.concatenate(test))


def load_digits(seed=0):
    """Return the 1,797 digits, a training set of 1,347 to learn from and a test set of 450.

    The pictures are real: E. Alpaydin and C. Kaynak, "Optical Recognition of Handwritten
    Digits", UCI, 1998. Every digit keeps its share in both parts.

    Parameters
    ----------
    seed : int
        The same seed gives the same split.

    Returns
    -------
    Digits
        Arrays of the caller's own: ``x_train``, ``y_train``, ``labels_train``, and ``_test``.

    Examples
    --------
    >>> digits = load_digits(seed=0)
    >>> digits
    Digits(1347 to learn from, 450 held out, 64 pixels each)
    >>> digits.x_train.shape, digits.y_train.shape, digits.labels_train.shape
    ((64, 1347), (10, 1347), (1347,))
    """
    pixels, labels = _table()
    parts = []
    for chosen in _split(labels, as_count("seed", seed, least=0)):
        parts += [pixels[:, chosen] / LARGEST_PIXEL, one_hot(labels[chosen], 10), labels[chosen]]
    return Digits(*parts)
