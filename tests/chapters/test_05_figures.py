"""The figures of chapter 05 draw what they are given: numbers, windows, pixels out of reach, fields, blocks."""

import numpy as np
import pytest

from course_utils import shapes
from course_utils.plotting import chapter_05 as draw
from course_utils.plotting import figure


def words(ax):
    return [text.get_text() for text in ax.texts]


def test_a_map_is_shown_up_to_the_window():
    _, axes = figure(ncols=3)
    image, kernel, output = np.arange(16).reshape(4, 4), np.eye(2), np.arange(10, 19).reshape(3, 3)
    draw.under_the_window(axes, image, kernel, output, place=(1, 0))
    assert words(axes[2]) == ["10", "11", "12", "13", *[""] * 5]
    assert words(axes[0]) == [str(k) for k in range(16)]
    frame = axes[0].patches[-1]
    assert (frame.get_xy(), frame.get_height(), frame.get_width()) == ((0, 1), 2, 2)


def test_numbers_have_a_true_minus_and_grey_padding():
    ax = draw.numbers(figure()[1], np.pad([[-1.5]], 1), ring=1)
    assert words(ax)[4] == "−1.5"
    faces = [patch.get_facecolor() for patch in ax.patches]
    assert len(set(faces)) == 2
    assert faces[4] != faces[0]
    assert faces.count(faces[0]) == 8


@pytest.mark.parametrize("window", [(7, 3, 1, 0), (7, 3, 2, 0), (7, 3, 3, 0), (7, 3, 3, 1), (8, 5, 2, 2), (9, 2, 5, 0)])
def test_every_window_over_a_row_is_drawn_and_stays_inside(window):
    size, kernel, stride, padding = window
    ax = draw.reach(figure()[1], *window)
    assert len(ax.lines) == shapes.output_size(*window)
    assert sum(patch.get_hatch() is not None for patch in ax.patches) == shapes.unused(*window)
    assert len(ax.patches) == size + 2 * padding
    for line in ax.lines:
        low, high = line.get_xdata()
        assert -padding <= low < high <= size + padding
        assert round(high - low) == kernel


def test_what_a_unit_sees_is_counted_layer_by_layer():
    ax = draw.receptive_fields(figure()[1], [(5, 1), (2, 2), (5, 1), (2, 2), (5, 1)], list("abcde"), 32, 0)
    assert [text for text in words(ax) if "seen" in text] == [f"{n} seen" for n in (1, 5, 10, 14, 28, 32)]
    assert "e: 1" in words(ax)
    assert "picture: 32" in words(ax)


def test_the_funnel_ends_at_the_receptive_field():
    layers = [(3, 2), (3, 1)]
    ax = draw.receptive_fields(figure()[1], layers, ["a", "b"], 15, 2)
    bottoms = sorted(line.get_xdata()[1] for line in ax.lines if line.get_ydata()[1] == 0)
    assert (bottoms[0], bottoms[-1]) == shapes.seen(shapes.receptive_field(layers)[-1], 2)


def test_a_block_names_its_shapes():
    ax = draw.block_layer(figure()[1], (3, 32, 32), 8, 5)
    text = " ".join(words(ax))
    assert all(shape in text for shape in ("(3, 32, 32)", "(3, 5, 5)", "(8, 28, 28)", "8 filters"))


@pytest.mark.parametrize(
    ("call", "named"),
    [
        (lambda: draw.numbers(figure()[1], [1, 2]), "values: got"),
        (lambda: draw.pictures(figure()[1], [np.ones((2, 2))], []), "titles: got 0"),
        (lambda: draw.pictures(figure(ncols=2)[1], [np.ones((2, 2))], ["a"]), "axes: got 2"),
        (lambda: draw.reach(figure()[1], 3, 5), "kernel: got 5"),
        (lambda: draw.block_layer(figure()[1], (0, 4, 4), 1, 3), r"block\[0\]: got 0"),
        (lambda: draw.block_layer(figure()[1], (1, 4, 4), 1, 5), "kernel: got 5"),
        (lambda: draw.signals(figure(ncols=3)[1], [0, 1], [0], [0, 1]), "x: got"),
        (lambda: draw.response(figure()[1], [0, 1], [0], [0]), "y: got"),
        (lambda: draw.under_the_window(figure(ncols=3)[1], np.ones(3), np.eye(2), np.eye(2), (0, 0)), "image: got"),
    ],
)
def test_bad_arguments_are_named(call, named):
    with pytest.raises((ValueError, TypeError), match=named):
        call()


def test_signed_maps_are_white_at_zero_and_pictures_run_from_black_to_white():
    _, (left, right) = figure(ncols=2)
    draw.pictures([left], [np.array([[-0.5, 2.0]])], ["map"], signed=True)
    draw.pictures([right], [np.array([[0.2, 0.4]])], ["picture"])
    assert left.images[0].get_clim() == (-2, 2)
    assert right.images[0].get_clim() == (0, 1)


def test_the_area_in_the_title_is_the_integral():
    _, axes = figure(ncols=2)
    tau = np.linspace(-1, 4, 5001)
    box = ((tau >= 0) & (tau < 1)).astype(float)
    draw.sliding(axes, tau, box, lambda s: ((s >= 0) & (s < 1)).astype(float), (0.5, 1.0))
    assert [ax.get_title() for ax in axes] == ["t = 0.5: area 0.50", "t = 1: area 1.00"]
