"""The figures of chapter 11 show the numbers they are given, and refuse what they cannot show."""

import numpy as np
import pytest

from course_utils.data import runs
from course_utils.plotting import chapter_11 as draw
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
