"""Sum up a class: read the results_*.json files below a folder, print a table an exercise.

    python scripts/class_results.py FOLDER

Each line says how many readers have tried an exercise, how many have it right, their median number
of tries, and which known mistakes were made, by how many readers.
"""

import json
import sys
from collections import Counter
from pathlib import Path
from statistics import median

HEAD = ["| lesson | exercise | tried | right | tries | mistakes |", "|:--|:--|--:|--:|--:|:--|"]


def read(folder):
    """Return what the files below a folder hold, one entry a file.

    Raises ValueError, naming the file, where one is not what a notebook writes.
    """
    return [_read(path) for path in sorted(Path(folder).rglob("results_*.json"))]


def _read(path):
    try:
        result = json.loads(path.read_text("utf-8"))
        table([result])
    except (ValueError, KeyError, TypeError) as reason:
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
        f"| {lesson} | {name} | {len(readers)} | {sum(e['right'] for e in readers)} | "
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
    return ", ".join(f"{name} ({times})" for name, times in count.most_common())


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    try:
        print(*table(read(sys.argv[1])), sep="\n")
    except ValueError as reason:
        sys.exit(str(reason))
