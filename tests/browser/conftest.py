"""One JupyterLab for all browser tests of a worker, one Chromium for each module."""

import os
import shutil
from pathlib import Path

import pytest
from lab import CHROMIUM_FLAGS, NotebookPage, find_chromium, running_lab
from playwright.sync_api import sync_playwright

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"


@pytest.fixture(scope="module")  # Playwright runs an event loop: it must end with its module
def chromium():
    """A running browser; without Chromium the test skips, in CI it fails."""
    path = find_chromium()
    if path is None and os.environ.get("CI"):
        pytest.fail("in CI the browser tests must run, and there is no Chromium")
    if path is None:
        pytest.skip("there is no Chromium on this machine")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=CHROMIUM_FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def folder(tmp_path_factory):
    """A copy of the notebooks, which JupyterLab serves."""
    root = tmp_path_factory.mktemp("lab") / "notebooks"
    shutil.copytree(NOTEBOOKS, root, ignore=shutil.ignore_patterns(".ipynb_checkpoints"))
    return root


@pytest.fixture(scope="session")
def lab(folder):
    """Address of a JupyterLab."""
    with running_lab(folder) as url:
        yield url


@pytest.fixture(scope="module")
def open_notebook(chromium, lab):
    """Function that opens a notebook by its file's name, in the module's page of JupyterLab."""
    context = chromium.new_context(viewport={"width": 1200, "height": 1600})
    opened = []

    def opens(name):
        if opened:
            opened[0].open(name)
        else:
            opened.append(NotebookPage(context.new_page(), lab, name))
        return opened[0]

    yield opens
    context.close()
