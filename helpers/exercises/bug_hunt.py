"""Bug hunt: a backward pass with a planted mistake, found by a gradient check and repaired."""

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from helpers.exercises.backward_lines import lines_of
from helpers.exercises.backward_pass import descend, run
from helpers.exercises.diagnosis import wrong_forms
from helpers.exercises.place import Place, reading
from helpers.exercises.planting import ETA, STEPS, hides, placements, plant
from helpers.exercises.question import Question
from helpers.exercises.repair import Repair
from helpers.numeric.agreement import check_gradients
from helpers.numeric.differences import finite_differences
from helpers.numeric.forward import forward_propagation
from helpers.numeric.losses import one_hot
from helpers.numeric.network import Network


def small_case(seed):
    """Return a network of three layers, 4 → 3 → 3 → 3, and 8 samples of three classes to learn.

    The hidden layers are square, so that a transpose can be forgotten. One of the first three
    inputs is larger the more for the class: there is something to learn.

    Parameters
    ----------
    seed : int

    Returns
    -------
    Network, numpy.ndarray of shape (4, 8), numpy.ndarray of shape (3, 8)

    Examples
    --------
    >>> small_case(0)[0]
    Network(4 → 3 tanh → 3 tanh → 3 softmax, 39 parameters)
    """
    rng = np.random.default_rng(seed)
    y = one_hot(rng.permutation(np.arange(8) % 3), 3)
    x = rng.standard_normal((4, 8))
    x[:3] += 1.5 * y
    return Network.initialise([4, 3, 3, 3], activation="tanh", seed=seed), x, y


@dataclass(frozen=True, kw_only=True)
class BugHunt(Question):
    """A backward pass with a mistake: the reader finds the layer and the line, and repairs it.

    Hints and solution come from the mistake, unless they are given.

    Parameters
    ----------
    planted : tuple
        (number of the line counted from 1, name of the mistake, variant), as in `planting.plant`.
    case : callable, optional
        From a seed to a network with softmax, a batch x and its one-hot columns y.
    seed : int, optional

    Raises
    ------
    ValueError
        Where the mistake cannot hide there: see `planting.hides`.

    Examples
    --------
    >>> hunt = BugHunt(name="hunt", title="A hunt", text="Which line?", why="Checks find it.",
    ...     planted=(5, "slope forgotten", 0))
    >>> hunt.lines[4].code, hunt.report().wrong
    ('grad_a[2] = grad_h[2]', ('W[1]', 'b[1]', 'W[2]', 'b[2]'))
    >>> hunt.judge_place(2, 5).is_right, hunt.judge_repair("grad_h[2] * g_prime(a[2])").is_right
    (True, True)
    """

    hints: tuple = ()
    solution: str = ""
    planted: tuple
    case: Callable = small_case
    seed: int = 0

    kind = "bug hunt"
    steps = 2  # the place, then the repair

    def __post_init__(self):
        if not hides(self.planted, self.network, self.x, self.y, self._differences):
            raise ValueError(f"{self.name} plants {self.planted}, which does not hide there")
        if not self.hints:
            object.__setattr__(self, "hints", self._own_hints())
        if not self.solution:
            right = self.right_lines[self.number - 1].code
            object.__setattr__(self, "solution", f"Line {self.number} has to read `{right}`.")
        super().__post_init__()

    @cached_property
    def _case(self):
        return self.case(self.seed)

    @property
    def network(self):
        """The network, as it is at the start."""
        return self._case[0]

    @property
    def x(self):
        """The batch, samples as columns."""
        return self._case[1]

    @property
    def y(self):
        """Its true outputs, one-hot columns."""
        return self._case[2]

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
        """The backward pass as it should be."""
        return lines_of(self.network.L)

    @cached_property
    def lines(self):
        """The backward pass as the reader gets it."""
        return plant(self.right_lines, *self.planted)

    @cached_property
    def _differences(self):
        return finite_differences(self.network, self.x, self.y)

    @cached_property
    def _report(self):
        return self._check(self.lines)

    def _check(self, lines):
        gradients = run(lines, self.network, forward_propagation(self.network, self.x), self.y)
        return check_gradients(
            self.network, self.x, self.y, gradients=gradients, differences=self._differences
        )

    def report(self):
        """Return the gradients beside the central differences, entry by entry: a Comparison."""
        return self._report

    @cached_property
    def _losses(self):
        passes = self.lines, self.right_lines
        return tuple(descend(p, self.network, self.x, self.y, ETA, STEPS) for p in passes)

    def losses(self):
        """Return the loss before each step of descent and after all: with the mistake, without."""
        return self._losses

    def judge_place(self, layer, line):
        """Return the verdict on where the mistake is.

        Parameters
        ----------
        layer, line : int
            Both counted from 1.

        Returns
        -------
        Verdict
        """
        return Place(self.lines, self.number, self.report()).judge(layer, line)

    def judge_repair(self, text):
        """Return the verdict on the right side of the wrong line, as it is typed."""
        return self._repair.judge(text)

    def repaired_report(self, text):
        """Return what `report` would say with this right side; None where it does not run."""
        line = self._repair.line_of(text)
        if line is None:
            return None
        try:
            return self._check((*self.lines[: self.number - 1], line, *self.lines[self.number :]))
        except ValueError:  # below the line a number grows beyond all bounds
            return None

    def another(self, seed):
        """Return a hunt for another mistake, in a network and a batch of this seed.

        Its hints and its solution are its own.

        Examples
        --------
        >>> hunt = BugHunt(name="hunt", title="A hunt", text="Which line?", why="Checks find it.",
        ...     planted=(5, "slope forgotten", 0))
        >>> hunt.another(1).planted == hunt.another(1).planted != hunt.planted
        True
        """
        case = self.case(seed)
        differences = finite_differences(*case)
        for planted in _shuffled(placements(self.right_lines), [seed, self.number]):
            if planted[:2] != self.planted[:2] and hides(planted, *case, differences):
                fresh = {"planted": planted, "seed": seed, "hints": (), "solution": ""}
                return dataclasses.replace(self, **fresh)
        raise ValueError(f"no mistake hides in the backward pass of seed {seed}")

    def wrong_forms(self):
        """Return the forms of the right line that known mistakes give."""
        right, outcomes = self.right_lines[self.number - 1].tree, self._repair.outcomes
        return list(wrong_forms(right, outcomes, self.without))

    @cached_property
    def _repair(self):
        return Repair(self)

    def _own_hints(self):
        return (
            f"The pass starts at layer {self.network.L} and runs down to layer 1; a mistake "
            "reaches only what is computed from it. Find the first wrong block on this way.",
            reading(self.report(), self.lines),
            f"It is line {self.number}. {self.hint(self.planted[1])}",
        )


def _shuffled(planted, seed):
    """The placements in random order, so that each kind of mistake is as likely to come first."""
    rng = np.random.default_rng(seed)
    names = list(dict.fromkeys(name for _, name, _ in planted))
    for name in rng.permutation(names):
        of_name = [p for p in planted if p[1] == name]
        yield from (of_name[i] for i in rng.permutation(len(of_name)))
