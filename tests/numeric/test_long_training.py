"""Training that is long grows no memory; one that is interrupted leaves the last whole step."""

import itertools
import os
import tracemalloc

import pytest
from interruptions import SOAK, Interrupt
from test_network import random_network, random_samples
from test_training import parameters, same

from helpers.numeric.training import descend, gradient_descent

STEPS = 2
A_LOSS = 40  # bytes: a float, and its place in a list that has room to grow
WHERE = "" if SOAK else os.path.join("numeric", "training.py")


@pytest.fixture(scope="module")
def case():
    """A start, its samples, and parameters and losses by the number of steps taken."""
    start = random_network([2, 2])
    x, y = random_samples(start, n=5)
    steps = list(descend(start, x, y, 0.5, STEPS, 2))
    networks = [parameters(start), *(parameters(network) for _, network, _ in steps)]
    return start, (x, y, 0.5, STEPS, 2), networks, [loss for _, _, loss in steps]


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_what_is_left_is_the_last_whole_step(case):
    start, arguments, networks, losses = case
    stopped = None

    def work():
        nonlocal stopped
        try:
            gradient_descent(start, *arguments)
        except KeyboardInterrupt as stop:
            stopped = stop
            raise

    taken = []
    for moment in itertools.count():
        stopped = None
        if not Interrupt(moment, WHERE).before_a_bytecode(work):
            break
        assert same(parameters(start), networks[0]), moment
        if hasattr(stopped, "history"):
            n = len(stopped.history.loss)
            assert stopped.history.loss == losses[:n], moment
            assert same(parameters(stopped.network), networks[n]), moment
            taken.append(n)
    assert sorted(set(taken)) == list(range(STEPS + 1))


@pytest.mark.parametrize("batch_size", [None, 2])
def test_memory_grows_by_the_history_alone(batch_size):
    steps, held = 20_000 if SOAK else 1500, []
    start = random_network([2, 3, 2])
    x, y = random_samples(start, n=5)

    def on_step(step, network, loss):
        if step in (steps // 2, steps):
            held.append(tracemalloc.get_traced_memory()[0])

    tracemalloc.start()
    try:
        _, history = gradient_descent(start, x, y, 0.1, steps, batch_size, on_step=on_step)
    finally:
        tracemalloc.stop()
    assert len(history.loss) == steps
    assert held[1] - held[0] < steps / 2 * A_LOSS + 5000
