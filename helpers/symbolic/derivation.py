"""Derivation: a chain of equal lines, each with its reason, each proved before it is shown."""

from dataclasses import dataclass

from sympy import Basic, Expr, Idx, Indexed, Symbol

from helpers.language import nodes as n
from helpers.language.paper import read_paper
from helpers.language.printing import latex, reason_in_latex, text
from helpers.language.reader import read
from helpers.language.scope import Scope
from helpers.symbolic import stored_proofs
from helpers.symbolic.calculus import Undecidable
from helpers.symbolic.counterexample import Counterexample
from helpers.symbolic.from_sympy import from_sympy, whole_names
from helpers.symbolic.ledger import equation as equation_of
from helpers.symbolic.ledger import states
from helpers.symbolic.proof import Proof, Refuted, Verdict, prove, refuse_outside

MARKS = {Proof.PROVED: r"{\scriptstyle\blacksquare}", Proof.POINTS: r"{\approx}"}
QUESTION = r"\small \text{What was done?}"
QUIET = "#767676"  # reads on white and on black
# In letters' widths, for a column of 630 px:
BESIDE = 34  # a wider derivation has its first line in a row of its own
NARROW = 20  # the reasons of a wider one stand below its lines


class DerivationError(ValueError):
    """A line that is false, or that cannot be decided; `counterexample` says where it differs."""

    def __init__(self, message, counterexample=None):
        super().__init__(message)
        self.counterexample = counterexample


@dataclass(frozen=True)
class Line:
    """One line: its expression as it was given, its tree, the reason, and how it stands."""

    expression: object
    tree: n.Node
    because: str = ""
    verdict: Verdict | None = None  # None for the first line

    @property
    def proof(self):
        return self.verdict and self.verdict.proof


