import numpy as np
import pytest
import reference

from helpers.numeric.activations import ACTIVATIONS
from helpers.numeric.forward import forward_propagation
from helpers.numeric.guarded import pre_activation
from helpers.numeric.losses import OUTPUTS
from helpers.numeric.network import Network

PAIRS = [(output, loss) for output in OUTPUTS.values() for loss in output.losses]


def random_network(sizes, activation="tanh", output="softmax", seed=0):
    """Return a network whose biases are random too."""
    network = Network.initialise(sizes, activation, output, seed)
    rng = np.random.default_rng(seed + 1)
    for b in network.b[1:]:
        b[:] = rng.standard_normal(len(b))
    return network


def random_samples(network, n=None, seed=0):
    """Return x and y, one sample or n of them; the columns of y are distributions."""
    rng = np.random.default_rng(seed)
    shape = () if n is None else (n,)
    x = rng.standard_normal((network.sizes[0], *shape))
    return x, rng.dirichlet(np.ones(network.sizes[-1]), size=n).T


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("output", OUTPUTS)
@pytest.mark.parametrize("sizes", [[3, 2], [2, 4, 3], [3, 3, 3, 3]], ids=str)
def test_forward_propagation_entry_by_entry(activation, output, sizes):
    network = random_network(sizes, activation, output)
    x, _ = random_samples(network, n=4)
    trace = forward_propagation(network, x)
    assert [h.shape for h in trace.h] == [(n, 4) for n in sizes]
    assert [a.shape for a in trace.a[1:]] == [(n, 4) for n in sizes[1:]]
    for i in range(4):
        a, h = reference.forward(network, x[:, i])
        for k in range(1, network.L + 1):
            np.testing.assert_allclose(trace.a[k][:, i], np.array(a[k], float), atol=1e-14)
            np.testing.assert_allclose(trace.h[k][:, i], np.array(h[k], float), atol=1e-14)


def test_one_sample_is_a_column_of_the_batch():
    network = random_network([3, 5, 2])
    x, _ = random_samples(network, n=6)
    batch = forward_propagation(network, x)
    for i in range(6):
        alone = forward_propagation(network, x[:, i])
        assert [h.shape for h in alone.h] == [(3,), (5,), (2,)]
        np.testing.assert_allclose(alone.y_hat, batch.y_hat[:, i], rtol=1e-14)


def test_the_trace_begins_with_x_and_ends_with_y_hat():
    network = random_network([3, 4, 2])
    x, _ = random_samples(network)
    trace = forward_propagation(network, x)
    np.testing.assert_array_equal(trace.h[0], x)
    assert trace.a[0] is None
    assert trace.h[-1] is trace.y_hat


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("output", OUTPUTS)
def test_no_two_arrays_of_a_trace_share_memory(activation, output):
    network = random_network([3, 3, 3, 3], activation, output)
    x, _ = random_samples(network, n=3)
    kept = x.copy()
    trace = forward_propagation(network, x)
    arrays = trace.a[1:] + trace.h
    for i, one in enumerate(arrays):
        assert not any(np.shares_memory(one, other) for other in arrays[:i])
    np.testing.assert_array_equal(x, kept)


def test_pre_activation_of_a_batch_adds_b_to_every_column():
    b, W, h = np.array([1.0, 10.0]), np.array([[1.0, 2.0], [3.0, 4.0]]), np.eye(2)
    assert pre_activation(b, W, h).tolist() == [[2, 3], [13, 14]]
    assert pre_activation(b, W, h[:, 1]).tolist() == [3, 14]


B, W, H = np.ones(3), np.ones((3, 2)), np.ones(2)


@pytest.mark.parametrize(
    ("b", "W", "h", "message"),
    [
        (
            np.ones(1),
            W,
            H,
            r"W has shape \(3, 2\), expected \(1, n_{k-1}\), since b has shape \(1,\)$",
        ),
        (B, W, B, r"h has shape \(3,\), expected \(2,\) or \(2, N\), since W has shape \(3, 2\)$"),
        (B[:, None], W, H, r"b has shape \(3, 1\), expected \(n_k,\)$"),
        (0.5, W, H, r"b is no array, expected one of shape \(n_k,\)$"),
        (B, H, H, r"W has shape \(2,\), expected \(3, n_{k-1}\), since b has shape \(3,\)$"),
    ],
)
def test_pre_activation_broadcasts_nothing(b, W, h, message):
    with pytest.raises(ValueError, match="^" + message):
        pre_activation(b, W, h)


