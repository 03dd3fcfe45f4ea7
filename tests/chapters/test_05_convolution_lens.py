"""The convolution lens: its numbers are torch's and the package's, its refusals theirs, and its words are true."""

import numpy as np
import pytest
import torch
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from lens_states import SETTING, lens_state

from course_utils import convolution, pooling
from course_utils.explorers.convolution_lens import ConvolutionLens, worked_out
from course_utils.explorers.lens_arithmetic import Setting, output, refusal, taps, users
from course_utils.explorers.lens_examples import (
    ASYMMETRIC,
    BLOCK,
    CROSS,
    INPUTS,
    KERNELS,
    PHOTOGRAPHS,
    PICTURE,
    SLICES,
    photograph,
)
from course_utils.plotting import figure
from course_utils.plotting.frame_lens import draw_lens
from course_utils.plotting.frames import draw_frame

NEGATIVE = dict(INPUTS)["4×4, all negative"]
ONES = dict(INPUTS)["4×4, all ones"]
F = torch.nn.functional


def frame(**values):
    return ConvolutionLens.frame(ConvolutionLens.full_state(values))


def whole(**values):
    """The output of a state, as it is sent to the page."""
    return np.array(frame(**values)["lens"]["output"])


@st.composite
def a_setting(draw, mode):
    """Any setting of a mode whose kernel has as many slices as the input has channels, or one."""
    channels = draw(st.integers(1, 3))
    shape = (channels, draw(st.integers(1, 8)), draw(st.integers(1, 8)))
    window = (draw(st.sampled_from([1, channels])), draw(st.integers(1, 5)), draw(st.integers(1, 5)))
    rng = np.random.default_rng(draw(st.integers(0, 10**6)))
    return Setting(
        rng.normal(0, 5, shape).round(draw(st.integers(0, 6))), rng.normal(0, 2, window), mode, draw(st.integers(1, 3)),
        draw(st.integers(0, 2)), draw(st.integers(1, 3)), draw(st.booleans()), draw(st.booleans()), float(rng.normal()),
    )  # fmt: skip


def by_torch(s):
    """What torch makes of a setting, or None where it refuses; pads zeros by hand where they take part in a maximum."""
    x = torch.tensor(s.x)[None]
    weight = torch.tensor(np.broadcast_to(s.kernel, (len(s.x), *s.window)).copy())
    weight, bias = (weight.flip(1, 2) if s.flip else weight), torch.tensor([s.bias], dtype=torch.float64)
    step = dict(stride=s.stride, padding=s.padding, dilation=s.dilation)
    try:
        if s.mode == "sum":
            return F.conv2d(x, weight[None], bias, **step)[0].numpy()
        if s.mode == "transposed":
            return F.conv_transpose2d(x, weight[:, None], bias, **step)[0].numpy()
        if s.mode == "mean":
            return F.avg_pool2d(x, s.window, s.stride, s.padding, count_include_pad=s.zeros)[0].numpy()
        ringed = F.pad(x, (s.padding,) * 4) if s.zeros else x
        return F.max_pool2d(ringed, s.window, s.stride, 0 if s.zeros else s.padding, s.dilation)[0].numpy()
    except RuntimeError:
        return None


@pytest.mark.parametrize("mode", ["sum", "transposed"])
def test_sums_are_those_of_torch_and_so_are_their_refusals(mode):
    @settings(max_examples=250, deadline=None)
    @given(a_setting(mode))
    def agrees(s):
        truth = by_torch(s)
        assert (truth is None) == bool(refusal(s))
        if truth is not None:
            np.testing.assert_allclose(output(s), truth, atol=1e-9)

    agrees()


@pytest.mark.parametrize("mode", ["max", "mean"])
def test_pooling_is_that_of_torch_and_of_the_package(mode):
    @settings(max_examples=250, deadline=None)
    @given(a_setting(mode))
    def agrees(s):
        kind = refusal(s)
        assume(mode == "max" or s.dilation == 1)  # torch averages without dilation only
        truth = by_torch(s)
        if truth is None:
            assert kind
        if not kind:
            np.testing.assert_allclose(output(s), truth, atol=1e-9)
        elif s.dilation == 1 and not (s.zeros and mode == "max"):
            assert truth is None, "where there is no dilation, no more is refused"
        if kind or s.dilation > 1:
            return
        if mode == "mean":
            ours = pooling.avg_pool2d(s.x[None], s.window, s.stride, s.padding, s.zeros)[0]
            np.testing.assert_allclose(output(s), ours, atol=1e-12)  # what rounding leaves of 0 is 0 in the explorer
        elif not s.zeros:
            np.testing.assert_array_equal(output(s), pooling.max_pool2d(s.x[None], s.window, s.stride, s.padding)[0])

    agrees()


