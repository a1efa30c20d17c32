"""What Binder does with this repository, as far as it can be seen without it."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.skipif(sys.platform == "win32", reason="Binder runs Debian")
def test_what_binder_runs_leaves_the_start_page_settings_and_trust(tmp_path):
    home, prefix = tmp_path / "home", tmp_path / "prefix"
    for folder in ("notebooks", "scripts"):
        ignored = shutil.ignore_patterns("*.png", "START.md", "results_*", ".ipynb_checkpoints")
        shutil.copytree(ROOT / folder, home / folder, ignore=ignored)
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    env = {"NB_PYTHON_PREFIX": str(prefix), "HOME": str(home), "PATH": path}
    command = [ROOT / "postBuild"]  # as Binder runs it: it must be executable
    done = subprocess.run(command, cwd=home, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "4.1" in (home / "notebooks/START.md").read_text(encoding="utf-8")
    settings = json.loads((prefix / "share/jupyter/lab/settings/overrides.json").read_bytes())
    viewers = settings["@jupyterlab/docmanager-extension:plugin"]["defaultViewers"]
    assert viewers == {"markdown": "Markdown Preview"}
    assert done.stdout.count("Signing notebook") == len(list(home.glob("notebooks/4_*.ipynb")))


def test_binder_finds_its_files_at_the_root():
    """A folder binder/ or .binder/ would hide them: only the files in it would count."""
    assert not (ROOT / "binder").exists()
    assert not (ROOT / ".binder").exists()
    others = "apt.txt", "Dockerfile", "Pipfile", "Project.toml", "runtime.txt", "default.nix"
    assert [name for name in others if (ROOT / name).exists()] == []
