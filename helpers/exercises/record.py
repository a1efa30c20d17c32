"""What a reader has done with one exercise: answers, tries, hints, time."""

import time
from dataclasses import asdict, dataclass, field, fields

from helpers.exercises.question import HINTS, Verdict


@dataclass(frozen=True)
class Answer:
    """One answer that counted.

    Parameters
    ----------
    answer : str
        As the reader gave it.
    right : bool
    mistakes : tuple of str
        The names of the known mistakes in it.
    seconds : float
        Since the exercise was first shown, less the time between a kernel's end and the reading
        of its results.

    Examples
    --------
    >>> Answer("e - y", False, ("sign",), 12.5).mistakes
    ('sign',)
    """

    answer: str
    right: bool
    mistakes: tuple
    seconds: float = field(compare=False)


@dataclass
class Record:
    """All that a reader has done with one exercise.

    Parameters
    ----------
    answers : list of Answer, optional
    verdict : Verdict, optional
        That on the last answer.
    given : object, optional
        The last answer as the card needs it to show it again.
    hints : int, optional
        How many were asked for.
    solution : bool, optional
        Whether the solution was.
    steps : int, optional
        How many right answers the exercise takes.
    begun : float, optional
        When the clock was at 0, on that of `time.monotonic`.

    Examples
    --------
    >>> record = Record()
    >>> record.add("2u", Verdict(True, "Right."))
    >>> record.tries, record.is_right
    (1, True)
    """

    answers: list = field(default_factory=list)
    verdict: Verdict | None = None
    given: object = None
    hints: int = 0
    solution: bool = False
    steps: int = 1
    begun: float = field(default_factory=time.monotonic)

    @property
    def tries(self):
        """How many answers counted."""
        return len(self.answers)

    @property
    def is_right(self):
        """Whether every step was answered rightly."""
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
        """Return a dict for the results' file."""
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

    def read_back(self, results):
        """Become the record that `as_results` told of.

        Raises
        ------
        KeyError, TypeError
            Where something is missing, or of another kind.
        """
        answers = [_restored(Answer, answer) for answer in results["answers"]]
        verdict, hints = results["verdict"], results["hints"]
        self.hints = hints if isinstance(hints, int) and hints in range(HINTS + 1) else 0
        self.answers, self.given = answers, results["given"]
        self.solution = bool(results["solution_shown"])
        self.verdict = _restored(Verdict, verdict) if verdict else None


def _restored(kind, told):
    """An answer or a verdict, from what JSON makes of it."""
    made = kind(**{**told, "mistakes": tuple(told["mistakes"])})
    for part in fields(kind):
        if not isinstance(getattr(made, part.name), part.type):
            raise TypeError(f"{part.name} is no {part.type.__name__}")
    return made
