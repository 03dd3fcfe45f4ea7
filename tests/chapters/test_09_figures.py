"""The figures of chapter 09 show the numbers that they are given."""

import numpy as np
import pytest

from course_utils import normalisation
from course_utils.data import augmentation
from course_utils.models import alexnet_plan
from course_utils.plotting import chapter_09, chapter_09_pictures, figure
from course_utils.uncertainty import Estimate

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


def test_learning_draws_the_mean_in_a_band_from_the_best_seed_to_the_worst():
    _, ax = figure()
    chapter_09_pictures.learning(ax, {"ReLU": [[50.0, 10.0], [70.0, 30.0], [57.0, 29.0]]})
    np.testing.assert_array_equal(ax.lines[0].get_ydata(), [59, 23])
    np.testing.assert_array_equal(ax.lines[0].get_xdata(), [1, 2])
    corners = {tuple(corner) for corner in ax.collections[0].get_paths()[0].vertices}
    assert corners == {(1, 50), (1, 70), (2, 10), (2, 30)}


# ---- what a picture says in words follows from what it draws ----
def test_the_towers_words_name_the_layers_that_read_both():
    assert "cross before conv3, fc6, fc7 and fc8, and" in chapter_09.two_towers(ROWS).alt
    whole = chapter_09.two_towers(alexnet_plan.rows(alexnet_plan.full(), towers=1))
    assert "cross before conv2, conv3, conv4, conv5, fc6, fc7 and fc8, and" in whole.alt


def test_the_shares_words_are_counted():
    alt = chapter_09.parameters_and_work(ROWS).alt
    assert "the 3 dense layers hold 96 % of the parameters, fc6 alone 62 %" in alt
    assert "the 5 convolutions do 92 % of the multiply-adds, conv2 alone 31 %" in alt
    small = chapter_09.parameters_and_work(alexnet_plan.rows(alexnet_plan.small())).alt
    assert "fc6 alone 41 %" in small or "fc6 alone 40 %" in small


def test_the_damping_words_say_where_a_curve_turns():
    alt = chapter_09.damping(np.linspace(0, 300, 61), (0, 300)).alt
    assert "no curve rises above the unchanged line; with neighbours at 0 beyond 200 the curve bends down" in alt
    assert "A response of 300 becomes 50, 24 with neighbours at 0, 300" in alt
    assert "bends" not in chapter_09.damping(np.linspace(0, 100, 11), (0, 100)).alt


@pytest.mark.parametrize(
    ("size", "words"),
    [(9, "4 windows of 2, 0 cells in two of them and 1 in none; 4 windows of 3, 3 cells in two of them and 0 in none"),
     (8, "4 windows of 2, 0 cells in two of them and 0 in none; 3 windows of 3, 2 cells in two of them and 1 in none")],
)  # fmt: skip
def test_the_pooling_words_count_cells(size, words):
    assert words in chapter_09.two_poolings(size).alt


def test_the_words_of_shares_left_first_weights_and_rules():
    alt = chapter_09.shares_left([0.1, 1, 10], {"L2": [0.01, 0.5, 0.99], "dropout": [0.5, 0.5, 0.5]}).alt
    assert "from 0.1 to 10 in size. L2: from 0.01 to 0.99; dropout: from 0.50 to 0.50" in alt
    assert "wide: nearly all between -0.6 and 0.6" in chapter_09.first_weights((0.2, 0.1), ("wide", "slim")).alt
    slow, quick = [1.0, 1, 0.6, 0.3, 0.1, 0.1], [1.0, 1, 0.1, 0.1, 0.1, 0.1]
    alt = chapter_09.two_rules({"slow": np.array(slow), "quick": np.array(quick)}, drop=2).alt
    assert "equal until the learning rate falls at step 2" in alt
    assert "by “slow” 0.600 at once, falling for 2 steps more; by “quick” 0.100 at once." in alt
    apart = {"a": np.array([1.0, 1, 0.1]), "b": np.array([1.0, 0.5, 0.1])}
    assert "at most 0.5 apart until" in chapter_09.two_rules(apart, drop=2).alt


