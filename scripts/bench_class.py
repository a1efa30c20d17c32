"""A class on a real hub, and what it costs: python scripts/bench_class.py [STUDENTS] [LESSON]

Each student has a server and a home, logs in, opens the lesson, runs all cells, gives two right
answers, turns a slider once a second and writes the results. Linux only, for memory is read there.
Where root runs it, each student has a user id too.

    --failures     a killed kernel, a stopped server, a full disk, little memory: what is lost?
    --strangers    what one student's kernel reaches of another student and of the hub
"""

import argparse
import asyncio
import compileall
import json
import os
import signal
import sys
import time
from pathlib import Path

from classroom import cost, isolation
from classroom.failures import FAILURES, failures
from classroom.hub import HERE, Hub
from classroom.lesson import Lesson
from classroom.strangers import strangers
from classroom.student import Student
from npm_packages import brought

ROOT = Path(__file__).parents[1]
MIB = cost.MIB
MOST = 40
STAGES = "ready", "run", "answer", "slide", "write"


class Class:
    """All students of a hub in one lesson; who fails at a stage takes no part in the next."""

    def __init__(self, hub, lesson, turns):
        self.hub, self.lesson, self.turns = hub, lesson, turns
        self.students = [Student(hub.url, name, hub.password) for name in hub.names]
        self.seconds = {stage: [] for stage in STAGES}
        self.failures, self.turned, self.shown, self.costs = [], [], {}, {}

    async def attend(self):
        for stage in STAGES:
            await asyncio.gather(*(self._try(stage, each) for each in [*self.students]))
            print(
                f"{stage}: {len(self.students)} students, {time.process_time():.0f} s", flush=True
            )
            if not self.students:
                return
            kinds = self.hub.kinds()
            self.costs[stage] = cost.of_a_student(kinds, cost.seconds)
            if stage == "run":
                self.memory_first = cost.of_a_student(kinds, cost.memory)
                self.bytes = sum(each.page.bytes for each in self.students) / len(self.students)
        self.memory = cost.of_a_student(kinds, cost.memory), cost.of_the_hub(kinds, cost.memory)
        self.hub_seconds = cost.of_the_hub(kinds, cost.seconds)

    async def _try(self, stage, student):
        start = time.perf_counter()
        try:
            await getattr(self, stage)(student)
        except Exception as reason:
            self.failures.append(f"{student.name}, {stage}: {reason!r}")
            self.students.remove(student)
        self.seconds[stage].append(time.perf_counter() - start)

    async def ready(self, student):
        await student.log_in()
        await student.start_server()
        await student.open(self.lesson.path)

    async def run(self, student):
        self.shown[student], faults = await self.lesson.run_all(student.page)
        self.failures += [f"{student.name}, run: {fault}" for fault in faults]

    async def answer(self, student):
        for answer in self.lesson.answers:
            said, is_right = await self.lesson.answer(student.page, self.shown[student], answer)
            if not is_right:
                raise ValueError(said)

    async def slide(self, student):
        self.turned += await self.lesson.slide(student.page, self.shown[student], self.turns)

    async def write(self, student):
        await self.lesson.at_the_end(student.page, self.shown[student], "Write", student.name)
        results = json.loads(await student.content(self.lesson.results))
        done = sum(each["right"] for each in results["exercises"])
        if (done, results["name"]) != (len(self.lesson.answers), student.name):
            raise ValueError(f"{self.lesson.results} holds {done} right answers")

    def report(self):
        """Return what was measured, and what larger classes need."""
        n, (server, kernel), hub = len(self.students), *self.memory
        start, run = sum(self.costs["ready"]), sum(self.costs["run"])
        turn = (sum(self.costs["slide"]) - sum(self.costs["answer"])) / self.turns
        start += self.hub_seconds / n
        rows = [
            ("memory of a server, MiB (PSS)", f"{server / MIB:.0f}"),
            ("memory of a kernel, when all cells have run", f"{self.memory_first[1] / MIB:.0f}"),
            ("memory of a kernel, at the end", f"{kernel / MIB:.0f}"),
            ("memory of hub and proxy, MiB", f"{hub / MIB:.0f}"),
            ("processor seconds to start a server and a kernel, with the hub's", f"{start:.1f}"),
            ("of a kernel from its start until all cells have run", f"{self.costs['run'][1]:.1f}"),
            ("of server and kernel to run all cells", f"{run - sum(self.costs['ready']):.1f}"),
            ("of server and kernel for a turn of a slider", f"{turn:.3f}"),
            ("seconds until ready", cost.spread(self.seconds["ready"])),
            ("seconds to run all cells", cost.spread(self.seconds["run"])),
            ("milliseconds of a slider", cost.spread([1000 * each for each in self.turned], 0)),
            ("MB over the websocket to run all cells", f"{self.bytes / 1e6:.1f}"),
            ("failures", len(self.failures)),
        ]
        head = f"lesson {self.lesson.number}, {n} students", "median / 90 % / 99 %, or mean"
        needs = cost.larger(server, kernel, hub, start, run - sum(self.costs["ready"]), turn)
        return "\n\n".join(
            (
                cost.table(head, rows),
                cost.table(
                    (
                        "students",
                        "memory",
                        f"cores, if all start and run within {cost.MINUTES} minutes",
                        f"cores, if one in {cost.SLIDING} turns a slider",
                    ),
                    needs,
                ),
            )
        )


async def bench(hub, lesson, options):
    before = os.getloadavg()[0]
    room = Class(hub, lesson, options.turns)
    await room.attend()
    if room.students:
        print(f"\n{room.report()}\n")
        cores = len(os.sched_getaffinity(0))
        print(f"{cores} cores, load {before:.1f} before and {os.getloadavg()[0]:.1f} after.")
    return room.failures


async def main(options):
    lesson = Lesson(options.lesson)
    count = len(FAILURES) if options.failures else 2 if options.strangers else options.students
    with Hub(count) as hub:
        async with asyncio.timeout(60 * options.minutes):
            if not (options.failures or options.strangers):
                return await bench(hub, lesson, options)
            text, wrong = await (failures if options.failures else strangers)(hub, lesson)
            print(text)
            return wrong


def read(arguments=None):
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("students", nargs="?", type=int, default=5, help="5, and at most 40")
    parser.add_argument("lesson", nargs="?", default="4.5")
    parser.add_argument("--turns", type=int, default=20, help="of the slider, one a second")
    parser.add_argument("--minutes", type=float, default=20, help="until it is given up")
    parser.add_argument("--failures", action="store_true")
    parser.add_argument("--strangers", action="store_true")
    options = parser.parse_args(arguments)
    if not 1 <= options.students <= MOST:
        parser.error(f"there are {options.students} students, expected 1 to {MOST}")
    return options


if __name__ == "__main__":
    options = read()
    isolation.begin_alone()
    brought(HERE)
    compileall.compile_dir(ROOT / "helpers", quiet=1)  # students cannot
    isolation.open_to_students(ROOT, Path(sys.prefix), Path(sys.base_prefix))
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        wrong = asyncio.run(main(options))
    except KeyboardInterrupt:
        sys.exit("interrupted; nothing is left running")
    except TimeoutError:
        sys.exit(f"given up after {options.minutes:g} minutes; nothing is left running")
    except ValueError as reason:
        sys.exit(str(reason))
    sys.exit("\n".join(wrong) or 0)
