"""The drawings of chapter 04 show what they say: as many edges as weights, as many looks as different weights."""

import numpy as np
import pytest

from course_utils.plotting import chapter_04 as draw
from course_utils.plotting import figure


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
