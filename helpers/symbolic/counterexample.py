"""Counterexample: a claim, and a point at which it is false."""

from sympy import Indexed, Rational, Symbol

from helpers.symbolic.printing import latex
from helpers.symbolic.terms import Entry, Family
from helpers.symbolic.text import text


class Counterexample:
    """A point at which a claim and the truth have different values.

    Parameters
    ----------
    claim, truth : expressions
    difference : Difference
    because : str
        Why the claim cannot be; what stands between dollars is shown as mathematics.
    opening : str
        How the sentence begins.

    Attributes
    ----------
    point : dict
        Sizes, indices and variables by name: ``{"k": 2, "ell": 1, "i": 2, "a_L": (1, 2)}``.
    claimed, true : sympy.Float
        The two values.

    Examples
    --------
    >>> from helpers.symbolic.derivation import Derivation
    >>> from helpers.symbolic.lecture import z
    >>> Derivation(None, (z + 1) ** 2).refute(z**2 + 1)
    Claimed: z² + 1. At z = 1 that is 2, but the true value is 4.
    """

    def __init__(self, claim, truth, difference, because="", opening="Claimed:"):
        self.opening, self.because = opening, because
        self.claim, self.truth = claim, truth
        self.true, self.claimed = difference.values
        self._functions = difference.functions
        settings = [(name, int(value)) for name, value in difference.setting.items()]
        self._places = [(_written(name), value) for name, value in settings]
        self._places += _gathered(difference.numbers)
        self.point = {_identifier(name): value for name, value in self._places}
        self.point |= {name: str(body) for name, body in self._functions}

    def _where(self, show, equals):
        places = [equals.format(show(name), _tuple(value)) for name, value in self._places]
        places += [equals.format(f"{name}(t)", show(body)) for name, body in self._functions]
        return ", ".join(places)

    def __repr__(self):
        because = f" {self.because}" if self.because else ""
        return f"{self.opening} {text(self.claim)}. {self.sentence()}{because}"

    def sentence(self, claim="that", truth="the true value"):
        """Where the two differ, as a sentence in plain text."""
        where = self._where(text, "{} = {}")
        at = f"At {where} {claim}" if where else claim.capitalize()
        return f"{at} is {_decimal(self.claimed)}, but {truth} is {_decimal(self.true)}."

    def _repr_latex_(self):
        where = self._where(latex, "${} = {}$")
        at = f"At {where} that" if where else "That"
        because = f" {self.because}" if self.because else ""
        claimed, true = _decimal(self.claimed), _decimal(self.true)
        return (
            f"{self.opening} $\\displaystyle {latex(self.claim)}$. "
            f"{at} is ${claimed}$, but the true value is ${true}$.{because}"
        )


def _gathered(numbers):
    """Pairs (name, value); the entries of a vector as one tuple where all are there."""
    rows, pairs = {}, []
    for atom, value in numbers.items():
        if isinstance(atom, Indexed) and atom.indices[-1].is_Integer:
            rows.setdefault((atom.base.name, atom.indices[:-1]), []).append((atom, value))
        else:
            pairs.append((_written(atom), value))
    for (base, leading), row in rows.items():
        row.sort(key=lambda pair: int(pair[0].indices[-1]))
        first = int(row[0][0].indices[-1])
        places = [int(atom.indices[-1]) - first for atom, _ in row]
        if len(row) > 1 and places == [*range(len(row))]:
            name = Entry(Family(base), *leading) if leading else Family(base)
            pairs.append((name, tuple(value for _, value in row)))
        else:
            pairs += [(_written(atom), value) for atom, value in row]
    return pairs


def _written(atom):
    if isinstance(atom, Indexed):
        return Entry(Family(atom.base.name), *atom.indices)
    return Symbol(atom.name)


def _identifier(name):
    if isinstance(name, Entry):
        return "_".join(
            [name.args[0].name, *(str(place).replace(" ", "") for place in name.args[1:])]
        )
    return name.name


def _tuple(value):
    return f"({', '.join(map(str, value))})" if isinstance(value, tuple) else str(value)


def _decimal(number):
    """A whole number as it is, a short fraction as one, else three significant digits or more."""
    exact = Rational(str(number)).limit_denominator(12)
    if abs(exact - number) < Rational(1, 10**25):
        return str(exact)
    return f"{float(number):.3g}" if abs(number) < 1000 else f"{float(number):.1f}"
