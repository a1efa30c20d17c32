"""Scratch paper in a notebook: a line is typeset as it is typed, and judged at Enter."""

import html

from ipywidgets import Button, Dropdown, HTMLMath, Text

from helpers.exercises.card import CARD_STYLE, markup, on_enter
from helpers.exercises.scratch import STATES
from helpers.explorers.live import Explorer
from helpers.language import nodes as n
from helpers.language.printing import latex, reason_in_latex, text
from helpers.language.tokens import LineError

NEW = "a new line"
EMPTY = "Write the first line: what do you want to work out? What letters stand for may follow it."
OPEN = "Write the next line, and press Enter. Any way to the goal is right, and nothing is counted."
NOTHING = "No rule that I know applies here."
TYPED = {
    "D(u, x)": r"\frac{\partial u}{\partial x}",
    "Σ(m, u)  or  sum(m, u)": r"\sum_m u",
    "W[k,i,j]": "W_{kij}",
    "y_hat[i]  or  ŷ[i]": r"\hat{y}_i",
    "1[i=j]": r"\mathbb{1}_{(i=j)}",
    "∇(u, x)  or  grad(u, x)": r"\nabla_x\, u",
    "W[k].T @ x": r"W_k^{\top} x",
    "u ⊙ v": r"u \odot v",
    "loss, ell, eta": r"\mathscr{L}(\theta),\ \ell,\ \eta",
    "2z^3  # reason": "2z^3",
}
HOW = "".join(
    f"<tr><td><code>{typed}</code></td><td>${shown}$</td></tr>" for typed, shown in TYPED.items()
)
HOW = f"<details><summary>How to type</summary><table class='bp-lines'>{HOW}</table></details>"


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
        self.scratch = scratch
        self._paper, self._understood, self._below = HTMLMath(), HTMLMath(), HTMLMath()
        self._understood.add_class("bp-understood")
        self._below.add_class("bp-hints")
        self._attempt, self._helped, self._step, self._cell = None, 0, None, False
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
        typed = self.line.value
        if not typed.strip():
            return
        self._attempt = self.scratch.write(typed, self._at)
        if self._attempt.is_proved:
            self.line.value = ""
            self._forget(keep=self._attempt)

    def take_back(self):
        """Take the last line back into the field."""
        if self.scratch.lines:
            self.line.value = self.scratch.lines[-1].typed
        self.scratch.take_back()
        self._forget()

    def help(self):
        """Say the rule, then the part of the line that it changes, then the line."""
        if not self._helped:
            self._step = self.scratch.help()
        self._helped = min(self._helped + 1, 3) if self._step else 1
        if self._helped == 3:
            self.line.value = text(self._step.line)

    def copy(self):
        """Show the proved lines as the code of a cell, or hide them again."""
        self._cell = not self._cell

    def come_back(self):
        """Show the paper as a results file has it."""
        self._forget()
        self.redraw()

    def _forget(self, keep=None):
        self._attempt, self._helped, self._step = keep, 0, None
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
        scratch = self.scratch
        self._paper.value = self.paper_html()
        self._understood.value = self._preview()
        self._below.value = self._below_html()
        self.line.description = "next line =" if scratch.start is not None else "first line"
        self.back_button.disabled = not scratch.typed
        self.help_button.disabled = scratch.start is None or scratch.is_reached
        self.cell_button.disabled = not scratch.lines
        self.place.layout.display = None if scratch.lines else "none"
        is_wrong = self._attempt is not None and not self._attempt.is_proved
        for state, is_so in (("right", scratch.is_reached), ("wrong", is_wrong)):
            (self.widget.add_class if is_so else self.widget.remove_class)(f"bp-{state}")
        return [], self._sentence(is_wrong)

    def _sentence(self, is_wrong):
        if is_wrong:
            return self._attempt.said
        wrong = [str(i) for i, line in enumerate(self.scratch.lines, 1) if not line.is_proved]
        if wrong:
            return f"Line {', '.join(wrong)} no longer follows from what stands before."
        if self.scratch.is_reached:
            return "The goal is reached. Every line is proved."
        if self.scratch.start is None:
            return EMPTY
        return "This line follows. Go on." if self._attempt and self.scratch.lines else OPEN

    def marked_up(self, sentence):
        said, _, pointer = sentence.partition("\n")
        shown = f"<pre>{html.escape(pointer)}</pre>" if pointer else ""
        mark = STATES[self._attempt.state] if self._attempt and self._attempt.state else ""
        return f'<span class="bp-mark">{mark}</span> {markup(said)}{shown}'

    def paper_html(self):
        """Return the start, the lines and the goal, typeset."""
        scratch = self.scratch
        rows = []
        if scratch.start is not None:
            rows.append(("", "", wrapped(scratch.start), ""))
        for place, line in enumerate(scratch.lines, 1):
            rows.append((place, "=", wrapped(line.tree), _note(line)))
        if scratch.goal is not None and not scratch.is_reached:
            goal = f'<span class="bp-goal">{wrapped(scratch.goal)}</span>'
            rows.append(("goal", "=", goal, "?"))
        cells = (
            f"<tr><td>{place}</td><td>{sign}</td><td>{line}</td><td>{note}</td></tr>"
            for place, sign, line, note in rows
        )
        names = ", ".join(map(_definition, scratch.definitions))
        declared = f"<p class='bp-known'>with {names}</p>" if names else ""
        head = f"<b class='bp-kind'>Scratch paper</b> {scratch.equation or ''}"
        return f"<div>{head}{declared}</div><table class='bp-lines'>{''.join(cells)}</table>"

    def _preview(self):
        typed = self.line.value
        if not typed.strip():
            return "&nbsp;"
        try:
            return f"$= {self.scratch.understood(typed)}$"
        except LineError as told:
            return f"<span class='bp-known'>{markup(told.told)}</span>"

    def _below_html(self):
        parts = []
        if self._helped and self._step is None:
            parts.append(f"<p>{NOTHING}</p>")
        elif self._helped:
            steps = [self._step.rule, f"Here: ${latex(self._step.part)}$", "It is in the field."]
            shown = "".join(f"<li>{markup(step)}</li>" for step in steps[: self._helped])
            parts.append(f"<ol>{shown}</ol>")
        if self._cell:
            parts.append(f"<pre>{html.escape(self.scratch.as_cell())}</pre>")
        return "".join(parts)

    def __repr__(self):
        return f"Scratch paper. {self.sentence}"

    def left_behind(self):
        return {"text/html": self.paper_html(), "text/plain": repr(self)}


def _definition(definition):
    """What a letter stands for, or depends on, typeset."""
    key = latex(definition.key)
    if isinstance(definition, n.Definition):
        return f"${key} = {latex(definition.body)}$"
    return f"${key}$ depending on ${', '.join(map(latex, definition.on))}$"


def _note(line):
    """The mark of a line, its reason, and where it is not claimed."""
    kinks = ", ".join(f"{latex(u)} = 0" for u in line.provisos)
    reason = rf"$\small {reason_in_latex(line.reason)}$" if line.reason else ""
    off = rf"$\small \text{{off the kink }}{kinks}$" if kinks else ""
    return " ".join(filter(None, [STATES[line.state], reason, off]))


def wrapped(u):
    """Return a line as LaTeX that the page can break before its terms."""
    terms = u.terms if isinstance(u, n.Plus) else ()
    if not terms or any(isinstance(term, n.Plus) for term in terms):
        return f"${latex(u)}$"
    shown = [latex(term) for term in terms]
    signed = (one if one.startswith("-") else f"+ {one}" for one in shown[1:])
    return " ".join([f"${shown[0]}$", *(f"${{}} {one}$" for one in signed)])
