"""Every switch of LeNet-5 against NumPy written out unit by unit, and every gradient against differences."""

import itertools

import numpy as np
import pytest
import torch
from numpy.lib.stride_tricks import sliding_window_view

from course_utils import activations, data
from course_utils.data import runs
from course_utils.explorers import lenet5_walker
from course_utils.explorers.engine import drawing_text
from course_utils.maintenance.measure import lenet5 as measuring
from course_utils.models import lenet5, lenet5_numpy, lenet5_plan
from course_utils.models.digit_codes import CODES
from course_utils.models.lenet5 import LeNet5

ALONE = [
    {},
    *({name: position} for name, positions in lenet5_plan.SWITCHES.items() for position in positions[1:]),
    lenet5_plan.MODERN,
]
BENDS = {"scaled_tanh": lambda a: 1.7159 * np.tanh(2 * a / 3), "relu": lambda a: np.maximum(a, 0)}


def convolved(x, kernels, bias):
    """Slide kernels (F, C, k, k) over x (C, H, W), as a sum over windows."""
    windows = sliding_window_view(x, kernels.shape[2:], axis=(1, 2))  # (C, OH, OW, k, k)
    return np.stack([(windows * k[:, None, None]).sum(axis=(0, 3, 4)) + b for k, b in zip(kernels, bias)])


def pooled(x, kind, coefficient, bias, bend):
    quarters = np.stack([x[:, i::2, j::2] for i in (0, 1) for j in (0, 1)])
    if kind == "trainable":
        return bend(coefficient[:, None, None] * quarters.sum(axis=0) + bias[:, None, None])
    return quarters.max(axis=0) if kind == "max" else quarters.mean(axis=0)


def table_convolved(x, kernels, bias, table):
    """One kernel a pair, in the order of the table."""
    numbers, maps = iter(range(len(kernels))), []
    for out, sources in enumerate(table):
        maps.append(sum(convolved(x[[s]], kernels[[next(numbers)], None], [0.0])[0] for s in sources) + bias[out])
    assert next(numbers, None) is None
    return np.stack(maps)


def reference(network, picture):
    """Compute the outputs for one picture (32, 32) in NumPy."""
    p = {name: value.detach().numpy() for name, value in network.named_parameters()}
    s, bend = network.switches, BENDS[network.switches["activation"]]
    s2, s4 = ((p.get(f"{name}.coefficient"), p.get(f"{name}.bias")) for name in ("S2", "S4"))
    x = bend(convolved(picture[None], p["C1.weight"], p["C1.bias"]))
    x = pooled(x, s["subsampling"], *s2, bend)
    table = lenet5_plan.C3_TABLE if s["c3"] == "table" else [range(6)] * 16
    x = bend(table_convolved(x, p["C3.weight"], p["C3.bias"], table))
    x = pooled(x, s["subsampling"], *s4, bend)
    x = bend((p["C5.weight"] * x).sum(axis=(1, 2, 3)) + p["C5.bias"])
    x = bend(p["F6.weight"] @ x + p["F6.bias"])
    if s["output"] == "softmax":
        return p["output.weight"] @ x + p["output.bias"]
    return np.array([sum((a - b) ** 2 for a, b in zip(x, code)) for code in CODES.astype(float)])


def shaken(seed, **arguments):
    """A network in float64, away from its first weights, so that no coefficient is like another."""
    network, generator = LeNet5(**arguments, seed=seed).double(), torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for p in network.parameters():
            p += 0.1 * torch.randn(p.shape, generator=generator, dtype=p.dtype)
    return network


