"""The files that a class has handed in: which count, and what is wrong with the others.

No file is trusted: each is bounded, checked and, where the hub's key is given, verified; one that
fails is named with its reason, and the others count.
"""

import csv
import os
import re
import sys
import unicodedata
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "deploy"))

from results_file import about, check, is_signed, keys_from, parse, read_bytes, verify  # noqa: E402

FILE = re.compile(r"(?<!unreadable_)results_(\d_\d)(?!\d).*\.json$", re.ASCII | re.IGNORECASE)
# as Moodle, Canvas and others name a student's file, or the folder around it
OF_PLATFORM = re.compile(r"(.+?)_(?:late_)?\d+_", re.IGNORECASE)
LESSONS = {path.name[:3].replace("_", ".") for path in ROOT.glob("notebooks/4_*.ipynb")}
HEADINGS = {"name", "names", "user", "username", "login", "student", "student name", "full name"}
MOST_NAMES = 1_000_000  # bytes of a roster


@dataclass(frozen=True)
class HandedIn:
    """The results of one student and lesson."""

    path: str
    name: str
    results: dict
    time: str = ""  # of the hub's clock, where the hub has signed
    is_signed: bool = False  # with a key that is believed

    @property
    def lesson(self):
        return self.results["lesson"]

    @property
    def rank(self):
        """Of two, the later counts; without the hub's clock, the fuller."""
        return self.time, sum(each["tries"] for each in self.results["exercises"])


@dataclass
class Files:
    """What a folder holds: what counts, what does not and why, and what came twice."""

    counted: list = field(default_factory=list)
    refused: list = field(default_factory=list)  # (path, reason)
    again: list = field(default_factory=list)  # (path, whose file it stands behind)
    missing: dict = field(default_factory=dict)  # names of the roster, by lesson
    roster: list = field(default_factory=list)


def read(folder, roster=None, key=None):
    """Return the files below a folder, of those on the roster, signed with the key, if given.

    Parameters
    ----------
    folder : path
        Where the files lie; in folders of their own, or all together, as a platform names them.
    roster : path, optional
        Names, one a line, or a CSV file with a column that is headed so.
    key : path, optional
        A file with the hub's keys; then a file that is not signed does not count.

    Raises
    ------
    ValueError
        Where there is no such folder, or roster or key cannot be read.
    """
    if not Path(folder).is_dir():
        raise ValueError(f"there is no folder {folder}")
    keys = keys_from(_text(key)) if key else []
    names = {_plain(name): name for name in _roster(roster)} if roster else {}
    files = Files(roster=list(names.values()))
    best = {}
    for path in found_in(folder):
        shown = _printable(path.relative_to(folder).as_posix())
        try:
            one = _read(path, shown, keys)
            if names and _plain(one.name) not in names:
                raise ValueError(f"“{one.name}” is not on the roster" if one.name else "no name")
        except ValueError as reason:
            files.refused.append((shown, str(reason)))
            continue
        who = _plain(one.name) or repr(one.results["exercises"])
        first, second = best.get((one.lesson, who), one), one
        if second.rank > first.rank:
            first, second = second, first
        best[one.lesson, who] = first
        if first is not second:
            files.again.append((second.path, first.path))
    files.counted = sorted(best.values(), key=lambda one: (one.lesson, _plain(one.name)))
    for lesson in sorted({one.lesson for one in files.counted}):
        files.missing[lesson] = [n for p, n in names.items() if (lesson, p) not in best]
    return files


def found_in(folder):
    """Yield what is called as results are, but for what is hidden, set aside, or an earlier one."""
    for place, folders, names in os.walk(folder):
        for name in sorted([*folders, *names]):
            if FILE.search(name) and not name.startswith("."):
                yield Path(place, name)
        hidden = {"kept", "__MACOSX"}
        folders[:] = sorted(f for f in folders if f not in hidden and not f.startswith("."))


def _printable(text):
    return "".join(letter if letter.isprintable() else "\ufffd" for letter in text)


def _read(path, shown, keys):
    if path.is_dir() and not path.is_symlink():
        raise ValueError("a folder, not a file")
    told = parse(read_bytes(path))
    name, time, results = "", "", told
    if is_signed(told):
        if keys:
            verify(told, keys)
        name, time = about(told)
        results = told.get("results")
    elif keys:
        raise ValueError("not signed")
    check(results)
    lesson = FILE.search(path.name)[1].replace("_", ".")
    if results["lesson"] not in LESSONS:
        raise ValueError(f"there is no lesson {results['lesson']}")
    if lesson != results["lesson"]:
        raise ValueError(f"called by lesson {lesson}, but it holds lesson {results['lesson']}")
    if not is_signed(told):
        name = _name_by_place(path, shown, results)
    return HandedIn(shown, name.strip(), results, time, bool(keys))


def _name_by_place(path, shown, results):
    """The name of who has handed in: as the platform says, the student, or else the folder."""
    around = Path(shown).parent.name
    for place in (path.name[: FILE.search(path.name).start()], around):
        if found := OF_PLATFORM.match(place):
            return found[1].replace("_", " ")
    return results.get("name") or around


def names_of(text):
    r"""Return the names of a roster: of a CSV file the column headed so, else all lines.

    >>> names_of("Lovelace, Ada\nBob\n"), names_of("id;name\n1;Lovelace, Ada\n")
    (['Lovelace, Ada', 'Bob'], ['Lovelace, Ada'])
    """
    names = text.splitlines()
    head = names[0] if names else ""
    for mark in ",;\t":
        columns = [cell.strip('" ').casefold() for cell in head.split(mark)]
        at = next((i for i, column in enumerate(columns) if column in HEADINGS), None)
        if at is not None:
            rows = csv.reader(names[1:], delimiter=mark)
            names = [row[at] for row in rows if len(row) > at]
            break
    return [name.strip() for name in names if name.strip()]


def _roster(path):
    try:
        names = names_of(_text(path))
    except csv.Error as reason:
        raise ValueError(f"{path} cannot be read: {reason}") from None
    if not names:
        raise ValueError(f"{path} names nobody")
    return names


def _plain(name):
    """A name without what nobody sees, or types alike: spaces, capitals, forms of a letter."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def _text(path):
    try:
        return read_bytes(path, MOST_NAMES).decode("utf-8-sig")
    except ValueError as reason:
        raise ValueError(f"{path} cannot be read: {reason}") from None
