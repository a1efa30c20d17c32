"""Run notebooks and store their outputs, the same bytes every time.

    python scripts/run_notebooks.py [NOTEBOOK ...]   run and store; default: all of notebooks/
    python scripts/run_notebooks.py --check [...]    run; fail where stored outputs are stale
    python scripts/run_notebooks.py --clean [...]    put metadata in order, without running

A cell that raises, writes to stderr or shows a widget without a stored picture is an error,
and its notebook stays as it is on disk.
"""

import argparse
import os
import re
import sys
import time
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellControlSignal, DeadKernelError

NOTEBOOKS = Path(__file__).parents[1] / "notebooks"
WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"
METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
CELL_METADATA = ("jupyter", "slideshow", "tags")
COLOUR = re.compile(r"\x1b\[[0-9;]*m")


def run(notebook, folder):
    """Run all cells in a new kernel, in `folder`; the outputs replace those stored."""
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.update(outputs=[], execution_count=None)
    os.environ.setdefault("JUPYTER_PREFER_ENV_PATH", "1")  # this environment's kernel
    NotebookClient(
        notebook,
        kernel_name="python3",
        timeout=120,
        resources={"metadata": {"path": str(folder)}},
        record_timing=False,
        store_widget_state=False,
        coalesce_streams=True,
        extra_arguments=["--log-level=ERROR"],
    ).execute()


def faults(notebook):
    """Yield what a reader without a kernel would stumble over, naming the cell."""
    for number, cell in enumerate(notebook.cells, 1):
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            if output.get("name") == "stderr":
                yield f"cell {number} writes to stderr: {output.text.strip()}"
            if WIDGET_VIEW in data and not {"text/html", "text/latex"} & set(data):
                yield f"cell {number} shows a widget that leaves no picture or formula behind"


def clean(notebook):
    """Drop what differs from run to run or from machine to machine."""
    notebook.metadata = nbformat.from_dict(METADATA)
    for cell in notebook.cells:
        cell.metadata = {k: v for k, v in cell.metadata.items() if k in CELL_METADATA}
        for output in cell.get("outputs", []):
            output.get("data", {}).pop(WIDGET_VIEW, None)


def written(notebook):
    """Text of the notebook as it is stored."""
    return nbformat.writes(notebook) + "\n"


def process(path, mode="run"):
    """Run, check or clean one notebook; return the reasons why it fails."""
    stored = path.read_text(encoding="utf-8")
    notebook = nbformat.reads(stored, as_version=4)
    if mode != "clean":
        try:
            run(notebook, path.parent)
        except (CellControlSignal, DeadKernelError) as error:
            started = [i for i, c in enumerate(notebook.cells, 1) if c.get("execution_count")]
            return [f"cell {started[-1]} fails: {COLOUR.sub('', str(error)).strip()}"]
        reasons = list(faults(notebook))
        if reasons:
            return reasons
    clean(notebook)
    if mode == "check":
        return [] if written(notebook) == stored else ["its stored outputs are stale"]
    if written(notebook) != stored:
        path.write_text(written(notebook), encoding="utf-8", newline="\n")
    return []


def main(arguments=None):
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("notebooks", nargs="*", type=Path, help="default: all of notebooks/")
    modes = parser.add_mutually_exclusive_group()
    for mode, text in (("check", "fail where outputs are stale"), ("clean", "do not run")):
        modes.add_argument(f"--{mode}", dest="mode", action="store_const", const=mode, help=text)
    options = parser.parse_args(arguments)
    failed = False
    for path in options.notebooks or sorted(NOTEBOOKS.glob("*.ipynb")):
        start = time.perf_counter()
        reasons = process(path, options.mode or "run")
        print(f"{path.name}: {'FAILED' if reasons else 'ok'}, {time.perf_counter() - start:.1f} s")
        for reason in reasons:
            print(f"{path}: {reason}", file=sys.stderr)
        failed = failed or bool(reasons)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
