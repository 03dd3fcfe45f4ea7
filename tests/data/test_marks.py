"""Crosses and rings: symmetric, whole, one pixel wide, and where they were put."""

import numpy as np
import pytest

from course_utils.data import marks


@pytest.mark.parametrize("size", range(1, 15))
def test_marks_look_the_same_in_every_mirror(size):
    for mark in (marks.cross(size), marks.ring(size)):
        assert mark.shape == (2 * size + 1, 2 * size + 1) and set(np.unique(mark)) == {0, 1}
        for mirrored in (mark[::-1], mark[:, ::-1], mark.T):
            np.testing.assert_array_equal(mirrored, mark)


@pytest.mark.parametrize("size", range(1, 15))
def test_a_cross_is_its_two_diagonals(size):
    assert marks.cross(size).sum() == 2 * (2 * size + 1) - 1
    assert (marks.cross(size)[np.arange(2 * size + 1), np.arange(2 * size + 1)] == 1).all()


@pytest.mark.parametrize("radius", range(1, 15))
def test_a_ring_is_near_its_radius_without_a_gap(radius):
    rows, columns = np.nonzero(marks.ring(radius))
    assert (abs(np.hypot(rows - radius, columns - radius) - radius) <= 0.75).all()
    filled, corner = np.pad(marks.ring(radius), 1), [(0, 0)]
    while corner:  # flood the paper from a corner, edge by edge: it must not reach the middle
        r, c = corner.pop()
        if 0 <= r < len(filled) and 0 <= c < len(filled) and filled[r, c] == 0:
            filled[r, c] = 2
            corner += [(r + 1, c), (r - 1, c), (r, c + 1), (r, c - 1)]
    assert filled[radius + 1, radius + 1] == 0


def test_a_mark_lies_where_it_was_put():
    paper = marks.on_paper(marks.cross(1), 5, 6, row=2, column=3)
    assert paper.shape == (5, 6) and paper.sum() == 5
    np.testing.assert_array_equal(paper[2:5, 3:6], marks.cross(1))


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: marks.cross(0), r"^reach: got 0"),
        (lambda: marks.ring(1.5), r"^radius: got 1.5"),
        (lambda: marks.on_paper(marks.cross(1), 3, 3, 0, 1), r"^mark: got shape \(3, 3\) at \(0, 1\); expected room"),
        (lambda: marks.on_paper(marks.cross(1), 3, 3, -1, 0), r"^row: got -1"),
        (lambda: marks.on_paper([1.0], 3, 3, 0, 0), r"^mark: got"),
    ],
)
def test_what_does_not_fit_is_told_by_name(call, words):
    with pytest.raises((TypeError, ValueError), match=words):
        call()
