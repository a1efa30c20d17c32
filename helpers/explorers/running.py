"""Explorers that run by themselves: Start, Stop, Step, Reset, a progress bar, and a stated end."""

import asyncio
import time

from ipywidgets import Button, IntProgress

from helpers.explorers.kernel import running_loop
from helpers.explorers.live import Explorer, row

PAUSE = 0.002  # seconds between two slices, in which the kernel attends to others
SEEN, LATEST = 0.2, 1.0  # seconds from one picture to the next, and where drawing takes long
SHARE = 5  # drawing takes a fifth of the time


class RunningExplorer(Explorer):
    """An explorer whose state moves in slices, on the kernel's event loop, and can be stopped.

    A subclass has `begin`, which sets up slice 0 from the controls; `advance`, one slice, of a
    few hundredths of a second; `progress`; and `draw`. A slice begins `pace` seconds after the one
    before, if that is done, so that quick work can be watched. A control turned begins anew, and
    work under way goes on from there. Outside an event loop Start works to the end before it
    returns.

    >>> class Count(RunningExplorer):
    ...     name = "count"
    ...     def begin(self):
    ...         self.n = 0
    ...     def advance(self):
    ...         self.n += 1
    ...     def progress(self):
    ...         return self.n, 3, f"{self.n} of 3"
    ...     def draw(self):
    ...         return [], f"At {self.n}."
    >>> count = Count()
    >>> count.step()
    >>> count.sentence
    'At 1.'
    >>> count.start()
    >>> count.sentence
    'At 3.'
    """

    step_label = "Step"
    pace = 0.05

    def __init__(self, **controls):
        self.running, self._stopping = False, False
        self._task, self.loop, self._due = None, running_loop(), 0.0
        self.bar = IntProgress(layout={"width": "min(320px, 100%)"})
        self.bar.style.description_width = "initial"
        self.start_button = _button("Start", "play", self.start)
        self.stop_button = _button("Stop", "stop", self.stop)
        self.step_button = _button(self.step_label, "step-forward", self.step)
        self.reset_button = _button("Reset", "refresh", self.reset)
        super().__init__(**controls)

    def advance(self):
        """Do one slice of the work."""
        raise NotImplementedError

    def progress(self):
        """Return how much is done, how much there is, and both in words."""
        raise NotImplementedError

    @property
    def finished(self):
        """Whether all the work is done."""
        done, total, _ = self.progress()
        return done >= total

    def turned(self, name):
        """Begin anew: what was reached belongs to the former setting."""
        self.begin()

    def is_moving(self):
        return self.running

    def rows(self):
        """Return the controls, and below them the buttons with the progress bar."""
        buttons = self.start_button, self.stop_button, self.step_button, self.reset_button
        return [*super().rows(), row(*buttons, self.bar)]

    def start(self):
        """Work on from where it stands, or, from the end, anew; no harm where it works already."""
        self._stopping = False  # here, not in the loop's own time: a Stop pressed after this counts
        if self.loop is not None and self.loop.is_running():
            self.loop.call_soon_threadsafe(self._launch)
        elif self._prepare():
            while self._slice():
                pass
            self._rest()

    def stop(self):
        """Stop after the slice under way."""
        self._stopping = True

    def step(self):
        """Stop, and do one slice."""
        self.stop()
        with self._lock:
            if self.error is not None:
                self.perform(self.begin)
            if self.error is None and not self.finished:
                self.perform(self.advance_by_hand)

    def advance_by_hand(self):
        """Do what a press of the step button does: a slice, unless a subclass says otherwise."""
        self.advance()

    def reset(self):
        """Stop, and begin anew."""
        self.stop()
        self.perform(self.begin)

    def _launch(self):
        if not (self._stopping or self.running) and self._prepare():
            self._task = self.loop.create_task(self._work())

    def _prepare(self):
        with self._lock:
            if self.error is not None or self.finished:  # an error leaves no state to go on from
                self.perform(self.begin)
            self._due = 0.0  # Start is answered at once
            self.running = self.error is None
            return self.running

    async def _work(self):
        try:
            begun = time.monotonic()
            while self._slice():
                rest = begun + self.pace - time.monotonic()
                await asyncio.sleep(max(rest, PAUSE))
                begun = time.monotonic()
        finally:
            self._rest()

    def _slice(self):
        with self._lock:
            if self._stopping or self.error is not None or self.finished:
                return False
            with self._once():
                if self.attempt(self.advance) and time.monotonic() >= self._due:
                    self._wanted |= not self.finished  # the end has a picture of its own
            return self.error is None and not self.finished

    def _rest(self):
        with self._lock:
            self.running = False
            if self.error is None:
                self.redraw()

    def _draw(self):
        begun = time.monotonic()
        super()._draw()
        done, self.bar.max, self.bar.description = self.progress()
        self.bar.value = done
        took = time.monotonic() - begun
        self._due = begun + min(max(SEEN, SHARE * took), LATEST)


def _button(words, icon, action):
    button = Button(description=words, icon=icon, layout={"width": "auto"})
    button.on_click(lambda _: action())
    return button
