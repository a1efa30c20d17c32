"""The card of a function that the reader writes in the cell; running the cell checks it."""

import inspect

from helpers.exercises.card import Card
from helpers.explorers.live import row


class ImplementCard(Card):
    """The verdict on a function, and hints.

    Parameters
    ----------
    sheet : Sheet
    question : Implement
    """

    function = None

    def run(self, function):
        """Check the function that came with the cell; meanwhile other cards can be used."""
        self.function = function
        if self.attempt(self.check):
            self.redraw()

    def check(self):
        """Judge the function; it stays in its cell, and is not kept."""
        super().check()
        self.record.given = None

    def answer(self):
        """Return the function."""
        return self.function

    def told(self, given):
        """Return the function's source, where there is one."""
        try:
            return inspect.getsource(given)
        except (OSError, TypeError):
            return repr(given)

    def answer_rows(self):
        """Return the hint's button; the cell itself is the field for the answer."""
        return [row(self.hint_button)]
