"""Implement: a reader's function is run on random cases; shapes come before values."""

import dis
import re
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from linecache import getline
from traceback import walk_tb

import numpy as np

from helpers.exercises.diagnosis import alike, diagnose, near
from helpers.exercises.digits import told_apart
from helpers.exercises.question import Computed, Verdict
from helpers.exercises.value import result_of, value_at

IDLE = {"RESUME", "NOP", "RETURN_VALUE"}  # what Python does in a function without statements
MISFIT = re.compile(r"matmul: Input operand 1 .* \(size (\d+) is different from (\d+)\)")
FITS_NOT = r"the shapes do not fit: \2 columns left of the @, \1 rows right of it"
LONGEST = 300  # characters of an exception's message
NOT_ATTEMPTED = "Not attempted yet: write the function, then run the cell."


@dataclass(frozen=True)
class Trial:
    """One case on which a reader's function is run.

    Parameters
    ----------
    label : str
        As in "a batch of 5".
    values : dict
        The arguments by name, and what known mistakes need besides them.

    Examples
    --------
    >>> Trial("one sample", {"h": np.ones(3)}).label
    'one sample'
    """

    label: str
    values: dict


@dataclass(frozen=True, kw_only=True)
class Implement(Computed):
    """A question whose answer is a function.

    Parameters
    ----------
    arguments : tuple of str
        The names of the function's arguments, in order.
    truth : str
        The right result: text of ours over the arguments' names.
    trials : callable
        From a numpy.random.Generator to a list of Trial: several sizes, batches included.

    Examples
    --------
    >>> double = Implement(name="double", title="Twice", text="?", arguments=("x",), truth="2*x",
    ...     trials=lambda rng: [Trial("one number", {"x": rng.normal()})], hints=("", "", ""),
    ...     solution="return 2 * x", why="Twice is twice.")
    >>> double.judge(lambda x: x + x).is_right, double.judge(lambda x: x).mistakes
    (True, ('factor 2 lost',))
    >>> def untouched(x): ...
    >>> double.judge(untouched).sentence
    'Not attempted yet: write the function, then run the cell.'
    """

    arguments: tuple
    trials: Callable

    kind = "implement"

    def judge(self, function):
        """Return the verdict on a function."""
        if not callable(function):
            return Verdict(False, f"{self.name} asks for a function.", counts=False)
        if is_stub(function):
            return Verdict(False, NOT_ATTEMPTED, counts=False)
        trials, right = self._trials(), self.tree
        results, sentences = [], []
        for trial, expected in zip(trials, self._outcomes(right), strict=True):
            try:
                result, sentence = self._run(function, trial, expected)
            except NotImplementedError:
                return Verdict(False, NOT_ATTEMPTED, counts=False)
            results.append(result)
            sentences.append(sentence)
        if not any(sentences):
            return Verdict(True, f"Right on all {len(trials)} cases that were tried. {self.why}")
        return self.wrong(self._diagnose(results, right), next(filter(None, sentences)))

    def _diagnose(self, results, right):
        """Return the known mistakes, from the cases in which nothing has overflowed."""
        kept = [i for i, result in enumerate(results) if result is None or _is_finite(result)]
        if not kept:
            return ()
        answer = [results[i] for i in kept]
        return diagnose(
            answer, right, lambda tree: [self._outcomes(tree)[i] for i in kept], self.without
        )

    def as_function(self, tree):
        """Return a function that computes a tree, as a reader's would; for tests."""

        def function(*given):
            value = value_at(tree, self._also(given))
            if value is None:
                raise ValueError("the shapes do not fit")
            return value

        return function

    def _also(self, given):
        """The values of the trial that these arguments are from, by name."""
        named = dict(zip(self.arguments, given, strict=True))
        for trial in self._trials():
            if all(_is_same(trial.values[name], value) for name, value in named.items()):
                return trial.values
        raise ValueError("these arguments are of no trial")

    def _trials(self):
        return self.trials(np.random.default_rng(5))

    def _outcomes(self, tree):
        return [result_of(tree, trial.values) for trial in self._trials()]

    def _run(self, function, trial, expected):
        """Return the result, or None, and what is wrong with it, or None."""
        given = deepcopy([trial.values[name] for name in self.arguments])
        try:
            with np.errstate(all="ignore"):
                result = function(*given)
        except NotImplementedError:
            raise
        except (Exception, SystemExit) as error:
            return None, f"On {trial.label}: {where_it_failed(error, function)}"
        for name, value in zip(self.arguments, given, strict=True):
            if not _is_same(trial.values[name], value):
                return None, f"Your function changes its argument {name}; work on a copy."
        if result is None:
            return None, "Your function returns nothing: is a return missing?"
        numbers = _as_numbers(result)
        if numbers is None:
            kind = type(result).__name__
            return None, f"On {trial.label} your function returns {kind}, expected real numbers."
        return numbers, self._complaint(trial.label, numbers, np.asarray(expected))

    def _complaint(self, label, result, expected):
        if result.shape != expected.shape:
            shapes = f"the shape is {_shape(result)}, expected {_shape(expected)}"
            return f"On {label} {shapes}."
        if alike(result, expected):
            return None
        if not _is_finite(result):
            return f"On {label} the result holds a number that is not finite."
        wrong = np.argwhere(~near(result, expected))
        place = tuple(int(i) for i in wrong[0])
        entry = f"entry {list(place)}" if place else "the result"
        mine, theirs = told_apart(result[place], expected[place])
        return (
            f"The shapes are right, {len(wrong)} of {result.size} numbers are not: on {label} "
            f"{entry} is ${mine}$, expected ${theirs}$."
        )


