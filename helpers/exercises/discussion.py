"""A known mistake to discuss with a class: two answers and, folded, which is right and why."""

import html
from zlib import crc32

from helpers.exercises.bug_hunt import BugHunt
from helpers.exercises.capstone import Capstone, judged
from helpers.exercises.capstone_programs import KNOWN, OWN_HINTS, singles
from helpers.exercises.cards import drawn, listing
from helpers.exercises.derive import SHARED_SLIPS, Derive
from helpers.exercises.formula import bare
from helpers.exercises.implement import Implement
from helpers.exercises.markup import markup
from helpers.exercises.mistakes import MISTAKES
from helpers.exercises.predict import PredictChoice, PredictDrag, PredictNumber
from helpers.language.printing import code
from helpers.pictures.bars import Panel, bar_panels
from helpers.pictures.block_map import BlockPanel, block_map
from helpers.pictures.evidence import gradient_check
from helpers.pictures.figure import stored_image, title_of
from helpers.pictures.style import GREYS
from helpers.pictures.text import number

CATALOGUE = {
    mistake.name: mistake.hint for mistake in (*SHARED_SLIPS, *MISTAKES.values())
} | OWN_HINTS
MOST_TYPED = 400  # characters of an answer that are shown
ROOM = 'style="margin:0 0 0 1em;max-width:60em"'


def hint_of(question, mistake):
    """Return what an exercise says of a known mistake."""
    return question.remarks.get(mistake) or CATALOGUE[mistake]


