"""A reader's function with another meaning of the names that it calls."""

from types import CellType, FunctionType


def calling(function, instead):
    """Return a copy of a function that calls others, or None where it is no plain function.

    `instead` has triples: a function that it calls now, or None where there is none yet; the name
    under which it may ask for that; and the one to be called.
    """
    if not isinstance(function, FunctionType):
        return None

    def other(value):
        return next((to for of, _, to in instead if of is value and of is not None), value)

    names = {name: other(value) for name, value in function.__globals__.items()}
    for of, name, to in instead:
        if of is None:
            names.setdefault(name, to)
    cells = function.__closure__ and tuple(CellType(other(_held(c))) for c in function.__closure__)
    defaults = function.__defaults__ and tuple(map(other, function.__defaults__))
    copy = FunctionType(function.__code__, names, function.__name__, defaults, cells)
    copy.__kwdefaults__ = function.__kwdefaults__
    return copy


def frozen(function):
    """Return a function that goes on calling what its names mean now, however they change."""
    return calling(function, []) or function


def _held(cell):
    try:
        return cell.cell_contents
    except ValueError:  # empty
        return None
