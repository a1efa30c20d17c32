"""Has a line a value wherever the line before has one? What each needs, and what one grants."""

from sympy import sign

from helpers.symbolic.normal_form import Finer, Normal

GRANTS = {  # what is wanted: what grants it
    "positive": ("positive",),
    "nonzero": ("nonzero", "positive"),
    "not negative": ("not negative", "positive"),
}


def granted(guard):
    """Whether a line has no value where one of its guards fails."""
    return guard.is_sure and not guard.if_moved and None not in guard.running


def grants(guards, ranges, sizes):
    """Pairs (kind, expression): what is not 0, or positive, wherever a line has a value."""
    normal = Normal(ranges, sizes)
    return [grant for guard in guards if granted(guard) for grant in _grants(normal, guard)]


def unmet_guard(before, this, known, ranges, sizes):
    """The first guard of a line that the line before does not grant, or None."""
    same = {guard.key for guard in before if not guard.running}
    same |= {
        (guard.kind, guard.expression) for guard in before if granted(guard) and not guard.running
    }
    normal = Normal(ranges, sizes)
    needed = [
        guard
        for guard in this
        if not {guard.key, (guard.kind, guard.expression)} & same
        and not (guard.kind == "nonzero" and guard.exponent and normal.least(guard.exponent) >= 0)
    ]
    normal.positive = [what for kind, what in known if kind == "positive"]
    return next((guard for guard in needed if not _is_met(normal, guard, known)), None)


def _factors(normal, expression):
    """A sign, and pairs (factor, power) of numerator and denominator."""
    for _ in range(4):
        try:
            fraction = normal.fraction(expression)
            break
        except Finer as finer:
            positive = normal.positive
            normal.__init__(normal.ranges, normal.sizes, normal.unit * finer.denominator)
            normal.positive = positive
    number, found = normal.factors(fraction)
    return sign(number), found


def _sign_of(normal, factor, known=()):
    """1 or -1 where a factor has one sign, else 0; it may be known of others."""
    others = [what for kind, what in known if kind in GRANTS["not negative"]]
    if any(normal.is_positive((factor - what).expand()) for what in (0, *others)):
        return 1
    return -1 if normal.is_positive((-factor).expand()) else 0


def _grants(normal, guard):
    if guard.kind == "in range":
        ends = [guard.expression]
        if all(guard.expression.has(index) for index in guard.running):
            running = [s for s in guard.expression.free_symbols & set(normal.ranges) if s.is_Dummy]
            for index in running:
                low, high = normal.ranges[index]
                ends = [end.xreplace({index: limit}) for end in ends for limit in (low, high)]
            if all(normal.least(normal.ranges[s][1] - normal.ranges[s][0]) >= 0 for s in running):
                yield from ((guard.kind, end) for end in ends)
        return
    sign, factors = _factors(normal, guard.expression)
    of_both_signs = []
    for factor, times in factors:
        own = _sign_of(normal, factor)
        sign *= own if own and times % 2 else 1
        if own == 0:
            of_both_signs.append((factor, times))
            is_met = all(factor.has(index) for index in guard.running)
            if times > 0 and guard.kind != "not negative" and is_met:
                yield "nonzero", factor
    if guard.kind != "nonzero" and len(of_both_signs) == 1 and of_both_signs[0][1] % 2:
        factor = of_both_signs[0][0]
        if all(factor.has(index) for index in guard.running):
            yield guard.kind, (sign * factor).expand()


def _is_met(normal, guard, known):
    if guard.kind == "in range":
        least = [0, *(steps for kind, steps in known if kind == guard.kind)]
        return any(normal.least(guard.expression - steps) >= 0 for steps in least)
    if normal.is_positive(guard.expression):
        return True
    sign, factors = _factors(normal, guard.expression)
    if sign == 0:
        return guard.kind == "not negative"

    def has(kind, wanted):
        return any(k in GRANTS[kind] and normal.covers(have, wanted) for k, have in known)

    for factor, times in factors:
        own, other = _sign_of(normal, factor, known), (-factor).expand()
        if own:
            sign *= own if times % 2 else 1
        elif guard.kind == "nonzero" or times % 2 == 0:
            is_needed = guard.kind == "positive" or (guard.kind == "nonzero" and times > 0)
            if is_needed and not (has("nonzero", factor) or has("nonzero", other)):
                return False
        elif has(guard.kind, other):
            sign = -sign
        elif not (
            has(guard.kind, factor)
            or (guard.kind == "not negative" and normal.is_at_least_0(factor))
        ):
            return False
    return guard.kind == "nonzero" or sign > 0
