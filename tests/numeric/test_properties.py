import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.numeric.activations import ACTIVATIONS
from helpers.numeric.agreement import agreement, check_gradients
from helpers.numeric.backprop import back_propagation
from helpers.numeric.differences import finite_differences
from helpers.numeric.forward import forward_propagation
from helpers.numeric.graph import graph_gradients
from helpers.numeric.losses import OUTPUTS, log_softmax, one_hot, softmax
from helpers.numeric.network import Network
from helpers.numeric.training import gradient_descent

STABLE = settings(derandomize=True, deadline=None, database=None)  # the same examples every run

PAIRS = [(output.name, loss) for output in OUTPUTS.values() for loss in output.losses]
BATCH = st.integers(1, 5)
ONE_OR_BATCH = st.none() | BATCH


@st.composite
def cases(draw, batch=ONE_OR_BATCH):
    """Return a network, x, y and loss: every size, depth, function; one sample or a batch."""
    sizes = draw(st.lists(st.integers(1, 6), min_size=2, max_size=5))
    output, loss = draw(st.sampled_from(PAIRS))
    activation, n = draw(st.sampled_from(sorted(ACTIVATIONS))), draw(batch)
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    network = Network.initialise(sizes, activation, output, seed=draw(st.integers(0, 2**32)))
    for b in network.b[1:]:
        b[:] = rng.standard_normal(len(b))
    shape = () if n is None else (n,)
    x = rng.standard_normal((sizes[0], *shape))
    if loss == "cross_entropy":
        return network, x, one_hot(rng.integers(0, sizes[-1], shape), sizes[-1]), loss
    return network, x, rng.standard_normal((sizes[-1], *shape)), loss


def gradients_of(network, x, y, loss):
    return back_propagation(network, forward_propagation(network, x), y, loss)


@STABLE
@given(cases())
def test_back_propagation_and_the_graph_agree(case):
    ways = {"numpy": gradients_of(*case), "computation graph": graph_gradients(*case)}
    agreement(ways).check(1e-11)


@STABLE
@given(cases())
def test_back_propagation_agrees_with_central_differences(case):
    report = check_gradients(*case)
    assert report.passed or all(row.at_kink == row.entries for row in report.rows), report


@STABLE
@given(cases())
def test_gradients_have_the_shape_of_the_thing_itself(case):
    network, x, y, loss = case
    trace = forward_propagation(network, x)
    gradients = back_propagation(network, trace, y, loss)
    for found, things in (
        (gradients.W[1:], network.W[1:]),
        (gradients.b[1:], network.b[1:]),
        (gradients.a[1:], trace.a[1:]),
        (gradients.h[1:-1], trace.h[1:-1]),
    ):
        assert [array.shape for array in found] == [thing.shape for thing in things]


@STABLE
@given(cases(BATCH))
def test_a_batch_is_the_mean_of_its_samples(case):
    network, x, y, loss = case
    n = x.shape[1]
    batch = gradients_of(*case)
    alone = [gradients_of(network, x[:, i], y[:, i], loss) for i in range(n)]
    for k in range(1, network.L + 1):
        means = (sum(g.W[k] for g in alone) / n, sum(g.b[k] for g in alone) / n)
        np.testing.assert_allclose(batch.W[k], means[0], rtol=1e-11, atol=1e-14)
        np.testing.assert_allclose(batch.b[k], means[1], rtol=1e-11, atol=1e-14)
        for i in range(n):
            np.testing.assert_allclose(batch.a[k][:, i], alone[i].a[k] / n, rtol=1e-9, atol=1e-14)
    losses = [
        network.loss(forward_propagation(network, u), v, loss)
        for u, v in zip(x.T, y.T, strict=True)
    ]
    np.testing.assert_allclose(
        network.loss(forward_propagation(network, x), y, loss), np.mean(losses), rtol=1e-13
    )


@STABLE
@given(cases(BATCH), st.integers(0, 2**32))
def test_the_order_of_the_samples_does_not_matter(case, seed):
    network, x, y, loss = case
    order = np.random.default_rng(seed).permutation(x.shape[1])
    ways = {
        "as given": gradients_of(*case),
        "another order": gradients_of(network, x[:, order], y[:, order], loss),
    }
    agreement(ways).check(1e-11)


@STABLE
@given(cases())
def test_float32_is_close_to_float64(case):
    network, x, y, loss = case
    x, y = x.astype(np.float32), y.astype(np.float32)
    W, b = ([None] + [p.astype(np.float32) for p in ps[1:]] for ps in (network.W, network.b))
    single = Network(W, b, network.activation, network.output)
    W, b = ([None] + [p.astype(np.float64) for p in ps[1:]] for ps in (single.W, single.b))
    double = Network(W, b, network.activation, network.output)
    ways = {
        "float32": gradients_of(single, x, y, loss),
        "float64": gradients_of(double, x, y, loss),
    }
    assert ways["float32"].W[1].dtype == np.float32
    agreement(ways).check(2e-3)  # 1e-7 times a few operations, over the floor of 1e-3


@STABLE
@given(cases())
def test_a_small_step_lowers_the_loss(case):
    network, x, y, loss = case
    gradients = gradients_of(*case)
    slope = sum(np.sum(g**2) for g in gradients.W[1:] + gradients.b[1:])
    before = network.loss(forward_propagation(network, x), y, loss)
    trained, _ = gradient_descent(network, x, y, eta=1e-6, max_iterations=1, loss=loss)
    after = trained.loss(forward_propagation(trained, x), y, loss)
    np.testing.assert_allclose(after - before, -1e-6 * slope, rtol=0.05, atol=1e-13 * (1 + before))


@STABLE
@given(
    st.lists(st.floats(-50, 50), min_size=1, max_size=6),
    st.floats(-1e3, 1e3),
)
def test_softmax_is_unchanged_by_a_shift(a, shift):
    a = np.array(a)
    y_hat = softmax(a)
    assert (y_hat > 0).all()
    np.testing.assert_allclose(y_hat.sum(), 1, rtol=1e-14)
    np.testing.assert_allclose(softmax(a + shift), y_hat, rtol=1e-11)
    np.testing.assert_allclose(np.exp(log_softmax(a)), y_hat, rtol=1e-13)


@STABLE
@given(cases())
def test_nothing_given_is_changed(case):
    network, x, y, loss = case
    given_arrays = [x, y, *network.W[1:], *network.b[1:]]
    kept = [array.copy() for array in given_arrays]
    gradients_of(*case)
    finite_differences(*case)
    gradient_descent(network, x, y, eta=1e-3, max_iterations=2, loss=loss)
    for array, before in zip(given_arrays, kept, strict=True):
        np.testing.assert_array_equal(array, before)
