"""The figures of chapter 09 show the numbers that they are given."""

import numpy as np
import pytest

from course_utils import normalisation
from course_utils.models import alexnet_plan
from course_utils.plotting import chapter_09, chapter_09_pictures, figure

ROWS = alexnet_plan.rows(alexnet_plan.full())


def texts(ax):
    return [text.get_text() for text in ax.texts]


def test_the_wires_cross_where_a_layer_reads_both_towers():
    _, ax = figure()
    chapter_09.towers(ax, ROWS)
    crossing = {round(line.get_xdata()[1] + 0.34) for line in ax.lines
                if line.get_linewidth() > 2 and line.get_ydata()[0] == -line.get_ydata()[1]}  # fmt: skip
    assert {ROWS[column - 1].layer for column in crossing} == {"conv3", "fc6", "fc7"}
    split = {layer.name for layer in alexnet_plan.full().convolutions if layer.split}
    assert split.isdisjoint({ROWS[column - 1].layer for column in crossing})


def test_each_tower_shows_half_of_the_channels():
    _, ax = figure()
    chapter_09.towers(ax, ROWS)
    shown = texts(ax)
    for row in ROWS[:-1]:
        half = f"{row.shape[0] // 2}" + "".join(f" × {side}" for side in row.shape[1:])
        assert sum(text.replace("\n", " ") == half for text in shown) >= 2
    assert shown.count("1000") == 1


def test_shares_are_those_of_the_rows():
    _, axes = figure(ncols=2)
    chapter_09.shares(axes, ROWS)
    for ax, name in zip(axes, ("parameters", "multiply_adds")):
        total = sum(getattr(row, name) for row in ROWS)
        widths = [bar.get_width() for bar in ax.patches]
        np.testing.assert_allclose(widths, [100 * getattr(row, name) / total for row in ROWS])
        assert [bar.get_hatch() for bar in ax.patches] == [None] * 5 + ["//"] * 3


def test_damped_curves_are_the_package_s():
    _, ax = figure()
    responses = np.array([0.0, 50.0, 200.0])
    chapter_09.damped(ax, responses, (0, 100))
    for line, level in zip(ax.lines, (0, 100)):
        a = np.array([level, 0, level], float)[:, None] + np.array([0, 1, 0])[:, None] * responses
        np.testing.assert_allclose(line.get_ydata(), normalisation.local_response(a[None, :, None])[0, 1, 0])
    np.testing.assert_array_equal(ax.lines[2].get_ydata(), responses)


def test_pooling_windows_overlap_by_one_cell_or_not_at_all():
    _, axes = figure(ncols=2)
    chapter_09.pooling_windows(axes, size=9)
    assert [len(ax.lines) for ax in axes] == [4, 4]
    for ax, overlap in zip(axes, (False, True)):
        ends, starts = (round(ax.lines[k].get_xdata()[1 - k]) for k in (0, 1))
        assert (ends > starts) is overlap


def test_shrinkage_and_histograms_and_steps_draw_what_they_get():
    _, ax = figure()
    chapter_09.shrinkage(ax, [0.1, 1, 10], {"L2": [0, 0.5, 1], "dropout": [0.5, 0.5, 0.5]})
    np.testing.assert_array_equal(ax.lines[0].get_ydata(), [0, 0.5, 1])
    assert ax.get_xscale() == "log"
    _, ax = figure()
    chapter_09.weight_histograms(ax, (0.01, 0.1), ("narrow", "wide"))
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["narrow", "wide"]
    _, ax = figure()
    chapter_09.steps(ax, {"a": [1.0, 2.0], "b": [3.0, 4.0]}, drop=1)
    np.testing.assert_array_equal(ax.lines[1].get_ydata(), [3, 4])
    assert ax.lines[0].get_linestyle() != ax.lines[1].get_linestyle()


def test_photographs_take_either_order_of_axes():
    _, axes = figure(ncols=2)
    picture = np.random.default_rng(0).random((3, 4, 5))
    chapter_09_pictures.photographs(axes, [picture, picture.transpose(1, 2, 0)], ["a", "b"])
    np.testing.assert_array_equal(axes[0].images[0].get_array(), axes[1].images[0].get_array())
    with pytest.raises(ValueError, match="shorter|longer"):
        chapter_09_pictures.photographs(axes, [picture], ["a", "b"])


def test_crops_are_outlined_where_they_are():
    _, ax = figure()
    chapter_09_pictures.crops(ax, np.zeros((3, 10, 10)), [(0, 2), (3, 1)], 6)
    corners = [(box.get_y(), box.get_x(), box.get_width()) for box in ax.patches]
    assert corners == [(-0.5, 1.5, 6), (2.5, 0.5, 6)]
    assert len({box.get_linestyle() for box in ax.patches}) == 2
    with pytest.raises(ValueError, match="places: got 6 places; expected at most 5"):
        chapter_09_pictures.crops(ax, np.zeros((3, 10, 10)), [(0, 0)] * 6, 6)


def test_filters_are_stretched_each_by_itself():
    _, ax = figure()
    weights = np.random.default_rng(0).normal(size=(5, 3, 2, 2)) * np.array([1, 10, 100, 1, 0])[:, None, None, None]
    chapter_09_pictures.filters(ax, weights, columns=3)
    sheet = ax.images[0].get_array()
    assert sheet.shape == (5, 8, 3)
    assert (sheet[:2, 3:5].min(), sheet[:2, 3:5].max()) == (0, 1)
    assert not np.isnan(sheet).any()


def test_ranked_bars_begin_with_the_likeliest_and_mark_the_true_class():
    _, axes = figure(nrows=2, ncols=1, squeeze=False)
    chapter_09_pictures.ranked(axes, np.zeros((1, 3, 4, 4)), np.array([[0.1, 0.6, 0.3]]), [2], "abc", k=3)
    bars = axes[1][0].patches
    assert [bar.get_width() for bar in bars] == [0.6, 0.3, 0.1]
    assert [bar.get_hatch() for bar in bars] == [None, "//", None]
    assert texts(axes[1][0]) == ["b", "c", "a"]


def test_measured_dots_means_and_band():
    _, ax = figure()
    chapter_09_pictures.measured(ax, {"base": [1.0, 3.0], "other": [5.0, 7.0]}, "base", "errors")
    dots, means = ax.lines[::2], ax.lines[1::2]
    np.testing.assert_array_equal(dots[1].get_xdata(), [5, 7])
    assert [line.get_xdata()[0] for line in means] == [2, 6]
    band = ax.patches[0].get_extents().transformed(ax.transData.inverted())
    assert (band.x0, band.x1) == pytest.approx((1, 3))


def test_learning_draws_every_seed_and_their_mean():
    _, ax = figure()
    chapter_09_pictures.learning(ax, {"ReLU": [[50.0, 10.0], [70.0, 30.0]]})
    np.testing.assert_array_equal(ax.lines[2].get_ydata(), [60, 20])
    np.testing.assert_array_equal(ax.lines[0].get_xdata(), [1, 2])
