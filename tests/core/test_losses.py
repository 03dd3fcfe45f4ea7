"""Losses against torch and central differences, at extreme logits, and what they leave alone."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from course_utils import gradients, losses

TORCH_TOLERANCE = 1e-13
FLOATS = st.floats(-20, 20, allow_subnormal=False)


@st.composite
def pairs(draw):
    shape = draw(hnp.array_shapes(min_dims=1, max_dims=3, max_side=5))
    return tuple(draw(hnp.arrays(np.float64, shape, elements=FLOATS)) for _ in range(2))


@st.composite
def batches(draw):
    n, classes = draw(st.integers(1, 6)), draw(st.integers(1, 6))
    logits = draw(hnp.arrays(np.float64, (n, classes), elements=FLOATS))
    return logits, draw(hnp.arrays(np.int64, n, elements=st.integers(0, classes - 1)))


@given(pairs())
def test_half_mse_is_torchs_halved_and_summed_over_outputs(pair):
    pred, target = pair
    tensor = torch.tensor(pred, requires_grad=True)
    expected = torch.nn.functional.mse_loss(tensor, torch.tensor(target), reduction="sum") / (2 * len(pred))
    expected.backward()
    loss, gradient = losses.half_mse(pred, target)
    assert loss == pytest.approx(expected.item(), rel=TORCH_TOLERANCE, abs=TORCH_TOLERANCE)
    np.testing.assert_allclose(gradient, tensor.grad.numpy(), rtol=TORCH_TOLERANCE, atol=TORCH_TOLERANCE)


@given(pairs())
def test_half_mse_gradient_is_a_central_difference(pair):
    pred, target = pair
    assert gradients.check_gradient(lambda p: losses.half_mse(p, target)[0], losses.half_mse(*pair)[1], pred)


def test_half_mse_divides_by_examples_not_by_numbers():
    assert losses.half_mse([3.0, 4.0], [0.0, 0.0])[0] == 25 / 4  # two examples
    assert losses.half_mse([[3.0, 4.0]], [[0.0, 0.0]])[0] == 25 / 2  # one example with two outputs
    loss, gradient = losses.half_mse(3.0, 1.0)  # one number, one example
    assert (loss, gradient) == (2.0, 2.0) and np.ndim(gradient) == 0


@given(batches())
def test_cross_entropy_is_torchs(batch):
    logits, labels = batch
    tensor = torch.tensor(logits, requires_grad=True)
    expected = torch.nn.functional.cross_entropy(tensor, torch.tensor(labels))
    expected.backward()
    loss, gradient = losses.softmax_cross_entropy(logits, labels)
    assert loss == pytest.approx(expected.item(), rel=TORCH_TOLERANCE, abs=TORCH_TOLERANCE)
    np.testing.assert_allclose(gradient, tensor.grad.numpy(), rtol=0, atol=TORCH_TOLERANCE)
    np.testing.assert_allclose(losses.softmax(logits), torch.softmax(tensor, 1).detach().numpy(), rtol=1e-12)


@given(batches())
def test_cross_entropy_gradient_is_a_central_difference(batch):
    logits, labels = batch
    loss = lambda a: losses.softmax_cross_entropy(a, labels)[0]  # noqa: E731
    assert gradients.check_gradient(loss, losses.softmax_cross_entropy(*batch)[1], logits)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_extreme_logits(dtype):
    logits = np.array([[1000, -1000, 0], [-1000, -1000, -1000], [1000, 1000, -1000]], dtype)
    labels = np.array([1, 0, 1])
    with np.errstate(all="raise"):
        loss, gradient = losses.softmax_cross_entropy(logits, labels)
        shares = losses.softmax(logits)
    np.testing.assert_allclose(shares, [[1, 0, 0], [1 / 3, 1 / 3, 1 / 3], [0.5, 0.5, 0]], rtol=1e-6)
    assert loss == pytest.approx((2000 + np.log(3) + np.log(2)) / 3, rel=1e-12)
    expected = (shares - np.eye(3)[labels]) / 3
    np.testing.assert_allclose(gradient, expected, rtol=1e-6)
    assert gradient.dtype == shares.dtype == dtype


def test_a_sure_and_right_answer_costs_nothing():
    loss, gradient = losses.softmax_cross_entropy([[1000.0, 0.0]], [0])
    assert str(loss) == "0.0" and not gradient.any()
    assert losses.softmax_cross_entropy([[3.0]], [0])[0] == 0


def test_softmax_of_one_example_is_a_row_of_the_batch():
    row = np.array([0.5, -1.0, 2.0])
    np.testing.assert_array_equal(losses.softmax(row), losses.softmax(row[None])[0])
    np.testing.assert_allclose(losses.softmax(row + 100), losses.softmax(row), rtol=1e-13)


@pytest.mark.parametrize(
    ("function", "second"),
    [(losses.half_mse, np.ones((2, 3), np.float32)), (losses.softmax_cross_entropy, np.array([2, 0]))],
)
def test_dtypes_types_and_inputs_left_alone(function, second):
    first = np.arange(6, dtype=np.float32).reshape(2, 3)
    copies = first.copy(), second.copy()
    for array in (first, second):
        array.flags.writeable = False
    loss, gradient = function(first, second)
    assert type(loss) is float
    assert gradient.dtype == np.float32 and gradient.shape == (2, 3) and gradient.flags.writeable
    assert not np.shares_memory(gradient, first)
    assert function(first.astype(np.int64), second)[1].dtype == np.float64
    np.testing.assert_array_equal(first, copies[0])
    np.testing.assert_array_equal(second, copies[1])


def test_losses_are_summed_in_float64():
    # 1e8 + 1 is 1e8 in float32: an average over many examples would be off
    pred = np.full(100_000, 1.1, np.float32)
    exact = (np.float64(np.float32(1.1)) ** 2) / 2
    assert losses.half_mse(pred, np.zeros_like(pred))[0] == pytest.approx(exact, rel=1e-12)


def test_a_diverged_prediction_has_an_infinite_loss_and_no_warning():
    with np.errstate(all="raise"):
        loss, gradient = losses.half_mse([1e200], [0.0])
    assert loss == np.inf and gradient[0] == 1e200


def test_labels_of_any_integer_dtype():
    expected = losses.softmax_cross_entropy(np.eye(3), [0, 1, 1])
    for dtype in (np.uint8, np.int16, np.int64):
        loss, gradient = losses.softmax_cross_entropy(np.eye(3), np.array([0, 1, 1], dtype))
        assert loss == expected[0]
        np.testing.assert_array_equal(gradient, expected[1])
