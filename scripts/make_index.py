"""Write notebooks/README.md, and into docs/teaching.md the size of each lesson's core."""

import ast
import importlib
import json
import re
import sys
from pathlib import Path

from helpers.exercises.derive import SHARED_SLIPS
from helpers.exercises.mistakes import MISTAKES
from helpers.symbolic.ledger import ledger

ROOT = Path(__file__).parents[1]
NOTEBOOKS = sorted(ROOT.glob("notebooks/4_*.ipynb"))
INDEX = ROOT / "notebooks" / "README.md"
TEACHING = ROOT / "docs" / "teaching.md"
WORDS_A_MINUTE = 130  # read aloud
MINUTES = {  # what a reader spends on a cell besides its words, by what its code calls
    r"\bask\(": 3.0,
    r'"capstone"': 57.0,
    r"\bscratch\(": 5.0,
    r"\bderive\(": 1.5,
    r"(Explorer|Training)\(": 5.0,
    r"\bshow_source\(": 1.0,
}
QUESTION = 1.5  # minutes for a "Predict" whose answer is folded
SHOWS = r"helpers\.(pictures|explorers|exercises)"  # a function that uses one of these computes not
STATEMENTS = """What the slides state, by the ids that proofs and exercises quote.

- *proved*: the lesson derives it line by line, and each line is proved equal to the one before;
- *put to work*: a cell of the lesson uses it in numbers, and asserts that it holds;
- *run*: a procedure; the lesson shows its lines, and code runs them."""
MARKS = {"≈": "at points only", "■": "proved"}  # the weakest line of a derivation decides


def cells(path):
    """Return the cells of a notebook, each as (kind, source, its outputs' plain text)."""
    found = []
    for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
        plain = [
            "".join(output.get("data", {}).get("text/plain", ""))
            for output in cell.get("outputs", [])
        ]
        found.append((cell["cell_type"], "".join(cell["source"]), "\n".join(plain)))
    return found


def module(path):
    """Return the module of a notebook, as "4.5"."""
    return ".".join(path.stem.split("_")[:2])


def lesson(path):
    """Return title, question and what is needed, from the first cell."""
    title, question, _, last, *_ = cells(path)[0][1].split("\n\n")
    needs = re.search(r"You need (.*?)\.(?= |$)", last)
    return title.lstrip("# "), question.strip("*"), needs[1] if needs else ""


def part(path, tag):
    """Return (kind, source) of the cells that are tagged "core" or "optional"."""
    return [
        (cell["cell_type"], "".join(cell["source"]))
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]
        if tag in cell["metadata"].get("tags", ())
    ]


def words(part):
    """Return how many words a reader reads; a formula, or a code name, counts as one."""
    prose = "\n".join(source for kind, source in part if kind == "markdown")
    prose = re.sub(r"(\$\$?).+?\1", " formula ", prose, flags=re.DOTALL)
    prose = re.sub(r"<[^>]+>|[|#*_·▸-]+", " ", prose)
    return len(re.findall(r"\S*\w\S*", prose))


def minutes(part):
    """Return the minutes that the cells take, to the next five: an estimate, nobody was timed."""
    total = words(part) / WORDS_A_MINUTE
    for kind, source in part:
        if kind == "markdown":
            total += QUESTION * source.count("<summary>")
        else:
            total += sum(time for call, time in MINUTES.items() if re.search(call, source))
    return 5 * round(total / 5)


def sizes(path):
    """Return minutes of the core, minutes of all that is optional, cells and words of the core."""
    core, optional = part(path, "core"), part(path, "optional")
    return minutes(core), minutes(optional), len(core), words(core)


def proofs(path):
    """Return, by id, how the notebook treats each statement that its code names."""
    found = {}
    for kind, source, plain in cells(path):
        if kind != "code":
            continue
        for key in re.findall(r"""derive\(\s*["'](4\.\d-\d+)["']""", source):
            found.setdefault(key, set())
        for block in re.split(r"(?m)^(?=4\.\d-\d+$)", plain):
            key = block.split("\n")[0]
            if key in found:
                lines = [line for line in block.split("\n")[1:] if line.lstrip().startswith("=")]
                found[key] |= {
                    next(mark for mark in MARKS if re.search(rf" {mark}(\s|$)", line))
                    for line in lines
                }
        for key in re.findall(r"""procedure\(["'](4\.\d-\d+)["']""", source):
            found.setdefault(key, set()).add("run")
        for key in re.findall(r"(?m)^# .*?(4\.\d-\d+)", source):
            if "assert" in source or ".check(" in source:
                found.setdefault(key, set()).add("checked")
    return {key: how(marks) for key, marks in found.items()}


def how(marks):
    """Return in words how a statement is proved."""
    words = [said for mark, said in MARKS.items() if mark in marks][:1]
    words += ["run"] if "run" in marks else []
    words += ["put to work"] if "checked" in marks else []
    return ", ".join(words)


