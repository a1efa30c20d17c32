"""What an explorer leaves behind for readers without a kernel: pictures and sentence as HTML."""

import html
from xml.etree import ElementTree

from helpers.pictures.figure import data_address
from helpers.pictures.style import GREYS, LAPTOP_WIDTH

SVG = "{http://www.w3.org/2000/svg}"
WHITE = f"background:{GREYS['page']};color:{GREYS['print']}"


def live_html(picture):
    """Return a picture for the page of a running notebook: SVG as it is, for its tooltips."""
    if isinstance(picture, str):
        return picture
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
        address = picture.data_address("png")
    return (
        f'<img alt="{html.escape(alt)}" width="{width_of(picture)}" '
        f'style="max-width:100%;vertical-align:top;{WHITE}" src="{address}">'
    )
