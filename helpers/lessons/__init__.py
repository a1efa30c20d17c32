"""A room for each lesson: its explorers, its exercises, what only it computes and draws."""

from types import ModuleType


def offered(room):
    """Return the names that a room's `__init__` imports for its notebook; files are none."""
    public = {name: value for name, value in room.items() if not name.startswith("_")}
    return sorted(name for name, value in public.items() if not isinstance(value, ModuleType))
