"""From text to tokens: letters in all their spellings, numbers, signs, reasons."""

import re
import unicodedata
from dataclasses import dataclass

from helpers.language.limits import LONGEST_NAME, MOST_SLOPES
from helpers.notation import NAMES

SHOWN = 60  # characters on either side of an error
SAME = str.maketrans(
    {"−": "-", "–": "-", "·": "*", "×": "*", "⋅": "*", "÷": "/", "’": "'", "′": "'"}
)
HAT = "\u0302"
GREEK = "".join(char for char in NAMES if len(char) == 1 and ord(char) > 127) + "ζκχΓΔΘΛΞΦΨΩΣΠ"
HATTED = "âĉêĝĥîĵôŝûŵẑÂĈÊĜĤÎĴÔŜÛŴŶẐ"  # and ŷ: one character for letter and hat
TOKEN = re.compile(
    r"(?P<space>[ \t\r\u00a0\u2009\u202f]+)|(?P<newline>\n)|(?P<comment>\#[^\n]*)"
    r"|(?P<number>[0-9]+(?:\.(?!\.)[0-9]*)?(?:[eE][+-]?[0-9]+(?![\w.]))?|\.[0-9]+)"
    rf"|(?P<name>(?:[A-Za-z]{HAT}?[A-Za-z0-9]*|[{GREEK}{HATTED}]{HAT}?)"
    rf"(?:_(?:[A-Za-z0-9]+|[{GREEK}]))*'*)"
    r"|(?P<raised>[⁰¹²³⁴⁵⁶⁷⁸⁹⁻ⁿ]+|ᵀ)"
    r"|(?P<sign>\*\*|==|!=|<=|>=|\.\.|\.T\b|[-+*/^@⊙()\[\],;=<>≤≥≠|∂∇√∑∏𝟙])"
)


class LineError(ValueError):
    """What was typed is no line; `position` counts characters from the beginning of the text."""

    def __init__(self, told, text="", position=0):
        self.told, self.text, self.position = told, text, position
        start = text.rfind("\n", 0, position) + 1
        end = text.find("\n", position)
        row = text[start : end if end >= 0 else len(text)]
        before = row[: position - start].lstrip()[-SHOWN:]
        after = row[position - start :].rstrip()[:SHOWN]
        column = sum(not unicodedata.combining(char) for char in before)
        shown = f"{before}{after}".strip() and f"\n    {before}{after}\n    {' ' * column}^"
        super().__init__(told + shown)


@dataclass(frozen=True)
class Token:
    """One word, number or sign of a text, and where it stands."""

    kind: str
    text: str
    start: int
    end: int


def tokenise(typed):
    """The tokens of a text, and its reasons as pairs (number of tokens before it, reason)."""
    rows = (row.partition("#") for row in typed.split("\n"))
    text = "\n".join(line.translate(SAME) + mark + reason for line, mark, reason in rows)
    tokens, reasons, place, depth = [], [], 0, 0
    while place < len(text):
        match = TOKEN.match(text, place)
        if not match:
            raise LineError(strange(text[place]), typed, place)
        kind, shown = match.lastgroup, match.group()
        if kind == "comment":
            hidden = next((q for q, char in enumerate(shown) if is_invisible(char)), None)
            if hidden is not None:
                raise LineError(strange(shown[hidden]), typed, place + hidden)
            reasons.append((len(tokens), shown[1:].strip()))
        elif kind == "name":
            if len(shown) > LONGEST_NAME:
                raise LineError(f"a name has at most {LONGEST_NAME} characters", typed, place)
            if shown.count("'") > MOST_SLOPES:
                raise LineError(f"at most {MOST_SLOPES} derivatives are taken", typed, place)
        elif kind == "sign":
            depth += (shown in "([") - (shown in ")]")
        if kind not in ("space", "comment") and not (kind == "newline" and depth > 0):
            tokens.append(Token(kind, shown, place, match.end()))
        place = match.end()
    return [*tokens, Token("end", "", place, place)], reasons


def name_of(spelling):
    """The name that a spelling stands for: y_hat for ŷ, eta_t for η_t, g' for g’."""
    if spelling in NAMES:
        return NAMES[spelling]
    stem = unicodedata.normalize("NFD", spelling.rstrip("'")).replace(HAT, "_hat")
    parts = [NAMES.get(part, part) for part in stem.split("_")]
    return "_".join(parts) + spelling[len(spelling.rstrip("'")) :]


def is_invisible(char):
    """Whether a reader would not see a character, or see others in another order for it."""
    return unicodedata.category(char)[0] == "C" and char not in "\n\t\r"


def strange(char):
    """What is said of a character that the language does not have."""
    if is_invisible(char):
        return "there is an invisible character here"
    if char == "\\":
        return "this is LaTeX: write it as in exp(z)/2"
    if char in "{}":
        return "curly brackets have no meaning here: write ( )"
    name = unicodedata.name(char, "no known sign").lower()
    named = f" ({name})" if ord(char) > 127 else ""
    return f"“{char}”{named} has no place in a line"
