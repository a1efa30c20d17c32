"""A thin network, the derivative at each of its steps, and below it the chain of every weight."""

from helpers.lessons.lesson_4_4.thin_network import chains
from helpers.numeric.forward import forward_propagation
from helpers.pictures import svg
from helpers.pictures.text import LOSS, label, name, number

MOST_WIDTH, MOST_COLUMN = 640, 53  # of the picture; of one factor
LEFT, RIGHT = 94, 82  # before the middle of the first column; behind that of the last
UNIT, UNIT_HEIGHT, REACH = 1.7, 50, 24  # in columns; in pixels; half of the input and the loss
UNITS, FRACTIONS, FIRST_ROW, ROW = 48, 116, 150, 40  # heights


def thin_chain(network, x, y, k):
    """Draw a thin network and the chains of its weights as SVG, that of W_k11 lit.

    A factor stands below the step of the network whose derivative it is. In a row, the pale
    factors are those of the weight above as well, the deep ones are new.

    Parameters
    ----------
    network : Network
        With one unit in every layer; squared error.
    x, y : array_like, shape (1,)
    k : int
        The layer of the weight asked.

    Returns
    -------
    str

    Raises
    ------
    ValueError
        Where the network is not thin, or x, y or k does not fit.

    Examples
    --------
    >>> from helpers.lessons.lesson_4_4.thin_network import thin_network
    >>> "∂a₃₁/∂h₂₁ = W₃₁₁ = 0.90" in thin_chain(thin_network(3), [1.0], [1.0], k=1)
    True
    """
    rows, L = chains(network, x, y), network.L
    if k not in range(1, L + 1):
        raise ValueError(f"k is {k}, expected a layer from 1 to {L}")
    asked, longest = rows[L - k], rows[-1]
    width, height = _column(2 * L, L) + RIGHT, FIRST_ROW + ROW * L
    root = svg.picture(width, height, f"Thin network of {L} layers", describe(asked))
    _draw_network(root, network, forward_propagation(network, x), y, k)
    for factor in asked.factors:
        _draw_fraction(svg.group(root, meaning(factor)), factor, L)
    for factor in longest.factors[len(asked.factors) :]:
        _draw_fraction(svg.group(root, meaning(factor), receding=True), factor, L)
    for line, word in enumerate(("reused", "+ new")):
        svg.text(root, width - 34, FRACTIONS + 2 + 18 * line, word, 14.5, cls="quiet")
    for place, row in enumerate(rows):
        _draw_row(root, row, FIRST_ROW + ROW * place, L, row is asked)
    return svg.to_string(root)


def describe(row):
    """Return a chain in words, with its numbers.

    Examples
    --------
    >>> from helpers.lessons.lesson_4_4.thin_network import thin_network
    >>> describe(chains(thin_network(2), [1.0], [1.0])[0])
    '∂ℒ/∂W₂₁₁ = −1.23 · 0.24 · 0.80 = −0.23'
    """
    values = [number(factor.value) for factor in row.factors]
    values[1:] = [f"({value})" if value.startswith("−") else value for value in values[1:]]
    return f"∂{LOSS}/∂{name('W', row.k, 1, 1)} = {' · '.join(values)} = {number(row.product)}"


def meaning(factor):
    """Return a factor in words: the derivative, what it is, its value.

    Examples
    --------
    >>> from helpers.lessons.lesson_4_4.thin_network import Factor
    >>> meaning(Factor(("h", 2), ("a", 2), 0.5))
    '∂h₂₁/∂a₂₁ = g′(a₂₁) = 0.50'
    """
    own = f"∂{_written(factor.above)}/∂{_written(factor.below)}"
    if factor.below[0] == "W":
        what = _written(("h", factor.below[1] - 1))
    elif factor.above[0] == "a":
        what = _written(("W", factor.above[1]))
    elif factor.above[0] == "h":
        what = f"g′({_written(factor.below)})"
    else:
        what = f"O′({_written(factor.below)})" if factor.above == ("y_hat",) else "2(ŷ − y)"
    return f"{own} = {what} = {number(factor.value)}"


def _written(quantity, write=name):
    if len(quantity) == 1:
        return {"L": LOSS, "y_hat": "ŷ"}[quantity[0]]
    letter, k = quantity
    if quantity == ("h", 0):
        return write("x", 1)
    return write(letter, k, 1, 1) if letter == "W" else write(letter, k, 1)


def _width(L):
    """The width of a column, that of one factor."""
    return min(MOST_COLUMN, (MOST_WIDTH - LEFT - RIGHT) / (2 * L))


def _column(step, L):
    """The middle of a step; steps 2k - 2 and 2k - 1 go into unit k and through it."""
    return LEFT + _width(L) * step


