"""Every chapter's exercises lie in rooms of the same names, one floor deep."""

import re

import pytest

from course_utils import settings
from course_utils.exercises import registry

EXERCISES = settings.ROOT / "course_utils" / "exercises"
KINDS = ("answers", "cases", "predictions", "questions", "slips", "tasks")


@pytest.mark.parametrize("number", registry.chapter_numbers())
def test_a_chapter_has_the_rooms_that_every_chapter_has(number):
    folder = EXERCISES / f"chapter_{number}"
    assert [path.name for path in folder.iterdir() if path.is_dir() and path.name != "__pycache__"] == []
    names = {path.stem for path in folder.glob("*.py")} - {"__init__"}
    assert [name for name in names if not re.fullmatch(rf"({'|'.join(KINDS)})(_[a-z0-9_]+)?", name)] == []
    kinds = {name.split("_")[0] for name in names}
    assert {"tasks", "answers", "slips", "predictions"} <= kinds
    assert ("questions" in kinds) == bool(registry.entries(number, "BEFORE") or registry.entries(number, "AFTER"))


@pytest.mark.parametrize("number", registry.chapter_numbers())
def test_a_task_lies_among_the_tasks_and_no_answer_beside_it(number):
    answers = f"course_utils.exercises.chapter_{number}.answers"
    for exercise in registry.chapter_module(number).EXERCISES:
        if exercise.reference is not None:
            home = exercise.reference.__module__
            assert home.startswith(answers) or not home.startswith("course_utils.exercises"), exercise.id
