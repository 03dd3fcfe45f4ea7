"""The filter lab: what it shows is conv2d of the picture it names, and what it says of the kernel is true."""

import numpy as np
import pytest

from course_utils import convolution
from course_utils.data import pictures
from course_utils.explorers import filter_lab as lab
from course_utils.explorers.engine import picture_text
from course_utils.explorers.filter_examples import BLURS, FILTERS, named
from course_utils.explorers.filter_lab import FilterLab
from course_utils.explorers.lens_arithmetic import taps

PLAIN = np.full((12, 20, 3), 60, np.uint8)
OWN = ((1.5, 0.0, -2.0), (0.25, 3.0, 1.0), (0.0, -1.0, 0.0))


def frame(**values):
    return FilterLab.frame(FilterLab.full_state(values))


def channels(name, colour):
    rgb = pictures.photograph(name, lab.SIDE).astype(float)
    if colour == "colour":
        return rgb.transpose(2, 0, 1)
    return (0.299 * rgb[..., 0] + 0.587 * rgb[..., 1] + 0.114 * rgb[..., 2])[None]


@pytest.mark.parametrize("colour", ["grey", "colour"])
@pytest.mark.parametrize("name", ["astronaut", "chelsea", "rocket"])
@pytest.mark.parametrize("kernel", [*[k for k, _ in FILTERS.values()], OWN], ids=[*FILTERS, "own"])
def test_the_output_is_conv2d_of_the_picture(kernel, name, colour):
    weight = np.array(kernel, float)
    total = weight.sum()
    weight = weight / total if total else weight
    truth = convolution.conv2d(
        channels(name, colour)[:, None], weight[None, None], np.array([7.0]), padding=len(kernel) // 2
    )
    kernel = FilterLab.full_state({"kernel": kernel})["kernel"][0]
    out = lab.filtered(name, colour, kernel, True, 7.0)
    np.testing.assert_allclose(out, truth[:, 0], atol=1e-9)


def test_each_display_is_told_to_the_page():
    out = lab.filtered("china", "grey", FILTERS["Sobel, horizontal"][0], True, 0.0)
    signed, cut, plain = (frame(display=d)["lens"] for d in ("signed", "cut", "absolute"))
    for content in (signed, cut, plain):
        np.testing.assert_array_equal(content["output"], out)
    assert (signed["display"], signed["reach"]) == ("signed", np.abs(out[0, 1:-1, 1:-1]).max())
    assert (cut["display"], cut["reach"], plain["display"]) == ("cut", 255, "absolute")
    colour = frame(display="signed", colour="colour")["lens"]
    assert colour["colour"] and colour["output"].shape == (3, 107, 160) and colour["reach"] == 255


def test_the_automatic_display_goes_by_the_sum():
    for name, (kernel, _) in FILTERS.items():
        assert (frame(kernel=kernel)["lens"]["display"] == "signed") == (np.sum(kernel) == 0), name


def test_the_identity_returns_the_picture():
    for colour in ("grey", "colour"):
        shown = frame(kernel=FILTERS["identity"][0], colour=colour)
        assert "All values fit" in shown["sentence"]
        np.testing.assert_allclose(shown["lens"]["output"], channels("china", colour), atol=1e-9)


@pytest.mark.parametrize("place", [(0, 0), (40, 76), (106, 159), (0, 80)])
@pytest.mark.parametrize("colour", ["grey", "colour"])
def test_the_window_makes_the_output_at_its_place(colour, place):
    shown = frame(kernel=OWN, divide=False, bias=16, colour=colour, place=place)
    content, s = shown["lens"], lab.window(FilterLab.full_state(dict(kernel=OWN, divide=False, bias=16, colour=colour)))
    total = sum(tap.product for tap in taps(s, place)) + 16
    green = content["output"][1 if colour == "colour" else 0]
    assert total == pytest.approx(green[place])
    assert lab.number(total, 4) in shown["formula"][0][1][0]
    assert content["place"] == list(place) and f"Output row {place[0]}, column {place[1]}: " in shown["sentence"]


def test_the_padding_under_the_window_is_zeros():
    s = lab.window(FilterLab.full_state())
    assert [(tap.inside, tap.pixel) for tap in taps(s, (0, 5))][:3] == [(False, 0.0)] * 3