def test_the_words_of_the_photographs():
    picture, small = np.zeros((30, 40, 3), np.uint8), np.zeros((20, 27, 3), np.uint8)
    square = np.random.default_rng(0).random((3, 20, 20))
    alt = chapter_09_pictures.preparation(picture, small, square, square - 0.5).alt
    assert "30 × 40 pixels; scaled to 20 × 27; cut to 20 × 20; and centred, its values from -0.5 to 0.5" in alt
    assert (
        "2 outlined windows of 10 × 10, which share 25 %"
        in chapter_09_pictures.two_crops(square, [(0, 0), (5, 5)], 10).alt
    )
    assert "share 0 %" in chapter_09_pictures.two_crops(square, [(0, 0), (10, 0)], 10).alt
    assert "the middle 12 × 12 pixels lie in all" in chapter_09_pictures.five_patches(square, 16).alt


def test_the_words_of_the_colours_follow_the_shift():
    components = augmentation.Components(
        np.array([0.2, 0.1, 0.1]), np.array([[0.6, -0.7, 0], [0.6, 0, 1], [0.5, 0.7, 0]])
    )
    square = np.full((3, 4, 4), 0.5)
    alt = chapter_09_pictures.colour_shifts(square, components, ((0, 1), (0, -1), (1, 2))).alt
    assert "p₁, α = 1: brighter; p₁, α = −1: darker; p₂, α = 2: more blue, less red." in alt


def test_the_words_of_the_kernels_measure_flat_colour():
    noise = np.random.default_rng(0).normal(size=(12, 3, 5, 5))
    alt = chapter_09_pictures.filter_sheets(noise, np.ones((12, 3, 5, 5)) * np.arange(1.0, 4)[:, None, None]).alt
    assert "The 12 kernels" in alt and alt.endswith("before, to 100 % after.")


def test_the_words_of_the_ranking_say_in_which_place_the_true_class_is():
    scores = np.array([[3.0, 2, 1], [1.0, 2, 3]])
    alt = chapter_09_pictures.ranked_answers(np.zeros((2, 3, 4, 4)), scores, [0, 0], ["cat", "cup", "ship"], k=2).alt
    assert alt == "2 patches above their 2 likeliest classes as bars. The true class: cat in place 1, cat in place 3."


def test_the_words_of_the_recipes_name_what_is_seen():
    train = {"base": [9.0, 11.0], "bare": [1.0, 2.0], "other": [8.0, 9.0]}
    rows = {"bare": (np.array([-4.0, -2.0]), Estimate(-3.0, 1.0, -5.0, -1.0)),
            "other": (np.array([1.0, 12.0]), Estimate(6.5, 3.0, -1.0, 14.0))}  # fmt: skip
    picture = chapter_09_pictures.recipes(train, rows, "base")
    assert "In training “bare” has the fewest, 1.5 %, and “base” 10.0 %" in picture.alt
    assert "bare −3.0 (−5.0 to −1.0), other +6.5 (−1.0 to +14.0). 0 is outside for “bare”." in picture.alt
    errors, apart = picture.figure.axes
    assert [text.get_text() for text in errors.get_yticklabels()] == list(train)
    means = [line.get_ydata()[0] for line in apart.lines if line.get_marker() == "D"]
    assert means == [1, 2], "each beside its own training errors"


def test_the_words_of_the_bends_are_the_means_at_the_end():
    suited, paper = {"ReLU": np.array([[50.0, 10], [60, 20]])}, {"ReLU": np.array([[90.0, 80], [90, 70]])}
    alt = chapter_09_pictures.bends(suited, paper).alt
    assert "over 2 epochs" in alt and "that suit each: ReLU 15 %. Right" in alt and alt.endswith("weights: ReLU 75 %.")
