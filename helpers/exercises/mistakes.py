"""The known mistakes: each rewrites a truth into what someone gets.

A mistake's rule takes a part of the truth's tree and the part around it (None for the whole); it
returns what may stand there instead. LEFT_OUT says that nothing does: a sum is then without this
term, a product without this factor, a fraction without its denominator.
"""

from collections.abc import Callable
from dataclasses import dataclass, fields, replace

from helpers.language import nodes as n
from helpers.language.nodes import ONE, ZERO

ONE_HOT = {"e", "e_i", "e_j", "e_m", "e_l", "delta"}
SLOPES = {"slope", "g'"}
TWO, TEN = n.number(2), n.number(10)
LEFT_OUT = None
HINTS = {  # on what to look at
    "sign": "A sign is the wrong way round. Ask which way the result moves when one of the "
    "letters grows a little, and compare.",
    "slope forgotten": "The step through the bend is missing: on the way from $h = g(a)$ to $a$ "
    "the chain rule asks for the factor $g'(a)$.",
    "slope at h": "$g'$ is taken at $h$ in place of $a$. The bend is applied to $a$, so its slope "
    "is that at $a$; $h$ is what comes out.",
    "transpose missing": "A transpose is missing. Write the shapes under the factors: a product "
    "sums over what they share, for a gradient at $h$ the units above, for one at $W$ the "
    "samples.",
    "outer product turned": "The outer product is the wrong way round. Rows are where a weight "
    "goes to, columns where it comes from: the gradient has the shape of $W$.",
    "divided by features": "This divides by the number of features $n$. The loss is a mean over "
    "the samples, so the divisor is $N$, the number of columns.",
    "not divided": "The division by $N$ is missing: the loss is the mean over the samples, not "
    "their sum.",
    "true class for i": r"The index is $\ell$, that of the true class, where it should be that of "
    "the entry in question. The lecture's own slide has this slip.",
    "one-hot forgotten": "The one-hot vector is missing. One entry belongs to the true class, and "
    "only there a 1 comes in; elsewhere it is 0.",
    "base-10 logarithm": "This is the base-10 logarithm. The loss takes the natural one, whose "
    "slope is $1/p$ without any factor.",
    "factor 2 lost": "A factor 2 is lost. A square $u^2$ has the slope $2u$.",
    "= for +=": "Only one of several paths is left, as if = stood where += belongs. Where paths "
    "meet, what arrives along each is added.",
    "layer off by one": "A layer's index is off by one. Say for each letter whether it belongs to "
    "the layer, to the one below or to the one above.",
    "added for multiplied": "Along a path factors multiply; here they are added. Two slopes of "
    r"$\frac12$, one after the other, leave a quarter, not 1.",
    "bias forgotten": "The bias is forgotten. Each unit has one, and adds it to what it has "
    "weighed.",
    "indices swapped": "Two indices are swapped. After its layer, a weight's index names the unit "
    "that it leads to, and then the unit that it comes from.",
    "denominator left out": "The denominator counts as a constant here. It depends on the same "
    "letter, so the quotient rule brings a second term.",
}
MISTAKES = {}


@dataclass(frozen=True)
class Mistake:
    """A known mistake: its name in results, a hint on what to look at, and its rule.

    >>> from helpers.exercises.formula import truth
    >>> from helpers.language.printing import code
    >>> [code(wrong) for wrong in MISTAKES["base-10 logarithm"].variants(truth("log(p) - log(q)"))]
    ['log(p, 10) - log(q, 10)', 'log(p, 10) - log(q)', 'log(p) - log(q, 10)']
    """

    name: str
    hint: str
    everywhere: bool  # whether it can be made at every place of a formula at once
    rule: Callable

    def variants(self, tree):
        """Yield the truth as someone writes it who makes the mistake: everywhere, then once."""
        each = list(_each(tree, self.rule))
        if self.everywhere and len(each) > 1 and len({place for place, _ in each}) == len(each):
            yield _everywhere(tree, self.rule)
        for _, wrong in each:
            yield wrong


def _known(name, everywhere=True):
    """Take the rule below into the catalogue."""
    return lambda rule: MISTAKES.setdefault(name, Mistake(name, HINTS[name], everywhere, rule))


def rewritten(tree, rule):
    """Yield a tree as a rule rewrites it: everywhere, then at each place that it knows."""
    yield from Mistake("", "", True, rule).variants(tree)


def _each(u, rule, around=None):
    """Yield pairs (place, tree): the tree with one part in it rewritten, the outermost first."""
    for wrong in rule(u, around):
        yield (), wrong
    for slot, part in _parts(u):
        for place, wrong in _each(part, rule, u):
            yield (slot, *place), _put(u, {slot: wrong})


def _everywhere(u, rule, around=None):
    """The tree with every part rewritten, and what is put in place as well."""
    found = rule(u, around)
    if found:
        if found[0] is LEFT_OUT or found[0] in n.children(u):
            return found[0] and _everywhere(found[0], rule, around)
        u = found[0]
    return _put(u, {slot: _everywhere(part, rule, u) for slot, part in _parts(u)})


def _parts(u):
    """Yield pairs ((field, place or None), node) of the parts directly within a node."""
    for name in (item.name for item in fields(u)):
        value = getattr(u, name)
        if isinstance(value, tuple) and all(isinstance(part, n.Node) for part in value):
            yield from (((name, i), part) for i, part in enumerate(value))
        elif isinstance(value, n.Node):
            yield (name, None), value