def functions():
    """Return, by id, the functions that compute, and whose docstring or comments name it."""
    found = {}
    for path in sorted(
        [*ROOT.glob("helpers/numeric/*.py"), *ROOT.glob("helpers/lessons/*/*.py")],
        key=lambda path: ("lessons" in path.parts, path),
    ):
        text = path.read_text(encoding="utf-8")
        nodes = list(ast.walk(ast.parse(text)))
        shows = {
            alias.name
            for node in nodes
            if isinstance(node, ast.ImportFrom) and re.match(SHOWS, node.module)
            for alias in node.names
        }
        for node in nodes:
            names_used = {each.id for each in ast.walk(node) if isinstance(each, ast.Name)}
            is_public = isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
            if is_public and not names_used & shows:
                for key in re.findall(r"\b4\.\d-\d+\b", ast.get_source_segment(text, node)):
                    names = found.setdefault(key, [])
                    if node.name not in names:
                        names.append(node.name)
    return found


def exercises(key):
    """Return the exercises of a module, as "4.5"."""
    found = importlib.import_module(f"helpers.lessons.lesson_{key.replace('.', '_')}.exercises")
    return found.ask.questions.values()


def exercise_lines():
    """Return the tables of exercises, with the mistakes that each can name, and of mistakes."""
    lines = ["", "## The exercises", ""]
    lines += ["In the notebooks' order, by the names that `exercises.toml` takes.", ""]
    lines += ["| lesson | name | kind | what it asks | mistakes it can name |"]
    lines += ["|:--|:--|:--|:--|:--|"]
    for path in NOTEBOOKS:
        for question in exercises(module(path)):
            named = ", ".join(question.mistakes())
            entry = f"`{question.name}` | {question.kind} | {question.title} | {named}"
            lines.append(f"| [{module(path)}]({path.name}) | {entry} |")
    lines += ["", "## The catalogue of known mistakes", ""]
    lines += ["| mistake | its hint |", "|:--|:--|"]
    hints = {mistake.name: mistake.hint for mistake in (*MISTAKES.values(), *SHARED_SLIPS)}
    lines += [f"| {name} | {hint} |" for name, hint in hints.items()]
    return lines


def index():
    """Return the text of notebooks/README.md."""
    lines = ["# The lessons", "", "<!-- generated by scripts/make_index.py -->", ""]
    lines += ["In this order, one sitting each; *going further* can wait.", ""]
    lines += ["| lesson | its question | minutes | going further | needs |"]
    lines += ["|:--|:--|--:|--:|:--|"]
    for path in NOTEBOOKS:
        title, question, needs = lesson(path)
        core, optional, *_ = sizes(path)
        lines.append(f"| [{title}]({path.name}) | {question} | {core} | {optional} | {needs} |")
    lines += ["", "## The lecture's slips", ""]
    lines += ["To correct on the slides; each is shown to fail in its lesson.", ""]
    lines += ["| id | the slide prints | it cannot be |", "|:--|:--|:--|"]
    for key, equation in ledger().items():
        if equation.slip:
            lines.append(f"| {key} | {equation.printed} | {equation.why} |".replace("\n", " "))
    lines += ["", "## Every statement of the lecture", "", STATEMENTS, ""]
    lines += ["| id | statement | computed by | how |", "|:--|:--|:--|:--|"]
    home, used = {module(path): path for path in NOTEBOOKS}, functions()
    treated = {module(path): proofs(path) for path in NOTEBOOKS}
    for key, equation in ledger().items():
        path = home.get(equation.module)
        where = f"[{key}]({path.name})" if path else key
        means = treated.get(equation.module, {}).get(key, "")
        code = ", ".join(f"`{name}`" for name in used.get(key, []))
        lines.append(f"| {where} | {equation.says} | {code} | {means} |")
    return "\n".join(lines + exercise_lines()) + "\n"


def teaching():
    """Return the text of docs/teaching.md, its table of sizes renewed."""
    lines = ["| lesson | minutes | cells | words | going further |", "|:--|--:|--:|--:|--:|"]
    for path in NOTEBOOKS:
        core, optional, count, read = sizes(path)
        title = f"[{lesson(path)[0]}](../notebooks/{path.name})"
        lines.append(f"| {title} | {core} | {count} | {read:,} | {optional} |")
    before, rest = TEACHING.read_text(encoding="utf-8").split("<!-- sizes -->\n")
    after = rest.split("<!-- end of sizes -->")[1]
    table = "\n".join(lines)
    return f"{before}<!-- sizes -->\n{table}\n<!-- end of sizes -->{after}"


PAGES = {INDEX: index, TEACHING: teaching}

if __name__ == "__main__":
    if "--check" in sys.argv:
        stale = [
            path.name for path, page in PAGES.items() if path.read_text(encoding="utf-8") != page()
        ]
        sys.exit(stale and f"{', '.join(stale)} is stale: run scripts/make_index.py")
    for path, page in PAGES.items():
        path.write_text(page(), encoding="utf-8", newline="\n")
