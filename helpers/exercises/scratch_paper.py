"""Scratch paper in a notebook: a line is typeset as it is typed, and judged at Enter."""

import html

from ipywidgets import Button, Dropdown, HTMLMath, Text

from helpers.exercises.card import CARD_STYLE, on_enter
from helpers.exercises.scratch_view import HOW, ScratchView
from helpers.explorers.live import Explorer

NEW = "a new line"


class ScratchPaper(Explorer):
    """Lines that the reader writes under a start, each proved from the one before.

    Nothing is counted. Three steps of help name a rule, show the part of the line that it changes,
    and write the line into the field.

    >>> from helpers.exercises.scratch import Scratch
    >>> paper = ScratchPaper(Scratch("4.5-1"))
    >>> paper.line.value = "-1[ℓ=i]/ŷ[ℓ]"
    >>> paper.write_button.click()
    >>> paper.sentence
    'The goal is reached. Every line is proved.'
    """

    name = "scratch"
    layout = (
        ("line", "write_button"),
        ("place", "back_button", "help_button", "cell_button"),
    )
    css = (
        CARD_STYLE.replace("bp-exercise", "bp-scratch")
        + """
.bp-scratch .bp-lines { font-size: 17px; border-collapse: collapse; margin: 4px 0; }
.bp-scratch .bp-lines td { padding: 5px 10px 5px 0; vertical-align: baseline; text-align: left; }
.bp-scratch pre { margin: 2px 0; white-space: pre-wrap; }
.bp-scratch .bp-goal { opacity: 0.8; }
.bp-scratch .bp-understood { padding-bottom: 8px; }
"""
    )

    def __init__(self, scratch):
        self.scratch, self.view = scratch, ScratchView(scratch)
        self._paper, self._understood, self._below = HTMLMath(), HTMLMath(), HTMLMath()
        self._understood.add_class("bp-understood")
        self._below.add_class("bp-hints")
        self._cell = False
        field = Text(
            description="next line =", placeholder="type it, then Enter", continuous_update=True
        )
        field.add_class("bp-formula")
        super().__init__(
            line=field,
            write_button=Button(description="Write", button_style="primary"),
            place=Dropdown(options=[NEW], value=NEW, description="write in place of"),
            back_button=Button(description="Take the last line back"),
            help_button=Button(description="What could I do next?"),
            cell_button=Button(description="As a cell"),
        )
        self.on_press(self.write_button, self.write)
        self.on_press(self.back_button, self.take_back)
        self.on_press(self.help_button, self.help)
        self.on_press(self.cell_button, self.copy)
        on_enter(self.line, self.write_button)

    # ---- what the reader does

    def write(self):
        """Judge what stands in the field, and put it on the paper where it stands."""
        if self.line.value.strip() and self.view.write(self.line.value, self._at):
            self.line.value = ""
            self._offer_places()

    def take_back(self):
        """Take the last line back into the field."""
        self.line.value = self.view.take_back()
        self._offer_places()

    def help(self):
        """Say the rule, then the part of the line that it changes, then write the line."""
        self.line.value = self.view.help() or self.line.value

    def copy(self):
        """Show the proved lines as the code of a cell, or hide them again."""
        self._cell = not self._cell

    def come_back(self):
        """Show the paper as a results file has it."""
        self.view.forget()
        self._offer_places()
        self.redraw()

    def _offer_places(self):
        lines = [f"line {i}" for i in range(1, len(self.scratch.lines) + 1)]
        self.place.options, self.place.value = [NEW, *lines], NEW

    @property
    def _at(self):
        return None if self.place.value == NEW else self.place.index - 1

    def turned(self, name):
        if name == "place" and self._at is not None and self._at < len(self.scratch.lines):
            self.line.value = self.scratch.lines[self._at].typed

    # ---- what is shown

    def arrange(self, pictures, words):
        field, buttons = self.rows()
        return [self._paper, field, self._understood, words, buttons, self._below, HTMLMath(HOW)]

    def words(self):
        return HTMLMath()

    def draw(self):
        scratch, typed = self.scratch, self.line.value
        self._paper.value = self.paper_html()
        self._understood.value = self.view.understood(typed) if typed.strip() else "&nbsp;"
        self._below.value = self._below_html()
        self.line.description = "next line =" if scratch.start is not None else "first line"
        self.back_button.disabled = not scratch.typed
        self.help_button.disabled = scratch.start is None or scratch.is_reached
        self.cell_button.disabled = not scratch.lines
        self.place.layout.display = None if scratch.lines else "none"
        for state, is_so in (("right", scratch.is_reached), ("wrong", self.view.is_wrong)):
            (self.widget.add_class if is_so else self.widget.remove_class)(f"bp-{state}")
        return [], self.view.sentence

    def marked_up(self, sentence):
        return f'<span class="bp-mark">{self.view.mark}</span> {self.view.sentence_html()}'

    def paper_html(self):
        """Return the start, the lines and the goal, typeset."""
        rows = "".join(
            f"<tr><td>{place}</td><td>{sign}</td><td>{line}</td><td>{note}</td></tr>"
            for place, sign, line, note in self.view.rows()
        )
        names = ", ".join(self.view.definitions())
        declared = f"<p class='bp-known'>with {names}</p>" if names else ""
        head = f"<b class='bp-kind'>Scratch paper</b> {self.scratch.equation or ''}"
        return f"<div>{head}{declared}</div><table class='bp-lines'>{rows}</table>"

    def _below_html(self):
        steps = "".join(f"<li>{step}</li>" for step in self.view.help_html())
        cell = f"<pre>{html.escape(self.scratch.as_cell())}</pre>" if self._cell else ""
        return (f"<ol>{steps}</ol>" if steps else "") + cell

    def __repr__(self):
        return f"Scratch paper. {self.sentence}"

    def left_behind(self):
        return {"text/html": self.paper_html(), "text/plain": repr(self)}
