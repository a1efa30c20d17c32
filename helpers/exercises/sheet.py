"""A lesson's exercises: which are asked, what a reader has done, and the results as a file."""

import errno
import json
import re
import threading
import time
import tomllib
import weakref
from contextlib import suppress
from dataclasses import asdict, dataclass, field, fields, replace
from functools import cached_property
from pathlib import Path

from ipywidgets import Button, HTMLMath, Text

from helpers.exercises.card import CARD_STYLE
from helpers.exercises.cards import card
from helpers.exercises.cover import Cover
from helpers.exercises.hand_in import hand_in, is_offered
from helpers.exercises.markup import markup
from helpers.exercises.question import MOST_HINTS, Verdict
from helpers.exercises.scratch import Scratch
from helpers.exercises.scratch_paper import ScratchPaper
from helpers.exercises.start_page import PAGE, write_start_page
from helpers.exercises.whole_file import alone, write_whole
from helpers.explorers.kernel import in_notebook
from helpers.explorers.live import Explorer

FILE = "exercises.toml"  # of the instructor, beside the notebooks
LESSON = re.compile(r"\d\.\d")
NO_ROOM = errno.ENOSPC, errno.EDQUOT
UNSAVED = (
    "Your answers are still here, but could not be written: {reason}. Do not restart the kernel: "
    "{cure}, then press “Write my results to a file” at the end of the exercises."
)
CURES = "ask who looks after this machine", "delete files that you do not need"
EARLIER = (
    "Your answers of before are in {file}. To go on from them, press “Read them back” at the end "
    "of the exercises."
)
MARKS = {(False, False): "○ open", (False, True): "… begun", (True, True): "● done"}


@dataclass(frozen=True)
class Answer:
    """One answer that counted, as the reader gave it, and the names of the known mistakes in it.

    The seconds are those since the exercise was first shown, less the time between a kernel's end
    and the reading of its results.
    """

    answer: str
    right: bool
    mistakes: tuple
    seconds: float = field(compare=False)


@dataclass
class ExerciseRecord:
    """All that a reader has done with one exercise."""

    answers: list = field(default_factory=list)
    verdict: Verdict | None = None
    given: object = None  # the last answer, as the card shows it again
    hints: int = 0  # that were asked for
    solution: bool = False
    steps: int = 1  # right answers that the exercise takes
    begun: float = field(default_factory=time.monotonic)  # when the clock was at 0

    @property
    def tries(self):
        return len(self.answers)

    @property
    def is_right(self):
        return sum(answer.right for answer in self.answers) >= self.steps

    def go_on(self):
        """Let the clock go on from the last answer: the exercise is shown."""
        self.begun = time.monotonic() - (self.answers[-1].seconds if self.answers else 0)

    def add(self, answer, verdict, given=None):
        """Take down an answer and what was said of it; the same one again is no new try."""
        self.verdict, self.given = verdict, given
        seconds = round(time.monotonic() - self.begun, 1)
        new = Answer(answer, verdict.is_right, verdict.mistakes, seconds)
        if verdict.counts and self.answers[-1:] != [new]:
            self.answers.append(new)

    def as_results(self):
        right = [answer.seconds for answer in self.answers if answer.right][: self.steps]
        return {
            "right": self.is_right,
            "tries": self.tries,
            "hints": self.hints,
            "solution_shown": self.solution,
            "seconds_until_right": right[-1] if self.is_right else None,
            "answers": [asdict(answer) for answer in self.answers],
            "given": self.given,
            "verdict": self.verdict and asdict(self.verdict),
        }

    def with_earlier(self, before):
        """Return this record with what another one has besides; its own last answer shows."""
        if self.answers[: before.tries] == before.answers:
            kept, answers = self, self.answers
        elif before.answers[: self.tries] == self.answers:
            kept, answers = before, before.answers
        else:
            kept = self
            answers = before.answers + [a for a in self.answers if a not in before.answers]
        hints, solution = max(self.hints, before.hints), self.solution or before.solution
        return replace(kept, answers=answers, hints=hints, solution=solution)

    @classmethod
    def read(cls, results, steps):
        """Return the record that `as_results` told of; KeyError or TypeError where it is none."""
        verdict, hints = results["verdict"], results["hints"]
        return cls(
            [_restored(Answer, answer) for answer in results["answers"]],
            _restored(Verdict, verdict) if verdict else None,
            results["given"],
            hints if isinstance(hints, int) and hints in range(MOST_HINTS + 1) else 0,
            bool(results["solution_shown"]),
            steps,
        )


