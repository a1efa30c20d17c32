"""A mistake of the catalogue planted in one line of a backward pass, and whether it can hide."""

from dataclasses import replace
from itertools import pairwise

from helpers.exercises.backward_lines import blocks_reached, lines_of
from helpers.exercises.backward_pass import descend, run
from helpers.exercises.mistakes import MISTAKES
from helpers.language.printing import code
from helpers.numeric.agreement import check_gradients
from helpers.numeric.differences import finite_differences
from helpers.numeric.forward import forward_propagation

ETA, STEPS = 0.3, 60  # of the descent that a planted mistake has to survive
FALLEN = 0.8  # what it leaves of the loss at the start, at most
FALLING = 0.75  # the share of steps in which the loss falls, at least
CLEAR = 1e-3  # the least relative error that is seen at once


def plant(lines, number, mistake, variant=0):
    """Return the lines with a known mistake in one of them.

    Parameters
    ----------
    lines : sequence of Line
    number : int
        That of the line, counted from 1.
    mistake : str
        Its name in the catalogue.
    variant : int, optional
        Which of the ways to make it.

    Returns
    -------
    tuple of Line

    Raises
    ------
    ValueError
        Where there is no such line or mistake, or it cannot be made there.

    Examples
    --------
    >>> [line.code for line in plant(lines_of(2), 4, "transpose missing")][3]
    'grad_h[1] = W[2] @ grad_a[2]'
    """
    if number not in range(1, len(lines) + 1):
        raise ValueError(f"number is {number!r}, expected a line from 1 to {len(lines)}")
    if mistake not in MISTAKES:
        raise ValueError(f"mistake is {mistake!r}, expected a name of the catalogue")
    line = lines[number - 1]
    wrong = list(MISTAKES[mistake].variants(line.tree))
    if variant not in range(len(wrong)):
        raise ValueError(
            f"variant is {variant!r}, but {mistake!r} is made in {len(wrong)} ways in {line.code}"
        )
    wrong_line = replace(line, text=code(wrong[variant]))
    return (*lines[: number - 1], wrong_line, *lines[number:])


def placements(lines):
    """Return every way to plant a known mistake: (number of the line, name, variant).

    Examples
    --------
    >>> (4, "transpose missing", 0) in placements(lines_of(2))
    True
    """
    return [
        (number, mistake.name, variant)
        for number, line in enumerate(lines, 1)
        for mistake in MISTAKES.values()
        for variant, _ in enumerate(mistake.variants(line.tree))
    ]


def hides(planted, network, x, y, differences=None):
    """Whether a planted mistake can be hunted: it runs, it shows in the check, and the loss falls.

    All shapes fit. In the gradient check the blocks computed from the line, and no others, have
    an entry with a relative error above 1e-3. And 60 steps of descent on the batch, with a
    learning rate of 0.3, leave less than 80 % of the loss, which falls in three of four steps.

    Parameters
    ----------
    planted : tuple
        (number of the line, name, variant).
    network : Network
    x, y : array_like
        A batch.
    differences : Differences, optional
        What `finite_differences` returned for them, where it is known.

    Returns
    -------
    bool
    """
    right = lines_of(network.L)
    lines = plant(right, *planted)
    try:
        gradients = run(lines, network, forward_propagation(network, x), y)
        check = check_gradients(network, x, y, gradients=gradients, differences=differences)
        reached = blocks_reached(lines, planted[0])
        least = min(check.errors[block].max() for block in reached)
        if set(check.wrong) != set(reached) or least <= CLEAR:
            return False
        losses = descend(lines, network, x, y, ETA, STEPS)
    except (ValueError, KeyError):  # shapes, a letter that the pass has not, an overflow
        return False
    falling = sum(later < now for now, later in pairwise(losses))
    return losses[-1] < FALLEN * losses[0] and falling >= FALLING * STEPS


def plantable(network, x, y):
    """Return every mistake that `hides` in the backward pass of a network, on a batch.

    Parameters
    ----------
    network, x, y
        As in `hides`.

    Returns
    -------
    list of tuple
        (number of the line, name, variant).

    Examples
    --------
    >>> from helpers import Network, one_hot
    >>> import numpy as np
    >>> network = Network.initialise([2, 2])
    >>> plantable(network, np.eye(2)[:, [0, 1, 1]], one_hot([0, 1, 1], 2))[0]
    (1, 'divided by features', 0)
    """
    differences = finite_differences(network, x, y)
    return [
        planted
        for planted in placements(lines_of(network.L))
        if hides(planted, network, x, y, differences)
    ]
