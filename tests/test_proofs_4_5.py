"""Every statement of module 4.5 proved, as its notebook writes it, for any number of classes."""

import pytest

from helpers.symbolic.derivation import Derivation, DerivationError
from helpers.symbolic.lecture import (
    Cases,
    Derivative,
    Family,
    KroneckerDelta,
    L,
    Sum,
    Vector,
    a,
    alpha,
    ell,
    exp,
    function,
    gradient,
    i,
    i_prime,
    index,
    j,
    k,
    log,
    loss,
    m,
    n,
    one_hot,
    p,
    softmax,
    x,
    y,
    y_hat,
    z,
)
from helpers.symbolic.ledger import ledger
from helpers.symbolic.proof import Proof

total = Sum(exp(a[L, i_prime]), (i_prime, 1, k))
WHERE = {loss: -log(y_hat[ell]), y_hat[i]: exp(a[L, i]) / total}


def derive_4_5_1():
    d = Derivation("4.5-1", Derivative(loss, y_hat[i]), where=WHERE)
    d.then(Derivative(-log(y_hat[ell]), y_hat[i]), because="the loss for the true class $\\ell$")
    d.then(Cases(-1 / y_hat[ell], (i, ell), 0), because="only the entry $\\ell$ is there")
    d.then(-KroneckerDelta(i, ell) / y_hat[ell], because="more compactly")
    return d


def derive_4_5_2():
    d = Derivation("4.5-2", gradient(loss, y_hat), where=WHERE)
    d.then(Vector(Derivative(loss, y_hat[i]), (i, 1, k)), because="entry by entry")
    d.then(-1 / y_hat[ell] * Vector(KroneckerDelta(ell, i), (i, 1, k)), because="4.5-1")
    d.then(-1 / y_hat[ell] * one_hot(ell), because="the one-hot vector of the true class")
    return d


def derive_4_5_3():
    d = Derivation("4.5-3", y_hat[ell], where=WHERE)
    d.then(softmax(a[L])[ell], because="the output function")
    d.then(exp(a[L, ell]) / total, because="every $a_{Li}$ is in the denominator")
    return d


def derive_4_5_4():
    g, h = function("g"), function("h")
    d = Derivation("4.5-4", Derivative(g(z) / h(z), z))
    quotient = Derivative(g(z), z) * (1 / h(z)) - g(z) / h(z) ** 2 * Derivative(h(z), z)
    return d.then(quotient, because="quotient rule")


def derive_4_5_5():
    d = Derivation("4.5-5", Derivative(-log(y_hat[ell]), a[L, i]), where=WHERE)
    d.then(
        Derivative(-log(y_hat[ell]), y_hat[ell]) * Derivative(y_hat[ell], a[L, i]),
        because="chain rule",
    )
    outer = -1 / y_hat[ell]
    top, softmax_l, softmax_i = exp(a[L, ell]), softmax(a[L])[ell], softmax(a[L])[i]
    d.then(outer * Derivative(y_hat[ell], a[L, i]), because="derivative of $-\\log$")
    d.then(outer * Derivative(softmax_l, a[L, i]), because="the output function")
    d.then(outer * Derivative(top / total, a[L, i]), because="its definition")
    slopes = Derivative(top, a[L, i]), Derivative(total, a[L, i])
    d.then(outer * (slopes[0] / total - top * slopes[1] / total**2), because="quotient rule")
    d.then(
        outer * (KroneckerDelta(ell, i) * top / total - top / total * (exp(a[L, i]) / total)),
        because="of the sum, one term",
    )
    d.then(outer * (KroneckerDelta(ell, i) * softmax_l - softmax_l * softmax_i), because="softmax")
    d.then(outer * (KroneckerDelta(ell, i) * y_hat[ell] - y_hat[ell] * y_hat[i]))
    d.then(-(KroneckerDelta(ell, i) - y_hat[i]), because="$\\hat y_\\ell$ cancels")
    return d


def derive_4_5_6():
    d = Derivation("4.5-6", Derivative(loss, a[L, i]), where=WHERE)
    return d.then(-(KroneckerDelta(ell, i) - y_hat[i]), because="4.5-5")


def derive_4_5_7():
    d = Derivation("4.5-7", gradient(loss, a[L]), where=WHERE)
    d.then(Vector(Derivative(loss, a[L, i]), (i, 1, k)), because="entry by entry")
    d.then(Vector(-(KroneckerDelta(ell, i) - y_hat[i]), (i, 1, k)), because="4.5-6")
    return d.then(-(one_hot(ell) - y_hat), because="vectors, entry by entry")


