"""What random lines mean, against plain Python written beside them: loops, numpy, differences.

A line is made as text, and at the same time as a function of a point; a derivative there is a
central difference with a step of 10^-20, to 80 digits.
"""

from fractions import Fraction
from random import Random

import numpy as np
import pytest
from mpmath import mp, mpf
from worlds import value

from helpers.language.dual import Kink, OutOfReach, Undefined
from helpers.language.reader import LineError

INTEGERS = {"n": 3, "k": 2, "i": 2, "ell": 1, "L": 9}
SIZES = {"n": 3, "k": 2}
STEP = mpf(10) ** -20
DEFINITIONS = """
    where p[m] = x[m]^2 + z
    where r = w p[1] + Σ(m, 1..n, p[m])
    where v(t) = t^2 + w t
    with u(s, t)
"""
FUNCTIONS = {"g": lambda t: t * t * t + t, "u": lambda s, t: s * s * t + t}


class NoValueError(Exception):
    """There is no value here."""


class Point:
    """Numbers by name and place, and how far each is moved."""

    def __init__(self, numbers, running=None, moved=None):
        self.numbers, self.running, self.moved = numbers, running or dict(INTEGERS), moved or {}

    def with_index(self, name, value):
        return Point(self.numbers, self.running | {name: value}, self.moved)

    def by(self, key, step):
        moved = self.moved | {key: self.moved.get(key, 0) + step}
        return Point(self.numbers, self.running, moved)

    def __getitem__(self, key):
        name, *places = key
        if name == "p":
            base = self["x", *places] ** 2 + self[("z",)]
        elif name == "r":
            base = self[("w",)] * self["p", 1] + sum(self["p", m] for m in (1, 2, 3))
        else:
            base = self.numbers[name]
            for place in places:
                if not 1 <= place <= len(base):
                    raise NoValueError
                base = base[place - 1]
        return base + self.moved.get(key, 0)


def power(u, v):
    """u to the power v where that is a real number."""
    if (u == 0 and v < 0) or (u < 0 and v != int(v)) or (u == 0 and v != int(v) and v <= 0):
        raise NoValueError
    return u ** int(v) if v == int(v) else mpf(u) ** v


def log(u):
    if u <= 0:
        raise NoValueError
    return mp.log(u)


def sqrt(u):
    if u < 0:
        raise NoValueError
    return mp.sqrt(u)


def sign(u):
    return (u > 0) - (u < 0)


ONES = {
    "exp": mp.exp,
    "log": log,
    "sqrt": sqrt,
    "tanh": mp.tanh,
    "sinh": mp.sinh,
    "cosh": mp.cosh,
    "sin": mp.sin,
    "cos": mp.cos,
    "erf": mp.erf,
    "sigma": lambda u: 1 / (1 + mp.exp(-u)),
    "abs": abs,
    "sign": sign,
    "relu": lambda u: u if u > 0 else mpf(0),
    "g": FUNCTIONS["g"],
    "g'": lambda u: 3 * u * u + 1,
    "g''": lambda u: 6 * u,
}
SIGNS = {
    "=": lambda u, v: u == v,
    "≠": lambda u, v: u != v,
    "<": lambda u, v: u < v,
    "≤": lambda u, v: u <= v,
    ">": lambda u, v: u > v,
    "≥": lambda u, v: u >= v,
}


