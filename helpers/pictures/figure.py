"""A picture that needs no kernel: what a notebook stores, and what an untrusted one shows."""

import base64
import html
import re

from helpers.pictures.style import GREYS

PNG = b"\x89PNG\r\n\x1a\n"
JPEG = b"\xff\xd8\xff"
DARK = (
    '<style>[data-jp-theme-light="false"] .bp-figure, .vscode-dark .bp-figure '
    "{filter: invert(0.933) hue-rotate(180deg)}</style>"
)
LEAST_WIDTH = r"min-width:[0-9.]+px;"
WIDTHS = r"m(?:in|ax)-width:[0-9.]+px;"  # what an SVG of `svg.picture` says about itself


def data_address(data, kind):
    """Return an image as an address that holds the image itself.

    Parameters
    ----------
    data : bytes
    kind : str
        "svg+xml", "png" or "jpeg".

    Examples
    --------
    >>> data_address(b"<svg/>", "svg+xml")
    'data:image/svg+xml;base64,PHN2Zy8+'
    """
    return f"data:image/{kind};base64,{base64.b64encode(data).decode('ascii')}"


def figure_html(picture, sentence, paper=GREYS["page"], width=None, caption=True):
    """Return a picture and its sentence as HTML that JupyterLab shows before it trusts a notebook.

    Parameters
    ----------
    picture : str or bytes
        SVG, PNG or JPEG.
    sentence : str
        What the picture shows now: its text alternative and its caption.
    paper : str, optional
        The colour it stands on; "transparent" for a picture that is legible on any.
    width : int, optional
        How wide it may get, in CSS pixels; an SVG of `svg.picture` says so itself.
    caption : bool, optional
        Whether the sentence also stands below the picture.

    Returns
    -------
    str

    Raises
    ------
    ValueError
        Where the picture is none of the three.

    Examples
    --------
    >>> figure_html("<svg/>", "ŷ is (0.5, 0.5).")[:62]
    '<figure style="margin:0;overflow-x:auto"><img alt="ŷ is (0.5, '
    """
    if isinstance(picture, str) and picture.startswith("<svg"):
        kind, data = "svg+xml", picture.encode()
    elif isinstance(picture, bytes) and picture.startswith((PNG, JPEG)):
        kind, data = "png" if picture.startswith(PNG) else "jpeg", picture
    else:
        raise ValueError(f"picture is {picture[:20]!r}, expected SVG as str, PNG or JPEG as bytes")
    alt = html.escape(sentence)
    below = f"<figcaption>{alt}</figcaption>" if caption else ""
    bounds = "" if width is None else f"max-width:{width}px;"
    if kind == "svg+xml":
        bounds += "".join(re.findall(WIDTHS if width is None else LEAST_WIDTH, picture))
    return (
        f'<figure style="margin:0;overflow-x:auto"><img alt="{alt}" '
        f'style="display:block;width:100%;{bounds}border-radius:8px;background-color:{paper}" '
        f'src="{data_address(data, kind)}">'
        f"{below}</figure>"
    )


class Figure:
    """A picture that shows itself in a notebook, with or without a kernel.

    It stands on white, or in the dark theme, once the notebook is trusted, on black.

    Parameters
    ----------
    picture : str or bytes
        SVG, PNG or JPEG.
    sentence : str
        What it shows.
    paper, width, caption
        As in `figure_html`.

    Examples
    --------
    >>> Figure("<svg/>", "One unit.")
    One unit.
    """

    def __init__(self, picture, sentence, paper=GREYS["page"], width=None, caption=True):
        self.picture, self.sentence = picture, sentence
        self.html = figure_html(picture, sentence, paper, width, caption)
        if paper != "transparent":
            self.html = DARK + self.html.replace("<img ", '<img class="bp-figure" ', 1)

    def __repr__(self):
        return self.sentence

    def _repr_mimebundle_(self, include=None, exclude=None):
        return {"text/html": self.html, "text/plain": self.sentence}
