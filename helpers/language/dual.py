"""Numbers with an ε, ε² = 0, whose factor is a derivative; functions of them, to many digits."""

from fractions import Fraction
from functools import cache
from operator import mul

from mpmath.ctx_mp import MPContext

TINY = 1e-45  # less may be rounding
FURTHEST = 10**4  # what is larger is out of reach of exp


class Undefined(ArithmeticError):  # noqa: N818
    """There is no value at this point; the message says why."""


class OutOfReach(Undefined):
    """There may be a value, but the numbers are too large to tell."""


class Kink(Undefined):
    """A derivative is asked for at a kink."""


class Dual:
    """value + slope · ε; the ε of an inner derivative has the larger tag."""

    def __init__(self, tag, value, slope):
        self.tag, self.value, self.slope = tag, value, slope

    def __add__(self, other):
        if not isinstance(other, Dual) or other.tag < self.tag:
            return Dual(self.tag, self.value + other, self.slope)
        if other.tag > self.tag:
            return other + self
        return Dual(self.tag, self.value + other.value, self.slope + other.slope)

    def __mul__(self, other):
        if not isinstance(other, Dual) or other.tag < self.tag:
            return Dual(self.tag, self.value * other, self.slope * other)
        if other.tag > self.tag:
            return other * self
        slope = self.value * other.slope + self.slope * other.value
        return Dual(self.tag, self.value * other.value, slope)

    __radd__, __rmul__ = __add__, __mul__


def parts(u, tag):
    """Value and slope of a number under one derivative."""
    return (u.value, u.slope) if isinstance(u, Dual) and u.tag == tag else (u, 0)


def real(u):
    """The number without any ε."""
    return real(u.value) if isinstance(u, Dual) else u


def is_zero(u):
    """Whether a number without ε is 0; what may be rounding, or a small number, is out of reach."""
    if u == 0 or isinstance(u, int | Fraction) or abs(u) >= TINY:
        return u == 0
    raise OutOfReach


def is_whole(u):
    """Whether a number without ε is whole, or but for rounding."""
    if isinstance(u, int | Fraction | Dual):
        return getattr(u, "denominator", 0) == 1
    return abs(u) < FURTHEST and abs(u - u.context.nint(u)) < TINY


def sign(u):
    """-1, 0 or 1; a Kink where the number is moving through 0."""
    if is_zero(real(u)):
        if isinstance(u, Dual):
            raise Kink
        return 0
    return 1 if real(u) > 0 else -1


@cache
def functions(digits):
    """The functions to so many digits."""
    return Functions(digits)


class Functions:
    """The functions of the language, of numbers with or without ε, to so many digits."""

    def __init__(self, digits):
        self.context = MPContext()
        self.context.dps = digits

    def lifted(self, f, slope, u):
        """F at a number; by the chain rule where the number has an ε."""
        if isinstance(u, Dual):
            return Dual(u.tag, self.lifted(f, slope, u.value), slope(u.value) * u.slope)
        if abs(real(u)) > FURTHEST:
            raise OutOfReach
        return f(u if isinstance(u, self.context.mpf) else self.number(u))

    def number(self, u):
        u = Fraction(u)
        return self.context.mpf(u.numerator) / u.denominator

    def exp(self, u):
        return 1 if is_whole(u) and u == 0 else self.lifted(self.context.exp, self.exp, u)

    def log(self, u, base=None):
        if base is not None:
            return self.log(u) * self.power(self.log(base), -1)
        if is_zero(real(u)) or real(u) < 0:
            raise Undefined("a logarithm is taken of what is not positive")
        if is_whole(u) and u == 1:
            return 0
        if not isinstance(u, Dual) and u > FURTHEST:
            return self.context.log(u if isinstance(u, self.context.mpf) else self.number(u))
        return self.lifted(self.context.log, lambda v: self.power(v, -1), u)

    def power(self, u, v):
        """U to the power v: any real u where v is whole, else a positive one."""
        if is_whole(v):
            v = int(v) if isinstance(v, int | Fraction) else int(v.context.nint(v))
            if abs(v) > FURTHEST:
                raise OutOfReach
            if isinstance(u, Dual):
                slope = v * self.power(u.value, v - 1) if v else 0
                return Dual(u.tag, self.power(u.value, v), slope * u.slope)
            if v < 0 and is_zero(u):
                raise Undefined("it divides by 0")
            return (Fraction(u) if isinstance(u, int) else u) ** v
        if not isinstance(u, Dual) and u == 0 and not isinstance(v, Dual) and v > 0:
            return 0
        if not real(u) > 0:
            raise Undefined("a power that is no whole number is taken of what is not positive")
        return self.exp(v * self.log(u))

    def sqrt(self, u):
        if is_zero(real(u)):
            if isinstance(u, Dual):
                raise Undefined("a root has no slope at 0")
            return 0
        if real(u) < 0:
            raise Undefined("a root is taken of what is negative")
        half = lambda v: Fraction(1, 2) * self.power(self.sqrt(v), -1)  # noqa: E731
        return self.lifted(self.context.sqrt, half, u)

    def tanh(self, u):
        return self.lifted(self.context.tanh, lambda v: 1 + -1 * self.power(self.tanh(v), 2), u)

    def sinh(self, u):
        return self.lifted(self.context.sinh, self.cosh, u)

    def cosh(self, u):
        return self.lifted(self.context.cosh, self.sinh, u)

    def sin(self, u):
        return self.lifted(self.context.sin, self.cos, u)

    def cos(self, u):
        return self.lifted(self.context.cos, lambda v: -1 * self.sin(v), u)

    def tan(self, u):
        return self.sin(u) * self.power(self.cos(u), -1)

    def erf(self, u):
        root = self.power(self.context.pi + self.context.mpf(0), Fraction(-1, 2))
        return self.lifted(self.context.erf, lambda v: 2 * root * self.exp(-1 * v * v), u)

    def sigma(self, u):
        return self.power(1 + self.exp(-1 * u), -1)

    def sign(self, u):
        return sign(u)

    def abs(self, u):
        return sign(u) * u

    def max(self, u, v):
        return u if sign(u + -1 * v) >= 0 else v

    def min(self, u, v):
        return u if sign(u + -1 * v) <= 0 else v

    def softmax(self, column):
        powers = each(self.exp, column)
        below = self.power(sum(power for (power,) in powers), -1)
        return each(lambda power: power * below, powers)

    def diag(self, column):
        return [[v * (r == c) for c, _ in enumerate(column)] for r, (v,) in enumerate(column)]

    def relu(self, u):
        return self.max(u, 0)


def each(operation, *values):
    """An operation on numbers, or on the entries of arrays of one shape beside numbers."""
    if list not in map(type, values):
        return operation(*values)
    rows = next(v for v in values if isinstance(v, list))

    def at(r, c):
        return operation(*(v[r][c] if isinstance(v, list) else v for v in values))

    return [[at(r, c) for c in range(len(row))] for r, row in enumerate(rows)]


def matmul(left, right):
    """The matrix product of two arrays, as rows."""
    columns = list(zip(*right, strict=True))
    return [[sum(map(mul, row, column)) for column in columns] for row in left]
