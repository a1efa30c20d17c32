"""What could be done next on a line: one rule of calculus, at the first place where it applies."""

from dataclasses import dataclass
from functools import reduce
from itertools import chain

from helpers.language import nodes as n
from helpers.language.printing import latex
from helpers.language.reader import read
from helpers.language.scope import KNOWN
from helpers.notation import ACTIVATION_LINES, NAMES
from helpers.symbolic.algebra_steps import ORDER, SIGNS, algebra, forth
from helpers.symbolic.building import factors_of, indicator, minus, plus, product, replaced
from helpers.symbolic.calculus import Undecidable
from helpers.symbolic.proof import Refuted, prove

SLOPES = {  # of functions of one argument, u
    "exp": lambda u: n.Call("exp", (u,)),
    "log": lambda u: n.Over(n.ONE, u),
    "sqrt": lambda u: n.Over(n.ONE, product(n.number(2), n.Call("sqrt", (u,)))),
    "sin": lambda u: n.Call("cos", (u,)),
    "cos": lambda u: minus(n.Call("sin", (u,))),
    "tan": lambda u: plus(n.ONE, n.Power(n.Call("tan", (u,)), n.number(2))),
    "sinh": lambda u: n.Call("cosh", (u,)),
    "cosh": lambda u: n.Call("sinh", (u,)),
    "erf": lambda u: product(
        n.Over(n.number(2), n.Call("sqrt", (n.Constant("pi"),))),
        n.Call("exp", (minus(n.Power(u, n.number(2))),)),
    ),
    "abs": lambda u: n.Call("sign", (u,)),
}


def _slope(name, line):
    """The slope of an activation, whose line may be written with g."""
    slope, z = read(line), n.Letter("z")

    def at(u):
        return replaced(replaced(slope, n.Call("g", (z,)), n.Call(name, (z,))), z, u)

    return at


SLOPES |= {
    NAMES.get(name, name): _slope(NAMES.get(name, name), slope)
    for name, (_, slope) in ACTIVATION_LINES.items()
    if NAMES.get(name, name) in KNOWN
}
FORTH = "What is left is algebra: put letters in or back, write fractions out, and cancel."


@dataclass(frozen=True)
class Step:
    """A rule, LaTeX between dollars; the part of the line it changes; the line it leads to."""

    rule: str
    part: n.Node
    line: n.Node
    also: tuple = ()  # other parts to which the same rule applies


def next_step(line, scope, goal=None):
    """Return a step that is proved, or None where no rule applies; the goal if algebra is left."""
    known = list(steps(line, scope, goal))
    rule = None if goal is None else forth(line, goal)
    if rule in (ORDER, SIGNS):
        known = [(rule, line, goal)]
    for rule, part, new in chain(known, algebra(line, scope, goal)):
        found = replaced(line, part, new)
        if found != line and is_equal(line, found, scope):
            also = dict.fromkeys(u for other, u, _ in known if other == rule and u != part)
            return Step(rule, part, found, tuple(also))
    if goal is not None and goal != line and is_equal(line, goal, scope):
        return Step(forth(line, goal) or FORTH, line, goal)
    return None


def is_equal(line, found, scope):
    """Whether the one line is proved equal to the other."""
    try:
        scope.find_ranges([line, found])
        prove(line, found, scope)
    except (Refuted, Undecidable, ValueError):
        return False
    return True


def steps(line, scope, goal=None):
    """Yield (rule, part, what may stand for it): derivatives first, the outer before the inner.

    What the goal holds as well stays as it is.
    """
    kept = set() if goal is None else set(n.walk(goal))
    parts = [part for part in n.walk(line) if part not in kept]
    for part in parts:
        match part:
            case n.D(of, by):
                yield from ((rule, part, new) for rule, new in slopes(of, by, scope))
    for part in parts:
        match part:
            case n.Sum():
                yield from ((rule, part, new) for rule, new in sums(part))
            case n.Gradient(_, n.Whole()):
                yield from ((rule, part, new) for rule, new in gradients(part, scope))
            case n.Call():
                yield from ((rule, part, new) for rule, new in calls(part, scope))


def put_in(u):
    """The rule in words."""
    return f"Put in what ${latex(u)}$ stands for."


def definitions_of(u, scope):
    """Yield what a letter or an entry stands for."""
    for definition in scope.definitions:
        places = stands_for(definition.key, u)
        if places is not None and isinstance(definition, n.Definition):
            yield n.put(definition.body, places)


def calls(u, scope):
    """Yield (rule, what a function that is defined stands for, or its derivative)."""
    for definition in scope.definitions:
        match definition.key, u:
            case n.Call(name, (letter,)), n.Call(called, (inner,)) if called.rstrip("'") == name:
                body = replaced(definition.body, letter, inner)
                slopes_wanted = len(called) - len(name)
                if slopes_wanted and not isinstance(inner, n.Letter | n.Entry):
                    continue
                for _ in range(slopes_wanted):
                    body = n.D(body, inner)
                yield put_in(u), body


