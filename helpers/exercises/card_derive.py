"""The card of a derivation: what is typed is shown as it is understood, with every key."""

from ipywidgets import HTMLMath, Text

from helpers.exercises.card import Card
from helpers.exercises.markup import markup
from helpers.exercises.words import EVERYWHERE, LONGEST, FormulaError


class DeriveCard(Card):
    """A field for a formula, and the formula typeset below it.

    Attributes
    ----------
    formula : ipywidgets.Text
        Enter checks it, as the button does.
    """

    def __init__(self, sheet, question):
        self._understood = HTMLMath()
        self._understood.add_class("bp-understood")
        formula = Text(
            description="your formula", placeholder=question.example, continuous_update=True
        )
        formula.add_class("bp-formula")
        super().__init__(sheet, question, formula=formula)
        self.on_enter(self.formula)

    def answer(self):
        """Return what was typed."""
        return self.formula.value

    def restore(self, given):
        """Put back what was typed."""
        self.formula.value = given

    def told(self, given):
        """Return what was typed, cut where it was too long to be read."""
        return given[:LONGEST]

    def rows(self):
        """Return the rows of all cards, and the formula as it is understood."""
        return [*super().rows(), self._understood]

    def draw(self):
        """Return no picture and the verdict; show the formula as it is understood."""
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
        """The words of this exercise; exp, log and sqrt are known in all."""
        words = self.question.setting.words
        functions = [f"{f}( )" for f in words.known_functions if f not in EVERYWHERE]
        known = ", ".join(f"<code>{name}</code>" for name in (*words.letters, *functions))
        return f"<span class='bp-known'>Known here: {known}</span>"