@settings(max_examples=150, deadline=None)
@given(a_setting("sum"))
def test_a_convolution_is_that_of_the_package(s):
    s = s.with_(x=s.x[:1], kernel=s.kernel[:1], dilation=1)
    assume(not refusal(s))
    slide = convolution.convolve2d_naive if s.flip else convolution.correlate2d_naive
    np.testing.assert_allclose(output(s)[0], slide(s.x[0], s.kernel[0], s.bias, s.stride, s.padding), atol=1e-9)


@pytest.mark.parametrize("mode", ["sum", "transposed", "max", "mean"])
def test_taps_and_users_tell_the_same_window(mode):
    """The taps of a place make its output; the users of a cell are the places whose taps meet it."""
    rng = np.random.default_rng(5)
    for _ in range(40):
        state = {**lens_state(rng), "mode": mode}
        s, out = worked_out(*(state[name] for name in SETTING))
        if out is None or max(s.places) > 20:
            continue
        met = {}
        for place in np.ndindex(s.places):
            found = taps(s, place)
            for tap in found:
                if tap.inside and tap.channel == 0:
                    met.setdefault((tap.row, tap.column), []).append((*place, tap.p, tap.q))
            if mode == "sum":
                assert sum(tap.product for tap in found) + s.bias == pytest.approx(out[0, *place], abs=1e-9)
            elif mode == "max":
                assert [max(t.pixel for t in found if t.channel == c) for c in range(len(s.x))] == out[
                    :, *place
                ].tolist()
        for cell in np.ndindex(s.ground):
            assert sorted(users(s, cell)) == sorted(met.get(cell, []))


def test_the_example_of_the_course():
    assert whole().tolist() == [[[4, 3, 4], [2, 4, 3], [2, 3, 4]]]
    assert frame()["formula"][0] == ["output[0, 0] = 1 + 0 + 1 + 0 + 1 + 0 + 0 + 0 + 1 = ", ("4", "orange")]
    assert "− 3 (bias) = " in frame(bias=-3)["formula"][0][0]
    assert whole(bias=3).tolist() == [[[7, 6, 7], [5, 7, 6], [5, 6, 7]]]


def test_the_asymmetric_kernel_shows_the_flip():
    assert whole(kernel=ASYMMETRIC).tolist() == [[[1, 1, 3], [-1, 1, 6], [-3, 5, 7]]]
    assert whole(kernel=ASYMMETRIC, flip=True).tolist() == [[[3, 1, 1], [4, 5, 0], [6, 6, 1]]]
    assert "true convolution" in frame(kernel=ASYMMETRIC, flip=True)["sentence"]
    assert "changes nothing" in frame(kernel=CROSS, flip=True)["sentence"]


def test_channels_are_added_up_and_counted():
    assert whole(input=BLOCK, kernel=SLICES).tolist() == [[[3, 0], [1, 2]]]
    assert frame(input=BLOCK, kernel=SLICES)["formula"][0][0] == "output[0, 0] = 2 (channel 0) + 1 (channel 1) = "
    one = whole(input=BLOCK, kernel=SLICES[0])
    np.testing.assert_array_equal(one, whole(input=BLOCK, kernel=(SLICES[0],) * 2))
    assert whole(input=BLOCK, kernel=SLICES, mode="max").shape == (2, 2, 2), "pooling never mixes channels"
    refused = frame(kernel=SLICES)
    assert refused["lens"]["output"] is None and "Take a kernel with one slice." in refused["sentence"]


def test_zeros_under_a_maximum_are_shown_as_the_mistake_they_are():
    right, wrong = (frame(input=NEGATIVE, mode="max", padding=1, stride=2, zeros=zeros) for zeros in (False, True))
    assert "−∞, which never wins" in right["sentence"] and right["formula"][0][1] == ("−1", "orange")
    assert wrong["formula"][0][1] == ("0", "orange")
    assert "0 beats every number of the input here (the largest is −1)" in wrong["sentence"]
    harmless = frame(input=dict(INPUTS)["4×4, counting"], mode="max", padding=1, stride=2, zeros=True)
    assert "no harm done here" in harmless["sentence"]


def test_padding_of_a_mean_is_counted_or_not():
    setting = dict(input=ONES, mode="mean", padding=1, stride=2)
    np.testing.assert_allclose(whole(**setting, zeros=True), [[[4 / 9, 6 / 9], [6 / 9, 1]]])
    np.testing.assert_allclose(whole(**setting), 1)
    assert frame(**setting)["formula"][0][0] == "output[0, 0] = (1 + 1 + 1 + 1) / 4 = "
    assert frame(**setting, zeros=True)["formula"][0][0].endswith("/ 9 = ")


def test_the_row_that_survives_one_shift_and_not_the_other():
    rows = [dict(INPUTS)[name] for name in ("row with two peaks", "the row, moved left", "the row, moved right")]
    pooled = [whole(input=row, kernel=((1, 1),), mode="max", stride=2).tolist() for row in rows]
    assert pooled == [[[[5, 0, 3, 0]]], [[[5, 0, 3, 0]]], [[[0, 5, 0, 3]]]]


