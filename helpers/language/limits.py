"""How large a line may be: what is larger is refused before it is worked on."""

from functools import reduce
from math import prod

from helpers.language import nodes as n

LONGEST = 6000  # characters of a derivation
LONGEST_NAME = 30
DEEPEST = 40  # brackets, signs or powers within one another
TALLEST = 60  # parts within parts
LARGEST = 600  # terms, when powers and sums are written out
MOST_SUMS = 6  # within one another
MOST_SLOPES = 5  # derivatives of derivatives
MOST_CALLS = 12  # functions of functions
LARGEST_INDEX = 999

TOO_MUCH = (  # in the order of what `Sizes` finds
    (TALLEST, "this line is too large: its parts lie too deep"),
    (LARGEST, "this line is too large: its length or its powers"),
    (MOST_SUMS, f"at most {MOST_SUMS} sums lie within one another"),
    (MOST_SLOPES, f"at most {MOST_SLOPES} derivatives are taken of one another"),
    (MOST_CALLS, f"at most {MOST_CALLS} functions are taken of one another"),
)


class Sizes:
    """How large the parts of a line are, each found once, though it is asked for at every step."""

    def __init__(self):
        self.known = {}

    def too_much(self, u):
        """What is too much about a part, as a sentence, or None."""
        found = zip(self.of(u), TOO_MUCH, strict=True)
        return next((told for size, (most, told) in found if size > most), None)

    def of(self, u):
        """Its height and weight; sums, derivatives and functions within one another."""
        if id(u) not in self.known:
            below = [self.of(part) for part in n.children(u)]
            height, _, *depths = reduce(lambda a, b: tuple(map(max, a, b)), below, (0,) * 5)
            kinds = (n.Sum | n.Product | n.Vector, n.D | n.Gradient, n.Call)
            depths = [d + isinstance(u, kind) for d, kind in zip(depths, kinds, strict=True)]
            self.known[id(u)] = u, (height + 1, self.weight(u, below), *depths)
        return self.known[id(u)][1]

    def weight(self, u, below):
        """About how many terms it has when its powers and sums are written out."""
        weight = 1 + sum(size[1] for size in below)
        match u:
            case n.Number(value):
                weight = 1 + len(str(value)) // 8
            case n.Power(base, exponent):
                weight = self.of(base)[1] * (int(bound(exponent)) + 1)
                weight += 0 if isinstance(exponent, n.Number) else self.of(exponent)[1]
            case n.Sum(over, body) | n.Product(over, body) if isinstance(over.low, n.Number):
                weight += self.of(body)[1] * int(max(0, bound(over.high) - 1))
        return min(weight, 2 * LARGEST)


def bound(u):
    """About how large a power or the end of a range is, where letters are small."""
    match u:
        case n.Number(value):
            found = value
        case n.Negative(of):
            found = bound(of)
        case n.Plus(terms):
            found = sum(map(bound, terms))
        case n.Times(factors):
            found = prod(map(bound, factors))
        case n.Over(above, n.Number(below)) if below:
            found = max(bound(above), below, bound(above) / float(below))
        case n.Power(base, exponent):
            found = max(1, bound(base)) ** min(bound(exponent), 99)
        case _:
            found = 1
    return min(float(found), 2.0 * LARGEST)
