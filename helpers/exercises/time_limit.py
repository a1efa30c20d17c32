"""A time limit on Python code, in whatever thread it runs; in a browser, where there is but one."""

import ctypes
import signal
import sys
import threading
from functools import cache

# Python in a browser asks now and then whether a signal has come: here the clock answers.
CLOCK = """(pyodide) => {
  let end = Infinity;
  pyodide.setInterruptBuffer({
    get 0() {
      if (performance.now() < end) return 0;
      end = Infinity;
      return 2;
    },
    set 0(_) {},
  });
  return { end: () => end, set: (at) => { end = at; }, now: () => performance.now() };
}"""


class TimeLimit(BaseException):
    """What runs has taken longer than it may; no `except Exception` on its way holds it up."""


def within(seconds, work):
    """Return what `work()` gives; raise TimeLimit where it takes longer.

    It is stopped between two steps of Python: one long call of numpy runs to its end first.

    >>> within(60, lambda: 2 + 2)
    4
    """
    return (_by_clock if sys.platform == "emscripten" else _by_thread)(seconds, work)


def _by_thread(seconds, work):
    raised = ctypes.pythonapi.PyThreadState_SetAsyncExc
    thread, limit = ctypes.c_ulong(threading.get_ident()), ctypes.py_object(TimeLimit)
    lock, is_done, is_raised = threading.Lock(), [], []

    def stop():
        with lock:
            if not is_done:
                is_raised.append(True)
                raised(thread, limit)

    timer = threading.Timer(seconds, stop)
    timer.daemon = True
    try:
        timer.start()
        return work()
    finally:
        try:
            timer.cancel()
            with lock:
                is_done.append(True)
            if is_raised:  # taken back, one that was late would leave Python unable to be traced
                raised(thread, limit)
                while True:
                    pass
        except TimeLimit:
            pass


def _by_clock(seconds, work):
    clock = _clock()
    outer = clock.end()
    handler = signal.signal(signal.SIGINT, _stop)
    try:
        clock.set(min(outer, clock.now() + 1000 * seconds))
        return work()
    finally:
        clock.set(outer)
        signal.signal(signal.SIGINT, handler)


@cache
def _clock():
    import pyodide_js
    from pyodide.code import run_js

    return run_js(CLOCK)(pyodide_js)


def _stop(*_):
    raise TimeLimit
