"""Activation functions against torch, against central differences, and at their limits."""

import re

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from course_utils import activations

TORCH_TOLERANCE = 1e-14  # a few roundings in float64
DIFFERENCE_TOLERANCE = 1e-8  # central differences with h = 1e-5 on values up to 20
NAMES = tuple(activations.FUNCTIONS)
TORCH = {
    "linear": lambda z: z * 1.0,
    "sigmoid": torch.sigmoid,
    "tanh": torch.tanh,
    "relu": torch.relu,
    "leaky_relu": torch.nn.functional.leaky_relu,
    "lecun_tanh": lambda z: 1.7159 * torch.tanh(z * (2 / 3)),
}
SHAPES = hnp.array_shapes(min_dims=0, max_dims=4, max_side=5)
FLOATS = st.floats(-20, 20, allow_subnormal=False)
ARRAYS = hnp.arrays(np.float64, SHAPES, elements=FLOATS)


@pytest.mark.parametrize("name", NAMES)
@given(z=ARRAYS)
def test_values_and_slopes_are_those_of_torch(name, z):
    entry = activations.FUNCTIONS[name]
    tensor = torch.tensor(z, requires_grad=True)
    expected = TORCH[name](tensor)
    expected.sum().backward()
    np.testing.assert_allclose(entry.function(z), expected.detach().numpy(), rtol=0, atol=30 * TORCH_TOLERANCE)
    np.testing.assert_allclose(entry.gradient(z), tensor.grad.numpy(), rtol=0, atol=TORCH_TOLERANCE)


@pytest.mark.parametrize("name", NAMES)
@given(z=ARRAYS)
def test_slopes_are_central_differences(name, z):
    z = np.where(np.abs(z) < 1e-3, 0.5, z)  # away from the corner of ReLU
    h = 1e-5
    entry = activations.FUNCTIONS[name]
    differences = (entry.function(z + h) - entry.function(z - h)) / (2 * h)
    np.testing.assert_allclose(entry.gradient(z), differences, rtol=0, atol=DIFFERENCE_TOLERANCE)


@given(z=ARRAYS, slope=st.floats(0, 1, allow_subnormal=False))
def test_leaky_slope_is_used_on_the_negative_side_only(z, slope):
    np.testing.assert_array_equal(activations.leaky_relu(z, slope=slope), np.where(z > 0, z, slope * z))
    np.testing.assert_array_equal(activations.leaky_relu_grad(z, slope=slope), np.where(z > 0, 1.0, slope))


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
@pytest.mark.parametrize("which", ["function", "gradient"])
def test_far_out_nothing_overflows_and_dtype_stays(name, dtype, which):
    z = np.array([-1000, -100, -1, 0, 1, 100, 1000], dtype)
    before = z.copy()
    function = getattr(activations.FUNCTIONS[name], which)
    with np.errstate(all="raise"):
        result = function(z)
        also_huge = function(np.array([np.finfo(dtype).min, np.finfo(dtype).max], dtype))
    assert result.dtype == dtype and result.shape == z.shape
    assert np.isfinite(result).all() and not np.isnan(also_huge).any()
    np.testing.assert_array_equal(z, before)


def test_limits():
    far = np.array([-1000.0, 1000.0])
    np.testing.assert_array_equal(activations.sigmoid(far), [0, 1])
    np.testing.assert_array_equal(activations.sigmoid_grad(far), [0, 0])
    np.testing.assert_array_equal(activations.tanh(far), [-1, 1])
    np.testing.assert_array_equal(activations.tanh_grad(far), [0, 0])
    np.testing.assert_array_equal(activations.relu(far), [0, 1000])
    np.testing.assert_array_equal(activations.leaky_relu(far), [-10, 1000])
    np.testing.assert_array_equal(activations.lecun_tanh(far), [-1.7159, 1.7159])
    infinite = np.array([-np.inf, np.inf])
    for name, low, high in [("sigmoid", 0, 1), ("tanh", -1, 1), ("relu", 0, np.inf), ("leaky_relu", -np.inf, np.inf)]:
        np.testing.assert_array_equal(activations.FUNCTIONS[name].function(infinite), [low, high])
    np.testing.assert_array_equal(activations.leaky_relu(infinite, slope=0), [0, np.inf])
    np.testing.assert_array_equal(activations.linear(infinite, slope=0, intercept=2), [2, 2])


