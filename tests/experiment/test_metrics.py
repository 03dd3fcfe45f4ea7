"""Errors and confusion against counting by hand."""

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


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: metrics.top_k_error(np.zeros((2, 3)), [0, 1], 4), "k: got 4"),
        (lambda: metrics.top_k_error(np.zeros((2, 3)), [0, 3], 1), "labels"),
        (lambda: metrics.top_k_error(np.zeros((2, 3)), [0], 1), "labels"),
        (lambda: metrics.confusion([0], [2], 2), "predicted"),
    ],
)
def test_bad_input(call, words):
    with pytest.raises(ValueError, match=words):
        call()
