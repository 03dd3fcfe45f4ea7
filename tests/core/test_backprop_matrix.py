"""The matrix version equals the scalar one for two inputs, torch for any batch and width."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from course_utils import backprop_matrix, gradients
from course_utils.backprop import WorkedExample

TORCH_TOLERANCE = 1e-12
SCALAR_TOLERANCE = 1e-15


def test_the_worked_example_through_matrices():
    net = WorkedExample()
    numbers = backprop_matrix.matrices(net)
    assert {name: array.shape for name, array in numbers.items()} == {
        "X": (1, 2),
        "T": (1, 2),
        "W1": (2, 2),
        "b1": (2,),
        "W2": (2, 2),
        "b2": (2,),
    }
    targets = numbers.pop("T")
    forward = backprop_matrix.forward_matrix(**numbers)
    for matrix, names in zip(forward, ("net_h", "out_h", "net_o", "out_o")):
        expected = [[getattr(net, names + "1"), getattr(net, names + "2")]]
        np.testing.assert_allclose(matrix, expected, rtol=0, atol=SCALAR_TOLERANCE)
    error, grads = backprop_matrix.backward_matrix(T=targets, **numbers)
    assert error == pytest.approx(net.error_total, abs=SCALAR_TOLERANCE)
    expected = {
        "W1": [[net.grad_w1, net.grad_w3], [net.grad_w2, net.grad_w4]],
        "b1": [net.grad_b_h1, net.grad_b_h2],
        "W2": [[net.grad_w5, net.grad_w7], [net.grad_w6, net.grad_w8]],
        "b2": [net.grad_b_o1, net.grad_b_o2],
    }
    assert list(grads) == list(expected)
    for name, values in expected.items():
        np.testing.assert_allclose(grads[name], values, rtol=0, atol=SCALAR_TOLERANCE)
    assert grads["b1"].sum() == pytest.approx(net.grad_b1, abs=SCALAR_TOLERANCE)


def test_ten_steps_by_matrices_are_ten_steps_by_hand():
    net = WorkedExample()
    numbers = backprop_matrix.matrices(net)
    for _ in range(10):
        _, grads = backprop_matrix.backward_matrix(**numbers)
        for name in ("W1", "W2", "b1", "b2"):
            numbers[name] = numbers[name] - 0.5 * grads[name]
    net.train(10, lr=0.5, biases="separate")
    for name, array in backprop_matrix.matrices(net).items():
        np.testing.assert_allclose(numbers[name], array, atol=1e-13)


@given(st.integers(1, 4), st.integers(1, 4), st.integers(1, 4), st.integers(1, 4), st.integers(0, 2**32 - 1))
def test_any_batch_and_width_agrees_with_autograd(n, d, k, m, seed):
    rng = np.random.default_rng(seed)
    shapes = {"X": (n, d), "T": (n, m), "W1": (d, k), "b1": (k,), "W2": (k, m), "b2": (m,)}
    numbers = {name: rng.normal(size=shape) for name, shape in shapes.items()}
    p = {name: torch.tensor(array, requires_grad=True) for name, array in numbers.items()}
    out = torch.sigmoid(torch.sigmoid(p["X"] @ p["W1"] + p["b1"]) @ p["W2"] + p["b2"])
    expected = ((out - p["T"]) ** 2).sum() / (2 * n)
    expected.backward()
    error, grads = backprop_matrix.backward_matrix(**numbers)
    assert error == pytest.approx(expected.item(), rel=TORCH_TOLERANCE)
    for name, gradient in grads.items():
        np.testing.assert_allclose(gradient, p[name].grad.numpy(), atol=TORCH_TOLERANCE)
        loss = lambda _: backprop_matrix.backward_matrix(**numbers)[0]  # noqa: E731
        assert gradients.check_gradient(loss, gradient, numbers[name])
