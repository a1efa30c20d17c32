"""Text of ours as HTML: code between backquotes, formulas between dollars."""

import html
import re


def markup(text):
    """Return a text as HTML; nothing in it is taken for a tag, and no point begins a line.

    >>> markup("Type `h*(1-h)`, for $h < 1$.")
    'Type <code>h*(1-h)</code>, for <span style="white-space:nowrap">$h &lt; 1$.</span>'
    """
    text = re.sub(r"`([^`]+)`", r"<code>\1</code>", html.escape(text, quote=False))
    return re.sub(r"(\$[^$]+\$[.,;:?!)]+)", r'<span style="white-space:nowrap">\1</span>', text)
