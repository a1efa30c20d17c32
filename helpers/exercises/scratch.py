"""What a reader derives, line by line: each line read, and proved or refuted, as it is written."""

import re
from dataclasses import dataclass
from itertools import islice

from helpers.exercises.mistakes import HINTS, MISTAKES
from helpers.exercises.spelling import as_line
from helpers.exercises.time_limit import TimeLimit, within
from helpers.language import nodes as n
from helpers.language.paper import read_paper
from helpers.language.points import compare
from helpers.language.printing import latex, text
from helpers.language.reader import Reader
from helpers.language.scope import KNOWN
from helpers.language.tokens import LineError
from helpers.symbolic.building import replaced
from helpers.symbolic.calculus import Undecidable
from helpers.symbolic.counterexample import Counterexample
from helpers.symbolic.ledger import equation as equation_of
from helpers.symbolic.ledger import states
from helpers.symbolic.next_step import SLOPES, next_step
from helpers.symbolic.proof import Refuted, prove, refuse_outside

PROOF, NUMBERS, NAMING = 1.5, 0.6, 0.8  # seconds: together less than 3
MOST_FORMS = 12  # that one mistake is tried in
INDEX = "An index is the wrong one. Say of each whether it runs, is given, or is the true class."
SWAPPED = (
    "Two indices are swapped. Of a weight's, the first is its layer, then comes the unit that it "
    "leads to, then the one that it comes from."
)
HALF, TWICE = "A factor 2 is lost.", "There is a factor 2 too many."
INNER = "A factor of the chain is missing: the derivative of what stands inside."
PRODUCT = "The derivative of a product is not the product of the derivatives: it has two terms."
STATES = {"proved": "■", "refuted": "✗", "undecided": "?", "unread": "…"}


@dataclass(frozen=True)
class Written:
    """A line as it was typed, its tree and reason, how it stands, and what is said of it."""

    typed: str
    tree: n.Node | None = None
    reason: str = ""
    state: str = "unread"  # a key of STATES
    said: str = ""  # LaTeX between dollars
    provisos: tuple = ()  # where it is not claimed: trees that are 0 there

    @property
    def is_proved(self):
        return self.state == "proved"


