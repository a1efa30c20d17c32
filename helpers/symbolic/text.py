"""Lines as plain text in Unicode, for a terminal, a message, and readers without MathJax."""

# ruff: noqa: D102 - what a method does, its name and its class say

import re

from sympy import Symbol
from sympy.printing.str import StrPrinter

from helpers.symbolic.form import is_negative, without_minus
from helpers.symbolic.terms import Applied, Entry
from helpers.symbolic.written import Negative, Over, Plus, Times

NAMES = {"ell": "ℓ", "loss": "ℒ(θ)", "y_hat": "ŷ", "eta": "η", "alpha": "α", "theta": "θ"}
NAMES |= {"sigma": "σ", "beta": "β", "lambda": "λ", "mu": "μ"}


class TextPrinter(StrPrinter):
    """Unicode text for written lines; sympy's own printer for what sympy made."""

    printmethod = "_lecture_text"

    def _print_Symbol(self, u):
        if u.name.startswith("∂"):
            return "/".join("∂" + self._print(Symbol(part[1:])) for part in u.name.split("/"))
        return NAMES.get(u.name, u.name.replace("_hat", "\u0302"))

    _print_Letter = _print_Dummy = _print_Symbol  # noqa: N815

    def _print_Family(self, u):
        return self._print(Symbol(u.name))

    def indexed(self, base, indices):
        shown = [self._print(position).replace(" ", "") for position in indices]
        single = all(re.fullmatch(r"\w'?", text) for text in shown)
        return f"{self._print(Symbol(base))}_{''.join(shown) if single else ','.join(shown)}"

    def _print_Entry(self, u):
        return self.indexed(u.args[0].name, u.args[1:])

    _print_Whole = _print_Entry  # noqa: N815

    def _print_Indexed(self, u):
        return self.indexed(u.base.name, u.indices)

    def tight(self, u):
        """A part of a product or power, bracketed where it is made of several."""
        compound = isinstance(u, Plus | Negative | Times | Over) or u.is_Add or u.is_Mul
        return f"({self._print(u)})" if compound or is_negative(u) else self._print(u)

    def loose(self, u):
        """A factor of a product or a term of a difference: bracketed where it is a sum."""
        is_sum = isinstance(u, Plus | Negative) or u.is_Add or is_negative(u)
        return f"({self._print(u)})" if is_sum else self._print(u)

    def _print_Plus(self, u):
        text = ""
        for position, term in enumerate(u.args):
            if is_negative(term):
                text += (" − " if position else "−") + self.loose(without_minus(term))
            else:
                text += (" + " if position else "") + self._print(term)
        return text

    def _print_Negative(self, u):
        return "−" + self.loose(u.args[0])

    def _print_Times(self, u):
        if is_negative(u):
            return "−" + self.loose(without_minus(u))
        return " · ".join(map(self.loose, u.args))

    def _print_Mul(self, u):
        return re.sub(r"(?<!\*)\*(?!\*)", " · ", super()._print_Mul(u))

    def _print_Over(self, u):
        if is_negative(u):
            return "−" + self._print(without_minus(u))
        return f"{self.tight(u.args[0])}/{self.tight(u.args[1])}"

    def _print_Power(self, u):
        power = self._print(u.args[1])
        marks = {"2": "²", "3": "³"}
        base = u.args[0]
        atomic = isinstance(base, Symbol | Entry | Applied) or (base.is_number and base >= 0)
        shown = self._print(base) if atomic else f"({self._print(base)})"
        return shown + marks.get(power, f"^{power}" if power.isalnum() else f"^({power})")

    def _print_KroneckerDelta(self, u):
        return f"1[{'='.join(map(self._print, u.args))}]"

    def _print_Sum(self, u):
        body, *limits = u.args
        signs = "".join(
            f"Σ_{{{self._print(v)}={self._print(low)}..{self._print(high)}}} "
            for v, low, high in reversed(limits)
        )
        return signs + self.loose(body)

    def _print_Applied(self, u):
        if u.name == "log" and len(u.args) == 3:
            return f"log_{self._print(u.args[2])}({self._print(u.args[1])})"
        return f"{u.name}({', '.join(map(self._print, u.args[1:]))})"

    def _print_Derivative(self, u):
        what, by = u.args[0], getattr(u, "variables", u.args[1:])
        below = " ".join(f"∂{self._print(v)}" for v in by)
        simple = isinstance(what, Symbol | Entry)
        return f"∂{self._print(what)}/{below}" if simple else f"∂/{below} ({self._print(what)})"

    _print_Diff = _print_Derivative  # noqa: N815

    def _print_Cases(self, u):
        agree, indices, otherwise = u.args
        same = "=".join(map(self._print, indices))
        return f"{{{self._print(agree)} if {same}; {self._print(otherwise)} otherwise}}"

    def _print_OneHot(self, u):
        return f"e({self._print(u.args[0])})"

    def _print_Gradient(self, u):
        what, by = u.args
        simple = isinstance(what, Symbol | Entry)
        shown = self._print(what) if simple else f"({self._print(what)})"
        return f"∇_{self._print(by)} {shown}"

    def _print_Softmax(self, u):
        return f"softmax({self._print(u.args[0])})"

    def _print_SoftmaxEntry(self, u):
        return f"softmax({self._print(u.args[0])})_{self._print(u.args[1])}"

    def _print_Transpose(self, u):
        return f"{self.tight(u.args[0])}ᵀ"

    def _print_MatMul(self, u):
        return " ".join(map(self.loose, u.args))

    def _print_Hadamard(self, u):
        return " ⊙ ".join(map(self.loose, u.args))

    def _print_Diagonal(self, u):
        return f"diag({self._print(u.args[0])})"

    def _print_Vector(self, u):
        body, *limits = u.args
        places = " × ".join(
            f"{self._print(v)}={self._print(low)}..{self._print(high)}" for v, low, high in limits
        )
        return f"[{self._print(body)}]_{{{places}}}"


def text(expression):
    """An expression as plain text, in the lecture's notation.

    Examples
    --------
    >>> from helpers.symbolic.lecture import a, i, L, W, m, j, y_hat, ell
    >>> print(text(W[i + 1, m, j]), text(-1 / y_hat[ell]))
    W_i+1,m,j −1/ŷ_ℓ
    """
    return TextPrinter()._print(expression)