true_class, logit, weight = index("a"), Family("l", k), Family("w", k, n)
BROWN = {
    p[j]: exp(logit[j]) / Sum(exp(logit[m]), (m, 1, k)),
    logit[j]: Sum(weight[j, i] * x[i], (i, 1, n)),
    y[j]: KroneckerDelta(true_class, j),
}


def derive_4_5_8():
    d = Derivation("4.5-8", Derivative(p[true_class], logit[j]), where=BROWN)
    p_a = p[true_class]
    d.then(Cases((1 - p[j]) * p_a, (j, true_class), -p[j] * p_a), because="quotient rule")
    return d.then(p_a * (y[j] - p[j]), because="$y$ is one-hot")


def derive_4_5_9():
    p_a = p[true_class]
    d = Derivation("4.5-9", -alpha * Derivative(-log(p_a), weight[j, i]), where=BROWN)
    d.then(
        -alpha
        * Derivative(-log(p_a), p_a)
        * Derivative(p_a, logit[j])
        * Derivative(logit[j], weight[j, i]),
        because="chain rule",
    )
    d.then(-alpha * (-1 / p_a) * (p_a * (y[j] - p[j])) * x[i], because="4.5-8")
    return d.then(-alpha * (p[j] - y[j]) * x[i], because="$p_a$ cancels")


def derive_4_5_10():
    classes = (0, k - 1)
    f, pre, label, c = Family("f", classes), Family("a", classes), index("y"), index("c")
    where = {f[c]: exp(pre[c]) / Sum(exp(pre[j]), (j, 0, k - 1))}
    d = Derivation("4.5-10", gradient(-log(f[label]), pre), where=where)
    d.then(Vector(-(KroneckerDelta(label, c) - f[c]), (c, 0, k - 1)), because="as before")
    return d.then(-(one_hot(label, k - 1, first=0) - f), because="vectors, entry by entry")


DERIVATIONS = [
    derive_4_5_1,
    derive_4_5_2,
    derive_4_5_3,
    derive_4_5_4,
    derive_4_5_5,
    derive_4_5_6,
    derive_4_5_7,
    derive_4_5_8,
    derive_4_5_9,
    derive_4_5_10,
]


@pytest.mark.parametrize("derive", DERIVATIONS, ids=lambda derive: derive.__name__)
def test_every_line_is_proved_with_the_size_open(derive):
    d = derive()
    assert len(d.lines) > 1
    assert [line.proof for line in d.lines[1:]] == [Proof.PROVED] * (len(d.lines) - 1)
    assert d.equation == derive.__name__.removeprefix("derive_").replace("_", ".", 1).replace(
        "_", "-"
    )
    assert d.statement == ledger()[d.equation].says


def test_all_statements_of_the_module_are_here():
    here = {derive().equation for derive in DERIVATIONS}
    assert here == {name for name, equation in ledger().items() if equation.module == "4.5"}


def test_the_slip_fails_at_a_point():
    d = derive_4_5_6()
    slip = d.refute(-(KroneckerDelta(ell, i) - y_hat[ell]), because="The subscript is $i$.")
    assert slip.point["ell"] != slip.point["i"]
    exponentials = [2.718281828459045**entry for entry in slip.point["a_L"]]
    y_hats = [entry / sum(exponentials) for entry in exponentials]
    assert float(slip.claimed) == pytest.approx(y_hats[slip.point["ell"] - 1])
    assert float(slip.true) == pytest.approx(y_hats[slip.point["i"] - 1])
    assert repr(slip).startswith("The slide says −(1[ℓ=i] − ŷ_ℓ). At k = ")
    assert r"\hat{y}_{\ell}" in slip._repr_latex_()


def test_a_true_claim_is_no_slip():
    with pytest.raises(DerivationError, match="is true"):
        derive_4_5_6().refute(y_hat[i] - KroneckerDelta(ell, i))


def test_every_logit_moves_the_probability_of_the_true_class():
    d = Derivation(None, Derivative(y_hat[ell], a[L, i]), where=WHERE)
    d.then(y_hat[ell] * (KroneckerDelta(ell, i) - y_hat[i]))
    with pytest.raises(DerivationError):  # not 0 beyond the true class
        d.then(KroneckerDelta(ell, i) * y_hat[ell] * (1 - y_hat[i]))
