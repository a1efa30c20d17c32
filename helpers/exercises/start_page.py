"""The start page of `make lab`: the lessons of the index, and what has been done of each."""

import json
import re
import sys
from pathlib import Path

from helpers.exercises.whole_file import write_whole

INDEX, PAGE = "README.md", "START.md"
DONE = 1  # the column, after the lesson's title
WORDS = """# Backpropagation, proved, computed and shown

Choose a lesson. In it, **Run ▸ Run All Cells**, then begin at the top. *Done so far* counts
exercises: an answer that counts is kept at once, in a file beside the lesson. After a restart, run
all cells again and press **Read them back** at the end of the lesson's exercises.

{table}

[The index]({index}) lists every statement of the lecture, its slips, and all exercises.
"""


def write_start_page(folder):
    """Write the page beside the notebooks and return its path."""
    folder = Path(folder)
    text = (folder / INDEX).read_text(encoding="utf-8")
    head, rule, *lessons = re.search(r"(?m)^\|.*\n(?:\|.*\n?)+", text)[0].splitlines()
    done = ["done so far", ":--", *(_done(folder, line) for line in lessons)]
    table = "\n".join(map(_with_column, [head, rule, *lessons], done))
    page = folder / PAGE
    write_whole(page, WORDS.format(table=table, index=INDEX))
    return page


def _done(folder, line):
    """What the results of the lesson on a line say."""
    lesson = re.search(r"\d\.\d", line)[0].replace(".", "_")
    path = folder / f"results_{lesson}.json"
    if not path.exists():
        return ""
    try:
        done = [bool(each["done"]) for each in json.loads(path.read_bytes())["exercises"]]
    except (KeyError, TypeError, ValueError):
        return f"{path.name} cannot be read"
    return f"{sum(done)} of {len(done)}"


def _with_column(line, entry):
    cells = line.strip("|").split("|")
    return "|".join(["", *cells[:DONE], f" {entry} ", *cells[DONE:], ""])


if __name__ == "__main__":
    write_start_page(sys.argv[1])
