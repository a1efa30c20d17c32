"""The card of an exercise: question, controls, verdict, and hints on asking."""

from importlib import resources

from ipywidgets import Button, HTMLMath, Text

from helpers.exercises.markup import markup
from helpers.exercises.question import MOST_HINTS, Verdict
from helpers.explorers.kernel import running_loop
from helpers.explorers.live import Explorer
from helpers.pictures.style import GREYS, coloured

CARD_STYLE = coloured(
    resources.files("helpers.exercises").joinpath("card.css").read_text(encoding="utf-8")
)
OPEN = Verdict(False, "Not attempted yet.", counts=False)
SECONDS_TO_ARRIVE = 0.4  # for what was typed just before Enter
STATES = {"open": "○", "right": "✓", "wrong": "✗"}


def on_enter(field, button):
    """Let Enter in a field of text do what a button does.

    The browser says "Enter" at once, but keeps what was typed last until it has an answer to what
    was typed before: so this waits a little.
    """

    def press():
        if not button.disabled:
            button.click()

    def pressed(_, content, buffers):
        if content.get("event") == "submit":
            loop = running_loop()
            loop.call_later(SECONDS_TO_ARRIVE, press) if loop else press()

    field.on_msg(pressed)


class Card(Explorer):
    """The base of all cards; a subclass adds controls for the answer, the first of them its field.

    The sheet keeps the record of what the reader does.
    """

    name = "exercise"
    css = CARD_STYLE
    check_words = "Check"

    def __init__(self, sheet, question, **controls):
        self.sheet, self.question = sheet, question
        self.record = sheet.record(question.name)
        self._header, self._below = HTMLMath(), HTMLMath()
        self._question = HTMLMath(self.question_html(question))
        self._below.add_class("bp-hints")
        self.field = next(iter(controls.values()), None)
        controls["check_button"] = Button(description=self.check_words, button_style="primary")
        controls["hint_button"] = Button(description="Hint")
        super().__init__(**controls)
        self.on_press(self.check_button, self.commit)
        self.on_press(self.hint_button, self.hint)
        for control in controls.values():
            if isinstance(control, Text):
                on_enter(control, self.check_button)

    @property
    def verdict(self):
        """The verdict on the last answer; at first that there was none."""
        return self.record.verdict or OPEN

    @property
    def state(self):
        if not self.verdict.counts:
            return "open"
        return "right" if self.verdict.is_right else "wrong"

    def answer(self):
        """Return the answer as the controls hold it; `judge` takes it, `restore` puts it back."""
        return self.field.value

    def restore(self, given):
        """Set the controls to an answer given before."""
        self.field.value = given

    def as_text(self, given):
        """Return an answer as text, for the results."""
        return str(given)

    def judge(self, given):
        return self.question.judge(given)

    def check(self):
        given = self.answer()
        self.record.add(self.as_text(given), self.judge(given), given)

    def commit(self):
        """Check the answer and keep it in the results' file; the other cards hear of it."""
        tries = self.record.tries
        self.check()
        if self.record.tries > tries or self.sheet.unsaved:
            self.sheet.autosave()
        self.sheet.tell()

    def hint(self):
        """Show the next hint, or, after the last, the solution."""
        if self.record.hints < MOST_HINTS:
            self.record.hints += 1
        elif self.sheet.settings.solutions:
            self.record.solution = True

    def hear(self):
        self._header.value = self._header_html()

    def begin(self):
        self._untouched = self.answer()
        self._go_on()

    def come_back(self):
        """Show the exercise as a results file has it."""
        self.perform(self._go_on)

    def rows(self):
        return [self._header, self._question, *super().rows()]

    @staticmethod
    def question_html(question):
        return f'<div class="bp-question">{markup(question.text)}</div>'

    def arrange(self, pictures, words):
        return [*super().arrange(pictures, words), self._below]

    def words(self):
        return HTMLMath()

    def marked_up(self, sentence):
        return f'<span class="bp-mark">{STATES[self.state]}</span> {markup(sentence)}'

    def lock(self):
        return self.sheet.lock

    def pictures_now(self):
        return []

    def draw(self):
        self.hear()
        for state in STATES:
            self.widget.remove_class(f"bp-{state}")
        self.widget.add_class(f"bp-{self.state}")
        self._below.value = self._hints_html()
        hints = self.record.hints
        self.hint_button.description = (
            f"Hint {hints + 1} of {MOST_HINTS}" if hints < MOST_HINTS else "Show the solution"
        )
        can_be_shown = self.sheet.settings.solutions and not self.record.solution
        self.hint_button.disabled = hints == MOST_HINTS and not can_be_shown
        return self.pictures_now(), self.verdict.sentence

    def __repr__(self):
        return f"{self.heading()}: {self.question.title}. {self.verdict.sentence}"

    def left_behind(self):
        edge = f"border-left:4px solid {GREYS['margin']};padding-left:12px"
        stored = (
            f'<div style="{edge}"><p><b>{self.heading()}: '
            f"{markup(self.question.title)}</b></p><p>{markup(self.question.text)}</p>"
            f"{self.stored()}<p><i>{markup(self.verdict.sentence)}</i></p></div>"
        )
        return {"text/html": stored, "text/plain": repr(self)}

    def stored(self):
        """Return what else a reader without a kernel sees of the question, as HTML."""
        return ""

    def heading(self):
        """Return which exercise this is, of how many, and its kind."""
        place, (_, asked) = self.sheet.place(self.question.name), self.sheet.progress()
        return f"Exercise {place} of {asked}, {self.question.kind}"

    def _go_on(self):
        """Let the clock go on, and set the controls as the record has them."""
        self.record.go_on()
        self.restore(self._untouched if self.record.given is None else self.record.given)

    def _header_html(self):
        done, asked = self.sheet.progress()
        place = self.sheet.place(self.question.name)
        dots = "●" * done + "○" * (asked - done)
        notices = self.sheet.settings.complaint, self.sheet.notice(self.question.name)
        return (
            f'<div class="bp-card-head"><b class="bp-kind">{self.question.kind.title()}</b>'
            f'<span class="bp-title">{place} · {markup(self.question.title)}</span>'
            f'<span class="bp-progress"><span aria-hidden="true">{dots}</span> {done} of {asked}'
            f"</span></div>" + "".join(map(self.notice_html, filter(None, notices)))
        )

    @staticmethod
    def notice_html(notice):
        return f'<p class="bp-notice">{markup(notice)}</p>'

    def _hints_html(self):
        question, record = self.question, self.record
        steps = "".join(f"<li>{markup(hint)}</li>" for hint in question.hints[: record.hints])
        parts = [f"<ol>{steps}</ol>"] if steps else []
        if record.solution:
            parts.append(f"<p><b>Solution.</b> {markup(question.solution)}</p>")
        following = self.sheet.following(question.name)
        if self.sheet.is_done(question.name):
            if following is None:
                parts.append('<p class="bp-next">All exercises of this lesson are done.</p>')
            else:
                place = self.sheet.place(following.name)
                parts.append(f'<p class="bp-next">Next: {place} · {markup(following.title)}</p>')
        return "".join(parts)
