"""What chapters 05 and 06 suggest to try in the lens and the filter lab, tried literally; and what they answer."""

import json

import numpy as np
import pytest

from course_utils import settings
from course_utils.explorers.convolution_lens import ConvolutionLens
from course_utils.explorers.filter_examples import FILTERS
from course_utils.explorers.filter_lab import FilterLab, window
from course_utils.explorers.lens_arithmetic import taps
from course_utils.explorers.lens_examples import ASYMMETRIC, BLOCK, CROSS, INPUTS, KERNELS, PICTURE, SLICES


def cells_of(name):
    nb = json.loads((settings.NOTEBOOKS / name).read_text(encoding="utf-8"))
    return {cell["id"]: "".join(cell["source"]) for cell in nb["cells"]}


@pytest.fixture(scope="module")
def ch05():
    return cells_of("05_convolution.ipynb")


@pytest.fixture(scope="module")
def ch06():
    return cells_of("06_pooling.ipynb")


def started(cell, **space):
    """The explorer that a cell shows."""
    return eval(cell, {"ConvolutionLens": ConvolutionLens, "FilterLab": FilterLab, **space})


def after(explorer, **changes):
    """The frame after some controls have been set."""
    return type(explorer).frame(type(explorer).full_state({**explorer.state, **changes}))


def output(explorer, **changes):
    return np.array(after(explorer, **changes)["lens"]["output"])[0]


def test_the_middle_weight_becomes_two(ch05):
    lens = started(ch05["explore-window"])
    doubled = ((1, 0, 1), (0, 2, 0), (1, 0, 1))
    grown = output(lens, kernel=doubled) - output(lens)
    np.testing.assert_array_equal(grown, np.array(PICTURE)[1:4, 1:4])
    assert (grown == 1).sum() == 7 and (grown == 0).sum() == 2
    assert "seven of the nine by 1, and the two" in ch05["stepper-answer"]


def test_the_middle_of_map_and_picture(ch05):
    lens = started(ch05["explore-window"])
    assert "its 9 products" in after(lens, place=(1, 1))["sentence"]
    assert "is used by 9 outputs, each time under another element" in after(lens, point=(2, 2))["sentence"]
    assert "from nine pixels, and a pixel in the middle goes into nine values" in ch05["stepper-answer"]


def test_a_kernel_that_copies_and_one_that_is_silent(ch05):
    lens = started(ch05["explore-window"])
    assert dict(KERNELS)["copy"] == ((0, 0, 0), (0, 1, 0), (0, 0, 0))
    np.testing.assert_array_equal(output(lens, kernel=dict(KERNELS)["copy"]), np.array(PICTURE)[1:4, 1:4])
    for level in (1, 7):
        even = output(lens, input=((level,) * 5,) * 5, kernel=dict(KERNELS)["right minus left"])
        assert not even.any()


def test_stride_two_and_padding_one(ch05):
    lens = started(ch05["explore-sizes"])
    padded = [after(lens, place=(r, c))["sentence"].count("in the padding") for r in range(3) for c in range(3)]
    assert sum(padded) == 8 and padded[4] == 0 and "In eight of the nine" in ch05["stepper-sizes-answer"]
    assert output(lens, padding=0).shape == (2, 2) and output(lens, padding=2).shape == (4, 4)
    assert "Padding 0 gives 2 × 2, padding 2 gives 4 × 4" in ch05["stepper-sizes-answer"]
    gaps = ConvolutionLens.full_state(
        {**lens.state, "stride": 3, "padding": 0, "kernel": dict(KERNELS)["2×2, all ones"]}
    )
    unused = [
        [
            n
            for n in range(5)
            if ConvolutionLens.frame({**gaps, "point": (n, 0) if axis else (0, n)})["sentence"].endswith(
                "by no output."
            )
        ]
        for axis in (1, 0)
    ]
    assert unused == [[2], [2]] and "nobody sees row 2 and column 2" in ch05["stepper-sizes-answer"]


def test_the_flip_on_a_point(ch05):
    """A single pixel: convolution puts the kernel there upright."""
    assert "*7×7, one point* and *3×3, asymmetric*" in ch05["flip-why"]
    point = dict(INPUTS)["7×7, one point"]
    flipped = output(ConvolutionLens(), input=point, kernel=dict(KERNELS)["3×3, asymmetric"], flip=True)
    np.testing.assert_array_equal(flipped[1:4, 1:4], ASYMMETRIC)
    plain = output(ConvolutionLens(), input=point, kernel=dict(KERNELS)["3×3, asymmetric"])
    np.testing.assert_array_equal(plain[1:4, 1:4], np.array(ASYMMETRIC)[::-1, ::-1])


