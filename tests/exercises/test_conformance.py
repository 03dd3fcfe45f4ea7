"""Every exercise of every chapter keeps what exercises promise; new chapters are found by themselves."""

import pytest

from course_utils.exercises import audit, registry

EXERCISES = [exercise for number in registry.chapter_numbers() for exercise in registry.entries(number, "EXERCISES")]
HOLDS = [
    pytest.param(check, exercise, id=f"{exercise.id}-{check.__name__}")
    for exercise in EXERCISES
    for check in audit.FUNCTION_AUDITS
]


@pytest.mark.few(400)
@pytest.mark.parametrize(("check", "exercise"), HOLDS)
def test_exercise(check, exercise):
    assert check(exercise) == []


@pytest.mark.parametrize("number", registry.chapter_numbers())
def test_ids(number):
    assert audit.ids_are_sound(number) == []
