"""The card of the capstone: what is said of the three functions, and the map of their blocks."""

import weakref
from dataclasses import replace

from helpers.exercises.capstone import Capstone
from helpers.exercises.cards import CARDS, ImplementCard
from helpers.exercises.question import Verdict
from helpers.exercises.rebound import frozen
from helpers.pictures.block_map import BlockPanel, block_map


class CapstoneCard(ImplementCard):
    """Three functions, judged whenever their cell runs; each that is right counts once.

    Where the instructor hides solutions, hints are hidden too. `own` holds the last three functions
    that were right together; whoever is in `listeners` hears of a new check.
    """

    css = ImplementCard.css + "\n.bp-exercise > .bp-pictures { margin-top: 6px; }"
    functions, reports, own = (), (), None

    def __init__(self, sheet, question):
        self.listeners = weakref.WeakSet()
        super().__init__(sheet, question)

    def run(self, *functions):
        """Check the functions that came with the cell; meanwhile other cards can be used."""
        self.functions = functions
        if self.attempt(self.commit):
            self.redraw()
        for listener in list(self.listeners):
            listener.hear()

    def check(self):
        functions = (*self.functions, None, None)[: self.question.functions]
        self.reports = self.question.reports(self.functions)
        for report, function in zip(self.reports, functions, strict=True):
            if report.is_written:
                self._take_down(report, self.as_text(function))
        if all(report.is_right for report in self.reports):
            self.own = tuple(map(frozen, functions))
        self.record.verdict = self.question.verdict(self.reports, self.sheet.settings.solutions)
        self.record.given = {
            report.part: {"right": report.is_right, "source": self.as_text(function)}
            for report, function in zip(self.reports, functions, strict=True)
            if report.is_written
        }

    @property
    def right_parts(self):
        """How many parts were right, now or before."""
        return sum(answer.right for answer in self.record.answers)

    def hint(self):
        if self.sheet.settings.solutions:
            super().hint()

    def pictures_now(self):
        if not any(report.is_written for report in self.reports):
            return []
        panels = [
            BlockPanel(_heading(report), report.case.L, report.states)
            for report in self.reports
            if report.case
        ]
        return [block_map(panels)]

    def marked_up(self, sentence):
        return super().marked_up(sentence).replace("\n", "<br>")

    def draw(self):
        drawn = super().draw()
        self.hint_button.layout.display = None if self.sheet.settings.solutions else "none"
        return drawn

    def _take_down(self, report, source):
        """Add an answer to the record, unless this part was right before, or wrong in this way."""
        said = f"{report.part}: right" if report.is_right else f"{report.part}:\n{source}"
        if all(answer.answer != said for answer in self.record.answers):
            self.record.add(said, Verdict(report.is_right, report.sentence, report.mistakes))

    def _hints_html(self):
        if self.sheet.settings.solutions:
            return super()._hints_html()
        kept, self.record = self.record, replace(self.record, hints=0, solution=False)
        try:
            return super()._hints_html()
        finally:
            self.record = kept


def _heading(report):
    if report.is_right:
        return f"{report.part}: right"
    return f"{report.part}: {report.case.label}" if report.is_written else f"{report.part}: to come"


CARDS[Capstone] = CapstoneCard
