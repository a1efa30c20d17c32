"""Plant faults one by one in a copy of the tree, and show which test catches each.

    python scripts/plant_faults.py                 all of them, as rows of a markdown table
    python scripts/plant_faults.py --only softmax  those whose name or file holds the word
    python scripts/plant_faults.py --check         only whether each finds its place
    python scripts/plant_faults.py --jobs 4        how many at a time; 2 unless said otherwise

The faults stand in faults.yml. It is an error if the place of one is not found just once, which is
seen before any test runs, if one survives, or if the tests fail without any fault.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import yaml

ROOT = Path(__file__).parents[1]
TABLE = Path(__file__).with_name("faults.yml")
SECONDS = 180  # the longest that one fault's tests may take
PYTEST = ["-m", "pytest", "-x", "-q", "-rfE", "--tb=no", "-p", "no:cacheprovider", "-o", "addopts="]


class PlantingError(Exception):
    """Neither caught nor survived: the fault cannot be planted, or the tests cannot run."""


def spoilt(file, fault):
    """Return a file's text with the fault in it."""
    text = (ROOT / file).read_text(encoding="utf-8")
    old, new = fault["old"].rstrip("\n"), fault["new"].rstrip("\n")
    if text.count(old) != 1:
        raise PlantingError(f"its place is found {text.count(old)} times in {file}")
    result = text.replace(old, new)
    compile(result, file, "exec")  # a fault is not a slip of the pen
    return result


def lost(chosen):
    """Return why faults cannot be planted, a line for each, and for each test file that is gone."""
    lines = []
    for file, tests, fault in chosen:
        try:
            spoilt(file, fault)
        except (PlantingError, SyntaxError, OSError) as error:
            lines.append(f"{file}: {fault['name']}: {error}")
        missing = [test for test in tests if not (ROOT / test.split("::")[0]).exists()]
        lines += [f"{file}: {test} is not there" for test in missing]
    return list(dict.fromkeys(lines))


def copy_to(tree):
    """Copy what the tests need."""
    for part in ("docs", "helpers", "tests"):
        shutil.copytree(ROOT / part, tree / part, ignore=shutil.ignore_patterns("__pycache__"))
    for part in ("pyproject.toml", "conftest.py"):
        shutil.copy(ROOT / part, tree)


def settings(tree):
    """The environment in which the tests of a copy run."""
    return {
        "PYTHONPATH": str(tree),  # the copy goes before the helpers installed
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
        "MPLBACKEND": "agg",
        "COLUMNS": "300",
    }


def run_tests(tests, file=None, fault=None):
    """Return the first test that fails with the fault in the file, or None."""
    with tempfile.TemporaryDirectory() as folder:
        tree = Path(folder)
        copy_to(tree)
        if file:
            (tree / file).write_text(spoilt(file, fault), encoding="utf-8")
        try:
            result = subprocess.run(
                [sys.executable, *PYTEST, *tests],
                cwd=tree,
                env=os.environ | settings(tree),
                capture_output=True,
                text=True,
                timeout=SECONDS if file else None,
            )
        except subprocess.TimeoutExpired:
            raise PlantingError(f"the tests are not done in {SECONDS} s") from None
    if result.returncode == 0:
        return None
    for line in result.stdout.splitlines():
        if line.startswith(("FAILED ", "ERROR ")):  # ERROR: the test file does not even load
            return line.split(" ", 1)[1].split(" - ")[0].removeprefix("tests/")
    raise PlantingError("no test ran: " + (result.stdout + result.stderr)[-500:])


def plant(file, tests, fault):
    """Return a row of the table, and whether the fault was caught."""
    try:
        test = run_tests(tests, file, fault)
    except PlantingError as error:
        return f"| {file} | {fault['name']} | **not planted**: {error} |", False
    caught = f"`{test}`" if test else "**survives**"
    return f"| {file.removeprefix('helpers/')} | {fault['name']} | {caught} |", bool(test)


def all_faults(word=""):
    """Return (file, tests, fault) of each whose name or file holds the word."""
    return [
        (file, entry["tests"], fault)
        for file, entry in yaml.safe_load(TABLE.read_text(encoding="utf-8")).items()
        for fault in entry["faults"]
        if word in file or word in fault["name"]
    ]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", default="", help="part of a fault's name or of its file")
    parser.add_argument("--check", action="store_true", help="plant none: is each place there?")
    parser.add_argument("--jobs", type=int, default=2, help="faults at a time")
    given = parser.parse_args()
    started = time.monotonic()
    chosen = all_faults(given.only)
    if not chosen:
        sys.exit(f"no fault is called {given.only!r}")
    stale = lost(chosen)
    if stale:
        sys.exit("\n".join(stale))
    if given.check:
        print(f"Each of {len(chosen)} faults finds its place.")
        return
    failing = run_tests(sorted({test for _, tests, _ in chosen for test in tests}))
    if failing:
        sys.exit(f"{failing} fails without any fault")
    print("| file | fault | caught by |\n|---|---|---|", flush=True)
    caught = 0
    with ThreadPoolExecutor(given.jobs) as pool:
        for row, was_caught in pool.map(lambda fault: plant(*fault), chosen):
            print(row, flush=True)
            caught += was_caught
    print(f"\n{caught} of {len(chosen)} faults caught in {time.monotonic() - started:.0f} s.")
    sys.exit(caught < len(chosen))


if __name__ == "__main__":
    main()
