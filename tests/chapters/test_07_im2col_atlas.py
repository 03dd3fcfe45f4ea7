"""The atlas marks the cells that the numbers really come from, and shows the package's own matrix and product."""

import json

import numpy as np
import pytest

from course_utils import convolution
from course_utils.explorers.engine import MAX_BYTES, MAX_FRAMES
from course_utils.explorers.im2col_atlas import (
    ELEMENTS,
    FILTERS,
    PICTURE,
    STEPS,
    WINDOWS,
    Im2colAtlas,
    atlas,
    is_padding,
)

SETTINGS = [(side, steps) for side in FILTERS for steps in STEPS]
ENTRIES = [
    (side, steps, row, column)
    for side, steps in SETTINGS
    for row in range(len(atlas(side, steps).columns))
    for column in range(atlas(side, steps).columns.shape[1])
]


def frame(side=3, steps="dense", entry=(0, 0)):
    return Im2colAtlas.frame(Im2colAtlas.full_state(dict(side=side, steps=steps, entry=entry)))


def marked(content, *colours):
    """The cells of a table that end up in one of these colours: of two marks on a cell the last one counts."""
    last = {(r, c): colour for r, c, colour in content["highlight"]}
    return sorted(cell for cell, colour in last.items() if colour in colours)


def numbers(content, cells):
    return [content["values"][r][c] for r, c in cells]


def by_channel(content, cells):
    """Cells of a table of the input in the order channel, row, column."""
    width = (len(content["values"][0]) - 1) // 2
    return sorted(cells, key=lambda cell: (cell[1] > width, cell))


@pytest.mark.parametrize(("side", "steps"), SETTINGS)
def test_the_matrix_and_its_product_are_those_of_the_package(side, steps):
    stride, padding = STEPS[steps]
    shown = frame(side, steps)["matrix"]["values"]
    columns = convolution.im2col(PICTURE, side, stride, padding)
    windows, elements = columns.shape
    assert np.array_equal([row[:elements] for row in shown[:windows]], columns)
    assert np.array_equal([row[:elements] for row in shown[windows + 1 :]], FILTERS[side].reshape(2, -1))
    maps = convolution.conv2d_naive(PICTURE, FILTERS[side], stride=stride, padding=padding)[0]
    assert np.array_equal([row[elements + 1 :] for row in shown[:windows]], maps.reshape(2, -1).T)
    output = frame(side, steps)["output"]["values"]
    width = maps.shape[2]
    assert np.array_equal([row[:width] for row in output], maps[0])
    assert np.array_equal([row[width + 1 :] for row in output], maps[1])


@pytest.mark.parametrize(("side", "steps"), SETTINGS)
def test_the_tables_of_the_input_show_the_picture_in_its_padding(side, steps):
    padding = STEPS[steps][1]
    for name in ("window", "element"):
        content = frame(side, steps)[name]
        size = PICTURE.shape[3] + 2 * padding
        channels = [[row[:size] for row in content["values"]], [row[size + 1 :] for row in content["values"]]]
        inside = np.array(channels)[:, padding : size - padding, padding : size - padding]
        assert np.array_equal(inside, PICTURE[0])
        assert len(content["dim"]) == 2 * (size**2 - PICTURE.shape[3] ** 2)
        assert all(content["values"][r][c] == 0 for r, c in content["dim"])
        assert content["row_labels"][padding] == content["column_labels"][padding] == "0"


def test_every_entry_marks_the_window_of_its_row_and_the_places_of_its_column():
    for side, steps, row, column in ENTRIES:
        content = frame(side, steps, (row, column))
        a = atlas(side, steps)
        window = by_channel(content["window"], marked(content["window"], "orange", "purple"))
        assert numbers(content["window"], window) == a.columns[row].tolist()
        places = marked(content["element"], "blue", "purple")
        assert numbers(content["element"], places) == a.columns[:, column].tolist()
        assert marked(content["window"], "purple") == marked(content["element"], "purple")
        assert marked(content["matrix"], "purple") == [(row, column)]


def test_every_window_is_a_square_and_every_view_a_lattice():
    for side, steps, row, column in ENTRIES:
        content, stride = frame(side, steps, (row, column)), STEPS[steps][0]
        cells = marked(content["window"], "orange", "purple")[: 2 * side]  # its first line, in both channels
        assert [c for _, c in cells[:side]] == list(range(cells[0][1], cells[0][1] + side))
        lattice = marked(content["element"], "blue", "purple")
        height, width = atlas(side, steps).out
        top, left = lattice[0]
        assert lattice == [(top + stride * i, left + stride * j) for i in range(height) for j in range(width)]


