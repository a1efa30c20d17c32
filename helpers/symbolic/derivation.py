"""Derivation: a chain of equal lines, each with its reason, each proved before it is shown."""

from dataclasses import dataclass

from sympy import Expr

from helpers.symbolic.arrays import shape
from helpers.symbolic.calculus import Undecidable
from helpers.symbolic.counterexample import Counterexample
from helpers.symbolic.definitions import Definitions
from helpers.symbolic.ledger import equation as equation_of
from helpers.symbolic.printing import latex, words
from helpers.symbolic.proof import Proof, Refuted, prove
from helpers.symbolic.text import text
from helpers.symbolic.written import given

MARKS = {
    Proof.PROVED: r"{\scriptstyle\blacksquare}",
    Proof.SIZES: r"{\scriptstyle\blacksquare}_{n}",
    Proof.NUMERIC: r"{\approx}",
}
QUIET = "#767676"  # reads on white and on black
# Characters in plain text, for a column of 630 px:
BESIDE = 90  # a wider derivation has its first line in a row of its own
NARROW = 64  # the reasons of a wider one stand below its lines


class DerivationError(ValueError):
    """A line that is false, or that cannot be decided.

    Attributes
    ----------
    counterexample : Counterexample or None
        Where the line and the line before differ.
    """

    def __init__(self, message, counterexample=None):
        super().__init__(message)
        self.counterexample = counterexample


@dataclass(frozen=True)
class Line:
    """One line: its expression, the reason given, and how it is proved (None for the first)."""

    expression: Expr
    because: str = ""
    proof: Proof | None = None


class Derivation:
    """A chain of equal lines, each proved equal to the line before.

    Parameters
    ----------
    equation : str or None
        An id of the lecture's ledger, such as "4.5-6"; None for an aside without a number.
    start : expression
        The first line, in the lecture's symbols or sympy's.
    where : dict, optional
        What abbreviations stand for: ``{y_hat[i]: exp(a[L, i]) / Sum(exp(a[L, j]), (j, 1, k))}``.
        An index in the key stands for any index; a layer stands for itself. A derivative by an
        abbreviation takes it as independent, a derivative by anything else sees through it.

    Attributes
    ----------
    lines : list of Line
    result : expression
        The last line.
    statement : str or None
        What the ledger says of the equation.

    Raises
    ------
    ValueError
        Where the ledger has no such equation, or a line or definition is not an expression.

    Notes
    -----
    All letters are real numbers; sizes are at least 1. ∎ marks a line proved for every size, ∎ₙ one
    proved exactly for sizes 2 to 4, ≈ one that agrees at random points to 30 digits.

    Examples
    --------
    >>> from helpers.symbolic.lecture import Derivative, KroneckerDelta, ell, i, log, y_hat
    >>> d = Derivation("4.5-1", Derivative(-log(y_hat[ell]), y_hat[i]))
    >>> d.then(-KroneckerDelta(ell, i) / y_hat[ell], because="only the ℓ-th entry is there")
    4.5-1
      ∂/∂ŷ_i (−log(ŷ_ℓ))
        = −1[ℓ=i]/ŷ_ℓ    ∎  only the ℓ-th entry is there
    >>> d.then(1 / y_hat[ell], because="I hope")
    Traceback (most recent call last):
        ...
    helpers.symbolic.derivation.DerivationError: ...
    """

    def __init__(self, equation, start, where=None):
        self.equation = equation
        self.statement = None if equation is None else equation_of(equation).says
        self._definitions = Definitions.read(where or {})
        self.lines = [Line(_expression(start, "start"))]

    @property
    def result(self):
        """The last line's expression."""
        return self.lines[-1].expression

    def then(self, expression, because=""):
        """Add a line, once it is proved equal to the line before.

        Parameters
        ----------
        expression : expression
        because : str
            The reason; what stands between dollars is shown as mathematics.

        Returns
        -------
        Derivation
            Itself, so that calls chain.

        Raises
        ------
        DerivationError
            Where the line is false (with a point where it fails) or cannot be decided.
        """
        expression = _expression(expression, "expression")
        name = f"Line {len(self.lines) + 1} of {self.equation or 'the derivation'}"
        reason = f" (“{because}”)" if because else ""
        try:
            proof = self._prove(expression)
        except Refuted as refuted:
            found = Counterexample(expression, self.result, refuted.difference)
            told = found.sentence("this line", "the line before")
            message = f"{name}{reason} does not follow: {text(expression)}\n{told}"
            raise DerivationError(message, found) from None
        except Undecidable as told:
            raise DerivationError(f"{name}{reason} cannot be decided: {told}") from None
        self.lines.append(Line(expression, because, proof))
        return self

    def refute(self, expression, because=""):
        """Show that a claim differs from the last line, such as a slip of the slides.

        Parameters
        ----------
        expression : expression
            The false claim.
        because : str
            Why it cannot be; shown beside the counterexample.

        The counterexample begins "The slide says" where the ledger marks a slip of the lecture.

        Returns
        -------
        Counterexample

        Raises
        ------
        DerivationError
            Where the claim is true after all, or cannot be decided.
        """
        expression = _expression(expression, "expression")
        try:
            proof = self._prove(expression)
        except Refuted as refuted:
            slip = self.equation is not None and equation_of(self.equation).slip
            opening = "The slide says" if slip else "Claimed:"
            return Counterexample(expression, self.result, refuted.difference, because, opening)
        except Undecidable as told:
            raise DerivationError(
                f"the claim {text(expression)} cannot be decided: {told}"
            ) from None
        raise DerivationError(f"the claim {text(expression)} is true ({proof.value}): no slip")

    def _prove(self, expression):
        others = [line.expression for line in self.lines]
        return prove(self.result, expression, self._definitions, others)

    def __repr__(self):
        first, *rest = self.lines
        shown = [text(line.expression) for line in rest]
        width = max((len(one) for one in shown if len(one) < 72), default=0)
        rows = [self.equation or "", f"  {text(first.expression)}"]
        for line, one in zip(rest, shown, strict=True):
            rows.append(f"    = {one:<{width}}  {line.proof.value:>3}  {line.because}".rstrip())
        return "\n".join(row for row in rows if row)

    def _repr_latex_(self):
        first, *rest = self.lines
        widest = max((len(text(line.expression)) for line in rest), default=0)
        beside = rest and len(text(first.expression)) + widest <= BESIDE
        rows = [] if beside else [f"& {latex(first.expression)}"]
        for line in rest:
            start = f"{latex(first.expression)} &" if not rows else "&" if beside else r"& \quad"
            row = f"{start}= {latex(line.expression)}"
            if widest <= NARROW:
                rows.append(f"{row} && {self._note(line)}")
            else:
                rows.append(rf"{row} \\[0.1em]" + "\n" + rf"& \qquad {self._note(line)}")
        body = " \\\\[0.6em]\n".join(rows)
        return f"$\\displaystyle\\begin{{aligned}}\n{body}\n\\end{{aligned}}$"

    def _note(self, line):
        note = MARKS[line.proof]
        if line.because:
            note += rf"\enspace {words(line.because)}"
        if line is self.lines[-1] and self.equation:
            note += rf"\quad \text{{({self.equation})}}"
        return _quiet(note)


def _quiet(content):
    return rf"\textcolor{{{QUIET}}}{{\small {content}}}"


def _expression(value, argument):
    try:
        expression = given(value)
    except ValueError as error:
        raise ValueError(f"{argument}: {error}") from None
    if not isinstance(expression, Expr):
        raise ValueError(f"{argument}: an expression of sympy was expected, but {value!r} came")
    shape(expression)
    return expression
