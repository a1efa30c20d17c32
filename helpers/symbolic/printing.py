"""Lines as LaTeX, in the lecture's notation and in the order in which they were written."""

# ruff: noqa: D102 - what a method does, its name and its class say

import re

from sympy import Eq, KroneckerDelta, Symbol
from sympy.printing.latex import LatexPrinter
from sympy.printing.precedence import PRECEDENCE

from helpers.symbolic.arrays import SoftmaxEntry
from helpers.symbolic.form import is_negative, is_ordinary, is_simple, without_minus
from helpers.symbolic.terms import Applied, Entry, Family, Sum
from helpers.symbolic.written import Negative, Over, Plus

NAMES = {"ell": r"\ell", "loss": r"\mathscr{L}(\theta)", "y_hat": r"\hat{y}"}
GREEK = ("alpha", "beta", "gamma", "delta", "epsilon", "eta", "theta", "lambda", "mu", "sigma")
FUNCTIONS = {"exp": r"\exp", "log": r"\log", "tanh": r"\tanh", "sqrt": r"\sqrt", "max": r"\max"}
SUM, PRODUCT = PRECEDENCE["Add"], PRECEDENCE["Mul"]


def name(text):
    """A name as LaTeX: ``y_hat`` is a y with a hat, ``eta`` the Greek letter."""
    if text in NAMES:
        return NAMES[text]
    if text.startswith("∂"):
        return "/".join(r"\partial " + name(part[1:]) for part in text.split("/"))
    if text.endswith("'"):
        return name(text[:-1]) + "'"
    if text.endswith("_hat"):
        return rf"\hat{{{name(text[:-4])}}}"
    if "_" in text:
        stem, rest = text.split("_", 1)
        return f"{name(stem)}_{{{name(rest)}}}"
    if text in GREEK:
        return "\\" + text
    return text if len(text) == 1 or "\\" in text else rf"\mathrm{{{text}}}"


