"""A file written whole or not at all: until all of the new is on the disk, the old stays."""

import os
from contextlib import contextmanager, suppress

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None


@contextmanager
def alone(folder):
    """Let no two processes do this at once in a folder, as far as the system can lock one."""
    if fcntl is None:
        yield
        return
    locked = os.open(folder, os.O_RDONLY)
    try:
        with suppress(OSError):  # a network drive without locks
            fcntl.flock(locked, fcntl.LOCK_EX)
        yield
    finally:
        os.close(locked)


def write_whole(path, text):
    """Write a text; OSError where it cannot be written, and then the file is as it was."""
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        with part.open("w", encoding="utf-8", errors="backslashreplace") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError:
        with suppress(OSError):
            part.unlink()
        raise
