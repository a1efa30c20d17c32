"""The slides that `make present` opens, as a class sees them; and the pages of `make voila`."""

import contextlib
import os
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
from lab import free_port

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parents[2]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("4_*.ipynb"))
LESSON = NOTEBOOKS[4]  # it has an explorer, predictions and derivations
EVERY = NOTEBOOKS if os.environ.get("EVERY_DECK") else [LESSON]
PROJECTOR = {"width": 1280, "height": 720}
SMALLEST = 15  # CSS pixels of type on a slide, 1/48 of its height

# What is wrong with each slide, as text.
FAULTS = """async () => {
  const faults = [];
  for (let i = 0; i < slides.length; i++) {
    show(i);
    await new Promise((done) => setTimeout(done, 30));
    const slide = slides[i];
    const say = (what) => faults.push(`slide ${i + 1}: ${what}`);
    if (overflows(slide)) say('overflows');
    if (!slide.innerText.trim() && !slide.querySelector('img')) say('is empty');
    if (slide.querySelector('.jp-InputArea-editor')) say('shows code');
    if (/\\$[^$\\n]+\\$|Error displaying/.test(slide.innerText)) say('raw formula, or no widget');
    for (const text of slide.querySelectorAll('p, li, td, .widget-label')) {
      const zoom = text.getBoundingClientRect().height / text.offsetHeight || 1;
      const size = parseFloat(getComputedStyle(text).fontSize) * zoom;
      if (text.offsetHeight && size < LIMIT) say(`${size.toFixed(1)} px: ${text.innerText}`);
    }
    for (const picture of slide.querySelectorAll('.bp-pictures svg')) {
      const least = picture.viewBox.baseVal.height / 40;
      for (const text of picture.querySelectorAll('text'))
        if (text.textContent.trim() && parseFloat(getComputedStyle(text).fontSize) < least)
          say(`too small in its picture: ${text.textContent}`);
    }
  }
  return faults;
}"""


@contextlib.contextmanager
def running(kind, log):
    """Start what `make present` or `make voila` starts, its words to a file; yield its address."""
    port = free_port()
    command = [sys.executable, ROOT / "scripts" / "present.py", kind, "--no-browser"]
    command += [f"--port={port}", "--Voila.ip=127.0.0.1"]
    with log.open("w", encoding="utf-8") as out:
        server = subprocess.Popen(command, stdout=out, stderr=subprocess.STDOUT)
    url = f"http://127.0.0.1:{port}"
    try:
        for _ in range(300):
            with contextlib.suppress(OSError), urllib.request.urlopen(url, timeout=2):
                break
            assert server.poll() is None, log.read_text(encoding="utf-8")
            time.sleep(0.2)
        yield url
    finally:
        server.terminate()
        server.wait(30)


class Deck:
    """A lesson open in a browser; `complaints` has console errors, and what it asks of others."""

    def __init__(self, browser, url, path):
        self.complaints = []
        self.page = browser.new_page(viewport=PROJECTOR)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("console", self._hear)
        self.page.on("request", self._see)
        self.origin = url
        self.page.goto(f"{url}/voila/render/{path.name}", timeout=120_000)
        self.page.wait_for_function(  # asked at every frame, it would have frames drawn
            "document.body.matches('.live')", timeout=120_000, polling=50
        )
        self.page.wait_for_timeout(1500)  # formulas are typeset

    def _hear(self, message):
        if message.type == "error":
            self.complaints.append(message.text)

    def _see(self, request):
        if not request.url.startswith((self.origin, "data:", "blob:")):
            self.complaints.append(f"asks {request.url}")

    @property
    def number(self):
        return self.page.evaluate("now + 1")

    def press(self, *keys):
        for key in keys:
            self.page.keyboard.press(key)

    def turn_to(self, css):
        """Show the first slide that holds an element; return the slide."""
        self.page.evaluate(f"show(slides.findIndex((slide) => slide.querySelector('{css}')))")
        return self.page.locator(".slide.shown")


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with running("slides", tmp_path_factory.mktemp("voila") / "log") as url:
        yield url


@pytest.fixture(scope="module")
def deck(chromium, server):
    return Deck(chromium, server, LESSON)


def test_keys_turn_slides_whatever_has_the_focus(deck):
    deck.press("Home")
    deck.press("PageDown")
    assert deck.number == 2
    deck.press("Tab")
    deck.page.locator(".slide.shown .noUi-handle").first.focus()
    deck.press("PageDown")
    assert deck.number == 3
    deck.press("ArrowLeft", "ArrowLeft", "ArrowRight")
    assert deck.number == 2
    assert deck.page.locator("#place").inner_text().split()[-1] == str(
        deck.page.evaluate("slides.length")
    )


