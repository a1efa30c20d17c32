"""Implement: a function is run, never trusted; shapes, then values, then the mistake."""

import dataclasses
import functools
import sys

import numpy as np
import pytest
from sample_exercises import as_function

from helpers.exercises.implement import NOT_ATTEMPTED, Implement, Trial, is_stub, where_it_failed
from helpers.exercises.mistakes import MISTAKES

TEXTS = {"title": "t", "text": "?", "hints": ("", "", ""), "solution": "s", "why": "It matters."}


def drawn(rng):
    trials = []
    for m, n, N in ((3, 4, None), (3, 3, None), (2, 4, 5)):
        columns = () if N is None else (N,)
        values = {
            "W": rng.normal(size=(m, n)),
            "grad": rng.normal(size=(m, *columns)),
            "a": rng.normal(size=(n, *columns)),
            "N": float(N or 1),
            "n": float(n),
        }
        values["h"] = np.tanh(values["a"])
        trials.append(Trial("one sample" if N is None else f"a batch of {N}", values))
    return trials


DOWN = Implement(
    name="down",
    arguments=("W", "grad", "a"),
    truth="(W.T @ grad) * slope(1 - tanh(a)**2) / N",
    trials=drawn,
    **TEXTS,
)


def solved(W, grad, a):
    samples = a.shape[1] if a.ndim == 2 else 1
    return (W.T @ grad) / np.cosh(a) ** 2 / samples


def said(function, question=DOWN):
    verdict = question.judge(function)
    assert not verdict.is_right
    assert verdict.counts
    return verdict.sentence


def test_a_right_function():
    verdict = DOWN.judge(solved)
    assert verdict.is_right
    assert verdict.sentence == "Right on all 3 cases that were tried. It matters."


def test_it_may_print_and_keep_state(capsys):
    calls = []

    def noisy(W, grad, a):
        calls.append(a)
        print("hello")
        return solved(W, grad, a)

    assert DOWN.judge(noisy).is_right
    assert len(calls) == 3
    assert capsys.readouterr().out == "hello\n" * 3


def stub_with_dots(W, grad, a): ...


def stub_with_docstring(W, grad, a):
    """Return the gradient below."""


def stub_with_both(W, grad, a):
    """Return the gradient below."""
    ...  # noqa: PIE790


def stub_with_pass(W, grad, a):
    # your code here
    pass


def stub_returning_none(W, grad, a):
    return None


def stub_that_raises(W, grad, a):
    raise NotImplementedError


STUBS = [
    stub_with_dots,
    stub_with_docstring,
    stub_with_both,
    stub_with_pass,
    stub_returning_none,
    stub_that_raises,
]


@pytest.mark.parametrize("stub", STUBS)
def test_a_stub_is_not_attempted(stub):
    verdict = DOWN.judge(stub)
    assert (verdict.is_right, verdict.counts, verdict.sentence) == (False, False, NOT_ATTEMPTED)


@pytest.mark.parametrize(
    "function", [solved, lambda W: W, functools.partial(solved), print, np.sin]
)
def test_what_is_no_stub(function):
    assert not is_stub(function)


@pytest.mark.parametrize("thing", [None, 3, "solved", np.ones(3)])
def test_what_is_no_function(thing):
    verdict = DOWN.judge(thing)
    assert (verdict.counts, verdict.sentence) == (False, "down asks for a function.")


def test_nothing_is_returned():
    def computes(W, grad, a):
        result = W.T @ grad  # noqa: F841

    assert "returns nothing: is a return missing?" in said(computes)


def test_shapes_are_named_before_values():
    assert "On one sample the shape is (3, 4), expected (4,)." in said(lambda W, grad, a: W)
    assert "the shape is that of a single number, expected (4,)." in said(lambda W, grad, a: 1.0)
    assert "the shape is (4, 1), expected (4,)." in said(lambda *given: solved(*given)[:, None])


def test_a_shape_that_is_wrong_only_for_a_batch():
    def of_the_first(W, grad, a):
        return solved(W, grad, a) if a.ndim == 1 else solved(W, grad, a)[:, 0]

    assert "On a batch of 5 the shape is (4,), expected (4, 5)." in said(of_the_first)


def test_how_many_numbers_are_wrong_and_the_first_of_them():
    def off(W, grad, a):
        result = solved(W, grad, a)
        result[1] += 1
        return result

    trial = drawn(np.random.default_rng(5))[0]
    W, grad, a = (trial.values[name] for name in DOWN.arguments)
    right = solved(W, grad, a)[1]
    assert said(off) == (
        "The shapes are right, 1 of 4 numbers are not: on one sample entry [1] is "
        f"${right + 1:.4g}$, expected ${right:.4g}$."
    )


