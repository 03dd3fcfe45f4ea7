"""The affine layer against torch and central differences."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from course_utils import dense, gradients

TORCH_TOLERANCE = 1e-12


@st.composite
def layers(draw):
    n, d, m = (draw(st.integers(1, 5)) for _ in range(3))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    return [rng.normal(size=shape) for shape in ((n, d), (d, m), (m,), (n, m))]


@given(layers())
def test_forward_and_backward_are_torchs(layer):
    tensors = [torch.tensor(array, requires_grad=True) for array in layer[:3]]
    x, weight, bias, grad_out = layer
    expected = torch.nn.functional.linear(tensors[0], tensors[1].T, tensors[2])
    expected.backward(torch.tensor(grad_out))
    np.testing.assert_allclose(dense.affine(x, weight, bias), expected.detach().numpy(), atol=TORCH_TOLERANCE)
    for ours, tensor in zip(dense.affine_backward(grad_out, x, weight), tensors):
        np.testing.assert_allclose(ours, tensor.grad.numpy(), atol=TORCH_TOLERANCE)
        assert ours.shape == tensor.shape


@given(layers())
def test_backward_is_central_differences(layer):
    x, weight, bias, grad_out = layer
    loss = lambda _: np.sum(grad_out * dense.affine(x, weight, bias))  # noqa: E731
    for array, gradient in zip((x, weight, bias), dense.affine_backward(grad_out, x, weight)):
        assert gradients.check_gradient(loss, gradient, array)


def test_two_linear_layers_are_one():
    rng = np.random.default_rng(0)
    x, w1, b1, w2, b2 = (rng.normal(size=shape) for shape in ((6, 4), (4, 3), (3,), (3, 2), (2,)))
    deep = dense.affine(dense.affine(x, w1, b1), w2, b2)
    np.testing.assert_allclose(deep, dense.affine(x, w1 @ w2, b1 @ w2 + b2), atol=1e-14)


def test_float32_stays_and_inputs_are_left_alone():
    arrays = [np.ones(shape, np.float32) for shape in ((2, 3), (3, 4), (4,), (2, 4))]
    for array in arrays:
        array.flags.writeable = False
    x, weight, bias, grad_out = arrays
    assert dense.affine(x, weight, bias).dtype == np.float32
    for result in dense.affine_backward(grad_out, x, weight):
        assert result.dtype == np.float32
        assert not any(np.shares_memory(result, array) for array in arrays)
    assert dense.affine([[1, 2]], [[3], [4]], [5]).tolist() == [[16.0]]


def test_one_example_without_its_batch_axis_is_told_so():
    with pytest.raises(ValueError, match=r"^x: got shape \(3,\); expected shape \(N, D\)"):
        dense.affine(np.ones(3), np.ones((3, 2)), np.ones(2))
    with pytest.raises(ValueError, match=r"^weight: got shape \(2, 3\); expected shape \(3, M\)"):
        dense.affine(np.ones((1, 3)), np.ones((2, 3)), np.ones(2))
    with pytest.raises(ValueError, match=r"^bias: got shape \(1, 2\); expected shape \(2,\)"):
        dense.affine(np.ones((1, 3)), np.ones((3, 2)), np.ones((1, 2)))
    with pytest.raises(ValueError, match=r"^grad_out: got shape \(2,\); expected shape \(1, 2\)"):
        dense.affine_backward(np.ones(2), np.ones((1, 3)), np.ones((3, 2)))
