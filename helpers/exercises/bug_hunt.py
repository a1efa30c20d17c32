"""Bug hunt: a backward pass with a planted mistake, found by a gradient check and repaired.

Two rules clear a line. A block that is computed from it and agrees says that it is right. A wrong
block that is not computed from it says that the mistake is elsewhere.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache, cached_property
from itertools import pairwise

import numpy as np

from helpers.exercises.backward_pass import (
    blocks_reached,
    gradient_by,
    lines_of,
    losses_of_descent,
    placements,
    plant,
    run_lines,
    values_before,
)
from helpers.exercises.formula import (
    MOST_CHARACTERS,
    NO_VALUE,
    FormulaError,
    Variable,
    value_at,
    vocabulary,
)
from helpers.exercises.mistakes import MISTAKES, rewritten
from helpers.exercises.outcomes import alike, all_alike
from helpers.exercises.question import Computed, Verdict
from helpers.language import nodes as n
from helpers.language.printing import code
from helpers.numeric.agreement import check_gradients, show_error
from helpers.numeric.differences import finite_differences
from helpers.numeric.forward import forward_propagation
from helpers.numeric.losses import one_hot
from helpers.numeric.network import Network
from helpers.pictures.text import label, number

ETA, STEPS = 0.3, 60  # of the descent that a planted mistake has to survive
FALLEN = 0.8  # what it leaves of the loss at the start, at most
FALLING = 0.75  # the share of steps in which the loss falls, at least
CLEAR = 1e-3  # the least relative error that is seen at once
OTHERS = 5, 11  # samples of the two batches on which a repair is tried besides
ARRAY, LAYERS = Variable(domain="array"), Variable(domain="layers")
VOCABULARY = vocabulary(
    "N",
    "n",
    functions=("g'", "over_samples", "tanh", "sigma", "cosh", "sech"),
    **dict.fromkeys(("W", "a", "h", "grad_a", "grad_h"), LAYERS),
    **dict.fromkeys(("y_hat", "y_hat_l", "x"), ARRAY),
    e=Variable(aliases=("y",), domain="array"),
)


def _in_place_of_slope(written):
    """A rule that writes something with h[k] in place of the slope g'(a[k])."""

    def rule(u, around):
        match u:
            case n.Call("g'", (n.Whole("a", layer),)):
                return [written(n.Whole("h", layer))]
        return []

    return rule


OF_SLOPES = {
    "$h$ stands where the slope $g'(a)$ belongs.": _in_place_of_slope(lambda h: h),
    "That is the slope of the logistic function, and these units have another one.": (
        _in_place_of_slope(lambda h: n.Times((h, n.Plus((n.ONE, n.Negative(h))))))
    ),
    "That is the slope of tanh, and these units have another activation function.": (
        _in_place_of_slope(lambda h: n.Plus((n.ONE, n.Negative(n.Power(h, n.number(2))))))
    ),
    "Not the slope: these are the $a$ themselves.": _in_place_of_slope(
        lambda h: n.Whole("a", h.layer)
    ),
}


def small_case(seed):
    """Return a network of three layers, 4 → 3 → 3 → 3, and 8 samples of three classes to learn.

    The hidden layers are square, so that a transpose can be forgotten. One of the first three
    inputs is larger the more for the class: there is something to learn.
    """
    rng = np.random.default_rng(seed)
    y = one_hot(rng.permutation(np.arange(8) % 3), 3)
    x = rng.standard_normal((4, 8))
    x[:3] += 1.5 * y
    return Network.initialise([4, 3, 3, 3], activation="tanh", seed=seed), x, y


@cache
def _prepared(case, seed):
    """The case of a seed, and its central differences."""
    network, x, y = case(seed)
    return network, x, y, finite_differences(network, x, y)


