"""From formulas to numpy: the values, the indices, and a network's gradients by sympy alone."""

import numpy as np
import pytest
import reference
import sympy as sp

from helpers.numeric.network import Network
from helpers.symbolic.bridge import to_numpy
from helpers.symbolic.derivation import derive
from helpers.symbolic.network_gradients import sympy_gradients

rng = np.random.default_rng(7)


def test_the_gradient_at_the_output_counts_from_zero():
    f = to_numpy("-(1[ℓ=i] - ŷ[i])", over="i")
    assert f.arguments == ("ell", "y_hat")
    y_hats = np.array([0.1, 0.2, 0.3, 0.4])
    for label in range(4):
        got = f(ell=label, y_hat=y_hats)
        assert got.shape == (4,)
        expected = y_hats.copy()
        expected[label] -= 1
        np.testing.assert_allclose(got, expected, atol=1e-15)


def test_the_result_of_a_derivation():
    d = derive("4.5-1", "D(-log(ŷ[ℓ]), ŷ[i]) == -1[ℓ=i]/ŷ[ℓ]")
    got = to_numpy(d, over="i")(y_hat=[0.1, 0.2, 0.3, 0.4], ell=1)
    np.testing.assert_allclose(got, [0, -5, 0, 0])


def test_softmax_of_one_layer():
    logits = rng.normal(size=5)
    f = to_numpy("softmax(a[L])[i]", over="i")
    assert f.arguments == ("a_L",)
    np.testing.assert_allclose(f(a_L=logits), np.exp(logits) / np.exp(logits).sum())


def test_a_whole_array():
    f = to_numpy("-(e(ℓ) - softmax(a[L]))")
    logits = rng.normal(size=3)
    expected = np.exp(logits) / np.exp(logits).sum() - np.array([0, 1, 0])
    np.testing.assert_allclose(f(a_L=logits, ell=1), expected)
    f = to_numpy("W[k] @ h[k-1] + b[k]")
    matrix, vector, bias = rng.normal(size=(4, 3)), rng.normal(size=3), rng.normal(size=4)
    got = f(W_k=matrix, h_k_minus_1=vector, b_k=bias)
    np.testing.assert_allclose(got, matrix @ vector + bias)


def test_the_transposed_product_over_a_layer_of_another_size():
    f = to_numpy("Σ(m, a[i+1,m] W[i+1,m,j])", over="j")
    matrix, upstream = rng.normal(size=(4, 3)), rng.normal(size=4)
    np.testing.assert_allclose(f(a_i_plus_1=upstream, W_i_plus_1=matrix), matrix.T @ upstream)


def test_several_axes_and_letters():
    f = to_numpy("η a[L,i] h[L-1,j] / N", over=("i", "j"))
    assert f.arguments == ("N", "a_L", "eta", "h_L_minus_1")
    u, v = rng.normal(size=3), rng.normal(size=2)
    got = f(a_L=u, h_L_minus_1=v, eta=0.5, N=4)
    np.testing.assert_allclose(got, 0.5 * np.outer(u, v) / 4)


def test_numbers_sizes_and_functions():
    f = to_numpy("Σ(i, log(x[i]) tanh(z) + 1/n)")
    values = rng.uniform(0.5, 2, size=6)
    assert f.arguments == ("x", "z")
    np.testing.assert_allclose(f(x=values, z=0.3), np.log(values).sum() * np.tanh(0.3) + 1)
    assert to_numpy("x[2] - x[1]")(x=[3.0, 5.0]) == 2
    assert to_numpy("Σ(i, i x[i])")(x=[1.0, 1.0, 1.0]) == 6


def test_a_sum_over_a_part():
    assert to_numpy("Σ(j, 2..n, x[j])")(x=[1.0, 2.0, 3.0]) == 5
    assert to_numpy("Σ(j, 1..k, x[j] + y[j])")(x=[1.0, 2.0, 3.0], y=[0.0, 0.0]) == 3


def test_nested_sums():
    f = to_numpy("Σ(i, Σ(j, x[i] W[1,i,j] x[j]))")
    matrix, vector = rng.normal(size=(3, 3)), rng.normal(size=3)
    np.testing.assert_allclose(f(W_1=matrix, x=vector), vector @ matrix @ vector)


