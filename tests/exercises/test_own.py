"""Functions of an earlier chapter are fetched from the learner's copy of it, when they are right."""

import json

import numpy as np
import pytest

from course_utils import settings
from course_utils.exercises import check, desk, mine, registry
from course_utils.exercises.engine import MISSING
from course_utils.exercises.own import from_copy

RIGHT = "def leaky_relu(z, slope=0.01):\n    return keep(z, slope * z)"
HELPER = "import numpy as numbers\n\n\ndef keep(z, small):\n    return numbers.where(z > 0, z, small)"
ASK = 'check("99-leaky", leaky_relu)'


@pytest.fixture(autouse=True)
def copies(monkeypatch, tmp_path, course_home):
    """A course with a chapter 99, a learner without a copy of it yet, and a session in which nothing was accepted."""
    (tmp_path / "99_tests.ipynb").write_text("{}")
    monkeypatch.setattr(settings, "NOTEBOOKS", tmp_path)
    monkeypatch.setattr(desk, "_accepted", {})
    folder = course_home / "notebooks"
    folder.mkdir()
    return folder


def write(folder, *sources, text=None):
    cells = [{"cell_type": "markdown", "source": ["# 99"]}]
    cells += [{"cell_type": "code", "source": source.splitlines(keepends=True)} for source in sources]
    (folder / "99_tests.ipynb").write_text(json.dumps({"cells": cells}) if text is None else text)


def test_a_right_answer_is_fetched_with_what_it_needs(copies, capsys):
    write(copies, HELPER, f"{RIGHT}\n\n\n{ASK}")
    theirs = mine("99-leaky")
    assert capsys.readouterr().out == "Leaky ReLU: yours, from your copy of chapter 99.\n"
    assert theirs(np.array([-2.0, 3.0]), 0.5).tolist() == [-1.0, 3.0]
    assert mine("99-leaky") is theirs and capsys.readouterr().out == ""


def test_what_was_accepted_in_this_session_comes_first(copies, capsys):
    write(copies, HELPER, f"{RIGHT}\n\n\n{ASK}")

    def leaky_relu(z, slope=0.01):
        return np.where(z > 0, z, slope * z)

    check("99-leaky", leaky_relu)
    assert mine("99-leaky") is leaky_relu and capsys.readouterr().out == ""


@pytest.mark.parametrize(
    "sources",
    [
        [],
        [HELPER, ASK],  # never written
        ["def leaky_relu(z, slope=0.01):\n    ...", ASK],
        ["def leaky_relu(z, slope=0.01):\n    return abs(z)", ASK],
        ["def leaky_relu(z, slope=0.01):\n    raise SystemExit", ASK],
        ["def leaky_relu(z, slope=0.01:\n    return z", ASK],
        [f"{RIGHT}\n\n\n{ASK}", HELPER],  # what it needs comes later
        [HELPER, RIGHT],  # nobody asked whether it is right
        ["import no_such_module", ASK],
        ["leaky_relu = 3", ASK],
    ],
)
def test_anything_else_is_left_alone_and_the_courses_own_stands_in(copies, sources, capsys):
    write(copies, *sources)
    assert from_copy(registry.find_exercise("99-leaky")) is MISSING
    assert mine("99-leaky")(np.array([-1.0])) == -0.01
    assert "so the course's own stands in" in capsys.readouterr().out


@pytest.mark.parametrize("text", ["", "{", "[]", '{"cells": 3}', '{"cells": [{}]}', '{"cells": [null]}', "\udcff"])
def test_a_damaged_copy_does_no_harm(copies, text):
    (copies / "99_tests.ipynb").write_bytes(text.encode("utf-8", "surrogateescape"))
    assert from_copy(registry.find_exercise("99-leaky")) is MISSING


def test_only_definitions_of_the_copy_are_run(copies, tmp_path):
    mark = tmp_path / "ran"
    write(copies, f"open({str(mark)!r}, 'w')\n{HELPER}", f"{RIGHT}\nopen({str(mark)!r}, 'w')\n{ASK}")
    assert from_copy(registry.find_exercise("99-leaky")) is not MISSING
    assert not mark.exists()


def test_a_last_version_of_a_function_counts(copies):
    write(
        copies, HELPER, "def leaky_relu(z, slope=0.01):\n    return z", f"{RIGHT}\n{ASK}", "def leaky_relu():\n    ..."
    )
    assert from_copy(registry.find_exercise("99-leaky")) is not MISSING


def test_a_stand_in_is_judged_as_right_as_the_reference():
    stood_in = [e for n in registry.chapter_numbers() for e in registry.entries(n, "EXERCISES") if e.stand_in]
    assert stood_in
    for exercise in stood_in:
        assert check(exercise.id, exercise.stand_in).correct, exercise.id
