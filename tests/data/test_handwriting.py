"""A drawing is scaled and centred as the digits of MNIST were; they themselves are the measure."""

import numpy as np
import pytest

from course_utils import data
from course_utils.data.handwriting import as_mnist


@pytest.fixture(scope="module")
def digits():
    return data.load("digits", train=1, raw=True).test_x[:, 0]  # (1000, 28, 28)


def centre(picture):
    return [np.average(np.arange(28), weights=picture.sum(axis=axis)) for axis in (1, 0)]


def extent(picture):
    return [int(np.ptp(np.flatnonzero(picture.any(axis=axis)))) + 1 for axis in (1, 0)]


def test_every_digit_of_the_test_set_comes_back_as_it_is(digits):
    assert all(np.array_equal(as_mnist(digit), digit) for digit in digits)


def test_a_digit_that_was_moved_comes_back_as_it_was(digits):
    rng = np.random.default_rng(0)
    for digit in digits[::5]:
        row, column = rng.integers(0, 20, 2)
        page = np.zeros((48, 56), np.uint8)
        page[row : row + 28, column : column + 28] = digit
        assert np.array_equal(as_mnist(page), digit)


def test_a_digit_three_times_as_large_comes_back_nearly_as_it_was(digits):
    """Measured against moving it by one pixel; rarely its centre, softened, rounds to the next pixel."""
    near = []
    for digit in digits[:100]:
        large, exact = np.kron(digit, np.ones((3, 3), np.uint8)), digit.astype(int)
        by_one_pixel = min(np.abs(np.roll(exact, 1, axis=axis) - exact).mean() for axis in (0, 1))
        near.append(np.abs(as_mnist(large) - exact).mean() < 0.5 * by_one_pixel)
    assert np.mean(near) >= 0.95


def test_any_drawing_has_a_longer_side_of_20_pixels_and_its_mass_in_the_middle():
    rng = np.random.default_rng(1)
    for _ in range(200):
        drawing = np.zeros((28, 28), np.uint8)
        (top, left), (high, wide) = rng.integers(0, 18, 2), rng.integers(2, 11, 2)
        drawing[top : top + high, left : left + wide] = rng.integers(1, 256, (high, wide))
        found = as_mnist(drawing)
        assert found.shape == (28, 28) and found.dtype == np.uint8
        assert max(extent(found)) in (19, 20)  # ink as faint as 1 may round to nothing at an edge
        assert np.allclose(centre(found), 14, atol=0.51)


def test_proportions_are_kept():
    drawing = np.zeros((28, 28), np.uint8)
    drawing[3:11, 20:24] = 200
    assert extent(as_mnist(drawing)) == [20, 10]
    assert extent(as_mnist(drawing.T)) == [10, 20]


def test_lopsided_ink_stays_inside_the_frame():
    drawing = np.zeros((28, 28), np.uint8)
    drawing[5, 0:20] = 1
    drawing[0:10, 0:2] = 255  # nearly all of the mass at one end
    found = as_mnist(drawing)
    assert extent(found) == [10, 20] and found.sum() == drawing.sum()
    assert np.flatnonzero(found.any(axis=0))[-1] == 27 and centre(found)[1] < 14


def test_a_single_faint_point_survives():
    drawing = np.zeros((28, 28), np.uint8)
    drawing[0, 27] = 1
    assert as_mnist(drawing).any()


def test_nothing_stays_nothing():
    assert not as_mnist(np.zeros((28, 28), np.uint8)).any()


def test_the_drawing_is_only_read():
    drawing = np.zeros((28, 28), np.uint8)
    drawing[4:20, 4:20] = 90
    drawing.flags.writeable = False
    found = as_mnist(drawing)
    found[:] = 7
    assert set(np.unique(drawing)) == {0, 90}


@pytest.mark.parametrize(
    ("drawing", "error", "words"),
    [
        (np.zeros((28, 28)), TypeError, "drawing: got .* expected an array of bytes"),
        (np.zeros((1, 28, 28), np.uint8), ValueError, "drawing: got shape .*expected an array with 2 axes"),
        (np.zeros((0, 28), np.uint8), ValueError, "drawing: got an empty array"),
        ("7", TypeError, "drawing: got '7'"),
    ],
)
def test_anything_but_a_grey_picture_of_bytes_is_refused(drawing, error, words):
    with pytest.raises(error, match=words):
        as_mnist(drawing)