@pytest.mark.parametrize(("output", "loss"), PAIRS, ids=str)
@pytest.mark.parametrize("n", [None, 1, 5])
def test_loss(output, loss, n):
    network = random_network([3, 4, 3], output=output.name)
    x, y = random_samples(network, n)
    found = network.loss(forward_propagation(network, x), y, loss)
    expected = float(reference.loss(network, x, y, loss))
    assert isinstance(found, float)
    assert found == pytest.approx(expected, rel=1e-14)


@pytest.mark.parametrize("output", OUTPUTS.values(), ids=repr)
def test_the_usual_loss_is_the_first_that_fits(output):
    network = random_network([3, 4, 3], output=output.name)
    x, y = random_samples(network)
    trace = forward_propagation(network, x)
    usual = {"softmax": "cross_entropy", "linear": "squared_error", "logistic": "squared_error"}
    assert network.loss(trace, y) == network.loss(trace, y, usual[output.name])


def test_the_loss_of_a_saturated_softmax_is_finite():
    network = Network([None, [[1e4], [-1e4]]], [None, [0, 0]])
    trace = forward_propagation(network, [1.0])
    assert trace.y_hat.tolist() == [1, 0]
    assert network.loss(trace, [0, 1]) == 20000


def test_a_sum_of_losses_that_overflows_is_refused():  # each of them is a number
    network = Network([None, [[1.7e308], [-1.7e308]]], [None, [0, 0]])
    trace = forward_propagation(network, np.full((1, 6), 0.4))
    with pytest.raises(ValueError, match=r"^the loss overflows: y_hat or y is too large$"):
        network.loss(trace, np.array([[0.0] * 6, [1.0] * 6]))


def test_initialise():
    network = Network.initialise([4, 3, 2], "relu", "linear", seed=5)
    assert network.sizes == [4, 3, 2]
    assert network.L == 2
    assert network.parameter_count == 4 * 3 + 3 + 3 * 2 + 2
    assert [W.shape for W in network.W[1:]] == [(3, 4), (2, 3)]
    assert [b.tolist() for b in network.b[1:]] == [[0, 0, 0], [0, 0]]
    assert network.W[0] is None
    assert network.b[0] is None


def test_the_seed_decides_the_weights():
    first, again, other = (Network.initialise([4, 3, 2], seed=s).W[1] for s in (0, 0, 1))
    np.testing.assert_array_equal(first, again)
    np.testing.assert_array_equal(first, Network.initialise([4, 3, 2]).W[1])
    assert (first != other).all()


def test_a_list_that_has_become_shorter_is_seen():
    network = Network.initialise([4, 3, 2])
    network.b.pop()
    with pytest.raises(ValueError, match="b has 1 layers, but W has 2"):
        forward_propagation(network, np.ones(4))


@pytest.mark.parametrize(
    ("activation", "scale", "expected"),
    [("tanh", None, 1 / 20), ("relu", None, np.sqrt(2) / 20), ("relu", 0.3, 0.3)],
)
def test_the_spread_of_the_weights(activation, scale, expected):
    W = Network.initialise([400, 300], activation, scale=scale).W[1]
    assert W.std() == pytest.approx(expected, rel=0.02)
    assert abs(W.mean()) < 0.02 * expected


@pytest.mark.parametrize("output", OUTPUTS)
def test_float32_stays_float32(output):
    network = Network.initialise([3, 4, 2], output=output, dtype=np.float32)
    assert network.dtype == np.float32
    trace = forward_propagation(network, np.ones((3, 5), np.float32))
    assert {array.dtype for array in trace.a[1:] + trace.h} == {np.dtype(np.float32)}


def test_integers_are_taken_as_float64():
    network = Network([None, [[1, 2]]], [None, [3]], output="linear")
    assert network.dtype == np.float64
    assert forward_propagation(network, [4, 5]).y_hat.tolist() == [17]


def test_the_network_owns_its_arrays():
    W, b = np.ones((2, 3)), np.zeros(2)
    network = Network([None, W], [None, b])
    copy = network.copy()
    network.W[1][:] = 7
    network.b[1][:] = 7
    assert (W == 1).all()
    assert (b == 0).all()
    assert (copy.W[1] == 1).all()
    assert (copy.b[1] == 0).all()


def test_repr():
    network = Network.initialise([64, 32, 10])
    assert repr(network) == "Network(64 → 32 tanh → 10 softmax, 2410 parameters)"
