"""Try every Python and the lowest versions that pyproject.toml admits: python scripts/versions.py

Each environment is made anew by uv, which brings a Python that is not here where it can. In each
run the tests of `make quick`, and a lesson.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
PYTHONS = "3.11", "3.12", "3.13", "3.14"
LOWEST = "--resolution", "lowest-direct"
PINNED = "-c", str(ROOT / "constraints.txt")
TOOLS = "hypothesis", "ipykernel", "nbclient", "pytest", "pytest-xdist"
TRIALS = {  # by name: the Python, and what is installed one after the other
    **{f"Python {each}": (each, [[*PINNED, "-e", f"{ROOT}[dev,lab]"]]) for each in PYTHONS},
    "lowest": (PYTHONS[0], [[*LOWEST, "-e", str(ROOT)], TOOLS]),
    "lowest, all extras": (
        PYTHONS[0],
        [[*LOWEST, "-e", f"{ROOT}[dev,lab,present,site,hub]"]],
    ),
}
LESSON = """
import nbformat, sys
from nbclient import NotebookClient
notebook = nbformat.read(sys.argv[1], 4)
NotebookClient(notebook, timeout=300, resources={"metadata": {"path": "notebooks"}}).execute()
"""


def try_out(version, installs):
    """Return what came of it, in a word or two."""
    uv = [sys.executable, "-m", "uv"]
    with tempfile.TemporaryDirectory() as folder:
        python = Path(folder) / "bin" / "python"
        if subprocess.run([*uv, "venv", "--quiet", "--python", version, folder]).returncode:
            return "there is no such Python here"
        for packages in installs:
            install = [*uv, "pip", "install", "--quiet", "--python", python, *packages]
            if subprocess.run(install).returncode:
                return "cannot be installed"
        quick = ["make", "--old-file=.venv/dev", "quick", f"PY={python}"]
        if subprocess.run(quick, cwd=ROOT).returncode:
            return "make quick fails"
        lesson = [python, "-c", LESSON, "notebooks/4_2_learning_parameters.ipynb"]
        return "a lesson fails" if subprocess.run(lesson, cwd=ROOT).returncode else "works"


if __name__ == "__main__":
    chosen = {name: trial for name, trial in TRIALS.items() if " ".join(sys.argv[1:]) in name}
    found = {}
    for name, trial in chosen.items():
        found[name] = try_out(*trial)
        print(f"{name}: {found[name]}", flush=True)
    print("\n".join(f"{name}: {said}" for name, said in found.items()))
    sys.exit(not chosen or set(found.values()) != {"works"})
