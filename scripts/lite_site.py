"""Write JupyterLite beside the site: the lessons run in the reader's browser, without a server.

    python scripts/lite_site.py [OUT]    into OUT/lite; default: _site

The helpers and ipywidgets come as wheels of the site's own. Python itself, numpy, matplotlib,
pillow and sympy are loaded at run time, from where PYODIDE_URL says: the address of a pyodide.mjs
with its packages beside it. Without it they come from where the Pyodide kernel has them.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
WIDGETS = "ipywidgets", "jupyterlab_widgets", "comm"
KERNEL = "@jupyterlite/pyodide-kernel-extension:kernel"
INSTALL = "%pip install -q backpropagation-notebooks  # in the browser, after each start"


def main(out=ROOT / "_site"):
    """Write the folder lite/ within `out` anew."""
    out = Path(out).resolve() / "lite"
    shutil.rmtree(out, ignore_errors=True)
    with tempfile.TemporaryDirectory() as folder:
        source, wheels = Path(folder, "source"), Path(folder, "wheels")
        pip("wheel", "--no-deps", ROOT, "-w", wheels)
        pip("download", "--no-deps", "-c", ROOT / "constraints.txt", *WIDGETS, "-d", wheels)
        lay_out(source)
        command = [sys.executable, "-m", "jupyterlite_core", "build", "--no-sourcemaps"]
        command += ["--lite-dir", source, "--output-dir", out, "--contents", source / "contents"]
        for wheel in sorted(wheels.iterdir()):
            command += ["--piplite-wheels", wheel]
        subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL)


def pip(*arguments):
    """Run pip, quietly."""
    subprocess.run([sys.executable, "-m", "pip", "-q", *arguments], check=True)


def lay_out(source):
    """Write what JupyterLite is built from: the lessons and the settings."""
    contents = source / "contents"
    contents.mkdir(parents=True)
    for path in sorted(ROOT.glob("notebooks/4_*.ipynb")):
        notebook = json.loads(path.read_text(encoding="utf-8"))
        notebook["cells"].insert(0, install())
        text = json.dumps(notebook, ensure_ascii=False, indent=1)
        (contents / path.name).write_text(text, encoding="utf-8")
    settings = {"jupyter-lite-schema-version": 0, "jupyter-config-data": {}}
    if url := os.environ.get("PYODIDE_URL"):
        settings["jupyter-config-data"]["litePluginSettings"] = {KERNEL: {"pyodideUrl": url}}
    (source / "jupyter-lite.json").write_text(json.dumps(settings), encoding="utf-8")


def install():
    """Return the cell that brings the helpers into the browser's Python."""
    return {
        "cell_type": "code",
        "id": "install",
        "metadata": {"jupyter": {"source_hidden": True}},
        "source": INSTALL,
        "outputs": [],
        "execution_count": None,
    }


if __name__ == "__main__":
    if len(sys.argv) > 2:
        sys.exit(__doc__)
    main(*sys.argv[1:])
