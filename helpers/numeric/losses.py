"""Output functions O and losses L, each with the gradient it passes back."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from helpers.numeric.activations import logistic
from helpers.numeric.validate import as_array, as_count, greatest, is_finite, is_like, least


@dataclass(frozen=True)
class Output:
    """An output function O, y_hat = O(a_L), and the way a gradient takes back through it."""

    name: str  # under which `Network` finds it
    function: Callable  # a_L to y_hat, both (k,) or (k, N); each column by itself
    pull_back: Callable  # of y_hat, grad_y_hat, a_L if known: vector-Jacobian, J^T grad_y_hat
    losses: tuple  # the names of those that make sense after O, the usual one first [4.3-8]

    def __call__(self, a):
        """Return y_hat = O(a)."""
        with np.errstate(over="ignore"):  # of two huge logits: exp(-inf) is 0
            return self.function(as_array("a", a, ndim=(1, 2)))

    def __repr__(self):
        return self.name

    def jacobian(self, a):
        """Return the Jacobian of O at one sample: entry (j, i) is d y_hat_j / d a_i [4.6-7]."""
        y_hat = self(as_array("a", a, ndim=1))
        rows = [self.pull_back(y_hat, e_j) for e_j in np.eye(len(y_hat), dtype=y_hat.dtype)]
        return np.stack(rows)


@dataclass(frozen=True)
class Loss:
    """A loss of y_hat and y, the mean over the samples of a batch, and its gradient at y_hat.

    Examples
    --------
    >>> squared_error([3.0, 0.0], [1.0, 1.0])
    5.0
    """

    name: str  # under which `Network.loss` finds it
    per_sample: Callable  # of y_hat and y: the loss of each column, () or (N,)
    per_sample_gradient: Callable  # likewise: its derivative at each entry of y_hat
    takes_distributions: bool  # each column of y and y_hat: no entry below 0, their sum 1

    def __call__(self, y_hat, y):
        """Return the loss, the mean over the samples."""
        return float(np.mean(self.per_sample(*self._pair(y_hat, y))))

    def __repr__(self):
        return self.name

    def gradient(self, y_hat, y):
        """Return the gradient of the loss at y_hat, in the shape of y_hat.

        Cross-entropy: -(1 / y_hat_l) e(l) [4.5-2]; squared error: 2 (y_hat - y). For a batch
        of N samples the loss is a mean, so every column carries 1/N.
        """
        y_hat, y = self._pair(y_hat, y)
        return self.per_sample_gradient(y_hat, y) / n_samples(y_hat)

    def _pair(self, y_hat, y):
        y_hat = as_array("y_hat", y_hat, ndim=(1, 2))
        if self.takes_distributions:
            _check_distribution("y_hat", y_hat)
        return y_hat, self.check_target(y, y_hat)

    def check_target(self, y, y_hat):
        """Return y as an array like y_hat, or raise ValueError saying what does not fit."""
        is_good = _is_distribution if self.takes_distributions else is_finite
        if is_like(y, y_hat.dtype, y_hat.shape) and is_good(y):
            return y
        if np.ndim(y) == 0:
            raise ValueError(
                f"y is {y!r}, expected an array of shape {y_hat.shape}; "
                "for a class label pass one_hot(label, k)"
            )
        y = as_array("y", y, ndim=(1, 2), dtype=y_hat.dtype)
        if y.shape != y_hat.shape:
            raise ValueError(f"y has shape {y.shape}, expected {y_hat.shape}, the shape of y_hat")
        if self.takes_distributions:
            _check_distribution("y", y)
        return y


def _is_distribution(array):
    """Return whether no entry is below 0, and the sums of the columns are all close to 1."""
    sums = array.sum(axis=0)
    return least(array.ravel("K")) >= 0 and least(sums) > 1 - 1e-6 and greatest(sums) < 1 + 1e-6


def _check_distribution(name, array):
    """Raise ValueError unless each column has no entry below 0, and the sum 1 within rounding."""
    hint = "; for logits pass softmax(a)" if name == "y_hat" else ""
    least = array.min()
    if least < 0:
        raise ValueError(
            f"{name} has the entry {least}, expected probabilities, none below 0{hint}"
        )
    total = np.atleast_1d(array.sum(axis=0))
    worst = total[np.abs(total - 1).argmax()]
    if abs(worst - 1) > max(1e-6, len(array) * np.finfo(array.dtype).eps):
        raise ValueError(
            f"{name} sums to {worst}, expected a distribution (sum 1) for the cross-entropy{hint}"
        )


def n_samples(array):
    """Return N, the number of columns; a vector is one sample."""
    return 1 if array.ndim == 1 else array.shape[1]


def log_softmax(a):
    """Return log y_hat for the logits a, without overflow and without log 0.

    log y_hat_j = a_j - max a - log sum_i exp(a_i - max a): the shift changes nothing [4.3-3].
    """
    return _log_softmax(as_array("a", a, ndim=(1, 2)))


def _log_softmax(a):
    shifted = a - a.max(axis=0)
    return shifted - np.log(np.exp(shifted).sum(axis=0))


def _softmax(a):
    exponentials = np.exp(a - a.max(axis=0))  # the largest is exp(0)
    return exponentials / exponentials.sum(axis=0)


def _softmax_pull_back(y_hat, grad_y_hat, a=None):
    along = (y_hat * grad_y_hat).sum(axis=0)
    return y_hat * (grad_y_hat - along)  # [4.5-8], both cases


def _cross_entropy(y_hat, y):
    with np.errstate(divide="ignore"):
        logs = np.log(y_hat, where=y > 0, out=np.zeros_like(y_hat))  # 0 log 0 = 0
    return -(y * logs).sum(axis=0)  # [4.3-4]


def _cross_entropy_gradient(y_hat, y):
    with np.errstate(divide="ignore", over="ignore"):
        return np.divide(-y, y_hat, where=y > 0, out=np.zeros_like(y_hat))  # [4.5-2]


def log_y_hat(y_hat, a):
    """Return log y_hat of a softmax: from the logits a where a y_hat is 0, or close to it."""
    return np.log(y_hat) if least(y_hat) > 1e-30 else _log_softmax(a)


def one_hot(label, k):
    """Return e(l), the vector with 1 at the place of the true class and 0 elsewhere [4.5-2].

    Parameters
    ----------
    label : int or sequence of int
        Classes, counted from 0.
    k : int
        The number of classes.

    Returns
    -------
    numpy.ndarray, shape (k,) for one label, (k, N) for N of them

    Examples
    --------
    >>> one_hot([2, 0], 3).tolist()
    [[0.0, 1.0], [0.0, 0.0], [1.0, 0.0]]
    """
    k = as_count("k", k)
    labels = np.asarray(label)
    if labels.dtype.kind not in "iu" or labels.ndim > 1 or labels.size == 0:
        raise ValueError(f"label is {label!r}, expected an integer or a sequence of integers")
    if labels.min() < 0 or labels.max() >= k:
        wrong = labels.min() if labels.min() < 0 else labels.max()
        raise ValueError(f"label is {wrong}, expected one of 0 to {k - 1}")
    return (np.arange(k).reshape(-1, *[1] * labels.ndim) == labels).astype(np.float64)


# name, O, the way back, losses
softmax = Output("softmax", _softmax, _softmax_pull_back, ("cross_entropy", "squared_error"))
linear_output = Output(
    "linear", np.copy, lambda y_hat, grad_y_hat, a=None: grad_y_hat, ("squared_error",)
)
logistic_output = Output(
    "logistic",
    logistic.function,
    lambda y_hat, grad_y_hat, a=None: (
        grad_y_hat
        * (
            y_hat * (1 - y_hat) if a is None else logistic.slope(a, y_hat)  # [4.9-1]
        )
    ),
    ("squared_error",),
)
OUTPUTS = {output.name: output for output in (softmax, linear_output, logistic_output)}

# name, the loss of a sample, its gradient at y_hat, whether it takes distributions alone
cross_entropy = Loss("cross_entropy", _cross_entropy, _cross_entropy_gradient, True)
squared_error = Loss(
    "squared_error",
    lambda y_hat, y: ((y_hat - y) ** 2).sum(axis=0),  # [4.3-1]
    lambda y_hat, y: 2 * (y_hat - y),
    False,
)
LOSSES = {loss.name: loss for loss in (cross_entropy, squared_error)}
