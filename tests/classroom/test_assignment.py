"""The command that writes assignments: every chapter, every exercise, and what it says when it cannot."""

import ast
import json

import pytest

from course_utils.classroom import __main__ as command
from course_utils.classroom import assignment, context, slices
from course_utils.exercises import registry
from course_utils.exercises.registry import find_exercise
from course_utils.exercises.source import solution_of

pytest.importorskip("nbformat")
CHAPTERS = registry.chapter_numbers()


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    folder = tmp_path_factory.mktemp("class")
    return folder, assignment.write(CHAPTERS, folder)


def notebook(path):
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return {cell["metadata"].get("nbgrader", {}).get("grade_id", cell["id"]): cell for cell in cells}


def test_every_exercise_of_every_chapter_is_there(written):
    for number, path in zip(CHAPTERS, written[1], strict=True):
        cells = notebook(path)
        for exercise in registry.entries(number, "EXERCISES"):
            task, work, check = (cells[f"{exercise.id}{end}"] for end in ("-task", "-work", ""))
            assert exercise.prompt in "".join(task["source"]) and f"Chapter {number}, " in "".join(task["source"])
            assert "".join(work["source"]).startswith(exercise.stub) and work["metadata"]["nbgrader"]["solution"]
            meta = check["metadata"]["nbgrader"]
            assert meta["grade"] and meta["locked"] and meta["points"] == (4 if exercise.is_function else 2)
            assert f'check("{exercise.id}", {exercise.asked_name})' in "".join(check["source"])


def test_the_given_code_runs_and_holds_no_answer(written):
    for number, path in zip(CHAPTERS, written[1], strict=True):
        cells = notebook(path)
        space = {}
        exec("import numpy as np", space)
        for exercise in registry.entries(number, "EXERCISES"):
            given = "".join(cells.get(f"{exercise.id}-given", {"source": ""})["source"])
            exec(given, space)
            assert exercise.asked_name not in slices.names_of(given).made
        for cell in cells.values():
            if cell["cell_type"] == "code":
                ast.parse("".join(cell["source"]))


def test_what_a_task_calls_above_is_given():
    for id, name in (
        ("05-planted-bug", "broken_conv"),
        ("05-window-by-hand", "PICTURE"),
        ("12-planted-leak", "nearest"),
    ):
        code = "\n".join(context.given_code(find_exercise(id)))
        assert name in slices.names_of(code).made
    assert context.section_of(find_exercise("05-correlate")) == "Part 1 · A window that slides"


def test_time_limits_are_generous_and_the_secret_stays(written, tmp_path):
    plan = json.loads((written[0] / "marking.json").read_text())
    every = {e.id for number in CHAPTERS for e in registry.entries(number, "EXERCISES")}
    assert set(plan["seconds"]) == every and all(10 <= limit <= 120 for limit in plan["seconds"].values())
    assignment.write(["00"], tmp_path)
    before = json.loads((tmp_path / "marking.json").read_text())
    (tmp_path / "marking.json").write_text(json.dumps({**before, "seconds": {"00-half-point": 99.0}}))
    assignment.write(["1"], tmp_path)
    after = json.loads((tmp_path / "marking.json").read_text())
    assert after["secret"] == before["secret"] != plan["secret"] and after["seconds"]["00-half-point"] == 99.0


def test_an_assignment_is_not_written_over(tmp_path, capsys):
    words = ["assignment", "00", "--out", str(tmp_path)]
    assert command.main(words) == 0 and "nbgrader autograde ch00" in capsys.readouterr().out
    path = tmp_path / "source" / "ch00" / "ch00.ipynb"
    path.write_text("changed by hand")
    assert command.main(words) == 1 and "--overwrite" in capsys.readouterr().err
    assert path.read_text() == "changed by hand"
    assert command.main([*words, "--overwrite", "--no-optional"]) == 0
    assert "00-half-point" not in path.read_text()  # both of chapter 00 are optional


@pytest.mark.parametrize("chapter", ["99", "five", "", "../05"])
def test_an_unknown_chapter_is_named(tmp_path, capsys, chapter):
    assert command.main(["assignment", chapter, "--out", str(tmp_path / "new")]) == 1
    assert f"got {chapter!r}; expected one of 00, 01" in capsys.readouterr().err
    assert not (tmp_path / "new").exists()


def test_an_unknown_command_lists_those_there_are(capsys):
    assert command.main(["grade"]) == 2
    assert "expected one of assignment" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("code", "made", "used"),
    [
        ("def f(x):\n    i = 1\n    return g(x) + i", {"f"}, {"g"}),
        ("for i in range(3):\n    a[i] = b", {"i", "a"}, {"i", "a", "b"}),
        ("class C(B):\n    k = 2\n    def f(self):\n        return h", {"C"}, {"B", "h"}),
        ("from m import *", set(), set()),
        ("x: int = y", {"x"}, {"y"}),
        ("C.f = 1\nxs.append(2)", {"C", "xs"}, {"C", "xs"}),
        ("def f():\n    global g\n    g = 1", {"f"}, set()),
    ],
)
def test_names_that_code_makes_and_uses(code, made, used):
    found = slices.names_of(code)
    assert found.made == made and found.used >= used - made and found.used - found.made <= used
    assert found.star == ("*" in code)


def test_solutions_need_nothing_else():
    for number in CHAPTERS:
        for exercise in registry.entries(number, "EXERCISES"):
            found = slices.names_of(solution_of(exercise))
            assert found.used <= found.made | {"np", "__file__"}, exercise.id
