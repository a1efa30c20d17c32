"""What an instructor sets: the exercises of each lesson, and whether solutions can be shown."""

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

FILE = "exercises.toml"  # beside the notebooks
LESSON = re.compile(r"\d\.\d")


@dataclass(frozen=True)
class Settings:
    """What holds for one lesson.

    Parameters
    ----------
    exercises : tuple of str
        The names of those that are asked, in their order.
    solutions : bool
        Whether a solution can be asked for.
    complaint : str, optional
        What is wrong with the file, in a sentence; then the rest is as without it.

    Examples
    --------
    >>> Settings(("one", "two"), True).exercises
    ('one', 'two')
    """

    exercises: tuple
    solutions: bool
    complaint: str = ""


def settings(lesson, names, path=FILE):
    """Return the settings of a lesson: those of the file, or, where it says nothing, everything.

    Parameters
    ----------
    lesson : str
        As in "4.6".
    names : sequence of str
        The lesson's exercises.
    path : str or Path, optional
        A TOML file.

    Returns
    -------
    Settings

    Examples
    --------
    >>> settings("4.6", ["one", "two"], "no such file").exercises
    ('one', 'two')
    """
    try:
        return _read(Path(path).read_text(encoding="utf-8-sig"), lesson, names)
    except FileNotFoundError:
        return Settings(tuple(names), True)
    except (OSError, ValueError, TypeError) as reason:
        return Settings(tuple(names), True, f"{path} is passed over: {reason}.")


def _read(text, lesson, names):
    file = tomllib.loads(text)
    unknown = set(file) - {"solutions", "lessons"}
    if unknown:
        raise ValueError(f"it names {', '.join(sorted(unknown))}, expected solutions and lessons")
    solutions = file.get("solutions", True)
    if not isinstance(solutions, bool):
        raise ValueError(f"solutions is {solutions!r}, expected true or false")
    lessons = file.get("lessons", {})
    if not isinstance(lessons, dict):
        raise ValueError("lessons is no table, expected lines as “4.6” = […] below [lessons]")
    for key in lessons:
        if not LESSON.fullmatch(key):
            raise ValueError(f"{key!r} stands below [lessons], expected lessons as “4.6”, quoted")
    chosen = lessons.get(lesson, list(names))
    if not isinstance(chosen, list) or len(set(map(str, chosen))) != len(chosen):
        raise ValueError(f"the exercises of {lesson} are no list of different names")
    for name in chosen:
        if name not in names:
            raise ValueError(f"{lesson} has no exercise {name!r}, expected some of {list(names)}")
    return Settings(tuple(chosen), solutions)
