"""The figures of chapter 07, and those that look into networks, show the numbers that they are given."""

import numpy as np
import pytest

from course_utils import convolution, training
from course_utils.convnet import SimpleConvNet
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


SHAPES = [(1, 28, 28), (30, 24, 24), (30, 24, 24), (30, 12, 12), (100,), (100,), (10,), (10,)]


def test_the_structure_names_layers_and_their_parameters():
    _, ax = figure()
    chapter_07.structure(ax, {0: 780, 3: 432_100, 5: 1_010}, SHAPES)
    shown = [text for text in texts(ax) if text]
    assert [t for t in shown if t[0].isdigit()] == ["780", "432,100", "1,010"]
    names = ["Conv\n5 × 5", "ReLU", "MaxPool\n2 × 2", "Dense", "ReLU", "Dense", "softmax"]
    assert [t for t in shown if t in names] == names
    assert "pooled maps\n30 × 12 × 12" in shown


# ---- pictures: what is drawn is what is given, and the words follow the data


@pytest.mark.parametrize(("filters", "kernel", "hidden"), [(30, 5, 100), (6, 3, 20)])
def test_the_network_is_drawn_with_its_own_sizes(filters, kernel, hidden):
    network = SimpleConvNet(filters=filters, kernel_size=kernel, hidden_size=hidden)
    picture = chapter_07.network_of(list(network.net.layers.values()))
    (ax,) = picture.figure.axes
    counts = [count for _, _, count in network.layer_table() if count]
    assert [t for t in texts(ax) if t[:1].isdigit()] == [f"{count:,}" for count in counts]
    side = (29 - kernel) // 2
    assert f"pooled maps\n{filters} × {side} × {side}" in texts(ax)
    assert f"Conv\n{kernel} × {kernel}" in texts(ax)
    for number in counts:
        assert f"{number:,}" in picture.alt
    assert f"most of them between {filters} × {side} × {side} and {hidden}" in picture.alt


def test_windows_and_rows_are_told_by_their_sizes():
    image = np.arange(5.0, 17.0).reshape(3, 4)
    picture = chapter_07.rows_of_windows(image, convolution.im2col(image[None, None], 2), (2, 2), places=(1, 5))
    assert len(picture.figure.axes) == 2
    assert "3 by 4 numbers, from 5 to 16" in picture.alt and "matrix of 6 rows of 4" in picture.alt
    assert "window 1 with row 1 and window 5 with row 5" in picture.alt


def test_counts_of_windows_are_drawn_and_told_for_each_stride():
    counts = {1: np.array([[1, 2], [2, 7]]), 3: np.array([[0, 1], [1, 1]])}
    picture = chapter_07.counts_of_windows(counts)
    assert [texts(ax) for ax in picture.figure.axes] == [["1", "2", "2", "7"], ["0", "1", "1", "1"]]
    assert "stride 1 from 1 to 7, 1 in the corner" in picture.alt
    assert "stride 3 from 0 to 1, 0 in the corner" in picture.alt


def test_learning_curves_begin_after_the_first_epoch():
    picture = chapter_07.learning_curves({"one": [0.5, 0.9], "two": [0.2, 0.3]})
    first = picture.figure.axes[0].lines[0]
    assert list(first.get_xdata()) == [1, 2] and list(first.get_ydata()) == [50, 90]
    assert picture.alt == "Accuracy after each of 2 epochs: one from 50% to 90%; two from 20% to 30%."


def test_the_confusion_matrix_names_its_most_frequent_mistake():
    counts = np.array([[9, 1, 0], [0, 7, 3], [2, 0, 8]])
    alt = chapter_07.confusion(counts, "abc").alt
    assert "24 of 30 on the diagonal" in alt and "mistake, 3 times, is b taken for c" in alt
    counts[2, 0] = 5
    assert "5 times, is c taken for a" in chapter_07.confusion(counts, "abc").alt


def test_the_surest_mistakes_come_first_and_right_answers_never():
    pictures = np.zeros((6, 4, 4))
    true, answers = np.array([0, 1, 2, 3, 4, 5]), np.array([0, 7, 2, 8, 9, 5])
    shares = np.array([1.0, 0.6, 1.0, 0.999, 0.7, 1.0])
    picture = chapter_07.surest_mistakes(pictures, true, answers, shares, most=2)
    assert [ax.get_title() for ax in picture.figure.axes] == ["3, not 8 (>99%)", "4, not 9 (70%)"]
    assert "The 2 surest of 3 mistakes, all of them with at least 70 %" in picture.alt
    none = chapter_07.surest_mistakes(pictures, true, true, shares)
    assert "The 0 surest of 0 mistakes" in none.alt