def _restored(kind, told):
    """An answer or a verdict, from what JSON makes of it."""
    made = kind(**{**told, "mistakes": tuple(told["mistakes"])})
    for part in fields(kind):
        if not isinstance(getattr(made, part.name), part.type):
            raise TypeError(f"{part.name} is no {part.type.__name__}")
    return made


class Sheet:
    """The exercises of one lesson; called with a name it shows that one.

    What a reader has done stays here as long as the kernel runs, and in a file beside the notebook.
    Each exercise has one card: a cell that runs again shows it as it was left.

    >>> from helpers.exercises.predict import PredictChoice
    >>> way = PredictChoice(name="way", title="Up or down", text="Which way?", right=1,
    ...     options={"up": "Down.", "down": "Yes."},
    ...     hints=("a", "b", "c"), solution="Down.", why="It descends.")
    >>> ask = Sheet("4.2", way)
    >>> ask("way")
    Exercise 1 of 1, predict: Up or down. Not attempted yet.
    >>> ask.progress()
    (0, 1)
    """

    unsaved = ""  # what is said where the answers could not be written

    def __init__(self, lesson, *questions):
        self.lesson = lesson
        self.questions = {question.name: question for question in questions}
        if len(self.questions) < len(questions):
            raise ValueError(f"two exercises of {lesson} have the same name")
        self.records, self._shown, self._covers = {}, {}, weakref.WeakSet()
        self.papers = {}  # by id, or by what was given: the scratch paper
        self.lock = threading.RLock()
        self._has_earlier = self.path().exists()  # answers that are not read back yet

    def __call__(self, name, *functions):
        """Return an exercise, to be shown; one that asks for functions takes the reader's.

        ValueError where there is no such exercise, or it asks for fewer functions than came.
        """
        question = self._question(name)
        if len(functions) > question.functions:
            asks = f"{question.functions or 'no'} function{'s' * (question.functions > 1)}"
            raise ValueError(f"{name} asks for {asks}, but {list(functions)!r} came with it")
        if name not in self.settings.exercises:
            return LeftOut(question.title)
        shown = self._the_one(name, lambda: card(self, question))
        if functions:
            shown.run(*functions)
        return shown

    def after(self, name, *things):
        """Return what answers an exercise, covered until the reader commits, or asks to see it."""
        cover = Cover(self, self._question(name), things)
        self._covers.add(cover)
        return cover

    def scratch(self, equation=None, given=""):
        """Return a scratch paper: on a statement of the ledger, on what is given, or empty.

        Parameters
        ----------
        equation : str, optional
            An id of the ledger, such as "4.5-5": where to start, and the goal.
        given : str, optional
            The same in the language of lines: a first line, ``==`` and a goal, ``where``, ``with``.

        Raises
        ------
        ValueError
            Where the ledger has no such id, or what is given cannot be read.
        """
        key = given or equation or ""
        if key not in self.papers:
            paper = self.papers[key] = ScratchPaper(Scratch(equation, given))
            paper.write_button.on_click(lambda _: self.autosave())
        self.papers[key].redraw()
        return self.papers[key]

    def _question(self, name):
        if name not in self.questions:
            raise ValueError(f"{self.lesson} has no exercise {name!r}, only {list(self.questions)}")
        return self.questions[name]

    @cached_property
    def settings(self):
        """What the instructor's file says of this lesson; it is read once."""
        return read_settings(self.lesson, list(self.questions))

    def record(self, name):
        """Return what the reader has done with an exercise."""
        return self.records.setdefault(name, ExerciseRecord(steps=self.questions[name].steps))

    def is_done(self, name):
        """Whether a prediction was made, or another exercise solved."""
        return self._is_done(name, self.record(name))

    def _is_done(self, name, record):
        return bool(record.tries) if self.questions[name].kind == "predict" else record.is_right

    def progress(self):
        asked = self.settings.exercises
        return sum(map(self.is_done, asked)), len(asked)

    def place(self, name):
        """Return which of those asked an exercise is, counted from 1."""
        return self.settings.exercises.index(name) + 1

    def following(self, name):
        """Return the next exercise that is not done yet, or None."""
        asked = self.settings.exercises
        at = asked.index(name)
        later = [*asked[at + 1 :], *asked[:at]]
        return next((self.questions[other] for other in later if not self.is_done(other)), None)

    def tell(self):
        """Say to all cards that the progress has changed."""
        with self.lock:
            for shown in [*self._shown.values(), *self._covers]:
                shown.hear()

    def results(self):
        return self._the_one(None, lambda: Overview(self))

    def _the_one(self, name, make):
        """Return what is shown under a name: made once, and drawn anew when its cell runs again."""
        with self.lock:
            if name in self._shown:
                self._shown[name].redraw()
            else:
                self._shown[name] = make()
            return self._shown[name]

    def as_results(self, name="", before=None):
        """Return what the results' file holds, with what it held before."""
        before = before or {"exercises": []}
        told = {each["name"]: each for each in before["exercises"]}
        exercises = []
        for each in self.settings.exercises:
            record, question = self.record(each), self.questions[each]
            if each in told:
                earlier = ExerciseRecord.read(told.pop(each), question.steps)
                record = record.with_earlier(earlier)
            done = {"name": each, "kind": question.kind, "done": self._is_done(each, record)}
            exercises.append(done | record.as_results())
        name = name.strip() or before.get("name", "")
        papers = before.get("scratch", {}) | {
            key: paper.scratch.typed for key, paper in self.papers.items() if paper.scratch.typed
        }
        return (
            {"lesson": self.lesson}
            | ({"name": name} if name else {})
            | {"exercises": exercises + list(told.values())}
            | ({"scratch": papers} if papers else {})
        )

    def write_results(self, name="", folder="."):
        """Write the results to a JSON file in a folder, with all it held before; return its path.

        A file that cannot be read is set aside, not overwritten; `set_aside` is its new path.
        """
        path, before, self.set_aside = self.path(folder), None, None
        with alone(folder):  # another notebook of the lesson may be open
            if path.exists():
                try:
                    before = self._read(path)
                except ValueError:
                    self.set_aside = path.replace(path.with_name(f"unreadable_{path.name}"))
            text = json.dumps(self.as_results(name, before), indent=1, ensure_ascii=False)
            write_whole(path, text + "\n")
        if path.with_name(PAGE).exists():
            with suppress(OSError):  # the answers are written
                write_start_page(path.parent)
        return path

    def save(self, name=""):
        """Write the results beside the notebook; return the path, or None, and say why not."""
        with self.lock:
            self.unsaved = ""
            try:
                return self.write_results(name)
            except OSError as reason:
                said, cure = reason.strerror or str(reason), CURES[reason.errno in NO_ROOM]
                self.unsaved = UNSAVED.format(reason=said, cure=cure)

    def autosave(self):
        """Write the results where a reader works; a kernel can end at any time."""
        if in_notebook():
            self.save()

    def notice(self, name):
        """Return what a card must say of the file of results, or an empty text."""
        if self.unsaved or not self._has_earlier or self.record(name).tries:
            return self.unsaved
        return EARLIER.format(file=self.path().name)

    def read_results(self, folder="."):
        """Go on where a results file has left off, and return its path."""
        path = self.path(folder)
        if not path.exists():
            raise ValueError(f"there is no {path.name} beside this notebook")
        results = self._read(path)
        with self.lock:
            self._has_earlier = False
            for each in results["exercises"]:
                if each["name"] in self.questions:
                    record = self.record(each["name"])
                    vars(record).update(vars(ExerciseRecord.read(each, record.steps)))
                    self._judge_anew(record, self.questions[each["name"]])
            for key, typed in results.get("scratch", {}).items():
                if key in self.papers:
                    self.papers[key].scratch.rewrite(typed)
            for shown in [*self._shown.values(), *self._covers, *self.papers.values()]:
                shown.come_back()
        return path

    @staticmethod
    def _judge_anew(record, question):
        """Say of a prediction or formula what is said today: its question may have changed."""
        if record.verdict and record.given is not None and question.kind in ("predict", "derive"):
            try:
                record.verdict = question.judge(record.given)
            except (TypeError, ValueError):  # it was an answer to another question
                record.verdict = record.given = None

    def _read(self, path):
        """What a results file holds; a ValueError where a notebook has not written it."""
        try:
            results = json.loads(path.read_text(encoding="utf-8"))
            if results["lesson"] != self.lesson:
                raise ValueError(f"it is of lesson {results['lesson']}")
            for each in results["exercises"]:
                ExerciseRecord.read(each, getattr(self.questions.get(each["name"]), "steps", 1))
            for typed in results.get("scratch", {}).values():
                if not all(isinstance(line, str) for line in typed):
                    raise TypeError("lines of scratch paper are text")
            if not isinstance(results.get("name", ""), str):
                raise TypeError("a name is text")
        except (AttributeError, KeyError, TypeError, ValueError, RecursionError) as reason:
            raise ValueError(f"{path.name} is not what this notebook has written") from reason
        return results

    def path(self, folder="."):
        return Path(folder) / f"results_{self.lesson.replace('.', '_')}.json"


