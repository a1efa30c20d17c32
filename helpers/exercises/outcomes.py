"""Which known mistake led to an answer: what the truth and its wrong forms lead to, compared."""

import itertools

import numpy as np

from helpers.exercises.mistakes import MISTAKES


def alike(one, other):
    """Whether two outcomes are the same: arrays of one shape and close numbers, or none at all."""
    if one is None or other is None:
        return one is other
    one, other = np.asarray(one), np.asarray(other)
    return one.shape == other.shape and bool(np.all(near(one, other)))


def near(one, other):
    """Return which entries of two arrays are equal but for rounding, that of float32 if one is."""
    one, other = np.asarray(one), np.asarray(other)
    is_single = np.float32 in (one.dtype, other.dtype)
    rtol, atol = (1e-5, 1e-5) if is_single else (1e-9, 1e-12)
    return np.isclose(one, other, rtol=rtol, atol=atol)


def all_alike(ones, others):
    """Whether two lists of outcomes are the same, one by one."""
    return all(map(alike, ones, others))


def within(ones, others, tolerance):
    """Whether two lists of outcomes, none of them None, differ by no more than a tolerance."""
    return all(
        one is not None
        and other is not None
        and bool(np.all(np.abs(np.subtract(one, other)) <= tolerance + 1e-12))
        for one, other in zip(ones, others, strict=True)
    )


def wrong_forms(tree, outcomes, without=(), same=all_alike):
    """Yield each mistake that changes the outcome, with the tree it makes and the outcomes.

    `outcomes` gives what a tree leads to wherever it is tried, None where to nothing; `without` has
    the names of mistakes that are not looked for; `same` compares two lists of outcomes.
    """
    right = outcomes(tree)
    for mistake in MISTAKES.values():
        if mistake.name in without:
            continue
        for wrong in mistake.variants(tree):
            try:
                given = outcomes(wrong)
            except KeyError:  # it asks for a letter that this exercise has not
                continue
            if any(out is not None for out in given) and not same(given, right):
                yield mistake, wrong, given


def diagnose(answer, tree, outcomes, without=(), same=all_alike):
    """Return the known mistakes that lead to an answer's outcomes: one, or two at once, or none."""
    if not any(np.any(out) for out in answer if out is not None):
        return ()  # 0 everywhere: whoever types it has given up, or guessed
    first = list(wrong_forms(tree, outcomes, without, same))
    for mistake, _, given in first:
        if same(given, answer):
            return (mistake,)
    is_constant = len(answer) > 1 and all_alike(answer, answer[:1] * len(answer))
    if is_constant:
        return ()  # a number, whatever the letters: a guess rather than two mistakes at once
    right = outcomes(tree)
    for mistake, wrong, _ in first:
        for other, _, given in wrong_forms(wrong, outcomes, (*without, mistake.name), same):
            if same(given, answer) and not same(given, right):
                return (mistake, other)
    return ()


def distinct(forms, same=all_alike):
    """Return one form of each mistake, by name; ValueError where two mistakes give the same."""
    forms = list(forms)
    for (one, _, given), (other, _, also) in itertools.combinations(forms, 2):
        if one is not other and same(given, also):
            raise ValueError(f"{one.name} and {other.name} give the same, so neither can be named")
    return {mistake.name: tree for mistake, tree, _ in reversed(forms)}
