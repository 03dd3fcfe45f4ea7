"""Residual networks count what the paper's tables say and compute what plain PyTorch computes with the same weights."""

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from course_utils.models import resnet
from course_utils.models import resnet_plan as plan
from course_utils.models.resnet import CifarResNet, ImageNetResNet

SMALL = (4, 8, 16)


def count(module):
    return sum(p.numel() for p in module.parameters())


def on_paper(make, *arguments, **options):
    """A network without numbers: shapes and counts only, at once, whatever its size."""
    with torch.device("meta"):
        return make(*arguments, **options)


def pictures(n=3, channels=3, side=16, seed=0):
    return torch.randn(n, channels, side, side, generator=torch.Generator().manual_seed(seed))


def shaken(network, seed=1):
    """Give every normalisation running statistics, scales and shifts of its own: none of them may be forgotten."""
    generator = torch.Generator().manual_seed(seed)
    for layer in network.modules():
        if isinstance(layer, torch.nn.BatchNorm2d):
            for values, low in ((layer.running_mean, -0.5), (layer.running_var, 0.5), (layer.weight, 0.5)):
                values.data.uniform_(low, low + 1, generator=generator)
            layer.bias.data.uniform_(-0.5, 0.5, generator=generator)
    return network


# --- counts: He, Zhang, Ren and Sun 2015, table 1 and section 4.2 ---------------------------------------------------


@pytest.mark.parametrize(
    ("depth", "stages"),
    [
        (18, [9_536, 147_968, 525_568, 2_099_712, 8_393_728, 513_000]),
        (34, [9_536, 221_952, 1_116_416, 6_822_400, 13_114_368, 513_000]),
        (50, [9_536, 215_808, 1_219_584, 7_098_368, 14_964_736, 2_049_000]),
    ],
)
def test_each_stage_of_the_imagenet_family(depth, stages):
    network = on_paper(ImageNetResNet, depth)
    assert [count(part) for part in (network.stem, *network.stages, network.fc)] == stages
    assert [stage.parameters for stage in plan.imagenet(depth)] == stages
    assert [stage.side for stage in plan.imagenet(depth)] == [112, 56, 28, 14, 7, 1]


@pytest.mark.parametrize(
    ("make", "total"),
    [(resnet.resnet18, 11_689_512), (resnet.resnet34, 21_797_672), (resnet.resnet50, 25_557_032),
     (lambda: ImageNetResNet(101), 44_549_160), (lambda: ImageNetResNet(152), 60_192_808),
     (resnet.resnet20, 269_722), (resnet.resnet32, 464_154), (resnet.resnet44, 658_586), (resnet.resnet56, 853_018),
     (resnet.resnet110, 1_727_962), (lambda: CifarResNet(8), 75_290), (lambda: CifarResNet(14), 172_506),
     (lambda: CifarResNet(20, option="B"), 269_722 + 2_752), (lambda: CifarResNet(1202), 19_421_274)],
)  # fmt: skip
def test_every_total(make, total):
    assert count(on_paper(make)) == total


@pytest.mark.parametrize(
    ("depth", "bare"), [(20, 268_346), (32, 461_882), (44, 655_418), (56, 848_954), (110, 1_719_866)]
)
def test_convolutions_and_dense_layer_alone(depth, bare):
    network = on_paper(CifarResNet, depth)
    normalised = sum(count(m) for m in network.modules() if isinstance(m, torch.nn.BatchNorm2d))
    assert count(network) - normalised == bare
    layers = [m for m in network.modules() if isinstance(m, (torch.nn.Conv2d, torch.nn.Linear))]
    assert len(layers) == depth and len(network.blocks) == (depth - 2) // 2


def test_each_stage_of_the_twenty_layers():
    network = on_paper(resnet.resnet20)
    expected = [464, 14_016, 51_072, 203_520, 650]
    assert [count(part) for part in (network.stem, *network.stages, network.fc)] == expected
    assert [tuple(stage) for stage in plan.cifar(20)] == [
        ("stem", 32, 16, 0, 464), ("stage 1", 32, 16, 3, 14_016), ("stage 2", 16, 32, 3, 51_072),
        ("stage 3", 8, 64, 3, 203_520), ("fc", 1, 10, 0, 650),
    ]  # fmt: skip


