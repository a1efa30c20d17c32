"""Lines one change away from a line: `faults`, of which most are false, and true `rewritings`.

Both give a function of a part and of whether it stands where a whole number must, which yields
pairs (kind, what stands there instead); `everywhere` does that at each place of a line.
"""

from dataclasses import fields, replace

from helpers.language import nodes as n
from helpers.language.scope import KNOWN


def parts(u):
    """Triples (part, whether it is a whole number's place, how to put another in its place)."""

    def inside(value, put, whole):
        if isinstance(value, n.Node):
            yield value, whole, put
        elif isinstance(value, tuple):
            for q, part in enumerate(value):
                around = lambda new, q=q: put((*value[:q], new, *value[q + 1 :]))  # noqa: E731
                yield from inside(part, around, whole)

    for item in fields(u):
        if isinstance(u, n.Binder) and item.name == "index":
            continue
        whole = item.name in WHOLE or compares_indices(u)
        around = lambda new, name=item.name: replace(u, **{name: new})  # noqa: E731
        yield from inside(getattr(u, item.name), around, whole)


def compares_indices(u):
    """Whether a part is a comparison of whole numbers, as in 1[i=j+1]."""
    kinds = {type(v) for v in list(n.walk(u))[1:]}
    return isinstance(u, n.Indicator) and (
        n.Index in kinds and kinds <= {n.Index, n.Number, n.Plus, n.Negative}
    )


def everywhere(u, change, is_whole=False):
    """All trees with one change: pairs (kind, tree)."""
    yield from change(u, is_whole)
    for part, whole, put in parts(u):
        for kind, new in everywhere(part, change, is_whole or whole):
            if fits(u, part, new):
                yield kind, put(new)


def fits(u, part, new):
    """Whether a part may stand there: a variable stays one, so does a condition."""
    if isinstance(u, n.D | n.Gradient) and part is u.by:
        return isinstance(new, n.Letter | n.Entry | n.Whole)
    if isinstance(u, n.Cases) and any(part is when for _, when in u.branches):
        return isinstance(new, n.Indicator)
    return True


WHOLE = ("layer", "indices", "low", "high", "at", "exponent")  # parts that are, or may be, whole
TWINS = {"exp": "log", "log": "exp", "tanh": "sigma", "sigma": "tanh", "sin": "cos", "cos": "sin"}
TWINS |= {"max": "min", "min": "max", "sqrt": "abs", "abs": "sqrt", "cosh": "sinh", "erf": "tanh"}
OPPOSITE = {"=": "≠≤", "≠": "=", "<": "≤>", "≤": "<≥", ">": "≥<", "≥": ">≤"}
TWO = n.number(2)