def test_an_explorer_answers_and_arrows_stay_with_its_slider(deck):
    slide = deck.turn_to(".bp-logits")
    number = deck.number
    before = slide.locator(".bp-pictures").inner_html(), slide.locator(".bp-sentence").inner_text()
    slide.locator(".noUi-handle").first.focus()
    deck.press("ArrowRight")
    deck.page.wait_for_function(
        "(before) => document.querySelector('.slide.shown .bp-sentence').innerText !== before",
        arg=before[1],
    )
    assert slide.locator(".bp-pictures").inner_html() != before[0]
    assert deck.number == number
    deck.press("Escape", "ArrowRight")
    assert deck.number == number + 1


def test_large_leaves_the_picture_and_its_slider(deck):
    slide = deck.turn_to(".bp-logits")
    picture = slide.locator(".bp-pictures svg")
    before = picture.bounding_box()["height"]
    deck.press("l")
    assert picture.bounding_box()["height"] > 1.2 * before
    assert not deck.page.evaluate("overflows(slides[now])")
    slide.locator(".noUi-handle").first.focus()
    sentence = slide.locator(".bp-sentence").inner_text()
    deck.press("ArrowRight")
    deck.page.wait_for_function(
        "(before) => document.querySelector('.slide.shown .bp-sentence').innerText !== before",
        arg=sentence,
    )
    deck.press("l")


def test_a_prediction_is_committed(deck):
    slide = deck.turn_to(".bp-exercise input[type=radio]")
    slide.locator("input[type=radio]").first.focus()
    deck.press("Space")
    slide.get_by_role("button", name="Commit").focus()
    number = deck.number
    deck.press("Space")
    deck.page.wait_for_selector(".slide.shown :is(.bp-right, .bp-wrong)")
    assert deck.number == number


def test_a_derivation_goes_on_line_by_line_and_then_to_the_next_slide(deck):
    deck.page.evaluate("""() => {
      const lines = (slide) => slide.querySelector('.whole')?.clientHeight ?? 0;
      show(slides.indexOf([...slides].sort((a, b) => lines(b) - lines(a))[0]));
    }""")
    slide = deck.page.locator(".slide.shown")
    number, button = deck.number, slide.locator(".bp-derivation button").first
    presses = 0
    while button.is_enabled() and presses < 20:
        sentence = slide.locator(".bp-derivation .bp-sentence")
        before = sentence.inner_html()
        deck.press("PageDown")
        deck.page.wait_for_function(
            "(before) => document.querySelector('.shown .bp-sentence').innerHTML !== before",
            arg=before,
        )
        deck.page.wait_for_timeout(200)
        presses += 1
        assert deck.number == number
        assert not deck.page.evaluate("overflows(slides[now])")
    assert presses > 3
    deck.press("PageDown")
    assert deck.number == number + 1


def test_the_notes_open_in_a_second_window_and_follow(deck):
    deck.press("Home")
    with deck.page.expect_popup() as popup:
        deck.press("s")
    notes = popup.value
    assert "Usual wrong answer:" in notes.locator("body").inner_text()
    assert notes.locator("mjx-container").count() or "$" not in notes.locator("body").inner_text()
    notes.keyboard.press("PageDown")
    assert "Slide 2 of" in notes.locator("p").first.inner_text()
    notes.close()


@pytest.mark.parametrize("path", EVERY, ids=lambda path: path.stem[:3])
def test_no_slide_overflows_and_all_type_can_be_read(deck, chromium, server, path):
    shown = deck if path == LESSON else Deck(chromium, server, path)
    assert shown.page.evaluate(FAULTS.replace("LIMIT", str(SMALLEST))) == []
    assert shown.complaints == []
    if shown is not deck:
        shown.page.close()


def test_a_page_shows_a_lesson_alive_and_without_code(chromium, tmp_path):
    with running("page", tmp_path / "log") as url:
        shown = Deck(chromium, url, LESSON)
        text = shown.page.locator("#rendered_cells").inner_text()
        assert "Going further" in text
        assert "Run ▸" not in text
        assert shown.page.locator(".jp-InputArea-editor").count() == 0
        explorer = shown.page.locator(".bp-logits").first
        before = explorer.locator(".bp-sentence").inner_text()
        explorer.locator(".noUi-handle").first.focus()
        shown.press("ArrowRight")
        shown.page.wait_for_function(
            "(before) => document.querySelector('.bp-logits .bp-sentence').innerText !== before",
            arg=before,
        )
        assert shown.complaints == []
        shown.page.goto(url)
        assert shown.page.get_by_role("link").count() == len(NOTEBOOKS)
        assert shown.complaints == []
        shown.page.close()
