"""Lines as LaTeX, as on the slides, and as text, which can be read again.

Different lines never look alike: a bracket stands wherever the next reader could group otherwise.
"""

import re
from fractions import Fraction
from itertools import groupby
from unicodedata import normalize

from helpers.language import nodes as n
from helpers.notation import SPELLINGS

# how tightly a part holds together
SUM, SIGN, PRODUCT, POWER, ATOM = range(5)
LOOSE = {n.Plus: SUM, n.Negative: SIGN, n.Power: POWER, n.Transpose: POWER}
LOOSE |= dict.fromkeys([n.Times, n.Over, n.MatMul, n.Hadamard], PRODUCT)
HEADS = {n.D: "D", n.Gradient: "∇", n.Sum: "Σ", n.Product: "Π"}
ROMAN = ("exp", "log", "tanh", "sinh", "cosh", "sin", "cos", "tan", "max", "min")
ACCENT = "\u0302"  # the combining hat
NAMED = n.Letter | n.Index | n.Constant | n.Entry | n.Whole
GROUPED = n.Plus | n.Negative | n.Times | n.MatMul | n.Hadamard
SIGNS = {"≠": r"\neq ", "≤": r"\leq ", "≥": r"\geq "}


class Text:
    """The language itself: what it writes, the reader reads as the same tree."""

    times, minus, over = " · ", "−", "/"

    def __init__(self, names=None):
        self.names = names or {}  # how letters are written, where not as everywhere

    def __call__(self, u):
        return getattr(self, f"show_{type(u).__name__}")(u)

    def bracket(self, text):
        return f"({text})"

    def held(self, u, least):
        """A part, bracketed where its neighbours would take it apart."""
        return self(u) if LOOSE.get(type(u), ATOM) >= least else self.bracket(self(u))

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

    show_Index = show_Constant = show_Letter  # noqa: N815

    def show_Entry(self, u):
        places = [part for part in (u.layer, *getattr(u, "indices", ())) if part is not None]
        return self.name(u.name) + (self.subscript(places) if places else "")

    show_Whole = show_Entry  # noqa: N815

    def show_Part(self, u):
        base = self(u.of) if isinstance(u.of, n.Call) else self.bracket(self(u.of))
        return base + self.subscript(u.indices)

    # ---- arithmetic

    def show_Plus(self, u):
        shown = ""
        for place, term in enumerate(u.terms):
            is_negative = isinstance(term, n.Negative)
            body = self.term(term.of if is_negative else term, place == len(u.terms) - 1)
            sign = self.minus if is_negative else "+" if place else ""
            shown += f" {sign} {body}" if place else sign + body
        return shown

    def show_Negative(self, u):
        return self.minus + self.term(u.of)

    def term(self, u, is_last=True):
        """A term without its sign."""
        return self.held(u, PRODUCT)

    def show_Times(self, u):
        first, *rest = u.factors
        lead = self(first) if isinstance(first, n.Over) else self.factor(first)
        return self.times.join([lead, *map(self.factor, rest)])

    def factor(self, u):
        return self.held(u, POWER)

    def show_Over(self, u):
        lead = self(u.above) if isinstance(u.above, n.Times) else self.factor(u.above)
        return lead + self.over + self.factor(u.below)

    def show_Power(self, u):
        base, power = self.held(u.base, ATOM), self(u.exponent)
        if power in ("2", "3"):
            return base + "²³"[int(power) - 2]
        is_plain = power.isalnum() and power != "T"  # that would be a transpose
        return f"{base}^{power if is_plain else self.bracket(power)}"

    def show_MatMul(self, u):
        left = self(u.left) if type(u.left) is type(u) else self.factor(u.left)
        return left + self.between(u) + self.factor(u.right)

    show_Hadamard = show_MatMul  # noqa: N815

    def between(self, u):
        return " @ " if isinstance(u, n.MatMul) else " ⊙ "

    def show_Transpose(self, u):
        return self.held(u.of, ATOM) + "ᵀ"

    # ---- what has brackets of its own

    def show_Call(self, u):
        head = HEADS.get(type(u)) or self.name(u.name)
        return f"{head}({', '.join(map(self, n.children(u)))})"

    show_D = show_Gradient = show_Sum = show_Product = show_Call  # noqa: N815

    def show_Binder(self, u):
        return f"{self(u.index)}, {self(u.low)}..{self(u.high)}"

    def show_Vector(self, u):
        kind = "vector" if len(u.over) == 1 else "matrix"
        return f"{kind}({', '.join(map(self, n.children(u)))})"

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

    minus = "-"

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

    def term(self, u, is_last=True):
        is_closed = not isinstance(u, n.Plus | n.Negative) and (is_last or not self.runs_on(u))
        return self(u) if is_closed else self.bracket(self(u))

    def runs_on(self, u):
        """Whether a term ends in a sum, which would take what follows into it."""
        while isinstance(u, n.Times):
            u = u.factors[-1]
        return isinstance(u, n.Sum | n.Product)

    def show_Times(self, u):
        pieces = []
        for place, factor in enumerate(u.factors):
            before, is_last = u.factors[place - 1], place == len(u.factors) - 1
            is_open = isinstance(factor, n.Sum | n.Product) or self.is_bare_log(factor)
            text = self(factor)
            if isinstance(factor, GROUPED) or (is_open and not is_last):
                text = self.bracket(text)
            looks_mixed = isinstance(factor, n.Over) and isinstance(before, n.Number)  # 2 1/3
            looks_mixed &= bool(re.match(r"\\frac\{\d", text))
            if pieces and (looks_mixed or text[0].isdigit() or text.startswith(r"\mathrm")):
                pieces.append(r"\cdot")
            elif pieces and text.startswith(r"\frac") and pieces[-1].startswith(r"\frac"):
                pieces.append(r"\,")
            elif pieces and isinstance(before, NAMED) and text.startswith(r"\left("):
                text = r"\," + text
            pieces.append(text)
        return " ".join(pieces)

    def factor(self, u):
        is_open = isinstance(u, GROUPED | n.Sum | n.Product) or self.is_bare_log(u)
        return self.bracket(self(u)) if is_open else self(u)

    def show_Over(self, u):
        return rf"\frac{{{self(u.above)}}}{{{self(u.below)}}}"

    def show_Power(self, u):
        base, shown = u.base, self(u.base)
        is_atom = isinstance(base, NAMED)
        is_atom |= isinstance(base, n.Number) and base.value.denominator == 1
        is_atom |= isinstance(base, n.Call) and not self.is_bare_log(base) and base.name != "sqrt"
        is_atom &= not any(sign in shown for sign in ("^", r"\frac", r"\partial", r"\nabla"))
        return f"{shown if is_atom else self.bracket(shown)}^{{{self(u.exponent)}}}"

    def between(self, u):
        if isinstance(u, n.Hadamard):
            return r" \odot "
        return r"\, " if isinstance(u.left, n.Gradient) else " "

    def show_Transpose(self, u):
        is_atom = isinstance(u.of, n.Whole | n.Vector) or getattr(u.of, "name", "") == "diag"
        return f"{self(u.of) if is_atom else self.bracket(self(u.of))}^{{\\top}}"

    # ---- functions and derivatives

    def is_bare_log(self, u):
        match u:
            case n.Call("log", (n.Entry() | n.Letter(),)):
                return True
        return False

    def show_Call(self, u):
        inner = ", ".join(map(self, u.args))
        tall = any(sign in inner for sign in (r"\frac", r"\sum", r"\prod", "matrix"))
        called = self.bracket(inner) if tall else f"({inner})"
        stem = u.name.rstrip("'")
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
        if len(stem) > 1 and stem not in SPELLINGS:
            return rf"\operatorname{{{stem}}}{u.name[len(stem) :]}{called}"
        return self.name(u.name) + called

    def show_D(self, u):
        letters = {part for part in n.walk(u) if isinstance(part, n.Letter | n.Entry)}
        d = r"\mathrm{d}" if letters == {u.by} and isinstance(u.by, n.Letter) else r"\partial"
        body, below = u, []
        while isinstance(body, n.D):
            below.append(f"{d} {self(body.by)}")
            body = body.of
        top = d if len(below) == 1 else f"{d}^{{{len(below)}}}"
        runs = [(by, len(list(some))) for by, some in groupby(below)]
        below = r" \, ".join(by if times == 1 else f"{{{by}}}^{{{times}}}" for by, times in runs)
        if self.is_simple(body):
            return rf"\frac{{{top} {self(body)}}}{{{below}}}"
        return rf"\frac{{{top}}}{{{below}}} {self.bracket(self(body))}"

    def is_simple(self, u):
        parts = (u,)
        if isinstance(u, n.Call) and u.name not in (*ROMAN, "sqrt", "abs"):
            parts = u.args
        return all(isinstance(part, n.Letter | n.Entry) for part in parts)

    def show_Gradient(self, u):
        body = self(u.of) if self.is_simple(u.of) else self.bracket(self(u.of))
        return rf"\nabla_{{{self(u.by)}}} {body}"

    # ---- what runs

    def show_Sum(self, u):
        sign = r"\sum" if isinstance(u, n.Sum) else r"\prod"
        over = f"_{{{self(u.over.index)}={self(u.over.low)}}}^{{{self(u.over.high)}}}"
        return f"{sign}{over} {self.term(u.body)}"

    show_Product = show_Sum  # noqa: N815

    def show_OneHot(self, u):
        places = "" if is_usual(u) else rf"_{{{self(u.low)},\ldots,{self(u.high)}}}"
        return f"e{places}({self(u.at)})"

    def condition(self, u):
        return self(u.left) + SIGNS.get(u.sign, u.sign) + self(u.right)

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
            names = (b.index.name for b in u.over)
            return self(n.put(u.body, dict(zip(names, values, strict=True))))

        if any(b.low == b.high or b.index.name not in n.free(u.body) for b in u.over):
            runs = [rf"{self(b.index)}={self(b.low)},\ldots,{self(b.high)}" for b in u.over]
            return rf"\left[{self(u.body)}\right]_{{{'; '.join(runs)}}}"
        (low, high), *columns = ((b.low, b.high) for b in u.over)
        if columns:
            ((left, right),) = columns
            ends = [rf"{at(row, left)} & \cdots & {at(row, right)}" for row in (low, high)]
            rows = [ends[0], r"\vdots & \ddots & \vdots", ends[1]]
        else:
            rows = [at(low), at(n.stepped(low, 1)), r"\vdots", at(high)]
        return r"\begin{bmatrix} " + r" \\[0.3em] ".join(rows) + r" \end{bmatrix}"


