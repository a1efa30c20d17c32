"""pyproject.toml, environment.yml and constraints.txt say the same."""

import re
import tomllib
from itertools import chain
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
DEV = PROJECT["optional-dependencies"]["dev"]
BENCH = PROJECT["optional-dependencies"]["bench"]  # has no pins, for those of PyTorch's wheels
PINNED = {name: of for name, of in PROJECT["optional-dependencies"].items() if of is not BENCH}
LAB = PROJECT["optional-dependencies"]["lab"]
CONSTRAINTS = (ROOT / "constraints.txt").read_text().splitlines()
CONDA = yaml.safe_load((ROOT / "environment.yml").read_text())


def bounds(lines):
    """Name and bounds of each requirement."""
    requirements = [Requirement(line) for line in lines]
    return {canonicalize_name(r.name): r.specifier for r in requirements}


def pins():
    """Name and pinned versions, several where they depend on the version of Python."""
    found = {}
    for line in CONSTRAINTS:
        requirement = Requirement(line)
        (pin,) = requirement.specifier
        found.setdefault(canonicalize_name(requirement.name), []).append(pin.version)
    return found


def test_conda_brings_python_and_pip_all_else_as_pinned():
    python, *conda, pip = CONDA["dependencies"]
    name, version = python.split("=")
    assert name == "python"
    assert re.fullmatch(r"3\.\d+", version)
    assert version in SpecifierSet(PROJECT["requires-python"])
    assert conda == ["pip"]
    assert pip == {"pip": ["-c constraints.txt", "-e .[lab]"]}
    assert CONDA["channels"] == ["conda-forge"]


def test_the_package_alone_brings_no_program_and_no_kernel():
    assert not {"jupyterlab", "ipykernel", "notebook"} & bounds(PROJECT["dependencies"]).keys()


def test_packages_of_the_tests_come_by_pip():
    assert not bounds(DEV).keys() & bounds(PROJECT["dependencies"] + LAB).keys()
    assert 'pip install -e ".[dev,lab,present,site,hub]"' in (ROOT / "environment.yml").read_text()


@pytest.mark.parametrize("requirement", [*PROJECT["dependencies"], *chain(*PINNED.values())])
def test_each_package_is_pinned_within_its_bounds(requirement):
    ((name, allowed),) = bounds([requirement]).items()
    assert all(version in allowed for version in pins()[name])


def test_all_but_the_peers_are_pinned():
    (extras,) = re.findall(r"^PINNED := ([\w ]+)", (ROOT / "Makefile").read_text(), re.MULTILINE)
    assert extras.split() == sorted(PINNED)
    assert not {name for name in pins() if re.match("torch|nvidia|cuda|jax", name)}


def test_constraints_hold_names_versions_and_markers_only():
    # and so not a word on where they come from
    marker = r"( ; (python_full_version|sys_platform|os_name|implementation_name) .+)?"
    strange = [c for c in CONSTRAINTS if not re.fullmatch(r"[a-z0-9-]+==[0-9][\w.+!]*" + marker, c)]
    assert strange == []
    assert sorted(CONSTRAINTS) == sorted(set(CONSTRAINTS))
