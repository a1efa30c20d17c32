"""The walk of 4.8 shows the numbers of the algorithm, in the order in which it computes them."""

import numpy as np
import pytest

from helpers import Network, back_propagation, forward_propagation, gradient_descent, one_hot
from helpers.numeric import backprop, forward
from helpers.numeric.line_by_line import line_by_line, lines_run

SIZES = [[3, 2], [2, 3, 2], [3, 4, 2, 3]]


@pytest.mark.parametrize("sizes", SIZES)
def test_last_moment_holds_all_that_the_algorithm_computes(sizes):
    network = Network.initialise(sizes, seed=3)
    x, y = np.linspace(-1, 1, sizes[0]), one_hot(1, sizes[-1])
    last = line_by_line(network, x, y, eta=0.3)[-2]
    trace = forward_propagation(network, x)
    gradients = back_propagation(network, trace, y)
    stepped, history = gradient_descent(network, x, y, eta=0.3, max_iterations=1)
    for k in range(1, network.L + 1):
        assert np.array_equal(last.trace.a[k], trace.a[k])
        assert np.array_equal(last.trace.h[k], trace.h[k])
        for name in "Wba":
            mine, true = getattr(last.gradients, name)[k], getattr(gradients, name)[k]
            assert mine.shape == true.shape
            assert np.array_equal(mine, true)
        assert np.allclose(last.network.W[k], stepped.W[k], rtol=1e-14)
        assert not np.array_equal(last.network.W[k], network.W[k])
    assert last.loss == history.loss[0]


@pytest.mark.parametrize("sizes", SIZES)
def test_each_moment_brings_one_array(sizes):
    network = Network.initialise(sizes, seed=1)
    moments = line_by_line(network, np.ones(sizes[0]), one_hot(0, sizes[-1]), eta=0.1)[:-1]

    def known(moment):
        lists = [*(getattr(moment.gradients, name) for name in "Wbah"), moment.trace.a]
        count = sum(array is not None for arrays in lists for array in arrays)
        count += sum(array is not None for array in moment.trace.h)
        changed = sum(
            not np.array_equal(now, before)
            for name in "Wb"
            for now, before in zip(
                getattr(moment.network, name)[1:], getattr(network, name)[1:], strict=True
            )
        )
        return count + (moment.loss is not None) + changed

    assert all((moment.trace.h[0] == 1).all() for moment in moments)  # x
    counts = [known(moment) for moment in moments]
    assert counts == list(range(1, len(moments) + 1))


@pytest.mark.parametrize("sizes", SIZES)
def test_the_last_line_goes_forward_with_the_new_parameters(sizes):
    network = Network.initialise(sizes, seed=3)
    x, y = np.linspace(-1, 1, sizes[0]), one_hot(1, sizes[-1])
    *_, before, again = line_by_line(network, x, y, eta=0.3)
    stepped, _ = gradient_descent(network, x, y, eta=0.3, max_iterations=1)
    trace = forward_propagation(stepped, x)
    assert again.line == "again"
    for k in range(1, network.L + 1):
        assert np.allclose(again.trace.a[k], trace.a[k], rtol=1e-12)
        assert np.array_equal(again.network.W[k], before.network.W[k])
        assert again.gradients.W[k] is before.gradients.W[k]
    assert again.loss == pytest.approx(stepped.loss(trace, y))
    assert again.loss < before.loss


@pytest.mark.parametrize("sizes", SIZES)
def test_lines_stand_in_the_order_in_which_the_algorithm_runs(sizes, monkeypatch):
    ran = []

    def recording(module, name, line):
        inner = getattr(module, name)

        def wrapped(*arguments):
            ran.append(line)
            return inner(*arguments)

        monkeypatch.setattr(module, name, wrapped)

    recording(forward, "pre_activation", "a")
    recording(backprop, "gradient_at_output", "grad_a_L")
    recording(backprop, "gradient_at_weights", "grad_W")
    recording(backprop, "gradient_at_biases", "grad_b")
    recording(backprop, "gradient_at_hidden", "grad_h")
    recording(backprop, "gradient_at_pre_activation", "grad_a")
    network = Network.initialise(sizes)
    trace = forward_propagation(network, np.ones(sizes[0]))
    back_propagation(network, trace, one_hot(0, sizes[-1]))
    unseen = ("h", "y_hat", "loss", "update_W", "update_b", "again")
    told = [line for line, _ in lines_run(network.L) if line not in unseen]
    assert ["a" if line == "a_L" else line for line in told] == ran


def test_the_network_given_stays_as_it_was():
    network = Network.initialise([2, 3, 2], seed=5)
    before = [array.copy() for array in network.W[1:] + network.b[1:]]
    line_by_line(network, [1.0, -1.0], [0, 1], eta=1.0)
    assert all(map(np.array_equal, before, network.W[1:] + network.b[1:]))
