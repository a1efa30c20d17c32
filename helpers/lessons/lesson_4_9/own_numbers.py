"""A formula of z in numbers: in numpy, with its slope, in forms that keep their digits; exactly."""

import math
from functools import reduce

import numpy as np
from mpmath.ctx_mp import MPContext

from helpers.language import nodes as n
from helpers.language.dual import Undefined
from helpers.notation import NAMES
from helpers.numeric.activations import ACTIVATIONS
from helpers.symbolic.building import minus, plus, product

HOLDS = {
    "=": np.equal, "≠": np.not_equal, "<": np.less, "≤": np.less_equal,
    ">": np.greater, "≥": np.greater_equal,
}  # fmt: skip
FURTHEST = 1e6  # what an exponential of more, or of less, is: infinite, or 0
Z = n.Letter("z")


# ---- forms that keep their digits


def stable(u):
    """Return the tree in forms that lose no digits, where one is known.

    Those are logistic, softplus, log1p, expm1, erfc, 1 - tanh² and 1 - cos.
    """
    u = n.rebuilt(u, stable)
    match u:
        case n.Power(n.Constant("e"), exponent):
            return n.Call("exp", (exponent,))
        case n.Over(above, below):
            return _quotient(above, below)
        case n.Call("log", (n.Plus(terms),)) if n.ONE in terms:
            rest = _without(terms, n.ONE)
            inner = _exponent(rest)
            return n.Call("log1p", (rest,)) if inner is None else n.Call("softplus", (inner,))
        case n.Call("log", (of, base)):
            return n.Over(stable(n.Call("log", (of,))), n.Call("log", (base,)))
        case n.Plus(terms):
            return _sum(terms)
    return u


def _quotient(above, below):
    match above, below:
        case n.Call("sinh", args), n.Call("cosh", same) if args == same:
            return n.Call("tanh", args)
        case n.Plus((one, n.Negative(other))), n.Plus((same, another)) if (one, other) == (
            same,
            another,
        ):
            up, down = _exponent(one), _exponent(other)
            if up is not None and down is not None and minus(up) == down:
                return n.Call("tanh", (up,))
        case n.Call("exp", (up,)), n.Plus((n.Call("exp", (one,)), n.Call("exp", (other,)))) if (
            up in (one, other)
        ):
            return n.Call("sigma", (difference(up, other if up == one else one),))
        case _, n.Plus((_, _)) if n.ONE in below.terms:
            inner = _exponent(_without(below.terms, n.ONE))
            if inner is not None and _exponent(above) == inner:
                return n.Call("sigma", (inner,))
            if inner is not None:
                return product(above, n.Call("sigma", (minus(inner),)))
    return n.Over(above, below)


def _sum(terms):
    """A sum in which a 1 and what nearly cancels it stand as one term."""
    match terms:
        case n.Times((n.Number(2), n.Call("sigma", (v,)))), n.Negative(n.Number(1)):
            return n.Call("tanh", (n.Over(v, n.number(2)),))
    for one, sign in ((n.ONE, n.Negative), (n.Negative(n.ONE), lambda v: v)):
        for term in terms if one in terms else ():
            inner = term.of if isinstance(term, n.Negative) and sign is n.Negative else term
            joined = _joined(inner) if sign(inner) == term else None
            if joined is not None:
                rest = list(terms)
                rest.remove(one)
                rest[rest.index(term)] = minus(joined) if one != n.ONE else joined
                return rest[0] if len(rest) == 1 else n.Plus(tuple(rest))
    if n.ONE in terms:
        for term in terms:
            match term:
                case n.Call("erf", (v,)):
                    rest = list(terms)
                    rest.remove(n.ONE)
                    rest[rest.index(term)] = n.Call("erfc", (minus(v),))
                    return rest[0] if len(rest) == 1 else n.Plus(tuple(rest))
    return n.Plus(tuple(terms))


def _joined(u):
    """1 - u in a form that keeps its digits, or None."""
    match u:
        case n.Call("exp", (v,)):
            return n.Negative(n.Call("expm1", (v,)))
        case n.Call("sigma", (v,)):
            return n.Call("sigma", (minus(v),))
        case n.Call("erf", (v,)):
            return n.Call("erfc", (v,))
        case n.Call("cos", (v,)):
            return n.Call("versine", (v,))
        case n.Power(n.Call("tanh", (v,)), n.Number(2)):
            return n.Call("sech2", (v,))
    return None


def _exponent(u):
    """What stands in an exponential."""
    return u.args[0] if isinstance(u, n.Call) and u.name == "exp" else None


def _without(terms, one):
    rest = list(terms)
    rest.remove(one)
    return rest[0] if len(rest) == 1 else n.Plus(tuple(rest))


# ---- in numpy


def _sech2(u):
    e = np.exp(-2 * np.abs(u))
    return 4 * e / (1 + e) ** 2


def _each(function):
    def of(u):
        values = [function(float(v)) for v in np.ravel(u)]
        return np.reshape(np.array(values, dtype=np.asarray(u).dtype), np.shape(u))

    return of


