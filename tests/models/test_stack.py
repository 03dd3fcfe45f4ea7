"""The stack with and without normalisation, what its averages lag by, and how its numbers drift."""

import numpy as np
import pytest
import torch
from torch import nn

from course_utils.exercises.chapter_10 import answers_batch as answers
from course_utils.inspection import averages
from course_utils.inspection.drift import channel_drift
from course_utils.models.resnet import CifarResNet
from course_utils.models.stack import WIDTHS, Stack


def pictures(count=60, seed=0):
    rng = np.random.default_rng(seed)
    return rng.normal(size=(count, 1, 16, 16)).astype(np.float32), rng.integers(0, 10, count)


def test_the_twins_start_alike_and_differ_in_the_normalisation_alone():
    plain, normalised = (Stack(kind, seed=3) for kind in (False, True))
    for number in range(1, len(WIDTHS) + 1):
        a, b = (getattr(net.layers, f"conv{number}") for net in (plain, normalised))
        assert torch.equal(a.weight, b.weight) and torch.equal(a.bias, torch.zeros_like(a.bias)) and b.bias is None
    assert torch.equal(plain.fc.weight, normalised.fc.weight)
    biases = scales = sum(WIDTHS)
    counts = [sum(p.numel() for p in net.parameters()) for net in (plain, normalised)]
    assert counts[1] - counts[0] == 2 * scales - biases
    kinds = [type(layer) for layer in normalised.layers]
    assert kinds == 6 * [nn.Conv2d, nn.BatchNorm2d, nn.ReLU]


def test_the_scale_of_the_first_weights_does_not_matter_behind_a_normalisation():
    x = torch.from_numpy(pictures()[0])
    one, quarter = (Stack(True, scale=scale)(x) for scale in (1.0, 0.25))
    assert torch.allclose(one, quarter, atol=0.02)
    one, quarter = (Stack(False, scale=scale)(x) for scale in (1.0, 0.25))
    assert not torch.allclose(one, quarter, atol=0.02)


@pytest.mark.parametrize("given", [dict(normalised=1), dict(normalised=True, scale=0)])
def test_bad_input_is_named(given):
    with pytest.raises((TypeError, ValueError), match="normalised: got|scale: got"):
        Stack(**given)


def test_own_statistics_are_those_of_training_mode():
    network, x = CifarResNet(8, (4, 4, 8), channels=1), torch.from_numpy(pictures()[0])
    with torch.no_grad():
        own = averages.own_statistics(network).eval()(x)
        trained = network.train()(x)
    assert torch.allclose(own, trained, atol=1e-5)


def test_estimated_again_are_the_means_over_whole_batches_and_no_weight_moves():
    network, (x, _) = Stack(True), pictures(25)
    before = {name: p.clone() for name, p in network.named_parameters()}
    found = averages.estimated_again(network, x, batch_size=10)
    assert all(torch.equal(p, before[name]) for name, p in network.named_parameters())
    first = averages.layers(found)[0]
    batches = [network.layers.conv1(torch.from_numpy(x[i : i + 10])).detach().numpy() for i in (0, 10)]
    np.testing.assert_allclose(first.running_mean, np.mean([b.mean((0, 2, 3)) for b in batches], 0), atol=1e-6)
    unbiased = [b.var((0, 2, 3)) * b[:, 0].size / (b[:, 0].size - 1) for b in batches]
    np.testing.assert_allclose(first.running_var, np.mean(unbiased, 0), rtol=1e-4)
    assert float(averages.layers(network)[0].running_mean.abs().max()) == 0  # the network itself has seen nothing
    few = averages.estimated_again(network, x[:4], batch_size=10)  # fewer than a batch: all of them
    assert float(averages.layers(few)[0].running_mean.abs().max()) > 0


def test_inputs_are_what_enters_each_normalisation():
    network, (x, _) = Stack(True), pictures(8)
    found = averages.inputs(network, x)
    assert [len(a[0]) for a in found] == list(WIDTHS)
    np.testing.assert_allclose(found[0], network.layers.conv1(torch.from_numpy(x)).detach().numpy(), atol=1e-6)


def test_lag_is_0_for_fresh_averages_and_that_of_the_exercise():
    network, (x, labels) = Stack(True), pictures()
    channel_drift(network, "layers.relu5", x, labels, rate=0.3, steps=5)
    again = averages.estimated_again(network, x, batch_size=len(x))
    assert averages.lag(again, again) == [0.0] * 6
    by_hand = [
        answers.lag(layer.running_mean.numpy(), entering).mean()
        for layer, entering in zip(averages.layers(network), averages.inputs(network, x), strict=True)
    ]
    np.testing.assert_allclose(averages.lag(network, again), by_hand, rtol=5e-3)  # unbiased against biased


def test_averages_beside_are_those_that_torch_would_have_kept():
    x, momenta = pictures()[0], (0.3, 1.0)
    ours = Stack(True)
    kept = averages.Beside(ours, momenta)
    twins = {momentum: Stack(True) for momentum in momenta}
    for momentum, twin in twins.items():
        for layer in averages.layers(twin):
            layer.momentum = momentum
    for step in range(4):
        rows = torch.from_numpy(x[15 * step : 15 * (step + 1)])
        for net in (ours, *twins.values()):
            net.train()(rows)
        kept.after_step()
    for momentum, twin in twins.items():
        for a, b in zip(averages.layers(kept.model(momentum)), averages.layers(twin), strict=True):
            assert torch.allclose(a.running_mean, b.running_mean, atol=1e-4)
            assert torch.allclose(a.running_var, b.running_var, rtol=1e-3, atol=1e-4)


def test_drift_begins_with_the_untrained_network_and_leaves_no_trace_of_its_looking():
    x, labels = pictures()
    network = Stack(True)
    means, deviations = channel_drift(network, "layers.relu5", x, labels, rate=0.1, steps=3)
    assert means.shape == deviations.shape == (4, WIDTHS[4])
    np.testing.assert_allclose(means[0], 0, atol=1e-5)  # behind a normalisation with γ = 1 and β = 0
    np.testing.assert_allclose(deviations[0], 1, atol=1e-3)
    assert int(averages.layers(network)[0].num_batches_tracked) == 3
    with pytest.raises(ValueError, match="place: got 'relu9'"):
        channel_drift(network, "relu9", x, labels, rate=0.1, steps=1)