@pytest.mark.parametrize("switches", ALONE, ids=str)
def test_each_switch_alone_is_what_it_says(switches):
    x = np.random.default_rng(1).normal(size=(3, 32, 32))
    network = shaken(1, **switches)
    found = network(torch.tensor(x[:, None])).detach().numpy()
    expected = np.stack([reference(network, picture) for picture in x])
    np.testing.assert_allclose(found, expected, rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize(
    "arguments", [*ALONE, {"loss_kind": "map"}, {"loss_kind": "map", "map_constant": 0.5}], ids=str
)
def test_gradients_are_those_of_central_differences(arguments):
    network, rng = shaken(2, **arguments), np.random.default_rng(2)
    x, labels = torch.tensor(rng.normal(size=(4, 1, 32, 32))), torch.tensor(rng.integers(0, 10, 4))

    def loss():
        return network.loss(network(x), labels)

    loss().backward()
    for name, p in network.named_parameters():
        gradient, flat = p.grad.reshape(-1), p.data.reshape(-1)
        for k in rng.choice(len(flat), min(4, len(flat)), replace=False):
            middle, ends = float(flat[k]), []
            for step in (1e-6, -1e-6):
                flat[k] = middle + step
                with torch.no_grad():
                    ends.append(float(loss()))
            flat[k] = middle
            slope = (ends[0] - ends[1]) / 2e-6
            assert float(gradient[k]) == pytest.approx(slope, rel=1e-4, abs=1e-6), (name, k)


def test_only_pairs_that_are_connected_have_a_kernel():
    network = LeNet5(seed=3)
    assert network.C3.weight.shape == (60, 5, 5)
    kernels = network.C3.kernels().detach()
    for out, source in itertools.product(range(16), range(6)):
        assert bool(kernels[out, source].any()) == (source in lenet5_plan.C3_TABLE[out])
    # A map of S2 that a map of C3 does not read can be anything.
    x = torch.randn(1, 6, 14, 14, generator=torch.Generator().manual_seed(0))
    for out, sources in enumerate(lenet5_plan.C3_TABLE):
        other = x.clone()
        other[:, [s for s in range(6) if s not in sources]] = 1e3
        assert torch.allclose(network.C3(other)[:, out], network.C3(x)[:, out])


@pytest.mark.parametrize("label", [3, 7])
def test_the_second_loss_pushes_wrong_codes_away_and_the_first_does_not(label):
    distances = torch.full((1, 10), 5.0, requires_grad=True)
    target = torch.tensor([label])
    LeNet5(loss_kind="distance").loss(distances, target).backward()
    first, distances.grad = distances.grad[0].clone(), None
    LeNet5(loss_kind="map").loss(distances, target).backward()
    wrong = [k for k in range(10) if k != label]
    assert first[label] == 1 and not first[wrong].any()
    assert 0 < distances.grad[0, label] < 1 and (distances.grad[0, wrong] < 0).all()


def test_numpy_computes_what_torch_computes():
    digits = data.load("digits")
    x = lenet5.prepare(digits.test_x[:40])
    theirs = lenet5.pretrained().maps(x)
    ours = lenet5_numpy.maps(x)
    assert list(ours) == list(theirs)
    for name, expected in theirs.items():
        np.testing.assert_allclose(ours[name], expected, rtol=1e-4, atol=2e-4, err_msg=name)
    kernels = lenet5.pretrained().C3.kernels().detach().numpy()
    assert np.array_equal(lenet5_numpy.weights()["C3.weight"], kernels)
    a = np.linspace(-3, 3, 7)
    np.testing.assert_allclose(activations.lecun_tanh(a), lenet5.ScaledTanh()(torch.tensor(a)).numpy(), rtol=1e-12)


def test_the_explorer_gives_the_network_what_prepare_gives_it():
    picture = lenet5_walker.examples()["2"]
    _, layers = lenet5_walker.looks(drawing_text(picture), False)
    expected = lenet5_numpy.maps(lenet5.prepare(picture[None, None] / 255))
    for name, output in layers.items():
        np.testing.assert_allclose(output, expected[name][0], rtol=1e-5, atol=1e-5)


# --- the stored measurement ------------------------------------------------------------------------------------------


def test_the_stored_runs_are_those_of_the_measurement():
    stored = runs.load("lenet5")
    assert stored.labels == tuple(measuring.VARIANTS)
    for label, arguments in measuring.VARIANTS.items():
        found = stored.where(label)
        assert [run.seed for run in found] == list(measuring.SEEDS)
        for run in found:
            assert {**arguments, "epochs": 20, "batch_size": 50, "optimizer": "Adam 0.002"} == run.settings
            assert len(run.validation_accuracy) == len(run.train_loss) == 20 and 0 < run.seconds <= 60


def test_the_published_network_reads_96_of_100_digits_from_every_seed():
    assert all(run.validation_accuracy[-1] >= 0.96 for run in runs.load("lenet5").where("published"))


@pytest.mark.parametrize("label", ["published", "modern"])
def test_the_first_epoch_comes_out_as_it_is_stored(label):
    from course_utils.experiment import loop

    digits = data.load("digits")
    sets = [(lenet5.prepare(x), y) for x, y in ((digits.train_x, digits.train_y), (digits.test_x, digits.test_y))]
    network = LeNet5(**measuring.VARIANTS[label], seed=4)
    found = loop.fit(network, *sets, epochs=1, seed=4, progress=False)
    (stored,) = runs.load("lenet5").where(label, 4)
    assert found.train_loss[0] == pytest.approx(stored.train_loss[0], rel=0.02)
    assert found.validation_accuracy[0] == pytest.approx(stored.validation_accuracy[0], abs=0.02)
