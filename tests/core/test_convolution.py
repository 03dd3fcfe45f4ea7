"""The three convolutions against torch, one another, central differences and the definition, with any window."""

from typing import NamedTuple
from unittest import mock

import numpy as np
import pytest
import torch
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from course_utils import convolution, gradients, shapes

FORWARD_TOLERANCE, GRADIENT_TOLERANCE = 1e-10, 1e-8
CONFIGURATIONS, CHUNKS = 3_000, 10
FORWARD = {
    "naive": convolution.conv2d_naive,
    "im2col": convolution.conv2d_im2col,
    "fast": convolution.conv2d,
}
BACKWARD = {"im2col": convolution.conv2d_im2col_backward, "fast": convolution.conv2d_backward}
IMAGE = np.array([[1, 1, 1, 0, 0], [0, 1, 1, 1, 0], [0, 0, 1, 1, 1], [0, 0, 1, 1, 0], [0, 1, 1, 0, 0]])


class Case(NamedTuple):
    """One configuration: shapes, then window."""

    n: int
    channels: int
    size: tuple
    filters: int
    kernel: tuple
    stride: object
    padding: object

    def arrays(self, seed=0):
        """Return x, weight, bias and the gradient that arrives, of normal numbers."""
        rng = np.random.default_rng([seed, *self.size, *self.kernel])
        out = shapes.output_shape(*self.size, self.kernel, self.stride, self.padding)
        return [
            rng.normal(size=shape)
            for shape in (
                (self.n, self.channels, *self.size),
                (self.filters, self.channels, *self.kernel),
                (self.filters,),
                (self.n, self.filters, *out),
            )
        ]

    @property
    def window(self):
        """Stride and padding as the functions take them."""
        return {"stride": self.stride, "padding": self.padding}


def random_case(rng):
    """Draw a configuration; about half have a number, half a pair, for stride and for padding."""
    while True:
        size, kernel = rng.integers(1, 12, 2), rng.integers(1, 6, 2)
        stride = tuple(rng.integers(1, 8 if rng.random() < 0.2 else 4, 2).tolist())
        padding = tuple(rng.integers(0, 4, 2).tolist())
        stride = stride if rng.random() < 0.5 else stride[0]
        padding = padding if rng.random() < 0.5 else padding[0]
        if (kernel <= size + 2 * np.array(padding)).all():
            n, channels, filters = (int(rng.integers(low, 5)) for low in (0, 1, 1))
            return Case(n, channels, tuple(size.tolist()), filters, tuple(kernel.tolist()), stride, padding)


CASES = [random_case(np.random.default_rng([4, number])) for number in range(CONFIGURATIONS)]


def torchs(case, x, weight, bias, grad_out):
    """Return torch's result and its gradients of x, weight and bias."""
    tensors = [torch.tensor(array, requires_grad=True) for array in (x, weight, bias)]
    out = torch.nn.functional.conv2d(*tensors, stride=case.stride, padding=case.padding)
    out.backward(torch.tensor(grad_out))
    return out.detach().numpy(), [tensor.grad.numpy() for tensor in tensors]


def close(ours, theirs, case, *, rtol, atol):
    assert ours.shape == theirs.shape, case
    assert ours.dtype == np.float64
    np.testing.assert_allclose(ours, theirs, rtol=rtol, atol=atol, err_msg=str(case))


@pytest.mark.few(4)
@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_values_and_gradients_are_torchs(chunk):
    for number in range(chunk, CONFIGURATIONS, CHUNKS):
        case = CASES[number]
        x, weight, bias, grad_out = case.arrays(number)
        expected, expected_gradients = torchs(case, x, weight, bias, grad_out)
        for name in FORWARD if expected.size <= 400 else ("im2col", "fast"):
            close(FORWARD[name](x, weight, bias, **case.window), expected, case, rtol=0, atol=FORWARD_TOLERANCE)
        for backward in BACKWARD.values():
            for ours, theirs in zip(backward(grad_out, x, weight, **case.window), expected_gradients, strict=True):
                close(ours, theirs, case, rtol=GRADIENT_TOLERANCE, atol=1e-12)


