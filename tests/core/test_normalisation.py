"""Local response normalisation against the paper's formula written as loops, and against torch."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from course_utils import normalisation

SHAPES = st.tuples(*(st.integers(1, limit) for limit in (3, 9, 3, 3)))


def by_the_formula(a, n, k, alpha, beta):
    out, last = np.empty_like(a), a.shape[1] - 1
    for i in range(a.shape[1]):
        total = sum(a[:, j] ** 2 for j in range(max(0, i - n // 2), min(last, i + n // 2) + 1))
        out[:, i] = a[:, i] / (k + alpha * total) ** beta
    return out


@given(
    SHAPES, st.sampled_from([1, 3, 5, 7]), st.floats(0.5, 3), st.floats(0, 0.1), st.floats(0, 1.5), st.integers(0, 99)
)
def test_it_is_the_formula(shape, n, k, alpha, beta, seed):
    a = np.random.default_rng(seed).normal(0, 10, shape)
    before = a.copy()
    np.testing.assert_allclose(
        normalisation.local_response(a, n, k, alpha, beta), by_the_formula(a, n, k, alpha, beta), rtol=1e-12
    )
    np.testing.assert_array_equal(a, before)


@given(SHAPES, st.integers(0, 99))
def test_torch_needs_five_times_the_alpha(shape, seed):
    a = np.random.default_rng(seed).normal(0, 30, shape)
    ours = normalisation.local_response(a)
    right = torch.nn.LocalResponseNorm(5, alpha=5e-4, beta=0.75, k=2)(torch.tensor(a)).numpy()
    np.testing.assert_allclose(ours, right, rtol=1e-12)
    wrong = torch.nn.LocalResponseNorm(5, alpha=1e-4, beta=0.75, k=2)(torch.tensor(a)).numpy()
    assert np.all(np.abs(wrong) >= np.abs(ours) - 1e-12)  # it divides by too little
    assert not np.allclose(wrong, ours, rtol=1e-6)


def test_everything_is_divided_by_at_least_two_to_three_quarters():
    a = np.array([1.0, 50.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0]).reshape(1, 8, 1, 1)
    found = normalisation.local_response(a).ravel()
    np.testing.assert_allclose(found[[0, 1, 7]], [0.544, 27.2, 0.595], atol=0.02)
    assert np.all(np.abs(found) <= np.abs(a.ravel()) / 2**0.75 + 1e-12)


def test_float32_stays():
    assert normalisation.local_response(np.ones((1, 3, 2, 2), np.float32)).dtype == np.float32


@pytest.mark.parametrize(
    ("change", "error", "words"),
    [
        ({"a": np.ones((3, 3))}, ValueError, "a: got shape"),
        ({"n": 4}, ValueError, "n: got 4; expected an odd"),
        ({"n": 0}, ValueError, "n: got 0"),
        ({"n": 5.0}, TypeError, "n: got"),
        ({"k": 0}, ValueError, "k: got 0"),
        ({"alpha": -1}, ValueError, "alpha: got -1"),
        ({"beta": "big"}, TypeError, "beta: got"),
        ({"a": np.full((1, 1, 1, 1), np.nan)}, ValueError, "a: got nan"),
    ],
)
def test_bad_input(change, error, words):
    with pytest.raises(error, match=words):
        normalisation.local_response(**{"a": np.ones((1, 3, 2, 2)), **change})
