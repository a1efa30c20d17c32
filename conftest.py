"""What every test needs: no display, and nbval that sees an output as the reader last sees it."""

import os

from nbval.kernel import RunningKernel

os.environ.setdefault("MPLBACKEND", "agg")
os.environ.setdefault("JUPYTER_PREFER_ENV_PATH", "1")  # this environment's kernel

receive = RunningKernel.get_message


def receive_folded(kernel, stream, timeout=None):
    """Receive a message; on iopub, read to the end of the cell first and fold updates of displays.

    nbval leaves `update_display_data` out, and would compare a display's first state with the
    last one, which is what a notebook stores.
    """
    if stream != "iopub":
        return receive(kernel, stream, timeout)
    waiting = kernel.__dict__.setdefault("messages", [])
    displays = {}
    while not waiting or not ends(waiting[-1]):
        message = receive(kernel, stream, timeout)
        content = message["content"]
        shown = (content.get("transient") or {}).get("display_id")
        if message["msg_type"] == "update_display_data":
            for earlier in displays.get(shown, []):
                earlier["data"] = content["data"]
        else:
            waiting.append(message)
            if shown:
                displays.setdefault(shown, []).append(content)
    return waiting.pop(0)


def ends(message):
    """Whether a message says that the kernel is idle again."""
    return message["msg_type"] == "status" and message["content"]["execution_state"] == "idle"


RunningKernel.get_message = receive_folded
