"""The cards of predictions: a number, a choice, sliders; committed once, then the truth shows."""

from ipywidgets import FloatSlider, RadioButtons, Text

from helpers.exercises.card import Card
from helpers.exercises.markup import markup
from helpers.explorers.live import row
from helpers.pictures.bars import Panel, bar_panels
from helpers.pictures.text import number


class PredictionCard(Card):
    """The base of the three: once committed, an answer stays.

    Attributes
    ----------
    is_committed : bool
    """

    check_words = "Commit"

    @property
    def is_committed(self):
        """Whether the reader has committed an answer."""
        return bool(self.record.tries)

    def check(self):
        """Commit the answer."""
        if not self.is_committed:
            super().check()

    def draw(self):
        """Return the answer beside the truth once it is committed, and the verdict."""
        for control in self.controls.values():
            if control is not self.hint_button:
                control.disabled = self.is_committed
        return super().draw()


class NumberCard(PredictionCard):
    """A field for a number.

    Attributes
    ----------
    number : ipywidgets.Text
        A number, or a formula of numbers.
    """

    def __init__(self, sheet, question):
        super().__init__(sheet, question, number=Text(description=f"${question.left} =$"))
        self.on_enter(self.number)

    def answer(self):
        """Return what was typed."""
        return self.number.value

    def restore(self, given):
        """Put back what was typed."""
        self.number.value = given

    def pictures_now(self):
        """Return the answer beside the truth."""
        if not self.is_committed:
            return []
        given, true = self.question.read(self.record.given), self.question.answer
        reach = max(abs(given), abs(true), 1e-12)
        limits = (-reach if min(given, true) < 0 else 0.0, reach if max(given, true) > 0 else 0.0)
        return [answer_and_truth([given], [true], limits, [""])]


class ChoiceCard(PredictionCard):
    """Buttons for the answers.

    Attributes
    ----------
    choice : ipywidgets.RadioButtons
    """

    def __init__(self, sheet, question):
        self._options = tuple((option.text, i) for i, option in enumerate(question.options))
        choice = RadioButtons(options=self._options, value=None, description="your answer")
        super().__init__(sheet, question, choice=choice)

    def answer_rows(self):
        """Return the answers, and the buttons below them."""
        return [row(self.choice), row(self.check_button, self.hint_button)]

    def answer(self):
        """Return the number of the answer chosen, counted from 0."""
        return self.choice.value

    def restore(self, given):
        """Choose the answer again."""
        self.choice.value = given

    def told(self, given):
        """Return the words of the answer."""
        return "" if given is None else self.question.options[given].text

    def judge(self, given):
        """Return the verdict; nothing chosen is no answer."""
        return super().judge(-1 if given is None else given)

    def draw(self):
        """Return the verdict; mark the right answer once one is committed."""
        options = self._marked() if self.is_committed else self._options
        if self.choice.options != options:
            chosen = self.choice.value
            self.choice.options = options
            self.choice.value = chosen
        return super().draw()

    def stored(self):
        """Return the answers to choose from."""
        options = "".join(f"<li>{markup(option.text)}</li>" for option in self.question.options)
        return f"<ul>{options}</ul>"

    def _marked(self):
        """The answers, with marks before the right one and, if it is another, the reader's."""
        marks = {self.record.given: "✗ ", self.question.right: "✓ "}
        return tuple((marks.get(i, "") + text, i) for text, i in self._options)


class DragCard(PredictionCard):
    """A slider for each number, with their bars.

    Attributes
    ----------
    sliders : list of ipywidgets.FloatSlider
        Also as `entry1`, `entry2`, ...
    """

    def __init__(self, sheet, question):
        low, high = question.limits
        sliders = {
            f"entry{i + 1}": FloatSlider(question.start, min=low, max=high, step=question.step,
                                         description=f"${label}$")
            for i, label in enumerate(question.labels)
        }  # fmt: skip
        self.sliders = list(sliders.values())
        super().__init__(sheet, question, **sliders)

    def answer(self):
        """Return the sliders' values."""
        return [round(slider.value, 9) for slider in self.sliders]  # the browser sends 2e-15 for 0

    def restore(self, given):
        """Put the sliders back."""
        for slider, value in zip(self.sliders, given, strict=True):
            slider.value = value

    def told(self, given):
        """Return the values as text."""
        return ", ".join(f"{value:g}" for value in given)

    def answer_rows(self):
        """Return a row of sliders and one of buttons."""
        sliders = row(*self.sliders)
        sliders.add_class("bp-drag")
        return [sliders, row(self.check_button, self.hint_button)]

    def pictures_now(self):
        """Return the bars as dragged, and, once committed, the true ones beside them."""
        low, high = self.question.limits
        limits = (min(low, 0.0), max(high, 0.0))
        true = self.question.answer if self.is_committed else None
        return [answer_and_truth(self.answer(), true, limits)]

    def draw(self):
        """Return the bars and the verdict; until one is committed, the numbers dragged so far."""
        pictures, sentence = super().draw()
        if self.is_committed or all(value == self.question.start for value in self.answer()):
            return pictures, sentence
        return pictures, f"Not committed yet: {', '.join(map(number, self.answer()))}."


def answer_and_truth(given, true, limits, names=None):
    """Return the bars of an answer, and beside them, if there are any, those of the truth.

    Examples
    --------
    >>> "the truth" in answer_and_truth([0.5], [0.75], (0.0, 1.0))
    True
    """
    panels = [Panel("your answer", given, "hidden", None, limits)]
    if true is not None:
        panels.append(Panel("the truth", true, "output", given, limits))
    return bar_panels(panels, names=names, title=", ".join(panel.title for panel in panels))
