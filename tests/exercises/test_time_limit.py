"""A limit of time leaves Python as it was."""

import subprocess
import sys

TRACED = """
import sys, time
from helpers.exercises.time_limit import TimeLimit, within

without_end = lambda: [None for _ in iter(int, 1)]
for seconds, work in (60, int), (0.01, lambda: time.sleep(0.02)), (0.05, without_end):
    try:
        within(seconds, work)
    except TimeLimit:
        pass
seen = []
sys.setprofile(lambda frame, event, _: seen.append(event))
(lambda: 0)()
sys.setprofile(None)
print(seen[:2])
"""


def test_a_profiler_and_a_debugger_work_afterwards():
    """Python 3.11 waits for ever where an exception for a thread was taken back, and it traces."""
    command = [sys.executable, "-c", TRACED]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.startswith("['call', 'return'")
