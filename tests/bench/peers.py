"""One pass with its loss, and one epoch of gradient descent, by this project and by its peers.

Every peer starts from the same network and the same samples, and is written as its users write it.
"""

from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import NamedTuple

import numpy as np

from helpers import Network, back_propagation, forward_propagation, gradient_descent, one_hot
from helpers.numeric.training import batches

ETA = 0.1


@dataclass
class Case:
    """A tanh network with softmax, and a batch."""

    sizes: list
    n: int
    dtype: str = "float64"
    x: np.ndarray = None  # (n_0, N); by default random, as the labels
    labels: np.ndarray = None
    batch_size: int = 32  # of an epoch

    def __post_init__(self):
        rng = np.random.default_rng(0)
        if self.x is None:
            self.x = rng.random((self.sizes[0], self.n))
            self.labels = rng.integers(0, self.sizes[-1], self.n)
        self.x = self.x.astype(self.dtype)
        self.y = one_hot(self.labels, self.sizes[-1]).astype(self.dtype)

    @cached_property
    def network(self):
        return Network.initialise(self.sizes, dtype=self.dtype)

    @cached_property
    def layers(self):
        """W and b of each layer, copied."""
        network = self.network.copy()
        return list(zip(network.W[1:], network.b[1:], strict=True))

    def epoch(self):
        """Yield the indices of each batch of one epoch."""
        chosen = batches(self.n, self.batch_size, seed=0)
        return (next(chosen) for _ in range(self.steps))

    @property
    def steps(self):
        return -(-self.n // self.batch_size)


class Calls(NamedTuple):
    """What a peer can be asked for."""

    one_pass: object = None  # () -> loss, gradients: W and b in turn, layer by layer
    epoch: object = None  # () -> None


def this_project(case):
    network, x, y = case.network, case.x, case.y

    def one_pass():
        trace = forward_propagation(network, x)
        loss = network.loss(trace, y)
        gradients = back_propagation(network, trace, y)
        return loss, chain.from_iterable(zip(gradients.W[1:], gradients.b[1:], strict=True))

    return Calls(
        one_pass, lambda: gradient_descent(network, x, y, ETA, case.steps, case.batch_size)
    )


def numpy_pass(layers, x, y):
    """Return the loss and its gradients: the same algorithm in plain numpy, without a check."""
    n, h = x.shape[1], [x]
    for W, b in layers[:-1]:
        h.append(np.tanh(W @ h[-1] + b[:, None]))
    W, b = layers[-1]
    a = W @ h[-1] + b[:, None]
    shifted = a - a.max(axis=0)
    exponentials = np.exp(shifted)
    total = exponentials.sum(axis=0)
    loss = -(y * (shifted - np.log(total))).sum() / n
    gradients, grad_a = [], (exponentials / total - y) / n
    for k in range(len(layers) - 1, -1, -1):
        gradients += [grad_a.sum(axis=1), grad_a @ h[k].T]
        if k > 0:
            grad_a = (layers[k][0].T @ grad_a) * (1 - h[k] ** 2)
    return loss, gradients[::-1]


def plain_numpy(case):
    def epoch():
        layers = [(W.copy(), b.copy()) for W, b in case.layers]
        for batch in case.epoch():
            _, gradients = numpy_pass(layers, case.x[:, batch], case.y[:, batch])
            for theta, gradient in zip(sum(layers, ()), gradients, strict=True):
                theta -= ETA * gradient

    return Calls(lambda: numpy_pass(case.layers, case.x, case.y), epoch)


def bare_products(case):
    weights = [W for W, _ in case.layers]
    h = [np.ones((size, case.n), case.dtype) for size in case.sizes]

    def one_pass():
        for k, W in enumerate(weights):
            W @ h[k]
        for k in range(len(weights) - 1, -1, -1):
            h[k + 1] @ h[k].T
            if k > 0:
                weights[k].T @ h[k + 1]

    return Calls(one_pass)


def pytorch(case):
    import torch
    from torch.nn.functional import cross_entropy

    x, labels = torch.from_numpy(case.x.T.copy()), torch.from_numpy(case.labels)
    modules = []
    for W, b in case.layers:
        linear = torch.nn.Linear(*W.shape[::-1], dtype=x.dtype)
        linear.load_state_dict({"weight": torch.from_numpy(W), "bias": torch.from_numpy(b)})
        modules += [linear, torch.nn.Tanh()]
    model = torch.nn.Sequential(*modules[:-1])
    optimiser = torch.optim.SGD(model.parameters(), ETA)

    def one_pass(x=x, labels=labels):
        model.zero_grad()
        loss = cross_entropy(model(x), labels)
        loss.backward()
        return loss, [theta.grad for theta in model.parameters()]

    def epoch():
        for batch in map(torch.from_numpy, case.epoch()):
            one_pass(x[batch], labels[batch])
            optimiser.step()

    return Calls(one_pass, epoch)


def loss_by(np):
    """Return the loss as a function of layers, x and y, in the numpy of an automatic peer."""

    def loss(layers, x, y):
        h = x
        for W, b in layers[:-1]:
            h = np.tanh(W @ h + b[:, None])
        W, b = layers[-1]
        a = W @ h + b[:, None]
        shifted = a - np.max(a, axis=0)
        return -np.sum(y * (shifted - np.log(np.sum(np.exp(shifted), axis=0)))) / x.shape[1]

    return loss


def hips_autograd(case):
    import autograd
    import autograd.numpy

    both = autograd.value_and_grad(loss_by(autograd.numpy))

    def one_pass():
        loss, gradients = both(case.layers, case.x, case.y)
        return loss, sum(gradients, ())

    def epoch():
        layers = case.layers
        for batch in case.epoch():
            _, gradients = both(layers, case.x[:, batch], case.y[:, batch])
            layers = [
                (W - ETA * grad_W, b - ETA * grad_b)
                for (W, b), (grad_W, grad_b) in zip(layers, gradients, strict=True)
            ]

    return Calls(one_pass, epoch)


def jax_jitted(case):
    import jax

    jax.config.update("jax_enable_x64", True)
    layers, x, y = jax.tree.map(jax.numpy.asarray, (case.layers, case.x, case.y))
    both = jax.value_and_grad(loss_by(jax.numpy))
    compiled = jax.jit(both)

    @jax.jit
    def step(layers, x, y):
        return jax.tree.map(lambda theta, slope: theta - ETA * slope, layers, both(layers, x, y)[1])

    def one_pass():
        loss, gradients = jax.block_until_ready(compiled(layers, x, y))
        return loss, sum(gradients, ())

    def epoch():
        now = layers
        for batch in case.epoch():
            now = step(now, case.x[:, batch], case.y[:, batch])
        jax.block_until_ready(now)

    return Calls(one_pass, epoch)


def scikit_learn(case):
    from sklearn.neural_network import MLPClassifier

    model = MLPClassifier(
        case.sizes[1:-1], activation="tanh", solver="sgd", alpha=0, batch_size=case.batch_size,
        learning_rate_init=ETA, momentum=0, nesterovs_momentum=False, random_state=0,
    )  # fmt: skip
    x, classes = case.x.T.copy(), np.arange(case.sizes[-1])
    return Calls(epoch=lambda: model.partial_fit(x, case.labels, classes=classes))


PEERS = {
    "this project": this_project,
    "plain numpy": plain_numpy,
    "bare products": bare_products,
    "PyTorch": pytorch,
    "autograd": hips_autograd,
    "JAX, jitted": jax_jitted,
    "scikit-learn": scikit_learn,
}
PACKAGES = {
    "PyTorch": "torch",
    "autograd": "autograd",
    "JAX, jitted": "jax",
    "scikit-learn": "scikit-learn",
}


def installed(case):
    """Return the calls of each peer for a case, None for one that is not installed."""
    found = {}
    for name, peer in PEERS.items():
        try:
            found[name] = peer(case)
        except ImportError:
            found[name] = None
    return found
