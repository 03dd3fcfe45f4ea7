"""The figures of chapter 06 draw what they are given, and refuse what does not fit together."""

import numpy as np
import pytest

from course_utils import pooling
from course_utils.plotting import chapter_06 as draw
from course_utils.plotting import figure

VALUES = np.arange(25.0).reshape(5, 5)


def words(ax):
    return [text.get_text() for text in ax.texts]


def test_a_number_grid_shows_every_number_row_by_row():
    ax = draw.number_grid(figure()[1], [[1.0, -2.0], [2.25, -np.inf]], lit=[(0, 1, "orange")])
    assert words(ax) == ["1", "−2", "2.25", "−∞"]
    faces = [patch.get_facecolor() for patch in ax.patches]
    assert len({*faces}) == 2 and faces[1] not in (faces[0], faces[2], faces[3])


def test_windows_are_outlined_where_they_lie_and_results_take_their_colours():
    pooled = pooling.max_pool2d(VALUES[None, None], 3, 2)[0, 0]
    left, right = draw.windows(figure(ncols=2)[1], VALUES, pooled, window=3, stride=2)
    outlines = [patch for patch in left.patches if not patch.get_fill()]
    assert len(outlines) == pooled.size
    for outline, (i, j), cell in zip(outlines, np.ndindex(pooled.shape), right.patches):
        x, y = outline.get_xy()
        assert j * 2 - 0.5 < x < j * 2 and i * 2 - 0.5 < y < i * 2
        assert x + outline.get_width() < j * 2 + 2.5 and y + outline.get_height() < i * 2 + 2.5
        assert outline.get_edgecolor()[:3] == cell.get_facecolor()[:3]
    assert words(right) == ["12", "14", "22", "24"]


def test_field_boxes_are_what_a_unit_depends_on():
    """Nudge every pixel: those that move the unit are those in the box."""
    picture, unit = np.random.default_rng(0).normal(size=(1, 1, 14, 14)), (1, 2)

    def value(x):
        fives = pooling.avg_pool2d(x, 5, stride=1)  # sees what a convolution of 5 × 5 sees
        return pooling.avg_pool2d(fives, 2)[0, 0][unit]

    inside = np.zeros((14, 14), bool)
    ((top, left, height, width, _),) = draw.field_boxes([(5, 1), (2, 2)], unit)[0]
    inside[top : top + height, left : left + width] = True
    for place in np.ndindex(14, 14):
        moved = picture.copy()
        moved[0, 0][place] += 1.0
        assert (value(moved) != value(picture)) == inside[place], place


def test_signed_pictures_are_white_at_zero_and_others_dark_on_light():
    axes = draw.pictures(figure(ncols=2)[1], {"digit": VALUES, "change": VALUES - 20}, signed=("change",))
    digit, change = (ax.images[0] for ax in axes)
    assert digit.cmap.name == "gray_r" and digit.get_clim() == (0, 24)
    low, high = change.get_clim()
    assert low == -high == -20


def test_shares_stand_beside_each_other_with_their_numbers():
    ax = draw.shares(figure()[1], {"a": [0.25, 0.5], "b": [1.0, 0.0]}, ["left", "right"], "share")
    assert words(ax) == ["25%", "50%", "100%", "0%"]
    assert [label.get_text() for label in ax.get_xticklabels()] == ["left", "right"]


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: draw.number_grid(figure()[1], [1.0, 2.0]), "values: got"),
        (lambda: draw.shares(figure()[1], {"a": [0.5]}, ["left", "right"], "share"), r"groups\['a'\]: got"),
        (lambda: draw.pictures(figure(ncols=2)[1], {"one": VALUES}), "shorter"),
        (lambda: draw.shifted_rows(figure(ncols=2)[1], {"one": [1.0, 0.0]}, {"one": [1.0]}), "shorter"),
        (lambda: draw.windows(figure(ncols=2)[1], VALUES, [1.0], 2, 2), "pooled: got"),
    ],
)
def test_nothing_is_left_out_without_a_word(call, words):
    with pytest.raises(ValueError, match=words):
        call()