def test_the_configurations_are_many_and_of_every_kind():
    pairs = [[np.broadcast_to(part, 2) for part in (c.size, c.kernel, c.stride, c.padding)] for c in CASES]
    kinds = {
        "batch of none": [c.n == 0 for c in CASES],
        "batch of one": [c.n == 1 for c in CASES],
        "picture not square": [s[0] != s[1] for s, *_ in pairs],
        "kernel not square": [k[0] != k[1] for _, k, *_ in pairs],
        "stride of each axis": [s[0] != s[1] for *_, s, _ in pairs],
        "padding of each axis": [p[0] != p[1] for *_, p in pairs],
        "gaps between windows": [(s > k).any() for _, k, s, _ in pairs],
        "window larger than the picture": [(k > s).any() for s, k, *_ in pairs],
        "pixels that no window reaches": [
            any(shapes.unused(*axis) for axis in zip(*(part.tolist() for part in parts))) for parts in pairs
        ],
        "several filters and channels": [c.filters > 1 and c.channels > 1 for c in CASES],
        "compared with the loops": [
            c.n * c.filters * np.prod(shapes.output_shape(*c.size, c.kernel, c.stride, c.padding)) <= 400 for c in CASES
        ],
    }
    assert len(set(CASES)) >= 2_000
    assert {kind: sum(found) for kind, found in kinds.items() if sum(found) < 200} == {}


@pytest.mark.few(22)
@pytest.mark.parametrize("case", [c for c in CASES if c.n and np.prod(c.size) * c.channels <= 40][::12], ids=str)
def test_backward_is_central_differences(case):
    x, weight, bias, grad_out = case.arrays()
    loss = lambda _: np.sum(grad_out * convolution.conv2d(x, weight, bias, **case.window))  # noqa: E731
    for backward in BACKWARD.values():
        for array, gradient in zip((x, weight, bias), backward(grad_out, x, weight, **case.window)):
            assert gradients.check_gradient(loss, np.array(gradient), array)


def test_large_batches_and_pictures_are_torchs_too(monkeypatch):
    large = (
        Case(70, 1, (28, 28), 30, (5, 5), 1, 0),
        Case(64, 6, (14, 14), 16, (5, 5), 1, 2),
        Case(5, 64, (32, 32), 8, (3, 3), (2, 1), 1),
        Case(33, 3, (17, 40), 4, (3, 7), (1, 2), (0, 3)),
    )
    for case in large:
        x, weight, bias, grad_out = case.arrays()
        expected, expected_gradients = torchs(case, x, weight, bias, grad_out)
        close(convolution.conv2d(x, weight, bias, **case.window), expected, case, rtol=0, atol=FORWARD_TOLERANCE)
        for ours, theirs in zip(convolution.conv2d_backward(grad_out, x, weight, **case.window), expected_gradients):
            close(ours, theirs, case, rtol=GRADIENT_TOLERANCE, atol=1e-10)


@pytest.mark.parametrize(
    "case", [Case(11, 2, (9, 8), 3, (3, 2), (2, 1), 1), Case(11, 2, (9, 21), 3, (3, 2), (2, 1), 1)]
)
@pytest.mark.parametrize("size", [1, 700, 5_000, 40_000, 10**9])
def test_the_size_of_the_blocks_changes_no_result(size, case, monkeypatch):
    x, weight, bias, grad_out = case.arrays()
    expected, expected_gradients = torchs(case, x, weight, bias, grad_out)
    monkeypatch.setattr(convolution, "BLOCK_BYTES", size)
    close(convolution.conv2d(x, weight, bias, **case.window), expected, case, rtol=0, atol=FORWARD_TOLERANCE)
    for ours, theirs in zip(convolution.conv2d_backward(grad_out, x, weight, **case.window), expected_gradients):
        close(ours, theirs, case, rtol=GRADIENT_TOLERANCE, atol=1e-12)


