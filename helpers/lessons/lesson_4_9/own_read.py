"""What a reader types as an activation: a formula of z, read by the whitelist, or refused."""

import re
from functools import reduce

from helpers.language import nodes as n
from helpers.language.printing import text
from helpers.language.reader import Reader
from helpers.language.scope import Scope, shape_in_words
from helpers.language.tokens import LineError
from helpers.lessons.lesson_4_9.own_places import Refused
from helpers.symbolic.building import plus, product

MOST_PARTS, MOST_TERMS = 80, 12
IN_FORMULAS = {  # what has a name elsewhere and none here
    "swish": "z sigma(z)", "silu": "z sigma(z)", "sigmoid": "sigma(z)",
    "mish": "z tanh(log(1 + exp(z)))",
    "gelu": "0.5 z (1 + erf(z/sqrt(2)))", "elu": "cases(z if z > 0, exp(z) - 1)",
    "leaky": "max(0.1z, z)", "softsign": "z/(1 + |z|)", "gaussian": "exp(-z^2)",
}  # fmt: skip


def read_formula(typed):
    """Return the tree of a formula of z, or refuse it."""
    bare = re.sub(r"^\s*(?:g\s*\(\s*z\s*\)\s*)?={1,2}", "", typed)
    if not bare.strip():
        raise Refused("Type a formula of z, as in z/(1 + exp(-z)).")
    scope = Scope(families={}, functions={}, letters={"z"})
    try:
        reader = Reader(bare, scope)
        tree = reader.shaped(reader.expression(), 0)
        reader.skip()
        if reader.token.kind != "end":
            raise reader.missing("an operator or the end")
    except LineError:
        for word in re.findall(r"[a-z]+", bare.lower()):
            if word in IN_FORMULAS:
                raise Refused(
                    f"“{word}” has no name here: write its formula, {IN_FORMULAS[word]}."
                ) from None
        raise
    if scope.shape_or_none(tree):
        shape = shape_in_words(scope.shape(tree))
        raise Refused(f"g makes one number of one number, but this is {shape}.")
    tree = written_out(tree)
    _refuse_others(tree)
    return tree


def written_out(u):
    """The tree with its sums and products over numbers written out."""
    if isinstance(u, n.Sum | n.Product):
        low, high = u.over.low, u.over.high
        if not isinstance(low, n.Number) or not isinstance(high, n.Number):
            raise Refused("A sum runs from a number to a number here, as in Σ(j, 1..3, z^j).")
        if not 0 <= high.value - low.value < MOST_TERMS:
            raise Refused(f"A sum has one to {MOST_TERMS} terms here.")
        runs = range(int(low.value), int(high.value) + 1)
        parts = [written_out(n.put(u.body, {u.over.index.name: n.number(j)})) for j in runs]
        return reduce(plus if isinstance(u, n.Sum) else product, parts)
    return n.rebuilt(u, written_out)


def _refuse_others(tree):
    parts = list(n.walk(tree))
    for u in parts:
        match u:
            case n.Call(name, _) if name.endswith("'"):
                raise Refused("A derivative stands in it, with a prime: write out what it is.")
            case n.D() | n.Gradient():
                raise Refused("A derivative stands in it: write out what it is.")
            case n.Entry() | n.Whole() | n.Part():
                raise Refused(
                    f"{text(u)} belongs to an array: g makes one number of one number, z."
                )
            case n.Vector() | n.OneHot() | n.Transpose() | n.MatMul() | n.Hadamard():
                raise Refused("Vectors stand in it: g makes one number of one number, z.")
            case n.Index():
                raise Refused(
                    f"{text(u)} is a whole number here, an index or a size: put a number in its "
                    "place."
                )
    letters = sorted({u.name for u in parts if isinstance(u, n.Letter)})
    others = [text(n.Letter(name)) for name in letters if name != "z"]
    if not letters:
        raise Refused("There is no z in it: g would be the same everywhere, and its slope 0.")
    if others and "z" not in letters and len(others) == 1:
        raise Refused(f"Write it with z; here the letter is {others[0]}.")
    if others:
        shown = " and ".join([", ".join(others), "z"] if "z" in letters else others)
        raise Refused(f"There are {shown}: g is a function of z alone. Put numbers for the others.")
    if len(parts) > MOST_PARTS:
        raise Refused(
            f"This is too large: it has {len(parts)} parts, and at most {MOST_PARTS} fit."
        )
