"""The exercises of lesson 4.8 that ask for code: a gradient check and a backward pass."""

import numpy as np

from helpers.exercises.implement import Implement, Trial
from helpers.exercises.value import FUNCTIONS
from helpers.numeric.losses import one_hot, softmax

G, G_PRIME = FUNCTIONS["g"], FUNCTIONS["g_prime"]  # smooth, and none of the known ones
EPSILON = 0.1  # large, so that a nudge one way only is seen to be another number
NETWORKS = ((4, 3, 2, 6), (3, 3, 3, 5), (2, 4, 3, 7), (3, 2, 2, 1))  # n, n_1, k, N


def _bowl(rng, *shape):
    """A smooth loss of parameters of this shape, and its values beside each of them."""
    theta, pull, push = rng.normal(size=(3, *shape))

    def loss(theta):
        theta = np.asarray(theta, dtype=float)
        return float(np.sum(pull * theta) ** 2 + np.sum(np.exp(push * theta)))

    ones = np.eye(theta.size).reshape(-1, *shape)
    above = np.array([loss(theta + EPSILON * one) for one in ones]).reshape(shape)
    below = np.array([loss(theta - EPSILON * one) for one in ones]).reshape(shape)
    return {"loss": loss, "theta": theta, "epsilon": EPSILON, "above": above, "below": below}


def _bowls(rng):
    """Losses of a vector and of matrices."""
    shapes = {"a vector of 3": (3,), "a matrix of 2 × 3": (2, 3), "a matrix of 4 × 1": (4, 1)}
    return [Trial(label, _bowl(rng, *shape)) for label, shape in shapes.items()]


nudge = Implement(
    name="nudge",
    title="A witness of your own",
    text=r"Write central differences. `loss` is a function that takes all parameters and returns a "
    r"number; `theta` holds the parameters, a vector or a matrix; `epsilon` is the size of the "
    r"nudge, $\varepsilon$. Return the slope of the loss at each parameter, in the shape of "
    r"`theta`, and leave `theta` as it was.",
    arguments=("loss", "theta", "epsilon"),
    truth="(above - below) / (2 * epsilon)",
    trials=_bowls,
    hints=(
        "One parameter at a time: all others stay where they are.",
        r"The slope at $\theta_i$ is $\frac{\mathscr{L}(\theta_i + \varepsilon) - "
        r"\mathscr{L}(\theta_i - \varepsilon)}{2\varepsilon}$.",
        "`for i in np.ndindex(theta.shape):` gives the place of each entry; `up = theta.copy()`, "
        "then `up[i] += epsilon`, and the same downwards.",
    ),
    solution="`grad = np.zeros(theta.shape)`; then for each `i` of `np.ndindex(theta.shape)`: "
    "copies `up` and `down` of `theta`, `up[i] += epsilon`, `down[i] -= epsilon`, and "
    "`grad[i] = (loss(up) - loss(down)) / (2 * epsilon)`.",
    remarks={
        "sign": r"A sign is the wrong way round: where the loss is higher at $\theta_i + "
        r"\varepsilon$ than at $\theta_i - \varepsilon$, the slope is positive.",
        "factor 2 lost": r"A factor 2 is lost: from $\theta_i - \varepsilon$ to $\theta_i + "
        r"\varepsilon$ the parameter has moved by $2\varepsilon$.",
    },
    why=r"Nudging both ways makes the error shrink with $\varepsilon^2$, one way only with "
    r"$\varepsilon$: the second evaluation is worth its price.",
)


def _network(rng):
    """Small networks with one hidden layer, each with a batch and what its forward pass gives."""
    return [_batch(rng, *sizes) for sizes in NETWORKS]


def _batch(rng, n, n_1, k, N):
    W_1, W_2 = rng.normal(size=(n_1, n)), rng.normal(size=(k, n_1))
    x = rng.normal(size=(n, N))
    a_1 = W_1 @ x + rng.normal(size=(n_1, 1))
    h_1 = G(a_1)
    y_hat = softmax(W_2 @ h_1)
    e = one_hot(rng.integers(k, size=N), k)
    label = f"a network {n} → {n_1} → {k} and a batch of {N}"
    known = {"x": x, "a_1": a_1, "h_1": h_1, "W_2": W_2, "y_hat": y_hat, "e": e}
    besides = {
        "W": W_1, "W_next": W_2, "h": h_1, "h_before": x, "n": float(n), "N": float(N),
        "y_hat_l": np.tile((e * y_hat).sum(axis=0), (k, 1)), "g_prime": G_PRIME,
    }  # fmt: skip
    return Trial(label, known | besides)


whole = Implement(
    name="whole",
    title="From the loss to the first weights",
    text=r"A network with one hidden layer, softmax and cross-entropy, on a batch of $N$ samples, "
    r"the columns of each array. Write the backward pass down to $\nabla_{W_1}$. `x` is $(n, N)$; "
    r"`a_1` and `h_1` are $(n_1, N)$; `W_2` is $(k, n_1)$; `y_hat` and the one-hot columns `e` are "
    r"$(k, N)$; `g_prime` is the slope of $g$. The loss is the mean over the batch. Return "
    r"$\nabla_{W_1}$, in the shape of $W_1$.",
    arguments=("x", "a_1", "h_1", "W_2", "y_hat", "e", "g_prime"),
    truth="outer((W_next.T @ (-(e - y_hat) / N)) * g_prime(a_1), h_before)",
    trials=_network,
    hints=(
        r"Four lines of 4.8-2: $\nabla_{a_2}$, $\nabla_{h_1}$, $\nabla_{a_1}$, $\nabla_{W_1}$.",
        r"$\nabla_{a_2} = -(e(\ell) - \hat{y})/N$, then $W_2^{\top}\nabla_{a_2}$, then "
        r"$\odot\, g'(a_1)$, and last $\nabla_{a_1} x^{\top}$.",
        "`grad_a_2 = -(e - y_hat) / x.shape[1]`, `grad_h_1 = W_2.T @ grad_a_2`, "
        "`grad_a_1 = grad_h_1 * g_prime(a_1)`; what is left is the outer product, which sums over "
        "the samples by itself.",
    ),
    solution="`grad_a_1 = (W_2.T @ (-(e - y_hat) / x.shape[1])) * g_prime(a_1)`, then "
    "`return grad_a_1 @ x.T`.",
    remarks={
        "sign": r"A sign is flipped. It can only be that of the first line: with respect to the "
        r"logits the loss has the slope $-(e(\ell) - \hat{y})$.",
    },
    why="With the same lines for $b_1$, $W_2$ and $b_2$ you have all that the digits of section 5 "
    "have been learnt with.",
)
