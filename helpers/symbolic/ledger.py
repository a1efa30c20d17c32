"""The ledger of the lecture's equations: what each states, and where the slides slip."""

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from helpers.language import nodes as n
from helpers.language.paper import read_paper


@dataclass(frozen=True)
class Equation:
    """One statement of the lecture, by its id such as "4.5-6", and what the source prints."""

    id: str
    says: str  # what is true, as Markdown with formulas, for the index
    printed: str | None = None  # where the source prints otherwise
    why: str | None = None  # what is wrong with that
    lines: tuple = ()  # the same in the language of lines: what is derived must be one of them
    slip: bool = False  # whether it is a slip of the lecture, not damage done by extraction

    @property
    def module(self):
        return self.id.split("-")[0]


@cache
def ledger():
    """All statements by id.

    >>> sum(equation.slip for equation in ledger().values())
    10
    """
    text = files("helpers").joinpath("data", "equations.json").read_text(encoding="utf-8")
    return MappingProxyType({row["id"]: Equation(**row) for row in json.loads(text)})


def equation(name):
    """The equation of an id; a ValueError where the ledger has none."""
    if not isinstance(name, str) or name not in ledger():
        raise ValueError(f"equation {name!r} is not in the ledger; ids look like '4.5-6'")
    return ledger()[name]


@cache
def statements(name):
    """What the ledger states under an id, read."""
    return tuple(map(read_paper, equation(name).lines))


def states(name, first, last, scope):
    """Whether the ledger states under an id that one line is equal to another, with these names.

    Definitions that it does not state may only abbreviate: nothing that it states may read them.
    """
    return any(_is_stated(paper, first, last, scope) for paper in statements(name))


def _is_stated(paper, first, last, scope):
    (left, _), (right, _) = paper.lines
    if (n.renamed(left), n.renamed(right)) != (n.renamed(first), n.renamed(last)):
        return False
    wanted, given = (set(map(_canonical, s.definitions)) for s in (paper.scope, scope))
    if not wanted <= given:
        return False
    trees = (left, right, *(part for d in paper.scope.definitions for part in d.parts))
    read = {u.name for tree in trees for u in n.walk(tree) if hasattr(u, "name")}
    more = {key.name for _, _, (key, *_) in given - wanted}
    same = all(paper.scope.families.get(r) == scope.families.get(r) for r in read)
    return same and not more & read and paper.scope.last == scope.last


def _canonical(definition):
    """A definition with its own indices numbered."""
    places = enumerate(getattr(definition.key, "indices", ()))
    names = {place.name: f"@{q}" for q, place in places if isinstance(place, n.Index)}
    over = tuple(n.renamed(b.high, names) for b in definition.over)
    parts = tuple(n.renamed(part, names) for part in definition.parts)
    return type(definition), over, parts
