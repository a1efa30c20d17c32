"""The few SVG elements that the diagrams need; xml.etree escapes all that is put in."""

from xml.etree import ElementTree

from helpers.pictures.style import (
    GREYS,
    LAPTOP_WIDTH,
    PROJECTOR_WIDTH,
    ROLES,
    SANS,
    SERIF,
    SMALLEST_TEXT,
)
from helpers.pictures.text import SCALE, Run, runs


def _stylesheet():
    """Classes and colours; the ink and the paper are JupyterLab's where it has a theme."""
    light = {f"--bp-{name}-ink": role.ink for name, role in ROLES.items() if role.ink}
    dark = {f"--bp-{name}-ink": role.ink_dark for name, role in ROLES.items() if role.ink_dark}
    dark |= {"--bp-quiet": GREYS["quiet_dark"], "--bp-rule": GREYS["rule"]}
    text, page = GREYS["text"], GREYS["page"]
    light |= {
        "--bp-ink": f"var(--jp-content-font-color1,var(--vscode-editor-foreground,{text}))",
        "--bp-paper": f"var(--jp-layout-color0,var(--vscode-editor-background,{page}))",
        "--bp-quiet": GREYS["quiet"],
        "--bp-rule": GREYS["rule"],
    }
    rules = [
        (".bp", light | {"font-family": SANS}),
        ('[data-jp-theme-light="false"] .bp,.vscode-dark .bp', dark),
        (".bp text", {"fill": "var(--bp-ink)", "font-variant-numeric": "tabular-nums"}),
        (".bp .bp-it", {"font-family": SERIF, "font-style": "italic"}),
        (".bp .bp-bar", {"fill": "var(--bp-ink)"}),
        (".bp .bp-now", {"fill": ROLES["lit"].fill, "opacity": "0.4"}),
        (".bp .bp-band", {"fill": "var(--bp-ink)", "opacity": "0.08"}),
        (".bp .bp-bold", {"font-weight": "700"}),
        (".bp .bp-quiet", {"fill": "var(--bp-quiet)"}),
        (".bp .bp-on-pale", {"fill": GREYS["on_pale"]}),
        (".bp .bp-on-deep", {"fill": GREYS["cell"]}),
        (
            ".bp .bp-edged",
            {
                "paint-order": "stroke",
                "stroke": "var(--bp-paper)",
                "stroke-width": "5px",
                "stroke-linejoin": "round",
            },
        ),
        (".bp .bp-rule", {"stroke": "var(--bp-rule)", "fill": "none"}),
        (".bp .bp-ink", {"stroke": "var(--bp-ink)", "fill": "none"}),
        (".bp .bp-halo", {"fill": "none", "stroke": ROLES["lit"].fill, "stroke-linejoin": "round"}),
        (".bp .bp-receding", {"opacity": "0.5"}),
        (".bp .bp-touch", {"stroke": "transparent", "fill": "none", "pointer-events": "stroke"}),
    ]
    for ending, shade in (("", "fill"), ("-pale", "pale"), ("-deep", "deep")):
        shades = {name: getattr(role, shade) for name, role in ROLES.items()}
        rules += [(f".bp .bp-{name}{ending}", {"fill": c}) for name, c in shades.items() if c]
    rules += [
        (f".bp .bp-{name}-ink", {"fill": f"var(--bp-{name}-ink)"})
        for name, role in ROLES.items()
        if role.ink
    ]
    rules += [
        (f".bp .bp-{name}-line", {"stroke": role.fill, "fill": "none"})
        for name, role in ROLES.items()
    ]
    rules.append((".bp .bp-paper", {"fill": "var(--bp-paper)"}))
    return "".join(
        f"{selector}{{{';'.join(f'{key}:{value}' for key, value in body.items())}}}"
        for selector, body in rules
    )


STYLESHEET = _stylesheet()


def coordinate(value):
    """Return a length as written into the SVG: one decimal at most, no -0.

    Examples
    --------
    >>> coordinate(3.0), coordinate(-0.01), coordinate(2.345)
    ('3', '0', '2.3')
    """
    return f"{round(float(value), 1) + 0.0:.1f}".removesuffix(".0")


def element(parent, tag, text=None, **attributes):
    """Add an element and return it.

    Parameters
    ----------
    parent : xml.etree.ElementTree.Element
    tag : str
    text : str, optional
    **attributes : str or float or None
        ``cls`` is the class, without the prefix ``bp-`` of each of its words; an underscore
        stands for a hyphen; None leaves the attribute out.

    Examples
    --------
    >>> root = picture(10, 10, "t", "d")
    >>> element(root, "rect", x=1.0, stroke_width=2, cls="hidden").attrib
    {'x': '1', 'stroke-width': '2', 'class': 'bp-hidden'}
    """
    child = ElementTree.SubElement(parent, tag)
    for key, value in attributes.items():
        if value is None:
            continue
        if key == "cls":
            child.set("class", " ".join(f"bp-{word}" for word in value.split()))
        else:
            child.set(key.replace("_", "-"), value if isinstance(value, str) else coordinate(value))
    child.text = text
    return child