def test_the_copies_are_as_many_as_the_windows_that_see_the_number():
    for side, steps, row, column in ENTRIES:
        a, content = atlas(side, steps), frame(side, steps, (row, column))
        if is_padding(a, a.source[row, column]):
            assert "zero of the padding" in content["sentence"]
            continue
        copies = marked(content["matrix"], "green", "purple")
        assert len({content["matrix"]["values"][r][c] for r, c in copies}) == 1
        ones = convolution.col2im(np.ones_like(a.columns), PICTURE.shape, side, *STEPS[steps])[0]
        (cell,) = marked(content["window"], "purple")
        size = PICTURE.shape[3] + 2 * a.padding
        channel, i, j = cell[1] > size, cell[0] - a.padding, cell[1] % (size + 1) - a.padding
        assert len(copies) == ones[int(channel), i, j]
        said = f"{len(copies)} windows see it" if len(copies) > 1 else "one window sees it"
        assert said in content["sentence"] and "gradient" not in content["sentence"]  # that comes two sections later
        assert f"channel {int(channel)}, row {i}, column {j}" in content["sentence"]


@pytest.mark.parametrize(("side", "steps"), SETTINGS)
@pytest.mark.parametrize("name", ["window", "element"])
def test_pointing_at_a_number_of_the_input_picks_a_copy_of_it(side, steps, name):
    targets = frame(side, steps)[name]["targets"]
    reached = 0
    for cell in np.ndindex(targets.shape[:2]):
        if targets[cell][0] == 255:
            continue
        entry = tuple(int(v) for v in targets[cell])
        assert marked(frame(side, steps, entry)[name], "purple") == [cell]
        reached += 1
    assert reached == len(np.unique(atlas(side, steps).source))


@pytest.mark.parametrize(("side", "steps"), SETTINGS)
def test_pointing_at_the_matrix_picks_its_entries_and_nothing_beside_them(side, steps):
    content = frame(side, steps)["matrix"]
    windows, elements = atlas(side, steps).columns.shape
    for r, c in np.ndindex(content["targets"].shape[:2]):
        inside = r < windows and c < elements
        assert content["targets"][r, c].tolist() == ([r, c] if inside else [255, 255])
    assert content["targets"].shape[:2] == np.shape(content["values"])


def test_pixels_that_no_window_covers_are_counted():
    assert "18 numbers of the picture are in no window" in frame(2, "apart")["sentence"]
    assert not any("in no window" in frame(*key)["sentence"] for key in SETTINGS if key != (2, "apart"))


@pytest.mark.parametrize(("side", "steps"), SETTINGS)
def test_the_zeros_of_the_padding_are_dim_in_the_matrix(side, steps):
    """Suggestion 4 of the chapter: which entries are zeros that never stood in the picture?"""
    ones = convolution.im2col(np.ones_like(PICTURE), side, *STEPS[steps])
    assert frame(side, steps)["matrix"]["dim"] == [tuple(cell) for cell in np.argwhere(ones == 0).tolist()]


def test_the_numbers_of_the_chapter_hold():
    """The answers below the atlas: where a row jumps, how often numbers stand in the matrix, how many are padding."""
    assert is_padding(atlas(3, "padded"), 0)
    a = atlas(3, "dense")
    assert [int(place) // 25 for place in a.source[0]] == [0] * 9 + [1] * 9  # jumps after the ninth entry
    counts = np.bincount(a.source.ravel())
    assert counts[0] == 1 and counts[12] == counts.max() == 9
    padded = frame(3, "padded")["matrix"]["dim"]
    assert 0.38 < len(padded) / atlas(3, "padded").columns.size < 0.42  # "two in five"


def test_the_formula_adds_up():
    for side, steps, row, column in ENTRIES:
        for k, (text, (result, _)) in enumerate(frame(side, steps, (row, column))["formula"][1:]):
            sum_ = text.split(" = ")[1].replace("−", "-").replace(" ", "")
            assert eval(sum_) == int(result.replace("−", "-")) == atlas(side, steps).product[row, k]


def test_a_pick_beyond_a_small_matrix_means_its_last_row_and_column():
    assert frame(2, "apart", (WINDOWS - 1, ELEMENTS - 1)) is frame(2, "apart", (3, 7))
    assert max(len(atlas(*key).columns) for key in SETTINGS) == WINDOWS
    assert max(atlas(*key).columns.shape[1] for key in SETTINGS) == ELEMENTS


def test_no_number_stands_beside_its_equal():
    channels = PICTURE[0]
    assert np.diff(channels, axis=1).all() and np.diff(channels, axis=2).all()


def test_the_table_is_within_the_limits():
    text, data = Im2colAtlas.table()
    assert len(json.loads(text)["frames"]) == 6 * WINDOWS * ELEMENTS <= MAX_FRAMES
    assert len(text) + len(data) < MAX_BYTES * 0.6
