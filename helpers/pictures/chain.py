"""The coloured chain-rule bar that opens every lesson: where it stands between loss and weight."""

from typing import NamedTuple

from helpers.pictures import svg
from helpers.pictures.figure import Figure
from helpers.pictures.style import GREYS
from helpers.pictures.text import LOSS


class Block(NamedTuple):
    """The factors of one layer, and the lesson that computes them."""

    key: str  # what lights it
    role: str  # its colour
    factors: tuple  # above and below each fraction bar, in the mini-language of `text.runs`
    title: str
    lesson: str

    @property
    def width(self):
        return 2 * PADDING + FRACTION * len(self.factors) + (46 if len(self.factors) == 1 else 10)


BLOCKS = (
    Block("output", "output", ((f"∂{LOSS}", "∂ŷ"), ("∂ŷ", "∂a_3")), "output layer", "4.5"),
    Block("hidden", "hidden", (("∂a_3", "∂h_2"), ("∂h_2", "∂a_2")), "hidden layer 2", "4.6"),
    Block("hidden", "hidden", (("∂a_2", "∂h_1"), ("∂h_1", "∂a_1")), "hidden layer 1", "4.6"),
    Block("weights", "weights", (("∂a_1", "∂W_{111}"),), "the weight", "4.7"),
)
SPOKEN = {"output": "output layer", "hidden": "hidden layers", "weights": "weights"}
SLOPES = "the slopes of the activations, ∂h₂/∂a₂ and ∂h₁/∂a₁ (4.9)"  # of the hidden layers' factors
FRACTION, SPACE, PADDING, HEIGHT, TOP = 44, 8, 13, 124, 8
TITLE_SIZE = 14.5
WANTED = 66  # width of what is wanted, on the left
MIDDLE = 52  # height of the fraction bars


def chain_bar(lit=()):
    """Return the chain-rule bar as an object that shows itself in a notebook.

    Parameters
    ----------
    lit : str or sequence of str, optional
        "output", "hidden", "weights", or "all" of them, else a ValueError; the others recede.
        "slopes" lights the second factor of each hidden layer.

    Examples
    --------
    >>> chain_bar("weights")
    ∂ℒ/∂W₁₁₁ is a product of derivatives, from the loss back to the weight: output layer (4.5), \
hidden layers (4.6), weights (4.7). This lesson: weights.
    """
    wanted = tuple(SPOKEN) if lit == "all" else (lit,) if isinstance(lit, str) else tuple(lit)
    for key in wanted:
        if key not in (*SPOKEN, "slopes"):
            raise ValueError(f"lit is {key!r}, expected one of {', '.join(SPOKEN)}, slopes, or all")
    lessons = {block.key: block.lesson for block in BLOCKS}
    whole = ", ".join(f"{called} ({lessons[key]})" for key, called in SPOKEN.items())
    said = f"∂{LOSS}/∂W₁₁₁ is a product of derivatives, from the loss back to the weight: {whole}."
    if wanted:
        spoken = SPOKEN | {"slopes": SLOPES}
        own = ", ".join(spoken[key] for key in spoken if key in wanted)
        said += f" This lesson: {'all of them' if lit == 'all' else own}."
    return Figure(_chain_svg(wanted, said), said, "transparent", caption=False)


def _chain_svg(lit, said):
    """Return the bar as SVG; every text stands on a colour of its own."""
    start = 2 * TOP + WANTED + 19
    total = start + sum(block.width + SPACE for block in BLOCKS) - SPACE + TOP
    root = svg.picture(total, HEIGHT + 2 * TOP, "The chain rule, layer by layer", said)
    whole = svg.group(root, "what gradient descent needs: the derivative for one weight")
    svg.rect(whole, TOP, TOP, WANTED, HEIGHT, 10, cls="loss-pale")
    middle = TOP + WANTED / 2
    svg.fraction(whole, middle, MIDDLE, f"∂{LOSS}", "∂W_{111}", 54, cls="on-pale")
    svg.text(whole, middle, 108, "wanted", TITLE_SIZE, cls="on-pale")
    for dy in (-4, 2):
        svg.rect(root, TOP + WANTED + 4, MIDDLE + dy, 15, 2.5, cls="input")
    x = start
    for block in BLOCKS:
        slope_lit = "slopes" in lit and block.key == "hidden"
        recedes = bool(lit) and block.key not in lit and not slope_lit
        is_own = slope_lit or (block.key in lit and not set(SPOKEN) <= set(lit))
        _draw_block(root, block, x, recedes, block.key in lit, slope_lit, is_own)
        x += block.width + SPACE
    return svg.to_string(root)


def _draw_block(root, block, x, recedes, is_lit, slope_lit, is_own):
    product = " · ".join(f"{above}/{below}" for above, below in block.factors)
    tooltip = f"{block.title}: {product}, lesson {block.lesson}"
    group = svg.group(root, tooltip.translate(str.maketrans("", "", "_{}")), recedes)
    is_dark = is_lit and block.role != "weights"  # dark text on orange
    ink = "on-deep" if is_dark else "on-pale"
    shade = "-deep" if is_dark else "" if is_lit else "-pale"
    box = x, TOP, block.width, HEIGHT, 10
    if is_lit:
        svg.rect(group, *box, cls="halo", stroke_width=9)
    if recedes:
        svg.rect(group, *box, fill=GREYS["cell"])
    svg.rect(group, *box, cls=f"{block.role}{shade}")
    step, middle = FRACTION + 10, x + block.width / 2
    first = middle - step * (len(block.factors) - 1) / 2
    for place, (above, below) in enumerate(block.factors):
        bar = 56 if "{" in below else 32
        of_slope = slope_lit and place == len(block.factors) - 1
        at = first + place * step + (4 if of_slope else 0)  # clear of the dot before it
        if of_slope:
            shape = at - 21.5, TOP + 12, 43, 58, 8
            svg.rect(group, *shape, cls="halo", stroke_width=9)
            svg.rect(group, *shape, cls=f"{block.role}-deep")
        shade_of = "on-deep" if of_slope else ink
        svg.fraction(group, at, MIDDLE, above, below, bar, cls=shade_of)
        if place:
            svg.text(group, first + (place - 0.5) * step, 58, "·", 22, cls=ink)
    svg.text(group, middle, 102, block.title, TITLE_SIZE, cls=f"{ink} bold")
    said = f"{'4.9' if slope_lit else block.lesson}{', this lesson' if is_own else ''}"
    svg.text(group, middle, 123, said, TITLE_SIZE, cls=ink)
