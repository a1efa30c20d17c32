"""The capstone: a reader's forward pass, backward pass and descent, judged layer by layer.

Each is judged by itself, on what the right ones before it give, and gradient descent with the
reader's own two as well once these are right.
"""

from dataclasses import dataclass, field
from functools import cache

import numpy as np

from helpers.exercises.capstone_cases import (
    RETURNS,
    Case,
    NoLayerZeroError,
    alike,
    cases,
    close,
    outcome,
)
from helpers.exercises.capstone_programs import KNOWN, PARTS, Planted, compounds, hint, singles
from helpers.exercises.implement import is_stub
from helpers.exercises.question import Question, Verdict, told_apart
from helpers.exercises.rebound import calling
from helpers.exercises.time_limit import TimeLimit

SECONDS = 5  # that a reader's function may take on a case
RIGHT, WRONG, MISSHAPEN, MISSING = "right", "wrong", "shape", "not computed"
NOT_WRITTEN = "Not attempted yet: write the three functions, then run their cells and this one."
GUARD, ALIASED = "k > 1 guard missing", "aliased copy"


@dataclass(frozen=True)
class PartReport:
    """What is said of one part without a hint, the hint, and the known mistakes behind it."""

    part: str
    sentence: str
    is_right: bool = False
    is_written: bool = True
    hint: str = ""
    mistakes: tuple = ()
    case: Case | None = None  # of which the sentence speaks
    states: dict = field(default_factory=dict)  # by block: (state, relative error)


@dataclass(frozen=True, kw_only=True)
class Capstone(Question):
    """A question whose answer is three functions, in the order of `PARTS`.

    Each is a step of its own: one that is right counts, whatever the others are.
    """

    kind = "capstone"
    steps = len(PARTS)
    functions = len(PARTS)  # that it takes

    def mistakes(self):
        """Return the names of the mistakes that a wrong program can show."""
        return tuple(dict.fromkeys([*(name for part in PARTS for name in KNOWN[part]), ALIASED]))

    def judge(self, functions):
        """Return the verdict on the three functions, or on as many as there are."""
        return self.verdict(self.reports(functions))

    def reports(self, functions):
        """Return a report for each part; ValueError where what came is no function."""
        given = list(functions) if isinstance(functions, tuple | list) else [functions]
        given += [None] * (len(PARTS) - len(given))
        if len(given) > len(PARTS) or any(f is not None and not callable(f) for f in given):
            raise ValueError(f"{self.name} asks for {len(PARTS)} functions: {', '.join(PARTS)}")
        forward, backward, descent = given
        first = [judged(part, each) for part, each in zip(PARTS, (forward, backward), strict=False)]
        right = [Planted(part).function for part in PARTS[:2]]
        alone = calling(descent, list(zip((forward, backward), PARTS, right, strict=False)))
        if all(report.is_right for report in first):
            last = judged(PARTS[2], descent)
            if last.is_written and not last.is_right and judged(PARTS[2], alone).is_right:
                last = _do_not_fit(
                    last, [_name(part, f) for part, f in zip(PARTS, given, strict=True)]
                )
        elif alone is None and descent is not None:
            waits = f"{_named(PARTS[2], descent)} is looked at once the other two are right."
            last = PartReport(PARTS[2], waits, is_written=False)
        else:
            last = judged(PARTS[2], alone)
        return [*first, last]

    def verdict(self, reports, with_hints=True):
        """Return one verdict on all parts."""
        if not any(report.is_written for report in reports):
            return Verdict(False, NOT_WRITTEN, counts=False)
        said = [f"{r.sentence} {r.hint if with_hints else ''}".strip() for r in reports]
        if all(report.is_right for report in reports):
            return Verdict(True, "\n".join([*said, self.why]))
        wrong = next((report.mistakes for report in reports if report.mistakes), ())
        return Verdict(False, "\n".join(said), wrong)


