"""What chapter 06 says of its measurements holds of what its cells compute."""

import functools

import nbformat
import numpy as np
import pytest

from course_utils import convnet, convolution, pooling, settings
from course_utils.data import load
from course_utils.exercises.chapter_06 import AFTER, BEFORE, PREDICTIONS
from course_utils.exercises.chapter_06.predictions import inside
from course_utils.plotting import chapter_06_pictures

CELLS = {cell.id: cell.source for cell in nbformat.read(settings.NOTEBOOKS / "06_pooling.ipynb", 4).cells}
QUESTIONS = (*PREDICTIONS, *BEFORE, *AFTER)


@functools.cache
def measured():
    """The names that the cells on shifts have given when they have run."""
    names = {"np": np, "pooling": pooling, "convnet": convnet, "convolution": convolution, "DIGITS": load("digits")}
    names["draw"] = chapter_06_pictures
    for id in ("feature-maps", "kinds-figure", "shift", "measure", "measure-figure"):
        exec(compile(CELLS[id], id, "exec"), names)
    return names


def test_overlapping_before_max_before_none_and_stride_one_as_good_as_two():
    kinds = list(measured()["KINDS"])
    assert kinds == ["none", "average 2/2", "max 2/1", "max 2/2", "max 3/2"]
    for unchanged, change in (measured()["of_pixels"], measured()["of_maps"]):
        none, average, dense, largest, overlapping = unchanged
        assert average < none < largest < overlapping < 0.5 and abs(dense - largest) < 0.01
        none, average, dense, largest, overlapping = change
        assert none > average > largest > overlapping > 0.2 and abs(dense - largest) < 0.01


def test_one_in_six_one_in_three_and_nearly_every_second():
    unchanged, change = measured()["of_pixels"]
    assert unchanged[[0, 3, 4]] == pytest.approx([1 / 6, 1 / 3, 0.46], abs=0.01)
    assert change[[0, 3, 4]] == pytest.approx([1 / 2, 1 / 3, 1 / 4], abs=0.015)


def test_what_the_replies_say_of_the_digits():
    digits = load("digits")
    pooled = pooling.max_pool2d(np.concatenate([digits.train_x, digits.test_x]), 2)
    assert np.sum(pooled > 0, axis=(1, 2, 3)).mean() == pytest.approx(50, abs=1), "ink in about fifty windows"


@pytest.mark.parametrize("size", range(4, 12))
def test_windows_that_lie_inside_are_counted_as_by_padding_a_negative_map(size):
    ring = np.pad(-1 - np.arange(float(size**2)).reshape(size, size), 1)
    maxima = pooling.max_pool2d(ring[None, None], 3, 2)
    assert inside(size) == ((maxima < 0).sum(), maxima.size)


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.id)
def test_a_reply_to_a_wrong_option_ends_in_a_question(question):
    for option in question.options:
        assert option.right or option.reply.endswith("?"), option.reply


@pytest.mark.parametrize("question", [q for q in QUESTIONS if q.again], ids=lambda question: question.id)
def test_the_same_question_comes_back_with_other_numbers(question):
    drawn = [question.again(np.random.default_rng(seed)) for seed in range(200)]
    assert {q.id for q in drawn} == {question.id} and len({q.question for q in drawn}) >= 3
    assert {len(q.options) for q in drawn} == {len(question.options)}
    assert all(q.again for q in drawn)


def test_a_moved_row_is_pooled_as_the_right_option_says():
    question = next(q for q in PREDICTIONS if q.id == "06-predict-shifted-row")
    for seed in range(50):
        asked = question.again(np.random.default_rng(seed))
        row = np.array([int(word) for word in asked.question.split("The row ")[1].split(",")[0].split()])
        left, right = (np.roll(row, n).reshape(-1, 2).max(axis=1) for n in (-1, 1))
        as_it_is = row.reshape(-1, 2).max(axis=1)
        assert row[0] == row[-1] == 0 and np.array_equal(left, as_it_is)
        assert asked.options[asked.right].label == " ".join(map(str, right))
