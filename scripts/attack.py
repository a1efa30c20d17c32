"""Attack the prover: false lines by one change to a true one or by chance, true ones by rewriting.

    python scripts/attack.py [--false 20000] [--true 5000] [--seed 0] [--jobs 2]

The true lines are the steps of the notebooks, the ledger's statements and the identities of the
tests; parts of them, of one shape, are the pairs made by chance. Whether a line is false, its
meaning says, at random points and sizes up to 5. It is an error if a false line is accepted, or if
more than 1 % of the true ones are not proved.
"""

import argparse
import ast
import json
import multiprocessing
import signal
import sys
import time
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from itertools import pairwise
from math import prod
from pathlib import Path
from random import Random

from helpers.language import nodes as n
from helpers.language.dual import Kink, OutOfReach, Undefined
from helpers.language.meaning import Meaning
from helpers.language.paper import read_paper
from helpers.language.printing import text
from helpers.language.reader import LineError
from helpers.language.scope import Scope
from helpers.symbolic.ledger import ledger
from helpers.symbolic.proof import Refuted, Undecidable, prove, refuse_outside

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))
from tests.symbolic.changes import everywhere, faults, rewritings, shape_of  # noqa: E402
from tests.symbolic.identities import IDENTITIES  # noqa: E402

SECONDS = 20  # of the processor's time, for one line
SLOW = 3  # such a line is listed
BY_CHANCE = 0.2  # of the false lines
POINTS = 60  # at which a line that was not refuted is compared with its original
MOST_SIZE = 5
SMALL = n.Binder, n.Index, n.Number  # no part to make a pair of
CLOSE = Fraction(1, 10**40)


@dataclass(frozen=True)
class Pair:
    """Two lines: from where, what was changed, what their names are, whether they must be equal."""

    name: str
    left: n.Node
    right: n.Node
    scope: Scope
    change: str = ""
    is_true: bool = True


@dataclass(frozen=True)
class Outcome:
    """What came of a pair of lines."""

    verdict: str
    line: str
    told: str
    seconds: float


# ---- true lines


@cache
def steps():
    """All steps of the notebooks, the ledger and the identities."""
    texts = [(path.stem[:3], one) for path in notebooks() for one in derivations(path)]
    texts += [(key, line) for key, of in ledger().items() for line in of.lines]
    texts += IDENTITIES.items()
    found = {}
    for name, one in texts:
        try:
            paper = read_paper(one)
        except LineError:  # a notebook shows that it is refused
            continue
        for (left, _), (right, _) in pairwise(paper.lines):
            key = left, right, str(paper.scope.definitions)
            found.setdefault(key, Pair(name, left, right, paper.scope))
    return list(found.values())


def notebooks():
    return sorted((ROOT / "notebooks").glob("*.ipynb"))


def derivations(path):
    """The texts that a notebook derives."""
    known = {}
    for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
        tree = ast.parse("".join(cell["source"]) if cell["cell_type"] == "code" else "")
        for node in ast.walk(tree):
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                known[node.targets[0].id] = written(node.value, known)
            elif isinstance(node, ast.Call) and getattr(node.func, "id", "") == "derive":
                value = written(node.args[1], known)
                if value is not None:
                    yield value


def written(node, known):
    """The text that an expression of texts writes, or None."""
    match node:
        case ast.Constant(str(value)):
            return value
        case ast.Name(name):
            return known.get(name)
        case ast.FormattedValue(value):
            return written(value, known)
        case ast.BinOp(left, ast.Add(), right):
            values = [left, right]
        case ast.JoinedStr(values):
            pass
        case _:
            return None
    found = [written(value, known) for value in values]
    return None if None in found else "".join(found)


# ---- lines made of them


def pairs(count, random, is_true, some=None):
    """So many pairs of lines, each another one."""
    known, seen = some or steps(), set()
    for _ in range(40 * count):
        step = random.choice(known)
        if not is_true and random.random() < BY_CHANCE:
            left, right, kind = by_chance(step, known, random)
        else:
            left, right, kind = of_step(step, random, is_true)
        shape, key = shape_of(left, step.scope), (left, right, id(step.scope))
        is_new = key not in seen and left != right and key[:2] != (step.left, step.right)
        is_shaped = all(
            shape_of(u, step.scope) is not None
            for u in (*n.walk(left), *n.walk(right))
            if not isinstance(u, n.Binder)
        )
        if is_new and is_shaped and shape is not None and shape == shape_of(right, step.scope):
            seen.add(key)
            yield Pair(step.name, left, right, step.scope, kind, is_true)
        if len(seen) == count:
            return


