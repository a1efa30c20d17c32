"""A lesson's exercises: which are asked, how many are done, and the results as a file."""

import json
import threading
from functools import cached_property
from pathlib import Path

from helpers.exercises.bug_hunt import BugHunt
from helpers.exercises.card_derive import DeriveCard
from helpers.exercises.card_hunt import HuntCard
from helpers.exercises.card_implement import ImplementCard
from helpers.exercises.card_predict import ChoiceCard, DragCard, NumberCard
from helpers.exercises.derive import Derive
from helpers.exercises.implement import Implement
from helpers.exercises.overview import LeftOut, Overview
from helpers.exercises.predict_choice import PredictChoice
from helpers.exercises.predict_drag import PredictDrag
from helpers.exercises.predict_number import PredictNumber
from helpers.exercises.record import Record
from helpers.exercises.settings import settings

CARDS = {
    PredictNumber: NumberCard,
    PredictChoice: ChoiceCard,
    PredictDrag: DragCard,
    Derive: DeriveCard,
    Implement: ImplementCard,
    BugHunt: HuntCard,
}


class Sheet:
    """The exercises of one lesson; called with a name it shows that one.

    What a reader has done stays here as long as the kernel runs. Each exercise has one card: a
    cell that runs again shows it as it was left.

    Parameters
    ----------
    lesson : str
        As in "4.6".
    *questions : Question
        In the order of the notebook.

    Raises
    ------
    ValueError
        Where two have the same name.

    Examples
    --------
    >>> from helpers.exercises.predict_choice import Option, PredictChoice
    >>> way = PredictChoice(name="way", title="Up or down", text="Which way?", right=1,
    ...     options=(Option("up", "Down."), Option("down", "Yes.")),
    ...     hints=("a", "b", "c"), solution="Down.", why="It descends.")
    >>> ask = Sheet("4.2", way)
    >>> ask("way")
    Exercise 1 of 1, predict: Up or down. Not attempted yet.
    >>> ask.progress()
    (0, 1)
    """

    def __init__(self, lesson, *questions):
        self.lesson = lesson
        self.questions = {question.name: question for question in questions}
        if len(self.questions) < len(questions):
            raise ValueError(f"two exercises of {lesson} have the same name")
        self.records, self._shown = {}, {}
        self.lock = threading.RLock()

    def __call__(self, name, function=None):
        """Return an exercise, to be shown; one that asks for a function takes the reader's.

        Raises
        ------
        ValueError
            Where there is no such exercise, or a function comes to one that asks for none.
        """
        if name not in self.questions:
            raise ValueError(f"{self.lesson} has no exercise {name!r}, only {list(self.questions)}")
        question = self.questions[name]
        card = CARDS[type(question)]
        if function is not None and card is not ImplementCard:
            raise ValueError(f"{name} asks for no function, but {function!r} came with it")
        if name not in self.settings().exercises:
            return LeftOut(question.title)
        shown = self._the_one(name, lambda: card(self, question))
        if function is not None:
            shown.run(function)
        return shown

    def settings(self):
        """Return what the instructor's file says of this lesson; it is read once."""
        return self._settings

    @cached_property
    def _settings(self):
        return settings(self.lesson, list(self.questions))

    def record(self, name):
        """Return what the reader has done with an exercise."""
        return self.records.setdefault(name, Record(steps=self.questions[name].steps))

    def is_done(self, name):
        """Whether a prediction was made, or another exercise solved."""
        record = self.record(name)
        return bool(record.tries) if self.questions[name].kind == "predict" else record.is_right

    def progress(self):
        """Return how many exercises are done, and how many are asked."""
        asked = self.settings().exercises
        return sum(map(self.is_done, asked)), len(asked)

    def place(self, name):
        """Return which of those asked an exercise is, counted from 1."""
        return self.settings().exercises.index(name) + 1

    def following(self, name):
        """Return the next exercise that is not done yet, or None."""
        asked = self.settings().exercises
        at = asked.index(name)
        later = [*asked[at + 1 :], *asked[:at]]
        return next((self.questions[other] for other in later if not self.is_done(other)), None)

    def tell(self):
        """Say to all cards that the progress has changed."""
        with self.lock:
            for shown in self._shown.values():
                shown.hear()

    def results(self):
        """Return the list of all exercises, to be shown, with a button that writes the file."""
        return self._the_one(None, lambda: Overview(self))

    def _the_one(self, name, make):
        """Return what is shown under a name: made once, and drawn anew when its cell runs again."""
        with self.lock:
            if name in self._shown:
                self._shown[name].redraw()
            else:
                self._shown[name] = make()
            return self._shown[name]

    def as_results(self, name=""):
        """Return what the results' file holds; without a name where none is given."""
        exercises = [
            {"name": each, "kind": self.questions[each].kind, "done": self.is_done(each)}
            | self.record(each).as_results()
            for each in self.settings().exercises
        ]
        named = {"name": name.strip()} if name.strip() else {}
        return {"lesson": self.lesson, **named, "exercises": exercises}

    def write_results(self, name="", folder="."):
        """Write the results to a JSON file in a folder and return its path."""
        path = self._path(folder)
        text = json.dumps(self.as_results(name), indent=1, ensure_ascii=False)
        path.write_text(text + "\n", encoding="utf-8", errors="backslashreplace")
        return path

    def read_results(self, folder="."):
        """Go on where a results file has left off, and return its path.

        Raises
        ------
        ValueError
            Where there is no such file, or it does not hold this lesson's results.
        """
        path = self._path(folder)
        if not path.exists():
            raise ValueError(f"there is no {path.name} beside this notebook")
        try:
            results = json.loads(path.read_text(encoding="utf-8"))
            told = {each["name"]: each for each in results["exercises"]}
            records = {name: self._read_back(name, told[name]) for name in told}
        except (KeyError, TypeError, ValueError) as reason:
            raise ValueError(f"{path.name} is not what this notebook has written") from reason
        with self.lock:
            for name, record in records.items():
                vars(self.record(name)).update(vars(record))
            for shown in self._shown.values():
                shown.come_back()
        return path

    def _path(self, folder):
        return Path(folder) / f"results_{self.lesson.replace('.', '_')}.json"

    def _read_back(self, name, results):
        record = Record(steps=self.questions[name].steps)
        record.read_back(results)
        return record
