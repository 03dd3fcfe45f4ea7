"""Answers as other people write them, right and wrong: what is right is accepted, what is wrong gets its own name.

``answers/chapter_NN.py`` holds ``RIGHT``, tuples of (exercise id, what it is, answer), and ``WRONG``, with the name of
the misconception that it must earn as a fourth element, or None where the course has no name for it.
"""

import importlib.util
from pathlib import Path

import pytest

from course_utils.exercises import registry
from course_utils.exercises.judge import RIGHT, WRONG, judge

FOLDER = Path(__file__).parent / "answers"
PATHS = sorted(FOLDER.glob("chapter_*.py"))


def load(path):
    spec = importlib.util.spec_from_file_location(f"answers_{path.stem}", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


MODULES = [load(path) for path in PATHS]
RIGHT_ONES = [pytest.param(*row, id=f"{row[0]}-{row[1]}") for module in MODULES for row in module.RIGHT]
WRONG_ONES = [pytest.param(*row, id=f"{row[0]}-{row[1]}") for module in MODULES for row in module.WRONG]


def says_more(judgement):
    """Return whether a refusal says more than that the result is not right."""
    said = [text for kind, text in judgement.parts if kind == "say"]
    endings = ("With the input", "returned", "is not right.", "That is not the right number.")
    bare = [text.endswith(endings) or (text.startswith("You gave") and ":" not in text) for text in said]
    return judgement.misconception is not None or not all(bare)


@pytest.mark.parametrize(("id", "what", "answer"), RIGHT_ONES)
def test_a_right_answer_is_accepted(id, what, answer):
    judgement = judge(registry.find_exercise(id), answer)
    assert judgement.state == RIGHT, judgement.parts


@pytest.mark.parametrize(("id", "what", "answer", "name"), WRONG_ONES)
def test_a_wrong_answer_is_refused_and_named(id, what, answer, name):
    judgement = judge(registry.find_exercise(id), answer)
    assert judgement.state == WRONG
    assert judgement.misconception == name


def test_every_exercise_has_answers_of_both_kinds():
    every = {e.id for number in registry.chapter_numbers() for e in registry.entries(number, "EXERCISES")}
    for rows in (RIGHT_ONES, WRONG_ONES):
        assert {row.values[0] for row in rows} == every


@pytest.mark.long
def test_most_refusals_say_what_is_wrong():
    judged = [judge(registry.find_exercise(row.values[0]), row.values[2]) for row in WRONG_ONES]
    assert sum(map(says_more, judged)) >= 0.9 * len(judged)
