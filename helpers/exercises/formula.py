"""What a reader types, read by a whitelist: a tree of known words, or a sentence saying why not."""

import ast
import re
import string
import unicodedata

LONGEST = 300  # characters
MOST_NODES = 150
DEEPEST = 30
LARGEST_EXPONENT = 12
LARGEST_NUMBER = 1e12

OPERATORS = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.Pow: "**"}
AS_TYPED = str.maketrans({"−": "-", "–": "-", "·": "*", "×": "*", "⋅": "*", "÷": "/"})
PLAIN = set(f"{string.ascii_letters}{string.digits}_ +-*/^%@=.,()[]")
PRIME = re.compile(r"\bg\s*['′’]")
MISSING_TIMES = re.compile(r"(\d(?:\.\d*)?|\))\s*(?=[A-Za-z(])|(\))\s*(?=\d)")
FROM_DIGIT = re.compile(r"(?<!\w)\.?\d[\w.]*")
DIGITS = re.compile(r"([\d_.]+)(?:[eE]\d*)?[jJ]?")
EXPONENT_MARK = re.compile(r"\d[eE][+-]?\d")
TIMES_MISSING = "A * is missing after “{}”: products are written out."
REFUSED = {
    ast.BitXor: "^ is no power here: write ** for it",
    ast.Mod: "% is not used in formulas",
    ast.FloorDiv: "// is not used here: write / for a fraction",
    ast.MatMult: "@ is not used here: the letters are numbers, so write *",
}


class FormulaError(ValueError):
    """What was typed is no formula of this exercise; the message is a sentence for the reader."""


def read(text, vocabulary):
    """Return what was typed as a tree, in the vocabulary's own names.

    Nothing is evaluated. The length, the depth, the numbers and the exponents are bounded.

    Parameters
    ----------
    text : str
    vocabulary : Vocabulary

    Returns
    -------
    ast.expr

    Raises
    ------
    FormulaError
        With a sentence that says which part is not known.

    Examples
    --------
    >>> from helpers.exercises.vocabulary import Letter, Vocabulary
    >>> words = Vocabulary((Letter("h", "h"),))
    >>> ast.unparse(read("h·(1−h)", words))
    'h * (1 - h)'
    >>> read("h.__class__", words)
    Traceback (most recent call last):
    helpers.exercises.formula.FormulaError: A dot has no place in this formula: “.__class__”.
    """
    if not isinstance(text, str):
        raise FormulaError(f"A formula is text, and this is {type(text).__name__}.")
    if not text.strip():
        raise FormulaError("Nothing is typed yet.")
    if len(text) > LONGEST:
        raise FormulaError(f"This has {len(text):,} characters; at most {LONGEST} are read.")
    text = " ".join(unicodedata.normalize("NFC", text).translate(AS_TYPED).split())
    text = PRIME.sub("g_prime", text)
    for char in text:
        if not (char in PLAIN or char.isalpha()):
            raise FormulaError(_why_strange(char))
    tree = _parse(text)
    if sum(1 for _ in ast.walk(tree)) > MOST_NODES or _depth(tree) > DEEPEST:
        raise FormulaError("This is longer than any answer here: please write it more simply.")
    return _Reader(vocabulary).read(tree)


def _why_strange(char):
    if unicodedata.category(char)[0] == "C":
        return "There is an invisible character in this: please type it anew."
    if char == "\\":
        return "This is LaTeX: type a formula as in Python, as in (a + b)/2."
    if char in "'’′":
        return f"“{char}” is read in g'( ) alone: write another slope out."
    is_power = unicodedata.decomposition(char).startswith("<super>")
    hint = ": a power is written with **" if is_power else ""
    return f"“{char}”{_named(char)} has no place in a formula{hint}."


def _named(char):
    """The name of a character that keyboards do not have, in brackets."""
    return f" ({unicodedata.name(char, 'no known sign').lower()})" if ord(char) > 127 else ""


def _parse(text):
    for word in FROM_DIGIT.findall(text):
        if not DIGITS.fullmatch(word):  # Python's parser warns of "1if" on the page
            raise FormulaError(TIMES_MISSING.format(DIGITS.match(word)[1]))
    try:
        return ast.parse(text, mode="eval").body
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        raise FormulaError(_why_unreadable(text)) from None


def _why_unreadable(text):
    opened, closed = (sum(text.count(bracket) for bracket in pair) for pair in ("([{", ")]}"))
    if opened != closed:
        more, fewer = ("opened", "closed") if opened > closed else ("closed", "opened")
        return f"A bracket is {more} that is never {fewer}: {opened} opened, {closed} closed."
    if "=" in text:
        return "Type only what stands right of the equals sign."
    if text[-1] in "+-*/(":
        return f"Something is missing after the last {text[-1]}."
    gap = MISSING_TIMES.search(EXPONENT_MARK.sub("1", text))
    if gap:
        return TIMES_MISSING.format(gap.group().strip())
    if re.search(r"[\w)]\s+[\w(]", text):
        return "Between two words stands no sign: write + - * / or ** between them."
    return "This does not read as a formula of + - * / ** and brackets."


