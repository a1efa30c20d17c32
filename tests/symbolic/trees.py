"""Random trees of the default scope, and all small ones: what a line may say, of every shape."""

from fractions import Fraction
from functools import cache
from itertools import product

from hypothesis import strategies as st

from helpers.language import nodes as n
from helpers.language.scope import Scope

SCOPE = Scope()
I, J, M, ELL, K, N, L = map(n.Index, ("i", "j", "m", "ell", "k", "n", "L"))
Z, W, ETA = map(n.Letter, ("z", "w", "eta"))
TWO = n.number(2)
UP_TO_N, UP_TO_K = (n.ONE, N), (n.ONE, K)
SIGNS = ("=", "≠", "<", "≤", ">", "≥")
ONES = (
    "exp",
    "log",
    "sqrt",
    "tanh",
    "sin",
    "erf",
    "sigma",
    "abs",
    "sign",
    "relu",
    "g",
    "g'",
    "f''",
)


def less(u, steps):
    return n.Plus((u, n.Negative(n.number(steps))))


def from_list(*choices):
    return st.sampled_from(choices)


@cache
@st.composite
def places(draw, running=()):
    """An index: a letter, a number, or one step from a letter."""
    letter = n.Index(draw(st.sampled_from(("i", "ell", "j", *running, *running))))
    return draw(
        from_list(
            letter,
            letter,
            letter,
            n.number(draw(st.integers(0, 12))),
            n.Plus((letter, n.ONE)),
            less(letter, 1),
            n.Times((TWO, letter)),
            less(n.Plus((N, n.ONE)), 2),
        )
    )


@cache
@st.composite
def binders(draw):
    """A running index and its range."""
    index = n.Index(draw(from_list("j", "m", "q", "r")))
    ends = from_list(UP_TO_N, UP_TO_K, (n.ZERO, less(K, 1)), (n.Plus((I, n.ONE)), N), (TWO, TWO))
    return n.Binder(index, *draw(ends))


@cache
@st.composite
def entries(draw, running=()):
    """x[i], a[L,i], W[k,i,j], and v[i], of which nothing is declared."""
    name, axes = draw(
        from_list(
            ("x", 1), ("y", 1), ("y_hat", 1), ("a", 1), ("h", 1), ("W", 2), ("v", 1), ("v", 2)
        )
    )
    layer = None
    if SCOPE.families.get(name) and SCOPE.families[name].layered:
        layer = draw(from_list(L, K, less(K, 1), n.ONE))
    return n.Entry(name, layer, tuple(draw(places(running)) for _ in range(axes)))


@cache
def leaves(running=()):
    """A number, a letter, a constant, an index or an entry."""
    return st.one_of(
        st.builds(n.number, st.sampled_from([0, 1, 2, 12, Fraction(1, 2), Fraction(5, 100)])),
        from_list(Z, W, ETA, n.Letter("w_1"), n.Letter("z_hat"), n.Letter("loss"), n.Letter("T")),
        from_list(n.Constant("e"), n.Constant("pi"), N, K, I, *map(n.Index, running)),
        entries(running),
    )


@cache
def conditions(depth, running):
    return st.builds(
        n.Indicator, from_list(*SIGNS), numbers(depth, running), numbers(depth, running)
    )


@cache
@st.composite
def sums(draw, depth, running, kind=n.Sum, body=None):
    over = draw(binders())
    inner = (*running, over.index.name)
    return kind(over, draw((body or numbers)(depth, inner)))


@cache
@st.composite
def parts(draw, depth, running):
    of = draw(st.one_of(columns(depth, running), matrices(depth, running)))
    axes = 1 if SCOPE.shape(of)[1] == (n.ONE, n.ONE) else 2
    return n.Part(of, tuple(draw(places(running)) for _ in range(axes)))


@cache
@st.composite
def inner_products(draw, depth, running):
    left, right = (draw(columns(depth, running, UP_TO_N)) for _ in "ab")
    return n.MatMul(n.Transpose(left), right)


@cache
def numbers(depth=3, running=()):
    """A number."""
    if depth == 0:
        return leaves(running)
    u = st.deferred(lambda: numbers(depth - 1, running))
    less_deep = depth - 1
    return st.one_of(
        leaves(running),
        st.builds(n.Negative, u),
        st.builds(n.Plus, st.lists(u, min_size=2, max_size=3).map(tuple)),
        st.builds(n.Times, st.lists(u, min_size=2, max_size=3).map(tuple)),
        st.builds(n.Over, u, u),
        st.builds(n.Power, u, st.one_of(from_list(*map(n.number, (2, 3, 4))), u)),
        st.builds(n.Call, st.sampled_from(ONES), u.map(lambda v: (v,))),
        st.builds(n.Call, from_list("max", "min", "log"), st.tuples(u, u)),
        sums(less_deep, running),
        sums(less_deep, running, n.Product),
        conditions(less_deep, running),
        st.builds(
            n.Cases,
            st.lists(st.tuples(u, conditions(less_deep, running)), min_size=1, max_size=2).map(
                tuple
            ),
            u,
        ),
        st.builds(n.D, u, st.one_of(from_list(Z, W), entries(running))),
        parts(less_deep, running),
        inner_products(less_deep, running),
    )


@cache
@st.composite
def vectors(draw, depth, running, limits):
    index = n.Index(draw(from_list("j", "m", "q")))
    binder = n.Binder(index, *limits)
    return n.Vector((binder,), draw(numbers(depth, (*running, index.name))))