class Derivation:
    """A chain of equal lines, each proved equal to the line before.

    A line stands if it is equal to the one before for all sizes from 1, every index in its range,
    and all real numbers at which the line before has a value. Points on a kink, where a derivative
    has none, are left out, and the line says so.

    Parameters
    ----------
    equation : str or None
        An id of the lecture's ledger, such as "4.5-6"; None for an aside without a number.
    start : sympy.Expr
        The first line, in sympy's IndexedBase, Sum, KroneckerDelta, Function, Piecewise, …
        `derive` reads it from text.
    where : dict, optional
        What abbreviations stand for: ``{y_hat[i]: exp(a[i]) / Sum(exp(a[j]), (j, 1, k))}``.
        An index in the key stands for any index. A derivative by an abbreviation takes it as
        independent, a derivative by anything else sees through it.

    Attributes
    ----------
    lines : list of Line
    refuted : list of Counterexample
        Claims that were shown to fail.
    result : expression
        The last line.

    Raises
    ------
    ValueError
        Where the ledger has no such equation, or a line or definition is not an expression.

    Examples
    --------
    >>> import sympy as sp
    >>> i, ell, y_hat = sp.Symbol("i"), sp.Symbol("ell"), sp.IndexedBase("y_hat")
    >>> d = Derivation(None, sp.Derivative(-sp.log(y_hat[ell]), y_hat[i]))
    >>> d.then(-sp.KroneckerDelta(ell, i) / y_hat[ell], because="only the ℓ-th entry is read")
      D(−log(ŷ[ℓ]), ŷ[i])
        = −1[ℓ=i]/ŷ[ℓ]    ■  only the ℓ-th entry is read
    >>> d.then(1 / y_hat[ell], because="I hope")
    Traceback (most recent call last):
        ...
    helpers.symbolic.derivation.DerivationError: ...
    """

    def __init__(self, equation, start, where=None):
        self.equation = equation
        if equation is not None:
            equation_of(equation)
        self._whole, self.scope = set(), Scope(families={}, functions={})
        self.refuted = []
        if isinstance(start, n.Node):
            self.scope = where or Scope()
        else:
            self._define(where or {}, start)
        self.lines = [Line(start, self._tree(start, "start"))]

    def _define(self, where, start):
        if not isinstance(where, dict):
            raise ValueError(f"where: a dictionary of definitions was expected, but {where!r} came")
        for part in (start, *where, *where.values()):
            if isinstance(part, Basic):
                self._whole |= whole_names(part)
                self._notice(part)
        for key, value in where.items():
            if not isinstance(key, Symbol | Indexed) and not getattr(key, "is_Function", False):
                raise ValueError(
                    f"where: a key is a letter, an entry or a function, but {key!r} came"
                )
            name = self._tree(key, "where")
            if isinstance(name, n.Call) and not all(isinstance(a, n.Letter) for a in name.args):
                raise ValueError(f"where: a function is defined at a letter, but {key} came")
            self.scope.definitions.append(n.Definition(name, self._tree(value, "where")))

    def _notice(self, expression):
        """Note the signs that sympy's symbols declare, and the ranges of its Idx."""
        for symbol in expression.free_symbols:
            label = getattr(symbol, "label", symbol)
            if getattr(label, "is_positive", False) and not label.is_integer:
                self.scope.positive.add(label.name)
        for index in expression.atoms(Idx):
            if index.lower is not None:
                limits = (_as_whole(from_sympy(end)) for end in (index.lower, index.upper))
                self.scope.declared[index.label.name] = tuple(limits)

    def _tree(self, expression, argument):
        if isinstance(expression, n.Node):
            return expression
        if not isinstance(expression, Basic | int | float):
            raise ValueError(
                f"{argument}: an expression of sympy was expected, but {expression!r} came; "
                "text is for derive"
            )
        try:
            if isinstance(expression, Expr):
                self._whole |= whole_names(expression)
                self._notice(expression)
            return from_sympy(expression, self._whole)
        except ValueError as told:
            raise ValueError(f"{argument}: {told}") from None

    @property
    def result(self):
        """The last line's expression."""
        return self.lines[-1].expression

    def then(self, expression, because="", how="proof"):
        """Add a line, once it is proved equal to the line before.

        Parameters
        ----------
        expression : sympy.Expr
        because : str
            The reason; what stands between dollars is shown as mathematics.
        how : {"proof", "points"}
            With "points", a line that agrees at every point tried, but for which no proof is found,
            is added as such, with the mark ≈.

        Returns
        -------
        Derivation
            Itself, so that calls chain.

        Raises
        ------
        DerivationError
            Where the line is false (with a point where it fails) or cannot be decided.
        """
        if how not in ("proof", "points"):
            raise ValueError(f"how: “proof” or “points” was expected, but {how!r} came")
        before = set(self.scope.positive)
        tree = self._tree(expression, "expression")
        late = {x for line in self.lines for x in n.free(line.tree)} & (
            self.scope.positive - before
        )
        if late:
            self.scope.positive = before
            raise ValueError(
                f"expression: {late.pop()} is positive here, but not in the lines before"
            )
        name = f"Line {len(self.lines) + 1} of {self.equation or 'the derivation'}"
        reason = f" (“{because}”)" if because else ""
        try:
            verdict = self._prove(tree, how)
        except Refuted as refuted:
            found = Counterexample(tree, self.lines[-1].tree, refuted.difference)
            told = found.sentence("this line", "the line before")
            message = f"{name}{reason} does not follow: {text(tree)}\n{told}"
            raise DerivationError(message, found) from None
        except Undecidable as told:
            raise DerivationError(f"{name}{reason} cannot be decided: {told}") from None
        self.lines.append(Line(expression, tree, because, verdict))
        return self

    def refute(self, claim, because=""):
        """Show that a claim differs from the last line, such as a slip of the slides.

        The counterexample begins "The slide says" where the ledger marks a slip of the lecture.

        Parameters
        ----------
        claim : sympy.Expr or str
            The false claim; text is read in the names of this derivation.
        because : str
            Why it cannot be; shown beside the counterexample.

        Returns
        -------
        Counterexample

        Raises
        ------
        DerivationError
            Where the claim is true after all, or cannot be decided.
        """
        if isinstance(claim, str):
            claim = read(claim, self.scope)
        tree = self._tree(claim, "claim")
        try:
            verdict = self._prove(tree, "points")
        except Refuted as refuted:
            slip = self.equation is not None and equation_of(self.equation).slip
            opening = "The slide says" if slip else "Claimed:"
            found = Counterexample(tree, self.lines[-1].tree, refuted.difference, because, opening)
            self.refuted.append(found)
            return found
        except Undecidable as told:
            raise DerivationError(f"the claim {text(tree)} cannot be decided: {told}") from None
        how = "is true" if verdict.proof is Proof.PROVED else "agrees at every point tried"
        raise DerivationError(f"the claim {text(tree)} {how}: no slip is shown")

    def _prove(self, tree, how):
        trees = [line.tree for line in self.lines]
        self.scope.find_ranges([*trees, tree])
        self.scope.refuse_mixed([trees[-1], tree])
        for line in (trees[-1], tree):
            refuse_outside(line, self.scope)
        return prove(trees[-1], tree, self.scope, how)

    @property
    def is_stated(self):
        """Whether this derives what the ledger states under its id."""
        return self.equation is not None and states(
            self.equation, self.lines[0].tree, self.lines[-1].tree, self.scope
        )

    # ---- shown

    def __repr__(self):
        first, *rest = self.lines
        shown = [text(line.tree) for line in rest]
        width = max((len(one) for one in shown if len(one) < 72), default=0)
        rows = [self.equation if self.is_stated else "", f"  {text(first.tree)}"]
        for line, one in zip(rest, shown, strict=True):
            note = "  ".join(filter(None, [line.because, _provisos(line, text)]))
            rows.append(f"    = {one:<{width}}  {line.proof.value:>3}  {note}".rstrip())
        rows += [f"    ≠ {text(claim.claim)}  {claim.sentence()}" for claim in self.refuted]
        return "\n".join(row for row in rows if row)

    def _repr_latex_(self):
        return self.typeset()

    def typeset(self, count=None, is_asked=False):
        """The first `count` lines in LaTeX, without the last reason where it is asked for."""
        first, *rest = self.lines
        widest = max((width(line.tree) for line in rest), default=0)
        beside = rest and width(first.tree) + widest <= BESIDE
        rows = [] if beside and count != 1 else [f"& {latex(first.tree)}"]
        for line in self.lines[1:count]:
            start = f"{latex(first.tree)} &" if not rows else "&" if beside else r"& \quad"
            row = f"{start}= {latex(line.tree)}"
            note = QUESTION if is_asked and line is self.lines[count - 1] else self._note(line)
            if widest <= NARROW:
                rows.append(f"{row} && {note}")
            else:
                rows.append(rf"{row} \\[0.1em]" + "\n" + rf"& \qquad {note}")
        body = " \\\\[0.6em]\n".join(rows)
        return f"$\\displaystyle\\begin{{aligned}}\n{body}\n\\end{{aligned}}$"

    def _note(self, line):
        note = MARKS[line.proof]
        if line.because:
            note += rf"\enspace {reason_in_latex(line.because)}"
        note += _provisos(line, latex)
        if line is self.lines[-1] and self.is_stated:
            note += rf"\quad \text{{({self.equation})}}"
        return rf"\textcolor{{{QUIET}}}{{\small {note}}}"


