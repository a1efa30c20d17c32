"""What an instructor sets: the exercises of each lesson, and whether solutions can be shown."""

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

FILE = "exercises.toml"  # beside the notebooks
LESSON = re.compile(r"\d\.\d")


@dataclass(frozen=True)
class Settings:
    """What holds for one lesson: which exercises are asked, in their order, and how."""

    exercises: tuple
    solutions: bool  # whether one can be asked for
    complaint: str = ""  # what is wrong with the file, which then is passed over


def read_settings(lesson, names, path=FILE):
    """Return the settings of a lesson: those of the file, or, where it says nothing, everything."""
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
