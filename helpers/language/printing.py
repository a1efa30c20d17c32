"""Lines as LaTeX, as on the slides, and as text, which can be read again.

Different lines never look alike: a bracket stands wherever the next reader could group otherwise.
"""

import re
from fractions import Fraction
from itertools import groupby
from unicodedata import normalize

from helpers.language.nodes import (
    ONE,
    Call,
    Constant,
    D,
    Entry,
    Gradient,
    Index,
    Letter,
    Negative,
    Number,
    Plus,
    Product,
    Sum,
    Vector,
    Whole,
    free,
    put,
    stepped,
    walk,
)
from helpers.notation import SPELLINGS

# how tightly a part holds together
SUM, SIGN, PRODUCT, POWER, ATOM = range(5)
LOOSE = {
    "Plus": SUM,
    "Negative": SIGN,
    "Times": PRODUCT,
    "Over": PRODUCT,
    "MatMul": PRODUCT,
    "Hadamard": PRODUCT,
    "Power": POWER,
    "Transpose": POWER,
}
ROMAN = ("exp", "log", "tanh", "sinh", "cosh", "sin", "cos", "tan", "max", "min")
ACCENT = "\u0302"  # the combining hat
NAMED = Letter | Index | Constant | Entry | Whole
SIGNS = {"=": "=", "≠": r"\neq ", "<": "<", "≤": r"\leq ", ">": ">", "≥": r"\geq "}


class Text:
    """The language itself: what it writes, the reader reads as the same tree."""

    times, by, odot, minus, over = " · ", " @ ", " ⊙ ", "−", "/"

    def __init__(self, names=None):
        self.names = names or {}  # how letters are written, where not as everywhere

    def __call__(self, u):
        return getattr(self, f"show_{type(u).__name__}")(u)

    def level(self, u):
        """How tightly what is shown of a part holds together."""
        return LOOSE.get(type(u).__name__, ATOM)

    def bracket(self, text):
        return f"({text})"

    def held(self, u, least):
        """A part, bracketed where its neighbours would take it apart."""
        return self(u) if self.level(u) >= least else self.bracket(self(u))

    def name(self, name):
        """A name with its primes."""
        stem = name.rstrip("'")
        return self.stem(stem) + "'" * (len(name) - len(stem))

    def stem(self, name):
        if name in SPELLINGS:
            return SPELLINGS[name][0]
        shown = "_".join(SPELLINGS.get(part, (part,))[0] for part in name.split("_"))
        return normalize("NFC", re.sub(r"^(\w)_hat(?=_|$)", rf"\1{ACCENT}", shown))

    def subscript(self, places):
        return f"[{','.join(self(place).replace(' ', '') for place in places)}]"

    # ---- letters and entries

    def show_Number(self, u):
        return decimal(u.value)

    def show_Letter(self, u):
        return self.name(u.name)

    def show_Index(self, u):
        return self.name(u.name)

    def show_Constant(self, u):
        return self.name(u.name)

    def show_Entry(self, u):
        places = u.indices if u.layer is None else (u.layer, *u.indices)
        return self.name(u.name) + self.subscript(places)

    def show_Whole(self, u):
        return self.name(u.name) + (self.subscript((u.layer,)) if u.layer is not None else "")

    def show_Part(self, u):
        base = self(u.of) if isinstance(u.of, Call) else self.bracket(self(u.of))
        return base + self.subscript(u.indices)

    # ---- arithmetic

    def show_Plus(self, u):
        pieces = [self.held(u.terms[0], SIGN)]
        for term in u.terms[1:]:
            if isinstance(term, Negative):
                pieces += [f" {self.minus} ", self.held(term.of, PRODUCT)]
            else:
                pieces += [" + ", self.held(term, PRODUCT)]
        return "".join(pieces)

    def show_Negative(self, u):
        return self.minus + self.held(u.of, PRODUCT)

    def show_Times(self, u):
        first, *rest = u.factors
        lead = self(first) if type(first).__name__ == "Over" else self.held(first, POWER)
        return self.times.join([lead, *(self.held(factor, POWER) for factor in rest)])

    def show_Over(self, u):
        lead = self(u.above) if type(u.above).__name__ == "Times" else self.held(u.above, POWER)
        return f"{lead}{self.over}{self.held(u.below, POWER)}"

    def show_Power(self, u):
        base, power = self.held(u.base, ATOM), self(u.exponent)
        if power in ("2", "3"):
            return base + "²³"[int(power) - 2]
        is_plain = power.isalnum() and power != "T"  # that would be a transpose
        return f"{base}^{power if is_plain else self.bracket(power)}"

    def show_MatMul(self, u):
        left = self(u.left) if type(u.left).__name__ == "MatMul" else self.held(u.left, POWER)
        return left + self.by + self.held(u.right, POWER)

    def show_Hadamard(self, u):
        left = self(u.left) if type(u.left).__name__ == "Hadamard" else self.held(u.left, POWER)
        return left + self.odot + self.held(u.right, POWER)

    def show_Transpose(self, u):
        return self.held(u.of, ATOM) + "ᵀ"

    # ---- functions and derivatives

    def show_Call(self, u):
        return f"{self.name(u.name)}({', '.join(map(self, u.args))})"

    def show_D(self, u):
        return f"D({self(u.of)}, {self(u.by)})"

    def show_Gradient(self, u):
        return f"∇({self(u.of)}, {self(u.by)})"

    # ---- what runs

    def show_Binder(self, u):
        return f"{self(u.index)}, {self(u.low)}..{self(u.high)}"

    def show_Sum(self, u):
        return f"Σ({self(u.over)}, {self(u.body)})"

    def show_Product(self, u):
        return f"Π({self(u.over)}, {self(u.body)})"

    def show_Vector(self, u):
        kind = "vector" if len(u.over) == 1 else "matrix"
        return f"{kind}({', '.join(map(self, u.over))}, {self(u.body)})"

    def show_OneHot(self, u):
        places = "" if is_usual(u) else f", {self(u.low)}..{self(u.high)}"
        return f"e({self(u.at)}{places})"

    def condition(self, u):
        return f"{self(u.left)} {u.sign} {self(u.right)}"

    def show_Indicator(self, u):
        shown = self.condition(u)
        return f"1[{shown if ' if ' in shown else shown.replace(' ', '')}]"

    def show_Cases(self, u):
        branches = [f"{self(value)} if {self.condition(when)}" for value, when in u.branches]
        return f"cases({', '.join([*branches, self(u.otherwise)])})"


