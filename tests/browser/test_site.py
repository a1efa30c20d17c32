"""The site in a browser: each page works alone, typeset, without a dead link; explorers step."""

import functools
import http.server
import json
import re
import sys
import threading
from pathlib import Path
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "scripts"))
import build_site  # noqa: E402
from explorer_states import States  # noqa: E402

pytestmark = pytest.mark.browser
LESSONS = [f"notebooks/{path.stem}.html" for path in build_site.LESSONS]
LAPTOP, PHONE = {"width": 1200, "height": 900}, {"width": 400, "height": 800}
CHAIN = next(name for name in LESSONS if "/4_4" in name)
LOOK = """async () => {
  await window.MathJax?.startup.promise;
  const text = (node) => node.textContent;
  const page = document.body.cloneNode(true);
  page.querySelectorAll("pre, code, script, style, svg").forEach((node) => node.remove());
  const all = (css, take) => [...document.querySelectorAll(css)].map(take);
  return {
    links: all("a[href]", (a) => a.href),
    sources: all("[src]", (each) => each.src).filter((src) => !src.startsWith("data:")),
    ids: all("[id]", (each) => each.id),
    raw: page.textContent.match(/\\$[^$\\n]{1,200}\\$/g) ?? [],
    formulas: all("mjx-container", () => 1).length,
    faulty: all("mjx-merror", text),
    steppers: all(".bp-stepper", (each) => each.dataset.states),
    silent: all(".bp-sentence, .bp-figure figcaption", text).filter((said) => !said).length,
    open: all("details[open]", text),
    code: all("pre", (each) => each.textContent),
  };
}"""
# Each explorer's last control goes to its other end: what changes?
STEP = """async () => {
  const same = [];
  for (const explorer of document.querySelectorAll(".bp-stepper")) {
    explorer.closest("details")?.setAttribute("open", "");
    const sentence = explorer.querySelector(".bp-sentence");
    const before = [sentence.textContent, explorer.querySelector(".bp-pictures").innerHTML];
    const box = [...explorer.querySelectorAll(".bp-control")].at(-1);
    const slider = box.querySelector("input[type=range]");
    if (slider) slider.value = slider.value === slider.max ? slider.min : slider.max;
    else box.querySelector("input:not(:checked)").checked = true;
    box.querySelector("input").dispatchEvent(new Event("input", { bubbles: true }));
    for (let i = 0; i < 100 && sentence.textContent === before[0]; i++)
      await new Promise((done) => setTimeout(done, 50));
    const after = [sentence.textContent, explorer.querySelector(".bp-pictures").innerHTML];
    if (after.some((each, i) => each === before[i])) same.push(explorer.dataset.states);
  }
  return same;
}"""


class Quiet(http.server.SimpleHTTPRequestHandler):
    """A server that logs nothing."""

    def log_message(self, *arguments):
        pass


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """The site, with few states of each explorer, beside a JupyterLite and a scratch paper."""
    out = tmp_path_factory.mktemp("site")
    lite = [f"lite/files/notebooks/{path.name}" for path in build_site.LESSONS]
    for page in ("lite/lab/index.html", "scratch/index.html", *lite):
        build_site.write(out / page, "<!doctype html><title>stub</title>")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("REPOSITORY", "owner/name")
        build_site.build(out, most=6)
    return out


@pytest.fixture(scope="module")
def site(chromium, folder):
    """Address of the site, a page that refuses every other address, and what went wrong there."""
    handler = functools.partial(Quiet, directory=folder)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    url = f"http://127.0.0.1:{server.server_port}/"
    context, wrong = chromium.new_context(viewport=LAPTOP), []

    def judge(route):
        if route.request.url.startswith(url):
            return route.continue_()
        wrong.append(f"asks for {route.request.url}")
        return route.abort()

    context.route("**/*", judge)
    page = context.new_page()
    page.on("pageerror", lambda error: wrong.append(f"page: {error}"))
    page.on("console", lambda said: said.type in ("error", "warning") and wrong.append(said.text))
    yield url, page, wrong
    context.close()
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def seen(site, folder):
    """What stands on each page, by name, once its formulas are typeset."""
    url, page, wrong = site
    found = {}
    for path in sorted(folder.rglob("*.html")):
        name = path.relative_to(folder).as_posix()
        if not name.startswith(("_static/", "lite/", "scratch/")):
            page.goto(url + name)
            found[name] = page.evaluate(LOOK) | {"same": page.evaluate(STEP)}
            page.set_viewport_size(PHONE)
            found[name]["wide"] = page.evaluate("document.documentElement.scrollWidth - innerWidth")
            page.goto("about:blank")  # so that no page is laid out a third time
            page.set_viewport_size(LAPTOP)
            found[name]["wrong"] = [*wrong]
            wrong.clear()
    return found