def test_filters_before_and_after_are_compared_in_numbers():
    rng = np.random.default_rng(0)
    first = rng.normal(size=(30, 5, 5))
    smooth = np.broadcast_to(rng.normal(size=(30, 5, 1)), (30, 5, 5))
    picture = chapter_07.filters_before_and_after(first, first + 0.1 * smooth)
    assert [ax.get_title() for ax in picture.figure.axes[:3]] == ["before", "after", "after − before"]
    assert f"correlation of {np.median(chapter_07.alike(first, first + 0.1 * smooth)):.2f}" in picture.alt
    assert "and with 1.00 in the differences" in picture.alt
    before, after, change = (ax.images[0].get_clim() for ax in picture.figure.axes[:3])
    assert before == after != change
    other = chapter_07.filters_before_and_after(first, -first).alt
    assert "correlation of -1.00" in other


def test_neighbours_tell_noise_from_smooth_filters():
    rng = np.random.default_rng(1)
    assert abs(chapter_07.neighbours(rng.normal(size=(40, 5, 5)))) < 0.1
    assert chapter_07.neighbours(np.broadcast_to(rng.normal(size=(40, 5, 1)), (40, 5, 5))) == pytest.approx(1)


def test_filters_count_those_that_answer_to_ink():
    weight = np.concatenate([np.ones((3, 2, 2)), -np.ones((5, 2, 2))]) * np.arange(1, 9)[:, None, None]
    weight[:, 0, 0] *= 2
    picture = chapter_07.filters(weight)
    assert picture.alt.startswith("8 filters; in 3 of them the positive weights outweigh")


def test_feature_maps_say_how_much_is_filled_and_what_is_empty():
    maps = np.zeros((30, 4, 4))
    maps[0, :2], maps[1, 0, 0] = 1, 2
    picture = chapter_07.feature_maps(np.zeros((6, 6)), maps)
    assert "the 30 feature maps" in picture.alt and "0 % to 50 % of their places; 28 stay empty" in picture.alt


def test_moved_digits_say_from_where_half_is_lost():
    series = {"left and right": [0.4, 0.8, 0.96, 0.7, 0.3], "up and down": [0.6, 0.9, 0.96, 0.9, 0.6]}
    alt = chapter_07.moved_digits([-4, -1, 0, 1, 3], series).alt
    assert "left and right: 96 % unmoved, below one half from 3 pixels on (30 % to 30 % there), 30 % at worst" in alt
    assert "up and down: 96 % unmoved, never below one half, 60 % at worst" in alt


def test_fewer_filters_say_how_the_orders_part():
    shares = [[0.96, 0.9, 0.1], [0.96, 0.5, 0.1], [0.96, 0.7, 0.1]]
    picture = chapter_07.fewer_filters([0, 3, 6], shares)
    assert "in 3 orders" in picture.alt and "0 gone: 96 % (96 % to 96 %)" in picture.alt
    assert "3 gone: 70 % (50 % to 90 %); 6 gone: 10 % (10 % to 10 %)" in picture.alt
    ax = picture.figure.axes[0]
    assert ax.get_xlabel() == "filters set to zero, of 6"
    np.testing.assert_allclose(ax.lines[0].get_ydata(), [96, 70, 10])
    widest = ax.collections[0].get_paths()[0].vertices
    assert widest[widest[:, 0] == 3][:, 1].min() == pytest.approx(50) and widest[:, 1].max() == pytest.approx(96)
    with pytest.raises(ValueError, match="shares"):
        chapter_07.fewer_filters([0, 3], shares)


def test_turned_digits_name_the_angles_that_are_shown():
    picture = chapter_07.turned_digits(np.zeros((2, 5, 5)), (0, 90), [0, 45, 90], [0.9, 0.5, 0.125])
    assert [ax.get_title() for ax in picture.figure.axes[:2]] == ["0°", "90°"]
    assert picture.alt == "A digit turned by 0°, 90°, and accuracy over the angle: 90 % at 0°, 12 % at 90°."