class Code(Text):
    """As Python writes it."""

    times, minus, over = " * ", "-", " / "

    def name(self, name):
        return name.replace("'", "_prime")

    def show_Power(self, u):
        return f"{self.held(u.base, ATOM)} ** {self.held(u.exponent, ATOM)}"

    def show_Transpose(self, u):
        return self.held(u.of, ATOM) + ".T"


class Latex(Text):
    """The slides' look."""

    def bracket(self, text):
        return rf"\left({text}\right)"

    def stem(self, name):
        if name in self.names:
            return self.names[name]
        if name in SPELLINGS:
            return SPELLINGS[name][1]
        if name.endswith("_hat"):
            return rf"\hat{{{self.stem(name[:-4])}}}"
        if "_" in name.strip("_"):
            hatted = re.match(r"\w+?_hat(?=_)", name)
            stem = hatted.group() if hatted else name.split("_", 1)[0]
            return f"{self.stem(stem)}_{{{self.stem(name[len(stem) + 1 :])}}}"
        return name if len(name) == 1 else rf"\mathrm{{{name.replace('_', '')}}}"

    def subscript(self, places):
        shown = [re.sub(r" ([-+]) ", r"\1", self(place)) for place in places]
        shown = [re.sub(r" (\\cdot |\\,)?", r" \\cdot ", place) for place in shown]  # 2 i, not 2, i
        if len(shown) == 1:
            return f"_{{[{shown[0]}]}}" if re.fullmatch(r"\d\d+", shown[0]) else f"_{{{shown[0]}}}"
        if all(re.fullmatch(r"\w|\\ell|\w'", text) for text in shown):
            return "_{" + re.sub("ell(?=.)", "ell ", "".join(shown)) + "}"
        return f"_{{{','.join(shown)}}}"

    # ---- arithmetic

    def show_Plus(self, u):
        text = ""
        for place, term in enumerate(u.terms):
            last = place == len(u.terms) - 1
            body = term.of if isinstance(term, Negative) else term
            is_closed = not isinstance(body, Plus | Negative) and (last or not self.runs_on(body))
            shown = self(body) if is_closed else self.bracket(self(body))
            sign = "-" if isinstance(term, Negative) else "+" if place else ""
            text += f" {sign} {shown}" if place else sign + shown
        return text

    def runs_on(self, u):
        """Whether a term ends in a sum, which would take what follows into it."""
        while type(u).__name__ == "Times":
            u = u.factors[-1]
        return isinstance(u, Sum | Product) and not isinstance(u, Call)

    def show_Negative(self, u):
        is_closed = not isinstance(u.of, Plus | Negative)
        return "-" + (self(u.of) if is_closed else self.bracket(self(u.of)))

    def show_Times(self, u):
        pieces = []
        for place, factor in enumerate(u.factors):
            last = place == len(u.factors) - 1
            kind = type(factor).__name__
            is_open = kind in ("Sum", "Product") or self.is_bare_log(factor)
            grouped = kind in ("Plus", "Negative", "Times", "MatMul", "Hadamard")
            text = self.bracket(self(factor)) if grouped or (is_open and not last) else self(factor)
            looks_mixed = kind == "Over" and isinstance(u.factors[place - 1], Number)  # 2 1/3
            looks_mixed &= bool(re.match(r"\\frac\{\d", text))
            if pieces and (looks_mixed or text[0].isdigit() or text.startswith(r"\mathrm")):
                pieces.append(r"\cdot")
            elif pieces and text.startswith(r"\frac") and pieces[-1].startswith(r"\frac"):
                pieces.append(r"\,")
            elif pieces and isinstance(u.factors[place - 1], NAMED):
                text = r"\," + text if text.startswith(r"\left(") else text
            pieces.append(text)
        return " ".join(pieces)

    def show_Over(self, u):
        return rf"\frac{{{self(u.above)}}}{{{self(u.below)}}}"

    def show_Power(self, u):
        base = u.base
        is_atom = isinstance(base, NAMED)
        is_atom |= isinstance(base, Number) and base.value.denominator == 1
        is_atom |= isinstance(base, Call) and not self.is_bare_log(base) and base.name != "sqrt"
        shown = self(base)
        is_atom &= not any(sign in shown for sign in ("^", r"\frac", r"\partial", r"\nabla"))
        return f"{shown if is_atom else self.bracket(shown)}^{{{self(u.exponent)}}}"

    def show_MatMul(self, u):
        left = self(u.left) if type(u.left).__name__ == "MatMul" else self.factor(u.left)
        space = r"\, " if isinstance(u.left, Gradient) else " "
        return f"{left}{space}{self.factor(u.right)}"

    def show_Hadamard(self, u):
        left = self(u.left) if type(u.left).__name__ == "Hadamard" else self.factor(u.left)
        return rf"{left} \odot {self.factor(u.right)}"

    def factor(self, u):
        kind = type(u).__name__
        grouped = kind in ("Plus", "Negative", "Times", "MatMul", "Hadamard", "Sum", "Product")
        return self.bracket(self(u)) if grouped or self.is_bare_log(u) else self(u)

    def show_Transpose(self, u):
        is_atom = isinstance(u.of, Whole | Vector) or (
            isinstance(u.of, Call) and u.of.name == "diag"
        )
        return f"{self(u.of) if is_atom else self.bracket(self(u.of))}^{{\\top}}"

    # ---- functions and derivatives

    def is_bare_log(self, u):
        return (
            isinstance(u, Call)
            and u.name == "log"
            and len(u.args) == 1
            and isinstance(u.args[0], Entry | Letter)
        )

    def show_Call(self, u):
        inner = ", ".join(map(self, u.args))
        tall = any(sign in inner for sign in (r"\frac", r"\sum", r"\prod", "matrix"))
        called = self.bracket(inner) if tall else f"({inner})"
        if u.name == "sqrt":
            return rf"\sqrt{{{inner}}}"
        if u.name == "abs":
            return rf"\left|{inner}\right|"
        if self.is_bare_log(u):
            return rf"\log {inner}"
        if u.name == "log" and len(u.args) == 2:
            return rf"\log_{{{self(u.args[1])}}}({self(u.args[0])})"
        if u.name in ROMAN:
            return rf"\{u.name}{called}"
        stem = u.name.rstrip("'")
        if len(stem) > 1 and stem not in SPELLINGS:
            return rf"\operatorname{{{stem}}}{u.name[len(stem) :]}{called}"
        return self.name(u.name) + called

    def show_D(self, u):
        letters = {part for part in walk(u) if isinstance(part, Letter | Entry)}
        d = r"\mathrm{d}" if letters == {u.by} and isinstance(u.by, Letter) else r"\partial"
        body, below = u, []
        while isinstance(body, D):
            below.append(f"{d} {self(body.by)}")
            body = body.of
        top = d if len(below) == 1 else f"{d}^{{{len(below)}}}"
        runs = [(by, len(list(some))) for by, some in groupby(below)]
        below = r" \, ".join(by if times == 1 else f"{{{by}}}^{{{times}}}" for by, times in runs)
        if self.is_simple(body):
            return rf"\frac{{{top} {self(body)}}}{{{below}}}"
        return rf"\frac{{{top}}}{{{below}}} {self.bracket(self(body))}"

    def is_simple(self, u):
        if isinstance(u, Call):
            plain = u.name not in (*ROMAN, "sqrt", "abs")
            return plain and all(isinstance(part, Letter | Entry) for part in u.args)
        return isinstance(u, Letter | Entry)

    def show_Gradient(self, u):
        body = self(u.of) if self.is_simple(u.of) else self.bracket(self(u.of))
        return rf"\nabla_{{{self(u.by)}}} {body}"

    # ---- what runs

    def big(self, sign, u):
        low, high = self(u.over.low), self(u.over.high)
        body = self(u.body)
        if isinstance(u.body, Plus | Negative):
            body = self.bracket(body)
        return rf"{sign}_{{{self(u.over.index)}={low}}}^{{{high}}} {body}"

    def show_Sum(self, u):
        return self.big(r"\sum", u)

    def show_Product(self, u):
        return self.big(r"\prod", u)

    def show_OneHot(self, u):
        places = "" if is_usual(u) else rf"_{{{self(u.low)},\ldots,{self(u.high)}}}"
        return f"e{places}({self(u.at)})"

    def condition(self, u):
        return f"{self(u.left)}{SIGNS[u.sign]}{self(u.right)}"

    def show_Indicator(self, u):
        return rf"\mathbb{{1}}_{{({self.condition(u)})}}"

    def show_Cases(self, u):
        rows = [
            rf"{self(value)} & \text{{if }} {self.condition(when)}" for value, when in u.branches
        ]
        rows.append(rf"{self(u.otherwise)} & \text{{otherwise}}")
        return r"\begin{cases} " + r" \\ ".join(rows) + r" \end{cases}"

    def show_Vector(self, u):
        def at(*values):
            return self(put(u.body, dict(zip((b.index.name for b in u.over), values, strict=True))))

        if any(b.low == b.high or b.index.name not in free(u.body) for b in u.over):
            runs = [rf"{self(b.index)}={self(b.low)},\ldots,{self(b.high)}" for b in u.over]
            return rf"\left[{self(u.body)}\right]_{{{'; '.join(runs)}}}"
        ends = [(binder.low, binder.high) for binder in u.over]
        if len(ends) == 1:
            ((low, high),) = ends
            rows = [at(low), at(stepped(low, 1)), r"\vdots", at(high)]
        else:
            (top, bottom), (left, right) = ends
            rows = [
                rf"{at(top, left)} & \cdots & {at(top, right)}",
                r"\vdots & \ddots & \vdots",
                rf"{at(bottom, left)} & \cdots & {at(bottom, right)}",
            ]
        return r"\begin{bmatrix} " + r" \\[0.3em] ".join(rows) + r" \end{bmatrix}"


