"""The words of an exercise, its letters and functions, by which a formula is read and shown."""

import re
from dataclasses import dataclass, field
from functools import cache

from helpers.language import nodes as n
from helpers.language.printing import Latex, text
from helpers.language.reader import ANY, LineError, read
from helpers.language.scope import COLUMN, KNOWN, Family, Scope

LONGEST = 300  # characters
MOST_PARTS = 150
MOST_LAYERS = 100
SHOWN = 24  # characters on each side of where a formula goes wrong
EVERYWHERE = ("exp", "log", "sqrt")
PRIMES = {"g_prime": "g'", "gprime": "g'", "dg": "g'"}
DOMAINS = ("real", "positive", "probability", "count", "indicator", "array", "layers")
OF_NUMBERS = (n.Number, n.Letter, n.Constant, n.Call, n.Plus, n.Negative, n.Times, n.Over, n.Power)
OF_ARRAYS = (*OF_NUMBERS, n.Whole, n.MatMul, n.Hadamard, n.Transpose)
BY_LAYER = Family((COLUMN, COLUMN), (COLUMN, COLUMN))
WORD = re.compile(r"\b([A-Za-z]\w*)\s*([(\[]?)")


class FormulaError(ValueError):
    """What was typed is no formula of this exercise; the message is a sentence for the reader."""


@dataclass(frozen=True)
class Letter:
    r"""One letter of an exercise.

    Parameters
    ----------
    latex : str, optional
        As it is shown, where its name does not say it.
    aliases : tuple of str, optional
        Other ways to type it, besides those that its name and its LaTeX suggest.
    domain : str, optional
        Which numbers it stands for: "real", "positive", "probability" (between 0 and 1), "count"
        (2, 3, ...) or "indicator" (0 or 1); or an "array", or "layers", an array for each.

    Raises
    ------
    ValueError
        Where there is no such domain.

    Examples
    --------
    >>> Letter(r"\hat{y}_i", ("p_i",), "probability").domain
    'probability'
    """

    latex: str = ""
    aliases: tuple = ()
    domain: str = "real"

    def __post_init__(self):
        if self.domain not in DOMAINS:
            raise ValueError(f"domain is {self.domain!r}, expected one of {DOMAINS}")


LETTERS = {
    "N": Letter(domain="count"),
    "e_i": Letter(aliases=("e", "y_i"), domain="indicator"),
    "eta": Letter(domain="positive"),
    "n": Letter(domain="count"),
    "p": Letter(domain="probability"),
    "y_hat_i": Letter(aliases=("y_hat", "p_i"), domain="probability"),
    "y_hat_l": Letter(r"\hat{y}_\ell", ("p_l",), "probability"),
}


@dataclass
class AnyShape(Scope):
    """Names of which some are arrays, multiplied as in numpy: what fits is not asked here."""

    arrays: frozenset = frozenset()

    def shape(self, u):
        """Return () for a number, and some shape or other for what has an array in it."""
        names = {part.name for part in n.walk(u) if isinstance(part, n.Letter | n.Whole)}
        return (COLUMN, COLUMN) if names & self.arrays else ()


