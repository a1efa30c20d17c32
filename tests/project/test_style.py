"""Code and notebooks are in the house's form, as `make lint` says."""

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
