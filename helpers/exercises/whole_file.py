"""A file written whole or not at all: until all of the new is on the disk, the old stays."""

import os
from contextlib import suppress


def write_whole(path, text):
    """Write a text; OSError where it cannot be written, and then the file is as it was."""
    part = path.with_name(f"{path.name}.part")
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