def faults(line, scope):
    """The change that makes a line false, most of the time."""
    names = sorted({u.name for u in n.walk(line) if isinstance(u, n.Index)})
    letters = sorted({u.name for u in n.walk(line) if isinstance(u, n.Letter)})
    families = sorted({u.name for u in n.walk(line) if isinstance(u, n.Entry | n.Whole)})

    def change(u, is_whole):
        if is_whole:
            yield from whole_faults(u)
            return
        shape = shape_of(u, scope)
        if shape is not None:
            yield "sign", n.Negative(u)
            yield "factor", n.Times((TWO, u))
            if shape == ():
                yield "power", n.Power(u, TWO)
            else:
                yield "transpose", n.Transpose(u)
        yield from own_faults(u)

    def whole_faults(u):
        if isinstance(u, n.Index):
            yield from (("index", n.Index(name)) for name in names if name != u.name)
        if not isinstance(u, n.Binder | n.Indicator):
            yield "bound", n.Plus((u, n.ONE))
            yield "bound", n.Plus((u, n.Negative(n.ONE)))

    def own_faults(u):
        match u:
            case n.Plus(terms) | n.Times(terms):
                kind = "term" if isinstance(u, n.Plus) else "factor"
                for q in range(len(terms)):
                    rest = terms[:q] + terms[q + 1 :]
                    yield kind, rest[0] if len(rest) == 1 else type(u)(rest)
                yield "operation", (n.Times if isinstance(u, n.Plus) else n.Plus)(terms)
            case n.Negative(of):
                yield "sign", of
            case n.Over(above, below):
                yield from (("factor", above), ("factor", n.Over(below, above)))
                yield "factor", n.Times((above, below))
            case n.Power(base):
                yield "power", base
            case n.Number(value):
                yield from (("number", n.number(value + 1)), ("number", n.number(value - 1)))
            case n.Index(name):
                yield from (("index", n.Index(other)) for other in names if other != name)
            case n.Letter(name):
                yield from (("letter", n.Letter(other)) for other in letters if other != name)
            case n.Entry(name, layer, indices):
                yield "transpose", n.Entry(name, layer, indices[::-1])
                for other in families:
                    if len(scope.places(other, layer) or ()) == len(indices) and other != name:
                        yield "family", n.Entry(other, layer, indices)
            case n.Call(name, args):
                if name in TWINS:
                    yield "function", n.Call(TWINS[name], args)
                if name.rstrip("'") not in KNOWN:
                    yield "function", n.Call(name + "'", args)
                if name.endswith("'"):
                    yield "function", n.Call(name[:-1], args)
                yield "function", args[0]
            case n.Sum(over, body) | n.Product(over, body):
                other = n.Product if isinstance(u, n.Sum) else n.Sum
                yield "operation", other(over, body)
                for name in names:
                    yield "range", n.put(body, {over.index.name: n.Index(name)})
            case n.Indicator(sign, left, right):
                yield "indicator", n.ONE
                yield from (("indicator", n.Indicator(s, left, right)) for s in OPPOSITE[sign])
            case n.Cases(((value, when),), otherwise):
                yield "cases", n.Cases(((otherwise, when),), value)
            case n.D(of, _):
                yield "derivative", of
                yield "derivative", n.D(u, u.by)
            case n.Vector((first, second), body):
                yield "transpose", n.Vector((second, first), body)
            case n.Transpose(of):
                yield "transpose", of
            case n.MatMul(left, right):
                yield from (("order", n.MatMul(right, left)), ("order", n.Hadamard(left, right)))
            case n.Hadamard(left, right):
                yield from (("order", n.MatMul(left, right)), ("factor", left), ("factor", right))

    return change