def test_pages_load_nothing_from_elsewhere_and_nothing_fails(seen):
    assert {
        *LESSONS,
        "index.html",
        "docs/teaching.html",
        "docs/language.html",
        "reference.html",
    } < {*seen}
    assert {name: page["wrong"] for name, page in seen.items() if page["wrong"]} == {}


def test_every_link_leads_somewhere(site, seen, folder):
    url, _, _ = site
    dead = []
    for name, page in seen.items():
        for link in {*page["links"], *page["sources"]}:
            if not link.startswith(url):
                assert urlsplit(link).scheme == "https", f"{name}: {link}"
                continue
            address, anchor = urldefrag(link)
            target = urlsplit(address).path.lstrip("/") or "index.html"
            is_there = (folder / target).is_file()
            if not is_there or (anchor and anchor not in seen[target]["ids"]):
                dead.append(f"{name}: {link}")
    assert dead == []


def test_formulas_are_typeset_everywhere(seen):
    raw = {name: page["raw"] + page["faulty"] for name, page in seen.items()}
    assert {name: left for name, left in raw.items() if left} == {}
    assert min(seen[name]["formulas"] for name in LESSONS) > 50
    assert seen["notebooks/README.html"]["formulas"] > 50


def test_lessons_show_what_they_stored_and_keep_answers_folded(seen):
    for name, path in zip(LESSONS, build_site.LESSONS, strict=True):
        page, cells = seen[name], json.loads(path.read_text(encoding="utf-8"))["cells"]
        code = "\n".join("".join(c["source"]) for c in cells if c["cell_type"] == "code")
        made = re.findall(r"\b(?!Own|Capstone)\w+(?:Explorer|Training)\(", code)
        assert len(page["steppers"]) == len(made), name
        assert page["silent"] == 0, name
        assert page["open"] == [], name
        assert not any("from helpers.lessons" in code for code in page["code"]), name
        assert "going-further" in page["ids"], name
        for place in ("mybinder.org/v2/gh/owner/name", "colab.research.google.com", "/lite/lab/"):
            assert any(place in link for link in page["links"]), f"{name}: {place}"


def test_every_stored_explorer_moves(seen):
    assert {name: page["same"] for name, page in seen.items() if page["same"]} == {}


def test_a_stepper_by_keyboard(site):
    url, page, wrong = site
    page.goto(url + CHAIN)
    explorer = page.locator(".bp-stepper").first
    slider, sentence = explorer.get_by_label("witnesses asked"), explorer.get_by_role("status")
    before = sentence.inner_text()
    slider.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function(
        "([s, b]) => s.textContent !== b", arg=[sentence.element_handle(), before]
    )
    assert slider.get_attribute("aria-valuetext") != "0"
    page.keyboard.press("Tab")  # Back
    page.keyboard.press("Enter")
    page.wait_for_function(
        "([s, b]) => s.textContent === b", arg=[sentence.element_handle(), before]
    )
    assert slider.get_attribute("aria-valuetext") == "0"
    assert wrong == []


def test_diagrams_and_plots_follow_the_dark_theme(site):
    url, page, _ = site
    page.emulate_media(color_scheme="dark")
    page.goto(url + LESSONS[8])
    style = "(node, name) => getComputedStyle(node)[name]"
    luminance = "(colour) => colour.match(/\\d+/g).slice(0, 3).reduce((a, b) => a + +b, 0)"
    assert page.evaluate(f"({luminance})(({style})(document.body, 'backgroundColor'))") < 200
    ink = page.locator(".bp text:not([class])").first.evaluate(f"node => ({style})(node, 'fill')")
    assert page.evaluate(luminance, ink) > 500
    assert "invert" in page.locator(".bp-plot").first.evaluate(f"node => ({style})(node, 'filter')")
    page.emulate_media(color_scheme="light")


def test_search_finds_softmax(site):
    url, page, wrong = site
    page.goto(urljoin(url, "search.html?q=softmax"))
    page.locator("#search-results a", has_text="4.3").first.wait_for(timeout=10_000)
    assert wrong == []


def test_no_page_is_wider_than_a_phone(seen):
    assert {name: page["wide"] for name, page in seen.items() if page["wide"] > 0} == {}


def test_states_are_those_of_the_explorer():
    """Ranges that depend on one another are walked through, and the script tells each state."""
    explorer = build_site.importlib.import_module("helpers.lessons.lesson_4_1").EdgeExplorer()
    states = States("edge", explorer)
    assert len(states.shown) == 3 * 2 + 2 * 3 + 3 * 2
    script = states.files["edge.js"].decode()
    stored = json.loads(script.removeprefix('bpStates("edge", ').removesuffix(")\n"))
    for key, (sentence, numbers) in stored["states"].items():
        at = dict(zip(states.names, map(int, key.split(",")), strict=True))
        values = {n: states.values[i][at[n]] for i, n in enumerate(states.names)}
        explorer.turn(**values)
        assert sentence == explorer.sentence
        assert "".join(stored["pieces"][i] for i in numbers) == states.shown[*values.values()][1]
