"""Scratch paper as a page: Python in the browser says what Python says here, and nothing hangs."""

import functools
import http.server
import json
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from helpers.exercises.scratch_page import ScratchPage

pytestmark = pytest.mark.browser
BUILD = Path(__file__).parents[2] / "scripts" / "scratch_site.py"
SECONDS = 120  # on a busy machine
LINES = [  # on 4.5-5, one after the other: wrong, not understood, with a reason, undecided, right
    ("1[ℓ=i] - ŷ[i]", "refuted"),
    ("-1/ŷ[ℓ] * (1[ℓ=i] ŷ[ℓ] - ŷ[i", "unread"),
    ("softmx(a[L])", "unread"),
    ("-(ŷ[ℓ] 1[ℓ=i] - ŷ[ℓ] ŷ[i]) / ŷ[ℓ]  # put <b>together</b>", "proved"),
    ("ŷ", "undecided"),
    ("ŷ[i] - 1[ℓ=i]", "proved"),
]
LONG = (
    ("sin(u + v + c + d)^5", "Write the next line"),
    ("sin(u + v + c + d)^3 (1 - cos(u + v + c + d)^2)", "The proof takes too long"),
)
RECORD = """
window.answers = []; window.said = 0;
window.Worker = class extends Worker {
  constructor(...given) {
    super(...given);
    this.addEventListener("message", ({ data }) => data.shown && answers.push(data.shown));
  }
};
addEventListener("DOMContentLoaded", () => new MutationObserver(() => said++).observe(
  document.getElementById("verdict"), { childList: true }));
"""
LIMITED = "from helpers.exercises.scratch_page"  # in the worker
UNLIMITED = "from helpers.exercises import scratch as s\ns.PROOF = s.NUMBERS = s.NAMING = 60\n"
HANGS = "{ while (data.typed === '0');"


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """Address of the built page."""
    out = tmp_path_factory.mktemp("site")
    subprocess.run([sys.executable, BUILD, out], check=True)

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(
        ("127.0.0.1", 0), functools.partial(Quiet, directory=out)
    )
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/scratch/"
    server.shutdown()
    server.server_close()


@pytest.fixture
def page(chromium, site):
    """A page that may ask nobody but the site, and complains of nothing."""
    context = chromium.new_context()
    page, complaints = context.new_page(), []
    context.add_init_script(RECORD)
    context.route(
        lambda url: not url.startswith(site),
        lambda route: (complaints.append(route.request.url), route.abort()),
    )
    page.on("console", lambda told: told.type == "error" and complaints.append(told.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.set_default_timeout(1000 * SECONDS)
    yield page
    context.close()
    assert complaints == []


def served(page, name, old, new):
    """Let the site serve a file with one text in place of another."""
    text = (BUILD.parent / "scratch" / name).read_text(encoding="utf-8")
    assert text.count(old) == 1
    told = {"body": text.replace(old, new), "content_type": "text/javascript"}
    page.route(f"**/{name}", lambda route: route.fulfill(**told))


def await_words(page, words):
    """Wait until these words are said."""
    page.locator("#verdict", has_text=words).wait_for()


def answered(page, count):
    """The last answer of the prover but for lines that are being typed, once there are so many."""
    page.wait_for_function(f"answers.filter((found) => !('read' in found)).length === {count}")
    return page.evaluate("answers.filter((found) => !('read' in found)).at(-1)")


def enter(page, line):
    """Type a line and press Enter."""
    page.locator("#line").fill(line)
    page.keyboard.press("Enter")


def test_a_derivation_is_judged_as_in_a_notebook_and_kept_where_asked(page, site, monkeypatch):
    for limit in ("PROOF", "NUMBERS", "NAMING"):
        monkeypatch.setattr(f"helpers.exercises.scratch.{limit}", 60)
    served(page, "worker.js", LIMITED, UNLIMITED + LIMITED)
    served(page, "page.js", "LIMIT = 3000", "LIMIT = 120_000")
    here = ScratchPage()
    ours = [json.loads(here.answer(json.dumps({"do": "begin", "equation": "4.5-5"})))]
    page.goto(site)
    await_words(page, "Write the first line")
    page.locator("#choose").focus()
    page.keyboard.press("Enter")
    page.locator("[data-id='4.5-4']").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    await_words(page, "Write the next line")
    before = answered(page, 2)  # the empty sheet, and this one
    assert before == ours[0]
    page.locator("#line").fill("1/y_hat[ell]")
    page.locator("#understood .mfrac").wait_for()
    for count, (line, state) in enumerate(LINES, 3):
        said = page.evaluate("said")
        enter(page, line)
        found = answered(page, count)
        assert found == json.loads(here.answer(json.dumps({"do": "write", "typed": line})))
        assert found["state"] == state, line
        assert page.evaluate("said") == said + 1  # so a screen reader hears it once
    await_words(page, "The goal is reached")
    assert page.locator("#lines b, .katex-error").count() == 0
    page.locator("#copy").click()
    assert "derive(" in page.locator("#cell").inner_text()

    assert page.evaluate("localStorage.length") == 0
    page.locator("#keep").check()
    page.goto(site)
    await_words(page, "The goal is reached")
    assert page.locator("#lines .is-line").count() == 2
    assert page.evaluate("location.hash") == "#4.5-5"
    page.locator("#keep").uncheck()
    assert page.evaluate("localStorage.length") == 0


def test_no_line_hangs_the_page(page, site):
    """What Python cannot stop is stopped from outside, and the paper stands as it was."""
    served(page, "worker.js", "async ({ data }) => {", f"async ({{ data }}) => {HANGS}")
    served(page, "page.js", "LIMIT = 3000", "LIMIT = 6000")  # so that a busy machine passes
    page.goto(site)
    await_words(page, "Write the first line")
    for line, words in LONG:
        enter(page, line)
        await_words(page, words)
    enter(page, "0")
    await_words(page, "This cannot be decided within 3 seconds")
    enter(page, "sin(u + v + d + c)^5")
    await_words(page, "This line follows")
    assert page.locator("#lines li").count() == 2


def test_without_webassembly_the_page_says_so(page, site):
    page.add_init_script("delete window.WebAssembly")
    page.goto(site)
    await_words(page, "WebAssembly, which this browser does not have")
