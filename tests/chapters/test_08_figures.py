"""The figures of chapter 08 draw what they are given."""

import numpy as np
import pytest

from course_utils import activations
from course_utils.data import runs
from course_utils.experiment.record import Record
from course_utils.models import digit_codes, lenet5_plan
from course_utils.plotting import chapter_08 as draw
from course_utils.plotting import chapter_08_pictures as pictures
from course_utils.plotting import figure
from course_utils.training import Evaluation
from course_utils.uncertainty import Estimate


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


def test_pictures_of_the_network_say_what_its_rows_say():
    rows = lenet5_plan.rows()
    whole = pictures.architecture(rows)
    assert "C3 16×10×10" in whole.alt and "F6 84" in whole.alt and "C3" in words(whole.figure.axes[0])
    parts = pictures.shares(rows)
    assert "parameters: C5 80%, F6 17%, C3 3%; connections: C3 44%, C1 36%, C5 14%" in parts.alt
    other = [lenet5_plan.Row("a", (1,), 1, 30), lenet5_plan.Row("b", (1,), 3, 10)]
    assert "parameters: b 75%, a 25%; connections: a 75%, b 25%" in pictures.shares(other).alt


def test_the_bends_picture_draws_the_three_functions():
    picture = pictures.bends(reach=2.0)
    lines = {line.get_label(): line for line in picture.figure.axes[0].lines}
    for name, f in {"LeNet-5": activations.lecun_tanh, "tanh": np.tanh, "logistic": activations.sigmoid}.items():
        np.testing.assert_allclose(lines[name].get_ydata(), f(lines[name].get_xdata()))
    assert "tanh from −0.96 to 0.96" in picture.alt


def test_sub_sampled_maps_are_drawn_with_their_range():
    sharp, soft = np.array([[-1.5, 1.5], [1.5, -1.5]]), np.array([[0.0, 0.5], [0.25, 1.0]])
    picture = pictures.sub_sampled({"sharp": sharp, "soft": soft})
    assert words(picture.figure.axes[0]) == ["sharp", "soft"]
    assert "sharp: −1.5 to 1.5, 0% of its cells between" in picture.alt
    assert "soft: 0.0 to 1.0, 50% of its cells between" in picture.alt


def test_the_table_s_picture_names_every_column():
    picture = pictures.connection_table([(0, 2), (1,)], lit=1)
    assert words(picture.figure.axes[0]).count("X") == 3
    assert "3 rows, maps of S2, and 2 columns, maps of C3, with 3 crosses; column 1 is lit" in picture.alt
    assert "Column 0 rows 0 2, column 1 rows 1." in picture.alt


def test_the_features_stand_beside_the_code_they_are_nearest_to():
    distances = np.arange(10.0, 0, -1)
    picture = pictures.features_and_distances(-digit_codes.CODES[9], distances)
    left, right = picture.figure.axes
    assert words(left) == ["F6", "code of 9"] and [bar.get_height() for bar in right.patches] == list(distances)
    assert "0% of the pixels have its sign" in picture.alt and "the smallest is 1, to 9, then 2, to 8" in picture.alt


def test_the_training_s_picture_ends_in_its_last_accuracies():
    record = Record()
    for train, test in ((0.5, 0.6), (0.9, 0.8)):
        record.add(Evaluation(0.1, train), Evaluation(0.1, test), 1.0, 0.002)
    alt = pictures.training(record).alt
    assert "over 2 epochs; at the end 90% of the training and 80% of the other digits" in alt


def test_differences_are_drawn_with_their_intervals():
    groups = {"up": (np.array([1.0, 2.0, -9.0]), Estimate(1.5, 0.1, 0.5, 5.0)),
              "even": (np.array([0.5, -0.5]), Estimate(0.0, 1.0, -0.04, 0.04))}  # fmt: skip
    picture = pictures.differences(groups, reach=3.0)
    ax = picture.figure.axes[0]
    lines = [line.get_xdata() for line in ax.lines]
    np.testing.assert_allclose(lines[0], [0.5, 3.0])  # cut at the edge
    np.testing.assert_allclose(lines[1], [1.0, 2.0])
    assert words(ax) == ["−9.0"] and ax.texts[0].get_position()[0] == -3.0  # told where it cannot be drawn
    means = [line for line in ax.lines if line.get_marker() == "D"]
    assert [line.get_markerfacecolor() == "white" for line in means] == [False, True]
    assert "up +1.50 (+0.50 to +5.00), even 0.00 (−0.04 to +0.04). 0 is outside for “up”." in picture.alt


def test_pictures_of_runs_follow_the_runs():
    found = runs.load("lenet5")
    early = pictures.early(found, {"modern": "new"})
    mean = np.mean([run.validation_accuracy for run in found.where("modern")], axis=0)
    assert f"new: {mean[0]:.0%} after one epoch, {mean[9]:.1%} after ten, {mean[-1]:.1%} at the end" in early.alt
