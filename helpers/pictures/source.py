"""The source of a helper, shown in a notebook as it stands in its file."""

import ast
import inspect
import pathlib
import textwrap

import helpers

PROJECT = pathlib.Path(helpers.__file__).resolve().parent.parent


class Source:
    """Python that a notebook highlights in its own theme, and the file where it stands."""

    def __init__(self, code, path):
        self.code, self.path = code, path

    def __repr__(self):
        return f"# {self.path}\n{self.code}"

    def _repr_mimebundle_(self, include=None, exclude=None):
        markdown = f"`{self.path}`\n\n```python\n{self.code}\n```"
        return {"text/markdown": markdown, "text/plain": repr(self)}


def show_source(function):
    """Return the source of a function or class of `helpers`, without docstrings, to be shown.

    A ValueError where it is none.

    Examples
    --------
    >>> from helpers.numeric.backprop import gradient_at_hidden
    >>> show_source(gradient_at_hidden)
    # helpers/numeric/backprop.py
    def gradient_at_hidden(W, grad_a):
        return W.T @ grad_a
    """
    is_code = inspect.isfunction(function) or inspect.isclass(function)
    module = getattr(function, "__module__", None) or ""
    if not is_code or module.split(".")[0] != "helpers":
        raise ValueError(f"function is {function!r}, expected a function or class of helpers")
    code = textwrap.dedent(inspect.getsource(function)).rstrip()
    file = pathlib.Path(inspect.getsourcefile(inspect.unwrap(function))).resolve()
    return Source(without_docstrings(code), file.relative_to(PROJECT).as_posix())


def without_docstrings(code):
    """Return code without the docstrings of its functions and classes; comments stay."""
    lines, gone = code.splitlines(), set()
    for node in ast.walk(ast.parse(code)):
        is_owner = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
        if not is_owner or ast.get_docstring(node) is None or len(node.body) == 1:
            continue
        first, last = node.body[0].lineno, node.body[0].end_lineno
        while not lines[last].strip():
            last += 1
        gone.update(range(first, last + 1))
    return "\n".join(line for place, line in enumerate(lines, 1) if place not in gone)
