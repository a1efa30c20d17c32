"""A formula's tree as LaTeX, as it is understood: nothing is reordered or simplified."""

import ast

from helpers.exercises.vocabulary import FUNCTIONS

SUM, SIGN, PRODUCT, POWER, ATOM = range(5)  # how tightly a node holds together
COMPOSITE = "^", r"\partial", r"\nabla"  # letters that a power beside them would not embrace


def latex(tree, vocabulary):
    r"""Return a tree as LaTeX.

    Parameters
    ----------
    tree : ast.expr
        What `read` returned.
    vocabulary : Vocabulary
        It says how a letter is written.

    Returns
    -------
    str

    Examples
    --------
    >>> from helpers.exercises.formula import read
    >>> from helpers.exercises.vocabulary import Letter, Vocabulary
    >>> words = Vocabulary((Letter("e_i", "e_i"), Letter("y_hat_i", r"\hat{y}_i")))
    >>> latex(read("-(e_i - y_hat_i)/2", words), words)
    '\\frac{-(e_i - \\hat{y}_i)}{2}'
    """
    return _Printer(vocabulary).show(tree)[0]


class _Printer:
    def __init__(self, vocabulary):
        self.words = vocabulary

    def show(self, node):
        return getattr(self, f"show_{type(node).__name__}")(node)

    def held(self, node, least):
        """LaTeX in brackets where the node would fall apart beside its neighbour."""
        text, tightness = self.show(node)
        return text if tightness >= least else f"({text})"

    def show_Constant(self, node):
        text = digits_latex(repr(node.value).removesuffix(".0"))
        return text, PRODUCT if "^" in text else ATOM

    def show_Name(self, node):
        return self.words.letter(node.id).latex, ATOM

    def show_UnaryOp(self, node):
        return f"-{self.held(node.operand, PRODUCT)}", SIGN

    def show_BinOp(self, node):
        return getattr(self, f"show_{type(node.op).__name__}")(node.left, node.right)

    def show_Add(self, left, right):
        return f"{self.show(left)[0]} + {self.held(right, PRODUCT)}", SUM

    def show_Sub(self, left, right):
        return f"{self.show(left)[0]} - {self.held(right, PRODUCT)}", SUM

    def show_Mult(self, left, right):
        one, other = self.held(left, SIGN), self.held(right, POWER)
        looks_mixed = one[-1].isdigit() and other.startswith(r"\frac")  # as in 2 1/3
        sign = r" \cdot " if other[0].isdigit() or looks_mixed else r"\,"
        return f"{one}{sign}{other}", SIGN if one.startswith("-") else PRODUCT

    def show_MatMult(self, left, right):
        return rf"{self.held(left, PRODUCT)}\,{self.held(right, POWER)}", PRODUCT

    def show_Div(self, left, right):
        return rf"\frac{{{self.show(left)[0]}}}{{{self.show(right)[0]}}}", POWER

    def show_Pow(self, left, right):
        base, tightness = self.show(left)
        is_composite = any(part in base for part in COMPOSITE)
        if tightness < ATOM or isinstance(left, ast.Call) or is_composite:
            base = f"({base})"
        return f"{base}^{{{self.show(right)[0]}}}", POWER

    def show_Call(self, node):
        return FUNCTIONS[node.func.id].format(self.show(node.args[0])[0]), ATOM

    def show_Attribute(self, node):
        return rf"{self.held(node.value, ATOM)}^{{\top}}", POWER

    def show_Subscript(self, node):
        letter = self.words.letter(node.value.id).latex
        return letter.replace("[k]", str(node.slice.value)), ATOM


def digits_latex(text):
    r"""Return a number's digits as LaTeX, where Python prints a power of ten with an e.

    Examples
    --------
    >>> print(digits_latex("0.5"), digits_latex("1e-05"))
    0.5 1 \cdot 10^{-5}
    """
    mantissa, _, power = text.partition("e")
    return rf"{mantissa} \cdot 10^{{{int(power)}}}" if power else mantissa


def told_apart(one, other):
    """Return two numbers as LaTeX: four digits, or as many more as they need to differ.

    Examples
    --------
    >>> told_apart(0.25, 1 / 3), told_apart(1.0, 1.000001)
    (('0.25', '0.3333'), ('1', '1.000001'))
    """
    for digits in range(4, 18):
        texts = f"{one + 0.0:.{digits}g}", f"{other + 0.0:.{digits}g}"  # never -0
        if texts[0] != texts[1]:
            break
    return tuple(map(digits_latex, texts))
