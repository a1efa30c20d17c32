"""JupyterLab as a reader meets it: start a server, open a notebook, run it, turn its controls."""

import contextlib
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

import axe_playwright_python

CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
SETTINGS = {
    "@jupyterlab/notebook-extension/tracker": {"windowingMode": "none"},
    "@jupyterlab/apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
}
EXTENSIONS = (
    "@jupyter-widgets",
    "jupyterlab_pygments",
)  # of extra lab; the others' are not for readers
FAILED_OUTPUT = ", ".join(
    f".jp-OutputArea-output[data-mime-type='application/vnd.jupyter.{kind}']"
    for kind in ("error", "stderr")
)
# A digest of every svg and img inside an element: an img is read as bytes, whatever its address.
PICTURE = """async (element) => {
  const parts = [];
  for (const node of element.querySelectorAll('svg, img')) {
    if (node.tagName === 'IMG') {
      const bytes = await (await fetch(node.src)).arrayBuffer();
      parts.push(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)).join());
    } else parts.push(node.outerHTML);
  }
  return parts.join('\\n');
}"""
KERNEL_IDLE = """() => {
  const session = window.jupyterapp.shell.currentWidget?.sessionContext?.session;
  return session?.kernel?.status === 'idle';
}"""

CELLS = "window.jupyterapp.shell.currentWidget.content.widgets"
NO_CELL_WAITS = f"() => !{CELLS}.some((cell) => cell.prompt === '*')"  # a folded one has no prompt

CLOSE = """async () => {
  const { currentWidget } = window.jupyterapp.shell;
  await currentWidget.sessionContext.shutdown();
  currentWidget.dispose();
}"""
OPEN = """async (path) => {
  const next = await window.jupyterapp.commands.execute('docmanager:open', { path });
  await next.context.ready;
}"""
RUN_CELL = """async (start) => {
  const notebook = window.jupyterapp.shell.currentWidget.content;
  const source = (cell) => cell.model.sharedModel.getSource();
  notebook.activeCellIndex = notebook.widgets.findIndex((cell) => source(cell).startsWith(start));
  await window.jupyterapp.commands.execute('notebook:run-cell');
}"""
AXE = Path(axe_playwright_python.__file__).with_name("axe.min.js")
# a slider's handle has no name, and ipywidgets has no way to give it one
COMPLAINTS = """async (options) => {
  const ours = {include: '.jp-OutputArea-output', exclude: '.noUi-handle'};
  const found = await axe.run(ours, {...options, resultTypes: ['violations']});
  return found.violations.filter((rule) => ['serious', 'critical'].includes(rule.impact))
    .flatMap((rule) => rule.nodes.map((node) => `${rule.id}: ${node.html.slice(0, 200)}`));
}"""


def find_chromium():
    """Path of the system's Chromium, or None."""
    names = ("chromium", "chromium-browser", "google-chrome")
    return next((path for path in map(shutil.which, names) if path), None)


def free_port():
    """A port of this machine that nobody uses."""
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


@contextlib.contextmanager
def running_lab(root):
    """Start JupyterLab on folder `root`, with settings of its own; yield its address."""
    with tempfile.TemporaryDirectory(prefix="lab-", ignore_cleanup_errors=True) as folder:
        home = Path(folder)
        for plugin, values in SETTINGS.items():
            path = home / "settings" / f"{plugin}.jupyterlab-settings"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(json.dumps(values))
        extensions = home / "extensions"
        extensions.mkdir()
        for name in EXTENSIONS:
            installed = Path(sys.prefix, "share", "jupyter", "labextensions", name)
            (extensions / name).symlink_to(installed)
        env = os.environ | {
            "JUPYTERLAB_SETTINGS_DIR": str(home / "settings"),
            "JUPYTERLAB_WORKSPACES_DIR": str(home / "workspaces"),
            "JUPYTER_CONFIG_DIR": str(home / "config"),
            "JUPYTER_RUNTIME_DIR": str(home / "runtime"),
            "JUPYTER_PREFER_ENV_PATH": "1",
            "IPYTHONDIR": str(home / "ipython"),
        }
        port = free_port()
        command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root"]
        command += [f"--port={port}", "--ServerApp.ip=127.0.0.1", "--ServerApp.port_retries=0"]
        command += ["--IdentityProvider.token=", f"--ServerApp.root_dir={root}"]
        command += ["--LabApp.expose_app_in_browser=True"]
        command += [f"--LabApp.labextensions_path={extensions}"]
        log = home / "lab.log"
        with log.open("w") as out:
            server = subprocess.Popen(command, env=env, stdout=out, stderr=subprocess.STDOUT)
        try:
            url = f"http://127.0.0.1:{port}"
            await_answer(url, server, log)
            yield url
        finally:
            server.terminate()
            try:
                server.wait(30)
            except subprocess.TimeoutExpired:  # it may wait for a kernel that is at work
                server.kill()
                server.wait()


def await_answer(url, server, log, seconds=60):
    """Return once the server at `url` answers; raise with its log if it does not."""
    end = time.monotonic() + seconds
    while time.monotonic() < end and server.poll() is None:
        try:
            with urllib.request.urlopen(f"{url}/api", timeout=2):
                return
        except OSError:
            time.sleep(0.2)
    raise RuntimeError(f"JupyterLab did not start:\n{log.read_text()}")


