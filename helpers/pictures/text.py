"""Numbers and letters as the pictures print them."""

import math
import re
import unicodedata
from typing import NamedTuple

from helpers.notation import SPELLINGS

LOSS, Y_HAT, ELL = (SPELLINGS[name][0] for name in ("loss", "y_hat", "ell"))
SUBSCRIPTS = str.maketrans("0123456789ijkm", "₀₁₂₃₄₅₆₇₈₉ᵢⱼₖₘ")
UPRIGHT = {LOSS, ELL}  # letters that have their shape already


def number(value, decimals=2):
    """Return a number as printed: fixed decimals, a true minus sign, never a false zero.

    A number that would round to 0.00 keeps one significant digit, and one of 100 or more gives
    up decimals, so that it stays about five characters long.

    >>> [number(v) for v in (0.5, -0.126, -0.0, 0.00321, 123.4, -1e-7)]
    ['0.50', '−0.13', '0.00', '0.003', '123', '−1e−7']
    """
    value = float(value)
    size = abs(value)
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        text = "∞"
    elif size == 0 or float(f"{size:.{decimals}f}") > 0:
        spare = max(0, len(str(int(size))) - 1)  # digits before the point beyond the first
        text = f"{size:.{max(0, decimals - spare)}f}" if size < 1e5 else scientific(size)
    else:
        text = f"{size:.1g}" if size >= 1e-3 else scientific(size)
    return "−" + text if value < 0 else text


def scientific(size):
    """Return a number as one digit and a power of ten, as 1e−3."""
    mantissa, exponent = f"{size:.0e}".split("e")
    return f"{mantissa}e{int(exponent)}".replace("-", "−")


def bracketed(value):
    """Return a number as a later factor or term: in brackets where it has a minus sign."""
    return f"({number(value)})" if value < 0 else number(value)


def vector(values, decimals=2):
    """Return a vector as printed: (0.50, −1.00)."""
    return f"({', '.join(number(value, decimals) for value in values)})"


def name(letter, *indices):
    """Return a letter with Unicode subscripts, counted from 1, for tooltips and sentences.

    >>> name("W", 2, 1, 3), name("a", 2, 10), name("h", 1, "j")
    ('W₂₁₃', 'a₂,₁₀', 'h₁ⱼ')
    """
    return letter + _joined(indices).translate(SUBSCRIPTS)


def label(letter, *indices):
    """Return a letter with subscripts in the mini-language of `runs`.

    >>> label("a", 2, 1), label("a", 2, 10), label("x")
    ('a_{21}', 'a_{2,10}', 'x')
    """
    return f"{letter}_{{{_joined(indices)}}}" if indices else letter


def _joined(indices):
    """Join indices, by commas where one has two digits."""
    parts = [str(index) for index in indices]
    return ("," if any(len(part) > 1 for part in parts) else "").join(parts)


def letter_of_h(k, L=None):
    """Return letter and layer of h_k, for `name` and `label`: h_0 is x, h_L is ŷ."""
    return ("x",) if k == 0 else (Y_HAT,) if k == L else ("h", k)


class Run(NamedTuple):
    """A stretch of text in one style."""

    text: str
    level: int  # 0 on the line, 1 in a sub- or superscript, 2 in one of those
    rise: float  # of its baseline above the line's, in font sizes of the line
    italic: bool


SCALE = (1.0, 0.78, 0.7)  # font size by level
_SCRIPT = re.compile(r"(?<!\\)([_^])(?:\{((?:[^{}]|\{[^{}]*\})*)\}|([^{]))")


def runs(source):
    r"""Return the runs of a label: ``_{}`` lowers, ``^{}`` raises, lone letters are italic.

    A backslash before ``_`` or ``^`` lets it stand for itself.

    >>> [(run.text, run.level, run.italic) for run in runs("a_{2j} = 1")]
    [('a', 0, True), ('2', 1, False), ('j', 1, True), (' = 1', 0, False)]
    """
    merged = []
    for run in _runs(source, 0, 0.0):
        if merged and merged[-1][1:] == run[1:]:
            run = run._replace(text=merged.pop().text + run.text)
        merged.append(run)
    return merged


def _runs(source, level, rise):
    size, end = SCALE[min(level, 2)], 0
    for script in _SCRIPT.finditer(source):
        yield from _styled(source[end : script.start()], level, rise)
        shift = -0.24 * size if script[1] == "_" else 0.38 * size
        yield from _runs(script[2] or script[3] or "", level + 1, rise + shift)
        end = script.end()
    yield from _styled(source[end:], level, rise)


def _styled(text, level, rise):
    """Split off lone letters, as TeX does: they are variables, words are not."""
    if re.search(r"(?<!\\)[_^]", text):
        raise ValueError(f"label is {text!r}: a brace is not closed, or nothing follows _ or ^")
    text = text.replace(r"\_", "_").replace(r"\^", "^")
    for piece in re.findall(r"[^\W\d_]+|[\W\d_]+", text):
        lone = len(piece) == 1 and unicodedata.category(piece)[0] == "L"
        variable = lone or (level > 0 and piece.isalpha() and len(piece) <= 3)
        italic = variable and piece not in UPRIGHT and not (level and piece == "T")
        yield Run(piece, min(level, 2), rise, italic)


_WIDTHS = dict.fromkeys(" .,", 0.28) | dict.fromkeys("−=+", 0.6) | dict.fromkeys("ij", 0.3)


def width(source, size):
    """Return about how wide a label is at a font size, a little on the generous side."""
    ems = sum(
        SCALE[run.level] * _WIDTHS.get(character, 0.84 if character.isupper() else 0.58)
        for run in runs(source)
        for character in run.text
    )
    return round(ems * size, 1)
