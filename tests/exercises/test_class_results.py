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
    head, rule, hidden, paths = class_results.table(class_results.read(tmp_path)[0])
    assert head.count("|") == rule.count("|") == hidden.count("|") == 7
    assert hidden == "| 4.6 | hidden | 3 | 2 | 1 | sign (2), slope at h (1) |"
    assert paths == "| 4.6 | paths | 1 | 1 | 1 |  |"


def write(path, results, encoding="utf-8"):
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(results), encoding=encoding)


NESTED = "[" * 100_000
OTHERS = [
    "{",
    "[1]",
    '{"lesson": "4.6"}',
    '{"exercises": [{}]}',
    '{"lesson": 4.6, "exercises": []}',
    NESTED,
]


@pytest.mark.parametrize("text", OTHERS, ids=range(len(OTHERS)))
def test_a_file_of_another_kind_is_named_and_the_others_count(tmp_path, text):
    (tmp_path / "results_4_6.json").write_text(text, encoding="utf-8")
    write(tmp_path / "b" / "results_4_6.json", result(exercise("paths", True, [])))
    results, (told,) = class_results.read(tmp_path)
    assert told.endswith("results_4_6.json is not what a notebook has written")
    assert len(results) == 1


def test_a_reader_counts_once_however_often_and_by_what_name_the_file_came(tmp_path):
    once = {"name": "Bob"} | result(exercise("paths", False, []))
    twice = {"name": "Bob"} | result(exercise("paths", True, [], []))
    write(tmp_path / "results_4_6.json", once)
    write(tmp_path / "Bob_123_file_results_4_6.json", twice, "utf-8-sig")
    write(tmp_path / "results_4_6 (1).json", twice)
    write(tmp_path / "unreadable_results_4_6.json", twice)
    (tmp_path / "results_4_7.json").mkdir()
    assert class_results.read(tmp_path) == ([twice], [])
    write(tmp_path / "c" / "results_4_6.json", result(exercise("paths", True, [])))
    assert len(class_results.read(tmp_path)[0]) == 2


def test_a_name_does_not_break_the_table(tmp_path):
    write(tmp_path / "results_4_6.json", result(exercise("a|b\nc", True, ["x|y"])))
    *_, row = class_results.table(class_results.read(tmp_path)[0])
    assert row == r"| 4.6 | a\|b c | 1 | 1 | 1 | x\|y (1) |"


def test_a_folder_that_is_not_there_is_told(tmp_path):
    with pytest.raises(ValueError, match="there is no folder"):
        class_results.read(tmp_path / "nowhere")


def test_an_empty_folder_gives_an_empty_table(tmp_path):
    assert class_results.table(class_results.read(tmp_path)[0]) == class_results.HEAD
