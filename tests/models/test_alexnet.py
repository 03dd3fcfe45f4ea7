"""AlexNet: every number of its table, and a reference with the two towers written out."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch.nn import functional

from course_utils import normalisation
from course_utils.data.augmentation import ten_patches
from course_utils.models import alexnet, alexnet_plan
from course_utils.models.alexnet import AlexNet, SmallAlexNet
from course_utils.models.local_response import LocalResponseNorm

#: layer: (shape, after pooling, parameters, share in percent as printed)
TABLE = {
    "conv1": ((96, 55, 55), (96, 27, 27), 34_944, 0.06),
    "conv2": ((256, 27, 27), (256, 13, 13), 307_456, 0.50),
    "conv3": ((384, 13, 13), (384, 13, 13), 885_120, 1.45),
    "conv4": ((384, 13, 13), (384, 13, 13), 663_936, 1.09),
    "conv5": ((256, 13, 13), (256, 6, 6), 442_624, 0.73),
    "fc6": ((4096,), (4096,), 37_752_832, 61.9),
    "fc7": ((4096,), (4096,), 16_781_312, 27.5),
    "fc8": ((1000,), (1000,), 4_097_000, 6.7),
}


@pytest.fixture(scope="module")
def counted():
    with torch.device("meta"):
        return {towers: AlexNet(towers) for towers in (1, 2)}


def count(module):
    return sum(p.numel() for p in module.parameters())


def test_the_table_of_the_two_towers(counted):
    rows = counted[2].table()
    assert count(counted[2]) == sum(row.parameters for row in rows) == 60_965_224
    for row in rows:
        shape, pooled, parameters, share = TABLE[row.layer]
        assert (row.shape, row.pooled, row.parameters) == (shape, pooled, parameters)
        assert count(counted[2].steps[row.layer]) == parameters
        assert 100 * parameters / 60_965_224 == pytest.approx(share, abs=0.05)
    assert [row.inputs for row in rows] == [3, 48, 256, 192, 192, 9216, 4096, 4096]
    work = [row.multiply_adds for row in rows]
    assert sum(work) == 724_406_816 and sum(work[:5]) / sum(work) == pytest.approx(0.919, abs=5e-4)


def test_the_one_tower_twin(counted):
    rows = {row.layer: row.parameters for row in counted[1].table()}
    assert count(counted[1]) == sum(rows.values()) == 62_378_344
    assert (rows["conv2"], rows["conv4"], rows["conv5"]) == (614_656, 1_327_488, 884_992)


def test_shapes_on_the_way(counted):
    x, seen = torch.empty(2, 3, 227, 227, device="meta"), {}
    for name, step in counted[2].steps.items():
        x = step(x)
        seen[name] = tuple(x.shape[1:])
    for name, (shape, pooled, *_) in TABLE.items():
        assert seen[name] == shape and seen.get(f"{name}_pool", shape) == pooled


def test_lrn_comes_after_relu_and_before_pooling(counted):
    names = list(counted[2].steps)
    for layer in ("conv1", "conv2"):
        start = names.index(layer)
        assert names[start : start + 4] == [layer, f"{layer}_bend", f"{layer}_lrn", f"{layer}_pool"]
    assert [n for n in names if n.endswith("_lrn")] == ["conv1_lrn", "conv2_lrn"]
    assert [n for n in names if n.endswith("_dropout")] == ["fc7_dropout", "fc8_dropout"]
    assert names.index("fc6_bend") < names.index("fc7_dropout") < names.index("fc7")


def lrn(a, n=5, k=2.0, alpha=1e-4, beta=0.75):
    out = torch.empty_like(a)
    for i in range(a.shape[1]):
        window = a[:, max(0, i - n // 2) : i + n // 2 + 1]
        out[:, i] = a[:, i] / (k + alpha * (window**2).sum(dim=1)) ** beta
    return out


def reference(p, x):
    """The small two-tower network of 32 × 32 with LRN, each tower by itself, in evaluation mode."""

    def conv(x, name, padding, rows=slice(None)):
        return torch.relu(
            functional.conv2d(x, p[f"steps.{name}.weight"][rows], p[f"steps.{name}.bias"][rows], 1, padding)
        )

    def halves(kernels):
        return slice(0, kernels // 2), slice(kernels // 2, kernels)

    def pool(x):
        return functional.max_pool2d(x, 3, 2)

    towers = [pool(lrn(conv(x, "conv1", 2, rows))) for rows in halves(32)]
    towers = [pool(lrn(conv(tower, "conv2", 2, rows))) for tower, rows in zip(towers, halves(64))]
    together = torch.cat(towers, dim=1)
    towers = [conv(together, "conv3", 1, rows) for rows in halves(96)]
    towers = [conv(tower, "conv4", 1, rows) for tower, rows in zip(towers, halves(96))]
    towers = [pool(conv(tower, "conv5", 1, rows)) for tower, rows in zip(towers, halves(64))]
    x = torch.cat(towers, dim=1).flatten(1)
    for name in ("fc6", "fc7"):
        x = torch.relu(x @ p[f"steps.{name}.weight"].T + p[f"steps.{name}.bias"])
    return x @ p["steps.fc8.weight"].T + p["steps.fc8.bias"]


@settings(max_examples=5, deadline=None)
@given(st.integers(0, 99))
def test_outputs_and_gradients_are_those_of_two_separate_towers(seed):
    network = SmallAlexNet(lrn=True, seed=seed).double().eval()
    x = 30 * torch.randn(2, 3, 32, 32, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)
    p = {k: v.detach().clone().requires_grad_() for k, v in network.named_parameters()}
    ours, theirs = network(x), reference(p, x)
    assert torch.allclose(ours, theirs, rtol=1e-9, atol=1e-9)
    ours.square().sum().backward()
    theirs.square().sum().backward()
    for name, parameter in network.named_parameters():
        assert torch.allclose(parameter.grad, p[name].grad, rtol=1e-6, atol=1e-9), name


@given(st.tuples(*(st.integers(1, limit) for limit in (3, 9, 3, 3))), st.integers(0, 99))
def test_the_layer_of_lrn_is_the_numpy_function(shape, seed):
    a = np.random.default_rng(seed).normal(0, 30, shape)
    np.testing.assert_allclose(
        LocalResponseNorm()(torch.tensor(a)).numpy(), normalisation.local_response(a), rtol=1e-12
    )


@pytest.mark.parametrize("size", [32, 64])
@pytest.mark.parametrize("towers", [1, 2])
@pytest.mark.parametrize("overlapping", [True, False])
def test_the_small_network_equals_its_plan(size, towers, overlapping):
    network = SmallAlexNet(size, towers=towers, overlapping=overlapping)
    rows = {row.layer: row for row in network.table()}
    x = torch.zeros(1, 3, size, size)
    for name, step in network.steps.items():
        x = step(x)
        if name in rows:
            assert tuple(x.shape[1:]) == rows[name].shape and count(step) == rows[name].parameters
    assert x.shape == (1, 8)


@pytest.mark.parametrize("activation", ["relu", "tanh", "sigmoid"])
def test_the_activation_is_the_one_asked_for(activation):
    network = SmallAlexNet(activation=activation)
    bends = {type(step).__name__ for name, step in network.steps.items() if name.endswith("_bend")}
    assert bends == {{"relu": "ReLU", "tanh": "Tanh", "sigmoid": "Sigmoid"}[activation]}


def test_the_papers_first_weights_and_biases():
    network = SmallAlexNet(initialisation="paper", seed=4)
    for layer in (*network.plan.convolutions, *network.plan.dense):
        module = network.steps[layer.name]
        assert float(module.weight.detach().std()) == pytest.approx(0.01, rel=0.1)
        assert (module.bias == (1 if layer.name in ("conv2", "conv4", "conv5", "fc6", "fc7") else 0)).all()
    published = {layer.name: layer.bias for layer in (*alexnet_plan.full().convolutions, *alexnet_plan.full().dense)}
    assert published == dict(conv1=0, conv2=1, conv3=0, conv4=1, conv5=1, fc6=1, fc7=1, fc8=0)


def test_dropout_only_while_training():
    network, x = SmallAlexNet(dropout=0.5), torch.randn(4, 3, 32, 32)
    assert not torch.equal(network(x), network(x))
    network.eval()
    assert torch.equal(network(x), network(x))


def test_ten_patches_are_averaged():
    network = SmallAlexNet().train()
    x = np.random.default_rng(0).normal(0, 1, (3, 3, 36, 36)).astype(np.float32)
    found = alexnet.ten_patch_probabilities(network, x, 32)
    network.eval()
    with torch.no_grad():
        each = [network(torch.tensor(patch)).softmax(dim=1).numpy() for patch in ten_patches(x, 32)]
    np.testing.assert_allclose(found, np.mean(each, axis=0), rtol=1e-5)
    np.testing.assert_allclose(found.sum(axis=1), 1, rtol=1e-5)


def test_the_mode_is_given_back():
    network = SmallAlexNet().train()
    alexnet.ten_patch_probabilities(network, np.zeros((1, 3, 32, 32), np.float32), 32)
    assert network.training


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: AlexNet(side=224), "side: got 224, which gives conv1 54.25 places.*227"),
        (lambda: SmallAlexNet(48), "side: got 48"),
        (lambda: SmallAlexNet(towers=3), "towers: got 3"),
        (lambda: SmallAlexNet(activation="gelu"), "activation: got 'gelu'"),
        (lambda: SmallAlexNet(dropout=1), "dropout: got 1"),
        (lambda: SmallAlexNet(initialisation="x"), "initialisation: got 'x'"),
        (lambda: SmallAlexNet()(torch.zeros(1, 3, 28, 28)), r"x: got shape \(1, 3, 28, 28\)"),
    ],
)
def test_bad_input(call, words):
    with pytest.raises(ValueError, match=words):
        call()
