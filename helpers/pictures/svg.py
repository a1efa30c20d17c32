"""The few SVG elements that the diagrams need; xml.etree escapes all that is put in."""

from xml.etree import ElementTree

from helpers.pictures.style import LAPTOP_WIDTH, PROJECTOR_WIDTH, ROLES, SMALLEST_TEXT, coloured
from helpers.pictures.text import SCALE, Run, runs

RECEDING = 0.2  # how much of an area's colour is left where it steps back; its text stays legible
RULES = """
.bp{$inks;--bp-ink:var(--jp-content-font-color1,var(--vscode-editor-foreground,$text));
--bp-paper:var(--jp-layout-color0,var(--vscode-editor-background,$page));
--bp-quiet:$quiet;--bp-rule:$rule;font-family:$sans}
[data-jp-theme-light="false"] .bp,.vscode-dark .bp{$dark_inks;
--bp-quiet:$quiet_dark;--bp-rule:$rule}
.bp text{fill:var(--bp-ink);font-variant-numeric:tabular-nums}
.bp .bp-it{font-family:$serif;font-style:italic}
.bp .bp-bar{fill:var(--bp-ink)}
.bp .bp-now{fill:$lit_fill;opacity:0.4}
.bp .bp-band{fill:var(--bp-ink);opacity:0.08}
.bp .bp-bold{font-weight:700}
.bp .bp-quiet{fill:var(--bp-quiet)}
.bp .bp-on-pale{fill:$on_pale}
.bp .bp-on-deep{fill:$cell}
.bp .bp-edged{paint-order:stroke;stroke:var(--bp-paper);stroke-width:5px;stroke-linejoin:round}
.bp .bp-rule{stroke:var(--bp-rule);fill:none}
.bp .bp-ink{stroke:var(--bp-ink);fill:none}
.bp .bp-halo{fill:none;stroke:$lit_fill;stroke-linejoin:round}
.bp .bp-receding{fill-opacity:$receding;stroke-opacity:0.5}
.bp .bp-receding:not(:has(text)){fill-opacity:0.5}
.bp .bp-receding text{fill:var(--bp-quiet);fill-opacity:1;stroke-opacity:1}
.bp .bp-receding [fill="$cell"]{fill-opacity:0.85}
.bp .bp-receding:has([fill="$cell"]) .bp-on-pale{fill:$quiet}
.bp .bp-touch{stroke:transparent;fill:none;pointer-events:stroke}
"""


def _stylesheet():
    """Return classes and colours; ink and paper are JupyterLab's where it has a theme."""
    inked = {name: role for name, role in ROLES.items() if role.ink}
    rules = coloured(
        RULES.replace("\n", ""),
        receding=RECEDING,
        inks=";".join(f"--bp-{name}-ink:{role.ink}" for name, role in inked.items()),
        dark_inks=";".join(f"--bp-{name}-ink:{role.ink_dark}" for name, role in inked.items()),
    )
    for ending, shade in (("", "fill"), ("-pale", "pale"), ("-deep", "deep")):
        shades = {name: getattr(role, shade) for name, role in ROLES.items()}
        rules += "".join(f".bp .bp-{name}{ending}{{fill:{c}}}" for name, c in shades.items() if c)
    rules += "".join(f".bp .bp-{name}-ink{{fill:var(--bp-{name}-ink)}}" for name in inked)
    for name, role in ROLES.items():
        rules += f".bp .bp-{name}-line{{stroke:{role.fill};fill:none}}"
    return rules + ".bp .bp-paper{fill:var(--bp-paper)}"


STYLESHEET = _stylesheet()


def coordinate(value):
    """Return a length as written into the SVG: one decimal at most, no -0.

    >>> coordinate(3.0), coordinate(-0.01), coordinate(2.345)
    ('3', '0', '2.3')
    """
    return f"{round(float(value), 1) + 0.0:.1f}".removesuffix(".0")


def element(parent, tag, text=None, **attributes):
    """Add an element and return it; ``cls`` is the class, its words without their ``bp-``.

    In names an underscore stands for a hyphen; None leaves an attribute out.
    """
    child = ElementTree.SubElement(parent, tag)
    for key, value in attributes.items():
        if key == "cls" and value is not None:
            child.set("class", " ".join(f"bp-{word}" for word in value.split()))
        elif value is not None:
            child.set(key.replace("_", "-"), value if isinstance(value, str) else coordinate(value))
    child.text = text
    return child


