"""Build the site: lessons, index, guide for teachers, language and reference as static pages.

    python scripts/build_site.py [OUT]    default: _site

Outputs are those stored; explorers alone are run, and turned through their states. Where
REPOSITORY=owner/name says where the project is public, each lesson opens in Binder and in Colab;
where OUT holds lite/, in JupyterLite.
"""

import ast
import base64
import importlib
import inspect
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from html import escape
from pathlib import Path

from explorer_states import FOLDER, MOST, States, inline, room
from npm_packages import brought

import helpers
from helpers.pictures.style import LAPTOP_WIDTH, PROJECTOR_WIDTH, coloured
from helpers.pictures.svg import STYLESHEET

ROOT = Path(__file__).parents[1]
DOCS, SITE = ROOT / "docs", ROOT / "docs" / "site"
LESSONS = sorted(ROOT.glob("notebooks/4_*.ipynb"))
FONT = "mathjax-newcm-font"
PARTS = (
    "startup.js",
    "core.js",
    "input/tex.js",
    "input/tex",
    "output/chtml.js",
    "a11y/assistive-mml.js",
)
MATHJAX = {part: f"mathjax/{part}" for part in PARTS} | {  # by where it stands on the site
    f"fonts/{FONT}/{part}": f"@mathjax/{FONT}/{part}"
    for part in ("chtml.js", "chtml/woff2", "chtml/dynamic")
}
PAGES = "notebooks/README", "docs/teaching", "docs/language", "reference", "CONTRIBUTING"
PAPER = '<p><a href="../scratch/index.html">Write the lines here, in your browser</a></p>'
FIGURE = re.compile(r"<figure.*?</figure>", re.DOTALL)
SETTING = re.compile(r"from helpers\.lessons\.lesson_\w+ import \*")
STORED = re.compile(
    r'<img[^>]*?alt="(?P<alt>[^"]*)"(?P<rest>[^>]*)'
    r'src="data:image/(?P<kind>[a-z+]+);base64,(?P<data>[^"]*)"[^>]*>'
)


def main(out=ROOT / "_site"):
    """Build all of it."""
    scratch = ROOT / "scripts" / "scratch_site.py"
    if scratch.exists():
        subprocess.run([sys.executable, scratch, out], check=True)
    build(Path(out).resolve())


def build(out, most=MOST):
    """Build into the folder `out`, which may hold lite/ and scratch/."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, "source")
        lay_out(source, out, most)
        command = [sys.executable, "-m", "sphinx", "--fail-on-warning", "--quiet"]
        command += ["-c", DOCS, "-d", f"{folder}/doctrees", source, out]
        scratch = out / "scratch" / "index.html"
        told = {"SITE_STATIC": f"{source}/_static", "SITE_SCRATCH": str(scratch.exists())}
        subprocess.run(command, check=True, env=os.environ | told)


def lay_out(source, out, most=MOST):
    """Write all that Sphinx reads into the folder `source`."""
    texts = {name: f"{name}.md" for name in PAGES if Path(ROOT, f"{name}.md").exists()}
    for name, file in {"index": "README.md", **texts}.items():
        text = re.sub("```(line|refused)", "```text", Path(ROOT, file).read_text(encoding="utf-8"))
        for link in re.findall(r"\]\(([^)#:]+)\)", text):
            if Path(link).suffix not in (".md", ".ipynb"):
                write(source / link, Path(ROOT, link).read_bytes())
        children = {"index": PAGES, "notebooks/README": [path.stem for path in LESSONS]}
        write(source / f"{name}.md", text + toctree(children.get(name)))
    write(source / "reference.rst", reference())
    write(source / "_static" / "site.css", style())
    write(source / "_static" / "stepper.js", (SITE / "stepper.js").read_bytes())
    packages = brought()
    for there, here in MATHJAX.items():
        part, target = packages / here, source / "_static" / "mathjax" / there
        target.parent.mkdir(parents=True, exist_ok=True)
        (shutil.copytree if part.is_dir() else shutil.copy)(part, target)
    for path in LESSONS:
        notebook, files = lesson(path, out, most)
        write(source / "notebooks" / path.name, json.dumps(notebook))
        for name, data in files.items():
            write(source / FOLDER / name, data)


def write(path, content):
    """Write text or bytes, and make the folder."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())


def toctree(children):
    """Return what names the pages below one, in MyST."""
    lines = "\n".join(children or [])
    return f"\n```{{toctree}}\n:hidden:\n\n{lines}\n```\n" if lines else ""


def style():
    """Return the site's style, with that of the diagrams, which follows the site's theme."""
    diagrams = re.sub(
        r'\[data-jp-theme-light="false"\] \.bp,\.vscode-dark \.bp',
        'html[data-theme="dark"] .bp',
        STYLESHEET,
    )
    return coloured((SITE / "site.css").read_text(encoding="utf-8")) + diagrams


def reference():
    """Return the page of all names that notebooks and programs use, in reStructuredText."""
    lines = [
        *heading("Reference", "="),
        "Each formula carries the id under which its proof stands.",
    ]
    lines += heading("helpers", "-") + described("helpers", helpers.__all__)
    rooms, at_home = {}, set(helpers.__all__)
    for path in LESSONS:
        module = "helpers.lessons.lesson_" + "_".join(path.stem.split("_")[:2])
        rooms[module] = importlib.import_module(module)
    shared = []
    for module, lesson_room in rooms.items():
        for name in lesson_room.__all__:
            thing = getattr(lesson_room, name)
            is_own = getattr(thing, "__module__", "").startswith(module)
            if not is_own and (inspect.isclass(thing) or inspect.isfunction(thing)):
                if name not in at_home:
                    shared += described(module, [name])
                at_home.add(name)
    lines += heading("What lessons share", "-") + shared
    for module, lesson_room in rooms.items():
        own = [n for n in lesson_room.__all__ if n not in at_home]
        lines += heading("Lesson " + module[-3:].replace("_", "."), "-") + described(module, own)
    return "\n".join(lines) + "\n"


