"""Change the code in one small place at a time, as cosmic-ray does; a test must fail each time.

    python scripts/mutants.py --sample 15 --seed 1    so many of each file, which ones by the seed
    python scripts/mutants.py --only numeric guards   of the files whose name holds such a word

mutants.yml names the files, their tests, and the changes that no test can see, each with a reason.
A place is drawn before what is done to it, for one * can become ten other signs. It is an error if
under 95 % of the changes are caught, the accepted ones left aside, or if a test fails without any.
"""

import argparse
import difflib
import os
import resource
import signal
import sys
import tempfile
import warnings
from pathlib import Path
from random import Random

import hypothesis  # noqa: F401  loaded here, once
import matplotlib.pyplot as plt  # noqa: F401
import numpy as np  # noqa: F401
import pytest
import sympy as sp  # noqa: F401
import yaml
from cosmic_ray.ast import ast_nodes, get_ast
from cosmic_ray.mutating import mutate_code
from cosmic_ray.plugins import get_operator, operator_names
from plant_faults import PYTEST, copy_to, settings

TABLE = Path(__file__).with_name("mutants.yml")
AIM = 0.95
NO_TEST = 5  # pytest's exit code, for a file without examples
SECONDS = 600  # on the clock, for one file of tests; on the processor, see `most`


def mutants(code, random):
    """Changed texts that Python can read, one for each place, in random order."""
    nodes, places = list(ast_nodes(get_ast(code))), {}
    for name in operator_names():
        operator = get_operator(name)
        if not operator.arguments():
            found = (place for node in nodes for place in operator().mutation_positions(node))
            for occurrence, place in enumerate(found):
                places.setdefault(place, []).append((operator, occurrence))
    for place in random.sample(sorted(places), len(places)):
        ways = places[place]
        for operator, occurrence in random.sample(ways, len(ways)):
            text = mutate_code(code, operator(), occurrence)
            if text != code and is_python(text):
                yield text
                break


def is_python(text):
    """Whether Python reads a text without a warning, as of: 1 is x."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            compile(text, "a mutant", "exec")
    except SyntaxError:
        return False
    return True


def change(code, text):
    """The lines that differ, before and after."""
    lines = list(difflib.ndiff(code.splitlines(), text.splitlines()))
    old, new = ("\n".join(u[2:].strip() for u in lines if u.startswith(sign)) for sign in "-+")
    return old, new


def fails(tree, test, most=None):
    """Whether a file of tests fails, and the processor's seconds that it took."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    child = os.fork()  # pytest and the libraries are loaded once
    if not child:
        run(tree, test, most)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return code not in (0, NO_TEST), after.ru_utime - before.ru_utime


def run(tree, test, most):
    """Run a file of tests, with its examples, and end this process."""
    signal.alarm(SECONDS)
    if most:
        resource.setrlimit(resource.RLIMIT_CPU, (most, most))
    os.dup2(os.open(os.devnull, os.O_RDWR), 1)
    os.dup2(1, 2)
    os.chdir(tree)
    os.environ.update(settings(tree))
    sys.path.insert(0, str(tree))
    sys.dont_write_bytecode = bool(most)  # what is kept of unchanged files serves again
    os._exit(pytest.main([*PYTEST[2:], "--doctest-modules", test]))


def spoil(tree, file, text):
    """Put a text into a file of the tree, and forget what Python keeps of it."""
    path = tree / file
    path.write_text(text, encoding="utf-8")
    for kept in path.parent.glob(f"__pycache__/{path.stem}.*"):
        kept.unlink()


def attack(tree, file, tests, accepted, random, count):
    """Numbers of changes made, caught and accepted in a file; each survivor is printed."""
    code = (tree / file).read_text(encoding="utf-8")
    tally = {"made": 0, "caught": 0, "accepted": 0}
    for text in mutants(code, random):
        if tally["made"] == count:
            break
        tally["made"] += 1
        old, new = change(code, text)
        if any(new == old.replace(one["old"], one["new"]) for one in accepted):
            tally["accepted"] += 1
            continue
        spoil(tree, file, text)
        if any(fails(tree, test, most)[0] for test, most in tests.items()):
            tally["caught"] += 1
        else:
            print(f"\n{file} survives:\n    - {old}\n    + {new}\n", flush=True)
    spoil(tree, file, code)
    return tally


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sample", type=int, default=8, help="changes of each file")
    parser.add_argument("--seed", type=int, default=0, help="which ones")
    parser.add_argument("--only", nargs="+", default=[""], help="parts of the files' names")
    given = parser.parse_args()
    table = yaml.safe_load(TABLE.read_text(encoding="utf-8"))
    files = [file for file in table["tests"] if any(word in file for word in given.only)]
    if not files:
        sys.exit(f"no file is called {' or '.join(given.only)}")
    rows, most = [], {}
    with tempfile.TemporaryDirectory() as folder:
        tree = Path(folder)
        copy_to(tree)
        for file in files:
            tests = table["tests"][file]
            for test in (file, *tests):
                if test not in most:
                    failed, seconds = fails(tree, test)
                    if failed:
                        sys.exit(f"{test} fails without any change")
                    most[test] = int(5 * seconds) + 20
            accepted = table["accepted"]["every file"] + table["accepted"].get(file, [])
            random = Random(f"{given.seed} {file}")
            limits = {test: most[test] for test in (file, *tests)}
            tally = attack(tree, file, limits, accepted, random, given.sample)
            rows.append((file, *tally.values()))
            print(f"| {' | '.join(map(str, rows[-1]))} |", flush=True)
    made, caught, accepted = (sum(row[q] for row in rows) for q in (1, 2, 3))
    rate = caught / max(1, made - accepted)
    print("\n| file | changes | caught | accepted |\n|---|---|---|---|")
    for row in rows:
        print(f"| {' | '.join(map(str, row))} |")
    print(
        f"\n{caught} of {made} caught, {accepted} accepted: {100 * rate:.1f} %. Seed {given.seed}."
    )
    sys.exit(rate < AIM)


if __name__ == "__main__":
    main()
