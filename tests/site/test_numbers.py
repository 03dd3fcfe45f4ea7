"""Typed-in answers under a seal: the right digits open it, no others do, and the page holds no answer."""

import json

import numpy as np
import pytest

from course_utils.exercises import check, registry
from course_utils.site import numbers

TYPED = [e for n in registry.chapter_numbers() for e in registry.entries(n, "EXERCISES") if not e.is_function]
SEALED = [e for e in TYPED if numbers.sealed(e)]
NUMBERS = [e for e in SEALED if not isinstance(e.expected_value(), str) and np.ndim(e.expected_value()) == 0]


def opens(exercise, text):
    """Return the explanation that these digits open, or None."""
    seal = numbers.sealed(exercise)
    wrapped = seal["right"].get(numbers.digest(exercise.id, text).hex()[:24])
    if wrapped is None:
        return None
    key = numbers._xor(bytes.fromhex(wrapped), numbers.digest(exercise.id, text, "key"))
    return numbers._xor_stream(bytes.fromhex(seal["locked"]), key).decode()


def test_all_are_sealed():
    assert len(TYPED) >= 15 and SEALED == TYPED


def test_a_table_opens_row_by_row():
    exercise = registry.find_exercise("06-overlap-by-hand")
    assert opens(exercise, numbers.row_by_row(exercise.expected_value())) == numbers.inline(exercise.explanation)
    assert opens(exercise, numbers.row_by_row(exercise.expected_value().T)) is None


@pytest.mark.parametrize("exercise", NUMBERS, ids=lambda e: e.id)
@pytest.mark.parametrize("share", [0, 0.5, -0.5, 0.98, -0.98])
def test_what_is_within_the_tolerance_is_right(exercise, share):
    value = exercise.expected_value() + share * exercise.tolerance
    text = numbers.written(value, numbers.decimals_of(exercise.tolerance))
    assert opens(exercise, text) == numbers.inline(exercise.explanation)


@pytest.mark.parametrize("exercise", NUMBERS, ids=lambda e: e.id)
@pytest.mark.parametrize("share", [1.1, -1.1, 3, -40])
def test_what_is_outside_is_not(exercise, share):
    value = exercise.expected_value() + share * exercise.tolerance
    assert opens(exercise, numbers.written(value, numbers.decimals_of(exercise.tolerance))) is None


@pytest.mark.parametrize("exercise", SEALED, ids=lambda e: e.id)
def test_the_page_holds_neither_the_answer_nor_its_explanation(exercise):
    text = json.dumps(numbers.sealed(exercise), ensure_ascii=False)
    assert numbers.inline(exercise.explanation) not in text or not exercise.explanation
    answer = exercise.expected_value()
    table = np.ndim(answer) > 0
    digits = numbers.row_by_row(answer) if table else answer if isinstance(answer, str) else f"{float(answer):.12g}"
    if len(digits.lstrip("-0.")) >= 3:  # a single digit stands everywhere
        assert digits not in text


@pytest.mark.parametrize(
    ("id", "given", "words"),
    [
        ("03-total-error", 0.298, "carry more"),
        ("03-total-error", 0.2983, "carry more digits"),
        ("03-total-error", -0.298371109, "the sign is not"),
        ("02-slope-by-hand", -17.5, "decimal point"),
        ("02-slope-by-hand", -3.5, "twice"),
        ("04-count-by-hand", 11936, "one too many"),
    ],
)
def test_a_relation_is_named_as_in_the_notebook(id, given, words):
    exercise = registry.find_exercise(id)
    seal = numbers.sealed(exercise)
    text = numbers.written(given, numbers.decimals_of(exercise.tolerance) - 1)
    told = seal["replies"][seal["slips"][numbers.digest(id, text).hex()[:24]]]
    assert words in told.lower() or "looks like" in told
    assert words in check(id, given).html or "looks like" in told


def test_a_mistake_is_named():
    exercise = registry.find_exercise("02-slope-by-hand")
    seal = numbers.sealed(exercise)
    for slip in exercise.misconceptions:
        for way in slip.ways:
            text = numbers.written(way, numbers.decimals_of(exercise.tolerance) - 1)
            reply = seal["replies"][seal["slips"][numbers.digest(exercise.id, text).hex()[:24]]]
            assert numbers.inline(slip.name) in reply
