"""Right answers to all exercises by lesson and name: the truth, written in three ways."""

import importlib

LESSONS = [f"4.{n}" for n in range(1, 10)]


def forms(lesson):
    """Return the right answers of one lesson."""
    name = f"exercise_forms.lesson_{lesson.replace('.', '_')}"
    return importlib.import_module(name).FORMS


def sheet(lesson):
    """Return the exercises of one lesson."""
    name = f"helpers.exercises.lesson_{lesson.replace('.', '_')}"
    return importlib.import_module(name).ask
