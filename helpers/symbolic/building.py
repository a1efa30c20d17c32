"""Trees built from parts: sums and products without ones and zeros, a part replaced by another."""

from functools import reduce

from helpers.language import nodes as n


def factors_of(u):
    """The factors of a product, a minus as one of them left aside."""
    return list(u.factors) if isinstance(u, n.Times) else [u]


def plus(u, v):
    """The sum of two."""
    if n.ZERO in (u, v):
        return v if u == n.ZERO else u
    one, other = (part.terms if isinstance(part, n.Plus) else (part,) for part in (u, v))
    return n.Plus((*one, *other))


def minus(u):
    """The part with a minus."""
    return u if u == n.ZERO else u.of if isinstance(u, n.Negative) else n.Negative(u)


def product(u, v):
    """The product of two."""
    if n.ZERO in (u, v):
        return n.ZERO
    if n.ONE in (u, v):
        return v if u == n.ONE else u
    if isinstance(u, n.Negative) or isinstance(v, n.Negative):
        odd = isinstance(u, n.Negative) != isinstance(v, n.Negative)
        found = product(*(part.of if isinstance(part, n.Negative) else part for part in (u, v)))
        return minus(found) if odd else found
    one, other = (part.factors if isinstance(part, n.Times) else (part,) for part in (u, v))
    return n.Times((*one, *other))


def indicator(i, j):
    """1 where i = j."""
    return n.ONE if i == j else n.Indicator("=", i, j)


def replaced(u, part, new):
    """The tree with a node, wherever it stands, replaced, and what this makes 0 or 1 cleared."""
    if u == part:
        return new
    if isinstance(u, n.D):
        return n.D(replaced(u.of, part, new), u.by)
    made = n.rebuilt(u, lambda below: replaced(below, part, new))
    if made == u:
        return u
    match made:
        case n.Times(factors):
            return reduce(product, factors)
        case n.Plus(terms):
            return reduce(plus, terms)
        case n.Negative(of):
            return minus(of)
        case n.Sum(_, body) if body == n.ZERO:
            return n.ZERO
        case n.Over(above, below) if above == n.ZERO or below == n.ONE:
            return above
    return made
