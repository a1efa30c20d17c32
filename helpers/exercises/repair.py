"""A line of a backward pass as a reader types it anew: read, run on three batches, judged."""

import re
from dataclasses import replace
from functools import cached_property

import numpy as np

from helpers.exercises.backward_pass import check_shape, values_before
from helpers.exercises.diagnosis import alike, all_alike, diagnose
from helpers.exercises.mistakes import MISTAKES
from helpers.exercises.question import Verdict
from helpers.exercises.value import NO_VALUE, value_at
from helpers.exercises.words import LONGEST, FormulaError, Letter, words
from helpers.language.printing import code
from helpers.numeric.forward import forward_propagation
from helpers.numeric.losses import one_hot
from helpers.pictures.text import label, number

ARRAY, LAYERS = Letter(domain="array"), Letter(domain="layers")
WORDS = words(
    "N",
    "n",
    functions=("g'", "over_samples"),
    **dict.fromkeys(("W", "a", "h", "grad_a", "grad_h"), LAYERS),
    **dict.fromkeys(("y_hat", "y_hat_l", "x"), ARRAY),
    e=Letter(aliases=("y",), domain="array"),
)
OTHERS = 5, 11  # samples of the other two batches
SUMMED = r"(\w+(?:\[\d+\])?)"
AXIS = r"\s*(?:axis\s*=\s*)?1\s*\)"
AS_IN_NUMPY = (
    (re.compile(rf"\bnp\.sum\(\s*{SUMMED}\s*,{AXIS}"), r"over_samples(\1)"),
    (re.compile(rf"\b{SUMMED}\.sum\({AXIS}"), r"over_samples(\1)"),
)


class Repair:
    """Answers to the question how the wrong line should read.

    Parameters
    ----------
    hunt : BugHunt
    """

    def __init__(self, hunt):
        self.hunt = hunt
        self.line = hunt.right_lines[hunt.number - 1]

    def judge(self, text):
        """Return the verdict on a right side."""
        try:
            line = self._read(text)
        except FormulaError as reason:
            return Verdict(False, str(reason), counts=False)
        try:
            check_shape(line, self._batches[0], self.hunt.network)
        except ValueError as reason:
            return self._misfit(line, str(reason))
        given, right = self.outcomes(line.tree), self.outcomes(self.line.tree)
        if given[0] is None:
            return Verdict(False, NO_VALUE)
        if all_alike(given, right) and self.hunt.repaired_report(text).passed:
            return Verdict(True, f"Right. {self._tried()} {self.hunt.why}")
        if all_alike(given, self.outcomes(self.hunt.lines[self.hunt.number - 1].tree)):
            same = "This is the line as it was, or gives the same."
            return self.hunt.wrong([MISTAKES[self.hunt.planted[1]]], same)
        if alike(given[0], right[0]):
            return Verdict(False, self._on_others(given, right))
        mistakes = diagnose(given, self.line.tree, self.outcomes, self.hunt.without)
        return self.hunt.wrong(mistakes, otherwise=self._still_wrong(text))

    def line_of(self, text):
        """Return the line with this right side, or None where it cannot be read or run."""
        try:
            line = self._read(text)
            check_shape(line, self._batches[0], self.hunt.network)
        except ValueError:  # a FormulaError is one
            return None
        return None if value_at(line.tree, self._batches[0]) is None else line

    def outcomes(self, tree):
        """Return what a right side gives on each batch, all lines above being right."""
        return [self._outcome(tree, values) for values in self._batches]

    def _outcome(self, tree, values):
        line = replace(self.line, text=code(tree))
        try:
            check_shape(line, values, self.hunt.network)
        except ValueError:
            return None
        return value_at(tree, values)

    def _read(self, text):
        if isinstance(text, str) and len(text) <= LONGEST:
            left, equals, right = text.partition("=")
            if equals and left.strip() == self.line.target:
                text = right
            for pattern, ours in AS_IN_NUMPY:
                text = pattern.sub(ours, text)
        return replace(self.line, text=code(WORDS.read(text)))

    @cached_property
    def _batches(self):
        """What each letter stands for when the line is reached, on three batches."""
        network, rng = self.hunt.network, np.random.default_rng(3)
        n, k = network.sizes[0], network.sizes[-1]
        pairs = [(self.hunt.x, self.hunt.y)]
        for N in OTHERS:
            pairs.append((rng.standard_normal((n, N)), one_hot(rng.integers(k, size=N), k)))
        return [
            values_before(
                self.hunt.number, self.hunt.right_lines, network, forward_propagation(network, x), y
            )
            for x, y in pairs
        ]

    def _misfit(self, line, reason):
        """Say what does not fit, and which known mistake is written just so."""
        for mistake in MISTAKES.values():
            if any(code(wrong) == line.text for wrong in mistake.variants(self.line.tree)):
                return self.hunt.wrong([mistake], reason)
        return Verdict(False, reason)

    def _tried(self):
        N = self.hunt.x.shape[1]
        others = " and ".join(map(str, OTHERS))
        return (
            f"Every gradient agrees with its central difference on this batch of {N}, and the "
            f"line is right on two more, of {others}."
        )

    def _on_others(self, given, right):
        which = next(i for i in (1, 2) if not alike(given[i], right[i]))
        return (
            f"On this batch of {self.hunt.x.shape[1]} it is right, on one of {OTHERS[which - 1]} "
            "it is not: is there a number in it that fits only here?"
        )

    def _still_wrong(self, text):
        """Name the entry that is furthest off, with both numbers."""
        check = self.hunt.repaired_report(text)
        if check is None:
            return NO_VALUE
        if check.passed:
            return "Very near: the check does not see the difference, but the line is not exact."
        block, where, (central, given) = check.worst.block, check.worst.where, check.worst.values
        entry = label(block[0], int(block[2:-1]), *(i + 1 for i in where))
        return (
            rf"Not yet: with it $\partial \mathcal{{L}} / \partial {entry}$ is "
            f"{number(given, 4)}, by central differences {number(central, 4)}."
        )
