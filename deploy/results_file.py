"""A results file as a class is read from: bounded, checked, signed by the hub, and stored there.

Standard library only, so that it can stand beside a hub. What a notebook writes is the student's
own: anything can stand in it. So it is checked here, by the service that takes it (hand_in.py) and
by who sums up a class (scripts/class_results.py).

Signed, it is one object: `version`, `name` (as the hub knows the student), `time` (of the hub's
clock), `results`, and `signature`, HMAC-SHA256 in hex over the canonical form of the other four:
JSON with sorted keys, no spaces, ASCII. The signature proves who handed in, when, and that nothing
was changed since. It does not prove that the answers were typed: the student's kernel wrote them.
"""

import hashlib
import hmac
import json
import math
import os
import re
import stat
import unicodedata
from pathlib import Path
from urllib.parse import quote

VERSION = 1
MOST_BYTES = 1_000_000
MOST_HANDED_IN = 2 * MOST_BYTES  # with what the signing adds, and its spaces
MOST_EXERCISES, MOST_ANSWERS, MOST_CHARACTERS = 60, 1000, 200
SHORTEST_KEY = 32
MOST_KEPT = 20  # hand-ins of one student and lesson; the oldest goes first
SIGNED = {"version", "name", "time", "results", "signature"}
LESSON = re.compile(r"\d\.\d", re.ASCII)
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}\+00:00", re.ASCII)


def keys_from(text):
    """Return the keys in a text, apart by white space: the first signs, and all are believed.

    The hub's file of its environment will do, in which `HAND_IN_KEYS=` stands before them.
    """
    keys = text.replace("HAND_IN_KEYS=", " ").replace('"', " ").split()
    if not keys or min(map(len, keys)) < SHORTEST_KEY:
        raise ValueError(f"a key has {SHORTEST_KEY} characters or more: openssl rand -hex 32")
    return [key.encode() for key in keys]


def read_bytes(path, most=MOST_HANDED_IN):
    """Return what a file holds; ValueError where it is no plain file, or too large to be read."""
    flags = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    if os.path.islink(path):
        raise ValueError("a link, not a file")
    try:
        number = os.open(path, os.O_RDONLY | flags)
    except OSError as reason:
        raise ValueError(f"cannot be opened: {reason.strerror}") from None
    with open(number, "rb") as file:
        if not stat.S_ISREG(os.fstat(number).st_mode):
            raise ValueError("not a file")
        data = file.read(most + 1)
    if len(data) > most:
        raise ValueError(f"too large: more than {most:,} bytes")
    return data


def parse(data):
    """Return what bytes of JSON say; ValueError where a notebook cannot have written them."""
    try:
        return json.loads(
            data.decode("utf-8-sig"),
            object_pairs_hook=_once,
            parse_constant=_no_number,
            parse_float=_finite,
        )
    except UnicodeDecodeError:
        raise ValueError("not text in UTF-8") from None
    except json.JSONDecodeError as reason:
        place = f"line {reason.lineno}, column {reason.colno}"
        raise ValueError(f"not whole, or no JSON ({place})") from None
    except RecursionError:
        raise ValueError("nested too deeply") from None


def check(results):
    """Raise ValueError, with the reason, unless this has the shape of a lesson's results."""
    _expect(isinstance(results, dict), "it holds no results")
    _expect(isinstance(results.get("lesson"), str), "it names no lesson")
    _expect(LESSON.fullmatch(results["lesson"]), "its lesson is none")
    _expect(_is_text(results.get("name", "")), "its name is no short line of text")
    exercises = results.get("exercises")
    _expect(isinstance(exercises, list), "it holds no exercises")
    _expect(len(exercises) <= MOST_EXERCISES, f"it holds more than {MOST_EXERCISES} exercises")
    for exercise in exercises:
        _check_exercise(exercise)
    names = [exercise["name"] for exercise in exercises]
    _expect(len(set(names)) == len(names), "it holds an exercise twice")
    return results


def sign(results, name, time, key):
    """Return the results with who handed them in, when, and the signature."""
    told = {"version": VERSION, "name": name, "time": time, "results": results}
    return told | {"signature": _signature(told, key)}


def is_signed(told):
    return isinstance(told, dict) and "signature" in told


