"""The figures of chapter 12 about transfer draw what they are given, and their words are computed from it."""

import numpy as np
import pytest

from course_utils import data, uncertainty
from course_utils.data import imagenet
from course_utils.experiment import transfer
from course_utils.plotting import chapter_12_transfer as draw

PICTURES = {"one": np.zeros((30, 40, 3), np.uint8), "two": np.full((40, 30, 3), 255, np.uint8)}
ANSWERS = {"one": [[285, 0.6], [281, 0.3], [282, 0.004]], "two": [[967, 0.95], [504, 0.03], [0, 0.01]]}


def bars(ax):
    return [bar.get_width() for bar in ax.patches]


def test_bars_are_as_long_as_the_shares_and_bear_the_names():
    picture = draw.top_five(PICTURES, ANSWERS)
    shown, likeliest, _, other = picture.figure.axes
    assert bars(likeliest) == [0.6, 0.3, 0.004] and bars(other) == [0.95, 0.03, 0.01]
    assert [text.get_text() for text in likeliest.texts] == ["Egyptian cat 60 %", "tabby 30 %", "tiger cat below 1 %"]
    assert likeliest.get_xlim() == (0, 1) and likeliest.get_ylim()[0] > likeliest.get_ylim()[1]  # the first on top
    assert np.array_equal(shown.images[0].get_array(), PICTURES["one"])
    assert "one, Egyptian cat 60 %, tabby 30 %; two, espresso 95 %, coffee mug 3 %" in picture.alt


def test_an_odd_number_of_pictures_leaves_a_place_blank():
    picture = draw.top_five(dict(PICTURES, three=PICTURES["one"]), dict(ANSWERS, three=ANSWERS["two"]))
    assert [bool(ax.axison) for ax in picture.figure.axes[-2:]] == [False, False]


@pytest.mark.parametrize("height", [3, 5, 11])
def test_filters_are_told_apart_by_what_changes_in_them(height):
    rng = np.random.default_rng(0)
    colour = rng.normal(size=(4, 3, 1, 1)) * np.ones((height, height))
    edge = np.where(np.arange(height) < height / 2, 1.0, -1.0) * rng.uniform(1, 2, size=(2, 3, height, 1))
    filters = np.concatenate([colour, edge - edge.mean(axis=(2, 3), keepdims=True), np.zeros((3, 3, height, height))])
    assert draw.kinds(filters) == draw.kinds(7 * filters) == {"changing": 2, "of one colour": 4, "blank": 3}


def test_a_blank_filter_is_drawn_grey_and_each_other_by_its_own_largest_weight():
    filters = np.stack([np.full((3, 3, 3), 0.01), np.full((3, 3, 3), -5.0), np.zeros((3, 3, 3))])
    picture = draw.first_filters({"mine": filters, "theirs": filters})
    sheet = picture.figure.axes[0].images[0].get_array()
    assert np.allclose(sheet[0, 0], 0.5, atol=0.05) and np.allclose(sheet[0, 4], 0) and np.allclose(sheet[0, 8], 0.5)
    assert "mine: 3 filters" in picture.alt and "1 of one colour, 2 blank" in picture.alt


def test_errors_and_differences_stand_row_beside_row():
    rng = np.random.default_rng(2)
    mistakes = {
        "base": rng.random((5, 400)) < 0.3,
        "same": rng.random((5, 400)) < 0.3,
        "worse": np.ones((5, 400), bool),
    }
    errors, changes = transfer.compared(mistakes, "base", np.arange(400) // 4)
    picture = draw.worth(errors, changes, "base", reach=80)
    left, right = picture.figure.axes
    assert [text.get_text() for text in left.get_yticklabels()] == ["base", "same", "worse"]
    dots = [line for line in left.lines if line.get_marker() == "o"]
    assert [np.allclose(line.get_xdata(), errors[name]) for line, name in zip(dots, errors)] == [True] * 3
    assert right.get_ylim() == left.get_ylim() and right.get_xlim() == (-80, 80)
    assert f"base {errors['base'].mean():.1f}" in picture.alt and picture.alt.endswith("0 is outside for “worse”.")
    assert isinstance(changes["worse"][1], uncertainty.Estimate) and "base" not in changes


def test_every_class_that_the_chapter_shows_has_its_name():
    names = imagenet.class_names()
    assert len(names) == len(set(names)) == 1000 and all(name.strip() == name != "" for name in names)
    known = {0: "tench", 281: "tabby", 282: "tiger cat", 285: "Egyptian cat", 560: "football helmet", 657: "missile",
             698: "palace", 967: "espresso", 985: "daisy", 999: "toilet tissue"}  # fmt: skip
    assert {number: names[number] for number in known} == known
    assert set(data.photographs(longest=50)) == set(data.photographs())
