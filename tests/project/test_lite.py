"""JupyterLite as far as it runs here: a pure wheel, its build's input, and no thread or socket."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "scripts"))
from lite_site import INSTALL, KERNEL, lay_out  # noqa: E402

IN_THE_BROWSER = '''
import asyncio, importlib, socket, threading, time


def refuse(*_, **__):
    raise RuntimeError("can't start new thread, nor open a socket")


class Loop(asyncio.BaseEventLoop):
    """An event loop without a selector, as in Pyodide."""

    def __init__(self):
        super().__init__()
        self._selector = self

    def select(self, timeout):
        time.sleep(min(timeout or 0, 0.01))
        return []

    def _process_events(self, events):
        pass

    def _write_to_self(self):
        pass


async def work():
    from helpers.exercises import time_limit
    from helpers.explorers.live import Explorer
    from helpers.explorers.running import RunningExplorer

    time_limit._by_thread = lambda seconds, run: run()  # the page's test has the browser's own
    explorers = []
    for lesson in range(1, 10):
        room = importlib.import_module(f"helpers.lessons.lesson_4_{lesson}")
        named = [getattr(room, name) for name in room.__all__]
        made = [x for x in named if isinstance(x, type) and issubclass(x, Explorer)]
        more = {"DigitTraining": 1, "CapstoneTraining": 2}  # what they are given
        explorers += [make() for make in made if make.__name__ not in more]
        if lesson == 5:
            card = room.ask("temperature")
            card.field.value = "(y_hat_i - e_i)/T"
            card.check_button.click()
            assert card.verdict.is_right, card.verdict
            paper = room.scratch("4.5-6")
            paper.line.value = "ŷ[i] - 1[i=ℓ]"
            paper.write_button.click()
            assert "goal is reached" in paper.sentence, paper.sentence
    print(len(explorers))
    for explorer in explorers:
        for control in explorer.controls.values():
            if hasattr(control, "step") and hasattr(control, "max"):
                control.value = control.max if control.value != control.max else control.min
                break
        assert explorer.error is None, (type(explorer), explorer.error)
        if isinstance(explorer, RunningExplorer):
            explorer.start()
            while not explorer.bar.value:
                await asyncio.sleep(0.01)
            explorer.stop()
            while explorer.running:
                await asyncio.sleep(0.01)
            assert 0 < explorer.bar.value < explorer.bar.max


threading.Thread.start = socket.socket.__init__ = refuse
loop = Loop()
asyncio.set_event_loop(loop)
loop.run_until_complete(work())
'''


def test_lessons_work_without_a_thread_or_a_socket():
    command = [sys.executable, "-X", "utf8", "-c", IN_THE_BROWSER]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) > 20


def test_the_wheel_is_pure():
    kinds = {path.suffix for path in (ROOT / "helpers").rglob("*") if path.is_file()}
    assert kinds - {".pyc"} == {".py", ".css", ".json", ".gz", ".txt"}


@pytest.mark.parametrize("url", ["", "https://example.org/pyodide/pyodide.mjs"])
def test_lite_is_built_from_the_lessons(tmp_path, monkeypatch, url):
    monkeypatch.setenv("PYODIDE_URL", url)
    lay_out(tmp_path)
    lessons = sorted((tmp_path / "contents").iterdir())
    assert len(lessons) == 9
    for path in lessons:
        first, *_ = json.loads(path.read_text(encoding="utf-8"))["cells"]
        assert first["source"] == INSTALL
    settings = json.loads((tmp_path / "jupyter-lite.json").read_text())["jupyter-config-data"]
    found = settings.get("litePluginSettings", {}).get(KERNEL, {})
    assert found.get("pyodideUrl", "") == url
