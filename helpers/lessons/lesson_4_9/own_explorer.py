"""A field for an activation of one's own, and what takes it at once."""

import html
import re
from functools import cache

from ipywidgets import Button, HTMLMath, Text, ToggleButtons, VBox

from helpers.exercises.card import markup, on_enter
from helpers.explorers.boundary import BoundaryTraining
from helpers.explorers.kernel import running_loop
from helpers.explorers.live import Explorer
from helpers.explorers.running import RunningExplorer
from helpers.language.printing import latex
from helpers.language.tokens import LineError
from helpers.lessons.lesson_4_9.depth import DepthExplorer
from helpers.lessons.lesson_4_9.own_activation import own_activation
from helpers.lessons.lesson_4_9.own_places import Refused
from helpers.lessons.lesson_4_9.own_read import read_formula
from helpers.lessons.lesson_4_9.tangent import TangentExplorer
from helpers.numeric.activations import ACTIVATIONS
from helpers.pictures.figure import stored_html
from helpers.symbolic.derivation import QUIET

FIRST = "cases(z if z > 0, exp(z) - 1)"
USES = {  # words on a button: the explorer, and the name of its menu
    "tangent": (TangentExplorer, "g"),
    "thirty layers": (DepthExplorer, "g"),
    "decision boundary": (BoundaryTraining, "activation"),
}


class OwnActivationExplorer(Explorer):
    r"""Type any formula g(z): it is typeset, derived, checked in numbers, and put to use.

    Attributes
    ----------
    formula : ipywidgets.Text
    own : Own
        What was entered last and is an activation; `own.activation` is its record.

    Examples
    --------
    >>> explorer = OwnActivationExplorer()
    >>> explorer.enter("1/z")
    >>> explorer.sentence.partition("\n")[0]
    'No value at z = 0: it divides by 0. Shown below is still cases(z if z > 0, exp(z) - 1).'
    """

    name = "own-activation"
    layout = ("formula", "enter_button"), ("use",)
    css = """
.bp-own-activation .bp-formula { width: min(560px, 100%); }
.bp-own-activation .bp-formula input { font-size: 16px; }
.bp-own-activation .bp-understood { min-height: 34px; font-size: 17px; }
.bp-own-activation .bp-lines { overflow-x: auto; padding: 4px 0 10px; }
.bp-own-activation .bp-sentence pre { margin: 2px 0; }
"""

    def __init__(self):
        self._understood, self._lines, self._room = HTMLMath(), HTMLMath(), VBox()
        self._understood.add_class("bp-understood")
        self._lines.add_class("bp-lines")
        self.own, self._entered, self._told, self._refused = None, "", "", None
        self._used, self._loop = cache(self._put_to_use), running_loop()
        field = Text(FIRST, description="g(z) =", continuous_update=True)
        field.add_class("bp-formula")
        super().__init__(
            formula=field,
            enter_button=Button(description="Enter", button_style="primary"),
            use=ToggleButtons(options=list(USES), description="put to use"),
        )
        self.on_press(self.enter_button, self.take)
        on_enter(self.formula, self.enter_button)

    def begin(self):
        self.take()

    def enter(self, formula):
        """Type a formula and press Enter."""
        self.formula.value = formula
        self.enter_button.click()

    def take(self):
        """Read, derive and check what stands in the field, or say why it is no activation."""
        typed = self.formula.value
        try:
            self.own, self._entered, self._told = own_activation(typed), typed.strip(), ""
        except (LineError, Refused) as told:
            self._refused, self._told = typed, str(told)

    @property
    def shown(self):
        """The explorer in which the activation is put to use, made when it is first shown."""
        return self._used(self.use.value)

    def _put_to_use(self, words):
        use, _ = USES[words]
        child = use()
        if isinstance(child, RunningExplorer):
            child.loop = self._loop  # the cell's: a handler's thread may have one of its own
        return child

    def arrange(self, pictures, words):
        field, use = self.rows()
        return [field, self._understood, words, self._lines, use, self._room]

    def words(self):
        return HTMLMath()

    def draw(self):
        self._understood.value = self._preview()
        self._lines.value = lines_html(self.own.derivation)
        child, (_, menu) = self.shown, USES[self.use.value]
        if child.controls[menu].value is not self.own.activation and self._is_new(child):
            child.perform(offer, child.controls[menu], self.own.activation)
        if self._room.children != (child.widget,):
            self._room.children = (child.widget,)
        return [], self._sentence()

    def _is_new(self, child):
        """Whether this explorer has not been offered the activation yet."""
        is_new = getattr(child, "offered", None) is not self.own
        child.offered = self.own
        return is_new

    def _preview(self):
        try:
            return f"$g(z) = {latex(read_formula(self.formula.value))}$"
        except (LineError, Refused) as told:
            if self._told and self.formula.value == self._refused:
                return "&nbsp;"  # the sentence says it
            return markup(str(told).partition("\n")[0])

    def _sentence(self):
        if self._told:
            first, _, pointer = self._told.partition("\n")
            kept = f"Shown below is still {self._entered}."
            first = re.sub(r"^(?:an?|how|this|there|numbers|brackets) ", _capital, first)
            dot = "" if first.endswith((".", "?")) else "."
            return "\n".join(filter(None, [f"{first}{dot} {kept}", pointer]))
        lines = self.own.derivation.lines[1:]
        proved = f"All {len(lines)} lines are proved." if len(lines) > 1 else "The line is proved."
        if not self.own.is_finished:
            proved = "The lines end early: more would take too long. Numpy's g′ is whole."
        elif not self.own.is_proved:
            proved = (
                "Not every line is proved: ≈ marks one that agrees at every point tried. g′ was "
                "held against differences of g as well."
            )
        return "\n".join([proved, *self.own.facts])

    def marked_up(self, sentence):
        first, _, rest = sentence.partition("\n")
        if self._told:
            return html.escape(first) + (f"<pre>{html.escape(rest)}</pre>" if rest else "")
        return "<br>".join(map(html.escape, sentence.split("\n")))

    def left_behind(self):
        stored = stored_html(self.shown.pictures, self.sentence)
        return {
            "text/html": f"{lines_html(self.own.derivation)}{stored}",
            "text/plain": self.sentence,
        }


def _capital(found):
    return found[0].capitalize()


def lines_html(derivation):
    """Return the lines one below the other, each with its mark and reason, which wrap."""
    first, *rest = derivation.lines
    rows = [f"<div>$\\displaystyle {latex(first.tree)}$</div>"]
    for line in rest:
        kinks = ", ".join(f"${latex(place)} = 0$" for place in line.verdict.except_at)
        off = f" Not at {kinks}." if kinks else ""
        note = f"{line.proof.value} {markup(line.because + off)}"
        rows.append(
            '<div style="display:flex;flex-wrap:wrap;align-items:center;gap:2px 14px;margin:7px 0">'
            f'<span style="margin-left:1em">$\\displaystyle = {latex(line.tree)}$</span>'
            f'<span style="margin-left:1em;font-size:15px;color:{QUIET}">{note}</span></div>'
        )
    return f'<div style="font-size:16px">{"".join(rows)}</div>'


def offer(menu, own):
    """Add an activation of the reader's own to a menu, in place of a former one, and choose it."""
    menu.options = [*((name, name) for name in ACTIVATIONS), (own.name, own)]
    menu.value = own
