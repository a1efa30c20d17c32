"""What a reader has done with one exercise: answers, tries, hints, time."""

import time
from dataclasses import asdict, dataclass, field, fields

from helpers.exercises.question import HINTS_EACH, Verdict


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

    @classmethod
    def read(cls, results, steps):
        """Return the record that `as_results` told of; KeyError or TypeError where it is none."""
        verdict, hints = results["verdict"], results["hints"]
        return cls(
            [_restored(Answer, answer) for answer in results["answers"]],
            _restored(Verdict, verdict) if verdict else None,
            results["given"],
            hints if isinstance(hints, int) and hints in range(HINTS_EACH + 1) else 0,
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