def of_step(step, random, is_true):
    """A step with one side changed: (left, right, kind)."""
    is_left = not is_true and random.random() < 0.3
    line, kinds = (step.left if is_left else step.right), []
    for _ in range(random.choice((1, 1, 2, 3)) if is_true else 1):
        kind, line = changed(line, step.scope, random, is_true)
        kinds.append(kind)
    left, right = (line, step.right) if is_left else (step.left, line)
    return left, right, ", ".join(kinds)


def by_chance(step, known, random):
    """Two parts of a derivation, or a line and itself with such a part somewhere."""
    lines = [u for one in known if one.scope is step.scope for u in (one.left, one.right)]
    line, other = random.choice(lines), random.choice(lines)
    part = random.choice([u for u in n.walk(other) if not isinstance(u, SMALL)] or [other])
    shape = shape_of(part, step.scope)
    if random.random() < 0.5:
        found = [u for u in n.walk(line) if not isinstance(u, SMALL) and u != part]
        fitting = [u for u in found if shape_of(u, step.scope) == shape]
        return random.choice(fitting or [line]), part, "two parts"

    def change(u, is_whole):
        if not is_whole and u != part and shape_of(u, step.scope) == shape:
            yield "", part

    _, new = random.choice([("", line), *everywhere(line, change)])
    return line, new, "another part"


def changed(line, scope, random, is_true):
    """A change of a random kind at a random place: (kind, line)."""
    kinds = {}
    for kind, new in everywhere(line, (rewritings if is_true else faults)(line, scope)):
        kinds.setdefault(kind, []).append(new)
    kind = random.choice(sorted(kinds))
    return kind, random.choice(kinds[kind])


# ---- whether two lines are equal, by their meaning


class World:
    """Random numbers and polynomials, others than those of the check."""

    def __init__(self, random):
        self.random, self.numbers, self.functions = random, {}, {}
        self.limits = random.choice(
            [(-90, 90, 9), (1, 99, 100), (-2, 2, 1), (1, 40, 8), (-40, -1, 8), (0, 1, 1)]
        )

    def number(self, key):
        if key not in self.numbers:
            low, high, parts = self.limits
            self.numbers[key] = Fraction(self.random.randint(low, high), parts)
        return self.numbers[key]

    def function(self, key, args):
        """A polynomial of degree 3 in each argument, with the products of every two."""
        if (key, len(args)) not in self.functions:
            count = 3 * len(args) + len(args) ** 2
            factors = [Fraction(self.random.randint(-7, 7), 3) for _ in range(count)]
            self.functions[key, len(args)] = factors
        terms = [prod([u] * power) for u in args for power in (1, 2, 3)]
        terms += [u * v for u in args for v in args]
        return sum(f * u for f, u in zip(self.functions[key, len(args)], terms, strict=True))


def differ(left, right, scope, random, points):
    """Whether two lines differ at one of so many random points, at sizes up to 5."""
    found = 0
    for _ in range(6 * points):
        chosen = setting((left, right), scope, random)
        if chosen is None:
            continue
        meaning = Meaning(scope, chosen, World(random))
        exact = Meaning(scope, chosen, meaning.world, digits=600)
        try:
            is_different = apart(meaning, left, right) and apart(exact, left, right)
        except Undefined:
            continue
        if is_different:
            return True
        found += 1
        if found == points:
            break
    return False


def apart(meaning, left, right):
    """Whether two lines have different values, or only the first has one."""
    one = meaning.value(left)
    try:
        other = meaning.value(right)
    except (Kink, OutOfReach):
        raise
    except Undefined:
        return True
    values = [v if isinstance(v, list) else [[v]] for v in (one, other)]
    entries = [both for rows in zip(*values, strict=True) for both in zip(*rows, strict=True)]
    return any(abs(u + -1 * v) > (abs(u) + abs(v) + 1) * CLOSE for u, v in entries)


