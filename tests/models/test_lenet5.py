"""LeNet-5 against a reference that is written map by map, and against the counts that the paper prints."""

import itertools
import math

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from course_utils import data
from course_utils.models import digit_codes, lenet5, lenet5_plan
from course_utils.models.lenet5 import LeNet5

CONVOLVE = torch.nn.functional.conv2d


def squash(a):
    return 1.7159 * torch.tanh(2 * a / 3)


def sub_sampled(x, coefficient, bias):
    sums = x[:, :, ::2, ::2] + x[:, :, 1::2, ::2] + x[:, :, ::2, 1::2] + x[:, :, 1::2, 1::2]
    return squash(torch.stack([coefficient[k] * sums[:, k] + bias[k] for k in range(x.shape[1])], dim=1))


def reference(p, x):
    """LeNet-5 of the paper for parameters `p` (a state dict), C3 by three nested loops."""
    x = squash(CONVOLVE(x, p["C1.weight"], p["C1.bias"]))
    x = sub_sampled(x, p["S2.coefficient"], p["S2.bias"])
    maps, number = [], 0
    for out, sources in enumerate(lenet5.C3_TABLE):
        total = p["C3.bias"][out]
        for source in sources:
            total = total + CONVOLVE(x[:, source : source + 1], p["C3.weight"][number][None, None])[:, 0]
            number += 1
        maps.append(squash(total))
    x = sub_sampled(torch.stack(maps, dim=1), p["S4.coefficient"], p["S4.bias"])
    x = squash(CONVOLVE(x, p["C5.weight"], p["C5.bias"]))[:, :, 0, 0]
    x = squash(x @ p["F6.weight"].T + p["F6.bias"])
    codes = torch.tensor(digit_codes.CODES, dtype=x.dtype)
    return torch.stack([((x - code) ** 2).sum(dim=1) for code in codes], dim=1)


def some_network(seed, **switches):
    network = LeNet5(**switches, seed=seed).double()
    with torch.no_grad():
        for p in network.parameters():
            p += 0.2 * torch.randn(p.shape, generator=torch.Generator().manual_seed(seed), dtype=p.dtype)
    return network


def some_input(seed, count=2):
    return torch.randn(count, 1, 32, 32, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 999))
def test_outputs_and_gradients_are_those_of_the_reference(seed):
    network, x = some_network(seed), some_input(seed)
    parameters = {name: p.detach().clone().requires_grad_() for name, p in network.named_parameters()}
    ours, theirs = network(x), reference(parameters, x)
    assert torch.allclose(ours, theirs, rtol=1e-9, atol=1e-9)
    ours.log().sum().backward()
    theirs.log().sum().backward()
    for name, p in network.named_parameters():
        assert torch.allclose(p.grad, parameters[name].grad, rtol=1e-6, atol=1e-9), name


def test_float32_is_within_a_millionth_of_its_size():
    network = LeNet5(seed=3)
    x = some_input(0).float()
    expected = reference({k: v.double() for k, v in network.state_dict().items()}, x.double())
    assert float((network(x).detach() - expected).abs().max()) <= 1e-6 * float(expected.abs().max())


PAPER = {
    "C1": ((6, 28, 28), 156, 122_304),
    "S2": ((6, 14, 14), 12, 5_880),
    "C3": ((16, 10, 10), 1_516, 151_600),
    "S4": ((16, 5, 5), 32, 2_000),
    "C5": ((120, 1, 1), 48_120, 48_120),
    "F6": ((84,), 10_164, 10_164),
    "output": ((10,), 0, 840),
}


def test_the_table_is_that_of_the_paper():
    rows = LeNet5().table()
    assert {row.layer: tuple(row[1:]) for row in rows} == PAPER
    assert sum(row.parameters for row in rows) == 60_000 and sum(row.connections for row in rows) == 340_908


@pytest.mark.parametrize("switches", [*itertools.product(*lenet5_plan.SWITCHES.values())])
def test_counting_on_paper_equals_the_network(switches):
    network = LeNet5(*switches)
    counted = {row.layer: row.parameters for row in network.table()}
    for name, layer in network.named_children():
        if name != "bend":
            assert counted[name] == sum(p.numel() for p in layer.parameters()), name
    shapes = {name: out.shape[1:] for name, out in network.maps(np.zeros((1, 1, 32, 32))).items()}
    assert shapes == {row.layer: row.shape for row in network.table()}


def test_the_modern_network():
    modern = LeNet5.modern()
    assert sum(p.numel() for p in modern.parameters()) == 61_706
    assert modern.switches == lenet5_plan.MODERN
    full = {row.layer: row for row in lenet5_plan.rows(c3="full")}["C3"]
    assert (full.parameters, full.connections) == (2_416, 241_600)