@cache
def columns(depth=3, running=(), limits=None):
    """A column, of n or of k."""
    if limits is None:
        return st.one_of(*(columns(depth, running, found) for found in (UP_TO_N, UP_TO_K)))
    names = {UP_TO_N: ("x", "a", "h"), UP_TO_K: ("y", "y_hat")}[limits]
    whole = [n.Whole(name, n.ONE if SCOPE.families[name].layered else None) for name in names] + [
        n.Whole("a", L)
    ] * (limits == UP_TO_K)
    hot = st.builds(n.OneHot, places(running), st.just(limits[0]), st.just(limits[1]))
    if depth == 0:
        return st.one_of(from_list(*whole), hot)
    u = st.deferred(lambda: columns(depth - 1, running, limits))
    number = st.deferred(lambda: numbers(depth - 1, running))
    matrix = st.deferred(lambda: matrices(depth - 1, running, (limits, UP_TO_N)))
    column = st.deferred(lambda: columns(depth - 1, running, UP_TO_N))
    return st.one_of(
        from_list(*whole),
        hot,
        st.builds(n.Negative, u),
        st.builds(n.Plus, st.lists(u, min_size=2, max_size=3).map(tuple)),
        st.builds(n.Hadamard, u, u),
        st.builds(lambda a, v: n.Times((a, v)), number, u),
        st.builds(n.Over, u, number),
        st.builds(
            n.Call, from_list("tanh", "g", "g'", "exp", "log", "softmax"), u.map(lambda v: (v,))
        ),
        st.builds(n.MatMul, matrix, column),
        st.builds(n.Gradient, number, from_list(*whole)),
        vectors(depth - 1, running, limits),
        sums(depth - 1, running, body=lambda d, r: columns(d, r, limits)),
    )


@cache
@st.composite
def vectors_of_two(draw, depth, running, shape):
    binders = tuple(
        n.Binder(n.Index(name), *limits) for name, limits in zip(("j", "m"), shape, strict=True)
    )
    return n.Vector(binders, draw(numbers(depth, (*running, "j", "m"))))


@cache
def matrices(depth=3, running=(), shape=(UP_TO_N, UP_TO_N)):
    """A matrix, n × n or k × n."""
    whole = st.just(n.Whole("W", n.ONE if shape[0] == UP_TO_N else L))
    if depth == 0:
        return whole
    u = st.deferred(lambda: matrices(depth - 1, running, shape))
    left, right = (st.deferred(lambda s=s: columns(depth - 1, running, s)) for s in shape)
    square = [
        st.builds(n.Transpose, u),
        st.builds(n.Call, st.just("diag"), left.map(lambda v: (v,))),
    ]
    return st.one_of(
        whole,
        st.builds(n.MatMul, left, st.builds(n.Transpose, right)),
        st.builds(lambda v, w: n.Plus((v, w)), u, u),
        st.builds(n.Hadamard, u, u),
        vectors_of_two(depth - 1, running, shape),
        *(square if shape[0] == shape[1] else []),
    )


def lines(depth=3):
    """A line of any shape."""
    return st.one_of(numbers(depth), columns(depth), matrices(depth))


# ---- all small trees


def fits(u):
    try:
        SCOPE.shape(u)
    except ValueError:
        return False
    return True


def grown(pool, seconds):
    """Every way to put one of the pool, or one of the pool and one of the others, together."""
    over = n.Binder(J, n.ONE, N)
    running = n.Entry("x", None, (J,))
    for u in pool:
        yield n.Negative(u)
        yield n.Transpose(u)
        yield from (n.Call(name, (u,)) for name in ("exp", "log", "sqrt", "abs", "g", "g'"))
        yield from (n.Call(name, (u,)) for name in ("softmax", "diag"))
        yield from (n.D(u, by) for by in (Z, n.Entry("x", None, (I,))))
        yield n.Gradient(u, n.Whole("x", None))
        yield n.Sum(over, u)
        yield n.Product(over, u)
        yield n.Sum(over, n.Times((running, u)))
        yield n.Times((n.Sum(over, running), u))
        yield n.Vector((over,), u)
        yield n.Part(u, (I,))
        yield n.Part(u, (I, J))
    for one, other in product(pool, seconds):
        for u, v in ((one, other), (other, one)):
            for two in ((u, v), (u, v, Z), (Z, u, v)):
                yield n.Plus(two)
                yield n.Times(two)
            yield n.Plus((u, n.Negative(v)))
            yield n.Times((u, n.Negative(v)))
            yield from (kind(u, v) for kind in (n.Over, n.Power, n.MatMul, n.Hadamard))
            yield n.Indicator(">", u, v)
            yield from (n.Call(name, (u, v)) for name in ("max", "log"))
            yield n.Cases(((u, n.Indicator("=", I, J)),), v)


@cache
def small(storeys=2):
    """All trees of two storeys, then some of three: one of each kind upon another."""
    ground = [Z, TWO, I, n.Entry("x", None, (I,)), n.Whole("x", None), n.Whole("W", n.ONE)]
    found = dict.fromkeys((*ground, *filter(is_line, grown(ground, ground))))
    for more in (ground[:1] + ground[3:5], [Z, ground[4]])[: storeys - 1]:
        kinds = {}
        for u in found:
            below = [tuple(map(type, n.children(part))) for part in n.children(u)]
            kinds.setdefault((type(u), getattr(u, "name", ""), str(below)), u)
        found |= dict.fromkeys(filter(is_line, grown(list(kinds.values()), more)))
    return list(found)


def is_line(u):
    """Whether the reader can make such a tree: its shapes fit, and arrays stand where they may."""
    if not fits(u):
        return False
    for v in n.walk(u):
        match v:
            case n.Transpose(of) if not SCOPE.shape(of):
                return False
            case n.Hadamard(left, _) if not SCOPE.shape(left):
                return False
    return True
