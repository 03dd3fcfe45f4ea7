"""Dropout: what is kept, what it averages to, and that both forms agree on average."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_utils import dropout


@given(st.sampled_from([0.0, 0.1, 0.5, 0.9]), st.integers(0, 99))
def test_the_share_that_is_silenced(rate, seed):
    kept = dropout.mask((200, 200), rate, np.random.default_rng(seed))
    assert kept.dtype == bool
    assert abs((~kept).mean() - rate) < 5 * np.sqrt(max(rate * (1 - rate), 1e-9) / kept.size) + 1e-12


def test_seeds_repeat_and_differ():
    masks = [dropout.mask((50,), 0.5, np.random.default_rng(seed)) for seed in (1, 1, 2)]
    assert (masks[0] == masks[1]).all() and (masks[0] != masks[2]).any()


@given(st.integers(0, 99))
def test_training_averages_to_use(seed):
    rng = np.random.default_rng(seed)
    x, rate = rng.normal(0, 1, (1, 4)), 0.3
    kept = dropout.mask((20_000, 4), rate, rng)
    many = np.broadcast_to(x, kept.shape)
    np.testing.assert_allclose(dropout.train(many, kept).mean(axis=0), dropout.test(x, rate)[0], atol=0.06)
    np.testing.assert_allclose(dropout.inverted(many, kept, rate).mean(axis=0), x[0], atol=0.08)


def test_by_hand_and_untouched():
    x, kept = np.array([[1.0, -2.0, 3.0]], np.float32), np.array([[True, False, True]])
    assert dropout.train(x, kept).tolist() == [[1, 0, 3]]
    assert dropout.inverted(x, kept, 0.5).tolist() == [[2, 0, 6]]
    assert dropout.test(x, 0.5).tolist() == [[0.5, -1, 1.5]]
    assert x.tolist() == [[1, -2, 3]]
    assert all(
        f.dtype == np.float32 for f in (dropout.train(x, kept), dropout.test(x, 0.5), dropout.inverted(x, kept, 0.5))
    )


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda: dropout.mask((2,), 1, np.random.default_rng(0)), ValueError, "rate: got 1"),
        (lambda: dropout.mask((2,), -0.1, np.random.default_rng(0)), ValueError, "rate: got -0.1"),
        (lambda: dropout.mask((2,), 0.5, 3), TypeError, "rng: got 3"),
        (lambda: dropout.train(np.ones(2), np.ones(2)), TypeError, "kept: got"),
        (lambda: dropout.train(np.ones(2), np.ones((2, 1), bool)), ValueError, "kept: got shape"),
        (lambda: dropout.test(np.ones(2), 2), ValueError, "rate: got 2"),
    ],
)
def test_bad_input(call, error, words):
    with pytest.raises(error, match=words):
        call()
