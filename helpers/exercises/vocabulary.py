"""The words of an exercise: letters with the numbers they stand for, and functions."""

from dataclasses import dataclass, field
from difflib import get_close_matches

FUNCTIONS = {  # name: LaTeX, {} for the argument
    "exp": r"\exp({})",
    "log": r"\log({})",
    "log10": r"\log_{{10}}({})",
    "sqrt": r"\sqrt{{{}}}",
    "sigma": r"\sigma({})",
    "tanh": r"\tanh({})",
    "relu": r"\operatorname{{relu}}({})",
    "g": r"g({})",
    "g_prime": r"g'({})",
}
EVERYWHERE = ("exp", "log", "log10", "sqrt")
ALIASES = {"ln": "log", "σ": "sigma", "logistic": "sigma", "dg": "g_prime", "gprime": "g_prime"}
DOMAINS = ("real", "positive", "probability", "count", "indicator")


@dataclass(frozen=True)
class Letter:
    r"""One letter of an exercise.

    Parameters
    ----------
    name : str
        As it is typed.
    latex : str
        As it is shown.
    aliases : tuple of str, optional
        Other ways to type it.
    domain : str, optional
        Which numbers it stands for: "real", "positive", "probability" (between 0 and 1), "count"
        (2, 3, ...) or "indicator" (0 or 1).

    Raises
    ------
    ValueError
        Where there is no such domain.

    Examples
    --------
    >>> Letter("y_hat_i", r"\hat{y}_i", ("yhat_i",), "probability").name
    'y_hat_i'
    """

    name: str
    latex: str
    aliases: tuple = ()
    domain: str = "real"

    def __post_init__(self):
        if self.domain not in DOMAINS:
            raise ValueError(f"domain is {self.domain!r}, expected one of {DOMAINS}")


@dataclass(frozen=True)
class Vocabulary:
    r"""What may stand in a formula.

    Parameters
    ----------
    letters : tuple of Letter, optional
    functions : tuple of str, optional
        Besides exp, log, log10 and sqrt.
    arrays : bool, optional
        Whether products of matrices, ``.T`` and layers in square brackets are read.

    Examples
    --------
    >>> words = Vocabulary((Letter("h", "h"), Letter("y_hat", r"\hat{y}", ("yhat",))))
    >>> words.find("yhat"), words.find("Y_hat"), words.suggest("y_het")
    ('y_hat', None, 'y_hat')
    """

    letters: tuple = ()
    functions: tuple = ()
    arrays: bool = False
    _known: dict = field(init=False, repr=False, compare=False)

    def __post_init__(self):
        known = {name: name for name in (*EVERYWHERE, *self.functions)}
        known |= {alias: name for alias, name in ALIASES.items() if name in known}
        for letter in self.letters:
            known |= dict.fromkeys((letter.name, *letter.aliases), letter.name)
        object.__setattr__(self, "_known", known)

    @property
    def letter_names(self):
        """The names of the letters."""
        return tuple(letter.name for letter in self.letters)

    @property
    def function_names(self):
        """The names of the functions, those known everywhere last."""
        return (*self.functions, *EVERYWHERE)

    def letter(self, name):
        """Return the letter of this name."""
        return next(letter for letter in self.letters if letter.name == name)

    def find(self, typed):
        """Return the name that a typed word stands for, or None."""
        return self._known.get(typed)

    def suggest(self, typed):
        """Return the known name closest to a typed word, or None."""
        close = get_close_matches(typed, self._known, n=1, cutoff=0.6)
        return self._known[close[0]] if close else None