def test_a_formula_of_sympy():
    i, k, m = sp.symbols("i k m", integer=True)
    u, z = sp.IndexedBase("u"), sp.Symbol("z", real=True)
    f = to_numpy(sp.exp(u[i]) / sp.Sum(sp.exp(u[m]), (m, 1, k)), over="i")
    np.testing.assert_allclose(f(u=[0.0, np.log(3)]), [0.25, 0.75])
    np.testing.assert_allclose(to_numpy(sp.diff(sp.Abs(z) * z, z))(z=-1.5), 3)


def at_label(label):
    return to_numpy("1[ℓ=i] ŷ[i]", over="i")(y_hat=[1.0], ell=label)


@pytest.mark.parametrize(
    ("call", "told"),
    [
        (lambda: to_numpy("D(exp(z), z)"), "not carried out"),
        (lambda: to_numpy("∇(exp(z) x[1], x)"), "not carried out"),
        (lambda: to_numpy("ŷ", over="i"), "over"),
        (lambda: to_numpy("ŷ[i]", over="i")(y=[1.0]), "arguments are"),
        (lambda: to_numpy("ŷ[i]", over="i")(y_hat=[[1.0]]), "1 axes"),
        (lambda: to_numpy("ŷ[i] - y[i]", over="i")(y=[1.0], y_hat=[1.0, 2.0]), "goes up to"),
        (lambda: to_numpy("z", over="i")(z=1.0), "no array tells"),
        (lambda: at_label(1), "ell: 0 to 0"),
        (lambda: at_label(-1), "ell: 0 to 0"),
        (lambda: at_label(0.5), "ell: one whole"),
    ],
)
def test_bad_input_is_named(call, told):
    with pytest.raises(ValueError, match=told):
        call()


def parameters(sizes, seed):
    generator = np.random.default_rng(seed)
    W = [None] + [generator.normal(size=shape) for shape in zip(sizes[1:], sizes, strict=False)]
    b = [None] + [generator.normal(size=size) for size in sizes[1:]]
    return W, b, generator.normal(size=sizes[0])


def forward(W, b, x, activation, output, loss, y):
    """A network in plain numpy, written apart from the package."""
    g = reference.IN_NUMPY
    h = x
    for layer in range(1, len(W) - 1):
        h = g[activation](W[layer] @ h + b[layer])
    a = W[-1] @ h + b[-1]
    y_hat = np.exp(a) / np.exp(a).sum() if output == "softmax" else g[output](a)
    return -np.sum(y * np.log(y_hat)) if loss == "cross_entropy" else np.sum((y_hat - y) ** 2)


@pytest.mark.parametrize(
    ("sizes", "activation", "output", "loss"),
    [
        ([2, 3, 2], "logistic", "softmax", "cross_entropy"),
        ([2, 3, 2], "tanh", "softmax", "squared_error"),
        ([3, 4, 3], "tanh", "softmax", "cross_entropy"),
        ([2, 3, 3], "relu", "softmax", "cross_entropy"),
        ([2, 2, 2, 2], "logistic", "linear", "squared_error"),
        ([3, 2], "tanh", "linear", "squared_error"),
        ([2, 3, 1], "linear", "linear", "squared_error"),
        ([2, 2, 2, 2], "relu", "softmax", "cross_entropy"),
        ([1, 1], "tanh", "logistic", "squared_error"),
        ([2, 3, 2], "relu", "logistic", "squared_error"),
    ],
)
def test_a_network_s_gradients(sizes, activation, output, loss):
    W, b, x = parameters(sizes, seed=sum(sizes))
    y = np.eye(sizes[-1])[-1]
    found = sympy_gradients(Network(W, b, activation, output), x, y, loss)
    assert found.W[0] is None
    assert found.b[0] is None
    for theta, grads in ((W, found.W), (b, found.b)):
        for layer in range(1, len(sizes)):
            assert grads[layer].shape == theta[layer].shape
            for place in np.ndindex(theta[layer].shape):
                ends = []
                for step in (1e-6, -1e-6):
                    theta[layer][place] += step
                    ends.append(forward(W, b, x, activation, output, loss, y))
                    theta[layer][place] -= step
                slope = (ends[0] - ends[1]) / 2e-6
                assert grads[layer][place] == pytest.approx(slope, rel=1e-6, abs=1e-8)


@pytest.mark.parametrize(("x", "y", "told"), [([1], [0, 1], "x"), ([1, 1], [1], "y")])
def test_bad_samples_are_named(x, y, told):
    with pytest.raises(ValueError, match=told):
        sympy_gradients(Network([None, np.eye(2)], [None, np.zeros(2)]), x, y)
