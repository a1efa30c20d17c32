import operator

import numpy as np
import pytest
import reference
from test_network import PAIRS, random_network, random_samples

from helpers.numeric.activations import ACTIVATIONS
from helpers.numeric.graph import Node, graph_gradients, network_graph
from helpers.numeric.losses import OUTPUTS
from helpers.numeric.network import Network

mp = reference.mp
FUNCTIONS = {
    "+": (operator.add, operator.add, (1.3, -0.7)),
    "-": (operator.sub, operator.sub, (1.3, -0.7)),
    "*": (operator.mul, operator.mul, (1.3, -0.7)),
    "/": (operator.truediv, operator.truediv, (1.3, -0.7)),
    "** 3": (lambda u: u**3, lambda u: u**3, (-1.3,)),
    "** -2": (lambda u: u**-2, lambda u: u**-2, (-1.3,)),
    "** 0.5": (lambda u: u**0.5, mp.sqrt, (1.3,)),
    "** 0": (lambda u: u**0, lambda u: mp.mpf(1), (1.3,)),
    "neg": (operator.neg, operator.neg, (1.3,)),
    "exp": (Node.exp, mp.exp, (-1.3,)),
    "log": (Node.log, mp.log, (1.3,)),
}
for name, g in reference.ACTIVATIONS.items():
    FUNCTIONS[name] = operator.methodcaller(name), g, (1.3,)
    FUNCTIONS[f"{name} "] = operator.methodcaller(name), g, (-1.3,)


@pytest.mark.parametrize("op", FUNCTIONS)
def test_each_operation(op):
    function, exact, operands = FUNCTIONS[op]
    nodes = [Node(value) for value in operands]
    node = function(*nodes)
    assert node.op == op.strip()
    assert node.parents == tuple(nodes)
    assert len(node.local) == len(nodes)
    operands, h = [mp.mpf(value) for value in operands], mp.mpf("1e-15")
    assert node.value == pytest.approx(float(exact(*operands)), rel=1e-15)
    for i, slope in enumerate(node.local):
        above, below = list(operands), list(operands)
        above[i] += h
        below[i] -= h
        expected = float((exact(*above) - exact(*below)) / (2 * h))
        assert slope == pytest.approx(expected, rel=1e-14)


@pytest.mark.parametrize(
    ("expression", "value", "slope"),
    [
        (lambda u: 2 + u, 6, 1),
        (lambda u: u + 2, 6, 1),
        (lambda u: 2 - u, -2, -1),
        (lambda u: u - 2, 2, 1),
        (lambda u: 2 * u, 8, 2),
        (lambda u: u * np.float64(2), 8, 2),
        (lambda u: np.float64(2) * u, 8, 2),
        (lambda u: np.int64(2) * u, 8, 2),
        (lambda u: 2 / u, 0.5, -0.125),
        (lambda u: u / 2, 2, 0.5),
    ],
)
def test_numbers_become_nodes(expression, value, slope):
    u = Node(4.0)
    node = expression(u)
    node.backward()
    assert (node.value, u.grad) == (value, slope)


def test_a_node_used_twice_receives_both_gradients():
    a = Node(1.5)
    b = a + a
    c = b + b
    c.backward()
    assert (c.value, b.grad, a.grad) == (6, 2, 4)


def test_a_node_times_itself():
    a = Node(3.0)
    (a * a).backward()
    assert a.grad == 6
    (a / a).backward()
    assert a.grad == 0
    (a - a).backward()
    assert a.grad == 0


@pytest.mark.parametrize("first", [True, False])
def test_a_node_waits_for_all_that_depends_on_it(first):
    a = Node(2.0)
    b = a * 3
    c = b * 5
    loss = b + b * c if first else b * c + b
    loss.backward()  # b must be whole before it passes its gradient on
    assert b.grad == 1 + 2 * 5 * b.value
    assert a.grad == 3 * b.grad


def test_parents_keep_their_order():
    u, v = Node(1.0), Node(2.0)
    for node in (u - v, u / v, u * v, u + v):
        assert node.parents == (u, v)
    assert (u * u).parents == (u, u)


def test_a_chain_of_5000_nodes():
    a = Node(1.0)
    node = a
    for _ in range(5000):
        node = node + 1
    node.backward()
    assert (node.value, a.grad) == (5001, 1)


def test_doubling_60_times_visits_every_node_once():
    a = Node(1.0)
    node = a
    for _ in range(60):
        node = node + node
    assert len(node.order()) == 61
    node.backward()
    assert a.grad == 2**60


def test_backward_twice_does_not_double():
    a = Node(3.0)
    b = a * a
    for _ in range(2):
        b.backward()
        assert (b.grad, a.grad) == (1, 6)


def test_backward_of_another_node_starts_afresh():
    a = Node(3.0)
    b, c = a * 2, a * 5
    b.backward()
    c.backward()
    assert a.grad == 5


