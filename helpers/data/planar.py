"""Samples in the plane that no straight line divides: two moons, spirals, exclusive or."""

from dataclasses import dataclass

import numpy as np

from helpers.numeric.losses import one_hot
from helpers.numeric.validate import as_count, as_number


@dataclass(frozen=True, eq=False, repr=False)
class Plane:
    """Labelled points of the plane, samples in columns, in random order."""

    x: np.ndarray  # coordinates, (2, N)
    y: np.ndarray  # one-hot columns, (k, N)
    labels: np.ndarray  # classes, counted from 0, (N,)

    def __repr__(self):
        return f"Plane({len(self.labels)} points of {len(self.y)} classes)"


def _scatter(curves, labels, noise, seed):
    """Return Plane of the curves' points, (2, n) each, shuffled, with noise added."""
    noise = as_number("noise", noise, "a number of at least 0")
    rng = np.random.default_rng(as_count("seed", seed, least=0))
    x = np.concatenate(curves, axis=1)
    labels = np.repeat(labels, [curve.shape[1] for curve in curves])
    order = rng.permutation(len(labels))
    x = x[:, order] + noise * rng.standard_normal(x.shape)
    return Plane(x, one_hot(labels[order], labels.max() + 1), labels[order])


def _shares(n, parts):
    """Return n points divided over the parts, as evenly as can be."""
    n = as_count("n", n, least=parts)
    return [(n + part) // parts for part in range(parts)]


def two_moons(n=200, noise=0.1, seed=0):
    """Return two interleaved half circles of radius 1, a class each, n points in all."""
    upper, lower = (np.linspace(0, np.pi, share) for share in _shares(n, 2))
    curves = [
        np.stack([np.cos(upper) - 0.5, np.sin(upper) - 0.25]),
        np.stack([0.5 - np.cos(lower), 0.25 - np.sin(lower)]),
    ]
    return _scatter(curves, [0, 1], noise, seed)


def spirals(n=300, arms=3, noise=0.03, seed=0):
    """Return spiral arms, a class each, that wind from near the origin out to radius 1."""
    arms = as_count("arms", arms, least=2)
    curves = []
    for arm, share in enumerate(_shares(n, arms)):
        radius = np.linspace(0.1, 1, share)
        angle = 2 * np.pi * (arm + 1.8 * radius) / arms  # as far apart at any number
        curves.append(radius * np.stack([np.cos(angle), np.sin(angle)]))
    return _scatter(curves, range(arms), noise, seed)


def xor(n=200, noise=0.2, seed=0):
    """Return a cloud at each corner (±1, ±1); class 1 where the two signs differ."""
    corners = [(1, 1), (-1, -1), (1, -1), (-1, 1)]
    clouds = [
        np.repeat([[u], [v]], share, axis=1)
        for (u, v), share in zip(corners, _shares(n, 4), strict=True)
    ]
    return _scatter(clouds, [0, 0, 1, 1], noise, seed)
