"""What is typed on a phone, or as in numpy, is rewritten as the language of lines writes it.

Text becomes other text; nothing is evaluated, and what is not known here is left as it is.
"""

import re
import unicodedata

FRACTIONS = {c: f"({unicodedata.normalize('NFKC', c).replace('⁄', '/')})" for c in "½⅓⅔¼¾⅕⅖⅗⅘⅙⅛"}
BELOW = dict(zip("₀₁₂₃₄₅₆₇₈₉ᵢⱼₖₗₘₙ", "0123456789ijklmn", strict=True))
WIDE = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)} | {0x3000: " "}
SUBSCRIPTS = re.compile(f"[{''.join(BELOW)}]+(?=(\\w)?)")
PACKAGES = re.compile(r"\b(?:np|numpy|math)\.(?=([A-Za-z]\w*)\s*\()")
INDICATOR = re.compile(
    r"(?:\b1|𝟙)_?\s*(?:\[|(?<=𝟙)\(|(?<=_)\()\s*(?:i\s*==?\s*[lℓ]|[lℓ]\s*==?\s*i)\s*[\])]"
)
NAME = re.compile(r"(?<![\w.'])[A-Za-z]\w*'*")
RATIO = re.compile(r"\bd\w+\s*/\s*d\w+")  # dL/dw is no product
ARRAY = r"(\w+(?:\[\d+\])?(?:\.T)?|\([^()]*\)(?:\.T)?)"
MOST_CALLS = 20
ONES = {"exp", "log", "sqrt", "tanh", "cosh", "sinh", "log10"}


def plain_signs(text):
    """Return a text without fullwidth signs, small fractions, small indices, and their braces.

    >>> plain_signs("２x² − ½W₂₁₁x + W_{12}")
    '2x² − (1/2)W_211 x + W_12'
    """
    text = text.translate(WIDE)
    for sign, fraction in FRACTIONS.items():
        text = re.sub(rf"(\d+){sign}", rf"(\1+{fraction})", text).replace(sign, fraction)

    def index(found):
        below = "".join(BELOW[char] for char in found[0])
        return f"_{below}{' ' if found[1] and found[1].isalpha() else ''}"

    return re.sub(r"_\{(\w+)\}", r"_\1", SUBSCRIPTS.sub(index, text))


def with_brackets(text, functions):
    """Return a text in which the square of a function stands behind its brackets.

    >>> with_brackets("1 - tanh²(a) + cosh^2 a", {"tanh", "cosh"})
    '1 - (tanh(a))**2 + (cosh(a))**2'
    """
    names = "|".join(sorted(map(re.escape, functions), key=len, reverse=True))
    squared = re.compile(rf"(?<![\w.])({names})\s*(?:²|(?:\^|\*\*)\s*2(?![\d.]))\s*(\(|[^\W\d]\w*)")
    for _ in range(MOST_CALLS):
        found = squared.search(text)
        if not found:
            break
        inner, end = found[2], found.end()
        if inner == "(":
            inner, end = _inner(text, end - 1)
            if inner is None:
                break
        text = f"{text[: found.start()]}({found[1]}({inner}))**2{text[end:]}"
    return text


def without_packages(text, functions):
    """Return a text with exp for np.exp, and powers for pow and np.square."""
    text = PACKAGES.sub(lambda found: "" if found[1] in ONES | set(functions) else found[0], text)
    text = re.sub(r"\b(?:np\.|math\.)?(?:power|pow)(?=\()", "np.power", text)
    text = _called(text, r"np\.power", 2, "({0})**({1})")
    return _called(text, r"np\.square", 1, "({0})**2")


