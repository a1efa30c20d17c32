"""What answers a question stays covered until its reader commits, or asks to see it."""

import html

from ipywidgets import Button, HTMLMath, VBox

from helpers.explorers.live import Explorer


class Cover(Explorer):
    """What follows a question: live, covered; stored, folded behind a line that needs no kernel."""

    name = "cover"
    css = ".bp-cover .bp-sentence { min-height: 0; }"

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
        self.show_button.layout.display = "none" if self.is_open else None
        if self.is_open and not self._room.children:
            self._room.children = list(map(as_widget, self.things))
        waits = f"Covered until you commit to “{self.question.title}”."
        return [], "" if self.is_open else waits

    def marked_up(self, sentence):
        return f"▸ {html.escape(sentence)}" if sentence else ""

    def words(self):
        return HTMLMath()

    def _repr_mimebundle_(self, include=None, exclude=None):
        shown = "".join(as_html(bundle_of(thing)) for thing in self.things)
        opening = f"Show what answers “{html.escape(self.question.title)}”"
        return {
            **self.widget._repr_mimebundle_(),
            "text/html": f"<details><summary>{opening}</summary>{shown}</details>",
            "text/plain": "\n".join(map(repr, self.things)),
        }


def bundle_of(thing):
    """What a thing shows of itself, by type."""
    if hasattr(thing, "_repr_mimebundle_"):
        return thing._repr_mimebundle_()
    if hasattr(thing, "_repr_latex_"):
        return {"text/latex": thing._repr_latex_()}
    return {"text/plain": repr(thing)}


def as_html(bundle):
    """The fullest form of a thing that stands in HTML."""
    if "text/html" in bundle:
        return bundle["text/html"]
    if "text/latex" in bundle:
        return f"<p>{html.escape(bundle['text/latex'], quote=False)}</p>"
    return f"<pre>{html.escape(bundle['text/plain'])}</pre>"


def as_widget(thing):
    """A thing as a widget: an explorer lives on."""
    return thing.widget if isinstance(thing, Explorer) else HTMLMath(as_html(bundle_of(thing)))