@pytest.mark.parametrize("divide", [True, False])
@pytest.mark.parametrize("kernel", [k for k, _ in FILTERS.values()], ids=list(FILTERS))
def test_a_plain_area_becomes_what_the_formula_says(kernel, divide):
    shown = frame(picture=PLAIN, kernel=kernel, divide=divide, bias=16)
    total = np.sum(kernel)
    factor = 1 if divide and total else total
    level = 60 * factor + 16
    low, high = (lab.number(level),) * 2
    kernel_line, range_line = shown["formula"][1:3]
    assert range_line.endswith(f"the output goes from {low} to {high}")
    assert kernel_line[2][0] == lab.number(total)
    assert f"becomes {lab.number(factor)} · v + 16" in range_line or factor in (0, 1)


def test_the_words_about_brightness():
    assert "add up to 0, so a plain area gives 0" in frame()["sentence"]
    assert "gives the bias, −32" in frame(bias=-32)["sentence"]
    assert "keep their brightness" in frame(kernel=FILTERS["sharpen"][0])["sentence"]
    ones = FILTERS["blur 3×3"][0]
    assert "the mean of its neighbourhood" in frame(kernel=ones)["sentence"]
    undivided = frame(kernel=ones, divide=False)["sentence"]
    assert "no mean" in undivided
    assert "9 times as bright" in undivided
    assert "above 255 are cut off" in undivided
    assert "All weights are 0" in frame(kernel=((0,) * 3,) * 3)["sentence"]
    assert "change their sign" in frame(kernel=((0, 0, 0), (0, -1, 0), (0, 0, 0)), divide=False)["sentence"]
    assert "kernel of your own" in frame(kernel=OWN)["sentence"]


def test_kernels_are_known_by_name_and_blurs_have_a_sum():
    for name, (kernel, words) in FILTERS.items():
        assert named(FilterLab.full_state({"kernel": kernel})["kernel"][0]) == name
        assert words.endswith(".")
        assert (name in BLURS) == (np.min(kernel) >= 0 and name != "identity")


def test_directions_are_what_the_names_say():
    """A step from dark to bright, from left to right: away from the rim one Sobel answers, the other does not."""
    step = np.zeros((9, 9, 3), np.uint8)
    step[:, 5:] = 100
    across, down = (
        lab.filtered(picture_text(step), "grey", FILTERS[n][0], True, 0.0)[0]
        for n in ("Sobel, horizontal", "Sobel, vertical")
    )
    assert across[4, 4] == pytest.approx(400, abs=1e-3)
    np.testing.assert_allclose(down[1:-1, 1:-1], 0, atol=1e-3)


@pytest.mark.parametrize("shape", [(1, 1), (1, 7), (3, 2), (160, 160)])
def test_any_upload_is_answered(shape):
    upload = np.random.default_rng(0).integers(0, 256, (*shape, 3)).astype(np.uint8)
    for kernel in (FILTERS["Gaussian 5×5"][0], OWN):
        for display in ("auto", "cut", "absolute", "signed"):
            shown = frame(picture=upload, kernel=kernel, display=display)
            assert (
                shown["lens"]["output"].shape[1:]
                == shape
                == shown["lens"]["input"].shape[1:]
                == shown["lens"]["rgb"].shape[:2]
            )


def test_black_pictures_have_colours_that_exist():
    assert frame(picture=np.zeros((6, 6, 3), np.uint8))["lens"]["reach"] == 1.0


def test_kernels_without_a_centre_are_refused():
    with pytest.raises(ValueError, match="kernel"):
        FilterLab(kernel=[[1, 1], [1, 1]])


def test_makers_are_named():
    for name in pictures.PHOTOGRAPHS:
        assert frame(picture=name)["formula"][-1] == pictures.credit(name)
    assert len(frame(picture=PLAIN)["formula"]) == 3


def test_stripes_stand_at_the_rims_of_a_photograph_that_is_bright_at_its_sides():
    lens = FilterLab.frame(FilterLab.full_state({"picture": "china"}))["lens"]
    left, right = (abs(np.median(lens["output"][0][:, column])) / lens["reach"] for column in (0, -1))
    assert left > 0.4 and right > 0.4, "try 4 of the chapter, with Sobel, horizontal"
