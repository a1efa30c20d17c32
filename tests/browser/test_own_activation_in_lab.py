"""An activation typed by keyboard in JupyterLab: swish, derived, checked, and trained with."""

import re

import pytest

pytestmark = pytest.mark.browser
LESSON = "4_9_activation_derivatives.ipynb"


def test_swish_is_entered_and_trained_with_by_keys(open_notebook):
    notebook = open_notebook(LESSON)
    notebook.run("import numpy", "OwnActivationExplorer")
    notebook.page.locator(".bp-own-activation .bp-tangent .bp-plot").wait_for(timeout=20_000)
    own, keyboard = notebook.explorer(".bp-own-activation"), notebook.page.keyboard
    said = own.element.locator(".bp-sentence")

    def enter(formula):
        own.element.locator(".bp-formula input").focus()
        keyboard.press("Control+a")
        keyboard.insert_text(formula)
        keyboard.press("Enter")

    before = own.picture()
    enter("1/z")
    said.filter(has_text="No value at z = 0: it divides by 0.").wait_for(timeout=8000)
    assert own.picture() == before
    enter("z/(1 + exp(-z))")
    said.filter(has_text=re.compile("All [45] lines are proved")).wait_for(timeout=15_000)
    said.filter(has_text="passed, relative error < 1e-7").wait_for(timeout=8000)
    said.filter(has_text="your g has the value g(z) = 1.23").wait_for(timeout=8000)
    assert own.picture() != before
    assert own.element.get_by_text("■").count() >= 4  # and sympy's last line, if there was time
    assert own.element.locator(".bp-lines mjx-container, .bp-lines .MathJax").count() >= 5
    own.button("decision boundary").focus()
    keyboard.press("Enter")
    said.filter(has_text="Before training").wait_for(timeout=8000)
    own.button("Start").focus()
    keyboard.press("Enter")
    said.filter(has_text="300 of 300 points right").wait_for(timeout=30_000)
    assert notebook.failures() == notebook.errors == []
