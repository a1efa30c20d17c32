"""Explorers that run by themselves: they can be stopped, and end in a stated place."""

import asyncio
import re
import threading
import time
from types import SimpleNamespace

import pytest
from ipywidgets import IntSlider
from stored_images import WIDGET_VIEW, Images

from helpers.explorers import running
from helpers.explorers.running import RunningExplorer


class Count(RunningExplorer):
    """Counts to 10; can be told to fail."""

    name = "count"
    pace = 0

    def __init__(self, fail_at=None):
        self.fail_at, self.threads, self.drawn = fail_at, set(), []
        super().__init__(by=IntSlider(1, 0, 5, description="by"))

    def begin(self):
        if self.by.value == 0:
            raise ValueError("by is 0, expected at least 1")
        self.n = 0

    def advance(self):
        self.threads.add(threading.get_ident())
        if self.n == self.fail_at:
            raise ValueError("it broke")
        self.n += self.by.value

    def progress(self):
        return self.n, 10, f"{self.n} of 10"

    def draw(self):
        self.drawn.append(self.n)
        return [f'<svg viewBox="0 0 9 9"><text>{self.n}</text></svg>'], f"At {self.n}."


def test_without_a_loop_start_works_to_the_end():
    count = Count()
    assert count.sentence == "At 0."
    count.start_button.click()
    assert count.sentence == "At 10."
    assert (count.bar.value, count.bar.max, count.bar.description) == (10, 10, "10 of 10")
    assert count.finished
    assert not count.running


def test_step_does_one_slice_and_none_at_the_end():
    count = Count()
    for _ in range(12):
        count.step_button.click()
    assert count.sentence == "At 10."


def test_reset_begins_anew_and_start_after_the_end_too():
    count = Count()
    count.start()
    count.reset_button.click()
    assert (count.sentence, count.bar.value) == ("At 0.", 0)
    count.start()
    count.start()
    assert count.sentence == "At 10."


def test_a_control_turned_begins_anew():
    count = Count()
    count.step()
    count.by.value = 5
    assert count.sentence == "At 0."
    count.step()
    assert count.sentence == "At 5."


def test_an_error_in_a_slice_ends_the_work_with_a_sentence_and_start_begins_anew():
    count = Count(fail_at=3)
    count.start()
    assert count.sentence == "This does not work: it broke. The picture is that of before."
    assert not count.running
    count.fail_at = None
    count.start()
    assert count.sentence == "At 10."


def test_a_setting_that_does_not_work_says_so_until_it_is_mended():
    count = Count()
    count.by.value = 0
    wrong = "This does not work: by is 0, expected at least 1. The picture is that of before."
    for press in (count.start, count.step, count.reset):
        press()
        assert count.sentence == wrong
    count.by.value = 2
    count.start()
    assert count.sentence == "At 10."


async def until(condition):
    for _ in range(1000):
        if condition():
            return
        await asyncio.sleep(0.001)
    raise AssertionError("it never came to be")


def test_stop_works_between_slices_and_start_goes_on():
    async def cell():
        count = Count()
        count.start_button.click()
        await until(lambda: count.n == 4)
        count.stop_button.click()
        await until(lambda: not count.running)
        assert count.sentence == f"At {count.n}."
        assert 4 <= count.n <= 5
        assert not count.running
        count.start_button.click()
        await until(lambda: not count.running and count.finished)
        assert count.sentence == "At 10."

    asyncio.run(cell())


def test_start_pressed_often_does_no_harm():
    async def cell():
        count = Count()
        for _ in range(5):
            count.start_button.click()
        await until(lambda: count.n >= 2)
        tasks = [task for task in asyncio.all_tasks() if "_work" in repr(task)]
        assert len(tasks) == 1
        count.start_button.click()
        await until(lambda: count.finished)
        assert count.n == 10

    asyncio.run(cell())


@pytest.mark.parametrize("press", ["stop", "step", "reset"])
def test_what_is_pressed_after_start_counts_though_the_first_slice_is_not_done(press):
    async def cell():
        count = Count()
        for button in ("start", press):  # the handlers' thread, while the cell keeps the loop busy
            click = getattr(count, f"{button}_button").click
            thread = threading.Thread(target=click)
            thread.start()
            thread.join()
        for _ in range(50):
            await asyncio.sleep(0.001)
        assert count.n == (press == "step")
        assert not count.running
        count.start_button.click()
        await until(lambda: count.finished)

    asyncio.run(cell())


