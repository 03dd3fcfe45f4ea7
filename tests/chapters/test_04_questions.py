"""The questions of chapter 04 stay fair and right when they come back with other numbers."""

import re

import numpy as np
import pytest
import torch

from course_utils import shapes
from course_utils.exercises.chapter_04 import AFTER, BEFORE, PREDICTIONS
from course_utils.exercises.chapter_04.predictions import bytes_text

QUESTIONS = {question.id: question for question in (*PREDICTIONS, *BEFORE, *AFTER)}
DRAWN = [id for id, question in QUESTIONS.items() if question.again]
NUMBER = re.compile(r"\d[\d,]*")


def numbers_in(text):
    return [int(number.replace(",", "")) for number in NUMBER.findall(text)]


def byte_sum(a, b, _):
    return str(((np.array([a], np.uint8) + np.array([b], np.uint8)) // 2)[0])


def memory(side, *_):
    return bytes_text(4 * shapes.dense(side * side, side * side).weights)


def work(*_):
    return "It stays the same"


def two_layers(first, second):
    return str(shapes.receptive_field([(first, 1), (second, 1)])[-1].size)


def layer_shapes(rows, inputs, units):
    return str(tuple(torch.nn.Linear(inputs, units).weight.T.shape))


def updates(examples, batch, epochs):
    return f"{epochs * -(-examples // batch):,}"


def pixel_below(channels, height, width):
    places = np.arange(channels * height * width).reshape(channels, height, width)
    return str(places[0, 1, 0] - places[0, 0, 0])


def shared_count(side, _, filters, kernel, *__):
    return f"{shapes.convolution(3, side, side, filters, kernel).parameters:,}"


RIGHT = {
    "04-predict-byte-sum": lambda _, a, b, *__: byte_sum(a, b, None),  # the 8 of uint8 comes first
    "04-predict-memory": memory,
    "04-predict-work": work,
    "04-predict-two-layers": two_layers,
    "04-recall-layer-shapes": layer_shapes,
    "04-recall-updates": updates,
    "04-recall-pixel-below": pixel_below,
    "04-recall-shared-count": shared_count,
}


def test_those_with_numbers_come_back_with_others():
    assert set(DRAWN) == set(RIGHT)
    assert len(BEFORE) == 3 and len(AFTER) == 5


@pytest.mark.parametrize("id", DRAWN)
@pytest.mark.parametrize("seed", range(60))
def test_the_right_option_is_right_whatever_is_drawn(id, seed):
    question = QUESTIONS[id].again(np.random.default_rng(seed))
    assert question.id == id
    assert len({option.label for option in question.options}) == len(QUESTIONS[id].options)
    assert question.options[question.right].label == RIGHT[id](*numbers_in(question.question))
    assert question.again is not None, "it can come back a third time"


@pytest.mark.parametrize("id", DRAWN)
def test_the_first_form_is_right_too_and_the_draws_differ(id):
    question = QUESTIONS[id]
    assert question.options[question.right].label == RIGHT[id](*numbers_in(question.question))
    assert len({question.again(np.random.default_rng(seed)).question for seed in range(20)}) > 3


@pytest.mark.parametrize("id", QUESTIONS)
def test_a_wrong_choice_earns_a_question_that_keeps_the_answer(id):
    question = QUESTIONS[id]
    right = question.options[question.right].label
    for option in question.options:
        if not option.right:
            assert "?" in option.reply.split(". ")[-1] or "?" in option.reply, option.label
            assert not re.search(rf"(?<!\w){re.escape(right)}(?!\w)", option.reply), option.label
    assert len(question.options) >= 3


def test_memory_is_said_as_people_say_it():
    assert [bytes_text(n) for n in (100, 4 * 10**6, 32_400 * 10**6, 4 * 10**12)] == [
        "100 bytes",
        "4 MB",
        "32.4 GB",
        "4 TB",
    ]