FUNCTIONS = {  # a function of u, and its slope, of u and of the function's value
    "exp": (np.exp, lambda u, h: h),
    "expm1": (np.expm1, lambda u, h: np.exp(u)),
    "log": (np.log, lambda u, h: 1 / u),
    "log1p": (np.log1p, lambda u, h: 1 / (1 + u)),
    "sqrt": (np.sqrt, lambda u, h: 1 / (2 * h)),
    "sech2": (_sech2, lambda u, h: -2 * h * np.tanh(u)),
    "sinh": (np.sinh, lambda u, h: np.cosh(u)),
    "cosh": (np.cosh, lambda u, h: np.sinh(u)),
    "sin": (np.sin, lambda u, h: np.cos(u)),
    "cos": (np.cos, lambda u, h: -np.sin(u)),
    "versine": (lambda u: 2 * np.sin(u / 2) ** 2, lambda u, h: np.sin(u)),
    "tan": (np.tan, lambda u, h: 1 + h * h),
    "erf": (_each(math.erf), lambda u, h: 2 / math.sqrt(math.pi) * np.exp(-u * u)),
    "erfc": (_each(math.erfc), lambda u, h: -2 / math.sqrt(math.pi) * np.exp(-u * u)),
    "abs": (np.abs, lambda u, h: np.sign(u)),
    "sign": (np.sign, lambda u, h: 0.0),
}
FUNCTIONS |= {  # those of the table of activations, as their records have them
    NAMES.get(name, name): (g, lambda u, h, g=g: g.derivative(u)) for name, g in ACTIVATIONS.items()
}


def in_numpy(u, z):
    """Return value and slope of a tree at an array z, in the array's dtype.

    What overflows is infinite or no number; nothing is warned of.
    """
    line = np.atleast_1d(z)  # a number without axes would be taken for a constant
    with np.errstate(all="ignore"):
        found = _value_and_slope(u, line)
        full = (np.broadcast_to(part, line.shape) for part in found)
        return tuple(np.array(part, dtype=line.dtype).reshape(np.shape(z)) for part in full)


def _times(u, v):
    """A product in which 0 times what overflows is 0: whether that is right, the check tells."""
    if (np.isscalar(u) and u == 0) or (np.isscalar(v) and v == 0):
        return 0.0
    found = u * v
    return np.where((u == 0) | (v == 0), 0.0, found) if not np.all(np.isfinite(found)) else found


def _value_and_slope(u, z):
    inner = lambda v: _value_and_slope(v, z)  # noqa: E731
    match u:
        case n.Letter():
            return z, 1.0
        case n.Number(value):
            return float(value), 0.0
        case n.Constant(name):
            return getattr(math, name), 0.0
        case n.Plus(terms):
            return tuple(reduce(np.add, parts) for parts in zip(*map(inner, terms), strict=True))
        case n.Negative(of):
            return tuple(-part for part in inner(of))
        case n.Times(factors):
            return reduce(
                lambda p, q: (_times(p[0], q[0]), _times(p[1], q[0]) + _times(p[0], q[1])),
                map(inner, factors),
            )
        case n.Over(above, below):
            (p, dp), (q, dq) = inner(above), inner(below)
            ratio = np.true_divide(p, q)
            return ratio, np.true_divide(dp - _times(ratio, dq), q)
        case n.Power(base, exponent):
            return _power(inner(base), inner(exponent))
        case n.Indicator():
            return np.where(_holds(u, z), 1.0, 0.0), 0.0
        case n.Cases(branches, otherwise):
            value, slope = inner(otherwise)
            for branch, when in reversed(branches):
                holds, (p, dp) = _holds(when, z), inner(branch)
                value, slope = np.where(holds, p, value), np.where(holds, dp, slope)
            return value, slope
        case n.Call("max" | "min" as name, args):
            (p, dp), (q, dq) = map(inner, args)
            first = np.greater(p, q) if name == "max" else np.less(p, q)
            return np.where(first, p, q), np.where(first, dp, dq)
        case n.Call("log", (of, base)):
            (p, dp), (q, dq) = (inner(n.Call("log", (part,))) for part in (of, base))
            return p / q, (dp - _times(p / q, dq)) / q
        case n.Call(name, (of,)):
            (p, dp), (function, slope) = inner(of), FUNCTIONS[name]
            value = function(np.float64(p) if np.isscalar(p) else p)
            return value, _times(dp, slope(p, value))
    raise ValueError(f"{type(u).__name__} has no numbers here")


def _power(base, exponent):
    (p, dp), (q, dq) = base, exponent
    if np.isscalar(q):
        whole = float(q).is_integer()
        q = int(q) if whole and abs(q) < 1000 else q
        p = np.float64(p) if np.isscalar(p) else p
        lower = np.power(p, float(q - 1)) if q - 1 < 0 else p ** (q - 1)
        return lower * p if whole and q > 0 else np.power(p, float(q)), _times(q * lower, dp)
    log = np.log(p)
    value = np.exp(q * log)
    return value, _times(value, _times(dq, log) + _times(q, np.true_divide(dp, p)))


