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


# ---- the pictures: what is drawn, and what is said of it


def tables(picture):
    """The numbers in each Axes of a picture, as written."""
    return [words(ax) for ax in picture.figure.axes]


def test_a_window_is_pictured_with_its_map_so_far():
    image, kernel = np.arange(12).reshape(3, 4), np.array([[1, 0], [0, -1]])
    picture = draw.window_at(image, kernel, place=(0, 2))
    assert tables(picture)[2] == ["−5", "−5", "−5", "", "", ""]
    assert picture.alt.endswith("at row 0, column 2 tinted; the kernel; the map so far: -5, -5, -5.")


def test_the_bright_pixel_says_which_of_the_two_is_turned():
    spark, kernel = np.pad([[1]], 2), np.arange(9).reshape(3, 3)
    said = "cross-correlation gives the kernel upside down and mirrored, convolution gives the kernel as it is"
    assert said in draw.bright_pixel(spark, kernel, kernel[::-1, ::-1], kernel).alt
    assert "gives another table" in draw.bright_pixel(spark, kernel, kernel.T, kernel).alt


def test_signals_are_described_by_their_own_numbers():
    t = np.linspace(-1, 5, 601)
    box = ((t >= 1) & (t < 3)) * 1.0
    picture = draw.rain_and_response(t, 2 * box, np.where(t >= 0, 0.5 * np.exp(-t), 0))
    assert picture.alt.startswith("The rain x is 2 from 1 to 3 hours and 0 elsewhere; the response h jumps to 0.5 at 0")
    assert "rises to 2.00 at 1 hours" in draw.water(t, 2 * box, (0,)).alt
    alt = draw.sliding_response(t, box, lambda s: ((s >= 0) & (s < 1)) * 1.0, (2, 4.5)).alt
    assert "is 1.00 at 2 hours, 0.00 at 4.5 hours" in alt


def test_windows_along_a_row_are_counted_and_what_is_lost_is_said():
    picture = draw.windows_along(8, 3, (3, 0), (2, 1))
    assert [len(ax.lines) for ax in picture.figure.axes] == [2, 4]
    assert picture.alt == (
        "A row of 8 pixels: 2 windows of 3 at stride 3, the last 2 pixels are out of reach; "
        "4 windows of 3 at stride 2 with padding 1, the last pixel is out of reach."
    )


def test_padded_maps_have_the_sizes_that_are_said():
    picture = draw.padded_maps(np.eye(4), np.ones((3, 3)), rings=(1, 2))
    assert [len(found) for found in tables(picture)] == [36, 16, 64, 36]
    assert "in 1 ring a map of 4 by 4; in 2 rings a map of 6 by 6" in picture.alt


def test_fillings_are_those_of_numpy():
    picture = draw.fillings(np.array([[1, 2], [3, 4]]), 1, ("constant", "edge"))
    assert tables(picture) == [list("0000012003400000"), list("1122112233443344")]
    assert "constant: upper left corner 0; edge: upper left corner 1" in picture.alt


def test_channels_are_added_or_kept_apart():
    block, kernel = np.arange(18).reshape(2, 3, 3), np.array([[[1, 0], [0, 0]], [[0, 0], [0, -1]]])
    together, apart = draw.channel_sum(block, kernel), draw.channel_by_channel(block, kernel)
    assert len(together.figure.axes) == 7 and len(apart.figure.axes) == 6
    assert tables(together)[6] == ["−13"] * 4 and together.alt.endswith("added up: -13, -13, -13, -13.")
    assert tables(apart)[2] == ["0", "1", "3", "4"] and tables(apart)[5] == ["−13", "−14", "−16", "−17"]
    assert apart.alt.startswith("2 channels") and "2 maps of 2 by 2" in apart.alt


def test_blocks_say_all_three_shapes():
    alt = draw.blocks((4, 12, 10), filters=5, kernel=3).alt
    assert alt == "A block of 4 by 12 by 10; 5 filters of 4 by 3 by 3, each with one bias; a block of 5 by 10 by 8."


def test_photographs_are_described_by_their_values():
    photo = np.zeros((4, 6, 3))
    photo[:, :2], photo[:, 2:4, 0] = 0.9, 0.8
    alt = draw.through_channels(photo, photo @ [1, -0.5, -0.5], scene="coffee").alt
    assert "the red channel has 0.90 in the mean and the weighted map 0.00, on its red parts 0.80 and 0.80" in alt
    maps = np.arange(6 * 4).reshape(6, 2, 2) - 10.0
    picture = draw.filtered(np.full((4, 4), 0.5), maps, "abcdef", scene="china")
    assert [ax.get_title() for ax in picture.figure.axes][4:7] == ["d", "e", "f"]
    assert "a from -10.0 to -7.0" in picture.alt and "f from 10.0 to 13.0" in picture.alt


