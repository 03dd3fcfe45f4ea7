"""Dilated, transposed and depthwise convolution are torch's over random shapes; their sizes are those of `shapes`."""

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from hypothesis import assume, given
from hypothesis import strategies as st

from course_utils import convolution, convolution_kinds, shapes

PAIRS = st.tuples(st.integers(1, 3), st.integers(1, 3))


def either(pair):
    """A pair, or one number where both are equal, as callers may write it."""
    return pair[0] if pair[0] == pair[1] else pair


@st.composite
def cases(draw):
    """Batch, channels, filters, (height, width), kernel, stride and padding, and a generator for the numbers."""
    n, channels, filters = draw(st.integers(0, 3)), draw(st.integers(1, 4)), draw(st.integers(1, 4))
    size = draw(st.tuples(st.integers(1, 9), st.integers(1, 9)))
    kernel = draw(st.tuples(st.integers(1, 4), st.integers(1, 4)))
    padding = draw(st.tuples(st.integers(0, 2), st.integers(0, 2)))
    rng = np.random.default_rng(draw(st.integers(0, 10_000)))
    return n, channels, filters, size, kernel, draw(PAIRS), padding, rng


def torchs(function, x, weight, bias, **window):
    return function(*map(torch.tensor, (x, weight, bias)), **window).numpy()


@given(cases(), PAIRS)
def test_dilated_is_torchs(case, dilation):
    n, channels, filters, size, kernel, stride, padding, rng = case
    reach = tuple(map(shapes.dilated, kernel, dilation))
    assume(all(r <= s + 2 * p for r, s, p in zip(reach, size, padding)))
    x, bias = rng.normal(size=(n, channels, *size)), rng.normal(size=filters)
    weight = rng.normal(size=(filters, channels, *kernel))
    ours = convolution_kinds.conv2d_dilated(x, weight, bias, either(stride), either(padding), either(dilation))
    theirs = torchs(F.conv2d, x, weight, bias, stride=stride, padding=padding, dilation=dilation)
    np.testing.assert_allclose(ours, theirs, atol=1e-12)
    assert ours.shape[2:] == shapes.output_shape(*size, reach, stride, padding)


@given(cases())
def test_transposed_is_torchs(case):
    n, channels, filters, size, kernel, stride, padding, rng = case
    assume(all((s - 1) * t + k > 2 * p for s, t, k, p in zip(size, stride, kernel, padding)))
    x, bias = rng.normal(size=(n, channels, *size)), rng.normal(size=filters)
    weight = rng.normal(size=(channels, filters, *kernel))
    ours = convolution_kinds.conv2d_transposed(x, weight, bias, either(stride), either(padding))
    theirs = torchs(F.conv_transpose2d, x, weight, bias, stride=stride, padding=padding)
    np.testing.assert_allclose(ours, theirs, atol=1e-12)
    sizes = tuple(shapes.transposed_size(*axis) for axis in zip(size, kernel, stride, padding))
    assert ours.shape[2:] == sizes
    assert shapes.output_shape(*sizes, kernel, stride, padding) == size


@given(cases())
def test_depthwise_is_torchs_with_a_group_for_each_channel(case):
    n, channels, _, size, kernel, stride, padding, rng = case
    assume(all(k <= s + 2 * p for k, s, p in zip(kernel, size, padding)))
    x, bias = rng.normal(size=(n, channels, *size)), rng.normal(size=channels)
    weight = rng.normal(size=(channels, *kernel))
    ours = convolution_kinds.conv2d_depthwise(x, weight, bias, either(stride), either(padding))
    theirs = torchs(F.conv2d, x, weight[:, None], bias, stride=stride, padding=padding, groups=channels)
    np.testing.assert_allclose(ours, theirs, atol=1e-12)


def test_transposed_is_the_way_back_of_the_gradient_and_no_inverse():
    rng = np.random.default_rng(3)
    x, weight = rng.normal(size=(2, 3, 7, 6)), rng.normal(size=(4, 3, 3, 2))
    y = convolution.conv2d(x, weight, stride=2, padding=1)
    assert (7 + 2 - 3) % 2 == (6 + 2 - 2) % 2 == 0  # the sizes divide
    back = convolution_kinds.conv2d_transposed(y, weight, stride=2, padding=1)
    np.testing.assert_allclose(back, convolution.conv2d_backward(y, x, weight, 2, 1)[0], atol=1e-12)
    assert back.shape == x.shape and not np.allclose(back, x)


def test_without_more_said_nothing_is_padded_spread_or_added():
    rng = np.random.default_rng(4)
    x, weight = rng.normal(size=(2, 3, 6, 5)), rng.normal(size=(4, 3, 3, 2))
    np.testing.assert_allclose(convolution_kinds.conv2d_dilated(x, weight), convolution.conv2d(x, weight), atol=1e-12)
    ours = convolution_kinds.conv2d_transposed(x, weight.swapaxes(0, 1))
    zero = np.zeros(4)
    theirs = torchs(F.conv_transpose2d, x, weight.swapaxes(0, 1).copy(), zero)
    np.testing.assert_allclose(ours, theirs, atol=1e-12)
    ours = convolution_kinds.conv2d_depthwise(x, weight[0])
    np.testing.assert_allclose(ours, torchs(F.conv2d, x, weight[0][:, None], zero[:3], groups=3), atol=1e-12)


@pytest.mark.parametrize("name", ["conv2d_dilated", "conv2d_transposed"])
def test_float32_stays_float32(name):
    x, weight = np.ones((1, 2, 4, 4), np.float32), np.ones((2, 2, 2, 2), np.float32)
    assert getattr(convolution_kinds, name)(x, weight, np.zeros(2, np.float32)).dtype == np.float32


X, W = np.ones((2, 3, 5, 4)), np.ones((4, 3, 3, 2))


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: convolution_kinds.conv2d_dilated(X, W, dilation=3), r"^kernel: got 7; expected at most .* 5$"),
        (lambda: convolution_kinds.conv2d_dilated(X, W, dilation=0), r"^dilation: got 0"),
        (lambda: convolution_kinds.conv2d_dilated(X, W[0]), r"^weight: got shape \(3, 3, 2\)"),
        (lambda: convolution_kinds.conv2d_dilated(X[:, :2], W), r"^weight: got shape"),
        (lambda: convolution_kinds.conv2d_transposed(X, W), r"^weight: got shape .*; expected shape \(3, F, KH, KW\)"),
        (lambda: convolution_kinds.conv2d_transposed(X, W.swapaxes(0, 1), [1.0]), r"^bias: got shape \(1,\)"),
        (lambda: convolution_kinds.conv2d_transposed(X[..., :1, :1], W.swapaxes(0, 1), padding=2), r"^padding: got 2"),
        (lambda: convolution_kinds.conv2d_depthwise(X, W), r"^weight: got shape .*; expected shape \(3, KH, KW\)"),
        (lambda: convolution_kinds.conv2d_depthwise(X, W[0], np.ones(2)), r"^bias: got shape \(2,\)"),
        (lambda: convolution_kinds.conv2d_depthwise(X * np.nan, W[0]), r"^x: got nan"),
        (lambda: shapes.dilated(0), r"^kernel: got 0"),
        (lambda: shapes.dilated(3, 1.5), r"^dilation: got 1.5"),
        (lambda: shapes.transposed_size(1, 2, padding=1), r"^padding: got 1; expected less than half .* 2$"),
        (lambda: shapes.transposed_size(3, 2, stride=0), r"^stride: got 0"),
    ],
)
def test_what_does_not_fit_is_told_by_name(call, words):
    with pytest.raises((TypeError, ValueError), match=words):
        call()
