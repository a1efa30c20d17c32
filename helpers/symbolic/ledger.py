"""The ledger of the lecture's equations: what each states, and where the slides slip."""

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType


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
    slip : bool
        Whether that is a slip of the lecture (True) or damage done by extraction (False).
    """

    id: str
    says: str
    printed: str | None = None
    why: str | None = None
    slip: bool = False

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
