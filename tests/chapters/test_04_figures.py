"""The drawings of chapter 04 show what they say: as many edges as weights, as many looks as different weights."""

import numpy as np
import pytest

from course_utils import data
from course_utils.plotting import Picture, figure
from course_utils.plotting import chapter_04 as draw


@pytest.mark.parametrize(("inputs", "window"), [(8, 3), (6, 2), (5, 3)])
def test_as_many_edges_as_the_title_counts(inputs, window):
    _, axes = figure(ncols=3)
    full, local, shared = draw.draw_connections(axes, inputs, window)
    units = inputs - window + 1
    assert [len(ax.lines) for ax in (full, local, shared)] == [inputs * units, window * units, window * units]
    looks = {(line.get_color(), line.get_linestyle()) for line in shared.lines}
    assert len(looks) == window, "shared: one look for each weight"
    titles = [ax.get_title() for ax in axes]
    assert titles == [
        f"full: {inputs * units} weights, {units} biases",
        f"local: {window * units} weights, {units} biases",
        f"shared: {window} weights, 1 bias",
    ]


@pytest.mark.parametrize(("layers", "seen"), [(1, 3), (2, 5), (3, 7)])
def test_the_coloured_pixels_are_the_receptive_field(layers, seen):
    ax = draw.draw_fields(figure()[1], pixels=9, window=3, layers=layers)
    coloured = [p for p in ax.patches if p.get_facecolor()[:3] != (1, 1, 1) and hasattr(p, "get_x")]
    assert len(coloured) == seen
    assert f"pixels: {seen}" in [text.get_text() for text in ax.texts]


def test_the_numbers_are_those_of_the_pixels():
    image = np.arange(100).reshape(10, 10)
    _, part = draw.draw_numbers(figure(ncols=2)[1], image, top=2, left=5, size=3)
    assert [int(text.get_text()) for text in part.texts] == image[2:5, 5:8].ravel().tolist()


def test_pictures_and_titles_must_match():
    _, axes = figure(ncols=2)
    with pytest.raises(ValueError, match="images: got 1 images and 2 titles; expected one of each for 2 axes"):
        draw.draw_pictures(axes, [np.zeros((2, 2))], ["a", "b"])
    with pytest.raises(ValueError, match=r"shares: got shape \(2,\)"):
        draw.draw_shift(axes[0], [0, 1, 2], [0.5, 0.5])


def test_white_is_a_weight_of_zero():
    _, axes = figure(ncols=2)
    image = draw.draw_weight_matrices(axes, [np.array([[0.0, 3.0]]), np.array([[-1.0, 0.0]])], "ab")
    assert image.get_clim() == (-3.0, 3.0)
    assert image.cmap(image.norm(0.0))[:3] == pytest.approx((0.97, 0.97, 0.97), abs=0.02)


def test_the_timeline_keeps_the_order_of_its_events():
    events = ((1906, "A", "a"), (1959, "B", "b"), (1998, "C", "c"))
    ax = draw.draw_timeline(figure()[1], events)
    heights = {text.get_text(): text.get_position()[1] for text in ax.texts}
    assert heights["1906"] > heights["1959"] > heights["1998"]
    assert heights["B"] == heights["1959"] == heights["b"]


# ---- whole pictures: what is drawn is what was given, and the words follow the data ----------------------------------
def images(picture):
    return [np.asarray(ax.images[0].get_array()) for ax in picture.figure.axes if ax.images]


def test_the_words_count_the_numbers_that_are_drawn():
    image = np.zeros((12, 12), dtype=int)
    image[4:6, 4:6], image[4, 6], image[9, 9] = 250, 100, 100
    picture = draw.numbers(image, top=1, left=1, size=10)
    np.testing.assert_array_equal(images(picture)[0], image)
    assert "94 are 0, 4 are 200 or more; of the 2 between, 2 touch a 0" in picture.alt
    image[8:11, 8:11] = 100
    assert "of the 10 between, 6 touch a 0" in draw.numbers(image, 1, 1, 10).alt


def test_levels_are_counted():
    image = np.arange(9).reshape(3, 3)
    picture = draw.grey_and_bilevel(image, np.where(image > 4, 255, 0))
    assert [ax.get_title() for ax in picture.figure.axes] == ["grey: 9 levels", "bilevel: 2 levels"]
    assert "9 levels of grey" in picture.alt and "with 2 levels" in picture.alt


