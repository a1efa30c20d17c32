"""Cut a lesson into slides: which of its cells, and which of their paragraphs, stand together."""

import ast
import html
import re
from dataclasses import dataclass
from pathlib import Path

from nbformat.notebooknode import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell

TEACHING = Path(__file__).parents[1] / "docs" / "teaching.md"
ROOM = 800  # weight of the prose of one slide, about as many characters
LEAD = 430  # weight of the prose that may stand above an explorer, a card or a derivation
LINE = 100  # by so much less for each line of a derivation after the fourth
SHORT = 120  # weight of a remark that an answer may be followed by
FOLDED = re.compile(r"<details[^>]*><summary>(.*?)</summary>(.*?)</details>(?:\s*<br>)?", re.DOTALL)
OF_THE_CODE = r"\*\*Run ▸"  # a paragraph for whoever has the notebook before them
QUESTIONS = r"(?m)^\d\. "
BELOW, BESIDE = " \\\\[0.1em]\n& \\qquad ", " && "  # where a derivation's reasons stand, in LaTeX
WIDE = "from helpers.symbolic import derivation\n\nderivation.NARROW = 40  # a slide is wide"
KEYS = (
    "*Page Down or → goes on, line by line in a derivation; Page Up or ← goes back. Tab leads into "
    "the controls, Escape out of them. L shows a picture large, S opens the notes.*"
)


@dataclass
class Piece:
    """A paragraph, or a cell that is run, as it stands on a slide."""

    cell: NotebookNode
    kind: str  # "heading", "prose", "answer", "thing", "whole", "stub", or "silent": shows nothing

    @property
    def weight(self):
        return weight(self.cell.source) if self.kind in ("heading", "prose", "answer") else 0


def blocks(source):
    """Return (text, kind) of the paragraphs of a text in Markdown; what is folded is one of them.

    >>> blocks("# A\\n\\nb\\n\\n<details><summary>Compare</summary>\\n\\nc\\n\\nd\\n\\n</details>")
    [('# A', 'heading'), ('b', 'prose'), ('**Compare**\\n\\nc\\n\\nd', 'answer')]
    """
    found, place = [], 0
    for fold in FOLDED.finditer(source):
        found += paragraphs(source[place : fold.start()])
        found.append((f"**{fold[1]}**\n\n{fold[2].strip()}", "answer"))
        place = fold.end()
    return found + paragraphs(source[place:])


def paragraphs(source):
    return [
        (text, "heading" if text.startswith("#") else "prose")
        for text in re.split(r"\n\n+", source.strip())
        if text and not re.match(OF_THE_CODE, text)
    ]


def weight(text):
    """Return how much of a slide a text takes, in letters; a list and a formula take more.

    >>> weight("a formula $\\\\hat{y}_i$"), weight("$$y$$"), weight("- a\\n- b")
    (13, 150, 87)
    """
    text = re.sub(r"\$\$.+?\$\$", "f" * 150, text, flags=re.DOTALL)
    text = re.sub(r"\\[a-zA-Z]+|[{}$^]", "", text)
    return len(text) + 40 * len(re.findall(r"(?m)^(?:\d+\.|-|\|)", text))


def is_stub(cell):
    """Whether a cell is there to be written in: it holds a function of three dots."""
    if cell.cell_type != "code":
        return False
    functions = [n for n in ast.walk(ast.parse(cell.source)) if isinstance(n, ast.FunctionDef)]
    return any(ast.unparse(function.body[-1]) == "..." for function in functions)


def core(notebook):
    """Return the cells that a class is shown: the core, but for what is one reader's own."""
    cells = [cell for cell in notebook.cells if "core" in cell.metadata.get("tags", ())]
    own = {i for i, cell in enumerate(cells) if cell.source.startswith("ask.results(")}
    own |= {i - 1 for i in own if cells[i - 1].cell_type == "markdown" and i > 1}
    return [cell for i, cell in enumerate(cells) if i not in own]


def pieces(cells):
    """Yield the pieces of cells, from top to bottom."""
    for i, cell in enumerate(cells):
        if is_stub(cell):
            yield Piece(cell, "stub")
        elif cell.cell_type == "code":
            yield Piece(cell, "thing" if cell.outputs else "silent")
            for output in cell.outputs[:1]:
                if "text/latex" in output.get("data", ()):
                    latex = html.escape(
                        output.data["text/latex"].replace(BELOW, BESIDE), quote=False
                    )
                    yield Piece(new_markdown_cell(f"<div>{latex}</div>"), "whole")
        else:
            for n, (text, kind) in enumerate(blocks(cell.source)):
                yield Piece(new_markdown_cell(text, id=f"slide-{i}-{n}"), kind)


