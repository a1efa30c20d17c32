"""Run every notebook in environments with other kernels and widgets: python scripts/environments.py

Each environment is made anew. In each all notebooks run, an explorer's slider is turned, and work
under way is stopped.
"""

import subprocess
import sys
import tempfile
import venv
from pathlib import Path

ROOT = Path(__file__).parents[1]
ENVIRONMENTS = (  # oldest that work, in between, newest
    ("ipykernel==6.29.*", "ipywidgets==7.7.*", "ipython==8.*"),
    ("ipykernel==6.30.*", "ipywidgets==8.1.*", "ipython==9.*"),
    ("ipykernel>=7.4,<8", "ipywidgets>=8.1.5,<9", "ipython>=9,<10"),
)
TURNED = """
from helpers.lessons.lesson_4_6 import HiddenUnitExplorer
explorer = HiddenUnitExplorer()
before = explorer.sentence
explorer.x1.value = 0.3
assert explorer.error is None and explorer.sentence != before
bundle = explorer._repr_mimebundle_()
assert bundle["application/vnd.jupyter.widget-view+json"]["model_id"]
"""
STOPPED = """
import asyncio
from helpers.explorers.running import RunningExplorer

class Count(RunningExplorer):
    name = "count"
    def begin(self):
        self.n = 0
    def advance(self):
        self.n += 1
    def progress(self):
        return self.n, 1000, f"{self.n} of 1000"
    def draw(self):
        return [], f"At {self.n}."

count = Count()
count.start_button.click()
while count.n < 5:
    await asyncio.sleep(0.01)
count.stop_button.click()
while count.running:
    await asyncio.sleep(0.01)
assert 5 <= count.n < 1000 and count.sentence == f"At {count.n}."
"""
RUN = """
import sys, nbformat
from nbclient import NotebookClient
for path in sys.argv[1:]:
    notebook = nbformat.read(path, 4)
    NotebookClient(notebook, timeout=300, resources={"metadata": {"path": "notebooks"}}).execute()
    print("   ", path, "runs", flush=True)
for source in %r:
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source)])
    NotebookClient(notebook, timeout=300).execute()
print("    a slider turned, work stopped", flush=True)
"""


def try_out(packages):
    """Return whether all notebooks run with these packages."""
    print(", ".join(packages), flush=True)
    with tempfile.TemporaryDirectory() as folder:
        venv.create(folder, with_pip=True)
        python = Path(folder) / "bin" / "python"
        install = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*install, "-e", ROOT, "nbclient", *packages], check=True)
        notebooks = sorted(str(path.relative_to(ROOT)) for path in ROOT.glob("notebooks/4_*.ipynb"))
        command = [python, "-c", RUN % [TURNED, STOPPED], *notebooks]
        return subprocess.run(command, cwd=ROOT, check=False).returncode == 0


if __name__ == "__main__":
    tried = [try_out(packages) for packages in ENVIRONMENTS]
    sys.exit(not all(tried))
