"""The figures of chapter 08 draw what they are given."""

import numpy as np
import pytest

from course_utils.data import runs
from course_utils.models import lenet5_plan
from course_utils.plotting import chapter_08 as draw
from course_utils.plotting import figure


def words(ax):
    return [text.get_text() for text in ax.texts]


def test_the_architecture_names_every_layer_with_its_shape():
    layers = [("input", (1, 32, 32))] + [(row.layer, row.shape) for row in lenet5_plan.rows()]
    ax = draw.architecture(figure()[1], layers)
    assert {name for name, _ in layers} <= set(words(ax)) and "16@10×10" in words(ax)
    widths = [patch.get_width() for patch in ax.patches]
    assert widths.count(28) == 6 and widths.count(10) == 6 and widths.count(4) == 3  # six sheets at most; three bars


def test_the_table_has_a_cross_for_each_connection():
    ax = draw.connection_table(figure()[1], lenet5_plan.C3_TABLE, lit=3)
    assert words(ax).count("X") == 60
    places = {text.get_position() for text in ax.texts}
    assert places == {(column, row) for column, rows in enumerate(lenet5_plan.C3_TABLE) for row in rows}


def test_shares_are_percentages():
    ax = draw.shares(figure()[1], ["a", "b"], [1, 3], [30, 10])
    assert [patch.get_height() for patch in ax.patches] == [25, 75, 75, 25]
    assert words(ax) == ["25", "75", "75", "25"]


def test_every_run_is_a_dot_and_every_variant_a_line():
    found = runs.load("lenet5")
    names = {label: label for label in found.labels}
    ax = draw.switches(figure()[1], found, names)
    dots = [line for line in ax.lines if line.get_marker() == "o"]
    bars = [line for line in ax.lines if line.get_marker() != "o"]
    assert len(dots) == len(bars) == len(names)
    for label, dot, bar in zip(names, dots, bars):
        final = [100 * run.validation_accuracy[-1] for run in found.where(label)]
        np.testing.assert_allclose(dot.get_ydata(), final)
        assert bar.get_ydata()[0] == pytest.approx(np.mean(final))


def test_early_curves_are_means_in_their_range():
    values = np.array([[0.2, 0.6], [0.4, 0.8]])
    ax = draw.early(figure()[1], {"a": values})
    np.testing.assert_allclose(ax.lines[0].get_ydata(), [30, 70])
    with pytest.raises(ValueError, match="curves"):
        draw.early(figure()[1], {"a": values[0]})


def test_the_smallest_distance_is_marked():
    ax = draw.bars_of_distances(figure()[1], np.arange(10.0)[::-1])
    colors = [patch.get_facecolor() for patch in ax.patches]
    assert colors.count(colors[9]) == 1
    with pytest.raises(ValueError, match="distances"):
        draw.bars_of_distances(figure()[1], np.arange(9.0))


def test_bends_are_drawn_with_their_points():
    x = np.linspace(-1, 1, 5)
    ax = draw.bends(figure()[1], {"a": (x, x), "b": (x, x**2)}, points=[(1, 1)])
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["a", "b"]
    assert sum(line.get_marker() == "o" for line in ax.lines) == 1
