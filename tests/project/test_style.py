"""Code and notebooks are in the house's form, as `make lint` says."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("task", ["format --check", "check"])
def test_ruff_finds_nothing(task):
    command = [sys.executable, "-m", "ruff", *task.split(), "--output-format=concise", "."]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.fail(done.stdout + done.stderr, pytrace=False)


@pytest.mark.parametrize("folder", ["helpers", "scripts"])
def test_text_is_read_and_written_as_utf_8_on_windows_too(folder):
    """What opens a file of text names its encoding, by keyword or in its place."""
    found = []
    for path in (ROOT / folder).rglob("*.py"):
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(call, ast.Call):
                continue
            name = getattr(call.func, "attr", getattr(call.func, "id", ""))
            said = ast.unparse(call)
            if name in ("read_text", "write_text") and "utf-8" not in said:
                found.append(f"{path.relative_to(ROOT)}:{call.lineno}")
            if getattr(call.func, "id", "") == "open" and not ("utf-8" in said or "b'" in said):
                found.append(f"{path.relative_to(ROOT)}:{call.lineno}")
    assert found == []