@dataclass(frozen=True)
class Words:
    r"""What may stand in a formula.

    Parameters
    ----------
    letters : dict, optional
        From names to Letter.
    functions : tuple of str, optional
        Besides exp, log and sqrt; with "g" its slope g' is known too.

    Examples
    --------
    >>> some = words("h", y_hat_i=r"\hat{y}_i")
    >>> some.latex(some.read("h·(1−h)/ŷ_i^2"))
    '\\frac{h \\,\\left(1 - h\\right)}{\\hat{y}_i^{2}}'
    >>> some.read("2h + q")
    Traceback (most recent call last):
    helpers.exercises.words.FormulaError: “q” is not known here: there are ... `2h + ▸q`.
    """

    letters: dict = field(default_factory=dict)
    functions: tuple = ()

    @property
    def scope(self):
        """The names, for the reader of lines."""
        domains = {name: letter.domain for name, letter in self.letters.items()}
        layered = {name for name, domain in domains.items() if domain == "layers"}
        known = self.known_functions
        spellings = {other: name for name in self.letters for other in self._spellings(name)}
        spellings |= {other: slope for other, slope in PRIMES.items() if slope in known}
        return AnyShape(
            families=dict.fromkeys(layered, BY_LAYER),
            functions={name.rstrip("'"): 1 for name in known if name not in KNOWN},
            letters=set(domains) - layered,
            spellings=spellings | {name: name for name in (*self.letters, *known)},
            closed=True,
            arrays=frozenset(layered | {name for name in domains if domains[name] == "array"}),
        )

    @property
    def known_functions(self):
        """The names of the functions, those known everywhere last."""
        slope = ("g'",) if "g" in self.functions else ()
        return (*self.functions, *slope, *EVERYWHERE)

    def read(self, typed):
        """Return what was typed as a tree; nothing is evaluated.

        Raises
        ------
        FormulaError
            With a sentence that says which part is not understood.
        """
        if not isinstance(typed, str):
            raise FormulaError(f"A formula is text, and this is {type(typed).__name__}.")
        if not typed.strip():
            raise FormulaError("Nothing is typed yet.")
        if len(typed) > LONGEST:
            raise FormulaError(f"This has {len(typed):,} characters; at most {LONGEST} are read.")
        left, equals, _ = typed.partition("=")
        if equals and left.count("(") == left.count(")") and left.count("[") == left.count("]"):
            raise FormulaError("Type only what stands right of the equals sign.")
        try:
            tree = read(" ".join(typed.split()), self.scope)
        except LineError as error:
            raise FormulaError(self._sentence(error)) from None
        parts = list(n.walk(tree))
        if len(parts) > MOST_PARTS:
            raise FormulaError("This is longer than any answer here: please write it more simply.")
        for part in parts:
            self._check(part)
        return tree

    def latex(self, tree):
        """Return a tree as LaTeX, as it is understood: nothing is reordered or simplified."""
        return Latex({name: x.latex for name, x in self.letters.items() if x.latex})(tree)

    def _spellings(self, name):
        """Yield the other ways to type a letter: W_211 is also W211, y_hat_l also ŷ_ℓ."""
        letter = self.letters[name]
        indexed = re.fullmatch(r"(\w)_\{?(\w+)\}?", letter.latex)
        for form in (name, *letter.aliases, *(["_".join(indexed.groups())] if indexed else [])):
            for ending in ("l", "ell", "ℓ") if form.endswith("_l") else ("",):
                ended = form.removesuffix("l" if ending else "") + ending
                for hat in ("y_hat", "yhat", "ŷ"):
                    yield ended.replace("y_hat", hat)
                yield ended.replace("_", "")

    def _check(self, u):
        """Raise FormulaError where the language knows a part, but this exercise does not."""
        are_arrays = {"array", "layers"} & {letter.domain for letter in self.letters.values()}
        if not isinstance(u, OF_ARRAYS if are_arrays else OF_NUMBERS):
            raise FormulaError(f"“{_cut(text(u))}” has no place in this formula.")
        match u:
            case n.Call(name):
                if name not in self.known_functions:
                    known = ", ".join(self.known_functions)
                    raise FormulaError(f"“{name}( )” is not known here: there are {known}.")
            case n.Whole(_, layer):
                is_number = isinstance(layer, n.Number) and layer.value.denominator == 1
                if not is_number or layer.value >= MOST_LAYERS:
                    told = f"In square brackets stands the number of a layer, not “{text(layer)}”."
                    raise FormulaError(told)
            case n.Power(n.Letter(name), exponent) if not isinstance(exponent, n.Number):
                if self.letters[name].domain == "indicator":
                    raise FormulaError("For e to a power write exp( … ).")

    def _sentence(self, error):
        """What the reader of lines says, on one line, and where."""
        told = error.told
        if "“,” came" in told:
            told += ": a half is 0.5, a thousand is 1000"
        elif told.startswith("“.”"):
            name = "over_samples" if "over_samples" in self.functions else "exp"
            told += f": write {name}( … ) alone"
        if not re.match(r"(\S+) (is|takes|needs)\b", told) or told.split()[0] not in error.text:
            told = told[0].upper() + told[1:]
        told += "" if told[-1] in ".?" else "."
        if error.position == 0:
            return told
        before, after = error.text[: error.position], error.text[error.position :]
        before = before if len(before) <= SHOWN else f"…{before[-SHOWN:]}"
        place = (c if c.isprintable() and c != "`" else "�" for c in f"{before}▸{_cut(after)}")
        return f"{told} See ▸ in `{''.join(place)}`."


def words(*names, functions=(), **others):
    r"""Return the words of an exercise.

    Parameters
    ----------
    *names : str
        Letters that stand for real numbers, or for what `LETTERS` says.
    functions : tuple of str, optional
        As in `Words`.
    **others : str or Letter
        Letters with their LaTeX, for real numbers, or with all that is to be said of them.

    Returns
    -------
    Words

    Examples
    --------
    >>> words("eta", "W_211", grad_h=r"\nabla_h").letters["grad_h"].latex
    '\\nabla_h'
    """
    letters = {name: LETTERS.get(name, Letter()) for name in names}
    own = {name: x if isinstance(x, Letter) else Letter(x) for name, x in others.items()}
    return Words(letters | own, functions)


@cache
def truth(text):
    """Return the tree of a truth: our own text, whose every word is known, as an array or a role.

    Examples
    --------
    >>> truth("slope(h)")
    Call(name='slope', args=(Letter(name='h'),))
    """
    found = WORD.findall(text)
    called = {name for name, follows in found if follows == "("}
    layered = {name for name, follows in found if follows == "["}
    letters = {name for name, _ in found} - called - layered
    scope = AnyShape(
        families=dict.fromkeys(layered, BY_LAYER),
        functions=dict.fromkeys(called | {"g"}, ANY),
        letters=letters,
        spellings={name: name for name in (*letters, *called)} | PRIMES,
        closed=True,
        arrays=frozenset(letters | layered),
    )
    return read(text, scope)


def _cut(shown):
    return shown if len(shown) <= SHOWN else f"{shown[:SHOWN]}…"
