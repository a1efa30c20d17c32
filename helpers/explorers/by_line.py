"""A derivation by the line: each comes at a press, its reason asked for first if wished."""

from ipywidgets import Button, Checkbox, HTMLMath

from helpers.explorers.live import Explorer
from helpers.language import printing
from helpers.symbolic import derivation


def derive(equation, text):
    """Derive a statement from text, to be shown line by line.

    All else is as in `helpers.derive`, whose `Derivation` answers through what is returned.

    Parameters
    ----------
    equation : str or None
        The ledger's id of the statement, as in "4.5-5"; None for an aside.
    text : str
        The derivation, in the language of lines.

    Returns
    -------
    ByLine

    Raises
    ------
    DerivationError
        Where a line is false, cannot be decided, or is not what the ledger states.

    Examples
    --------
    >>> square = derive(None, "D(z^2, z) == 2 z  # power rule")
    >>> square.sentence
    'D(z², z)'
    >>> square.next_button.click()
    >>> square.sentence
    '= 2 · z power rule'
    """
    return ByLine(derivation.derive(equation, text))


class ByLine(Explorer):
    """A derivation whose next line comes at a press; what is stored of it has all lines."""

    name = "derivation"
    layout = (("next_button", "all_button", "back_button", "ask_first"),)
    css = """
.bp-derivation .bp-sentence { min-height: 0; max-width: none; font-size: inherit; }
"""

    def __init__(self, shown):
        self.derivation = shown
        self.count, self.is_asked = 1, False  # lines on the page; is the last one's reason wanted?
        super().__init__(
            next_button=Button(description="Next line", icon="step-forward"),
            all_button=Button(description="All lines", icon="fast-forward"),
            back_button=Button(description="Back", icon="step-backward"),
            ask_first=Checkbox(description="ask for the reason first", indent=False),
        )
        self.on_press(self.next_button, self.go_on)
        self.on_press(self.all_button, self.show_all)
        self.on_press(self.back_button, self.go_back)

    def __getattr__(self, name):
        return getattr(vars(self)["derivation"], name)

    def go_on(self):
        """Show the reason that is asked for, else the next line."""
        if self.is_asked:
            self.is_asked = False
        elif self.count < len(self.derivation.lines):
            self.count += 1
            self.is_asked = self.ask_first.value

    def show_all(self):
        """Show all lines and reasons."""
        self.count, self.is_asked = len(self.derivation.lines), False

    def go_back(self):
        """Take the last line back."""
        self.count, self.is_asked = max(1, self.count - 1), False

    def words(self):
        return HTMLMath()

    def arrange(self, pictures, words):
        return [words, *(self.rows() if len(self.derivation.lines) > 1 else [])]

    def marked_up(self, sentence):
        return self.derivation.typeset(self.count, self.is_asked)

    def draw(self):
        is_whole = self.count == len(self.derivation.lines)
        self.next_button.description = "What was done?" if self.is_asked else "Next line"
        self.next_button.disabled = self.all_button.disabled = is_whole and not self.is_asked
        self.back_button.disabled = self.count == 1
        line = self.derivation.lines[self.count - 1]
        said = [] if self.count == 1 else ["="]
        reason = [] if self.is_asked else [line.because]
        return [], " ".join(filter(None, [*said, printing.text(line.tree), *reason]))

    def left_behind(self):
        return {"text/latex": self.derivation.typeset(), "text/plain": repr(self.derivation)}
