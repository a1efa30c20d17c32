"""Prove every derivation of the notebooks, and keep what came out: helpers/data/proofs.json.

python scripts/store_proofs.py [NOTEBOOK ...]   default: all; all too after a change of the prover
"""

import argparse
import ast
import asyncio
import contextlib
import inspect
import io
import json
import sys
import tempfile
from pathlib import Path

from helpers.symbolic import derivation, stored_proofs
from helpers.symbolic.proof import Proof, Verdict

NOTEBOOKS = sorted((Path(__file__).parents[1] / "notebooks").glob("*.ipynb"))


def code(path):
    """The notebook's code cells."""
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]


def run(source, namespace):
    """Run a cell, its top-level await included."""
    code = compile(source, "<cell>", "exec", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
    result = eval(code, namespace)
    if inspect.iscoroutine(result):
        asyncio.run(result)


class Recorded:
    """Within it every derivation is proved anew; `keys` are those of which nothing is left out."""

    def __enter__(self):
        self.keys, self._before = set(), (derivation.derive, stored_proofs.in_use)

        def derive(equation, text):
            found = self._before[0](equation, text)
            if all(line.verdict == Verdict(Proof.PROVED) for line in found.lines[1:]):
                self.keys.add(stored_proofs.key_of(text))
            return found

        derivation.derive, stored_proofs.in_use = derive, False
        return self

    def __exit__(self, *_):
        derivation.derive, stored_proofs.in_use = self._before


def lesson(path):
    """The number of the notebook's module, such as 4.5."""
    return path.stem[:3].replace("_", ".")


def main(arguments=None):
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("notebooks", nargs="*", type=Path, help="default: all")
    paths = [path.resolve() for path in parser.parse_args(arguments).notebooks]
    proofs, prover = {}, stored_proofs.prover()
    with contextlib.suppress(OSError, ValueError, LookupError, TypeError):
        if stored_proofs.kept()["prover"] == prover:
            proofs = stored_proofs.kept()["proofs"]
    for path in NOTEBOOKS:
        if paths and path not in paths and lesson(path) in proofs:
            continue
        namespace = {}
        with (
            Recorded() as recorded,
            tempfile.TemporaryDirectory() as folder,
            contextlib.chdir(folder),  # where answers to exercises go
            contextlib.redirect_stdout(io.StringIO()),
        ):
            for source in code(path):
                run(source, namespace)
        proofs[lesson(path)] = sorted(recorded.keys)
    rows = json.dumps({"prover": prover, "proofs": proofs}, indent=1, sort_keys=True)
    Path(str(stored_proofs.FILE)).write_text(rows + "\n", encoding="utf-8", newline="\n")
    print(f"{sum(map(len, proofs.values()))} derivations are proved.")


if __name__ == "__main__":
    sys.exit(main())