def judged(part, function):
    """Return the report on one function, run on all cases."""
    called = _named(part, function)
    if function is None or is_stub(function):
        return _not_written(part, called)
    outcomes = []
    for case in cases():
        outcomes.append(outcome(part, function, case, SECONDS))
        if outcomes[-1].error is NotImplementedError:
            return _not_written(part, called)
        if outcomes[-1].error is TimeLimit:
            break
    count, truths = len(cases()), [right_outcome(part, case) for case in cases()]
    is_right = [one == other for one, other in zip(outcomes, truths, strict=False)]
    if all(is_right):
        sentence = f"{called} is right in all {count} cases.{_overflow(part, function)}"
        return PartReport(part, sentence, True, case=_deepest(), states=_all(part, RIGHT))
    at = is_right.index(False)
    case, found, truth = cases()[at], outcomes[at], truths[at]
    names = mistakes_behind(part, outcomes)
    tally = f"is right in {sum(is_right)} of {count} cases" if any(is_right) else "is not right yet"
    sentence = f"{called} {tally}{_one_or_many(is_right)}. On {_label(part, case)}"
    about = {"hint": " And: ".join(map(hint, names)), "mistakes": names, "case": case}
    if found.complaint:
        return PartReport(part, f"{sentence}, {found.complaint}", states=_none(part, case), **about)
    states = _states(found, truth)
    block = next(b for b in case.blocks(part) if states[b][0] != RIGHT)
    sentence += (
        f", {latex(part, *block, case.L)} is the first block that is wrong: "
        f"{_difference(part, block, case, found, truth)}"
    )
    if part == PARTS[1]:
        sentence += _reasoning(function, case, states, block)
    return PartReport(part, sentence, states=states, **about)


def mistakes_behind(part, outcomes):
    """Return the known mistakes that lead to just these outcomes: one, or two at once, or none."""
    errors = [found.error for found in outcomes]
    if part == PARTS[2] and "changed" in errors:
        return (ALIASED,)
    if NoLayerZeroError in errors:
        return (GUARD,)
    if TimeLimit in errors or all(errors):
        return ()
    numbers = [each for found in outcomes for each in found.arrays.values() if each is not None]
    is_finite = all(np.all(np.isfinite(array)) for array in numbers)
    for planted in (*singles(part), *(compounds(part) if is_finite else ())):
        if all(found == planted_outcome(planted, place) for place, found in enumerate(outcomes)):
            return planted.names
    return ()


@cache
def planted_outcome(planted, place):
    """Return what a program with a known mistake makes of a case."""
    return outcome(planted.part, planted.function, cases()[place])


def right_outcome(part, case):
    """Return what the right program makes of a case."""
    right = outcome(part, Planted(part).function, case)
    if right.error:
        raise ValueError(f"the right {part} is none on {case.label}: {right.complaint}")
    return right


# what is said


def _name(part, function):
    name = getattr(function, "__name__", part)
    return name if name.isidentifier() else part


def _named(part, function):
    return f"`{_name(part, function)}`"


def _not_written(part, called):
    sentence = f"{called} is not written yet."
    states = _all(part, MISSING)
    return PartReport(part, sentence, is_written=False, case=_deepest(), states=states)


def _do_not_fit(report, names):
    forward, backward, descent = names
    sentence = (
        f"`{descent}` is right with the package's two passes, not with yours: each of these is "
        f"right by itself, so what `{forward}` returns is not what `{backward}` reads, or one of "
        "them keeps something from one call to the next."
    )
    return PartReport(PARTS[2], sentence, case=report.case, states=report.states)


def _label(part, case):
    steps = case.values["max_iterations"]
    if part != PARTS[2]:
        return case.label
    return f"{case.label}, {steps} {'step' if steps == 1 else 'steps'}"


def _one_or_many(is_right):
    """Say so where all that is wrong is single samples, and only they, or is batches."""
    which = {
        is_batch: {right for case, right in zip(cases(), is_right, strict=False)
                   if (case.values["x"].ndim == 2) == is_batch}
        for is_batch in (False, True)
    }  # fmt: skip
    if which == {False: {False}, True: {True}}:
        return ", in all batches, but not for one sample"
    if which == {False: {True}, True: {False}}:
        return ", all those of one sample, but not for batches"
    return ""


