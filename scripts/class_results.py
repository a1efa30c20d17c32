"""Sum up a class: a page to read, a notebook of its mistakes to discuss, a table for a platform.

    python scripts/class_results.py FOLDER [--roster FILE] [--key FILE] [--out FOLDER]

Below FOLDER lie the results as students, a hub or a learning platform have put them there. The
roster has names, one a line, or in a column of a CSV; the key file has what signs on the hub.
"""

import argparse
import csv
import importlib
import sys
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

import class_files
from class_notebook import notebook
from class_page import page
from nbformat import write

from helpers.exercises.discussion import CATALOGUE
from helpers.exercises.sheet import read_settings

SETTINGS = class_files.ROOT / "notebooks" / "exercises.toml"
COLUMNS = ["name", "lesson", "right", "of", "tries", "signed"]
FORMULA = tuple("=+-@\t\r")  # with which a cell of a spreadsheet begins to compute


@dataclass
class Tally:
    """What a class has done with one exercise."""

    lesson: str
    question: object
    readers: list = field(default_factory=list)  # the exercise in the results of who has tried it

    @property
    def right(self):
        return sum(each["right"] for each in self.readers)

    @property
    def tries(self):
        return median(each["tries"] for each in self.readers) if self.readers else 0

    @property
    def solutions(self):
        """How many have had the solution shown."""
        return sum(each.get("solution_shown") is True for each in self.readers)

    @property
    def mistakes(self):
        """How many readers have made each known mistake, the most frequent first."""
        count = Counter(
            mistake
            for each in self.readers
            for mistake in {name for answer in each["answers"] for name in answer["mistakes"]}
            if mistake in CATALOGUE
        )
        return dict(sorted(count.items(), key=lambda item: (-item[1], item[0])))

    def typed(self, mistake):
        """What was answered with a mistake, the most frequent first."""
        count = Counter(
            answer["answer"]
            for each in self.readers
            for answer in each["answers"]
            if mistake in answer["mistakes"]
        )
        return [answer for answer, _ in count.most_common()]


def sheet(lesson):
    """Return the exercises of a lesson, and the names of those that are asked."""
    room = importlib.import_module(f"helpers.lessons.lesson_{lesson.replace('.', '_')}.exercises")
    return room.ask, read_settings(lesson, list(room.ask.questions), SETTINGS).exercises


def tallies(files):
    """Return a Tally of each exercise that is asked, in the order of lessons and sheets."""
    found = []
    for lesson in sorted({one.lesson for one in files.counted}):
        ask, asked = sheet(lesson)
        for name in asked:
            done = [
                each
                for one in files.counted
                if one.lesson == lesson
                for each in one.results["exercises"]
                if each["name"] == name and each["tries"]
            ]
            found.append(Tally(lesson, ask.questions[name], done))
    return found


def rows(files):
    """Return the table for a platform, a row for each student and lesson, its heading first."""
    found = [COLUMNS]
    for lesson in sorted({one.lesson for one in files.counted}):
        _, asked = sheet(lesson)
        for one in files.counted:
            if one.lesson == lesson:
                own = [each for each in one.results["exercises"] if each["name"] in asked]
                right, tries = sum(e["right"] for e in own), sum(e["tries"] for e in own)
                signed = "yes" if one.is_signed else "not checked"
                found.append([_cell(one.name), lesson, right, len(asked), tries, signed])
        for name in files.missing[lesson]:
            found.append([_cell(name), lesson, 0, len(asked), 0, "not handed in"])
    return found


def _cell(text):
    """A text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(FORMULA) else text


def main(arguments=None):
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("folder", help="as in make class FOLDER=handed_in")
    for option in ("roster", "key"):
        parser.add_argument(f"--{option}", type=lambda text: Path(text) if text else None)
    parser.add_argument("--out", type=Path, default=Path("_class"))
    options = parser.parse_args(arguments)
    if not options.folder:
        parser.error("say where the results lie, as in make class FOLDER=handed_in")
    try:
        files = class_files.read(options.folder, options.roster, options.key)
    except ValueError as reason:
        sys.exit(str(reason))
    summed = tallies(files)
    options.out.mkdir(parents=True, exist_ok=True)
    places = [options.out / f"class.{ending}" for ending in ("html", "ipynb", "csv")]
    places[0].write_text(page(files, summed), encoding="utf-8", errors="xmlcharrefreplace")
    write(notebook(summed), places[1])
    with places[2].open("w", encoding="utf-8-sig", newline="", errors="replace") as file:
        csv.writer(file).writerows(rows(files))
    print(f"{len(files.counted)} counted, {len(files.refused)} not, {len(files.again)} twice.")
    for path, reason in files.refused:
        print(f"not counted: {path}: {reason}")
    print("Written:", *places)


if __name__ == "__main__":
    main()
