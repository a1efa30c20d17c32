"""The little that explorers must know of the kernel."""

import asyncio

from IPython import get_ipython


def running_loop():
    """Return the event loop that runs in this thread, or None."""
    try:
        return asyncio.get_running_loop()
    except RuntimeError:
        return None


def in_notebook():
    """Whether a reader's notebook runs this, not a script or a test."""
    return get_ipython() is not None


def view(widget):
    """Return a widget as what a notebook program shows, by MIME type, in ipywidgets 7 and 8."""
    shown = {"version_major": 2, "version_minor": 0, "model_id": widget.model_id}
    return {"application/vnd.jupyter.widget-view+json": shown}
