"""Rewriting a truth's tree: what someone writes in a part's place who makes a certain mistake.

Each rule takes a part and the part around it (None for the whole); it returns what may stand there
instead. LEFT_OUT says that nothing does: a sum is then without this term, a product without this
factor, a fraction without its denominator.
"""

from dataclasses import fields, replace

from helpers.language import nodes as n
from helpers.language.nodes import ONE, ZERO

ONE_HOT = {"e", "e_i", "e_j", "e_m", "e_l", "delta"}
SLOPES = {"slope", "g'"}
TWO, TEN = n.number(2), n.number(10)
LEFT_OUT = None


def variants(tree, rule, everywhere=True):
    """Yield the trees that a rule makes of this one: applied at every place at once, then at each.

    Parameters
    ----------
    tree : Node
    rule : callable
    everywhere : bool, optional
        Whether the first of these makes sense.

    Examples
    --------
    >>> from helpers.exercises.words import truth
    >>> from helpers.language.printing import code
    >>> [code(wrong) for wrong in variants(truth("log(p) - log(q)"), base_ten)]
    ['log(p, 10) - log(q, 10)', 'log(p, 10) - log(q)', 'log(p) - log(q, 10)']
    """
    each = list(_each(tree, rule))
    if everywhere and len(each) > 1 and len({place for place, _ in each}) == len(each):
        yield _everywhere(tree, rule)
    for _, wrong in each:
        yield wrong


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
        if isinstance(value, tuple):
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
    """Whether a part is the denominator of the part around it."""
    return isinstance(around, n.Over) and around.below is u


def _minus(u):
    """The part with its sign flipped, written as a person would."""
    match u:
        case n.Negative(of):
            return of
        case n.Times((n.Negative(first), *rest)):
            return n.Times((first, *rest))
    return n.Negative(u)


def flip_sign(u, around):
    """The whole with the other sign; within, a plus for a minus, a minus for a plus or for none."""
    if around is None:
        return [_minus(u)]
    if isinstance(u, n.Negative):
        return [u.of]
    is_added = isinstance(around, n.Plus) and u is not around.terms[0]
    return [_minus(u)] if is_added or _is_call(around, {"paths"}) else []


def drop_slope(u, around):
    """A product without its slope."""
    if not _is_call(u, SLOPES):
        return []
    return [LEFT_OUT] if isinstance(around, n.Times) else [ONE] if around is None else []


def slope_at_h(u, around):
    """A slope whose a has become h."""

    def moved(part):
        is_named = isinstance(part, n.Letter | n.Whole)
        if is_named and (part.name == "a" or part.name.startswith("a_")):
            return replace(part, name="h" + part.name[1:])
        return n.rebuilt(part, moved)

    return [moved(u)] if _is_call(u, SLOPES) and moved(u) != u else []


def drop_transpose(u, around):
    """A matrix as it stands."""
    return [u.of] if isinstance(u, n.Transpose) else []


def turn_outer(u, around):
    """The outer product of the two, the other way round."""
    match u:
        case n.Call("outer", (one, other)):
            return [n.Call("outer", (other, one))]
        case n.MatMul(one, n.Transpose(other)):
            return [n.MatMul(other, n.Transpose(one))]
    return []


def divide_by_features(u, around):
    """The number of features below the fraction bar, in place of N or beside it, as in np.mean."""
    match u:
        case n.Over(above, n.Letter("N")):
            return [n.Over(above, n.Letter("n")), n.Over(u, n.Letter("n"))]
    return []


def do_not_divide(u, around):
    """What stands above the fraction bar, for a mean over N."""
    return [LEFT_OUT] if u == n.Letter("N") and _is_below(u, around) else []


def index_of_true_class(u, around):
    """The entry of the true class, for entry i or j."""
    if not isinstance(u, n.Letter) or u.name in ONE_HOT:
        return []
    if u.name in ("y_hat", "p", "h", "a"):
        return [n.Letter(f"{u.name}_l")]
    return [n.Letter(f"{u.name[:-2]}_l")] if u.name.endswith(("_i", "_j")) else []


def forget_one_hot(u, around):
    """1 or 0, for the entry of a one-hot vector."""
    return [ONE, ZERO] if isinstance(u, n.Letter) and u.name in ONE_HOT else []


def base_ten(u, around):
    """The logarithm to base 10."""
    return [n.Call("log", (*u.args, TEN))] if _is_call(u, {"log"}) and len(u.args) == 1 else []


def lose_two(u, around):
    """A product or fraction without its 2."""
    is_factor = isinstance(around, n.Times) and around.factors[0] is u
    return [LEFT_OUT] if u == TWO and (is_factor or _is_below(u, around)) else []


def overwrite(u, around):
    """The last of several paths, or the first."""
    return [u.args[-1], u.args[0]] if _is_call(u, {"paths"}) else []


def off_by_one(u, around):
    """The layer above or below."""
    match u:
        case n.Letter(name) if name.endswith(("_before", "_next")):
            return [n.Letter(name.rpartition("_")[0])]
        case n.Whole(_, n.Number(k)):
            return [replace(u, layer=n.number(i)) for i in (k + 1, k - 1) if i >= 0]
    return []


def leave_denominator(u, around):
    """A difference without its part that comes from the denominator."""
    of = u.of if isinstance(u, n.Negative) else u
    if not _is_call(of, {"denominator"}):
        return []
    if around is None:
        return [ZERO]
    return [LEFT_OUT] if isinstance(around, n.Plus) else []
