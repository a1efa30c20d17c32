"""Numbers and letters as the pictures print them."""

import math
import re
import unicodedata
from dataclasses import dataclass, replace

LOSS = "ℒ"  # the lecture's script letter: L is the number of layers
SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")

UPRIGHT = set("ℒℓ")  # letters that have their shape already


def number(value, decimals=2):
    """Return a number as printed: fixed decimals, a true minus sign, never a false zero.

    A number that would round to 0.00 keeps one significant digit, and one of 100 or more gives
    up decimals, so that it stays about five characters long.

    Parameters
    ----------
    value : float
    decimals : int, optional

    Returns
    -------
    str

    Examples
    --------
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
    """Return a number as one digit and a power of ten.

    Examples
    --------
    >>> scientific(0.00123)
    '1e−3'
    """
    mantissa, exponent = f"{size:.0e}".split("e")
    return f"{mantissa}e{int(exponent)}".replace("-", "−")


def name(letter, *indices):
    """Return a letter with Unicode subscripts, for tooltips and sentences.

    Parameters
    ----------
    letter : str
    *indices : int or str
        Counted from 1; a comma parts them where one has two digits.

    Examples
    --------
    >>> name("W", 2, 1, 3), name("a", 2, 10), name("h", 1, "j")
    ('W₂₁₃', 'a₂,₁₀', 'h₁ⱼ')
    """
    parts = [
        {"i": "ᵢ", "j": "ⱼ", "k": "ₖ", "m": "ₘ"}.get(index) or str(index).translate(SUBSCRIPTS)
        for index in indices
    ]
    return letter + ("," if any(len(part) > 1 for part in parts) else "").join(parts)


def label(letter, *indices):
    """Return a letter with subscripts in the mini-language of `runs`.

    Examples
    --------
    >>> label("a", 2, 1), label("a", 2, 10), label("x")
    ('a_{21}', 'a_{2,10}', 'x')
    """
    if not indices:
        return letter
    parts = [str(index) for index in indices]
    return f"{letter}_{{{(',' if any(len(part) > 1 for part in parts) else '').join(parts)}}}"


@dataclass(frozen=True)
class Run:
    """A stretch of text in one style.

    Parameters
    ----------
    text : str
    level : int
        0 on the line, 1 in a sub- or superscript, 2 in one of those.
    rise : float
        How far its baseline stands above the line's, in font sizes of the line.
    italic : bool

    Examples
    --------
    >>> Run("a", 0, 0.0, True).text
    'a'
    """

    text: str
    level: int
    rise: float
    italic: bool


SCALE = (1.0, 0.78, 0.7)  # font size by level


def runs(source):
    """Return the runs of a label: ``_{}`` lowers, ``^{}`` raises, lone letters are italic.

    A backslash before ``_`` or ``^`` lets it stand for itself.

    Parameters
    ----------
    source : str
        As "a_{21}" or "∇_{h_{k−1}} ℒ = W_k^T ∇_{a_k} ℒ".

    Returns
    -------
    list of Run

    Raises
    ------
    ValueError
        Where a brace is not closed, or nothing follows ``_`` or ``^``.

    Examples
    --------
    >>> [(run.text, run.level, run.italic) for run in runs("a_{2j} = 1")]
    [('a', 0, True), ('2', 1, False), ('j', 1, True), (' = 1', 0, False)]
    """
    plain = {"\\_": "\ue000", "\\^": "\ue001"}
    for escaped, mark in plain.items():
        source = source.replace(escaped, mark)
    restore = str.maketrans({mark: escaped[1] for escaped, mark in plain.items()})
    return [replace(run, text=run.text.translate(restore)) for run in _merge(_runs(source, 0, 0.0))]


def _runs(source, level, rise):
    position = 0
    while position < len(source):
        if source[position] not in "_^":
            end = next((i for i in range(position, len(source)) if source[i] in "_^"), len(source))
            yield from _styled(source[position:end], level, rise)
            position = end
            continue
        inner, position, sign = *_argument(source, position + 1), source[position]
        size = SCALE[min(level, 2)]
        shift = -0.24 * size if sign == "_" else 0.38 * size
        yield from _runs(inner, level + 1, rise + shift)


def _argument(source, start):
    """Return what ``_`` or ``^`` applies to, and where it ends."""
    if start >= len(source):
        raise ValueError(f"label is {source!r}: nothing follows its last character")
    if source[start] != "{":
        return source[start], start + 1
    depth = 0
    for end in range(start, len(source)):
        depth += {"{": 1, "}": -1}.get(source[end], 0)
        if depth == 0:
            return source[start + 1 : end], end + 1
    raise ValueError(f"label is {source!r}: a brace is not closed")


def _styled(text, level, rise):
    """Split off lone letters, as TeX does: they are variables, words are not."""
    for piece in re.findall(r"[^\W\d_]+|[\W\d_]+", text):
        lone = len(piece) == 1 and unicodedata.category(piece)[0] == "L"
        variable = lone or (level > 0 and piece.isalpha() and len(piece) <= 3)
        italic = variable and piece not in UPRIGHT and not (level and piece == "T")
        yield Run(piece, min(level, 2), rise, italic)


def _merge(pieces):
    merged = []
    for run in pieces:
        last = merged[-1] if merged else None
        if last and (last.level, last.rise, last.italic) == (run.level, run.rise, run.italic):
            merged[-1] = Run(last.text + run.text, run.level, run.rise, run.italic)
        else:
            merged.append(run)
    return merged


_WIDTHS = {" ": 0.28, ".": 0.28, ",": 0.28, "−": 0.6, "=": 0.6, "+": 0.6, "i": 0.3, "j": 0.3}


def width(source, size):
    """Return about how wide a label is at a font size, a little on the generous side.

    Examples
    --------
    >>> width("0.50", 10)
    20.2
    """
    ems = sum(
        SCALE[run.level] * (_WIDTHS.get(character, 0.84 if character.isupper() else 0.58))
        for run in runs(source)
        for character in run.text
    )
    return round(ems * size, 1)
