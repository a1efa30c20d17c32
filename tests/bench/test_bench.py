"""The bench runs, compares like with like, and its figures that are no times hold."""

import sys
from pathlib import Path

import numpy as np
import pytest
from bench import peers

sys.path.insert(0, str(Path(__file__).parents[2] / "scripts"))
import bench_numeric

TINY = [5, 4, 3]


@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_peers_compute_the_same(dtype):
    case = peers.Case(TINY, 7, dtype)
    found = peers.installed(case)
    loss, gradients = found.pop("this project").one_pass()
    asked = {name: calls.one_pass for name, calls in found.items() if calls and calls.one_pass}
    del asked["bare products"]
    assert "plain numpy" in asked
    for one_pass in asked.values():
        theirs, slopes = one_pass()
        assert float(theirs) == pytest.approx(loss, rel=1e-5)
        for mine, slope in zip(gradients, slopes, strict=True):
            np.testing.assert_allclose(mine, np.asarray(slope), rtol=1e-3, atol=1e-6)


def test_the_report_names_what_is_missing_and_what_is_missed(monkeypatch):
    monkeypatch.setitem(peers.PEERS, "PyTorch", missing)
    monkeypatch.setattr(bench_numeric, "TURN", 0)
    monkeypatch.setattr(bench_numeric, "seconds_of_import", lambda rounds: 9.0)
    lines = bench_numeric.report([(TINY, 2)], rounds=1, scale=64, networks=2)
    (row,) = (line for line in lines if line.startswith("| 5-4-3, batch 2, float32 |"))
    assert row.count("–") >= 2  # PyTorch; scikit-learn's pass
    assert "| seconds of import helpers | 9 | no more than 0.1 | **no** |" in lines
    assert "not installed: PyTorch" in "\n".join(lines)


def missing(case):
    raise ImportError


def test_the_readme_keeps_what_stands_around_the_tables(tmp_path, monkeypatch):
    readme = tmp_path / "README.md"
    monkeypatch.setattr(bench_numeric, "README", readme)
    start, end = bench_numeric.MARKS
    readme.write_text(f"before\n{start}old\n{end}after\n", encoding="utf-8")
    bench_numeric.write(["new"])
    assert readme.read_text(encoding="utf-8") == f"before\n{start}\nnew\n{end}after\n"


def test_training_needs_little_memory():
    peak, measure = bench_numeric.peak_of_training()
    assert peak < bench_numeric.MARGIN * measure