class Maker:
    """Lines as pairs: the text, and a function from a point to the number or array."""

    def __init__(self, seed):
        self.random, self.named, self.is_smooth = Random(seed), 0, True

    def one_of(self, *makers):
        return self.random.choice(makers)

    # ---- numbers

    def number(self, depth, running=()):
        """A number; `running` are pairs (index, its size)."""
        if depth <= 0:
            return self.leaf(running)
        makers = [
            self.leaf,
            self.sum_of_two,
            self.product_of_two,
            self.quotient,
            self.power,
            self.function,
            self.of_two,
            self.loop,
            self.loop,
            self.condition,
            self.cases,
            self.slope,
            self.slope,
            self.part,
            self.inner_product,
        ]
        make = self.random.choice(makers)
        return self.leaf(running) if make == self.leaf else make(depth - 1, running)

    def place(self, size, running):
        """An index within 1..size."""
        names = [name for name, its in running if its == size]
        names.append({"n": "i", "k": "ell"}[size])
        name, turned = self.random.choice(names), self.random.random() < 0.2
        if turned:
            return f"{size}+1-{name}", lambda at: SIZES[size] + 1 - at.running[name]
        return name, lambda at: at.running[name]

    def leaf(self, running):
        kind = self.random.randrange(6)
        if kind == 0:
            number = self.random.choice(["0", "1", "2", "3", "0.5"])
            return number, lambda at: mpf(number)
        if kind == 1:
            name = self.random.choice(["z", "w", "s", "z", "w", "r"])
            return name, lambda at: at[(name,)]
        if kind == 2:
            name = self.random.choice(["n", "k", "i", *(name for name, _ in running)])
            return name, lambda at: mpf(at.running[name])
        return self.entry(running)[:2]

    def entry(self, running):
        """An entry; also its key at a point."""
        name, sizes = self.random.choice(
            [("x", "n"), ("x", "n"), ("y", "k"), ("p", "n"), ("W", "nn"), ("a", "n")]
        )
        places = [self.place(size, running) for size in sizes]
        layer = "1," if name in "Wa" else ""
        text = f"{name}[{layer}{','.join(place for place, _ in places)}]"
        key = lambda at: (name, *(find(at) for _, find in places))  # noqa: E731
        return text, lambda at: at[key(at)], key

    def sum_of_two(self, depth, running):
        (a, f), (b, g) = (self.number(depth, running) for _ in "ab")
        if self.random.random() < 0.5:
            return f"({a} + {b})", lambda at: f(at) + g(at)
        return f"({a} - ({b}))", lambda at: f(at) - g(at)

    def product_of_two(self, depth, running):
        (a, f), (b, g) = (self.number(depth, running) for _ in "ab")
        sign, minus = self.one_of(("", 1), ("-", -1))
        return f"({sign}({a}) * ({b}))", lambda at: minus * f(at) * g(at)

    def quotient(self, depth, running):
        (a, f), (b, g) = (self.number(depth, running) for _ in "ab")

        def find(at):
            above, below = f(at), g(at)
            if below == 0:
                raise NoValueError
            return above / below

        return f"(({a})/({b}))", find

    def power(self, depth, running):
        a, f = self.number(depth, running)
        exponent = self.random.choice([0, 1, 2, 3, -1, -2, 0.5])
        if self.random.random() < 0.2:
            b, g = self.number(0, running)
            return f"(({a})^({b}))", lambda at: power(f(at), g(at))
        return f"(({a})^({exponent}))", lambda at: power(f(at), exponent)

    def function(self, depth, running):
        a, f = self.number(depth, running)
        if self.random.random() < 0.1:
            return f"v({a})", lambda at: f(at) ** 2 + at[("w",)] * f(at)
        name = self.random.choice(list(ONES))
        return f"{name}({a})", lambda at: ONES[name](f(at))

    def of_two(self, depth, running):
        (a, f), (b, g) = (self.number(depth, running) for _ in "ab")
        name, find = self.one_of(("max", max), ("min", min), ("u", FUNCTIONS["u"]))
        return f"{name}({a}, {b})", lambda at: find(f(at), g(at))

    def loop(self, depth, running):
        self.named += 1
        name = f"{'jmqMN'[self.named % 5]}"
        low, high, first, last = self.one_of(
            ("1", "n", lambda at: 1, lambda at: 3),
            ("1", "k", lambda at: 1, lambda at: 2),
            ("2", "n", lambda at: 2, lambda at: 3),
            ("1", "n-3", lambda at: 1, lambda at: 0),
            ("i", "n", lambda at: at.running["i"], lambda at: 3),
        )
        size = "k" if high == "k" else "n"
        others = tuple(pair for pair in running if pair[0] != name)
        body, f = self.number(depth, (*others, (name, size)))
        sign, start = self.one_of(("Σ", 0), ("Π", 1))

        def find(at):
            total = mpf(start)
            for place in range(first(at), last(at) + 1):
                term = f(at.with_index(name, place))
                total = total + term if sign == "Σ" else total * term
            return total

        return f"{sign}({name}, {low}..{high}, {body})", find

    def comparison(self, depth, running):
        (a, f), (b, g) = (self.number(depth, running) for _ in "ab")
        sign = self.random.choice(list(SIGNS))
        return a, sign, b, lambda at: SIGNS[sign](f(at), g(at))

    def condition(self, depth, running):
        a, sign, b, holds = self.comparison(depth, running)
        return f"1[({a}){sign}({b})]", lambda at: mpf(holds(at))

    def cases(self, depth, running):
        (a, f), (b, g) = (self.number(depth, running) for _ in "ab")
        one, sign, other, holds = self.comparison(depth - 1, running)
        text = f"cases({a} if {one} {sign} {other}, {b})"
        return text, lambda at: f(at) if holds(at) else g(at)

    def slope(self, depth, running):
        self.is_smooth = False
        a, f = self.number(depth, running)
        if self.random.random() < 0.6:
            b = self.random.choice(["z", "w", "r"])
            key = lambda at: (b,)  # noqa: E731
        else:
            b, _, key = self.entry(running)

        def find(at):
            k = key(at)
            return (f(at.by(k, STEP)) - f(at.by(k, -STEP))) / (2 * STEP)

        return f"D({a}, {b})", find

    def part(self, depth, running):
        if self.random.random() < 0.5:
            (a, f), (b, g) = self.column(depth, running), self.place("n", running)
            return f"({a})[{b}]", lambda at: f(at)[g(at) - 1, 0]
        a, f = self.matrix(depth, running)
        (b, g), (c, h) = (self.place("n", running) for _ in "bc")
        return f"({a})[{b},{c}]", lambda at: f(at)[g(at) - 1, h(at) - 1]

    def inner_product(self, depth, running):
        (a, f), (b, g) = (self.column(depth, running) for _ in "ab")
        return f"(({a})ᵀ @ ({b}))", lambda at: (f(at).T @ g(at))[0, 0]

    # ---- columns of n

    def column(self, depth, running=()):
        if depth <= 0:
            name, own = self.one_of(("x", "x"), ("a[1]", "a"))
            return name, lambda at: np.array([[at[own, place]] for place in (1, 2, 3)])
        return self.one_of(
            self.column_of_numbers,
            self.gradient,
            self.columns_together,
            self.times_matrix,
            self.each_entry,
            self.softmax,
            self.sum_of_columns,
            self.one_hot,
        )(depth - 1, running)

    def column_of_numbers(self, depth, running):
        others = tuple(pair for pair in running if pair[0] != "j")
        body, f = self.number(depth, (*others, ("j", "n")))
        find = lambda at: np.array([[f(at.with_index("j", q))] for q in (1, 2, 3)])  # noqa: E731
        return f"vector(j, 1..n, {body})", find

    def gradient(self, depth, running):
        self.is_smooth = False
        a, f = self.number(depth, running)

        def find(at):
            keys = [("x", q) for q in (1, 2, 3)]
            differences = [f(at.by(key, STEP)) - f(at.by(key, -STEP)) for key in keys]
            return np.array([[difference / (2 * STEP)] for difference in differences])

        return f"∇({a}, x)", find

    def columns_together(self, depth, running):
        (a, f), (b, g) = (self.column(depth, running) for _ in "ab")
        if self.random.random() < 0.5:
            return f"({a} - ({b}))", lambda at: f(at) - g(at)
        return f"(({a}) ⊙ ({b}))", lambda at: f(at) * g(at)

    def times_matrix(self, depth, running):
        (a, f), (b, g) = self.matrix(depth, running), self.column(depth, running)
        return f"(({a}) @ ({b}))", lambda at: f(at) @ g(at)

    def each_entry(self, depth, running):
        (a, f), (b, g) = self.column(depth, running), self.number(depth, running)
        if self.random.random() < 0.5:
            return f"(({b}) * ({a}))", lambda at: g(at) * f(at)
        name = self.random.choice(list(ONES))
        return f"{name}({a})", lambda at: np.array([[ONES[name](u)] for (u,) in f(at)])

    def softmax(self, depth, running):
        a, f = self.column(depth, running)

        def find(at):
            powers = [mp.exp(u) for (u,) in f(at)]
            return np.array([[u / sum(powers)] for u in powers])

        return f"softmax({a})", find

    def sum_of_columns(self, depth, running):
        others = tuple(pair for pair in running if pair[0] != "m")
        a, f = self.column(depth, (*others, ("m", "k")))
        return f"Σ(m, 1..k, {a})", lambda at: f(at.with_index("m", 1)) + f(at.with_index("m", 2))

    def one_hot(self, depth, running):
        a, f = self.place("n", running)
        find = lambda at: np.array([[mpf(f(at) == q)] for q in (1, 2, 3)])  # noqa: E731
        return f"e({a}, 1..n)", find

    # ---- matrices, n × n

    def matrix(self, depth, running=()):
        if depth <= 0:
            both = (1, 2, 3)
            return "W[1]", lambda at: np.array([[at["W", q, r] for r in both] for q in both])
        kind = self.random.randrange(4)
        if kind == 0:
            a, f = self.matrix(depth - 1, running)
            return f"({a})ᵀ", lambda at: f(at).T
        if kind == 1:
            (a, f), (b, g) = (self.column(depth - 1, running) for _ in "ab")
            return f"(({a}) @ ({b})ᵀ)", lambda at: f(at) @ g(at).T
        if kind == 2:
            a, f = self.column(depth - 1, running)
            return f"diag({a})", lambda at: np.diag(f(at)[:, 0])
        others = tuple(pair for pair in running if pair[0] not in "qm")
        a, f = self.number(depth - 1, (*others, ("q", "n"), ("m", "n")))

        def find(at):
            rows = [at.with_index("q", q) for q in (1, 2, 3)]
            return np.array([[f(row.with_index("m", m)) for m in (1, 2, 3)] for row in rows])

        return f"matrix(q, 1..n, m, 1..n, {a})", find


