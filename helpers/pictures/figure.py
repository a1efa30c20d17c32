"""A picture that needs no kernel: what a notebook stores, and what an untrusted one shows."""

import base64
import html
import re

from helpers.pictures.style import GREYS

DARK = (
    '<style>[data-jp-theme-light="false"] .bp-figure, .vscode-dark .bp-figure '
    "{filter: invert(0.933) hue-rotate(180deg)}</style>"
)
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
