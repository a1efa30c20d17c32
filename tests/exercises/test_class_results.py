"""A class's result files, summed up."""

import json
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "scripts"))

import class_results  # noqa: E402


def result(*exercises):
    return {"lesson": "4.6", "exercises": list(exercises)}


def exercise(name, right, *answers):
    told = [{"answer": "?", "right": False, "mistakes": list(names)} for names in answers]
    return {"name": name, "right": right, "tries": len(answers), "answers": told}


def test_readers_tries_and_mistakes_are_counted(tmp_path):
    class_of_three = [
        result(exercise("hidden", True, ["sign"], ["sign"], []), exercise("paths", False)),
        result(exercise("hidden", False, ["slope at h", "sign"]), exercise("paths", True, [])),
        result(exercise("hidden", True, []), exercise("paths", False)),
    ]
    for number, results in enumerate(class_of_three):
        folder = tmp_path / f"reader {number}"
        folder.mkdir()
        (folder / "results_4_6.json").write_text(json.dumps(results), encoding="utf-8")
    head, rule, hidden, paths = class_results.table(class_results.read(tmp_path))
    assert head.count("|") == rule.count("|") == hidden.count("|") == 7
    assert hidden == "| 4.6 | hidden | 3 | 2 | 1 | sign (2), slope at h (1) |"
    assert paths == "| 4.6 | paths | 1 | 1 | 1 |  |"


@pytest.mark.parametrize("text", ["{", "[1]", '{"lesson": "4.6"}', '{"exercises": [{}]}'])
def test_a_file_of_another_kind_is_named(tmp_path, text):
    (tmp_path / "results_4_6.json").write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=r"results_4_6\.json is not what a notebook has written"):
        class_results.read(tmp_path)


def test_an_empty_folder_gives_an_empty_table(tmp_path):
    assert class_results.table(class_results.read(tmp_path)) == class_results.HEAD