def test_nearly_right_is_wrong_and_seen_to_be():
    sentence = said(lambda *given: solved(*given) * (1 + 1e-6))
    is_, expected = (float(part) for part in sentence.split("$")[1::2])
    assert is_ != expected
    assert is_ / expected == pytest.approx(1, abs=5e-6)


def test_rounding_is_right():
    assert DOWN.judge(lambda *given: solved(*given) * (1 + 1e-13)).is_right


def broken(W, grad, a):
    """Return nothing good."""
    scale = len(a)
    return W @ a / (scale - scale) / 0 if isinstance(scale, str) else inner(scale)


def inner(scale):
    return 1 / (scale - scale)


def test_a_right_function_in_float32_is_right():
    single = np.float32
    verdict = DOWN.judge(lambda *given: solved(*(array.astype(single) for array in given)))
    assert verdict.is_right
    assert DOWN.judge(lambda *given: solved(*given).astype(single)).is_right


@pytest.mark.parametrize("factor", [2, 1 + 1e-3])
def test_a_wrong_function_in_float32_is_wrong(factor):
    sentence = said(lambda *given: factor * solved(*given).astype(np.float32))
    assert "The shapes are right, 4 of 4 numbers are not: on one sample entry [0] is $" in sentence


def test_a_known_mistake_in_float32_is_named():
    verdict = DOWN.judge(lambda W, grad, a: solved(W, -grad, a).astype(np.float32))
    assert verdict.mistakes == ("sign",)


def test_an_exception_is_named_with_the_readers_line():
    assert said(broken) == (
        "On one sample: your function stops with ZeroDivisionError (division by zero), in its "
        "line 4: `return W @ a / (scale - scale) / 0 if isinstance(scale, str) else inner(scale)`."
    )


def test_an_exception_without_a_message():
    def empty(W, grad, a):
        raise ValueError

    assert "stops with ValueError, in its line 2: `raise ValueError`." in said(empty)


def test_a_long_message_is_cut():
    def long(W, grad, a):
        raise ValueError("x" * 10**6)

    assert f"({'x' * 300}…)" in said(long)
    assert len(said(long)) < 500


def test_an_exception_without_a_line():
    spaces = {}
    exec("def f(W, grad, a):\n    return W[99]", spaces)
    assert "stops with IndexError" in said(spaces["f"])
    assert said(spaces["f"]).endswith("in its line 2.")
    with pytest.raises(ValueError, match="invalid literal") as raised:
        int("x")
    assert where_it_failed(raised.value, int).endswith("base 10: 'x').")


def test_what_would_stop_a_notebook_does_not():
    def endless(W, grad, a):
        return endless(W, grad, a)

    assert "stops with RecursionError" in said(endless)
    assert "stops with SystemExit (1)" in said(lambda W, grad, a: sys.exit(1))
    assert "stops with AssertionError" in said(lambda W, grad, a: np.testing.assert_equal(1, 2))


def test_an_interrupt_is_the_readers():
    def interrupted(W, grad, a):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        DOWN.judge(interrupted)


def test_a_wrong_number_of_arguments():
    assert "TypeError" in said(lambda W, grad: W)
    assert "takes 2 positional arguments but 3 were given" in said(lambda W, grad: W)


def test_an_argument_that_is_changed():
    def halves(W, grad, a):
        grad *= 0.5
        return solved(W, 2 * grad, a)

    assert said(halves).startswith("Your function changes its argument grad; work on a copy.")


def test_an_argument_that_is_a_list_of_arrays():
    question = Implement(
        name="product",
        arguments=("W", "x"),
        truth="W[2] @ (W[1] @ x)",
        trials=lambda rng: [Trial("a network", {
            "W": [None, rng.normal(size=(3, 2)), rng.normal(size=(4, 3))], "x": rng.normal(size=2)
        })],
        **TEXTS,
    )  # fmt: skip

    def flips(W, x):
        W.reverse()
        return W[0] @ (W[1] @ x)

    def scales(W, x):
        W[1] *= 2
        return W[2] @ (W[1] @ x) / 2

    assert question.judge(lambda W, x: W[2] @ W[1] @ x).is_right
    for function in (flips, scales):
        assert "changes its argument W" in said(function, question)


@pytest.mark.parametrize(
    ("returned", "kind"),
    [
        ("text", "str"),
        ("1.5", "str"),
        (1j, "complex"),
        (np.ones(4) + 1j, "ndarray"),
        ([[1.0], [1.0, 2.0]], "list"),
        ({"a": 1}, "dict"),
        (solved, "function"),
        ([None, 1.0], "list"),
    ],
)
def test_what_holds_no_numbers(returned, kind):
    sentence = f"On one sample your function returns {kind}, expected real numbers."
    assert said(lambda *_: returned).startswith(sentence)


def test_numbers_that_are_not_finite():
    sentence = "On one sample the result holds a number that is not finite."
    assert said(lambda *given: solved(*given) * np.nan).startswith(sentence)
    assert said(lambda *given: solved(*given) + np.inf).startswith(sentence)


