"""What all exercises share: a question, three hints, a solution, and the verdict on an answer."""

import re
from dataclasses import dataclass, field, replace
from inspect import cleandoc

from helpers.exercises.formula import truth
from helpers.exercises.mistakes import MISTAKES
from helpers.exercises.outcomes import all_alike, diagnose, distinct, wrong_forms

MOST_HINTS = 3


@dataclass(frozen=True)
class Verdict:
    """What is said of an answer, with the names of the known mistakes that lead to it.

    The sentence holds LaTeX between dollars. What cannot be read is no answer, and does not count.
    """

    is_right: bool
    sentence: str
    mistakes: tuple = ()
    counts: bool = True


@dataclass(frozen=True, kw_only=True)
class Question:
    """What all exercises have; texts hold LaTeX between dollars, code between backticks."""

    name: str  # by which the notebook asks for it
    title: str
    text: str
    hints: tuple  # where to look, the rule, all but the last step
    solution: str
    why: str  # it matters: one sentence for a right answer
    without: tuple = ()  # names of mistakes not looked for: another one gives the same here
    remarks: dict = field(default_factory=dict)  # said of a mistake in place of its hint, by name

    kind = ""
    steps = 1  # right answers that it takes
    functions = 0  # of the reader's that it takes, at most

    @classmethod
    def from_text(cls, text, **others):
        """Return a question from its words: parts at the margin, what belongs to them indented.

        >>> from helpers.exercises.predict import PredictChoice
        >>> way = PredictChoice.from_text('''
        ...     way: Up or down
        ...       Which way does the loss go?
        ...     ✗ Up. [sign]
        ...       The gradient leads up.
        ...     ✓ Down.
        ...       It is the other way than
        ...       the gradient.
        ...     1. Look at the minus.
        ...     2. A step goes against the slope.
        ...     3. Not up.
        ...     Solution: Down.
        ...     Why: So we descend.
        ... ''')
        >>> way.title, way.text, way.judge(1).sentence
        ('Up or down', 'Which way does the loss go?', 'It is the other way than ... we descend.')
        """
        return cls(**_keywords(text), **others)

    def __post_init__(self):
        if len(self.hints) != MOST_HINTS:
            raise ValueError(f"{self.name} has {len(self.hints)} hints, expected {MOST_HINTS}")
        for part in ("title", "text", "solution", "why"):
            if not getattr(self, part).strip():
                raise ValueError(f"{self.name} has no {part}")
        unknown = set(self.remarks) - set(MISTAKES)
        if unknown:
            raise ValueError(f"{self.name} remarks on {unknown}, expected some of {list(MISTAKES)}")

    def hint(self, mistake):
        return self.remarks.get(mistake.name, mistake.hint)

    def wrong(self, mistakes, before="", otherwise=""):
        """Return the verdict on an answer that known mistakes lead to, or that none does."""
        names = tuple(mistake.name for mistake in mistakes)
        hints = " And: ".join(map(self.hint, mistakes)) or otherwise
        return Verdict(False, f"{before} {hints}".strip(), names)


@dataclass(frozen=True, kw_only=True)
class Computed(Question):
    """A question whose right answer is one formula, with the roles that mistakes look for.

    A subclass has `_outcomes(tree)`, what a tree gives wherever it is tried.
    """

    truth: str
    again: str = ""  # the same asked with other numbers, for who was wrong
    anew: dict = field(default_factory=dict)  # these numbers, by the names of `values`
    slips: dict = field(default_factory=dict)  # of this exercise alone: formulas, by what is said
    is_accused_of_two: bool = True  # else of one known mistake at most

    _same = staticmethod(all_alike)

    @property
    def tree(self):
        return truth(self.truth)

    @property
    def second(self):
        """The same question with other numbers; what is said of it holds for any."""
        hints = self.hints[:2] + self.hints[1:2]
        changed = {"text": self.again, "values": self.values | self.anew, "again": ""}
        why = "The rule holds for any numbers."
        return replace(self, **changed, hints=hints, why=why, remarks={}, slips={})

    def wrong_forms(self):
        """Return the forms of the truth that known mistakes give; see `outcomes.wrong_forms`."""
        return list(wrong_forms(self.tree, self._outcomes, self.without, self._same))

    def mistakes(self):
        """Return the names of the mistakes that a wrong answer can show, in catalogue order."""
        found = distinct(self.wrong_forms(), self._same)
        return tuple(name for name in MISTAKES if name in found)

    def slip(self, answer, outcomes=None):
        """Return what is said of a slip of this exercise alone that leads to an answer, or ""."""
        outcomes = outcomes or self._outcomes
        of = ((said, truth(formula)) for said, all_of in self.slips.items() for formula in all_of)
        return next((said for said, tree in of if self._same(outcomes(tree), answer)), "")

    def diagnose(self, answer):
        """Return the known mistakes that lead to an answer's outcomes; see `outcomes.diagnose`."""
        found = diagnose(answer, self.tree, self._outcomes, self.without, self._same)
        return found if self.is_accused_of_two else found[: len(found) == 1]

    def explain(self, answer):
        """Return the known mistakes behind an answer, and what is said of a slip of its own.

        A slip of this exercise is told before a known mistake: it says more.
        """
        said = self.slip(answer)
        return ((), said) if said else (self.diagnose(answer), "")


def _keywords(text):
    """The keywords of a question, from its words in one text."""
    head, *parts = re.split(r"\n(?=\S)", cleandoc(text))
    name, _, title = head.splitlines()[0].partition(": ")
    found = {"name": name, "title": title, "text": _one_line(head.partition("\n")[2])}
    for part in parts:
        mark, _, words = part.partition(" ")
        if mark in ("✓", "✗"):
            options = found.setdefault("options", {})
            line, _, said = words.partition("\n")
            answer, _, mistake = line.partition(" [")
            if mark == "✓":
                found["right"] = len(options)
            elif mistake:
                found.setdefault("behind", {})[len(options)] = mistake[:-1]
            options[answer] = _one_line(said)
        elif mark == "If":
            mistake, _, remark = words.partition(": ")
            found.setdefault("remarks", {})[mistake] = _one_line(remark)
        elif mark in ("Solution:", "Why:", "Again:"):
            found[mark[:-1].lower()] = _one_line(words)
        elif mark[:-1].isdigit():
            found["hints"] = (*found.get("hints", ()), _one_line(words))
        else:
            raise ValueError(f"{name} has a part that begins with {mark!r}")
    return found


def _one_line(words):
    return " ".join(words.split())


def digits_latex(text):
    r"""Return a number's digits as LaTeX, where Python prints a power of ten with an e."""
    mantissa, _, power = text.partition("e")
    return rf"{mantissa} \cdot 10^{{{int(power)}}}" if power else mantissa


def told_apart(one, other):
    """Return two numbers as LaTeX: four digits, or as many more as they need to differ.

    >>> told_apart(0.25, 1 / 3), told_apart(1.0, 1.000001)
    (('0.25', '0.3333'), ('1', '1.000001'))
    """
    for digits in range(4, 18):
        texts = f"{one + 0.0:.{digits}g}", f"{other + 0.0:.{digits}g}"  # never -0
        if texts[0] != texts[1]:
            break
    return tuple(map(digits_latex, texts))
