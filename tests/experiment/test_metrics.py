"""Errors, confusion and intervals against counting by hand."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_utils.experiment import metrics


@given(st.integers(1, 30), st.integers(1, 9), st.integers(0, 999))
def test_top_k_is_what_sorting_gives(n, classes, seed):
    rng = np.random.default_rng(seed)
    scores, labels = rng.normal(size=(n, classes)), rng.integers(0, classes, n)
    for k in range(1, classes + 1):
        best = np.argsort(-scores, axis=1)[:, :k]
        assert metrics.top_k_error(scores, labels, k) == pytest.approx(
            np.mean([y not in b for y, b in zip(labels, best)])
        )
    assert metrics.top_k_error(scores, labels, classes) == 0


def test_equal_scores_earn_nothing():
    assert metrics.top_k_error(np.zeros((4, 10)), [0, 1, 2, 3], 5) == 1


@given(st.integers(1, 40), st.integers(1, 6), st.integers(0, 99))
def test_confusion_counts(n, classes, seed):
    rng = np.random.default_rng(seed)
    labels, predicted = rng.integers(0, classes, (2, n))
    table = metrics.confusion(labels, predicted, classes)
    for row in range(classes):
        for column in range(classes):
            assert table[row, column] == np.sum((labels == row) & (predicted == column))


@given(st.integers(1, 2000), st.floats(0, 1))
def test_wilson_is_where_the_test_just_holds(n, share):
    right = round(share * n)
    low, high = metrics.interval(right, n)
    assert 0 <= low <= right / n <= high <= 1
    for p in (low, high):
        if 1e-9 < p < 1 - 1e-9:  # at the edges the observed share lies z standard deviations away
            assert abs(right / n - p) == pytest.approx(metrics.Z * math.sqrt(p * (1 - p) / n), rel=1e-6)


def test_no_error_in_a_hundred_is_not_certainty():
    low, high = metrics.interval(100, 100)
    assert high == 1 and 0.96 < low < 0.97


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: metrics.top_k_error(np.zeros((2, 3)), [0, 1], 4), "k: got 4"),
        (lambda: metrics.top_k_error(np.zeros((2, 3)), [0, 3], 1), "labels"),
        (lambda: metrics.top_k_error(np.zeros((2, 3)), [0], 1), "labels"),
        (lambda: metrics.confusion([0], [2], 2), "predicted"),
        (lambda: metrics.interval(5, 4), "right: got 5"),
        (lambda: metrics.interval(0, 0), "n: got 0"),
    ],
)
def test_bad_input(call, words):
    with pytest.raises(ValueError, match=words):
        call()
