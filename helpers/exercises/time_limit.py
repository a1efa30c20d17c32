"""A time limit on Python code, in whatever thread it runs."""

import ctypes
import threading


class TimeLimit(BaseException):
    """What runs has taken longer than it may; no `except Exception` on its way holds it up."""


def within(seconds, work):
    """Return what `work()` gives; raise TimeLimit where it takes longer.

    It is stopped between two steps of Python: one long call of numpy runs to its end first.

    >>> within(60, lambda: 2 + 2)
    4
    """
    raised = ctypes.pythonapi.PyThreadState_SetAsyncExc
    thread, lock, is_done = ctypes.c_ulong(threading.get_ident()), threading.Lock(), []

    def stop():
        with lock:
            if not is_done:
                raised(thread, ctypes.py_object(TimeLimit))

    timer = threading.Timer(seconds, stop)
    timer.daemon = True
    try:
        timer.start()
        return work()
    finally:
        with lock:
            is_done.append(True)
            raised(thread, None)  # one that was late
        timer.cancel()
