"""The figures of chapter 12 show the numbers they are given, and refuse what they cannot show."""

import numpy as np
import pytest

from course_utils import uncertainty
from course_utils.data import runs
from course_utils.plotting import chapter_12 as draw
from course_utils.plotting import figure


def test_colours_stand_where_they_belong():
    pictures = np.zeros((5, 3, 4, 4))
    pictures[:, 0] = np.linspace(0.2, 1, 5)[:, None, None]
    ax = draw.colour_sheet(figure()[1], pictures, columns=3, labels=("a", "b"))
    sheet = ax.images[0].get_array()
    assert sheet.shape == (9, 14, 3)
    corners = [(0, 0), (0, 5), (0, 10), (5, 0), (5, 5)]
    np.testing.assert_allclose([sheet[r, c, 0] for r, c in corners], np.linspace(0.2, 1, 5))
    np.testing.assert_array_equal(sheet[5, 10], 1)  # no sixth picture
    assert [text.get_text() for text in ax.texts] == ["a", "b"]


def test_filters_are_grey_where_a_weight_is_zero():
    filters = np.zeros((2, 3, 2, 2))
    filters[0, 0, 0, 0], filters[1, 2, 1, 1] = 0.5, -2.0
    sheet = draw.colour_filters(figure()[1], filters, columns=2).images[0].get_array()
    assert sheet[0, 0].tolist() == [0.625, 0.5, 0.5] and sheet[1, 4].tolist() == [0.5, 0.5, 0.0]


def test_maps_with_a_sign_are_centred_at_zero():
    axes = figure(ncols=3)[1]
    draw.evidence(axes, np.zeros((3, 4, 4)), {"signed": np.array([[-1.0, 3.0]]), "size": np.ones((2, 2))}, "picture")
    assert axes[1].images[0].get_clim() == (-3, 3) and axes[2].images[0].get_clim() == (0, 1)
    assert [ax.get_title() for ax in axes] == ["picture", "signed", "size"]
    with pytest.raises(ValueError, match="zip"):
        draw.evidence(figure(ncols=3)[1], np.zeros((3, 4, 4)), {"one": np.ones((2, 2))}, "picture")


def test_intervals():
    ax = draw.intervals(figure()[1], [("a", 0.5, (0.4, 0.7)), ("b", 1.0, (0.9, 1.0))])
    line, dot = ax.lines[:2]
    np.testing.assert_allclose(line.get_xdata(), [40, 70])
    np.testing.assert_allclose(dot.get_xdata(), [50])
    assert [label.get_text() for label in ax.get_yticklabels()] == ["a", "b"]


def test_nameless_curves_name_nothing():
    stored = runs.load("curves").runs[:4]
    axes = draw.nameless_curves(figure(ncols=4)[1], stored)
    assert [ax.get_title() for ax in axes] == list("ABCD")
    for ax, run in zip(axes, stored):
        np.testing.assert_allclose(ax.lines[0].get_ydata(), 100 * np.array(run.train_accuracy))
        np.testing.assert_allclose(ax.lines[1].get_ydata(), 100 * np.array(run.validation_accuracy))
        assert run.label not in {text.get_text() for text in ax.texts}


def test_readings():
    axes = figure(ncols=2)[1]
    draw.readings(axes, np.zeros((2, 28, 28)), np.array([[1, 7, 1], [3, 5, 8]]), np.array([7, 3]))
    assert [ax.get_title() for ax in axes] == ["1 7 1, is 7", "3 5 8, is 3"]


@pytest.mark.parametrize(
    ("call", "name"),
    [
        (lambda ax: draw.colour_sheet(ax, np.zeros((2, 1, 4, 4)), 2), "pictures"),
        (lambda ax: draw.colour_sheet(ax, np.zeros((2, 3, 4, 4)), 0), "columns"),
        (lambda ax: draw.colour_sheet(ax, np.zeros((2, 3, 4, 4)), 2, labels=("a", "b")), "labels"),
        (lambda ax: draw.colour_filters(ax, np.zeros((2, 1, 4, 4)), 2), "filters"),
        (lambda ax: draw.evidence([ax], np.zeros((4, 4)), {}, "x"), "picture"),
    ],
)
def test_what_cannot_be_drawn_is_refused_by_name(call, name):
    with pytest.raises((TypeError, ValueError), match=f"^{name}:"):
        call(figure()[1])


# ---- whole figures: what is drawn is what was given, and the words follow the data -----------------------------------
def image(ax):
    return np.asarray(ax.images[0].get_array())


def test_each_class_has_its_row_and_its_colour_in_words():
    pictures, labels = np.zeros((5, 3, 4, 4)), np.array([1, 0, 1, 0, 1])
    pictures[labels == 1, 2] = 0.5
    picture = draw.class_sheet(pictures, labels, ("dark", "blue"), each=3)
    (ax,) = picture.figure.axes
    assert [text.get_text() for text in ax.texts] == ["dark", "blue"]
    assert image(ax)[5, 0].tolist() == [0, 0, 0.5] and image(ax)[0, 10].tolist() == [1, 1, 1]  # no third dark one
    assert "2 classes" in picture.alt and "blue, mean red, green and blue 0.00, 0.00, 0.50" in picture.alt


def test_the_filters_say_how_far_they_have_moved():
    first = np.ones((2, 3, 2, 2))
    picture = draw.filter_pair({"before": first, "after": 1.5 * first})
    assert [ax.get_title() for ax in picture.figure.axes] == ["before", "after"]
    assert "differ by 50% of their length" in picture.alt
    left, right = (image(ax) for ax in picture.figure.axes)
    assert right[0, 0, 0] == 1.0 and left[0, 0, 0] == pytest.approx(0.5 + 1 / 3), "one scale for both"


def test_maps_are_told_by_how_concentrated_they_are_and_where():
    spot, even = np.zeros((6, 6)), np.ones((6, 6))
    spot[2, 5] = 3.0
    picture = draw.moved_answer(np.zeros((3, 4, 4)), {"spot": spot, "even": even}, title="a picture")
    assert "A picture, and beside it 2 maps" in picture.alt
    assert "spot, 6 by 6, half of it in 3% of its places, most in the right third" in picture.alt
    assert "even, 6 by 6, half of it in 50%" in picture.alt
    np.testing.assert_array_equal(image(picture.figure.axes[1]), spot)


def test_every_reading_is_told():
    answers, labels = np.array([[1, 7, 1], [3, 3, 8]]), np.array([7, 3])
    picture = draw.disagreements(np.zeros((2, 28, 28)), answers, labels)
    assert "1 7 1, is 7; 3 3 8, is 3" in picture.alt and "50% is right" in picture.alt


def test_the_intervals_are_those_of_the_function_given():
    picture = draw.interval_rows(((9, 10), (90, 100)), uncertainty.wilson)
    low, high = uncertainty.wilson(90, 100)
    assert f"90 of 100, {100 * low:.1f} to {100 * high:.1f}" in picture.alt
    np.testing.assert_allclose(picture.figure.axes[0].lines[2].get_xdata(), [100 * low, 100 * high])
    assert "0.0 to 100.0" in draw.interval_rows(((9, 10),), lambda right, total: (0, 1)).alt


def test_curves_are_told_without_their_names():
    stored = runs.load("curves").runs[:3]
    picture = draw.nameless(stored)
    for run, ax, letter in zip(stored, picture.figure.axes, "ABC"):
        assert ax.get_title() == letter and run.label not in picture.alt
        assert f"{letter}, {100 * run.train_accuracy[0]:.0f} to {100 * run.train_accuracy[-1]:.0f} (" in picture.alt