def picture(width, height, title, description, grow=PROJECTOR_WIDTH / LAPTOP_WIDTH):
    """Return the root of a picture: it fills its column, within the bounds of legible text.

    Parameters
    ----------
    width, height : float
        Its size on a laptop, in CSS pixels.
    title, description : str
        What it is; what it shows now.
    grow : float, optional
        How many times larger it may get on a projector.

    Examples
    --------
    >>> root = picture(720, 300, "Network 2 → 3 → 2", "Nothing is computed yet.")
    >>> to_string(root)[:54]
    '<svg xmlns="http://www.w3.org/2000/svg" class="bp" rol'
    """
    root = ElementTree.Element("svg")
    root.set("xmlns", "http://www.w3.org/2000/svg")
    root.set("class", "bp")
    root.set("role", "img")
    root.set("aria-label", f"{title}. {description}")
    root.set("viewBox", f"0 0 {coordinate(width)} {coordinate(height)}")
    least = width * SMALLEST_TEXT / SMALLEST_SIZE
    root.set(
        "style",
        f"display:block;width:100%;height:auto;min-width:{coordinate(least)}px;"
        f"max-width:{coordinate(grow * width)}px;",
    )
    element(root, "title", title)
    element(root, "desc", description)
    element(root, "style", STYLESHEET)
    return root


def to_string(root):
    """Return the picture as text: the same state gives the same bytes."""
    return ElementTree.tostring(root, encoding="unicode")


def group(parent, tooltip=None, receding=False):
    """Add a group, whose tooltip shows where the mouse rests on any part of it.

    Parameters
    ----------
    parent : xml.etree.ElementTree.Element
    tooltip : str, optional
    receding : bool, optional
        Whether it steps back, so that the rest is seen first.
    """
    child = element(parent, "g", cls="receding" if receding else None)
    if tooltip is not None:
        element(child, "title", tooltip)
    return child


NAME_SIZE = 17.0  # letters with subscripts; the subscripts are SMALLEST_SIZE
SMALLEST_SIZE = NAME_SIZE * SCALE[1]
VALUE_SIZE = 15.5


def text(parent, x, y, source, size=VALUE_SIZE, anchor="middle", cls="", literal=False):
    """Add a line of text, with the sub- and superscripts of the mini-language.

    Parameters
    ----------
    parent : xml.etree.ElementTree.Element
    x, y : float
        Where its anchor and its baseline are.
    source : str
        See `helpers.pictures.text.runs`.
    size : float, optional
    anchor : str, optional
        "start", "middle" or "end".
    cls : str, optional
        Classes without their prefix.
    literal : bool, optional
        Whether ``_`` and ``^`` stand for themselves.
    """
    line = element(parent, "text", x=x, y=y, font_size=size, text_anchor=anchor, cls=cls or None)
    baseline = 0.0
    for run in [Run(source, 0, 0.0, False)] if literal else runs(source):
        if run.level == 0 and baseline == 0 and not run.italic and len(line) == 0 and not line.text:
            line.text = run.text
            continue
        own_size = SCALE[run.level] * size * (1.08 if run.italic else 1)  # serifs look smaller
        element(
            line,
            "tspan",
            run.text,
            dy=(baseline - run.rise) * size if run.rise != baseline else None,
            font_size=own_size if own_size != size else None,
            cls="it" if run.italic else None,
        )
        baseline = run.rise
    return line


def rect(parent, x, y, width, height, radius=0.0, **attributes):
    """Add a rectangle, its corners rounded by `radius`."""
    return element(
        parent, "rect", x=x, y=y, width=width, height=height, rx=radius or None, **attributes
    )


def line(parent, x1, y1, x2, y2, width=1.5, **attributes):
    """Add a straight line."""
    return element(parent, "line", x1=x1, y1=y1, x2=x2, y2=y2, stroke_width=width, **attributes)


def path(parent, *commands, **attributes):
    """Add a path from commands and their numbers, as ``path(g, "M", 0, 0, "H", 10)``."""
    words = [word if isinstance(word, str) else coordinate(word) for word in commands]
    return element(parent, "path", d=" ".join(words), **attributes)


def half(parent, side, x, y, width, height, **attributes):
    """Add the left or the right half of a unit, its outer end round.

    Parameters
    ----------
    side : str
        "left" or "right".
    x, y : float
        The middle of the whole unit.
    width, height : float
        The size of the half.
    """
    out = -1 if side == "left" else 1
    r = height / 2
    flat = x + out * (width - r)
    sweep = 0 if side == "left" else 1
    arc = ("A", r, r, "0", "0", str(sweep), flat, y + r)
    return path(parent, "M", x, y - r, "H", flat, *arc, "H", x, "Z", **attributes)


def arrow(parent, x1, x2, y, cls, width=3.0):
    """Add a horizontal arrow from x1 to x2; `cls` names the role whose ink it takes."""
    back = -9 if x2 > x1 else 9
    tip = ("M", x2, y, "L", x2 + back, y - 6, "V", y + 6, "Z")
    rect(parent, min(x1, x2 + back), y - width / 2, abs(x2 + back - x1), width, cls=cls)
    path(parent, *tip, cls=cls)


def fraction(parent, x, y, above, below, width, size=NAME_SIZE, cls=""):
    """Add a fraction whose bar has its middle at (x, y)."""
    text(parent, x, y - 0.42 * size, above, size, cls=cls)
    text(parent, x, y + 1.02 * size, below, size, cls=cls)
    rect(parent, x - width / 2, y - 0.75, width, 1.5, cls=f"{cls} bar".strip())
