"""The formulas of an exercise: the vocabulary by which one is read, and its value in numpy."""

import re
from dataclasses import dataclass, field
from functools import cache, reduce
from operator import add, matmul, mul, truediv

import numpy as np

from helpers.exercises.spelling import (
    INDICATOR,
    apart,
    as_matrices,
    plain_signs,
    with_brackets,
    without_packages,
)
from helpers.language import nodes as n
from helpers.language.printing import Latex, text
from helpers.language.reader import ANY, LineError, read
from helpers.language.scope import COLUMN, KNOWN, Family, Scope
from helpers.notation import NAMES
from helpers.numeric.activations import ACTIVATIONS

MOST_CHARACTERS = 300  # characters
MOST_PARTS = 150
HIGHEST_LAYER = 99
SHOWN_AROUND = 24  # characters on each side of where a formula goes wrong
EVERYWHERE = ("exp", "log", "sqrt")
PRIMES = {"g_prime": "g'", "gprime": "g'", "dg": "g'"}
SAME = PRIMES | {
    "sigmoid": "sigma",
    "loge": "log",
    "log_e": "log",
    **dict.fromkeys(("sigmoid'", "logistic'", "sigma_prime", "dsigma"), "sigma'"),
}
OF_NUMBERS = (n.Number, n.Letter, n.Constant, n.Call, n.Plus, n.Negative, n.Times, n.Over, n.Power)
OF_ARRAYS = (*OF_NUMBERS, n.Whole, n.MatMul, n.Hadamard, n.Transpose)
BY_LAYER = Family((COLUMN, COLUMN), (COLUMN, COLUMN))
WORD = re.compile(r"\b([A-Za-z]\w*)\s*([(\[]?)")
OPERATIONS = {
    n.Plus: add,
    n.Times: mul,
    n.Hadamard: mul,
    n.Over: truediv,
    n.Power: pow,
    n.MatMul: matmul,
}
NO_VALUE = (
    "This has no value wherever it was tried: it divides by 0, takes a root or a logarithm of a "
    "negative number, or grows beyond all bounds."
)
NUMPY_FUNCTIONS = {
    "slope": lambda value: value,
    "denominator": lambda value: value,
    "paths": lambda *parts: reduce(add, parts),
    "exp": np.exp,
    "sqrt": np.sqrt,
    **{NAMES.get(name, name): g for name, g in ACTIVATIONS.items()},
    **{f"{NAMES.get(name, name)}_prime": g.derivative for name, g in ACTIVATIONS.items()},
    "cosh": np.cosh,
    "sinh": np.sinh,
    "sech": lambda z: 1 / np.cosh(z),
    # any smooth function whose slope is none of the known ones
    "g": lambda z: np.sin(1.3 * z + 0.4) + 0.2 * z,
    "g_prime": lambda z: 1.3 * np.cos(1.3 * z + 0.4) + 0.2,
    "log": lambda z, base=None: np.log(z) if base is None else np.log(z) / np.log(base),
    # of a batch the outer products are summed over its samples, its columns
    "outer": lambda u, v: np.outer(u, v) if u.ndim == 1 else u @ v.T,
    "over_samples": lambda A: A if A.ndim == 1 else A.sum(axis=1),
}


class FormulaError(ValueError):
    """What was typed is no formula of this exercise; the message is a sentence for the reader."""


@dataclass(frozen=True)
class Variable:
    """A variable: its LaTeX where its name does not say it, other ways to type it, its domain.

    It stands for a number that is "real", "positive", a "probability" (between 0 and 1), a "count"
    (2, 3, ...) or an "indicator" (0 or 1); or for an "array", or "layers", an array for each.
    """

    latex: str = ""
    aliases: tuple = ()
    domain: str = "real"


VARIABLES = {
    "N": Variable(domain="count"),
    "e_i": Variable(aliases=("e", "y_i", "y"), domain="indicator"),
    "eta": Variable(domain="positive"),
    "n": Variable(domain="count"),
    "p": Variable(domain="probability"),
    "y_hat_i": Variable(aliases=("y_hat", "p_i"), domain="probability"),
    "y_hat_l": Variable(r"\hat{y}_\ell", ("p_l",), "probability"),
}


@dataclass
class AnyShape(Scope):
    """Names of which some are arrays, multiplied as in numpy: what fits is not asked here."""

    arrays: frozenset = frozenset()

    def shape(self, u):
        """Return () for a number, and some shape or other for what has an array in it."""
        names = {part.name for part in n.walk(u) if isinstance(part, n.Letter | n.Whole)}
        return (COLUMN, COLUMN) if names & self.arrays else ()


