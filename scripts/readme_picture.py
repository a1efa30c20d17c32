"""Take the README's picture anew: the stepper of lesson 4.8 as it stands in JupyterLab."""

import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests" / "browser"))

from lab import CHROMIUM_FLAGS, NotebookPage, find_chromium, running_lab  # noqa: E402


def main():
    with running_lab(ROOT) as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=CHROMIUM_FLAGS)
        page = browser.new_page(viewport={"width": 1200, "height": 1600}, device_scale_factor=1.5)
        notebook = NotebookPage(page, url, "notebooks/4_8_backpropagation_algorithm.ipynb")
        notebook.run_all()
        notebook.explorer(".bp-stepper").element.screenshot(path=ROOT / "docs" / "stepper.png")
        browser.close()


if __name__ == "__main__":
    main()
