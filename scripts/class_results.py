"""Sum up a class: read the results_*.json files below a folder, print a table an exercise.

    python scripts/class_results.py FOLDER

Each line says how many readers have tried an exercise, how many have it right, their median number
of tries, and which known mistakes were made, by how many readers.
"""

import json
import re
import sys
from collections import Counter
from pathlib import Path
from statistics import median

FILE = re.compile(r"(?<!unreadable_)results_\d_\d.*\.json$")
HEAD = ["| lesson | exercise | tried | right | tries | mistakes |", "|:--|:--|--:|--:|--:|:--|"]


def read(folder):
    """Return what the files below a folder hold, one entry a reader and lesson; and what cannot.

    Of two files with the same lesson and name, or without names and alike, the fuller counts once.
    A name that a course's platform has put before "results" does not matter.
    """
    found, unread = {}, []
    if not Path(folder).is_dir():
        raise ValueError(f"there is no folder {folder}")
    for path in sorted(Path(folder).rglob("*.json")):
        if not FILE.search(path.name) or not path.is_file():
            continue
        try:
            result = _read(path)
        except ValueError as told:
            unread.append(str(told))
            continue
        name = result.get("name") or json.dumps(result["exercises"], sort_keys=True)
        key = result["lesson"], name
        found[key] = max(found.get(key, result), result, key=_tries)
    return list(found.values()), unread


def _tries(result):
    return sum(exercise["tries"] for exercise in result["exercises"])


def _read(path):
    try:
        result = json.loads(path.read_text("utf-8-sig"))
        table([result])
        if not isinstance(result["lesson"], str):
            raise TypeError("a lesson is text")
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as reason:
        raise ValueError(f"{path} is not what a notebook has written") from reason
    return result


def table(results):
    """Return the lines of the table."""
    tried = {}
    for result in results:
        for exercise in result["exercises"]:
            readers = tried.setdefault((result["lesson"], exercise["name"]), [])
            if exercise["tries"]:
                readers.append(exercise)
    return HEAD + [
        f"| {_cell(lesson)} | {_cell(name)} | {len(readers)} | "
        f"{sum(e['right'] for e in readers)} | "
        f"{median(e['tries'] for e in readers) if readers else 0:g} | {mistakes(readers)} |"
        for (lesson, name), readers in sorted(tried.items(), key=lambda item: item[0][0])
    ]


def mistakes(readers):
    """Return the mistakes of the readers of one exercise, the most frequent first."""
    count = Counter(
        mistake
        for exercise in readers
        for mistake in {name for answer in exercise["answers"] for name in answer["mistakes"]}
    )
    return ", ".join(f"{_cell(name)} ({times})" for name, times in count.most_common())


def _cell(text):
    """A text that does not break a row of the table."""
    return " ".join(str(text).split()).replace("|", r"\|")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    try:
        results, unread = read(sys.argv[1])
    except ValueError as reason:
        sys.exit(str(reason))
    print(*table(results), sep="\n")
    sys.exit("\n".join(unread) or 0)
