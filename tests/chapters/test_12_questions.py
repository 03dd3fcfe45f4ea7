"""The questions of chapter 12 stay fair and right when they come back with other numbers."""

import re

import numpy as np
import pytest
import torch

from course_utils import uncertainty
from course_utils.exercises.chapter_12 import AFTER, BEFORE, PREDICTIONS
from course_utils.exercises.chapter_12 import answers as ours

QUESTIONS = {question.id: question for question in (*PREDICTIONS, *BEFORE, *AFTER)}
DRAWN = [id for id, question in QUESTIONS.items() if question.again]
NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
PARTS = {"half": 2, "third": 3, "quarter": 4, "fifth": 5, "tenth": 10}


def number(text):
    return float(text.replace(",", ""))


def near_wilson(label, right, total, *_):
    low, high = uncertainty.wilson(int(right), int(total))
    return number(NUMBER.search(label)[0]) == pytest.approx(50 * (high - low), abs=0.11)


def shown_by_so_many(label, p, q, n, *_):
    error = np.sqrt((p * (1 - p) + q * (1 - q)) / n)
    reported = np.random.default_rng(0).normal(q - p, error, 100_000)
    return number(NUMBER.search(label)[0]) == pytest.approx(100 * np.mean(reported > 1.96 * error), abs=4)


def as_torch_counts(label, maps, side, _, classes):
    return number(label) == sum(p.numel() for p in torch.nn.Linear(int(maps * side * side), int(classes)).parameters())


def by_the_root(label, times, _):
    part = next(n for name, n in PARTS.items() if name in label.lower().split())
    return part**2 == times


def weighted(label, m, a, n, b):
    return number(label) == pytest.approx(ours.global_gradient(np.array([a, b]), np.array([m, n])), abs=5e-5)


RIGHT = {
    "12-predict-interval": near_wilson,
    "12-predict-tell-apart": shown_by_so_many,
    "12-recall-dense-on-maps": as_torch_counts,
    "12-recall-narrower": by_the_root,
    "12-recall-two-parts": weighted,
}


def test_those_with_numbers_come_back_with_others():
    assert set(DRAWN) == set(RIGHT)
    assert len(BEFORE) == 3 and len(AFTER) == 5


@pytest.mark.parametrize("id", DRAWN)
@pytest.mark.parametrize("seed", [None, *range(60)])
def test_the_right_option_is_right_and_no_other_whatever_is_drawn(id, seed):
    question = QUESTIONS[id] if seed is None else QUESTIONS[id].again(np.random.default_rng(seed))
    assert question.id == id and question.again is not None
    assert len({option.label for option in question.options}) == 4
    given = [number(text) for text in NUMBER.findall(question.question)]
    right = question.options[question.right].label
    assert RIGHT[id](right, *given), f"{right} for {question.question}"
    for option in question.options:
        told = re.search(rf"(?<![\w.,]){re.escape(right)}(?![\w.,])", option.reply)
        assert option.right or ("?" in option.reply and not told)


@pytest.mark.parametrize("id", DRAWN)
def test_the_draws_differ(id):
    assert len({QUESTIONS[id].again(np.random.default_rng(seed)).question for seed in range(20)}) > 2


def test_every_question_has_three_options_or_more():
    assert all(len(question.options) >= 3 for question in QUESTIONS.values())
