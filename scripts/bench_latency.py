"""From a key to the picture, in JupyterLab: python scripts/bench_latency.py [4.5 …] [--write]

A notebook is made for each lesson: an empty round trip, ipywidgets' `interact`, then the lesson's
explorers, exercises and scratch paper. Keys go to all of them in turn.
"""

import argparse
import importlib
import os
import platform
import re
import sys
import tempfile
from collections import defaultdict
from datetime import date
from pathlib import Path
from statistics import median

import nbformat
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).parents[1]
sys.path += [str(ROOT / "tests"), str(ROOT / "tests" / "browser")]
from capstone_forms import RIGHT  # noqa: E402
from lab import CHROMIUM_FLAGS, CLOSE, NotebookPage, find_chromium, running_lab  # noqa: E402

README = ROOT / "tests" / "bench" / "README.md"
MARKS = "<!-- written by make bench-latency -->", "<!-- end of make bench-latency -->"
DIAGRAM, PLOT, LAG, FIRST = 1.5, 2.2, 120, 1.0  # to reach: two ratios, milliseconds, a ratio
EXPLORER = re.compile(r"\b[A-Z]\w+(?:Explorer|Training)\((?:[^()]|\([^()]*\))*\)")
PAPER = re.compile(r'\bscratch\("[^"]+"\)')
EMPTY = """
import ipywidgets as widgets
bench_slider, bench_label = widgets.IntSlider(50), widgets.Label("50")
bench_slider.observe(lambda change: setattr(bench_label, "value", str(change.new)), "value")
widgets.VBox([bench_slider, bench_label])
"""
INTERACT = """
import matplotlib.pyplot as plt
import numpy as np
from ipywidgets import interact
bench_x = np.linspace(0, 10, 200)
@interact(n=(0, 100))
def bench_line(n=50):
    plt.plot(bench_x, np.sin(bench_x + n / 10))
    plt.show()
"""
SCRIPT = """
const sleep = (ms) => new Promise((go) => setTimeout(go, ms));
const waiting = {};
addEventListener('keydown', (event) => { waiting.pressed = event.timeStamp; }, true);
// Note when a change within `root` that matches `inside` has been painted.
waiting.watch = (root, inside) => {
  waiting.observer?.disconnect();
  Object.assign(waiting, { pressed: performance.now(), seen: 0, changed: 0 });
  waiting.observer = new MutationObserver(async (records) => {
    const element = ({ target }) => (target.nodeType === 1 ? target : target.parentElement);
    if (!records.some((record) => element(record)?.closest(inside))) return;
    waiting.changed = performance.now();
    const images = [...root.querySelectorAll('img')];
    await Promise.all(images.map((image) => image.decode().catch(() => 0)));
    requestAnimationFrame(() => setTimeout(() => { waiting.seen = performance.now(); }));
  });
  const all = { subtree: true, childList: true, characterData: true, attributes: true };
  waiting.observer.observe(root, all);
};
// Milliseconds from the key to the last change, once there was none for a while; or null.
waiting.settled = async (limit, still) => {
  const begun = performance.now();
  for (;;) {
    await sleep(15);
    const now = performance.now();
    const is_seen = waiting.seen > waiting.changed && waiting.changed > waiting.pressed;
    if (is_seen && now - waiting.seen > still) return waiting.seen - waiting.pressed;
    if (now - begun > limit) return is_seen ? waiting.seen - waiting.pressed : null;
  }
};
// Hold an arrow key down, 30 times a second, back where the slider ends.
waiting.hold = async (handle, milliseconds) => {
  const end = performance.now() + milliseconds;
  let key = 'ArrowRight';
  while (performance.now() < end) {
    const { ariaValueNow: now, ariaValueMin: least, ariaValueMax: most } = handle;
    if (now === most) key = 'ArrowLeft';
    if (now === least) key = 'ArrowRight';
    waiting.last = performance.now();
    handle.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
    await sleep(33);
  }
  waiting.pressed = waiting.last;
  handle.dispatchEvent(new KeyboardEvent('keyup', { key, bubbles: true }));
};
window.waiting = waiting;
"""
SHOWN = (
    """(root, inside) => [...root.querySelectorAll(inside)].map((each) => each.innerHTML).join()"""
)
CHANGED = ".bp-pictures, .bp-words, .bp-understood, .bp-hints"  # of a card, a paper


