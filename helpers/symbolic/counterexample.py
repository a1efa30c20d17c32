"""Counterexample: a claim, and a point at which it is false."""

from fractions import Fraction

from helpers.language import nodes as n
from helpers.language.dual import functions
from helpers.language.printing import latex, text


class Counterexample:
    """A point at which a claim and the truth have different values.

    Parameters
    ----------
    claim, truth : nodes
    difference : Difference
    because : str
        Why the claim cannot be; what stands between dollars is shown as mathematics.
    opening : str
        How the sentence begins.

    Attributes
    ----------
    point : dict
        Sizes, indices and variables by name: ``{"k": 2, "ell": 1, "i": 2, "a_L": (1, 2)}``.
    claimed, true : numbers
        The two values; `claimed` is None where the claim has none.

    Examples
    --------
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
        if difference.place and difference.shape:
            self._places += [
                (n.Letter(axis), place + 1)
                for axis, place, many in zip(
                    ("row", "column"), difference.place, difference.shape, strict=True
                )
                if many
            ]
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
        true = f"{mark}{told(self.true, self.claimed)}{mark}"
        if self.claimed is None:
            why = f" ({self._why})" if self._why else ""
            return f"{at} has no value{why}, but {truth} is {true}."
        return f"{at} is {mark}{told(self.claimed, self.true)}{mark}, but {truth} is {true}."

    def __repr__(self):
        because = f" {self.because}" if self.because else ""
        return f"{self.opening} {text(self.claim)}. {self.sentence()}{because}"

    def _repr_latex_(self):
        because = f" {self.because}" if self.because else ""
        return (
            f"{self.opening} $\\displaystyle {latex(self.claim)}$. "
            f"{self.sentence(show=latex, mark='$')}{because}"
        )


def gathered(numbers, layers):
    """Pairs (name, value); the entries of a vector or matrix as rows where all are there."""
    families, pairs = {}, []
    for (name, layer, places), value in numbers.items():
        if places:
            families.setdefault((name, layer, len(places)), {})[places] = value
        else:
            pairs.append((n.Letter(name), value))
    for (name, layer, axes), entries in sorted(families.items(), key=str):
        firsts = [min(place[axis] for place in entries) for axis in range(axes)]
        lasts = [max(place[axis] for place in entries) for axis in range(axes)]
        full = len(entries) > 1 and axes <= 2
        for axis in range(axes):
            full &= len({place[axis] for place in entries}) == lasts[axis] - firsts[axis] + 1
        full &= len(entries) == _count(firsts, lasts)
        if full and axes == 1:
            values = tuple(entries[(place,)] for place in range(firsts[0], lasts[0] + 1))
            pairs.append((n.Whole(name, layer_node(layer, layers)), values))
        elif full:
            rows = tuple(
                tuple(entries[r, c] for c in range(firsts[1], lasts[1] + 1))
                for r in range(firsts[0], lasts[0] + 1)
            )
            pairs.append((n.Whole(name, layer_node(layer, layers)), rows))
        else:
            for places, value in sorted(entries.items()):
                indices = tuple(n.number(place) for place in places)
                pairs.append((n.Entry(name, layer_node(layer, layers), indices), value))
    return pairs


def _count(firsts, lasts):
    total = 1
    for first, last in zip(firsts, lasts, strict=True):
        total *= last - first + 1
    return total


def layer_node(value, layers):
    """A layer by its name: one above L is L+1."""
    if value is None:
        return None
    for name, base in layers.items():
        if abs(value - base) < 5:
            return n.Index(name) if value == base else _step(n.Index(name), value - base)
    return n.number(value)


def _step(u, steps):
    size = n.Number(Fraction(abs(steps)))
    return n.Plus((u, size if steps > 0 else n.Negative(size)))


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
        head = n.number(value) if value.denominator == 1 else _fraction(value)
        parts = powers if value == 1 and powers else [head, *powers]
        term = parts[0] if len(parts) == 1 else n.Times(tuple(parts))
        shown.append(n.Negative(term) if factor < 0 else term)
    body = shown[0] if len(shown) == 1 else n.Plus(tuple(shown))
    if places:
        indices = tuple(n.number(place) for place in places)
        return n.Entry(name, layer_node(layer, layers), indices), body
    return n.Call(name, tuple(letters)), body


def _fraction(value):
    return n.Over(n.number(value.numerator), n.number(value.denominator))


def _identifier(u):
    if isinstance(u, n.Whole | n.Entry):
        places = [] if u.layer is None else [u.layer]
        places += getattr(u, "indices", ())
        return "_".join([u.name, *(text(place) for place in places)])
    return u.name


def _tuple(value, show):
    if isinstance(value, tuple):
        if value and isinstance(value[0], tuple):
            return "(" + "; ".join(_tuple(row, show)[1:-1] for row in value) + ")"
        return f"({', '.join(_tuple(part, show) for part in value)})"
    return told(value) if not isinstance(value, int) else str(value)


def told(number, beside=None):
    """A whole number or short fraction as it is, else as many digits as tell two numbers apart."""
    exact = Fraction(number) if isinstance(number, int | Fraction) else None
    if exact is not None and exact.denominator <= 99 and abs(exact) < 10**6:
        return str(exact)
    for digits in range(3, 40):
        shown = _digits(number, digits)
        if beside is None or shown != _digits(beside, digits):
            return shown
    return shown


def _digits(number, digits):
    if isinstance(number, int | Fraction):
        number = functions(60).number(number)
    return number.context.nstr(number, digits).removesuffix(".0")
