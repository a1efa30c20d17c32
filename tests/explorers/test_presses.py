"""Start, Stop, One step, Reset and a control turned, in every order, end where they say."""

import asyncio
import itertools
import time
import types
from collections import deque

import numpy as np
import pytest
from interruptions import SOAK
from ipywidgets import IntSlider

from helpers.explorers import running
from helpers.explorers.running import RunningExplorer

END = 2
PRESSES = ("start", "stop", "step", "reset", "turn")
LONGEST = 5 if SOAK else 3


class Count(RunningExplorer):
    """Counts to the end."""

    def __init__(self, end=END, pause=0):
        self.end, self.pause = end, pause
        super().__init__(control=IntSlider(description="a control"))

    def begin(self):
        self.n = 0

    def advance(self):
        before = self.n
        time.sleep(self.pause)  # in which another thread runs
        self.n = before + 1

    def progress(self):
        return self.n, self.end, f"{self.n} of {self.end}"

    def draw(self):
        return [], f"At {self.n}."

    def press(self, what):
        if what == "turn":
            self.control.value = 1 - self.control.value
        else:
            getattr(self, f"{what}_button").click()

    def shows(self):
        """The number that all that is shown agrees on."""
        assert self.sentence == f"At {self.bar.value}."
        assert self.error is None
        return self.bar.value


class StepLoop:
    """An event loop that does the next of its work when it is told to."""

    def __init__(self):
        self.waiting = deque()

    def is_running(self):
        return True

    def call_soon_threadsafe(self, callback):
        self.waiting.append(callback)

    def create_task(self, work):
        assert all(map(callable, self.waiting)), "two tasks do the same work"
        self.waiting.append(work)

    def turn(self):
        """Make a call, or go on with a task to where it sleeps."""
        if self.waiting:
            work = self.waiting.popleft()
            if callable(work):
                work()
                return
            try:
                work.send(None)
            except StopIteration:
                return
            self.waiting.append(work)


@types.coroutine
def sleep(_):
    yield


def after(press, n, last):
    """What can be shown after a press, or a turn of the loop where `last` was pressed."""
    if press == "loop":
        return {n, 0 if n == END else n + 1} if last == "start" else {n}
    return {"step": {min(n + 1, END)}, "reset": {0}, "turn": {0}}.get(press, {n})


@pytest.mark.parametrize("length", range(1, LONGEST + 1))
def test_in_every_order_and_at_every_moment(length, monkeypatch):
    loop = StepLoop()
    monkeypatch.setattr(running, "running_loop", lambda: loop)
    monkeypatch.setattr(asyncio, "sleep", sleep)
    for order in itertools.product((*PRESSES, "loop"), repeat=length):
        count, last, shown = Count(), "reset", 0
        for press in order:
            if press == "loop":
                loop.turn()
            else:
                count.press(press)
                last = last if press == "turn" else press
            allowed = after(press, shown, last)
            shown = count.shows()
            assert shown in allowed, order
        for _ in range(2 * END + 4):
            loop.turn()
        assert not loop.waiting, order
        assert not count.running, order
        assert count.shows() == (END if last == "start" else shown), order


@pytest.mark.parametrize("seed", range(20 if SOAK else 1))
def test_the_last_press_counts_where_jupyterlab_s_thread_presses_while_work_goes_on(seed):
    rng = np.random.default_rng(seed)

    def press_all(count, presses):
        for press in presses:
            count.press(press)
            time.sleep(rng.choice([0, 0.001, 0.004]))

    async def cell():
        for _ in range(12):
            count, presses = Count(12, 0.0002), rng.choice(PRESSES, 12).tolist()
            last = next((press for press in reversed(presses) if press != "turn"), "reset")
            await asyncio.to_thread(press_all, count, presses)
            await asyncio.sleep(0)
            while count.running:
                await asyncio.sleep(0.001)
            rests = count.shows()
            await asyncio.sleep(0.005)
            assert (count.shows(), count.running) == (rests, False), presses
            assert rests == {"start": count.end, "reset": 0}.get(last, rests), presses

    asyncio.run(cell())