class Thing:
    """Something on the page that answers to keys: `inside` it selects what is to change."""

    def __init__(self, notebook, start, name, inside):
        self.page, self.name, self.inside = notebook.page, name, inside
        self.cell = notebook.page.locator(".jp-CodeCell").nth(start)
        self.root = self.cell.locator(".jp-OutputArea").first
        self.handles = self.root.locator(".noUi-target:not([disabled]) .noUi-handle:visible")

    def watch(self):
        self.root.evaluate("(root, inside) => waiting.watch(root, inside)", self.inside)

    def settled(self, limit=2000, still=150):
        waits = "([limit, still]) => waiting.settled(limit, still)"
        return self.page.evaluate(waits, [limit, still])

    def press(self, key, on, limit=2000):
        """Press a key on an element; return milliseconds until what it changes is seen."""
        on.focus(timeout=5000)
        self.watch()
        self.page.keyboard.press(key)
        return self.settled(limit)

    def nudge(self, turn):
        """Turn one slider after the other by a step, forth and back; or, without any, a menu."""
        if not self.handles.count():
            self.watch()
            self.root.locator("select").first.select_option(index=turn % 2)
            return self.settled()
        if turn % 2 == 0:
            self.turned = self.handles.nth(turn // 2 % self.handles.count())
            now, most = (self.turned.get_attribute(f"aria-value{of}") for of in ("now", "max"))
            self.keys = ["ArrowLeft", "ArrowRight"] if now == most else ["ArrowRight", "ArrowLeft"]
        return self.press(self.keys[turn % 2], self.turned)

    def shown(self):
        return self.root.evaluate(SHOWN, self.inside)

    def hold(self):
        """Hold a key for two seconds; return the lag, and whether the last picture is right."""
        handle = self.handles.first
        handle.focus()
        self.watch()
        handle.evaluate("(handle) => waiting.hold(handle, 2000)")
        lag = self.settled(2500, still=500)
        left = self.shown()
        at_end = handle.get_attribute("aria-valuenow") == handle.get_attribute("aria-valuemax")
        for key in ("ArrowLeft", "ArrowRight") if at_end else ("ArrowRight", "ArrowLeft"):
            self.press(key, handle)
        return lag or 0.0, self.shown() == left

    def type(self, letter):
        """Type a letter into the field; return milliseconds until what it changes is seen."""
        return self.press(letter, self.root.locator("input[type=text]:visible").first)


def of_a_lesson(lesson):
    """Return the lesson's explorers, the exercises' names by kind, and scratch, as code."""
    (path,) = (ROOT / "notebooks").glob(f"{lesson.replace('.', '_')}_*.ipynb")
    cells = nbformat.read(path, as_version=4).cells
    source = "\n".join(cell.source for cell in cells if cell.cell_type == "code")
    room = importlib.import_module(f"helpers.lessons.lesson_{lesson.replace('.', '_')}")
    kinds = {}
    for name, question in room.ask.questions.items():
        kinds.setdefault(type(question).__name__, name)
    return EXPLORER.findall(source), kinds, PAPER.search(source)[0]


def made(folder, lesson, pieces):
    """Write a notebook of these pieces of code, a cell each; return its name."""
    notebook = nbformat.v4.new_notebook()
    setup = f"from helpers.lessons.lesson_{lesson.replace('.', '_')} import *"
    if any("CapstoneTraining" in piece for piece in pieces):
        parts = "forward_pass, backward_pass, gradient_descent"
        setup = f'{setup}\n{RIGHT}\nask("capstone", {parts}).state'
    notebook.cells = [nbformat.v4.new_code_cell(code.strip()) for code in (setup, *pieces)]
    notebook.metadata.kernelspec = {"name": "python3", "display_name": "Python 3"}
    name = f"{lesson.replace('.', '_')}.ipynb"
    nbformat.write(notebook, folder / name)
    return name


class Page:
    """A lesson's page; everything on it gets its keys in turn."""

    def __init__(self, browser, url, folder, lesson):
        explorers, kinds, paper = of_a_lesson(lesson)
        kinds = {kind: name for kind, name in kinds.items() if kind != "Capstone"}
        asked = [f'ask("{name}")' for name in kinds.values()]
        name = made(folder, lesson, [EMPTY, INTERACT, *explorers, *asked, paper])
        self.notebook = opened(browser, url, name)
        self.empty = Thing(self.notebook, 1, "empty round trip", ".widget-label")
        self.interact = Thing(self.notebook, 2, "interact", ".widget-output")
        names = [f"{lesson} {code.partition('(')[0]}" for code in explorers]
        self.explorers = self._things(names, 3, ".bp-pictures")
        for explorer in self.explorers:
            if explorer.name.endswith("NetworkExplorer"):
                explorer.press("End", explorer.handles.first)  # then all its controls are there
        self.cards = self._things(kinds, 3 + len(explorers), CHANGED)
        (self.paper,) = self._things(["Scratch"], 3 + len(explorers) + len(kinds), CHANGED)

    def _things(self, names, start, inside):
        return [Thing(self.notebook, start + i, name, inside) for i, name in enumerate(names)]

    def rounds(self, count):
        """Return milliseconds by what was done, for each."""
        times = defaultdict(list)
        for turn in range(count):
            for thing in (self.empty, self.interact, *self.explorers):
                times[thing.name].append(thing.nudge(turn))
            for card in self.cards:
                does, time = answered(card, turn)
                if does:
                    times[f"{card.name}, {does}"].append(time)
            times["Scratch, a letter"].append(self.paper.type("y"))
        return {name: [t for t in found if t is not None] for name, found in times.items()}

    def held(self):
        """Return (lag, whether the last picture is right) by name."""
        things = [self.empty, *(each for each in self.explorers if each.handles.count())]
        return {thing.name: thing.hold() for thing in things}

    def is_plot(self, thing):
        return bool(thing.root.locator("img.bp-plot").count())


def opened(browser, url, name):
    """Open a notebook in a page of its own, and run it."""
    page = browser.new_context(viewport={"width": 1200, "height": 1600}).new_page()
    notebook = NotebookPage(page, url, name)
    notebook.run_all()
    page.evaluate(SCRIPT)
    if failures := notebook.failures():
        raise RuntimeError(f"{name}: {failures}")
    return notebook


def closed(notebook):
    notebook.page.evaluate(CLOSE)
    notebook.page.context.close()


def answered(card, turn):
    """Do something with a card by keys; return what, and its time."""
    if turn < 3:
        return "a hint", card.press("Enter", card.root.get_by_text("Hint").first)
    if turn == 3 and card.name in ("PredictChoice", "PredictNumber", "PredictDrag"):
        if card.name == "PredictChoice":
            card.root.locator("input[type=radio]").first.check()
        elif card.name == "PredictNumber":
            card.type("1")
        else:
            card.nudge(0)
        return "Commit", card.press("Enter", card.root.get_by_text("Commit").first, 8000)
    if turn > 3 and card.name == "Derive":
        return "a letter", card.type("2")
    return None, None


def first_changes(browser, url, folder, kernels=3, later=8):
    """Return, for some kernels, milliseconds of the first change of a network's shape and later."""
    name, found = made(folder, "4.1", [EMPTY, "NetworkExplorer()"]), []
    for _ in range(kernels):
        notebook = opened(browser, url, name)
        empty = Thing(notebook, 1, "", ".widget-label")
        for turn in range(4):
            empty.nudge(turn)
        network = Thing(notebook, 2, "", ".bp-pictures")
        hidden = network.root.locator(".widget-hslider", has_text="hidden layers")
        network.press("End", network.handles.first)  # at the last step all controls are there
        network.handles = hidden.locator(".noUi-handle")
        found.append([network.nudge(turn) for turn in range(later + 1)])
        closed(notebook)
    return found


def measured(lessons, rounds):
    """Return the tables as lines of markdown, and say what is done meanwhile."""
    rows, everywhere = [], defaultdict(list)
    with (
        tempfile.TemporaryDirectory() as root,
        running_lab(root) as url,
        sync_playwright() as playwright,
    ):
        start = playwright.chromium.launch
        browser, folder = start(executable_path=find_chromium(), args=CHROMIUM_FLAGS), Path(root)
        shapes = first_changes(browser, url, folder) if "4.1" in lessons else []
        for lesson in lessons:
            page = Page(browser, url, folder, lesson)
            times = page.rounds(rounds)
            lags = page.held()
            bottom = median(times["empty round trip"]), median(times["interact"])
            for thing in page.explorers:
                rows.append((thing.name, page.is_plot(thing), times.pop(thing.name), *bottom))
                rows[-1] += lags.get(thing.name, (None, True))
                print(*cells(rows[-1]), flush=True)
            for name, found in times.items():
                everywhere[name] += found
            everywhere["lag"].append(lags["empty round trip"][0])
            closed(page.notebook)
        browser.close()
    return rows, everywhere, shapes


def cells(row):
    """Return a row of the table of explorers, as text."""
    name, is_plot, times, empty, interact, lag, is_last = row
    middle = median(times) if times else float("nan")
    wanted = PLOT if is_plot else DIAGRAM
    mark = "" if middle / empty <= wanted else " **over**"
    late = "–" if lag is None else f"{lag:.0f}" + ("" if lag <= LAG else " **over**")
    last = "" if is_last else " **stale**"
    return [
        name, "plot" if is_plot else "diagram", f"{middle:.0f}", f"{ninth(times):.0f}",
        f"{middle / empty:.2f}{mark}", f"{middle / interact:.2f}", late + last,
    ]  # fmt: skip


def ninth(times):
    """Return the 90th percentile."""
    return sorted(times)[round(0.9 * (len(times) - 1))] if times else float("nan")


def table(head, rows):
    """Return a table of markdown as lines."""
    return [f"| {' | '.join(row)} |" for row in (head, ["---"] * len(head), *rows)]


def report(rows, everywhere, shapes):
    """Return what was measured as lines of markdown."""
    bottom, lag = median(everywhere["empty round trip"]), median(everywhere.pop("lag"))
    others = [
        [name, f"{median(found):.0f}", f"{ninth(found):.0f}", f"{median(found) / bottom:.2f}"]
        for name, found in sorted(everywhere.items())
        if found
    ]
    explorers = ["explorer", "kind", "median, ms", "90th, ms", "× empty", "× interact", "lag, ms"]
    first = [
        f"The first change of a network's shape in 4.1 took {first:.0f} ms, the later ones in the "
        f"median {median(later):.0f} ms."
        for first, *later in shapes
    ]
    return [
        "## Key to picture", "",
        f"{date.today()}; {os.cpu_count()} cores, Python {platform.python_version()}. "
        f"To reach: diagrams {DIAGRAM} × the empty round trip beside them, plots {PLOT} ×; a lag "
        f"of {LAG} ms after a key that was held for two seconds, and the last picture that of the "
        f"last value. The lag of the empty round trip is {lag:.0f} ms.", "",
        *table(explorers, map(cells, rows)), "",
        *table(["by a key", "median, ms", "90th, ms", "× empty"], others), "", *first,
    ]  # fmt: skip


def write(lines):
    """Put the lines between the marks of the README."""
    text = README.read_text(encoding="utf-8")
    if MARKS[0] not in text:
        text += f"\n{MARKS[0]}\n{MARKS[1]}\n"
    before, _, rest = text.partition(MARKS[0])
    after = rest.partition(MARKS[1])[2]
    written = before + MARKS[0] + "\n" + "\n".join([*lines, MARKS[1]]) + after
    README.write_text(written, encoding="utf-8")


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n\n")[0])
    parser.add_argument("lessons", nargs="*", default=[f"4.{i}" for i in range(1, 10)])
    parser.add_argument("--rounds", type=int, default=12)
    parser.add_argument("--write", action="store_true", help="into tests/bench/README.md")
    chosen = parser.parse_args()
    lines = report(*measured(chosen.lessons, chosen.rounds))
    print("\n".join(lines))
    if chosen.write:
        write(lines)


if __name__ == "__main__":
    main()
