"""VGG, network in network and GoogLeNet as counted on paper hold what the same layers hold in torch."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import nn

from course_utils.models import alexnet_plan, counts, googlenet_plan, nin_plan, vgg_plan


def learned(*layers):
    return sum(weights.numel() for layer in layers for weights in layer.parameters())


def vgg(groups):
    """The layers of VGG in torch, as its figure has them, each with the side that its result has."""
    layers, channels = [], 3
    for width, count in zip((64, 128, 256, 512, 512), groups):
        for _ in range(count):
            layers += [nn.Conv2d(channels, width, 3, padding=1), nn.ReLU()]
            channels = width
        layers.append(nn.MaxPool2d(2))
    dense = [nn.Flatten(), nn.Linear(512 * 7 * 7, 4096), nn.ReLU(), nn.Linear(4096, 4096), nn.ReLU()]
    return nn.Sequential(*layers, *dense, nn.Linear(4096, 1000))


@pytest.mark.parametrize("layers", vgg_plan.CONVOLUTIONS)
def test_vgg_holds_as_many_numbers_in_torch(layers):
    with torch.device("meta"):
        network = vgg(vgg_plan.CONVOLUTIONS[layers])
        assert network(torch.empty(1, 3, 224, 224)).shape == (1, 1000)
    weighted = [layer for layer in network if isinstance(layer, (nn.Conv2d, nn.Linear))]
    assert len(weighted) == layers
    rows = [row for row in vgg_plan.rows(layers) if row.parameters]
    assert [row.parameters for row in rows] == [learned(layer) for layer in weighted]


def test_vgg_as_the_papers_count_it():
    millions = {layers: round(counts.total(vgg_plan.rows(layers)).parameters / 1e6) for layers in (11, 13, 16, 19)}
    assert millions == {11: 133, 13: 133, 16: 138, 19: 144}  # Simonyan and Zisserman, table 2
    assert round(counts.total(vgg_plan.rows(19)).multiply_adds / 1e9, 1) == 19.6  # He et al. 2015, section 3.3


@given(st.integers(1, 4), st.integers(1, 8))
def test_small_layers_one_on_the_other_see_what_a_large_one_sees(count, channels):
    large = 2 * count + 1
    assert vgg_plan.stack(3, count, channels) == learned(
        *(nn.Conv2d(channels, channels, 3, bias=False) for _ in range(count))
    )
    assert vgg_plan.stack(large, 1, channels) == learned(nn.Conv2d(channels, channels, large, bias=False))


def test_the_seven_by_seven_has_81_percent_more():
    assert vgg_plan.stack(7, 1, 5) / vgg_plan.stack(3, 3, 5) - 1 == pytest.approx(0.81, abs=0.005)  # section 2.3


class Module(nn.Module):
    """GoogLeNet's module as its figure 2 has it, reduced or naive."""

    def __init__(self, channels, plan, reduced=True):
        super().__init__()
        before, beside = (plan.before_three, plan.before_five) if reduced else (channels, channels)
        self.one = nn.Conv2d(channels, plan.one, 1)
        self.three = nn.Sequential(nn.Conv2d(channels, before, 1) if reduced else nn.Identity(),
                                   nn.Conv2d(before, plan.three, 3, padding=1))  # fmt: skip
        self.five = nn.Sequential(nn.Conv2d(channels, beside, 1) if reduced else nn.Identity(),
                                  nn.Conv2d(beside, plan.five, 5, padding=2))  # fmt: skip
        self.pooled = nn.Sequential(nn.MaxPool2d(3, 1, padding=1),
                                    nn.Conv2d(channels, plan.pooled, 1) if reduced else nn.Identity())  # fmt: skip

    def forward(self, x):
        return torch.cat([branch(x) for branch in (self.one, self.three, self.five, self.pooled)], dim=1)


@given(st.sampled_from(sorted(googlenet_plan.MODULES)), st.integers(1, 300), st.booleans())
def test_a_module_holds_as_many_numbers_in_torch(name, channels, reduced):
    plan = googlenet_plan.MODULES[name]
    with torch.device("meta"):
        module = Module(channels, plan, reduced)
        outputs = module(torch.empty(1, channels, 7, 7)).shape[1]
    rows = googlenet_plan.module(name, (channels, 7, 7), reduced)
    assert counts.total(rows).parameters == learned(module)
    assert outputs == (plan.outputs if reduced else plan.outputs - plan.pooled + channels)


def test_googlenet_in_torch_and_in_its_table():
    layers, channels = [nn.Conv2d(3, 64, 7, 2, 3), nn.MaxPool2d(3, 2, ceil_mode=True), nn.Conv2d(64, 64, 1)], 192
    layers += [nn.Conv2d(64, 192, 3, padding=1), nn.MaxPool2d(3, 2, ceil_mode=True)]
    with torch.device("meta"):
        for name, plan in googlenet_plan.MODULES.items():
            layers += [nn.MaxPool2d(3, 2, ceil_mode=True)] if name in ("4a", "5a") else []
            layers.append(Module(channels, plan))
            channels = plan.outputs
        network = nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(1024, 1000)).to("meta")
        shapes = [x.shape[1:] for x in outputs(network, torch.empty(1, 3, 224, 224)) if x.ndim == 4]
    rows = googlenet_plan.rows()
    assert counts.total(rows).parameters == learned(network)
    assert {row.shape for row in rows if row.layer.startswith("module")} <= set(map(tuple, shapes))


def outputs(network, x):
    for layer in network:
        x = layer(x)
        yield x


#: Millions of multiply-adds in table 1 of the paper. Module 5a, which it gives as 54, is not among them: see below.
PRINTED = {"3a": 128, "3b": 304, "4a": 73, "4b": 88, "4c": 100, "4d": 119, "4e": 170, "5b": 71}


def test_the_work_of_its_modules_as_the_table_prints_it():
    found = {row.layer.split()[-1]: row.multiply_adds for row in googlenet_plan.rows() if "module" in row.layer}
    for name, millions in PRINTED.items():
        assert abs(found[name] / 1e6 - millions) < 1, name
    assert round(found["5a"] / 1e6) == 51  # printed 54: the filters of its row give 51
    assert counts.total(googlenet_plan.rows()).multiply_adds < 1.6e9  # "1.5 billion", section 1


def test_network_in_network_in_torch():
    layers, channels = [], 3
    for _, convolutions in nin_plan.BLOCKS:
        for kernel, filters in convolutions:
            layers.append(nn.Conv2d(channels, filters, kernel))
            channels = filters
    rows = nin_plan.rows()
    assert [row.parameters for row in rows if row.parameters] == [learned(layer) for layer in layers]
    assert rows[-1].shape == (10, 1, 1) and rows[-2].shape == (10, 8, 8)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: vgg_plan.rows(12), "layers: got 12"),
        (lambda: vgg_plan.stack(3, 0, 4), "count: got 0"),
        (lambda: googlenet_plan.module("6a", (192, 28, 28)), "name: got '6a'"),
        (lambda: counts.convolution("c", (3, 8, 8), 4, 2), "kernel: got 2"),
    ],
)
def test_what_is_not_there_is_refused(call, words):
    with pytest.raises(ValueError, match=words):
        call()


def test_fewer_numbers_than_alexnet():
    alexnet = sum(row.parameters for row in alexnet_plan.rows(alexnet_plan.full()))
    assert 8.7 < alexnet / counts.total(googlenet_plan.rows()).parameters < 8.8  # not the 12 of the paper's section 1
