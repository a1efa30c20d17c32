"""What all exercises share: a question, three hints, a solution, and the verdict on an answer."""

from dataclasses import dataclass, field

from helpers.exercises.diagnosis import all_alike, diagnose, distinct, wrong_forms
from helpers.exercises.mistakes import MISTAKES
from helpers.exercises.words import truth

HINTS = 3


@dataclass(frozen=True)
class Verdict:
    """What is said of an answer; sentences hold LaTeX between dollars.

    Parameters
    ----------
    is_right : bool
    sentence : str
    mistakes : tuple of str, optional
        The names of the known mistakes that lead to the answer.
    counts : bool, optional
        Whether it was an answer at all: what cannot be read is none.

    Examples
    --------
    >>> Verdict(False, "A sign is the wrong way round.", ("sign",)).mistakes
    ('sign',)
    """

    is_right: bool
    sentence: str
    mistakes: tuple = ()
    counts: bool = True


@dataclass(frozen=True, kw_only=True)
class Question:
    """What all kinds of exercises have.

    Parameters
    ----------
    name : str
        The short name by which the notebook asks for it.
    title : str
        A few words.
    text : str
        The question; with LaTeX between dollars, code between backticks.
    hints : tuple of str
        Three steps: where to look, the rule, all but the last step.
    solution : str
        Shown last, and only when asked for.
    why : str
        One sentence for a right answer: why it matters.
    without : tuple of str, optional
        Names of mistakes that are not looked for, since another one gives the same here.
    remarks : dict, optional
        By name of a mistake: what is said of it here, in place of the catalogue's hint.

    Raises
    ------
    ValueError
        Where there are not three hints, or a text is missing.

    Examples
    --------
    >>> Question(name="q", title="t", text="?", hints=("a", "b"), solution="s", why="w")
    Traceback (most recent call last):
    ValueError: q has 2 hints, expected 3
    """

    name: str
    title: str
    text: str
    hints: tuple
    solution: str
    why: str
    without: tuple = ()
    remarks: dict = field(default_factory=dict)

    kind = ""
    steps = 1  # right answers that it takes

    def __post_init__(self):
        if len(self.hints) != HINTS:
            raise ValueError(f"{self.name} has {len(self.hints)} hints, expected {HINTS}")
        for part in ("title", "text", "solution", "why"):
            if not getattr(self, part).strip():
                raise ValueError(f"{self.name} has no {part}")
        unknown = set(self.remarks) - set(MISTAKES)
        if unknown:
            raise ValueError(f"{self.name} remarks on {unknown}, expected some of {list(MISTAKES)}")

    def mistakes(self):
        """Return the names of the mistakes that a wrong answer can show, in catalogue order."""
        found = distinct(self.wrong_forms(), self._same)
        return tuple(name for name in MISTAKES if name in found)

    def wrong_forms(self):
        """Return the forms of the truth that known mistakes give; see `diagnosis.wrong_forms`."""
        raise NotImplementedError

    def hint(self, name):
        """Return what is said of a known mistake."""
        return self.remarks.get(name, MISTAKES[name].hint)

    def wrong(self, mistakes, before="", otherwise=""):
        """Return the verdict on an answer that known mistakes lead to, or none.

        Parameters
        ----------
        mistakes : sequence of Mistake
        before : str, optional
            What is said first.
        otherwise : str, optional
            What is said where there is no known mistake.
        """
        names = tuple(mistake.name for mistake in mistakes)
        hints = " And: ".join(map(self.hint, names)) or otherwise
        return Verdict(False, f"{before} {hints}".strip(), names)

    @staticmethod
    def _same(ones, others):
        return all_alike(ones, others)


@dataclass(frozen=True, kw_only=True)
class Computed(Question):
    """A question whose right answer is computed from one formula; a subclass has `_outcomes`.

    Parameters
    ----------
    truth : str
        The right answer: text of ours, with the roles that mistakes look for.

    Examples
    --------
    >>> from helpers.exercises.value import evaluate
    >>> class Double(Computed):
    ...     def _outcomes(self, tree):
    ...         return [evaluate(tree, {"u": 3.0})]
    >>> double = Double(name="d", title="t", text="?", hints=("", "", ""), solution="s", why="w",
    ...     truth="2*u")
    >>> double.mistakes(), [mistake.name for mistake in double.diagnose([-3.0])]
    (('sign', 'factor 2 lost'), ['sign', 'factor 2 lost'])
    """

    truth: str

    @property
    def tree(self):
        """The truth as a tree."""
        return truth(self.truth)

    def wrong_forms(self):
        """Return the forms of the truth that known mistakes give; see `diagnosis.wrong_forms`."""
        return list(wrong_forms(self.tree, self._outcomes, self.without, self._same))

    def diagnose(self, answer):
        """Return the known mistakes that lead to an answer's outcomes; see `diagnosis.diagnose`."""
        return diagnose(answer, self.tree, self._outcomes, self.without, self._same)

    def _outcomes(self, tree):
        """Return what a tree gives wherever it is tried."""
        raise NotImplementedError
