"""The last algebra of a line in small steps: what cancels, letters put back, common factors."""

from collections import Counter
from fractions import Fraction
from functools import reduce
from math import prod

from sympy import Symbol

from helpers.language import nodes as n
from helpers.language.printing import latex
from helpers.symbolic.building import minus, plus, product, replaced
from helpers.symbolic.calculus import Calculus, Undecidable
from helpers.symbolic.normal_form import Finer, Normal

ORDER = "Only the order is another: factors, and terms, may change places."
SIGNS = "A minus goes into a bracket: $-(u - v) = v - u$."
ENTRIES = "This holds for every entry: write it for the whole array."
APART = "A fraction of a sum is a sum of fractions."


def algebra(line, scope, goal=None):
    """Yield (rule, part, what may stand for it); what the goal holds as well stays as it is."""
    kept = set() if goal is None else set(n.walk(goal))
    parts = list(_parts(line, kept))
    wanted = {u.name for u in kept if hasattr(u, "name")}
    sums = {_key(u) for u in kept if isinstance(u, n.Plus)}
    for part in parts:
        yield from ((rule, part, new) for rule, new in cancelled(part, scope))
    for part in parts:
        yield from ((rule, part, new) for rule, new in put_back(part, scope, goal and wanted))
    for part in parts:
        yield from ((rule, part, new) for rule, new in taken_apart(part))
    for part in parts:
        for rule, new in common_factor(part):
            after = _parts(replaced(line, part, new), kept)
            if _key(new.factors[-1]) in sums or any(_shared(u) for u in after):
                yield rule, part, new
    for part in parts if goal is not None else ():
        yield from ((rule, part, new) for rule, new in put_in_letters(part, scope, wanted))


def forth(line, goal):
    """The rule that leads to the goal: order, signs, entries written as an array; or None."""
    for rule, with_signs in ((ORDER, False), (SIGNS, True)):
        one, other = (arranged(n.renamed(u), with_signs) for u in (line, goal))
        if one == other:
            return rule
    in_entries, in_whole = (any(isinstance(u, n.Vector) for u in n.walk(v)) for v in (line, goal))
    return ENTRIES if in_entries and not in_whole else None


def _key(u):
    """What is the same for two trees that are equal but for order and signs."""
    return arranged(n.renamed(u), with_signs=True)[1]


def _parts(u, kept):
    """The parts of a line, the outer before the inner; what is differentiated is left alone."""
    if u not in kept and not isinstance(u, n.D | n.Gradient):
        yield u
        for below in n.children(u):
            yield from _parts(below, kept)


# ---- factors


def split(u):
    """A sign, the factors above and those below; a whole power is its base, repeated."""
    match u:
        case n.Negative(of):
            sign, above, below = split(of)
            return -sign, above, below
        case n.Times(factors):
            parts = list(map(split, factors))
            above, below = ([f for part in parts for f in part[q]] for q in (1, 2))
            return prod(part[0] for part in parts), above, below
        case n.Over(over, under):
            (sign, above, below), (other, more, less) = split(over), split(under)
            return sign * other, above + less, below + more
        case n.Power(base, n.Number(times)) if times in range(2, 7):
            return 1, [base] * times, []
        case n.Number(1):
            return 1, [], []
    return 1, [u], []


def joined(sign, above, below):
    """The product of factors over the product of others, equal ones as powers."""
    over, under = (
        reduce(product, (_power(*pair) for pair in Counter(part).items()), n.ONE)
        for part in (above, below)
    )
    found = over if under == n.ONE else n.Over(over, under)
    return found if sign > 0 else minus(found)


def _power(base, times):
    return base if times == 1 else n.Power(base, n.number(times))


def _less(factors, taken):
    """The factors without those taken, or None where one is not there; names that run aside."""
    rest = list(factors)
    for u in taken:
        place = next((q for q, v in enumerate(rest) if n.renamed(v) == n.renamed(u)), None)
        if place is None:
            return None
        del rest[place]
    return rest


# ---- the rules: each yields (rule, new)


def cancelled(u, scope):
    """A factor that stands above and below."""
    for factor in _shared(u):
        sign, above, below = split(u)
        why = "it is positive" if is_positive(factor, scope) else "the line divides by it"
        rule = f"Cancel ${latex(factor)}$. It is not 0, for {why}."
        yield rule, joined(sign, _less(above, [factor]), _less(below, [factor]))


def _shared(u):
    """The factors that stand above and below."""
    _, above, below = split(u) if isinstance(u, n.Negative | n.Times | n.Over) else (1, [], [])
    return [factor for factor in dict.fromkeys(above) if _less(below, [factor]) is not None]


def is_positive(u, scope):
    """Whether a number is positive for all values of its letters."""
    calculus = Calculus(scope)
    try:
        value = calculus.plain(u)
        ranges = {
            Symbol(name, integer=True): tuple(map(calculus.plain, ends))
            for name, ends in scope.ranges.items()
        } | calculus.ranges
        ends = {s for pair in ranges.values() for end in pair for s in end.free_symbols}
        return Normal(ranges, ends - set(ranges)).is_positive(value)
    except (Undecidable, ValueError, Finer):
        return False