def _holds(u, z):
    left, right = (_value_and_slope(part, z)[0] for part in (u.left, u.right))
    return HOLDS[u.sign](left, right)


# ---- exactly


class Cancelled(ArithmeticError):  # noqa: N818
    """More digits are needed: in these nothing is left of a number."""


class Exact:
    """The numbers of trees to so many digits; an Undefined says why there is none.

    Where all but 20 digits cancel it raises Cancelled, unless it is to go on with what is left.
    """

    def __init__(self, digits, goes_on=False):
        self.mp = MPContext()
        self.mp.dps = int(digits)
        self.least = self.mp.mpf(10) ** (20 - self.mp.dps)
        self.goes_on = goes_on

    def value(self, u, z):
        inner = lambda v: self.value(v, z)  # noqa: E731
        match u:
            case n.Letter():
                return self.mp.mpf(z)
            case n.Number(value):
                return self.mp.mpf(value.numerator) / value.denominator
            case n.Constant(name):
                return +getattr(self.mp, name)
            case n.Plus(terms):
                return self.sum([inner(term) for term in terms])
            case n.Negative(of):
                return -inner(of)
            case n.Times(factors):
                return self.mp.fprod(map(inner, factors))
            case n.Over(above, below):
                return inner(above) / self.nonzero(inner(below))
            case n.Power(base, exponent):
                return self.power(inner(base), inner(exponent))
            case n.Indicator():
                return self.mp.mpf(self.holds(u, z))
            case n.Cases(branches, otherwise):
                return inner(next((v for v, when in branches if self.holds(when, z)), otherwise))
            case n.Call("max" | "min" as name, args):
                return (max if name == "max" else min)(map(inner, args))
            case n.Call("log", (of, base)):
                return self.log(inner(of)) / self.nonzero(self.log(inner(base)))
            case n.Call(name, (of,)):
                return self.call(name, inner(of))
        raise ValueError(f"{type(u).__name__} has no numbers here")

    def holds(self, u, z):
        return bool(HOLDS[u.sign](self.value(u.left, z), self.value(u.right, z)))

    def sum(self, terms):
        found = self.mp.fsum(terms)
        self.refuse_less(found, max(map(abs, terms)))
        return found

    def refuse_less(self, left, before):
        if not self.goes_on and before and abs(left) < before * self.least:
            raise Cancelled

    def nonzero(self, u):
        if u == 0:
            raise Undefined("it divides by 0")
        return u

    def log(self, u):
        if not u > 0:
            raise Undefined("a logarithm is taken of what is not positive")
        self.refuse_less(u - 1, 1)
        return self.mp.log(u)

    def exp(self, u):
        if abs(u) > FURTHEST:
            return self.mp.inf if u > 0 else self.mp.zero
        return self.mp.exp(u)

    def power(self, u, v):
        if self.mp.isint(v) and abs(v) < FURTHEST:
            return self.mp.power(self.nonzero(u) if v < 0 else u, int(v))
        if u == 0 and v > 0:
            return self.mp.zero
        if not u > 0:
            raise Undefined("a power that is not whole is taken of what is not positive")
        return self.exp(v * self.mp.log(u))

    def call(self, name, u):
        mp = self.mp
        match name:
            case "exp" | "log":
                return getattr(self, name)(u)
            case "sqrt":
                if u < 0:
                    raise Undefined("a root is taken of what is negative")
                return mp.sqrt(u)
            case "sigma":
                return 1 / (1 + self.exp(-u))
            case "sinh" if abs(u) < 1:
                return mp.sinh(u)
            case "sinh" | "cosh":
                up, down = self.exp(u), self.exp(-u)
                return (up - down if name == "sinh" else up + down) / 2
            case "tanh" | "erf" if abs(u) > FURTHEST:
                return mp.sign(u)
            case "sin" | "cos" | "tan" if not abs(u) < mp.mpf(10) ** 400:
                return mp.nan
            case "sin" | "cos" | "tan":
                self.refuse_less(1, abs(u))
                found = mp.sin(u) if name == "sin" else mp.cos(u)
                return mp.sin(u) / self.nonzero(found) if name == "tan" else found
            case "abs":
                return abs(u)
            case "relu":
                return max(u, mp.zero)
            case "sign" | "tanh" | "erf":
                return getattr(mp, name)(u)
        raise ValueError(f"{name} has no numbers here")


DIGITS = 60, 240, 1100  # the next where the former cancel
EXACT = [Exact(digits, goes_on=digits == DIGITS[-1]) for digits in DIGITS]


def exactly(u, z):
    """Return the value of a tree at a number or digits, to as many digits as it takes.

    >>> from helpers.language.reader import read
    >>> print(exactly(read("log(1 + exp(z))"), -300) * 10**131)
    5.14820022...
    """
    for exact in EXACT[:-1]:
        try:
            return exact.value(u, z)
        except Cancelled:
            continue
    return EXACT[-1].value(u, z)


def difference(left, right):
    """The tree left - right."""
    return plus(left, minus(right))
