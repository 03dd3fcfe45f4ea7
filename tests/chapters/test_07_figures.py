"""The figures of chapter 07, and those that look into networks, show the numbers that they are given."""

import numpy as np
import pytest

from course_utils import convolution, training
from course_utils.plotting import chapter_07, figure, networks


def texts(ax):
    return [text.get_text() for text in ax.texts]


def test_tiles_lie_side_by_side_on_one_scale():
    _, ax = figure()
    pictures = np.arange(1.0, 61.0).reshape(5, 4, 3)
    image = networks.tiles(ax, pictures, columns=2)
    sheet = np.ma.filled(np.ma.masked_invalid(image.get_array()).astype(float), np.nan)
    assert sheet.shape == (3 * 4 + 2, 2 * 3 + 1)
    np.testing.assert_array_equal(sheet[5:9, 4:7], pictures[3])  # the fourth: second row, second column
    assert np.isnan(sheet[4]).all() and np.isnan(sheet[10:, 4:]).all()
    assert image.get_clim() == (0, 60)


@pytest.mark.parametrize("scale", [1.0, 0.01])
def test_signed_tiles_have_white_at_zero(scale):
    image = networks.tiles(figure()[1], scale * np.array([[[-3.0, 1.0]], [[2.0, 0.0]]]), columns=1, signed=True)
    assert image.get_clim() == pytest.approx((-3 * scale, 3 * scale))
    red, _, blue, _ = image.cmap(image.norm(0.0))
    assert red == pytest.approx(blue, abs=0.01) and red > 0.95


def test_tiles_take_the_scale_of_another_figure_and_labels():
    _, ax = figure()
    image = networks.tiles(ax, np.ones((2, 3, 3)), 2, labels=["a", "b"], limits={"vmin": -5, "vmax": 5})
    assert image.get_clim() == (-5, 5)
    assert texts(ax) == ["a", "b"]
    with pytest.raises(ValueError, match="labels: got 1 labels; expected 2"):
        networks.tiles(figure()[1], np.ones((2, 3, 3)), 2, labels=["a"])


def test_a_confusion_matrix_shows_every_count_and_shades_only_mistakes():
    _, ax = figure()
    counts = np.array([[9, 1, 0], [0, 7, 3], [2, 0, 8]])
    networks.confusion_matrix(ax, counts, "abc")
    placed = {text.get_position(): text.get_text() for text in ax.texts}
    assert placed == {(c, r): str(n) for (r, c), n in np.ndenumerate(counts) if n}
    np.testing.assert_array_equal(ax.images[0].get_array(), np.where(np.eye(3), 0, counts))
    assert [label.get_text() for label in ax.get_yticklabels()] == ["a", "b", "c"]


def test_accuracies_are_drawn_in_percent_and_told_apart_without_colour():
    _, ax = figure()
    networks.accuracies(ax, [0, 2, 4], {"one": [0.1, 0.5, 1.0], "two": [0.2, 0.2, 0.3]}, "steps")
    first, second = ax.lines[:2]
    np.testing.assert_allclose(first.get_ydata(), [10, 50, 100])
    assert first.get_linestyle() != second.get_linestyle() and first.get_marker() != second.get_marker()
    assert "guessing" in texts(ax)


def test_a_history_plots_itself_from_before_the_first_update():
    history = training.History(examples=10, batch_size=5)
    history.loss, history.train_accuracy, history.test_accuracy = [2, 1, 0], [0.1, 0.6, 0.9], [0.1, 0.5, 0.7]
    ax = history.plot()
    assert [line.get_label() for line in ax.lines] == ["training set", "validation set"]
    np.testing.assert_array_equal(ax.lines[1].get_xdata(), [0, 1, 2])
    np.testing.assert_allclose(ax.lines[1].get_ydata(), [10, 50, 70])
    history.test_accuracy = []
    _, ax = figure()
    assert history.plot(ax) is ax and len(ax.lines) == 1


def test_probabilities_mark_the_true_class():
    _, ax = figure()
    networks.probabilities(ax, [0.2, 0.7, 0.1], "abc", true=2)
    assert [bar.get_height() for bar in ax.patches] == [0.2, 0.7, 0.1]
    assert [bar.get_hatch() for bar in ax.patches] == [None, None, "//"]


def test_windows_and_their_rows_are_framed_alike():
    image = np.arange(20.0).reshape(4, 5)
    columns = convolution.im2col(image[None, None], (2, 3))
    _, axes = figure(ncols=2)
    chapter_07.windows_to_rows(axes, image, columns, (2, 3), places=(0, 5))
    (first, second), rows = ([p for p in ax.patches if not p.get_fill()] for ax in axes)
    assert (second.get_x(), second.get_y()) == (1.5, 0.5)  # window 5 of three to a row: row 1, column 2
    assert (second.get_width(), second.get_height()) == (3, 2)
    assert rows[1].get_y() == 4.5 and rows[1].get_width() == 6
    assert [p.get_edgecolor() for p in rows] == [first.get_edgecolor(), second.get_edgecolor()]
    assert first.get_linestyle() != second.get_linestyle()
    assert texts(axes[1])[30:36] == [f"{v:g}" for v in image[1:3, 2:5].ravel()]


def test_use_counts_write_each_number():
    _, ax = figure()
    chapter_07.use_counts(ax, np.array([[1, 2], [4, 9]]), "stride 1")
    assert texts(ax) == ["1", "2", "4", "9"]


def test_the_structure_names_layers_and_their_parameters():
    _, ax = figure()
    chapter_07.structure(ax, {0: 780, 3: 432_100, 5: 1_010})
    shown = [text for text in texts(ax) if text]
    assert [t for t in shown if t[0].isdigit()] == ["780", "432,100", "1,010"]
    names = ["Conv\n5 × 5", "ReLU", "MaxPool\n2 × 2", "Dense", "ReLU", "Dense", "softmax"]
    assert [t for t in shown if t in names] == names
    assert "pooled maps\n30 × 12 × 12" in shown