def put_back(u, scope, wanted):
    """A letter or an entry for what it stands for."""
    if isinstance(u, n.Number | n.Letter | n.Index):
        return
    sign, above, below = split(u)
    for definition in scope.definitions:
        is_wanted = wanted is None or definition.key.name in wanted
        if not isinstance(definition, n.Definition) or not is_wanted:
            continue
        if isinstance(definition.key, n.Call):
            continue
        own, over, under = split(definition.body)
        names = {i.name for i in getattr(definition.key, "indices", ()) if isinstance(i, n.Index)}
        if not over and not under:
            continue
        pattern, candidates = (over[0], above) if over else (under[0], below)
        for candidate in dict.fromkeys(candidates):
            places = {}
            if not fits(n.renamed(pattern), n.renamed(candidate), names, places):
                continue
            if set(places) != names:
                continue
            rest = [
                _less(have, [n.put(part, places) for part in taken])
                for have, taken in ((above, over), (below, under))
            ]
            if None not in rest:
                key = n.put(definition.key, places)
                shown = latex(n.put(definition.body, places))
                rule = f"Put the letter back: ${latex(key)} = {shown}$."
                yield rule, joined(sign * own, [key, *rest[0]], rest[1])


def fits(pattern, u, names, places):
    """Whether a tree is a pattern with nodes in place of some indices, which are noted."""
    if isinstance(pattern, n.Index) and pattern.name in names:
        is_bound = any(name.startswith("#") for name in n.free(u))
        return not is_bound and places.setdefault(pattern.name, u) == u
    if isinstance(pattern, tuple) and isinstance(u, tuple):
        pairs = zip(pattern, u, strict=False)
        return len(pattern) == len(u) and all(fits(v, w, names, places) for v, w in pairs)
    if not isinstance(pattern, n.Node):
        return pattern == u
    if type(pattern) is not type(u):
        return False
    return all(
        fits(getattr(pattern, name), getattr(u, name), names, places)
        for name in pattern.__dataclass_fields__
    )


def taken_apart(u):
    """A fraction of a sum as a sum of fractions, where something cancels in some of them."""
    match u:
        case n.Over(n.Plus(terms), under):
            _, more, less = split(under)
            parts = [split(term) for term in terms]
            shares = [any(_less(above, [f]) is not None for f in more) for _, above, _ in parts]
            if any(shares) and not all(shares):
                new = [joined(s, above + less, below + more) for s, above, below in parts]
                yield APART, reduce(plus, new)


def common_factor(u):
    """What every term of a sum has as a factor, in front of it."""
    if not isinstance(u, n.Plus):
        return
    parts = list(map(split, u.terms))
    for factor in dict.fromkeys(parts[0][1]):
        rest = [_less(above, [factor]) for _, above, _ in parts]
        if None not in rest:
            pairs = zip(parts, rest, strict=True)
            terms = [joined(sign, above, below) for (sign, _, below), above in pairs]
            rule = f"Take the common factor ${latex(factor)}$ out of the sum."
            yield rule, product(factor, reduce(plus, terms))


def put_in_letters(u, scope, wanted):
    """What a letter or an entry stands for, where the goal has no such letter."""
    if isinstance(u, n.Letter | n.Entry) and u.name not in wanted:
        for definition in scope.definitions:
            places = {}
            is_one = isinstance(definition, n.Definition) and type(definition.key) is type(u)
            names = {
                i.name for i in getattr(definition.key, "indices", ()) if isinstance(i, n.Index)
            }
            if is_one and fits(definition.key, u, names, places):
                yield f"Put in what ${latex(u)}$ stands for.", n.put(definition.body, places)


# ---- one way to write what differs by order and signs alone


def arranged(u, with_signs):
    """A pair (sign, key), the same for two trees that order, and perhaps signs, tell apart."""
    match u:
        case n.Plus():
            terms = sorted(_terms(u, 1, with_signs), key=lambda term: (str(term[1]), term[0]))
            first = terms[0][0] if with_signs else 1
            return first, ("+", tuple((first * sign, key) for sign, key in terms))
        case n.Negative() | n.Times() | n.Over() | n.Number():
            sign, above, below = split(u)
            number, keys = Fraction(1), ([], [])
            for q, factors in enumerate((above, below)):
                for factor in factors:
                    if isinstance(factor, n.Number) and (factor.value or not q):
                        number *= Fraction(factor.value) ** (1 - 2 * q)
                        continue
                    own, key = arranged(factor, with_signs)
                    sign *= own
                    keys[q].append(key)
            if number == 1 and len(keys[0]) == 1 and not keys[1]:
                return sign, keys[0][0]
            return sign, (number, *(tuple(sorted(part, key=str)) for part in keys))
    below = tuple(arranged(part, with_signs) for part in n.children(u))
    own = tuple(getattr(u, name) for name in ("name", "sign") if hasattr(u, name))
    return 1, (type(u).__name__, own, below)


def _terms(u, sign, with_signs):
    """The terms of a sum, also those of a sum with a minus before it, as pairs."""
    match u:
        case n.Plus(terms):
            for term in terms:
                yield from _terms(term, sign, with_signs)
        case n.Negative(n.Plus() as of) if with_signs:
            yield from _terms(of, -sign, with_signs)
        case _:
            own, key = arranged(u, with_signs)
            yield sign * own, key
