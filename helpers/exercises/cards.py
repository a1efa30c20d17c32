"""The cards of the kinds of exercise: what each has for an answer, and what it shows beside it."""

import html
import inspect
import re

from ipywidgets import Button, FloatSlider, HTMLMath, RadioButtons, Text, ToggleButtons

from helpers.exercises.bug_hunt import BugHunt
from helpers.exercises.card import OPEN, Card
from helpers.exercises.derive import Derive
from helpers.exercises.formula import EVERYWHERE, MOST_CHARACTERS, FormulaError
from helpers.exercises.implement import Implement
from helpers.exercises.markup import markup
from helpers.exercises.predict import PredictChoice, PredictDrag, PredictNumber
from helpers.explorers.live import row
from helpers.notation import SPELLINGS
from helpers.pictures.bars import Panel, bar_panels
from helpers.pictures.evidence import falling_loss, gradient_check
from helpers.pictures.figure import stored_image, title_of
from helpers.pictures.text import number

HUNTED = (
    "`x` is `h[0]`, `e` the one-hot columns of $y$, `N` the number of samples, `n` of inputs, "
    "`g_prime(a[k])` $g'(a_k)$, and `over_samples(A)` the sum of the columns of $A$."
)


class PredictionCard(Card):
    """The base of the three predictions: once committed, an answer stays, and the truth shows.

    Who was wrong can try the same question with other numbers, off the record, where it has any.
    """

    check_words = "Commit"
    second = None  # the question with other numbers, once it is asked
    said = None  # the verdict on the answer to that

    def __init__(self, sheet, question, **controls):
        self.can_repeat = bool(getattr(question, "again", ""))
        buttons = ["check_button", "hint_button"]
        if self.can_repeat:
            buttons.append("again_button")
            controls["again_button"] = Button(description="Again, with other numbers")
        self.layout = tuple(name for name in controls if name != "again_button"), tuple(buttons)
        super().__init__(sheet, question, **controls)
        if self.can_repeat:
            self.on_press(self.again_button, self.repeat)

    @property
    def asked(self):
        """The question as it is asked now."""
        return self.second or self.question

    @property
    def verdict(self):
        return super().verdict if self.second is None else self.said or OPEN

    @property
    def is_committed(self):
        if self.second is None:
            return bool(self.record.tries)
        return self.said is not None and self.said.counts

    def check(self):
        if self.second is not None and not self.is_committed:
            self.said = self.second.judge(self.answer())
        elif not self.is_committed:
            super().check()

    def repeat(self):
        """Ask the same with other numbers; what was answered before stays on record."""
        self.second = self.question.second
        self.restore(self._untouched)

    def come_back(self):
        self.second = self.said = None
        super().come_back()

    def draw(self):
        for control in self.controls.values():
            if control is not self.hint_button:
                control.disabled = self.is_committed
        if self.can_repeat:
            is_offered = self.second is None and self.state == "wrong"
            self.again_button.disabled = False
            self.again_button.layout.display = None if is_offered else "none"
        self._question.value = self.question_html(self.asked)
        return super().draw()


class NumberCard(PredictionCard):
    """A field for a number, or a formula of numbers."""

    def __init__(self, sheet, question):
        left = html.escape(question.left, quote=False)  # a prime stays one
        label = f'<span class="bp-unseen">your number</span>${left} =$'  # math alone is no name
        number = Text(description=label, description_allow_html=True)
        super().__init__(sheet, question, number=number)

    def pictures_now(self):
        if not self.is_committed:
            return []
        committed = self.record.given if self.second is None else self.answer()
        given, true = self.question.read(committed), self.asked.answer
        reach = max(abs(given), abs(true), 1e-12)
        limits = (-reach if min(given, true) < 0 else 0.0, reach if max(given, true) > 0 else 0.0)
        return [answer_and_truth([given], [true], limits, [""])]


class ChoiceCard(PredictionCard):
    """Buttons for the answers."""

    def __init__(self, sheet, question):
        self._options = tuple((answer, i) for i, answer in enumerate(question.answers))
        choice = RadioButtons(options=self._options, value=None, description="your answer")
        super().__init__(sheet, question, choice=choice)

    def as_text(self, given):
        return "" if given is None else self.question.answers[given]

    def judge(self, given):
        return super().judge(-1 if given is None else given)  # nothing chosen is no answer

    def draw(self):
        options = self._marked() if self.is_committed else self._options
        if self.choice.options != options:
            chosen = self.choice.value
            self.choice.options = options
            self.choice.value = chosen
        return super().draw()

    def stored(self):
        options = "".join(f"<li>{markup(answer)}</li>" for answer in self.question.answers)
        return f"<ul>{options}</ul>"

    def _marked(self):
        """The answers, with marks before the right one and, if it is another, the reader's."""
        marks = {self.record.given: "✗ ", self.question.right: "✓ "}
        return tuple((marks.get(i, "") + text, i) for text, i in self._options)


