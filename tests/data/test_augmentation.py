"""Augmentation: what comes out is a changed copy of what went in, and the changes are the paper's."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course_utils import data
from course_utils.data import augmentation


def numbered(count=6, channels=3, side=9):
    return np.arange(count * channels * side * side, dtype=np.float32).reshape(count, channels, side, side)


def test_the_shorter_side_of_a_photograph():
    cat = data.photograph("chelsea")  # (300, 451, 3)
    small = augmentation.shorter_side(cat, 256)
    assert small.shape == (256, 385, 3) and small.dtype == np.uint8
    assert augmentation.shorter_side(cat.transpose(1, 0, 2), 256).shape == (385, 256, 3)
    assert abs(float(small.mean()) - float(cat.mean())) < 1


@given(st.integers(1, 9), st.integers(1, 9), st.integers(1, 9))
def test_the_centre(height, width, size):
    x = np.arange(height * width).reshape(1, 1, height, width)
    if size > min(height, width):
        with pytest.raises(ValueError, match=f"size: got {size}; expected at most {min(height, width)}"):
            augmentation.centre_crop(x, size)
        return
    crop = augmentation.centre_crop(x, size)
    assert crop.shape == (1, 1, size, size)
    top, left = divmod(int(crop[0, 0, 0, 0]), width)
    assert 0 <= height - size - 2 * top <= 1 and 0 <= width - size - 2 * left <= 1


@given(st.integers(1, 9), st.integers(0, 2), st.integers(0, 999))
def test_a_crop_is_a_window_of_its_picture(size, padding, seed):
    x = numbered() + 1
    crops = augmentation.random_crops(x, size, np.random.default_rng(seed), padding)
    padded = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    places = padded.shape[2] - size + 1
    for crop, picture in zip(crops, padded, strict=True):
        assert any(
            np.array_equal(crop, picture[:, r : r + size, c : c + size]) for r in range(places) for c in range(places)
        )
    crops[:] = 0
    assert x[0, 0, 0, 0] == 1


def test_every_place_is_met_and_about_equally_often():
    x = np.broadcast_to(np.arange(16.0).reshape(1, 1, 4, 4), (4000, 1, 4, 4))
    corners = augmentation.random_crops(x, 2, np.random.default_rng(0))[:, 0, 0, 0]
    counts = np.unique(corners, return_counts=True)[1]
    assert len(counts) == 9 and counts.min() > 350 and counts.max() < 550


def test_reflections():
    x = numbered(200)
    turned = augmentation.random_reflections(x, np.random.default_rng(0))
    same = [np.array_equal(a, b) for a, b in zip(turned, x, strict=True)]
    mirrored = [np.array_equal(a, b[..., ::-1]) for a, b in zip(turned, x, strict=True)]
    assert all(a != b for a, b in zip(same, mirrored, strict=True))
    assert 70 < sum(mirrored) < 130


def test_the_ten_patches():
    x = numbered(2, side=6)
    found = augmentation.ten_patches(x, 4)
    assert found.shape == (10, 2, 3, 4, 4)
    for patch, (row, column) in zip(found, [(0, 0), (0, 2), (2, 0), (2, 2), (1, 1)], strict=False):
        np.testing.assert_array_equal(patch, x[:, :, row : row + 4, column : column + 4])
    np.testing.assert_array_equal(found[5:], found[:5, ..., ::-1])


@settings(max_examples=30)
@given(st.integers(0, 999))
def test_components_are_those_of_the_covariance(seed):
    x = np.random.default_rng(seed).normal(0, [[[[3]], [[2]], [[1]]]], (5, 3, 6, 6))
    values, vectors = augmentation.colour_components(x)
    covariance = np.cov(x.transpose(1, 0, 2, 3).reshape(3, -1), bias=True)
    np.testing.assert_allclose(vectors @ np.diag(values) @ vectors.T, covariance, atol=1e-10)
    np.testing.assert_allclose(vectors.T @ vectors, np.eye(3), atol=1e-10)
    assert values[0] >= values[1] >= values[2] >= 0
    assert all(vectors[np.abs(vectors[:, i]).argmax(), i] > 0 for i in range(3))


def test_the_shift_is_one_colour_a_picture_with_the_right_spread():
    patches = data.load("patches", train=400)
    components = augmentation.colour_components(patches.train_x)
    shifts = augmentation.colour_shift(patches.train_x, components, np.random.default_rng(0)) - patches.train_x
    assert shifts.dtype == np.float32
    np.testing.assert_allclose(shifts.std(axis=(2, 3)), 0, atol=1e-6)  # the same for every pixel
    alphas = shifts[:, :, 0, 0] @ components.vectors / components.values
    assert np.all(np.abs(alphas.std(axis=0) - 0.1) < 0.02) and np.all(np.abs(alphas.mean(axis=0)) < 0.02)


def test_no_spread_no_shift():
    x = numbered()
    components = augmentation.colour_components(x)
    np.testing.assert_array_equal(augmentation.colour_shift(x, components, np.random.default_rng(0), std=0), x)


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda: augmentation.random_crops(numbered(), 10, np.random.default_rng(0)), ValueError, "size: got 10"),
        (lambda: augmentation.random_crops(numbered(), 4, 7), TypeError, "rng: got 7"),
        (lambda: augmentation.random_crops(numbered()[0], 4, np.random.default_rng(0)), ValueError, "x: got shape"),
        (lambda: augmentation.random_reflections(numbered(), None), TypeError, "rng: got None"),
        (lambda: augmentation.ten_patches(numbered(), 0), ValueError, "size: got 0"),
        (lambda: augmentation.colour_components(numbered(channels=1)), ValueError, "x: got shape"),
        (lambda: augmentation.shorter_side(np.zeros((4, 4)), 2), (TypeError, ValueError), "picture: got"),
    ],
)
def test_bad_input(call, error, words):
    with pytest.raises(error, match=words):
        call()
