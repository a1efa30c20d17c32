"""How fast the package is, beside its peers; how its cost grows; how exact it is.

    python scripts/bench_numeric.py [--write]    all tables; into tests/bench/README.md
    THREADS=2 python scripts/bench_numeric.py    so many threads for all; by default 1

Times are medians of rounds that take turns, of processor time; with several threads, of the clock.
"""

if __name__ == "__main__":  # before numpy and its like are loaded
    import os

    THREADS = os.environ.get("THREADS", "1")
    LIMITS = (
        "OPENBLAS_NUM_THREADS",
        "MKL_NUM_THREADS",
        "OMP_NUM_THREADS",
        "VECLIB_MAXIMUM_THREADS",
    )
    os.environ.update(dict.fromkeys(LIMITS, THREADS))
    if THREADS == "1":
        os.environ["XLA_FLAGS"] = (
            "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"
        )

import argparse
import datetime
import gc
import importlib.metadata
import os
import platform
import re
import statistics
import subprocess
import sys
import time
import tracemalloc
from pathlib import Path

import numpy as np

from helpers import Network, back_propagation, forward_propagation, gradient_descent, load_digits

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests"))
from bench import accuracy, peers  # noqa: E402

README = ROOT / "tests" / "bench" / "README.md"
MARKS = "<!-- written by make bench -->\n", "<!-- end -->\n"
SMALL, LARGE = [64, 32, 32, 10], [784, 1024, 1024, 10]
CASES = [(SMALL, 1), (SMALL, 32), (SMALL, 256), (LARGE, 512)]
DTYPES = ("float64", "float32")
ERRORS = ["against", "dtype", "largest relative error"]
MARGIN = 1.2
TURN = 0.02  # seconds of a call in a round, at least
NO_MORE_THAN, AT_LEAST = "no more than", "at least"


def clock():
    """Return seconds: of the processor, which others on the machine do not lengthen."""
    return time.perf_counter() if os.environ.get("THREADS", "1") != "1" else time.process_time()


def medians(calls, rounds):
    """Return the median seconds of each call; in each round every one has its turn."""
    repeats, taken = {}, {name: [] for name in calls}
    for name, call in calls.items():
        call()  # compiles, fills caches
        start = clock()
        call()
        repeats[name] = max(1, int(TURN / max(clock() - start, 1e-7)))
    gc.freeze()  # what the libraries hold is not gone through again and again
    for _ in range(rounds):
        for name, call in calls.items():
            start = clock()
            for _ in range(repeats[name]):
                call()
            taken[name].append((clock() - start) / repeats[name])
    return {name: statistics.median(seconds) for name, seconds in taken.items()}


def table(head, rows):
    """Return lines of a markdown table."""
    lines = [head, ["---"] + ["---:"] * (len(head) - 1), *rows]
    return ["| " + " | ".join(map(str, line)) + " |" for line in lines]


def shown(seconds):
    """Return a time in the unit that fits."""
    if seconds is None:
        return "–"
    return f"{1e3 * seconds:.3g} ms" if seconds >= 1e-3 else f"{1e6 * seconds:.3g} µs"


def measured(case, what, rounds):
    """Return the median seconds of each peer for one_pass or epoch, None for one without it."""
    found = {name: calls and getattr(calls, what) for name, calls in peers.installed(case).items()}
    times = medians({name: call for name, call in found.items() if call}, rounds)
    return {name: times.get(name) for name in found}


def side_by_side(cases, rounds, targets):
    """Return the tables of times, and note what the targets say of them."""
    digits, rows = load_digits(seed=0), []
    for dtype in DTYPES:
        for sizes, n in cases:
            times = measured(
                peers.Case(sizes, n, dtype), "one_pass", 5 if n * sizes[1] > 1e5 else rounds
            )
            name = f"{'-'.join(map(str, sizes))}, batch {n}, {dtype}"
            rows.append([name, *map(shown, times.values())])
            ours = times["this project"]
            note(targets, name, times, ours, n, sizes)
    for dtype in DTYPES:
        case = peers.Case(
            SMALL, digits.x_train.shape[1], dtype, digits.x_train, digits.labels_train
        )
        times = measured(case, "epoch", rounds)
        name = f"an epoch of the digits, batch 32, {dtype}"
        rows.append([name, *map(shown, times.values())])
        note(targets, name, times, times["this project"], 32, SMALL)
    return table(["forward, loss, backward", *peers.PEERS], rows)