def is_stub(function):
    """Whether a function is as the notebook gives it: no statement but a docstring or three dots.

    Examples
    --------
    >>> def untouched(x):
    ...     "Return twice x."
    ...     ...
    >>> is_stub(untouched), is_stub(lambda x: 2 * x)
    (True, False)
    """
    code = getattr(function, "__code__", None)
    if code is None:
        return False
    steps = [step for step in dis.get_instructions(code) if step.opname not in IDLE]
    return not any(step.argval is not None for step in steps)


def where_it_failed(error, function):
    """Return a sentence: the exception, and the line of the function that raised it.

    Examples
    --------
    >>> def broken(x):
    ...     return x / 0
    >>> try:
    ...     broken(1)
    ... except ZeroDivisionError as error:
    ...     print(where_it_failed(error, broken).split(", in")[0])
    your function stops with ZeroDivisionError (division by zero)
    """
    message = MISFIT.sub(FITS_NOT, str(error))
    message = message if len(message) <= LONGEST else f"{message[:LONGEST]}…"
    said = f" ({message})" if message else ""
    sentence = f"your function stops with {type(error).__name__}{said}"
    code = getattr(function, "__code__", None)
    lines = [line for frame, line in walk_tb(error.__traceback__) if frame.f_code is code]
    if not lines:
        return f"{sentence}."
    line = getline(code.co_filename, lines[-1]).strip()
    place = lines[-1] - code.co_firstlineno + 1
    return f"{sentence}, in its line {place}{f': `{line}`' if line else ''}."


def _is_same(one, other):
    if callable(one) or callable(other):
        return True
    if isinstance(one, list):  # arrays by layer
        return len(one) == len(other) and all(map(_is_same, one, other))
    one, other = np.asarray(one), np.asarray(other)
    return one.shape == other.shape and bool(np.array_equal(one, other))


def _as_numbers(result):
    """The result as an array of real numbers, float32 left as it is, or None where it is none."""
    try:
        result = np.asarray(result)
    except ValueError:  # lists of different lengths
        return None
    if result.dtype == np.float32:
        return result
    return result.astype(float) if result.dtype.kind in "biuf" else None


def _is_finite(result):
    return bool(np.all(np.isfinite(result)))


def _shape(array):
    if not array.ndim:
        return "that of a single number"
    return f"({', '.join(map(str, array.shape))}{',' * (array.ndim == 1)})"
