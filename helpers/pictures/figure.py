"""A picture that needs no kernel: what a notebook stores, and what an untrusted one shows."""

import base64
import html
import re
from xml.etree import ElementTree

from helpers.pictures.style import GREYS, LAPTOP_WIDTH

DARK = (
    '<style>[data-jp-theme-light="false"] .bp-figure, .vscode-dark .bp-figure '
    "{filter: invert(0.933) hue-rotate(180deg)}</style>"
)
SVG = "{http://www.w3.org/2000/svg}"
WHITE = f"background:{GREYS['page']};color:{GREYS['print']}"
WIDTHS = r"m(?:in|ax)-width:[0-9.]+px;"  # what a picture of `svg.picture` says about itself


def data_address(data, kind):
    """Return an image as an address that holds the image itself."""
    return f"data:image/{kind};base64,{base64.b64encode(data).decode('ascii')}"


class Figure:
    """A picture that shows itself in a notebook, with or without a kernel.

    It stands on white, or in the dark theme, once the notebook is trusted, on black.

    Parameters
    ----------
    picture : str
        SVG, else a ValueError.
    sentence : str
        Its text alternative and, unless `caption` is false, its caption.
    paper : str, optional
        The colour it stands on; "transparent" for a picture that is legible on any.
    width : int, optional
        How wide it may get, in CSS pixels; by default what the picture says.

    Examples
    --------
    >>> Figure("<svg/>", "One unit.")
    One unit.
    """

    def __init__(self, picture, sentence, paper=GREYS["page"], width=None, caption=True):
        self.picture, self.sentence = picture, sentence
        if not isinstance(picture, str) or not picture.startswith("<svg"):
            raise ValueError(f"picture is {picture[:20]!r}, expected SVG as str")
        bounds = re.findall(WIDTHS, picture)
        if width is not None:
            bounds = [f"max-width:{width}px;", *(b for b in bounds if b.startswith("min"))]
        alt, address = html.escape(sentence), data_address(picture.encode(), "svg+xml")
        look = f"{''.join(bounds)}border-radius:8px;background-color:{paper}"
        dark, cls = ("", "") if paper == "transparent" else (DARK, 'class="bp-figure" ')
        self.html = (
            f'{dark}<figure style="margin:0;overflow-x:auto"><img {cls}alt="{alt}" '
            f'style="display:block;width:100%;{look}" src="{address}">'
            f"{f'<figcaption>{alt}</figcaption>' if caption else ''}</figure>"
        )

    def __repr__(self):
        return self.sentence

    def _repr_mimebundle_(self, include=None, exclude=None):
        return {"text/html": self.html, "text/plain": self.sentence}


def live_html(picture):
    """Return a picture for the page of a running notebook: SVG as it is, for its tooltips.

    The style of diagrams stands on that page once: with each new one, all of it was styled anew.
    """
    if isinstance(picture, str):
        return re.sub("<style>.*?</style>", "", picture, count=1, flags=re.DOTALL)
    return (
        # decoded before it is painted: a new picture takes the old one's place without a flash
        f'<img class="bp-plot" decoding="sync" alt="{html.escape(picture.title)}" '
        f'width="{picture.width}" height="{picture.height}" src="{picture.data_address()}">'
    )


def stored_html(pictures, sentence):
    """Return a figure on white; the first image has the sentence as its text, others their titles.

    >>> stored_html([], "1 < 2")
    '<figure style="margin:0;background:...;color:..."><figcaption>1 &lt; 2</figcaption></figure>'
    """
    images = [
        stored_image(picture, sentence if i == 0 else title_of(picture))
        for i, picture in enumerate(pictures)
    ]
    caption = f"<figcaption>{html.escape(sentence)}</figcaption>"
    return f'<figure style="margin:0;{WHITE}">{"".join(images)}{caption}</figure>'


def title_of(picture):
    """Return what a picture is: the title of the SVG or of the plot."""
    if not isinstance(picture, str):
        return picture.title
    return ElementTree.fromstring(picture).findtext(f"{SVG}title", default="")


def width_of(picture):
    """Return the width a picture is made for, in CSS pixels."""
    if not isinstance(picture, str):
        return picture.width
    box = ElementTree.fromstring(picture).get("viewBox", f"0 0 {LAPTOP_WIDTH} 0")
    return round(float(box.split()[2]))


def stored_image(picture, alt):
    """Return a picture as an image that needs no kernel; it stands on white.

    >>> stored_image('<svg viewBox="0 0 64 30"/>', "A line")[:31]
    '<img alt="A line" width="64" st'
    """
    if isinstance(picture, str):
        address = data_address(picture.encode(), "svg+xml")
    else:
        address = picture.data_address(exact=True)
    return (
        f'<img alt="{html.escape(alt)}" width="{width_of(picture)}" '
        f'style="max-width:100%;vertical-align:top;{WHITE}" src="{address}">'
    )
