"""One exercise of each kind in JupyterLab, answered wrongly and then rightly, by mouse and keys."""

import pytest

pytestmark = pytest.mark.browser
LESSON = "4_5_output_units.ipynb"
CELLS = (
    *('ask("at y_hat")', 'ask("other logit")', "grid = ", 'ask("bounded")', 'ask("product")'),
    *("def gradient_at_logits", 'ask("temperature")', 'derive(\n    "4.5-5"', 'scratch("4.5-6")'),
)
HUNTED = "4_7_parameters.ipynb", ['ask("hunt")']
WRONG = """def gradient_at_logits(y_hat, y):
    return (y - y_hat) / (1 if y.ndim == 1 else y.shape[1])


ask("one line", gradient_at_logits)"""
BROKEN = """def gradient_at_logits(y_hat, y):
    return y_hat - one_hot_of_y


ask("one line", gradient_at_logits)"""


@pytest.fixture(scope="module")
def page(request, open_notebook):
    """The lesson, open, its exercises run, for all tests that name no other."""
    name, cells = getattr(request, "param", (LESSON, CELLS))
    opened = open_notebook(name)
    opened.run("import numpy", *cells)
    opened.await_idle()
    return opened


@pytest.fixture
def notebook(page):
    """The lesson; after each test nothing may have failed."""
    yield page
    assert page.failures() == []
    assert page.errors == []


def card(notebook, title):
    """The card with this title."""
    (found,) = [
        each
        for each in notebook.explorers(".bp-exercise")
        if title in each.element.locator(".bp-title").inner_text()
    ]
    return found


def await_sentence(card, words, seconds=8):
    """Wait until the verdict holds these words."""
    card.element.locator(".bp-sentence", has_text=words).wait_for(timeout=1000 * seconds)


def done(card):
    """How many exercises are done, as the card says."""
    words = card.element.locator(".bp-progress").inner_text().split()
    assert words[-2] == "of"
    return int(words[-3])


def run_instead(notebook, start, source):
    """Put another source into the cell that starts so, and run it with Shift and Enter."""
    cell = notebook.page.locator(".jp-CodeCell", has_text=start)
    cell.locator(".cm-content").click()
    notebook.page.keyboard.press("Control+a")
    notebook.page.keyboard.insert_text(source)
    notebook.page.keyboard.press("Shift+Enter")
    notebook.await_idle()


def test_predict(notebook):
    wrong = card(notebook, "Can it explode?")
    before = done(wrong)
    wrong.element.locator("input[type=text]").fill("0.9")
    wrong.click("Commit")
    await_sentence(wrong, "A sign is the wrong way round")
    assert "the truth" in wrong.picture()
    assert wrong.button("Commit").is_disabled()
    right = card(notebook, "Somebody else's logit")
    answer = notebook.page.get_by_text("0.092")
    assert answer.count() == 0
    right.element.get_by_text("It falls.").click()
    right.click("Commit")
    await_sentence(right, "the others lose")
    answer.wait_for(timeout=8000)
    assert done(wrong) == done(right) == before + 2


def test_a_derivation_by_the_line_and_by_keys(notebook):
    derivation = notebook.explorer(".bp-derivation")
    rows = derivation.element.locator(".bp-sentence mjx-mtr")
    assert rows.count() == 1
    derivation.button("Next line").focus()
    notebook.page.keyboard.press("Enter")
    rows.nth(1).wait_for(state="attached", timeout=8000)
    derivation.element.locator("input[type=checkbox]").check()
    before = rows.count()
    derivation.button("Next line").focus()
    notebook.page.keyboard.press("Enter")
    derivation.element.locator("button", has_text="What was done?").wait_for(timeout=8000)
    rows.nth(before).wait_for(state="attached", timeout=8000)


def test_predict_by_dragging(notebook):
    bars = card(notebook, "Three derivatives")
    before = bars.picture()
    bars.press("ArrowRight", slider=1)
    await_sentence(bars, "Not committed yet")
    assert bars.picture() != before
    assert "the truth" not in bars.picture()
    bars.click("Commit")
    await_sentence(bars, "Furthest off is")
    assert "the truth" in bars.picture()