def test_the_mixture_is_said_to_be_too_dark_only_where_it_is():
    a, b = (np.full((2, 2, 3), value, dtype=np.uint8) for value in (200, 100))
    assert "100% of its values are darker" in draw.mixture(a, b, (a + b) // 2).alt
    right = draw.mixture(a, b, np.full_like(a, 150))
    assert "no value is darker" in right.alt
    assert [image[0, 0, 0] for image in images(right)] == [200, 100, 150]


def test_the_channels_are_those_of_the_photograph():
    photo = np.zeros((4, 5, 3), dtype=np.uint8)
    photo[:2] = 220, 120, 30
    picture = draw.channels(photo)
    np.testing.assert_array_equal(images(picture)[0], photo)
    for channel, drawn in enumerate(images(picture)[1:]):
        np.testing.assert_array_equal(drawn, photo[:, :, channel])
    assert "220, 120 and 30" in picture.alt
    assert "220, 30 and 120" in draw.channels(photo[:, :, [0, 2, 1]]).alt


def test_stripes_are_measured():
    smooth, stripes = np.zeros((4, 6)), np.tile([0.0, 50.0], (4, 3))
    picture = draw.moved_or_forced(smooth, stripes)
    assert "differ by 0 levels" in picture.alt and "by 50" in picture.alt
    np.testing.assert_array_equal(images(picture)[1], stripes)


def test_below_each_digit_stand_its_own_pixels():
    digits = data.load("digits").train_x[:3].reshape(3, 784)
    order = np.random.default_rng(1).permutation(784)
    picture = draw.shuffled_digits(digits, order, [5, 0, 4])
    drawn = images(picture)
    np.testing.assert_array_equal(drawn[1], digits[1].reshape(28, 28))
    np.testing.assert_array_equal(drawn[4].ravel(), digits[1][order])
    assert "The digits 5, 0, 4" in picture.alt and "grey noise" in picture.alt
    unmoved = draw.shuffled_digits(digits, np.arange(784), [5, 0, 4])
    assert "100.0%" in unmoved.alt and "noise" not in unmoved.alt


def test_the_curve_says_where_guessing_begins():
    picture = draw.shift_curve(range(4), [0.9, 0.5, 0.14, 0.1])
    np.testing.assert_allclose(picture.figure.axes[0].lines[0].get_ydata(), [0.9, 0.5, 0.14, 0.1])
    assert "50% at 1" in picture.alt and "from 2 on it is near guessing" in picture.alt
    assert "always far above guessing" in draw.shift_curve(range(2), [0.9, 0.8]).alt


def test_the_words_count_what_is_connected():
    assert "full: 48 weights and 6 biases" in draw.connections().alt
    assert "shared: 2 weights and 1 bias" in draw.connections(inputs=6, window=2).alt


def test_the_words_count_what_is_in_the_matrices():
    own, tied = np.diag([1.0, 2.0, 3.0]), np.diag([2.0, 2.0, 2.0])
    picture = draw.weight_matrices({"local": own, "shared": tied})
    np.testing.assert_array_equal(images(picture)[0], own)
    assert "3 by 3" in picture.alt
    assert "local, 1 weights other than 0 in each column, 3 different" in picture.alt
    assert "shared, 1 weights other than 0 in each column, 1 different" in picture.alt


@pytest.mark.parametrize(("window", "seen"), [(3, 5), (2, 3)])
def test_the_field_is_told_in_words(window, seen):
    assert f"In orange: pixels: {seen}," in draw.fields(window=window).alt


def test_the_history_is_told_in_words_too():
    alt = draw.timeline().alt
    assert alt.index("1906 Sherrington") < alt.index("1959 Hubel and Wiesel") < alt.index("Built by engineers: 1980")
    assert "1962 C: c." in draw.timeline(((1962, "C", "c"), (1998, "D", "d"))).alt


def test_the_tuning_curve_names_its_peak_and_its_silence():
    weights, bar = np.eye(3) - 0.2, np.eye(3)
    picture = draw.tuning(weights, bar, np.array([0.0, 45.0, 90.0]), np.array([0.0, 2.0, 0.0]))
    np.testing.assert_array_equal(images(picture)[0], weights)
    assert "largest at 45 degrees, 0 at 2 of 3 directions" in picture.alt
    assert "largest at 90" in draw.tuning(weights, bar, np.array([0.0, 45.0, 90.0]), np.array([0.0, 1.0, 2.0])).alt


def test_every_one_of_them_is_a_picture():
    assert all(isinstance(made, Picture) for made in (draw.connections(), draw.fields(), draw.timeline()))
