"""Write what students are given: the lessons without stored outputs, answers and solutions.

    python scripts/release.py [4.1 4.2 …]                  into _release; without a lesson, all
    python scripts/release.py 4.8 --nbgrader COURSE        besides, source/lesson_4_8 for nbgrader

The package itself is installed, not copied: on a hub it is in the image, and for a student's own
machine `make release` lays a wheel beside the lessons. It holds the truths that judge answers, so
whoever reads its source finds them: they are hidden, not locked away.
"""

import argparse
import json
import re
import tomllib
from pathlib import Path

import nbformat
from assignment import assignment
from make_index import INDEX, NOTEBOOKS, ROOT, module

OUT = Path("_release")
ANSWER = re.compile(r"\n*<details\b.*?</details>\n*", re.DOTALL)
SETTINGS = INDEX.with_name("exercises.toml")
PROJECT = ROOT / "pyproject.toml"
WORDS = """# Backpropagation, proved, computed and shown

Choose a lesson. In it, **Run ▸ Run All Cells**, then begin at the top.

{table}

On your course's hub everything is installed. On your own machine (Python 3.11 or newer), in this
folder: `pip install "./{wheel}[lab]"`, once; then `jupyter lab`.

Your answers are written beside the lesson as you give them, into a file such as
`results_4_5.json`. To hand it in, press *Hand in* below the exercises; where there is no such
button, give your course the file.
"""


def released(notebook):
    """Return a lesson without what it has stored, and without what answers its questions."""
    cells = []
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.update(outputs=[], execution_count=None)
        else:
            cell.source = ANSWER.sub("\n\n", cell.source).strip()
        if cell.source or cell.cell_type == "code":
            cells.append(cell)
    notebook.cells = cells
    return notebook


def settings():
    """Return exercises.toml as it is, but for the solutions, which are not shown."""
    chosen = tomllib.loads(SETTINGS.read_text(encoding="utf-8-sig")).get("lessons", {})
    lines = [f"{json.dumps(k)} = {json.dumps(v, ensure_ascii=False)}" for k, v in chosen.items()]
    return "\n".join(["# Of your instructor.", "solutions = false", "", "[lessons]", *lines, ""])


def readme(lessons):
    """Return the words to begin with, and the lines of the index that lead to these lessons."""
    text = INDEX.read_text(encoding="utf-8")
    head, rule, *lines = re.search(r"(?m)^\|.*\n(?:\|.*\n)+", text)[0].splitlines()
    chosen = [line for line in lines if line.startswith(tuple(f"| [{key} " for key in lessons))]
    project = tomllib.loads(PROJECT.read_text(encoding="utf-8"))["project"]
    wheel = f"{project['name'].replace('-', '_')}-{project['version']}-py3-none-any.whl"
    return WORDS.format(table="\n".join([head, rule, *chosen]), wheel=wheel)


def release(lessons, out=OUT):
    """Write these lessons, and what belongs to them, into a folder; what was there of them goes."""
    out.mkdir(parents=True, exist_ok=True)
    for old in out.glob("4_*.ipynb"):
        old.unlink()
    for path in NOTEBOOKS:
        if module(path) in lessons:
            nbformat.write(released(nbformat.read(path, as_version=4)), out / path.name)
    (out / SETTINGS.name).write_text(settings(), encoding="utf-8")
    (out / INDEX.name).write_text(readme(lessons), encoding="utf-8")


def main(arguments=None):
    every = [module(path) for path in NOTEBOOKS]
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("lessons", nargs="*", choices=[*every, []], metavar="LESSON")
    parser.add_argument("--nbgrader", type=Path, metavar="COURSE", help="nbgrader's course folder")
    options = parser.parse_args(arguments)
    lessons = options.lessons or every
    release(lessons)
    for path in NOTEBOOKS:
        if options.nbgrader and module(path) in lessons:
            name = f"lesson_{module(path).replace('.', '_')}"
            place = options.nbgrader / "source" / name / f"{name}.ipynb"
            place.parent.mkdir(parents=True, exist_ok=True)
            nbformat.write(assignment(path), place)
    print(f"{', '.join(lessons)}: written to {OUT}")


if __name__ == "__main__":
    main()
