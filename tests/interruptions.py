"""Interrupts work as a press of Stop does, at any moment."""

import os
import sys
from pathlib import Path

HELPERS = f"{Path(__file__).parents[1] / 'helpers'}{os.sep}"
SOAK = bool(os.environ.get("SOAK"))  # set by `make soak`


class Interrupt:
    """Raises KeyboardInterrupt at a moment of the package's work, or of this part of it alone.

    Moments count from 0: each bytecode, or only where Python itself looks for interrupts: where a
    function begins, and where a call of what is written in C ends.
    """

    def __init__(self, moment, where=""):
        self.left, self.where = moment, f"{HELPERS}{where}"

    @property
    def reached(self):
        return self.left < 0

    def before_a_bytecode(self, work):
        """Call work() and return whether it was interrupted."""
        sys._getframe().f_trace_opcodes = True  # Python 3.12 heeds it only before settrace
        return self._call(work, sys.settrace, self._enter)

    def between_calls(self, work):
        """Call work() and return whether it was interrupted."""
        return self._call(work, sys.setprofile, self._hear)

    def _call(self, work, set_hook, hook):
        set_hook(hook)
        try:
            work()
        except KeyboardInterrupt:
            assert self.reached
        finally:
            set_hook(None)
        return self.reached

    def _enter(self, frame, *_):
        if not frame.f_code.co_filename.startswith(self.where):
            return None
        frame.f_trace_opcodes = True
        return self._trace

    def _trace(self, frame, event, _):
        if event == "opcode":
            self._pass()
        return self._trace

    def _hear(self, frame, event, _):
        if event in ("call", "c_return") and frame.f_code.co_filename.startswith(self.where):
            self._pass()

    def _pass(self):
        if not self.reached:
            self.left -= 1
            if self.reached:
                raise KeyboardInterrupt