@pytest.mark.parametrize("option", plan.OPTIONS)
@pytest.mark.parametrize("normalise", [True, False])
@pytest.mark.parametrize("preactivation", [True, False])
def test_the_plan_counts_what_the_network_holds(option, normalise, preactivation):
    options = dict(widths=SMALL, channels=2, classes=7, option=option, normalise=normalise)
    network = on_paper(CifarResNet, 14, preactivation=preactivation, **options)
    assert count(network) == sum(stage.parameters for stage in plan.cifar(14, **options))


@pytest.mark.parametrize("depth", [18, 50])
@pytest.mark.parametrize("option", plan.OPTIONS)
def test_the_imagenet_plan_counts_every_option(depth, option):
    total = sum(stage.parameters for stage in plan.imagenet(depth, 8, option))
    assert count(on_paper(ImageNetResNet, depth, 8, option=option)) == total
    assert count(on_paper(ImageNetResNet, depth, 8, option=option, preactivation=True)) == total


def test_a_plain_twin_has_the_parameters_of_option_a_and_no_more():
    for depth in (20, 110):
        assert count(on_paper(CifarResNet, depth, residual=False)) == count(on_paper(CifarResNet, depth))
    for depth, total in ((18, 11_515_688), (34, 21_623_848)):
        assert count(on_paper(ImageNetResNet, depth, residual=False)) == total
        assert count(on_paper(ImageNetResNet, depth, option="A")) == total


def test_the_same_seed_gives_twins_the_same_weights():
    plain, residual = CifarResNet(8, SMALL, residual=False, seed=3), CifarResNet(8, SMALL, seed=3)
    assert plain.state_dict().keys() == residual.state_dict().keys()
    for name, values in plain.state_dict().items():
        assert torch.equal(values, residual.state_dict()[name]), name
    x = pictures()
    assert not torch.allclose(plain(x), residual(x))