def _step(factor, L):
    if len(factor.above) == 1:
        return 2 * L if factor.above == ("L",) else 2 * L - 1
    letter, k = factor.above
    return 2 * k - 2 if letter == "a" else 2 * k - 1


def _draw_network(root, network, trace, y, k):
    L = network.L
    middles = [_column(2 * q - 1, L) for q in range(L + 1)]  # the input, then the units
    middles.append(_column(2 * L, L) + 26 + REACH)
    for q in range(1, L + 1):
        ends = middles[q - 1], UNITS, middles[q], UNITS
        weight = network.W[q][0, 0]
        edge = svg.group(root, f"{name('W', q, 1, 1)} = {number(weight)}")
        if q == k:
            svg.line(edge, *ends, 13, cls="halo")
        sign, dashes = ("negative", "7 5") if weight < 0 else ("positive", None)
        svg.line(edge, *ends, 3.5, cls=f"{sign}-line", stroke_dasharray=dashes)
        cls = "weights-ink bold" if q == k else "weights-ink"
        svg.text(edge, _column(2 * q - 2, L), UNITS - 32, label("W", q, 1, 1), 16, cls=cls)
    svg.line(root, middles[L], UNITS, middles[-1], UNITS, cls="rule")
    circle = svg.group(root, f"x₁ = {number(trace.h[0][0])}")
    svg.element(circle, "circle", cx=middles[0], cy=UNITS, r=REACH, cls="input-pale")
    _write(circle, middles[0], "x_1", trace.h[0][0], "on-pale")
    for q in range(1, L + 1):
        _draw_unit(root, trace, q, middles[q], L)
    value = (trace.y_hat[0] - y[0]) ** 2
    box = svg.group(root, f"{LOSS} = (ŷ − y)² = {number(value)}, y = {number(y[0])}")
    svg.rect(box, middles[-1] - REACH, UNITS - 25, 2 * REACH, 50, 9, cls="loss-deep")
    _write(box, middles[-1], LOSS, value, "on-deep")


def _draw_unit(root, trace, q, x, L):
    is_last, width = q == L, UNIT * _width(L) / 2
    role = "output" if is_last else "hidden"
    halves = (("a", "left", -1, trace.a[q][0]), ("h", "right", 1, trace.h[q][0]))
    for letter, side, out, value in halves:
        own = "ŷ" if is_last and letter == "h" else _written((letter, q))
        half = svg.group(root, f"{own} = {number(value)}")
        shade = "pale" if letter == "a" else "deep"
        svg.half(half, side, x, UNITS, width, UNIT_HEIGHT, cls=f"{role}-{shade}")
        own = "ŷ" if is_last and letter == "h" else _written((letter, q), label)
        _write(
            half, x + (width / 2 - 1) * out, own, value, f"on-{shade}", min(14, 0.283 * _width(L))
        )


def _write(group, x, source, value, cls, size=14):
    svg.text(group, x, UNITS - 5, source, 16, cls=cls)
    svg.text(group, x, UNITS + 15, number(value), size, cls=f"{cls} bold", literal=True)


def _draw_fraction(group, factor, L):
    above, below = (f"∂{_written(of, label)}" for of in (factor.above, factor.below))
    svg.fraction(
        group, _column(_step(factor, L), L), FRACTIONS, above, below, 0.8 * _width(L), size=16
    )


def _draw_row(root, row, top, L, is_asked):
    own = svg.group(root, describe(row), receding=not is_asked)
    width = _width(L) - 4
    for place, factor in enumerate(row.factors):
        cell = svg.group(own, meaning(factor))
        x = _column(_step(factor, L), L)
        cls, ink = _shade(factor, place < row.reused)
        if is_asked and place >= row.reused:
            svg.rect(cell, x - width / 2, top, width, ROW - 8, 6, cls="halo", stroke_width=6)
        svg.rect(cell, x - width / 2, top, width, ROW - 8, 6, cls=cls)
        bold = " bold" if is_asked else ""
        svg.text(cell, x, top + 21.5, number(factor.value), cls=ink + bold, literal=True)
    x = _column(_step(row.factors[-1], L), L) - width / 2 - 9
    svg.text(own, x, top + 13, label("W", row.k, 1, 1), 16, "end", "weights-ink bold")
    svg.text(own, x, top + 31, f"∇ {number(row.product)}", 15, "end", "gradient-ink", literal=True)
    count = f"{row.reused} + {len(row.factors) - row.reused}"
    svg.text(own, _column(2 * L, L) + RIGHT - 34, top + 21.5, count, cls="bold" if is_asked else "")


def _shade(factor, is_reused):
    if factor.below[0] == "W":
        return "weights", "on-pale"
    role = "output" if len(factor.above) == 1 else "hidden"
    return (f"{role}-pale", "on-pale") if is_reused else (f"{role}-deep", "on-deep")