def test_the_channels_are_those_of_the_figure(ch05):
    space = {"np": np}
    exec("\n".join(ch05["channel-sum"].splitlines()[:2]), space)
    np.testing.assert_array_equal(space["BLOCK"], BLOCK)
    np.testing.assert_array_equal(space["SLICES"], SLICES)
    assert "*two channels, 3×3*, kernel *two slices, 2×2*" in ch05["channel-sum-answer"]
    assert dict(INPUTS)["two channels, 3×3"] == BLOCK and dict(KERNELS)["two slices, 2×2"] == SLICES


# ---- the filter lab ----


def test_names_are_those_of_the_text(ch05):
    space = {"np": np}
    exec(ch05["filter-kernels"].split("weight =")[0], space)
    for name, kernel in space["FILTERS"].items():
        known = next(k for shown, (k, _) in FILTERS.items() if shown.removesuffix(" 3×3") == name)
        factor = np.sum(known) if name == "blur" else 1
        np.testing.assert_allclose(kernel * factor, known)
    for name in ("blur 3×3", "Sobel, horizontal"):
        assert f"*{name}*" in ch05["filters-answer"] and name in FILTERS


def test_the_picture_is_gone_at_minus_eight(ch05):
    lab = started(ch05["explore-filters"])
    for middle in range(1, -10, -1):
        kernel = [[1, 1, 1], [1, middle, 1], [1, 1, 1]]
        silent = "only changes are left" in after(lab, kernel=kernel)["sentence"]
        assert silent == (middle == -8)
    assert "At −8: then all nine weights add up to 0" in ch05["filters-explorer-answer"]


def test_a_diagonal_filter_and_opposite_weights(ch05):
    lab = started(ch05["explore-filters"])
    step = np.zeros((9, 9, 3), np.uint8)
    for r in range(9):
        step[r, max(0, 9 - r) :] = 90
    diagonal = [[-1, -1, 0], [-1, 0, 1], [0, 1, 1]]
    assert np.abs(output(lab, picture=step, kernel=diagonal)[2:-2, 2:-2]).max() >= 270
    sobel = np.array(FILTERS["Sobel, horizontal"][0])
    np.testing.assert_allclose(output(lab, kernel=sobel.tolist()), -output(lab, kernel=(-sobel).tolist()))


def test_the_stripes_come_from_the_padding(ch05):
    lab = started(ch05["explore-filters"])
    out = output(lab)
    for column in (0, out.shape[1] - 1):
        assert np.abs(out[:, column]).mean() > 4 * np.abs(out[:, 1:-1]).mean()
        met = taps(window(FilterLab.full_state(lab.state)), (20, column))
        assert sum(not tap.inside for tap in met) == 3, "a whole column of the window"


def test_red_is_brighter_to_the_right(ch05):
    lab = started(ch05["explore-filters"])
    out = output(lab)
    place = np.unravel_index(np.argmax(out[1:-1, 1:-1]), out[1:-1, 1:-1].shape)
    met = taps(window(FilterLab.full_state(lab.state)), (int(place[0]) + 1, int(place[1]) + 1))
    left, right = (sum(tap.product for tap in met if tap.q == q) for q in (0, 2))
    assert left <= 0 < -left < right


# ---- chapter 06 ----


@pytest.fixture(scope="module")
def pooled(ch06):
    space = {"np": np}
    exec(ch06["first-map"].splitlines()[0], space)
    return space["MAP"], started(ch06["window-stepper"], **space)


def test_where_the_nine_stands_makes_no_difference(pooled):
    table, lens = pooled
    np.testing.assert_array_equal(output(lens), [[4, 2], [2, 8]])
    for r, c in np.ndindex(2, 2):
        changed = table.copy()
        changed[r, c] = 9
        np.testing.assert_array_equal(output(lens, input=changed.tolist()), [[9, 2], [2, 8]])
    np.testing.assert_array_equal(output(lens, mode="mean"), [[2.5, 0.75], [1, 6.5]])


def test_how_many_results_use_a_cell(pooled, ch06):
    _, lens = pooled
    said = [after(lens, stride=1, point=point)["sentence"] for point in ((1, 1), (0, 1), (0, 0))]
    assert [text.split(" is used by ")[1] for text in said] == ["4 outputs.", "2 outputs.", "1 output."]
    assert "middle lies in four windows, one at an edge in two, and a corner in one" in ch06["window-stepper-answer"]


def test_the_switch_for_the_mistake(pooled, ch06):
    table, lens = pooled
    assert "*Pool padding as zeros*" in ch06["zero-padded-answer"]
    assert {c.label for c in ConvolutionLens.controls} >= {"Pool padding as zeros", "Flip the kernel"}
    wrong = output(lens, input=(-1 - table).tolist(), kernel=((1,) * 3,) * 3, padding=1, zeros=True)
    assert (wrong == 0).sum() == 3
    assert (output(lens, input=(-1 - table).tolist(), kernel=((1,) * 3,) * 3, padding=1) < 0).all()


def test_the_kernel_of_the_chapter_is_the_first(ch05):
    assert ConvolutionLens().kernel[0] == tuple(tuple(map(float, row)) for row in CROSS)
