"""A lesson's functions to write, as an assignment of nbgrader; the package's judges grade it."""

import ast

import nbformat
from make_index import exercises, module
from nbformat import v4

OPENING = """# Lesson {lesson}: functions to write

Write each function, and run the cell. Nothing else has to be changed."""
SET_UP = "import numpy as np\n\nfrom helpers.lessons.lesson_{lesson}.exercises import ask"
# nbgrader puts "raise NotImplementedError()" between the two, which counts as not attempted
TO_WRITE = "### BEGIN SOLUTION\n    ...\n    ### END SOLUTION"
JUDGED = """verdict = ask.questions["{name}"].judge({function})
assert verdict.is_right, verdict.sentence"""
REPORTED = """report = ask.questions["{name}"].reports([{functions}])[{place}]
assert report.is_right, f"{{report.sentence}} {{report.hint}}"
"""


def assignment(path):
    """Return the notebook of an assignment, for a lesson's notebook, as nbgrader's source.

    A stub stands in a cell to be answered; the cell below it, which is locked, holds the judge. A
    submission is graded one point a function.
    """
    lesson = module(path)
    stubs, asked = _written(path)
    cells = [
        _cell(v4.new_markdown_cell(OPENING.format(lesson=lesson)), "opening"),
        _cell(v4.new_code_cell(SET_UP.format(lesson=lesson.replace(".", "_"))), "set-up"),
    ]
    for question in exercises(lesson):
        functions = asked.get(question.name, [])
        if not functions:
            continue
        key = question.name.replace(" ", "-")
        text = f"## {question.title}\n\n{question.text}"
        cells.append(_cell(v4.new_markdown_cell(text), key))
        for place, function in enumerate(functions):
            cells.append(_cell(v4.new_code_cell(stubs[function]), f"{key}-{place}", solution=True))
        for place, function in enumerate(functions):
            form = REPORTED if len(functions) > 1 else JUDGED
            test = form.format(
                name=question.name, function=function, functions=", ".join(functions), place=place
            )
            cells.append(_cell(v4.new_code_cell(test.strip()), f"{key}-judge-{place}", points=1))
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    return v4.new_notebook(cells=cells, metadata={"kernelspec": kernel})


def _written(path):
    """The stubs of a lesson, by the function's name, and by exercise the functions that it asks."""
    stubs, asked = {}, {}
    for cell in nbformat.read(path, as_version=4).cells:
        tree = ast.parse(cell.source) if cell.cell_type == "code" else None
        for node in tree.body if tree else []:
            match node:
                case ast.FunctionDef(name=name):
                    stub = ast.get_source_segment(cell.source, node)
                    stubs[name] = stub.removesuffix("...") + TO_WRITE
                case ast.Expr(ast.Call(ast.Name("ask"), [ast.Constant(name), *functions])):
                    asked[name] = [function.id for function in functions]
    return stubs, asked


def _cell(cell, key, solution=False, points=0):
    """The cell, with what nbgrader has to know of it."""
    cell.id = key[:64]
    cell.metadata.nbgrader = {
        "schema_version": 3,
        "grade_id": key,
        "grade": points > 0,
        "locked": not solution,
        "solution": solution,
        "task": False,
    } | ({"points": points} if points else {})
    return cell
