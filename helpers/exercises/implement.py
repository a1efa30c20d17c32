"""Implement: a reader's function is run on random cases; shapes come before values."""

import ast
import inspect
import re
import textwrap
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from linecache import getline
from traceback import walk_tb

import numpy as np

from helpers.exercises.formula import value_at
from helpers.exercises.outcomes import alike, diagnose, near
from helpers.exercises.question import Computed, Verdict, told_apart
from helpers.exercises.time_limit import TimeLimit, within

MISFIT = re.compile(r"matmul: Input operand 1 .* \(size (\d+) is different from (\d+)\)")
FITS_NOT = r"the shapes do not fit: \2 columns left of the @, \1 rows right of it"
SECONDS = 5  # that a reader's function may take on a case
LONGEST_MESSAGE = 300  # characters of an exception's message
NOT_ATTEMPTED = "Not attempted yet: write the function, then run the cell."


@dataclass(frozen=True)
class Trial:
    """A case on which a reader's function is run: its arguments by name, and what mistakes need."""

    label: str
    values: dict


def one_or_batch(N):
    """Name N samples; None is one without a second axis."""
    return "one sample" if N is None else f"a batch of {N}"


def units_above(*sizes):
    """Return the sizes of a layer of m units above n, for N samples, by what they are called."""
    return {f"{one_or_batch(N)}, with {m} units above {n}": (m, n, N) for m, n, N in sizes}


LAYER_SIZES = units_above((3, 4, None), (3, 3, None), (3, 3, 5), (2, 4, 6), (4, 2, 3), (2, 3, 1))


def trials(make, sizes=LAYER_SIZES):
    """Return the trials of a question: what `make(rng, *size)` gives for each size, by its name."""
    return lambda rng: [Trial(name, make(rng, *size)) for name, size in sizes.items()]


def random_columns(rng, rows, N):
    """Return random numbers: a vector, or, for a batch of N, a column a sample."""
    return rng.normal(size=rows if N is None else (rows, N))


@dataclass(frozen=True, kw_only=True)
class Implement(Computed):
    """A question whose answer is a function; the truth is over its arguments' names."""

    arguments: tuple
    trials: Callable  # from a numpy.random.Generator to a list of Trial, batches among them

    kind = "implement"
    functions = 1

    def judge(self, function):
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
            except TimeLimit:
                stopped = f"On {trial.label} your function was stopped after {SECONDS} seconds"
                return Verdict(False, f"{stopped}. Does its loop come to an end?")
            results.append(result)
            sentences.append(sentence)
        if not any(sentences):
            return Verdict(True, f"Right on all {len(trials)} cases that were tried. {self.why}")
        mistakes, slip = self._explained(results, right)
        return self.wrong(mistakes, next(filter(None, sentences)), otherwise=slip)

    def _explained(self, results, right):
        """Return the known mistakes, or a slip, from the cases in which nothing has overflowed."""
        kept = [i for i, result in enumerate(results) if result is None or _is_finite(result)]
        if not kept:
            return (), ""
        answer = [results[i] for i in kept]

        def outcomes(tree):
            return [self._outcomes(tree)[i] for i in kept]

        if said := self.slip(answer, outcomes):
            return (), said
        return diagnose(answer, right, outcomes, self.without), ""

    def _trials(self):
        return self.trials(np.random.default_rng(5))

    def _outcomes(self, tree):
        return [value_at(tree, trial.values) for trial in self._trials()]

    def _run(self, function, trial, expected):
        """Return the result, or None, and what is wrong with it, or None."""
        given = deepcopy([trial.values[name] for name in self.arguments])
        try:
            with np.errstate(all="ignore"):
                result = within(SECONDS, lambda: function(*given))
        except NotImplementedError:
            raise
        except (TimeLimit, KeyboardInterrupt):
            raise
        except BaseException as error:
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
    """Whether a function has no statement but a docstring or three dots, as in the notebook."""
    try:
        definition = ast.parse(textwrap.dedent(inspect.getsource(function))).body[0]
    except Exception:  # whatever has no source that can be read alone is no stub
        return False
    return isinstance(definition, ast.FunctionDef) and all(map(_is_idle, definition.body))


def _is_idle(statement):
    match statement:
        case ast.Pass() | ast.Expr(ast.Constant()) | ast.Return(None | ast.Constant(None)):
            return True
    return False


def where_it_failed(error, function):
    """Return a sentence: the exception, and the line of the function that raised it."""
    try:
        message = MISFIT.sub(FITS_NOT, str(error))
    except Exception:  # it cannot even say what is wrong
        message = ""
    message = message if len(message) <= LONGEST_MESSAGE else f"{message[:LONGEST_MESSAGE]}…"
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
    if isinstance(one, list):  # arrays by layer
        return len(one) == len(other) and all(map(_is_same, one, other))
    if callable(one):
        return True
    if isinstance(one, np.ndarray) and np.shape(other) == one.shape:
        return bool(np.allclose(one, other, rtol=1e-14, atol=1e-15))  # put back but for rounding
    return np.array_equal(one, other)


def _as_numbers(result):
    """The result as an array of real numbers, float32 left as it is, or None where it is none."""
    try:
        result = np.asarray(result)
        if result.dtype.kind == "O" or (result.dtype.kind == "c" and not np.any(result.imag)):
            result = np.asarray(result.tolist() if result.dtype.kind == "O" else result.real)
    except Exception:  # lists of different lengths, or what makes no array
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
