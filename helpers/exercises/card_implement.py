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
    function : callable, optional
        The reader's.
    """

    def __init__(self, sheet, question, function=None):
        self.function = function
        super().__init__(sheet, question)

    def begin(self):
        """Check the function that came with the cell."""
        if self.function is not None:
            self.check()

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
