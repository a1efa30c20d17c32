"""A normal form for index notation: what two equal expressions, sizes open, have in common.

An expression becomes a fraction of polynomials over *atoms*: entries, indicators, exp of a
monomial, sums that cannot be split further. Equality is then decided case by case over the
indicators. Each rule that holds only for some sizes asks `least` first.
"""

from itertools import permutations, product
from math import lcm

from sympy.concrete import Product, Sum
from sympy.core import Add, Dummy, Function, Integer, Mul, Pow, Rational, S, Symbol, Tuple
from sympy.core.function import expand_trig
from sympy.functions import Abs, KroneckerDelta, cos, exp, log, sign, sin, tanh
from sympy.functions.elementary.hyperbolic import HyperbolicFunction
from sympy.ntheory import factorrat
from sympy.polys import QQ, factor_list, lex
from sympy.polys.fields import FracField
from sympy.printing import sstr
from sympy.tensor import Indexed

from helpers.symbolic.bounds import least
from helpers.symbolic.calculus import FUNCTIONS, Undecidable, Unknown, above

LONGEST = 12  # a sum between numbers is written out up to this length
MOST_POWERS = 120  # of one exponential
MOST_CASES = 300  # of indicators and comparisons, for one line


class Finer(Exception):  # noqa: N818
    """exp(m / unit) needs a finer unit."""

    def __init__(self, denominator):
        self.denominator = denominator