def setting(lines, scope, random):
    """Random sizes, indices in their ranges, and layers apart; None where a range is empty."""
    apart, names = sorted(scope.layers(lines)), scope.wholes(lines)
    chosen = {name: 10 * place for place, name in enumerate(apart, 1)}
    running = sorted(names & set(scope.ranges) - set(apart))
    chosen |= {name: random.randint(1, MOST_SIZE) for name in sorted(names - {*running, *apart})}
    while running:
        ends = lambda name: set().union(*map(n.free, scope.ranges[name]))  # noqa: E731
        name = next(name for name in running if ends(name) <= set(chosen))
        low, high = (Meaning(scope, chosen).whole(end, {}) for end in scope.ranges[name])
        if low > high:
            return None
        chosen[name] = random.randint(low, high)
        running.remove(name)
    return chosen


# ---- what the prover says


class TooLong(Exception):  # noqa: N818
    """A line took more than its time."""


@contextmanager
def limited(seconds):
    """Raise TooLong after so many seconds of the processor's time."""

    def stop(*_):
        raise TooLong

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def judged(left, right, scope):
    """(verdict, what is told) of the prover."""
    try:
        with limited(SECONDS):
            scope.find_ranges([left, right])
            for line in (left, right):
                refuse_outside(line, scope)
            prove(left, right, scope)
    except Refuted as refuted:
        return "proved, but refuted by the check" if refuted.was_proved else "refuted", ""
    except Undecidable as why:
        return "undecided", str(why)
    except ValueError as why:
        return "malformed", str(why)
    except TooLong:
        return "too long", ""
    except Exception as error:
        return "exception", f"{type(error).__name__}: {error}"
    return "proved", ""


def attack(pair):
    """The outcome of one pair of lines."""
    left, right, scope, start = pair.left, pair.right, pair.scope, time.process_time()
    verdict, told = judged(left, right, scope)
    seconds = time.process_time() - start
    is_true = pair.is_true
    if not is_true and "refuted" not in verdict and verdict != "malformed":
        points = 4 * POINTS if verdict == "proved" else POINTS
        is_true = not differ(left, right, scope, Random(text(right)), points)
    line = f"[{pair.name}; {pair.change}] {text(left)} == {text(right)}{definitions(scope)}"
    return Outcome(f"{'true' if is_true else 'false'}, {verdict}", line, told, seconds)


def definitions(scope):
    """What a scope's names stand for, in the language."""
    bodies = [
        f" where {text(one.key)} "
        + ("= " if isinstance(one, n.Definition) else "depends on ")
        + ", ".join(map(text, one.parts[1:]))
        for one in scope.definitions
    ]
    return "".join(bodies)


def run(count, seed, is_true, jobs=1, some=None):
    """The outcomes of so many lines."""
    made = pairs(count, Random(seed), is_true, some)
    if jobs == 1:
        return list(map(attack, made))
    with multiprocessing.Pool(jobs) as pool:
        return list(pool.imap_unordered(attack, made, chunksize=20))


FINE = ("true, proved", "false, refuted", "false, malformed")


def report(outcomes, title):
    """Print how often each verdict came, and every line that should not be there."""
    counts = Counter(outcome.verdict for outcome in outcomes)
    print(f"\n{title}: {len(outcomes)}")
    for verdict, times in counts.most_common():
        print(f"{times:8}  {verdict}")
    for one in sorted(outcomes, key=lambda outcome: outcome.verdict):
        if one.verdict not in FINE or one.seconds > SLOW:
            print(f"{one.verdict}, {one.seconds:.1f} s: {one.line}", one.told, sep="\n    ")
    return counts


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--false", type=int, default=20000, help="how many, most of them false")
    parser.add_argument("--true", type=int, default=5000, help="how many rewritten lines")
    parser.add_argument("--seed", type=int, default=0, help="which ones")
    parser.add_argument("--jobs", type=int, default=2, help="how many processes")
    given = parser.parse_args()
    print(f"{len(steps())} true steps; seed {given.seed}")
    false = report(run(given.false, given.seed, False, given.jobs), "Lines changed or by chance")
    true = report(run(given.true, given.seed, True, given.jobs), "True lines rewritten")
    accepted, vague = false["false, proved"], false["false, undecided"]
    open_ = 1 - true["true, proved"] / max(1, true.total())
    rate = 100 * vague / max(1, false.total())
    print(f"\nFalse lines accepted: {accepted}. False lines undecided: {rate:.2f} %.")
    print(f"True lines not proved: {100 * open_:.2f} %.")
    sys.exit(accepted > 0 or open_ > 0.01)


if __name__ == "__main__":
    main()