text, code, latex = Text(), Code(), Latex()


def is_usual(u):
    """Whether a one-hot vector has k places."""
    return (u.low, u.high) == (n.ONE, n.Index("k"))


def decimal(value):
    """A number of the language in digits: 3, 0.5; a fraction that has no end as a/b."""
    value = Fraction(value)
    places = next((p for p in range(41) if 10**p % value.denominator == 0), None)
    if places is None:
        return f"{value.numerator}/{value.denominator}"
    digits = f"{abs(value.numerator) * 10**places // value.denominator:0{places + 1}d}"
    sign = "-" if value < 0 else ""
    return f"{sign}{digits[:-places]}.{digits[-places:]}" if places else sign + digits


def is_balanced(formula):
    """Whether a formula in LaTeX leaves what stands around it alone: its brackets close."""
    depth, bare = 0, re.sub(r"\\.", "", formula)
    for char in bare:
        depth += (char == "{") - (char == "}")
        if depth < 0:
            return False
    return depth == 0 and not set("&%#\\") & set(bare) and r"\\" not in formula


def reason_in_latex(reason):
    """A reason as LaTeX text: specials escaped, what stands between dollars left as mathematics."""
    as_formula = {"\\": r"\backslash ", "~": r"\sim ", "^": r"\wedge "}
    safe = {c: "\\" + c for c in "&%#_{}$"}
    safe |= {c: rf"}}{shown}\text{{" for c, shown in as_formula.items()}
    shown = []
    for piece in re.split(r"(\$[^$]*\$)", reason):
        if re.fullmatch(r"\$[^$]+\$", piece) and is_balanced(piece[1:-1]):
            shown.append(f"{{{piece[1:-1]}}}")
        elif piece:
            shown.append(rf"\text{{{piece.translate(str.maketrans(safe))}}}")
    return " ".join(shown)
