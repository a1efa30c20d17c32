"""Each planted fault finds its place, and a fault that has lost it is named."""

import re
import sys
from pathlib import Path

import pytest
import yaml

sys.path.insert(0, str(Path(__file__).parents[2] / "scripts"))
import plant_faults


def test_each_fault_finds_its_place():
    chosen = plant_faults.all_faults()
    assert len(chosen) > 400
    assert plant_faults.lost(chosen) == []


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("no such line", "", "found 0 times"),
        ("import", "import math", r"found [1-9]\d? times"),
        ("import math", "import math as", "invalid syntax"),
    ],
)
def test_a_fault_that_has_lost_its_place_is_named(old, new, why):
    fault = {"name": "a slip", "old": old, "new": new}
    (line,) = plant_faults.lost([("helpers/numeric/graph.py", ["tests/reference.py"], fault)])
    assert "a slip" in line
    assert re.search(why, line)


def test_a_test_that_is_gone_is_named():
    assert plant_faults.lost(plant_faults.all_faults("no such fault")) == []
    ((file, _, fault), *_) = plant_faults.all_faults()
    assert plant_faults.lost([(file, ["tests/gone.py"], fault)]) == [
        f"{file}: tests/gone.py is not there"
    ]


def test_what_mutants_change_and_what_is_accepted_of_it_is_there():
    table = yaml.safe_load((plant_faults.ROOT / "scripts/mutants.yml").read_text(encoding="utf-8"))
    for file, tests in table["tests"].items():
        assert all((plant_faults.ROOT / one).exists() for one in (file, *tests)), file
    for file in table["accepted"].keys() - {"every file"}:
        lines = (plant_faults.ROOT / file).read_text(encoding="utf-8").splitlines()
        text = "\n".join(line.strip() for line in lines)
        assert [one for one in table["accepted"][file] if one["old"] not in text] == []