def heading(words, rule):
    return ["", words, rule * len(words), ""]


def described(module, names):
    """Return the directives that show the docstrings of these names, of functions and classes."""
    lines, room_of_names = [], importlib.import_module(module)
    for name in names:
        thing = getattr(room_of_names, name)
        if inspect.isclass(thing):
            lines += [f".. autoclass:: {module}.{name}", ""]
        elif inspect.isfunction(thing):
            lines += [f".. autofunction:: {module}.{name}", ""]
    return lines


def lesson(path, out, most=MOST):
    """Return a notebook as the site shows it, and the files of its explorers' states, by name."""
    notebook, files, names = json.loads(path.read_text(encoding="utf-8")), {}, {}
    cells, kept = notebook["cells"], []
    title = re.sub(r"\*\*Run ▸ Run All Cells\*\*.*", "", "".join(cells[0]["source"]))
    cells[0]["source"] = f"{title}\n\n{opening(path, out)}"
    for cell in cells:
        code = "".join(cell["source"])
        if cell["cell_type"] == "code":
            if SETTING.search(code):
                exec(code, names)
                continue
            fold(cell, code)
            for explorer in explorers(code, names):
                name = f"{path.stem[:3].replace('_', '.')}-{explorer.name}"
                states = States(name, explorer, most)
                if states.shown:
                    files |= states.files
                    step(cell, states.html())
            for output in cell["outputs"]:
                data = output.get("data", {})
                if "text/latex" in data:  # formulas among words, too
                    data["text/html"] = f"<p>{escape(''.join(data.pop('text/latex')))}</p>"
                if "text/html" in data:
                    data["text/html"] = shown("".join(data["text/html"]))
                    if re.match(r"scratch\(", code) and (out / "scratch" / "index.html").exists():
                        data["text/html"] += PAPER
        kept.append(cell)
    return notebook | {"cells": kept}, files


def opening(path, out):
    """Return what stands below a lesson's title: where it can be worked with."""
    places, repository = {}, os.environ.get("REPOSITORY")
    note = ""
    if repository:
        here = f"{repository}/main"
        places["Binder"] = (
            f"https://mybinder.org/v2/gh/{here}?urlpath=lab/tree/notebooks/{path.name}"
        )
        colab = f"{repository}/blob/main/notebooks/{path.name}"
        places["Colab"] = f"https://colab.research.google.com/github/{colab}"
        note = f" (there run <code>%pip install git+https://github.com/{repository}</code> first)"
    files = out / "lite" / "files"
    for file in files.rglob(path.name):
        there = file.relative_to(files).as_posix()
        places["JupyterLite"] = f"../lite/lab/index.html?path={there}"
    links = [
        f'<a class="bp-open" href="{escape(address)}">{place}</a>{note * (place == "Colab")}'
        for place, address in places.items()
    ]
    where = f"Open it in {', '.join(links)}, or" if links else "Open it in JupyterLab"
    return (
        '<p class="bp-opening">This page shows the lesson; the notebook lets you answer, derive '
        f"and train. {where} with <code>make lab</code>.</p>"
    )


def fold(cell, code):
    """Fold the code that the notebook folds; where it is one line, only its output counts."""
    if cell["metadata"].get("jupyter", {}).get("source_hidden"):
        is_short = "\n" not in code.strip() and cell["outputs"]
        cell["metadata"].setdefault("tags", []).append("remove-input" if is_short else "hide-input")


def explorers(code, names):
    """Yield the explorers that a cell makes; what stands before them in the cell is run."""
    for statement in ast.parse(code).body:
        calls = [
            node
            for node in ast.walk(statement)
            if isinstance(node, ast.Call)
            and re.search(r"(Explorer|Training)$", getattr(node.func, "id", ""))
        ]
        for call in calls:
            yield eval(compile(ast.Expression(call), "cell", "eval"), names)


def step(cell, html):
    """Put the explorer that can be stepped in the place of its stored picture."""
    for output in cell["outputs"]:
        data = output.get("data", {})
        stored = "".join(data.get("text/html", ""))
        if stored.startswith("<details"):
            data["text/html"] = FIGURE.sub(lambda _: html, stored, count=1)
        elif stored:
            data["text/html"] = html


def shown(html):
    """Return stored HTML for the site: its diagrams follow the theme, a card asks nothing."""
    html = re.sub(r"<style>.*?</style>", "", html, flags=re.DOTALL)
    html = re.sub(r"<p><i>Not attempted yet\.</i></p>", "", html)
    html = re.sub(r"<figure[^>]*>", '<figure class="bp-figure">', html)
    return STORED.sub(picture, html)


def picture(stored):
    """Return a stored image: a diagram as SVG within the page, a plot as the image it is."""
    if stored["kind"] != "svg+xml":
        return stored[0].replace("<img", '<img class="bp-plot"', 1)
    svg = inline(base64.b64decode(stored["data"]).decode())
    svg = re.sub(r'aria-label="[^"]*"', lambda _: f'aria-label="{stored["alt"]}"', svg, count=1)
    width = float(re.search(r'viewBox="0 0 ([0-9.]+)', svg)[1])
    return room(int(width * PROJECTOR_WIDTH / LAPTOP_WIDTH), int(width), svg)


if __name__ == "__main__":
    main(*sys.argv[1:])
