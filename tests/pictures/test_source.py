import ast
import inspect
from xml.etree import ElementTree

import numpy as np
import pytest

import helpers
from helpers import Network, back_propagation
from helpers.numeric.activations import tanh
from helpers.numeric.backprop import Gradients, gradient_at_hidden
from helpers.pictures.source import show_source, without_docstrings
from helpers.pictures.tables import Table


@pytest.mark.parametrize("helper", [back_propagation, gradient_at_hidden, Network, Gradients])
def test_the_source_is_the_helpers_own_without_docstrings(helper):
    shown = show_source(helper)
    parsed = ast.parse(shown.code)
    owners = [n for n in ast.walk(parsed) if isinstance(n, ast.FunctionDef | ast.ClassDef)]
    assert not [n.name for n in owners if ast.get_docstring(n) and len(n.body) > 1]
    original = inspect.getsource(helper).splitlines()
    assert set(shown.code.splitlines()) <= set(original)
    assert shown.path == f"helpers/numeric/{helper.__module__.split('.')[-1]}.py"


def test_comments_stay():
    assert "# layer 0 is the input" in show_source(back_propagation).code


def test_a_body_of_a_docstring_alone_stays():
    code = 'class Wrong(ValueError):\n    """Say so."""'
    assert without_docstrings(code) == code


def test_one_line_bodies_and_blank_lines():
    code = 'def f():\n    """Say."""\n\n    x = """keep"""\n\n    return x'
    assert without_docstrings(code) == 'def f():\n    x = """keep"""\n\n    return x'


def test_markdown_fences_the_code():
    bundle = show_source(gradient_at_hidden)._repr_mimebundle_()
    assert bundle["text/markdown"] == (
        "`helpers/numeric/backprop.py`\n\n```python\n"
        "def gradient_at_hidden(W, grad_a):\n    return W.T @ grad_a\n```"
    )


@pytest.mark.parametrize("wrong", [np.sum, len, "back_propagation", tanh, helpers, None])
def test_what_is_no_helper_is_refused(wrong):
    with pytest.raises(ValueError, match="expected a function or class of helpers"):
        show_source(wrong)


def test_a_table_formats_numbers_and_keeps_words():
    table = Table(["block", "numpy", "count"], [["W₁", -0.0, -3], ["b₁", 0.125, "<b>"]], "A & B")
    page = ElementTree.fromstring(table.html)
    assert page[0].text == "A & B"
    assert [[cell.text for cell in row] for row in page.iter("tr")] == [
        ["block", "numpy", "count"],
        ["W₁", "0.00", "−3"],
        ["b₁", "0.12", "<b>"],
    ]
    assert repr(table) == ("A & B\nblock  numpy  count\nW₁      0.00     −3\nb₁      0.12    <b>")


def test_a_ragged_table_is_refused():
    with pytest.raises(ValueError, match=r"rows\[1\] has 1 entries, but there are 2 columns"):
        Table(["block", "numpy"], [["W₁", 1.0], ["b₁"]])