# --- shapes ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("side", [8, 15, 16, 32])
def test_maps_halve_from_stage_to_stage(side):
    network, x = CifarResNet(14, SMALL), pictures(2, 3, side)
    x, found = network.stem(x), []
    for stage in network.stages:
        x = stage(x)
        found.append(tuple(x.shape))
    half, quarter = -(-side // 2), -(-side // 4)
    assert found == [(2, 4, side, side), (2, 8, half, half), (2, 16, quarter, quarter)]


@pytest.mark.parametrize("depth", [18, 50])
def test_the_imagenet_family_halves_five_times(depth):
    network = on_paper(ImageNetResNet, depth)
    x = network.stem(torch.zeros(1, 3, 224, 224, device="meta"))
    sides = [x.shape[-1]]
    for stage in network.stages:
        x = stage(x)
        sides.append(x.shape[-1])
    assert sides == [56, 56, 28, 14, 7] and network.fc(x.mean(dim=(2, 3))).shape == (1, 1000)


def test_the_stride_of_a_bottleneck_is_in_its_first_convolution():
    block = on_paper(resnet.resnet50).blocks[3]
    assert [m.stride for m in block.branch if isinstance(m, torch.nn.Conv2d)] == [(2, 2), (1, 1), (1, 1)]


# --- against plain PyTorch, written out ------------------------------------------------------------------------------


class Reference:
    """The published network as one function of its weights: a dict in the network's own order."""

    def __init__(self, network, training):
        self.state = {name: v.detach() for name, v in network.state_dict().items()}
        self.training = training

    def conv(self, x, name, stride, padding):
        return F.conv2d(x, self.state[f"{name}.weight"], None, stride, padding)

    def bn(self, x, name):
        s = {k: self.state[f"{name}.{k}"] for k in ("weight", "bias", "running_mean", "running_var")}
        if self.training:
            mean, var = x.mean((0, 2, 3)), x.var((0, 2, 3), unbiased=False)
        else:
            mean, var = s["running_mean"], s["running_var"]
        shape = (1, -1, 1, 1)
        x = (x - mean.view(shape)) / torch.sqrt(var.view(shape) + 1e-5)
        return x * s["weight"].view(shape) + s["bias"].view(shape)

    def block(self, x, name, stride, kernels, option, residual):
        h = x
        for k, kernel in enumerate(kernels):
            h = self.bn(self.conv(h, f"{name}.branch.{3 * k}", stride if k == 0 else 1, kernel // 2),
                        f"{name}.branch.{3 * k + 1}")  # fmt: skip
            h = F.relu(h) if k < len(kernels) - 1 else h
        if residual and f"{name}.shortcut.0.weight" in self.state:
            assert option in "BC"
            x = self.bn(self.conv(x, f"{name}.shortcut.0", stride, 0), f"{name}.shortcut.1")
        elif residual:
            padded = torch.zeros_like(h)
            padded[:, : x.shape[1]] = x[:, :, ::stride, ::stride]
            x = padded
        return F.relu(h + x if residual else h)

    def __call__(self, x, counts, kernels, option, residual, imagenet):
        x = F.relu(self.bn(self.conv(x, "stem.0", 2 if imagenet else 1, 3 if imagenet else 1), "stem.1"))
        x = F.max_pool2d(x, 3, 2, 1) if imagenet else x
        for s, many in enumerate(counts):
            for b in range(many):
                x = self.block(x, f"stages.{s}.{b}", 2 if s and not b else 1, kernels, option, residual)
        return x.flatten(2).mean(2) @ self.state["fc.weight"].T + self.state["fc.bias"]


@pytest.mark.parametrize("training", [True, False])
@pytest.mark.parametrize(("residual", "option"), [(True, "A"), (True, "B"), (True, "C"), (False, "A")])
def test_the_cifar_family_equals_the_reference(training, residual, option):
    network = shaken(CifarResNet(14, SMALL, residual=residual, option=option)).double().train(training)
    reference, x = Reference(network, training), pictures().double()
    expected = reference(x, (2, 2, 2), (3, 3), option, residual, False)
    torch.testing.assert_close(network(x), expected, rtol=1e-6, atol=1e-6)


@pytest.mark.parametrize(("depth", "kernels"), [(18, (3, 3)), (50, (1, 3, 1))])
def test_the_imagenet_family_equals_the_reference(depth, kernels):
    network = shaken(ImageNetResNet(depth, 10)).double().train()  # by the batch: the numbers stay of one size
    reference, x = Reference(network, True), pictures(2, 3, 64).double()
    expected = reference(x, plan.IMAGENET[depth][1], kernels, "B", True, True)
    with torch.no_grad():
        torch.testing.assert_close(network(x), expected, rtol=1e-6, atol=1e-6)


def test_the_order_of_2016():
    network = shaken(CifarResNet(8, SMALL, preactivation=True)).double().eval()
    reference, x = Reference(network, False), pictures().double()
    h = reference.conv(x, "stem.0", 1, 1)
    for s in range(3):
        name, stride = f"stages.{s}.0", 2 if s else 1
        f = reference.conv(F.relu(reference.bn(h, f"{name}.branch.0")), f"{name}.branch.2", stride, 1)
        f = reference.conv(F.relu(reference.bn(f, f"{name}.branch.3")), f"{name}.branch.5", 1, 1)
        carried = h[:, :, ::stride, ::stride]
        h = f + torch.cat([carried, torch.zeros_like(f[:, carried.shape[1] :])], dim=1)
    h = F.relu(reference.bn(h, "end.0")).mean((2, 3))
    expected = h @ reference.state["fc.weight"].T + reference.state["fc.bias"]
    torch.testing.assert_close(network(x), expected, rtol=1e-6, atol=1e-6)


# --- digits ----------------------------------------------------------------------------------------------------------


def test_small_digits_are_means_of_four_and_standardised():
    x = np.random.default_rng(0).random((6, 1, 28, 28)).astype(np.float32)
    small, mean, std = resnet.prepare_small(x)
    assert small.dtype == np.float32 and small.shape == (6, 1, 16, 16)
    assert abs(small.mean()) < 1e-5 and abs(small.std() - 1) < 1e-5
    raw = small * std + mean
    np.testing.assert_allclose(raw[:, 0, 1, 1], x[:, 0, :2, :2].mean(axis=(1, 2)), atol=1e-5)
    assert np.abs(raw[:, 0, 0]).max() < 1e-5  # the ring of paper
    again, *numbers = resnet.prepare_small(x[:2], mean, std)
    np.testing.assert_allclose(again, small[:2], atol=1e-6)
    assert numbers == [mean, std]
