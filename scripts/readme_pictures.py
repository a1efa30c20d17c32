"""Take the README's pictures anew, as they stand in JupyterLab; names of pictures choose some."""

import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests" / "browser"))

from lab import CHROMIUM_FLAGS, NotebookPage, find_chromium, running_lab  # noqa: E402

LINES_RUN = 17  # of the stepper: the gradient has come to the first weights


def stepper(explorer):
    """Walk to the gradient with respect to the first weights."""
    found = explorer("4_8_backpropagation_algorithm", ".bp-stepper")
    for _ in range(LINES_RUN):
        before = found.state()
        found.click("Next")
        found.await_change(before)
    return found


def bug_hunt(explorer):
    """Find a planted bug, and repair it."""
    found = explorer("4_6_hidden_units", ".bp-exercise")
    found.element.locator("label", has_text="grad_a[2] =").first.click()
    found.click("layer 2")
    found.click("It is this line")
    found.element.locator("input[type=text]").fill("grad_h[2]")
    found.click("Check the repair")
    return found


PICTURES = {"stepper": stepper, "bug_hunt": bug_hunt}


def main(names):
    with running_lab(ROOT) as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=CHROMIUM_FLAGS)

        def explorer(name, css):
            page = browser.new_page(
                viewport={"width": 1200, "height": 1600}, device_scale_factor=1.5
            )
            notebook = NotebookPage(page, url, f"notebooks/{name}.ipynb")
            notebook.run_all()
            return notebook.explorers(css)[-1]

        for name in names or PICTURES:
            found = PICTURES[name](explorer)
            found.await_rest()
            found.element.screenshot(path=ROOT / "docs" / f"{name}.png")
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1:])