def test_a_list_of_the_right_numbers_is_right():
    assert DOWN.judge(lambda *given: solved(*given).tolist()).is_right


FORMS = [
    pytest.param(mistake.name, tree, id=f"{mistake.name} {i}")
    for i, (mistake, tree, _) in enumerate(DOWN.wrong_forms())
]


def test_the_mistakes_that_can_be_made_here():
    assert {param.values[0] for param in FORMS} == {
        "sign",
        "slope forgotten",
        "slope at h",
        "transpose missing",
        "not divided",
        "divided by features",
    }


@pytest.mark.parametrize(("name", "tree"), FORMS)
def test_each_mistake_is_named_and_no_other(name, tree):
    verdict = DOWN.judge(as_function(DOWN, tree))
    assert verdict.mistakes == (name,)
    assert verdict.sentence.endswith(MISTAKES[name].hint)


def test_two_mistakes_at_once():
    verdict = DOWN.judge(lambda W, grad, a: -(W.T @ grad) / np.cosh(a) ** 2)
    assert sorted(verdict.mistakes) == ["not divided", "sign"]


def test_a_mistake_is_named_although_something_overflows():
    softmax = Implement(
        name="softmax",
        title="t",
        text="?",
        arguments=("a",),
        truth="2 * a",
        trials=lambda rng: [
            Trial("small", {"a": np.ones(2)}),
            Trial("large", {"a": np.full(2, 800.0)}),
        ],
        hints=("", "", ""),
        solution="s",
        why="It matters.",
    )
    verdict = softmax.judge(lambda a: a * np.exp(a) / np.exp(a))
    assert verdict.mistakes == ("factor 2 lost",)
    nowhere = softmax.judge(lambda a: a * np.nan)
    assert (nowhere.is_right, nowhere.mistakes) == (False, ())


def test_shapes_that_do_not_multiply_are_told_in_plain_words():
    sentence = DOWN.judge(lambda W, grad, a: W @ grad).sentence
    assert "columns left of the @" in sentence
    assert "gufunc" not in sentence


def test_the_outer_products_of_a_batch_are_summed_over_its_samples():
    question = Implement(
        name="weights",
        arguments=("grad", "h"),
        truth="outer(grad, h)",
        trials=lambda rng: [
            Trial("one sample", {"grad": rng.normal(size=3), "h": rng.normal(size=2)}),
            Trial("a batch", {"grad": rng.normal(size=(3, 5)), "h": rng.normal(size=(2, 5))}),
        ],
        **TEXTS,
    )

    def summed(grad, h):
        samples = [(grad, h)] if grad.ndim == 1 else zip(grad.T, h.T, strict=True)
        return sum(np.outer(*sample) for sample in samples)

    assert question.judge(summed).is_right
    turned = question.judge(lambda grad, h: summed(grad, h).T)
    assert turned.mistakes == ("outer product turned",)


def test_a_function_without_an_end_is_stopped(monkeypatch):
    monkeypatch.setattr("helpers.exercises.implement.SECONDS", 0.05)

    def forever(W, grad, a):
        while True:
            a = a + 0

    verdict = DOWN.judge(forever)
    assert not verdict.is_right
    assert "was stopped after 0.05 seconds" in verdict.sentence


def test_a_slip_of_one_exercise_is_told_and_an_argument_put_back_is_no_change():
    halved = dataclasses.replace(
        DOWN, slips={"Only half.": ("(W.T @ grad) * slope(1 - tanh(a)**2) / (2*N)",)}
    )

    def half(W, grad, a):
        a *= 3
        a /= 3
        N = 1 if a.ndim == 1 else a.shape[1]
        return (W.T @ grad) * (1 - np.tanh(a) ** 2) / (2 * N)

    assert halved.judge(half).sentence.endswith("Only half.")


class MuteError(Exception):
    """Cannot even say what is wrong."""

    def __str__(self):
        raise TypeError


class NoArray:
    """Makes no array."""

    def __array__(self, *_, **__):
        raise OSError


@pytest.mark.parametrize("error", [MuteError, GeneratorExit, RecursionError])
def test_whatever_is_raised_becomes_a_sentence(error):
    def raises(W, grad, a):
        raise error

    assert error.__name__ in DOWN.judge(raises).sentence


def test_a_result_that_makes_no_array_is_told():
    assert "expected real numbers" in DOWN.judge(lambda W, grad, a: NoArray()).sentence


@pytest.mark.parametrize("kind", [complex, object])
def test_real_numbers_of_another_kind_are_right(kind):
    def right(W, grad, a):
        N = 1 if a.ndim == 1 else a.shape[1]
        return ((W.T @ grad) * (1 - np.tanh(a) ** 2) / N).astype(kind)

    assert DOWN.judge(right).is_right