def _depth(tree):
    """How many nodes lie upon one another, counted without recursion."""
    depth, level = 0, [tree]
    while level:
        depth += 1
        level = [child for node in level for child in ast.iter_child_nodes(node)]
    return depth


class _Reader:
    """One method a kind of node; whatever has none is refused."""

    def __init__(self, vocabulary):
        self.words = vocabulary

    def read(self, node):
        method = getattr(self, f"read_{type(node).__name__}", None)
        if method is None:
            raise FormulaError(f"“{_shown(node)}” has no place in a formula.")
        return method(node)

    def read_Constant(self, node):
        value = node.value
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise FormulaError(f"“{_shown(node)}” is no number.")
        if not abs(value) <= LARGEST_NUMBER:
            raise FormulaError("There is a number larger than a million millions in this.")
        return ast.Constant(value)

    def read_Name(self, node):
        name = self.find(node.id)
        if name in self.words.function_names:
            raise FormulaError(f"{node.id} is a function: write {node.id}( … ).")
        return ast.Name(name)

    def read_UnaryOp(self, node):
        if not isinstance(node.op, ast.USub | ast.UAdd):
            raise FormulaError(f"“{_shown(node)}” has no place in a formula.")
        operand = self.read(node.operand)
        return operand if isinstance(node.op, ast.UAdd) else ast.UnaryOp(ast.USub(), operand)

    def read_BinOp(self, node):
        is_product = isinstance(node.op, ast.MatMult) and self.words.arrays
        if type(node.op) not in OPERATORS and not is_product:
            reason = REFUSED.get(type(node.op), f"“{_shown(node)}” has no place in a formula")
            raise FormulaError(f"{reason}.")
        is_power = isinstance(node.op, ast.Pow) and isinstance(node.left, ast.Name)
        if is_power and node.left.id == "e" and not self.words.find("e"):
            raise FormulaError("For e to a power write exp( … ).")
        left, right = self.read(node.left), self.read(node.right)
        if isinstance(node.op, ast.Pow):
            self.check_exponent(right)
        return ast.BinOp(left, node.op, right)

    def read_Call(self, node):
        if isinstance(node.func, ast.Constant | ast.BinOp | ast.UnaryOp | ast.Call):
            raise FormulaError(TIMES_MISSING.format(_shown(node.func)))
        if isinstance(node.func, ast.Attribute) and self.words.find(node.func.attr):
            raise FormulaError(f"Write {node.func.attr}( … ), without what stands before the dot.")
        if not isinstance(node.func, ast.Name):
            raise FormulaError(f"“{_shown(node.func)}” cannot be called in a formula.")
        name = self.find(node.func.id)
        if name not in self.words.function_names:
            raise FormulaError(
                f"{node.func.id} is a letter: for a product write {node.func.id}*(…)."
            )
        if node.keywords or len(node.args) != 1 or isinstance(node.args[0], ast.Starred):
            raise FormulaError(f"{node.func.id} takes one thing in its brackets.")
        return ast.Call(ast.Name(name), [self.read(node.args[0])], [])

    def read_Tuple(self, node):
        raise FormulaError("A comma has no place here: a half is 0.5, a thousand is 1000.")

    def read_Attribute(self, node):
        if self.words.arrays and node.attr == "T":
            return ast.Attribute(self.read(node.value), "T")
        raise FormulaError(f"A dot has no place in this formula: “.{_cut(node.attr)}”.")

    def read_Subscript(self, node):
        if not (self.words.arrays and isinstance(node.value, ast.Name)):
            raise FormulaError("Square brackets have no place in this formula.")
        return ast.Subscript(self.read(node.value), self.read_layer(node.slice))

    def read_layer(self, node):
        if isinstance(node, ast.Constant) and type(node.value) is int and 0 <= node.value < 100:
            return ast.Constant(node.value)
        raise FormulaError(
            f"In square brackets stands the number of a layer, not “{_shown(node)}”."
        )

    def check_exponent(self, node):
        while isinstance(node, ast.UnaryOp):
            node = node.operand
        match node:
            case ast.Constant(value):
                size = abs(value)
            case ast.BinOp(ast.Constant(above), ast.Div(), ast.Constant(below)) if below:
                size = max(abs(above), abs(below), abs(above / below))
            case ast.Name():
                return
            case _:
                raise FormulaError(
                    "An exponent is a number or a letter; for e to a power write exp( … )."
                )
        if size > LARGEST_EXPONENT:
            raise FormulaError(f"Exponents go up to {LARGEST_EXPONENT}.")

    def find(self, typed):
        name = self.words.find(typed)
        if name is not None:
            return name
        known = ", ".join((*self.words.letter_names, *self.words.function_names))
        close = self.words.suggest(typed)
        hint = f" Did you mean {close}?" if close else ""
        strange = next((char for char in typed if ord(char) > 127), None)
        if strange:
            hint = f" “{strange}” is {unicodedata.name(strange, 'no known letter').lower()}.{hint}"
        raise FormulaError(f"“{_cut(typed)}” is not known here.{hint} Known: {known}.")


def _shown(node):
    try:
        return _cut(ast.unparse(node))
    except (RecursionError, ValueError):
        return "this"


def _cut(text):
    return text if len(text) <= 30 else f"{text[:29]}…"