SIDES = st.tuples(st.integers(1, 24), st.integers(1, 40))  # outputs shorter and longer than 16, where memory changes
PAIRS = st.tuples(st.integers(1, 4), st.integers(1, 4))
BATCHES = st.tuples(st.integers(0, 4), st.integers(1, 3))


def taught(x, weight, bias, grad_out, case):
    """Return the result and the three gradients of the version that chapter 07 writes."""
    backward = convolution.conv2d_im2col_backward(grad_out, x, weight, **case.window)
    return convolution.conv2d_im2col(x, weight, bias, **case.window), *backward


@settings(deadline=None)
@given(BATCHES, SIDES, st.integers(1, 3), PAIRS, PAIRS, PAIRS, st.integers(1, 9))
def test_the_fast_version_is_the_taught_one(batch, size, filters, kernel, stride, padding, kilobytes):
    padding = tuple(rings - 1 for rings in padding)
    assume(all(k <= side + 2 * rings for k, side, rings in zip(kernel, size, padding)))
    case = Case(*batch, size, filters, kernel, stride, padding)
    both = [conv(*case.arrays()[:3], **case.window) for conv in (convolution.conv2d, convolution.conv2d_im2col)]
    np.testing.assert_allclose(*both, rtol=0, atol=1e-12, err_msg=str(case))
    # float32: one part in a million of the sum of all that was added, whatever cancels
    x, weight, bias, grad_out = (array.astype(np.float32) for array in case.arrays())
    with mock.patch.object(convolution, "BLOCK_BYTES", 1_000 * kilobytes):
        fast = [convolution.conv2d(x, weight, bias, **case.window)]
        fast += convolution.conv2d_backward(grad_out, x, weight, **case.window)
    x, weight, bias, grad_out = (array.astype(np.float64) for array in (x, weight, bias, grad_out))
    for ours, theirs, added in zip(
        fast, taught(x, weight, bias, grad_out, case), taught(*map(np.abs, (x, weight, bias, grad_out)), case)
    ):
        assert ours.shape == theirs.shape and ours.dtype == np.float32
        assert (np.abs(ours - theirs) <= 1e-6 * added + 1e-30).all(), case


# --- one picture, one kernel --------------------------------------------------------------------------------------


@pytest.mark.parametrize("case", CASES[:200:2], ids=str)
def test_one_picture_by_loops_is_torchs_and_the_flip_is_a_turned_kernel(case):
    x, weight, bias, _ = Case(1, 1, case.size, 1, case.kernel, case.stride, case.padding).arrays()
    tensors = torch.tensor(x), torch.tensor(weight), torch.tensor(bias)
    expected = torch.nn.functional.conv2d(*tensors, stride=case.stride, padding=case.padding).numpy()[0, 0]
    ours = convolution.correlate2d_naive(x[0, 0], weight[0, 0], float(bias[0]), **case.window)
    np.testing.assert_allclose(ours, expected, atol=FORWARD_TOLERANCE)
    turned = np.rot90(weight[0, 0], 2)
    np.testing.assert_array_equal(convolution.convolve2d_naive(x[0, 0], turned, float(bias[0]), **case.window), ours)


def test_the_flip_is_that_of_mathematics():
    # Σ I(i − m, j − n) K(m, n), as polynomials multiply
    rng = np.random.default_rng(0)
    one, other = rng.normal(size=(4, 5)), rng.normal(size=(2, 3))
    product = np.zeros((5, 7))
    for (i, j), value in np.ndenumerate(one):
        product[i : i + 2, j : j + 3] += value * other
    np.testing.assert_allclose(convolution.convolve2d_naive(one, other, padding=(1, 2)), product, atol=1e-12)
    line = convolution.convolve2d_naive(one[:1], other[:1], padding=(0, 2))[0]
    np.testing.assert_allclose(line, np.convolve(one[0], other[0]), atol=1e-12)


SYMMETRIC, ASYMMETRIC = [[1, 0, 1], [0, 1, 0], [1, 0, 1]], [[1, 2, 0], [0, 1, -1], [3, 0, -2]]