def as_matrices(text):
    """Return what is typed as in numpy about arrays of samples as the hunts write it.

    >>> as_matrices("np.dot(W[3].T, grad_a[3]) / x.shape[1]")
    '((W[3].T) @ (grad_a[3])) / N'
    >>> as_matrices("grad_a[2].sum(axis=1) + h[1].transpose()")
    'over_samples(grad_a[2]) + h[1].T'
    """
    text = re.sub(r"\.transpose\(\s*\)", ".T", text)
    text = _called(text, r"np\.transpose", 1, "({0}).T")
    text = re.sub(r"\b\w+(?:\[\d+\])?\.shape\[\s*-?1\s*\]|\blen\(\s*x\.T\s*\)", "N", text)
    text = re.sub(r"\bx\.shape\[\s*0\s*\]|\blen\(\s*x\s*\)", "n", text)
    text = _called(text, r"np\.(?:dot|matmul)", 2, "(({0}) @ ({1}))")
    text = _called(text, r"np\.multiply", 2, "(({0}) * ({1}))")
    axis = r"\(\s*(?:axis\s*=\s*)?-?1\s*\)"
    text = re.sub(rf"{ARRAY}\.sum{axis}", r"over_samples(\1)", text)
    text = re.sub(rf"{ARRAY}\.mean{axis}", r"(over_samples(\1) / N)", text)
    for _ in range(MOST_CALLS):
        found = re.search(rf"{ARRAY}\.dot\(", text)
        inner, end = _inner(text, found.end() - 1) if found else (None, 0)
        if inner is None:
            break
        text = f"{text[: found.start()]}({found[1]} @ ({inner})){text[end:]}"
    summed = re.compile(r"^\s*(?:axis\s*=\s*)?-?1\s*$")
    for _ in range(MOST_CALLS):
        found = re.search(r"np\.sum\(", text)
        inner, end = _inner(text, found.end() - 1) if found else (None, 0)
        of = _split(inner) if inner is not None else []
        if len(of) != 2 or not summed.match(of[1]):
            break
        text = f"{text[: found.start()]}over_samples({of[0]}){text[end:]}"
    return text


def as_line(text, functions):
    """Return a line typed as in numpy as the language of lines writes it.

    >>> as_line("np.outer(a[1], h[0]) + np.dot(W[1].T, np.tanh(x)) sech(z)", {"tanh", "sech"})
    '((a[1]) @ (h[0]).T) + ((W[1].T) @ (tanh(x))) (1/cosh(z))'
    """
    text = without_packages(text, functions)
    text = re.sub(r"\.transpose\(\s*\)", ".T", text)
    text = _called(text, r"np\.transpose", 1, "({0}).T")
    text = _called(text, r"np\.(?:dot|matmul)", 2, "(({0}) @ ({1}))")
    text = _called(text, r"np\.multiply", 2, "(({0}) ⊙ ({1}))")
    text = _called(text, r"np\.outer", 2, "(({0}) @ ({1}).T)")
    return _called(text, r"\bsech", 1, "(1/cosh({0}))") if "sech" in functions else text


def apart(text, words, others=()):
    """Return a text in which letters that stand together are apart, where each is known.

    >>> apart("wx + W111W211 + what", {"w", "x", "W111", "W211"})
    'w x + W111 W211 + what'
    """
    if RATIO.search(text):
        return text

    def parted(found):
        stem = found[0].rstrip("'")
        is_known = stem in words or found[0] in others or stem in others
        parts = _parted(stem, words) if not is_known and len(stem) < 30 else None
        return " ".join(parts) + found[0][len(stem) :] if parts else found[0]

    return NAME.sub(parted, text)


def _parted(name, words):
    """The known words that a name is made of, the longest first, or None."""
    if not name:
        return []
    for length in range(len(name), 0, -1):
        if name[:length] in words:
            rest = _parted(name[length:], words)
            if rest is not None:
                return [name[:length], *rest]
    return None


def _called(text, name, count, shown):
    """A text with calls of this name, a pattern, written in another way."""
    place = 0
    for _ in range(MOST_CALLS):
        found = re.compile(rf"{name}\(").search(text, place)
        if not found:
            break
        inner, end = _inner(text, found.end() - 1)
        of = _split(inner) if inner is not None else []
        if len(of) == count:
            text = f"{text[: found.start()]}{shown.format(*of)}{text[end:]}"
            place = found.start()
        else:
            place = found.end()
    return text


def _inner(text, opened):
    """What stands in a bracket, and where it ends; (None, 0) where it is left open."""
    depth = 0
    for place in range(opened, len(text)):
        depth += (text[place] in "([") - (text[place] in ")]")
        if depth == 0:
            return text[opened + 1 : place], place + 1
    return None, 0


def _split(inner):
    """What the commas of a bracket part, those of inner brackets aside."""
    parts, depth = [""], 0
    for char in inner:
        depth += (char in "([") - (char in ")]")
        if char == "," and depth == 0:
            parts.append("")
        else:
            parts[-1] += char
    return [part.strip() for part in parts]
