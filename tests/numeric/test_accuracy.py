"""All digits: random networks against other ways, and the ends of the range against mpmath."""

import numpy as np
import pytest
import reference
from bench import accuracy

from helpers import Network, back_propagation, forward_propagation
from helpers.numeric.activations import ACTIVATIONS

EXTREMES = {  # activation, output, W and b of a 1 -> 1 -> 2 network, x, y
    "saturated logits": ("tanh", "softmax", [1.0], [400.0, -350.0], 1.0, [0.0, 1.0]),
    "logits beyond exp": ("linear", "softmax", [1.0], [9e3, -9e3], 1.0, [0.0, 1.0]),
    "saturated units": ("tanh", "softmax", [30.0], [1.0, -2.0], 1.0, [0.0, 1.0]),
    "saturated the other way": ("logistic", "softmax", [-40.0], [1.0, -2.0], 1.0, [0.0, 1.0]),
    "a saturated logistic output": ("tanh", "logistic", [1.0], [40.0, -30.0], 1.0, [0.0, 1.0]),
    "denormal input": ("tanh", "softmax", [1.0], [2.0, -1.0], 3e-310, [0.0, 1.0]),
    "denormal weights": ("softplus", "linear", [2e-311], [1.0, 2.0], 1.0, [0.5, 1.5]),
    "1e300 meets 1e-300": ("tanh", "softmax", [7e-301], [1.0, -2.0], 1e300, [0.0, 1.0]),
    "1e150": ("relu", "linear", [1e75], [1.0, -2.0], 1e75, [3e150, 1.0]),
}


@pytest.mark.parametrize("start", range(0, 60, 20))
def test_random_networks(start):  # make bench takes 1,000
    for way, dtype, error, seed, wanted in accuracy.worst_errors(range(start, start + 20)):
        assert error < wanted, f"{way}, {dtype}: case {seed}"


def test_sixty_networks_have_every_function():
    cases = [accuracy.random_case(seed) for seed in range(60)]
    assert {case.network.activation.name for case in cases} == set(ACTIVATIONS)
    assert {(case.network.output.name, case.loss) for case in cases} == set(accuracy.PAIRS)


@pytest.mark.parametrize(
    ("activation", "output", "W", "above", "x", "y"), EXTREMES.values(), ids=EXTREMES
)
def test_the_ends_of_the_range(activation, output, W, above, x, y, monkeypatch):
    network = Network(
        [None, [W], [[w] for w in above]], [None, [0.0], [0.0, 0.0]], activation, output
    )
    monkeypatch.setattr(reference, "STEP", reference.mp.mpf("1e-400"))
    loss = network.choose_loss().name
    with reference.mp.workdps(9000 if abs(above[0]) > 1e3 else 1300):
        expected_W, expected_b = reference.gradients(network, [x], y, loss)
    found = back_propagation(network, forward_propagation(network, [x]), y)
    for k in (1, 2):
        np.testing.assert_allclose(found.W[k], expected_W[k], rtol=1e-12, atol=5e-324)
        np.testing.assert_allclose(found.b[k], expected_b[k], rtol=1e-12, atol=5e-324)
