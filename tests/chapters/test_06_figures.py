"""The figures of chapter 06 draw what they are given, and refuse what does not fit together."""

import numpy as np
import pytest

from course_utils import pooling
from course_utils.data import runs
from course_utils.plotting import chapter_06 as draw
from course_utils.plotting import chapter_06_pictures as pictures
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


# ---- pictures: they draw what they are given, and their words follow it


def drawn(picture):
    return [word for ax in picture.figure.axes for word in words(ax)]


def numbers(values):
    return [draw.number_text(value) for value in np.ravel(values)]


def test_pooled_windows_say_whether_the_largest_stayed():
    table = np.array([[1.0, 3], [4, 2]])
    largest = pictures.pooled_windows(table, [[4.0]], window=2, stride=2)
    assert drawn(largest) == [*numbers(table), "4"] and "the largest number of each: 4" in largest.alt
    assert "one number of each: 2.5" in pictures.pooled_windows(table, [[2.5]], window=2, stride=2).alt
    assert "2 by 2 numbers, row by row 1 3; 4 2" in largest.alt


def test_grids_are_read_aloud_row_by_row():
    shown = pictures.grids({"map": VALUES[:2, :2], "arrives": [[-1.0]]})
    assert drawn(shown) == [*numbers(VALUES[:2, :2]), "−1"]
    assert shown.alt == "map, 2 by 2 numbers, row by row: 0 1; 5 6. arrives, 1 by 1 numbers, row by row: −1."


def test_padded_counts_the_maxima_that_are_no_numbers_of_the_map():
    ring = np.pad(-VALUES[:2, :2] - 1, 1)
    shown = pictures.padded(ring, [[0.0, -1.0]])
    assert drawn(shown) == [*numbers(ring), "0", "−1"] and "1 of the 2 are no numbers" in shown.alt
    assert "in a ring of 0" in shown.alt
    low = np.pad(-VALUES[:2, :2] - 1, 1, constant_values=-np.inf)
    assert "ring of −∞" in pictures.padded(low, [[-1.0]]).alt and "0 of the 1 are" in pictures.padded(low, [[-1.0]]).alt


def test_pooled_pictures_name_the_darkest():
    shown = pictures.pooled_pictures({"none": VALUES / 24, "max": np.ones((2, 2))})
    assert "none: 5 by 5, 0.50; max: 2 by 2, 1.00" in shown.alt and shown.alt.endswith("The darkest is “max”.")
    assert pictures.pooled_pictures({"none": VALUES / 24, "max": np.zeros((2, 2))}).alt.endswith("is “none”.")


def test_moved_rows_say_which_of_them_pool_to_the_same():
    rows = {"still": [0, 5, 0, 0], "left": [5, 0, 0, 0], "right": [0, 0, 5, 0]}
    pooled = {label: np.reshape(row, (-1, 2)).max(axis=1) for label, row in rows.items()}
    shown = pictures.moved_rows(rows, pooled)
    assert "left: 5 0 0 0 is pooled to 5 0, the same" in shown.alt
    assert "right: 0 0 5 0 is pooled to 0 5, another row" in shown.alt
    assert drawn(shown) == [*"0500", *"50", *"5000", *"50", *"0050", *"05"]


def test_robustness_names_the_most_robust_of_each_chart():
    shown = pictures.robustness({"pixels": np.array([[0.1, 0.3], [0.5, 0.2]])}, ["none", "max"])
    assert drawn(shown) == ["10%", "30%", "50%", "20%"]
    assert "inked cells unchanged, pixels: none 10%, max 30%; the most robust is max" in shown.alt
    turned = pictures.robustness({"pixels": np.array([[0.4, 0.3], [0.1, 0.2]])}, ["none", "max"])
    assert turned.alt.count("the most robust is none") == 2


def test_fields_are_told_as_they_are_marked():
    images = {"picture": np.ones((10, 10)), "feature map": np.ones((6, 6)), "pooled map": np.ones((3, 3))}
    shown = pictures.fields(images, ((5, 1), (2, 2)), unit=(1, 1))
    assert "One cell of the pooled map (3 by 3)" in shown.alt
    assert "2 by 2 cells of the feature map, then 6 by 6 cells of the picture" in shown.alt
    sides = [ax.patches[-1].get_width() for ax in shown.figure.axes]
    assert sides == [6, 2, 1]


def test_handed_back_says_who_receives_how_much():
    arriving, table = np.array([[3.0]]), np.array([[1.0, 2], [4, 3]])
    routed, spread = np.array([[0.0, 0], [3, 0]]), np.full((2, 2), 0.75)
    shown = pictures.handed_back(arriving, table, {"max": routed, "mean": spread})
    assert drawn(shown) == ["3", *numbers(table), *numbers(routed), *numbers(spread)]
    assert "max: 3 in all, for 1 of 4 cells: 3 at row 1, column 0" in shown.alt
    assert "mean: 3 in all, for 4 of 4 cells: from 0.75 to 0.75" in shown.alt
    colours = [[patch.get_facecolor() for patch in ax.patches] for ax in shown.figure.axes]
    assert colours[1] == colours[2], "the winner is tinted in the map as well"


def test_blown_up_counts_the_pixels_that_changed():
    picture = np.zeros((6, 6))
    picture[1:5, 1:5] = 1.0
    pooled = pooling.avg_pool2d(picture[None, None], 2)[0, 0]
    again = np.repeat(np.repeat(pooled, 2, 0), 2, 1)
    wrong = ((picture > 0) & (picture != again)).sum()
    assert f"16 inked pixels {wrong} are not what they were" in pictures.blown_up(picture, pooled, again).alt
    assert "inked pixels 0 are not" in pictures.blown_up(picture, pooled, picture).alt


def test_the_columns_used_are_those_of_the_stored_starts():
    stored = runs.load("effective_field")
    picture = pictures.columns_used(stored)
    (ax,) = picture.figure.axes
    thick = [line for line in ax.lines if line.get_label().endswith("training")]
    for line, name in zip(thick, ("before", "after")):
        found = np.mean([run.values[name] for run in stored], axis=0)
        np.testing.assert_allclose(line.get_ydata(), found)
        assert np.isclose(found.sum(), 1, atol=1e-5) and f"{name} training {found[14]:.0%} in the middle" in picture.alt
    assert len({line.get_linestyle() for line in thick}) == 2  # told apart without colour
    assert f"{len(stored)} starts" in picture.alt