class Scratch:
    """A derivation in the making: a start, the reader's lines, and a goal if there is one.

    Parameters
    ----------
    equation : str, optional
        An id of the ledger: its first statement gives start, goal and what letters stand for.
    given : str, optional
        Start, goal after ``==`` if there is one, ``where`` and ``with``, in the language of lines.

    Examples
    --------
    >>> scratch = Scratch(given="D(z^2 w, z) == 2z w")
    >>> scratch.write("z w").state
    'refuted'
    >>> scratch.write("2 w z  # power rule").state, scratch.is_reached
    ('proved', True)
    """

    def __init__(self, equation=None, given=""):
        if equation is not None and not given:
            given = equation_of(equation).lines[0]
        self.equation, self.start, self.goal, self.lines = equation, None, None, []
        self.declared, self.first = "", ""  # what the reader wrote at the top of an empty paper
        self.is_own = not given
        if given:
            self._begin(given)

    def _begin(self, given):
        paper = read_paper(given)
        (self.start, _), *rest = paper.lines
        self.goal = rest[-1][0] if rest else None
        self.scope = paper.scope
        found = re.search(r"\b(?:where|with)\b", given)
        self.declared = given[found.start() :].strip() if found else ""

    @property
    def last(self):
        """The last proved line's tree: what comes next must equal it."""
        return next((line.tree for line in reversed(self.lines) if line.is_proved), self.start)

    @property
    def definitions(self):
        """What the letters of the paper stand for."""
        return () if self.start is None else self.scope.definitions

    @property
    def is_reached(self):
        """Whether the goal stands there, in whatever form that is no longer than its own."""
        if self.goal is None or not any(line.is_proved for line in self.lines):
            return False
        return _size(self.last) <= _size(self.goal) + 2 and _kinds(self.last) <= _kinds(self.goal)

    # ---- writing

    def understood(self, typed):
        """Return what was typed as LaTeX; raises LineError, which points at the character."""
        if self.start is None:
            return latex(read_paper(_bare(typed)).lines[0][0])
        return latex(self._read(typed)[0])

    def write(self, typed, at=None):
        """Write a line at the end, or in place of a line; return how it stands.

        A line that does not stand is returned and not kept. In place of another, what follows
        is judged anew. Where the paper is empty, the first line is the start.
        """
        if self.start is None:
            return self._first(typed)
        before = self.lines if at is None else self.lines[:at]
        last = next((line.tree for line in reversed(before) if line.is_proved), self.start)
        found = self.judge(typed, last)
        if found.is_proved:
            after = [] if at is None else self.lines[at + 1 :]
            self.lines = [*before, found]
            for line in after:
                self.lines.append(self.judge(line.typed, self.last))
        return found

    def _first(self, typed):
        try:
            self._begin(_bare(typed))
        except LineError as told:
            return Written(typed, said=str(told))
        goal, self.goal = self.goal, None
        if goal is not None:
            self.start, self.goal, self.declared = None, None, ""
            return Written(typed, said="The first line stands alone: write the next one below it.")
        self.first = typed
        return Written(typed, self.start, state="proved")

    def take_back(self):
        """Take the last line away; on a paper of one's own at last the start as well."""
        if self.lines:
            self.lines.pop()
        elif self.is_own:
            self.start, self.declared = None, ""

    @property
    def typed(self):
        """What the reader has typed: on a paper of one's own, the start first."""
        own = [self.first] if self.is_own and self.start is not None else []
        return [*own, *(line.typed for line in self.lines)]

    def rewrite(self, typed):
        """Write again what was typed, from an empty paper on."""
        while self.lines or (self.is_own and self.start is not None):
            self.take_back()
        for line in typed:
            self.write(line)

    def judge(self, typed, before):
        """Return how a line stands after another."""
        try:
            tree, reason = self._read(typed)
        except LineError as told:
            return Written(typed, said=str(told))
        try:
            self.scope.find_ranges([self.start, before, tree])
            self.scope.refuse_mixed([before, tree])
            for line in (before, tree):
                refuse_outside(line, self.scope)
            verdict = within(PROOF, lambda: prove(before, tree, self.scope))
        except Refuted as refuted:
            return Written(typed, tree, reason, "refuted", self._refuted(tree, before, refuted))
        except (Undecidable, ValueError) as told:
            return Written(typed, tree, reason, "undecided", f"This cannot be decided: {told}.")
        except TimeLimit:
            return self._by_numbers(typed, tree, reason, before)
        return Written(typed, tree, reason, "proved", provisos=verdict.except_at)

    def _by_numbers(self, typed, tree, reason, before):
        """What the numbers alone say of a line whose proof takes too long."""
        long = "The proof takes too long"
        try:
            seen = within(NUMBERS, lambda: compare(before, tree, self.scope, is_proved=True))
        except TimeLimit:
            return Written(typed, tree, reason, "undecided", f"{long}, and so do the numbers.")
        if seen.difference:
            said = self._refuted(tree, before, Refuted(seen.difference))
            return Written(typed, tree, reason, "refuted", said)
        said = f"{long}. Both lines agree at {seen.points} points. Try a smaller step."
        return Written(typed, tree, reason, "undecided", said)

    def _refuted(self, tree, before, refuted):
        found = Counterexample(tree, before, refuted.difference)
        said = found.sentence("this line", "the line before", latex, "$")
        try:
            named = within(NAMING, lambda: self.mistake(tree, before))
        except TimeLimit:
            named = ""
        return f"{named} {said}".strip()

    def mistake(self, tree, before):
        """Return what is said of the one known mistake that explains a line, or ""."""
        return next(
            (said for said, one, other in slips(tree, before) if self._agree(one, other)), ""
        )

    def _agree(self, one, other):
        try:
            self.scope.find_ranges([self.start, one, other])
            if self.scope.shape(one) != self.scope.shape(other):
                return False
            seen = compare(one, other, self.scope)
        except (ValueError, Undecidable, RecursionError):
            return False
        return bool(seen.points) and seen.difference is None

    def _read(self, typed):
        """Return the tree and the reason of a typed line."""
        text = _bare(typed, self.scope.functions)
        reader = Reader(text, self.scope)
        tree = reader.shaped(reader.expression(), 0)
        reader.skip()
        if reader.token.kind != "end":
            raise reader.missing("an operator or the end")
        return tree, " ".join(reason for _, reason in reader.reasons)

    # ---- help, and what is done with it

    def help(self):
        """Return the next step that the machine sees, or None."""
        if self.start is None or self.is_reached:
            return None
        try:
            return within(PROOF + NUMBERS, lambda: next_step(self.last, self.scope, self.goal))
        except TimeLimit:
            return None

    def as_cell(self):
        """Return the proved lines as the code of a cell that derives them."""
        lines = [line for line in self.lines if line.is_proved]
        rows = [f"   {text(self.start)}"]
        for line in lines:
            reason = f"  # {line.reason}" if line.reason else ""
            rows.append(f"== {text(line.tree)}{reason}")
        rows += [self.declared] if self.declared else []
        body = "\n".join(f"    {row}" for row in rows)
        is_stated = self.equation and states(self.equation, self.start, self.last, self.scope)
        name = f'"{self.equation}"' if is_stated else None
        return f'derive(\n    {name},\n    """\n{body}\n    """,\n)'