# ---- derivatives


def slopes(u, x, scope):
    """Yield (rule, the derivative of u by x carried one step on)."""
    if u == x:
        yield "The derivative of a letter with respect to itself is 1.", n.ONE
    elif is_same_family(u, x):
        yield (
            "Two entries of one family: the derivative is 1 where they are the same one, else 0.",
            reduce(product, map(indicator, u.indices, x.indices)),
        )
    elif not reads(u, x, scope):
        yield f"${latex(u)}$ does not change with ${latex(x)}$.", n.ZERO
    else:
        yield from _slopes(u, x, scope)


def _slopes(u, x, scope):
    def d(part):
        """The derivative of a part, carried out where it is 1 or 0."""
        if part == x:
            return n.ONE
        changes = is_same_family(part, x) or reads(part, x, scope)
        return n.D(part, x) if changes else n.ZERO

    match u:
        case n.Plus(terms):
            yield "A sum is differentiated term by term.", reduce(plus, map(d, terms))
        case n.Negative(of):
            yield "A minus comes out of a derivative.", minus(d(of))
        case n.Times(factors):
            kept = [part for part in factors if d(part) == n.ZERO]
            rest = [part for part in factors if d(part) != n.ZERO]
            if kept:
                inner = d(rest[0]) if len(rest) == 1 else n.D(n.Times(tuple(rest)), x)
                yield (
                    "A constant factor comes out of a derivative.",
                    reduce(product, [*kept, inner]),
                )
            else:
                first, others = rest[0], reduce(product, rest[1:])
                both = plus(product(d(first), others), product(first, d(others)))
                yield "Product rule: each factor in turn.", both
        case n.Over(above, below) if d(below) == n.ZERO:
            yield "A constant denominator comes out of a derivative.", n.Over(d(above), below)
        case n.Over(above, below):
            top = plus(product(d(above), below), minus(product(above, d(below))))
            yield "Quotient rule.", n.Over(top, n.Power(below, n.number(2)))
        case n.Power(base, n.Number(value) as exponent) if value > 1:
            lower = base if value == 2 else n.Power(base, n.number(value - 1))
            yield "Power rule, and the chain rule.", reduce(product, [exponent, lower, d(base)])
        case n.Power(n.Constant("e"), exponent):
            yield "Chain rule: e to a power keeps its form.", product(u, d(exponent))
        case n.Power(base, exponent) if d(exponent) == n.ZERO:
            lower = n.Power(base, plus(exponent, minus(n.ONE)))
            if isinstance(exponent, n.Number):
                lower = n.Power(base, n.number(exponent.value - 1))
            yield "Power rule, and the chain rule.", reduce(product, [exponent, lower, d(base)])
        case n.Power(base, exponent) if d(base) == n.ZERO:
            slope = reduce(product, [u, n.Call("log", (base,)), d(exponent)])
            yield "Chain rule: a power keeps its form, times the logarithm of its base.", slope
        case n.Power(base, exponent) if base != n.Constant("e"):
            as_exponential = n.Call("exp", (product(exponent, n.Call("log", (base,))),))
            yield "A power is the exponential of a logarithm.", n.D(as_exponential, x)
        case n.Call("log", (inner, base)) if d(base) == n.ZERO:
            natural = n.Call("log", (base,))
            slope = n.Over(d(inner), product(inner, natural))
            yield f"Chain rule: the logarithm to base ${latex(base)}$.", slope
        case n.Call("max" | "min" as name, (one, other)):
            sign = ">" if name == "max" else "<"
            larger = n.Indicator(sign, one, other)
            yield (
                "On each side of the kink one of the two counts.",
                n.Cases(((d(one), larger),), d(other)),
            )
        case n.Cases(branches, otherwise):
            taken = tuple((d(value), when) for value, when in branches)
            yield "Each branch is differentiated where it holds.", n.Cases(taken, d(otherwise))
        case n.Indicator() | n.Call("sign", _):
            yield "It changes nowhere but at a jump.", n.ZERO
        case n.Call(name, (inner,)) if name in SLOPES:
            how = f"Chain rule: the slope of {name}, times the derivative of what stands in it."
            yield how, product(SLOPES[name](inner), d(inner))
        case n.Call(name, (inner,)) if name.rstrip("'") in scope.functions:
            how = f"Chain rule: ${name}'$ at what stands in it, times the derivative of that."
            yield how, product(n.Call(f"{name}'", (inner,)), d(inner))
        case n.Sum(over, body):
            index = over.index
            if index.name in n.free(x):
                index = fresh(index, n.free(x) | n.free(body))
            body = n.put(body, {over.index.name: index})
            over = n.Binder(index, over.low, over.high)
            yield "A sum is differentiated term by term.", n.Sum(over, d(body))
        case n.Letter() | n.Entry():
            yield from ((put_in(u), n.D(body, x)) for body in definitions_of(u, scope))
            for definition in scope.definitions:
                places = stands_for(definition.key, u)
                if isinstance(definition, n.Depends) and places is not None:
                    on = [n.put(part, places) for part in definition.on]
                    if not any(part == x or is_same_family(part, x) for part in on):
                        yield along_paths(u, x, on, definition.over)