def width(u):
    """About how wide a line stands on the page, in letters."""
    inside = [width(part) for part in n.children(u)]
    match u:
        case n.Over():
            return max(inside)
        case n.Entry() | n.Whole() | n.Indicator() | n.OneHot():
            return 1 + sum(inside) / 2
        case n.D(n.Letter() | n.Entry()):
            return 1 + max(inside)
        case n.Vector(_, body):
            return 2 + width(body) * (1 if len(u.over) == 1 else 3)
        case n.Plus() | n.Negative() | n.Cases():
            return 2 * len(inside) + sum(inside)
        case n.Sum(_, body) | n.Product(_, body):
            return 3 + width(body)
    return (2 if isinstance(u, n.Call | n.D | n.Gradient) else 0) + max(1, sum(inside))


def _provisos(line, show):
    """What a line is claimed for: the points that are left out, and what is positive."""
    if not line.verdict:
        return ""
    kinks = [f"{show(u)} = 0" for u in line.verdict.except_at]
    positive = [f"{show(n.Letter(name))} > 0" for name in line.verdict.positive]
    notes = [(w, ", ".join(u)) for w, u in (("off the kink", kinks), ("for", positive)) if u]
    if show is latex:
        return "".join(rf"\quad\text{{{word} }} {items}" for word, items in notes)
    return f"({', '.join(f'{word} {items}' for word, items in notes)})" if notes else ""


def _as_whole(u):
    return n.Index(u.name) if isinstance(u, n.Letter) else n.rebuilt(u, _as_whole)


def derive(equation, text):
    """A derivation from text, in the language of lines.

    Parameters
    ----------
    equation : str or None
        An id of the ledger, such as "4.5-6": the first and the last line must be what the ledger
        states under it. None for an aside.
    text : str
        Lines joined by ``==``, each with its reason as a trailing comment; then ``where``
        definitions, ``with`` declarations, and claims to ``refute``. See docs/language.md.

    Returns
    -------
    Derivation

    Raises
    ------
    LineError
        Where the text is not understood: the sentence points at the character.
    DerivationError
        Where a line is false, cannot be decided, or is not what the ledger states.

    Examples
    --------
    >>> derive("4.5-1", '''
    ...     D(-log(ŷ[ℓ]), ŷ[i])
    ...     == -1[ℓ=i]/ŷ[ℓ]      # only the ℓ-th entry is read
    ... ''')
    4.5-1
      D(−log(ŷ[ℓ]), ŷ[i])
        = −1[ℓ=i]/ŷ[ℓ]    ■  only the ℓ-th entry is read
    """
    if equation is not None:
        equation_of(equation)  # before the text is read
    paper = read_paper(text)
    (start, _), *lines = paper.lines
    found = Derivation(equation, start, paper.scope)
    if stored_proofs.is_proved(text):
        proved = Verdict(Proof.PROVED)
        found.lines += [Line(tree, tree, reason, proved) for tree, reason in lines]
        found.scope.find_ranges([line.tree for line in found.lines])
    else:
        for tree, reason in lines:
            found.then(tree, reason)
    if equation is not None and not found.is_stated:
        stated = "; or ".join(equation_of(equation).lines) or equation_of(equation).says
        raise DerivationError(f"this is not what the ledger states under {equation}: {stated}")
    for claim, reason in paper.refuted:
        found.refute(claim, reason)
    return found
