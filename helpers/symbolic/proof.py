"""Is a line equal to the line before? Proved, shown for concrete sizes, or refuted at a point."""

from enum import Enum
from itertools import islice

from sympy import PolynomialError, Symbol

from helpers.symbolic.arrays import entry, shape
from helpers.symbolic.calculus import Undecidable, carry_out, fresh
from helpers.symbolic.normal import is_zero
from helpers.symbolic.terms import index
from helpers.symbolic.witness import MOST_EXACT, MOST_SETTINGS, agree_exactly, compare, settings
from helpers.symbolic.written import plain


class Proof(Enum):
    """How a line is proved; the value is its mark."""

    PROVED = "∎"
    SIZES = "∎ₙ"
    NUMERIC = "≈"


class Refuted(Exception):  # noqa: N818
    """The two lines differ; `difference` says where."""

    def __init__(self, difference):
        self.difference = difference


def prove(left, right, definitions, others=()):
    """Prove two lines equal.

    In this order: symbolically, sizes open; exactly for all sizes 2 to 4 and every index; at random
    points to 30 digits. A symbolic proof is believed only if numbers agree with it too.

    Parameters
    ----------
    left, right : expressions, as written
    definitions : Definitions
    others : expressions, optional
        Other lines of the derivation, which tell the ranges of indices.

    Returns
    -------
    Proof

    Raises
    ------
    Refuted
        With a point where the lines differ.
    Undecidable
        Where nothing can be shown either way.
    """
    left, right = entries(left, right, definitions)
    for line in (left, right):
        definitions.notice(line)
    left, right = fresh(plain(left)), fresh(plain(right))
    reasons = []
    try:
        one, other = (definitions.expand(carry_out(side, definitions)) for side in (left, right))
    except Undecidable as reason:
        one, other = left, right
        reasons.append(str(reason))
    clues = [one, other]
    for line in others:
        if not shape(line):
            try:
                clues.append(definitions.expand(carry_out(fresh(plain(line)), definitions)))
            except Undecidable:
                continue
    ranges = definitions.ranges([*clues, left, right])
    free = one.free_symbols | other.free_symbols | left.free_symbols | right.free_symbols
    used = {position: limits for position, limits in ranges.items() if position in free}
    options = list(islice(settings([one, other, left, right], used, definitions), 100_000))
    if not options:
        raise Undecidable("an index has an empty range")
    spread = _spread(options)

    shown = False
    if not reasons:
        try:
            shown = is_zero(one - other, ranges)
        except (Undecidable, PolynomialError, NotImplementedError) as reason:
            reasons.append(str(reason))
    if shown:
        check = options[len(options) // 2 :: max(1, len(options) // 4)][:2]
        difference, blind = compare(left, right, definitions, check, range(3, 9))
        if difference:
            raise Undecidable(
                f"rules and numbers disagree at {difference.setting}: a fault of ours"
            )
        if blind < len(check):
            return Proof.PROVED
        raise Undecidable("no point was found where both lines are real numbers")

    difference, blind = compare(left, right, definitions, spread, range(4))
    if difference:
        raise Refuted(difference)
    try:
        if len(options) <= MOST_EXACT and agree_exactly(left, right, definitions, options):
            sizes_open = any(position not in used for position in options[0])
            return Proof.SIZES if sizes_open else Proof.PROVED
    except (Undecidable, PolynomialError, NotImplementedError) as reason:
        reasons.append(str(reason))
    difference, blind = compare(left, right, definitions, spread, range(4, 13))
    if difference:
        raise Refuted(difference)
    if blind:
        reasons.append("no point was found where both lines are real numbers")
        raise Undecidable("; ".join(reasons))
    return Proof.NUMERIC


def entries(left, right, definitions):
    """Two numbers to compare; for two arrays, their entries at the same open indices."""
    ranges = shape(left), shape(right)
    if ranges[0] != ranges[1]:
        told = ["a number" if not r else " × ".join(str(high) for _, high in r) for r in ranges]
        raise Undecidable(f"the line before is {told[0]}, this line {told[1]}: shapes differ")
    used = {str(symbol) for side in (left, right) for symbol in side.atoms(Symbol)}
    names = (index(name) for name in "ijmpqr" if name not in used)
    places = list(islice(names, len(ranges[0])))
    for place, limits in zip(places, ranges[0], strict=True):
        definitions.declared[place] = {limits}
    return tuple(entry(side, *places) for side in (left, right))


def _spread(options):
    """All of a few settings, or settings spread evenly over many."""
    return options[:: max(1, len(options) // MOST_SETTINGS)]
