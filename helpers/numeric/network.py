"""A feedforward network: its parameters, its functions, its loss."""

import itertools
import math
import operator
from dataclasses import dataclass

import numpy as np

from helpers.numeric.activations import Activation, choose_activation
from helpers.numeric.losses import LOSSES, OUTPUTS, Output, cross_entropy, log_y_hat, n_samples
from helpers.numeric.validate import (
    as_array,
    as_count,
    as_float_dtype,
    as_number,
    choose,
    is_finite,
)


@dataclass(eq=False, repr=False)
class Network:
    """A network of L layers: weights W_k, biases b_k, activation g, output function O [4.1-5].

    Index k is layer k, so index 0 of `W` and `b` is None. The arrays are copied.

    Parameters
    ----------
    W : sequence of array_like
        None, then W[k] of shape (n_k, n_{k-1}) for k = 1 to L.
    b : sequence of array_like
        None, then b[k] of shape (n_k,).
    activation : str or Activation
        The activation function g of the hidden layers, by its name in `ACTIVATIONS`, or a record
        of one's own.
    output : str or Output
        O of the output layer: "softmax", "linear" or "logistic".

    Raises
    ------
    ValueError
        Where shapes do not follow one another, dtypes differ, or a parameter is not finite.

    Examples
    --------
    >>> Network([None, [[1.0, 2.0]]], [None, [0.5]], output="linear")
    Network(2 → 1 linear, 3 parameters)
    """

    W: list
    b: list
    activation: Activation = "tanh"
    output: Output = "softmax"

    def __post_init__(self):
        self.activation = choose_activation(self.activation)
        self.output = choose("output", self.output, OUTPUTS)
        for name, arrays in (("W", self.W), ("b", self.b)):
            if not isinstance(arrays, list | tuple) or len(arrays) < 2 or arrays[0] is not None:
                raise ValueError(
                    f"{name} must be a list that starts with None, so that {name}[1] is layer 1"
                )
        W, b = enumerate(self.W[1:], 1), enumerate(self.b[1:], 1)
        self.W = [None] + [np.array(as_array(f"W[{k}]", array, ndim=2)) for k, array in W]
        self.b = [None] + [np.array(as_array(f"b[{k}]", array, ndim=1)) for k, array in b]
        self.check_parameters()

    @classmethod
    def initialise(
        cls, sizes, activation="tanh", output="softmax", seed=0, dtype=np.float64, scale=None
    ):
        """Return a network with random weights, the same for the same seed, and zero biases.

        Parameters
        ----------
        sizes : sequence of int
            Units by layer, the input first: [n_0, n_1, ..., n_L].
        activation, output : str
            As in `Network`.
        dtype : numpy dtype
            float64 or float32, for the parameters and all that is computed from them.
        scale : float, optional
            Standard deviation of every weight; by default 1 / sqrt(n_{k-1}), for relu
            sqrt(2 / n_{k-1}), which keep the spread of a_k about the same from layer to layer.

        Examples
        --------
        >>> Network.initialise([64, 32, 10], seed=0)
        Network(64 → 32 tanh → 10 softmax, 2410 parameters)
        """
        if isinstance(sizes, str | bytes) or not hasattr(sizes, "__len__") or len(sizes) < 2:
            raise ValueError(f"sizes is {sizes!r}, expected at least two numbers, as [2, 3, 2]")
        sizes = [as_count(f"sizes[{k}]", size) for k, size in enumerate(sizes)]
        seed = as_count("seed", seed, least=0)
        activation = choose_activation(activation)
        dtype = as_float_dtype(dtype)
        if scale is not None:
            scale = as_number("scale", scale, "a positive number")
        rng = np.random.default_rng(seed)
        W, b = [None], [None]
        for n_in, n_out in itertools.pairwise(sizes):
            spread = np.sqrt(activation.gain / n_in) if scale is None else scale
            W.append((spread * rng.standard_normal((n_out, n_in))).astype(dtype))
            b.append(np.zeros(n_out, dtype))
        return cls(W, b, activation, output)

    @property
    def L(self):
        """The number of layers that have weights."""
        return len(self.W) - 1

    @property
    def sizes(self):
        """Units by layer, the input first."""
        return [self.W[1].shape[1], *map(len, self.b[1:])]

    @property
    def dtype(self):
        """The dtype of the parameters and of all that is computed from them."""
        return self.W[1].dtype

    @property
    def parameter_count(self):
        """How many numbers theta holds."""
        return sum(array.size for array in self.W[1:] + self.b[1:])

    def copy(self):
        """Return a network of its own with the same parameters."""
        return Network(self.W, self.b, self.activation, self.output)

    def __repr__(self):
        names = [self.activation.name] * (self.L - 1) + [self.output.name]
        layers = [f"{n} {name}" for n, name in zip(self.sizes[1:], names, strict=True)]
        chain = " → ".join([str(self.sizes[0]), *layers])
        return f"Network({chain}, {self.parameter_count} parameters)"

    def choose_loss(self, loss=None):
        """Return the Loss that `loss` names; None names the usual one for this output [4.3-8]."""
        if loss is None:
            return LOSSES[self.output.losses[0]]
        chosen = choose("loss", loss, LOSSES)
        if chosen.name not in self.output.losses:
            raise ValueError(
                f"loss is {chosen.name!r}, which needs probabilities; a {self.output.name} output "
                f"takes {', '.join(map(repr, self.output.losses))}"
            )
        return chosen

    def loss(self, trace, y, loss=None):
        """Return L(theta), the mean over the samples of the trace.

        The cross-entropy comes from the logits: it is finite even where y_hat is 0.

        Parameters
        ----------
        trace : Trace
            What `forward_propagation` returned for this network.
        y : array_like
            The true outputs, in the shape of ``trace.y_hat``.
        loss : str, optional
            "cross_entropy" [4.3-4] or "squared_error" [4.3-1]; by default the one that fits O.

        Examples
        --------
        >>> from helpers import forward_propagation
        >>> network = Network([None, [[0.0], [0.0]]], [None, [0.0, 1000.0]])
        >>> network.loss(forward_propagation(network, [1.0]), [1, 0])
        1000.0
        """
        loss = self.choose_loss(loss)
        self.check_trace(trace)
        y = loss.check_target(y, trace.y_hat)
        with np.errstate(over="ignore", invalid="ignore"):
            if loss is cross_entropy:
                value = -(y * log_y_hat(trace.y_hat, trace.a[self.L])).sum() / n_samples(y)
            else:
                value = loss.per_sample(trace.y_hat, y).sum() / n_samples(y)
        if not math.isfinite(value):
            raise ValueError("the loss overflows: y_hat or y is too large")
        return float(value)

    def check_parameters(self):
        """Raise ValueError unless each parameter is finite, of one dtype, of its shape [4.1-5]."""
        if len(self.W) != len(self.b):
            raise ValueError(f"b has {len(self.b) - 1} layers, but W has {len(self.W) - 1}")
        for k in range(1, self.L + 1):
            for name, array, ndim in ((f"W[{k}]", self.W[k], 2), (f"b[{k}]", self.b[k], 1)):
                if as_array(name, array, ndim) is not array:
                    raise ValueError(f"{name} is no array of float64 or float32")
                if array.dtype != self.dtype:
                    raise ValueError(f"{name} is {array.dtype}, but W[1] is {self.dtype}")
            rows, columns = self.W[k].shape
            below = columns if k == 1 else len(self.b[k - 1])
            if columns != below:
                raise ValueError(
                    f"W[{k}] has {columns} columns, but layer {k - 1} has {below} units"
                )
            if len(self.b[k]) != rows:
                raise ValueError(f"b[{k}] has {len(self.b[k])} entries, but W[{k}] has {rows} rows")
        self.checked = self.W[1:] + self.b[1:]  # these arrays fit; their numbers may change

    def check_input(self, x):
        """Return x as an array of the network's dtype, or refuse what does not fit layer 1."""
        arrays, checked = self.W[1:] + self.b[1:], self.checked
        if len(arrays) != len(checked) or not all(map(operator.is_, arrays, checked)):
            self.check_parameters()  # an array has been replaced
        x = as_array("x", x, ndim=(1, 2), dtype=self.dtype)
        if len(x) != self.W[1].shape[1]:
            raise ValueError(f"x has {len(x)} rows, but layer 1 takes {self.sizes[0]}")
        return x

    def check_finite(self, arrays):
        """Raise ValueError unless all are finite: the parameters, or the a_k that come of them."""
        if not all(map(is_finite, arrays)):
            self.check_parameters()
            raise ValueError("a pre-activation overflows: x or a parameter is too large")

    def check_trace(self, trace):
        """Raise ValueError unless the trace has this network's layers."""
        if not hasattr(trace, "h"):
            raise ValueError(
                f"trace is a {type(trace).__name__}, expected what forward_propagation returned"
            )
        came = [*map(len, trace.h)]
        if came != self.sizes:
            raise ValueError(f"trace has layers of {came} units, but the network has {self.sizes}")