def test_the_example_of_chapter_05():
    wanted = [[4, 3, 4], [2, 4, 3], [2, 3, 4]]  # CONV-3, CONV-4
    assert convolution.correlate2d_naive(IMAGE, SYMMETRIC).tolist() == wanted
    assert convolution.convolve2d_naive(IMAGE, SYMMETRIC).tolist() == wanted
    assert convolution.correlate2d_naive(IMAGE, ASYMMETRIC).tolist() == [[1, 1, 3], [-1, 1, 6], [-3, 5, 7]]  # CONV-5
    assert convolution.convolve2d_naive(IMAGE, ASYMMETRIC).tolist() == [[3, 1, 1], [4, 5, 0], [6, 6, 1]]
    for conv in FORWARD.values():
        both = conv(IMAGE[None, None], np.array([SYMMETRIC, ASYMMETRIC])[:, None], [0.5, -1])
        assert both[0].tolist() == [(np.array(wanted) + 0.5).tolist(), [[0, 0, 2], [-2, 0, 5], [-4, 4, 6]]]


def test_the_bias_is_added_once_for_each_output():
    for conv in FORWARD.values():
        assert (conv(np.zeros((2, 3, 4, 4)), np.zeros((2, 3, 3, 3)), [1.5, -2])[:, 0] == 1.5).all()
        x, weight = np.ones((1, 1, 3, 3)), np.ones((2, 1, 2, 2))
        np.testing.assert_array_equal(conv(x, weight), conv(x, weight, [0, 0]))
    assert (convolution.correlate2d_naive(np.zeros((3, 3)), np.zeros((2, 2)), bias=0.25) == 0.25).all()


def test_a_shifted_picture_gives_a_shifted_map_away_from_the_border():
    rng = np.random.default_rng(1)
    x, weight = np.zeros((1, 2, 20, 20)), rng.normal(size=(3, 2, 3, 3))
    x[:, :, 6:12, 6:12] = rng.normal(size=(1, 2, 6, 6))
    before = convolution.conv2d(x, weight, padding=1)
    after = convolution.conv2d(np.roll(x, (2, -3), axis=(2, 3)), weight, padding=1)
    np.testing.assert_allclose(after, np.roll(before, (2, -3), axis=(2, 3)), atol=1e-12)


# --- im2col and col2im --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("shape", "kernel", "expected"),
    [
        ((1, 3, 7, 7), 5, (9, 75)),
        ((10, 3, 7, 7), 5, (90, 75)),
        ((0, 3, 7, 7), 5, (0, 75)),
        ((2, 1, 3, 4), (1, 4), (6, 4)),
    ],
)
def test_shape_of_the_columns(shape, kernel, expected):
    assert convolution.im2col(np.zeros(shape), kernel).shape == expected
    assert convolution.col2im(np.zeros(expected), shape, kernel).shape == shape


def test_im2col_grows_the_digits_eighteen_fold():
    x = np.zeros((100, 1, 28, 28))
    assert round(convolution.im2col(x, 5).size / x.size, 2) == 18.37


@pytest.mark.parametrize("case", CASES[::30], ids=str)
def test_columns_are_torchs_and_col2im_is_the_transposed_map(case):
    x = case.arrays()[0]
    columns = convolution.im2col(x, case.kernel, **case.window)
    if case.n:
        unfolded = torch.nn.functional.unfold(torch.tensor(x), case.kernel, **case.window).numpy()
        np.testing.assert_array_equal(columns, unfolded.transpose(0, 2, 1).reshape(columns.shape))
    other = np.random.default_rng(1).normal(size=columns.shape)
    image = convolution.col2im(other, x.shape, case.kernel, **case.window)
    assert np.sum(columns * other) == pytest.approx(np.sum(x * image), rel=1e-10, abs=1e-10)  # ⟨Ax, y⟩ = ⟨x, Aᵀy⟩


