"""Curves of counts that outgrow the axis: powers of ten beside it, and at the ends in words."""

from matplotlib.ticker import LogFormatterMathtext

from helpers.pictures.curves import Curves

SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


class Counts(Curves):
    """Curves on a logarithmic axis whose values are whole numbers, however large.

    Parameters
    ----------
    title, lines, x_label, x_max, y_limits, width, height
        As in `Curves`.

    Examples
    --------
    >>> from helpers.pictures.curves import Line
    >>> counts = Counts("Work", {"all": Line("all", "blue")}, "size", 10, (1, 100), 350, 270)
    >>> counts.update(all=([1, 2], [10, 2000]))
    """

    def __init__(self, title, lines, x_label, x_max, y_limits, width, height):
        super().__init__(
            title, lines, x_label, x_max, y_limits, log=True, width=width, height=height
        )
        self.frame.yaxis.set_major_formatter(LogFormatterMathtext())

    def _words(self, line, value):
        return f"{line.label}\n{count(value)}"


def count(value):
    """Return a whole number as printed: in full up to a million, else with a power of ten.

    Examples
    --------
    >>> count(10368), count(264197530865400)
    ('10,368', '2.6·10¹⁴')
    """
    if value < 1e6:
        return f"{int(value):,}"
    digits, power = f"{value:.1e}".split("e+")
    return f"{digits}·10{str(int(power)).translate(SUPERSCRIPTS)}"
