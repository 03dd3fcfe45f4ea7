"""A highway layer against autograd and against central differences; what its gate does at both ends."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from course_utils import gradients, highway

SIZES = st.tuples(st.integers(1, 5), st.integers(1, 6))


def case(n, units, seed, gate_bias=-1.0):
    rng = np.random.default_rng(seed)
    weights = highway.start(units, gate_bias, seed)
    return rng.normal(size=(n, units)), rng.normal(size=(n, units)), weights


def in_torch(x, weights):
    x, *weights = (torch.tensor(value, requires_grad=True) for value in (x, *weights))
    weight, bias, gate_weight, gate_bias = weights
    opened = torch.sigmoid(x @ gate_weight + gate_bias)
    return opened * torch.relu(x @ weight + bias) + (1 - opened) * x, [x, *weights]


@given(SIZES, st.floats(-5, 3), st.integers(0, 999))
def test_forward_and_gradients_are_those_of_autograd(size, gate_bias, seed):
    x, grad_out, weights = case(*size, seed, gate_bias)
    before = [value.copy() for value in (x, grad_out, *weights)]
    y, leaves = in_torch(x, weights)
    np.testing.assert_allclose(highway.highway(x, weights), y.detach().numpy(), rtol=1e-12, atol=1e-12)
    y.backward(torch.tensor(grad_out))
    grad_x, grads = highway.highway_backward(grad_out, x, weights)
    for ours, leaf in zip((grad_x, *grads), leaves):
        np.testing.assert_allclose(ours, leaf.grad.numpy(), rtol=1e-10, atol=1e-12)
    for value, kept in zip((x, grad_out, *weights), before):
        np.testing.assert_array_equal(value, kept)


@pytest.mark.parametrize("name", highway.Weights._fields)
def test_gradients_of_weights_by_nudging(name):
    x, grad_out, weights = case(3, 4, seed=5)
    _, grads = highway.highway_backward(grad_out, x, weights)

    def loss(value):
        return np.sum(grad_out * highway.highway(x, weights._replace(**{name: value})))

    assert gradients.check_gradient(loss, getattr(grads, name), getattr(weights, name))


@given(SIZES, st.integers(0, 99))
def test_a_shut_gate_carries_and_an_open_one_transforms(size, seed):
    x, grad_out, weights = case(*size, seed, gate_bias=-100)
    np.testing.assert_array_equal(highway.highway(x, weights), x)
    np.testing.assert_array_equal(highway.highway_backward(grad_out, x, weights)[0], grad_out)
    opened = weights._replace(gate_bias=np.full(size[1], 100.0))
    plain = np.maximum(x @ weights.weight + weights.bias, 0)
    np.testing.assert_allclose(highway.highway(x, opened), plain, atol=1e-12)


def test_the_gate_learns_as_much_again():
    weights = highway.start(50, -3)
    assert sum(value.size for value in weights) == 2 * (50 * 50 + 50)


def test_the_gradient_of_a_deep_stack_is_autograds():
    depth, units, seed = 6, 5, 3
    x, grad = np.random.default_rng(seed).normal(size=(2, 7, units))
    leaf = out = torch.tensor(x, requires_grad=True)
    for number in range(depth):
        weight, bias, gate_weight, gate_bias = map(torch.tensor, highway.start(units, -2, seed=[seed, number]))
        opened = torch.sigmoid(out @ gate_weight + gate_bias)
        out = opened * torch.relu(out @ weight + bias) + (1 - opened) * out
    out.backward(torch.tensor(grad))
    expected = float(torch.linalg.norm(leaf.grad)) / np.linalg.norm(grad)
    assert highway.gradient_ratio(depth, -2, units, batch=7, seed=seed) == pytest.approx(expected, rel=1e-10)


@pytest.mark.parametrize("depth", [10, 50])
def test_at_minus_three_about_what_is_carried_arrives(depth):
    carried = (1 - 1 / (1 + np.exp(3.0))) ** depth
    found = [highway.gradient_ratio(depth, -3, seed=seed) for seed in range(5)]
    assert np.allclose(found, carried, rtol=0.1)


def test_shapes_that_do_not_fit_are_refused():
    x, grad_out, weights = case(3, 4, seed=0)
    with pytest.raises(ValueError, match="x: got shape"):
        highway.highway(x[:, :2], weights)
    with pytest.raises(ValueError, match="grad_out: got shape"):
        highway.highway_backward(grad_out[:1], x, weights)
    with pytest.raises(ValueError, match="units: got 0"):
        highway.start(0, -1)
