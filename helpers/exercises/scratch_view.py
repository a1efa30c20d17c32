"""What scratch paper shows and says, in a notebook and on a page; formulas between dollars."""

import html

from helpers.exercises.markup import markup
from helpers.exercises.scratch import STATES
from helpers.language import nodes as n
from helpers.language.printing import latex, reason_in_latex, text
from helpers.language.tokens import LineError

EMPTY = "Write the first line: what do you want to work out? What letters stand for may follow it."
OPEN = "Write the next line, and press Enter. Any way to the goal is right, and nothing is counted."
NO_GOAL = "Write the next line, and press Enter. Nothing is counted."
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


class ScratchView:
    """A scratch paper with what is said of the last try, and how far its help has gone.

    >>> from helpers.exercises.scratch import Scratch
    >>> view = ScratchView(Scratch("4.5-1"))
    >>> view.write("1[ℓ=i]/ŷ[ℓ]")
    False
    >>> view.sentence[:31]
    'A sign is the wrong way round. '
    """

    def __init__(self, scratch):
        self.scratch = scratch
        self.forget()

    # ---- what the reader does

    def forget(self, attempt=None):
        """Drop the help, and what was said but of this try."""
        self.attempt, self.helped, self.step = attempt, 0, None

    def write(self, typed, at=None):
        """Judge a line, and put it on the paper where it stands; return whether it does."""
        self.attempt = self.scratch.write(typed, at)
        if self.attempt.is_proved:
            self.forget(self.attempt)
        return self.attempt.is_proved

    def take_back(self):
        """Take the last line away and return what was typed, to be typed anew."""
        typed = self.scratch.typed
        self.scratch.take_back()
        self.forget()
        return typed[-1] if typed else ""

    def help(self):
        """Go on to the rule, then to the part of the line that it changes, then to the line.

        That line is returned once it is due, to be put into the field; else None.
        """
        if not self.helped:
            self.step = self.scratch.help()
        self.helped = min(self.helped + 1, 3) if self.step else 1
        return text(self.step.line) if self.helped == 3 else None

    # ---- what is said

    @property
    def is_wrong(self):
        """Whether the last try is not on the paper."""
        return self.attempt is not None and not self.attempt.is_proved

    @property
    def mark(self):
        """How the last try stands, as a mark."""
        return STATES[self.attempt.state] if self.attempt else ""

    @property
    def sentence(self):
        """What is said of the last try, or of the paper."""
        scratch = self.scratch
        if self.is_wrong:
            return self.attempt.said
        wrong = [str(i) for i, line in enumerate(scratch.lines, 1) if not line.is_proved]
        if wrong:
            return f"Line {', '.join(wrong)} no longer follows from what stands before."
        if scratch.is_reached:
            return "The goal is reached. Every line is proved."
        if scratch.start is None:
            return EMPTY
        if self.attempt and scratch.lines:
            return "This line follows. Go on."
        return OPEN if scratch.goal is not None else NO_GOAL

    def sentence_html(self):
        """Return the sentence, and the place in the line that it points at."""
        said, _, pointer = self.sentence.partition("\n")
        return markup(said) + (f"<pre>{html.escape(pointer)}</pre>" if pointer else "")

    def understood(self, typed):
        """Return how a line is read that is being typed, or why it is not yet."""
        try:
            return math(f"= {self.scratch.understood(typed)}")
        except LineError as told:
            return f"<span class='bp-known'>{markup(told.told)}</span>"

    def help_html(self):
        """Return the steps of help given so far, as HTML of each."""
        if self.helped and self.step is None:
            return [NOTHING]
        if not self.helped:
            return []
        also = ", ".join(f"${latex(u)}$" for u in self.step.also)
        here = f"Here: ${latex(self.step.part)}$" + (f"; and also at {also}" if also else "")
        steps = [self.step.rule, here, "It is in the field."]
        return [markup(step) for step in steps[: self.helped]]

    # ---- what is shown

    def definitions(self):
        """Return what each letter stands for, or depends on."""
        return list(map(_definition, self.scratch.definitions))

    def rows(self):
        """Return (place, sign, line, note) of the start, the lines and the goal."""
        scratch, rows = self.scratch, []
        if scratch.start is not None:
            rows.append(("", "", wrapped(scratch.start), ""))
        for place, line in enumerate(scratch.lines, 1):
            rows.append((place, "=", wrapped(line.tree), _note(line)))
        if scratch.goal is not None and not scratch.is_reached:
            goal = f'<span class="bp-goal">{wrapped(scratch.goal)}</span>'
            rows.append(("goal", "=", goal, "?"))
        return rows


def _definition(definition):
    key = latex(definition.key)
    if isinstance(definition, n.Definition):
        return math(f"{key} = {latex(definition.body)}")
    return f"{math(key)} depending on {math(', '.join(map(latex, definition.on)))}"


def _note(line):
    """The mark of a line, its reason, and where it is not claimed."""
    kinks = ", ".join(f"{latex(u)} = 0" for u in line.provisos)
    reason = math(rf"\small {reason_in_latex(line.reason)}") if line.reason else ""
    off = math(rf"\small \text{{off the kink }}{kinks}") if kinks else ""
    return " ".join(filter(None, [STATES[line.state], reason, off]))


def wrapped(u):
    """Return a line as LaTeX that the page can break before its terms."""
    terms = u.terms if isinstance(u, n.Plus) else ()
    if not terms or any(isinstance(term, n.Plus) for term in terms):
        return math(latex(u))
    shown = [latex(term) for term in terms]
    signed = (one if one.startswith("-") else f"+ {one}" for one in shown[1:])
    return " ".join([math(shown[0]), *(math(f"{{}} {one}") for one in signed)])


def math(formula):
    """Return LaTeX as HTML, between dollars; nothing in it is taken for a tag.

    >>> math("a < b")
    '$a &lt; b$'
    """
    return f"${html.escape(formula, quote=False)}$"