class NotebookPage:
    """A page of JupyterLab with one notebook; `errors` has what the console complains of."""

    def __init__(self, page, url, name):
        self.page = page
        self.errors = []
        page.on("pageerror", lambda error: self.errors.append(f"page: {error}"))
        page.on("console", self._hear)
        page.goto(f"{url}/doc/tree/{name}")
        self._await_notebook()

    def _hear(self, message):
        if message.type == "error":
            self.errors.append(f"console: {message.text}")

    def _await(self, condition, seconds):
        """Wait for a condition; asked at every frame, as is usual, it would have frames drawn."""
        self.page.wait_for_function(condition, timeout=1000 * seconds, polling=50)

    def _await_notebook(self):
        self.page.wait_for_selector(".jp-NotebookPanel .jp-Cell", timeout=60_000)
        self._await(KERNEL_IDLE, seconds=60)

    def open(self, name):
        """Open another notebook in the place of this one, whose kernel ends."""
        self.page.evaluate(CLOSE)
        self.errors.clear()  # a kernel that is stopped at work may break off within a message
        self.page.evaluate(OPEN, name)
        self._await_notebook()

    def run_all(self, seconds=120):
        """Run all cells; return when none is waiting and the kernel is idle."""
        self.page.evaluate("() => { window.jupyterapp.commands.execute('notebook:run-all-cells') }")
        self.await_idle(seconds)

    def await_idle(self, seconds=120):
        """Return when every code cell has run and the kernel is idle."""
        self.page.wait_for_timeout(200)
        for condition in (KERNEL_IDLE, NO_CELL_WAITS, KERNEL_IDLE):
            self._await(condition, seconds)

    def run(self, *starts):
        """Run the cells that start so."""
        for start in starts:
            self.page.evaluate(RUN_CELL, start)

    def change_theme(self, name=None):
        """Change to the theme "Light" or "Dark", or to the other one."""
        is_light = self.page.get_attribute("body", "data-jp-theme-light") == "true"
        name = name or ("Dark" if is_light else "Light")
        change = "theme => window.jupyterapp.commands.execute('apputils:change-theme', {theme})"
        self.page.evaluate(change, f"JupyterLab {name}")
        light = "true" if name == "Light" else "false"
        self.page.wait_for_selector(f'body[data-jp-theme-light="{light}"]', state="attached")

    def complaints(self, *rules):
        """What axe finds serious or critical in the outputs, by all its rules or these."""
        if not self.page.evaluate("'axe' in window"):
            self.page.evaluate(f"{AXE.read_text(encoding='utf-8')}; 0")
        return self.page.evaluate(COMPLAINTS, {"runOnly": list(rules)} if rules else {})

    def failures(self):
        """Text of every error and every line to stderr shown under a cell."""
        return self.page.locator(FAILED_OUTPUT).all_inner_texts()

    def explorers(self, css=".bp-explorer"):
        """The explorers on the page, from top to bottom."""
        shown = self.page.locator(css)
        return [Explorer(self.page, shown.nth(i)) for i in range(shown.count())]

    def explorer(self, css):
        """The one explorer that matches `css`, as in ".bp-logits"."""
        (found,) = self.explorers(css)
        return found


class Explorer:
    """One explorer on the page: its controls, its picture, its sentence."""

    def __init__(self, page, element):
        self.page = page
        self.element = element
        self.handles = element.locator(".noUi-target:not([disabled]) .noUi-handle")

    @property
    def name(self):
        """Its own css class, without the one that all explorers carry."""
        classes = (self.element.get_attribute("class") or "").split()
        return ", ".join(c for c in classes if c.startswith("bp-") and c != "bp-explorer")

    def press(self, key, slider=0):
        """Focus the handle of the n-th slider and press a key, as "ArrowRight" or "End"."""
        self.handles.nth(slider).focus(timeout=5000)
        self.page.keyboard.press(key)

    def hold(self, key, times, slider=0):
        """Hold a key on the n-th slider, which repeats faster than a kernel answers."""
        self.handles.nth(slider).focus(timeout=5000)
        for _ in range(times):
            self.page.keyboard.down(key)
        self.page.keyboard.up(key)

    def has_slider(self):
        """Whether there is a slider to turn."""
        return self.handles.count() > 0

    def nudge(self, slider=0):
        """Move the n-th slider by one step: up, or down where it stands at its end."""
        handle = self.handles.nth(slider)
        at_end = handle.get_attribute("aria-valuenow") == handle.get_attribute("aria-valuemax")
        self.press("ArrowLeft" if at_end else "ArrowRight", slider)

    def click(self, label):
        """Click the button with this label."""
        self.button(label).click(timeout=5000)

    def button(self, label):
        """The button with this label; its count is 0 where there is none."""
        return self.element.locator("button").filter(has_text=re.compile(rf"^\s*{label}\s*$"))

    def picture(self):
        """All pictures of the explorer, as one string that differs when any of them does."""
        return self.element.evaluate(PICTURE)

    def sentence(self):
        """The sentence that says what is shown now."""
        return "\n".join(self.element.locator(".bp-sentence").all_inner_texts())

    def state(self):
        """Picture and sentence."""
        return self.picture(), self.sentence()

    def await_change(self, before, seconds=2.0):
        """Return the state once picture and sentence both differ from `before`, else the last."""
        end = time.monotonic() + seconds
        while True:
            now = self.state()
            if all(new != old for new, old in zip(now, before, strict=True)):
                return now
            if time.monotonic() > end:
                return now
            self.page.wait_for_timeout(20)

    def await_rest(self, seconds=10.0, still=0.4):
        """Return the state once it has stayed the same for `still` seconds."""
        end = time.monotonic() + seconds
        state, since = self.state(), time.monotonic()
        while time.monotonic() - since < still:
            assert time.monotonic() < end, f"{self.name} does not come to rest"
            self.page.wait_for_timeout(50)
            now = self.state()
            if now != state:
                state, since = now, time.monotonic()
        return state
