"""Take the README's pictures anew, as they stand in JupyterLab: a stepper, and a bug hunt."""

import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests" / "browser"))

from lab import CHROMIUM_FLAGS, NotebookPage, find_chromium, running_lab  # noqa: E402


def main():
    with running_lab(ROOT) as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=CHROMIUM_FLAGS)

        def explorer(name, css):
            page = browser.new_page(
                viewport={"width": 1200, "height": 1600}, device_scale_factor=1.5
            )
            notebook = NotebookPage(page, url, f"notebooks/{name}.ipynb")
            notebook.run_all()
            return notebook.explorers(css)[-1]

        stepper = explorer("4_8_backpropagation_algorithm", ".bp-stepper")
        stepper.element.screenshot(path=ROOT / "docs" / "stepper.png")

        hunt = explorer("4_6_hidden_units", ".bp-exercise")
        hunt.element.locator("label", has_text="grad_a[2] =").first.click()
        hunt.click("layer 2")
        hunt.click("It is this line")
        hunt.element.locator("input[type=text]").fill("grad_h[2]")
        hunt.click("Check the repair")
        hunt.await_rest()
        hunt.element.screenshot(path=ROOT / "docs" / "bug_hunt.png")
        browser.close()


if __name__ == "__main__":
    main()