def fresh(index, taken):
    """An index by another name, one that is not taken."""
    return n.Index(next(name for name in (*"mpqrst", f"{index.name}_") if name not in taken))


def along_paths(u, x, on, over):
    """The chain rule over all that u depends on."""
    terms = []
    for part in on:
        term = product(n.D(u, part), n.D(part, x))
        for binder in over:
            if binder.index.name in n.free(part):
                term = n.Sum(binder, term)
        terms.append(term)
    rule = (
        f"Chain rule: ${latex(u)}$ changes with ${latex(x)}$ through what it depends on. "
        "The paths are added."
    )
    return rule, reduce(plus, terms)


def is_same_family(u, x):
    """Whether both are entries of one family and layer."""
    both = isinstance(u, n.Entry) and isinstance(x, n.Entry)
    return both and (u.name, u.layer) == (x.name, x.layer)


def reads(u, x, scope):
    """Whether u changes with x, itself or through what its letters stand for."""
    found, rest = set(), list(scope.definitions)
    todo = [u]
    while todo:
        part = todo.pop()
        atoms = [v for v in n.walk(part) if isinstance(v, n.Letter | n.Entry | n.Whole)]
        if any(v.name == x.name and layers_meet(v, x) for v in atoms):
            return True
        found |= {(v.name, getattr(v, "layer", None)) for v in atoms}
        for definition in list(rest):
            key = definition.key
            if (key.name, getattr(key, "layer", None)) in found:
                rest.remove(definition)
                todo += definition.parts[1:]
    return False


def layers_meet(u, x):
    """Whether both stand in one layer, or in none."""
    return getattr(u, "layer", None) == getattr(x, "layer", None)


def stands_for(key, u):
    """The nodes that a definition's indices stand for where it defines u, else None."""
    if isinstance(key, n.Letter):
        return {} if key == u else None
    if not isinstance(key, n.Entry) or not is_same_family(key, u):
        return None
    places = {}
    for name, place in zip(key.indices, u.indices, strict=True):
        if not isinstance(name, n.Index):
            if name != place:
                return None
        elif places.setdefault(name.name, place) != place:
            return None
    return places


# ---- sums and gradients


def sums(u):
    """Yield (rule, the sum brought one step on)."""
    factors = factors_of(u.body)
    name = u.over.index.name
    for place, factor in enumerate(factors):
        match factor:
            case n.Indicator("=", left, right) if u.over.index in (left, right):
                kept = right if left == u.over.index else left
                if name not in n.free(kept):
                    rest = reduce(product, factors[:place] + factors[place + 1 :], n.ONE)
                    term = f"{latex(u.over.index)} = {latex(kept)}"
                    yield f"Of the sum only the term ${term}$ is not 0.", n.put(rest, {name: kept})
    if isinstance(u.body, n.Over) and name not in n.free(u.body.below):
        above = n.Sum(u.over, u.body.above)
        yield "What does not run comes out of the sum.", n.Over(above, u.body.below)
    apart = [factor for factor in factors if name not in n.free(factor)]
    inside = [factor for factor in factors if name in n.free(factor)]
    if apart and inside:
        rest = n.Sum(u.over, reduce(product, inside))
        yield "What does not run comes out of the sum.", reduce(product, [*apart, rest])
    if isinstance(u.body, n.Plus):
        apart = reduce(plus, (n.Sum(u.over, term) for term in u.body.terms))
        yield "A sum of sums can be split.", apart


def gradients(u, scope):
    """Yield (rule, the gradient entry by entry)."""
    ranges = scope.places(u.by.name, u.by.layer)
    taken = n.free(u)
    names = [name for name in "ijmpq" if name not in taken][: len(ranges or ())]
    if ranges and len(names) == len(ranges) <= 2:
        over = tuple(
            n.Binder(n.Index(name), *ends) for name, ends in zip(names, ranges, strict=True)
        )
        entry = n.Entry(u.by.name, u.by.layer, tuple(map(n.Index, names)))
        rule = (
            f"A gradient is the array of the derivatives with respect to every entry of "
            f"${latex(u.by)}$."
        )
        yield rule, n.Vector(over, n.D(u.of, entry))