@dataclass(frozen=True)
class Vocabulary:
    r"""What may stand in a formula: variables by name, and functions besides exp, log and sqrt.

    With the function "g" its slope g' is known too.

    >>> some = vocabulary("h", y_hat_i=r"\hat{y}_i")
    >>> some.latex(some.read("h·(1−h)/ŷ_i^2"))
    '\\frac{h \\,\\left(1 - h\\right)}{\\hat{y}_i^{2}}'
    >>> some.read("2h + q")
    Traceback (most recent call last):
    helpers.exercises.formula.FormulaError: “q” is not known here: there are ... `2h + ▸q`.
    """

    variables: dict = field(default_factory=dict)
    functions: tuple = ()

    @property
    def scope(self):
        """The names, for the reader of lines."""
        domains = {name: variable.domain for name, variable in self.variables.items()}
        layered = {name for name, domain in domains.items() if domain == "layers"}
        known = self.known_functions
        real = {other: name for name in self.variables for other in self._spellings(name)}
        real |= {other: name for other, name in SAME.items() if name in known}
        # a phone begins with a capital
        spellings = {_turned(other): name for other, name in real.items() if len(other) > 1}
        spellings |= {name.capitalize(): name for name in known if len(name) > 2}
        spellings |= real
        return AnyShape(
            families=dict.fromkeys(layered, BY_LAYER),
            functions=dict.fromkeys({name.rstrip("'") for name in known} - KNOWN.keys(), 1),
            letters=set(domains) - layered,
            spellings=spellings | {name: name for name in (*self.variables, *known)},
            closed=True,
            arrays=frozenset(layered | {name for name in domains if domains[name] == "array"}),
        )

    @property
    def known_functions(self):
        """The names of the functions, those known everywhere last."""
        slope = ("g'",) if "g" in self.functions else ()
        return (*self.functions, *slope, *EVERYWHERE)

    def read(self, typed):
        """Return what was typed as a tree, or raise FormulaError; nothing is evaluated."""
        if not isinstance(typed, str):
            raise FormulaError(f"A formula is text, and this is {type(typed).__name__}.")
        if not typed.strip():
            raise FormulaError("Nothing is typed yet.")
        if len(typed) > MOST_CHARACTERS:
            most = f"at most {MOST_CHARACTERS} are read"
            raise FormulaError(f"This has {len(typed):,} characters; {most}.")
        typed = self._as_meant(" ".join(typed.split()))
        left, equals, _ = typed.partition("=")
        if equals and left.count("(") == left.count(")") and left.count("[") == left.count("]"):
            raise FormulaError("Type only what stands right of the equals sign.")
        try:
            tree = read(typed, self.scope)
        except LineError as error:
            raise FormulaError(self._sentence(error)) from None
        parts = list(n.walk(tree))
        if len(parts) > MOST_PARTS:
            raise FormulaError("This is longer than any answer here: please write it more simply.")
        for part in parts:
            self._check(part)
        return tree

    def latex(self, tree):
        """Return a tree as LaTeX, as it is understood: nothing is reordered or simplified."""
        return Latex({name: x.latex for name, x in self.variables.items() if x.latex})(tree)

    @property
    def _has_arrays(self):
        return bool({"array", "layers"} & {x.domain for x in self.variables.values()})

    def _as_meant(self, typed):
        """Return what was typed in the signs and words of this exercise, as far as they are met."""
        typed = plain_signs(typed)
        if "e_i" in self.variables:
            typed = INDICATOR.sub("e_i", typed)
        typed = re.sub(r"∇_?([ahWb])(?![\w(])", r"grad_\1", typed)
        functions = {name for name in self.known_functions if not name.endswith("'")}
        typed = with_brackets(without_packages(typed, functions), functions)
        if self._has_arrays:
            return as_matrices(typed)
        scope = self.scope
        letters = {word for word in scope.spellings if scope.spellings[word] in scope.letters}
        others = {*scope.spellings, *functions, *SAME, *KNOWN, "e", "pi", "ln", "logistic"}
        single = {name for name in functions if len(name) == 1}
        return apart(typed, letters | single, others - letters)

    def _spellings(self, name):
        """Yield the other ways to type a variable: W_211 is also W211, y_hat_l also ŷ_ℓ."""
        variable = self.variables[name]
        indexed = re.fullmatch(r"(\w)_\{?(\w+)\}?", variable.latex)
        for form in (name, *variable.aliases, *(["_".join(indexed.groups())] if indexed else [])):
            for ending in ("l", "ell", "ℓ") if form.endswith("_l") else ("",):
                ended = form.removesuffix("l" if ending else "") + ending
                for hat in ("y_hat", "yhat", "ŷ"):
                    yield ended.replace("y_hat", hat)
                yield ended.replace("_", "")

    def _check(self, u):
        """Raise FormulaError where the language knows a part, but this exercise does not."""
        if not isinstance(u, OF_ARRAYS if self._has_arrays else OF_NUMBERS):
            raise FormulaError(f"“{_cut(text(u))}” has no place in this formula.")
        match u:
            case n.Call(name) if name not in self.known_functions:
                known = ", ".join(self.known_functions)
                told = f"“{name}( )” is not known here"
                if name.endswith("'"):
                    raise FormulaError(f"{told}: write this slope out.")
                raise FormulaError(f"{told}: there are {known}.")
            case n.Whole(_, layer):
                is_number = isinstance(layer, n.Number) and layer.value.denominator == 1
                if not is_number or layer.value > HIGHEST_LAYER:
                    raise FormulaError(
                        f"In square brackets stands the number of a layer, not “{text(layer)}”."
                    )
            case n.Power(n.Letter(name), exponent) if not isinstance(exponent, n.Number):
                if self.variables[name].domain == "indicator":
                    raise FormulaError("For e to a power write exp( … ).")

    def _in_place_of_a_point(self, typed):
        """What to write where a point of Python has no place."""
        if not self._has_arrays:
            return "a formula has functions, as exp( … ), and no methods"
        if "outer" in typed:
            return "of a batch it would mix the samples, so write A @ B.T"
        if "keepdims" in typed:
            return "a bias is a vector here, so write over_samples( … ) alone"
        if "shape" in typed:
            return "write N, the number of samples"
        return "write over_samples( … ) alone, @ for a product, .T for a transpose"

    def _sentence(self, error):
        """What the reader of lines says, on one line, and where."""
        said = error.told
        if "“,” came" in said:
            said += ": a half is 0.5, a thousand is 1000"
        elif said.startswith("“.”"):
            said += ": " + self._in_place_of_a_point(error.text)
        elif said.startswith("a prime is a derivative") and said.split()[-3] in error.text:
            said = f"“{said.split()[-3]} )” is not known here: write this slope out"
        if not re.match(r"(\S+) (is|takes|needs)\b", said) or said.split()[0] not in error.text:
            said = said[0].upper() + said[1:]
        said += "" if said[-1] in ".?" else "."
        if error.position == 0:
            return said
        before, after = error.text[: error.position], error.text[error.position :]
        before = before if len(before) <= SHOWN_AROUND else f"…{before[-SHOWN_AROUND:]}"
        place = (c if c.isprintable() and c != "`" else "�" for c in f"{before}▸{_cut(after)}")
        return f"{said} See ▸ in `{''.join(place)}`."