def test_what_is_left_over_is_said():
    assert "never reached" not in frame()["sentence"]
    said = frame(input=dict(INPUTS)["7×7, one point"], kernel=dict(KERNELS)["2×2, all ones"], stride=2)["sentence"]
    assert "1 row at the bottom and 1 column at the right of the input are never reached" in said
    assert "some cells are skipped" in frame(kernel=((2,),), stride=3, input=((1,) * 7,) * 7)["sentence"]


def test_the_picture_is_sent_as_bytes_and_the_output_with_it():
    content = frame(input="chelsea", kernel=((1,) * 5,) * 5)["lens"]
    assert content["input"].dtype == np.uint8 and content["input"].shape == (1, 128, 128)
    assert content["output"].shape == (1, 124, 124)
    text, data = ConvolutionLens.table(ConvolutionLens.live_values(ConvolutionLens.full_state({"input": "chelsea"})))
    assert len(text) + len(data) < 90_000


@pytest.mark.parametrize("name", PHOTOGRAPHS)
def test_photographs_are_square_and_of_full_contrast(name):
    pixels = photograph(name)
    assert pixels.shape == (128, 128) and pixels.std() > 30 and pixels.max() > 180 and pixels.min() < 30


def test_colours_are_grey_where_a_photograph_stays_one():
    kernels, grey = dict(KERNELS), {"copy", "blur 3×3", "sharpen"}
    shown = {
        name: frame(input="chelsea", kernel=kernels[name])["lens"]["display"]
        for name in (*grey, "Sobel, horizontal", "right minus left")
    }
    assert {name for name, display in shown.items() if display == "cut"} == grey
    assert frame(input="chelsea", mode="max")["lens"]["display"] == "cut"
    assert frame()["lens"]["display"] == "signed" and frame()["lens"]["reach"] == 4


def test_places_beyond_the_grid_are_held_inside():
    shown = frame(place=(300, 2), point=(9, 0))["lens"]
    assert shown["place"] == [2, 2] and shown["point"] == [4, 0]
    assert frame(place=(300, 300), mode="transposed")["lens"]["place"] == [4, 4]


@pytest.mark.parametrize(
    ("name", "value"),
    [("input", [[1] * 9]), ("kernel", [[1] * 6]), ("stride", 4), ("mode", "min"), ("input", "coffee"), ("bias", None),
     ("kernel", [[[1]], [[1, 2]]]), ("kernel", [[[1]]] * 4), ("point", (-1, 0)), ("input", [[float("nan")]]),
     ("place", (1, 2, 3))],
)  # fmt: skip
def test_what_it_does_not_take_is_refused_by_name(name, value):
    with pytest.raises(ValueError, match=name):
        ConvolutionLens(**{name: value})


@pytest.mark.parametrize(
    "state",
    [dict(padding=2, place=(1, 1), point=(2, 2)), dict(mode="transposed", stride=2), dict(mode="max", padding=2),
     dict(input=BLOCK, kernel=SLICES), dict(input=BLOCK, mode="mean"), dict(input="astronaut", place=(44, 40))],
)  # fmt: skip
def test_the_still_picture_holds_the_numbers(state):
    full = ConvolutionLens.full_state(state)
    shown = ConvolutionLens.frame(full)
    figure = draw_frame(ConvolutionLens.title, ConvolutionLens.panels, shown)
    drawn = [
        np.asarray(image.get_array(), float) for ax in figure.axes for child in ax.child_axes for image in child.images
    ]
    content = shown["lens"]
    pictures = [*content["input"], *([] if content["output"] is None else content["output"])]
    pictures += [] if content["mode"] in ("max", "mean") else list(content["kernel"])
    for picture in pictures:
        assert any(d.shape == picture.shape and np.allclose(d, picture) for d in drawn)


def test_a_table_may_be_set_as_an_array():
    lens = ConvolutionLens(input=np.arange(6.0).reshape(2, 3), kernel=np.ones((2, 2)))
    assert lens.input == (((0.0, 1.0, 2.0), (3.0, 4.0, 5.0)),)
    assert ConvolutionLens(input=PICTURE).input[0] == tuple(tuple(map(float, row)) for row in PICTURE)


def test_the_still_picture_has_room_for_the_padding():
    for mode, side in (("sum", 0), ("transposed", 2)):
        _, ax = figure()
        frame = ConvolutionLens.frame(ConvolutionLens.full_state({"padding": 2, "mode": mode}))
        draw_lens(ax, None, frame["lens"])
        shown = ax.child_axes[side]
        wide = shown.images[0].get_array().shape[1]
        assert shown.get_xlim() == (-2.5, wide + 1.5), "the window begins two cells before the first"
