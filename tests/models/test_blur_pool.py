"""Max pooling with a blur before its stride: the same as its steps, and steadier under a shift by one pixel."""

import numpy as np
import torch
from hypothesis import given
from hypothesis import strategies as st

from course_utils import convolution, pooling
from course_utils.maintenance.measure import antialias, effective_field
from course_utils.models.blur_pool import MaxBlurPool

SIZES = st.tuples(st.integers(1, 3), st.integers(1, 3), st.integers(3, 9), st.integers(3, 9), st.integers(0, 99))


@given(SIZES)
def test_it_is_a_maximum_then_a_convolution_with_stride_2(size):
    n, c, h, w, seed = size
    x = np.random.default_rng(seed).normal(size=(n, c, h, w))
    rim = np.pad(pooling.max_pool2d(x, 2, stride=1), ((0, 0), (0, 0), (1, 1), (1, 1)), mode="reflect")
    kernel = np.outer([1, 2, 1], [1, 2, 1]) / 16
    slow = [convolution.conv2d(rim[:, k : k + 1], kernel[None, None], stride=2) for k in range(c)]
    found = MaxBlurPool()(torch.tensor(x)).numpy()
    assert found.shape == (n, c, h // 2, w // 2)
    np.testing.assert_allclose(found, np.concatenate(slow, axis=1), rtol=1e-12, atol=1e-12)


def test_a_peak_that_moves_by_one_pixel_changes_less():
    x = np.zeros((1, 1, 12, 12))
    x[0, 0, 5, 5] = 1
    moved = np.roll(x, 1, axis=3)
    change = {}
    for name, pool in antialias.POOLINGS.items():
        here, there = (pool()(torch.tensor(value)) for value in (x, moved))
        change[name] = float((here - there).abs().sum() / here.abs().sum())
    assert change["max, then blur"] < change["max 2/2"]


def test_pictures_are_moved_and_lose_what_leaves():
    x = np.arange(9.0).reshape(1, 1, 3, 3)
    np.testing.assert_array_equal(antialias.moved(x, 0, 1)[0, 0], [[0, 0, 1], [0, 3, 4], [0, 6, 7]])
    np.testing.assert_array_equal(antialias.moved(x, -1, 0)[0, 0], [[3, 4, 5], [6, 7, 8], [0, 0, 0]])


def test_differences_are_paired_by_start_and_have_both_errors():
    rng = np.random.default_rng(0)
    base = rng.random((10, 3, 50))
    found = {name: list(base + (name != "max 2/2") * rng.normal(0.1, 0.05, (10, 3, 50))) for name in antialias.POOLINGS}
    runs = {run.label: run.values for run in antialias._differences(found)}
    assert len(runs) == 6
    change = np.array(found["max 4/2"])[:, 2] - base[:, 2]
    values = runs["max 4/2 − max 2/2: agreement"]
    assert np.isclose(values["difference"], change.mean())
    assert np.isclose(values["over_starts"], change.mean(axis=1).std(ddof=1) / np.sqrt(10))
    assert np.isclose(values["over_digits"], change.mean(axis=0).std(ddof=1) / np.sqrt(50))


def test_columns_of_a_field_hold_the_whole_gradient_and_nothing_outside():
    shares = effective_field.columns(effective_field.network(0), np.random.default_rng(0).random((3, 1, 28, 28), "f"))
    assert np.isclose(shares.sum(), 1)
    outside = np.abs(np.arange(28) - 14) > effective_field.LAYERS
    assert np.all(shares[outside] == 0) and effective_field.width(shares) <= 2 * effective_field.LAYERS + 1
    assert effective_field.width(np.eye(28)[14]) == 1