class DragCard(PredictionCard):
    """A slider for each number, `entry1`, `entry2` and so on, with their bars."""

    def __init__(self, sheet, question):
        low, high = question.limits
        self.sliders = [
            FloatSlider(
                question.start, min=low, max=high, step=question.step, description=f"${label}$"
            )
            for label in question.labels
        ]
        named = {f"entry{i}": slider for i, slider in enumerate(self.sliders, 1)}
        super().__init__(sheet, question, **named)

    def answer(self):
        return [round(slider.value, 9) for slider in self.sliders]  # the browser sends 2e-15 for 0

    def restore(self, given):
        for slider, value in zip(self.sliders, given, strict=True):
            slider.value = value

    def as_text(self, given):
        return ", ".join(f"{value:g}" for value in given)

    def rows(self):
        *above, sliders, buttons = super().rows()
        return [*above, sliders.add_class("bp-drag"), buttons]

    def pictures_now(self):
        low, high = self.question.limits
        limits = (min(low, 0.0), max(high, 0.0))
        true = self.asked.answer if self.is_committed else None
        return [answer_and_truth(self.answer(), true, limits, map(drawn, self.question.labels))]

    def draw(self):
        pictures, sentence = super().draw()
        if self.is_committed or all(value == self.question.start for value in self.answer()):
            return pictures, sentence
        return pictures, f"Not committed yet: {', '.join(map(number, self.answer()))}."


def drawn(label):
    r"""Return LaTeX of a quantity as pictures write it.

    >>> drawn(r"\partial\mathscr{L}/\partial\hat{y}_2"), drawn(r"\sigma'(-4)")
    ('∂ℒ/∂ŷ_2', 'σ′(−4)')
    """
    for letter, latex in SPELLINGS.values():
        label = label.replace(latex.removesuffix(r"(\theta)"), letter)
    return re.sub(r"\\partial ?", "∂", label).replace("'", "′").replace("-", "−")


def answer_and_truth(given, true, limits, names):
    """Return the bars of an answer, and beside them, if there are any, those of the truth."""
    panels = [Panel("your answer", given, "hidden", None, limits)]
    if true is not None:
        panels.append(Panel("the truth", true, "output", given, limits))
    return bar_panels(panels, names=names, title=", ".join(panel.title for panel in panels))


class DeriveCard(Card):
    """A field for a formula, and with every key the formula below it as it is understood."""

    def __init__(self, sheet, question):
        self._understood = HTMLMath()
        self._understood.add_class("bp-understood")
        formula = Text(
            description="your formula", placeholder=question.example, continuous_update=True
        )
        formula.add_class("bp-formula")
        super().__init__(sheet, question, formula=formula)

    def as_text(self, given):
        return given[:MOST_CHARACTERS]

    def rows(self):
        return [*super().rows(), self._understood]

    def draw(self):
        self._understood.value = self._preview()
        return super().draw()

    def _preview(self):
        typed = self.formula.value
        if not typed.strip():
            return f"${self.question.left} = {{?}}$ &emsp; {self._known()}"
        try:
            return f"${self.question.left} = {self.question.understood(typed)}$"
        except FormulaError as reason:
            return f"<span class='bp-known'>{markup(str(reason))}</span>"

    def _known(self):
        """The vocabulary of this exercise; exp, log and sqrt are known in all."""
        own = self.question.setting.vocabulary
        functions = [f"{f}( )" for f in own.known_functions if f not in EVERYWHERE]
        known = ", ".join(f"<code>{name}</code>" for name in (*own.variables, *functions))
        return f"<span class='bp-known'>Known here: {known}</span>"


class ImplementCard(Card):
    """The verdict on the function that the reader writes in the cell, whenever the cell runs."""

    layout = (("hint_button",),)
    function = None

    def run(self, function):
        """Check the function that came with the cell; meanwhile other cards can be used."""
        self.function = function
        if self.attempt(self.commit):
            self.redraw()

    def check(self):
        super().check()
        self.record.given = None  # the function stays in its cell

    def answer(self):
        return self.function

    def restore(self, given):
        pass

    def as_text(self, given):
        try:
            return inspect.getsource(given)
        except (OSError, TypeError):
            return repr(given)


