"""Where a formula is compared: its letters, what they stand for, and the points to try."""

from dataclasses import dataclass

import numpy as np

from helpers.exercises.value import bare, evaluate
from helpers.exercises.words import Words, truth
from helpers.language import nodes as n
from helpers.language.reader import read
from helpers.language.scope import KNOWN
from helpers.numeric.activations import ACTIVATIONS

SMALL = {  # from small to less small
    "real": (1.0, 2.0, 0.0, -1.0, 0.5),
    "positive": (1.0, 2.0, 3.0, 0.5),
    "probability": (0.5, 0.25, 0.75, 0.1),
    "count": (2.0, 3.0, 4.0),
    "indicator": (0.0, 1.0),
}
RANDOM = {  # of two decimals, so that a point is told in full
    "real": lambda rng: rng.choice([-1, 1]) * round(rng.uniform(0.2, 2.0), 2),
    "positive": lambda rng: round(rng.uniform(0.2, 3.0), 2),
    "probability": lambda rng: round(rng.uniform(0.05, 0.95), 2),
    "count": lambda rng: rng.integers(2, 50),
    "indicator": lambda rng: rng.integers(0, 2),
}
BENDS = {  # bends that can be followed by hand
    "g(z) = z^2": {"g": np.square, "g_prime": lambda z: 2 * z},
    "g(z) = z^3": {"g": lambda z: z**3, "g_prime": lambda z: 3 * z**2},
}
HOLDS = {  # whether a letter may stand for a number
    "real": lambda value: True,
    "positive": lambda value: value > 0,
    "probability": lambda value: 0 < value < 1,
    "count": lambda value: value >= 2 and value == int(value),
    "indicator": lambda value: value in (0, 1),
}


@dataclass(frozen=True)
class Case:
    r"""One of the cases that a formula has to hold in.

    Parameters
    ----------
    label : str
        As in "$i = \ell$"; empty where there is but one.
    fixed : dict, optional
        Letters that have a value here: a number, or the name of the letter they equal.

    Examples
    --------
    >>> Case(r"$i = \ell$", {"e_i": 1, "y_hat_l": "y_hat_i"}).fixed["e_i"]
    1
    """

    label: str = ""
    fixed: dict = None


@dataclass(frozen=True)
class Setting:
    """The letters of a formula, with all that is known of them.

    Parameters
    ----------
    words : Words
    definitions : dict, optional
        Letters that stand for a formula of others, as text of ours, in the order of computing.
    cases : tuple of Case, optional
        A formula must hold in each.

    Examples
    --------
    >>> from helpers.exercises.words import words
    >>> setting = Setting(words("a", "h", functions=("sigma",)), {"h": "sigma(a)"})
    >>> [float(values["h"].round(2)) for _, values in setting.points(2)]
    [0.86, 0.83]
    """

    words: Words
    definitions: dict = None
    cases: tuple = (Case(),)

    def points(self, count=8):
        """Return random points, `count` for each case, the same each time."""
        rng = np.random.default_rng(7)
        return [
            (case, self.complete({name: RANDOM[domain](rng) for name, domain in self.free()}, case))
            for case in self.cases
            for _ in range(count)
        ]

    def small_points(self, most=3000):
        """Yield points of small round numbers, the smallest first; g is a square, then a cube."""
        bends = BENDS.values() if "g" in self.words.functions else [{}]
        for bend in bends:
            yield from self._small_points(most, bend)

    def _small_points(self, most, bend):
        letters = [(name, SMALL[domain]) for name, domain in self.free()]
        tried = 0
        for size in range(sum(len(values) - 1 for _, values in letters) + 1):
            for ranks in _ranks(size, [len(values) for _, values in letters]):
                for case in self.cases:
                    tried += 1
                    if tried > most:
                        return
                    pairs = zip(letters, ranks, strict=True)
                    drawn = {name: values[rank] for (name, values), rank in pairs}
                    yield case, self.complete(drawn | bend, case)

    def scope(self, case):
        """Return what is known of the letters in a case, for the prover."""
        scope = self.words.scope
        for name in (ACTIVATIONS.keys() & set(self.words.functions)) - KNOWN.keys():
            key = n.Call(name, (n.Letter("z"),))
            scope.definitions.append(n.Definition(key, read(ACTIVATIONS[name].formula)))
        for name, value in (case.fixed or {}).items():
            equal = n.Letter(value) if isinstance(value, str) else n.number(str(value))
            scope.definitions.append(n.Definition(n.Letter(name), equal))
        for name, text in (self.definitions or {}).items():
            scope.definitions.append(n.Definition(n.Letter(name), bare(truth(text))))
        scope.positive = {x for x, domain in self.free() if domain not in ("real", "indicator")}
        return scope

    def holds(self, numbers):
        """Whether the letters may stand for these numbers, by name."""
        domains = dict(self.free())
        return all(HOLDS[domains[name]](value) for name, value in numbers.items())

    def free(self):
        """Return name and domain of each letter that is not defined by others."""
        defined = self.definitions or {}
        letters = self.words.letters.items()
        return [(name, letter.domain) for name, letter in letters if name not in defined]

    def complete(self, values, case):
        """Return the values with those the case fixes, and those defined."""
        values = {name: x if callable(x) else np.float64(x) for name, x in values.items()}
        for name, value in (case.fixed or {}).items():
            values[name] = values[value] if isinstance(value, str) else np.float64(value)
        for name, text in (self.definitions or {}).items():
            values[name] = evaluate(truth(text), values)
        return values


def _ranks(size, lengths):
    """Yield the tuples of ranks below these lengths that sum to `size`."""
    if not lengths:
        if size == 0:
            yield ()
        return
    for first in range(min(size, lengths[0] - 1), -1, -1):
        for rest in _ranks(size - first, lengths[1:]):
            yield first, *rest
