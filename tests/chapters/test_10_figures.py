"""The figures of chapter 10 show the blocks, networks and numbers that they are given."""

import numpy as np
import pytest
from matplotlib.patches import Circle, Rectangle

from course_utils.plotting import chapter_10, chapter_10_results, figure


def texts(ax):
    return [text.get_text() for text in ax.texts]


def shapes(ax, kind):
    return [patch for patch in ax.patches if isinstance(patch, kind)]


def test_a_residual_block_has_a_sum_before_what_follows_it():
    layers, after = [("3 × 3", "layer"), ("ReLU", "relu"), ("3 × 3", "layer")], [("last ReLU", "relu")]
    ax = chapter_10.block(figure()[1], layers, after, "identity")
    (circle,) = shapes(ax, Circle)
    heights = {text.get_text(): text.get_position()[1] for text in ax.texts}
    assert heights["x"] > heights["ReLU"] > circle.center[1] > heights["last ReLU"] > heights["y"]
    assert len(shapes(ax, Rectangle)) == 4 and "identity" in heights


def test_its_plain_twin_stands_level_and_has_no_sum():
    layers, after = [("3 × 3", "layer"), ("3 × 3", "layer")], [("ReLU", "relu")]
    plain, residual = (chapter_10.block(figure()[1], layers, after, way) for way in (None, "x"))
    assert not shapes(plain, Circle) and "+" not in texts(plain)
    boxes = [[box.get_xy() for box in shapes(ax, Rectangle)] for ax in (plain, residual)]
    assert boxes[0] == boxes[1] and plain.get_ylim() == residual.get_ylim()


def test_a_skip_spans_its_boxes_and_the_next_begins_after_its_sum():
    ax = chapter_10.row(figure()[1], [(name, "layer") for name in "ABCD"], [(0, 1, "p"), (2, 3, "q")])
    boxes = {name: box.get_x() for name, box in zip("ABCD", shapes(ax, Rectangle))}
    bridges = [line.get_xdata() for line in ax.lines if len(line.get_xdata()) == 3]
    (first_start, _, first_end), (second_start, _, second_end) = bridges
    assert first_start < boxes["A"] < boxes["B"] < first_end < second_start < boxes["C"] < boxes["D"] < second_end
    assert texts(ax).count("+") == 2 and {"p", "q", "x", "y"} <= set(texts(ax))


@pytest.mark.parametrize("skip", [(2, 1, "x"), (0, 4, "x"), (-1, 1, "x")])
def test_a_skip_round_boxes_that_are_not_there_is_refused(skip):
    with pytest.raises(ValueError, match="skips"):
        chapter_10.row(figure()[1], [(name, "layer") for name in "ABC"], [skip])


def test_errors_are_in_percent_and_may_begin_before_training():
    ax = chapter_10_results.errors(figure()[1], {"one": [0.9, 0.5, 0.1], "two": [0.2, 0.2, 0.3]}, first=0)
    np.testing.assert_allclose(ax.lines[0].get_ydata(), [90, 50, 10])
    np.testing.assert_array_equal(ax.lines[1].get_xdata(), [0, 1, 2])
    assert len({line.get_linestyle() for line in ax.lines}) == 2


def test_every_seed_is_a_dot_and_the_median_a_line():
    groups = {"plain20": [0.1, 0.2, 0.6], "residual20": [0.05, 0.01, 0.02]}
    ax = chapter_10_results.seeds(figure()[1], groups, "error (%)")
    dots, median, others, _ = ax.lines
    np.testing.assert_allclose(dots.get_ydata(), [10, 20, 60])
    np.testing.assert_allclose(median.get_ydata(), [20, 20])
    assert dots.get_markerfacecolor() == "white" and others.get_markerfacecolor() != "white"


def test_gradients_of_different_depths_share_an_axis_and_zeros_lie_on_the_floor():
    ax = chapter_10_results.gradients(figure()[1], {"a": [1.0, 2.0, 3.0], "b": [0.0, 1e-3]}, floor=1e-9)
    assert [tuple(line.get_xdata()[[0, -1]]) for line in ax.lines] == [(0, 100), (0, 100)]
    np.testing.assert_allclose(ax.lines[1].get_ydata(), [1e-9, 1e-3])
    assert ax.get_yscale() == "log"


def test_blocks_are_counted_from_one_with_other_seeds_behind():
    series, others = {"a": [1.0, 2.0]}, {"a": [[1.1, 2.1], [0.9, 1.9]]}
    ax = chapter_10_results.by_block(figure()[1], series, "change", baselines={"a": 3.0}, others=others)
    first, second, main, base = ax.lines
    np.testing.assert_array_equal(main.get_xdata(), [1, 2])
    np.testing.assert_allclose([first.get_ydata(), second.get_ydata()], others["a"])
    assert set(base.get_ydata()) == {3.0}