def slides(cells):
    """Return the slides, each a list of pieces: a new one for each idea, and where one is full.

    A heading begins a slide, and so does what was folded behind a question. One thing stands on a
    slide, with the prose before it if that is short. What a reader is to write is left out, and
    the paragraph that asks for it.
    """
    found = [[]]
    for piece in pieces(cells):
        slide = found[-1]
        kinds = [each.kind for each in slide]
        total = sum(each.weight for each in slide)
        has_prose = "prose" in kinds
        if piece.kind == "stub":
            if kinds and kinds[-1] == "prose":
                slide.pop()
            continue
        if piece.kind in ("silent", "whole") or not slide:
            is_new = False
        elif piece.kind in ("heading", "answer") or "thing" in kinds:
            is_new = True
        elif "answer" in kinds:
            is_remark = piece.weight <= SHORT and not piece.cell.source.endswith(":")
            is_new = piece.kind == "thing" or has_prose or not is_remark
        elif piece.kind == "prose":
            is_new = has_prose and total + piece.weight > ROOM
        else:
            is_new = total > room_for_lead(piece.cell)
            if is_new and kinds.count("prose") > 1 and slide[-1].weight <= LEAD:
                found.append([slide.pop(), piece])
                continue
        if is_new:
            found.append([])
        found[-1].append(piece)
    return [slide for slide in found if any(piece.kind != "heading" for piece in slide)]


def room_for_lead(cell):
    """Return what may weigh the prose above a thing: little for a long derivation, none for a card
    with a picture.
    """
    shown = [output.get("data", {}) for output in cell.outputs]
    if cell.source.startswith("ask(") and any(
        "<img" in data.get("text/html", "") for data in shown
    ):
        return 0
    lines = sum(data.get("text/latex", "").count("[0.6em]") for data in shown)
    return LEAD - LINE * max(0, lines - 4)


def bring_explorers_back(slides):
    """Show an explorer once more where questions are asked about it, in the state that it is in."""
    explorers = []
    for slide, following in zip(slides, [*slides[1:], []], strict=True):
        things = [piece.cell for piece in slide if piece.kind == "thing"]
        asks = any(re.search(QUESTIONS, p.cell.source) for p in slide if p.kind == "prose")
        is_next = any(is_explorer(piece.cell) for piece in following)
        has_room = sum(piece.weight for piece in slide) <= LEAD + 150
        if asks and explorers and has_room and not things and not is_next:
            at_top = any("at the top" in piece.cell.source for piece in slide)
            cell, name = explorers[0 if at_top else -1]
            if not cell.source.startswith(name):
                cell.source = f"{name} = {cell.source}\n{name}"
            slide.append(Piece(new_code_cell(name), "thing"))
        explorers += [(cell, f"shown_{len(explorers)}") for cell in filter(is_explorer, things)]
    return slides


def is_explorer(cell):
    shows = re.match(r"(ask\.after\(.*, )?\w+(Explorer|Training)\(", cell.source)
    return cell.cell_type == "code" and bool(shows)


def notes(module, teaching):
    """Return what docs/teaching.md says of a lesson, as "4.5".

    >>> notes("4.5", "## 4.4 · A\\n\\na\\n\\n## 4.5 · B\\n\\nb\\n\\n## 4.6 · C")
    '## 4.5 · B\\n\\nb'
    """
    (found,) = re.findall(rf"(?ms)^## {re.escape(module)} .*?(?=^## |\Z)", teaching)
    return found.strip()


def notes_of(title_cell):
    """Return the notes of the lesson that a cell begins, and how long it takes."""
    module = re.search(r"\d\.\d", title_cell.source)[0]
    (minutes,) = re.findall(r"(?m)^About .*$", title_cell.source)
    said = notes(module, TEACHING.read_text(encoding="utf-8"))
    return f"{said}\n\n**Minutes:** {minutes}"


def for_class(notebook):
    """Return a lesson as slides: the first cell of each says so, the last cell is the notes."""
    found = bring_explorers_back(slides(core(notebook)))
    found[0] += [Piece(new_markdown_cell(KEYS), "keys"), Piece(new_code_cell(WIDE), "silent")]
    found.append([Piece(new_markdown_cell(notes_of(notebook.cells[0])), "notes")])
    for slide in found:
        slide[0].cell.metadata["slide"] = "notes" if slide is found[-1] else "slide"
        for piece in slide:
            piece.cell.metadata["kind"] = piece.kind
    notebook.cells = [piece.cell for slide in found for piece in slide]
    return notebook


def for_reader(notebook):
    """Return a lesson for a page without code: without its stubs, and what asks to write or run."""
    cells = []
    for cell in notebook.cells:
        if not is_stub(cell):
            cells.append(cell)
        elif cells[-1].cell_type == "markdown":
            cells[-1].source = cells[-1].source.rpartition("\n\n")[0]
    cells[0].source = "\n\n".join(text for text, _ in paragraphs(cells[0].source))
    notebook.cells = cells
    return notebook