class HuntCard(Card):
    """First the layer and the line are chosen, then the line's right side is typed anew.

    Once it is repaired, a fresh mistake can be planted.
    """

    check_words = "It is this line"
    layout = (("layer",), ("repair",), ("check_button", "hint_button", "another_button"))

    def __init__(self, sheet, question):
        self._first, self.round, self.is_found, self.is_repaired = question, 0, False, False
        layers = [(f"layer {k}", k) for k in range(question.network.L, 0, -1)]
        super().__init__(
            sheet,
            question,
            line=RadioButtons(options=listing(question), value=None, description="backward pass"),
            layer=ToggleButtons(options=layers, value=None, description="the mistake is in"),
            repair=Text(description="right side", continuous_update=True),
            another_button=Button(description="Plant another mistake"),
        )
        self.on_press(self.another_button, self.another)

    def answer(self):
        place = self.line.value, self.layer.value
        return *place, self.repair.value, self.round, self.is_found, self.is_repaired

    def restore(self, given):
        line, layer, text, rounds, is_found, is_repaired = given
        self._start(rounds)
        self.line.value, self.layer.value, self.repair.value = line, layer, text
        self.is_found, self.is_repaired = is_found, is_repaired

    def as_text(self, given):
        line, layer, text, _, is_found, _ = given
        return f"{self._wrong_line.target} = {text}" if is_found else f"layer {layer}, line {line}"

    def judge(self, given):
        line, layer, text, _, is_found, _ = given
        if is_found:
            return self.question.judge_repair(text)
        return self.question.judge_place(layer, line)

    def check(self):
        super().check()
        if self.verdict.is_right and self.is_found:
            self.is_repaired = True
        elif self.verdict.is_right:
            self.is_found = True
            self.repair.value = self._wrong_line.text
        self.record.given = self.answer()

    def another(self):
        """Plant a fresh mistake, in a fresh network; what was done before stays on record."""
        self._start(self.round + 1)
        self.record.verdict, self.record.hints, self.record.solution = None, 0, False
        self.record.given = self.answer()

    def rows(self):
        header, text, layer, self._repair_row, buttons = super().rows()
        known = HTMLMath(f'<span class="bp-known">{markup(HUNTED)}</span>')
        return [header, text, known, layer, self._repair_row, buttons]

    def arrange(self, pictures, words):
        header, text, *answers, _, words, hints = super().arrange(pictures, words)
        evidence = row(self.line, pictures)
        evidence.add_class("bp-evidence")
        return [header, text, evidence, *answers, words, hints]

    def pictures_now(self):
        with_mistake, without = self.question.losses
        if not self.is_repaired:
            return [gradient_check(self.question.report), falling_loss(with_mistake)]
        report = self.question.repaired_report(self.repair.value)
        return [gradient_check(report), falling_loss(with_mistake, without)]

    def draw(self):
        self.line.disabled = self.layer.disabled = self.is_found
        self.repair.disabled = self.is_repaired
        self._repair_row.layout.display = "" if self.is_found else "none"
        self.repair.description = f"{self._wrong_line.target} ="
        self.check_button.description = "Check the repair" if self.is_found else self.check_words
        self.check_button.disabled = self.is_repaired
        self.another_button.layout.display = "" if self.is_repaired else "none"
        return super().draw()

    def stored(self):
        lines = "\n".join(label for label, _ in listing(self.question))
        images = "".join(stored_image(picture, title_of(picture)) for picture in self.pictures)
        return f"<pre>{html.escape(lines)}</pre>{images}"

    @property
    def _wrong_line(self):
        return self.question.lines[self.question.number - 1]

    def _start(self, rounds):
        """Begin the hunt of this round; the seed is the round, so it can be gone back to."""
        self.round = rounds
        self.question = self._first.another(rounds) if rounds else self._first
        self.is_found = self.is_repaired = False
        self.line.options, self.layer.value = listing(self.question), None
        self.line.value, self.repair.value = None, ""


def listing(hunt):
    """Return the lines of a hunt's pass with their numbers, as options."""
    return [(f"{i:>2}  {line.code}", i) for i, line in enumerate(hunt.lines, 1)]


CARDS = {
    PredictNumber: NumberCard,
    PredictChoice: ChoiceCard,
    PredictDrag: DragCard,
    Derive: DeriveCard,
    Implement: ImplementCard,
    BugHunt: HuntCard,
}


def card(sheet, question):
    """Return the card of a question, that of its kind or of the kind it is made from."""
    kind = next(CARDS[kind] for kind in type(question).__mro__ if kind in CARDS)
    return kind(sheet, question)
