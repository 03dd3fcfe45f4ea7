"""Pooling against torch, whatever the window: overlapping, padded, with ties; and against central differences."""

from typing import NamedTuple

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from course_utils import data, gradients, pooling, shapes

FORWARD_TOLERANCE, GRADIENT_TOLERANCE = 1e-12, 1e-10
CONFIGURATIONS, CHUNKS = 2_000, 8


class Case(NamedTuple):
    """One configuration; `stride` None is the kernel's."""

    n: int
    channels: int
    size: tuple
    kernel: tuple
    stride: object
    padding: object

    @property
    def steps(self):
        """The stride as a pair."""
        return self.kernel if self.stride is None else self.stride

    def arrays(self, seed, ties):
        """Return x and the gradient that arrives; with `ties`, x holds few different numbers."""
        rng = np.random.default_rng([seed, *self.size])
        shape = self.n, self.channels, *self.size
        x = rng.integers(-2, 2, shape).astype(float) if ties else rng.normal(size=shape)
        out = shapes.output_shape(*self.size, self.kernel, self.steps, self.padding)
        return x, rng.normal(size=(self.n, self.channels, *out))


def random_case(rng):
    """Draw a configuration; padding is at most half the kernel."""
    while True:
        size, kernel = rng.integers(1, 12, 2), rng.integers(1, 6, 2)
        padding = tuple(int(rng.integers(0, k // 2 + 1)) for k in kernel)
        stride = None if rng.random() < 0.3 else tuple(rng.integers(1, 8 if rng.random() < 0.2 else 4, 2).tolist())
        if (kernel <= size + 2 * np.array(padding)).all():
            n, channels = int(rng.integers(0, 4)), int(rng.integers(1, 4))
            return Case(n, channels, tuple(size.tolist()), tuple(kernel.tolist()), stride, padding)


CASES = [random_case(np.random.default_rng([6, number])) for number in range(CONFIGURATIONS)]


def torchs(pool, x, grad_out, case, **more):
    """Return torch's result and its gradient of x."""
    tensor = torch.tensor(x, requires_grad=True)
    if not case.n and pool is torch.nn.functional.max_pool2d:
        out = torch.zeros(grad_out.shape)  # torch pools no batch of none
        return out.numpy(), np.zeros(x.shape)
    out = pool(tensor, case.kernel, case.stride, case.padding, **more)
    out.backward(torch.tensor(grad_out))
    return out.detach().numpy(), tensor.grad.numpy()


def arguments(case):
    return {"kernel": case.kernel, "stride": case.stride, "padding": case.padding}


def close(ours, theirs, case, atol):
    assert ours.shape == theirs.shape, case
    assert ours.dtype == np.float64
    np.testing.assert_allclose(ours, theirs, rtol=0, atol=atol, err_msg=str(case))


@pytest.mark.few(6)
@pytest.mark.parametrize("ties", [False, True], ids=["all different", "with ties"])
@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_max_pooling_is_torchs(chunk, ties):
    for number in range(chunk, CONFIGURATIONS, CHUNKS):
        case = CASES[number]
        x, grad_out = case.arrays(number, ties)
        expected, expected_gradient = torchs(torch.nn.functional.max_pool2d, x, grad_out, case)
        close(pooling.max_pool2d(x, **arguments(case)), expected, case, 0)
        ours = pooling.max_pool2d_backward(grad_out, x, **arguments(case))
        close(ours, expected_gradient, case, GRADIENT_TOLERANCE)
        out, winner = pooling.max_pool2d_winner(x, **arguments(case))
        np.testing.assert_array_equal(out, expected)
        kept = pooling.max_pool2d_backward(grad_out, x, **arguments(case), winner=winner)
        np.testing.assert_array_equal(kept, ours)


@pytest.mark.few(6)
@pytest.mark.parametrize("counted", [True, False], ids=["padding counted", "padding not counted"])
@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_average_pooling_is_torchs(chunk, counted):
    for number in range(chunk, CONFIGURATIONS, CHUNKS):
        case = CASES[number]
        x, grad_out = case.arrays(number, False)
        expected, expected_gradient = torchs(
            torch.nn.functional.avg_pool2d, x, grad_out, case, count_include_pad=counted
        )
        ours = pooling.avg_pool2d(x, **arguments(case), count_padding=counted)
        close(ours, expected, case, FORWARD_TOLERANCE)
        ours = pooling.avg_pool2d_backward(grad_out, x, **arguments(case), count_padding=counted)
        close(ours, expected_gradient, case, GRADIENT_TOLERANCE)


def test_the_configurations_are_many_and_of_every_kind():
    kinds = {
        "batch of none": [c.n == 0 for c in CASES],
        "batch of one": [c.n == 1 for c in CASES],
        "stride of the kernel": [c.stride is None for c in CASES],
        "overlapping": [c.steps[0] < c.kernel[0] and c.steps[1] < c.kernel[1] for c in CASES],
        "gaps between windows": [c.steps[0] > c.kernel[0] or c.steps[1] > c.kernel[1] for c in CASES],
        "padded": [max(c.padding) > 0 for c in CASES],
        "window not square": [c.kernel[0] != c.kernel[1] for c in CASES],
        "pixels that no window reaches": [
            any(shapes.unused(*axis) for axis in zip(c.size, c.kernel, c.steps, c.padding)) for c in CASES
        ],
    }
    assert len(set(CASES)) >= 1_900
    assert {kind: sum(found) for kind, found in kinds.items() if sum(found) < 200} == {}


SMALL = [c for c in CASES if c.n and np.prod(c.size) * c.channels * c.n <= 60][::14]


@pytest.mark.parametrize("case", SMALL, ids=str)
def test_backward_is_central_differences(case):
    x, grad_out = case.arrays(0, False)
    pairs = [(pooling.max_pool2d, pooling.max_pool2d_backward, {})] + [
        (pooling.avg_pool2d, pooling.avg_pool2d_backward, {"count_padding": counted}) for counted in (True, False)
    ]
    for forward, backward, more in pairs:
        loss = lambda a: np.sum(grad_out * forward(a, **arguments(case), **more))  # noqa: B023, E731
        assert gradients.check_gradient(loss, np.array(backward(grad_out, x, **arguments(case), **more)), x)


# --- ties, padding, shifts ----------------------------------------------------------------------------------------


def test_real_digits_have_ties_and_the_first_of_them_gets_the_gradient_as_in_torch():
    digits = data.load("digits", train=1, test=200).test_x.astype(np.float64)
    windows = np.lib.stride_tricks.sliding_window_view(digits, (2, 2), axis=(2, 3))[:, :, ::2, ::2].reshape(-1, 4)
    several = (windows == windows.max(axis=1, keepdims=True)).sum(axis=1) > 1
    assert several.mean() > 0.5  # the background is one tie
    for kernel, stride, padding in ((2, 2, 0), (3, 2, 1), (3, 1, 0)):
        case = Case(200, 1, (28, 28), (kernel,) * 2, (stride,) * 2, padding)
        _, grad_out = case.arrays(1, False)
        _, expected = torchs(torch.nn.functional.max_pool2d, digits, grad_out, case)
        ours = pooling.max_pool2d_backward(grad_out, digits, **arguments(case))
        np.testing.assert_allclose(ours, expected, atol=GRADIENT_TOLERANCE)


@given(st.integers(1, 4), st.integers(1, 4), st.floats(-3, 3, allow_subnormal=False))
def test_a_window_of_equal_numbers_sends_all_to_its_first(rows, columns, value):
    grad = pooling.max_pool2d_backward(
        np.full((1, 1, 1, 1), 2.5), np.full((1, 1, rows, columns), value), (rows, columns)
    )
    assert grad[0, 0, 0, 0] == 2.5 and np.count_nonzero(grad) == 1


def test_the_gradient_of_overlapping_windows_is_added():
    x = np.zeros((1, 1, 3, 3))
    x[0, 0, 1, 1] = 1
    grad = pooling.max_pool2d_backward(np.array([[[[1.0, 2.0], [3.0, 4.0]]]]), x, 2, stride=1)
    assert grad[0, 0].tolist() == [[0, 0, 0], [0, 10, 0], [0, 0, 0]]


def test_padding_never_wins_and_never_receives():
    x = -1 - np.arange(16.0).reshape(1, 1, 4, 4)  # POOL-8: with zeros around it, zeros would win
    out = pooling.max_pool2d(x, 3, stride=2, padding=1)
    assert out[0, 0].tolist() == [[-1, -2], [-5, -6]]
    grad = pooling.max_pool2d_backward(np.ones((1, 1, 2, 2)), x, 3, stride=2, padding=1)
    assert grad.sum() == 4 and grad[0, 0, :2, :2].tolist() == [[1, 1], [1, 1]]
    lowest = np.full((1, 1, 4, 4), -np.finfo(np.float64).max)
    assert (pooling.max_pool2d(lowest, 2, padding=1) == lowest[0, 0, 0, 0]).all()


def test_a_row_survives_a_shift_to_the_left_and_not_to_the_right():
    row = np.array([0, 5.0, 0, 0, 0, 3, 0, 0])  # POOL-4
    pooled = [
        pooling.max_pool2d(np.roll(row, shift).reshape(1, 1, 1, 8), (1, 2)).ravel().tolist() for shift in (0, -1, 1)
    ]
    assert pooled == [[5, 0, 3, 0], [5, 0, 3, 0], [0, 5, 0, 3]]


def test_padding_counts_in_the_size():
    assert pooling.max_pool2d(np.zeros((2, 3, 8, 8)), 2, padding=1).shape == (2, 3, 5, 5)  # POOL-7
    assert pooling.max_pool2d(np.zeros((2, 3, 8, 8)), 3, stride=4, padding=1).shape == (2, 3, 2, 2)


def test_an_average_counts_its_padding_or_not():
    ones = np.ones((1, 1, 4, 4))  # POOL-13
    counted = pooling.avg_pool2d(ones, 3, stride=2, padding=1)[0, 0]
    np.testing.assert_allclose(counted, [[4 / 9, 6 / 9], [6 / 9, 1]])
    np.testing.assert_array_equal(pooling.avg_pool2d(ones, 3, 2, 1, count_padding=False), np.ones((1, 1, 2, 2)))


def test_channels_and_examples_never_mix():
    rng = np.random.default_rng(0)
    x = rng.normal(size=(3, 4, 7, 6))
    for pool in (pooling.max_pool2d, pooling.avg_pool2d):
        whole = pool(x, 3, stride=2, padding=1)
        for n, c in np.ndindex(3, 4):
            np.testing.assert_array_equal(whole[n, c], pool(x[n : n + 1, c : c + 1], 3, stride=2, padding=1)[0, 0])


def test_without_more_said_windows_lie_side_by_side_and_nothing_is_padded():
    x = np.arange(1.0, 17).reshape(1, 1, 4, 4)
    assert pooling.max_pool2d(x, 2)[0, 0].tolist() == [[6, 8], [14, 16]]
    largest, winner = pooling.max_pool2d_winner(-x, 2)
    assert largest[0, 0].tolist() == [[-1, -3], [-9, -11]] and (winner == 0).all()
    assert (pooling.max_pool2d_winner(x, (1, 2))[1] == 1).all()
    assert pooling.max_pool2d_backward(np.ones((1, 1, 2, 2)), x, 2).sum() == 4
    assert pooling.avg_pool2d(x, 2)[0, 0].tolist() == [[3.5, 5.5], [11.5, 13.5]]
    assert (pooling.avg_pool2d_backward(np.ones((1, 1, 2, 2)), x, 2) == 0.25).all()
    edge = pooling.avg_pool2d(np.ones((1, 1, 2, 2)), 2, padding=1)
    assert (edge == 0.25).all()  # padding counts
    assert (pooling.avg_pool2d_backward(np.ones((1, 1, 2, 2)), np.ones((1, 1, 2, 2)), 2, padding=1) == 0.25).all()


def test_windows_of_one_pixel_change_nothing():
    x = np.random.default_rng(0).normal(size=(2, 3, 4, 5))
    for pool in (pooling.max_pool2d, pooling.avg_pool2d):
        np.testing.assert_array_equal(pool(x, 1), x)
        assert not np.shares_memory(pool(x, 1), x)


@pytest.mark.parametrize("kernel", [16, 17, (1, 300)], ids=str)
def test_windows_of_more_places_than_a_byte_can_number(kernel):
    case = Case(1, 2, (17, 300), (kernel,) * 2 if isinstance(kernel, int) else kernel, (1, 5), 0)
    x, grad_out = case.arrays(0, False)
    expected, expected_gradient = torchs(torch.nn.functional.max_pool2d, x, grad_out, case)
    np.testing.assert_array_equal(pooling.max_pool2d(x, **arguments(case)), expected)
    ours = pooling.max_pool2d_backward(grad_out, x, **arguments(case))
    np.testing.assert_allclose(ours, expected_gradient, atol=GRADIENT_TOLERANCE)


@pytest.mark.parametrize("factor", [1, 3, (2, 1), (1, 4)])
def test_upsampling_repeats_pixels_and_pooling_undoes_it_but_not_the_other_way_round(factor):
    x = np.random.default_rng(0).normal(size=(2, 3, 4, 5))
    large = pooling.upsample_nearest(x, factor)
    pair = (factor, factor) if isinstance(factor, int) else factor
    np.testing.assert_array_equal(large, np.kron(x, np.ones(pair)))
    np.testing.assert_array_equal(pooling.max_pool2d(large, factor), x)
    np.testing.assert_array_equal(
        large, torch.nn.functional.interpolate(torch.tensor(x), scale_factor=tuple(map(float, pair))).numpy()
    )
    if factor != 1:
        assert not np.array_equal(
            pooling.upsample_nearest(pooling.max_pool2d(x[:, :, :3, :4], (1, 2)), (1, 2)), x[:, :, :3, :4]
        )
    large[...] = 0
    assert x.all()


# --- what is passed in --------------------------------------------------------------------------------------------

LAYOUTS = {
    "read-only": lambda a: a.copy(),
    "Fortran order": lambda a: np.asfortranarray(a),
    "turned": lambda a: np.flip(np.flip(a).copy()),
    "every second": lambda a: np.repeat(a, 2, axis=-1)[..., ::2],
    "batch last": lambda a: np.ascontiguousarray(a.transpose(1, 2, 3, 0)).transpose(3, 0, 1, 2),
    "spread from one number": lambda a: np.broadcast_to(a[..., :1], a.shape),
    "big-endian": lambda a: a.astype(">f8"),
}


def frozen(array):
    array.flags.writeable = False
    return array


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("window", [dict(kernel=2), dict(kernel=3, stride=1), dict(kernel=3, stride=2, padding=1)])
def test_any_memory_layout_gives_the_same_and_nothing_is_written_to(layout, window):
    x = np.random.default_rng(0).integers(-3, 3, (3, 2, 6, 5)).astype(float)
    grad_out = np.random.default_rng(1).normal(size=pooling.max_pool2d(x, **window).shape)
    plain = [np.ascontiguousarray(LAYOUTS[layout](a), np.float64) for a in (x, grad_out)]
    odd = [frozen(LAYOUTS[layout](a)) for a in (x, grad_out)]
    for name in ("max_pool2d", "avg_pool2d"):
        forward, backward = getattr(pooling, name), getattr(pooling, f"{name}_backward")
        for result, expected in (
            (forward(odd[0], **window), forward(plain[0], **window)),
            (backward(odd[1], odd[0], **window), backward(plain[1], plain[0], **window)),
        ):
            np.testing.assert_allclose(result, expected, atol=1e-14)
            assert result.flags.writeable and not any(np.shares_memory(result, a) for a in odd)
    for got, expected in zip(odd, plain, strict=True):
        np.testing.assert_array_equal(got, expected)


@pytest.mark.parametrize("padding", [0, 1])
def test_float32_stays_float32_and_whole_numbers_become_float64(padding):
    for kind, wanted in ((np.float32, np.float32), (np.uint8, np.float64), (int, np.float64)):
        x, grad_out = np.ones((1, 1, 4, 4), kind), np.ones((1, 1, 2 + padding, 2 + padding), kind)
        for name in ("max_pool2d", "avg_pool2d"):
            assert getattr(pooling, name)(x, 2, padding=padding).dtype == wanted
            assert getattr(pooling, f"{name}_backward")(grad_out, x, 2, padding=padding).dtype == wanted
        assert pooling.avg_pool2d(x, 2, padding=padding, count_padding=False).dtype == wanted
    assert pooling.avg_pool2d(np.full((1, 1, 2, 2), 200, np.uint8), 2).item() == 200
    assert pooling.max_pool2d([[[[1, 2], [3, 4]]]], 2).tolist() == [[[[4]]]]


X = np.ones((2, 3, 5, 4))
WRONG = {
    "one picture without its batch axis": (dict(x=X[0]), r"^x: got shape \(3, 5, 4\); expected shape \(N, C, H, W\)"),
    "no channels": (dict(x=X[:, :0]), r"^x: got "),
    "no columns": (dict(x=X[..., :0]), r"^x: got "),
    "NaN": (dict(x=X * np.nan), r"^x: got nan"),
    "infinity": (dict(x=X * np.inf), r"^x: got inf"),
    "text": (dict(x="abc"), r"^x: got 'abc'"),
    "a window larger than the picture": (dict(kernel=5), r"^kernel: got 5; expected at most .* 4$"),
    "a window of nothing": (dict(kernel=0), r"^kernel: got 0"),
    "a window that is no whole number": (dict(kernel=2.0), r"^kernel: got 2.0"),
    "no window": (dict(kernel=None), r"^kernel: got None"),
    "a stride of 0": (dict(stride=0), r"^stride: got 0"),
    "three strides": (dict(stride=(1, 1, 1)), r"^stride: got 3 numbers"),
    "padding below 0": (dict(padding=-1), r"^padding: got -1"),
    "padding above half the window": (dict(kernel=(2, 3), padding=(0, 2)), r"^padding.*: got 2; expected at most .*1"),
    "padding above half of one": (dict(kernel=1, padding=1), r"^padding.*: got 1; expected at most .*0"),
}


@pytest.mark.parametrize("name", ["max_pool2d", "avg_pool2d"])
@pytest.mark.parametrize("what", WRONG)
def test_what_does_not_fit_is_told_by_name(name, what):
    changed, words = WRONG[what]
    given = dict(x=X, kernel=2) | changed
    with pytest.raises((TypeError, ValueError), match=words):
        getattr(pooling, name)(**given)
    with pytest.raises((TypeError, ValueError), match=words):
        getattr(pooling, f"{name}_backward")(np.ones((2, 3, 2, 2)), **given)


@pytest.mark.parametrize("name", ["max_pool2d_backward", "avg_pool2d_backward"])
@pytest.mark.parametrize(
    "grad_out",
    [np.ones((2, 3, 5, 4)), np.ones((2, 3, 2, 1)), np.ones((3, 2, 2)), np.ones((1, 1, 1, 1)), 1.0, None],
    ids=lambda g: str(np.shape(g)),
)
def test_a_gradient_of_another_shape_is_not_spread(name, grad_out):
    with pytest.raises((TypeError, ValueError), match=r"^grad_out: got .*; expected "):
        getattr(pooling, name)(grad_out, X, 2)
    with pytest.raises(ValueError, match=r"^grad_out: got nan"):
        getattr(pooling, name)(np.full((2, 3, 2, 2), np.nan), X, 2)


def test_odds_and_ends_are_refused():
    for bad in (0, None, "no"):
        with pytest.raises(TypeError, match=r"^count_padding: got .*; expected True or False"):
            pooling.avg_pool2d(X, 2, count_padding=bad)
    for bad in (0, 1.5, (1, 2, 3), None):
        with pytest.raises((TypeError, ValueError), match=r"^factor: got "):
            pooling.upsample_nearest(X, bad)
    with pytest.raises(ValueError, match=r"^x: got shape"):
        pooling.upsample_nearest(X[0], 2)
    with pytest.raises(ValueError, match=r"^winner: got shape"):
        pooling.max_pool2d_backward(np.ones((2, 3, 2, 2)), X, 2, winner=np.zeros((2, 3, 2, 1), np.uint8))
