"""Right answers to all exercises by lesson and name: the truth, written in three ways, and wrong
answers as students write them, independent of the rules that find them."""

import importlib

LESSONS = [f"4.{n}" for n in range(1, 10)]


def forms(lesson):
    """Return the right answers of one lesson."""
    name = f"exercise_forms.lesson_{lesson.replace('.', '_')}"
    return importlib.import_module(name).FORMS


def wrong(lesson):
    """Return wrong answers of one lesson, by exercise and by the known mistake behind each."""
    name = f"exercise_forms.lesson_{lesson.replace('.', '_')}"
    return importlib.import_module(name).WRONG


def sheet(lesson):
    """Return the exercises of one lesson."""
    name = f"helpers.lessons.lesson_{lesson.replace('.', '_')}.exercises"
    return importlib.import_module(name).ask