def _put(u, new):
    """The node with other parts in some slots, or with none there."""
    parts = dict(_parts(u)) | new
    if isinstance(u, n.Over) and parts["below", None] is LEFT_OUT:
        return parts["above", None]
    kept = {slot: part for slot, part in parts.items() if part is not LEFT_OUT}
    if len(kept) < len(parts) and len(kept) < 2:
        return next(iter(kept.values()), ONE)
    values = {}
    for (name, place), part in kept.items():
        values[name] = part if place is None else (*values.get(name, ()), part)
    return replace(u, **values)


def _is_call(u, names):
    return isinstance(u, n.Call) and u.name in names


def _is_below(u, around):
    return isinstance(around, n.Over) and around.below is u


def _minus(u):
    """The part with its sign flipped, written as a person would."""
    match u:
        case n.Negative(of):
            return of
        case n.Times((n.Negative(first), *rest)):
            return n.Times((first, *rest))
    return n.Negative(u)


@_known("sign", everywhere=False)
def _flip_sign(u, around):
    if around is None:
        return [_minus(u)]
    if isinstance(u, n.Negative):
        return [u.of]
    is_added = isinstance(around, n.Plus) and u is not around.terms[0]
    return [_minus(u)] if is_added or _is_call(around, {"paths"}) else []


@_known("slope forgotten")
def _drop_slope(u, around):
    if not _is_call(u, SLOPES):
        return []
    return [LEFT_OUT] if isinstance(around, n.Times) else [ONE] if around is None else []


@_known("slope at h")
def _slope_at_h(u, around):
    def moved(part):
        is_named = isinstance(part, n.Letter | n.Whole)
        if is_named and (part.name == "a" or part.name.startswith("a_")):
            return replace(part, name="h" + part.name[1:])
        return n.rebuilt(part, moved)

    return [moved(u)] if _is_call(u, SLOPES) and moved(u) != u else []


@_known("transpose missing")
def _drop_transpose(u, around):
    return [u.of] if isinstance(u, n.Transpose) else []


@_known("outer product turned")
def _turn_outer(u, around):
    match u:
        case n.Call("outer", (one, other)):
            return [n.Call("outer", (other, one))]
        case n.MatMul(one, n.Transpose(other)):
            return [n.MatMul(other, n.Transpose(one))]
    return []


@_known("divided by features")
def _divide_by_features(u, around):
    match u:
        case n.Over(above, n.Letter("N")):
            return [n.Over(above, n.Letter("n")), n.Over(u, n.Letter("n"))]
    return []


@_known("not divided")
def _do_not_divide(u, around):
    return [LEFT_OUT] if u == n.Letter("N") and _is_below(u, around) else []


@_known("true class for i")
def _index_of_true_class(u, around):
    if not isinstance(u, n.Letter) or u.name in ONE_HOT:
        return []
    if u.name in ("y_hat", "p", "h", "a"):
        return [n.Letter(f"{u.name}_l")]
    return [n.Letter(f"{u.name[:-2]}_l")] if u.name.endswith(("_i", "_j")) else []


@_known("one-hot forgotten")
def _forget_one_hot(u, around):
    return [ONE, ZERO] if isinstance(u, n.Letter) and u.name in ONE_HOT else []


@_known("base-10 logarithm")
def _base_ten(u, around):
    return [n.Call("log", (*u.args, TEN))] if _is_call(u, {"log"}) and len(u.args) == 1 else []


@_known("factor 2 lost")
def _lose_two(u, around):
    is_factor = isinstance(around, n.Times) and around.factors[0] is u
    return [LEFT_OUT] if u == TWO and (is_factor or _is_below(u, around)) else []


@_known("= for +=")
def _overwrite(u, around):
    return [u.args[-1], u.args[0]] if _is_call(u, {"paths"}) else []


@_known("layer off by one")
def _off_by_one(u, around):
    match u:
        case n.Letter(name) if name.endswith(("_before", "_next")):
            return [n.Letter(name.rpartition("_")[0])]
        case n.Whole(_, n.Number(k)):
            return [replace(u, layer=n.number(i)) for i in (k + 1, k - 1) if i >= 0]
        case n.Letter("steps"):
            return [n.Plus((u, ONE)), n.Plus((u, n.Negative(ONE)))]
    return []


@_known("added for multiplied")
def _add_for_multiply(u, around):
    match u:
        case n.Power(base, n.Letter("steps") as count):
            return [n.Times((base, count))]
    return []


@_known("bias forgotten")
def _forget_bias(u, around):
    match u:  # a lone b may be anything
        case n.Letter(name) if name.startswith("b_") and isinstance(around, n.Plus):
            return [LEFT_OUT]
        case n.Whole("b") if isinstance(around, n.Plus):
            return [LEFT_OUT]
    return []


@_known("indices swapped")
def _swap_indices(u, around):
    """The two indices of a weight, as of W_121: its letter with them turned has to have a value."""
    match u:
        case n.Letter(name) if name.startswith("W_") and len(name) == 5 and name[3] != name[4]:
            return [n.Letter(f"{name[:3]}{name[4]}{name[3]}")]
    return []


@_known("denominator left out")
def _leave_denominator(u, around):
    of = u.of if isinstance(u, n.Negative) else u
    if not _is_call(of, {"denominator"}):
        return []
    if around is None:
        return [ZERO]
    return [LEFT_OUT] if isinstance(around, n.Plus) else []
