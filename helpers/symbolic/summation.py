"""The normal form of a sum: constants pulled out, indicators collapsed, products of sums split."""

from itertools import permutations

from sympy import Add, Dummy, KroneckerDelta, Mul, S, Sum, Symbol, exp, factor_list, sstr

LONGEST = 12  # a sum between numbers is written out up to this length


def is_bound(symbol):
    """Whether a symbol is the running index of a sum in normal form."""
    return symbol.name.startswith("#")


def sum_over(total, normal):
    """A sum as a combination of sums in normal form.

    Parameters
    ----------
    total : sympy.Sum
    normal : Normal
        Whose ranges say which indices an indicator may be collapsed to.

    Returns
    -------
    plain expression
    """
    body, limits = total.function, []
    for variable, low, high in total.limits:  # the innermost first
        new = {variable: Dummy(variable.name, integer=True)}
        body = body.xreplace(new)
        limits = [(v, first.xreplace(new), last.xreplace(new)) for v, first, last in limits]
        limits.append((new[variable], low, high))
    normal.ranges.update({variable: (low, high) for variable, low, high in limits})
    for limit in limits:
        body = _one(body, limit, normal)
    return body


def _one(body, limit, normal):
    variable, low, high = limit
    width = (high - low).expand()
    if width.is_Integer and width < LONGEST:
        return Add(*(body.xreplace({variable: low + step}) for step in range(int(width) + 1)))
    fraction = normal.fraction(body)
    ring = fraction.numer.ring
    runs = [
        ring_symbol in normal.atoms and normal.atoms[ring_symbol].has(variable)
        for ring_symbol in ring.symbols
    ]
    outside, inside = _split(fraction.denom, runs, ring)
    whole, rest = (fraction.numer, ring.zero) if inside == 1 else fraction.numer.div(inside)
    result = S.Zero
    for polynomial, below in ((whole, ring.one), (rest, inside)):
        below = below.as_expr().xreplace(normal.atoms)
        for factors, weight in _terms(polynomial, runs, normal.atoms).items():
            result += weight * _term(factors, below, limit, normal)
    return result / outside.as_expr().xreplace(normal.atoms)


def _split(polynomial, runs, ring):
    """The factors of a denominator without the running index, and those with it."""
    if not any(
        power and run for monomial in polynomial for power, run in zip(monomial, runs, strict=True)
    ):
        return polynomial, ring.one
    number, factors = factor_list(polynomial.as_expr(), *ring.symbols)
    outside, inside = ring.from_expr(number), ring.one
    for factor, times in factors:
        factor, times = ring.from_expr(factor.as_expr()), int(times)
        used = [any(monomial[place] for monomial in factor) for place in range(ring.ngens)]
        if any(use and run for use, run in zip(used, runs, strict=True)):
            inside *= factor**times
        else:
            outside *= factor**times
    return outside, inside


def _terms(polynomial, runs, atoms):
    """{what runs, as a tuple of (atom, power): its coefficient}."""
    terms = {}
    for monomial, number in polynomial.terms():
        powers = list(zip(polynomial.ring.symbols, monomial, runs, strict=True))
        factors = tuple((atoms[symbol], power) for symbol, power, run in powers if power and run)
        fixed = [atoms[symbol] ** power for symbol, power, run in powers if power and not run]
        number = polynomial.ring.domain.to_sympy(number)
        terms[factors] = terms.get(factors, S.Zero) + Mul(number, *fixed)
    return terms


def _term(factors, below, limit, normal):
    """The sum of one term, the product of `factors` over `below`."""
    variable, low, high = limit
    for delta, _ in factors:
        if isinstance(delta, KroneckerDelta):
            target = _target(delta, variable)
            known = normal.ranges.get(target) == (low, high) or target in (low, high)
            if target is not None and known:
                others = Mul(*(atom**p for atom, p in factors if atom != delta)) / below
                return others.xreplace({variable: target})
    if not factors and below == 1:
        return high - low + 1
    limits, pool = [limit], [] if below == 1 else [1 / below]
    for atom, power in factors:
        if isinstance(atom, Sum) and power <= 3:
            for _ in range(power):
                opened, more = _open(atom, normal)
                pool += opened
                limits = more + limits
        else:
            pool.append(atom**power)
    return Mul(*(_sum(part, some, normal) for part, some in _components(pool, limits)))


def _target(delta, variable):
    """What the running index must be for the indicator to be 1."""
    difference = (delta.args[0] - delta.args[1]).expand()
    slope = difference.coeff(variable)
    if abs(slope) != 1:
        return None
    target = (variable - difference / slope).expand()
    return None if target.has(variable) else target


def _open(total, normal):
    """The factors and limits of a sum in normal form, its indices renamed."""
    new = {limit[0]: Dummy(integer=True) for limit in total.limits}
    limits = [tuple(part.xreplace(new) for part in limit) for limit in total.limits]
    normal.ranges.update({variable: (low, high) for variable, low, high in limits})
    factors = []
    for factor in Mul.make_args(total.function.xreplace(new)):
        if isinstance(factor, exp):
            factors += [exp(term) for term in Add.make_args(factor.exp)]
        else:
            factors.append(factor)
    return factors, limits


def _components(pool, limits):
    """Factors and limits in groups that share no running index."""
    groups = []
    for item in [*pool, *limits]:
        is_limit = isinstance(item, tuple)
        used = set().union(*(part.free_symbols for part in item)) if is_limit else item.free_symbols
        used &= {limit[0] for limit in limits}
        touching = [group for group in groups if group[0] & used]
        merged = (used, [] if is_limit else [item], [item] if is_limit else [])
        for group in touching:
            merged = (merged[0] | group[0], group[1] + merged[1], group[2] + merged[2])
            groups.remove(group)
        groups.append(merged)
    order = {limit: place for place, limit in enumerate(limits)}
    return [(factors, sorted(some, key=order.get)) for _, factors, some in groups]


def _sum(factors, limits, normal):
    """A sum that cannot be split, its indices named in the order that sorts first."""
    used = {int(s.name[1:]) for f in factors for s in f.atoms(Symbol) if _is_canonical(s)}
    start = 1 + max(used, default=0)
    best = None
    orders = permutations(limits) if len(limits) <= 4 else [limits]
    for order in orders:
        inner = [limit[0] for limit in order]
        if any(
            bound.has(*inner[: place + 1])
            for place, limit in enumerate(order)
            for bound in limit[1:]
        ):
            continue
        names = {v: Symbol(f"#{start + place}", integer=True) for place, v in enumerate(inner)}
        named = Sum(
            Mul(*factors).xreplace(names),
            *(tuple(part.xreplace(names) for part in limit) for limit in order),
        )
        if best is None or sstr(named) < sstr(best):
            best = named
    normal.done.add(best)
    return best


def _is_canonical(symbol):
    return not isinstance(symbol, Dummy) and symbol.name.startswith("#")