def test_col2im_adds_and_is_no_inverse():
    ones = np.ones((1, 1, 4, 4))
    counts = convolution.col2im(convolution.im2col(ones, 3, padding=1), ones.shape, 3, padding=1)
    assert counts[0, 0].tolist() == [[4, 6, 6, 4], [6, 9, 9, 6], [6, 9, 9, 6], [4, 6, 6, 4]]
    apart = np.arange(16.0).reshape(1, 1, 4, 4)
    np.testing.assert_array_equal(convolution.col2im(convolution.im2col(apart, 2, 2), apart.shape, 2, 2), apart)


def test_the_loss_through_a_shared_weight_adds_up_over_places():
    # CONV-24: a weight's gradient is the sum over all places that share it
    x, grad_out = np.arange(9.0).reshape(1, 1, 3, 3), np.ones((1, 1, 2, 2))
    for backward in BACKWARD.values():
        _, grad_weight, grad_bias = backward(grad_out, x, np.zeros((1, 1, 2, 2)))
        assert grad_weight[0, 0].tolist() == [[8, 12], [20, 24]] and grad_bias.tolist() == [4]


def test_no_input_gradient_where_none_is_wanted():
    x, weight, _, grad_out = CASES[0]._replace(n=3).arrays()
    with_it = convolution.conv2d_backward(grad_out, x, weight, **CASES[0].window)
    without = convolution.conv2d_backward(grad_out, x, weight, **CASES[0].window, input_gradient=False)
    assert without[0] is None and with_it[0].shape == x.shape
    for one, other in zip(with_it[1:], without[1:], strict=True):
        np.testing.assert_array_equal(one, other)
    for bad in (0, None, "no"):
        with pytest.raises(TypeError, match=r"^input_gradient: got .*; expected True or False"):
            convolution.conv2d_backward(grad_out, x, weight, **CASES[0].window, input_gradient=bad)


# --- what is passed in --------------------------------------------------------------------------------------------

LAYOUTS = {
    "read-only": lambda a: a.copy(),
    "Fortran order": lambda a: np.asfortranarray(a),
    "turned": lambda a: np.flip(np.flip(a).copy()),
    "every second": lambda a: np.repeat(a, 2, axis=-1)[..., ::2],
    "axes swapped": lambda a: a.swapaxes(0, -1).copy().swapaxes(0, -1),
    "spread from one number": lambda a: np.broadcast_to(a[..., :1], a.shape),
    "big-endian": lambda a: a.astype(">f8"),
}
SMALL = Case(3, 2, (6, 5), 4, (3, 2), (2, 1), 1)


def frozen(array):
    array.flags.writeable = False
    return array


@pytest.mark.parametrize("layout", LAYOUTS)
def test_any_memory_layout_gives_the_same_and_nothing_is_written_to(layout):
    plain = [np.ascontiguousarray(LAYOUTS[layout](a), np.float64) for a in SMALL.arrays()]
    odd = [frozen(LAYOUTS[layout](a)) for a in SMALL.arrays()]
    x, weight, bias, grad_out = plain
    for conv in FORWARD.values():
        result = conv(*odd[:3], **SMALL.window)
        np.testing.assert_allclose(result, conv(x, weight, bias, **SMALL.window), atol=1e-13)
        assert result.flags.writeable and not any(np.shares_memory(result, a) for a in odd)
    for backward in BACKWARD.values():
        wanted = backward(grad_out, x, weight, **SMALL.window)
        for result, expected in zip(backward(odd[3], *odd[:2], **SMALL.window), wanted, strict=True):
            np.testing.assert_allclose(result, expected, atol=1e-12)
            assert result.flags.writeable and not any(np.shares_memory(result, a) for a in odd)
    for got, given_array in zip(odd, plain, strict=True):
        np.testing.assert_array_equal(got, given_array)


def test_a_window_as_large_as_the_picture_shares_no_memory_with_it():
    x, weight = np.ones((2, 1, 3, 3)), np.ones((1, 1, 3, 3))
    for result in (convolution.im2col(x, 3), convolution.im2col(x, 1)):
        result[...] = 7
    columns = np.ones((2, 9))
    convolution.col2im(columns, x.shape, 3)[...] = 5
    convolution.conv2d_backward(np.ones((2, 1, 1, 1)), x, weight)[0][...] = 5
    assert (x == 1).all() and (weight == 1).all() and (columns == 1).all()


