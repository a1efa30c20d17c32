"""The ledger of the lecture's equations: what each states, and where the slides slip."""

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from helpers.language.nodes import Entry, renamed, walk
from helpers.language.paper import read_paper


@dataclass(frozen=True)
class Equation:
    """One statement of the lecture.

    Parameters
    ----------
    id : str
        Module and running number, such as "4.5-6".
    says : str
        What is true, in plain notation.
    printed, why : str or None
        Where the source prints otherwise: what it prints, and what is wrong with it.
    lines : list of str
        The same in the language of lines, each "left == right where …"; what is derived under the
        id must be one of them.
    slip : bool
        Whether that is a slip of the lecture (True) or damage done by extraction (False).
    """

    id: str
    says: str
    printed: str | None = None
    why: str | None = None
    slip: bool = False
    lines: tuple = ()

    @property
    def module(self):
        """The module it belongs to, such as "4.5"."""
        return self.id.split("-")[0]


@cache
def ledger():
    """All statements by id.

    Returns
    -------
    mapping of str to Equation

    Examples
    --------
    >>> ledger()["4.5-6"].slip
    True
    >>> sum(equation.slip for equation in ledger().values())
    8
    """
    text = files("helpers").joinpath("data", "equations.json").read_text(encoding="utf-8")
    return MappingProxyType({row["id"]: Equation(**row) for row in json.loads(text)})


def equation(name):
    """The equation of an id.

    Raises
    ------
    ValueError
        Where the ledger has no such id.
    """
    try:
        return ledger()[name]
    except (KeyError, TypeError):
        raise ValueError(f"equation {name!r} is not in the ledger; ids look like '4.5-6'") from None


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
    if (renamed(left), renamed(right)) != (renamed(first), renamed(last)):
        return False
    wanted, given = (set(map(_canonical, s.definitions)) for s in (paper.scope, scope))
    if not wanted <= given:
        return False
    read = {
        u.name
        for part in (left, right, *(p for d in paper.scope.definitions for p in _parts(d)))
        for u in walk(part)
        if hasattr(u, "name")
    }
    more = {key.name for key, *_ in given - wanted}
    same = all(paper.scope.families.get(r) == scope.families.get(r) for r in read)
    return same and not more & read and paper.scope.last == scope.last


def _parts(definition):
    return (definition.key, *getattr(definition, "on", (getattr(definition, "body", None),)))


def _canonical(definition):
    """A definition with its own indices numbered."""
    key = definition.key
    names = {}
    if isinstance(key, Entry):
        names = {p.name: f"@{q}" for q, p in enumerate(key.indices) if hasattr(p, "name")}
    parts = tuple(renamed(part, names) for part in _parts(definition))
    over = tuple(renamed(b.high, names) for b in getattr(definition, "over", ()))
    return (*parts, type(definition).__name__, over)


__all__ = ["Equation", "equation", "ledger", "statements", "states"]
