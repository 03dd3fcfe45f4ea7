"""Sizes and counts against counting: every window is placed, every connection is followed and counted."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from course_utils import shapes

AXES = st.tuples(st.integers(1, 12), st.integers(1, 6), st.integers(1, 5), st.integers(0, 3)).filter(
    lambda axis: axis[1] <= axis[0] + 2 * axis[3]
)
LAYERS = st.lists(st.tuples(st.integers(1, 5), st.integers(1, 3), st.integers(0, 2)), max_size=5)


def positions(size, kernel, stride, padding):
    """The first pixel of each window, in the numbering of the padded input."""
    return [first for first in range(0, size + 2 * padding, stride) if first + kernel <= size + 2 * padding]


@given(AXES)
def test_output_size_is_the_number_of_positions(axis):
    size, kernel, stride, padding = axis
    places = positions(*axis)
    assert shapes.output_size(*axis) == len(places)
    assert type(shapes.output_size(*axis)) is int
    assert shapes.unused(*axis) == size + 2 * padding - (places[-1] + kernel)


@given(AXES, AXES)
def test_output_shape_takes_each_axis_for_itself(rows, columns):
    _, *pairs = zip(rows, columns)
    got = shapes.output_shape(rows[0], columns[0], *pairs)
    assert got == (len(positions(*rows)), len(positions(*columns)))
    assert type(got) is tuple
    windows = torch.nn.functional.unfold(
        torch.zeros(1, 1, rows[0], columns[0]), pairs[0], stride=pairs[1], padding=pairs[2]
    )
    assert windows.shape[2] == got[0] * got[1]


@pytest.mark.parametrize(
    ("size", "kernel", "stride", "padding", "expected", "left"),
    [
        (28, 5, 1, 0, 24, 0),
        (24, 2, 2, 0, 12, 0),
        (7, 3, 3, 0, 2, 1),  # CONV-13: a floor, no fraction
        (7, 3, 2, 1, 4, 0),
        (227, 11, 4, 0, 55, 0),
        (224, 11, 4, 0, 54, 1),
        (55, 3, 2, 0, 27, 0),
        (13, 3, 2, 0, 6, 0),
        (1, 1, 100, 0, 1, 0),
        (5, 5, 9, 0, 1, 0),
        (4, 3, 2, 1, 2, 1),
    ],
)
def test_sizes_that_the_chapters_use(size, kernel, stride, padding, expected, left):
    assert shapes.output_size(size, kernel, stride, padding) == expected
    assert shapes.unused(size, kernel, stride, padding) == left


@pytest.mark.parametrize(("size", "kernel", "padding"), [(4, 5, 0), (1, 4, 1), (2, 7, 2), (5, 100, 3)])
@pytest.mark.parametrize("stride", [1, 2, 7])
def test_a_window_larger_than_the_padded_input_is_refused(size, kernel, padding, stride):
    # int((2 − 3) / 2) + 1 would be 1 (I2C-6)
    for formula in (shapes.output_size, shapes.unused):
        with pytest.raises(ValueError, match=rf"^kernel: got {kernel}; expected at most .*{size + 2 * padding}$"):
            formula(size, kernel, stride, padding)
    with pytest.raises(ValueError, match=r"^kernel: got .*; expected at most"):
        shapes.output_shape(100, size, kernel, stride, padding)
    assert shapes.output_size(size, size + 2 * padding, stride, padding) == 1


@given(st.integers(0, 20), st.integers(1, 60))
def test_same_padding_keeps_the_size(half, size):
    kernel = 2 * half + 1
    padding = shapes.same_padding(kernel)
    assert type(padding) is int
    assert shapes.output_size(size, kernel, padding=padding) == size


@pytest.mark.parametrize("kernel", [2, 4, 10])
def test_an_even_kernel_has_no_same_padding(kernel):
    with pytest.raises(ValueError, match=rf"^kernel: got {kernel}; expected an odd number"):
        shapes.same_padding(kernel)


def test_without_more_said_the_stride_is_one_and_nothing_is_padded():
    assert shapes.output_size(7, 3) == 5 and shapes.unused(8, 3) == 0 and shapes.unused(8, 3, 4) == 1
    assert shapes.output_shape(7, 8, 3) == (5, 6)
    assert shapes.window(7, 8, (3, 2)) == shapes.Window(3, 2, 1, 1, 0, 0, 5, 7)
    assert shapes.pair("padding", 0) == (0, 0)
    assert shapes.receptive_field([(3, 2)])[-1] == shapes.Field(3, 2, 0)
    assert shapes.local(1, 4, 4, 1, 3) == (36, 4, 36) and shapes.convolution(1, 4, 4, 1, 3) == (9, 1, 36)
    assert shapes.dense(2, 3) == (6, 3, 6)


@given(AXES, AXES)
def test_a_window_says_which_pixels_each_of_its_elements_meets(rows, columns):
    _, *pairs = zip(rows, columns)
    window = shapes.window(rows[0], columns[0], *pairs)
    padded = np.arange((rows[0] + 2 * rows[3]) * (columns[0] + 2 * columns[3])).reshape(-1, columns[0] + 2 * columns[3])
    assert (window.rows, window.columns) == (len(positions(*rows)), len(positions(*columns)))
    offsets = list(window.offsets())
    assert [(p, q) for p, q, _, _ in offsets] == list(np.ndindex(window.height, window.width))
    for p, q, down, right in offsets:
        wanted = [[padded[top + p, left + q] for left in positions(*columns)] for top in positions(*rows)]
        np.testing.assert_array_equal(padded[down, right], wanted)
    inside = padded[window.inside(rows[0], columns[0])]
    assert inside.shape == (rows[0], columns[0]) and inside[0, 0] == padded[rows[3], columns[3]]
    np.testing.assert_array_equal(np.pad(inside, window.rings).shape, padded.shape)


# --- receptive fields ---------------------------------------------------------------------------------------------


def window(unit, layer):
    """The units of the layer below that a unit reads; numbers outside that layer are its padding."""
    kernel, stride, padding = layer
    return {unit * stride - padding + tap for tap in range(kernel)}


@given(LAYERS, st.integers(0, 4))
def test_receptive_fields_follow_every_connection(layers, unit):
    fields = shapes.receptive_field(layers)
    assert len(fields) == len(layers) + 1
    for depth in range(len(layers) + 1):
        reached = {unit}
        for layer in reversed(layers[:depth]):
            reached = set().union(*(window(u, layer) for u in reached))
        assert shapes.seen(fields[depth], unit) == (min(reached), max(reached))
        assert fields[depth].size == max(reached) - min(reached) + 1


@given(LAYERS, st.integers(12, 40), st.data())
def test_no_pixel_outside_its_field_moves_a_unit_and_both_ends_do(layers, size, data):
    layers = [(kernel, min(stride, kernel), padding) for kernel, stride, padding in layers]
    sizes = [size]
    for layer in layers:
        if layer[0] > sizes[-1] + 2 * layer[2]:
            break
        sizes.append(shapes.output_size(sizes[-1], *layer))
    depth = len(sizes) - 1
    unit = data.draw(st.integers(0, sizes[-1] - 1))
    reached, padded = {unit}, False
    for layer, below in zip(reversed(layers[:depth]), reversed(sizes[:-1])):
        wanted = set().union(*(window(u, layer) for u in reached))
        reached = {u for u in wanted if 0 <= u < below}
        padded |= reached != wanted
    first, last = shapes.seen(shapes.receptive_field(layers)[depth], unit)
    assert all(first <= pixel <= last for pixel in reached)
    if not padded:
        assert reached == set(range(first, last + 1))


LENET = [(5, 1), (2, 2), (5, 1), (2, 2), (5, 1)]
ALEXNET = [(11, 4), (3, 2), (5, 1, 2), (3, 2), (3, 1, 1), (3, 1, 1), (3, 1, 1), (3, 2)]


@pytest.mark.parametrize(
    ("layers", "sizes"),
    [
        ([], []),
        ([(3, 1)] * 3, [3, 5, 7]),
        (LENET, [5, 6, 14, 16, 32]),
        (ALEXNET, [11, 19, 51, 67, 99, 131, 163, 195]),
        ([(5, 1), (2, 2)], [5, 6]),
    ],
)
def test_fields_of_known_networks(layers, sizes):
    fields = shapes.receptive_field(layers)
    assert fields[0] == shapes.Field(1, 1, 0)
    assert [field.size for field in fields[1:]] == sizes
    assert all(type(number) is int for field in fields for number in field)


def basic_blocks(counts, stem):
    layers = list(stem)
    for stage, blocks in enumerate(counts):
        for block in range(blocks):
            layers += [(3, 2 if stage and not block else 1, 1), (3, 1, 1)]
    return layers


def bottlenecks(counts, stem, at):
    layers = list(stem)
    for stage, blocks in enumerate(counts):
        for block in range(blocks):
            stride = 2 if stage and not block else 1
            layers += [(1, stride if at == 1 else 1), (3, stride if at == 3 else 1, 1), (1, 1)]
    return layers


def test_fields_of_residual_networks():
    stem = [(7, 2, 3), (3, 2, 1)]
    last = lambda layers: shapes.receptive_field(layers)[-1].size  # noqa: E731
    assert last(basic_blocks((2, 2, 2, 2), stem)) == 435
    assert last(basic_blocks((3, 4, 6, 3), stem)) == 899
    assert last(bottlenecks((3, 4, 6, 3), stem, at=1)) == 483
    assert last(bottlenecks((3, 4, 6, 3), stem, at=3)) == 427
    assert [last(basic_blocks((n,) * 3, [(3, 1, 1)])) for n in (3, 5, 7, 9, 18)] == [81, 137, 193, 249, 501]


# --- counts -------------------------------------------------------------------------------------------------------


def test_counts_of_the_three_layers_of_chapter_04():
    assert shapes.dense(28 * 28, 24 * 24).parameters == 452_160
    assert shapes.local(1, 28, 28, 1, 5).parameters == 14_976
    assert shapes.convolution(1, 28, 28, 1, 5).parameters == 26


def test_counts_of_the_ledger():
    million = 10**6
    assert shapes.dense(million, million, bias=False).parameters == 10**12
    assert shapes.dense(million, million) == (10**12, million, 10**12)
    assert shapes.local(1, 1009, 1009, 1, 10, bias=False).weights == 10**8
    assert [shapes.convolution(1, 1009, 1009, n, 10, bias=False).parameters for n in (1, 100)] == [100, 10_000]
    assert shapes.dense(784, 15).parameters + shapes.dense(15, 10).parameters == 11_935
    assert shapes.dense(784, 150).parameters + shapes.dense(150, 10).parameters == 119_260
    conv, hidden, output = shapes.convolution(1, 28, 28, 30, 5), shapes.dense(4320, 100), shapes.dense(100, 10)
    assert [layer.parameters for layer in (conv, hidden, output)] == [780, 432_100, 1_010]
    assert shapes.convolution(1, 32, 32, 6, 5).parameters == 156
    assert shapes.convolution(16, 5, 5, 120, 5).parameters == 48_120
    assert shapes.convolution(3, 227, 227, 96, 11, 4).parameters == 34_944


ALEXNET_WORK = [  # one tower's share twice where the towers do not talk
    shapes.convolution(3, 227, 227, 96, 11, 4), *[shapes.convolution(48, 27, 27, 128, 5, 1, 2)] * 2,
    shapes.convolution(256, 13, 13, 384, 3, 1, 1), *[shapes.convolution(192, 13, 13, 192, 3, 1, 1)] * 2,
    *[shapes.convolution(192, 13, 13, 128, 3, 1, 1)] * 2,
    shapes.dense(9216, 4096), shapes.dense(4096, 4096), shapes.dense(4096, 1000),
]  # fmt: skip


def test_alexnet_has_the_parameters_and_multiply_adds_of_the_ledger():
    assert sum(layer.parameters for layer in ALEXNET_WORK) == 60_965_224
    assert round(sum(layer.multiply_adds for layer in ALEXNET_WORK) / 1e6, 1) == 724.4


@st.composite
def layers_over_pictures(draw):
    rows, columns = draw(AXES), draw(AXES)
    _, *pairs = zip(rows, columns)
    return draw(st.integers(1, 3)), rows[0], columns[0], draw(st.integers(1, 3)), *pairs


@given(layers_over_pictures(), st.booleans())
def test_counts_are_those_of_torch_and_of_counting_every_tap(layer, bias):
    channels, height, width, filters, kernel, stride, padding = layer
    reference = torch.nn.Conv2d(channels, filters, kernel, stride, padding, bias=bias)
    shared, apart = shapes.convolution(*layer, bias=bias), shapes.local(*layer, bias=bias)
    assert shared.parameters == sum(p.numel() for p in reference.parameters())
    assert shared.weights == reference.weight.numel()
    outputs = reference(torch.zeros(1, channels, height, width)).numel()
    taps = outputs * channels * kernel[0] * kernel[1]
    assert shared.multiply_adds == apart.multiply_adds == apart.weights == taps
    assert apart.biases == (outputs if bias else 0)
    assert apart.parameters == apart.weights + apart.biases
    assert all(type(number) is int for number in (*shared, *apart, shared.parameters))


@given(st.integers(1, 50), st.integers(1, 50), st.booleans())
def test_dense_counts_are_those_of_torch(inputs, outputs, bias):
    count = shapes.dense(inputs, outputs, bias=bias)
    reference = torch.nn.Linear(inputs, outputs, bias=bias)
    assert count.parameters == sum(p.numel() for p in reference.parameters())
    assert count.multiply_adds == count.weights == inputs * outputs


def test_numpy_whole_numbers_give_python_ones():
    five, two = np.int32(5), np.int64(2)
    assert type(shapes.output_size(np.uint8(250), five, padding=np.uint8(10))) is int
    assert shapes.output_size(np.uint8(250), five, padding=np.uint8(10)) == 266  # 270 would not fit a byte
    assert shapes.pair("kernel", (five, two)) == (5, 2)
    assert shapes.dense(np.int32(10**6), np.int32(10**6)).weights == 10**12
    assert shapes.pair("stride", [1, 2]) == (1, 2)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (0, "stride: got 0; expected a whole number ≥ 1"),
        ((1, 0), "stride[1]: got 0; expected a whole number ≥ 1"),
        ((1, 2.0), "stride[1]: got 2.0 (float); expected a whole number ≥ 1"),
        ((1, 2, 3), "stride: got 3 numbers; expected one whole number, or two (vertical, horizontal)"),
        ((), "stride: got 0 numbers; expected one whole number, or two (vertical, horizontal)"),
        ("2", "stride: got '2' (str); expected a whole number ≥ 1"),
        (True, "stride: got True; expected a whole number ≥ 1"),
    ],
)
def test_what_is_no_pair_is_told_so(value, words):
    with pytest.raises((TypeError, ValueError)) as caught:
        shapes.pair("stride", value, 1)
    assert str(caught.value) == words


@pytest.mark.parametrize("layer", [3, (3,), (3, 1, 1, 1), "ab", None, (3, 0), (0, 1), (3, 1, -1), (3.0, 1), (3, None)])
def test_a_layer_that_is_none_is_named(layer):
    with pytest.raises((TypeError, ValueError), match=r"^layers\[1\].*: got .*; expected "):
        shapes.receptive_field([(3, 1), layer])