def test_saturated_slopes_keep_their_digits_on_both_sides():
    # y(1 − y) computed as it stands is exactly 0 from z = 37 on, and right on the other side
    for z in (5.0, 40.0, 300.0):
        assert activations.sigmoid_grad(z) == pytest.approx(np.exp(-z) / (1 + np.exp(-z)) ** 2, rel=1e-13)
        assert activations.sigmoid_grad(-z) == activations.sigmoid_grad(z) > 0
        assert activations.tanh_grad(z) == pytest.approx(4 * np.exp(-2 * z) / (1 + np.exp(-2 * z)) ** 2, rel=1e-13)


def test_the_corner_at_zero_follows_the_convention():
    for zero in (0.0, -0.0, np.zeros(3)):
        assert np.all(activations.relu(zero) == 0) and np.all(activations.relu_grad(zero) == 0)
        assert np.all(activations.leaky_relu(zero) == 0) and np.all(activations.leaky_relu_grad(zero) == 0.01)


def test_numbers_the_course_states():
    assert activations.sigmoid_grad(0.0) == 0.25
    assert f"{activations.sigmoid_grad(5.0):.6f}" == "0.006648"
    assert f"{activations.sigmoid_grad(10.0):.2e}" == "4.54e-05"
    assert f"{activations.sigmoid_grad(0.0) ** 10:.2e}" == "9.54e-07"
    assert f"{activations.tanh_grad(5.0):.1e}" == "1.8e-04"
    assert f"{activations.lecun_tanh(1.0):.6f}" == "0.999997"
    assert f"{activations.lecun_tanh_grad(0.0):.6f}" == "1.143933"
    assert f"{activations.lecun_tanh_grad(1.0):.6f}" == "0.755412"
    z = np.linspace(-6, 6, 1001)
    assert np.abs(activations.tanh(z) - (2 * activations.sigmoid(2 * z) - 1)).max() < 1e-15


def test_linear_layers_collapse():
    k, b, z = 3.0, -0.5, np.linspace(-2, 2, 9)
    twice = activations.linear(activations.linear(z, slope=k, intercept=b), slope=k, intercept=b)
    np.testing.assert_allclose(twice, k**2 * z + k * b + b, rtol=1e-15)
    np.testing.assert_array_equal(activations.linear_grad(z, slope=k), np.full(9, 3.0))


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("which", ["function", "gradient"])
def test_what_kinds_of_numbers_go_in_and_come_out(name, which):
    function = getattr(activations.FUNCTIONS[name], which)
    assert type(function(2.0)) is type(function(2)) is np.float64
    assert type(function(np.float32(2))) is np.float32
    assert function(np.array([-1, 2], np.int8)).dtype == np.float64
    assert function(np.array([1, 255], np.uint8)).dtype == np.float64
    np.testing.assert_array_equal(function([[-1, 2]]), function(np.array([[-1.0, 2.0]])))
    z = np.linspace(-1, 1, 6).reshape(2, 3)
    z.flags.writeable = False
    result = function(z.T)
    assert result.shape == (3, 2)
    result[...] = 7  # a fresh array: writing to it reaches nothing else
    assert z[0, 0] == -1


@pytest.mark.parametrize("name", NAMES)
def test_the_table_says_what_the_function_does(name):
    entry = activations.FUNCTIONS[name]
    assert entry.name == name
    assert activations.by_name(name) is activations.by_name(entry.label) is entry
    low, high = entry.range
    y = entry.function(np.linspace(-50, 50, 10001))
    assert low <= y.min() and y.max() <= high
    reach = 1e-6 if np.isfinite(high) else None
    assert (high - y.max() < reach) if reach else y.max() == 50
    assert (y.min() - low < 1e-6) if np.isfinite(low) else y.min() < 0
    assert re.match(r"\w+(\(z\)| z) = ", entry.formula) and re.match(r"\w+′\(z\) = ", entry.gradient_formula)