class Overview(Explorer):
    """All exercises at a glance, a line each; a file on request, handed in where a hub takes it."""

    name = "overview"
    css = CARD_STYLE

    def __init__(self, sheet):
        self.sheet, self._table, self._written = sheet, HTMLMath(), ""
        buttons = {
            "write_button": Button(description="Write my results to a file", icon="save"),
            "read_button": Button(description="Read them back", icon="folder-open"),
        }
        if is_offered():
            buttons["hand_in_button"] = Button(description="Hand in", icon="send")
        super().__init__(reader=Text(description="your name, if you like"), **buttons)
        self.on_press(self.write_button, self.write)
        self.on_press(self.read_button, self.read)
        if "hand_in_button" in buttons:
            self.on_press(self.hand_in_button, self.hand_in)

    def rows(self):
        return [self._table, *super().rows()]

    def lock(self):
        return self.sheet.lock

    def write(self):
        path = self.sheet.save(self.reader.value)
        self.sheet.tell()
        if path is None:
            self._written = f" {self.sheet.unsaved}"
            return
        self._written = f" Your results are in {path.name}, beside this notebook."
        if self.sheet.set_aside:
            kept = self.sheet.set_aside.name
            self._written += f" What stood there could not be read; it is kept as {kept}."

    def hand_in(self):
        """Write the results, and hand the file in on the hub."""
        self.write()
        if self.sheet.unsaved:
            return
        try:
            self._written = f" {hand_in(self.sheet.path())}"
        except (OSError, ValueError) as reason:
            self._written += f" Not handed in: {reason}."

    def read(self):
        """Go on where the results in the folder of the notebook have left off."""
        self._written = f" Read back from {self.sheet.read_results().name}."

    def hear(self):
        """Bring the table up to date; a file written before lacks what is new."""
        self._written = ""
        self.redraw()

    come_back = hear

    def draw(self):
        self._table.value = self._table_html()
        return [], self._progress() + self._written

    def left_behind(self):
        stored = f"{self._table_html()}<p>{self._progress()}</p>"
        return super().left_behind() | {"text/html": stored}

    def _progress(self):
        done, asked = self.sheet.progress()
        return f"{done} of {asked} done."

    def _table_html(self):
        lines = "".join(
            f"<tr><td>{place}</td>"
            f"<td style='text-align:left'>{self.sheet.questions[name].kind.title()}</td>"
            f"<td style='text-align:left'>{markup(self.sheet.questions[name].title)}</td>"
            f"<td style='text-align:left'>{self._state(name)}</td></tr>"
            for place, name in enumerate(self.sheet.settings.exercises, 1)
        )
        return f"<table>{lines}</table>"

    def _state(self, name):
        tries = self.sheet.record(name).tries
        mark = MARKS[self.sheet.is_done(name), tries > 0]
        return mark + (f", {tries} {'try' if tries == 1 else 'tries'}" if tries else "")


class LeftOut:
    """What stands in place of an exercise that the instructor has left out."""

    def __init__(self, title):
        self.title = title

    def __repr__(self):
        return f"{self.title}: left out in this course."


@dataclass(frozen=True)
class Settings:
    """What the instructor sets for a lesson: which exercises are asked, in their order."""

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