def test_derive(notebook):
    formula = card(notebook, "Two factors, one product")
    before = done(formula)
    field = formula.element.locator("input[type=text]")
    field.press_sequentially("-(e_i - yhat_l)")  # faster than a kernel answers each key
    field.press("Enter")
    await_sentence(formula, "The lecture's own slide has this slip")
    assert formula.element.locator(".bp-understood .MathJax, .bp-understood mjx-container").count()
    assert done(formula) == before
    field.fill("yhat_i - e_i")
    formula.click("Check")
    await_sentence(formula, "It is proved equal")
    assert done(formula) == before + 1


def test_scratch_paper_by_keys(notebook):
    """From the loss to the logits, with one wrong line, and one step helped with."""
    paper = notebook.explorer(".bp-scratch")
    field = paper.element.locator("input[type=text]")
    rows = paper.element.locator(".bp-lines tr", has_text="■")

    def enter(line):
        field.focus()
        notebook.page.keyboard.insert_text(line)
        notebook.page.keyboard.press("Enter")

    enter("-1/y_hat[ell] D(y_hat[ell], a[L,i])  # chain rule")
    await_sentence(paper, "This line follows")
    enter("-1/y_hat[ell] (1[ell=i] y_hat[ell] + y_hat[ell] y_hat[i])")
    await_sentence(paper, "this line is")
    assert rows.count() == 1
    notebook.page.keyboard.press("Control+a")
    enter("-1/y_hat[ell] (1[ell=i] y_hat[ell] - y_hat[ell] y_hat[i])")
    await_sentence(paper, "This line follows")
    paper.button("What could I do next\\?").focus()
    notebook.page.keyboard.press("Enter")
    paper.element.get_by_text("Take the common factor").wait_for(timeout=8000)
    enter("y_hat[i] - 1[ell=i]")
    await_sentence(paper, "The goal is reached")
    assert rows.count() == 3


def test_implement(notebook):
    start, other = "def gradient_at_logits", card(notebook, "Two factors")
    before = done(other)
    await_sentence(card(notebook, "One line of numpy"), "Not attempted yet")
    run_instead(notebook, start, BROKEN)
    await_sentence(card(notebook, "One line of numpy"), "NameError")
    assert "in its line 2" in card(notebook, "One line of numpy").sentence()
    run_instead(notebook, start, WRONG)
    await_sentence(card(notebook, "One line of numpy"), "A sign is the wrong way round")
    run_instead(notebook, start, WRONG.replace("(y - y_hat)", "(y_hat - y)"))
    await_sentence(card(notebook, "One line of numpy"), "Right on")
    assert done(other) == before + 1


def test_hints_and_solution(notebook):
    formula = card(notebook, "A softmax with a temperature")
    for n in (1, 2, 3):
        formula.click(f"Hint {n} of 3")
        formula.element.locator(".bp-hints li").nth(n - 1).wait_for()
    formula.click("Show the solution")
    formula.element.locator(".bp-hints", has_text="Solution").wait_for()


@pytest.mark.parametrize("page", [HUNTED], indirect=True, ids=["4_7"])
def test_bug_hunt(notebook):
    hunt = card(notebook, "One block alone")
    before, shown = done(hunt), hunt.picture()
    hunt.element.locator("label", has_text="grad_a[2] = grad_h").click()
    hunt.click("layer 2")
    hunt.click("It is this line")
    await_sentence(hunt, "✗")
    hunt.element.locator("label", has_text="grad_W[2] = h").click()
    hunt.click("It is this line")
    await_sentence(hunt, "Found")
    repair = hunt.element.locator("input[type=text]")
    repair.fill("-grad_a[2] @ h[1].T")
    hunt.click("Check the repair")
    await_sentence(hunt, "A sign is the wrong way round")
    assert hunt.picture() == shown
    repair.fill("grad_a[2] @ h[1].T")
    repair.press("Enter")
    await_sentence(hunt, "Right.")
    assert hunt.picture() != shown
    assert done(hunt) == before + 1
    hunt.click("Plant another mistake")
    await_sentence(hunt, "Not attempted yet")