class Normal:
    """Normal forms, where indices have ranges (index: its first and last) and sizes are from 1."""

    def __init__(self, ranges, sizes, unit=1):
        self.ranges, self.sizes = dict(ranges), set(sizes)
        self.unit = unit  # exp(m / unit) is the atom for a monomial m
        self.dummies = {}  # atom -> its stand-in
        self.atoms = {}  # stand-in -> its atom
        self.done = set()  # sums and products in normal form
        self.positive = []  # what is positive besides
        self.cases = 0

    def least(self, whole):
        return least(whole, self.ranges, self.sizes)

    # ---- to a fraction and back

    def stand_in(self, atom):
        if atom not in self.dummies:
            self.dummies[atom] = Dummy()
            self.atoms[self.dummies[atom]] = atom
        return self.dummies[atom]

    def fraction(self, expression):
        """The expression as an element of a field of fractions over its atoms."""
        expression = self.visit(expression)
        generators = sorted(expression.free_symbols, key=lambda symbol: _key(self.atoms[symbol]))
        field = FracField(generators or [Dummy()], QQ, lex)
        try:
            return field.from_expr(expression)
        except ZeroDivisionError as error:
            raise Undecidable("a denominator is 0 for every value of its variables") from error

    def factors(self, fraction):
        """A fraction as a number, and pairs (factor, power) of plain expressions."""
        number, found = S.One, []
        for part, way in ((fraction.numer, 1), (fraction.denom, -1)):
            own, factors = factor_list(part.as_expr())
            number *= own**way
            found += [(factor.xreplace(self.atoms), way * times) for factor, times in factors]
        return number, found

    def expression(self, fraction):
        """The plain expression of a fraction."""
        return fraction.as_expr().xreplace(self.atoms)

    def canonical(self, expression):
        """The expression in normal form."""
        return self.expression(self.fraction(expression))

    # ---- the rules, by kind of node; each gives an expression in stand-ins

    def visit(self, u):
        if u.is_Rational:
            return u
        if isinstance(u, Add | Mul):
            return u.func(*map(self.visit, u.args))
        if isinstance(u, exp) or u == S.Exp1:
            return self.visit_exp(S.One if u == S.Exp1 else u.exp)
        if isinstance(u, Pow):
            return self.visit_pow(*u.args)
        if isinstance(u, Sum | Product):
            if u in self.done:
                return self.stand_in(u)
            return self.visit(self.over(u))
        if isinstance(u, log):
            return self.visit_log(self.fraction(u.args[0]))
        if isinstance(u, HyperbolicFunction):
            return self.visit(u.rewrite(exp) if not isinstance(u, tanh) else _tanh(u.args[0]))
        if isinstance(u, sin | cos):
            return self.visit_trig(u)
        if isinstance(u, above):
            return self.visit_above(u.args[0])
        if isinstance(u, Abs | sign):
            return self.visit(FUNCTIONS[u.func.__name__.lower()](u.args[0]))
        if isinstance(u, KroneckerDelta):
            return self.visit_delta(u)
        if isinstance(u, Symbol | Indexed | Unknown) or not u.args:
            return self.stand_in(u)
        if isinstance(u, Function):
            return self.stand_in(u.func(*map(self.canonical, u.args)))
        raise Undecidable(f"no rule for {u.func.__name__} in {u}")

    def visit_pow(self, base, power):
        if power.is_Integer:
            return self.visit(base) ** power
        if power.is_Rational:
            return self.visit_root(base, power)
        base, power = self.fraction(base), self.canonical(power)
        terms = Add.make_args(power.expand())
        if not power.is_integer:
            base = self.expression(base)
            return Mul(*(self.visit_symbolic_pow(base, term) for term in terms))
        result, (number, factors) = S.One, self.factors(base)
        for factor, times in [(Integer(number.p), 1), (Integer(number.q), -1), *factors]:
            if isinstance(factor, exp):
                result *= self.visit(exp(factor.args[0] * power * times))
            elif factor != 1:
                result *= Mul(*(self.visit_symbolic_pow(factor, times * term) for term in terms))
        return result

    def visit_root(self, base, power):
        """u^(p/q): of an even root, squares come out as absolute values."""
        whole, rest = divmod(power.p, power.q)
        fraction = self.fraction(base)
        outside, inside = S.One, self.canonical(base)
        if power.q == 2:
            inside, factors = self.factors(fraction)
            for factor, times in factors:
                size = factor if self.is_positive(factor) else factor * (2 * above(factor) - 1)
                way = 1 if times > 0 else -1
                outside *= size ** (way * (abs(times) // 2))
                inside *= factor ** (way * (abs(times) % 2))
        root = S.One if inside == 1 else self.stand_in(Pow(inside, Rational(1, power.q)))
        return self.visit(base) ** whole * (self.visit(outside) * root) ** rest

    def visit_symbolic_pow(self, base, term):
        number, rest = term.as_coeff_Mul()
        if rest == 1 or not number.is_Integer:
            return self.visit(base**term) if rest == 1 else self.stand_in(Pow(base, term))
        return self.stand_in(Pow(base, rest)) ** number

    def visit_exp(self, power):
        result = S.One
        for number, monomial in self.monomials(power):
            scaled = number * self.unit
            if not scaled.is_Integer:
                raise Finer(number.q)
            if abs(scaled) > MOST_POWERS:
                raise Undecidable(f"exp has a factor of {scaled} in it: too much to multiply out")
            if isinstance(monomial, log):
                result *= self.visit(monomial.args[0] ** number)
            elif isinstance(monomial, Sum) and isinstance(monomial.function, log):
                inside = Product(monomial.function.args[0], *monomial.limits)
                result *= self.visit(inside) ** number
            else:
                result *= self.stand_in(exp(monomial / self.unit)) ** scaled
        return result

    def monomials(self, u):
        """Pairs (rational number, the rest) whose products add up to an expression."""
        fraction = self.fraction(u)
        content, below = fraction.denom.as_expr().as_content_primitive()
        for term in Add.make_args(fraction.numer.as_expr().expand()):
            number, monomial = term.as_coeff_Mul()
            if number != 0:
                yield number / content, (monomial / below).xreplace(self.atoms)

    def visit_trig(self, u):
        parts = list(self.monomials(u.args[0]))
        scale = lcm(*(number.q for number, _ in parts))
        if any(abs(number * scale) > MOST_POWERS for number, _ in parts):
            raise Undecidable("an angle is too large a multiple to open")
        back = {Dummy(): m / scale for _, m in parts}
        inside = Add(*(part[0] * scale * dummy for part, dummy in zip(parts, back, strict=True)))
        opened = expand_trig(u.func(inside))
        swaps = {f: self.stand_in(f.xreplace(back)) for f in opened.atoms(sin, cos)}
        return opened.xreplace(swaps)

    def visit_log(self, fraction):
        number, factors = self.factors(fraction)
        result, kept = S.Zero, S.One if number > 0 else S.NegativeOne
        for prime, times in factorrat(abs(number)).items():
            result += times * self.stand_in(log(Integer(prime)))
        for factor, times in factors:
            if isinstance(factor, exp):
                result += times * self.visit(factor.args[0])
            elif isinstance(factor, Product) and self.is_positive(factor.function):
                result += times * self.visit(Sum(log(factor.function), *factor.limits))
            elif self.is_positive(factor):
                result += times * self.stand_in(log(factor))
            else:
                kept *= factor**times
        return result if kept == 1 else result + self.stand_in(log(kept))

    def visit_above(self, u):
        fraction = self.fraction(u)
        product = fraction.numer * fraction.denom
        if product == 0:
            return S.Zero
        if product.is_ground:
            return Integer(bool(product.LC > 0))
        sign = 1 if product.LC > 0 else -1
        meaning = (product * sign).primitive()[1].as_expr().xreplace(self.atoms)
        if self.is_positive(meaning):
            return Integer(sign > 0)
        if meaning.is_integer and self.least(sign * meaning) >= 1:
            return S.One
        if meaning.is_integer and self.least(-sign * meaning) >= 0:
            return S.Zero
        if meaning.is_integer and self.least(sign * meaning) >= 0:
            return self.visit(1 - _same(meaning))
        if meaning.is_integer and sign < 0 and meaning.free_symbols:
            return self.visit(1 - _same(meaning)) - self.stand_in(above(meaning))
        return self.stand_in(above(sign * meaning))

    def visit_delta(self, u):
        difference = (u.args[0] - u.args[1]).expand()
        if self.least(difference) >= 1 or self.least(-difference) >= 1:
            return S.Zero
        return self.stand_in(u)

    def is_positive(self, u):
        """Whether a plain expression is positive wherever it has a value."""
        if isinstance(u, exp) or u.is_positive or u in self.sizes:
            return True
        if any(self.covers(have, u) for have in self.positive):
            return True
        if isinstance(u, Sum):
            _, *inner = u.args
            every = all(self.least(high - low) >= 0 for _, low, high in inner)
            return every and self.is_positive(u.function)
        if isinstance(u, Add):
            return any(map(self.is_positive, u.args)) and all(map(self.is_at_least_0, u.args))
        if isinstance(u, Mul | Product):
            return all(map(self.is_positive, u.args if isinstance(u, Mul) else u.args[:1]))
        if u.is_integer and not u.is_number and self.least(u) >= 1:
            return True
        return isinstance(u, Pow) and self.is_positive(u.base)

    def covers(self, have, wanted):
        """Whether what is so for every value of its running indices is so for this one."""
        if have == wanted:
            return True
        running = sorted((s for s in have.free_symbols if s in self.ranges and s.is_Dummy), key=str)
        if not running or len(running) > 2:
            return False
        indices = {place for atom in wanted.atoms(Indexed) for place in atom.indices}
        for values in product(sorted(indices, key=str), repeat=len(running)):
            swaps = dict(zip(running, values, strict=True))
            if have.xreplace(swaps) != wanted:
                continue
            limits = [(swaps[s], *(end.xreplace(swaps) for end in self.ranges[s])) for s in running]
            if all(
                self.least(value - low) >= 0 and self.least(high - value) >= 0
                for value, low, high in limits
            ):
                return True
        return False

    def is_at_least_0(self, u):
        if isinstance(u, Pow) and u.exp.is_Integer and u.exp % 2 == 0:
            return True
        if isinstance(u, Mul):
            return all(map(self.is_at_least_0, u.args))
        if isinstance(u, Sum):
            return self.is_at_least_0(u.function)
        if isinstance(u, KroneckerDelta | above) or u.is_nonnegative:
            return True
        return (isinstance(u, Pow) and u.exp.is_Rational and u.exp.q == 2) or self.is_positive(u)

    # ---- sums and products: constants out, indicators collapsed, products of sums split

    def over(self, total):
        """A sum or product as a combination of such in normal form."""
        body, limits = total.function, []
        for variable, low, high in total.limits:  # the innermost first
            new = {variable: Dummy(variable.name, integer=True)}
            body = body.xreplace(new)
            limits = [(v, first.xreplace(new), last.xreplace(new)) for v, first, last in limits]
            limits.append((new[variable], low, high))
        self.ranges.update({variable: (low, high) for variable, low, high in limits})
        one = self.one_sum if isinstance(total, Sum) else self.one_product
        for limit in limits:
            body = one(body, limit)
        return body

    def steps(self, body, limit):
        """All terms of a sum between numbers, or None."""
        variable, low, high = limit
        width = (high - low).expand()
        if width.is_Integer and width < LONGEST:
            return [body.xreplace({variable: low + step}) for step in range(int(width) + 1)]
        return None

    def length(self, low, high):
        """How many steps a range has: none where it is empty."""
        steps = (high - low + 1).expand()
        return steps if self.least(steps) >= 0 else steps * above(steps)

    def one_product(self, body, limit):
        written = self.steps(body, limit)
        if written is not None:
            return Mul(*written)
        variable, low, high = limit
        result, (number, factors) = S.One, self.factors(self.fraction(body))
        for factor, times in [*factors, (number, 1)]:
            if not factor.has(variable):
                result *= (factor**times) ** self.length(low, high)
            elif isinstance(factor, exp):
                result *= exp(Sum(times * factor.args[0], limit))
            else:
                name = {variable: Symbol(f"#{_first_unused([factor])}", integer=True)}
                named = Product(factor.xreplace(name), (name[variable], low, high))
                self.done.add(named)
                result *= named**times
        return result

    def one_sum(self, body, limit):
        written = self.steps(body, limit)
        if written is not None:
            return Add(*written)
        variable = limit[0]
        fraction = self.fraction(body)
        ring = fraction.numer.ring
        runs = [s in self.atoms and self.atoms[s].has(variable) for s in ring.symbols]
        outside, inside = _split(fraction.denom, runs, ring)
        whole, rest = (fraction.numer, ring.zero) if inside == 1 else fraction.numer.div(inside)
        result = S.Zero
        for polynomial, below in ((whole, ring.one), (rest, inside)):
            below = below.as_expr().xreplace(self.atoms)
            for factors, weight in _terms(polynomial, runs, self.atoms).items():
                result += weight * self.term(factors, below, limit)
        return result / outside.as_expr().xreplace(self.atoms)

    def term(self, factors, below, limit):
        """The sum of one term, the product of `factors` over `below`."""
        variable, low, high = limit
        for delta, _ in factors:
            target = _target(delta, variable) if isinstance(delta, KroneckerDelta) else None
            if target is not None:
                others = Mul(*(atom**p for atom, p in factors if atom != delta)) / below
                return others.xreplace({variable: target}) * self.within(target, low, high)
        if not factors and below == 1:
            return self.length(low, high)
        wide, truth = self.widened(limit)
        if wide != limit:
            return Sum(Mul(*(atom**p for atom, p in factors)) * truth / below, wide)
        limits, pool = [limit], [] if below == 1 else [1 / below]
        for atom, power in factors:
            if isinstance(atom, Sum) and power <= 3:
                for _ in range(power):
                    opened, more = self.open(atom)
                    pool += opened
                    limits = more + limits
            else:
                pool.append(atom**power)
        return Mul(*(self.named(part, some) for part, some in _components(pool, limits)))

    def widened(self, limit):
        """A range whose ends are no indices, and the indicator of the range itself within it."""
        variable, low, high = limit
        truth = S.One
        if low.free_symbols & set(self.ranges) and self.least(low - 1) >= 0:
            truth *= above(variable - low + 1)
            low = S.One
        for index in sorted(high.free_symbols & set(self.ranges), key=_key):
            if high.coeff(index) == 1:
                truth *= above(high - variable + 1)
                high = high.xreplace({index: self.ranges[index][1]})
        return (variable, low, high), truth

    def within(self, target, low, high):
        """1 where an index is sure to be in a range, else the indicator that it is."""
        result = S.One
        for steps in (target - low, high - target):
            if not self.least(steps) >= 0:
                result *= above(steps + 1)
        return result

    def open(self, total):
        """The factors and limits of a sum in normal form, its indices renamed."""
        new = {limit[0]: Dummy(integer=True) for limit in total.limits}
        limits = [tuple(part.xreplace(new) for part in limit) for limit in total.limits]
        self.ranges.update({variable: (low, high) for variable, low, high in limits})
        factors = []
        for factor in Mul.make_args(total.function.xreplace(new)):
            is_exp = isinstance(factor, exp)
            factors += [exp(term) for term in Add.make_args(factor.exp)] if is_exp else [factor]
        return factors, limits

    def named(self, factors, limits):
        """A sum that cannot be split, its indices named in the order that sorts first."""
        start, best = _first_unused(factors), None
        for order in permutations(limits) if len(limits) <= 4 else [limits]:
            inner = [limit[0] for limit in order]
            if any(Tuple(*ends).has(*inner[: q + 1]) for q, (_, *ends) in enumerate(order)):
                continue
            names = {v: Symbol(f"#{start + place}", integer=True) for place, v in enumerate(inner)}
            named = Sum(
                Mul(*factors).xreplace(names),
                *(tuple(part.xreplace(names) for part in limit) for limit in order),
            )
            if best is None or sstr(named) < sstr(best):
                best = named
        self.done.add(best)
        return best


def _split(polynomial, runs, ring):
    """The factors of a denominator without the running index, and those with it."""
    if not any(power and run for some in polynomial for power, run in zip(some, runs, strict=True)):
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


def _target(delta, variable):
    """What the running index must be for the indicator to be 1."""
    difference = (delta.args[0] - delta.args[1]).expand()
    slope = difference.coeff(variable)
    if abs(slope) != 1:
        return None
    target = (variable - difference / slope).expand()
    return None if target.has(variable) else target


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


def _first_unused(factors):
    """The first number that names no index of a sum in normal form, #1, #2 …, in these."""
    used = (s.name for f in factors for s in f.atoms(Symbol) if not isinstance(s, Dummy))
    return 1 + max((int(name[1:]) for name in used if name.startswith("#")), default=0)


def _same(difference):
    """The indicator that a difference of whole numbers is 0."""
    symbol = min(difference.free_symbols, key=_key)
    slope = difference.coeff(symbol)
    if abs(slope) != 1:
        return 1 - above(difference) - above(-difference)
    return KroneckerDelta(symbol, (symbol - difference / slope).expand())


def _tanh(z):
    return (exp(z) - exp(-z)) / (exp(z) + exp(-z))


def _key(atom):
    return sstr(atom)


# ---- is a difference 0?


def is_zero(expression, ranges, sizes=(), kinks=(), positive=()):
    """Whether a plain expression is 0, whatever its sizes; False: not shown.

    Nothing is claimed where one of `kinks` is 0, or one of `positive` is not positive.

    >>> from sympy.abc import x, y
    >>> is_zero((x + y) ** 2 - x**2 - 2 * x * y - y**2, {})
    True
    """
    unit = 1
    for _ in range(4):
        try:
            normal = Normal(ranges, sizes, unit)
            normal.positive = list(positive)
            off = {_unsigned(normal.canonical(kink)) for kink in kinks}
            return _vanishes(expression, normal, off)
        except Finer as finer:
            unit = lcm(unit, finer.denominator)
    return False


def _unsigned(u):
    """An expression up to its sign and a positive factor."""
    u = u.as_content_primitive()[1]
    return min(u, (-u).expand(), key=sstr)


def _vanishes(expression, normal, off):
    """Zero, or zero in each case of one of its indicators."""
    normal.cases += 1
    if normal.cases > MOST_CASES:
        raise Undecidable("there are too many cases to tell apart")
    fraction = normal.fraction(expression)
    if fraction == 0:
        return True
    numerator = _reduced(fraction.numer, normal)
    if numerator == 0:
        return True
    atoms = {normal.atoms[symbol] for symbol in numerator.free_symbols}
    numerator = numerator.xreplace(normal.atoms)
    indicators = [
        atom
        for atom in set().union(*(atom.atoms(KroneckerDelta, above) for atom in atoms))
        if not any(symbol.name.startswith("#") for symbol in atom.free_symbols)
    ]
    if not indicators:
        return False
    first = min(indicators, key=_key)
    return all(
        _vanishes(case, normal, still_off)
        for case, still_off in _cases(numerator, first, indicators, off, normal)
    )


def _cases(expression, indicator, indicators, off, normal):
    """The expression in each case of an indicator, tied arguments substituted."""

    def put(values):  # twice, for one indicator within another shows only then
        return expression.xreplace(values).xreplace(values)

    if isinstance(indicator, KroneckerDelta):
        same = _solution(indicator.args[0] - indicator.args[1])
        yield put({indicator: S.Zero}), off
        yield put({indicator: S.One}).xreplace(same), {_unsigned(u.xreplace(same)) for u in off}
        return
    (u,) = indicator.args
    others = {}  # the indicators that this one decides: their values above, below and where tied
    for other in indicators:
        if isinstance(other, above) and (other.args[0] + u).expand() == 0:
            others[other] = (0, 1, 0)
        elif isinstance(other, KroneckerDelta):
            difference = other.args[0] - other.args[1]
            if (difference - u).expand() == 0 or (difference + u).expand() == 0:
                others[other] = (0, 0, 1)
    others[indicator] = (1, 0, 0)
    cases = [{other: S(values[q]) for other, values in others.items()} for q in range(3)]
    yield put(cases[0]), off
    if not normal.is_at_least_0(u):
        yield put(cases[1]), off
    if not any(normal.covers(o, v) for o in off for v in (u, (-u).expand(), _unsigned(u))):
        same = _solution(u)
        yield put(cases[2]).xreplace(same), {_unsigned(v.xreplace(same)) for v in off}


def _solution(difference):
    """What one of its symbols or entries is where a difference is 0, if that can be told."""
    difference = difference.expand()
    for symbol in sorted(difference.atoms(Symbol, Indexed), key=_key):
        if any(symbol in other.args[1:] for other in difference.atoms(Indexed)):
            continue
        slope = difference.coeff(symbol)
        is_whole = not symbol.is_integer or abs(slope) == 1
        if symbol.is_real and is_whole and slope.is_number and slope != 0:
            solution = (symbol - difference / slope).expand()
            if not solution.has(symbol):
                return {symbol: solution}
    return {}


def _reduced(polynomial, normal):
    """The numerator with sin² = 1 - cos², and with roots to their power put out."""
    expression = polynomial.as_expr()
    for _ in range(4):
        before = expression
        for symbol in sorted(expression.free_symbols, key=lambda s: _key(normal.atoms.get(s, s))):
            atom = normal.atoms.get(symbol)
            if isinstance(atom, sin):
                square = 1 - normal.stand_in(cos(atom.args[0])) ** 2
                expression = _put_power(expression, symbol, 2, square)
            elif isinstance(atom, Pow) and atom.exp.is_Rational and not atom.exp.is_Integer:
                expression = _put_power(expression, symbol, atom.exp.q, normal.visit(atom.base))
        expression = normal.fraction(expression.xreplace(normal.atoms)).numer.as_expr()
        if expression == before or expression == 0:
            return expression
    return expression


def _put_power(expression, symbol, power, value):
    """A polynomial with a symbol's power replaced."""
    terms = expression.as_poly(symbol)
    if terms is None or terms.degree() < power:
        return expression
    return Add(
        *(c * value ** (d // power) * symbol ** (d % power) for (d,), c in terms.terms())
    ).expand()
