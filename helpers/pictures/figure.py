"""A picture that needs no kernel: what a notebook stores, and what an untrusted one shows."""

import base64
import html
import re

from helpers.pictures.style import GREYS

KINDS = {b"<svg": "svg+xml", b"\x89PNG\r\n\x1a\n": "png", b"\xff\xd8\xff": "jpeg"}
DARK = (
    '<style>[data-jp-theme-light="false"] .bp-figure, .vscode-dark .bp-figure '
    "{filter: invert(0.933) hue-rotate(180deg)}</style>"
)
LEAST_WIDTH = r"min-width:[0-9.]+px;"
WIDTHS = r"m(?:in|ax)-width:[0-9.]+px;"  # what an SVG of `svg.picture` says about itself


def data_address(data, kind):
    """Return an image as an address that holds the image itself.

    >>> data_address(b"<svg/>", "svg+xml")
    'data:image/svg+xml;base64,PHN2Zy8+'
    """
    return f"data:image/{kind};base64,{base64.b64encode(data).decode('ascii')}"


class Figure:
    """A picture that shows itself in a notebook, with or without a kernel.

    It stands on white, or in the dark theme, once the notebook is trusted, on black.

    Parameters
    ----------
    picture : str or bytes
        SVG, or PNG or JPEG as bytes.
    sentence : str
        What the picture shows: its text alternative and its caption.
    paper : str, optional
        The colour it stands on; "transparent" for a picture that is legible on any.
    width : int, optional
        How wide it may get, in CSS pixels; an SVG of `svg.picture` says so itself.
    caption : bool, optional
        Whether the sentence also stands below the picture.

    Raises
    ------
    ValueError
        Where the picture is none of the three.

    Examples
    --------
    >>> Figure("<svg/>", "One unit.")
    One unit.
    """

    def __init__(self, picture, sentence, paper=GREYS["page"], width=None, caption=True):
        self.picture, self.sentence = picture, sentence
        data = picture.encode() if isinstance(picture, str) else picture
        kind = next((kind for start, kind in KINDS.items() if data.startswith(start)), None)
        if kind is None or isinstance(picture, str) != (kind == "svg+xml"):
            shown = f"picture is {picture[:20]!r}"
            raise ValueError(f"{shown}, expected SVG as str, PNG or JPEG as bytes")
        bounds = "" if width is None else f"max-width:{width}px;"
        if kind == "svg+xml":
            bounds += "".join(re.findall(WIDTHS if width is None else LEAST_WIDTH, picture))
        alt = html.escape(sentence)
        dark, cls = ("", "") if paper == "transparent" else (DARK, 'class="bp-figure" ')
        self.html = (
            f'{dark}<figure style="margin:0;overflow-x:auto"><img {cls}alt="{alt}" '
            f'style="display:block;width:100%;{bounds}border-radius:8px;background-color:{paper}" '
            f'src="{data_address(data, kind)}">'
            f"{f'<figcaption>{alt}</figcaption>' if caption else ''}</figure>"
        )

    def __repr__(self):
        return self.sentence

    def _repr_mimebundle_(self, include=None, exclude=None):
        return {"text/html": self.html, "text/plain": self.sentence}