def note(targets, name, times, ours, n, sizes):
    """Add what a row of times is held against."""

    def times_as_fast(peer, wanted):
        if times[peer] is not None:
            targets.append((f"{name}: × as fast as {peer}", times[peer] / ours, AT_LEAST, wanted))

    if sizes == SMALL and n <= 32:
        times_as_fast("PyTorch", 4)
        times_as_fast("autograd", 10)
    if sizes == SMALL:
        times_as_fast("plain numpy", 0.8)
    elif times["bare products"] is not None:
        ratio = ours / times["bare products"]
        targets.append((f"{name}: × the bare products", ratio, NO_MORE_THAN, 1.2))


def slope(sizes, seconds):
    """Return the power of the size with which the time grows, by least squares."""
    return float(np.polyfit(np.log(sizes), np.log(seconds), 1)[0])


def pass_of(sizes, n):
    """Return a forward and a backward pass of a network of these sizes."""
    case = peers.Case(sizes, n)
    network, x, y = case.network, case.x, case.y
    trace = forward_propagation(network, x)
    return lambda: forward_propagation(network, x), lambda: back_propagation(network, trace, y)


def growth(targets, rounds, scale=1):
    """Return the table of how the time of one pass grows with width, depth and batch."""
    ranges = {  # what grows, its values, sizes and batch at a value, the slope wanted
        "width": ([n // scale for n in (256, 384, 512, 768, 1024)], lambda n: ([n] * 4, 128), 2),
        "depth": ([2, 4, 8, 16, 32], lambda n: ([256 // scale] * (n + 1), 128), 1),
        "batch": ([n // scale for n in (128, 256, 512, 1024, 2048)], lambda n: ([256] * 4, n), 1),
    }
    rows = []
    for name, (values, at, wanted) in ranges.items():
        forward, backward = {}, {}
        for value in values:
            forward[value], backward[value] = pass_of(*at(value))
        calls = {("forward", n): call for n, call in forward.items()}
        times = medians(calls | {("backward", n): call for n, call in backward.items()}, rounds)
        both = [times["forward", n] + times["backward", n] for n in values]
        ratios = [times["backward", n] / times["forward", n] for n in values]
        power = slope(values, both)
        targets += [
            (f"time grows as {name} to the power", power, NO_MORE_THAN, 1.1 * wanted),
            (
                f"backward / forward, {name} {values[0]} to {values[-1]}",
                max(ratios),
                NO_MORE_THAN,
                2.2,
            ),
        ]
        rows.append([name, ", ".join(map(str, values)), ", ".join(map(shown, both)), f"{power:.2f}",
                     f"{statistics.median(ratios):.2f}"])  # fmt: skip
    return table(
        ["what grows", "from, to", "forward and backward", "power", "backward / forward"], rows
    )


def peak_of_training(batch_size=32):
    """Return the peak bytes of gradient descent on the digits, data included, and a measure.

    That is the data, the parameters twice, and a trace with its gradients of one batch.
    """
    digits = load_digits(seed=0)
    network = Network.initialise(SMALL)
    x, y = digits.x_train, digits.y_train
    trace = 2 * 8 * batch_size * (SMALL[0] + 2 * sum(SMALL[1:]))
    data = x.nbytes + y.nbytes
    measure = data + 2 * 8 * network.parameter_count + trace
    gradient_descent(network, x, y, max_iterations=1, batch_size=batch_size)
    tracemalloc.start()
    gradient_descent(network, x, y, max_iterations=100, batch_size=batch_size)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return data + peak, measure


def seconds_of_import(rounds=9):
    """Return the processor seconds of `import helpers` above those of bare Python."""
    import resource

    taken = {"pass": [], "import helpers": []}
    for _ in range(rounds):
        for code, seconds in taken.items():
            before = resource.getrusage(resource.RUSAGE_CHILDREN)
            subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT)
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            seconds.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return statistics.median(taken["import helpers"]) - statistics.median(taken["pass"])


def machine(absent):
    """Return lines on the machine, its versions, the peers that are absent, and the date."""
    model = ""
    if Path("/proc/cpuinfo").exists():
        found = re.search(r"model name\s*: (.*)", Path("/proc/cpuinfo").read_text(encoding="utf-8"))
        model = f", {found[1]}" if found else ""
    packages = {"numpy": "numpy"} | {
        peer: package for peer, package in peers.PACKAGES.items() if peer not in absent
    }
    versions = [f"Python {platform.python_version()}"]
    versions += [f"{peer} {importlib.metadata.version(name)}" for peer, name in packages.items()]
    if absent:
        versions.append(f"not installed: {', '.join(absent)}")
    threads = os.environ.get("THREADS", "1")
    return [
        f"{datetime.date.today()}, {os.cpu_count()} cores{model}, {platform.system()}; "
        f"{threads} thread{'s' * (threads != '1')} for all.",
        f"{', '.join(versions)}.",
    ]


def verdicts(targets):
    """Return the table of targets, those missed first."""
    rows = []
    for name, value, relation, wanted in targets:
        reached = value <= wanted if relation == NO_MORE_THAN else value >= wanted
        rows.append(
            (
                reached,
                [name, f"{value:.3g}", f"{relation} {wanted:g}", "yes" if reached else "**no**"],
            )
        )
    return table(
        ["target", "found", "wanted", "reached"],
        [row for _, row in sorted(rows, key=lambda row: row[0])],
    )


def report(cases=CASES, rounds=15, scale=1, networks=1000):
    """Return the tables as lines of markdown."""
    targets = []
    absent = [name for name, calls in peers.installed(peers.Case([2, 2], 1)).items() if not calls]
    beside = side_by_side(cases, rounds, targets)
    grows = growth(targets, min(rounds, 7), scale)
    peak, measure = peak_of_training()
    name = "peak of gradient_descent / (data, parameters twice, one batch)"
    targets.append((name, peak / measure, NO_MORE_THAN, MARGIN))
    seconds = seconds_of_import(min(rounds, 9))
    targets.append(("seconds of import helpers", seconds, NO_MORE_THAN, 0.1))
    exact = []
    for way, dtype, error, _, wanted in accuracy.worst_errors(range(networks)):
        targets.append(
            (f"largest relative error, {dtype}, against {way}", error, NO_MORE_THAN, wanted)
        )
        exact.append([way, dtype, f"{error:.1e}"])
    return [
        "## Beside its peers", "", *machine(absent), "", *beside, "",
        "## How cost grows", "", *grows, "",
        f"Peak of gradient descent on the digits, batch 32: {peak / 1e6:.2f} MB.", "",
        f"## {networks:,} random networks", "", *table(ERRORS, exact), "",
        "## Targets", "", *verdicts(targets), "",
    ]  # fmt: skip


def write(lines):
    """Put the lines between the marks of the README."""
    before, _, rest = README.read_text(encoding="utf-8").partition(MARKS[0])
    after = rest.partition(MARKS[1])[2]
    text = before + MARKS[0] + "\n" + "\n".join([*lines, MARKS[1]]) + after
    README.write_text(text, encoding="utf-8")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--write", action="store_true", help="into tests/bench/README.md")
    parser.add_argument("--networks", type=int, default=1000, help="for the accuracy")
    parser.add_argument("--rounds", type=int, default=15)
    chosen = parser.parse_args()
    lines = report(rounds=chosen.rounds, networks=chosen.networks)
    print("\n".join(lines))
    if chosen.write:
        write(lines)


if __name__ == "__main__":
    main()