class Printer(LatexPrinter):
    """LaTeX for written lines; sympy's own printer for what sympy made."""

    printmethod = "_lecture_latex"

    def _print_Symbol(self, u, style="plain"):
        return name(u.name)

    _print_Letter = _print_Dummy = _print_Symbol  # noqa: N815

    def _print_Family(self, u):
        return name(u.name)

    def subscript(self, indices):
        """Indices side by side; with commas where one is longer than a letter or digit."""
        shown = [self._print(position) for position in indices]
        single = all(re.fullmatch(r"\w'?|\\ell ?", text) for text in shown)
        if not single:
            return ",".join(shown).replace(" ", "")
        return "".join(t + " " * (t[0] == "\\" and n < len(shown) - 1) for n, t in enumerate(shown))

    def _print_Entry(self, u):
        return f"{name(u.args[0].name)}_{{{self.subscript(u.args[1:])}}}"

    def _print_Indexed(self, u, exp=None):
        text = f"{name(u.base.name)}_{{{self.subscript(u.indices)}}}"
        return text if exp is None else f"{{{text}}}^{{{exp}}}"

    def _print_Whole(self, u):
        return f"{name(u.args[0].name)}_{{{self.subscript(u.args[1:])}}}"

    def bracket(self, text):
        return rf"\left({text}\right)"

    def sum_of(self, terms):
        text = ""
        for position, term in enumerate(terms):
            if is_negative(term):
                text += (" - " if position else "-") + self.factor(without_minus(term))
            else:
                text += (" + " if position else "") + self.factor(term, last=True)
        return text

    def factor(self, u, last=False):
        """A factor of a product, bracketed where it is a sum or has a minus."""
        text = self._print(u)
        is_sum = isinstance(u, Plus | Negative) or u.is_Add or (not last and is_negative(u))
        return self.bracket(text) if is_sum and not isinstance(u, Over) else text

    def _print_Plus(self, u):
        return self.sum_of(u.args)

    def _print_Negative(self, u):
        return "-" + self.factor(u.args[0])

    def _print_Times(self, u):
        if is_negative(u):
            return "-" + self.factor(without_minus(u))
        pieces = []
        for position, part in enumerate(u.args):
            text = self._print(part)
            final = position == len(u.args) - 1
            open_end = isinstance(part, Sum) and not final
            minus = is_negative(part)
            if isinstance(part, Plus | Negative) or part.is_Add or open_end or minus:
                text = self.bracket(text)
            if pieces and (text[0].isdigit() or (part.is_number and not text.startswith(r"\left"))):
                pieces.append(r"\cdot")
            elif pieces and text.startswith(r"\frac") and r"\frac" in pieces[-1]:
                pieces.append(r"\,")
            pieces.append(text)
        return r" ".join(pieces)

    def _print_Over(self, u):
        if is_negative(u):
            return "-" + self._print(without_minus(u))
        return rf"\frac{{{self._print(u.args[0])}}}{{{self._print(u.args[1])}}}"

    def _print_Power(self, u):
        base, power = u.args
        text = self._print(base)
        if isinstance(base, Entry):
            return f"{text}^{{{self._print(power)}}}"
        atomic = isinstance(base, Symbol) or (base.is_Integer and base >= 0)
        if isinstance(base, Applied) and base.name not in FUNCTIONS:
            atomic = True
        text = text if atomic else self.bracket(text)
        return f"{text}^{{{self._print(power)}}}"

    def _print_KroneckerDelta(self, u, exp=None):
        first, second = u.args
        if isinstance(u, KroneckerDelta):  # sympy has sorted its indices; ℓ goes first
            first, second = sorted(u.args, key=lambda s: (s.is_Number, str(s) != "ell"))
        text = rf"\mathbb{{1}}_{{({self._print(first)}={self._print(second)})}}"
        return text if exp is None else f"{text}^{{{exp}}}"

    def _print_Sum(self, u):
        body, *limits = u.args
        text = "".join(
            rf"\sum_{{{self._print(v)}={self._print(low)}}}^{{{self._print(high)}}} "
            for v, low, high in reversed(limits)
        )
        return text + self.factor(body)

    def _print_Applied(self, u):
        _, *arguments = u.args
        shown = ", ".join(map(self._print, arguments))
        if u.name == "sqrt":
            return rf"\sqrt{{{shown}}}"
        primes = len(u.name) - len(u.name.rstrip("'"))
        head = FUNCTIONS.get(u.name) or name(u.name.rstrip("'")) + "'" * primes
        if u.name == "log" and len(arguments) == 2:
            return rf"\log_{{{self._print(arguments[1])}}}{self.call(self._print(arguments[0]))}"
        if u.name == "log" and isinstance(arguments[0], Entry | Symbol):
            return rf"\log {shown}"
        return rf"{head}{self.call(shown)}"

    def _print_ExpBase(self, u, exp=None):
        text = rf"\exp{self.call(self._print(u.args[0]))}"
        return text if exp is None else f"{self.bracket(text)}^{{{exp}}}"

    def call(self, shown):
        tall = r"\frac" in shown or r"\sum" in shown
        return rf"\left({shown}\right)" if tall else f"({shown})"

    def _print_Derivative(self, u):
        what, by = u.args[0], getattr(u, "variables", u.args[1:])
        d = r"\mathrm{d}" if is_ordinary(what, by[0]) else r"\partial"
        below = r" ".join(f"{d} {self._print(v)}" for v in by)
        top = d if len(by) == 1 else f"{d}^{{{len(by)}}}"
        if is_simple(what):
            return rf"\frac{{{top} {self._print(what)}}}{{{below}}}"
        text = self._print(what)
        if not isinstance(what, Over | Sum | Applied | SoftmaxEntry) or is_negative(what):
            text = self.bracket(text)
        return rf"\frac{{{top}}}{{{below}}} {text}"

    def _print_Diff(self, u):
        what, by = map(self._print, u.args)
        return rf"\frac{{\partial}}{{\partial {by}}} {self.bracket(what)}"

    def _print_Cases(self, u):
        agree, indices, otherwise = u.args
        shown = self._print(Eq(*indices, evaluate=False))
        return (
            rf"\begin{{cases}} {self._print(agree)} & \text{{if }} {shown} \\ "
            rf"{self._print(otherwise)} & \text{{otherwise}} \end{{cases}}"
        )

    # ---- arrays

    def _print_OneHot(self, u):
        return f"e({self._print(u.args[0])})"

    def _print_Gradient(self, u):
        what, by = u.args
        text = self._print(what)
        return rf"\nabla_{{{self._print(by)}}} {text if is_simple(what) else self.bracket(text)}"

    def _print_Softmax(self, u):
        return rf"\operatorname{{softmax}}({self._print(u.args[0])})"

    def _print_SoftmaxEntry(self, u):
        return rf"\operatorname{{softmax}}({self._print(u.args[0])})_{{{self._print(u.args[1])}}}"

    def _print_Transpose(self, u):
        text = self._print(u.args[0])
        plain_name = isinstance(u.args[0], Family)
        return f"{text if plain_name else self.bracket(text)}^{{\\top}}"

    def _print_MatMul(self, u):
        return " ".join(map(self.factor, u.args))

    def _print_Hadamard(self, u):
        return r" \odot ".join(map(self.factor, u.args))

    def _print_Diagonal(self, u):
        return rf"\operatorname{{diag}}{self.call(self._print(u.args[0]))}"

    def _print_Vector(self, u):
        body, *limits = u.args
        ends = [(low, high) for _, low, high in limits]

        def at(*values):
            swap = {limit[0]: value for limit, value in zip(limits, values, strict=True)}
            return self._print(body.xreplace(swap))

        if len(limits) == 1:
            low, high = ends[0]
            rows = [at(low), at(low + 1), r"\vdots", at(high)]
        else:
            (top, bottom), (left, right) = ends
            rows = [
                f"{at(top, left)} & \\cdots & {at(top, right)}",
                r"\vdots & \ddots & \vdots",
                f"{at(bottom, left)} & \\cdots & {at(bottom, right)}",
            ]
        return r"\begin{bmatrix} " + r" \\[0.3em] ".join(rows) + r" \end{bmatrix}"


def latex(expression):
    r"""An expression as LaTeX, in the lecture's notation.

    Examples
    --------
    >>> from helpers.symbolic.lecture import a, i, L, W, m, j, y_hat, ell
    >>> latex(a[L, i]), latex(W[i + 1, m, j])
    ('a_{Li}', 'W_{i+1,m,j}')
    >>> latex(-1 / y_hat[ell])
    '-\\frac{1}{\\hat{y}_{\\ell}}'
    """
    return Printer()._print(expression)


def words(reason):
    """A reason as LaTeX text: specials escaped, what stands between dollars left as mathematics."""
    specials = {c: "\\" + c for c in "&%#_{}"} | {
        "\\": r"\backslash ",
        "~": r"\sim ",
        "^": r"\wedge ",
    }
    pieces = re.split(r"(\$[^$]*\$)", reason)
    shown = []
    for piece in pieces:
        if re.fullmatch(r"\$[^$]+\$", piece):
            shown.append(f"{{{piece[1:-1]}}}")
        elif piece:
            safe = "".join(
                rf"}}{specials[c]}\text{{" if c in "\\~^" else specials.get(c, c) for c in piece
            )
            shown.append(rf"\text{{{safe}}}")
    return " ".join(shown)
