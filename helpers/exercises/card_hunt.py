"""The card of a bug hunt: the pass, its gradient check, the place of the mistake, the repair."""

import html

from ipywidgets import Button, HTMLMath, RadioButtons, Text, ToggleButtons

from helpers.exercises.card import Card
from helpers.exercises.markup import markup
from helpers.explorers.live import row
from helpers.explorers.stored import stored_image, title_of
from helpers.pictures.falling_loss import falling_loss
from helpers.pictures.gradient_check import gradient_check

WORDS = (
    "`x` is `h[0]`, `e` the one-hot columns of $y$, `N` the number of samples, `n` of inputs, "
    "`g_prime(a[k])` $g'(a_k)$, and `over_samples(A)` the sum of the columns of $A$."
)


class HuntCard(Card):
    """First the layer and the line are chosen, then the line's right side is typed anew.

    Attributes
    ----------
    line : ipywidgets.RadioButtons
        The lines of the backward pass, counted from 1.
    layer : ipywidgets.ToggleButtons
    repair : ipywidgets.Text
        The right side of the wrong line; open once the place is found.
    another_button : ipywidgets.Button
        Plants a fresh mistake, once this one is repaired.
    """

    check_words = "It is this line"

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
        self.on_enter(self.repair)

    def answer(self):
        """Return line, layer and repair, and how far the hunt has come."""
        place = self.line.value, self.layer.value
        return *place, self.repair.value, self.round, self.is_found, self.is_repaired

    def restore(self, given):
        """Go back to a hunt as it was left."""
        line, layer, text, rounds, is_found, is_repaired = given
        self._start(rounds)
        self.line.value, self.layer.value, self.repair.value = line, layer, text
        self.is_found, self.is_repaired = is_found, is_repaired

    def told(self, given):
        """Return the place, or the repaired line, as text."""
        line, layer, text, _, is_found, _ = given
        return f"{self._target} = {text}" if is_found else f"layer {layer}, line {line}"

    def judge(self, given):
        """Return the verdict on the place, and once that is found, on the repair."""
        line, layer, text, _, is_found, _ = given
        if is_found:
            return self.question.judge_repair(text)
        return self.question.judge_place(layer, line)

    def check(self):
        """Judge the place, or, once it is found, the repair."""
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

    def answer_rows(self):
        """Return the place, the repair, and the buttons."""
        self._repair_row = row(self.repair)
        buttons = row(self.check_button, self.hint_button, self.another_button)
        return [
            HTMLMath(f'<span class="bp-known">{markup(WORDS)}</span>'),
            row(self.layer),
            self._repair_row,
            buttons,
        ]

    def arrange(self, pictures, words):
        """Return the listing beside the evidence, then place, repair and verdict."""
        header, text, *answers, _, words, hints = super().arrange(pictures, words)
        evidence = row(self.line, pictures)
        evidence.add_class("bp-evidence")
        return [header, text, evidence, *answers, words, hints]

    def pictures_now(self):
        """Return the gradient check by layer, and the loss as the pass lets it fall."""
        with_mistake, without = self.question.losses()
        if not self.is_repaired:
            return [gradient_check(self.question.report()), falling_loss(with_mistake)]
        report = self.question.repaired_report(self.repair.value)
        return [gradient_check(report), falling_loss(with_mistake, without)]

    def draw(self):
        """Return the pictures and the verdict; show the controls of this step alone."""
        self.line.disabled = self.layer.disabled = self.is_found
        self.repair.disabled = self.is_repaired
        self._repair_row.layout.display = "" if self.is_found else "none"
        self.repair.description = f"{self._target} ="
        self.check_button.description = "Check the repair" if self.is_found else self.check_words
        self.check_button.disabled = self.is_repaired
        self.another_button.layout.display = "" if self.is_repaired else "none"
        return super().draw()

    def stored(self):
        """Return the listing and the evidence."""
        lines = "\n".join(label for label, _ in listing(self.question))
        images = "".join(stored_image(picture, title_of(picture)) for picture in self.pictures)
        return f"<pre>{html.escape(lines)}</pre>{images}"

    @property
    def _wrong_line(self):
        return self.question.lines[self.question.number - 1]

    @property
    def _target(self):
        return self._wrong_line.target

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
