"""Computation graphs as lists of edges, to try a reverse pass on."""

import numpy as np

from helpers.exercises.implement import Trial

USED_TWICE = [(0, 1, 1.5), (0, 2, 1.0), (1, 3, 1.0), (1, 3, 1.0)]  # (w + w) x, w = 0.5, x = 1.5


def graphs(rng):
    """Return the trials: a chain, a number used twice, paths that meet, and larger graphs.

    Beside `nodes` and `edges` each trial holds the local derivatives as two arrays, a row a node
    below: `last` those of the edge that comes last at its node, `earlier` the sums of the others.

    Examples
    --------
    >>> [trial.values["nodes"] for trial in graphs(np.random.default_rng(0))]
    [4, 4, 6, 6, 9]
    """

    def with_slopes(pairs):
        slopes = rng.normal(size=len(pairs)).round(2).tolist()
        return [(*pair, slope) for pair, slope in zip(pairs, slopes, strict=True)]

    diamond = [(0, 1), (1, 2), (1, 3), (2, 4), (3, 4), (4, 5)]
    return [
        _trial("a chain of 4 nodes", with_slopes([(0, 1), (1, 2), (2, 3)])),
        _trial(r"the graph of $\mathscr{L} = (w + w)\,x$", USED_TWICE),
        _trial("two paths that meet, and go on", with_slopes(diamond)),
        _trial("a graph of 6 nodes", with_slopes(_pairs(6, rng))),
        _trial("a graph of 9 nodes", with_slopes(_pairs(9, rng))),
    ]


def walk(local):
    """Return the gradients at all nodes, for an array of local derivatives, a row a node below.

    Each gradient is the sum of those above it times the local derivatives [4.4-8]; here these
    equations are solved all at once.

    Examples
    --------
    >>> walk(np.array([[0.0, 0.0], [3.0, 0.0]])).tolist()
    [1.0, 3.0]
    """
    nodes = len(local)
    return np.linalg.solve(np.eye(nodes) - local, np.eye(nodes)[0])


def _pairs(nodes, rng):
    """Return pairs (above, below): to each node but the first from one or two before it."""
    pairs = [
        (above, below)
        for below in range(1, nodes)
        for above in rng.choice(below, size=min(below, 2), replace=False).tolist()
    ]
    return sorted(pairs)


def _trial(label, edges):
    nodes = 1 + max(below for _, below, _ in edges)
    earlier, last = np.zeros((2, nodes, nodes))
    for above, below, slope in edges:
        earlier[below] += last[below]
        last[below] = 0.0
        last[below, above] = slope
    values = {"nodes": nodes, "edges": edges, "earlier": earlier, "last": last, "walk": walk}
    return Trial(label, values)