def _overflow(part, function):
    """Say so where a forward pass that is right cannot take large numbers."""
    large = {"W": [None, np.diag([1000.0, 0.0])], "b": [None, np.zeros(2)], "x": np.ones(2)}
    case = Case("large numbers", cases()[0].values | large)
    if part == PARTS[0] and outcome(part, function, case, SECONDS) != right_outcome(part, case):
        return " (A pre-activation of 1000 is too large for its softmax: 4.3 has a remedy.)"
    return ""


def _deepest():
    return max(cases(), key=lambda case: case.L)


def _all(part, state):
    return dict.fromkeys(_deepest().blocks(part), (state, 0.0))


def _none(part, case):
    return dict.fromkeys(case.blocks(part), (MISSING, 0.0))


def _states(found, truth):
    """Return, by block, whether it is right, and how far off."""
    states = {}
    for block, right in truth.arrays.items():
        array = found.arrays[block]
        if array is None:
            states[block] = MISSING, 0.0
        elif array.shape != right.shape:
            states[block] = MISSHAPEN, 1.0
        elif alike(array, right):
            states[block] = RIGHT, 0.0
        else:
            with np.errstate(all="ignore"):
                off = np.abs(array - right) / np.maximum(np.abs(array), np.abs(right))
            states[block] = WRONG, float(np.max(np.where(close(array, right), 0, off)))
    return states


def latex(part, letter, k, L):
    """Return a block as the lecture writes it."""
    if part == PARTS[1]:
        return rf"$\nabla_{{{letter.removeprefix('grad_')}_{{{k}}}}}$"
    if part == PARTS[0] and (letter, k) == ("h", L):
        return r"$\hat{y}$"
    return f"${letter}_{{{k}}}$"


def code(part, letter, k, L):
    """Return a block as it is called in the reader's code."""
    return "`y_hat`" if part == PARTS[0] and (letter, k) == ("h", L) else f"`{letter}[{k}]`"


def _difference(part, block, case, found, truth):
    """Say how a block differs from what it should be."""
    mine, right, called = found.arrays[block], truth.arrays[block], code(part, *block, case.L)
    if mine is None:
        return f"{called} is not computed."
    if mine.shape != right.shape:
        return f"{called} has shape {mine.shape}, expected {right.shape}."
    if not np.all(np.isfinite(mine)):
        return f"{called} holds a number that is not finite."
    place = tuple(map(int, np.argwhere(~close(mine, right))[0]))
    came, expected = told_apart(float(mine[place]), float(right[place]))
    return f"entry {list(place)} of {called} is ${came}$, expected ${expected}$."


def _reasoning(function, case, states, block):
    """Say which gradient between the blocks must be wrong, where two blocks tell it."""
    k = block[1]
    if {states["grad_W", k][0], states["grad_b", k][0]} != {WRONG}:
        return ""
    both = rf" $\nabla_{{W_{{{k}}}}}$ and $\nabla_{{b_{{{k}}}}}$ are both wrong"
    if k == case.L:
        return rf"{both}, so look at what they share: $\nabla_{{a_{{{k}}}}}$."
    above = rf"{both}, and those of layer {k + 1} right, so look at what lies between: "
    is_wrong, is_asked = _without_slope(function, case, k)
    if is_wrong and is_asked:
        stays = r"they stay wrong where $g'$ is 1 everywhere"
        return rf"{above}{stays}, so it is $\nabla_{{h_{{{k}}}}}$ that is wrong first."
    slope = rf"they are right where $g'$ is 1 everywhere, so $\nabla_{{h_{{{k}}}}}$ is right"
    if is_wrong:
        slope = "`g_prime` is not asked for any slope"
    return rf"{above}{slope}, and $\nabla_{{a_{{{k}}}}}$ is wrong first."


def _without_slope(function, case, k):
    """Return whether layer k is wrong where g' is 1 everywhere, and whether g' is asked for."""
    asked = []

    def flat_slope(a):
        asked.append(a)
        return np.ones_like(a)

    flat = Case(case.label, case.values | {"g_prime": flat_slope})
    found, is_asked = outcome(PARTS[1], function, flat, SECONDS), bool(asked)
    right = right_outcome(PARTS[1], flat)
    is_wrong = bool(found.error) or any(
        not alike(found.arrays[name, k], right.arrays[name, k]) for name in RETURNS[PARTS[1]]
    )
    return is_wrong, is_asked
