"""Expressions of the language: what is typed becomes trees, by a whitelist; nothing is evaluated.

docs/language.md describes it, with an example of each construct.
"""

import unicodedata
from difflib import get_close_matches
from fractions import Fraction

from helpers.language import nodes as n
from helpers.language.limits import DEEPEST, LARGEST_INDEX, LONGEST, Sizes
from helpers.language.printing import text as written
from helpers.language.scope import ARRAY_FUNCTIONS, KNOWN, Scope
from helpers.language.tokens import LineError, name_of, tokenise
from helpers.notation import NAMES

ANY = -1  # as many arguments as come

INTEGERS = {"i", "j", "m", "ell", "k", "n", "L", "N", "q", "r", "c", "K", "M"}
WORDS = {"where", "with", "refute", "depends", "on", "for", "in", "if", "and"}
BIG = {"Σ": n.Sum, "∑": n.Sum, "sum": n.Sum, "Π": n.Product, "∏": n.Product, "prod": n.Product}
ALIASES = {"ln": "log", "grad": "∇", "nabla": "∇", "logistic": "sigma", "Max": "max", "Min": "min"}
RAISED = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁻ⁿ", "0123456789-n", strict=True))
SIGNS = {"=": "=", "==": "=", "!=": "≠", "≠": "≠", "<": "<", "<=": "≤", "≤": "≤", ">": ">"}
SIGNS |= {">=": "≥", "≥": "≥"}
WHOLE = n.Index | n.Number | n.Plus | n.Negative | n.Times


def read(text, scope=None):
    """One expression.

    >>> print(written(read("-1/y_hat[l] D(y_hat[l], a[L,i])")))
    −1/ŷ[l] · D(ŷ[l], a[L,i])
    """
    reader = Reader(text, scope)
    u = reader.expression()
    reader.skip()
    if reader.token.kind != "end":
        raise reader.missing("an operator or the end")
    return reader.shaped(u, 0)


