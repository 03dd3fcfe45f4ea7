"""Batch normalisation against torch and against central differences, in float64."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from course_utils import gradients, normalisation
from course_utils.normalisation import (
    batch_norm,
    batch_norm_backward,
    batch_norm_in_use,
    batch_norm_node_gradients,
    batch_norm_nodes,
    update_averages,
)

ROWS = st.tuples(st.integers(2, 12), st.integers(1, 6))
PICTURES = st.tuples(st.integers(1, 5), st.integers(1, 4), st.integers(1, 4), st.integers(2, 4))
CONFIGURATIONS = dict(
    shape=st.one_of(ROWS, PICTURES), scale=st.floats(0.05, 20), shift=st.floats(-20, 20),
    eps=st.sampled_from([1e-5, 1e-3, 0.1]), momentum=st.floats(0, 1), seed=st.integers(0, 10**6),
)  # fmt: skip


def drawn(shape, scale, shift, seed):
    """Return (x, gamma, beta, grad_out), each channel with a scale and a level of its own."""
    rng, channels = np.random.default_rng(seed), shape[1]
    wide = (1, channels) + (1,) * (len(shape) - 2)
    spread = scale * rng.uniform(0.5, 1.5, wide)
    x = rng.normal(size=shape) * spread + shift * rng.uniform(0, 1, wide)
    return x, rng.normal(size=channels), rng.normal(size=channels), rng.normal(size=shape)


def of_torch(x, gamma, beta, grad_out, eps, momentum):
    """Return what torch makes of it: output, three gradients, both running averages, the output in use."""
    kind = torch.nn.BatchNorm1d if x.ndim == 2 else torch.nn.BatchNorm2d
    layer = kind(len(gamma), eps=eps, momentum=momentum, dtype=torch.float64)
    with torch.no_grad():
        layer.weight.copy_(torch.tensor(gamma))
        layer.bias.copy_(torch.tensor(beta))
    t = torch.tensor(x, requires_grad=True)
    out = layer(t)
    out.backward(torch.tensor(grad_out))
    found = [out, t.grad, layer.weight.grad, layer.bias.grad, layer.running_mean, layer.running_var]
    return [part.detach().numpy() for part in (*found, layer.eval()(torch.tensor(x)))]


@settings(max_examples=1000)
@given(**CONFIGURATIONS)
def test_a_thousand_configurations_agree_with_torch(shape, scale, shift, eps, momentum, seed):
    x, gamma, beta, grad_out = drawn(shape, scale, shift, seed)
    before = x.copy(), grad_out.copy()
    out, grad_x, grad_gamma, grad_beta, mean, variance, used = of_torch(x, gamma, beta, grad_out, eps, momentum)
    np.testing.assert_allclose(batch_norm(x, gamma, beta, eps), out, rtol=1e-10, atol=1e-10)
    for ours, theirs in zip(batch_norm_backward(grad_out, x, gamma, eps), (grad_x, grad_gamma, grad_beta), strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-8, atol=1e-8)
    zeros, ones = np.zeros(len(gamma)), np.ones(len(gamma))
    averages = update_averages(zeros, ones, x, momentum)
    for ours, theirs in zip(averages, (mean, variance), strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-10, atol=1e-12)
    np.testing.assert_allclose(batch_norm_in_use(x, gamma, beta, *averages, eps), used, rtol=1e-10, atol=1e-10)
    np.testing.assert_array_equal(x, before[0])
    np.testing.assert_array_equal(grad_out, before[1])


@settings(max_examples=60)
@given(**CONFIGURATIONS)
def test_the_gradients_are_slopes(shape, scale, shift, eps, momentum, seed):
    x, gamma, beta, weight = drawn(shape, 1.0, shift / 10, seed)
    eps = max(eps, 1e-3)  # the step of central differences, 1e-5, has to be small beside the deviation
    grad_x, grad_gamma, grad_beta = batch_norm_backward(weight, x, gamma, eps)
    loss = lambda x, gamma, beta: float((weight * batch_norm(x, gamma, beta, eps)).sum())  # noqa: E731
    assert gradients.check_gradient(lambda v: loss(v, gamma, beta), grad_x, x.copy(), tolerance=1e-5)
    assert gradients.check_gradient(lambda v: loss(x, v, beta), grad_gamma, gamma.copy(), tolerance=1e-6)
    assert gradients.check_gradient(lambda v: loss(x, gamma, v), grad_beta, beta.copy(), tolerance=1e-6)


@settings(max_examples=200)
@given(**CONFIGURATIONS)
def test_node_by_node_is_the_short_form(shape, scale, shift, eps, momentum, seed):
    x, gamma, _, grad_out = drawn(shape, scale, shift, seed)
    nodes = batch_norm_node_gradients(grad_out, x, gamma, eps)
    for name, short in zip(("x", "gamma", "beta"), batch_norm_backward(grad_out, x, gamma, eps), strict=True):
        np.testing.assert_allclose(nodes[name], short, rtol=1e-9, atol=1e-9)


def test_each_node_s_gradient_is_torch_s():
    x, gamma, beta, grad_out = drawn((5, 3), 2.0, 1.0, 0)
    t = torch.tensor(x, requires_grad=True)
    mean = t.mean(0, keepdim=True)
    centred = t - mean
    squares = centred**2
    variance = squares.mean(0, keepdim=True)
    deviation = (variance + normalisation.EPS).sqrt()
    normed = centred / deviation
    out = normed * torch.tensor(gamma) + torch.tensor(beta)
    graph = dict(mean=mean, centred=centred, squares=squares, variance=variance, deviation=deviation, normed=normed)
    for node in graph.values():
        node.retain_grad()
    out.backward(torch.tensor(grad_out))
    ours, forward = batch_norm_node_gradients(grad_out, x, gamma), batch_norm_nodes(x, gamma, beta)
    for name, node in graph.items():
        np.testing.assert_allclose(getattr(forward, name), node.detach().numpy(), rtol=1e-12)
        # the mean's own part through the squares is 0 but for rounding: the centred numbers add up to nothing
        np.testing.assert_allclose(ours[name], node.grad.numpy(), rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(ours["x"], t.grad.numpy(), rtol=1e-9)


def test_the_batch_takes_the_biased_variance_and_the_average_the_unbiased():
    x = np.array([[0.0], [4.0]])  # variance 4 divided by two, 8 divided by one
    np.testing.assert_allclose(batch_norm(x, [1.0], [0.0], 0).ravel(), [-1, 1])
    assert update_averages([0.0], [0.0], x, 1.0)[1].item() == 8


def test_after_t_steps_the_start_still_weighs_what_is_left_of_it():
    mean, variance, x = np.zeros(2), np.ones(2), np.array([[1.0, 5.0], [3.0, 5.0]])
    for _ in range(7):
        mean, variance = update_averages(mean, variance, x, 0.1)
    np.testing.assert_allclose(mean, (1 - 0.9**7) * np.array([2.0, 5.0]))
    np.testing.assert_allclose(variance, 0.9**7 + (1 - 0.9**7) * np.array([2.0, 0.0]))


def test_a_constant_channel_becomes_beta_and_gets_no_gradient():
    x = np.full((6, 1), 7.0)
    assert batch_norm(x, [3.0], [0.5]).tolist() == [[0.5]] * 6
    grad_x, grad_gamma, _ = batch_norm_backward(np.ones((6, 1)), x, [3.0])
    assert np.abs(grad_x).max() == 0 and grad_gamma.tolist() == [0.0]


@given(st.floats(-50, 50), st.floats(0.1, 30), st.integers(0, 99))
def test_a_shift_or_scale_of_the_inputs_is_taken_back(shift, scale, seed):
    x = np.random.default_rng(seed).normal(size=(8, 3, 2, 2))
    ones, zeros = np.ones(3), np.zeros(3)
    np.testing.assert_allclose(
        batch_norm(scale * x + shift, ones, zeros, 1e-9), batch_norm(x, ones, zeros, 1e-9), atol=1e-5
    )


def test_float32_stays():
    x = np.random.default_rng(0).normal(size=(4, 2)).astype(np.float32)
    ones = np.ones(2, np.float32)
    assert batch_norm(x, ones, ones).dtype == np.float32
    assert batch_norm_backward(x, x, ones)[0].dtype == np.float32


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda x, g: batch_norm(x[:1], g, g), ValueError, r"x: got shape \(1, 2\), one number in each channel"),
        (lambda x, g: update_averages(g, g, x[:1]), ValueError, "at least two"),
        (lambda x, g: batch_norm(x[None], g, g), ValueError, "x: got shape"),
        (lambda x, g: batch_norm(x, g[:1], g), ValueError, "gamma: got shape"),
        (lambda x, g: batch_norm(x, g, np.ones(3)), ValueError, "beta: got shape"),
        (lambda x, g: batch_norm(x * np.inf, g, g), ValueError, "x: got"),
        (lambda x, g: batch_norm("x", g, g), TypeError, "x: got"),
        (lambda x, g: batch_norm(x, g, g, eps=-1), ValueError, "eps: got -1"),
        (lambda x, g: batch_norm(0 * x, g, g, eps=0), ValueError, "eps: got 0 with a channel that is constant"),
        (lambda x, g: batch_norm_backward(x[:2], x, g), ValueError, "grad_out: got shape"),
        (lambda x, g: update_averages(g, g, x, 1.5), ValueError, "momentum: got 1.5"),
        (lambda x, g: batch_norm_in_use(x, g, g, g, -g), ValueError, "variance: got -1"),
        (lambda x, g: batch_norm_in_use(x, g, g, g[:1], g), ValueError, "mean: got shape"),
    ],
)
def test_bad_input_is_named(call, error, words):
    with pytest.raises(error, match=words):
        call(np.arange(6.0).reshape(3, 2) + 1, np.ones(2))


def test_in_use_one_example_is_enough():
    assert batch_norm_in_use([[3.0]], [1.0], [0.0], [1.0], [4.0], 0).tolist() == [[1.0]]