def test_a_moved_picture_says_where_its_strongest_edge_stands():
    made = np.zeros((3, 9))
    made[1, 2] = -5
    alt = draw.moved(np.ones((3, 9)), np.ones((3, 9)), made, np.roll(made, 4, axis=1), scene="chelsea").alt
    assert "column 2 in the first map and at column 6 in the second" in alt


def test_what_the_relu_leaves_is_counted():
    signed = np.array([[-1.0, 0.2, 0.6, 2.0]])
    assert "75% of the values are above 0, and the same after bias and ReLU: 50% are" in draw.after_relu(
        signed, np.maximum(signed - 0.4, 0)
    ).alt  # fmt: skip


def test_marks_are_found_where_a_filter_is_above_its_bar():
    dot, bar = np.pad([[1.0]], 3), np.pad([[1.0, 1.0, 1.0]], 3)
    picture = draw.marks_found({"dot": dot, "bar": bar}, np.ones((1, 1, 3)), [-2])
    assert picture.alt == "Marks and the maps of the filters; places above 0: dot 0, bar 1."
    assert [ax.get_title() for ax in picture.figure.axes] == ["dot", "bar", "above 0: 0", "above 0: 1"]


def test_what_is_seen_below_is_named_layer_by_layer():
    picture = draw.seen_below([(3, 2), (3, 1)], ["first", "second"], pixels=15, unit=1)
    assert picture.alt == "One unit of second sees 3 units of first and 7 pixels of the picture."
    assert draw.seen_counts([(5, 1), (2, 2), (5, 1), (2, 2), (5, 1)]) == [1, 5, 10, 14, 28, 32]


def test_a_learned_kernel_is_shown_beside_the_hidden_one():
    hidden = np.array([[1.0, -2.0]])
    picture = draw.learned([0 * hidden, 0.5 * hidden, hidden], hidden, steps=(1, 2))
    assert tables(picture) == [["0.5", "−1"], ["1", "−2"], ["1", "−2"]]
    assert picture.alt.endswith("is 1 after 1, 0 after 2 steps.")


def test_dilation_spreads_the_same_number_of_weights():
    picture = draw.spread_window(7, kernel=3, dilations=(1, 3))
    marked = [np.flatnonzero([text != "" for text in found]) for found in tables(picture)]
    assert [len(cells) for cells in marked] == [9, 9] and marked[1][-1] == 6 * 7 + 6
    assert "9 pixels of a square of 7 by 7 at dilation 3" in picture.alt


def test_stamps_add_up_where_they_overlap():
    picture = draw.stamped(np.array([[1, 2]]), np.ones((2, 3)), stride=2)
    assert tables(picture)[2] == ["1", "1", "3", "2", "2"] * 2
    assert "a result of 2 by 5; its corner is 1, its middle 3" in picture.alt


def test_cells_are_tinted_by_a_table_of_booleans():
    ax = draw.numbers(figure()[1], np.array([[1.0, np.nan]]), lit=np.array([[True, False]]))
    assert words(ax) == ["1", ""] and ax.patches[0].get_facecolor() != ax.patches[1].get_facecolor()


@pytest.mark.parametrize("drawn", ["window", "pixel", "rings", "channels", "transposed"])
def test_tables_side_by_side_have_cells_of_one_size(drawn):
    made = {
        "window": lambda: draw.window_at(np.eye(5), np.eye(3), (0, 0)),
        "pixel": lambda: draw.bright_pixel(np.eye(5), np.eye(3), np.eye(3).tolist(), np.eye(3)),
        "rings": lambda: draw.padded_maps(np.eye(5), np.eye(3), (1, 2)),
        "channels": lambda: draw.channel_sum(np.ones((2, 3, 3)), np.ones((2, 2, 2))),
        "transposed": lambda: draw.stamped(np.ones((2, 2)), np.ones((3, 3)), stride=2),
    }[drawn]()
    made.figure.draw_without_rendering()
    cells = [ax.transData.transform([(0, 0), (1, 0)]) for ax in made.figure.axes]
    sizes = [right[0] - left[0] for left, right in cells]
    assert max(sizes) < 1.1 * min(sizes)
