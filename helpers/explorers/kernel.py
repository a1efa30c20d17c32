"""The little that explorers must know of the kernel; where there is none, nothing happens."""

import asyncio
import contextlib
import threading

from IPython import get_ipython
from IPython.display import display

_awaiting = 0  # cells that await an explorer's work just now


def running_loop():
    """Return the event loop that runs in this thread, or None."""
    try:
        return asyncio.get_running_loop()
    except RuntimeError:
        return None


def show(bundle):
    """Display a dict of MIME types under the cell that runs; without a kernel, do nothing."""
    if getattr(get_ipython(), "kernel", None) is not None:
        display(bundle, raw=True)


def view(widget):
    """Return a widget as what a notebook program shows, by MIME type, in ipywidgets 7 and 8."""
    shown = {"version_major": 2, "version_minor": 0, "model_id": widget.model_id}
    return {"application/vnd.jupyter.widget-view+json": shown}


def hears_while_awaiting():
    """Whether a control turned while a cell awaits is heard at once: from ipykernel 7 on."""
    kernel = getattr(get_ipython(), "kernel", None)
    return kernel is None or getattr(kernel, "shell_channel_thread", None) is not None


@contextlib.contextmanager
def awaiting():
    """Mark the time in which a cell awaits an explorer's work."""
    global _awaiting
    _awaiting += 1
    try:
        yield
    finally:
        _awaiting -= 1


def release_control():
    """Tell the browser that a control turned while a cell awaits has been attended to.

    ipykernel 7.4 handles such a message at once, between two slices, but leaves out the "idle"
    for which the browser waits before it sends the next change: the slider would be dead.
    """
    kernel = getattr(get_ipython(), "kernel", None)
    if not _awaiting or getattr(kernel, "shell_channel_thread", None) is None:
        return
    parent = kernel.get_parent("shell")
    in_main = threading.current_thread() is threading.main_thread()
    if in_main and parent.get("header", {}).get("msg_type") == "comm_msg":
        idle = {"execution_state": "idle"}
        kernel.session.send(kernel.iopub_socket, "status", idle, parent=parent)
