"""The course without its solutions: it has none, and its checks answer as ever."""

import json
import os
import subprocess
import sys

import numpy as np
import pytest

from course_utils import settings
from course_utils.classroom import course_copy
from course_utils.exercises import registry, sealed, tables
from course_utils.exercises.judge import NOT_ATTEMPTED, RIGHT, WRONG, judge
from course_utils.exercises.source import solution_of

CHAPTERS = registry.chapter_numbers()
SHOWN = ("00", "05", "10")


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    """Return the exercises of some chapters, as the students' copy has them, by id."""
    found = {}
    for number in SHOWN:
        path = tmp_path_factory.mktemp("tables") / "chapter.json"
        tables.write(registry.entries(number, "EXERCISES"), path)
        found |= {exercise.id: exercise for exercise in tables.read(path)}
    return found


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    """Return the students' copy; its tables are those of chapter 00 alone, since all of them take a minute."""
    with pytest.MonkeyPatch.context() as patch:
        write = tables.write
        patch.setattr(tables, "write", lambda exercises, path: write(exercises if "_00" in path.name else (), path))
        return course_copy.for_students(tmp_path_factory.mktemp("students") / "course")


def original(id):
    return registry.find_exercise(id)


def wrong_of(item, exercise):
    return item.wrong() if callable(item.wrong) and not exercise.is_function else item.wrong


def test_what_is_right_is_right_there_and_the_stub_is_no_attempt(kept):
    for id, exercise in kept.items():
        ours = original(id)
        assert judge(exercise, ours.reference if ours.is_function else ours.expected_value()).state == RIGHT, id
        space = {"np": np}
        exec(ours.stub, space)
        assert judge(exercise, space[ours.asked_name]).state == NOT_ATTEMPTED, id


def test_known_mistakes_keep_their_names(kept):
    """Three of each exercise; those that show by a property, not by results, have no name there."""
    for id, exercise in kept.items():
        for item in [m for m in original(id).misconceptions if not m.holds][::5][:3]:
            verdict = judge(exercise, wrong_of(item, original(id)))
            assert (verdict.state, verdict.misconception) == (WRONG, item.name), id


def test_a_table_holds_no_program_and_no_answer(kept, tmp_path):
    for exercise in kept.values():
        assert exercise.solution == tables.NOT_HERE and len(exercise.hints) <= 1
        assert exercise.explanation == "" and exercise.equivalent_mutants == () and exercise.again is None
        if exercise.is_function:
            assert isinstance(exercise.reference, tables.Table)
            with pytest.raises(tables.NotKept, match="no solutions"):
                exercise.reference("something else")
        else:
            assert exercise.expected_value() is None
    exercise = original("05-window-by-hand")
    tables.write([exercise], tmp_path / "one.json")
    text = json.dumps(tables._written(exercise))
    assert "6.5" not in text.replace(exercise.prompt, "") and "row_1" not in text


@pytest.mark.parametrize(
    ("value", "tolerance", "right", "wrong"),
    [
        (0.25, 5e-5, ["0,25", 0.25004, [0.25], "25 %", np.float32(0.25)], [0.2502, 0.249, "", None, "x", np.nan]),
        (-3.0, 1e-6, [-3, "−3"], [3, -3.1]),
        (1234, 1e-6, [1234, 1234.0, "1,234"], [1235, 1233.5]),
        ("HLFA", 1e-6, ["hlfa", "H, L, F, A", ["H", "L", "F", "A"]], ["HLAF", "", 3, None]),
        (np.eye(2), 1e-6, [[[1, 0], [0, 1]], np.eye(2)], [[[1, 0], [0, 1.1]], [1, 0, 0, 1], 1, "1"]),
    ],
)
def test_a_seal_opens_for_the_value_alone(value, tolerance, right, wrong):
    seal = sealed.seal(value, tolerance=tolerance)
    assert all(sealed.opens([seal], answer) for answer in right)
    assert not any(sealed.opens([seal], answer) for answer in wrong)
    assert seal["digest"] != sealed.seal(value, tolerance=tolerance)["digest"]  # nobody makes a list of them once


def test_the_copy_has_no_file_with_a_solution(copy):
    names = {path.stem for path in copy.glob("course_utils/exercises/chapter_*/**/*.py")}
    assert not [name for name in names if name.startswith(("answers", "slips", "tasks", "cases"))]
    gone = ("tests", "course_utils/classroom", "course_utils/exercises/again.py")
    assert not any((copy / name).exists() for name in gone) and (copy / "notebooks").is_dir()
    text = "\n".join(path.read_text(encoding="utf-8") for path in (copy / "course_utils" / "exercises").rglob("*.py"))
    for number in CHAPTERS:
        for exercise in registry.entries(number, "EXERCISES"):
            assert f"{exercise.hints[1]!r}"[1:40] not in text
            lines = [
                line.strip() for line in solution_of(exercise).splitlines() if len(line) > 30 and "import" not in line
            ]
            assert sum(line in text for line in lines) <= len(lines) / 3, exercise.id


def test_the_copy_asks_what_the_course_asks_and_answers(copy, tmp_path):
    program = (
        "from course_utils.exercises import case, check, hint, mine, registry, solution\n"
        "import course_utils.explorers.microscope\n"
        "kinds = ('PREDICTIONS', 'BEFORE', 'AFTER')\n"
        "print([[q.id for k in kinds for q in registry.entries(n, k)] for n in registry.chapter_numbers()])\n"
        "print(check('00-weighted-sum', lambda x, w, b: x @ w).misconception)\n"
        "print(check('00-weighted-sum', lambda x, w, b: x @ w + b).state, check('00-half-point', 1.5).state)\n"
        "print(solution('00-half-point').text)\n"
        "print(mine('00-weighted-sum')(*case('00-weighted-sum')) is not None)\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(copy), "COURSE_HOME": str(tmp_path)}
    command = [sys.executable, "-P", "-c", program]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    asked, mistake, right = done.stdout.splitlines()[:3]
    kinds = ("PREDICTIONS", "BEFORE", "AFTER")
    assert asked == str([[q.id for k in kinds for q in registry.entries(n, k)] for n in CHAPTERS])
    assert (mistake, right) == ("forgot the bias", "correct correct") and "no part of this copy" in done.stdout


def test_a_copy_is_never_written_over_another(tmp_path, capsys):
    assert course_copy.main([str(tmp_path)]) == 1
    assert "is there already" in capsys.readouterr().err


def test_the_package_for_marking_has_no_exercises(tmp_path):
    folder = course_copy.for_marking(tmp_path / "course")
    assert not list(folder.rglob("chapter_*")) and not list(folder.rglob("classroom"))
    assert (folder / "course_utils" / "convolution.py").read_bytes() == (
        settings.ROOT / "course_utils" / "convolution.py"
    ).read_bytes()


def test_there_is_no_lecturers_guide_and_no_exam_and_its_pages_do_not_link_to_them(copy):
    assert (copy / "notebooks" / "concepts_and_glossary.ipynb").is_file()
    assert (
        not (copy / "notebooks" / course_copy.LECTURERS).exists()
        and (settings.NOTEBOOKS / course_copy.LECTURERS).exists()
    )
    code = "from course_utils.site import build; site = build.Site(); print('lecturers' in str([*site.files]), "
    code += "'lecturers' in site.page('glossary.html')[1])"
    environment = {**os.environ, "PYTHONPATH": str(copy)}
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=copy, env=environment)
    assert run.stdout.strip() == "False False", run.stderr[-600:]