@dataclass(frozen=True, kw_only=True)
class BugHunt(Computed):
    """A backward pass with a mistake: the reader finds the layer and the line, and repairs it.

    `planted` is (number of the line counted from 1, name of the mistake, variant). `case` leads
    from a seed to a network with softmax, a batch x and its one-hot columns y. Hints and solution
    come from the mistake, unless they are given. A mistake that cannot be hunted is refused.
    """

    truth: str = ""
    hints: tuple = ()
    solution: str = ""
    planted: tuple
    case: Callable = small_case
    seed: int = 0

    kind = "bug hunt"
    steps = 2  # the place, then the repair

    def __post_init__(self):
        if not self.hides():
            raise ValueError(f"{self.name} plants {self.planted}, which does not hide there")
        right = self._right_line
        solution = f"Line {self.number} has to read `{right.code}`."
        object.__setattr__(self, "truth", right.text)
        object.__setattr__(self, "hints", self.hints or self._own_hints())
        object.__setattr__(self, "solution", self.solution or solution)
        super().__post_init__()

    network = property(lambda self: _prepared(self.case, self.seed)[0])
    x = property(lambda self: _prepared(self.case, self.seed)[1])
    y = property(lambda self: _prepared(self.case, self.seed)[2])

    @property
    def number(self):
        """The number of the wrong line, counted from 1."""
        return self.planted[0]

    @property
    def layer(self):
        """The layer whose gradient the wrong line gives."""
        return self.lines[self.number - 1].layer

    @cached_property
    def right_lines(self):
        return lines_of(self.network.L)

    @cached_property
    def lines(self):
        return plant(self.right_lines, *self.planted)

    @cached_property
    def report(self):
        """The gradients beside the central differences, entry by entry: a Comparison."""
        return self._check(self.lines)

    @cached_property
    def losses(self):
        """The loss before each step of descent and after all: with the mistake, without."""
        return self._falling, self._losses_by(self.right_lines)

    @cached_property
    def _falling(self):
        return self._losses_by(self.lines)

    def _losses_by(self, lines):
        return losses_of_descent(lines, self.network, self.x, self.y, ETA, STEPS)

    def _check(self, lines):
        network, x, y, differences = _prepared(self.case, self.seed)
        gradients = run_lines(lines, network, forward_propagation(network, x), y)
        return check_gradients(network, x, y, gradients=gradients, differences=differences)

    def hides(self):
        """Whether the mistake can be hunted: it runs, it shows in the check, and the loss falls.

        In the check the blocks computed from the line, and no others, have an entry with a relative
        error above 1e-3. 60 steps of descent on the batch, with a learning rate of 0.3, leave less
        than 80 % of the loss, which falls in three of four steps.
        """
        try:
            reached = blocks_reached(self.lines, self.number)
            least = min(self.report.errors[block].max() for block in reached)
            if set(self.report.wrong) != set(reached) or least <= CLEAR:
                return False
            losses = self._falling
        except (ValueError, LookupError):  # shapes, what the pass has not, an overflow
            return False
        falling = sum(later < now for now, later in pairwise(losses))
        return losses[-1] < FALLEN * losses[0] and falling >= FALLING * STEPS

    def another(self, seed):
        """Return a hunt for another mistake, in a network and a batch of this seed."""
        for planted in _shuffled(placements(self.right_lines), [seed, self.number]):
            if planted[:2] != self.planted[:2]:
                try:
                    return replace(self, planted=planted, seed=seed, hints=(), solution="")
                except ValueError:  # it does not hide there
                    continue
        raise ValueError(f"no mistake hides in the backward pass of seed {seed}")

    # where is it?

    def judge_place(self, layer, line):
        """Return the verdict on where the mistake is: a layer and a line, both from 1."""
        L, count = self.network.L, len(self.lines)
        if not _is_among(layer, L) or not _is_among(line, count):
            sentence = f"Choose a layer from 1 to {L} and a line from 1 to {count}."
            return Verdict(False, sentence, counts=False)
        named = self.lines[line - 1]
        if named.layer != layer:
            belongs = f"Line {line} gives `{named.target}`, so it is of layer {named.layer}"
            return Verdict(False, f"{belongs}, not of layer {layer}.", counts=False)
        if line == self.number:
            return Verdict(True, self._why_here())
        return Verdict(False, self._why_not(line))

    def _why_here(self):
        reached = blocks_reached(self.lines, self.number)
        others = [block for block in self.report.errors if block not in reached]
        agreeing = f" {_listed(others)} {_agree(others)}." if others else ""
        return (
            f"Found: layer {self.layer}, line {self.number}. What it leads to is wrong, and "
            f"nothing else: {_listed(reached)}.{agreeing} Now repair it."
        )

    def _why_not(self, line):
        reached, wrong = blocks_reached(self.lines, line), self.report.wrong
        agreeing = [block for block in reached if block not in wrong]
        if agreeing:
            nearest = _highest(agreeing)
            them, they = ("it", "it") if len(nearest) == 1 else ("them", "they")
            return (
                f"{_listed(nearest)} {_agree(nearest)} with the central differences, and line "
                f"{line} leads to {them}: were line {line} wrong, {they} would be wrong as well."
            )
        missed = sorted(set(wrong) - set(reached), key=lambda block: (-layer_of(block), block))
        if missed:
            error = show_error(self.report.errors[missed[0]].max())
            return (
                f"{_listed(missed[:1])} is wrong, with a relative error of {error}, and "
                f"nothing of line {line} goes into it: a mistake there would not reach it."
            )
        return (
            f"Near: {_listed(reached)} are wrong, and line {line} leads to them. But line {line} "
            "itself is what the chain rule asks for; look at the other line on the same way."
        )

    def _own_hints(self):
        return (
            f"The pass starts at layer {self.network.L} and runs down to layer 1; a mistake "
            "reaches only what is computed from it. Find the first wrong block on this way.",
            self._reading(),
            f"It is line {self.number}. {self.hint(MISTAKES[self.planted[1]])}",
        )

    def _reading(self):
        """What the first wrong layer, the highest, tells, without naming the line."""
        wrong = _highest(self.report.wrong)
        layer = layer_of(wrong[0])
        blocks = [block for block in self.report.errors if layer_of(block) == layer]
        if len(wrong) == 1:
            other = [block for block in blocks if block not in wrong]
            which = f"{_listed(wrong)} is wrong and {_listed(other)} is not"
            return f"In layer {layer}, {which}, so `grad_a[{layer}]` is right."
        suspects = " and ".join(
            f"`{line.target}`"
            for line in self.lines
            if line.layer == layer and line.letter in ("grad_a", "grad_h")
        )
        return (
            f"In layer {layer}, {_listed(blocks)} are wrong: the mistake is in what they share. "
            f"Look at {suspects}."
        )

    # how should it read?

    def judge_repair(self, text):
        """Return the verdict on the right side of the wrong line, as it is typed."""
        try:
            line = self._typed(text)
        except FormulaError as reason:
            return Verdict(False, str(reason), counts=False)
        try:
            gradient_by(line, self._batches[0])
        except ValueError as reason:
            return self._misfit(line, str(reason))
        given, right = self._outcomes(line.tree), self._outcomes(self.tree)
        if given[0] is None:
            return Verdict(False, NO_VALUE)
        check = self.repaired_report(text)
        if all_alike(given, right) and check.passed:
            return Verdict(True, f"Right. {self._tried()} {self.why}")
        if all_alike(given, self._outcomes(self.lines[self.number - 1].tree)):
            same = "This is the line as it was, or gives the same."
            return self.wrong([MISTAKES[self.planted[1]]], same)
        if alike(given[0], right[0]):
            return Verdict(False, self._on_others(given, right))
        mistakes = self.diagnose(given)
        said = "" if len(mistakes) == 1 else self._slip(given)
        return self.wrong(() if said else mistakes, otherwise=said or _still_wrong(check))

    def _slip(self, given):
        """Return what is said of a slip that is no mistake of the catalogue, or ""."""
        tree, N = self.tree, n.Letter("N")
        again = (
            "The $1/N$ is there already: the first line has it, and it is handed down.",
            ([n.Over(tree, N)] if self.number > 1 else []),
        )
        a = n.Whole("a", n.number(self.layer))
        too_far = (
            "That is a step too far: through the activation function leads the next line.",
            ([n.Times((tree, n.Call("g'", (a,))))] if isinstance(tree, n.MatMul) else []),
        )
        slopes = ((said, list(rewritten(tree, rule))) for said, rule in OF_SLOPES.items())
        for said, forms in (again, too_far, *slopes):
            if any(all_alike(self._outcomes(form), given) for form in forms):
                return said
        return ""

    def repaired_report(self, text):
        """Return what `report` would be with this right side; None where it does not run."""
        try:
            line = self._typed(text)
            if self._outcomes(line.tree)[0] is None:
                return None
            return self._check((*self.lines[: self.number - 1], line, *self.lines[self.number :]))
        except ValueError:  # it cannot be read, or below a number grows beyond all bounds
            return None

    @property
    def _right_line(self):
        return self.right_lines[self.number - 1]

    def _typed(self, text):
        """Return the line with this right side, or raise FormulaError."""
        if isinstance(text, str) and len(text) <= MOST_CHARACTERS:
            left, equals, right = text.partition("=")
            if equals and left.strip() == self._right_line.target:
                text = right
        return replace(self._right_line, text=code(VOCABULARY.read(text)))

    def _outcomes(self, tree):
        """What a right side gives on each batch, all lines above being right."""
        return [self._outcome(tree, values) for values in self._batches]

    def _outcome(self, tree, values):
        try:
            gradient_by(replace(self._right_line, text=code(tree)), values)
        except ValueError:
            return None
        return value_at(tree, values)

    @cached_property
    def _batches(self):
        """What each letter stands for when the line is reached, on three batches."""
        rng = np.random.default_rng(3)
        rows, classes = self.network.sizes[0], self.network.sizes[-1]
        batches = [(self.x, self.y)]
        for N in OTHERS:
            batches.append(
                (rng.standard_normal((rows, N)), one_hot(rng.integers(classes, size=N), classes))
            )
        before = self.number, self.right_lines, self.network
        return [values_before(*before, forward_propagation(self.network, x), y) for x, y in batches]

    def _misfit(self, line, reason):
        """Say what does not fit, and which known mistake is written just so."""
        for mistake in MISTAKES.values():
            if any(code(wrong) == line.text for wrong in mistake.variants(self.tree)):
                return self.wrong([mistake], reason)
        return Verdict(False, reason)

    def _tried(self):
        return (
            f"Every gradient agrees with its central difference on this batch of "
            f"{self.x.shape[1]}, and the line is right on two more, of "
            f"{' and '.join(map(str, OTHERS))}."
        )

    def _on_others(self, given, right):
        which = next(i for i in (1, 2) if not alike(given[i], right[i]))
        return (
            f"On this batch of {self.x.shape[1]} it is right, on one of {OTHERS[which - 1]} "
            "it is not: is there a number in it that fits only here?"
        )