def rewritings(line, scope):
    """The change that keeps a line true."""
    free = next((u for u in n.walk(line) if isinstance(u, n.Letter)), n.Letter("z"))
    positive = n.Plus((n.ONE, n.Power(free, TWO)))
    used = {u.name for u in n.walk(line) if isinstance(u, n.Index)} | {"z"}
    fresh = next(name for name in ("q", "r", "c", "m'", "j'", "i'") if name not in used)

    def change(u, is_whole):
        shape = shape_of(u, scope)
        if is_whole or shape is None:
            return
        yield "double negation", n.Negative(n.Negative(u))
        if shape == ():
            yield "1 = v/v", n.Times((u, n.Over(positive, positive)))
            yield "+ v - v", n.Plus((u, free, n.Negative(free)))
            yield "2u/2", n.Over(n.Times((TWO, u)), TWO)
            yield from of_numbers(u)
        else:
            yield "transposed twice", n.Transpose(n.Transpose(u))
            yield "u + u - u", n.Plus((u, u, n.Negative(u)))
            yield from of_arrays(u, shape)
        yield from of_either(u)

    def of_either(u):
        number = lambda v: shape_of(v, scope) in ((), None)  # noqa: E731
        match u:
            case n.Plus((first, *rest)):
                yield "commute", n.Plus((*reversed(rest), first))
                yield "associate", n.Plus((first, n.Plus(tuple(rest)) if rest[1:] else rest[0]))
            case n.Negative(n.Plus(terms)):
                yield "distribute", n.Plus(tuple(map(n.Negative, terms)))
            case n.Hadamard(left, right):
                yield "commute", n.Hadamard(right, left)
            case n.MatMul(left, n.Plus(terms)):
                yield "distribute", n.Plus(tuple(n.MatMul(left, term) for term in terms))
            case n.MatMul(n.MatMul(left, middle), right) if not number(n.MatMul(middle, right)):
                yield "associate", n.MatMul(left, n.MatMul(middle, right))
            case n.Transpose(n.MatMul(left, right)):
                yield "transpose", n.MatMul(n.Transpose(right), n.Transpose(left))

    def of_arrays(u, shape):
        over = n.Binder(n.Index(fresh), *shape[0])
        if shape[1] == (n.ONE, n.ONE):
            yield "entry by entry", n.Vector((over,), n.Part(u, (over.index,)))

    def of_numbers(u):
        match u:
            case n.Times(factors):
                yield "commute", n.Times(factors[::-1])
                for q, factor in enumerate(factors):
                    if isinstance(factor, n.Plus) and shape_of(factor, scope) == ():
                        terms = [(*factors[:q], t, *factors[q + 1 :]) for t in factor.terms]
                        yield "distribute", n.Plus(tuple(map(n.Times, terms)))
                *rest, last = factors
                if isinstance(last, n.Sum):
                    total = renamed(last)
                    yield "into the sum", n.Sum(total.over, n.Times((*rest, total.body)))
            case n.Over(n.Plus(terms), below):
                yield "distribute", n.Plus(tuple(n.Over(term, below) for term in terms))
            case n.Over(above, below):
                yield "times 1/v", n.Times((above, n.Over(n.ONE, below)))
            case n.Power(base, n.Number(value)) if value == 2:
                yield "square", n.Times((base, base))
            case n.Number(value) if value == 2:
                yield "2 = 1 + 1", n.Plus((n.ONE, n.ONE))
            case n.Call("exp", (n.Plus(terms),)):
                yield "exp of a sum", n.Times(tuple(n.Call("exp", (term,)) for term in terms))
            case n.Call("exp", (of,)):
                yield "exp inverted", n.Over(n.ONE, n.Call("exp", (n.Negative(of),)))
            case n.Call("max" | "min" as name, (one, other)):
                yield "commute", n.Call(name, (other, one))
            case n.Indicator("=" | "≠" as sign, one, other):
                yield "indicator", n.Indicator(sign, other, one)
                turned = n.Indicator("≠" if sign == "=" else "=", one, other)
                yield "indicator", n.Plus((n.ONE, n.Negative(turned)))
            case n.Indicator(">", one, other):
                yield "indicator", n.Indicator("<", other, one)
            case n.Sum():
                yield "renamed", renamed(u)
                if isinstance(u.body, n.Plus):
                    yield "sum split", n.Plus(tuple(n.Sum(u.over, t) for t in u.body.terms))
                if isinstance(u.body, n.Sum):
                    inner = u.body
                    limits = n.free(inner.over.low) | n.free(inner.over.high)
                    if u.over.index.name not in limits and inner.over.index != u.over.index:
                        yield "sums swapped", n.Sum(inner.over, n.Sum(u.over, inner.body))
            case n.Entry(name, layer, (n.Index(), *rest)) if scope.places(name, layer):
                over = n.Binder(n.Index(fresh), *scope.places(name, layer)[0])
                same = n.Indicator("=", u.indices[0], over.index)
                entry = n.Entry(name, layer, (over.index, *rest))
                yield "δ put in", n.Sum(over, n.Times((same, entry)))
            case n.D(n.Plus(terms), by):
                yield "derivative of a sum", n.Plus(tuple(n.D(term, by) for term in terms))
            case n.D(n.Negative(of), by):
                yield "derivative of a sum", n.Negative(n.D(of, by))
            case n.D(n.Times((one, *rest)), by):
                other = n.Times(tuple(rest)) if rest[1:] else rest[0]
                terms = n.Times((n.D(one, by), other)), n.Times((one, n.D(other, by)))
                yield "product rule", n.Plus(terms)

    def renamed(total):
        index = n.Index(fresh)
        body = n.put(total.body, {total.over.index.name: index})
        return n.Sum(replace(total.over, index=index), body)

    return change


def shape_of(u, scope):
    """The shape, or None where it has none."""
    if isinstance(u, n.Binder):
        return None
    try:
        return scope.shape(u)
    except ValueError:
        return None
