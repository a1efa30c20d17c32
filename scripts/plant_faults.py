"""Plant faults one by one in a copy of the tree, and show which test catches each.

    python scripts/plant_faults.py                 all of them, as rows of a markdown table
    python scripts/plant_faults.py --only softmax  those whose name or file holds the word
    python scripts/plant_faults.py --jobs 4        how many at a time; 2 unless said otherwise

The faults stand in faults.yml. It is an error if one survives, if its place is no longer found
just once, or if the tests fail without any fault.
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


def run_tests(tests, file=None, old=None, new=None):
    """Return the first test that fails with `old` replaced by `new` in `file`, or None."""
    with tempfile.TemporaryDirectory() as folder:
        tree = Path(folder)
        for part in ("helpers", "tests"):
            shutil.copytree(ROOT / part, tree / part, ignore=shutil.ignore_patterns("__pycache__"))
        shutil.copy(ROOT / "pyproject.toml", tree)
        if file:
            text = (tree / file).read_text()
            if text.count(old) != 1:
                raise PlantingError(f"its place is found {text.count(old)} times in {file}")
            spoilt = text.replace(old, new)
            compile(spoilt, file, "exec")  # a fault is not a slip of the pen
            (tree / file).write_text(spoilt)
        settings = {
            "PYTHONPATH": folder,  # the copy goes before the helpers installed
            "PYTHONDONTWRITEBYTECODE": "1",
            "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
            "MPLBACKEND": "agg",
            "COLUMNS": "300",
        }
        try:
            result = subprocess.run(
                [sys.executable, *PYTEST, *tests],
                cwd=tree,
                env=os.environ | settings,
                capture_output=True,
                text=True,
                timeout=SECONDS,
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
        test = run_tests(tests, file, fault["old"].rstrip("\n"), fault["new"].rstrip("\n"))
    except (PlantingError, SyntaxError) as error:
        return f"| {file} | {fault['name']} | **not planted**: {error} |", False
    caught = f"`{test}`" if test else "**survives**"
    return f"| {file.removeprefix('helpers/')} | {fault['name']} | {caught} |", bool(test)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", default="", help="part of a fault's name or of its file")
    parser.add_argument("--jobs", type=int, default=2, help="faults at a time")
    given = parser.parse_args()
    started = time.monotonic()
    chosen = [
        (file, entry["tests"], fault)
        for file, entry in yaml.safe_load(TABLE.read_text()).items()
        for fault in entry["faults"]
        if given.only in file or given.only in fault["name"]
    ]
    if not chosen:
        sys.exit(f"no fault is called {given.only!r}")
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