def test_order_puts_parents_first():
    a, b = Node(1.0), Node(2.0)
    loss = ((a * b).tanh() + a).exp() * b
    order = loss.order()
    assert len(order) == len(set(order)) == 7
    for node in order:
        assert all(order.index(parent) < order.index(node) for parent in node.parents)
    assert order[-1] is loss


@pytest.mark.parametrize(
    ("expression", "message"),
    [
        (lambda: Node("3"), "value is '3', expected a finite number"),
        (lambda: Node(True), "value is True, expected a finite number"),
        (lambda: Node(1j), "value is 1j, expected a finite number"),
        (lambda: Node(float("nan")), "value is nan, expected a finite number"),
        (lambda: Node(1.0) + "2", "value is '2', expected a finite number"),
        (lambda: np.ones(2) * Node(1.0), "expected a finite number"),
        (lambda: Node(0.0).log(), "log of 0.0 is not a finite number"),
        (lambda: Node(-1.0).log(), "log of -1.0 is not a finite number"),
        (lambda: Node(800.0).exp(), "exp of 800.0 is not a finite number"),
        (lambda: 1 / Node(0.0), "/ of 1.0 and 0.0 is not a finite number"),
        (lambda: Node(0.0) ** -1, r"\*\* of 0.0 and -1.0 is not a finite number"),
        (lambda: Node(0.0) ** 0.5, r"\*\* of 0.0 and -0.5 is not a finite number"),
        (lambda: Node(-1.0) ** 0.5, r"\*\* of -1.0 and 0.5 is not a finite number"),
        (lambda: Node(2.0) ** Node(2.0), r"power is Node\(2, .*\), expected a finite number"),
        (lambda: Node(1e300) * Node(1e300), r"\* is inf, expected a finite number"),
        (lambda: (Node(1e-200) * 1e200 * 1e200).backward(), "gradient is inf"),
    ],
)
def test_what_is_not_a_finite_number_is_refused(expression, message):
    with pytest.raises(ValueError, match=message):
        expression()


@pytest.mark.parametrize(("output", "loss"), PAIRS, ids=str)
@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("n", [None, 3])
def test_a_whole_network(output, loss, activation, n):
    network = random_network([2, 3, 2], activation, output.name, seed=11)
    x, y = random_samples(network, n, seed=12)
    node = network_graph(network, x, y, loss)[0]
    assert node.value == pytest.approx(float(reference.loss(network, x, y, loss)), rel=1e-13)
    found = graph_gradients(network, x, y, loss)
    W, b = reference.gradients(network, x, y, loss)
    for k in (1, 2):
        assert found.W[k].shape == network.W[k].shape
        assert found.b[k].shape == network.b[k].shape
        np.testing.assert_allclose(found.W[k], W[k], rtol=1e-10, atol=1e-14)
        np.testing.assert_allclose(found.b[k], b[k], rtol=1e-10, atol=1e-14)


@pytest.mark.parametrize("n", [None, 3])
def test_square_layers(n):
    network = random_network([3, 3, 3], seed=13)
    x, y = random_samples(network, n, seed=14)
    found = graph_gradients(network, x, y)
    W, b = reference.gradients(network, x, y, "cross_entropy")
    for k in (1, 2):
        np.testing.assert_allclose(found.W[k], W[k], rtol=1e-10, atol=1e-14)
        np.testing.assert_allclose(found.b[k], b[k], rtol=1e-10, atol=1e-14)


def test_parameters_of_a_network_graph():
    network = random_network([3, 2, 4])
    _, W, b = network_graph(network, *random_samples(network))
    assert W[0] is None
    assert b[0] is None
    for k in (1, 2):
        values = [[node.value for node in row] for row in W[k]]
        np.testing.assert_array_equal(values, network.W[k])
        np.testing.assert_array_equal([node.value for node in b[k]], network.b[k])
    assert W[2][3][1].name == "W[2][3, 1]"
    assert b[1][0].name == "b[1][0]"


def test_saturated_softmax_keeps_a_finite_loss_and_gradient():
    network = Network([None, [[1e4], [-1e4]]], [None, [0, 0]])
    assert network_graph(network, [1.0], [0, 1])[0].value == 20000
    assert graph_gradients(network, [1.0], [0, 1]).b[1].tolist() == [1, -1]
    batch = network_graph(network, [[1.0, 0.0]], [[0, 1], [1, 0]])[0]  # each has its own shift
    assert batch.value == pytest.approx((20000 + np.log(2)) / 2, rel=1e-15)


@pytest.mark.parametrize("output", OUTPUTS)
def test_what_does_not_fit_is_refused(output):
    network = random_network([3, 2], output=output)
    with pytest.raises(ValueError, match="x has 2 rows, but layer 1 takes 3"):
        network_graph(network, [1.0, 2.0], [0, 1])
    with pytest.raises(ValueError, match=r"y has shape \(3,\), expected \(2,\)"):
        graph_gradients(network, [1.0, 2.0, 3.0], [0, 1, 0])