class Discussion:
    """A mistake in one exercise, as a notebook shows it; it needs no kernel.

    Parameters
    ----------
    ask : Sheet
        The exercises of a lesson.
    name, mistake : str
        One of them, and a known mistake that was made in it, else a ValueError.
    typed : list of str
        What a class has answered with this mistake.

    Examples
    --------
    >>> from helpers.lessons.lesson_4_5.exercises import ask
    >>> Discussion(ask, "product", "sign")
    Two factors, one product: sign. A sign is the wrong way round: ...
    """

    def __init__(self, ask, name, mistake, typed=()):
        if name not in ask.questions:
            raise ValueError(f"{ask.lesson} has no exercise {name!r}")
        if mistake not in CATALOGUE:
            raise ValueError(f"{mistake!r} is no known mistake, expected one of {list(CATALOGUE)}")
        self.question, self.mistake, self.typed = ask.questions[name], mistake, typed
        self.hint = hint_of(self.question, mistake)

    def __repr__(self):
        return f"{self.question.title}: {self.mistake}. {self.hint}"

    def _repr_mimebundle_(self, include=None, exclude=None):
        return {"text/html": self.as_html(), "text/plain": repr(self)}

    def as_html(self):
        """Return the question, two answers to vote on, and below a fold what there is to say."""
        edge = f"border-left:4px solid {GREYS['margin']};padding-left:12px"
        right, wrong, said, picture = self._told()
        parts = [f"<p>{markup(self.question.text)}</p>"]
        if isinstance(self.question, BugHunt):
            lines = "\n".join(label for label, _ in listing(self.question))
            parts.append(f"<pre>{html.escape(lines)}</pre>")
        is_first = crc32(f"{self.question.name} {self.mistake}".encode()) % 2
        if wrong:
            pair = (right, wrong) if is_first else (wrong, right)
            parts += [
                f"<p {ROOM}><b>{x}</b>&emsp;{text}</p>" for x, text in zip("AB", pair, strict=True)
            ]
        told = [f"<p><b>{'A' if is_first else 'B'} is right.</b></p>"] if wrong else []
        told += [f"<p>{markup(said)}</p>"] if said else []
        told += [stored_image(picture, title_of(picture))] if picture else []
        told.append(f"<p><b>{html.escape(self.mistake)}.</b> {markup(self.hint)}</p>")
        told += [f"<p>Typed in class: {_as_code(text)}</p>" for text in self.typed]
        words = "Which is right, and why" if wrong else "What to say"
        parts.append(f"<details><summary>{words}</summary>{''.join(told)}</details>")
        return f'<div style="{edge}">{"".join(parts)}</div>'

    def _told(self):
        """The right answer and the wrong one, as HTML, a sentence on both, a picture or None."""
        match self.question:
            case PredictChoice(answers=answers, right=right, behind=behind):
                wrong = next((i for i, name in behind.items() if name == self.mistake), None)
                if wrong is None:
                    return "", "", "", None
                return markup(answers[right]), markup(answers[wrong]), "", None
            case Capstone():
                return "", "", *self._of_program()
        found = self._form()
        if found is None:
            return "", "", "", None
        tree, outcomes = found
        right, wrong = bare(self.question.tree), bare(tree)
        match self.question:
            case Derive(left=left, setting=setting):
                latex = setting.vocabulary.latex
                shown = [f"${left} = {html.escape(latex(u), quote=False)}$" for u in (right, wrong)]
                said = self.question.counterexample(tree, self.question.tree)
                return *shown, said.replace("your formula", "the mistake"), None
            case PredictNumber(left=left):
                numbers = [self.question.answer, float(outcomes[0])]
                shown = [f"${left} = {self.question.shown(value)}$" for value in numbers]
                return *shown, "", _bars(numbers[:1], numbers[1:], [""])
            case PredictDrag(labels=labels):
                truth, given = list(self.question.answer), list(outcomes[0])
                named = [f"${', '.join(labels)} = {_row(values)}$" for values in (truth, given)]
                return *named, "", _bars(truth, given, list(map(drawn, labels)))
            case BugHunt() as hunt:
                target = hunt.right_lines[hunt.number - 1].target
                shown = [f"{_as_code(f'{target} = {code(u)}')}" for u in (right, wrong)]
                report = hunt.repaired_report(code(wrong))
                return *shown, "", gradient_check(report) if report else None
            case Implement():
                shown = [_as_code(f"return {code(u)}") for u in (right, wrong)]
                return *shown, _said_of(self.question, outcomes, self.hint), None
        return "", "", "", None

    def _form(self):
        """The truth with the mistake in it, and its outcomes; None where it changes nothing."""
        for mistake, tree, outcomes in self.question.wrong_forms():
            if mistake.name == self.mistake:
                return tree, outcomes
        for slip in SHARED_SLIPS:
            if slip.name == self.mistake:
                for tree in slip.variants(self.question.tree):
                    return tree, ()
        return None

    def _of_program(self):
        """What is said of the right program with this mistake in it, and which blocks are wrong."""
        for part, ways in KNOWN.items():
            if self.mistake in ways:
                planted = next(each for each in singles(part) if each.names == (self.mistake,))
                report = judged(part, planted.function)
                if report.case and report.states:
                    panel = BlockPanel(f"{part}: {report.case.label}", report.case.L, report.states)
                    return report.sentence, block_map([panel])
                return report.sentence, None
        return "", None


def _bars(truth, given, names):
    limits = min(0.0, *truth, *given), max(0.0, *truth, *given)
    panels = [
        Panel("with the mistake", given, "gradient", None, limits),
        Panel("right", truth, "output", given, limits),
    ]
    return bar_panels(panels, names=names, title="with the mistake, right")


def _row(values):
    return f"({', '.join(map(number, values))})"


def _as_code(text):
    text = text if len(text) <= MOST_TYPED else f"{text[:MOST_TYPED]}…"
    tag = "pre" if "\n" in text else "code"
    return f"<{tag}>{html.escape(text).replace('$', '&#36;')}</{tag}>"


def _said_of(question, outcomes, hint):
    """What the exercise says of a function that gives these outcomes, without the hint."""
    if any(outcome is None for outcome in outcomes):
        return "On most shapes it does not even run."
    given = iter(outcomes)
    return question.judge(lambda *_: next(given)).sentence.removesuffix(hint).strip()
