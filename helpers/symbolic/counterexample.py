"""Counterexample: a claim, and a point at which it is false."""

from fractions import Fraction
from itertools import product
from math import prod

from helpers.language import nodes as n
from helpers.language.dual import functions
from helpers.language.printing import latex, text

ROUNDING = 150  # binary digits: a number so much smaller than the one beside it is 0


class Counterexample:
    """A point at which a claim and the truth have different values; `because` tells why it must.

    `point` has sizes, indices and variables by name: ``{"k": 2, "i": 2, "a_L": (1, 2)}``; `claimed`
    and `true` are the two values, `claimed` None where the claim has none.

    >>> from helpers import derive
    >>> derive(None, "(z + 1)^2").refute("z^2 + 1")
    Claimed: z² + 1. At z = 3 that is 10, but the true value is 16.
    """

    def __init__(self, claim, truth, difference, because="", opening="Claimed:"):
        self.claim, self.truth = claim, truth
        self.because, self.opening = because, opening
        self.true, self.claimed = difference.values
        self._why = difference.why
        self._places = [(n.Index(name), value) for name, value in difference.setting.items()]
        axes = zip(("row", "column"), difference.place, difference.shape, strict=False)
        self._places += [(n.Letter(axis), place + 1) for axis, place, many in axes if many]
        self._places += gathered(difference.numbers, difference.layers)
        self._functions = [
            polynomial(*(*key, None, ())[:3], terms, difference.layers)
            for (key, _), terms in difference.functions.items()
        ]
        self.point = {_identifier(name): value for name, value in self._places}
        self.point |= {text(name): text(body) for name, body in self._functions}

    def _where(self, show, mark=""):
        places = [
            f"{mark}{show(name)} = {_tuple(value, show)}{mark}" for name, value in self._places
        ]
        places += [f"{mark}{show(name)} = {show(body)}{mark}" for name, body in self._functions]
        return ", ".join(places)

    def sentence(self, claim="that", truth="the true value", show=text, mark=""):
        """Where the two differ, as a sentence."""
        where = self._where(show, mark)
        at = f"At {where} {claim}" if where else claim.capitalize()
        true = f"{mark}{digits_of(self.true, self.claimed)}{mark}"
        if self.claimed is None:
            why = f" ({self._why})" if self._why else ""
            return f"{at} has no value{why}, but {truth} is {true}."
        return f"{at} is {mark}{digits_of(self.claimed, self.true)}{mark}, but {truth} is {true}."

    def _shown(self, claim, sentence):
        return " ".join(filter(None, [f"{self.opening} {claim}. {sentence}", self.because]))

    def __repr__(self):
        return self._shown(text(self.claim), self.sentence())

    def _repr_latex_(self):
        claim = f"$\\displaystyle {latex(self.claim)}$"
        return self._shown(claim, self.sentence(show=latex, mark="$"))


def gathered(numbers, layers):
    """Pairs (name, value); the entries of a vector or matrix as rows where all are there."""
    families, pairs = {}, []
    for (name, layer, places), value in numbers.items():
        if places:
            families.setdefault((name, layer, len(places)), {})[places] = value
        else:
            pairs.append((n.Letter(name), value))
    for (name, layer, axes), entries in sorted(families.items(), key=str):
        layer = layer_node(layer, layers)
        runs = [range(min(axis), max(axis) + 1) for axis in zip(*entries, strict=True)]
        if 1 < len(entries) == prod(map(len, runs)) and axes <= 2:
            rows = [
                tuple(entries[*first, last] for last in runs[-1]) for first in product(*runs[:-1])
            ]
            pairs.append((n.Whole(name, layer), tuple(rows) if axes == 2 else rows[0]))
        else:
            for places, value in sorted(entries.items()):
                pairs.append((n.Entry(name, layer, tuple(map(n.number, places))), value))
    return pairs


def layer_node(value, layers):
    """A layer by its name: one above L is L+1."""
    if value is None:
        return None
    for name, base in layers.items():
        if abs(value - base) < 5:
            return n.stepped(n.Index(name), value - base)
    return n.number(value)


def polynomial(name, layer, places, terms, layers):
    """A drawn function as a pair: its name at t, or at t₁, t₂ …, and its formula."""
    count = len(terms[0][1]) if terms else 0
    letters = [n.Letter("t" if count == 1 else f"t_{place}") for place in range(1, count + 1)]
    shown = []
    for factor, exponents in terms:
        powers = [
            letter if power == 1 else n.Power(letter, n.number(power))
            for letter, power in zip(letters, exponents, strict=True)
            if power
        ]
        value = abs(factor)
        parts = powers if value == 1 and powers else [n.number(value), *powers]
        term = parts[0] if len(parts) == 1 else n.Times(tuple(parts))
        shown.append(n.Negative(term) if factor < 0 else term)
    body = shown[0] if len(shown) == 1 else n.Plus(tuple(shown))
    if places:
        return n.Entry(name, layer_node(layer, layers), tuple(map(n.number, places))), body
    return n.Call(name, tuple(letters)), body


def _identifier(u):
    if isinstance(u, n.Whole | n.Entry):
        places = [place for place in (u.layer, *getattr(u, "indices", ())) if place is not None]
        return "_".join([u.name, *map(text, places)])
    return u.name


def _tuple(value, show):
    if isinstance(value, tuple):
        if value and isinstance(value[0], tuple):
            return "(" + "; ".join(_tuple(row, show)[1:-1] for row in value) + ")"
        return f"({', '.join(_tuple(part, show) for part in value)})"
    return digits_of(value) if not isinstance(value, int) else str(value)


def digits_of(number, beside=None):
    """A whole number or short fraction as it is, else as many digits as tell two numbers apart."""
    exact = Fraction(number) if isinstance(number, int | Fraction) else None
    if exact is not None and exact.denominator <= 99 and abs(exact) < 10**6:
        return str(exact)
    if exact is None and beside and _magnitude(number) < _magnitude(beside) - ROUNDING:
        return "0"
    for digits in range(3, 40):
        shown = _digits(number, digits)
        if beside is None or shown != _digits(beside, digits):
            break
    return shown


def _magnitude(number):
    """About the logarithm to base 2."""
    if isinstance(number, int | Fraction):
        number = functions(60).number(number)
    return number.context.mag(number)


def _digits(number, digits):
    if isinstance(number, int | Fraction):
        number = functions(60).number(number)
    return number.context.nstr(number, digits).removesuffix(".0")