@pytest.mark.parametrize("case", CASES[1:400:40], ids=str)
def test_float32_stays_float32(case):
    x, weight, bias, grad_out = (a.astype(np.float32) for a in case.arrays())
    wanted = convolution.conv2d(*case.arrays()[:3], **case.window)
    for conv in FORWARD.values():
        result = conv(x, weight, bias, **case.window)
        assert result.dtype == np.float32
        np.testing.assert_allclose(result, wanted, rtol=1e-3, atol=1e-4)
    for backward in BACKWARD.values():
        assert all(g.dtype == np.float32 for g in backward(grad_out, x, weight, **case.window))
    assert convolution.im2col(x, case.kernel, **case.window).dtype == np.float32
    image, kernel = np.ones((3, 3), np.float32), np.ones((2, 2), np.float32)
    assert convolution.correlate2d_naive(image, kernel, 0.1).dtype == np.float32


def test_whole_numbers_become_float64_and_bytes_do_not_run_over():
    x = np.full((1, 1, 3, 3), 255, np.uint8)
    for conv in FORWARD.values():
        result = conv(x, np.full((1, 1, 3, 3), -2, np.int8))
        assert result.dtype == np.float64 and result.item() == -2 * 9 * 255
    assert convolution.correlate2d_naive(x[0, 0], np.full((3, 3), 255, np.uint8)).item() == 9 * 255**2
    assert convolution.conv2d([[[[1, 2], [3, 4]]]], [[[[1]]]]).tolist() == [[[[1, 2], [3, 4]]]]
    mixed = convolution.conv2d(np.ones((1, 1, 2, 2), np.float32), np.ones((1, 1, 1, 1)))
    assert mixed.dtype == np.float64


X, W = np.ones((2, 3, 5, 4)), np.ones((4, 3, 3, 2))
WRONG = {
    "one picture without its batch axis": ((X[0], W), r"^x: got shape \(3, 5, 4\); expected shape \(N, C, H, W\)"),
    "channels that differ": ((X[:, :2], W), r"^weight: got shape \(4, 3, 3, 2\); expected shape \(F, 2, KH, KW\)"),
    "channels last": ((X.transpose(0, 2, 3, 1), W), r"^weight: got .*; expected shape \(F, 5, KH, KW\)"),
    "one filter without its axis": ((X, W[0]), r"^weight: got shape \(3, 3, 2\); expected shape \(F, 3, KH, KW\)"),
    "bias of another length": ((X, W, np.ones(3)), r"^bias: got shape \(3,\); expected shape \(4,\)"),
    "bias as a column": ((X, W, np.ones((4, 1))), r"^bias: got shape \(4, 1\); expected shape \(4,\)"),
    "bias that is a number": ((X, W, 0.5), r"^bias: got shape \(\); expected shape \(4,\)"),
    "weight larger than the picture": ((X, np.ones((4, 3, 6, 2))), r"^kernel: got 6; expected at most .* 5$"),
    "weight wider than the padded picture": (
        (X, np.ones((4, 3, 2, 7)), None, 1, 1),
        r"^kernel: got 7; expected at most .* 6$",
    ),
    "no filters": ((X, W[:0]), r"^weight: got an empty array, shape \(0, 3, 3, 2\)"),
    "no channels": ((X[:, :0], W[:, :0]), r"^(x|weight): got "),
    "no rows": ((X[:, :, :0], W), r"^x: got "),
    "NaN": ((np.where(X == 1, np.nan, 0), W), r"^x: got nan"),
    "infinite weight": ((X, W * np.inf), r"^weight: got inf"),
    "infinite bias": ((X, W, np.full(4, -np.inf)), r"^bias: got -inf"),
    "text": (("abc", W), r"^x: got 'abc'"),
    "a stride of 0": ((X, W, None, 0), r"^stride: got 0"),
    "a stride that is no whole number": ((X, W, None, 1.0), r"^stride: got 1.0"),
    "half a pair": ((X, W, None, (1,)), r"^stride: got 1 numbers"),
    "padding below 0": ((X, W, None, 1, (0, -1)), r"^padding\[1\]: got -1"),
}