def _still_wrong(check):
    """Name the entry that is furthest off, with both numbers."""
    if check is None:
        return NO_VALUE
    if check.passed:
        return "Very near: the check does not see the difference, but the line is not exact."
    block, where, (central, given) = check.worst.block, check.worst.where, check.worst.values
    entry = label(block[0], layer_of(block), *(i + 1 for i in where))
    return (
        rf"Not yet: with it $\partial \mathcal{{L}} / \partial {entry}$ is "
        f"{number(given, 4)}, by central differences {number(central, 4)}."
    )


def _shuffled(planted, seed):
    """The placements in random order, so that each kind of mistake is as likely to come first."""
    rng = np.random.default_rng(seed)
    names = list(dict.fromkeys(name for _, name, _ in planted))
    for name in rng.permutation(names):
        of_name = [p for p in planted if p[1] == name]
        yield from (of_name[i] for i in rng.permutation(len(of_name)))


def layer_of(block):
    """Return the layer of a block, as 2 of W[2]."""
    return int(block[2:-1])


def _highest(blocks):
    """The blocks of the highest layer."""
    layer = max(map(layer_of, blocks))
    return [block for block in blocks if layer_of(block) == layer]


def _is_among(number, last):
    return isinstance(number, int) and number in range(1, last + 1)


def _agree(blocks):
    return "agrees" if len(blocks) == 1 else "agree"


def _listed(blocks):
    *names, last = (rf"$\nabla {block[0]}_{{{layer_of(block)}}}$" for block in blocks)
    return f"{', '.join(names)} and {last}" if names else last
