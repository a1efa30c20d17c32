"""A small table that shows itself in a notebook, with or without a kernel."""

import html
import numbers

import numpy as np

from helpers.numeric.agreement import agreement, show_error
from helpers.pictures.text import name, number


class Table:
    """Rows and columns of numbers or words.

    Parameters
    ----------
    columns : sequence of str
        The first is the heading of the row names.
    rows : sequence of sequence
        Each a name and its entries, as many as `columns`, else a ValueError: words as they are,
        numbers as `decimals` says.

    Examples
    --------
    >>> Table(["block", "numpy", "sympy"], [["W₁", -0.5, 0.25], ["b₁", 1, "same"]])
    block  numpy  sympy
    W₁     −0.50   0.25
    b₁         1   same
    """

    def __init__(self, columns, rows, caption="", decimals=2):
        self.columns, self.caption, self.decimals = list(map(str, columns)), caption, decimals
        self.rows = [[self._text(entry) for entry in row] for row in rows]
        for place, row in enumerate(self.rows):
            if len(row) != len(self.columns):
                expected = f"there are {len(self.columns)} columns"
                raise ValueError(f"rows[{place}] has {len(row)} entries, but {expected}")

    def _text(self, entry):
        if isinstance(entry, bool) or not isinstance(entry, numbers.Real):
            return str(entry)
        if isinstance(entry, numbers.Integral):
            return str(entry).replace("-", "−")
        return number(entry, self.decimals)

    def __repr__(self):
        lines = [self.columns, *self.rows]
        widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
        form = "  ".join(f"{{:{'>' if c else '<'}{width}}}" for c, width in enumerate(widths))
        text = [form.format(*line).rstrip() for line in lines]
        return "\n".join(([self.caption] if self.caption else []) + text)

    def _repr_mimebundle_(self, include=None, exclude=None):
        return {"text/html": self.html, "text/plain": repr(self)}

    @property
    def html(self):
        """The table as HTML that JupyterLab shows before it trusts a notebook."""

        def cells(tag, words):
            return "".join(
                f'<{tag} style="text-align:{"right" if c else "left"}">{html.escape(word)}</{tag}>'
                for c, word in enumerate(words)
            )

        head = f"<thead><tr>{cells('th', self.columns)}</tr></thead>"
        body = "".join(f"<tr>{cells('td', row)}</tr>" for row in self.rows)
        caption = '<caption style="caption-side:top;text-align:left">'
        caption = f"{caption}{html.escape(self.caption)}</caption>" if self.caption else ""
        return f"<table>{caption}{head}<tbody>{body}</tbody></table>"


def parameter_table(ways):
    """Return the gradient at every single parameter, a row each, by several ways, a column each.

    The last column is the largest relative error between any two of the ways; where an entry is
    small, a caption says what its error is relative to.

    `ways` is what `agreement` takes; a ValueError where they differ in shape.

    Examples
    --------
    >>> from helpers.numeric.backprop import Gradients
    >>> gradients = Gradients([None, np.array([[0.5, -1.0]])], [None, np.array([2.0])], [], [])
    >>> parameter_table({"numpy": gradients, "sympy": gradients})
    parameter      numpy      sympy  relative error
    W₁₁₁        0.500000   0.500000         < 1e-12
    W₁₁₂       −1.000000  −1.000000         < 1e-12
    b₁₁         2.000000   2.000000         < 1e-12
    """
    found, rows = agreement(ways), []
    for block, arrays in found.arrays.items():
        for place, error in np.ndenumerate(found.errors[block]):
            shown = [f"{array[place]:.6f}".replace("-", "−") for array in arrays.values()]
            parameter = name(block[0], int(block[2:-1]), *(index + 1 for index in place))
            rows.append([parameter, *shown, show_error(error)])
    return Table(["parameter", *ways, "relative error"], rows, found.note)
