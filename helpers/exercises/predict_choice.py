"""Predict by choosing: committed before the truth is said."""

from dataclasses import dataclass

from helpers.exercises.mistakes import MISTAKES
from helpers.exercises.question import Question, Verdict


@dataclass(frozen=True)
class Option:
    """One of the answers to choose from.

    Parameters
    ----------
    text : str
        The answer; plain text, for a button.
    sentence : str
        What is said to those who choose it: what is true, and where the thought leads astray.
    mistake : str, optional
        The known mistake behind it.

    Examples
    --------
    >>> Option("It falls.", "It rises.", "sign").mistake
    'sign'
    """

    text: str
    sentence: str
    mistake: str = ""

    def __post_init__(self):
        if self.mistake and self.mistake not in MISTAKES:
            raise ValueError(f"mistake is {self.mistake!r}, expected one of {list(MISTAKES)}")


@dataclass(frozen=True, kw_only=True)
class PredictChoice(Question):
    """A question with answers to choose from.

    Parameters
    ----------
    options : tuple of Option
    right : int
        Which of them is right, counted from 0.

    Examples
    --------
    >>> way = PredictChoice(name="way", title="Up or down", text="?", right=1,
    ...     options=(Option("up", "Down.", "sign"), Option("down", "Yes.")),
    ...     hints=("", "", ""), solution="down", why="Descent.")
    >>> way.judge(0).mistakes, way.judge(1).sentence
    (('sign',), 'Yes. Descent.')
    """

    options: tuple
    right: int

    kind = "predict"

    def judge(self, chosen):
        """Return the verdict on a chosen option, counted from 0."""
        if chosen not in range(len(self.options)):
            return Verdict(False, "Choose one of the answers first.", counts=False)
        option = self.options[chosen]
        if chosen == self.right:
            return Verdict(True, f"{option.sentence} {self.why}")
        behind = [MISTAKES[option.mistake]] if option.mistake else []
        return self.wrong(behind, option.sentence)

    def mistakes(self):
        """Return the names of the mistakes behind the options."""
        behind = {option.mistake for option in self.options}
        return tuple(name for name in MISTAKES if name in behind)