def test_the_connection_table():
    table = lenet5.C3_TABLE
    assert sum(map(len, table)) == 60 and [len(maps) for maps in table] == [3] * 6 + [4] * 9 + [6]
    assert all(sum(source in maps for maps in table) == 10 for source in range(6))
    assert len(set(table)) == 16
    for k in range(6):  # every run of three and of four neighbours, round the circle
        assert set(table[k]) == {k % 6, (k + 1) % 6, (k + 2) % 6}
        assert set(table[6 + k]) == {(k + step) % 6 for step in range(4)}


def test_the_codes():
    assert digit_codes.CODES.shape == (10, 84) and set(np.unique(digit_codes.CODES)) == {-1, 1}
    apart = digit_codes.distances() + 84 * np.eye(10, dtype=int)
    assert apart.min() >= 15
    assert digit_codes.picture(3).shape == (12, 7)
    with pytest.raises(ValueError, match="digit: got 10"):
        digit_codes.picture(10)
    with pytest.raises(ValueError, match="read-only"):
        digit_codes.CODES[0] = 0


@given(st.integers(0, 999), st.floats(0.1, 20))
def test_both_losses_are_their_formulas(seed, j):
    rng = np.random.default_rng(seed)
    distances, labels = rng.uniform(0, 30, (6, 10)), rng.integers(0, 10, 6)
    found, y = torch.tensor(distances), torch.tensor(labels)
    right = distances[np.arange(6), labels]
    assert float(LeNet5().loss(found, y)) == pytest.approx(right.mean())
    rubbish = [math.log(math.exp(-j) + sum(math.exp(-d) for d in row)) for row in distances]
    assert float(LeNet5(loss_kind="map", map_constant=j).loss(found, y)) == pytest.approx((right + rubbish).mean())
    cross_entropy = -np.log(np.exp(-right) / np.exp(-distances).sum(axis=1)).mean()
    assert float(LeNet5.modern().loss(-found, y)) == pytest.approx(cross_entropy)


def test_the_smallest_distance_wins():
    network = LeNet5()
    codes = torch.tensor(digit_codes.CODES)
    assert network.scores(network.output(codes)).argmax(dim=1).tolist() == list(range(10))
    assert torch.allclose(network.output(codes), 4.0 * torch.tensor(digit_codes.distances()))


def test_the_first_weights_lie_within_the_papers_bounds():
    network = LeNet5(seed=5)
    bounds = {"C1": 25, "C5": 400, "F6": 120}
    for name, fan_in in bounds.items():
        weight = getattr(network, name).weight.detach().abs()
        assert 0.9 * 2.4 / fan_in < float(weight.max()) <= 2.4 / fan_in
    number = 0
    for sources in lenet5.C3_TABLE:
        kernels = network.C3.weight[number : number + len(sources)].detach().abs()
        assert 0.5 * 2.4 / (25 * len(sources)) < float(kernels.max()) <= 2.4 / (25 * len(sources))
        number += len(sources)
    assert (network.S2.coefficient == 0.25).all() and (network.S4.bias == 0).all()
    assert all((a == b).all() for a, b in zip(network.parameters(), LeNet5(seed=5).parameters()))
    assert (network.C1.weight != LeNet5(seed=6).C1.weight).any()


def test_the_input_has_mean_zero_and_variance_one_nearly():
    x = lenet5.prepare(data.load("digits", train=500).train_x)
    assert x.shape == (500, 1, 32, 32) and x.dtype == np.float32
    assert float(x.min()) == pytest.approx(-0.1) and float(x.max()) == pytest.approx(1.175)
    assert abs(float(x.mean())) < 0.1 and float(x.std()) < 1.1


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda: LeNet5(c3="half"), ValueError, "c3: got 'half'"),
        (lambda: LeNet5(subsampling="mean"), ValueError, "subsampling: got 'mean'"),
        (lambda: LeNet5(loss_kind="mse"), ValueError, "loss_kind: got 'mse'"),
        (lambda: LeNet5(map_constant=0), ValueError, "map_constant: got 0"),
        (lambda: LeNet5()(torch.zeros(1, 1, 28, 28)), ValueError, r"x: got shape \(1, 1, 28, 28\)"),
        (lambda: lenet5.prepare(np.full((1, 1, 28, 28), 255.0)), ValueError, r"values in \[0, 1\]"),
        (lambda: lenet5.prepare(np.zeros((1, 32, 32))), ValueError, "x: got shape"),
    ],
)
def test_bad_input(call, error, words):
    with pytest.raises(error, match=words):
        call()