class Reader:
    """A text, read from left to right; each method reads one kind of thing."""

    def __init__(self, text, scope=None):
        if not isinstance(text, str):
            raise LineError(f"a line is text, but {type(text).__name__} came")
        self.typed = text
        if len(text) > LONGEST:
            raise LineError(f"this has {len(text):,} characters; at most {LONGEST:,} are read")
        self.scope = Scope() if scope is None else scope
        self.tokens, self.reasons = tokenise(text)
        self.at, self.depth, self.sizes = 0, -1, Sizes()
        self.as_index = self.indices()
        pairs = zip(self.tokens, self.tokens[1:], strict=False)
        self.bracketed = {name_of(one.text) for one, two in pairs if two.text == "["}

    # ---- tokens

    def indices(self):
        """The names that stand where a whole number must: in square brackets, after Σ, at `..`."""
        found, brackets = set(), []
        for place, token in enumerate(self.tokens):
            before = self.tokens[place - 1] if place else token
            if token.text in ("(", "["):
                is_index = token.text == "[" and before.text not in ("1", "𝟙")
                brackets.append(is_index)
                follows, then = (*self.tokens[place + 1 : place + 3], token)[:2]
                runs = before.text in (*BIG, "vector", "matrix")
                runs |= before.text == "e" and then.text == ","
                if runs and follows.kind == "name":
                    found.add(name_of(follows.text))
            elif token.text in (")", "]") and brackets:
                brackets.pop()
            elif token.kind == "name" and brackets and brackets[-1]:
                is_called = self.tokens[place + 1].text in ("[", "(")
                found |= set() if is_called else {name_of(token.text)}
            if token.text == ".." and before.kind == "name":
                found.add(name_of(before.text))
            if before.text == ".." and token.kind == "name":
                found.add(name_of(token.text))
        return found

    @property
    def token(self):
        return self.tokens[self.at]

    def peek(self, steps=1):
        return self.tokens[min(self.at + steps, len(self.tokens) - 1)]

    def skip(self):
        while self.token.kind == "newline":
            self.at += 1

    def take(self, *texts):
        """The token, if it is one of these."""
        if self.token.text in texts and self.token.kind != "end":
            self.at += 1
            return self.tokens[self.at - 1]
        return None

    def expect(self, sign, after=""):
        if not self.take(sign):
            raise self.missing(f"“{sign}”{after}")

    def missing(self, expected):
        token = self.token
        came = {"end": "the end", "newline": "a new line"}.get(token.kind, f"“{token.text}”")
        return self.error(f"{expected} was expected here, but {came} came")

    def error(self, told, position=None):
        return LineError(told, self.typed, self.token.start if position is None else position)

    # ---- expressions, from loose to tight

    def expression(self):
        self.skip()
        return self.deeper(self.sum)

    def deeper(self, read):
        """What is read within something else, unless that is too deep."""
        self.depth += 1
        if self.depth > DEEPEST:
            told = f"brackets, signs or powers lie more than {DEEPEST} deep here"
            raise self.error(told)
        u = read()
        self.depth -= 1
        return u

    def continues(self, *signs):
        """Whether one of these signs comes next, perhaps on a new line."""
        ahead = self.at
        while self.tokens[ahead].kind == "newline":
            ahead += 1
        if self.tokens[ahead].text in signs and self.tokens[ahead].kind == "sign":
            self.at = ahead + 1
            return self.tokens[ahead].text
        return None

    def sum(self):
        terms = [self.term()]
        while sign := self.continues("+", "-"):
            self.skip()
            term = self.term()
            terms.append(n.Negative(term) if sign == "-" else term)
        return terms[0] if len(terms) == 1 else n.Plus(tuple(terms))

    def term(self):
        if self.take("-"):
            self.skip()
            return n.Negative(self.deeper(self.term))
        return self.deeper(self.term) if self.take("+") else self.product()

    def product(self):
        u, made = self.unary(), None
        divided_at = None
        while True:
            place = self.token.start
            sign = self.continues("*", "/", "@", "⊙")
            if sign:
                self.skip()
            elif self.begins_factor():
                sign = ""
                is_indicator = self.token.text == "1" and self.peek().text == "["
                if self.token.kind == "number" and not is_indicator:
                    raise self.error("a sign is missing before this number", place)
                before = self.tokens[self.at - 1]
                if divided_at is not None and before.end == place:
                    told = "put the denominator in brackets, or a space or * after it"
                    raise self.error(f"this can be read in two ways: {told}", place)
                is_call = (before.kind, before.end, self.token.text) == ("name", place, "(")
                if is_call and (name := before.text) and name_of(name) not in self.scope.letters:
                    told = f"write {name} * ( … ), or declare it: with {name}(z)"
                    raise self.error(f"{name}( … ) can be a product or a function: {told}", place)
            else:
                return u
            v = self.unary()
            divided_at = place if sign == "/" else None
            if sign == "/":
                u, made = n.Over(u, v), None
            elif sign in ("@", "⊙") or (sign == "" and self.is_array(u) and self.is_array(v)):
                kind = n.Hadamard if sign == "⊙" else n.MatMul
                if made in (n.MatMul, n.Hadamard) and made is not kind:
                    raise self.error("@ and ⊙ together need brackets", place)
                if sign == "⊙" and not self.is_array(u) and not self.is_array(v):
                    raise self.error("⊙ takes two arrays; for a product of numbers write *", place)
                u, made = kind(u, v), kind
            else:
                u, made = n.Times((*u.factors, v) if made is n.Times else (u, v)), n.Times
            self.shaped(u, place)

    def begins_factor(self):
        token = self.token
        if token.kind == "name":
            return token.text not in WORDS
        return token.kind == "number" or token.text in ("(", "Σ", "Π", "∇", "∂", "√", "∑", "∏", "𝟙")

    def unary(self):
        if self.take("-"):
            return n.Negative(self.deeper(self.unary))
        return self.deeper(self.unary) if self.take("+") else self.power()

    def power(self):
        u = self.postfix()
        token = self.token
        if token.kind == "raised" and token.text != "ᵀ":
            self.at += 1
            shown = "".join(RAISED[char] for char in token.text)
            digits = shown.removeprefix("-")
            if digits == "n":
                exponent = self.letter("n", token)
            elif digits.isdigit() and len(digits) < 5:
                exponent = n.Number(Fraction(int(digits)))
            else:
                raise self.error(f"“{token.text[:9]}” is no power that can be read", token.start)
            exponent = exponent if shown == digits else n.Negative(exponent)
            return self.shaped(n.Power(u, exponent), token.start)
        if self.take("^", "**"):
            if self.token.text == "T" and self.is_array(u):
                self.at += 1
                return n.Transpose(u)
            return self.shaped(n.Power(u, self.deeper(self.unary)), token.start)
        return u

    def postfix(self):
        start = self.token.start
        u = self.primary()
        while True:
            if self.take("ᵀ", ".T"):
                if not self.is_array(u):
                    raise self.error(f"{written(u)} is a number: it has no transpose", start)
                u = self.shaped(n.Transpose(u), start)
            elif self.token.text == "[" and self.is_array(u):
                place = self.token.start
                self.at += 1
                u = self.shaped(n.Part(u, tuple(self.index_list())), place)
            else:
                return u

    # ---- the tightest

    def primary(self):
        token = self.token
        if token.kind == "number":
            self.at += 1
            if token.text == "1" and self.token.text == "[" and self.token.start == token.end:
                return self.indicator()
            return n.Number(self.digits(token))
        if token.kind == "name":
            return self.named()
        self.at += 1
        match token.text:
            case "(":
                u = self.expression()
                self.expect(")")
                return u
            case "∑" | "∏":
                return self.big(BIG[token.text])
            case "∇":
                return self.gradient()
            case "∂":
                return self.fraction_of_partials(token)
            case "√":
                return n.Call("sqrt", (self.deeper(self.postfix),))
            case "𝟙":
                return self.indicator()
            case "|":
                u = self.expression()
                self.expect("|")
                return n.Call("abs", (u,))
        self.at -= 1
        raise self.missing("a number, a letter or a bracket")

    def digits(self, token):
        if len(token.text) > 40:
            raise self.error("this number has more than 40 digits", token.start)
        exponent = token.text.lower().partition("e")[2].lstrip("+-")
        value = Fraction(token.text) if len(exponent) < 3 else None
        if value is None or (value and not Fraction(1, 10**45) <= value <= 10**12):
            raise self.error("numbers go from 1e-45 to 1e12", token.start)
        return value

    def named(self):
        token = self.token
        self.at += 1
        name = name_of(token.text)
        name = ALIASES.get(name, name)
        name = self.scope.spellings.get(token.text, name)
        if self.token.text == "(" and self.is_theta() and name in ("loss", "L", "ℒ"):
            self.at += 3
            return self.letter("loss")
        if token.text in WORDS:
            self.at -= 1
            raise self.missing("a number, a letter or a bracket")
        called = self.token.text == "("
        if token.text in BIG and called:
            return self.big(BIG[token.text])
        if name.split("_")[0] in BIG and name.split("_")[0] not in self.scope.letters:
            raise self.error("a sum or product is written as in Σ(j, x[j])", token.start)
        stem = name.rstrip("'")
        if called and stem not in self.scope.letters:
            match name:
                case "D":
                    return self.derivative()
                case "∇":
                    return self.gradient()
                case "vector" | "matrix":
                    return self.vector(token)
                case "cases":
                    return self.cases()
                case "e" if "e" not in self.scope.families:
                    return self.one_hot()
            if name in ARRAY_FUNCTIONS:
                (u,) = self.arguments(1, token)
                return self.shaped(n.Call(name, (u,)), token.start)
            if name == "log10":
                return n.Call("log", (*self.arguments(1, token), n.Number(Fraction(10))))
            count = self.scope.functions.get(stem) or KNOWN.get(stem)
            if name in ("delta", "δ"):
                return self.indicator("(", ")")
            if count and count > 1 and name.endswith("'"):
                raise self.error(
                    f"a prime is for functions of one letter: write D({stem}(…), …)", token.start
                )
            if count:
                if name == "log" and self.count_arguments() == 2:
                    count = 2
                return self.shaped(n.Call(name, tuple(self.arguments(count, token))), token.start)
        if self.token.text == "[":
            if name == "delta" and "delta" not in self.scope.families:
                return self.indicator()
            return self.entry(name, token)
        if name.endswith("'") and name not in self.as_index and name not in self.scope.letters:
            if name.rstrip("'") + "'" in ("i'", "j'", "m'"):
                return n.Index(name)
            raise self.error(f"a prime is a derivative: write {token.text}( … )", token.start)
        return self.letter(name, token)

    def letter(self, name, token=None):
        scope = self.scope
        if name in scope.letters:
            return n.Letter(name)
        if name == "pi":
            return n.Constant("pi")
        family = scope.families.get(name)
        if family and not family.layered and name not in self.as_index:
            return n.Whole(name, None)
        if family and family.layered:
            raise self.error(f"{token.text} needs its layer, as in {token.text}[k]", token.start)
        if name == "L" and isinstance(scope.last, n.Number):
            return scope.last
        if not scope.closed and (name in self.as_index or name in INTEGERS):
            return n.Index(name)
        if name == "e":
            return n.Constant("e")
        if name in scope.functions or name in KNOWN or name in ARRAY_FUNCTIONS:
            if KNOWN.get(name) == 1 and self.begins_factor():
                return self.without_brackets(name, token)
            if len(name) > 1 or name in ("g", "f"):
                raise self.error(f"{token.text} is a function: write {token.text}( … )", token.end)
        if len(name) > 1 and name not in NAMES and "_" not in name:
            raise self.unknown(token)
        stem, _, rest = name.rpartition("_")
        if rest != "hat" and stem in {*scope.families, *self.bracketed}:
            shown = "[".join(token.text.rsplit("_", 1)) + "]"
            raise self.error(f"an index stands in square brackets: {shown}", token.start)
        if scope.closed:
            raise self.unknown(token)
        return n.Letter(name)

    def without_brackets(self, name, token):
        """A function of one factor: sin z."""
        u = self.shaped(n.Call(name, (self.deeper(self.power),)), token.start)
        if self.begins_factor() and name_of(self.token.text) not in KNOWN:
            raise self.error(f"how far does {token.text} reach? write {token.text}( … )")
        return u

    def unknown(self, token):
        scope = self.scope
        own = {*scope.letters, *scope.families, *scope.functions, *scope.spellings.values()}
        known = {name: name for name in own} | scope.spellings
        if not scope.closed:
            words = [
                *ARRAY_FUNCTIONS,
                "vector",
                "matrix",
                "cases",
                "sum",
                "where",
                "with",
                "refute",
            ]
            known |= {name: name for name in (*KNOWN, *words, *NAMES)}
        close = [name for name in known if name.lower() == token.text.lower()]
        close = close or get_close_matches(token.text, known, n=1, cutoff=0.7)
        hint = f": did you mean {known[close[0]]}?" if close else ""
        odd = next((char for char in token.text if ord(char) > 127), None)
        if odd and not close:
            hint = f" (“{odd}” is {unicodedata.name(odd, 'no known letter').lower()})"
        elif scope.closed and not close:
            hint = f": there are {', '.join(sorted(own))}"
        elif not close and token.text.isalpha() and len(token.text) < 5:
            hint = f": for a product write {' '.join(token.text)}"
        return self.error(f"“{token.text}” is not known here{hint}", token.start)

    def is_theta(self):
        return self.peek().text in ("θ", "theta") and self.peek(2).text == ")"

    def entry(self, name, token):
        scope = self.scope
        opened = self.token.start
        self.at += 1
        places = self.index_list()
        family = scope.families.get(name)
        if family is None:
            if name in scope.letters or name in KNOWN:
                raise self.error(f"{token.text} is no vector: it has no entries", opened)
            if scope.closed or (len(name) > 1 and name not in NAMES and "_" not in name):
                raise self.unknown(token)
            return n.Entry(name, None, tuple(places))
        count = len(family.ranges)
        if family.layered and len(places) == 1 and count:
            return n.Whole(name, places[0])
        if len(places) != count + family.layered:
            wanted = f"{count + family.layered} indices, or its layer alone for all of it"
            if not family.layered:
                wanted = "one index" if count == 1 else f"{count} indices"
            raise self.error(f"{token.text} takes {wanted}, but {len(places)} came", opened)
        layer = places.pop(0) if family.layered else None
        return n.Entry(name, layer, tuple(places))

    def several(self, read):
        """What is read, and again after each comma."""
        found = [read()]
        while self.take(","):
            found.append(read())
        return found

    def index_list(self):
        found = self.several(self.whole)
        self.expect("]")
        return found

    def whole(self):
        """An index, or where one ends: whole numbers, added and multiplied."""
        start = self.token.start
        u = self.deeper(self.sum)
        for part in n.walk(u):
            value = getattr(part, "value", 0)
            if not isinstance(part, WHOLE) or value.denominator > 1:
                raise self.error("a whole number was expected here, as in i or i+1", start)
            if value > LARGEST_INDEX:
                raise self.error(f"indices go up to {LARGEST_INDEX}", start)
        return u

    def limits(self):
        low = self.whole()
        self.expect("..", " (a range, as in 1..n)")
        return low, self.whole()

    def arguments(self, count, token):
        self.expect("(")
        found = self.several(self.expression)
        self.expect(")")
        if len(found) != count != ANY:
            things = "one thing" if count == 1 else f"{count} things"
            raise self.error(
                f"{token.text} takes {things} in its brackets, but {len(found)} came", token.start
            )
        return found

    def count_arguments(self):
        return 1 + sum(shown == "," for shown in self.ahead(1))

    def ahead(self, steps=0):
        """What stands up to the end of this bracket, and in no bracket within it."""
        depth = 0
        for token in self.tokens[self.at + steps :]:
            depth -= token.text in (")", "]")
            if depth < 0:
                return
            if depth == 0:
                yield token.text
            depth += token.text in ("(", "[")

    def big(self, kind):
        """Σ(j, u), Σ(j, 1..n, u), Σ(i, j, u): the last is the body."""
        start = self.token.start
        over, body = self.bound(start)
        for name, limits in reversed(over):
            body = self.shaped(kind(self.binder(name, limits, body, start), body), start)
        return body

    def binder(self, name, limits, body, start):
        return n.Binder(n.Index(name), *(limits or self.range_of(name, body, start)))

    def vector(self, token):
        start = self.token.start
        over, body = self.bound(start)
        if len(over) != (1 if token.text == "vector" else 2):
            told = "vector takes one index and a body, matrix two and a body"
            raise self.error(told, token.start)
        over = tuple(self.binder(*one, body, start) for one in over)
        return self.shaped(n.Vector(over, body), token.start)

    def bound(self, start):
        self.expect("(")
        over = []
        while self.token.kind == "name" and self.peek().text in (",", "=", "in"):
            name, comes = name_of(self.token.text), self.peek().text
            self.at += 2
            limits = None
            if comes != "," or self.is_range():
                limits = self.limits()
                self.expect(",")
            self.scope.letters.discard(name)
            self.as_index.add(name)
            over.append((name, limits))
        if not over:
            raise self.missing("the index that runs, as in Σ(j, x[j]),")
        body = self.expression()
        self.expect(")")
        return over, body

    def is_range(self):
        """Whether `low..high` comes before the next comma."""
        return next((shown for shown in self.ahead() if shown in ("..", ",")), "") == ".."

    def range_of(self, name, body, start):
        """The range of a running index: of the places where it stands alone."""
        if name in self.scope.declared:
            return self.scope.declared[name]
        found = {}
        for u, bound in n.scoped(body, {}):
            if name in bound or not isinstance(u, n.Entry | n.Part):
                continue
            ranges = self.scope.ranges_at(u) or ()
            for limits, position in zip(ranges, u.indices, strict=False):
                if position == n.Index(name):
                    found.setdefault(limits, u)
        index = written(n.Index(name))
        if len(found) > 1:
            (one, u), (other, v), *_ = found.items()
            told = " but ".join(
                f"to {written(high)} in {written(w)}" for (_, high), w in ((one, u), (other, v))
            )
            raise self.error(f"{index} runs {told}: write its range", start)
        if not found:
            raise self.error(f"how far does {index} run? write Σ({index}, 1..n, …)", start)
        return next(iter(found))

    def derivative(self):
        start = self.token.start
        self.expect("(")
        u = self.expression()
        by = []
        while self.take(","):
            by.append((self.token.start, self.expression()))
        self.expect(")")
        if not by:
            raise self.error("D takes what is differentiated, and by what: D(u, x)", start)
        for place, variable in by:
            u = self.by(u, variable, place)
        return u

    def by(self, u, variable, place):
        if isinstance(variable, n.Index):
            told = "is a whole number: nothing can be differentiated by it"
            raise self.error(f"{written(variable)} {told}", place)
        if isinstance(variable, n.Whole):
            raise self.error("D is taken by one entry: write ∇(u, x), or D(u, x[i])", place)
        if not isinstance(variable, n.Letter | n.Entry):
            told = f"a derivative is taken by a letter or an entry, but {written(variable)}"
            raise self.error(f"{told} is neither", place)
        return self.shaped(n.D(u, variable), place)

    def gradient(self):
        start = self.token.start
        self.expect("(")
        u = self.expression()
        self.expect(",", " and what the gradient is taken by")
        place = self.token.start
        by = self.expression()
        self.expect(")")
        if isinstance(by, n.Letter | n.Entry):
            return self.by(u, by, place)
        if not isinstance(by, n.Whole):
            raise self.error("a gradient is taken by a vector or matrix, as in a[L]", place)
        return self.shaped(n.Gradient(u, by), start)

    def fraction_of_partials(self, token):
        """∂ℒ/∂a[L,i]."""
        u = self.deeper(self.postfix)
        self.expect("/", " (a derivative is ∂u/∂x, or D(u, x))")
        self.expect("∂")
        place = self.token.start
        return self.by(u, self.deeper(self.postfix), place)

    def one_hot(self):
        self.expect("(")
        start = self.token.start
        at = self.deeper(self.sum)
        if not all(isinstance(u, WHOLE) for u in n.walk(at)):
            raise self.error("e(ℓ) takes an index; for e to a power write exp( … )", start)
        low, high = (n.ONE, n.Index("k")) if not self.take(",") else self.limits()
        self.expect(")")
        return n.OneHot(at, low, high)

    def indicator(self, opened="[", closed="]"):
        self.expect(opened)
        left = self.expression()
        sign = "=" if self.take(",") else self.sign("1[ℓ=i] or 1[z>0]")
        right = self.expression()
        self.expect(closed)
        return n.Indicator(sign, left, right)

    def sign(self, example):
        sign = SIGNS.get(self.token.text)
        if not sign:
            raise self.missing(f"a condition, as in {example},")
        self.at += 1
        return sign

    def cases(self):
        """cases(u if i = ℓ, v)."""
        self.expect("(")
        branches = []
        while True:
            u = self.expression()
            if not self.take("if"):
                break
            left = self.expression()
            sign = self.sign("i = ℓ")
            branches.append((u, n.Indicator(sign, left, self.expression())))
            self.expect(",", " and what holds otherwise")
        if not branches:
            raise self.missing("“if”, as in cases(u if i = ℓ, v),")
        self.expect(")")
        return n.Cases(tuple(branches), u)

    # ---- shapes and bounds

    def is_array(self, u):
        return bool(self.scope.shape_or_none(u))

    def shaped(self, u, place):
        """The node, once its shapes fit and it is not too large."""
        told = self.sizes.too_much(u)
        if told:
            raise self.error(told, place)
        try:
            self.scope.shape(u)
        except ValueError as told:
            raise self.error(str(told), place) from None
        return u