text, code, latex = Text(), Code(), Latex()


def is_usual(u):
    """Whether a one-hot vector has k places."""
    return (u.low, u.high) == (ONE, Index("k"))


def decimal(value):
    """A number of the language in digits: 3, 0.5; a fraction that has no end as a/b."""
    value = Fraction(value)
    power = 1
    while power % value.denominator and power < 10**40:
        power *= 10
    if power % value.denominator:
        return f"{value.numerator}/{value.denominator}"
    places = len(str(power)) - 1
    if not places:
        return str(value.numerator)
    digits = f"{abs(value.numerator) * (power // value.denominator):0{places + 1}d}"
    shown = f"{digits[:-places]}.{digits[-places:]}".rstrip("0")
    return f"-{shown}" if value < 0 else shown


def is_whole(formula):
    """Whether a formula in LaTeX leaves what stands around it alone: its brackets close."""
    depth, bare = 0, re.sub(r"\\.", "", formula)
    for char in bare:
        depth += (char == "{") - (char == "}")
        if depth < 0:
            return False
    return depth == 0 and not set("&%#\\") & set(bare) and r"\\" not in formula


def words(reason):
    """A reason as LaTeX text: specials escaped, what stands between dollars left as mathematics."""
    specials = {c: "\\" + c for c in "&%#_{}$"} | {
        "\\": r"\backslash ",
        "~": r"\sim ",
        "^": r"\wedge ",
    }
    pieces = re.split(r"(\$[^$]*\$)", reason)
    shown = []
    for piece in pieces:
        if re.fullmatch(r"\$[^$]+\$", piece) and is_whole(piece[1:-1]):
            shown.append(f"{{{piece[1:-1]}}}")
        elif piece:
            safe = "".join(
                rf"}}{specials[c]}\text{{" if c in "\\~^" else specials.get(c, c) for c in piece
            )
            shown.append(rf"\text{{{safe}}}")
    return " ".join(shown)
