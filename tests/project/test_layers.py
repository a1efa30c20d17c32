"""Imports within helpers run downwards only, and the floors stay apart."""

import ast
import doctest
import inspect
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

import helpers

HELPERS = Path(helpers.__file__).parent
FLOORS = [
    "notation",
    "numeric",
    "data",
    "language",
    "symbolic",
    "pictures",
    "explorers",
    "exercises",
    "lessons",
]
OUTSIDE = {  # what a floor may import besides the standard library
    "notation": set(),
    "numeric": {"numpy"},
    "data": {"numpy"},
    "language": {"mpmath"},
    "symbolic": {"numpy", "sympy"},
    "pictures": {"numpy", "matplotlib", "PIL"},
}
FILES = sorted(HELPERS.rglob("*.py"))
FLOOR_FILES = [f for f in FILES if f != HELPERS / "__init__.py"]  # which names all floors


def name_of(path):
    """Name of a file below helpers, for the test's report."""
    return path.relative_to(HELPERS).as_posix()


def floor_of(path):
    """Floor on which a file of helpers stands."""
    return path.relative_to(HELPERS).parts[0].removesuffix(".py")


@cache
def nodes(path):
    """All nodes of a file's tree."""
    return list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))


@cache
def imports(path):
    """The dotted name of every module that a file imports, inside functions too."""
    package, found = ("helpers", *path.relative_to(HELPERS).parent.parts), []
    for node in nodes(path):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else ()
            stem = ".".join([*base, *filter(None, [node.module])])
            # `from helpers import numeric` names the floor only in what it imports
            names = [f"{stem}.{alias.name}" for alias in node.names]
            found += names if stem == "helpers" else [stem]
    return found


def floors_used(path):
    """Floors that a file imports from; a public name counts where it lives."""
    used = {name.split(".")[1] for name in imports(path) if name.startswith("helpers.")}
    return {helpers._HOME[name].split(".")[1] if name in helpers._HOME else name for name in used}


def test_imports_run_downwards():
    upwards = {
        name_of(path): above
        for path in FLOOR_FILES
        if (above := floors_used(path) - set(FLOORS[: FLOORS.index(floor_of(path)) + 1]))
    }
    assert not upwards


def test_no_lesson_imports_another():
    rooms = {path: path.parent.name for path in FILES if path.parent.name.startswith("lesson_")}
    assert len(set(rooms.values())) == 9
    strays = {
        name_of(path): name
        for path, room in rooms.items()
        for name in imports(path)
        if name.startswith("helpers.lessons.") and name.split(".")[2] != room
    }
    assert not strays


def test_floors_keep_to_their_libraries():
    allowed = set(sys.stdlib_module_names) | {"helpers"}
    strays = {
        name_of(path): beyond
        for path in FLOOR_FILES
        if floor_of(path) in OUTSIDE
        and (
            beyond := {name.split(".")[0] for name in imports(path)}
            - allowed
            - OUTSIDE[floor_of(path)]
        )
    }
    assert not strays


def test_nothing_typed_is_evaluated():
    called = {
        getattr(node.func, "id", getattr(node.func, "attr", None))
        for path in FILES
        for node in nodes(path)
        if isinstance(node, ast.Call)
    }
    assert len(called) > 500
    assert not called & {"eval", "exec", "parse_expr", "literal_eval"}


def loaded_by(statement):
    """Names of the top-level packages that a fresh Python holds after a statement."""
    code = f"{statement}\nimport sys\nprint(*{{name.split('.')[0] for name in sys.modules}})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


@pytest.mark.parametrize(
    ("statement", "kept_out"),
    [("import helpers", {"numpy"}), ("from helpers import Network, back_propagation", set())],
)
def test_import_is_light(statement, kept_out):
    loaded = loaded_by(statement)
    assert "helpers" in loaded
    assert not loaded & {"sympy", "matplotlib", "ipywidgets", "IPython", *kept_out}


def test_a_line_is_proved_with_sympy_alone():
    """As in a reader's browser, where there is neither numpy nor a kernel."""
    absent = {"numpy", "matplotlib", "ipywidgets", "IPython", "PIL", "traitlets"}
    code = f"""
import sys
sys.modules |= dict.fromkeys({absent})
from helpers.exercises.scratch import Scratch
scratch = Scratch("4.5-6")
print(scratch.write("ŷ[i] + 1[i=ℓ]").said)
print(scratch.help().rule)
print(scratch.write("ŷ[i] - 1[i=ℓ]").state, scratch.as_cell())
"""
    command = [sys.executable, "-X", "utf8", "-c", code]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    assert done.stderr == ""
    assert "the wrong way round" in done.stdout
    assert "proved derive(" in done.stdout


@pytest.mark.parametrize("name", helpers.__all__)
def test_public_name_has_an_example(name):
    thing = getattr(helpers, name)
    doc = inspect.getdoc(thing)
    assert doc
    assert doctest.DocTestParser().get_examples(doc)


def test_files_import_no_one_another():
    """No circle of files within a floor, imports inside functions counted."""
    arrows = {
        f"helpers.{name_of(path).removesuffix('.py').replace('/', '.')}": {
            target for name in imports(path) for target in (name, name.rpartition(".")[0])
        }
        for path in FLOOR_FILES
    }
    arrows = {name: targets & set(arrows) for name, targets in arrows.items()}
    while leaves := {name for name, targets in arrows.items() if not targets - {name}}:
        arrows = {name: targets - leaves for name, targets in arrows.items() if name not in leaves}
    assert not arrows