def picture(width, height, title, description, grow=PROJECTOR_WIDTH / LAPTOP_WIDTH):
    """Return the root of a picture: it fills its column, within the bounds of legible text.

    The size is that on a laptop, in CSS pixels; on a projector it may get `grow` times larger.
    """
    least = width * SMALLEST_TEXT / SMALLEST_SIZE
    attributes = {
        "xmlns": "http://www.w3.org/2000/svg",
        "class": "bp",
        "role": "img",
        "aria-label": f"{title}. {description}",
        "viewBox": f"0 0 {coordinate(width)} {coordinate(height)}",
        "style": f"display:block;width:100%;height:auto;min-width:{coordinate(least)}px;"
        f"max-width:{coordinate(grow * width)}px;",
    }
    root = ElementTree.Element("svg", attributes)
    element(root, "title", title)
    element(root, "desc", description)
    element(root, "style", STYLESHEET)
    return root


def to_string(root):
    """Return the picture as text: the same state gives the same bytes."""
    return ElementTree.tostring(root, encoding="unicode")


def group(parent, tooltip=None, receding=False):
    """Add a group with a tooltip; a receding one steps back, so that the rest is seen first."""
    child = element(parent, "g", cls="receding" if receding else None)
    if tooltip is not None:
        element(child, "title", tooltip)
    return child


NAME_SIZE = 17.0  # letters with subscripts; the subscripts are SMALLEST_SIZE
SMALLEST_SIZE = NAME_SIZE * SCALE[1]
VALUE_SIZE = 15.5


def text(parent, x, y, source, size=VALUE_SIZE, anchor="middle", cls="", literal=False):
    """Add a line of text in the mini-language of `text.runs`, or as it is where it is literal.

    Its baseline is at y; at x is its "start", "middle" or "end", as `anchor` says.
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
    size = {"width": width, "height": height, "rx": radius or None}
    return element(parent, "rect", x=x, y=y, **size, **attributes)


def line(parent, x1, y1, x2, y2, width=1.5, **attributes):
    """Add a straight line."""
    return element(parent, "line", x1=x1, y1=y1, x2=x2, y2=y2, stroke_width=width, **attributes)


def path(parent, *commands, **attributes):
    """Add a path from commands and their numbers, as ``path(g, "M", 0, 0, "H", 10)``."""
    words = [word if isinstance(word, str) else coordinate(word) for word in commands]
    return element(parent, "path", d=" ".join(words), **attributes)


def half(parent, side, x, y, width, height, **attributes):
    """Add the "left" or "right" half of a unit whose middle is (x, y), its outer end round."""
    out, sweep = (-1, "0") if side == "left" else (1, "1")
    r = height / 2
    flat = x + out * (width - r)
    arc = ("A", r, r, "0", "0", sweep, flat, y + r)
    return path(parent, "M", x, y - r, "H", flat, *arc, "H", x, "Z", **attributes)


def unit(parent, x, y, width, height, role, tooltips, receding=(), halos=()):
    """Draw a unit, a light half and a dark one, and yield of each its group, side and ink.

    The side is -1 or 1; a half with a halo, whose width is given, is highlighted.
    """
    halves = ("left", -1, "pale"), ("right", 1, "deep")
    marks = zip(halves, tooltips, receding or (False,) * 2, halos or (0,) * 2, strict=True)
    for (side, out, shade), tooltip, recedes, halo in marks:
        own, place = group(parent, tooltip, recedes), (side, x, y, width / 2, height)
        if halo:
            highlight(own, half, *place, halo=halo, ink=4)
        half(own, *place, cls=f"{role}-{shade}")
        yield own, out, f"on-{shade}"


def arrow(parent, x1, x2, y, cls):
    """Add a horizontal arrow from x1 to x2; `cls` names the role whose ink it takes."""
    back = -9 if x2 > x1 else 9
    rect(parent, min(x1, x2 + back), y - 1.5, abs(x2 + back - x1), 3, cls=cls)
    path(parent, "M", x2, y, "L", x2 + back, y - 6, "V", y + 6, "Z", cls=cls)


def fraction(parent, x, y, above, below, width, size=NAME_SIZE, cls=""):
    """Add a fraction whose bar has its middle at (x, y)."""
    text(parent, x, y - 0.42 * size, above, size, cls=cls)
    text(parent, x, y + 1.02 * size, below, size, cls=cls)
    rect(parent, x - width / 2, y - 0.75, width, 1.5, cls=f"{cls} bar".strip())


def highlight(parent, shape, *place, halo, ink):
    """Draw `shape`, as `rect`, twice: a bright halo, and a dark line of these widths."""
    shape(parent, *place, cls="halo", stroke_width=halo)
    shape(parent, *place, cls="ink", stroke_width=ink)