def slips(tree, before):
    """Yield (what is said, two trees that are equal where this slip was made)."""
    for part in n.walk(before):
        match part:
            case n.D(n.Call(name, (inner,)), by) if inner != by:
                slope = SLOPES.get(name, lambda u, name=name: n.Call(f"{name}'", (u,)))
                yield INNER, replaced(before, part, slope(inner)), tree
            case n.D(n.Times((u, v)), by):
                both = n.Times((n.D(u, by), n.D(v, by)))
                yield PRODUCT, replaced(before, part, both), tree
    for repaired in islice(MISTAKES["sign"].variants(tree), MOST_FORMS):
        yield HINTS["sign"], before, repaired
    two = n.number(2)
    yield HALF, before, n.Times((two, tree))
    yield TWICE, n.Times((two, before)), tree
    for said, repaired in islice(_swapped(tree), 2 * MOST_FORMS):
        yield said, before, repaired
    for mistake in MISTAKES.values():
        for wrong in islice(mistake.variants(before), MOST_FORMS):
            yield mistake.hint, wrong, tree
    names = sorted({u.name for line in (tree, before) for u in n.walk(line) if _is_index(u)})
    for repaired in islice(_other_indices(tree, names), 3 * MOST_FORMS):
        yield INDEX, before, repaired


def _is_index(u):
    return isinstance(u, n.Index)


def _other_indices(u, names):
    """Yield the tree with one index of an entry or an indicator replaced by another one."""
    if isinstance(u, n.Entry):
        for place, index in enumerate(u.indices):
            for name in names if _is_index(index) else ():
                if name != index.name:
                    others = (*u.indices[:place], n.Index(name), *u.indices[place + 1 :])
                    yield n.Entry(u.name, u.layer, others)
        return
    if isinstance(u, n.Indicator):
        for name in names:
            yield n.Indicator(u.sign, n.Index(name), u.right)
            yield n.Indicator(u.sign, u.left, n.Index(name))
        return
    for part in dict.fromkeys(n.children(u)):
        for other in _other_indices(part, names):
            yield n.rebuilt(
                u, lambda below, part=part, other=other: other if below is part else below
            )


def _swapped(u):
    """Yield the tree with two indices of an entry swapped, or an entry one layer up or down."""
    for part in n.walk(u):
        match part:
            case n.Entry(name, layer, (one, other)) if one != other:
                yield SWAPPED, replaced(u, part, n.Entry(name, layer, (other, one)))
            case n.Whole():
                yield HINTS["transpose missing"], replaced(u, part, n.Transpose(part))
        if isinstance(part, n.Entry) and part.layer is not None:
            for layer in _layers_beside(part.layer):
                moved = n.Entry(part.name, layer, part.indices)
                yield HINTS["layer off by one"], replaced(u, part, moved)


def _layers_beside(layer):
    """The layer below and the one above, each written short."""
    match layer:
        case n.Plus((base, n.Number(steps))):
            shift = int(steps)
        case n.Plus((base, n.Negative(n.Number(steps)))):
            shift = -int(steps)
        case _:
            base, shift = layer, 0
    return [n.stepped(base, shift + step) for step in (-1, 1)]


def _with(u, part, other):
    """The node with another one in place of a part directly within it."""
    return n.rebuilt(u, lambda below: other if below is part else below)


def _size(u):
    """How many letters, numbers and functions a line has."""
    leaves = (n.Number, n.Letter, n.Constant, n.Entry, n.Whole, n.Call, n.Indicator, n.OneHot)
    return sum(isinstance(part, leaves) for part in n.walk(u))


def _kinds(u):
    """What a line is made of, but for arithmetic: derivatives, sums, functions, families."""
    plain = n.Plus | n.Times | n.Negative | n.Over | n.Power | n.Number | n.Index | n.Binder
    parts = (part for part in n.walk(u) if not isinstance(part, plain))
    return {getattr(part, "name", type(part).__name__) for part in parts}


def _bare(typed, own=("sech",)):
    """What was typed, as lines are, without its sign of equality; functions of `own` stay."""
    line, sign, reason = typed.partition("#")
    return re.sub(r"^\s*=+", "", as_line(line, {*KNOWN, "sech"} - {*own})) + sign + reason