def vocabulary(*names, functions=(), **others):
    r"""Return the vocabulary of an exercise.

    The variables of `names` are as in `VARIABLES`, or real; those of `others` come with their
    LaTeX, and are real, or as a Variable.
    """
    own = {name: x if isinstance(x, Variable) else Variable(x) for name, x in others.items()}
    return Vocabulary({x: VARIABLES.get(x, Variable()) for x in names} | own, functions)


@cache
def truth(text):
    """Return the tree of a truth: our own text, whose every word is known."""
    found = WORD.findall(text)
    called = {name for name, follows in found if follows == "("}
    layered = {name for name, follows in found if follows == "["}
    letters = {name for name, _ in found} - called - layered
    scope = AnyShape(
        families=dict.fromkeys(layered, BY_LAYER),
        functions=dict.fromkeys(called | {"g"}, ANY),
        letters=letters,
        spellings={name: name for name in (*letters, *called)} | PRIMES,
        closed=True,
        arrays=frozenset(letters | layered),
    )
    return read(text, scope)


def _turned(word):
    """A word with its first letter large for small, or small for large."""
    return word[0].swapcase() + word[1:]


def _cut(shown):
    return shown if len(shown) <= SHOWN_AROUND else f"{shown[:SHOWN_AROUND]}…"


def value_of(tree, values, check=None):
    """Return the value of a tree; KeyError where a letter has none.

    `values` has what each letter stands for: a number, an array, a list of arrays by layer, or a
    function; a slope g' is `g_prime`. `check(part, operands)` may refuse a part before it is taken.
    """

    def value(u):
        operands = [value(part) for part in n.children(u)]
        if check:
            check(u, operands)
        match u:
            case n.Number(digits):
                return np.float64(digits)
            case n.Constant(name):
                return np.float64(getattr(np, name))
            case n.Letter(name):
                return values[name]
            case n.Whole(name, layer):
                return values[name][int(layer.value)]
            case n.Negative():
                return -operands[0]
            case n.Transpose():
                return operands[0].T
            case n.Call(name):
                name = name.replace("'", "_prime")
                function = values[name] if name in values else NUMPY_FUNCTIONS[name]
                return function(*operands)
        return reduce(OPERATIONS[type(u)], operands)

    return value(tree)


def bare(tree):
    """Return a truth without the names of roles.

    >>> from helpers.language.printing import code
    >>> code(bare(truth("u * slope(1 - h**2)")))
    'u * (1 - h ** 2)'
    """
    match tree:
        case n.Call("slope" | "denominator", (of,)):
            return bare(of)
        case n.Call("paths", parts):
            return n.Plus(tuple(map(bare, parts)))
    return n.rebuilt(tree, bare)


def value_at(tree, values):
    """Return the value of a formula at a point; None where it has no real one, or shapes misfit."""
    try:
        with np.errstate(over="raise", divide="raise", invalid="raise"):
            value = value_of(tree, values)
            return value if np.isrealobj(value) and np.all(np.isfinite(value)) else None
    except (ArithmeticError, ValueError, TypeError, AttributeError, IndexError):
        return None
