"""Which derivations of the lessons are proved: a file of their texts, for this prover alone.

What a proof rests on stands in the derivation's text, but for the prover itself. So a text of which
one character differs is proved anew, and so is every text where the prover's source, or sympy's or
mpmath's version, is another. `scripts/store_proofs.py` writes the file, and a test makes each proof
again: that the file is true rests on this, as it does for the prover's source.
"""

import hashlib
import json
from functools import cache
from importlib.metadata import version
from importlib.resources import files

PROVER = ("notation.py", "language", "symbolic")  # files, and folders of files
FILE = files("helpers").joinpath("data", "proofs.json")
in_use = True  # the tests prove everything anew


@cache
def prover():
    """What the prover is: a digest of its source, and the versions of what it builds on."""
    here, digest = files("helpers"), hashlib.sha256()
    for name in PROVER:
        place = here.joinpath(name)
        parts = [place] if place.is_file() else place.iterdir()
        for part in sorted((p for p in parts if p.name.endswith(".py")), key=lambda p: p.name):
            digest.update(f"{name}/{part.name}\n{part.read_text(encoding='utf-8')}\n".encode())
    return {"source": digest.hexdigest()} | {name: version(name) for name in ("sympy", "mpmath")}


def kept():
    """What stands in the file: the prover, and by lesson the keys of the texts it has proved."""
    return json.loads(FILE.read_text(encoding="utf-8"))


@cache
def keys():
    """The keys of all texts proved; none where the file cannot be read, or is another prover's."""
    try:
        found = kept()
        lessons = found["proofs"].values() if found["prover"] == prover() else ()
        return {key for lesson in lessons for key in lesson}
    except (OSError, ImportError, ValueError, LookupError, TypeError, AttributeError):
        return set()


def key_of(text):
    """The key of a derivation's text."""
    return hashlib.sha256(text.encode()).hexdigest()


def is_proved(text):
    """Whether every line of this derivation has been proved, for all values and sizes."""
    return in_use and key_of(text) in keys()