@pytest.mark.parametrize("name", FORWARD)
@pytest.mark.parametrize("what", WRONG)
def test_what_does_not_fit_is_told_by_name(name, what):
    arguments, words = WRONG[what]
    with pytest.raises((TypeError, ValueError), match=words):
        FORWARD[name](*arguments)


@pytest.mark.parametrize("name", BACKWARD)
@pytest.mark.parametrize("what", [w for w in WRONG if "bias" not in w])
def test_what_does_not_fit_backward_is_told_by_name(name, what):
    (x, weight, *rest), words = WRONG[what]
    with pytest.raises((TypeError, ValueError), match=words):
        BACKWARD[name](np.ones((2, 4, 3, 3)), x, weight, *rest[1:])


@pytest.mark.parametrize("name", BACKWARD)
@pytest.mark.parametrize(
    "grad_out",
    [np.ones((2, 4, 3, 2)), np.ones((4, 3, 3)), np.ones((1, 4, 3, 3)), np.ones((2, 1, 3, 3)), 1.0, None, np.empty(0)],
    ids=lambda g: str(np.shape(g)),
)
def test_a_gradient_of_another_shape_is_not_spread(name, grad_out):
    with pytest.raises((TypeError, ValueError), match=r"^grad_out: got .*; expected "):
        BACKWARD[name](grad_out, X, W)
    with pytest.raises(ValueError, match=r"^grad_out: got nan"):
        BACKWARD[name](np.full((2, 4, 3, 3), np.nan), X, W)


@pytest.mark.parametrize("shape", [None, 3, (1, 1, 3), (1, 1, 3, 3, 1), (1, 0, 3, 3), (-1, 1, 3, 3), (1, 1, 3.0, 3)])
def test_a_shape_that_is_none_is_refused(shape):
    with pytest.raises((TypeError, ValueError), match=r"^shape.*: got .*; expected "):
        convolution.col2im(np.ones((4, 4)), shape, 2)


@given(st.integers(0, 9), st.integers(0, 9))
def test_columns_of_another_shape_are_refused(rows, columns):
    if (rows, columns) != (4, 4):
        with pytest.raises(ValueError, match=r"^columns: got .*; expected shape \(4, 4\)"):
            convolution.col2im(np.ones((rows, columns)), (1, 1, 3, 3), 2)


@pytest.mark.parametrize("size", [(5, 4), (6, 6)])
def test_without_more_said_the_stride_is_one_and_nothing_is_padded(size):
    # sizes at which a stride of 2 and a ring of padding would make maps of another shape
    x, weight, _, grad_out = Case(2, 3, size, 4, (3, 2), 1, 0).arrays()
    wanted = torchs(Case(2, 3, size, 4, (3, 2), 1, 0), x, weight, np.zeros(4), grad_out)
    for conv in FORWARD.values():
        np.testing.assert_allclose(conv(x, weight), wanted[0], atol=FORWARD_TOLERANCE)
    for backward in BACKWARD.values():
        for ours, theirs in zip(backward(grad_out, x, weight), wanted[1], strict=True):
            np.testing.assert_allclose(ours, theirs, atol=FORWARD_TOLERANCE)
    one = convolution.correlate2d_naive(x[0, 0], weight[0, 0])
    np.testing.assert_allclose(one, convolution.conv2d(x[:1, :1], weight[:1, :1])[0, 0], atol=FORWARD_TOLERANCE)
    np.testing.assert_array_equal(convolution.convolve2d_naive(x[0, 0], np.rot90(weight[0, 0], 2)), one)
    columns = convolution.im2col(x, (3, 2))
    np.testing.assert_array_equal(columns, convolution.im2col(x, (3, 2), 1, 0))
    image = convolution.col2im(columns, x.shape, (3, 2))
    np.testing.assert_array_equal(image, convolution.col2im(columns, x.shape, (3, 2), 1, 0))