def verify(told, keys):
    """Raise ValueError unless one of the keys has signed this."""
    _expect(set(told) == SIGNED and told["version"] == VERSION, "signed in a form not known here")
    signature = told["signature"]
    _expect(isinstance(signature, str) and signature.isascii(), "its signature is no text")
    rest = {part: told[part] for part in SIGNED - {"signature"}}
    genuine = [hmac.compare_digest(_signature(rest, key), signature) for key in keys]
    _expect(any(genuine), "changed after it was signed, or signed with another key")


def store(folder, name, lesson, time, text):
    """Write a hand-in into a student's folder, whole or not at all; those before are kept."""
    own = Path(folder) / folder_name(name)
    kept = own / "kept"
    kept.mkdir(parents=True, exist_ok=True)
    stem = f"results_{lesson.replace('.', '_')}"
    _write(kept / f"{stem}_{time.replace(':', '')}.json", text)
    _write(own / f"{stem}.json", text)
    for old in sorted(kept.glob(f"{stem}_*.json"))[:-MOST_KEPT]:
        old.unlink()


def folder_name(name):
    """Return a hub's name as that of a folder: two names never share one.

    >>> folder_name("ada"), folder_name("../etc"), folder_name("..")
    ('ada', '%2E%2E%2Fetc', '%2E%2E')
    """
    safe = quote(name, safe="@").replace(".", "%2E")
    return safe if len(safe) <= 200 else hashlib.sha256(name.encode()).hexdigest()


def _write(path, text):
    part = path.with_name(f".{path.name}.part")
    try:
        with part.open("w", encoding="ascii") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def about(told):
    """Return who has handed this in, and when, as it says; ValueError where it says nothing."""
    name, time = told.get("name"), told.get("time")
    _expect(_is_text(name) and name, "its signed name is no short line of text")
    _expect(isinstance(time, str) and TIME.fullmatch(time), "its time is none")
    return name, time


def _signature(told, key):
    try:
        canonical = json.dumps(told, sort_keys=True, separators=(",", ":"), allow_nan=False)
    except RecursionError:
        raise ValueError("nested too deeply") from None
    return hmac.new(key, canonical.encode("ascii"), hashlib.sha256).hexdigest()


def _check_exercise(exercise):
    _expect(
        isinstance(exercise, dict) and _is_text(exercise.get("name")), "an exercise has no name"
    )
    name, answers = exercise["name"], exercise.get("answers")
    _expect(isinstance(answers, list), f"“{name}” holds no answers")
    _expect(len(answers) <= MOST_ANSWERS, f"“{name}” holds more than {MOST_ANSWERS} answers")
    for answer in answers:
        _expect(isinstance(answer, dict), f"“{name}” holds what is no answer")
        _expect(isinstance(answer.get("answer"), str), f"an answer to “{name}” is no text")
        _expect(isinstance(answer.get("right"), bool), f"an answer to “{name}” has no verdict")
        mistakes = answer.get("mistakes")
        _expect(
            isinstance(mistakes, list) and len(mistakes) <= 9 and all(map(_is_text, mistakes)),
            f"the mistakes of an answer to “{name}” are no names",
        )
    tries, is_right = exercise.get("tries"), exercise.get("right")
    _expect(type(tries) is int and tries == len(answers), f"the tries of “{name}” do not add up")
    _expect(isinstance(is_right, bool), f"“{name}” is neither right nor open")
    _expect(
        not is_right or any(answer["right"] for answer in answers),
        f"“{name}” is right without a right answer",
    )


def _is_text(value):
    """Whether this is a short line of text."""
    if not isinstance(value, str) or len(value) > MOST_CHARACTERS:
        return False
    return not {"Cc", "Cs", "Zl", "Zp"} & {unicodedata.category(letter) for letter in value}


def _expect(holds, reason):
    if not holds:
        raise ValueError(reason)


def _once(pairs):
    """An object's parts, each of which may stand there once."""
    _expect(len({key for key, _ in pairs}) == len(pairs), "it says one thing twice")
    return dict(pairs)


def _no_number(text):
    raise ValueError(f"{text} is no number")


def _finite(text):
    value = float(text)
    _expect(math.isfinite(value), f"{text[:20]} is no finite number")
    return value