def test_start_after_stop_after_start_works():
    async def cell():
        count = Count()
        for press in (count.start, count.stop, count.start):
            press()
        await until(lambda: count.finished)
        assert count.n == 10

    asyncio.run(cell())


@pytest.mark.parametrize(
    ("seconds", "pictures"), [(0, [0, 1, 3, 5, 7, 9, 10]), (0.125, [0, 1, 5, 9, 10])]
)
def test_a_picture_comes_every_fifth_of_a_second_and_later_where_drawing_takes_long(
    seconds, pictures, monkeypatch
):
    now = [0.0]
    monkeypatch.setattr(running, "time", SimpleNamespace(monotonic=lambda: now[0]))

    class Slow(Count):
        def advance(self):
            now[0] += 0.125
            super().advance()

        def draw(self):
            now[0] += seconds
            return super().draw()

    count = Slow()
    count.start()
    assert count.drawn == pictures


def test_a_slice_begins_when_it_is_time():
    async def cell():
        count, begun = Count(), time.monotonic()
        count.pace = 0.02
        count.start()
        await until(lambda: count.finished and not count.running)
        assert time.monotonic() - begun > 9 * 0.02

    asyncio.run(cell())


def test_other_work_goes_on_between_slices():
    async def cell():
        count, seen = Count(), []
        count.start()
        while not count.finished:
            seen.append(count.n)
            await asyncio.sleep(0)
        assert set(range(1, 10)) <= set(seen)

    asyncio.run(cell())


def test_start_in_another_thread_works_in_the_loop_of_the_cell():
    async def cell():
        count = Count()
        thread = threading.Thread(target=count.start_button.click)
        thread.start()
        await until(lambda: count.finished)
        thread.join()
        assert count.threads == {threading.get_ident()}

    asyncio.run(cell())


def test_a_control_turned_in_another_thread_while_work_goes_on_is_heeded():
    async def cell():
        count = Count()
        count.start()
        await until(lambda: count.n == 3)
        thread = threading.Thread(target=lambda: setattr(count.by, "value", 5))
        thread.start()
        await until(lambda: not count.running)
        thread.join()
        assert count.n == 10
        assert count.by.value == 5

    asyncio.run(cell())


def test_work_broken_off_from_outside_leaves_a_true_sentence():
    async def cell():
        count = Count()
        count.start()
        await until(lambda: count.n == 4)
        count._task.cancel()
        await until(lambda: not count.running)
        assert count.sentence == f"At {count.n}."
        count.start()
        await until(lambda: count.finished)
        assert count.n == 10

    asyncio.run(cell())


def test_an_error_between_slices_is_a_sentence():
    async def cell():
        count = Count(fail_at=6)
        count.start()
        await until(lambda: count.error is not None)
        assert count.sentence.startswith("This does not work: it broke.")

    asyncio.run(cell())


def test_in_a_kernel_it_works_on_after_its_cell_and_gives_the_last_picture():
    nbformat, nbclient = pytest.importorskip("nbformat"), pytest.importorskip("nbclient")
    notebook = nbformat.v4.new_notebook()
    notebook.cells = [
        nbformat.v4.new_code_cell(source)
        for source in (
            "from helpers.explorers.boundary import BoundaryTraining",
            "training = BoundaryTraining()\ntraining.start()\ntraining.steps, training.running",
            "import asyncio\nwhile not training.finished:\n    await asyncio.sleep(0.01)\ntraining",
        )
    ]
    nbclient.NotebookClient(notebook, kernel_name="python3", timeout=120).execute()
    before, after = (cell.outputs[-1].data for cell in notebook.cells[1:])
    assert before["text/plain"] == "(0, False)"
    assert WIDGET_VIEW in after
    assert re.match(r"After 1,500 steps: .* 300 of 300 points right", after["text/plain"])
    assert len(Images(after["text/html"]).found) == 2
