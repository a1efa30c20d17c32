"""Interrupts work as a press of Stop does: between two bytecodes of the package, at any moment."""

import os
import sys
from pathlib import Path

HELPERS = f"{Path(__file__).parents[1] / 'helpers'}{os.sep}"
SOAK = bool(os.environ.get("SOAK"))  # set by `make soak`


def interrupted(work, moment, where=""):
    """Call work() and raise KeyboardInterrupt before the bytecode of this number, from 0.

    Return whether it was reached. Bytecodes of the package count, or of this part of it alone.
    """
    left, reached = moment, False

    def within(frame, event, _):
        nonlocal left, reached
        if event == "opcode" and not reached:
            if left == 0:
                reached = True
                raise KeyboardInterrupt
            left -= 1
        return within

    def entered(frame, *_):
        if not frame.f_code.co_filename.startswith(f"{HELPERS}{where}"):
            return None
        frame.f_trace_opcodes = True
        return within

    before = sys.gettrace()
    sys.settrace(entered)
    try:
        work()
    except KeyboardInterrupt:
        if not reached:
            raise
    finally:
        sys.settrace(before)
    return reached
