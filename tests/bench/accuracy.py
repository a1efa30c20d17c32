"""Gradients of random networks against three other ways to them: how far apart they are."""

from dataclasses import dataclass

import numpy as np

from helpers import Network, back_propagation, forward_propagation
from helpers.numeric.activations import ACTIVATIONS
from helpers.numeric.agreement import FLOOR
from helpers.numeric.graph import graph_gradients
from helpers.numeric.losses import OUTPUTS

PAIRS = [(output.name, loss) for output in OUTPUTS.values() for loss in output.losses]
STEP = 1e-30  # a complex step errs by its square


@dataclass
class Case:
    """A network, x, y and the name of a loss."""

    network: Network
    x: np.ndarray
    y: np.ndarray
    loss: str

    def as_dtype(self, dtype):
        """Return the same numbers in another dtype, as far as it holds them."""
        W, b = (
            [None, *(array.astype(dtype) for array in arrays[1:])]
            for arrays in (self.network.W, self.network.b)
        )
        network = Network(W, b, self.network.activation, self.network.output)
        return Case(network, self.x.astype(dtype), self.y.astype(dtype), self.loss)


def random_case(seed):
    """Return a case for a seed: every activation, output and loss, small and large weights.

    float32 holds its numbers, and no pre-activation lies at a kink.
    """
    rng = np.random.default_rng(seed)
    sizes = rng.integers(1, 6, rng.integers(2, 6)).tolist()
    activation = [*ACTIVATIONS][seed % len(ACTIVATIONS)]
    output, loss = PAIRS[seed // len(ACTIVATIONS) % len(PAIRS)]
    n, scale = rng.integers(1, 5), rng.choice([0.5, 1.0, 1.5])
    network = Network.initialise(sizes, activation, output, seed)
    for W, b in zip(network.W[1:], network.b[1:], strict=True):
        W *= scale
        b[:] = rng.standard_normal(len(b))
    x, y = rng.standard_normal((sizes[0], n)), rng.standard_normal((sizes[-1], n))
    if output == "softmax":
        y = np.eye(sizes[-1])[:, rng.integers(0, sizes[-1], n)]
    case = Case(network, x, y, loss).as_dtype("float32").as_dtype("float64")
    trace = forward_propagation(case.network, case.x)
    distances = [np.abs(a).min() for a in trace.a[1:-1]]
    is_at_kink = network.activation.kinks and min(distances, default=1) < 1e-4
    return random_case(seed + 10**6) if is_at_kink else case


def by_package(case):
    network = case.network
    found = back_propagation(network, forward_propagation(network, case.x), case.y, case.loss)
    return found.W[1:] + found.b[1:]


def by_graph(case):
    found = graph_gradients(case.network, case.x, case.y, case.loss)
    return found.W[1:] + found.b[1:]


def inwards(z):
    """Return exp(z) or exp(-z), whichever is no more than 1."""
    return np.exp(np.where(z.real > 0, -z, z))


FORMULAS = {  # of complex numbers
    "logistic": lambda z: np.where(z.real > 0, 1, inwards(z)) / (1 + inwards(z)),
    "tanh": np.tanh,
    "relu": lambda z: np.where(z.real > 0, z, 0),
    "softplus": lambda z: np.where(z.real > 0, z, 0) + np.log(1 + inwards(z)),
    "linear": lambda z: z,
}


def complex_loss(case, W, b):
    """Return the loss for complex parameters, by formulas of its own."""
    network, h = case.network, case.x
    for k in range(len(W) - 1):
        h = FORMULAS[network.activation.name](W[k] @ h + b[k][:, None])
    a = W[-1] @ h + b[-1][:, None]
    if network.output.name == "softmax":
        shifted = a - a.real.max(axis=0)
        log_y_hat = shifted - np.log(np.exp(shifted).sum(axis=0))
        if case.loss == "cross_entropy":
            return -(case.y * log_y_hat).sum(axis=0).mean()
        y_hat = np.exp(log_y_hat)
    else:
        y_hat = FORMULAS[network.output.name](a)
    return ((y_hat - case.y) ** 2).sum(axis=0).mean()


def by_complex_step(case):
    """Return Im L(theta + ih) / h for each parameter."""
    network, found = case.network, []
    W, b = ([array.astype(complex) for array in arrays[1:]] for arrays in (network.W, network.b))
    for array in W + b:
        slope = np.empty(array.shape)
        for index in np.ndindex(array.shape):
            array[index] += 1j * STEP
            slope[index] = complex_loss(case, W, b).imag / STEP
            array[index] = array[index].real
        found.append(slope)
    return found


def by_pytorch(case):
    import torch
    from torch.nn import functional as f

    functions = {
        "logistic": torch.sigmoid,
        "tanh": torch.tanh,
        "relu": torch.relu,
        "softplus": lambda z: f.softplus(z, threshold=1000),  # beyond it PyTorch takes z
        "linear": lambda z: z,
    }
    network, h, y = case.network, torch.tensor(case.x), torch.tensor(case.y)
    W, b = (
        [torch.tensor(array, requires_grad=True) for array in arrays[1:]]
        for arrays in (network.W, network.b)
    )
    for k in range(network.L - 1):
        h = functions[network.activation.name](W[k] @ h + b[k][:, None])
    a = W[-1] @ h + b[-1][:, None]
    if case.loss == "cross_entropy":
        loss = -(y * torch.log_softmax(a, 0)).sum(0).mean()
    else:
        O = functions.get(network.output.name, lambda a: torch.softmax(a, 0))
        loss = ((O(a) - y) ** 2).sum(0).mean()
    loss.backward()
    return [theta.grad.numpy() for theta in W + b]


WAYS = {"complex step": by_complex_step, "computation graph": by_graph, "PyTorch": by_pytorch}
WANTED = {"float64": 1e-12, "float32": 1e-4}
PYTORCH = 1e-11  # it takes a logistic output back by y_hat (1 - y_hat), where digits may cancel


def error(found, expected):
    """Return the largest error, relative to the largest entry of its block, or to 0.001."""
    pairs = zip(found, expected, strict=True)
    return float(max(np.abs(u - v).max() / max(np.abs(v).max(), FLOOR) for u, v in pairs))


def worst_errors(seeds):
    """Return way, dtype, largest error, its seed, what is wanted, of each way installed."""
    worst = {}
    for seed in seeds:
        case = random_case(seed)
        by_dtype = {dtype: by_package(case.as_dtype(dtype)) for dtype in WANTED}
        for way, gradients in WAYS.items():
            try:
                expected = gradients(case)
            except ImportError:
                continue
            for dtype, found in by_dtype.items():
                far = (error(found, expected), seed)
                worst[way, dtype] = max(worst.get((way, dtype), (0, seed)), far)
    return [
        (way, dtype, far, seed, max(WANTED[dtype], PYTORCH * (way == "PyTorch")))
        for (way, dtype), (far, seed) in worst.items()
    ]
