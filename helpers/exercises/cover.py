"""What answers a question stays covered until its reader commits, or asks to see it."""

import html

from IPython.core.formatters import DisplayFormatter
from ipywidgets import Button, HTMLMath, VBox

from helpers.explorers.live import Explorer


class Cover(Explorer):
    """What follows a question: live, covered; stored, folded behind a line that needs no kernel.

    Where the instructor hides solutions, it opens only once the question is answered.
    """

    name = "cover"
    css = """
.bp-cover .bp-sentence { min-height: 0; }
.bp-cover table { font-size: 15px; border-collapse: collapse; }
.bp-cover th, .bp-cover td { padding: 4px 10px; }
"""

    def __init__(self, sheet, question, things):
        self.sheet, self.question, self.things = sheet, question, things
        self.is_open = question.name not in sheet.settings.exercises
        self._room = VBox()
        super().__init__(show_button=Button(description="Show it now", icon="eye"))
        self.on_press(self.show_button, self.uncover)

    def uncover(self):
        self.is_open = True

    def hear(self):
        """Open where the question has been answered."""
        self.redraw()

    come_back = hear

    def lock(self):
        return self.sheet.lock

    def arrange(self, pictures, words):
        return [words, *self.rows(), self._room]

    def draw(self):
        record = self.sheet.record(self.question.name)
        self.is_open |= bool(record.tries) or record.solution
        can_be_shown = self.sheet.settings.solutions and not self.is_open
        self.show_button.layout.display = None if can_be_shown else "none"
        if self.is_open and not self._room.children:
            self._room.children = list(map(as_widget, self.things))
        return [], "" if self.is_open else self._waits()

    def _waits(self):
        return f"Covered until you commit to “{self.question.title}”."

    def marked_up(self, sentence):
        return f"▸ {html.escape(sentence)}" if sentence else ""

    def words(self):
        return HTMLMath()

    def left_behind(self):
        if not self.is_open and not self.sheet.settings.solutions:
            waits = self._waits()
            return {"text/html": f"<p>▸ {html.escape(waits)}</p>", "text/plain": waits}
        opening = f"Show what answers “{html.escape(self.question.title)}”"
        shown = "".join(map(as_html, self.things))
        return {
            "text/html": f"<details><summary>{opening}</summary>{shown}</details>",
            "text/plain": "\n".join(bundle(thing)["text/plain"] for thing in self.things),
        }


def bundle(thing):
    """A thing in all its forms, by type: an explorer, or a derivation, as it is stored."""
    return DisplayFormatter().format(thing)[0]


def as_html(thing):
    """A thing in the fullest form that stands in HTML."""
    forms = bundle(thing)
    if "text/html" in forms:
        return forms["text/html"]
    if "text/latex" in forms:
        return f"<p>{html.escape(forms['text/latex'], quote=False)}</p>"
    return f"<pre>{html.escape(forms['text/plain'])}</pre>"


def as_widget(thing):
    """A thing as a widget: an explorer lives on."""
    return thing.widget if isinstance(thing, Explorer) else HTMLMath(as_html(thing))
