"""The coloured chain-rule bar that opens every lesson: where it stands between loss and weight."""

from dataclasses import dataclass

from helpers.pictures import svg
from helpers.pictures.figure import Figure
from helpers.pictures.text import LOSS


@dataclass(frozen=True)
class Block:
    """The factors of one layer, and the lesson that computes them.

    Parameters
    ----------
    key : str
        What lights it.
    role : str
        Its colour.
    factors : tuple of (str, str)
        Above and below each fraction bar, in the mini-language of `text.runs`.
    title, lesson : str

    Examples
    --------
    >>> BLOCKS[-1].lesson
    '4.7'
    """

    key: str
    role: str
    factors: tuple
    title: str
    lesson: str


BLOCKS = (
    Block("output", "output", ((f"∂{LOSS}", "∂ŷ"), ("∂ŷ", "∂a_3")), "output layer", "4.5"),
    Block("hidden", "hidden", (("∂a_3", "∂h_2"), ("∂h_2", "∂a_2")), "hidden layer 2", "4.6"),
    Block("hidden", "hidden", (("∂a_2", "∂h_1"), ("∂h_1", "∂a_1")), "hidden layer 1", "4.6"),
    Block("weights", "weights", (("∂a_1", "∂W_{111}"),), "the weight", "4.7"),
)
KEYS = tuple(dict.fromkeys(block.key for block in BLOCKS))
FRACTION, SPACE, PADDING, HEIGHT, TOP = 44, 13, 8, 124, 10


def chain_svg(lit=()):
    """Return the chain-rule bar of the lecture as SVG; every text stands on a colour of its own.

    Parameters
    ----------
    lit : str or sequence of str, optional
        "output", "hidden", "weights", or "all" of them; the others recede.

    Returns
    -------
    str

    Raises
    ------
    ValueError
        Where `lit` names no block.

    Examples
    --------
    >>> "4.5, this lesson" in chain_svg("output")
    True
    """
    keys = _keys(lit)
    widths = [_block_width(block) for block in BLOCKS]
    start = _block_width(None) + 29
    total = start + sum(widths) + SPACE * (len(widths) - 1) + TOP
    root = svg.picture(total, HEIGHT + 2 * TOP, "The chain rule, layer by layer", sentence(lit))
    whole = svg.group(root, "what gradient descent needs: the derivative for one weight")
    x = TOP
    width = _block_width(None) - TOP
    svg.rect(whole, x, TOP, width, HEIGHT, 10, cls="loss-pale")
    svg.fraction(whole, x + width / 2, 52, f"∂{LOSS}", "∂W_{111}", 56, cls="on-pale")
    svg.text(whole, x + width / 2, 108, "wanted", 15, cls="on-pale")
    for dy in (-4, 2):
        svg.rect(root, x + width + 4, 52 + dy, 15, 2.5, cls="input")
    x = start
    for block, width in zip(BLOCKS, widths, strict=True):
        _draw_block(root, block, x, width, bool(keys), block.key in keys)
        x += width + SPACE
    return svg.to_string(root)


def chain_bar(lit=()):
    """Return the chain-rule bar as an object that shows itself in a notebook.

    Parameters
    ----------
    lit : str or sequence of str, optional
        As in `chain_svg`.

    Returns
    -------
    Figure

    Examples
    --------
    >>> chain_bar("weights")
    ∂ℒ/∂W₁₁₁ is a product of derivatives, from the loss back to the weight: output layer (4.5), \
hidden layers (4.6), weights (4.7). This lesson: weights.
    """
    picture = chain_svg(lit)
    return Figure(picture, sentence(lit), "transparent", caption=False)


def sentence(lit=()):
    """Return what the bar shows, in words."""
    names = {"output": "output layer", "hidden": "hidden layers", "weights": "weights"}
    lessons = {block.key: block.lesson for block in BLOCKS}
    whole = ", ".join(f"{names[key]} ({lessons[key]})" for key in KEYS)
    here = ", ".join(names[key] for key in _keys(lit))
    return (
        f"∂{LOSS}/∂W₁₁₁ is a product of derivatives, from the loss back to the weight: {whole}."
        + (f" This lesson: {here}." if here else "")
    )


def _keys(lit):
    wanted = KEYS if lit == "all" else (lit,) if isinstance(lit, str) else tuple(lit)
    for key in wanted:
        if key not in KEYS:
            raise ValueError(f"lit is {key!r}, expected one of {', '.join(KEYS)}, or all")
    return [key for key in KEYS if key in wanted]


def _block_width(block):
    if block is None:
        return TOP + 72
    return 2 * PADDING + FRACTION * len(block.factors) + (58 if len(block.factors) == 1 else 10)


def _draw_block(root, block, x, width, any_lit, is_lit):
    product = " · ".join(f"{above}/{below}" for above, below in block.factors)
    tooltip = f"{block.title}: {product.replace('_', '')}, lesson {block.lesson}"
    group = svg.group(root, tooltip.replace("{", "").replace("}", ""), any_lit and not is_lit)
    ink = "on-deep" if is_lit and block.role != "weights" else "on-pale"  # dark on orange
    shade = ("" if block.role == "weights" else "-deep") if is_lit else "-pale"
    if is_lit:
        svg.rect(group, x, TOP, width, HEIGHT, 10, cls="halo", stroke_width=12)
    svg.rect(group, x, TOP, width, HEIGHT, 10, cls=f"{block.role}{shade}")
    step = FRACTION + 10
    first = x + width / 2 - step * (len(block.factors) - 1) / 2
    for place, (above, below) in enumerate(block.factors):
        bar = 56 if "{" in below else 32
        svg.fraction(group, first + place * step, 52, above, below, bar, cls=ink)
        if place:
            svg.text(group, first + (place - 0.5) * step, 58, "·", 22, cls=ink)
    svg.text(group, x + width / 2, 102, block.title, 15, cls=f"{ink} bold")
    lesson = f"{block.lesson}, this lesson" if is_lit else block.lesson
    svg.text(group, x + width / 2, 123, lesson, 15, cls=ink)