def some_numbers(random):
    """Numbers at random, in eighths: some whole, some 0, some equal."""

    def some(*sizes):
        if sizes:
            return [some(*sizes[1:]) for _ in range(sizes[0])]
        return Fraction(random.randint(-20, 20), random.choice([1, 4, 8]))

    return {"z": some(), "w": some(), "s": some(), "x": some(3), "y": some(2)} | {
        ("a", 1): some(3),
        ("W", 1): some(3, 3),
    }


def exact(found):
    """Fractions as numbers of mpmath, by their first names."""
    if isinstance(found, dict):
        return {key[0]: exact(of) for key, of in found.items()}
    if isinstance(found, list):
        return [exact(of) for of in found]
    return mpf(found.numerator) / found.denominator


def outcome(find, *args):
    """A value, or what is raised for want of one."""
    try:
        return find(*args)
    except (Undefined, NoValueError) as gap:
        return type(gap)


def is_close(one, other):
    if isinstance(one, list):
        return len(one) == len(other) and all(map(is_close, one, other))
    one = exact(one) if isinstance(one, int | Fraction) else mpf(one)
    return abs(one - other) <= max(1, abs(other)) * mpf(10) ** -12


SEEN = []


@pytest.mark.parametrize("seed", range(500))
def test_a_random_line_is_what_plain_python_says(seed):
    with mp.workdps(80):
        maker = Maker(seed)
        make = maker.one_of(maker.number, maker.number, maker.number, maker.column, maker.matrix)
        text, find = make(maker.random.choice([1, 2, 3]))
        for _ in range(3):
            numbers = some_numbers(maker.random)
            try:
                found = outcome(value, text + DEFINITIONS, INTEGERS, numbers, FUNCTIONS)
            except LineError as told:
                pytest.skip(told.told)
            if found in (Kink, OutOfReach):
                continue
            wanted = outcome(find, Point(exact(numbers)))
            if found is Undefined:
                assert wanted is NoValueError or not maker.is_smooth, text
            else:
                SEEN.append(text)
                assert wanted is not NoValueError, text
                assert is_close(found, wanted), text


def test_most_of_these_lines_had_a_value():
    assert len(SEEN) > 900
